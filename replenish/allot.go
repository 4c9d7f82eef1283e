package replenish

import "math"

// Stocked is an item that shares its aim with others.
type Stocked struct {
	Curve StockCurve
	Value float64 // of a unit held
}

// Aim is what levels are chosen for: a budget for the value of the mean stock
// or, if that is 0, the share of lines that shall find all they want.
type Aim struct {
	Budget  float64
	Service float64
	// Units is how much the units short count beside the lines short, each as a
	// share of all: 0 counts lines alone.
	Units float64
	// Drop lets items go that don't earn the stock of a single lot; else every
	// item that is asked for is ordered at least when nothing is left.
	Drop bool
}

// Allotment is what levels come of an aim, and what they are expected to do.
type Allotment struct {
	Steps   []int   // by item, on its curve
	Service float64 // share of lines that find all they want
	Units   float64 // share of units that are there
	Value   float64 // of the mean stock
	Price   float64 // short lines a week that the last unit of value saved
}

// Level is the level of an item.
func (a Allotment) Level(items []Stocked, i int) float64 {
	return float64(a.Steps[i]) * items[i].Curve.Step
}

// Allot chooses the levels of all items by marginal analysis (Sherbrooke 1968,
// Operations Research 16; 2004, Optimal Inventory Modeling of Systems): stock
// goes where it saves most short lines per value held, so that the last step of
// each item saves as much as that of any other. Cheap items that many lines ask
// for come to much, dear ones and giant single lines to little.
func Allot(items []Stocked, aim Aim) Allotment {
	t := allotting{items: items, drop: aim.Drop, hulls: make([][]int, len(items))}
	for i := range items {
		t.lines += items[i].Curve.PerWeek
		t.units += items[i].Curve.UnitsPerWeek
	}
	if t.units > 0 {
		t.unit = aim.Units * t.lines / t.units
	}
	for i := range items {
		t.hulls[i] = t.hull(i)
	}
	dear, cheap := 1e9, 1e-15 // nothing is worth its price, everything is
	for range 80 {
		price := math.Sqrt(dear * cheap)
		a := t.at(price)
		if aim.Budget > 0 && a.Value <= aim.Budget || aim.Budget <= 0 && a.Service >= aim.Service {
			if aim.Budget > 0 {
				dear = price
			} else {
				cheap = price
			}
			continue
		}
		if aim.Budget > 0 {
			cheap = price
		} else {
			dear = price
		}
	}
	if aim.Budget > 0 {
		return t.at(dear)
	}
	return t.at(cheap)
}

type allotting struct {
	items        []Stocked
	drop         bool
	hulls        [][]int // by item, the steps of its curve that are best at some price
	lines, units float64
	unit         float64 // what a unit short counts, in lines
}

// loss is what a step of an item's curve costs in service.
func (t *allotting) loss(i, step int) float64 {
	c := &t.items[i].Curve
	return c.ShortLines[step] + t.unit*c.ShortUnits[step]
}

// saves is what going from one step to a higher one saves per value.
func (t *allotting) saves(i, from, to int) float64 {
	c := &t.items[i].Curve
	more := (c.Stock[to] - c.Stock[from]) * t.items[i].Value
	if less := t.loss(i, from) - t.loss(i, to); less > 0 {
		return less / max(more, 1e-12)
	}
	return 0
}

// hull is the lower convex hull of loss over stock.
func (t *allotting) hull(i int) []int {
	first := 0
	if c := &t.items[i].Curve; !t.drop && len(c.Stock) > 1 {
		first = 1
	}
	out := []int{first}
	for k := first + 1; k < len(t.items[i].Curve.Stock); k++ {
		for len(out) > 1 && t.saves(i, out[len(out)-2], out[len(out)-1]) <= t.saves(i, out[len(out)-1], k) {
			out = out[:len(out)-1]
		}
		out = append(out, k)
	}
	return out
}

// at is what comes of a price.
func (t *allotting) at(price float64) Allotment {
	a := Allotment{Steps: make([]int, len(t.items)), Price: price}
	short, units := 0.0, 0.0
	for i, hull := range t.hulls {
		low, high := 0, len(hull)-1 // the last step that saves its price
		for low < high {
			if m := (low + high + 1) / 2; t.saves(i, hull[m-1], hull[m]) > price {
				low = m
			} else {
				high = m - 1
			}
		}
		c, k := &t.items[i].Curve, hull[low]
		a.Steps[i] = k
		a.Value += t.items[i].Value * c.Stock[k]
		short += c.ShortLines[k]
		units += c.ShortUnits[k]
	}
	a.Service, a.Units = 1, 1
	if t.lines > 0 {
		a.Service = 1 - short/t.lines
	}
	if t.units > 0 {
		a.Units = 1 - units/t.units
	}
	return a
}
