package plant

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/channels"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

const (
	// tellEvery is the wall time in which changes of an item are told as one.
	tellEvery = 100 * time.Millisecond
	// tellAtOnce bounds the items of one command.
	tellAtOnce = 500
)

// PutChannel implements api.Channels. Lower fences serve waiting orders.
func (p *Plant) PutChannel(ctx context.Context, c api.Call, ch wms.Channel) (wms.Channel, error) {
	out, _, err := command(ctx, p, c, store.Network, "channel.put", func(tx store.Tx) (wms.Channel, error) {
		place := func(w wms.WarehouseID) error { _, err := p.House(w); return err }
		out, touched, err := channels.Put(tx, ch, p.known(tx), place)
		if err != nil {
			return out, err
		}
		for _, sku := range touched {
			if err := p.Book.Serve(tx, sku); err != nil {
				return out, err
			}
		}
		if err := orders.Watch(tx, true); err != nil {
			return out, err
		}
		return out, orders.EachSupply(tx, "", func(sku wms.SKU, _ wms.WarehouseID, _ orders.Stock) (bool, error) {
			return true, orders.MarkChanged(tx, sku)
		})
	})
	return out, err
}

// Channel implements api.Channels.
func (p *Plant) Channel(_ context.Context, id string) (wms.Channel, error) {
	return view(p, func(r store.Reader) (wms.Channel, error) { return channels.Get(r, id) })
}

// ListChannels implements api.Channels.
func (p *Plant) ListChannels(context.Context) ([]wms.Channel, error) {
	return view(p, channels.All)
}

// Availability implements api.Channels: of one item, or of all that the
// channel was told of.
func (p *Plant) Availability(_ context.Context, id string, sku wms.SKU, page api.Page) ([]wms.Availability, string, error) {
	out, err := view(p, func(r store.Reader) ([]wms.Availability, error) {
		ch, err := channels.Get(r, id)
		if err != nil {
			return nil, err
		}
		skus := []wms.SKU{sku}
		if sku != "" {
			_, err = p.Book.Item(r, sku)
		} else {
			skus, err = channels.Published(r, id, wms.SKU(page.After), page.Limit)
		}
		out := make([]wms.Availability, 0, len(skus))
		for _, s := range skus {
			if err != nil {
				return nil, err
			}
			var a wms.Availability
			a, err = p.available(r, ch, s)
			out = append(out, a)
		}
		return out, err
	})
	if sku != "" {
		return out, "", err
	}
	return out, nextCursor(out, page, func(a wms.Availability) string { return string(a.SKU) }), err
}

func (p *Plant) available(r store.Reader, ch wms.Channel, sku wms.SKU) (wms.Availability, error) {
	a := wms.Availability{Channel: ch.ID, SKU: sku, Warehouses: map[wms.WarehouseID]int64{}}
	for _, h := range p.Houses {
		n, err := p.Book.FreeFor(r, sku, h.Site.ID, ch.ID)
		if err != nil {
			return a, err
		}
		if n > 0 {
			a.Warehouses[h.Site.ID] = n
		}
		a.Available += n
	}
	a.Available = max(0, a.Available-channels.BufferOf(ch, sku))
	return a, nil
}

// blocked handles wms.MsgBlocked.
func (p *Plant) blocked(tx store.Tx, m wms.SupplyBlocked) error {
	changed, err := channels.Block(tx, m)
	if err != nil || !changed {
		return err
	}
	p.replans.because("machine")
	if err := orders.MarkChanged(tx, m.SKU); err != nil {
		return err
	}
	return p.Book.Serve(tx, m.SKU)
}

// tellChannels publishes what channels can sell whenever it changed, changes
// of an item together.
func (p *Plant) tellChannels(ctx context.Context) error {
	for ctx.Err() == nil {
		seq := p.Store.Seq()
		again, err := p.tellOnce(ctx)
		if err != nil {
			return ignoreDone(ctx, err)
		}
		pause(ctx, tellEvery)
		if again {
			continue
		}
		if err := p.Store.Wait(ctx, seq); err != nil {
			return ignoreDone(ctx, err)
		}
	}
	return nil
}

func (p *Plant) tellOnce(ctx context.Context) (again bool, err error) {
	waiting, err := view(p, func(r store.Reader) (int, error) {
		n := 0
		err := orders.Changed(r, 1, func(wms.SKU, time.Time) error { n++; return nil })
		return n, err
	})
	if err != nil || waiting == 0 {
		return false, err
	}
	var lags []time.Duration
	_, err = p.do(ctx, store.Network, "channel.tell", func(tx store.Tx) error {
		lags = nil
		all, err := channels.All(tx)
		if err != nil {
			return err
		}
		var skus []wms.SKU
		var since []time.Time
		if err := orders.Changed(tx, tellAtOnce, func(sku wms.SKU, at time.Time) error {
			skus, since = append(skus, sku), append(since, at)
			return nil
		}); err != nil {
			return err
		}
		again = len(skus) == tellAtOnce
		for i, sku := range skus {
			for _, ch := range all {
				a, err := p.available(tx, ch, sku)
				if err != nil {
					return err
				}
				told, err := channels.Publish(tx, a)
				if err != nil {
					return err
				}
				if told {
					lags = append(lags, tx.Now().Sub(since[i]))
				}
			}
			if err := orders.Looked(tx, sku); err != nil {
				return err
			}
		}
		return nil
	})
	for _, l := range lags {
		p.lag.add(time.Duration(float64(l) / p.Speed))
	}
	return again, err
}

// lagMeter keeps the last lags between a change and its being told.
type lagMeter struct {
	mu   sync.Mutex
	ring [1024]time.Duration
	n    int
}

func (m *lagMeter) add(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ring[m.n%len(m.ring)] = d
	m.n++
}

// quantile of the lags kept, 0 if there are none.
func (m *lagMeter) quantile(q float64) time.Duration {
	m.mu.Lock()
	kept := slices.Clone(m.ring[:min(m.n, len(m.ring))])
	m.mu.Unlock()
	if len(kept) == 0 {
		return 0
	}
	slices.Sort(kept)
	return kept[int(q*float64(len(kept)-1))]
}
