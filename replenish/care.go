package replenish

import (
	"cmp"
	"math"
	"slices"
)

// CareItem is what lies of an item in a place.
type CareItem struct {
	Lots    []CareLot // what can be sold
	PerWeek float64   // expected
	OnOrder float64
	// SinceSale and Age (since it was first here, or asked for) are weeks; less
	// than 0: never sold, not known.
	SinceSale, Age int
	Value          float64 // of a unit
	// Lacks is what other places lack of it, the best first.
	Lacks    []CareLack
	Supplier bool // somebody supplies it, and might take it back
}

// CareLot is a lot and how many days it may still be sold; less than 0: for
// ever.
type CareLot struct {
	Units    float64
	DaysLeft int
}

// CareLack is what another place lacks, and what a unit costs to bring there.
type CareLack struct {
	Place   int
	Units   float64
	Freight float64
}

// Care is how an item stands, and what to do about it.
type Care struct {
	Class    string
	Cover    float64 // weeks that it lasts; infinite where nothing is expected
	Excess   float64 // units beyond the horizon
	Expiring float64 // units that will not be sold in time
	// ExpiresIn is when the first of them go, in days.
	ExpiresIn int
	Advice    string
	Units     float64 // that the advice is about
	Place     int     // to bring them to
	Cut       float64 // of the price, as a part of it
	Worth     float64 // what the advice is worth: of goods saved, what they bring less what it costs
}

// Classes of stock, the worst first.
const (
	CareExpiring = "expiring" // some will not be sold in time
	CareDead     = "dead"     // not sold for long, nothing expected
	CareExcess   = "excess"   // more than the horizon will sell
	CareSlow     = "slow"     // lasts longer than it should
	CareNew      = "new"      // too young to judge
	CareWell     = "well"
)

// What to do.
const (
	AdviceBring     = "bring"     // to a place that lacks it
	AdviceStop      = "stop"      // buying it: more is on its way
	AdviceMarkdown  = "markdown"  // its price
	AdviceGiveBack  = "give_back" // to the supplier, if it takes it
	AdviceClear     = "clear"     // sell off, give away or write off
	AdviceWait      = "wait"      // it will be sold; nothing is worth doing
	deepestCut      = 0.5
	leastCareDemand = 0.02 // units a week, below which nothing is expected
)

// CareSettings are the bounds between the classes.
type CareSettings struct {
	DeadWeeks, SlowWeeks, HorizonWeeks, NewWeeks int
	// Elasticity of demand to price: demand × (1 − cut)^−e.
	Elasticity float64
}

// CareDefaults: dead after a quarter without a sale, slow beyond half a year's
// cover, a horizon of a year; an elasticity of 2, about the mean of 1,851
// estimates (2.62 for brands; Bijmolt, van Heerde and Pieters 2005, Journal of
// Marketing Research 42) on the careful side.
var CareDefaults = CareSettings{DeadWeeks: 13, SlowWeeks: 26, HorizonWeeks: 52, NewWeeks: 8, Elasticity: 2}

// Look classes an item and finds what to do about it.
func (s CareSettings) Look(i CareItem) Care {
	free := 0.0
	for _, l := range i.Lots {
		free += l.Units
	}
	out := Care{Class: CareWell, Cover: math.Inf(1), ExpiresIn: -1, Place: -1}
	if i.PerWeek >= leastCareDemand {
		out.Cover = free / i.PerWeek
	}
	out.Expiring, out.ExpiresIn = expiring(i.Lots, i.PerWeek/7)
	out.Excess = max(0, free-i.PerWeek*float64(s.HorizonWeeks))
	unsold := i.SinceSale < 0 || i.SinceSale >= s.DeadWeeks
	switch {
	case free <= 0:
		return out
	case out.Expiring >= 1:
		out.Class = CareExpiring
	case i.Age >= 0 && i.Age < s.NewWeeks:
		out.Class = CareNew
	case unsold && i.PerWeek < leastCareDemand && i.Age >= 0 && i.Age < s.DeadWeeks: // nobody can say yet
		return out
	case unsold && i.PerWeek < leastCareDemand:
		out.Class, out.Excess = CareDead, free
	case out.Excess >= 1:
		out.Class = CareExcess
	case out.Cover > float64(s.SlowWeeks):
		out.Class = CareSlow
	}
	s.advise(i, free, &out)
	return out
}

