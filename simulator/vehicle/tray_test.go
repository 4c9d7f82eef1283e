package vehicle_test

import (
	"slices"
	"testing"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/simulator/vehicle"
	"github.com/aisle-wms/aisle/simulator/world"
)

// TestTray: a sorting robot waits for a parcel, says what was read of it, keeps
// one that does not slide off, and is called back while it waits, in both
// versions. What it says validates.
func TestTray(t *testing.T) {
	for version, read := range map[vda5050.Version]string{vda5050.Version21: "P1", vda5050.Version30: ""} {
		t.Run(string(version), func(t *testing.T) {
			s := &site{t: t, addr: "127.0.0.1:0", speaks: version, tray: &vehicle.Tray{Reject: "OUT"}}
			if read == "" {
				s.tray.NoReadPermille = 1000
			}
			s.start = s.startBroker
			s.open()
			s.await("online", func(v devices.VehicleState) bool { return v.Online })
			take := devices.Action{ID: "p1", Type: "pick", Station: "IN", LoadType: "parcel"}
			slide := func(id, station string) devices.Action {
				return devices.Action{ID: id, Type: "drop", Station: station, LoadType: "parcel"}
			}
			s.must(s.agv.Start(devices.Order{ID: "A", Steps: way(0, 1, map[int]devices.Action{1: take})}))
			s.await("under the station", func(v devices.VehicleState) bool { return v.Actions["p1"] == devices.ActionRunning })
			s.must(s.world.Update(func(tx *world.Tx) error {
				return tx.Create(world.HandlingUnit{ID: "U1", Label: "P1", Kind: "tote", Place: "W/IN"})
			}))
			s.awaitIdle("A")
			if v := s.agv.State(); !slices.Equal(v.Loads, []string{read}) || s.where("U1") != "W/@agv-1" {
				t.Fatalf("loads %q, U1 in %s", v.Loads, s.where("U1"))
			}
			s.must(s.agv.Start(devices.Order{ID: "B", Steps: way(1, 2, map[int]devices.Action{2: slide("d1", "FULL")})}))
			s.await("it does not slide off", func(v devices.VehicleState) bool { return v.Actions["d1"] == devices.ActionFailed && v.Idle })
			s.must(s.agv.Start(devices.Order{ID: "C", Steps: way(2, 3, map[int]devices.Action{3: slide("d2", "IN")})}))
			s.awaitIdle("C")
			if v := s.agv.State(); len(v.Loads) != 0 || s.where("U1") != "W/IN" || s.diverts() != 1 {
				t.Fatalf("loads %q, U1 in %s, %d diverts", v.Loads, s.where("U1"), s.diverts())
			}
			s.must(s.world.Update(func(tx *world.Tx) error {
				for _, u := range []string{"U1", "HU1"} {
					if err := tx.Remove(u); err != nil {
						return err
					}
				}
				return nil
			}))
			take.ID = "p2"
			s.must(s.agv.Start(devices.Order{ID: "D", Steps: way(3, 3, map[int]devices.Action{3: take})}))
			s.await("waiting again", func(v devices.VehicleState) bool { return v.Actions["p2"] == devices.ActionRunning })
			s.must(s.agv.Cancel("D"))
			s.await("called back", func(v devices.VehicleState) bool { return v.Cancelled == "D" && v.Idle })
		})
	}
}

func (s *site) diverts() (n int64) {
	s.must(s.world.View(func(tx *world.Tx) error { n = tx.Counted("sorter_diverts"); return nil }))
	return n
}
