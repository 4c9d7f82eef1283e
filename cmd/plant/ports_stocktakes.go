package plant

import (
	"context"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
	"github.com/aisle-wms/aisle/wms/transports"
)

// stillDuringTake are the commands of a warehouse that wait until its
// stock-take has ended, besides all of returns, transfers and receipts.
var stillDuringTake = map[string]bool{
	"adjustment.decide": true, "assembly.begin": true, "assembly.end": true, "count.begin": true, "count.decide": true,
	"import": true, "paper.key": true, "stock.adjust": true, "stock.lot": true, "stock.move": true, "stock.status": true,
	"receipt.receive": true, "task.claim": true, "task.next": true, "transport.new": true, "inspection.judge": true,
}

// still refuses what a stock-take forbids.
func still(tx store.Tx, kind string) error {
	if stillDuringTake[kind] || strings.HasPrefix(kind, "return.") || strings.HasPrefix(kind, "transfer.") {
		return counting.Frozen(tx, tx.Partition())
	}
	return nil
}

// busyFor says what work of a warehouse a stock-take must wait for.
func busyFor(r store.Reader, h *House) error {
	for _, s := range []wms.ShipmentStatus{wms.ShipmentReleased, wms.ShipmentPicking, wms.ShipmentPacked} {
		in, err := outbound.With(r, h.Partition(), s, 1)
		if err != nil {
			return err
		}
		if len(in) > 0 {
			return wms.Refuse(wms.Conflict, "orders_in_work", "shipment %s is %s: a stock-take begins when no order is in work", in[0], s)
		}
	}
	moving, err := transports.Open(r, h.Partition())
	if err != nil {
		return err
	}
	if len(moving) > 0 {
		return wms.Refuse(wms.Conflict, "transports_in_work", "transport %s is on its way: a stock-take begins when machines carry nothing", moving[0].ID)
	}
	in, err := tasks.WithStatus(r, h.Partition(), wms.TaskAssigned, 1, nil)
	if err == nil && len(in) > 0 {
		err = wms.Refuse(wms.Conflict, "work_in_hand", "task %s is in somebody's hands: a stock-take begins when it is done", in[0].ID)
	}
	return err
}

// OpenStockTake implements api.StockTakes.
func (p *Plant) OpenStockTake(ctx context.Context, c api.Call, n wms.NewStockTake) (wms.StockTake, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return wms.StockTake{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "stocktake.open", func(tx store.Tx) (wms.StockTake, error) {
		d, err := h.counting(tx)
		if err != nil {
			return wms.StockTake{}, err
		}
		return d.OpenTake(tx, n.Reason, c.Actor.User, busyFor(tx, h))
	})
	return out, err
}

// StockTake implements api.StockTakes.
func (p *Plant) StockTake(_ context.Context, id string) (wms.StockTake, error) {
	h, err := p.houseByID(id, "-ST", "stock_take")
	if err != nil {
		return wms.StockTake{}, err
	}
	return view(p, func(r store.Reader) (wms.StockTake, error) {
		d, err := h.counting(r)
		if err != nil {
			return wms.StockTake{}, err
		}
		return d.Take(r, id)
	})
}

// CountStockTake implements api.StockTakes.
func (p *Plant) CountStockTake(ctx context.Context, c api.Call, id string, rows []wms.StockTakeRow, at []int, dryRun bool) ([]api.RowError, error) {
	h, err := p.houseByID(id, "-ST", "stock_take")
	if err != nil {
		return nil, err
	}
	return p.importAll(ctx, c, h.Partition(), "stocktake.count", dryRun, at, func(tx store.Tx, i int) error {
		d, err := h.counting(tx)
		if err != nil {
			return err
		}
		return d.TakeRow(tx, rows[i])
	}, func(tx store.Tx) error {
		d, err := h.counting(tx)
		if err != nil {
			return err
		}
		return d.TakeCounts(tx, id, rows)
	})
}

// EndStockTake implements api.StockTakes.
func (p *Plant) EndStockTake(ctx context.Context, c api.Call, id string, approve bool) (wms.StockTake, error) {
	h, err := p.houseByID(id, "-ST", "stock_take")
	if err != nil {
		return wms.StockTake{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), "stocktake.end", func(tx store.Tx) (wms.StockTake, error) {
		d, err := h.counting(tx)
		if err != nil {
			return wms.StockTake{}, err
		}
		t, freed, err := d.EndTake(tx, id, c.Actor.User, approve)
		if err != nil {
			return t, err
		}
		return t, p.freed(tx, freed)
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}
