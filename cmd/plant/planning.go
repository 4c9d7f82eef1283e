package plant

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// Planning is what is planned of orders in the background. The zero value is
// nothing.
type Planning struct {
	Replan bool // promises anew when something changed
	Prices bool // of what stock is worth to orders to come
	// Pause is the wall time between two plans of a kind; default 30 s.
	Pause time.Duration
}

const (
	planPause = 30 * time.Second
	// replanQuiet is the wall time without a change that a replan waits for,
	// but at most replanPatience.
	replanQuiet    = time.Second
	replanPatience = 10 * time.Second
)

func (o Planning) pause() time.Duration {
	if o.Pause > 0 {
		return o.Pause
	}
	return planPause
}

// replans remembers why promises should be planned anew, until they are.
type replans struct {
	mu   sync.Mutex
	why  []string
	wake chan struct{} // has room for one
}

// because notes a reason.
func (r *replans) because(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.why, why) {
		r.why = append(r.why, why)
	}
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// take gives the reasons and forgets them.
func (r *replans) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	why := r.why
	r.why = nil
	return why
}

// keepReplanned plans promises anew some time after something changed that
// they may be served better by: many changes, one plan. The network file may
// have changed since the last start.
func (p *Plant) keepReplanned(ctx context.Context) error {
	p.replans.because("network")
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-p.replans.wake:
		}
		p.waitForQuiet(ctx)
		if ctx.Err() == nil {
			p.replanFor(ctx, p.replans.take())
		}
		pause(ctx, p.Planning.pause())
	}
}

// waitForQuiet returns when nothing has changed for a while, or after long
// enough.
func (p *Plant) waitForQuiet(ctx context.Context) {
	quiet := min(replanQuiet, p.Planning.pause())
	for end := time.Now().Add(replanPatience); ctx.Err() == nil && time.Now().Before(end); {
		pause(ctx, quiet)
		select {
		case <-p.replans.wake:
		default:
			return
		}
	}
}

// replanFor runs one replan. If it fails the promises stand, and it is tried
// again after the pause.
func (p *Plant) replanFor(ctx context.Context, why []string) {
	select {
	case p.replanning <- struct{}{}:
		defer func() { <-p.replanning }()
	case <-ctx.Done():
		return
	}
	sum, err := p.replan(ctx)
	if err == nil && len(sum.Moved) > 0 {
		_, err = p.do(ctx, store.Network, "allocation.replan", func(tx store.Tx) error {
			tx.Emit(wms.Event{Type: "allocation.replanned", Subject: "network", Data: map[string]any{
				"orders": sum.Orders, "moved": len(sum.Moved), "because": why}})
			return nil
		})
	}
	if err != nil {
		for _, reason := range why {
			p.replans.because(reason)
		}
	}
	p.planned(ctx, "replan", err)
}

// planned notes the failure of a plan in the background.
func (p *Plant) planned(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		p.Logger.Warn("a plan in the background failed", "plan", what, "err", err)
	}
}

// keepPrices counts daily demand and learns opportunity prices anew every
// while, if anything has changed.
func (p *Plant) keepPrices(ctx context.Context) error {
	for ctx.Err() == nil {
		seq := p.Store.Seq()
		p.planned(ctx, "prices", p.learnPrices(ctx))
		pause(ctx, p.Planning.pause())
		if err := p.Store.Wait(ctx, seq); err != nil {
			return ignoreDone(ctx, err)
		}
	}
	return nil
}

func (p *Plant) learnPrices(ctx context.Context) error {
	daily, err := view(p, func(r store.Reader) (orders.Daily, error) { return orders.TakeDaily(r, p.Clock.Now()) })
	if err != nil {
		return err
	}
	p.demand.Store(&daily)
	if !p.Planning.Prices {
		return nil
	}
	past, err := view(p, func(r store.Reader) (*orders.History, error) { return p.Book.TakeHistory(r, p.Clock.Now()) })
	if err != nil {
		return err
	}
	prices, err := past.Learn(func() bool { return ctx.Err() != nil })
	if err != nil || ctx.Err() != nil {
		return err
	}
	p.prices.Store(prices)
	return nil
}
