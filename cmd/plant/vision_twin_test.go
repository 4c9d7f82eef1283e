package plant

import (
	"log/slog"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/simulator/opening"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// before puts a received pallet of ten before the cameras, in the books and in
// the building, where it weighs so much.
func (s *beltSite) before(receipt wms.ReceiptID, unit string, weightG int64) {
	s.t.Helper()
	s.client.must("POST", "/v1/receipts/"+string(receipt)+"/lines", obj{"sku": "A", "qty": 10, "handling_unit": unit}, nil)
	if _, err := s.plant.do(s.t.Context(), "one", "test.before", func(tx store.Tx) error {
		return ledger.MoveUnit(tx, wms.HandlingUnitID(unit), "IN", "VIS", "test")
	}); err != nil {
		s.t.Fatal(err)
	}
	if err := s.twin.World.Update(func(tx *world.Tx) error {
		return tx.Create(world.HandlingUnit{ID: unit, Kind: "pallet", Place: opening.PlaceID("one", "VIS"), LengthMM: 1200, WidthMM: 800, HeightMM: 1400, TareG: weightG})
	}); err != nil {
		s.t.Fatal(err)
	}
}

// TestFromTheVisionStationIntoTheRack lets pallets pass the twin's station over
// OPC UA: one that is right goes on by vehicle and crane into the rack, one
// that is too heavy to the check place, and one that stands there while the
// WMS starts anew is found where the books say.
func TestFromTheVisionStationIntoTheRack(t *testing.T) {
	s := newBeltSite(t)
	c := s.client
	c.must("PUT", "/v1/items/A", obj{"weight_g": 1000}, nil)
	var rec wms.Receipt
	c.must("POST", "/v1/receipts", obj{"warehouse": "one", "putaway": "manual", "lines": []obj{}}, &rec)
	kind := func(unit string) wms.LocationKind {
		h, err := s.plant.House("one")
		if err != nil {
			t.Fatal(err)
		}
		return h.Site.Kind(s.booked(unit))
	}
	await := func(what string, done func() bool) {
		t.Helper()
		for deadline := time.Now().Add(60 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("not %s: %+v", what, s.transports())
			}
		}
	}
	s.before(rec.ID, "PAL-1", 35_000)
	await("in the rack", func() bool {
		return kind("PAL-1") == wms.KindRackCell && s.really("PAL-1") == string(s.booked("PAL-1"))
	})
	s.before(rec.ID, "PAL-2", 60_000)
	await("at the check place", func() bool { return s.booked("PAL-2") == "VIS-CHECK" && s.really("PAL-2") == "VIS-CHECK" })
	var all struct{ Data []wms.VisionCheck }
	c.must("GET", "/v1/vision-checks?warehouse=one", nil, &all)
	if len(all.Data) != 1 || all.Data[0].Result != wms.VisionWeight || all.Data[0].HandlingUnit != "PAL-2" || all.Data[0].VerdictUS <= 0 || all.Data[0].Picture == "" {
		t.Errorf("checks %+v", all.Data)
	}
	if got := s.client.inStatus("A", wms.Quarantine); got != 10 {
		t.Errorf("%d in quarantine, want 10", got)
	}
	// Its place is free again: somebody took it away.
	if _, err := s.plant.do(t.Context(), "one", "test.away", func(tx store.Tx) error {
		return ledger.MoveUnit(tx, "PAL-2", "VIS-CHECK", "STAGE", "test")
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.twin.World.Update(func(tx *world.Tx) error {
		return tx.MoveHandlingUnit("PAL-2", opening.PlaceID("one", "VIS-CHECK"), opening.PlaceID("one", "STAGE"))
	}); err != nil {
		t.Fatal(err)
	}
	s.before(rec.ID, "PAL-3", 35_000)
	s.stop()
	s.open(slog.New(slog.DiscardHandler))
	await("carried away", func() bool {
		at := s.really("PAL-3")
		return string(s.booked("PAL-3")) == at && (kind("PAL-3") == wms.KindRackCell || at == "VIS-CHECK")
	})
	c = s.client
	c.must("GET", "/v1/vision-checks?warehouse=one&state=all", nil, &all)
	if len(all.Data) != 3 {
		t.Errorf("three scans made %d checks: %+v", len(all.Data), all.Data)
	}
}
