package outbound

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestPalletsThatServeMost: of what leaves together the pallet comes first that
// serves most lines; what leaves earlier comes before all of it.
func TestPalletsThatServeMost(t *testing.T) {
	site := &wms.Site{ID: "w", ToteVolumeMM3: 1e9, ToteMaxG: 1e6, Locations: []wms.Location{{ID: "g", Kind: wms.KindStation, CapacityHU: 1}}}
	stock := map[wms.HandlingUnitID]wms.SKU{"ONE": "A", "THREE": "B", "TWO": "C", "SOON": "D"}
	for u := range stock {
		site.Locations = append(site.Locations, wms.Location{ID: wms.LocationID("c" + u), Kind: wms.KindRackCell, Device: "crane", CapacityHU: 1})
	}
	f := Floor{Site: site.Index()}
	db, _ := storetest.Open(t)
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	var got []wms.HandlingUnitID
	storetest.Do(t, db, "w", func(tx store.Tx) error {
		for u, sku := range stock {
			if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: u, Kind: wms.Pallet, Location: wms.LocationID("c" + u)}); err != nil {
				return err
			}
			if err := ledger.Receive(tx, ledger.Spot{SKU: sku, Place: ledger.In(u)}, 100, time.Time{}, "test.stock"); err != nil {
				return err
			}
		}
		for i, skus := range [][]wms.SKU{{"A", "C"}, {"B"}, {"B", "C"}, {"B"}, {"D"}} {
			leaves := noon
			if skus[0] == "D" {
				leaves = noon.Add(-time.Hour)
			}
			s := wms.PromisedShipment{ID: wms.ShipmentID(fmt.Sprintf("S%d", i)), Order: wms.OrderID(fmt.Sprintf("O%d", i)), Priority: wms.Urgency(leaves, uint64(i)), Leaves: leaves}
			for n, sku := range skus {
				s.Lines = append(s.Lines, wms.PromisedLine{Line: n + 1, SKU: sku, Qty: 1, VolumeMM3: 1000})
			}
			if err := Promised(tx, s, false); err != nil {
				return err
			}
			if _, err := f.Release(tx, s.ID); err != nil {
				return err
			}
		}
		var err error
		got, err = f.WantedAtStations(tx)
		return err
	})
	if want := []wms.HandlingUnitID{"SOON", "THREE", "TWO", "ONE"}; !slices.Equal(got, want) {
		t.Errorf("wanted are %v, want %v", got, want)
	}
}
