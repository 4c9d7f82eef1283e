package plant

import (
	"context"
	"crypto/sha256"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/vmi"
)

// vmiComing is what suppliers have proposed of an item, and what of that is
// approved or shipped and no receipt tells of yet.
type vmiComing map[wms.WarehouseID]map[wms.SKU]*vmiUnits

type vmiUnits struct{ proposed, approved int64 }

func (s vmiComing) of(w wms.WarehouseID, sku wms.SKU) *vmiUnits {
	if s[w] == nil {
		s[w] = map[wms.SKU]*vmiUnits{}
	}
	if s[w][sku] == nil {
		s[w][sku] = &vmiUnits{}
	}
	return s[w][sku]
}

func (s vmiComing) read(r store.Reader) error {
	err := vmi.Underway(r, func(x wms.VMIProposal) error {
		for _, l := range x.Lines {
			switch x.Status {
			case wms.VMIProposed:
				s.of(x.Warehouse, l.SKU).proposed += l.Qty
			case wms.VMIApproved:
				s.of(x.Warehouse, l.SKU).approved += l.Qty
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	list, err := vmi.Due(r)
	for _, x := range list {
		for _, l := range x.Shipment {
			s.of(x.Warehouse, l.SKU).approved += l.Qty
		}
	}
	return err
}

// suppliersKeep are the items that suppliers keep in stock by themselves.
func suppliersKeep(r store.Reader) (map[wms.WarehouseID]map[wms.SKU]bool, error) {
	out := map[wms.WarehouseID]map[wms.SKU]bool{}
	all, err := vmi.Agreements(r, "")
	for _, a := range all {
		if a.Ended {
			continue
		}
		if out[a.Warehouse] == nil {
			out[a.Warehouse] = map[wms.SKU]bool{}
		}
		for _, b := range a.Items {
			out[a.Warehouse][b.SKU] = true
		}
	}
	return out, err
}

// keepVMI makes receipts of what suppliers have shipped, and notes what came.
func (p *Plant) keepVMI(ctx context.Context) error {
	var due, shipped []wms.VMIProposal
	err := p.Store.View(func(r store.Reader) (err error) {
		if due, err = vmi.Due(r); err != nil {
			return err
		}
		return vmi.Underway(r, func(x wms.VMIProposal) error {
			if x.Status == wms.VMIShipped {
				shipped = append(shipped, x)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, x := range due {
		at := x.ArrivesAt
		rec := wms.Receipt{ID: x.Receipt, Warehouse: x.Warehouse, Supplier: x.Supplier, ExpectedAt: &at, Lines: x.Shipment}
		call := api.Call{Actor: wms.System("supply"), Key: "vmi-" + x.ID, Fingerprint: sha256.Sum256([]byte(x.ID))}
		key := "vmi/" + x.ID
		if _, err := p.OpenReceipt(ctx, call, rec); err != nil {
			if ctx.Err() != nil || wms.CodeOf(err) == "internal" {
				return err
			}
			p.alarms.raise(p.Clock.Now(), key, string(x.Warehouse), "supply_refused", wms.Say("what supplier %s has shipped can't be announced: %s", x.Supplier, said(err)), "warning")
			continue
		}
		p.alarms.clear(key)
		if _, err := p.do(ctx, store.Network, "vmi.announced", func(tx store.Tx) error { return vmi.Announced(tx, x.ID) }); err != nil {
			return err
		}
	}
	for _, x := range shipped {
		rec, err := p.Receipt(ctx, x.Receipt)
		if err != nil || rec.Status != wms.ReceiptClosed {
			continue // not announced yet, or on its way
		}
		came := map[wms.SKU]int64{}
		for _, l := range rec.Lines {
			came[l.SKU] += l.Received
		}
		if _, err := p.do(ctx, store.Network, "vmi.received", func(tx store.Tx) error { return vmi.Received(tx, x.ID, came) }); err != nil {
			return err
		}
	}
	return nil
}
