package plant

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/inventory"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/problems"
	"github.com/aisle-wms/aisle/wms/store"
)

func (p *Plant) inventoryPorts() api.InventoryPorts {
	return api.InventoryPorts{Recalls: p, Counts: p, Inventory: p, Transfers: p, Kits: p, StockTakes: p}
}

// askAdjustment records an adjustment above the warehouse's limit for
// approval; "" for one that is booked at once.
func askAdjustment(tx store.Tx, a wms.Adjustment, who wms.UserID) (string, error) {
	s, err := inventory.SettingsOf(tx, tx.Partition())
	if err != nil || max(a.Delta, -a.Delta) <= s.AdjustLimitQty {
		return "", err
	}
	x, err := inventory.Ask(tx, a, who)
	return x.ID, err
}

// ListAdjustments implements api.Inventory.
func (p *Plant) ListAdjustments(_ context.Context, w wms.WarehouseID, page api.Page) ([]wms.PendingAdjustment, string, error) {
	id := func(x wms.PendingAdjustment) string { return x.ID }
	out, err := listAll(p, w, page, inventory.Adjustments, id)
	return out, nextCursor(out, page, id), err
}

// Adjustment implements api.Inventory.
func (p *Plant) Adjustment(_ context.Context, id string) (wms.PendingAdjustment, error) {
	h, err := p.houseByID(id, "-A", "adjustment")
	if err != nil {
		return wms.PendingAdjustment{}, err
	}
	return view(p, func(r store.Reader) (wms.PendingAdjustment, error) {
		return inventory.AdjustmentOf(r, h.Partition(), id)
	})
}

