package plant

import (
	"context"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transfers"
)

// NewTransfer implements api.Transfers.
func (p *Plant) NewTransfer(ctx context.Context, c api.Call, n wms.NewTransfer) (wms.Transfer, error) {
	for _, w := range []wms.WarehouseID{n.From, n.To} {
		if _, err := p.House(w); err != nil {
			return wms.Transfer{}, err
		}
	}
	out, res, err := command(ctx, p, c, store.Network, "transfer.request", func(tx store.Tx) (wms.OrderID, error) {
		o, err := p.Book.PlaceTransfer(tx, n)
		return o.ID, err
	})
	if err != nil {
		return wms.Transfer{}, err
	}
	p.settle(ctx, res)
	return p.Transfer(ctx, string(out))
}

// Transfer implements api.Transfers.
func (p *Plant) Transfer(_ context.Context, id string) (wms.Transfer, error) {
	return view(p, func(r store.Reader) (wms.Transfer, error) {
		o, err := transferOf(r, id)
		if err != nil {
			return wms.Transfer{}, err
		}
		return p.transferView(r, o)
	})
}

func transferOf(r store.Reader, id string) (orders.Order, error) {
	o, err := orders.Get(r, wms.OrderID(id))
	if wms.CodeOf(err) == "unknown_order" || (err == nil && o.To == "") {
		return o, wms.Refuse(wms.NotFound, "unknown_transfer", "no transfer %q", id)
	}
	return o, err
}

// transferView joins what the network knows of the source with the
// destination's record.
func (p *Plant) transferView(r store.Reader, o orders.Order) (wms.Transfer, error) {
	v := o.View()
	out := wms.Transfer{ID: string(o.ID), From: o.Warehouse, To: o.To, Status: string(o.Status), CreatedAt: o.PlacedAt,
		Lines: []wms.TransferStateLine{}, Shipments: v.Shipments, Units: []wms.TransferUnit{}}
	switch o.Status {
	case wms.OrderPromised, wms.OrderPartlyPromised, wms.OrderBackordered:
		out.Status = "requested"
	case wms.OrderShipped, wms.OrderPartlyShipped:
		out.Status = transfers.OnTheRoad
	}
	bySKU := map[wms.SKU]int{}
	for _, l := range o.Lines {
		i, seen := bySKU[l.SKU]
		if !seen {
			i, bySKU[l.SKU] = len(out.Lines), len(out.Lines)
			out.Lines = append(out.Lines, wms.TransferStateLine{SKU: l.SKU})
		}
		x := &out.Lines[i]
		x.Qty, x.Promised, x.Shipped = x.Qty+l.Qty, x.Promised+l.Promised, x.Shipped+l.Shipped
	}
	back := false
	a, had, err := transfers.Get(r, store.Partition(o.To), string(o.ID))
	if err == nil && !had {
		back = true
		a, had, err = transfers.Get(r, store.Partition(o.Warehouse), string(o.ID))
	}
	if err != nil || !had {
		return out, err
	}
	if out.Status == transfers.OnTheRoad || a.Status != transfers.OnTheRoad {
		out.Status = a.Status
	}
	if back {
		out.From, out.To = o.To, o.Warehouse // it was turned back
	}
	if a.Units != nil {
		out.Units = a.Units
	}
	for _, l := range a.Lines {
		i, seen := bySKU[l.SKU]
		if !seen {
			i = len(out.Lines)
			out.Lines = append(out.Lines, wms.TransferStateLine{SKU: l.SKU})
		}
		x := &out.Lines[i]
		x.Received, x.Damaged, x.Short, x.Over = l.Received, l.Damaged, l.Short, l.Over
	}
	return out, nil
}

// ListTransfers implements api.Transfers.
func (p *Plant) ListTransfers(_ context.Context, page api.Page) ([]wms.Transfer, string, error) {
	after := uint64(0)
	if page.After != "" {
		n, err := strconv.ParseUint(page.After, 10, 63)
		if err != nil {
			return nil, "", badCursor(page.After)
		}
		after = n
	}
	next := ""
	out, err := view(p, func(r store.Reader) ([]wms.Transfer, error) {
		list, err := orders.Transfers(r, after, page.Limit)
		out := []wms.Transfer{}
		for _, o := range list {
			if err != nil {
				return nil, err
			}
			var v wms.Transfer
			v, err = p.transferView(r, o)
			out = append(out, v)
		}
		next = nextCursor(list, page, func(o orders.Order) string { return strconv.FormatUint(o.Seq, 10) })
		return out, err
	})
	return out, next, err
}

// atTransfer runs a command where a transfer is received.
func (p *Plant) atTransfer(ctx context.Context, c api.Call, id, kind string, fn func(tx store.Tx, h *House) error) (wms.Transfer, error) {
	t, err := p.Transfer(ctx, id)
	if err != nil {
		return t, err
	}
	h, err := p.House(t.To)
	if err != nil {
		return t, err
	}
	_, res, err := command(ctx, p, c, h.Partition(), kind, func(tx store.Tx) (string, error) { return id, fn(tx, h) })
	if err != nil {
		return t, err
	}
	p.settle(ctx, res)
	return p.Transfer(ctx, id)
}

// ReceiveTransfer implements api.Transfers.
func (p *Plant) ReceiveTransfer(ctx context.Context, c api.Call, id string, in wms.TransferReceive) (wms.Transfer, error) {
	return p.atTransfer(ctx, c, id, "transfer.receive", func(tx store.Tx, h *House) error {
		if in.SKU != "" {
			if err := p.known(tx)(in.SKU); err != nil {
				return err
			}
		}
		return transfers.Receive(tx, h.Site, id, in)
	})
}

// CloseTransfer implements api.Transfers.
func (p *Plant) CloseTransfer(ctx context.Context, c api.Call, id string) (wms.Transfer, error) {
	return p.atTransfer(ctx, c, id, "transfer.close", func(tx store.Tx, _ *House) error { return transfers.Close(tx, id) })
}

// CancelTransfer implements api.Transfers: at the source everything goes back
// to its shelf; on the road the truck turns round.
func (p *Plant) CancelTransfer(ctx context.Context, c api.Call, id string) (wms.Transfer, error) {
	t, err := p.Transfer(ctx, id)
	if err != nil {
		return t, err
	}
	if t.Status == transfers.OnTheRoad || t.Status == transfers.Receiving || t.Status == transfers.Received {
		return p.atTransfer(ctx, c, id, "transfer.turn_back", func(tx store.Tx, _ *House) error { return transfers.TurnBack(tx, id) })
	}
	_, res, err := command(ctx, p, c, store.Network, "transfer.cancel", func(tx store.Tx) (wms.OrderView, error) { return p.Book.Cancel(tx, wms.OrderID(id)) })
	if err != nil {
		return t, err
	}
	p.settle(ctx, res)
	return p.Transfer(ctx, id)
}
