package plant

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transfers"
)

// arrivalsAge is how old, in wall time, an answer about what is announced may
// be: reading it all for each order that is looked at would be too much.
const arrivalsAge = time.Second

// arrivals remembers what receipts and transfers announce.
type arrivals struct {
	mu    sync.Mutex
	at    time.Time
	bySKU map[wms.SKU][]wms.Arrival
}

// of gives what is announced of an item; what can't be read is told as
// nothing. It reads at the first question only.
func (a *arrivals) of(p *Plant, r store.Reader) orders.Arrivals {
	return func(sku wms.SKU) []wms.Arrival {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.bySKU == nil || time.Since(a.at) > arrivalsAge {
			found, err := p.announced(r)
			if err != nil {
				p.Logger.Warn("what is announced can't be read", "err", err)
				return nil
			}
			a.bySKU, a.at = found, time.Now()
		}
		return slices.Clone(a.bySKU[sku])
	}
}

// announced lists what open receipts and transfers on the road bring.
func (p *Plant) announced(r store.Reader) (map[wms.SKU][]wms.Arrival, error) {
	out, now := map[wms.SKU][]wms.Arrival{}, p.Clock.Now()
	for _, h := range p.Houses {
		for after, more := wms.ReceiptID(""), true; more; {
			list, err := inbound.List(r, h.Partition(), after, 1000)
			if err != nil {
				return nil, err
			}
			for _, rec := range list {
				after = rec.ID
				at := rec.ExpectedAt
				if at != nil && at.Before(now) {
					at = nil // overdue: nobody knows
				}
				for _, l := range rec.Lines {
					if rec.Status != wms.ReceiptClosed && l.Qty > l.Received {
						out[l.SKU] = append(out[l.SKU], wms.Arrival{Warehouse: h.Site.ID, Qty: l.Qty - l.Received, ExpectedAt: at, Source: string(rec.ID)})
					}
				}
			}
			more = len(list) == 1000
		}
	}
	if err := p.announcedByTransfer(r, out, now); err != nil {
		return nil, err
	}
	for sku := range out {
		orders.ByDate(out[sku])
	}
	return out, nil
}

func (p *Plant) announcedByTransfer(r store.Reader, out map[wms.SKU][]wms.Arrival, now time.Time) error {
	for after, more := uint64(0), true; more; {
		list, err := orders.Transfers(r, after, 1000)
		if err != nil {
			return err
		}
		for _, o := range list {
			after = o.Seq
			t, err := p.transferView(r, o)
			if err != nil {
				return err
			}
			if t.Status == transfers.Received || t.Status == string(wms.OrderCancelled) {
				continue
			}
			at := p.transferDue(t, o.ShippedAt)
			if at != nil && at.Before(now) {
				at = nil
			}
			for _, l := range t.Lines {
				if n := l.Qty - l.Received; n > 0 {
					out[l.SKU] = append(out[l.SKU], wms.Arrival{Warehouse: t.To, Qty: n, ExpectedAt: at, Source: t.ID})
				}
			}
		}
		more = len(list) == 1000
	}
	return nil
}

// transferDue is when a transfer that has left arrives, by the hours that its
// truck takes; nil before, and where no truck is known.
func (p *Plant) transferDue(t wms.Transfer, left time.Time) *time.Time {
	for _, truck := range p.Network.Transfers {
		if truck.From == string(t.From) && truck.To == string(t.To) && !left.IsZero() {
			at := left.Add(time.Duration(truck.Hours) * time.Hour)
			return &at
		}
	}
	return nil
}

// ToPromise implements api.Plans.
func (p *Plant) ToPromise(_ context.Context, sku wms.SKU) (wms.ToPromise, error) {
	return view(p, func(r store.Reader) (wms.ToPromise, error) {
		if _, err := items.Get(r, sku); err != nil {
			return wms.ToPromise{}, err
		}
		return p.Book.ToPromise(r, sku, p.arrivals.of(p, r))
	})
}
