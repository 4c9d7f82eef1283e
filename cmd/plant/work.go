package plant

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

const (
	// workPause is the least wall time between two looks at a warehouse's
	// work, so that a burst of commands is answered by one look.
	workPause = 20 * time.Millisecond
	// retryWaiting is the wall time after which shipments that could not be
	// released are tried again, besides the start.
	retryWaiting = time.Second
	// cartsAhead is how many planned carts wait for a picker; the rest of the
	// lines stays open, where later ones can still join them.
	cartsAhead = 2
	// planLines bounds the lines of one planning.
	planLines = 3000
)

// work releases shipments and plans carts whenever something changed.
func (p *Plant) work(ctx context.Context, h *House) error {
	var retry time.Time
	for {
		seq := p.Store.Seq()
		again := time.Since(retry) >= retryWaiting
		if again {
			retry = time.Now()
		}
		if err := p.settleWaves(ctx, h); err != nil {
			return err
		}
		if err := p.release(ctx, h, again); err != nil {
			return err
		}
		if err := p.planCarts(ctx, h); err != nil {
			return err
		}
		if err := p.daily(ctx, h); err != nil {
			return err
		}
		if err := p.planPutaway(ctx, h); err != nil {
			return err
		}
		if err := p.fillFaces(ctx, h); err != nil {
			return err
		}
		if err := p.moveSlots(ctx, h); err != nil {
			return err
		}
		if err := p.noteStorage(ctx, h); err != nil {
			return err
		}
		wait, cancel := context.WithTimeout(ctx, retryWaiting)
		err := p.Store.Wait(wait, seq)
		cancel()
		if ctx.Err() != nil {
			return nil
		}
		if err == nil {
			pause(ctx, workPause)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// release puts promised shipments on the floor, the most urgent first, as
// long as fewer than the site's limit are in work.
func (p *Plant) release(ctx context.Context, h *House, again bool) error {
	var free int
	var ids []wms.ShipmentID
	err := p.Store.View(func(r store.Reader) error {
		open := 0
		for _, s := range []wms.ShipmentStatus{wms.ShipmentReleased, wms.ShipmentPicking} {
			in, err := outbound.With(r, h.Partition(), s, 0)
			if err != nil {
				return err
			}
			open += len(in)
		}
		free = int(h.Site.OpenOrders) - open
		if free <= 0 {
			return nil
		}
		promised, err := outbound.ToRelease(r, h.Partition(), 4*free+16)
		if err != nil {
			return err
		}
		for _, id := range promised {
			s, err := outbound.Get(r, h.Partition(), id)
			if err != nil {
				return err
			}
			if s.Waits == "" || again {
				ids = append(ids, id)
			}
		}
		return nil
	})
	for _, id := range ids {
		if err != nil || free <= 0 {
			break
		}
		var released bool
		_, err = p.do(ctx, h.Partition(), "shipment.release", func(tx store.Tx) error {
			err := counting.Frozen(tx, tx.Partition())
			if wms.CodeOf(err) == "stock_take_open" {
				return nil // it is tried again
			}
			if err == nil {
				released, err = h.Floor.Release(tx, id)
			}
			return err
		})
		if wms.CodeOf(err) == "no_tote" {
			p.alarms.raise(p.Clock.Now(), string(h.Site.ID)+"/no_tote", string(h.Site.ID), "no_tote", said(err), "warning")
			return nil
		}
		if released {
			free--
		}
	}
	return ignoreDone(ctx, err)
}

// ignoreDone turns errors of a context that ended into none.
func ignoreDone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// planCarts makes the next cart loads of the open lines, by the skills that
// they take.
func (p *Plant) planCarts(ctx context.Context, h *House) error {
	if len(h.pickers) == 0 {
		return nil
	}
	var next []outbound.Cart
	err := p.Store.View(func(r store.Reader) (err error) {
		next, err = h.nextCarts(r)
		return err
	})
	if err != nil {
		return ignoreDone(ctx, err)
	}
	for _, c := range next {
		_, err := p.do(ctx, h.Partition(), "batch.open", func(tx store.Tx) error {
			_, err := h.Floor.OpenCart(tx, c)
			return err
		})
		if wms.CodeOf(err) == "no_tote" {
			p.alarms.raise(p.Clock.Now(), string(h.Site.ID)+"/no_tote", string(h.Site.ID), "no_tote", said(err), "warning")
			return nil
		}
		if err != nil {
			return ignoreDone(ctx, err)
		}
	}
	return nil
}

// mayChange is how many of the next carts may change places so that people
// don't meet in an aisle; placeCost is the share of picks among others that a
// place in the queue is worth.
const (
	mayChange = 4
	placeCost = 0.25
)

// avoid moves that one of the next carts to the front which has the smallest
// share of picks in aisles where others walk or will walk first.
func (h *House) avoid(carts []outbound.Cart, others ...map[string][]wms.Task) {
	busy := map[int64]bool{}
	for _, batches := range others {
		for _, cart := range batches {
			for _, t := range cart {
				if l, ok := h.Site.Location(t.From); ok && l.Aisle > 0 {
					busy[l.Aisle] = true
				}
			}
		}
	}
	best, least := 0, math.Inf(1)
	for i, c := range carts[:min(len(carts), mayChange)] {
		meets := 0
		for _, at := range c.From {
			if l, ok := h.Site.Location(at); ok && busy[l.Aisle] {
				meets++
			}
		}
		if cost := placeCost*float64(i) + float64(meets)/float64(max(1, len(c.From))); cost < least {
			best, least = i, cost
		}
	}
	if best > 0 {
		c := carts[best]
		copy(carts[1:best+1], carts[:best])
		carts[0] = c
	}
}

// nearAmong is how many of the most urgent tasks are compared by the walk to
// them.
const nearAmong = 24

// nearest of some tasks to where a person was last seen; the first if nobody
// saw them yet.
func (h *House) nearest(who wms.UserID, open []wms.Task) wms.Task {
	at, known := h.people.last(who)
	if !known {
		return open[0]
	}
	best, least := open[0], int64(-1)
	for _, t := range open {
		l, ok := h.Site.Location(t.From)
		if !ok {
			continue
		}
		if d := max(l.XMM-at.XMM, at.XMM-l.XMM) + max(l.YMM-at.YMM, at.YMM-l.YMM); least < 0 || d < least {
			best, least = t, d
		}
	}
	return best
}

// next finds and claims the next best task for a person: what they have begun,
// then by the wanted kinds, then the most urgent. A whole cart is claimed at
// once.
func (h *House) next(tx store.Tx, who wms.UserID, kinds []wms.TaskKind, zone string) (wms.Task, error) {
	mine, err := tasks.OfPerson(tx, tx.Partition(), who)
	if err != nil {
		return wms.Task{}, err
	}
	mine = slices.DeleteFunc(mine, func(t wms.Task) bool { _, closed := h.closedTask(t); return closed })
	if len(mine) > 0 {
		return mine[0], nil
	}
	rules, err := masterdata.WorkRulesOf(tx, tx.Partition())
	if err != nil {
		return wms.Task{}, err
	}
	var failed error
	for _, k := range kinds {
		open, err := tasks.With(tx, tx.Partition(), wms.TaskOpen, k, nearAmong, func(t wms.Task) bool {
			if _, closed := h.closedTask(t); closed {
				return false
			}
			skill, err := h.lacks(tx, &rules, who, t)
			failed = cmp.Or(failed, err)
			return skill == "" && (zone == "" || t.Zone == zone || t.Zone == "") && counting.MayClaim(tx, tx.Partition(), t, who) == nil
		})
		if err = cmp.Or(err, failed); err != nil {
			return wms.Task{}, err
		}
		if len(open) == 0 {
			continue
		}
		t := open[0]
		if t.Kind != wms.TaskPick { // carts are planned as a whole, in their order
			t = h.nearest(who, open)
		}
		if t.Batch != "" && t.Kind == wms.TaskPick {
			return h.Floor.TakeCart(tx, t.Batch, who)
		}
		return tasks.Claim(tx, t.ID, who)
	}
	return wms.Task{}, nil
}