// DecideAdjustment implements api.Inventory.
func (p *Plant) DecideAdjustment(ctx context.Context, c api.Call, id string, approve bool) (wms.PendingAdjustment, error) {
	h, err := p.houseByID(id, "-A", "adjustment")
	if err != nil {
		return wms.PendingAdjustment{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), "adjustment.decide", func(tx store.Tx) (wms.PendingAdjustment, error) {
		x, err := inventory.Decide(tx, id, c.Actor.User, approve)
		if err != nil || !approve {
			return x, err
		}
		_, freed, err := inventory.Adjust(tx, h.Site, wms.Adjustment{Warehouse: x.Warehouse, Location: x.Location, SKU: x.SKU, Delta: x.Delta, Reason: x.Reason, Lot: x.Lot})
		if err != nil {
			return x, err
		}
		return x, p.freed(tx, freed)
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}

// ListHolds implements api.Inventory.
func (p *Plant) ListHolds(_ context.Context, w wms.WarehouseID, page api.Page) ([]wms.HoldRecord, string, error) {
	id := func(x wms.HoldRecord) string { return x.ID }
	out, err := listAll(p, w, page, inventory.Holds, id)
	return out, nextCursor(out, page, id), err
}

// HoldRecord implements api.Inventory.
func (p *Plant) HoldRecord(_ context.Context, id string) (wms.HoldRecord, error) {
	h, err := p.houseByID(id, "-H", "hold")
	if err != nil {
		return wms.HoldRecord{}, err
	}
	return view(p, func(r store.Reader) (wms.HoldRecord, error) { return inventory.HoldOf(r, h.Partition(), id) })
}

// ReleaseHold implements api.Inventory.
func (p *Plant) ReleaseHold(ctx context.Context, c api.Call, id string) (wms.HoldRecord, error) {
	h, err := p.houseByID(id, "-H", "hold")
	if err != nil {
		return wms.HoldRecord{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), "stock.release", func(tx store.Tx) (wms.HoldRecord, error) {
		x, free, err := inventory.Release(tx, h.Site, id)
		if err == nil && free {
			err = ledger.StopLot(tx, "", x.Lot, "")
		}
		return x, err
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}

// ChangeStatus implements api.Inventory.
func (p *Plant) ChangeStatus(ctx context.Context, c api.Call, s wms.StatusChange) (wms.Changed, error) {
	return p.changeStock(ctx, c, s.Warehouse, "stock.status", s.SKU, func(tx store.Tx, h *House) (wms.Changed, []ledger.Reservation, error) {
		return inventory.ChangeStatus(tx, h.Site, s)
	})
}

// CorrectLot implements api.Inventory.
func (p *Plant) CorrectLot(ctx context.Context, c api.Call, l wms.LotCorrection) (wms.Changed, error) {
	return p.changeStock(ctx, c, l.Warehouse, "stock.lot", l.SKU, func(tx store.Tx, h *House) (wms.Changed, []ledger.Reservation, error) {
		return inventory.CorrectLot(tx, h.Site, l)
	})
}

func (p *Plant) changeStock(ctx context.Context, c api.Call, w wms.WarehouseID, kind string, sku wms.SKU,
	fn func(tx store.Tx, h *House) (wms.Changed, []ledger.Reservation, error)) (wms.Changed, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.Changed{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), kind, func(tx store.Tx) (wms.Changed, error) {
		if _, err := items.Get(tx, sku); err != nil {
			return wms.Changed{}, err
		}
		out, freed, err := fn(tx, h)
		if err != nil {
			return out, err
		}
		return out, p.freed(tx, freed)
	})
	if err != nil {
		return out, err
	}
	p.settle(ctx, res)
	out.Freed, err = p.freedBy(res.Seq, sku, w)
	return out, err
}

const (
	// sweepBatch is how many rows one command of an expiry sweep looks at.
	sweepBatch = 200
	// sweepPause is the wall time between two reads of a sweep, which leaves
	// the machine to others.
	sweepPause = 10 * time.Millisecond
)

// SweepExpiry implements api.Inventory.
func (p *Plant) SweepExpiry(ctx context.Context, c api.Call, w wms.WarehouseID) (wms.Swept, error) {
	out := wms.Swept{Warehouse: w}
	h, err := p.House(w)
	if err != nil {
		return out, err
	}
	call := api.Call{Actor: c.Actor} // repeating a sweep does no harm
	for from := wms.SKU(""); ; pause(ctx, sweepPause) {
		var spots []ledger.Spot
		err := p.Store.View(func(r store.Reader) (err error) {
			spots, from, err = inventory.Expiring(r, h.Partition(), items.Get, p.Clock.Now(), from)
			return err
		})
		if err != nil {
			return out, err
		}
		if err := p.sweep(ctx, call, h, spots, &out); err != nil || from == "" {
			return out, err
		}
	}
}

// sweep books what a look for expiring stock found, and counts it in out.
func (p *Plant) sweep(ctx context.Context, call api.Call, h *House, spots []ledger.Spot, out *wms.Swept) error {
	for part := range slices.Chunk(spots, sweepBatch) {
		done, res, err := command(ctx, p, call, h.Partition(), "stock.expiry", func(tx store.Tx) (wms.Swept, error) {
			done, freed, err := inventory.Sweep(tx, items.Get, part)
			if err != nil {
				return done, err
			}
			return done, p.freed(tx, freed)
		})
		if err != nil {
			return err
		}
		p.settle(ctx, res)
		out.Expired, out.TooShort, out.Warned = out.Expired+done.Expired, out.TooShort+done.TooShort, out.Warned+done.Warned
	}
	return nil
}

// daily does what a warehouse does once per day of its own calendar.
func (p *Plant) daily(ctx context.Context, h *House) error {
	today := p.Clock.Now().In(h.Config.Zone).Format(time.DateOnly)
	if h.swept == today {
		return nil
	}
	h.swept = today
	if _, err := p.do(ctx, h.Partition(), "problem.tidy", problems.Tidy); err != nil {
		return ignoreDone(ctx, err)
	}
	_, err := p.SweepExpiry(ctx, api.Call{Actor: wms.System("daily")}, h.Site.ID)
	return ignoreDone(ctx, err)
}

// serialSteps bounds a serial's history in one answer.
const serialSteps = 1000

// SerialHistory implements api.Inventory.
func (p *Plant) SerialHistory(_ context.Context, serial string) (wms.SerialHistory, error) {
	out := wms.SerialHistory{Serial: serial, Now: []wms.SerialNow{}, Moves: []wms.SerialStep{}}
	_, err := view(p, func(r store.Reader) (bool, error) {
		for _, h := range p.Houses {
			if err := serialIn(r, h, &out); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err == nil && len(out.Now) == 0 {
		err = wms.Refuse(wms.NotFound, "unknown_serial", "no unit with serial %q was ever here", serial)
	}
	return out, err
}

func serialIn(r store.Reader, h *House, out *wms.SerialHistory) error {
	states, err := ledger.Serial(r, h.Partition(), out.Serial)
	if err != nil {
		return err
	}
	for _, s := range states {
		now := wms.SerialNow{Warehouse: h.Site.ID, SKU: s.Spot.SKU, Lot: s.Spot.Lot, Since: s.At}
		if s.Spot.Place.Virtual() {
			now.Left = strings.TrimPrefix(string(s.Spot.Place), "@")
		} else {
			now.Status = s.Spot.StatusOrAvailable()
			now.HandlingUnit, _ = s.Spot.Place.Unit()
			if now.Location, err = ledger.LocationOf(r, h.Partition(), s.Spot.Place); err != nil {
				return err
			}
		}
		traces, err := ledger.TracesOfSerial(r, h.Partition(), out.Serial)
		if err != nil {
			return err
		}
		if n := len(traces); n > 0 && now.Left != "" && traces[n-1].Kind != "assembly" {
			now.Shipment = wms.ShipmentID(traces[n-1].Ref)
			if sh, err := outbound.Get(r, h.Partition(), now.Shipment); err == nil {
				now.Order = sh.Order
			}
		}
		out.Now = append(out.Now, now)
	}
	moves, err := ledger.SerialMoves(r, h.Partition(), out.Serial, serialSteps)
	for _, m := range moves {
		st := m.Status
		if st == "" {
			st = wms.Available
		}
		out.Moves = append(out.Moves, wms.SerialStep{Warehouse: h.Site.ID, At: m.At, SKU: m.SKU, From: string(m.From), To: string(m.To), Status: st, Why: m.Why})
	}
	return err
}
