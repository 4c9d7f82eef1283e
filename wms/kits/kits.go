// Package kits makes kits of components and takes them apart. An assembly sets
// its components aside where they lie, so that nobody can be promised them;
// completing it consumes them and makes the kits in one command, and keeps a
// trace from the components' lots to the assembly. With a bench it is people's
// work: tasks to fetch the components there, and one to make what it makes and
// bring it to its place.
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

// Begin sets the components aside, never more than the network may still
// promise.
func (s Shop) Begin(tx store.Tx, n wms.NewAssembly) (wms.Assembly, error) {
	site := s.Site
	a := wms.Assembly{Bench: n.Bench, Warehouse: site.ID, SKU: n.SKU, Qty: n.Qty, Location: n.Location, Lot: n.Lot, Apart: n.Disassemble,
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
	if n.Bench != "" {
		if err := benchOf(site, n.Bench); err != nil {
			return a, err
		}
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
		may, err := s.Free(tx, l.SKU)
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
	if err := assemblies.Put(tx, a, a.ID); err != nil || a.Bench == "" {
		return a, err
	}
	return a, s.makeWork(tx, a, 0)
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
	list, have, err := candidates(tx, site, l.SKU)
	if err != nil {
		return err
	}
	if have < l.Qty {
		return tooFew(l, have)
	}
	return take(tx, a, list, l.Qty)
}

// candidates lists loose stock that may become components, and how much it is.
func candidates(r store.Reader, site *wms.Site, sku wms.SKU) (out []ledger.Stock, have int64, err error) {
	rows, err := ledger.OfItem(r, store.Partition(site.ID), sku)
	if err != nil {
		return nil, 0, err
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
	for _, st := range rows {
		at, ok := st.Place.Location()
		if !ok || st.Free() <= 0 || st.StatusOrAvailable() != wms.Available || !loose(site.Kind(at)) {
			continue
		}
		if _, recalled, err := ledger.Recalled(r, st.SKU, st.Lot); err != nil || recalled {
			if err != nil {
				return nil, 0, err
			}
			continue
		}
		out = append(out, st)
		have += st.Free()
	}
	return out, have, nil
}

// take makes qty of some stock parts of an assembly, the first first.
func take(tx store.Tx, a *wms.Assembly, from []ledger.Stock, qty int64) error {
	for _, st := range from {
		n := min(qty, st.Free())
		if n <= 0 {
			break
		}
		at, _ := st.Place.Location()
		part := wms.AssemblyPart{SKU: st.SKU, Location: at, Lot: st.Lot, Serial: st.Serial, Owner: st.Owner, Qty: n}
		if err := ledger.Move(tx, st.Spot, spot(part), n, "assembly.begin"); err != nil {
			return err
		}
		a.Parts = append(a.Parts, part)
		qty -= n
	}
	return nil
}

// spot is where a part lies, set aside.
func spot(p wms.AssemblyPart) ledger.Spot {
	return ledger.Spot{SKU: p.SKU, Place: ledger.At(p.Location), Lot: p.Lot, Serial: p.Serial, Owner: p.Owner, Status: wms.Assembling}
}

// Complete consumes the components and makes what the assembly makes.
func (s Shop) Complete(tx store.Tx, id string) (wms.Assembly, error) {
	a, err := open(tx, id)
	if err != nil {
		return a, err
	}
	for _, part := range a.Parts {
		if part.Qty == 0 {
			continue
		}
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
func (s Shop) Cancel(tx store.Tx, id string) (wms.Assembly, error) {
	a, err := open(tx, id)
	if err != nil {
		return a, err
	}
	for _, part := range a.Parts {
		from := spot(part)
		row, err := ledger.RowAt(tx, tx.Partition(), from)
		if err != nil {
			return a, err
		}
		to := from
		to.Status = ""
		n := min(part.Qty, row.Free())
		if n <= 0 { // it was recalled meanwhile
			continue
		}
		if err := ledger.Move(tx, from, to, n, "assembly.cancel"); err != nil {
			return a, err
		}
		if part.Location == a.Bench {
			if err := s.Back(tx, a.Bench, part.SKU, part.Lot, n); err != nil {
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
	if a.Bench != "" {
		if err := endWork(tx, a.ID); err != nil {
			return a, err
		}
	}
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
