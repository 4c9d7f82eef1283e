package plant

import (
	"context"
	"path/filepath"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/inventory"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// settleWait bounds how long a write waits until the other partitions have
// seen it, so that a client reads its own writes.
const settleWait = 3 * time.Second

// TokenFile is where the administrator's token is.
func (p *Plant) TokenFile() string { return filepath.Join(p.Dir, "admin.token") }

// command runs a caller's command and gives its answer, or the first answer
// again when the caller repeats itself.
func command[T any](ctx context.Context, p *Plant, c api.Call, part store.Partition, kind string, fn func(tx store.Tx) (T, error)) (T, store.Result, error) {
	var out T
	res, err := p.Store.Do(ctx, store.Command{Partition: part, Kind: kind, Actor: c.Actor, IdempotencyKey: c.Key, Fingerprint: c.Fingerprint,
		Run: func(tx store.Tx) ([]byte, error) {
			if err := still(tx, kind); err != nil {
				return nil, err
			}
			v, err := fn(tx)
			if err != nil {
				return nil, err
			}
			out = v
			if c.Key == "" {
				return nil, nil
			}
			return store.Encode(v)
		}})
	if err == nil && res.Replayed {
		err = store.Decode(res.Answer, &out)
	}
	return out, res, err
}

// settle waits until what a command sent to other partitions is applied there.
func (p *Plant) settle(ctx context.Context, res store.Result) {
	ctx, cancel := context.WithTimeout(ctx, settleWait)
	defer cancel()
	_ = p.Store.SettledOne(ctx, res.Seq) // late is not lost: the outbox is durable
}

// view runs a read and gives its result.
func view[T any](p *Plant, fn func(r store.Reader) (T, error)) (T, error) {
	var out T
	err := p.Store.View(func(r store.Reader) (err error) {
		out, err = fn(r)
		return err
	})
	return out, err
}

// PutItem implements api.Items.
func (p *Plant) PutItem(ctx context.Context, c api.Call, it wms.Item) (wms.Item, error) {
	out, _, err := command(ctx, p, c, store.Network, "item.put", func(tx store.Tx) (wms.Item, error) { return items.Put(tx, it) })
	return out, err
}

// Item implements api.Items.
func (p *Plant) Item(_ context.Context, sku wms.SKU) (wms.Item, error) {
	return view(p, func(r store.Reader) (wms.Item, error) { return items.Get(r, sku) })
}

// ListItems implements api.Items.
func (p *Plant) ListItems(_ context.Context, page api.Page) ([]wms.Item, string, error) {
	out, err := view(p, func(r store.Reader) ([]wms.Item, error) { return items.List(r, wms.SKU(page.After), page.Limit) })
	return out, nextCursor(out, page, func(it wms.Item) string { return string(it.SKU) }), err
}

func nextCursor[T any](out []T, page api.Page, id func(T) string) string {
	if len(out) < page.Limit || len(out) == 0 {
		return ""
	}
	return id(out[len(out)-1])
}

// PlaceOrder implements api.Orders.
func (p *Plant) PlaceOrder(ctx context.Context, c api.Call, n wms.NewOrder) (wms.OrderView, error) {
	out, _, err := command(ctx, p, c, store.Network, "order.place", func(tx store.Tx) (wms.OrderView, error) { return p.Book.Place(tx, n) })
	return out, err
}

// Order implements api.Orders.
func (p *Plant) Order(_ context.Context, id wms.OrderID) (wms.OrderView, error) {
	return view(p, func(r store.Reader) (wms.OrderView, error) {
		o, err := orders.Get(r, id)
		if err != nil {
			return wms.OrderView{}, err
		}
		v := o.View()
		v.Backorders, err = orders.Backorders(r, o, p.arrivals.of(p, r))
		return v, err
	})
}

// ListOrders implements api.Orders; the cursor is the sequence of placing.
func (p *Plant) ListOrders(_ context.Context, status wms.OrderStatus, page api.Page) ([]wms.OrderView, string, error) {
	after := uint64(0)
	if page.After != "" {
		n, err := strconv.ParseUint(page.After, 10, 63)
		if err != nil {
			return nil, "", badCursor(page.After)
		}
		after = n
	}
	list, err := view(p, func(r store.Reader) ([]orders.Order, error) {
		return orders.List(store.Everything(r), status, after, page.Limit)
	})
	if err != nil {
		return nil, "", err
	}
	out := make([]wms.OrderView, len(list))
	for i := range list {
		out[i] = list[i].View()
	}
	return out, nextCursor(list, page, func(o orders.Order) string { return strconv.FormatUint(o.Seq, 10) }), nil
}

func badCursor(c string) error {
	return wms.Refuse(wms.Invalid, "invalid_cursor", "cursor %q is none of ours; take it from the next of the answer before", c)
}

// CancelOrder implements api.Orders. The warehouses answer whether they could
// still stop; the order as it then stands is the answer.
func (p *Plant) CancelOrder(ctx context.Context, c api.Call, id wms.OrderID) (wms.OrderView, error) {
	_, res, err := command(ctx, p, c, store.Network, "order.cancel", func(tx store.Tx) (wms.OrderView, error) { return p.Book.Cancel(tx, id) })
	if err != nil {
		return wms.OrderView{}, err
	}
	p.settle(ctx, res)
	p.replans.because("cancelled")
	o, err := p.Order(ctx, id)
	if err == nil && o.Status != wms.OrderCancelled {
		for _, s := range o.Shipments {
			if s.Status == wms.ShipmentPacked || s.Status == wms.ShipmentShipped {
				return o, wms.Refuse(wms.Conflict, "order_in_progress",
					"order %s can't be cancelled any more: shipment %s is being loaded; send it back as a return", id, s.ID)
			}
		}
	}
	return o, err
}

// Preview implements api.Orders.
func (p *Plant) Preview(_ context.Context, n wms.NewOrder) (wms.Preview, error) {
	return view(p, func(r store.Reader) (wms.Preview, error) {
		return p.Book.Preview(r, n, p.Clock.Now(), p.arrivals.of(p, r))
	})
}

func (p *Plant) known(tx store.Tx) func(wms.SKU) error {
	return func(sku wms.SKU) error {
		_, err := items.Get(tx, sku)
		return err
	}
}

// base counts a quantity in base units of its item, which must be known.
func base(r store.Reader, sku wms.SKU, qty *int64, unit *string) error {
	it, err := items.Get(r, sku)
	if err != nil {
		return err
	}
	*qty, err = it.Base(*qty, *unit)
	*unit = ""
	return err
}

// Adjust implements api.Stock.
func (p *Plant) Adjust(ctx context.Context, c api.Call, a wms.Adjustment) (wms.Adjusted, error) {
	h, err := p.House(a.Warehouse)
	if err != nil {
		return wms.Adjusted{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), "stock.adjust", func(tx store.Tx) (wms.Adjusted, error) {
		if err := base(tx, a.SKU, &a.Delta, &a.Unit); err != nil {
			return wms.Adjusted{}, err
		}
		if err := counting.Blocked(tx, tx.Partition(), a.Location, tx.Now()); err != nil {
			return wms.Adjusted{}, err
		}
		if id, err := askAdjustment(tx, a, c.Actor.User); err != nil || id != "" {
			return wms.Adjusted{Warehouse: a.Warehouse, Location: a.Location, SKU: a.SKU, Freed: []wms.Freed{}, Pending: id}, err
		}
		out, freed, err := inventory.Adjust(tx, h.Site, a)
		if err != nil {
			return out, err
		}
		return out, h.Floor.Freed(tx, freed)
	})
	if err != nil {
		return out, err
	}
	p.settle(ctx, res)
	if a.Delta < 0 {
		out.Freed, err = p.freedBy(res.Seq, a.SKU, a.Warehouse)
	}
	return out, err
}

// freedWithin is how many records behind a loss are looked through for the
// promises that it took back.
const freedWithin = 20_000

// freedBy collects the promises that the loss of record seq took back.
func (p *Plant) freedBy(seq uint64, sku wms.SKU, w wms.WarehouseID) ([]wms.Freed, error) {
	out := []wms.Freed{}
	for at := seq; at < seq+freedWithin; {
		records, err := p.Store.Records(at, 1000)
		if err != nil || len(records) == 0 {
			return out, err
		}
		for _, rec := range records {
			at = rec.Seq
			for _, e := range rec.Events {
				if rec.Cause == seq && e.Type == "promise.freed" && e.Data["sku"] == string(sku) && e.Data["warehouse"] == string(w) {
					out = append(out, wms.Freed{Order: wms.OrderID(e.Subject), Line: int(asInt(e.Data["line"])), Qty: asInt(e.Data["qty"])})
				}
			}
		}
	}
	return out, nil
}

func asInt(v any) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case uint64:
		return int64(n)
	case int:
		return int64(n)
	}
	return 0
}

