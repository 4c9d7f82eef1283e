package plant

import (
	"context"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// Bounds of a what-if.
const (
	maxWhatIfChanges = 20
	maxWhatIfPercent = 1000
)

// WhatIf implements api.Plans: it plans what is not released twice on one
// snapshot, as things are and as they are asked to be. Only the report is
// written.
func (p *Plant) WhatIf(ctx context.Context, c api.Call, in wms.WhatIf) (wms.WhatIfReport, error) {
	select {
	case p.replanning <- struct{}{}:
		defer func() { <-p.replanning }()
	case <-ctx.Done():
		return wms.WhatIfReport{}, wms.Refuse(wms.Unavailable, "replan_busy", "another replan is running; ask again when it has ended")
	}
	rep := wms.WhatIfReport{WhatIf: in, MadeBy: c.Actor.User}
	book, x, err := p.otherwise(in)
	if err != nil {
		return rep, err
	}
	var base, changed *orders.Outlook
	now := p.Clock.Now()
	err = p.Store.View(func(r store.Reader) error {
		for i, ch := range in.Changes {
			if ch.SKU != "" {
				if _, err := items.Get(r, ch.SKU); err != nil {
					return wms.Refuse(wms.NotFound, "unknown_sku", "change %d: no item %q", i+1, ch.SKU)
				}
			}
		}
		if base, err = p.Book.TakeOutlook(r, now, replanOrders, orders.Otherwise{Percent: 100}); err != nil {
			return err
		}
		changed, err = book.TakeOutlook(r, now, replanOrders, x)
		return err
	})
	if err != nil {
		return rep, err
	}
	was, err := planned(ctx, base)
	if err != nil {
		return rep, err
	}
	becomes, err := planned(ctx, changed)
	if err != nil {
		return rep, err
	}
	rep.Now, rep.Base, rep.Changed, rep.Left = base.Figures(base.Promised()), base.Figures(was), changed.Figures(becomes), changed.Left
	rep.Differ, rep.Examples = orders.Differ(base, was, changed, becomes)
	out, _, err := command(ctx, p, c, store.Network, "allocation.what_if", func(tx store.Tx) (wms.WhatIfReport, error) {
		return orders.KeepReport(tx, rep)
	})
	return out, err
}

// planned plans an outlook within the time of a replan.
func planned(ctx context.Context, x *orders.Outlook) (orders.Served, error) {
	end := time.Now().Add(replanBudget)
	plan, err := allocation.Batch(x.Problem, allocation.Options{Work: replanWork, Seed: 1,
		Stop: func() bool { return ctx.Err() != nil || time.Now().After(end) }})
	if err != nil {
		return orders.Served{}, err
	}
	return x.Of(plan), nil
}

// otherwise checks the changes, and gives a book with the tariffs and hours
// that they ask for, and the rest of them.
func (p *Plant) otherwise(in wms.WhatIf) (orders.Book, orders.Otherwise, error) {
	book, x := p.Book, orders.Otherwise{Closed: map[wms.WarehouseID]bool{}, Percent: 100}
	if len(in.Changes) == 0 || len(in.Changes) > maxWhatIfChanges {
		return book, x, wms.Refuse(wms.Invalid, "invalid_what_if", "changes must be 1 to %d, not %d", maxWhatIfChanges, len(in.Changes))
	}
	if len(in.Name) > 80 {
		return book, x, wms.Refuse(wms.Invalid, "invalid_what_if", "name has at most 80 bytes, not %d", len(in.Name))
	}
	net := copied(p.Network)
	for i, ch := range in.Changes {
		if err := change(net, &x, i+1, ch); err != nil {
			return book, x, err
		}
	}
	if len(x.Closed) == len(p.Houses) {
		return book, x, wms.Refuse(wms.Invalid, "invalid_what_if", "all warehouses are closed: leave one open")
	}
	book.Lanes, book.Departures = lanes{net}, lanes{net}
	return book, x, nil
}

// copied is a network whose tariffs and sites' hours may be changed.
func copied(of *config.Network) *config.Network {
	net := *of
	net.Lanes = slices.Clone(of.Lanes)
	for i := range net.Lanes {
		net.Lanes[i].Bands = slices.Clone(of.Lanes[i].Bands)
	}
	net.Warehouses = slices.Clone(of.Warehouses)
	for i, w := range of.Warehouses {
		site := *w
		site.Pickups = slices.Clone(w.Pickups)
		net.Warehouses[i] = &site
	}
	return &net
}

// change makes the nth change.
func change(net *config.Network, x *orders.Otherwise, n int, ch wms.WhatIfChange) error {
	switch ch.Kind {
	case wms.WhatIfMoveStock:
		return moveStock(net, x, n, ch)
	case wms.WhatIfTariff:
		return changeTariff(net, n, ch)
	case wms.WhatIfDemand:
		if ch.Percent < 0 || ch.Percent > maxWhatIfPercent {
			return badPercent(n, ch)
		}
		x.Percent = ch.Percent
		return nil
	case wms.WhatIfClose, wms.WhatIfHandling, wms.WhatIfCutOff:
	default:
		return wms.Refuse(wms.Invalid, "invalid_what_if", "change %d: kind %.20q must be close, move_stock, tariff, handling, cut_off or demand", n, ch.Kind)
	}
	w, err := siteIn(net, n, ch.Warehouse)
	if err != nil {
		return err
	}
	switch ch.Kind {
	case wms.WhatIfClose:
		x.Closed[ch.Warehouse] = true
	case wms.WhatIfHandling:
		if ch.Percent < 1 || ch.Percent > maxWhatIfPercent {
			return badPercent(n, ch)
		}
		w.Costs.HandlingOrder, w.Costs.HandlingLine = w.Costs.HandlingOrder*ch.Percent/100, w.Costs.HandlingLine*ch.Percent/100
	case wms.WhatIfCutOff:
		at, err := time.Parse("15:04", ch.CutOff)
		if err != nil {
			return wms.Refuse(wms.Invalid, "invalid_what_if", "change %d: cut_off %.20q must be a time of day such as \"16:30\"", n, ch.CutOff)
		}
		w.CutOff = config.Clock(at.Hour()*60 + at.Minute())
		for i := range w.Pickups {
			w.Pickups[i].CutOff = 0
		}
	}
	return nil
}

func badPercent(n int, ch wms.WhatIfChange) error {
	return wms.Refuse(wms.Invalid, "invalid_what_if", "change %d: percent is %d, must be 1 to %d (100: as it is)", n, ch.Percent, maxWhatIfPercent)
}

func siteIn(net *config.Network, n int, id wms.WarehouseID) (*config.Warehouse, error) {
	i := slices.IndexFunc(net.Warehouses, func(w *config.Warehouse) bool { return w.ID == string(id) })
	if i < 0 {
		return nil, wms.Refuse(wms.NotFound, "unknown_warehouse", "change %d: no warehouse %.40q", n, id)
	}
	return net.Warehouses[i], nil
}

func moveStock(net *config.Network, x *orders.Otherwise, n int, ch wms.WhatIfChange) error {
	for _, id := range []wms.WarehouseID{ch.Warehouse, ch.To} {
		if _, err := siteIn(net, n, id); err != nil {
			return err
		}
	}
	if ch.SKU == "" || ch.Qty < 1 || ch.Qty > orders.MaxQty || ch.To == ch.Warehouse {
		return wms.Refuse(wms.Invalid, "invalid_what_if", "change %d: move_stock needs a sku, a qty of 1 to %d, and two warehouses", n, orders.MaxQty)
	}
	x.Moved = append(x.Moved, ch)
	return nil
}

// changeTariff changes one lane; without a name all of them, and what weight
// costs on lanes that have no price of their own for it.
func changeTariff(net *config.Network, n int, ch wms.WhatIfChange) error {
	if ch.Percent < 1 || ch.Percent > maxWhatIfPercent {
		return badPercent(n, ch)
	}
	by := func(price int64) int64 { return max(min(price, 1), price*ch.Percent/100) } // what has a price keeps one
	found := ch.Lane == ""
	if found {
		net.WeightStep.PerKG = by(net.WeightStep.PerKG)
	}
	for i := range net.Lanes {
		l := &net.Lanes[i]
		if ch.Lane != "" && l.ID != ch.Lane {
			continue
		}
		found = true
		l.PerKG, l.Customs = by(l.PerKG), by(l.Customs)
		for b := range l.Bands {
			l.Bands[b].Price = by(l.Bands[b].Price)
		}
	}
	if !found {
		return wms.Refuse(wms.NotFound, "unknown_lane", "change %d: no lane %.40q in the network file", n, ch.Lane)
	}
	return nil
}

// WhatIfs implements api.Plans.
func (p *Plant) WhatIfs(context.Context) ([]wms.WhatIfReport, error) { return view(p, orders.Reports) }

// WhatIfReport implements api.Plans.
func (p *Plant) WhatIfReport(_ context.Context, id string) (wms.WhatIfReport, error) {
	return view(p, func(r store.Reader) (wms.WhatIfReport, error) { return orders.Report(r, id) })
}

// CompareWhatIfs implements api.Plans.
func (p *Plant) CompareWhatIfs(ctx context.Context, a, b string) (wms.WhatIfCompared, error) {
	x, err := p.WhatIfReport(ctx, a)
	if err != nil {
		return wms.WhatIfCompared{}, err
	}
	y, err := p.WhatIfReport(ctx, b)
	return orders.Compare(x, y), err
}
