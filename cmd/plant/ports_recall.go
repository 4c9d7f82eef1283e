package plant

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/recall"
	"github.com/aisle-wms/aisle/wms/store"
)

func (p *Plant) recallHandlers(h map[string]store.Handler) {
	handle(h, wms.MsgFreeze, func(tx store.Tx, m wms.FreezeLot) error {
		freed, err := recall.Freeze(tx, m)
		if err != nil {
			return err
		}
		return p.freed(tx, freed)
	})
	handle(h, wms.MsgThaw, recall.Thaw)
	handle(h, wms.MsgFrozen, func(tx store.Tx, m wms.LotFrozen) error {
		r, blocked, err := recall.Answered(tx, m)
		if err != nil {
			return err
		}
		return p.Book.Block(tx, r.SKU, m.Warehouse, -blocked)
	})
}

// OpenRecall implements api.Recalls. The answer comes when every warehouse
// has frozen the lot, or after a short while with those that have.
func (p *Plant) OpenRecall(ctx context.Context, c api.Call, n wms.NewRecall) (wms.Recall, error) {
	out, res, err := command(ctx, p, c, store.Network, "recall.open", func(tx store.Tx) (wms.Recall, error) {
		if _, err := items.Get(tx, n.SKU); err != nil {
			return wms.Recall{}, err
		}
		var all []wms.WarehouseID
		for _, h := range p.Houses {
			all = append(all, h.Site.ID)
		}
		r, err := recall.Open(tx, n, all)
		if err != nil {
			return r, err
		}
		for _, part := range r.Parts {
			if err := p.Book.Block(tx, r.SKU, part.Warehouse, part.Blocked); err != nil {
				return r, err
			}
		}
		return r, nil
	})
	if err != nil {
		return out, err
	}
	p.settle(ctx, res)
	return view(p, func(r store.Reader) (wms.Recall, error) { return recall.Get(r, out.ID) })
}

// LiftRecall implements api.Recalls.
func (p *Plant) LiftRecall(ctx context.Context, c api.Call, id string) (wms.Recall, error) {
	out, res, err := command(ctx, p, c, store.Network, "recall.lift", func(tx store.Tx) (wms.Recall, error) { return recall.Lift(tx, id) })
	if err == nil {
		p.settle(ctx, res)
	}
	return out, err
}

// ListRecalls implements api.Recalls.
func (p *Plant) ListRecalls(_ context.Context, page api.Page) ([]wms.Recall, string, error) {
	out, err := view(p, func(r store.Reader) ([]wms.Recall, error) { return recall.List(r, page.After, page.Limit) })
	return out, nextCursor(out, page, func(r wms.Recall) string { return r.ID }), err
}

// Recall implements api.Recalls: the report. It reads the item's stock rows
// and the lot's traces, never the whole of either.
func (p *Plant) Recall(_ context.Context, id string) (wms.RecallReport, error) {
	return view(p, func(r store.Reader) (wms.RecallReport, error) {
		rec, err := recall.Get(r, id)
		out := wms.RecallReport{Recall: rec, Stock: []wms.RecallStock{}, Orders: []wms.RecallShipped{},
			Transfers: []wms.RecallShipped{}, Assemblies: []wms.RecallShipped{}}
		if err != nil {
			return out, err
		}
		units := map[wms.HandlingUnitID]bool{}
		for _, h := range p.Houses {
			if err := p.recallStock(r, h, rec, units, &out); err != nil {
				return out, err
			}
			if err := recallGone(r, h, rec, &out); err != nil {
				return out, err
			}
		}
		orders := map[wms.OrderID]bool{}
		for _, o := range out.Orders {
			orders[o.Order] = true
			out.Totals.Shipped += o.Qty
		}
		out.Totals.Orders, out.Totals.HandlingUnits = len(orders), len(units)
		return out, nil
	})
}

