package plant

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// refusal calls and returns the code of the problem, "" if there is none.
func (c *client) refusal(method, path string, body any) string {
	c.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, bytes.NewReader(raw))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	var problem struct{ Code string }
	if err := json.NewDecoder(res.Body).Decode(&problem); err != nil {
		c.t.Fatal(err)
	}
	return problem.Code
}

// A picker scans what is printed on the goods: GS1 codes of the item, its
// case, other items and other lots.
func TestPickerScansGS1Codes(t *testing.T) {
	_, c := start(t, t.TempDir())
	shelf := firstShelf(c, "overseas")
	c.must("PUT", "/v1/items/MILK", map[string]any{"description": "Milk", "gtin": "9521101530001", "lot_tracked": true,
		"packagings": []map[string]any{{"unit": "case", "base_qty": 6, "gtin": "19521101530008"}}}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "MILK", "delta": 20, "lot": "L7", "reason": "test"}, nil)
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "Germany"}, "lines": []map[string]any{{"sku": "MILK", "qty": 6}}}, &o)
	var list struct{ Data []wms.Task }
	for len(list.Data) == 0 {
		c.must("GET", "/v1/tasks?status=open&kind=pick&warehouse=overseas", nil, &list)
	}
	path := "/v1/tasks/" + string(list.Data[0].ID)
	var step wms.Step
	c.must("POST", path+"/claim", nil, &step)
	c.must("POST", path+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step)
	for payload, want := range map[string]string{
		"]C10109521101530018" + "10L7":           "wrong_scan",        // another item, though the lot's name is right
		"]C10119521101530008" + "10L8":           "wrong_lot",         // the line's item, another lot
		"]C10109521101530001" + "10L7\x1d3024":   "qty_differs",       // 24 of them
		"]C10109521101530002" + "10L7":           "wrong_check_digit", // a digit misread
		"]C110L7":                                "no_item_in_scan",   // a lot of what?
		"010952110153000110L7213":                "ambiguous_scan",    // lot L7 and serial 3, or lot L7213
		"]C1010952110153000110" + "L7\x1d99\x00": "wrong_character",
		"SHELF":                                  "wrong_scan",
	} {
		if got := c.refusal("POST", path+"/confirm", wms.Confirmation{Scans: []string{payload}}); got != want {
			t.Errorf("%q: %q, want %q", payload, got, want)
		}
	}
	c.must("POST", path+"/confirm", wms.Confirmation{Scans: []string{"]d20119521101530008" + "17261231" + "3103001250" + "10L7"}}, &step)
	if step.Step != "put_unit" {
		t.Fatalf("the case's code was not enough: %+v", step)
	}
	c.must("POST", path+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step)
	var got struct{ Task wms.Task }
	c.must("GET", path, nil, &got)
	if w := got.Task.Captured; w["lot"] != "L7" || w["expires"] != "2026-12-31" || w["weight_g"] != "1250" || w["gtin"] != "19521101530008" || got.Task.QtyDone != 6 {
		t.Errorf("captured %v of %d", w, got.Task.QtyDone)
	}
}

func TestWhatIsThisCode(t *testing.T) {
	p, c := start(t, t.TempDir())
	shelf := firstShelf(c, "overseas")
	c.must("PUT", "/v1/items/MILK", map[string]any{"description": "Milk", "gtin": "9521101530001",
		"packagings": []map[string]any{{"unit": "case", "base_qty": 6, "gtin": "19521101530008"}}}, nil)
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "Germany"}, "lines": []map[string]any{{"sku": "MILK", "qty": 6}}}, &o)
	person := p.Houses[0].Config.People[0]
	for payload, want := range map[string]wms.ScanFound{
		"]E09521101530001":        {Kind: "item", ID: "MILK", Name: "Milk", Unit: "each", Qty: 1},
		"(02)19521101530008(37)4": {Kind: "item", ID: "MILK", Name: "Milk", Unit: "case", Qty: 24},
		"MILK":                    {Kind: "item", ID: "MILK", Name: "Milk", Unit: "each", Qty: 1},
		shelf:                     {Kind: "location", ID: shelf, Name: "shelf", Warehouse: "overseas"},
		string(o.ID):              {Kind: "order", ID: string(o.ID), Name: string(o.Status)},
		person.Badge:              {Kind: "person", ID: person.ID},
	} {
		var s wms.Scan
		c.must("POST", "/v1/scans/parse", map[string]any{"payload": payload, "warehouse": "overseas"}, &s)
		if len(s.Found) != 1 || s.Found[0] != want || !s.Clear {
			t.Errorf("%q: %+v, want %+v", payload, s, want)
		}
	}
	var s wms.Scan
	c.must("POST", "/v1/scans/parse", map[string]any{"payload": "09521101530001"}, &s)
	if s.Clear || len(s.Readings) != 2 {
		t.Errorf("bare digits are a question: %+v", s)
	}
	if got := c.refusal("POST", "/v1/scans/parse", map[string]any{"payload": "(01)09521101530002"}); got != "wrong_check_digit" {
		t.Errorf("refused with %q", got)
	}
	// An item whose code moves is found by the new one only.
	c.must("PUT", "/v1/items/MILK", map[string]any{"description": "Milk", "gtin": "4006381333931"}, nil)
	for payload, want := range map[string]int{"]E04006381333931": 1, "]E09521101530001": 0} {
		c.must("POST", "/v1/scans/parse", map[string]any{"payload": payload}, &s)
		if len(s.Found) != want {
			t.Errorf("%q: %+v, want %d", payload, s.Found, want)
		}
	}
}
