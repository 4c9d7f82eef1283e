package plant

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

// snapshot is what control looks at.
func (l *Line) snapshot(r store.Reader) (control.Snapshot, error) {
	p, floor := l.house.Partition(), l.house.Floor
	s := control.Snapshot{Site: l.house.Site, Cranes: map[wms.DeviceID]control.Crane{}, Vehicles: l.fleet != nil || len(l.carriers.all) > 0,
		Racks: l.racks.look(l.house, r), Now: l.plant.Clock.Now(),
		At: func(loc wms.LocationID) []wms.HandlingUnitID {
			ids, _ := ledger.UnitsAt(r, p, loc)
			return ids
		},
		UnitAt: func(id wms.HandlingUnitID) wms.LocationID {
			u, _, _ := ledger.Unit(r, p, id)
			return u.Location
		},
		Empty: func(id wms.HandlingUnitID) bool {
			in, err := ledger.InPlace(r, p, ledger.In(id))
			return err == nil && len(in) == 0
		}}
	var err error
	if s.Transports, err = transports.Open(r, p); err != nil {
		return s, err
	}
	busy := map[wms.DeviceID]bool{}
	for _, t := range s.Transports {
		if t.Status == transports.Active {
			busy[t.Missions[len(t.Missions)-1].Device] = true
		}
	}
	down := l.house.access.Look().Down
	for id, c := range l.cranes {
		st := c.Status()
		if down[id] {
			s.Cranes[id] = control.Crane{}
			continue
		}
		s.Cranes[id] = control.Crane{Online: works(st), Free: st.Ready && c.Busy() == "" && !busy[id]}
	}
	l.lookAtBelts(&s, down, busy)
	if s.Wanted, err = floor.WantedAtStations(r); err != nil {
		return s, err
	}
	if s.Whole, err = floor.WholePallets(r); err != nil {
		return s, err
	}
	return s, l.standing(r, &s)
}

// standing finds what stands where vehicles take over: pallets at stations
// that are done with, totes at hand-over places, pallets at inbound places
// that vehicles reach.
func (l *Line) standing(r store.Reader, s *control.Snapshot) error {
	l.toOpen = l.toOpen[:0]
	for _, place := range l.house.Site.Of(wms.KindStation) {
		for _, u := range s.At(place) {
			done, err := l.house.Floor.LeavesStation(r, u)
			if err != nil {
				return err
			}
			if waits, err := l.house.Floor.WaitsAtStation(r, u); err != nil {
				return err
			} else if waits {
				l.toOpen = append(l.toOpen, u)
			}
			if unit, _, _ := ledger.Unit(r, l.house.Partition(), u); done && unit.Kind == wms.Pallet {
				s.Leaving = append(s.Leaving, u)
			}
		}
	}
	bench := l.house.Site.Of(wms.KindBench)
	for _, place := range l.house.Site.Of(wms.KindHandover) {
		for i, u := range s.At(place) {
			s.Incoming = append(s.Incoming, control.Incoming{Unit: u, To: bench[i%len(bench)]})
		}
	}
	for id := range l.visions {
		for _, u := range s.At(l.visionPlace(id, wms.KindStaging)) {
			s.Incoming = append(s.Incoming, control.Incoming{Unit: u})
		}
	}
	for _, place := range l.house.Site.Of(wms.KindPnDIn) { // after a failed store: the cell is chosen anew
		for _, u := range s.At(place) {
			s.Incoming = append(s.Incoming, control.Incoming{Unit: u})
		}
	}
	l.leftOnBelts(s)
	return nil
}
