package plant

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/returns"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

func (p *Plant) returnMessages(to map[string]store.Handler) {
	handle(to, wms.MsgReturn, returns.Expected)
	handle(to, wms.MsgReturnClosed, returns.NotComing)
}

func (p *Plant) desk(h *House) returns.Desk {
	return returns.Desk{Site: h.Site, Item: items.Get, Lots: lotsShipped, Held: p.lotStopped}
}

// shippedOf is what left with an order by item, and the warehouse most of the
// wanted items came from.
func shippedOf(o orders.Order, want []wms.NewReturnLine) (map[wms.SKU]int64, wms.WarehouseID) {
	shipped := map[wms.SKU]int64{}
	for _, l := range o.Lines {
		shipped[l.SKU] += l.Shipped
	}
	units := map[wms.WarehouseID]int64{}
	var from wms.WarehouseID
	for _, s := range o.Shipments {
		if s.Status != wms.ShipmentShipped {
			continue
		}
		for _, l := range s.Lines {
			sku := o.Lines[l.Line-1].SKU
			if slices.ContainsFunc(want, func(w wms.NewReturnLine) bool { return w.SKU == sku }) {
				units[s.Warehouse] += l.Qty
			}
		}
		if from == "" || units[s.Warehouse] > units[from] {
			from = s.Warehouse
		}
	}
	return shipped, from
}

// lotsShipped lists the lots of an item that left with an order: those of the
// tasks that took them.
func lotsShipped(r store.Reader, id wms.OrderID, sku wms.SKU) ([]string, error) {
	o, err := orders.Get(r, id)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range o.Shipments {
		if s.Status != wms.ShipmentShipped {
			continue
		}
		all, err := tasks.OfShipment(r, store.Partition(s.Warehouse), s.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range all {
			if t.SKU == sku && t.Status == wms.TaskDone && t.QtyDone > 0 && t.Lot != "" && !slices.Contains(out, t.Lot) {
				out = append(out, t.Lot)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// lotStopped says why a lot must not be sold: one warehouse's word is enough.
func (p *Plant) lotStopped(r store.Reader, sku wms.SKU, lot string) (string, error) {
	for _, h := range p.Houses {
		if why, err := ledger.LotStopped(r, h.Partition(), sku, lot); err != nil || why != "" {
			return why, err
		}
	}
	return "", nil
}

// NewReturn implements api.Returns.
func (p *Plant) NewReturn(ctx context.Context, c api.Call, n wms.NewReturn) (wms.Return, error) {
	out, res, err := command(ctx, p, c, store.Network, "return.announce", func(tx store.Tx) (wms.Return, error) {
		o, err := orders.Get(tx, n.Order)
		if err != nil {
			return wms.Return{}, err
		}
		shipped, from := shippedOf(o, n.Lines)
		to := cmp.Or(n.Warehouse, from, p.Houses[0].Site.ID)
		if _, err := p.House(to); err != nil {
			return wms.Return{}, err
		}
		return returns.Announce(tx, n, to, shipped)
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}

func (p *Plant) returnHouse(id wms.ReturnID) (*House, error) {
	part, err := returns.PartitionOf(id)
	if err != nil {
		return nil, err
	}
	if h, ok := p.houses[wms.WarehouseID(part)]; ok {
		return h, nil
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_return", "no return %q", id)
}

// Return implements api.Returns.
func (p *Plant) Return(_ context.Context, id wms.ReturnID) (wms.Return, error) {
	h, err := p.returnHouse(id)
	if err != nil {
		return wms.Return{}, err
	}
	return view(p, func(r store.Reader) (wms.Return, error) { return returns.Get(r, h.Partition(), id, p.Clock.Now()) })
}

// ListReturns implements api.Returns: in the order of ids.
func (p *Plant) ListReturns(_ context.Context, status string, page api.Page) ([]wms.Return, string, error) {
	out, err := view(p, func(r store.Reader) ([]wms.Return, error) {
		all := []wms.Return{}
		for _, h := range p.Houses {
			list, err := returns.List(r, h.Partition(), status, wms.ReturnID(page.After), page.Limit, p.Clock.Now())
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		slices.SortFunc(all, func(a, b wms.Return) int { return cmp.Compare(a.ID, b.ID) })
		return all[:min(len(all), page.Limit)], nil
	})
	return out, nextCursor(out, page, func(r wms.Return) string { return string(r.ID) }), err
}

// onReturn runs a command on a return and waits until the network has seen it.
func (p *Plant) onReturn(ctx context.Context, c api.Call, id wms.ReturnID, kind string, fn func(tx store.Tx, h *House) (wms.Return, error)) (wms.Return, error) {
	h, err := p.returnHouse(id)
	if err != nil {
		return wms.Return{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), kind, func(tx store.Tx) (wms.Return, error) { return fn(tx, h) })
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}

// ReceiveReturn implements api.Returns.
func (p *Plant) ReceiveReturn(ctx context.Context, c api.Call, id wms.ReturnID) (wms.Return, error) {
	return p.onReturn(ctx, c, id, "return.receive", func(tx store.Tx, _ *House) (wms.Return, error) { return returns.Receive(tx, id) })
}

// InspectReturn implements api.Returns.
func (p *Plant) InspectReturn(ctx context.Context, c api.Call, id wms.ReturnID, i wms.Inspection) (wms.Return, error) {
	return p.onReturn(ctx, c, id, "return.inspect", func(tx store.Tx, h *House) (wms.Return, error) {
		r, err := p.desk(h).Inspect(tx, id, i)
		if err != nil {
			return r, err
		}
		sku := r.Lines[i.Line-1].SKU
		if i.Verdict == wms.VerdictRestock {
			if err := p.hall(h).Restocked(tx, returns.Place(h.Site), sku); err != nil {
				return r, err
			}
		}
		return r, billFor(tx, sku, wms.ActReturn, i.Qty)
	})
}

// CloseReturn implements api.Returns.
func (p *Plant) CloseReturn(ctx context.Context, c api.Call, id wms.ReturnID) (wms.Return, error) {
	return p.onReturn(ctx, c, id, "return.close", func(tx store.Tx, _ *House) (wms.Return, error) { return returns.Close(tx, id) })
}

// returnFigures adds how fast returns were decided between two moments.
func (p *Plant) returnFigures(out map[string]float64, from, to time.Time) error {
	if to.IsZero() {
		to = p.Clock.Now().Add(time.Second)
	}
	return p.Store.View(func(r store.Reader) error {
		var n int64
		var sum time.Duration
		for _, h := range p.Houses {
			k, d, err := returns.Turnaround(r, h.Partition(), from, to)
			if err != nil {
				return err
			}
			n, sum = n+k, sum+d
		}
		out["returns_closed"] = float64(n)
		if n > 0 {
			out["returns_turnaround_hours"] = sum.Hours() / float64(n)
		}
		return nil
	})
}
