package orders

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Arrivals tells what is announced of an item, what is dated first and in the
// order of its dates.
type Arrivals func(sku wms.SKU) []wms.Arrival

// ByDate puts arrivals in the order in which they are expected; those without
// a date come last.
func ByDate(list []wms.Arrival) {
	slices.SortStableFunc(list, func(a, b wms.Arrival) int {
		switch {
		case a.ExpectedAt != nil && b.ExpectedAt != nil:
			return a.ExpectedAt.Compare(*b.ExpectedAt)
		case a.ExpectedAt != nil:
			return -1
		case b.ExpectedAt != nil:
			return 1
		}
		return 0
	})
}

// covered is when the first so many units will have come; nil if what is dated
// is not enough.
func covered(list []wms.Arrival, units int64) *time.Time {
	for _, a := range list {
		if units -= a.Qty; a.ExpectedAt != nil && units <= 0 {
			return a.ExpectedAt
		}
	}
	return nil
}

// Backorders says when what an order waits for is expected: who is before it
// in the queue for an item is served first.
func Backorders(r store.Reader, o Order, announced Arrivals) (out []wms.Backorder, err error) {
	before := map[wms.SKU]int64{}
	for i, l := range o.Lines {
		open := o.open(i)
		if open <= 0 || o.Cancelled {
			continue
		}
		ahead, seen := before[l.SKU]
		if !seen {
			if ahead, err = unitsBefore(r, o.ID, l.SKU); err != nil {
				return nil, err
			}
		}
		before[l.SKU] = ahead + open
		out = append(out, wms.Backorder{Line: i + 1, Qty: open, ExpectedAt: covered(announced(l.SKU), ahead+open)})
	}
	return out, nil
}

// unitsBefore is how many units those wait for who come before an order.
func unitsBefore(r store.Reader, id wms.OrderID, sku wms.SKU) (n int64, err error) {
	queue, err := waitingFor(r, sku)
	for _, o := range queue {
		if o.ID == id {
			break
		}
		n += o.wants(sku)
	}
	return n, err
}

// wants is how many units of an item an order waits for.
func (o *Order) wants(sku wms.SKU) (n int64) {
	for i, l := range o.Lines {
		if l.SKU == sku {
			n += o.open(i)
		}
	}
	return n
}

// ToPromise says what can be promised of an item, now and with each arrival.
// Those without a date come last.
func (b Book) ToPromise(r store.Reader, sku wms.SKU, announced Arrivals) (wms.ToPromise, error) {
	out := wms.ToPromise{SKU: sku, Dates: []wms.ToPromiseDate{}}
	var err error
	if out.Free, err = freeAnywhere(r, sku); err != nil {
		return out, err
	}
	queue, err := waitingFor(r, sku)
	if err != nil {
		return out, err
	}
	for _, o := range queue {
		out.Waiting += o.wants(sku)
	}
	sum := out.Free - out.Waiting
	for _, a := range announced(sku) {
		sum += a.Qty
		out.Dates = append(out.Dates, wms.ToPromiseDate{Arrival: a, Available: max(0, sum)})
	}
	return out, nil
}
