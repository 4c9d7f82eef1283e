package trade

import (
	"slices"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms/supply"
)

// demandPast is what was asked for, week by week, of the network and of the
// customers of each warehouse.
type demandPast struct {
	items, places int
	begin         int64 // number of the first week
	weeks         int64 // that are closed
	all           [][]float64
	at            [][]float64 // [item*places+place]
	open          []entry     // since the last close
	usual         [][]usualLine
	elsewhere     []elsewhere
}

// elsewhere is an order that another warehouse than the first serves best.
type elsewhere struct {
	week int64
	home int
	replenish.PlacedOrder
}

type entry struct {
	item, home int
	week, qty  int64
}

type usualLine struct {
	week, qty int64
	home      int
}

func newDemandPast(items, places int) demandPast {
	return demandPast{items: items, places: places, begin: -1, all: make([][]float64, items), at: make([][]float64, items*places), usual: make([][]usualLine, items)}
}

func (p *demandPast) add(o *Order, home int, saves float64) {
	w := week(o.Placed)
	if p.begin < 0 {
		p.begin = w
	}
	if home > 0 && saves > 0 {
		x := elsewhere{week: w, home: home, PlacedOrder: replenish.PlacedOrder{Saves: saves}}
		for _, l := range o.Lines {
			x.Lines = append(x.Lines, replenish.PlacedLine{Item: l.Item, Units: float64(l.Qty)})
		}
		p.elsewhere = append(p.elsewhere, x)
	}
	for _, l := range o.Lines {
		p.open = append(p.open, entry{l.Item, home, w, l.Qty})
		p.usual[l.Item] = append(p.usual[l.Item], usualLine{w, l.Qty, home})
	}
}

// close makes the demand before a week known.
func (p *demandPast) close(before int64) {
	if p.begin < 0 || before <= p.begin {
		return
	}
	p.weeks = max(p.weeks, before-p.begin)
	kept := p.open[:0]
	for _, e := range p.open {
		if e.week >= before {
			kept = append(kept, e)
			continue
		}
		k := int(e.week - p.begin)
		count(&p.all[e.item], k, e.qty)
		count(&p.at[e.item*p.places+e.home], k, e.qty)
	}
	p.open = kept
}

func count(y *[]float64, week int, qty int64) {
	for len(*y) <= week {
		*y = append(*y, 0)
	}
	(*y)[week] += float64(qty)
}

// series is the past up to the last closed week; nil if there was no demand.
func (p *demandPast) series(y []float64) []float64 {
	if len(y) == 0 {
		return nil
	}
	for int64(len(y)) < p.weeks {
		y = append(y, 0)
	}
	return y
}

// quarter is the mean week of the last 13.
func (p *demandPast) quarter(y []float64) float64 {
	y = p.series(y)
	return mean(y[max(0, len(y)-13):])
}

// mean is the mean week of all that is known.
func (p *demandPast) mean(y []float64) float64 { return mean(p.series(y)) }

func mean(y []float64) float64 {
	sum := 0.0
	for _, v := range y {
		sum += v
	}
	return sum / float64(max(1, len(y)))
}

// usualQty is a quantile of an item's lines of the last quarter; 0 if nobody
// asked for it.
func (p *demandPast) usualQty(item int, q float64, now int64) int64 {
	var sizes []int64
	for _, u := range p.usual[item] {
		if u.week >= now-13 && u.week < now {
			sizes = append(sizes, u.qty)
		}
	}
	if len(sizes) == 0 {
		return 0
	}
	slices.Sort(sizes)
	return sizes[int(q*float64(len(sizes)-1))]
}

// learnLines reads the whole network's demand, anew every few weeks.
func (t *trade) learnLines() *replenish.LineModel {
	at := t.past.weeks - t.past.weeks%relearn
	if t.learned[at] == nil {
		var panel []replenish.LinePast
		for i := range t.Items {
			panel = append(panel, t.past.linePast(i))
		}
		if t.learned == nil {
			t.learned = map[int64]*replenish.LineModel{}
		}
		t.learned[at] = replenish.LearnLines(panel)
	}
	return t.learned[at]
}

// relearn is every how many weeks a model learns anew.
const relearn = 13

// linePast is what was asked for of an item in the weeks that are closed.
func (p *demandPast) linePast(item int) replenish.LinePast { return p.linesAt(item, -1) }

// linesAt is that of the customers of one warehouse; -1: of all.
func (p *demandPast) linesAt(item, home int) replenish.LinePast {
	past := supply.Past{Lines: make([]float64, p.weeks)}
	for _, u := range p.usual[item] {
		if k := u.week - p.begin; k < p.weeks && (home < 0 || home == u.home) {
			past.Lines[k]++
			past.Sizes = supply.AddSize(past.Sizes, supply.Size{Units: u.qty, Times: 1})
		}
	}
	return past.Ordered()
}
