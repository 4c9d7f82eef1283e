package plant

import (
	"context"
	"math"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/vmi"
)

// vmiWeeks is how much of a forecast a supplier sees, and its bounds are made of.
const vmiWeeks = 8

// VMIAgreements implements api.VMI.
func (p *Plant) VMIAgreements(_ context.Context, supplier string) ([]wms.VMIAgreement, error) {
	return view(p, func(r store.Reader) ([]wms.VMIAgreement, error) { return vmi.Agreements(r, supplier) })
}

// PutVMIAgreement implements api.VMI.
func (p *Plant) PutVMIAgreement(ctx context.Context, c api.Call, a wms.VMIAgreement) (wms.VMIAgreement, error) {
	out, _, err := command(ctx, p, c, store.Network, "vmi.agree", func(tx store.Tx) (wms.VMIAgreement, error) {
		return vmi.PutAgreement(tx, a, c.Actor.User, vmi.Known{
			Warehouse: func(w wms.WarehouseID) error { _, err := p.House(w); return err },
			Supplier:  func(id string) error { _, err := masterdata.Suppliers.Get(tx, id); return err },
			Item:      p.known(tx),
		})
	})
	return out, err
}

// KnownSupplier implements api.VMI.
func (p *Plant) KnownSupplier(id string) error {
	_, err := view(p, func(r store.Reader) (wms.Supplier, error) { return masterdata.Suppliers.Get(r, id) })
	return err
}

// VMIItems implements api.VMI.
func (p *Plant) VMIItems(ctx context.Context, supplier, agreement string) ([]wms.VMIItem, error) {
	have, err := p.stockPositions(ctx)
	if err != nil {
		return nil, err
	}
	var a wms.VMIAgreement
	coming := vmiComing{}
	described := map[wms.SKU]string{}
	err = p.Store.View(func(r store.Reader) (err error) {
		if a, err = vmi.Agreement(r, agreement, supplier); err != nil || a.Ended {
			a.Items = nil // what has ended shows nothing any more
			return err
		}
		for _, b := range a.Items {
			item, err := items.Get(r, b.SKU)
			if err != nil && wms.CodeOf(err) != "unknown_sku" {
				return err
			}
			described[b.SKU] = item.Description
		}
		return coming.read(r)
	})
	if err != nil {
		return nil, err
	}
	out := []wms.VMIItem{}
	for _, b := range a.Items {
		x, err := p.vmiItem(ctx, a, b)
		if err != nil {
			return nil, err
		}
		at, n := have.of(a.Warehouse, b.SKU), coming.of(a.Warehouse, b.SKU)
		x.Description = described[b.SKU]
		x.Free, x.OnOrder, x.Owed, x.Proposed = at.Free, at.OnOrder+n.approved, at.Owed, n.proposed
		x.Wanted = max(0, x.Max-x.Free-x.OnOrder-x.Proposed+x.Owed)
		if perDay := daily(x.Mean); perDay > 0 {
			days := float64(x.Free) / perDay
			x.CoverDays = &days
		}
		out = append(out, x)
	}
	return out, nil
}

// vmiItem is an item's forecast and bounds.
func (p *Plant) vmiItem(ctx context.Context, a wms.VMIAgreement, b wms.VMIBound) (wms.VMIItem, error) {
	x := wms.VMIItem{Agreement: a.ID, Warehouse: a.Warehouse, SKU: b.SKU, Mean: []float64{}, Low: []float64{}, High: []float64{}}
	f, err := p.ItemForecast(ctx, a.Warehouse, b.SKU)
	switch {
	case err == nil:
		n := min(vmiWeeks, len(f.Mean))
		x.Mean, x.Low, x.High = f.Mean[:n], f.Low[:n], f.High[:n]
	case wms.CodeOf(err) != "no_demand":
		return x, err
	}
	perDay := daily(x.Mean)
	if x.Min = b.Min; x.Min == 0 {
		x.Min = int64(math.Ceil(perDay * float64(a.MinDays)))
	}
	if x.Max = b.Max; x.Max == 0 {
		x.Max = max(x.Min, int64(math.Ceil(perDay*float64(a.MaxDays))))
	}
	return x, nil
}

