package asrs

import (
	"cmp"
	"slices"
)

// Class says how often a load is fetched.
type Class uint8

const (
	Fast Class = iota
	Medium
	Slow
)

// zones of the classes: shares of a rack's cells, nearest first.
var zones = [...][2]float64{Fast: {0, 0.2}, Medium: {0.2, 0.5}, Slow: {0.5, 1}}

// ClassOf a load whose item stands at this share of all items, the most
// fetched first: 0 is the most fetched of all.
func ClassOf(rank float64) Class {
	switch {
	case rank < zones[Fast][1]:
		return Fast
	case rank < zones[Medium][1]:
		return Medium
	}
	return Slow
}

// Load is what is to be stored.
type Load struct {
	Class  Class
	WeighG int64 // 0: not known
}

// Aisle is what speaks for or against a rack at the moment.
type Aisle struct {
	Bound int // loads on their way to it and moves that wait for its crane
	Same  int // loads of the same item that it holds
}

// Cell is an empty place that a load may go to.
type Cell struct {
	Rack       int // index of its rack
	Bay, Level int
	Before     int // loads of other items behind it, in a rack deeper than one
}

// Weights of the reasons, in seconds of crane time.
const (
	boundS     = 12.0  // a load that is ahead in the same aisle
	sameS      = 15.0  // an item should lie in more than one aisle
	tooNearS   = 120.0 // per share of the rack that a slow load takes from fast ones
	tooFarS    = 60.0  // per share that a fast load lies too far
	beforeS    = 20.0  // half of a relocation: as often as not the load behind is wanted first
	classS     = 0.2   // what the class weighs where a cell is only changed
	heavyLevel = 1.5   // per level, for a load of heavyG
	heavyG     = 500_000
)

// Ground is the racks with what can be known beforehand. Safe for concurrent
// use.
type Ground struct {
	racks []Rack
	share []map[[2]int]float64 // of each rack: the share of cells that are nearer
}

// NewGround ranks the cells of each rack by the way to them.
func NewGround(racks []Rack) *Ground {
	g := &Ground{racks: slices.Clone(racks)}
	for _, r := range racks {
		type at struct {
			cell [2]int
			s    float64
		}
		var all []at
		for bay := 1; bay <= r.Bays; bay++ {
			for level := 1; level <= r.Levels; level++ {
				p := r.At(bay, level)
				all = append(all, at{[2]int{bay, level}, r.Crane.Travel(r.In, p) + r.Crane.Travel(p, r.Out)})
			}
		}
		slices.SortFunc(all, func(a, b at) int {
			return cmp.Or(cmp.Compare(a.s, b.s), cmp.Compare(a.cell[1], b.cell[1]), cmp.Compare(a.cell[0], b.cell[0]))
		})
		share := make(map[[2]int]float64, len(all))
		for i, x := range all {
			share[x.cell] = float64(i) / float64(len(all))
		}
		g.share = append(g.share, share)
	}
	return g
}

// Rack of an index.
func (g *Ground) Rack(i int) Rack { return g.racks[i] }

// Cost of storing a load in a cell, in seconds: the way there, how well class
// and weight suit it, and how busy its aisle is.
func (g *Ground) Cost(l Load, c Cell, a Aisle) float64 {
	r := g.racks[c.Rack]
	return r.Crane.Travel(r.In, r.At(c.Bay, c.Level)) + g.misfit(l, c) + boundS*float64(a.Bound) + sameS*float64(a.Same)
}

// misfit of a load and a cell, in seconds.
func (g *Ground) misfit(l Load, c Cell) (cost float64) {
	share, zone := g.share[c.Rack][[2]int{c.Bay, c.Level}], zones[min(l.Class, Slow)]
	switch {
	case share < zone[0]:
		cost += tooNearS * (zone[0] - share)
	case share > zone[1]:
		cost += tooFarS * (share - zone[1])
	}
	return cost + beforeS*float64(c.Before) + heavyLevel*float64(c.Level-1)*float64(max(0, l.WeighG))/heavyG
}

// OnTheWay chooses, for a load that stands at a rack's input, the empty cell of
// that rack and the waiting retrieve that together make the best dual command:
// a short trip that still leaves the load in its class's part of the rack.
// Answers the indices, -1 if one of them is not offered. Retrieves come most
// urgent first; the first LookAhead of them count.
func (g *Ground) OnTheWay(l Load, cells []Cell, retrieves []Move) (cell, retrieve int) {
	cell, retrieve = -1, -1
	least := 0.0
	for i, c := range cells {
		r := g.racks[c.Rack]
		p := r.At(c.Bay, c.Level)
		begin := r.Crane.Travel(r.In, p) + classS*g.misfit(l, c)
		for j, f := range retrieves[:min(len(retrieves), LookAhead)] {
			cost := begin + r.Crane.Travel(p, f.From) + r.Crane.Travel(f.From, f.To) - patience*f.WaitS
			if cell < 0 || cost < least {
				cell, retrieve, least = i, j, cost
			}
		}
	}
	return cell, retrieve
}

// Choose is the index of the best of some empty cells, -1 if there is none.
// Of equals the first one is taken.
func (g *Ground) Choose(l Load, cells []Cell, aisles []Aisle) int {
	best, least := -1, 0.0
	for i, c := range cells {
		if cost := g.Cost(l, c, aisles[c.Rack]); best < 0 || cost < least {
			best, least = i, cost
		}
	}
	return best
}