// expiring sells lots first expiring first, so much a day, and says what is
// left over at their ends, and when the first of that goes.
func expiring(lots []CareLot, perDay float64) (units float64, in int) {
	sorted := slices.Clone(lots)
	slices.SortFunc(sorted, func(a, b CareLot) int { return cmp.Compare(a.DaysLeft, b.DaysLeft) })
	sold, in := 0.0, -1
	for _, l := range sorted {
		if l.DaysLeft < 0 {
			continue
		}
		sell := min(l.Units, max(0, perDay*float64(l.DaysLeft)-sold))
		sold += sell
		if left := l.Units - sell; left > 1e-9 {
			units += left
			if in < 0 {
				in = l.DaysLeft
			}
		}
	}
	return units, in
}

// advise finds what to do: goods are worth what they cost where they will be
// sold, less by a markdown, nothing where they lie until they are dead.
func (s CareSettings) advise(i CareItem, free float64, out *Care) {
	units := out.Excess
	switch out.Class {
	case CareWell, CareNew:
		return
	case CareExpiring:
		units = out.Expiring
	case CareSlow:
		units = max(0, free-i.PerWeek*float64(s.SlowWeeks))
	}
	out.Advice, out.Units = AdviceWait, units
	if l, ok := best(i.Lacks, i.Value); ok {
		n := min(units, l.Units)
		out.Advice, out.Units, out.Place, out.Worth = AdviceBring, n, l.Place, n*(i.Value-l.Freight)
		return
	}
	if i.OnOrder > 0 && out.Class != CareExpiring {
		out.Advice, out.Units, out.Worth = AdviceStop, i.OnOrder, i.OnOrder*i.Value
		return
	}
	if cut := s.cut(i, free, *out); cut > 0 {
		out.Advice, out.Cut, out.Worth = AdviceMarkdown, cut, max(0, units*i.Value*(1-cut)-(free-units)*i.Value*cut)
		return
	}
	switch {
	case out.Class == CareSlow:
	case i.Supplier && out.Class != CareExpiring:
		out.Advice, out.Worth = AdviceGiveBack, units*i.Value
	default:
		out.Advice = AdviceClear
	}
}

// best is the lack that is worth bringing goods to.
func best(lacks []CareLack, value float64) (CareLack, bool) {
	for _, l := range lacks {
		if l.Units >= 1 && l.Freight < value {
			return l, true
		}
	}
	return CareLack{}, false
}

// cut is the markdown by which all is sold in time, 0 where none of up to half
// the price would, or nothing is asked for.
func (s CareSettings) cut(i CareItem, free float64, c Care) float64 {
	if i.PerWeek < leastCareDemand || s.Elasticity <= 0 {
		return 0
	}
	weeks := float64(s.SlowWeeks)
	switch c.Class {
	case CareExcess:
		weeks = float64(s.HorizonWeeks)
	case CareExpiring:
		weeks = float64(c.ExpiresIn) / 7
	case CareSlow:
		return 0 // it will be sold
	}
	normal := i.PerWeek * weeks
	if c.Class == CareExpiring { // only what goes before then must be sold before then
		free = normal + c.Expiring
	}
	if normal <= 0 {
		return 0
	}
	cut := 1 - math.Pow(free/normal, -1/s.Elasticity)
	if cut <= 0.01 || cut > deepestCut {
		return 0
	}
	return math.Ceil(cut*20) / 20 // in steps of 5 %
}
