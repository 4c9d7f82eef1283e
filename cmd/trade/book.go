package trade

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/supply"
)

// Item is what a network needs to know of one.
type Item struct {
	SKU        wms.SKU
	WeightG    int64
	VolumeML   int64
	PalletQty  int64
	PriceMinor int64 // the median of its lines
}

// Line is a quantity of an item, by its index in the book.
type Line struct {
	Item int
	Qty  int64
}

// Order is what a customer wants. An item stands in one line only.
type Order struct {
	ID       string
	Placed   time.Time
	Country  string
	Lat, Lon float64
	Lines    []Line
}

// Book has items, and orders by time.
type Book struct {
	Items  []Item
	Orders []Order
}

// NewBook reads a shop's orders, whose times are of the shop's clock. Several
// lines of an order for an item are one.
func NewBook(from *demand.Source, clock *time.Location) Book {
	b, at := Book{}, map[wms.SKU]int{}
	for i, it := range from.Items() {
		at[it.SKU] = i
		b.Items = append(b.Items, Item{SKU: it.SKU, WeightG: it.WeightG, VolumeML: max(1, it.LengthMM*it.WidthMM*it.HeightMM/1000), PalletQty: it.PalletQty})
	}
	prices := make([][]int64, len(b.Items))
	for n := range from.Len() {
		o := from.Order(n)
		p := o.Placed
		placed := time.Date(p.Year(), p.Month(), p.Day(), p.Hour(), p.Minute(), p.Second(), 0, clock).UTC()
		order := Order{ID: o.Invoice, Placed: placed, Country: o.Country, Lat: o.Lat, Lon: o.Lon}
		seen := map[int]int{}
		for _, l := range o.Lines {
			i := at[l.SKU]
			prices[i] = append(prices[i], l.PriceMinor)
			if k, ok := seen[i]; ok {
				order.Lines[k].Qty += l.Qty
				continue
			}
			seen[i] = len(order.Lines)
			order.Lines = append(order.Lines, Line{i, l.Qty})
		}
		b.Orders = append(b.Orders, order)
	}
	for i, p := range prices {
		slices.Sort(p)
		b.Items[i].PriceMinor = p[len(p)/2]
	}
	slices.SortStableFunc(b.Orders, func(x, y Order) int { return x.Placed.Compare(y.Placed) })
	return b
}

// week is the number of the week that begins on Monday, as supply counts it.
func week(t time.Time) int64 { return supply.Week(t) }

// Week is the number of a moment's week.
func Week(t time.Time) int64 { return week(t) }

// Draw makes weeks of orders out of a book's by a block resampling: blocks of
// consecutive whole weeks, each drawn with the same chance, are laid one after
// the other from the Monday of a week on. Weekday, hour, customer and lines stay.
func (b Book) Draw(first int64, weeks, block int, seed uint64) []Order {
	if len(b.Orders) == 0 || weeks <= 0 {
		return nil
	}
	by := map[int64][]Order{}
	for _, o := range b.Orders {
		by[week(o.Placed)] = append(by[week(o.Placed)], o)
	}
	begin, end := week(b.Orders[0].Placed), week(b.Orders[len(b.Orders)-1].Placed)+1
	if last := b.Orders[len(b.Orders)-1].Placed; end-begin > 1 && last.Weekday() == time.Monday {
		end-- // its last week has just begun
	}
	block = min(max(1, block), int(end-begin))
	r := rand.New(rand.NewPCG(seed, 0x7ade))
	var out []Order
	for done := 0; done < weeks; {
		from := begin + int64(r.IntN(int(end-begin)-block+1))
		for k := 0; k < block && done < weeks; k, done = k+1, done+1 {
			shift := time.Duration(first+int64(done)-from-int64(k)) * 7 * 24 * time.Hour
			for _, o := range by[from+int64(k)] {
				o.Placed = o.Placed.Add(shift)
				o.ID += supply.Monday(first + int64(done)).Format("/2006-01-02")
				out = append(out, o)
			}
		}
	}
	return out
}
