package check

import (
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/simulator/people"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

const countPicks = people.PicksCounter

// twin is the world as it was at one moment.
type twin struct {
	loose  map[string]map[string]int64    // place → item → units
	units  map[string]*world.HandlingUnit // must not be changed
	counts map[string]int64
	gone   []people.Delivery
	sent   []demand.Sent
	owed   map[string]people.Owed
	// dirty are the places and units of deeds whose confirmation is owed.
	dirty map[string]bool
}

func look(w *world.World) (*twin, error) {
	t := &twin{loose: map[string]map[string]int64{}, units: map[string]*world.HandlingUnit{}, counts: map[string]int64{}, dirty: map[string]bool{}}
	err := w.View(func(tx *world.Tx) (err error) {
		for _, id := range tx.Places() {
			if p, ok := tx.Place(id); ok && len(p.Units) > 0 {
				t.loose[id] = p.Units
			}
		}
		for _, id := range tx.HandlingUnits() {
			t.units[id], _ = tx.HandlingUnit(id)
		}
		for _, name := range []string{countAGV, countASRS, countDivert, countPicks} {
			t.counts[name] = tx.Counted(name)
		}
		if t.gone, err = people.Deliveries(tx); err != nil {
			return err
		}
		t.owed, err = people.OwedAnswers(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, o := range t.owed {
		for _, m := range o.Moves {
			for _, id := range []string{m.Unit, m.From, m.To} {
				t.dirty[id] = true
			}
			if m.What != nil {
				t.dirty[m.What.ID] = true
			}
		}
	}
	t.sent, err = demand.SentOrders(w)
	return t, err
}

// owedPicks are the picks done that the WMS may not have booked.
func (t *twin) owedPicks() (n int64) {
	for _, o := range t.owed {
		for _, m := range o.Moves {
			if m.Do == "count" && m.To == countPicks {
				n += m.Qty
			}
		}
	}
	return n
}

// owedLoads are the loaded shipments that the WMS may not have booked.
func (t *twin) owedLoads() (n int64) {
	for _, o := range t.owed {
		if o.Kind == wms.TaskLoad {
			n++
		}
	}
	return n
}

// loadOwed says whether a delivery's confirmation is still owed.
func (t *twin) loadOwed(d people.Delivery) bool {
	for _, o := range t.owed {
		if o.Task == d.Task {
			return true
		}
	}
	return false
}
