package outbound

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// sorting is a shipment that is picked in a batch: the chute that is its own
// from its first parcel on, and its parcels until they are packed or brought
// back.
type sorting struct {
	Chute   wms.LocationID       `cbor:"1,keyasint,omitempty"`
	Parcels []wms.HandlingUnitID `cbor:"2,keyasint,omitempty"`
	Since   time.Time            `cbor:"3,keyasint"`
}

var (
	sortings = store.NewTable[sorting]("sorting", 1)       // by shipment
	parcelOf = store.NewTable[wms.ShipmentID]("parcel", 1) // whose a parcel is, or was
)

// orderChutes are the chutes that take one order at a time.
func (f Floor) orderChutes(r store.Reader) (out []wms.Location, err error) {
	for _, id := range f.Site.Of(wms.KindChute) {
		loc, _ := f.Site.Location(id)
		a, err := f.Assignment(r, loc)
		if err != nil {
			return nil, err
		}
		if a.Orders {
			out = append(out, loc)
		}
	}
	return out, nil
}

// Batching says which shipments are being sorted, and how many chutes take
// orders at all: no more shipments than that are in it at once.
func (f Floor) Batching(r store.Reader) (in map[wms.ShipmentID]wms.LocationID, chutes int, err error) {
	all, err := f.orderChutes(r)
	if err != nil {
		return nil, 0, err
	}
	in = map[wms.ShipmentID]wms.LocationID{}
	err = sortings.Scan(r, store.Partition(f.Site.ID), nil, func(k store.KeyParts, s sorting) (bool, error) {
		in[wms.ShipmentID(k.Str())] = s.Chute
		return true, nil
	})
	return in, len(all), err
}

// chuteRoom is how many more shipments may be sorted at once.
func (f Floor) chuteRoom(r store.Reader) (int, error) {
	in, chutes, err := f.Batching(r)
	return chutes - len(in), err
}

// join notes that a shipment is picked in a batch, if there is room.
func join(tx store.Tx, id wms.ShipmentID, room *int) (bool, error) {
	_, had, err := sortings.Get(tx, tx.Partition(), string(id))
	if err != nil || had || *room <= 0 {
		return had, err
	}
	*room--
	return true, sortings.Put(tx, sorting{Since: tx.Now()}, string(id))
}

// chuteFor is the chute of a shipment's parcels: its own, or one that nobody
// holds.
func (f Floor) chuteFor(tx store.Tx, row *sorting) error {
	if row.Chute != "" {
		return nil
	}
	all, err := f.orderChutes(tx)
	if err != nil {
		return err
	}
	in, _, err := f.Batching(tx)
	if err != nil {
		return err
	}
	for _, at := range in {
		all = slices.DeleteFunc(all, func(l wms.Location) bool { return l.ID == at })
	}
	if len(all) == 0 {
		return wms.Refuse(wms.Conflict, "no_chute_free", "every chute for orders holds one already: leave the unit in its tote until one is packed")
	}
	row.Chute = all[0].ID
	return nil
}

// fillGoods notes what of a tote is still to be laid on the sorter, and the
// label of the next parcel.
func (f Floor) fillGoods(tx store.Tx, t *wms.Task) (err error) {
	if t.Goods, err = inside(tx, tx.Partition(), t.Unit); err != nil || len(t.Goods) == 0 || len(t.Units) > 0 {
		return err
	}
	label, err := f.newSSCC(tx)
	t.Units = []wms.HandlingUnitID{label}
	return err
}

// layOn walks the emptying of a tote by scans: the tote, then one unit after
// the other. Each unit is booked when it is scanned, because it is on its way
// then.
func (f Floor) layOn(tx store.Tx, t *wms.Task, c wms.Confirmation) (finished bool, err error) {
	if len(c.Scans) == 0 {
		return false, wms.Refuse(wms.Invalid, "nothing_scanned", "the step asks for a scan and nothing was scanned")
	}
	for _, raw := range c.Scans {
		script := tasks.Script(*t, nil)
		scan := tasks.Payload(raw)
		if t.Step == 0 {
			if !slices.Contains(script[0].Expect, scan) {
				return false, tasks.WrongScan(script[0], scan)
			}
			t.Step = 1
			continue
		}
		if len(t.Goods) == 0 {
			return false, wms.Refuse(wms.Invalid, "too_many_scans", "task %s has no step left for %q", t.ID, raw)
		}
		among := func(s wms.SKU) bool {
			return slices.ContainsFunc(t.Goods, func(c wms.Content) bool { return c.SKU == s })
		}
		want := wms.Content{SKU: wms.SKU(scan)}
		if !among(want.SKU) {
			if want.SKU, err = f.byGTIN(tx, t.Unit, scan); err != nil {
				return false, err
			}
		}
		if want.SKU == "" {
			if f.Bench.Goods == nil {
				return false, tasks.WrongScan(script[1], scan)
			}
			g, err := f.Bench.Goods(tx, raw, among)
			if err != nil {
				return false, err
			}
			if !among(g.SKU) {
				return false, tasks.WrongScan(script[1], scan)
			}
			want = wms.Content{SKU: g.SKU, Lot: g.Lot, Serial: g.Serial}
		}
		if err := f.toSorter(tx, t, want); err != nil {
			return false, err
		}
	}
	return t.Step > 0 && len(t.Goods) == 0, nil
}

