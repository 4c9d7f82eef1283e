package twin

import (
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/vehicle"
)

// addRobots makes the robots of a sorter that is a field.
func (t *Twin) addRobots(w *config.Warehouse, s *config.Sorter) error {
	f := s.Field
	if f == nil {
		return nil
	}
	n := 0
	for _, d := range w.DevicesOf("robot") {
		if d.Sorter != s.Device {
			continue
		}
		user, password, err := t.login(d)
		if err != nil {
			return err
		}
		start := f.ParkingCells()[n]
		x, y := f.Place(start)
		n++
		v, err := vehicle.New(vehicle.Config{ID: d.ID, Manufacturer: d.Manufacturer, Serial: d.Serial, Version: d.Version, Broker: t.MQTT, User: user, Password: password, TLS: t.TLS,
			Warehouse: w.ID, Speed: t.Speed, StartNode: start.Node(), X: x, Y: y, Map: s.ID, Seed: t.Seed + uint64(n), Kinematics: kinematics(w.VehicleModel(d)),
			Tray: &vehicle.Tray{NoReadPermille: f.NoReadPermille, Reject: s.Reject.Location}}, t.World, t.Logger)
		if err != nil {
			return err
		}
		t.vehicles = append(t.vehicles, v)
	}
	return nil
}
