package outbound

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// TestStockOfADeadAisleIsTakenElsewhere: item A lies in both aisles, B only in
// the first. When the first crane dies, the work for A waits for a pallet of
// the second, that for B stays, and the books agree.
func TestStockOfADeadAisleIsTakenElsewhere(t *testing.T) {
	site := &wms.Site{ID: "w", ToteVolumeMM3: 1e9, ToteMaxG: 1e6, Locations: []wms.Location{
		{ID: "c1", Kind: wms.KindRackCell, Device: "crane-1", CapacityHU: 1}, {ID: "c2", Kind: wms.KindRackCell, Device: "crane-1", CapacityHU: 1},
		{ID: "d1", Kind: wms.KindRackCell, Device: "crane-2", CapacityHU: 1}, {ID: "g1", Kind: wms.KindStation, CapacityHU: 1}}}
	site.Index()
	dead := map[wms.DeviceID]bool{}
	f := Floor{Site: site, Shut: func(l wms.Location) bool { return dead[l.Device] }}
	db, clock := storetest.Open(t)
	do := func(fn func(tx store.Tx) error) { t.Helper(); storetest.Do(t, db, "w", fn) }
	do(func(tx store.Tx) error {
		for _, p := range []struct {
			unit wms.HandlingUnitID
			at   wms.LocationID
			sku  wms.SKU
		}{{"P1", "c1", "A"}, {"P2", "c2", "B"}, {"P3", "d1", "A"}} {
			if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: p.unit, Kind: wms.Pallet, Location: p.at}); err != nil {
				return err
			}
			if err := ledger.Receive(tx, ledger.Spot{SKU: p.sku, Place: ledger.In(p.unit)}, 100, time.Time{}, "test.stock"); err != nil {
				return err
			}
			clock.Add(time.Minute) // P1 is the oldest
		}
		return Promised(tx, wms.PromisedShipment{ID: "S1", Order: "O1", Lines: []wms.PromisedLine{{Line: 1, SKU: "A", Qty: 7, VolumeMM3: 1000}, {Line: 2, SKU: "B", Qty: 5, VolumeMM3: 1000}}}, false)
	})
	do(func(tx store.Tx) error {
		released, err := f.Release(tx, "S1")
		if err == nil && !released {
			t.Fatal("S1 is not released")
		}
		return err
	})
	wanted := func() (out []wms.HandlingUnitID) {
		if err := db.View(func(r store.Reader) (err error) { out, err = f.WantedAtStations(r); return err }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := wanted(); len(got) != 2 || got[0] != "P1" {
		t.Fatalf("wanted are %v, want P1 (the oldest) and P2", got)
	}
	dead["crane-1"] = true
	stranded := func(under ...wms.HandlingUnitID) (out []wms.Task) {
		u := map[wms.HandlingUnitID]bool{}
		for _, id := range under {
			u[id] = true
		}
		if err := db.View(func(r store.Reader) (err error) { out, err = f.Stranded(r, dead, u); return err }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := stranded("P1"); len(got) != 1 || got[0].FromUnit != "P2" {
		t.Fatalf("with P1 on its way out stranded is %+v", got)
	}
	moved := 0
	for range 2 { // the second time nothing is left to move
		for _, task := range stranded() {
			do(func(tx store.Tx) error {
				ok, err := f.Elsewhere(tx, task.ID)
				if ok {
					moved++
				}
				return err
			})
		}
	}
	if moved != 1 {
		t.Errorf("%d tasks went elsewhere, want that of A", moved)
	}
	got := map[wms.HandlingUnitID]int64{}
	if err := db.View(func(r store.Reader) error {
		all, err := tasks.OfShipment(r, "w", "S1")
		for _, task := range all {
			if task.Status == wms.TaskWaiting {
				got[task.FromUnit] += task.Qty
			}
		}
		for _, p := range []wms.HandlingUnitID{"P1", "P2", "P3"} {
			held, err := ledger.ReservedIn(r, "w", ledger.In(p))
			if err != nil {
				return err
			}
			n := int64(0)
			for _, h := range held {
				n += h.Qty
			}
			if n != got[p] {
				t.Errorf("%s has %d reserved, its tasks ask for %d", p, n, got[p])
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["P3"] != 7 || got["P2"] != 5 {
		t.Errorf("work waits for %v, want 7 from P3 and 5 from P2", got)
	}
}
