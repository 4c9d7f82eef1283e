package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

func in(days int) string {
	return time.Now().UTC().AddDate(0, 0, days).Format(time.RFC3339)
}

// receipt announces a delivery at the overseas site and gives its path.
func (c *client) receipt(lines ...obj) string {
	c.t.Helper()
	var r wms.Receipt
	c.must("POST", "/v1/receipts", obj{"warehouse": "overseas", "supplier": "ACME", "putaway": "manual", "lines": lines}, &r)
	return "/v1/receipts/" + string(r.ID)
}

func TestReceiptCountsWhatReallyCame(t *testing.T) {
	p, c := start(t, t.TempDir())
	for _, sku := range []string{"A", "B", "C", "D"} {
		c.must("PUT", "/v1/items/"+sku, obj{"description": sku}, nil)
	}
	url := c.receipt(obj{"sku": "A", "qty": 10}, obj{"sku": "B", "qty": 10}, obj{"sku": "C", "qty": 5})
	var r wms.Receipt
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 7}, &r)
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 5}, &r)                  // two too many
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 1}, &r)                  // and another
	c.must("POST", url+"/lines", obj{"sku": "B", "qty": 4, "damaged": true}, &r) // six are missing
	c.must("POST", url+"/lines", obj{"sku": "C", "qty": 5}, &r)
	n := c.n
	c.must("POST", url+"/lines", obj{"sku": "D", "qty": 3}, &r) // nobody announced it
	c.n = n
	c.must("POST", url+"/lines", obj{"sku": "D", "qty": 3}, &r) // the same call again
	if len(r.Lines) != 4 || r.Lines[0].Received != 13 || r.Lines[1].Damaged != 4 || !r.Lines[3].Unannounced || r.Lines[3].Received != 3 {
		t.Fatalf("receipt %+v", r)
	}
	if r.Booked == nil || r.Booked.Status != wms.Available || r.Booked.Location == "" {
		t.Errorf("booked %+v", r.Booked)
	}
	c.must("POST", url+"/close", nil, &r)
	want := []wms.Discrepancy{{SKU: "A", Expected: 10, Received: 13}, {SKU: "B", Expected: 10, Received: 4, Damaged: 4}, {SKU: "D", Received: 3}}
	if len(r.Discrepancies) != 3 || r.Discrepancies[0] != want[0] || r.Discrepancies[1] != want[1] || r.Discrepancies[2] != want[2] {
		t.Errorf("discrepancies %+v, want %+v", r.Discrepancies, want)
	}
	c.must("POST", url+"/close", nil, &r)
	if got := eventsOf(t, p, "receipt.closed", string(r.ID)); len(got) != 1 || asInt(got[0].Data["over"]) != 6 || asInt(got[0].Data["under"]) != 6 {
		t.Errorf("events %+v", got)
	}
	c.refused("receipt_closed", "POST", url+"/lines", obj{"sku": "A", "qty": 1})
	// What came damaged is there, but nobody can buy it.
	if a, d := c.available("B"), c.inStatus("B", wms.Damaged); a != 0 || d != 4 {
		t.Errorf("%d of B available, %d damaged; want 0 and 4", a, d)
	}
	c.refused("insufficient_stock", "POST", "/v1/orders", obj{"ship_to": obj{"country": "DE"}, "allow_backorder": false, "lines": []obj{{"sku": "B", "qty": 1}}})
	c.ship("A", 13) // the surplus is sold too
}

func TestBlindReceipt(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/A", obj{"description": "a"}, nil)
	url := c.receipt()
	var r wms.Receipt
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 4, "handling_unit": "new"}, &r)
	unit := r.Booked.HandlingUnit
	if !r.Blind || !r.Lines[0].Unannounced || unit == "" || unit == wms.NewUnit || len(unit) > 20 {
		t.Fatalf("receipt %+v, booked %+v", r, r.Booked)
	}
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 2, "handling_unit": unit}, &r)
	if r.Booked.HandlingUnit != unit {
		t.Errorf("booked %+v", r.Booked)
	}
	c.must("POST", url+"/close", nil, &r)
	if len(r.Discrepancies) != 1 || r.Discrepancies[0] != (wms.Discrepancy{SKU: "A", Received: 6}) || c.available("A") != 6 {
		t.Errorf("receipt %+v", r)
	}
	c.refused("unknown_sku", "POST", c.receipt()+"/lines", obj{"sku": "NOBODY-KNOWS", "qty": 1})
}

