package config

import (
	"slices"
	"strings"
)

// own says whether a station is a place of the conveyor itself, not one that
// it shares with another machine.
func (s ConveyorStation) own() bool { return s.XMM != 0 || s.YMM != 0 }

// checkConveyors proves that each conveyor leads from somewhere to somewhere:
// a crane's P&D out may only begin one, a P&D in or a place at a pick station
// only end one. Conveyors meet at their ends alone, never run in a circle, and
// where several go on from one station it is said what happens to what belongs
// on none of them.
func (w *Warehouse) checkConveyors(place func(device, class string, at At) error) error {
	inside := map[string]string{} // stations that are no ends, by conveyor
	for _, c := range w.Layout.Conveyors {
		if err := place(c.Device, "conveyor", c.At); err != nil {
			return err
		}
		if len(c.Stations) < 2 {
			return c.At.Errorf("conveyor %q has %d stations: it needs two or more, in the order of travel", c.ID, len(c.Stations))
		}
		own := map[string]bool{}
		for i, s := range c.Stations {
			if own[s.Location] {
				return s.At.Errorf("conveyor %q: %q is on it twice", c.ID, s.Location)
			}
			own[s.Location] = true
			if i > 0 && i < len(c.Stations)-1 {
				inside[s.Location] = c.ID
			}
		}
	}
	for _, c := range w.Layout.Conveyors {
		for i, s := range c.Stations {
			loc, ok := w.Location(s.Location)
			if !ok {
				return s.At.Errorf("conveyor %q: %q is no location: give x_mm and y_mm if it is a place of its own", c.ID, s.Location)
			}
			if other, taken := inside[s.Location]; taken && other != c.ID {
				return s.At.Errorf("conveyor %q: %q lies within conveyor %q: conveyors meet where they begin or end", c.ID, s.Location, other)
			}
			first, last := i == 0, i == len(c.Stations)-1
			switch {
			case loc.Kind == "conveyor":
			case loc.Kind == "pnd_out" && first, loc.Kind == "pnd_in" && last, loc.Kind == "station" && last:
			default:
				return s.At.Errorf("conveyor %q: %q is a %s: only a pnd_out may begin it and a pnd_in or a station end it", c.ID, s.Location, loc.Kind)
			}
			if n := len(w.begin(s.Location)); last && n > 0 && loc.Kind != "conveyor" {
				return s.At.Errorf("conveyor %q ends at %q, a %s: no other may begin there", c.ID, s.Location, loc.Kind)
			}
		}
	}
	return w.checkNetwork()
}

// begin lists the conveyors that begin at a location.
func (w *Warehouse) begin(location string) (out []Conveyor) {
	for _, c := range w.Layout.Conveyors {
		if c.Stations[0].Location == location {
			out = append(out, c)
		}
	}
	return out
}

func (c Conveyor) end() string { return c.Stations[len(c.Stations)-1].Location }

// checkNetwork proves that conveyors run in no circle and that every divert
// has its fallback.
func (w *Warehouse) checkNetwork() error {
	for _, c := range w.Layout.Conveyors {
		if way := w.circle(c, c.Stations[0].Location, map[string]bool{}); way != nil {
			return c.At.Errorf("conveyors %s run in a circle: once it is full nothing on it can move", strings.Join(way, ", "))
		}
	}
	given := map[string]bool{}
	for _, d := range w.Layout.Diverts {
		begin := w.begin(d.Location)
		switch {
		case given[d.Location]:
			return d.At.Errorf("divert %q is given twice", d.Location)
		case len(begin) < 2:
			return d.At.Errorf("divert %q: %d conveyors begin there: it takes two or more", d.Location, len(begin))
		case !slices.ContainsFunc(w.Layout.Conveyors, func(c Conveyor) bool { return c.end() == d.Fallback }) || len(w.begin(d.Fallback)) > 0:
			return d.At.Errorf("divert %q: fallback %q is not where a conveyor ends and none goes on", d.Location, d.Fallback)
		case !slices.ContainsFunc(begin, func(c Conveyor) bool { return w.leadsTo(c, d.Fallback) }):
			return d.At.Errorf("divert %q: no conveyor leads from there to fallback %q", d.Location, d.Fallback)
		}
		if loc, _ := w.Location(d.Fallback); loc.Kind != "conveyor" {
			return d.At.Errorf("divert %q: fallback %q is a %s: it must be a conveyor's own place, where people can take a unit away", d.Location, d.Fallback, loc.Kind)
		}
		given[d.Location] = true
	}
	for _, c := range w.Layout.Conveyors {
		if at := c.Stations[0]; len(w.begin(at.Location)) > 1 && !given[at.Location] {
			return at.At.Errorf("several conveyors begin at %q: name under diverts the fallback for what belongs on none of them", at.Location)
		}
	}
	return nil
}

// circle is the ids of conveyors that lead from one back to where it begins;
// nil if none do.
func (w *Warehouse) circle(c Conveyor, start string, seen map[string]bool) []string {
	if c.end() == start {
		return []string{c.ID}
	}
	for _, next := range w.begin(c.end()) {
		if seen[next.ID] {
			continue
		}
		seen[next.ID] = true
		if way := w.circle(next, start, seen); way != nil {
			return append([]string{c.ID}, way...)
		}
	}
	return nil
}

func (w *Warehouse) leadsTo(c Conveyor, end string) bool {
	return w.circle(c, end, map[string]bool{}) != nil
}