// byGTIN finds what of a tote has a GTIN on it.
func (f Floor) byGTIN(r store.Reader, tote wms.HandlingUnitID, code string) (wms.SKU, error) {
	all, err := ledger.ReservedIn(r, store.Partition(f.Site.ID), ledger.In(tote))
	if err != nil {
		return "", err
	}
	for _, res := range all {
		s, err := Get(r, store.Partition(f.Site.ID), res.Shipment)
		if err != nil {
			return "", err
		}
		if l := s.line(res.Line); l != nil && sameGTIN(l.GTIN, code) {
			return res.Spot.SKU, nil
		}
	}
	return "", nil
}

// toSorter makes a unit out of a tote the parcel of the most urgent shipment
// that wants it. Where the sorter is out of service the person then brings it
// to its chute.
func (f Floor) toSorter(tx store.Tx, t *wms.Task, want wms.Content) error {
	all, err := ledger.ReservedIn(tx, tx.Partition(), ledger.In(t.Unit))
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(res ledger.Reservation) bool {
		return len(first(fitting([]wms.Content{contentOf(res)}, want))) == 0
	})
	if len(all) == 0 {
		return wms.Refuse(wms.Conflict, "not_in_tote", "no order wants another %s out of tote %s: what is left of it is put away later", want.SKU, t.Unit)
	}
	var s Shipment
	var row sorting
	var res ledger.Reservation
	refused := error(nil)
	for _, x := range all {
		of, err := Get(tx, tx.Partition(), x.Shipment)
		if err != nil {
			return err
		}
		if res.ID != "" && byUrgency(s, of) <= 0 {
			continue
		}
		at, _, err := sortings.Get(tx, tx.Partition(), string(of.ID))
		if err != nil {
			return err
		}
		if err := f.chuteFor(tx, &at); err != nil {
			if wms.CodeOf(err) != "no_chute_free" {
				return err
			}
			refused = err
			continue
		}
		s, row, res = of, at, x
	}
	if res.ID == "" {
		return refused
	}
	parcel, at := t.Units[0], t.To
	if at == "" {
		at = CartOf(t.Assignee)
	}
	if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: parcel, Kind: wms.Parcel, Location: at, Shipment: s.ID}); err != nil {
		return err
	}
	if res.Qty == 1 {
		err = ledger.MoveReserved(tx, res.ID, ledger.In(parcel), 1, "sort")
	} else {
		err = ledger.SplitReserved(tx, res.ID, res.ID+partMark+string(parcel), ledger.In(parcel), 1, "sort")
	}
	if err != nil {
		return err
	}
	row.Parcels = append(row.Parcels, parcel)
	if err := sortings.Put(tx, row, string(s.ID)); err != nil {
		return err
	}
	if err := parcelOf.Put(tx, s.ID, string(parcel)); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "parcel.made", Subject: string(parcel), Data: map[string]any{
		"shipment": string(s.ID), "sku": string(want.SKU), "tote": string(t.Unit), "at": string(at), "chute": string(row.Chute),
		"warehouse": string(tx.Partition()), "by": string(t.Assignee)}})
	t.Units = nil
	if err := f.fillGoods(tx, t); err != nil || t.To != "" {
		return err
	}
	u, err := ledger.MustUnit(tx, tx.Partition(), parcel)
	if err != nil {
		return err
	}
	carry, err := f.carryParcel(tx, u, wms.TaskInduct, at, row.Chute, byHand)
	if err == nil {
		_, err = tasks.Claim(tx, carry.ID, t.Assignee)
	}
	return err
}

// byHand marks a parcel that a person brings to its chute, because the sorter
// is out of service.
const byHand = "the sorter is out of service"

// sortAt is where a tote of a batch from some place is emptied: at the nearest
// induction, or, while its sorter is out of service, by hand: nowhere.
func (f Floor) sortAt(from wms.LocationID) wms.LocationID {
	at := f.Site.Nearest(from, f.Site.Of(wms.KindInduction))
	if l, _ := f.Site.Location(at); f.down(l.Device) {
		return ""
	}
	return at
}

func first[A, B any](a A, _ B) A { return a }

