package outbound

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
)

// TestOfOneDayTheFreeOneFirst: of pallets of one day the one that nothing
// stands before; a day's age goes before that, an expiry before all.
func TestOfOneDayTheFreeOneFirst(t *testing.T) {
	site := &wms.Site{ID: "w", Locations: []wms.Location{
		{ID: "front", Kind: wms.KindRackCell, Device: "c", Bay: 1, Depth: 1}, {ID: "rear", Kind: wms.KindRackCell, Device: "c", Bay: 1, Depth: 2}}}
	f := Floor{Site: site.Index()}
	morning := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	on := func(at wms.LocationID, since, expires time.Time) source {
		return source{Stock: ledger.Stock{Row: ledger.Row{OnHand: 10, Since: since, Expires: expires}}, at: at, kind: wms.KindRackCell,
			unit: wms.HandlingUnit{ID: wms.HandlingUnitID(at), Kind: wms.Pallet}}
	}
	noon, yesterday, may := morning.Add(4*time.Hour), morning.AddDate(0, 0, -1), morning.AddDate(0, 2, 0)
	for _, c := range []struct {
		name        string
		rear, front source
		first       wms.LocationID
	}{
		{"one day", on("rear", morning, time.Time{}), on("front", noon, time.Time{}), "front"},
		{"a day older", on("rear", yesterday, time.Time{}), on("front", noon, time.Time{}), "rear"},
		{"expires first", on("rear", morning, may), on("front", noon, may.AddDate(0, 0, 1)), "rear"},
	} {
		list := []source{c.rear, c.front}
		if f.sortSources(list, "", false); list[0].at != c.first {
			t.Errorf("%s: first is %s, want %s", c.name, list[0].at, c.first)
		}
	}
}
