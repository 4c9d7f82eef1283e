package check_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/simulator/check"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/simulator/people"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// TestPlanted plants one difference after the other in a building that agrees
// with its books, and takes it out again.
func TestPlanted(t *testing.T) {
	t.Parallel()
	const n = 6
	c := newChain(t)
	c.order(n)
	c.work(people.Faults{}, func() bool { return c.quiet(n) })
	rep := c.wantSame()
	if rep.OrdersShipped != n || rep.LinesShipped == 0 || rep.UnitsShipped == 0 || rep.HumanPicks == 0 {
		t.Fatalf("nothing to compare: %+v", rep)
	}
	shelf := "one/S02-02-1" // SKU-01
	var delivery, raw string
	blob := func(tx *world.Tx, change func(d *people.Delivery)) error {
		var d people.Delivery
		if err := json.Unmarshal([]byte(raw), &d); err != nil {
			return err
		}
		change(&d)
		out, err := json.Marshal(d)
		tx.SetBlob(delivery, out)
		return err
	}
	_ = c.world.View(func(tx *world.Tx) error {
		delivery = tx.Blobs("people/delivery/")[0]
		raw = string(tx.Blob(delivery))
		return nil
	})
	sent := func(tx *world.Tx, s demand.Sent) error {
		out, err := json.Marshal(s)
		tx.SetBlob("demand/sent/x", out)
		return err
	}
	planted := []struct {
		name, want string
		plant      func(tx *world.Tx) error
		undo       func(tx *world.Tx) error
	}{
		{"a unit lost on a shelf", "lie in S02-02-1",
			func(tx *world.Tx) error { return tx.AddLoose(shelf, sku(1), -1) }, func(tx *world.Tx) error { return tx.AddLoose(shelf, sku(1), 1) }},
		{"a strange item on a shelf", "1 of SKU-99 lie in S02-02-1, the ledger says 0",
			func(tx *world.Tx) error { return tx.AddLoose(shelf, "SKU-99", 1) }, func(tx *world.Tx) error { return tx.AddLoose(shelf, "SKU-99", -1) }},
		{"a unit lost off a pallet", "are in pallet " + palletID,
			func(tx *world.Tx) error { return tx.AddInside(palletID, sku(0), -1) }, func(tx *world.Tx) error { return tx.AddInside(palletID, sku(0), 1) }},
		{"a tote moved by hand", "stands in one/STAGE, the ledger has it at TOTES",
			func(tx *world.Tx) error { return tx.MoveHandlingUnit("T-00030", "one/TOTES", "one/STAGE") },
			func(tx *world.Tx) error { return tx.MoveHandlingUnit("T-00030", "one/STAGE", "one/TOTES") }},
		{"a tote on a cart with things in it", "the ledger has it at TOTES",
			func(tx *world.Tx) error {
				if err := tx.AddInside("T-00030", sku(1), 1); err != nil {
					return err
				}
				return tx.MoveHandlingUnit("T-00030", "one/TOTES", "one/@person:ann")
			},
			func(tx *world.Tx) error {
				if err := tx.AddInside("T-00030", sku(1), -1); err != nil {
					return err
				}
				return tx.MoveHandlingUnit("T-00030", "one/@person:ann", "one/TOTES")
			}},
		{"a pallet gone", "the building has none",
			func(tx *world.Tx) error { return tx.Remove(palletID) }, nil},
		{"a pallet nobody booked", "the ledger does not know it",
			func(tx *world.Tx) error {
				return tx.Create(world.HandlingUnit{ID: "X", Kind: "pallet", Place: "one/STAGE"})
			},
			func(tx *world.Tx) error { return tx.Remove("X") }},
		{"one unit more on the truck", "the WMS says",
			func(tx *world.Tx) error {
				return blob(tx, func(d *people.Delivery) {
					for _, units := range d.Units {
						units["SKU-99"] = 1
					}
				})
			}, func(tx *world.Tx) error { tx.SetBlob(delivery, []byte(raw)); return nil }},
		{"a truck nobody saw", "left with shipment",
			func(tx *world.Tx) error { tx.SetBlob(delivery, nil); return nil },
			func(tx *world.Tx) error { tx.SetBlob(delivery, []byte(raw)); return nil }},
		{"a shipment twice", "left twice",
			func(tx *world.Tx) error { tx.SetBlob(delivery+"b", []byte(raw)); return nil },
			func(tx *world.Tx) error { tx.SetBlob(delivery+"b", nil); return nil }},
		{"an order forgotten", "order Y was acknowledged",
			func(tx *world.Tx) error { return sent(tx, demand.Sent{Invoice: "x", Order: "Y"}) },
			func(tx *world.Tx) error { tx.SetBlob("demand/sent/x", nil); return nil }},
		{"an order changed", "1000 of SKU-01 ordered",
			func(tx *world.Tx) error {
				return sent(tx, demand.Sent{Invoice: "x", Order: "ORD-000", Lines: []wms.OrderLine{{SKU: "SKU-01", Qty: 1000}}})
			}, func(tx *world.Tx) error { tx.SetBlob("demand/sent/x", nil); return nil }},
		{"a pick not confirmed", "picks",
			func(tx *world.Tx) error { tx.Count(people.PicksCounter, 1); return nil },
			func(tx *world.Tx) error { tx.Count(people.PicksCounter, -1); return nil }},
		{"a drive nobody ordered", "vehicle missions",
			func(tx *world.Tx) error { tx.Count("agv_missions", 1); return nil },
			func(tx *world.Tx) error { tx.Count("agv_missions", -1); return nil }},
		{"a crane job nobody ordered", "crane jobs",
			func(tx *world.Tx) error { tx.Count("asrs_cycles", 1); return nil },
			func(tx *world.Tx) error { tx.Count("asrs_cycles", -1); return nil }},
		{"a divert nobody booked", "diverts",
			func(tx *world.Tx) error { tx.Count("sorter_diverts", 1); return nil },
			func(tx *world.Tx) error { tx.Count("sorter_diverts", -1); return nil }},
	}
	var pallet world.HandlingUnit
	_ = c.world.View(func(tx *world.Tx) error { u, _ := tx.HandlingUnit(palletID); pallet = *u; return nil })
	for _, p := range planted {
		t.Run(p.name, func(t *testing.T) {
			if err := c.world.Update(p.plant); err != nil {
				t.Fatal(err)
			}
			rep := c.compare()
			if !mentions(rep, p.want) {
				t.Errorf("no violation says %q: %q", p.want, rep.Violations)
			}
			undo := p.undo
			if undo == nil {
				undo = func(tx *world.Tx) error { return tx.Create(pallet) }
			}
			if err := c.world.Update(undo); err != nil {
				t.Fatal(err)
			}
			c.wantSame()
		})
	}
}

func mentions(rep check.Report, text string) bool {
	for _, v := range rep.Violations {
		if strings.Contains(v, text) {
			return true
		}
	}
	return false
}

// TestSeededFaults commits the two mistakes of the twin that the command line
// can ask for.
func TestSeededFaults(t *testing.T) {
	t.Parallel()
	const n = 5
	c := newChain(t)
	c.order(n)
	if err := people.MoveByHand(c.world); err != nil {
		t.Fatal(err)
	}
	if rep := c.compare(); !mentions(rep, "T-00030") {
		t.Errorf("a tote moved by hand is not seen: %q", rep.Violations)
	}
	c.work(people.Faults{DoublePickNth: 2}, func() bool { return c.shipped() == n })
	rep := c.compare()
	for _, want := range []string{"tote T-00030 stands in", "left beyond what was ordered"} {
		if !mentions(rep, want) {
			t.Errorf("no violation says %q: %q", want, rep.Violations)
		}
	}
}
