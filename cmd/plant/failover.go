package plant

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

const (
	// deadAfter is the wall time for which a crane may be silent or faulty
	// before its work goes elsewhere. It gets nothing new at once.
	deadAfter = 5 * time.Second
	// failoverEvery bounds how often work of dead cranes is looked at.
	failoverEvery = 2 * time.Second
	// failoverAtOnce bounds what one look moves; the next goes on.
	failoverAtOnce = 64
)

// failover finds cranes that don't work and moves what waits for them to
// other aisles, as far as the stock allows. A crane that works again takes
// part from the next look on.
func (l *Line) failover(ctx context.Context) error {
	dead := l.deadCranes(time.Now())
	if was := l.house.dead.Load(); was == nil || !maps.Equal(*was, dead) {
		l.house.dead.Store(&dead)
	} else if len(dead) == 0 || time.Since(l.rerouted) < failoverEvery {
		return nil
	}
	if len(dead) == 0 {
		return nil
	}
	l.rerouted = time.Now()
	var stranded []wms.Task
	var off []wms.TransportID
	err := l.plant.Store.View(func(r store.Reader) error {
		open, err := transports.Open(r, l.house.Partition())
		if err != nil {
			return err
		}
		under := map[wms.HandlingUnitID]bool{}
		for _, t := range open {
			if l.hopeless(r, t, dead) {
				off = append(off, t.ID)
			} else {
				under[t.HandlingUnit] = true
			}
		}
		stranded, err = l.house.Floor.Stranded(r, dead, under)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range off {
		if _, err := l.plant.do(ctx, l.house.Partition(), "transport.failover", func(tx store.Tx) error {
			t, err := transports.Get(tx, tx.Partition(), id)
			if err != nil || !l.hopeless(tx, t, dead) {
				return err
			}
			if _, err = transports.Cancel(tx, id); err != nil {
				return err
			}
			return l.plant.hall(l.house).TakeBack(tx, t.HandlingUnit)
		}); err != nil && wms.CodeOf(err) == "internal" {
			return err
		}
	}
	for _, t := range stranded[:min(len(stranded), failoverAtOnce)] {
		if err := l.elsewhere(ctx, t.ID); err != nil {
			return err
		}
	}
	return nil
}

// elsewhere moves one task, if it can; what can't is not journalled.
func (l *Line) elsewhere(ctx context.Context, id wms.TaskID) error {
	_, err := l.plant.do(ctx, l.house.Partition(), "task.failover", func(tx store.Tx) error {
		ok, err := l.house.Floor.Elsewhere(tx, id)
		if err == nil && !ok {
			err = errOnlyHere
		}
		return err
	})
	if err != nil && !errors.Is(err, errOnlyHere) && wms.CodeOf(err) == "internal" {
		return err
	}
	return nil
}

// errOnlyHere ends a command that changes nothing.
var errOnlyHere = errors.New("nothing else has the stock of the task: it waits for its crane")

// deadCranes are those that people took out of service and those that have
// been silent or faulty for deadAfter.
func (l *Line) deadCranes(now time.Time) map[wms.DeviceID]bool {
	down := l.house.access.Look().Down
	dead := map[wms.DeviceID]bool{}
	for id, c := range l.cranes {
		if down[id] {
			dead[id] = true
			continue
		}
		if works(c.Status()) {
			delete(l.deadSince, id)
			continue
		}
		if l.deadSince[id].IsZero() {
			l.deadSince[id] = now
		}
		if now.Sub(l.deadSince[id]) >= l.deadAfter {
			dead[id] = true
		}
	}
	return dead
}

func works(s devices.Status) bool { return s.Online && s.Fault == "" }

// hopeless says whether a transport that no machine has begun needs a crane
// that does not work: its unit is in that rack, or was to go there.
func (l *Line) hopeless(r store.Reader, t wms.Transport, dead map[wms.DeviceID]bool) bool {
	if t.Status != transports.Waiting || !t.Planned {
		return false
	}
	from, known := l.house.Site.Location(l.unitAt(r, t.HandlingUnit))
	if !known {
		return false // on a deck: it is brought where it was to go
	}
	to, _ := l.house.Site.Location(t.To)
	return from.Kind == wms.KindRackCell && dead[from.Device] || to.Kind == wms.KindRackCell && dead[to.Device]
}
