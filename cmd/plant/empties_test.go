package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func TestEmptiesAreCounted(t *testing.T) {
	_, c := start(t, t.TempDir())
	dock, yard := c.shelves(2)[0].ID, c.shelves(2)[1].ID
	base := "/v1/warehouses/overseas/empties"
	c.must("PUT", "/v1/empties/types/EUR", obj{"name": "Pool pallet", "deposit": 1500}, nil)
	c.must("PUT", "/v1/suppliers/ACME", obj{"name": "ACME"}, nil)
	c.must("PUT", "/v1/carriers/ROAD", obj{"name": "Road"}, nil)
	var r wms.Receipt
	c.must("POST", "/v1/receipts", obj{"warehouse": "overseas", "supplier": "ACME", "lines": []obj{}}, &r)
	var m wms.EmptiesMove
	c.must("POST", base+"/moves", obj{"type": "EUR", "qty": 20, "to": dock, "receipt": r.ID}, &m)
	if m.FromPartner != "supplier:ACME" {
		t.Fatalf("they came with a delivery: %+v", m)
	}
	c.refused("unknown_carrier", "POST", base+"/moves", obj{"type": "EUR", "qty": 1, "from": dock, "to_partner": "carrier:NONE"})
	c.refused("unknown_empty_type", "POST", base+"/moves", obj{"type": "BOX", "qty": 1, "to": dock, "note": "found"})
	c.refused("missing_reason", "POST", base+"/moves", obj{"type": "EUR", "qty": 1, "to": dock})
	c.refused("too_few_empties", "POST", base+"/moves", obj{"type": "EUR", "qty": 21, "from": dock, "to_partner": "supplier:ACME"})
	c.must("POST", base+"/moves", obj{"type": "EUR", "qty": 5, "from": dock, "to_partner": "supplier:ACME"}, nil)
	c.must("POST", base+"/moves", obj{"type": "EUR", "qty": 4, "from": dock, "to_partner": "carrier:ROAD"}, nil)
	var owed struct{ Data []wms.EmptiesBalance }
	balance := func(partner string, qty int64) {
		t.Helper()
		c.must("GET", base+"/balances?partner="+partner, nil, &owed)
		if len(owed.Data) != 1 || owed.Data[0].Qty != qty || owed.Data[0].Deposit != 1500*qty {
			t.Errorf("%s: %+v, want %d", partner, owed.Data, qty)
		}
	}
	balance("supplier:ACME", -15)
	balance("carrier:ROAD", 4)
	// A person brings them to the yard; one stack is lower than the books say.
	c.refused("too_few_empties", "POST", base+"/tasks", obj{"type": "EUR", "qty": 12, "from": dock, "to": yard})
	var x wms.Task
	c.must("POST", base+"/tasks", obj{"type": "EUR", "qty": 10, "from": dock, "to": yard}, &x)
	c.scan(x, string(dock))
	c.must("POST", "/v1/tasks/"+string(x.ID)+"/exception", obj{"code": "short", "qty": 8}, nil)
	x = c.tasksOf(wms.TaskEmpties, 1)[0]
	if s := c.scan(x, string(dock), "EUR"); x.Qty != 8 || s.Step != "scan_place" {
		t.Fatalf("task %+v, step %+v", x, s)
	}
	c.scan(x, string(yard))
	at := map[wms.LocationID]int64{}
	var counts struct{ Data []wms.EmptiesCount }
	c.must("GET", base, nil, &counts)
	for _, n := range counts.Data {
		at[n.Location] = n.Qty
	}
	if at[yard] != 8 || at[dock] != 1 {
		t.Errorf("empties at %v", at)
	}
	var moves struct{ Data []wms.EmptiesMove }
	if c.must("GET", base+"/moves", nil, &moves); len(moves.Data) != 5 {
		t.Errorf("moves %+v", moves.Data)
	}
}
