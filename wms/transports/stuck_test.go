package transports

import (
	"slices"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// A transport that a machine gave up stays on the list until a person decides;
// each decision does what it says, once, and none that is not safe is taken.
func TestStuckTransportsAreDecided(t *testing.T) {
	site := &wms.Site{ID: "w", Locations: []wms.Location{{ID: "in", Kind: wms.KindPnDIn, CapacityHU: 1}, {ID: "cell", Kind: wms.KindRackCell, CapacityHU: 1},
		{ID: "far", Kind: wms.KindRackCell, CapacityHU: 1}}}
	site.Index()
	for _, c := range []struct {
		action wms.StuckResolve
		at     wms.LocationID // where the books have it then
		goesOn bool
		taken  bool // another unit stands where the leg was to end
		want   []wms.StuckResolve
	}{
		{wms.ResolveRetry, "in", true, false, wms.StuckResolves},
		{wms.ResolveMoved, "cell", true, false, wms.StuckResolves},
		{wms.ResolveNotMoved, "in", false, false, wms.StuckResolves},
		{wms.ResolveCancel, "in", false, true, []wms.StuckResolve{wms.ResolveRetry, wms.ResolveNotMoved, wms.ResolveCancel}},
	} {
		db, _ := storetest.Open(t)
		do := func(fn func(tx store.Tx) error) error { _, err := storetest.Try(db, "w", fn); return err }
		var id wms.TransportID
		if err := do(func(tx store.Tx) error {
			if c.taken {
				if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: "Q", Kind: wms.Pallet, Location: "cell"}); err != nil {
					return err
				}
			}
			if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: "P", Kind: wms.Pallet, Location: "in"}); err != nil {
				return err
			}
			tr, err := New(tx, site, wms.Transport{HandlingUnit: "P", To: "far"})
			if err != nil {
				return err
			}
			id = tr.ID
			if err := AddMission(tx, id, wms.Mission{ID: "m", Class: "crane", Device: "crane-1", From: "in", To: "cell"}); err != nil {
				return err
			}
			return Fail(tx, "m", "blocked", false)
		}); err != nil {
			t.Fatal(err)
		}
		list := func() (out []wms.StuckTransport) {
			if err := db.View(func(r store.Reader) (err error) { out, err = Stuck(r, "w", site); return err }); err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got := list(); len(got) != 1 || got[0].Transport != id || got[0].Device != "crane-1" || got[0].Reason != "blocked" || !slices.Equal(got[0].Actions, c.want) {
			t.Fatalf("%s: stuck %+v", c.action, got)
		}
		told := wms.LocationID("")
		resolve := func(a wms.StuckResolve) error {
			return do(func(tx store.Tx) error {
				_, err := Resolve(tx, site, id, a, func(_ wms.HandlingUnitID, at wms.LocationID) error { told = at; return nil })
				return err
			})
		}
		if c.taken && wms.CodeOf(resolve(wms.ResolveMoved)) != "not_safe" {
			t.Error("a unit was put where another stands")
		}
		if err := resolve(c.action); err != nil {
			t.Fatalf("%s: %v", c.action, err)
		}
		if wms.CodeOf(resolve(c.action)) != "not_stuck" {
			t.Errorf("%s was done twice", c.action)
		}
		if err := db.View(func(r store.Reader) error {
			u, err := ledger.MustUnit(r, "w", "P")
			if err != nil {
				return err
			}
			_, open, err := OfUnit(r, "w", "P")
			if u.Location != c.at || open != c.goesOn || !open && told != c.at || len(list()) != 0 {
				t.Errorf("%s: at %s, goes on %v, told %q", c.action, u.Location, open, told)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
