package plant

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/empties"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/returns"
	"github.com/aisle-wms/aisle/wms/store"
)

func (p *Plant) yard(h *House) empties.Yard {
	return empties.Yard{Site: h.Site, Partner: func(r store.Reader, kind, id string) error {
		var err error
		switch kind {
		case "supplier":
			_, err = masterdata.Suppliers.Get(r, id)
		case "carrier":
			_, err = masterdata.Carriers.Get(r, id)
		default:
			_, err = masterdata.Owners.Get(r, id)
		}
		return err
	}}
}

// PutEmptyType implements api.Empties.
func (p *Plant) PutEmptyType(ctx context.Context, c api.Call, t wms.EmptyType) (wms.EmptyType, error) {
	out, _, err := command(ctx, p, c, store.Network, "empties.type", func(tx store.Tx) (wms.EmptyType, error) { return empties.PutType(tx, t) })
	return out, err
}

// EmptyTypes implements api.Empties.
func (p *Plant) EmptyTypes(context.Context) ([]wms.EmptyType, error) {
	return view(p, empties.Types)
}

// EmptiesCounts implements api.Empties.
func (p *Plant) EmptiesCounts(_ context.Context, w wms.WarehouseID) ([]wms.EmptiesCount, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, err
	}
	return view(p, p.yard(h).Counts)
}

// EmptiesBalances implements api.Empties.
func (p *Plant) EmptiesBalances(_ context.Context, w wms.WarehouseID) ([]wms.EmptiesBalance, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, err
	}
	return view(p, p.yard(h).Balances)
}

// EmptiesMoves implements api.Empties.
func (p *Plant) EmptiesMoves(_ context.Context, w wms.WarehouseID, page api.Page) ([]wms.EmptiesMove, string, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, "", err
	}
	out, err := view(p, func(r store.Reader) ([]wms.EmptiesMove, error) { return p.yard(h).Moves(r, page.After, page.Limit) })
	return out, nextCursor(out, page, func(m wms.EmptiesMove) string { return m.ID }), err
}

// MoveEmpties implements api.Empties. What comes with a delivery comes from its
// supplier, if nobody else is named.
func (p *Plant) MoveEmpties(ctx context.Context, c api.Call, m wms.EmptiesMove) (wms.EmptiesMove, error) {
	h, err := p.House(m.Warehouse)
	if err != nil {
		return m, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "empties.move", func(tx store.Tx) (wms.EmptiesMove, error) {
		if m.Receipt != "" {
			r, err := inbound.Get(tx, tx.Partition(), m.Receipt)
			if err != nil {
				return m, err
			}
			if m.From == "" && m.FromPartner == "" && m.ToPartner == "" && r.Supplier != "" {
				m.FromPartner = "supplier:" + r.Supplier
			}
		}
		if m.Return != "" {
			if _, err := returns.Get(tx, tx.Partition(), m.Return, tx.Now()); err != nil {
				return m, err
			}
		}
		return p.yard(h).Move(tx, m, c.Actor.User)
	})
	return out, err
}

// AskEmpties implements api.Empties.
func (p *Plant) AskEmpties(ctx context.Context, c api.Call, n wms.EmptiesTask) (wms.Task, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return wms.Task{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "empties.ask", func(tx store.Tx) (wms.Task, error) { return p.yard(h).Ask(tx, n) })
	return out, err
}
