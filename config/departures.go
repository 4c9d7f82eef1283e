package config

import (
	"slices"
	"time"
)

// mostClosed is how many days in a row may have no departure.
const mostClosed = 60

// pickup is what a carrier does otherwise here; nil if nothing.
func (w *Warehouse) pickup(carrier string) *Pickup {
	for i := range w.Pickups {
		if w.Pickups[i].Carrier == carrier {
			return &w.Pickups[i]
		}
	}
	return nil
}

// CutOffFor is the time of day after which a carrier takes a shipment
// tomorrow.
func (w *Warehouse) CutOffFor(carrier string) Clock {
	if p := w.pickup(carrier); p != nil && p.CutOff != 0 {
		return p.CutOff
	}
	return w.CutOff
}

// readying is how long after its cut-off a departure is that has no time.
const readying = 2 * 60

// DepartsAt is when what a carrier takes on a day leaves: after the cut-off,
// or else on that evening.
func (w *Warehouse) DepartsAt(carrier string, day time.Time) time.Time {
	at := w.Departs
	if p := w.pickup(carrier); p != nil && (p.Departs != 0 || p.CutOff != 0) {
		at = p.Departs
	}
	if at == 0 {
		at = min(w.CutOffFor(carrier)+readying, 24*60)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), int(at)/60, int(at)%60, 0, 0, w.Zone)
}

// DepartureFrom is the first day, from a day on, on which a carrier leaves.
func (w *Warehouse) DepartureFrom(carrier string, day time.Time) time.Time {
	for range mostClosed {
		if w.leaves(carrier, day) {
			break
		}
		day = day.AddDate(0, 0, 1)
	}
	return day
}

func (w *Warehouse) leaves(carrier string, day time.Time) bool {
	name := day.Weekday().String()[:3]
	p := w.pickup(carrier)
	return !slices.Contains(w.Closed, name) && !slices.Contains(w.Holidays, Date(day.Format(time.DateOnly))) &&
		(p == nil || !slices.Contains(p.Closed, name))
}

// PerDay is how many shipments a day the site sends, and the carrier takes
// from it; 0: no limit of its own.
func (w *Warehouse) PerDay(carrier string) (site, ofCarrier int64) {
	if p := w.pickup(carrier); p != nil {
		ofCarrier = p.ShipmentsPerDay
	}
	return w.Limits.ShipmentsPerDay, ofCarrier
}

// checkDepartures: every carrier leaves on some weekday.
func (w *Warehouse) checkDepartures(n *Network) error {
	if err := someDay(w.At, "site", w.ID, w.Closed); err != nil {
		return err
	}
	if err := departsLate(w.At, w.Departs, w.CutOff); err != nil {
		return err
	}
	pickups := &ids{what: "pickup of carrier"}
	for _, p := range w.Pickups {
		if err := pickups.add(p.Carrier, p.At); err != nil {
			return err
		}
		if !slices.ContainsFunc(n.Carriers, func(c Carrier) bool { return c.ID == p.Carrier }) {
			return p.At.Errorf("pickup: carrier %q is unknown: add it to the network's carriers", p.Carrier)
		}
		if err := someDay(p.At, "carrier", p.Carrier, slices.Concat(w.Closed, p.Closed)); err != nil {
			return err
		}
		if err := departsLate(p.At, p.Departs, w.CutOffFor(p.Carrier)); err != nil {
			return err
		}
	}
	return nil
}

func departsLate(at At, departs, cutOff Clock) error {
	if departs != 0 && departs < cutOff {
		return at.Errorf("departs at %s, before the cut-off at %s: what is ordered then would miss it", departs, cutOff)
	}
	return nil
}

func someDay(at At, what, id string, closed []string) error {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if !slices.Contains(closed, day.String()[:3]) {
			return nil
		}
	}
	return at.Errorf("%s %q never leaves: leave a weekday out of closed", what, id)
}
