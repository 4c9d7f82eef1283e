package board

import (
	"maps"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// span adds up days. Warehouses is those that count; items are counted for the
// last day alone where trend is set.
func (b *Book) span(from, to time.Time, warehouses []wms.WarehouseID, whole bool, only wms.SKU) *span {
	s := &span{days: int(to.Sub(from).Hours()/24) + 1, sum: map[string]float64{}, items: map[wms.SKU]*item{}, whole: whole}
	of := func(sku wms.SKU) *item {
		if s.items[sku] == nil {
			s.items[sku] = &item{}
		}
		return s.items[sku]
	}
	for _, w := range warehouses {
		for sku, n := range b.state.OnHand[w] {
			if only == "" || sku == only {
				of(sku).now += n
				of(sku).mean += float64(n) * float64(s.days)
			}
		}
	}
	today, _ := time.Parse(time.DateOnly, b.state.Today)
	s.empty, s.dead = map[place]bool{}, map[place]bool{}
	for _, w := range warehouses {
		now, shipped := maps.Clone(b.state.OnHand[w]), map[wms.SKU]bool{}
		for at := today; !at.Before(from); at = at.AddDate(0, 0, -1) { // back from what is there now
			d := b.days[Key{w, at.Format(time.DateOnly)}]
			if d == nil {
				continue
			}
			in := !at.After(to)
			for sku, m := range d.Items {
				if only != "" && sku != only {
					continue
				}
				i := of(sku)
				shipped[sku] = shipped[sku] || in && m.Shipped > 0
				if at.After(to) { // after the span: was different all through it
					now[sku] -= m.Delta
					i.now -= m.Delta
					i.mean -= float64(m.Delta) * float64(s.days)
					continue
				}
				i.mean -= float64(m.Delta) * (at.Sub(from).Hours() / 24)
				i.Shipped, i.Received, i.Returned, i.Lost = i.Shipped+m.Shipped, i.Received+m.Received, i.Returned+m.Returned, i.Lost+m.Lost
			}
			if in {
				for fact, n := range d.Sum {
					s.sum[fact] += n
				}
			}
		}
		for sku, n := range now {
			switch {
			case only != "" && sku != only || b.first[place{w, sku}] > to.Format(time.DateOnly):
				continue
			case n <= 0:
				s.out++
				s.empty[place{w, sku}] = true
			case !shipped[sku]:
				s.dead[place{w, sku}] = true
			}
			s.kept++
		}
	}
	for _, i := range s.items {
		i.mean /= float64(s.days)
		s.onHand += max(0, i.mean)
		s.last += float64(max(0, i.now))
	}
	if only != "" {
		i := of(only)
		s.sum = map[string]float64{unitsShipped: float64(i.Shipped), unitsReceived: float64(i.Received), unitsLost: float64(i.Lost)}
	}
	return s
}

// daily are the days of a span one by one, without items: what is on hand is
// that of the end of the day.
func (b *Book) daily(from, to time.Time, warehouses []wms.WarehouseID, whole bool, only wms.SKU) []*span {
	out := make([]*span, int(to.Sub(from).Hours()/24)+1)
	for n := range out {
		out[n] = &span{days: 1, sum: map[string]float64{}, whole: whole}
	}
	today, _ := time.Parse(time.DateOnly, b.state.Today)
	for _, w := range warehouses {
		end := float64(b.state.OnHand[w][only])
		if only == "" {
			end = float64(b.units(w))
		}
		shelf := newShelf(b.state.OnHand[w], only)
		for at := to; !at.Before(from); at = at.AddDate(0, 0, -1) {
			if at.After(today) {
				s := out[int(at.Sub(from).Hours()/24)]
				s.last, s.out, s.kept = s.last+end, s.out+shelf.out, s.kept+len(shelf.now)
			}
		}
		for at := today; !at.Before(from); at = at.AddDate(0, 0, -1) {
			d := b.days[Key{w, at.Format(time.DateOnly)}]
			if !at.After(to) {
				s := out[int(at.Sub(from).Hours()/24)]
				s.last, s.out, s.kept = s.last+end, s.out+shelf.out, s.kept+len(shelf.now)
				if d != nil && only == "" {
					for fact, n := range d.Sum {
						s.sum[fact] += n
					}
				}
				if d != nil && only != "" {
					m := d.Items[only]
					s.sum[unitsShipped] += float64(m.Shipped)
					s.sum[unitsLost] += float64(m.Lost)
				}
			}
			if d != nil {
				end -= d.delta(only)
				shelf.back(d, func(sku wms.SKU) bool { return b.first[place{w, sku}] == at.Format(time.DateOnly) })
			}
		}
	}
	for _, s := range out {
		s.onHand = s.last
	}
	return out
}

// delta of what is on hand over a day, of an item or of all.
func (d *Day) delta(only wms.SKU) (n float64) {
	if only != "" {
		return float64(d.Items[only].Delta)
	}
	for _, m := range d.Items {
		n += float64(m.Delta)
	}
	return n
}

// shelf is what a warehouse has of each item, going back in time, and of how
// many nothing.
type shelf struct {
	now map[wms.SKU]int64
	out int
}

func newShelf(now map[wms.SKU]int64, only wms.SKU) *shelf {
	s := &shelf{now: map[wms.SKU]int64{}}
	for sku, n := range now {
		if only != "" && sku != only {
			continue
		}
		if s.now[sku] = n; n <= 0 {
			s.out++
		}
	}
	return s
}

// back undoes a day, on which some items came for the first time.
func (s *shelf) back(d *Day, came func(wms.SKU) bool) {
	for sku, m := range d.Items {
		n, known := s.now[sku]
		if !known {
			continue
		}
		if n <= 0 {
			s.out--
		}
		if came(sku) {
			delete(s.now, sku)
			continue
		}
		if s.now[sku] = n - m.Delta; n-m.Delta <= 0 {
			s.out++
		}
	}
}
