package outbound

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// stationTote is the tote that a shipment fills at one station.
type stationTote struct {
	Tote      wms.HandlingUnitID `cbor:"1,keyasint"`
	VolumeMM3 int64              `cbor:"2,keyasint"`
	WeightG   int64              `cbor:"3,keyasint"`
}

var stationTotes = store.NewTable[stationTote]("stationtote", 1)

// WantedAtStations lists the pallets that open station work waits for and
// that stand in the rack, most urgent first.
func (f Floor) WantedAtStations(r store.Reader) ([]wms.HandlingUnitID, error) {
	p := store.Partition(f.Site.ID)
	seen := map[wms.HandlingUnitID]bool{}
	var out []wms.HandlingUnitID
	_, err := tasks.With(r, p, wms.TaskWaiting, wms.TaskStation, 0, func(t wms.Task) bool {
		if !seen[t.FromUnit] {
			seen[t.FromUnit] = true
			out = append(out, t.FromUnit)
		}
		return false
	})
	return out, err
}

// Arrived tells that a machine brought a handling unit to a place. At a
// station its work opens; a pallet that leaves whole waits for a person; a tote
// at a bench can be packed.
func (f Floor) Arrived(tx store.Tx, id wms.HandlingUnitID, at wms.LocationID) error {
	if err := f.letGo(tx, id, at); err != nil {
		return err
	}
	switch f.Site.Kind(at) {
	case wms.KindStation:
		return f.openAtStation(tx, id)
	case wms.KindDockOut, wms.KindStaging:
		return f.palletOut(tx, id, at)
	case wms.KindBench:
		return f.packable(tx, id, at)
	}
	return nil
}

// openAtStation opens the waiting tasks of a pallet if it stands at a station,
// and gives each its tote or case.
func (f Floor) openAtStation(tx store.Tx, id wms.HandlingUnitID) error {
	u, err := ledger.MustUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	loc, ok := f.Site.Location(u.Location)
	if !ok || loc.Kind != wms.KindStation || u.Leaving {
		return nil // what leaves comes back for the work that waits
	}
	work, err := tasks.FromUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	for _, t := range work {
		if t.Status != wms.TaskWaiting {
			continue
		}
		t.Status, t.From, t.Zone = wms.TaskOpen, loc.ID, loc.Zone
		s, err := Get(tx, tx.Partition(), t.Shipment)
		if err != nil {
			return err
		}
		if l := s.line(t.Line); l.CaseQty > 1 && t.Qty == l.CaseQty {
			t.Unit, err = f.newCase(tx)
		} else {
			t.Unit, err = f.stationToteFor(tx, loc.Zone, t, *l)
		}
		if err != nil {
			return err
		}
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
	}
	return nil
}

func (f Floor) newCase(tx store.Tx) (wms.HandlingUnitID, error) {
	n, err := tx.NextID("case")
	site := string(f.Site.ID)
	return wms.HandlingUnitID(fmt.Sprintf("K-%s-%07d", site[:min(len(site), 9)], n)), err
}

// stationToteFor finds the tote in which the shipment collects at a station,
// or takes a fresh one when there is none or it would be too full.
func (f Floor) stationToteFor(tx store.Tx, zone string, t wms.Task, l Line) (wms.HandlingUnitID, error) {
	key := []any{zone, string(t.Shipment)}
	st, had, err := stationTotes.Get(tx, tx.Partition(), key...)
	if err != nil {
		return "", err
	}
	vol, weight := t.Qty*l.VolumeMM3, t.Qty*l.WeightG
	if had && (st.VolumeMM3+vol > f.Site.ToteVolumeMM3*toteFillPercent/100 || st.WeightG+weight > f.Site.ToteMaxG) {
		had = false // the full one is closed when its own tasks are done
	}
	if !had {
		tote, err := f.takeTote(tx, t.Shipment)
		if err != nil {
			return "", err
		}
		st = stationTote{Tote: tote}
	}
	st.VolumeMM3 += vol
	st.WeightG += weight
	return st.Tote, stationTotes.Put(tx, st, key...)
}

// takeTote binds an empty tote of the stack to a shipment.
func (f Floor) takeTote(tx store.Tx, s wms.ShipmentID) (wms.HandlingUnitID, error) {
	for _, stack := range f.Site.Of(wms.KindToteStack) {
		ids, err := ledger.UnitsAt(tx, tx.Partition(), stack)
		if err != nil {
			return "", err
		}
		for _, id := range ids {
			u, err := ledger.MustUnit(tx, tx.Partition(), id)
			if err != nil {
				return "", err
			}
			if u.Shipment == "" && u.Batch == "" && u.Kind == wms.Tote {
				return id, ledger.BindUnit(tx, id, s, "")
			}
		}
	}
	return "", wms.Refuse(wms.Conflict, "no_tote", "no empty tote is left at the tote stack of %s; bring some back", f.Site.ID)
}

// closeStationTotes sends on the totes and cases of a shipment that are done:
// no open task fills them, and either they are full (another tote took their
// place) or no further unit is on its way for the shipment.
func (f Floor) closeStationTotes(tx store.Tx, s wms.ShipmentID) error {
	all, err := tasks.OfShipment(tx, tx.Partition(), s)
	if err != nil {
		return err
	}
	more := false                              // units are still on their way
	busy := map[wms.HandlingUnitID]bool{}      // being filled
	sent := map[wms.HandlingUnitID]time.Time{} // sent on, last at
	for _, t := range all {
		switch {
		case t.Kind == wms.TaskStation && !tasks.Ended(t.Status):
			more = more || t.Unit == ""
			busy[t.Unit] = true
		case t.Kind == wms.TaskInduct && t.CreatedAt.After(sent[t.Unit]):
			sent[t.Unit] = t.CreatedAt
		}
	}
	for _, t := range all { // in the order of tasks, so that the same input gives the same ids
		if t.Kind != wms.TaskStation || t.Status != wms.TaskDone || busy[t.Unit] {
			continue
		}
		// the same tote may serve a shipment again after it came back empty
		if at, ok := sent[t.Unit]; ok && t.EndedAt != nil && !at.Before(*t.EndedAt) {
			continue
		}
		st, had, err := stationTotes.Get(tx, tx.Partition(), t.Zone, string(s))
		if err != nil {
			return err
		}
		if current := had && st.Tote == t.Unit; current && more {
			continue
		} else if current {
			if err := stationTotes.Delete(tx, t.Zone, string(s)); err != nil {
				return err
			}
		}
		sent[t.Unit] = tx.Now()
		if err := f.sendToBench(tx, t.Unit, t); err != nil {
			return err
		}
	}
	return nil
}

// WaitsAtStation says whether work on a pallet at a station has not been
// opened yet.
func (f Floor) WaitsAtStation(r store.Reader, id wms.HandlingUnitID) (bool, error) {
	work, err := tasks.FromUnit(r, store.Partition(f.Site.ID), id)
	if err != nil {
		return false, err
	}
	u, ok, err := ledger.Unit(r, store.Partition(f.Site.ID), id)
	if err != nil || !ok || u.Leaving {
		return false, err
	}
	for _, t := range work {
		if t.Status == wms.TaskWaiting {
			return true, nil
		}
	}
	return false, nil
}

// LeavesStation says whether nothing more is to be done with a pallet at a
// station, so that it may go back.
func (f Floor) LeavesStation(r store.Reader, id wms.HandlingUnitID) (bool, error) {
	work, err := tasks.FromUnit(r, store.Partition(f.Site.ID), id)
	return len(work) == 0, err
}