// toteSorted ends a tote of a batch: what nobody wants any more goes back to
// its shelf, the tote to the stack.
func (f Floor) toteSorted(tx store.Tx, t wms.Task) error {
	if err := ledger.MarkBatch(tx, t.Unit, ""); err != nil {
		return err
	}
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(t.Unit))
	if err != nil {
		return err
	}
	if len(inside) == 0 {
		return f.emptied(tx, t.Unit)
	}
	pulls, err := tasks.FromUnit(tx, tx.Partition(), t.Unit)
	if err != nil {
		return err
	}
	if len(pulls) > 0 && !slices.ContainsFunc(inside, func(st ledger.Stock) bool { return st.StatusOrAvailable() == wms.Available }) {
		return nil // those who pull the rest out bring the tote back
	}
	return f.putBack(tx, t.Unit, t.From)
}

// lookInTote ends the emptying of a tote that holds nothing for anybody any
// more, and tells the others what is left.
func (f Floor) lookInTote(tx store.Tx, tote wms.HandlingUnitID) error {
	open, err := tasks.OfUnit(tx, tx.Partition(), tote)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Kind == wms.TaskPick {
			return nil
		}
	}
	for _, t := range open {
		if !t.Sorts() || t.Status == wms.TaskWaiting {
			continue
		}
		if err := f.fillGoods(tx, &t); err != nil {
			return err
		}
		if len(t.Goods) == 0 {
			t.Status = wms.TaskCancelled
		}
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
		if len(t.Goods) == 0 {
			return f.toteSorted(tx, t)
		}
	}
	return nil
}

// toteShort books that a tote of a batch does not hold what it should, or not
// whole: found is how many of the item are there. Without an item the tote is
// not what it should be as a whole. The least urgent go short.
func (f Floor) toteShort(tx store.Tx, t wms.Task, sku wms.SKU, found int64, code string) error {
	all, err := ledger.ReservedIn(tx, tx.Partition(), ledger.In(t.Unit))
	if err != nil {
		return err
	}
	if sku == "" && code != ExNotFound {
		for _, res := range all {
			if sku != "" && sku != res.Spot.SKU {
				return wms.Refuse(wms.Invalid, "invalid_field", "tote %s holds several items: say the sku, or not_found if it is empty", t.Unit).With("field", "sku")
			}
			sku = res.Spot.SKU
		}
	}
	type held struct {
		ledger.Reservation
		of Shipment
	}
	var list []held
	sum := int64(0)
	for _, res := range all {
		if sku != "" && res.Spot.SKU != sku {
			continue
		}
		s, err := Get(tx, tx.Partition(), res.Shipment)
		if err != nil {
			return err
		}
		list, sum = append(list, held{res, s}), sum+res.Qty
	}
	if found < 0 || found >= sum || sku == "" && found > 0 {
		return wms.Refuse(wms.Invalid, "invalid_qty", "tote %s should hold %d of these for orders; say the sku and how many fewer there are (0 to %d)", t.Unit, sum, sum-1)
	}
	slices.SortStableFunc(list, func(a, b held) int { return byUrgency(b.of, a.of) })
	missing := sum - found
	for _, h := range list {
		n := min(missing, h.Qty)
		if n == 0 {
			break
		}
		missing -= n
		if _, err := ledger.Unreserve(tx, h.ID); err != nil {
			return err
		}
		if h.Qty > n {
			rest := h.Reservation
			rest.Qty -= n
			if err := ledger.Reserve(tx, rest); err != nil {
				return err
			}
		}
		if err := ledger.Move(tx, h.Spot, spoilt(h.Spot, code), n, "sort."+code); err != nil {
			return err
		}
		s, err := Get(tx, tx.Partition(), h.Shipment)
		if err != nil {
			return err
		}
		s.line(h.Line).Picked -= n
		if err := put(tx, s, s.Status); err != nil {
			return err
		}
		if err := f.refill(tx, h.Shipment, h.Line, n); err != nil {
			return err
		}
	}
	if sku == "" {
		if err := f.surplusLost(tx, t.Unit, code); err != nil {
			return err
		}
	}
	if err := f.lookInTote(tx, t.Unit); err != nil {
		return err
	}
	for _, h := range list {
		s, err := Get(tx, tx.Partition(), h.Shipment)
		if err != nil {
			return err
		}
		if err := f.gather(tx, s, false); err != nil {
			return err
		}
	}
	return nil
}

// surplusLost books that what nobody is promised is not in a tote either.
func (f Floor) surplusLost(tx store.Tx, tote wms.HandlingUnitID, code string) error {
	rest, err := ledger.InPlace(tx, tx.Partition(), ledger.In(tote))
	if err != nil {
		return err
	}
	for _, st := range rest {
		if to := spoilt(st.Spot, code); to != st.Spot && st.Free() > 0 && st.StatusOrAvailable() == wms.Available {
			if err := ledger.Move(tx, st.Spot, to, st.Free(), "sort."+code); err != nil {
				return err
			}
		}
	}
	return nil
}
