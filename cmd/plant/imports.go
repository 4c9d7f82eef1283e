package plant

import (
	"context"
	"errors"
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/inventory"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/store"
)

// importSource is where orders of files come from: the same file may come
// again, and nothing of it happens twice.
const importSource = "file"

// errDryRun ends a command that was only tried; nothing of it remains.
var errDryRun = errors.New("dry run")

// Import implements api.Imports: all rows of one partition in one command. A
// file of stock for several warehouses is one command per warehouse, each
// tried before the first is done.
func (p *Plant) Import(ctx context.Context, c api.Call, b api.ImportBatch, dryRun bool) ([]api.RowError, error) {
	return p.importBatch(ctx, c, b, dryRun, imported{})
}

// imported is what else an import does in each partition: done says that the
// rows of one are in already, mark that they are now. Both may be nil.
type imported struct {
	done func(r store.Reader, part store.Partition) (bool, error)
	mark func(tx store.Tx, rows int) error
}

func (p *Plant) importBatch(ctx context.Context, c api.Call, b api.ImportBatch, dryRun bool, also imported) ([]api.RowError, error) {
	switch b.Kind {
	case "items":
		return p.importMarked(ctx, c, store.Network, dryRun, b.Rows, also, func(tx store.Tx, i int) error {
			_, err := items.Put(tx, b.Items[i])
			return err
		})
	case "orders":
		return p.importMarked(ctx, c, store.Network, dryRun, b.Rows, also, func(tx store.Tx, i int) error {
			_, _, err := p.placeOnce(tx, importSource, b.Orders[i], func(n wms.NewOrder) wms.NewOrder { return n })
			return err
		})
	case "stock":
		return p.importByHouse(ctx, c, b, dryRun, also, func(i int) wms.WarehouseID { return b.Stock[i].Warehouse },
			func(tx store.Tx, h *House, i int) error { return p.stockRow(tx, h, b.Stock[i]) })
	case "locations":
		return p.importByHouse(ctx, c, b, dryRun, also, func(i int) wms.WarehouseID { return b.Locations[i].Warehouse },
			func(tx store.Tx, h *House, i int) error { return locationRow(tx, h, b.Locations[i]) })
	case "pick-faces":
		return p.importByHouse(ctx, c, b, dryRun, also, func(i int) wms.WarehouseID { return b.PickFaces[i].Warehouse },
			func(tx store.Tx, h *House, i int) error { _, err := p.faces(h).Put(tx, b.PickFaces[i]); return err })
	case "receipts":
		return p.importByHouse(ctx, c, b, dryRun, also, func(i int) wms.WarehouseID { return b.Receipts[i].Warehouse },
			func(tx store.Tx, h *House, i int) error { _, err := p.hall(h).Open(tx, b.Receipts[i]); return err })
	}
	return nil, wms.Refuse(wms.Conflict, "not_supported", "%s come from the site file and can't be imported", b.Kind)
}

// importAll runs one row after the other in one command and collects what is
// refused; if anything is, or if it is only a trial, nothing is kept. then is
// done when all rows are right.
func (p *Plant) importAll(ctx context.Context, c api.Call, part store.Partition, kind string, dryRun bool, rows []int,
	row func(tx store.Tx, i int) error, then func(tx store.Tx) error) ([]api.RowError, error) {
	var wrong []api.RowError
	_, res, err := command(ctx, p, c, part, kind, func(tx store.Tx) (int, error) {
		wrong = nil
		for i := range rows {
			var refusal *wms.Error
			switch err := row(tx, i); {
			case errors.As(err, &refusal):
				wrong = append(wrong, api.RowError{Row: rows[i], Code: refusal.Code, Message: refusal.Message, Words: refusal.Words})
			case err != nil:
				return 0, fmt.Errorf("row %d: %w", rows[i], err)
			}
		}
		if len(wrong) > 0 {
			return 0, errDryRun
		}
		if err := then(tx); err != nil {
			return 0, err
		}
		if dryRun {
			return 0, errDryRun
		}
		return len(rows), nil
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	if err == nil && len(wrong) == 0 && !dryRun {
		p.settle(ctx, res)
	}
	return wrong, err
}

// importMarked imports the rows of one partition, unless they are in already.
func (p *Plant) importMarked(ctx context.Context, c api.Call, part store.Partition, dryRun bool, rows []int, also imported, row func(tx store.Tx, i int) error) ([]api.RowError, error) {
	if also.done != nil {
		if in, err := view(p, func(r store.Reader) (bool, error) { return also.done(r, part) }); err != nil || in {
			return nil, err
		}
	}
	return p.importAll(ctx, c, part, "import", dryRun, rows, row, func(tx store.Tx) error {
		if also.mark == nil {
			return nil
		}
		return also.mark(tx, len(rows))
	})
}

// importByHouse imports rows of several warehouses: one command per warehouse,
// each tried before the first is done.
func (p *Plant) importByHouse(ctx context.Context, c api.Call, b api.ImportBatch, dryRun bool, also imported,
	of func(i int) wms.WarehouseID, row func(tx store.Tx, h *House, i int) error) ([]api.RowError, error) {
	byHouse := map[wms.WarehouseID][]int{}
	var order []wms.WarehouseID
	for i := range b.Rows {
		w := of(i)
		if _, seen := byHouse[w]; !seen {
			order = append(order, w)
		}
		byHouse[w] = append(byHouse[w], i)
	}
	run := func(trial bool) ([]api.RowError, error) {
		var wrong []api.RowError
		for _, id := range order {
			h, err := p.House(id)
			if err != nil {
				return nil, err
			}
			which := byHouse[id]
			rows := make([]int, len(which))
			for k, i := range which {
				rows[k] = b.Rows[i]
			}
			call := c
			if call.Key != "" {
				call.Key += "@" + string(id)
			}
			w, err := p.importMarked(ctx, call, h.Partition(), trial, rows, also, func(tx store.Tx, k int) error { return row(tx, h, which[k]) })
			if err != nil {
				return wrong, err
			}
			wrong = append(wrong, w...)
		}
		return wrong, nil
	}
	wrong, err := run(true)
	if err != nil || len(wrong) > 0 || dryRun {
		return wrong, err
	}
	return run(false)
}

func (p *Plant) stockRow(tx store.Tx, h *House, s api.ImportStock) error {
	if s.HandlingUnit != "" {
		return wms.Refuse(wms.Invalid, "not_supported", "stock in handling units comes in by a receipt, not by import")
	}
	if err := p.known(tx)(s.SKU); err != nil {
		return err
	}
	_, _, err := inventory.Adjust(tx, h.Site, wms.Adjustment{Warehouse: s.Warehouse, Location: s.Location, SKU: s.SKU,
		Delta: s.Qty, Lot: s.Lot, Reason: "import"})
	return err
}

// locationRow sets what may be put into a place. The places themselves are the
// building's, from the site file: a row that says otherwise is refused.
func locationRow(tx store.Tx, h *House, row api.ImportLocation) error {
	l, err := h.Site.MustLocation(row.ID)
	if err != nil {
		return err
	}
	if row.Kind != l.Kind || (row.CapacityHU != 0 && row.CapacityHU != l.CapacityHU) {
		return wms.Refuse(wms.Conflict, "location_differs", "%s is a %s for %d handling units in the site file, not a %s for %d", l.ID, l.Kind, l.CapacityHU, row.Kind, row.CapacityHU)
	}
	if row.Rule == nil {
		return nil
	}
	return masterdata.PutRule(tx, h.Site, row.ID, *row.Rule)
}
