package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func (c *client) inspection(id wms.InspectionID) (q wms.QualityInspection) {
	c.t.Helper()
	c.must("GET", "/v1/inspections/"+string(id), nil, &q)
	return q
}

func TestSampledGoodsWaitForTheirInspection(t *testing.T) {
	p, c := start(t, t.TempDir())
	for _, sku := range []string{"A", "B"} {
		c.must("PUT", "/v1/items/"+sku, obj{}, nil)
	}
	c.refused("invalid_aql", "PUT", "/v1/quality-rules/1", obj{"supplier": "ACME", "aql": "4.0"})
	c.must("PUT", "/v1/quality-rules/1", obj{"supplier": "ACME", "aql": "2.5"}, nil)
	c.must("PUT", "/v1/quality-rules/2", obj{"supplier": "ACME", "sku": "B", "aql": "none"}, nil)
	url := c.receipt(obj{"sku": "A", "qty": 200})
	var r wms.Receipt
	c.must("POST", url+"/lines", obj{"sku": "B", "qty": 5}, &r)
	if r.Booked.Status != wms.Available {
		t.Errorf("B need not be inspected, but is %+v", r.Booked)
	}
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 40}, &r)
	id := r.Booked.Inspection
	if q := c.inspection(id); r.Booked.Status != wms.Quarantine || q.Sample != 5 || q.Accept != 0 {
		t.Fatalf("booked %+v, inspection %+v", r.Booked, q)
	}
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 160, "handling_unit": "new"}, &r) // the lot grows
	if q := c.inspection(id); r.Booked.Inspection != id || q.Qty != 200 || q.Letter != "G" || q.Sample != 32 || q.Accept != 2 || q.Reject != 3 {
		t.Fatalf("booked %+v, inspection %+v", r.Booked, q)
	}
	if n := c.available("A"); n != 0 {
		t.Fatalf("%d of A may be sold before they are inspected", n)
	}
	result := "/v1/inspections/" + string(id) + "/result"
	c.refused("sample_too_small", "POST", result, obj{"inspected": 31, "defects": 2})
	c.refused("invalid_result", "POST", result, obj{"inspected": 32, "defects": 33})
	// A person does it with the handheld.
	var list struct{ Data []wms.Task }
	c.must("GET", "/v1/tasks?kind=inspect&warehouse=overseas", nil, &list)
	if len(list.Data) != 1 || list.Data[0].Qty != 32 {
		t.Fatalf("tasks %+v", list.Data)
	}
	task := "/v1/tasks/" + string(list.Data[0].ID)
	if s := c.scan(list.Data[0], "A"); s.Step != "count_defects" {
		t.Fatalf("step %+v", s)
	}
	c.refused("missing_qty", "POST", task+"/confirm", obj{"scans": []string{"OK"}})
	c.must("POST", task+"/confirm", obj{"scans": []string{"OK"}, "qty": 2}, nil)
	if q := c.inspection(id); q.Status != wms.InspectionAccepted || q.Defects != 2 {
		t.Fatalf("inspection %+v", q)
	}
	if a, d, q := c.available("A"), c.inStatus("A", wms.Damaged), c.inStatus("A", wms.Quarantine); a != 198 || d != 2 || q != 0 {
		t.Errorf("%d available, %d damaged, %d in quarantine; want 198, 2, 0", a, d, q)
	}
	c.refused("inspection_accepted", "POST", result, obj{"inspected": 32, "defects": 3})
	if n := len(eventsOf(t, p, "inspection.accepted", string(id))); n != 1 {
		t.Errorf("inspection.accepted %d times", n)
	}
}

func TestRejectedGoodsAreHeld(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/A", obj{"lot_tracked": true}, nil)
	c.must("PUT", "/v1/quality-rules/a", obj{"sku": "A", "aql": "1.0"}, nil)
	url := c.receipt()
	var r wms.Receipt
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 1000, "lot": "L1"}, &r)
	bad := r.Booked.Inspection
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 10, "lot": "L2"}, &r)
	if r.Booked.Inspection == bad {
		t.Error("two lots in one sample")
	}
	var q wms.QualityInspection
	c.must("POST", "/v1/inspections/"+string(bad)+"/result", obj{"inspected": 20, "defects": 3}, &q) // three are enough to know
	if q.Status != wms.InspectionRejected || q.Letter != "J" || q.Reject != 3 {
		t.Fatalf("inspection %+v", q)
	}
	c.must("POST", "/v1/inspections/"+string(r.Booked.Inspection)+"/result", obj{"inspected": 10, "defects": 0}, &q)
	if a, h, d := c.available("A"), c.inStatus("A", wms.OnHold), c.inStatus("A", wms.Damaged); a != 10 || h != 997 || d != 3 {
		t.Errorf("%d available, %d held, %d damaged; want 10, 997, 3", a, h, d)
	}
	c.refused("insufficient_stock", "POST", "/v1/orders", obj{"ship_to": obj{"country": "DE"}, "allow_backorder": false, "lines": []obj{{"sku": "A", "qty": 11}}})
	var tasks struct{ Data []wms.Task }
	c.must("GET", "/v1/tasks?kind=inspect&warehouse=overseas", nil, &tasks)
	if len(tasks.Data) != 0 {
		t.Errorf("decided, but there is work left: %+v", tasks.Data)
	}
}
