// Package putaway chooses where received goods go. It is pure: places and
// loads in, destinations out.
//
// The nouns: a Place is a location with its limits and what lies there or is
// bound for it; a Load is loose units of one item and lot, or one whole
// handling unit; a Part is how much of a load goes to one place. Hard rules:
// temperature, dangerous goods, allowed classes, capacity by handling units,
// volume and weight, one item and lot per place unless it may be mixed. Then
// by preference: where the same item lies already, and at the distance from
// the dock that suits the item's class (A near, C far).
package putaway

import (
	"cmp"
	"fmt"
	"slices"
)

// Content is an item, of one lot, that lies in a place.
type Content struct {
	SKU, Lot, Hazard string
}

// Place is a location. Limits of 0 mean none.
type Place struct {
	ID         string
	TakesUnits bool // handling units; else loose units
	DistanceMM int64
	Classes    []string // of items allowed here; none: all
	// Temperature the place keeps; empty: ambient. Hazards are the classes of
	// dangerous goods allowed here; ordinary goods always are.
	Temperature                        string
	Hazards                            []string
	MaxUnits, MaxVolumeMM3, MaxWeightG int64
	Mixed                              bool // may hold several items or lots
	Blocked                            bool
	// What lies here or is bound for here.
	Units, VolumeMM3, WeightG int64
	Content                   []Content
}

// Load is what must find a place. Volume and weight are of one of Qty; of a
// whole handling unit Qty is 1.
type Load struct {
	ID                 string
	Unit               bool
	Content            []Content // of a loose load one
	Qty                int64
	VolumeMM3, WeightG int64
	Class              string
	Temperature        string
}

// Part of a load and where it goes; Why says so in a word.
type Part struct {
	Load, Place string
	Qty         int64
	Why         string // same_item, class, nearest, split
}

func ambient(t string) string { return cmp.Or(t, "ambient") }

// Room is how much of a load a place can take, and if nothing, why.
func Room(p Place, l Load) (most int64, why string) {
	switch {
	case p.Blocked:
		return 0, "the place is blocked"
	case p.TakesUnits != l.Unit && l.Unit:
		return 0, "the place takes no handling units"
	case p.TakesUnits != l.Unit:
		return 0, "the place takes handling units only"
	case ambient(p.Temperature) != ambient(l.Temperature):
		return 0, fmt.Sprintf("the goods need %s, the place is %s", ambient(l.Temperature), ambient(p.Temperature))
	case len(p.Classes) > 0 && !slices.Contains(p.Classes, l.Class):
		return 0, fmt.Sprintf("the place is for class %v, the goods are of class %q", p.Classes, l.Class)
	}
	for _, c := range l.Content {
		if c.Hazard != "" && !slices.Contains(p.Hazards, c.Hazard) {
			return 0, fmt.Sprintf("dangerous goods of class %s may not stand here", c.Hazard)
		}
		for _, there := range p.Content {
			if there.Hazard != "" && c.Hazard != "" && there.Hazard != c.Hazard {
				return 0, fmt.Sprintf("dangerous goods of class %s may not stand next to class %s", c.Hazard, there.Hazard)
			}
			if !p.Mixed && !l.Unit && (there.SKU != c.SKU || there.Lot != c.Lot) {
				return 0, fmt.Sprintf("the place holds %s %s and is not mixed", there.SKU, there.Lot)
			}
		}
	}
	most = l.Qty
	limit := func(bound, used, each int64, what string) {
		if bound <= 0 || each <= 0 {
			return
		}
		if n := (bound - used) / each; n < most {
			if most = max(0, n); most == 0 {
				why = "there is no room left by " + what
			}
		}
	}
	limit(p.MaxVolumeMM3, p.VolumeMM3, l.VolumeMM3, "volume")
	limit(p.MaxWeightG, p.WeightG, l.WeightG, "weight")
	if l.Unit {
		limit(p.MaxUnits, p.Units, 1, "handling units")
	}
	return most, why
}

// Plan finds places for the loads, one after the other, each counting what
// went before it. What finds none is in left.
func Plan(places []Place, loads []Load) (parts []Part, left []Load) {
	places = slices.Clone(places)
	for i := range places {
		places[i].Content = slices.Clone(places[i].Content)
	}
	far := int64(1)
	for _, p := range places {
		far = max(far, p.DistanceMM)
	}
	for _, l := range loads {
		got := place(places, l, far)
		for _, p := range got {
			l.Qty -= p.Qty
		}
		parts = append(parts, got...)
		if l.Qty > 0 {
			left = append(left, l)
		}
	}
	return parts, left
}

// place puts one load whole where it fits best, or else splits it over the
// best places with some room.
func place(places []Place, l Load, far int64) (parts []Part) {
	for l.Qty > 0 {
		best, bestMost := -1, int64(0)
		var bestCost [3]int64
		for i := range places {
			most, _ := Room(places[i], l)
			if most == 0 {
				continue
			}
			c := cost(places[i], l, most, far)
			if best < 0 || slices.Compare(c[:], bestCost[:]) < 0 {
				best, bestMost, bestCost = i, most, c
			}
		}
		if best < 0 {
			return parts
		}
		parts = append(parts, Part{Load: l.ID, Place: places[best].ID, Qty: bestMost, Why: reason(places[best], l, bestMost)})
		put(&places[best], l, bestMost)
		l.Qty -= bestMost
	}
	return parts
}

// cost of a place for a load, the smaller the better: whole before split, the
// same item before an empty place, then the distance that the class wants.
func cost(p Place, l Load, most, far int64) [3]int64 {
	var c [3]int64
	if most < l.Qty {
		c[0] = 1
	}
	if !same(p, l) {
		c[1] = 1
	}
	want := map[string]int64{"B": far / 2, "C": far}[l.Class] // A and unknown: at the dock
	c[2] = max(p.DistanceMM-want, want-p.DistanceMM)
	return c
}

func same(p Place, l Load) bool {
	return slices.ContainsFunc(p.Content, func(c Content) bool {
		return slices.ContainsFunc(l.Content, func(x Content) bool { return x.SKU == c.SKU })
	})
}

func reason(p Place, l Load, most int64) string {
	switch {
	case most < l.Qty:
		return "split"
	case same(p, l):
		return "same_item"
	case l.Class != "":
		return "class"
	}
	return "nearest"
}

func put(p *Place, l Load, n int64) {
	p.VolumeMM3 += n * l.VolumeMM3
	p.WeightG += n * l.WeightG
	if l.Unit {
		p.Units += n
	}
	for _, c := range l.Content {
		if !slices.Contains(p.Content, c) {
			p.Content = append(p.Content, c)
		}
	}
}
