package plant

import (
	"context"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/gs1"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
	"github.com/aisle-wms/aisle/wms/users"
)

// ParseScan implements api.Scans.
func (p *Plant) ParseScan(_ context.Context, payload string, warehouses []wms.WarehouseID) (wms.Scan, error) {
	readings, err := gs1.Parse(payload, p.Clock.Now())
	if err != nil {
		return wms.Scan{}, err
	}
	out := wms.Scan{Payload: payload}
	err = p.Store.View(func(r store.Reader) error {
		for _, x := range readings {
			reading := wms.ScanReading{Kind: string(x.Kind), Text: x.Text, Bracketed: x.Bracketed}
			for _, e := range x.Elements {
				reading.Elements = append(reading.Elements, wms.ScanElement(e))
			}
			out.Readings = append(out.Readings, reading)
			found, err := p.found(r, x, warehouses)
			if err != nil {
				return err
			}
			for _, f := range found {
				if !slices.Contains(out.Found, f) {
					out.Found = append(out.Found, f)
				}
			}
		}
		return nil
	})
	out.Clear = len(readings) == 1 && len(out.Found) <= 1
	return out, err
}

// found lists what a reading names here.
func (p *Plant) found(r store.Reader, x gs1.Reading, warehouses []wms.WarehouseID) ([]wms.ScanFound, error) {
	var out []wms.ScanFound
	if gtin := x.GTIN(); gtin != "" {
		hits, err := items.ByGTIN(r, gtin)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			out = append(out, wms.ScanFound{Kind: "item", ID: string(h.Item.SKU), Name: h.Item.Description, Unit: h.Unit, Qty: h.Qty * max(1, x.Count())})
		}
	}
	ids := []string{x.SSCC(), x.Text}
	for _, id := range slices.Compact(ids) {
		if id == "" {
			continue
		}
		found, err := p.named(r, id, warehouses)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// named finds what carries exactly this id.
func (p *Plant) named(r store.Reader, id string, warehouses []wms.WarehouseID) ([]wms.ScanFound, error) {
	var out []wms.ScanFound
	for _, h := range p.Houses {
		if len(warehouses) > 0 && !slices.Contains(warehouses, h.Site.ID) {
			continue
		}
		if l, ok := h.Site.Location(wms.LocationID(id)); ok {
			out = append(out, wms.ScanFound{Kind: "location", ID: id, Name: string(l.Kind), Warehouse: h.Site.ID})
		}
		u, ok, err := ledger.Unit(r, h.Partition(), wms.HandlingUnitID(id))
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, wms.ScanFound{Kind: "handling_unit", ID: id, Name: string(u.Kind), Warehouse: h.Site.ID, Location: u.Location})
		}
	}
	it, err := items.Get(r, wms.SKU(id))
	if err == nil {
		out = append(out, wms.ScanFound{Kind: "item", ID: id, Name: it.Description, Unit: wms.Each, Qty: 1})
	} else if wms.CodeOf(err) != "unknown_sku" {
		return nil, err
	}
	o, err := orders.Get(r, wms.OrderID(id))
	if err == nil {
		out = append(out, wms.ScanFound{Kind: "order", ID: string(o.ID), Name: string(o.Status)})
	} else if wms.CodeOf(err) != "unknown_order" {
		return nil, err
	}
	who, ok, err := users.OfBadge(r, id)
	if ok {
		out = append(out, wms.ScanFound{Kind: "person", ID: string(who)})
	}
	return out, err
}

// goods reads a code on goods by the items there are.
func goods(r store.Reader, today time.Time) func(raw string, among func(wms.SKU) bool) (tasks.Goods, error) {
	known := func(gtin string) ([]tasks.Known, error) {
		hits, err := items.ByGTIN(r, gtin)
		out := make([]tasks.Known, len(hits))
		for i, h := range hits {
			out[i] = tasks.Known{SKU: h.Item.SKU, Unit: h.Unit, Per: h.Qty}
		}
		return out, err
	}
	return func(raw string, among func(wms.SKU) bool) (tasks.Goods, error) {
		return tasks.ReadGoods(raw, today, known, among)
	}
}

// maxScans bounds the codes of one line.
const maxScans = 100

// fillLine puts what was scanned into a line of a receipt.
func fillLine(tx store.Tx, id wms.ReceiptID, l *wms.ReceiveLine) error {
	if len(l.Scans) == 0 {
		return nil
	}
	if len(l.Scans) > maxScans {
		return wms.Refuse(wms.Invalid, "too_many_scans", "a line has at most %d codes, not %d", maxScans, len(l.Scans))
	}
	rec, err := inbound.Get(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	among := func(s wms.SKU) bool {
		return l.SKU == s || l.SKU == "" && slices.ContainsFunc(rec.Lines, func(x wms.ReceiptLine) bool { return x.SKU == s })
	}
	read := goods(tx, tx.Now())
	var all []tasks.Goods
	for _, raw := range l.Scans {
		g, err := read(raw, among)
		if err != nil {
			return err
		}
		all = append(all, g)
	}
	return inbound.Fill(l, all, func(text string) (bool, error) {
		_, err := items.Get(tx, wms.SKU(text))
		if wms.CodeOf(err) == "unknown_sku" {
			return false, nil
		}
		return err == nil, err
	})
}

// understood reads the GS1 payloads of a confirmation by its task and item.
func understood(tx store.Tx, h *House, id wms.TaskID, f wms.Confirmation) (wms.Confirmation, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil || tasks.Ended(t.Status) {
		return f, err
	}
	if t.Kind == wms.TaskCount && t.Ref != "" {
		d, err := h.counting(tx)
		if err != nil {
			return f, err
		}
		return d.Understand(tx, t, f, goods(tx, tx.Now()))
	}
	item := wms.Item{SKU: t.SKU}
	if t.SKU != "" {
		if known, err := items.Get(tx, t.SKU); err == nil {
			item = known
		} else if wms.CodeOf(err) != "unknown_sku" {
			return f, err
		}
	}
	f.Scans, f.Captured, err = tasks.Understand(t, item, f, h.Floor.Places(t), tx.Now())
	return f, err
}
