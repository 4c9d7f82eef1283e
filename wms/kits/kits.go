// Package kits makes kits of components and takes them apart. An assembly sets
// its components aside where they lie, so that nobody can be promised them;
// completing it consumes them and makes the kits in one command, and keeps a
// trace from the components' lots to the assembly.
package kits

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// States of an assembly.
const (
	Open      = "open"
	Done      = "done"
	Cancelled = "cancelled"
)

var (
	boms       = store.NewTable[wms.BillOfMaterials]("bom", 1)
	assemblies = store.NewTable[wms.Assembly]("assembly", 1)
)

// maxLines of a bill of materials, and units of one assembly.
const (
	maxLines = 100
	maxUnits = 1_000_000
)

// PutBOM sets what a kit is made of, in the network's partition.
func PutBOM(tx store.Tx, b wms.BillOfMaterials, known func(wms.SKU) error) (wms.BillOfMaterials, error) {
	if len(b.Lines) == 0 || len(b.Lines) > maxLines {
		return b, wms.Refuse(wms.Invalid, "invalid_lines", "a bill of materials has 1 to %d lines, this one has %d", maxLines, len(b.Lines))
	}
	seen := map[wms.SKU]bool{b.SKU: true}
	for i, l := range b.Lines {
		if l.Qty <= 0 || l.Qty > maxUnits || seen[l.SKU] {
			return b, wms.Refuse(wms.Invalid, "invalid_component", "line %d: a component stands once, is not the kit itself, and has a qty of 1 to %d", i+1, maxUnits).With("line", i+1)
		}
		seen[l.SKU] = true
	}
	for sku := range seen {
		if err := known(sku); err != nil {
			return b, err
		}
	}
	tx.Emit(wms.Event{Type: "bom.put", Subject: string(b.SKU), Data: map[string]any{"lines": len(b.Lines)}})
	return b, boms.Put(tx, b, string(b.SKU))
}

// BOM reads what a kit is made of or refuses with no_bom.
func BOM(r store.Reader, sku wms.SKU) (wms.BillOfMaterials, error) {
	b, ok, err := boms.Get(r, store.Network, string(sku))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "no_bom", "item %s has no bill of materials; set it with PUT /v1/items/{sku}/bom", sku)
	}
	return b, err
}

// Begin sets the components aside. free says what the network may still
// promise of an item here: more is not taken.
func Begin(tx store.Tx, site *wms.Site, n wms.NewAssembly, free func(wms.SKU) (int64, error)) (wms.Assembly, error) {
	a := wms.Assembly{Warehouse: site.ID, SKU: n.SKU, Qty: n.Qty, Location: n.Location, Lot: n.Lot, Apart: n.Disassemble,
		Status: Open, Parts: []wms.AssemblyPart{}, CreatedAt: tx.Now()}
	bom, err := BOM(tx, n.SKU)
	if err != nil {
		return a, err
	}
	if n.Qty <= 0 || n.Qty > maxUnits {
		return a, wms.Refuse(wms.Invalid, "invalid_qty", "quantity must be 1 to %d, not %d", maxUnits, n.Qty)
	}
	if l, err := site.MustLocation(n.Location); err != nil {
		return a, err
	} else if !loose(l.Kind) {
		return a, wms.Refuse(wms.Invalid, "no_loose_stock", "%s is a %s and holds no loose units; name a shelf or staging place", n.Location, l.Kind)
	}
	var takes []wms.BOMLine
	for _, l := range bom.Lines {
		takes = append(takes, wms.BOMLine{SKU: l.SKU, Qty: l.Qty * n.Qty})
	}
	a.Makes = []wms.BOMLine{{SKU: n.SKU, Qty: n.Qty}}
	if n.Disassemble {
		takes, a.Makes = a.Makes, takes
	}
	for _, l := range takes {
		may, err := free(l.SKU)
		if err != nil {
			return a, err
		}
		if may < l.Qty {
			return a, tooFew(l, may)
		}
		if err := setAside(tx, site, &a, l); err != nil {
			return a, err
		}
	}
	seq, err := tx.NextID("assembly")
	if err != nil {
		return a, err
	}
	a.ID = fmt.Sprintf("%s-K%05d", tx.Partition(), seq)
	tx.Emit(wms.Event{Type: "assembly.begun", Subject: a.ID, Data: map[string]any{"sku": string(a.SKU), "qty": a.Qty, "apart": a.Apart}})
	return a, assemblies.Put(tx, a, a.ID)
}

func tooFew(l wms.BOMLine, have int64) error {
	return wms.Refuse(wms.Conflict, "insufficient_stock", "%d of %s are needed, %d are free; nothing was set aside", l.Qty, l.SKU, have).
		With("sku", l.SKU).With("available", have)
}

