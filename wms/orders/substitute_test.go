package orders

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// withSubstitutes is a book in which B and C may stand in for A, and D for B.
func withSubstitutes() Book {
	b := book(lanesOf{"town": {offer("near", 300, 0), offer("far", 390, 0)}})
	b.Item = func(_ store.Reader, sku wms.SKU) (wms.Item, error) {
		return wms.Item{SKU: sku, WeightG: 100, Substitutes: map[wms.SKU][]wms.SKU{"A": {"B", "C"}, "B": {"D"}}[sku]}, nil
	}
	return b
}

// TestSubstitutes: what is in stock nowhere comes as its substitutes, the best
// first, if the customer allows it; a substitute that is lost is replaced by
// the next, or its line waits.
func TestSubstitutes(t *testing.T) {
	b := withSubstitutes()
	db, _ := storetest.Open(t)
	for sku, n := range map[wms.SKU]int64{"A": 2, "B": 3, "C": 4, "D": 9} {
		supplied(t, b, db, "near", sku, n)
	}
	var v wms.OrderView
	no := false
	storetest.Do(t, db, store.Network, func(tx store.Tx) (err error) {
		v, err = b.Place(tx, wms.NewOrder{ID: "O", ShipTo: wms.ShipTo{Country: "town"}, AllowSubstitutes: true, AllowBackorder: &no, Lines: []wms.OrderLine{{SKU: "A", Qty: 7}}})
		return err
	})
	want := []wms.OrderedLine{{OrderLine: wms.OrderLine{SKU: "A", Qty: 7}, Replaced: 5}, {OrderLine: wms.OrderLine{SKU: "B", Qty: 3}, For: 1}, {OrderLine: wms.OrderLine{SKU: "C", Qty: 2}, For: 1}}
	if len(v.Lines) != 3 || v.Lines[0] != want[0] || v.Lines[1] != want[1] || v.Lines[2] != want[2] || v.Status != wms.OrderPromised {
		t.Fatalf("%+v", v)
	}

	// All of B is gone: C has two more, the third waits as A.
	storetest.Do(t, db, store.Network, func(tx store.Tx) error {
		if err := b.SupplyChanged(tx, wms.SupplyChange{Warehouse: "near", SKU: "B", Delta: -3}); err != nil {
			return err
		}
		return b.GivenBack(tx, wms.ShipmentShort{Order: "O", Shipment: v.Shipments[0].ID, Warehouse: "near", Lines: []wms.LineQty{{Line: 2, SKU: "B", Qty: 3}}, Asked: []wms.LineQty{{Line: 2, SKU: "B", Qty: 3}}})
	})
	look(t, db, func(r store.Reader) error {
		o, err := Get(r, "O")
		v = o.View()
		return err
	})
	if v.Status != wms.OrderPartlyPromised || v.Lines[0].Replaced != 4 || v.Lines[1].Qty != 0 || v.Lines[3].SKU != "C" || v.Lines[3].Qty != 2 {
		t.Fatalf("after the loss: %+v", v)
	}
	supplied(t, b, db, "near", "A", 1) // it came: no substitute is needed for it
	look(t, db, func(r store.Reader) error {
		o, err := Get(r, "O")
		if v = o.View(); v.Status != wms.OrderPromised || v.Lines[0].Replaced != 4 {
			t.Errorf("%+v", v)
		}
		return err
	})

	// Without leave nothing stands in.
	if v = placed(t, b, db, "town", wms.OrderLine{SKU: "B", Qty: 1}); len(v.Lines) != 1 || v.Status != wms.OrderBackordered {
		t.Errorf("%+v", v)
	}
}

// TestSubstitutesAddUp: whatever comes, is ordered and is lost, units of a line
// are promised, open or replaced, and every promise has its supply.
func TestSubstitutesAddUp(t *testing.T) {
	skus := []wms.SKU{"A", "B", "C", "D"}
	rapid.Check(t, func(r *rapid.T) {
		b := withSubstitutes()
		db, _ := storetest.Open(t)
		defer db.Close()
		ordered := map[wms.OrderID]int64{}
		leave := map[wms.OrderID]bool{}
		for range rapid.IntRange(3, 15).Draw(r, "steps") {
			w := wms.WarehouseID(rapid.SampledFrom([]string{"near", "far"}).Draw(r, "warehouse"))
			sku := rapid.SampledFrom(skus).Draw(r, "sku")
			n := rapid.Int64Range(1, 6).Draw(r, "n")
			switch rapid.IntRange(0, 2).Draw(r, "what") {
			case 0:
				supplied(t, b, db, w, sku, n)
			case 1:
				storetest.Do(t, db, store.Network, func(tx store.Tx) error {
					may := rapid.Bool().Draw(r, "may")
					v, err := b.Place(tx, wms.NewOrder{ShipTo: wms.ShipTo{Country: "town"}, AllowSubstitutes: may, Lines: []wms.OrderLine{{SKU: sku, Qty: n}}})
					ordered[v.ID], leave[v.ID] = n, may
					return err
				})
			case 2: // a person finds fewer than the books have
				storetest.Do(t, db, store.Network, func(tx store.Tx) error {
					all, err := List(tx, "", 0, 100)
					for _, o := range all {
						for _, s := range o.Shipments {
							for _, p := range s.Lines {
								if of := o.Lines[p.Line-1].SKU; err == nil && s.Warehouse == w && of == sku && p.Qty > 0 {
									q := []wms.LineQty{{Line: p.Line, SKU: sku, Qty: min(n, p.Qty)}}
									if err = b.SupplyChanged(tx, wms.SupplyChange{Warehouse: w, SKU: sku, Delta: -q[0].Qty}); err == nil {
										err = b.GivenBack(tx, wms.ShipmentShort{Order: o.ID, Shipment: s.ID, Warehouse: w, Lines: q, Asked: q})
									}
									return err
								}
							}
						}
					}
					return err
				})
			}
			look(t, db, func(rd store.Reader) error {
				if _, err := Check(rd); err != nil {
					r.Fatal(err)
				}
				all, err := List(rd, "", 0, 100)
				for _, o := range all {
					qty, instead := int64(0), map[int]int64{}
					for i, l := range o.Lines {
						qty += l.Qty
						if l.For > 0 {
							instead[l.For] += l.Qty
							if l.Promised != l.Qty {
								r.Fatalf("order %s waits for a substitute: %+v", o.ID, o.Lines)
							}
						}
						if l.Qty < 0 || l.Promised > l.Qty || l.For > 0 && !leave[o.ID] || l.For > i {
							r.Fatalf("order %s, line %d: %+v", o.ID, i+1, o.Lines)
						}
					}
					for i, l := range o.Lines {
						if l.Replaced != instead[i+1] {
							r.Fatalf("order %s: line %d has %d replaced, its substitutes %d", o.ID, i+1, l.Replaced, instead[i+1])
						}
					}
					if qty != ordered[o.ID] {
						r.Fatalf("order %s has %d units, %d were ordered", o.ID, qty, ordered[o.ID])
					}
				}
				return err
			})
		}
	})
}
