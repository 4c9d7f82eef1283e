package plant

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/kits"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// kitShop is where kits are made: what lies at its bench afterwards is put away
// by people, where the warehouse has put-away work.
func (p *Plant) kitShop(h *House) kits.Shop {
	return kits.Shop{Site: h.Site, Item: items.Get,
		Free: func(r store.Reader, sku wms.SKU) (int64, error) {
			st, err := orders.SupplyOf(r, sku, h.Site.ID)
			return st.Free(), err
		},
		Back: func(tx store.Tx, at wms.LocationID, sku wms.SKU, lot string, qty int64) error {
			mode, err := putawayMode(tx, tx.Partition())
			if err != nil || mode == wms.PutawayManual {
				return err
			}
			return inbound.AddDue(tx, inbound.Due{Dock: at, SKU: sku, Lot: lot, Qty: qty, Why: "assembly"})
		}}
}

// PutBOM implements api.Kits.
func (p *Plant) PutBOM(ctx context.Context, c api.Call, b wms.BillOfMaterials) (wms.BillOfMaterials, error) {
	out, _, err := command(ctx, p, c, store.Network, "bom.put", func(tx store.Tx) (wms.BillOfMaterials, error) {
		return kits.PutBOM(tx, b, p.known(tx))
	})
	return out, err
}

// BOM implements api.Kits.
func (p *Plant) BOM(_ context.Context, sku wms.SKU) (wms.BillOfMaterials, error) {
	return view(p, func(r store.Reader) (wms.BillOfMaterials, error) { return kits.BOM(r, sku) })
}

// NewAssembly implements api.Kits.
func (p *Plant) NewAssembly(ctx context.Context, c api.Call, n wms.NewAssembly) (wms.Assembly, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return wms.Assembly{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), "assembly.begin", func(tx store.Tx) (wms.Assembly, error) {
		return p.kitShop(h).Begin(tx, n)
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}

// Assembly implements api.Kits.
func (p *Plant) Assembly(_ context.Context, id string) (wms.Assembly, error) {
	h, err := p.houseByID(id, "-K", "assembly")
	if err != nil {
		return wms.Assembly{}, err
	}
	return view(p, func(r store.Reader) (wms.Assembly, error) { return kits.Get(r, h.Partition(), id) })
}

// EndAssembly implements api.Kits.
func (p *Plant) EndAssembly(ctx context.Context, c api.Call, id string, complete bool) (wms.Assembly, error) {
	h, err := p.houseByID(id, "-K", "assembly")
	if err != nil {
		return wms.Assembly{}, err
	}
	out, res, err := command(ctx, p, c, h.Partition(), "assembly.end", func(tx store.Tx) (wms.Assembly, error) {
		if complete {
			return p.kitShop(h).Complete(tx, id)
		}
		return p.kitShop(h).Cancel(tx, id)
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}