func TestWhatAnItemMustTell(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/MILK", obj{"lot_tracked": true, "expiry_tracked": true, "min_receive_days": 10}, nil)
	c.must("PUT", "/v1/items/PHONE", obj{"serial_tracked": true}, nil)
	url := c.receipt(obj{"sku": "MILK", "qty": 10, "lot": "L1"}, obj{"sku": "PHONE", "qty": 2})
	line := url + "/lines"
	c.refused("missing_lot", "POST", line, obj{"sku": "MILK", "qty": 1, "expires": in(30)})
	c.refused("wrong_lot", "POST", line, obj{"sku": "MILK", "qty": 1, "lot": "L2", "expires": in(30)})
	c.refused("missing_expiry", "POST", line, obj{"sku": "MILK", "qty": 1, "lot": "L1"})
	c.refused("expired_on_arrival", "POST", line, obj{"sku": "MILK", "qty": 1, "lot": "L1", "expires": in(-1)})
	c.refused("too_short_shelf_life", "POST", line, obj{"sku": "MILK", "qty": 1, "lot": "L1", "expires": in(9)})
	c.refused("missing_serial", "POST", line, obj{"sku": "PHONE", "qty": 2})
	c.refused("serials_differ", "POST", line, obj{"sku": "PHONE", "qty": 2, "serials": []string{"1"}})
	c.refused("duplicate_serial", "POST", line, obj{"sku": "PHONE", "qty": 2, "serials": []string{"1", "1"}})
	if n := c.available("MILK") + c.available("PHONE"); n != 0 {
		t.Fatalf("%d units of refused lines are in stock", n)
	}
	var r wms.Receipt
	c.must("POST", line, obj{"sku": "MILK", "qty": 6, "lot": "L1", "expires": in(30)}, &r)
	c.must("POST", line, obj{"sku": "MILK", "qty": 4, "lot": "L2", "expires": in(30), "unannounced": true}, &r)
	c.must("POST", line, obj{"sku": "MILK", "qty": 2, "lot": "L1", "expires": in(-1), "damaged": true}, &r)
	c.must("POST", line, obj{"sku": "PHONE", "qty": 2, "serials": []string{"1", "2"}}, &r)
	c.refused("duplicate_serial", "POST", line, obj{"sku": "PHONE", "qty": 1, "serials": []string{"2"}})
	if m, p := c.available("MILK"), c.available("PHONE"); m != 10 || p != 2 {
		t.Errorf("%d and %d available, want 10 and 2", m, p)
	}
	c.must("POST", "/v1/stock/holds", obj{"lot": "L2", "reason": "recall"}, nil)
	c.must("POST", line, obj{"sku": "MILK", "qty": 1, "lot": "L2", "expires": in(30), "unannounced": true}, &r)
	if r.Booked.Status != wms.OnHold || c.available("MILK") != 6 {
		t.Errorf("a recalled lot came in as %+v; %d available", r.Booked, c.available("MILK"))
	}
}

func TestDockAppointments(t *testing.T) {
	_, c := start(t, t.TempDir())
	var locs struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/overseas/locations?kind=dock_in", nil, &locs)
	at := func(hour string) string { return "2026-03-02T" + hour + ":00Z" }
	plan := func(from, to string) obj {
		return obj{"warehouse": "overseas", "dock": locs.Data[0].ID, "from": at(from), "to": at(to), "supplier": "ACME"}
	}
	var a, b wms.Appointment
	c.must("POST", "/v1/appointments", plan("08:00", "10:00"), &a)
	for _, x := range [][2]string{{"07:00", "08:01"}, {"09:59", "11:00"}, {"08:30", "09:00"}, {"06:00", "12:00"}, {"08:00", "10:00"}} {
		c.refused("dock_taken", "POST", "/v1/appointments", plan(x[0], x[1]))
	}
	c.must("POST", "/v1/appointments", plan("10:00", "11:00"), &b)
	c.must("POST", "/v1/appointments", plan("07:00", "08:00"), nil)
	c.refused("invalid_time", "POST", "/v1/appointments", plan("12:00", "12:00"))
	c.refused("unknown_receipt", "POST", "/v1/appointments", obj{"warehouse": "overseas", "dock": locs.Data[0].ID, "from": at("20:00"), "to": at("21:00"), "receipt": "NONE"})
	c.refused("not_a_dock", "POST", "/v1/appointments", obj{"warehouse": "overseas", "dock": firstShelf(c, "overseas"), "from": at("20:00"), "to": at("21:00")})
	url := "/v1/appointments/" + string(a.ID)
	c.refused("appointment_planned", "POST", url+"/leave", nil)
	c.must("POST", url+"/arrive", nil, &a)
	c.refused("appointment_arrived", "POST", url+"/cancel", nil)
	c.must("POST", url+"/leave", nil, &a)
	c.must("POST", "/v1/appointments/"+string(b.ID)+"/cancel", nil, &b)
	if a.Status != wms.AppointmentLeft || a.ArrivedAt == nil || a.LeftAt == nil || b.Status != wms.AppointmentCancelled {
		t.Errorf("appointments %+v, %+v", a, b)
	}
	c.must("POST", "/v1/appointments", plan("09:00", "11:00"), nil) // both are free again
	var list struct{ Data []wms.Appointment }
	c.must("GET", "/v1/appointments?warehouse=overseas", nil, &list)
	if len(list.Data) != 4 {
		t.Errorf("%d appointments listed, want 4", len(list.Data))
	}
}
