package plant

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control"
)

// strayAfter is the wall time for which a conveyor must see something where
// the books have nothing before it is sent away: what is being handed over is
// booked by then.
const strayAfter = 3 * time.Second

// beltClock remembers since when things stand where they are on conveyors. It
// is of the control loop alone, and begins anew with the program.
type beltClock struct {
	units map[wms.HandlingUnitID]standing
	seen  map[wms.LocationID]sighting
	told  map[wms.LocationID]string // alarms that are up
}

type standing struct {
	at    wms.LocationID
	since time.Time // site time
}

type sighting struct {
	unit  string
	since time.Time // wall time
}

// stood answers how long a unit has stood at a divert.
func (c *beltClock) stood(now time.Time, site *wms.Site, s *control.Snapshot) func(wms.HandlingUnitID) time.Duration {
	was := c.units
	c.units = map[wms.HandlingUnitID]standing{}
	for _, d := range site.Diverts {
		for _, u := range s.At(d.At) {
			c.units[u] = standing{d.At, now}
			if x, ok := was[u]; ok && x.at == d.At {
				c.units[u] = x
			}
		}
	}
	return func(u wms.HandlingUnitID) time.Duration {
		if x, ok := c.units[u]; ok {
			return now.Sub(x.since)
		}
		return 0
	}
}

// strays are the stations where something stands that the books do not have
// there, with what has stood there long enough to be sent away: nothing that a
// transport brings. What one takes is still in the books there.
func (c *beltClock) strays(now time.Time, s *control.Snapshot, seen map[wms.LocationID]string) map[wms.LocationID]control.Stray {
	was, out := c.seen, map[wms.LocationID]control.Stray{}
	c.seen = map[wms.LocationID]sighting{}
	for at, unit := range seen {
		handOver := slices.ContainsFunc(s.Transports, func(t wms.Transport) bool {
			if t.Status != "active" || len(t.Missions) == 0 {
				return unit != "" && string(t.HandlingUnit) == unit
			}
			m := t.Missions[len(t.Missions)-1]
			return string(t.HandlingUnit) == unit || m.To == at
		})
		c.seen[at] = sighting{unit, now}
		if x, ok := was[at]; ok && x.unit == unit && !handOver {
			c.seen[at] = x
		}
		out[at] = control.Stray{Unit: unit, Asks: now.Sub(c.seen[at].since) >= strayAfter}
	}
	return out
}

// tellStrays raises an alarm for each, until it is gone.
func (l *Line) tellStrays(strays map[wms.LocationID]control.Stray) {
	key := func(at wms.LocationID) string { return string(l.house.Site.ID) + "/stray/" + string(at) }
	for at := range l.beltClock.told {
		if s, ok := strays[at]; !ok || s.Unit != l.beltClock.told[at] {
			l.plant.alarms.clear(key(at))
			delete(l.beltClock.told, at)
		}
	}
	for at, s := range strays {
		if _, told := l.beltClock.told[at]; told || !s.Asks {
			continue
		}
		name := wms.Say("%s", s.Unit)
		if s.Unit == "" {
			name = wms.Say("something without a readable label")
		}
		loc, _ := l.house.Site.Location(at)
		l.plant.alarms.raise(l.plant.Clock.Now(), key(at), string(loc.Device), "unknown_on_conveyor",
			wms.Say("%s stands at %s, where the books have nothing: it goes to the fallback of the next divert; take it away there", name, at), "warning")
		l.beltClock.told[at] = s.Unit
	}
}
