package outbound

import (
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Bench is what packing asks of other books.
type Bench struct {
	Item func(store.Reader, wms.SKU) (wms.Item, error)
	// Box finds an active box type.
	Box func(store.Reader, string) (wms.BoxType, bool, error)
	// Propose lists the boxes that some units would go into, one per carton,
	// and all box types.
	Propose func(store.Reader, []wms.Content) (cartons, all []string, err error)
	// Goods reads a GS1 code on goods.
	Goods func(tx store.Tx, raw string, among func(wms.SKU) bool) (tasks.Goods, error)
	Check func(store.Reader, store.Partition) (wms.WeightCheck, error)
}

// maxCartons of one packing.
const maxCartons = 99

// inside sums up what lies in units for shipments.
func inside(r store.Reader, p store.Partition, units ...wms.HandlingUnitID) (out []wms.Content, err error) {
	for _, unit := range units {
		all, err := ledger.ReservedIn(r, p, ledger.In(unit))
		if err != nil {
			return nil, err
		}
		for _, res := range all {
			out = wms.AddContent(out, contentOf(res))
		}
	}
	return out, nil
}

func contentOf(res ledger.Reservation) wms.Content {
	return wms.Content{SKU: res.Spot.SKU, Lot: res.Spot.Lot, Serial: res.Spot.Serial, Qty: res.Qty}
}

// left is what of a tote lies in no carton yet. It refuses when more is in
// cartons than there was: something of it was recalled or held meanwhile.
func left(r store.Reader, t wms.Task) ([]wms.Content, error) {
	all, err := inside(r, store.Partition(t.Warehouse), packedFrom(t)...)
	if err != nil || t.Pack == nil {
		return all, err
	}
	for _, k := range t.Pack.Cartons {
		for _, c := range k.Content() {
			c.Qty = -c.Qty
			all = wms.AddContent(all, c)
		}
	}
	out := all[:0]
	for _, c := range all {
		if c.Qty < 0 {
			return nil, wms.Refuse(wms.Conflict, "packing_changed", "%d of %s may not go to this customer any more: take steps back until it is out of its carton, and pack anew", -c.Qty, c.SKU).
				With("sku", c.SKU)
		}
		if c.Qty > 0 {
			out = append(out, c)
		}
	}
	return out, nil
}

// weighs notes, before anything is packed, whether cartons are weighed here.
func (f Floor) weighs(r store.Reader, t *wms.Task) error {
	if f.Bench.Check == nil || t.Pack.Last() != nil || t.Step > 1 {
		return nil
	}
	check, err := f.Bench.Check(r, store.Partition(t.Warehouse))
	t.Pack = nil
	if check.On {
		t.Pack = &wms.PackState{Weigh: true}
	}
	return err
}

// pack walks a pack task by scans; finished when the last was that of the
// place.
func (f Floor) pack(tx store.Tx, t *wms.Task, c wms.Confirmation) (finished bool, err error) {
	if err := f.weighs(tx, t); err != nil {
		return false, err
	}
	if len(c.Scans) == 0 && c.To == "" {
		return false, wms.Refuse(wms.Invalid, "nothing_scanned", "the step asks for a scan and nothing was scanned")
	}
	scans := c.Scans
	if c.To != "" {
		scans = append(slices.Clone(scans), string(c.To))
	}
	said := c.Qty // of the first step that takes a number
	for _, raw := range scans {
		script := tasks.Script(*t, f.Places(*t))
		if t.Step >= len(script) {
			return false, wms.Refuse(wms.Invalid, "too_many_scans", "task %s has no step left for %q", t.ID, raw)
		}
		if err := f.packScan(tx, t, script[t.Step], raw, &said); err != nil {
			return false, err
		}
	}
	return t.Step >= len(tasks.Script(*t, nil)), nil
}

func (f Floor) packScan(tx store.Tx, t *wms.Task, l tasks.Line, raw string, said **int64) error {
	scan := tasks.Payload(raw)
	expected := slices.Contains(l.Expect, scan)
	switch l.Code {
	case tasks.ScanLabel:
		if !expected {
			return f.openCarton(tx, t, l, scan)
		}
		if t.Pack == nil {
			t.Step++
			return nil
		}
		t.Pack.Cartons = append(t.Pack.Cartons, wms.BenchCarton{Label: t.Units[0], Whole: true})
		return f.closeCarton(tx, t)
	case tasks.ScanBox:
		return f.openCarton(tx, t, l, scan)
	case tasks.PackItem:
		if scan == string(t.Pack.Last().Label) {
			return f.closeCarton(tx, t)
		}
		err := f.putIn(tx, t, l, raw, *said)
		*said = nil
		return err
	case tasks.WeighCarton:
		if !expected || *said == nil {
			return wms.Refuse(wms.Invalid, "weight_needed", "say what carton %s weighs, in whole g", t.Pack.Last().Label)
		}
		err := f.weigh(tx, t, **said)
		*said = nil
		return err
	}
	if !expected {
		return tasks.WrongScan(l, scan)
	}
	t.Step++
	return nil
}

// openCarton begins a carton by its box type.
func (f Floor) openCarton(tx store.Tx, t *wms.Task, l tasks.Line, box string) error {
	if f.Bench.Box == nil {
		return tasks.WrongScan(l, box)
	}
	b, known, err := f.Bench.Box(tx, box)
	if err != nil {
		return err
	}
	if !known {
		return tasks.WrongScan(l, box)
	}
	if t.Pack == nil {
		t.Pack = &wms.PackState{}
	}
	n := len(t.Pack.Cartons)
	if n >= maxCartons {
		return wms.Refuse(wms.Conflict, "too_many_cartons", "one packing has at most %d cartons: put the rest into this one", maxCartons)
	}
	if n == len(t.Units) { // a label taken back before is used again
		label, err := f.newSSCC(tx)
		if err != nil {
			return err
		}
		if err := f.shipNext(tx, *t, label); err != nil {
			return err
		}
		t.Units = append(t.Units, label)
	}
	t.Pack.Cartons = append(t.Pack.Cartons, wms.BenchCarton{Label: t.Units[n], Box: b.ID})
	return f.lookIn(tx, t)
}

// lookIn notes what is left in the tote.
func (f Floor) lookIn(tx store.Tx, t *wms.Task) (err error) {
	t.Pack.Left, err = left(tx, *t)
	return err
}

// putIn puts what was scanned into the open carton: one, or as many as said.
func (f Floor) putIn(tx store.Tx, t *wms.Task, l tasks.Line, raw string, said *int64) error {
	rest, err := left(tx, *t)
	if err != nil {
		return err
	}
	among := func(s wms.SKU) bool { return slices.ContainsFunc(rest, func(c wms.Content) bool { return c.SKU == s }) }
	scan, n := tasks.Payload(raw), int64(1)
	want := wms.Content{SKU: wms.SKU(scan)}
	if !among(want.SKU) {
		serial := slices.IndexFunc(rest, func(c wms.Content) bool { return c.Serial != "" && c.Serial == scan })
		switch {
		case serial >= 0:
			want = rest[serial]
		case f.Bench.Goods == nil:
			return tasks.WrongScan(l, scan)
		default:
			g, err := f.Bench.Goods(tx, raw, among)
			if err != nil {
				return err
			}
			if g.SKU == "" || !among(g.SKU) {
				return tasks.WrongScan(l, scan)
			}
			want, n = wms.Content{SKU: g.SKU, Lot: g.Lot, Serial: g.Serial}, max(1, g.Per)*max(1, g.Count)
		}
	}
	if said != nil {
		n = *said
	}
	fits, sum := fitting(rest, want)
	if n < 1 || n > sum {
		return wms.Refuse(wms.Invalid, "more_than_left", "%d of %s can't be put in: %d are left in %s", n, want.SKU, sum, t.Unit).With("left", sum)
	}
	if len(fits) > 1 && n < sum {
		return wms.Refuse(wms.Invalid, "lot_needed", "%s lies in %s with several lots or serial numbers: scan the code that says which, or put all %d in at once", want.SKU, t.Unit, sum)
	}
	k := t.Pack.Last()
	if len(fits) == 1 {
		fits[0].Qty = n
	}
	k.Put = append(k.Put, fits...)
	return f.lookIn(tx, t)
}

// fitting lists what of some contents a scan may mean, and how many that is.
func fitting(rest []wms.Content, want wms.Content) (fits []wms.Content, sum int64) {
	for _, c := range rest {
		if c.SKU == want.SKU && (want.Lot == "" || c.Lot == want.Lot) && (want.Serial == "" || c.Serial == want.Serial) {
			fits, sum = append(fits, c), sum+c.Qty
		}
	}
	return fits, sum
}

// closeCarton closes the last carton; one that nothing was scanned into takes
// all that is left.
func (f Floor) closeCarton(tx store.Tx, t *wms.Task) error {
	k := t.Pack.Last()
	rest, err := left(tx, *t)
	if err != nil {
		return err
	}
	if len(k.Put) == 0 {
		k.Rest = rest
	}
	if len(k.Content()) == 0 {
		return wms.Refuse(wms.Conflict, "carton_empty", "nothing is left in %s for carton %s", t.Unit, k.Label)
	}
	if k.Whole {
		if err := f.chooseBox(tx, t, k); err != nil {
			return err
		}
	}
	k.Closed = true
	if err := f.expect(tx, k); err != nil {
		return err
	}
	if err := f.lookIn(tx, t); err != nil {
		return err
	}
	if t.Pack.Weigh {
		t.Step++
		return nil
	}
	return f.goOnPacking(tx, t)
}

// goOnPacking asks for the next box while anything is left.
func (f Floor) goOnPacking(tx store.Tx, t *wms.Task) error {
	if len(t.Pack.Left) == 0 {
		t.Step = 2
		if t.Pack.Weigh {
			t.Step = 3
		}
		return nil
	}
	t.Step = 1
	proposed, all, err := f.propose(tx, t.Pack.Left)
	t.Pack.Boxes = nil
	for _, b := range append(proposed, all...) {
		if !slices.Contains(t.Pack.Boxes, b) {
			t.Pack.Boxes = append(t.Pack.Boxes, b)
		}
	}
	return err
}

func (f Floor) propose(r store.Reader, units []wms.Content) (cartons, all []string, err error) {
	if f.Bench.Propose == nil {
		return nil, nil, nil
	}
	return f.Bench.Propose(r, units)
}

// chooseBox finds the box of a carton that was closed by its label alone: the
// proposed one, if it is one.
func (f Floor) chooseBox(r store.Reader, t *wms.Task, k *wms.BenchCarton) error {
	proposed, all, err := f.propose(r, k.Rest)
	switch {
	case err != nil:
		return err
	case len(proposed) == 1:
		k.Box = proposed[0]
	case len(all) > 0:
		return wms.Refuse(wms.Conflict, "box_needed", "no single box is proposed for %s: scan the type of the box you take, then the label", t.Unit).With("boxes", all)
	}
	return nil
}

// expect reckons what a closed carton should weigh.
func (f Floor) expect(r store.Reader, k *wms.BenchCarton) error {
	k.CartonWeight = wms.CartonWeight{}
	if f.Bench.Item == nil {
		return nil
	}
	most := int64(0)
	if k.Box != "" {
		b, known, err := f.Bench.Box(r, k.Box)
		if err != nil {
			return err
		}
		if known {
			k.ExpectedG, most = b.TareG, b.MaxG
		}
	}
	for _, c := range k.Content() {
		it, err := f.Bench.Item(r, c.SKU)
		if err != nil {
			return err
		}
		if it.WeightG == 0 && !slices.Contains(k.Unweighed, c.SKU) {
			k.Unweighed = append(k.Unweighed, c.SKU)
		}
		k.ExpectedG += it.WeightG * c.Qty
	}
	if most > 0 && k.ExpectedG > most {
		return wms.Refuse(wms.Conflict, "carton_too_heavy", "carton %s would weigh %d g, box %s bears %d g: take something out", k.Label, k.ExpectedG, k.Box, most).
			With("expected_g", k.ExpectedG).With("max_g", most)
	}
	return nil
}

// packedInto moves what was packed out of the tote into cartons, and frees the
// tote's units of nothing: all of them must be in a carton.
func (f Floor) packedInto(tx store.Tx, t wms.Task) ([]wms.BenchCarton, error) {
	if t.Pack.Last() == nil {
		all, err := inside(tx, tx.Partition(), packedFrom(t)...)
		k := wms.BenchCarton{Label: t.Units[0], Rest: all}
		if err == nil && f.Bench.Item != nil {
			err = f.expect(tx, &k)
		}
		return []wms.BenchCarton{k}, err
	}
	rest, err := left(tx, t)
	if err == nil && len(rest) > 0 {
		err = wms.Refuse(wms.Conflict, "packing_changed", "%d of %s may not go to this customer any more: take steps back until it is out of its carton, and pack anew", rest[0].Qty, rest[0].SKU)
	}
	return t.Pack.Cartons, err
}

// fill moves a carton's content from the tote or parcels into it.
func fill(tx store.Tx, from []wms.HandlingUnitID, k wms.BenchCarton) error {
	var all []ledger.Reservation
	for _, unit := range from {
		in, err := ledger.ReservedIn(tx, tx.Partition(), ledger.In(unit))
		if err != nil {
			return err
		}
		all = append(all, in...)
	}
	want := k.Content()
	for _, res := range all {
		i := slices.IndexFunc(want, func(c wms.Content) bool {
			return c.Qty > 0 && c.Same(contentOf(res))
		})
		if i < 0 {
			continue
		}
		n := min(res.Qty, want[i].Qty)
		want[i].Qty -= n
		var err error
		if n == res.Qty {
			err = ledger.MoveReserved(tx, res.ID, ledger.In(k.Label), n, "pack")
		} else {
			err = ledger.SplitReserved(tx, res.ID, res.ID+partMark+string(k.Label), ledger.In(k.Label), n, "pack")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// partMark stands between the task of a reservation and the carton that part
// of its units went into.
const partMark = "/"

// taskOf is the task whose reservation this is, or a part of it.
func taskOf(res ledger.Reservation) wms.TaskID {
	id, _, _ := strings.Cut(res.ID, partMark)
	return wms.TaskID(id)
}
