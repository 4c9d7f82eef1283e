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

// A receiver scans what is printed on the goods: item, lot, expiry, quantity
// and the pallet's number come from the codes; a counter's codes say the same.
func TestReceiverAndCounterScanGS1Codes(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/MILK", map[string]any{"description": "Milk", "gtin": "9521101530001", "lot_tracked": true, "expiry_tracked": true,
		"packagings": []map[string]any{{"unit": "case", "base_qty": 6, "gtin": "19521101530008"}}}, nil)
	c.must("PUT", "/v1/items/TEA", map[string]any{"description": "Tea", "gtin": "9521101530018"}, nil)
	c.must("PUT", "/v1/warehouses/overseas/settings", map[string]any{"putaway": "manual"}, nil)
	var rec wms.Receipt
	c.must("POST", "/v1/receipts", map[string]any{"warehouse": "overseas", "lines": []map[string]any{{"sku": "MILK", "qty": 120, "lot": "L7"}, {"sku": "TEA", "qty": 10}}}, &rec)
	path := "/v1/receipts/" + string(rec.ID) + "/lines"
	scan := func(more map[string]any, scans ...string) map[string]any {
		body := map[string]any{"scans": scans}
		for k, v := range more {
			body[k] = v
		}
		return body
	}
	const full = "]C101095211015300011731123110L7"
	for code, body := range map[string]map[string]any{
		"wrong_item":          scan(map[string]any{"sku": "TEA"}, full),
		"wrong_lot":           scan(map[string]any{"lot": "L8"}, full),
		"wrong_expiry":        scan(map[string]any{"expires": "2030-01-01T00:00:00Z"}, full),
		"qty_differs":         scan(map[string]any{"qty": 3}, full+"\x1d3005"),
		"wrong_unit":          scan(map[string]any{"unit": "pallet"}, "(01)19521101530008(10)L7(17)311231"),
		"no_item_in_scan":     scan(nil, "(10)L7"),
		"unknown_gtin":        scan(nil, "(01)09521101530056"),
		"wrong_check_digit":   scan(nil, "]C10109521101530002"),
		"unknown_scan":        scan(nil, "HELLO"),
		"wrong_handling_unit": scan(map[string]any{"handling_unit": "P-1"}, full, "(00)095211010000000016"),
	} {
		if got := c.refusal("POST", path, body); got != code {
			t.Errorf("%v: %s, want %s", body, got, code)
		}
	}
	if got := c.refusal("POST", path, scan(map[string]any{"qty": 1}, "(01)09521101530001(10)L9(17)311231")); got != "wrong_lot" {
		t.Errorf("a lot that is not announced: %s", got)
	}
	booked := func(body map[string]any) wms.Booked {
		t.Helper()
		c.must("POST", path, body, &rec)
		return *rec.Booked
	}
	if b := booked(scan(nil, full+"\x1d3024")); b.SKU != "MILK" || b.Lot != "L7" || b.Qty != 24 {
		t.Errorf("24 by the code: %+v", b)
	}
	if b := booked(scan(map[string]any{"qty": 2}, "(01)19521101530008(10)L7(17)311231")); b.Qty != 12 {
		t.Errorf("two cases: %+v", b)
	}
	if b := booked(scan(nil, "]C100095211010000000016", "]C10219521101530008"+"1731123110L7\x1d3710")); b.Qty != 60 || b.HandlingUnit != "095211010000000016" {
		t.Errorf("a pallet of ten cases: %+v", b)
	}
	if b := booked(scan(map[string]any{"qty": 10}, "9521101530018")); b.SKU != "TEA" || b.Qty != 10 {
		t.Errorf("bare digits: %+v", b)
	}

	shelf := firstShelf(c, "overseas")
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "MILK", "delta": 18, "lot": "L7", "reason": "test"}, nil)
	var n wms.Count
	c.must("POST", "/v1/counts", map[string]any{"warehouse": "overseas", "locations": []string{shelf}}, &n)
	var list struct{ Data []wms.Task }
	c.must("GET", "/v1/tasks?kind=count&warehouse=overseas&status=open", nil, &list)
	task := "/v1/tasks/" + string(list.Data[0].ID)
	c.must("POST", task+"/claim", nil, nil)
	var step wms.Step
	confirm := func(qty int64, scans ...string) {
		t.Helper()
		f := wms.Confirmation{Scans: scans}
		if qty > 0 {
			f.Qty = &qty
		}
		c.must("POST", task+"/confirm", f, &step)
	}
	confirm(0, shelf)
	if got := c.refusal("POST", task+"/confirm", map[string]any{"scans": []string{"(01)19521101530008(10)L7", "(01)09521101530001(10)L7"}}); got != "one_at_a_time" {
		t.Errorf("two codes with quantities: %s", got)
	}
	if got := c.refusal("POST", task+"/confirm", map[string]any{"scans": []string{"(01)09521101530056(10)L7"}}); got != "unknown_gtin" {
		t.Errorf("an unknown GTIN: %s", got)
	}
	confirm(2, "(01)19521101530008(10)L7")
	confirm(5, "]C1010952110153000110L7")
	confirm(0, shelf)
	c.must("GET", "/v1/counts/"+n.ID, nil, &n)
	if !step.Done || len(n.Locations) != 1 || len(n.Locations[0].Differences) != 1 || n.Locations[0].Differences[0].Counted != 17 {
		t.Errorf("counted %+v of 18: two cases and five", n.Locations)
	}
}
