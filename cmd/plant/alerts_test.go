package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// TestAlerts: late deliveries of two warehouses make one alert with the worst
// first; it is somebody's, and done by itself when the goods have come; a figure
// of the board makes another. (Escalation: wms/alerts.)
func TestAlerts(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.refused("unknown_measure", "PUT", "/v1/alert-rules/late", obj{"measure": "luck", "above": 1, "level": "warning", "due_hours": 4})
	c.refused("invalid_threshold", "PUT", "/v1/alert-rules/late", obj{"measure": "supplier_late", "level": "warning", "due_hours": 4})
	c.must("PUT", "/v1/alert-rules/late", obj{"measure": "supplier_late", "above": 1, "level": "critical", "due_hours": 4, "owner": "bob", "escalate_to": "chief"}, nil)
	c.must("PUT", "/v1/alert-rules/fill", obj{"measure": "fill_rate", "below": 0.5, "level": "warning", "due_hours": 4}, nil)
	c.must("PUT", "/v1/items/AL-1", obj{"weight_g": 100}, nil)
	for w, days := range map[string]int{"central": 2, "front": 5, "overseas": 0} {
		at := p.Clock.Now().AddDate(0, 0, -days).Format(time.RFC3339)
		c.must("POST", "/v1/receipts", obj{"id": "R-" + w, "warehouse": w, "expected_at": at, "lines": []obj{{"sku": "AL-1", "qty": 5}}}, nil)
	}
	look := func(state string) []wms.Alert {
		t.Helper()
		if err := p.lookAlerts(t.Context()); err != nil {
			t.Fatal(err)
		}
		var list struct{ Data []wms.Alert }
		c.must("GET", "/v1/alerts?state="+state, nil, &list)
		return list.Data
	}
	open := look("open")
	if len(open) != 1 || open[0].Rule != "late" || open[0].Value != 2 || open[0].List[0].ID != "R-front" || open[0].Owner != "bob" {
		t.Fatalf("two late deliveries: %+v", open)
	}
	c.must("POST", "/v1/alerts/"+open[0].ID+"/acknowledge", obj{"note": "called them"}, nil)
	c.refused("invalid_hours", "POST", "/v1/alerts/"+open[0].ID+"/snooze", obj{"hours": 9000})
	for _, w := range []string{"central", "front"} {
		c.must("POST", "/v1/receipts/R-"+w+"/lines", obj{"sku": "AL-1", "qty": 5}, nil)
	}
	if open = look("open"); len(open) != 0 {
		t.Errorf("all have come: %+v", open)
	}
	if done := look("done"); len(done) != 1 || done[0].ClosedBy != "" || done[0].Note != "called them" {
		t.Errorf("done: %+v", done)
	}
	c.stockUp("overseas", "AL-1", 1)
	for range 3 {
		c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "DE"}, "lines": []obj{{"sku": "AL-1", "qty": 900}}}, nil)
	}
	eventually(t, "the fill rate is too low", func() bool { return len(look("open")) == 1 })
	c.must("DELETE", "/v1/alert-rules/fill", nil, nil)
	if open = look("open"); len(open) != 0 {
		t.Errorf("without its rule: %+v", open)
	}
}