func (p *Plant) recallStock(r store.Reader, h *House, rec wms.Recall, units map[wms.HandlingUnitID]bool, out *wms.RecallReport) error {
	rows, err := recall.OfLot(r, h.Partition(), rec.SKU, rec.Lot)
	if err != nil {
		return err
	}
	for _, st := range rows {
		row := wms.RecallStock{Warehouse: h.Site.ID, Status: st.StatusOrAvailable(), Qty: st.OnHand, Serial: st.Serial}
		if row.Location, err = ledger.LocationOf(r, h.Partition(), st.Place); err != nil {
			return err
		}
		if id, ok := st.Place.Unit(); ok {
			u, err := ledger.MustUnit(r, h.Partition(), id)
			if err != nil {
				return err
			}
			row.HandlingUnit, row.Shipment = id, u.Shipment
			units[id] = true
		}
		var road bool
		if row.Transfer, road = st.Place.Transfer(); road {
			row.Place = "in_transit"
			out.Totals.InTransit += st.OnHand
		} else {
			row.Place = h.placeKind(row.Location)
			out.Totals.OnHand += st.OnHand
		}
		if st.StatusOrAvailable() != wms.Available {
			out.Totals.Frozen += st.OnHand
		}
		out.Stock = append(out.Stock, row)
	}
	return nil
}

// placeKind says in one word what a place is: a kind of location, or the
// machine or cart that carries it.
func (h *House) placeKind(l wms.LocationID) string {
	if k := h.Site.Kind(l); k != "" && k != wms.KindDevice {
		return string(k)
	}
	if strings.HasPrefix(string(l), "CART-") {
		return "cart"
	}
	id := strings.TrimPrefix(string(l), "@")
	for _, d := range h.Config.Devices {
		if d.ID == id {
			return string(d.Class)
		}
	}
	return "device"
}

// recallGone adds where the lot went, a row per shipment or assembly.
func recallGone(r store.Reader, h *House, rec wms.Recall, out *wms.RecallReport) error {
	byRef := map[string]*wms.RecallShipped{}
	kinds := map[string]string{}
	err := ledger.EachTrace(r, h.Partition(), rec.SKU, rec.Lot, func(t ledger.Trace) (bool, error) {
		x, seen := byRef[t.Kind+t.Ref]
		if !seen {
			x = &wms.RecallShipped{Warehouse: h.Site.ID, At: t.At, Units: []wms.HandlingUnitID{}}
			byRef[t.Kind+t.Ref], kinds[t.Kind+t.Ref] = x, t.Kind
			if t.Kind == "assembly" {
				x.Assembly = t.Ref
			} else {
				s, err := outbound.Get(r, h.Partition(), wms.ShipmentID(t.Ref))
				if err != nil {
					return false, err
				}
				x.Order, x.Shipment = s.Order, s.ID
			}
		}
		x.Qty += t.Qty
		if t.Unit != "" && !slices.Contains(x.Units, t.Unit) {
			x.Units = append(x.Units, t.Unit)
		}
		if t.Serial != "" {
			x.Serials = append(x.Serials, t.Serial)
		}
		return true, nil
	})
	for ref, x := range byRef {
		switch kinds[ref] {
		case "shipment":
			out.Orders = append(out.Orders, *x)
		case "transfer":
			out.Transfers = append(out.Transfers, *x)
		default:
			out.Assemblies = append(out.Assemblies, *x)
		}
	}
	for _, list := range [][]wms.RecallShipped{out.Orders, out.Transfers, out.Assemblies} {
		slices.SortFunc(list, func(a, b wms.RecallShipped) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Shipment, b.Shipment), cmp.Compare(a.Assembly, b.Assembly))
		})
	}
	return err
}

// freed finds other stock for what lost its stock: shipments and assemblies.
func (p *Plant) freed(tx store.Tx, freed []ledger.Reservation) error {
	return p.floorOf(tx).Freed(tx, freed)
}
