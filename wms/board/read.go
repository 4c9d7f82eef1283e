package board

import (
	"cmp"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// mostItems is how many items a board lists.
const mostItems = 200

// Read is the board of a span of days, both inclusive. No warehouse is the
// network; no item is all. All lists the warehouses that there are.
func (b *Book) Read(from, to time.Time, warehouse wms.WarehouseID, sku wms.SKU, all []wms.WarehouseID) wms.Board {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := wms.Board{From: from.Format(time.DateOnly), To: to.Format(time.DateOnly), Warehouse: warehouse, SKU: sku, Figures: []wms.BoardFigure{}, Parts: []wms.BoardPart{}, Items: []wms.BoardItem{}}
	of, whole := append([]wms.WarehouseID{""}, all...), warehouse == "" && sku == ""
	if warehouse != "" {
		of = []wms.WarehouseID{warehouse}
	}
	s := b.span(from, to, of, whole, sku)
	daily := b.daily(from, to, of, whole, sku)
	values := map[string]*float64{}
	for _, f := range figures {
		v, n, over := f.value(s)
		values[f.code] = v
		x := wms.BoardFigure{Code: f.code, Family: f.family, Unit: f.unit, Value: v, Of: n, Over: over, Better: f.better, Trend: []*float64{}, Behind: len(f.behind) > 0 && v != nil}
		if f.target != 0 {
			x.Target = &f.target
		}
		for _, d := range daily {
			t, _, _ := f.value(d)
			x.Trend = append(x.Trend, t)
		}
		out.Figures = append(out.Figures, x)
	}
	out.Index = index(values, daily)
	if warehouse == "" && sku == "" {
		for _, w := range all {
			part, at := wms.BoardPart{Warehouse: w, Values: map[string]*float64{}}, b.span(from, to, []wms.WarehouseID{w}, false, "")
			for _, f := range figures {
				if v, _, _ := f.value(at); v != nil {
					part.Values[f.code] = v
				}
			}
			out.Parts = append(out.Parts, part)
		}
	}
	out.Items = s.list()
	return out
}

// list are the items of a span, those first that were shipped most.
func (s *span) list() []wms.BoardItem {
	out := []wms.BoardItem{}
	for sku, i := range s.items {
		x := wms.BoardItem{SKU: sku, Shipped: i.Shipped, Received: i.Received, Returned: i.Returned, Lost: i.Lost, OnHand: i.now}
		if i.mean > 0 {
			t := float64(i.Shipped) * 365 / float64(s.days) / i.mean
			x.Turnover = &t
		}
		if i.Shipped > 0 {
			c := float64(max(0, i.now)) * float64(s.days) / float64(i.Shipped)
			x.Cover = &c
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b wms.BoardItem) int {
		return cmp.Or(cmp.Compare(b.Shipped, a.Shipped), cmp.Compare(b.OnHand, a.OnHand), cmp.Compare(a.SKU, b.SKU))
	})
	return out[:min(len(out), mostItems)]
}

// index is the supply-chain flexibility index: the mean of those of its five
// parts that can be measured (docs/board.md).
func index(v map[string]*float64, daily []*span) (x wms.BoardIndex) {
	points := func(v *float64, by func(float64) float64) *float64 {
		if v == nil {
			return nil
		}
		p := min(100, max(0, 100*by(*v)))
		return &p
	}
	same := func(v float64) float64 { return v }
	x.Response = points(v["within_48h"], same)
	x.Cost = points(v["shipments_per_order"], func(n float64) float64 { return 1 / max(1, n) })
	x.Stock = points(v["turnover"], func(n float64) float64 { return n / 12 })
	x.Fill = points(v["fill_rate"], same)
	if worked, sum, most := 0, 0.0, 0.0; true {
		for _, d := range daily {
			if n := d.sum[unitsShipped]; n > 0 {
				worked, sum, most = worked+1, sum+n, max(most, n)
			}
		}
		if worked >= 2 {
			peak := most * float64(worked) / sum
			x.Capacity = points(&peak, func(n float64) float64 { return n - 1 })
		}
	}
	n, sum := 0, 0.0
	for _, p := range []*float64{x.Response, x.Cost, x.Stock, x.Fill, x.Capacity} {
		if p != nil {
			n, sum = n+1, sum+*p
		}
	}
	if n > 0 {
		mean := sum / float64(n)
		x.Value = &mean
	}
	return x
}

// Told sets a figure that the board does not count itself.
func Told(b *wms.Board, code string, value *float64) {
	for i := range b.Figures {
		if f := &b.Figures[i]; f.Code == code && value != nil {
			f.Value, f.Of, f.Over, f.Behind = value, *value, 1, true
		}
	}
}

// OpenOrders are those that were placed and neither shipped nor cancelled, and
// when.
func (b *Book) OpenOrders() map[string]time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make(map[string]time.Time, len(b.state.Orders))
	for id, o := range b.state.Orders {
		out[id] = o.At
	}
	return out
}

// Records are the first and last record of a span, 0 if there is none.
func (b *Book) Records(from, to time.Time) (first, last uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for k, d := range b.days {
		if k.Day < from.Format(time.DateOnly) || k.Day > to.Format(time.DateOnly) || d.First == 0 {
			continue
		}
		if first == 0 || d.First < first {
			first = d.First
		}
		last = max(last, d.Last)
	}
	return first, last
}

// Take hands over what has changed since the last call, to be kept: the state
// and days. forget are days that are older than those kept.
func (b *Book) Take(keepDays int) (state State, days map[Key]Day, forget []Key) {
	b.mu.Lock()
	defer b.mu.Unlock()
	days = map[Key]Day{}
	oldest := ""
	if at, err := time.Parse(time.DateOnly, b.state.Today); err == nil {
		oldest = at.AddDate(0, 0, -keepDays).Format(time.DateOnly)
	}
	for k := range b.days {
		if k.Day < oldest {
			forget = append(forget, k)
			delete(b.days, k)
			delete(b.dirty, k)
		}
	}
	for k := range b.dirty {
		days[k] = b.days[k].clone()
	}
	clear(b.dirty)
	return b.state.clone(), days, forget
}