func loose(k wms.LocationKind) bool {
	return k == wms.KindShelf || k == wms.KindDockIn || k == wms.KindStaging || k == wms.KindCheck
}

// setAside marks loose stock as components, what expires first before the
// rest.
func setAside(tx store.Tx, site *wms.Site, a *wms.Assembly, l wms.BOMLine) error {
	rows, err := ledger.OfItem(tx, tx.Partition(), l.SKU)
	if err != nil {
		return err
	}
	far := func(t time.Time) int64 {
		if t.IsZero() {
			return 1 << 62
		}
		return t.Unix()
	}
	slices.SortStableFunc(rows, func(x, y ledger.Stock) int {
		return cmp.Or(cmp.Compare(far(x.Expires), far(y.Expires)), x.Since.Compare(y.Since))
	})
	left := l.Qty
	for _, st := range rows {
		at, ok := st.Place.Location()
		n := min(left, st.Free())
		if !ok || n <= 0 || st.StatusOrAvailable() != wms.Available || !loose(site.Kind(at)) {
			continue
		}
		if _, recalled, err := ledger.Recalled(tx, st.SKU, st.Lot); err != nil || recalled {
			if err != nil {
				return err
			}
			continue
		}
		part := wms.AssemblyPart{SKU: st.SKU, Location: at, Lot: st.Lot, Serial: st.Serial, Owner: st.Owner, Qty: n}
		if err := ledger.Move(tx, st.Spot, spot(part), n, "assembly.begin"); err != nil {
			return err
		}
		a.Parts = append(a.Parts, part)
		left -= n
	}
	if left > 0 {
		return tooFew(l, l.Qty-left)
	}
	return nil
}

// spot is where a part lies, set aside.
func spot(p wms.AssemblyPart) ledger.Spot {
	return ledger.Spot{SKU: p.SKU, Place: ledger.At(p.Location), Lot: p.Lot, Serial: p.Serial, Owner: p.Owner, Status: wms.Assembling}
}

// Complete consumes the components and makes what the assembly makes.
func Complete(tx store.Tx, id string) (wms.Assembly, error) {
	a, err := open(tx, id)
	if err != nil {
		return a, err
	}
	for _, part := range a.Parts {
		s := spot(part)
		if err := ledger.Note(tx, s, ledger.Trace{Kind: "assembly", Ref: id, Qty: part.Qty}); err != nil {
			return a, err
		}
		if err := ledger.Move(tx, s, s.In(ledger.Assembly), part.Qty, "assembly.consume"); err != nil {
			return a, err
		}
	}
	for _, m := range a.Makes {
		to := ledger.Spot{SKU: m.SKU, Place: ledger.At(a.Location), Lot: a.Lot}
		if err := ledger.ReceiveFrom(tx, ledger.Assembly, to, m.Qty, time.Time{}, "assembly.make"); err != nil {
			return a, err
		}
	}
	return end(tx, a, Done)
}

// Cancel puts the components back into sale.
func Cancel(tx store.Tx, id string) (wms.Assembly, error) {
	a, err := open(tx, id)
	if err != nil {
		return a, err
	}
	for _, part := range a.Parts {
		s := spot(part)
		row, err := ledger.RowAt(tx, tx.Partition(), s)
		if err != nil {
			return a, err
		}
		to := s
		to.Status = ""
		if n := min(part.Qty, row.Free()); n > 0 { // less if it was recalled meanwhile
			if err := ledger.Move(tx, s, to, n, "assembly.cancel"); err != nil {
				return a, err
			}
		}
	}
	return end(tx, a, Cancelled)
}

func open(tx store.Tx, id string) (wms.Assembly, error) {
	a, err := Get(tx, tx.Partition(), id)
	if err == nil && a.Status != Open {
		err = wms.Refuse(wms.Conflict, "assembly_ended", "assembly %s is %s already", id, a.Status)
	}
	return a, err
}

func end(tx store.Tx, a wms.Assembly, status string) (wms.Assembly, error) {
	now := tx.Now()
	a.Status, a.EndedAt = status, &now
	tx.Emit(wms.Event{Type: "assembly." + status, Subject: a.ID, Data: map[string]any{"sku": string(a.SKU), "qty": a.Qty}})
	return a, assemblies.Put(tx, a, a.ID)
}

// Get reads an assembly or refuses with unknown_assembly.
func Get(r store.Reader, p store.Partition, id string) (wms.Assembly, error) {
	a, ok, err := assemblies.Get(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_assembly", "no assembly %q", id)
	}
	return a, err
}
