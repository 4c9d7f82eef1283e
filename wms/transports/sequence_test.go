package transports

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestSequence: what comes after a transport that fails or is cancelled fails
// or is cancelled, too, to the end of the row, and a person sees why; nothing
// may come after what will never be done.
func TestSequence(t *testing.T) {
	site := &wms.Site{ID: "w", Locations: []wms.Location{{ID: "in", Kind: wms.KindStaging}, {ID: "out", Kind: wms.KindStaging}}}
	site.Index()
	for _, want := range []string{Failed, Cancelled, Done} {
		db, _ := storetest.Open(t)
		row := make([]wms.Transport, 3)
		storetest.Do(t, db, "w", func(tx store.Tx) error {
			for i := range row {
				unit := wms.HandlingUnitID("P" + string(rune('1'+i)))
				if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: unit, Kind: wms.Pallet, Location: "in"}); err != nil {
					return err
				}
				ask := wms.Transport{HandlingUnit: unit, To: "out"}
				if i > 0 {
					ask.After = []wms.TransportID{row[i-1].ID}
				}
				var err error
				if row[i], err = New(tx, site, ask); err != nil {
					return err
				}
			}
			if err := AddMission(tx, row[0].ID, wms.Mission{ID: "m", Class: "vehicle", From: "in", To: "out"}); err != nil {
				return err
			}
			switch want {
			case Failed:
				return Fail(tx, "m", "blocked", false)
			case Done:
				return Finish(tx, "m", func(wms.HandlingUnitID, wms.LocationID) error { return nil })
			}
			_, err := Cancel(tx, row[0].ID)
			return err
		})
		if err := db.View(func(r store.Reader) error {
			for i, x := range row {
				got, err := Get(r, "w", x.ID)
				if err != nil {
					return err
				}
				if is := want; i > 0 && want == Done {
					is = Waiting
					if got.Status != is {
						t.Errorf("%s: transport %d is %s", want, i+1, got.Status)
					}
				} else if got.Status != is || i > 0 && got.Reason == "" {
					t.Errorf("%s: transport %d is %s: %q", want, i+1, got.Status, got.Reason)
				}
			}
			list, err := Stuck(r, "w", site)
			if stuck := map[string]int{Failed: 3}[want]; len(list) != stuck {
				t.Errorf("%s: %d are stuck", want, len(list))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		_, err := storetest.Try(db, "w", func(tx store.Tx) error {
			if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: "P9", Kind: wms.Pallet, Location: "in"}); err != nil {
				return err
			}
			_, err := New(tx, site, wms.Transport{HandlingUnit: "P9", To: "out", After: []wms.TransportID{row[0].ID}})
			return err
		})
		if code := wms.CodeOf(err); want == Done && err != nil || want != Done && code != "transport_ended" {
			t.Errorf("%s: after it: %v", want, err)
		}
	}
}
