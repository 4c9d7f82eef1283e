package tasks

import (
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

var day = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// One code may bring the item and its serial; an SSCC stands for its unit in
// any of its forms.
func TestUnderstand(t *testing.T) {
	item := wms.Item{SKU: "DRILL", GTIN: "9521101530001", Packagings: []wms.Packaging{{Unit: "case", BaseQty: 4, GTIN: "19521101530008"}}}
	pick := wms.Task{Kind: wms.TaskPick, SKU: "DRILL", Qty: 1, Serial: "S1", From: "A-1", Unit: "T-1", Step: 1}
	pack := wms.Task{Kind: wms.TaskPack, Unit: "T-1", Units: []wms.HandlingUnitID{"095211010000000016"}, To: "STAGE", Step: 1}
	eight := int64(8)
	bulk := wms.Task{Kind: wms.TaskPick, SKU: "DRILL", Qty: 8, From: "A-1", Unit: "T-1", Step: 1}
	for name, c := range map[string]struct {
		task wms.Task
		f    wms.Confirmation
		want []string
		code string
	}{
		"item and serial at once":     {pick, wms.Confirmation{Scans: []string{"]d20109521101530001" + "21S1"}}, []string{"DRILL", "S1"}, ""},
		"the same code for each step": {pick, wms.Confirmation{Scans: []string{"]d20109521101530001" + "21S1", "]d20109521101530001" + "21S1", "T-1"}}, []string{"DRILL", "S1", "T-1"}, ""},
		"item, then the serial":       {pick, wms.Confirmation{Scans: []string{"9521101530001", "(21)S1"}}, []string{"DRILL", "S1"}, ""},
		"a case for one unit":         {pick, wms.Confirmation{Scans: []string{"]C10119521101530008" + "21S1"}}, nil, "wrong_scan"},
		"an SSCC with its identifier": {pack, wms.Confirmation{Scans: []string{"(00)095211010000000016"}}, []string{"(00)095211010000000016"}, ""},
		"an SSCC in a link":           {pack, wms.Confirmation{Scans: []string{"https://id.gs1.org/00/095211010000000016"}}, []string{"095211010000000016"}, ""},
		"a case of several":           {bulk, wms.Confirmation{Scans: []string{"]C10119521101530008"}}, nil, "qty_differs"},
		"a case and the quantity":     {bulk, wms.Confirmation{Scans: []string{"]C10119521101530008"}, Qty: &eight}, []string{"DRILL"}, ""},
		"two cases by their count":    {bulk, wms.Confirmation{Scans: []string{"]C10219521101530008" + "372"}}, []string{"DRILL"}, ""},
		"no code of GS1":              {bulk, wms.Confirmation{Scans: []string{"A-1"}}, []string{"A-1"}, ""},
	} {
		got, _, err := Understand(c.task, item, c.f, nil, day)
		if code := wms.CodeOf(err); err != nil && code != c.code || err == nil && (c.code != "" || !slices.Equal(got, c.want)) {
			t.Errorf("%s: %v %v, want %v %s", name, got, err, c.want, c.code)
		}
	}
}
