package check

import (
	"math"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
	"github.com/aisle-wms/aisle/wms/transports"
)

// books are what the WMS says of one warehouse.
type books struct {
	*config.Warehouse
	part   store.Partition
	loose  map[string]map[string]int64 // location → item → units
	inside map[string]map[string]int64 // handling unit → item → units
	units  map[string]wms.HandlingUnit
	moving map[string]bool // units with an open transport
	worked map[string]bool // units that open tasks speak of
	counts counts
}

func readBooks(r store.Reader, w *config.Warehouse) (*books, error) {
	b := &books{Warehouse: w, part: store.Partition(w.ID), loose: map[string]map[string]int64{}, inside: map[string]map[string]int64{},
		units: map[string]wms.HandlingUnit{}, moving: map[string]bool{}, worked: map[string]bool{}}
	for _, read := range []func(store.Reader) error{b.readStock, b.readUnits, b.readTasks, b.readTransports} {
		if err := read(r); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *books) readStock(r store.Reader) error {
	return ledger.Each(r, b.part, func(s ledger.Stock) (bool, error) {
		into, key := b.inside, ""
		if u, ok := s.Place.Unit(); ok {
			key = string(u)
		} else if l, ok := s.Place.Location(); ok {
			into, key = b.loose, string(l)
		} else {
			return true, nil // a virtual place
		}
		if into[key] == nil {
			into[key] = map[string]int64{}
		}
		into[key][string(s.SKU)] += s.OnHand
		return true, nil
	})
}

func (b *books) readUnits(r store.Reader) error {
	return ledger.EachUnit(r, b.part, func(u wms.HandlingUnit) (bool, error) {
		b.units[string(u.ID)] = u
		if l, ok := b.Location(string(u.Location)); b.isSorter(string(u.Location)) || ok && l.Kind == "induction" {
			b.counts.sorter++
		}
		return true, nil
	})
}

func (b *books) readTasks(r store.Reader) error {
	return tasks.All(r, b.part, func(t wms.Task) (bool, error) {
		if t.Status == wms.TaskDone && (t.Kind == wms.TaskPick || t.Kind == wms.TaskStation) {
			b.counts.picks++
		}
		if tasks.Ended(t.Status) {
			return true, nil
		}
		b.worked[string(t.Unit)] = true
		for _, u := range t.Units {
			b.worked[string(u)] = true
		}
		return true, nil
	})
}

func (b *books) readTransports(r store.Reader) error {
	all, err := transports.List(r, b.part, "", "", math.MaxInt)
	jobs, open := map[wms.MissionID]bool{}, map[wms.MissionID]bool{}
	for _, t := range all {
		if t.Status == transports.Waiting || t.Status == transports.Active {
			b.moving[string(t.HandlingUnit)] = true
		}
		for _, m := range t.Missions {
			done, begun := m.Status == transports.Done, m.Status == transports.Assigned || m.Status == transports.Loaded
			switch {
			case m.Class == "crane" && done:
				jobs[m.Job] = true
			case m.Class == "crane" && begun:
				open[m.Job] = true
			case m.Class == "vehicle" && done:
				b.counts.missions++
			case m.Class == "vehicle" && begun:
				b.counts.openMissions++
			}
		}
	}
	b.counts.cycles, b.counts.openCycles = int64(len(jobs)), int64(len(open))
	return err
}

// isSorter says whether a location is the inside of a sorter.
func (b *books) isSorter(location string) bool {
	if len(location) < 2 || location[0] != '@' {
		return false
	}
	d, ok := b.Device(location[1:])
	return ok && (d.Class == "sorter" || d.Class == "robot")
}
