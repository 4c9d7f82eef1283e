package plant

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// carryOut makes receipts and transfers of approved proposals.
func (p *Plant) carryOut(ctx context.Context) error {
	if time.Since(p.supply.triedAt) < supplyAgain {
		return nil
	}
	due, err := view(p, func(r store.Reader) ([]wms.Proposal, error) { return supply.Unmade(r, supplyLines) })
	if err != nil || len(due) == 0 {
		return err
	}
	type source struct {
		kind     string
		at, from wms.WarehouseID
		supplier string
	}
	var order []source
	by := map[source][]wms.Proposal{}
	for _, x := range due {
		k := source{x.Kind, x.Warehouse, x.From, x.Supplier}
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], x)
	}
	for _, k := range order {
		what, err := p.makeOf(ctx, by[k])
		key := "supply/" + by[k][0].ID
		if err != nil {
			if ctx.Err() != nil || wms.CodeOf(err) == "internal" {
				return err
			}
			p.supply.triedAt = time.Now()
			p.alarms.raise(p.Clock.Now(), key, string(k.at), "supply_refused", wms.Say("approved proposals can't be carried out: %s", said(err)), "warning")
			continue
		}
		p.alarms.clear(key)
		if _, err := p.do(ctx, store.Network, "supply.made", func(tx store.Tx) error { return supply.Made(tx, by[k], what) }); err != nil {
			return err
		}
	}
	return nil
}

// makeOf announces a delivery, or asks for a transfer, once.
func (p *Plant) makeOf(ctx context.Context, list []wms.Proposal) (string, error) {
	first := list[0]
	call := api.Call{Actor: wms.System("supply"), Key: "supply-" + first.ID, Fingerprint: sha256.Sum256([]byte(first.ID))}
	if first.Kind == "transfer" {
		n := wms.NewTransfer{From: first.From, To: first.Warehouse}
		for _, x := range list {
			n.Lines = append(n.Lines, wms.TransferLine{SKU: x.SKU, Qty: x.Qty})
		}
		t, err := p.NewTransfer(ctx, call, n)
		return t.ID, err
	}
	at := first.DueAt
	rec := wms.Receipt{ID: wms.ReceiptID("PO-" + first.ID), Warehouse: first.Warehouse, Supplier: first.Supplier, ExpectedAt: &at}
	for _, x := range list {
		rec.Lines = append(rec.Lines, wms.ReceiptLine{SKU: x.SKU, Qty: x.Qty})
	}
	out, err := p.OpenReceipt(ctx, call, rec)
	return string(out.ID), err
}

// positions are what each warehouse has of each item, and what is coming.
type positions map[wms.WarehouseID]map[wms.SKU]*supply.Position

func (s positions) of(w wms.WarehouseID, sku wms.SKU) *supply.Position {
	if s[w] == nil {
		s[w] = map[wms.SKU]*supply.Position{}
	}
	if s[w][sku] == nil {
		s[w][sku] = &supply.Position{}
	}
	return s[w][sku]
}

// positions are those of stockPositions with what suppliers will bring of
// their own accord.
func (p *Plant) positions(ctx context.Context) (positions, error) {
	s, err := p.stockPositions(ctx)
	if err != nil {
		return nil, err
	}
	coming := vmiComing{}
	if err := p.Store.View(coming.read); err != nil {
		return nil, err
	}
	for w, list := range coming {
		for sku, n := range list {
			s.of(w, sku).OnOrder += n.approved
		}
	}
	return s, nil
}

// stockPositions are what the warehouses have, and what receipts and transfers
// tell of.
func (p *Plant) stockPositions(ctx context.Context) (positions, error) {
	s := positions{}
	err := p.Store.View(func(r store.Reader) error {
		err := orders.EachSupply(r, "", func(sku wms.SKU, w wms.WarehouseID, st orders.Stock) (bool, error) {
			s.of(w, sku).Free = st.Free()
			return true, nil
		})
		if err != nil {
			return err
		}
		err = orders.EachWaiting(r, func(sku wms.SKU, _ wms.OrderID, qty int64) (bool, error) {
			s.of(p.Houses[0].Site.ID, sku).Owed += qty
			return true, nil
		})
		if err != nil {
			return err
		}
		for _, h := range p.Houses {
			for after := wms.ReceiptID(""); ; {
				list, err := inbound.List(r, h.Partition(), after, 1000)
				if err != nil {
					return err
				}
				for _, rec := range list {
					after = rec.ID
					for _, l := range rec.Lines {
						if rec.Status != wms.ReceiptClosed && l.Qty > l.Received {
							s.of(h.Site.ID, l.SKU).OnOrder += l.Qty - l.Received
						}
					}
				}
				if len(list) < 1000 {
					break
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s, p.onTheRoad(ctx, s)
}

// onTheRoad adds what transfers bring.
func (p *Plant) onTheRoad(ctx context.Context, s positions) error {
	for page := (api.Page{Limit: 1000}); ; {
		list, next, err := p.ListTransfers(ctx, page)
		if err != nil {
			return err
		}
		for _, t := range list {
			for _, l := range t.Lines {
				if t.Status != "received" && t.Status != "cancelled" && l.Qty > l.Received {
					s.of(t.To, l.SKU).OnOrder += l.Qty - l.Received
				}
			}
		}
		if page.After = next; next == "" {
			return nil
		}
	}
}