// daily is what a forecast by week comes to a day.
func daily(weeks []float64) float64 {
	if len(weeks) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range weeks {
		sum += v
	}
	return sum / float64(7*len(weeks))
}

// VMIProposals implements api.VMI.
func (p *Plant) VMIProposals(_ context.Context, supplier, status string, page api.Page) ([]wms.VMIProposal, string, error) {
	out, err := view(p, func(r store.Reader) ([]wms.VMIProposal, error) {
		return vmi.List(r, page.After, page.Limit, func(x wms.VMIProposal) bool {
			return (supplier == "" || x.Supplier == supplier) && (status == "" || x.Status == status)
		})
	})
	return out, nextCursor(out, page, func(x wms.VMIProposal) string { return x.ID }), err
}

// ProposeVMI implements api.VMI.
func (p *Plant) ProposeVMI(ctx context.Context, c api.Call, supplier string, n wms.NewVMIProposal) (wms.VMIProposal, error) {
	have, most, err := p.vmiBounds(ctx, supplier, n)
	if err != nil {
		return wms.VMIProposal{}, err
	}
	out, _, err := command(ctx, p, c, store.Network, "vmi.propose", func(tx store.Tx) (wms.VMIProposal, error) {
		coming := vmiComing{}
		if err := coming.read(tx); err != nil {
			return wms.VMIProposal{}, err
		}
		return vmi.Propose(tx, supplier, n, c.Actor.User, func(a wms.VMIAgreement, sku wms.SKU) (int64, error) {
			at, n := have.of(a.Warehouse, sku), coming.of(a.Warehouse, sku)
			return most[sku] - at.Free - at.OnOrder + at.Owed - n.proposed - n.approved, nil
		})
	})
	return out, err
}

// vmiBounds are what warehouses have, and the most there may be of the items of
// a proposal. They are read before the command: a forecast is too slow for it.
func (p *Plant) vmiBounds(ctx context.Context, supplier string, n wms.NewVMIProposal) (positions, map[wms.SKU]int64, error) {
	a, err := view(p, func(r store.Reader) (wms.VMIAgreement, error) { return vmi.Agreement(r, n.Agreement, supplier) })
	if err != nil {
		return nil, nil, err
	}
	asked := map[wms.SKU]bool{}
	for _, l := range n.Lines {
		asked[l.SKU] = true
	}
	most := map[wms.SKU]int64{}
	for _, b := range a.Items {
		if !asked[b.SKU] {
			continue
		}
		x, err := p.vmiItem(ctx, a, b)
		if err != nil {
			return nil, nil, err
		}
		most[b.SKU] = x.Max
	}
	have, err := p.stockPositions(ctx)
	return have, most, err
}

// DecideVMI implements api.VMI.
func (p *Plant) DecideVMI(ctx context.Context, c api.Call, v wms.VMIVerdict, approve bool) ([]wms.VMIProposal, error) {
	out, _, err := command(ctx, p, c, store.Network, "vmi.decide", func(tx store.Tx) ([]wms.VMIProposal, error) {
		return vmi.Decide(tx, v, c.Actor.User, approve)
	})
	return out, err
}

// WithdrawVMI implements api.VMI.
func (p *Plant) WithdrawVMI(ctx context.Context, c api.Call, supplier, id string) (wms.VMIProposal, error) {
	out, _, err := command(ctx, p, c, store.Network, "vmi.withdraw", func(tx store.Tx) (wms.VMIProposal, error) { return vmi.Withdraw(tx, supplier, id) })
	return out, err
}

// ShipVMI implements api.VMI. The receipt follows within seconds.
func (p *Plant) ShipVMI(ctx context.Context, c api.Call, supplier, id string, s wms.VMIShipment) (wms.VMIProposal, error) {
	out, _, err := command(ctx, p, c, store.Network, "vmi.ship", func(tx store.Tx) (wms.VMIProposal, error) { return vmi.Ship(tx, supplier, id, s) })
	return out, err
}