// Move implements api.Stock.
func (p *Plant) Move(ctx context.Context, c api.Call, m wms.StockMove) (wms.StockMove, error) {
	h, err := p.houseFor(m.Warehouse, m.From, m.HandlingUnit)
	if err != nil {
		return m, err
	}
	m.Warehouse = h.Site.ID
	out, _, err := command(ctx, p, c, h.Partition(), "stock.move", func(tx store.Tx) (wms.StockMove, error) {
		if m.SKU != "" {
			if err := base(tx, m.SKU, &m.Qty, &m.Unit); err != nil {
				return m, err
			}
		}
		for _, at := range []wms.LocationID{m.From, m.To} {
			if err := counting.Blocked(tx, tx.Partition(), at, tx.Now()); err != nil {
				return m, err
			}
		}
		return m, inventory.Move(tx, h.Site, m)
	})
	return out, err
}

// houseFor finds the warehouse that a request means when it names none: the
// only one where the location, or the handling unit, is.
func (p *Plant) houseFor(id wms.WarehouseID, at wms.LocationID, unit wms.HandlingUnitID) (*House, error) {
	if id != "" {
		return p.House(id)
	}
	var found []*House
	for _, h := range p.Houses {
		switch {
		case unit != "":
			_, known, err := func() (u wms.HandlingUnit, ok bool, err error) {
				err = p.Store.View(func(r store.Reader) error { u, ok, err = ledger.Unit(r, h.Partition(), unit); return err })
				return u, ok, err
			}()
			if err != nil {
				return nil, err
			}
			if known {
				found = append(found, h)
			}
		default:
			if _, ok := h.Site.Location(at); ok {
				found = append(found, h)
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		if unit != "" {
			return nil, wms.Refuse(wms.NotFound, "unknown_handling_unit", "no handling unit %q in any warehouse", unit)
		}
		return nil, wms.Refuse(wms.NotFound, "unknown_location", "no location %q in any warehouse", at)
	}
	return nil, wms.Refuse(wms.Invalid, "warehouse_needed", "location %q is in %d warehouses; name the warehouse", at, len(found))
}

// Hold implements api.Stock. A lot without a warehouse is held everywhere.
func (p *Plant) Hold(ctx context.Context, c api.Call, hold wms.Hold) (wms.Held, error) {
	out := wms.Held{Freed: []wms.Freed{}}
	houses := p.Houses
	if hold.Warehouse != "" || hold.Lot == "" {
		h, err := p.houseFor(hold.Warehouse, hold.Location, hold.HandlingUnit)
		if err != nil {
			return out, err
		}
		houses = []*House{h}
	}
	for _, h := range houses {
		call := c
		if c.Key != "" && len(houses) > 1 {
			call.Key = c.Key + "@" + string(h.Site.ID)
		}
		held, res, err := command(ctx, p, call, h.Partition(), "stock.hold", func(tx store.Tx) (wms.Held, error) {
			out, freed, err := inventory.Hold(tx, h.Site, hold)
			if err == nil && hold.Lot != "" {
				err = ledger.StopLot(tx, "", hold.Lot, hold.Reason)
			}
			if err != nil {
				return out, err
			}
			for _, f := range freed {
				out.Freed = append(out.Freed, wms.Freed{Order: wms.OrderID(f.Shipment), Line: f.Line, Qty: f.Qty})
			}
			return out, h.Floor.Freed(tx, freed)
		})
		if err != nil {
			return out, err
		}
		p.settle(ctx, res)
		out.Qty += held.Qty
		out.Holds = append(out.Holds, held.Holds...)
		out.Freed = append(out.Freed, held.Freed...)
	}
	return out, nil
}
