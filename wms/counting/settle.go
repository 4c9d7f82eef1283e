package counting

import (
	"cmp"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// thing is what a count tells apart.
type thing struct {
	unit        wms.HandlingUnitID
	sku         wms.SKU
	lot, serial string
}

func placeOf(at wms.LocationID, u wms.HandlingUnitID) ledger.Place {
	if u != "" {
		return ledger.In(u)
	}
	return ledger.At(at)
}

// inHands are the reservations on a place whose units somebody holds already,
// and how many units that is of each thing.
func inHands(r store.Reader, p store.Partition, place ledger.Place, u wms.HandlingUnitID, held map[thing]int64) (map[string]bool, error) {
	all, err := ledger.ReservedIn(r, p, place)
	keep := map[string]bool{}
	for _, res := range all {
		t, err := tasks.Get(r, p, wms.TaskID(res.ID))
		if wms.CodeOf(err) == "unknown_task" {
			continue
		}
		if err != nil {
			return keep, err
		}
		if t.Kind == wms.TaskPart { // fetched with those of other shipments
			if t, err = tasks.Get(r, p, wms.TaskID(t.Ref)); err != nil {
				return keep, err
			}
		}
		if t.Status == wms.TaskAssigned && t.Kind == wms.TaskPick && t.Step > 1 {
			keep[res.ID] = true
			held[thing{u, res.Spot.SKU, res.Spot.Lot, res.Spot.Serial}] += res.Qty
		}
	}
	return keep, err
}

// differences compares a tally with the books as they are now.
func (d Desk) differences(tx store.Tx, l wms.CountLocation) ([]wms.CountDifference, error) {
	p := tx.Partition()
	expected, found := map[thing]int64{}, map[thing]int64{}
	add := func(u wms.HandlingUnitID) error {
		place := placeOf(l.Location, u)
		rows, err := ledger.InPlace(tx, p, place)
		if err != nil {
			return err
		}
		for _, st := range rows {
			expected[thing{u, st.SKU, st.Lot, st.Serial}] += st.OnHand
		}
		held := map[thing]int64{}
		_, err = inHands(tx, p, place, u, held)
		for k, n := range held {
			expected[k] -= n
		}
		return err
	}
	if err := add(""); err != nil {
		return nil, err
	}
	here, err := ledger.UnitsAt(tx, p, l.Location)
	if err != nil {
		return nil, err
	}
	for _, id := range here {
		u, err := ledger.MustUnit(tx, p, id)
		if err != nil {
			return nil, err
		}
		if u.Shipment == "" && u.Kind != wms.Tote {
			expected[thing{unit: id}] = 1
		}
	}
	for _, line := range l.Tally {
		found[thing{line.Unit, line.SKU, line.Lot, line.Serial}] += line.Qty
		if line.SKU == "" {
			if slices.Contains(here, line.Unit) {
				expected[thing{unit: line.Unit}] = 1
			}
			if err := add(line.Unit); err != nil {
				return nil, err
			}
		}
	}
	var out []wms.CountDifference
	note := func(k thing) {
		if expected[k] != found[k] {
			out = append(out, wms.CountDifference{HandlingUnit: k.unit, SKU: k.sku, Lot: k.lot, Serial: k.serial, Expected: expected[k], Counted: found[k]})
		}
	}
	for k := range expected {
		note(k)
	}
	for k := range found {
		if _, seen := expected[k]; !seen {
			note(k)
		}
	}
	slices.SortFunc(out, func(a, b wms.CountDifference) int {
		return cmp.Or(cmp.Compare(a.HandlingUnit, b.HandlingUnit), cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Lot, b.Lot), cmp.Compare(a.Serial, b.Serial))
	})
	return out, nil
}

// compare ends one count of a location: no difference closes it, one that is
// confirmed and small is booked, others are counted again or approved.
func (d Desk) compare(tx store.Tx, t wms.Task, l wms.CountLocation, who wms.UserID) ([]ledger.Reservation, error) {
	diff, err := d.differences(tx, l)
	if err != nil {
		return nil, err
	}
	now := tx.Now()
	if err := counted.Put(tx, now, string(l.Location)); err != nil {
		return nil, err
	}
	size, units := weight(diff)
	confirmed := len(l.Counters) > 0 && slices.EqualFunc(diff, l.Differences, sameDelta)
	l.Counters = append(l.Counters, who)
	l.CountedAt, l.Differences = &now, diff
	before := l.Status
	var freed []ledger.Reservation
	switch {
	case len(diff) == 0:
		l.Status = Done
	case size > d.Settings.RecountLimitQty && !confirmed && len(l.Counters) < maxCounts:
		l.Status, l.Zero = Recount, false
	case units || size > d.Settings.ApproveLimitQty:
		l.Status = Approval
	default:
		l.Status = Done
		if freed, err = d.book(tx, t.Ref, l, ""); err != nil {
			return nil, err
		}
	}
	tx.Emit(wms.Event{Type: "count.counted", Subject: t.Ref, Data: map[string]any{"location": string(l.Location), "status": l.Status, "differences": len(diff), "units": size}})
	if err := d.close(tx, t.Ref, l); err != nil {
		return nil, err
	}
	if l.Status == Recount {
		l.Tally, l.Unit = nil, ""
		if err := d.ask(tx, t.Ref, &l); err != nil {
			return nil, err
		}
	}
	return freed, d.tally(tx, t.Ref, before, l.Status)
}

// maxCounts of one location; the last one holds.
const maxCounts = 3

func sameDelta(a, b wms.CountDifference) bool {
	return a.HandlingUnit == b.HandlingUnit && a.SKU == b.SKU && a.Lot == b.Lot && a.Serial == b.Serial && a.Delta() == b.Delta()
}

func weight(diff []wms.CountDifference) (size int64, units bool) {
	for _, d := range diff {
		size += max(d.Delta(), -d.Delta())
		units = units || d.SKU == ""
	}
	return size, units
}

// tally keeps a count's numbers.
func (d Desk) tally(tx store.Tx, id, before, after string) error {
	c, err := head(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	move := func(status string, by int) {
		switch status {
		case Open, Recount:
			c.Open += by
		case Approval:
			c.Waiting += by
		}
	}
	move(before, -1)
	move(after, 1)
	switch {
	case c.Open == 0 && c.Waiting == 0:
		now := tx.Now()
		c.Status, c.EndedAt = Done, &now
		tx.Emit(wms.Event{Type: "count.done", Subject: id})
	case c.Open == 0:
		c.Status = Approval
	default:
		c.Status = Open
	}
	return counts.Put(tx, c, id)
}

// Decide approves or rejects what waits for it. The one who decides did not
// count.
func (d Desk) Decide(tx store.Tx, id string, who wms.UserID, v wms.CountVerdict, approve bool) (wms.Count, []ledger.Reservation, error) {
	c, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return c, nil, err
	}
	var freed []ledger.Reservation
	decided := 0
	for _, l := range c.Locations {
		if l.Status != Approval || (v.Location != "" && v.Location != l.Location) {
			continue
		}
		if slices.Contains(l.Counters, who) {
			return c, nil, wms.Refuse(wms.Conflict, "same_person", "who counted %s can't decide about its difference", l.Location)
		}
		l.Status = Rejected
		if approve {
			l.Status = Done
			f, err := d.book(tx, id, l, v.Reason)
			if err != nil {
				return c, nil, err
			}
			freed = append(freed, f...)
		}
		decided++
		tx.Emit(wms.Event{Type: "count.decided", Subject: id, Data: map[string]any{"location": string(l.Location), "approved": approve, "reason": v.Reason}})
		if err := d.close(tx, id, l); err != nil {
			return c, nil, err
		}
		if err := d.tally(tx, id, Approval, l.Status); err != nil {
			return c, nil, err
		}
	}
	if decided == 0 {
		return c, nil, wms.Refuse(wms.Conflict, "nothing_to_decide", "no location of count %s waits for approval", id)
	}
	c, err = Get(tx, tx.Partition(), id)
	return c, freed, err
}

// book brings the books to what was counted: each difference is added to what
// they say now.
func (d Desk) book(tx store.Tx, id string, l wms.CountLocation, reason string) ([]ledger.Reservation, error) {
	var freed []ledger.Reservation
	for _, x := range l.Differences {
		var f []ledger.Reservation
		var err error
		switch {
		case x.SKU == "" && x.Delta() > 0:
			err = d.unitFound(tx, x.HandlingUnit, l.Location)
		case x.SKU == "":
			f, err = d.unitMissing(tx, x.HandlingUnit, l.Location)
		case x.Delta() > 0:
			err = d.gain(tx, placeOf(l.Location, x.HandlingUnit), x)
		default:
			f, err = d.loss(tx, placeOf(l.Location, x.HandlingUnit), x)
		}
		if err != nil {
			return freed, err
		}
		freed = append(freed, f...)
		if x.SKU != "" {
			tx.Emit(wms.Event{Type: "stock.adjusted", Subject: string(x.SKU), Data: map[string]any{"location": string(l.Location),
				"delta": x.Delta(), "lot": x.Lot, "reason": "count", "count": id, "note": reason}})
		}
	}
	return freed, nil
}

func (d Desk) gain(tx store.Tx, place ledger.Place, x wms.CountDifference) error {
	to := ledger.Spot{SKU: x.SKU, Place: place, Lot: x.Lot, Serial: x.Serial}
	all, err := ledger.OfItem(tx, tx.Partition(), x.SKU)
	if err != nil {
		return err
	}
	var like ledger.Row
	for _, st := range all {
		if st.Lot != x.Lot {
			continue
		}
		if st.Place == place || like.Expires.IsZero() {
			like = st.Row
		}
		if st.Place == place && st.StatusOrAvailable() == wms.Available {
			to.Owner = st.Owner
		}
	}
	return ledger.ReceiveFrom(tx, ledger.Adjustment, to, x.Delta(), like.Expires, "count")
}

// loss takes missing units off: free ones first, then those set aside, then
// promised ones, never what somebody holds in their hands.
func (d Desk) loss(tx store.Tx, place ledger.Place, x wms.CountDifference) ([]ledger.Reservation, error) {
	rows, err := ledger.InPlace(tx, tx.Partition(), place)
	if err != nil {
		return nil, err
	}
	unit, _ := place.Unit()
	held := map[thing]int64{}
	keep, err := inHands(tx, tx.Partition(), place, unit, held)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(st ledger.Stock) bool { return st.SKU != x.SKU || st.Lot != x.Lot || st.Serial != x.Serial })
	slices.SortStableFunc(rows, func(a, b ledger.Stock) int { return cmp.Compare(a.StatusOrAvailable(), b.StatusOrAvailable()) })
	left := -x.Delta()
	var freed []ledger.Reservation
	for _, whole := range []bool{false, true} {
		for _, st := range rows {
			row, err := ledger.RowAt(tx, tx.Partition(), st.Spot)
			if err != nil {
				return nil, err
			}
			n := min(left, row.Free())
			if whole {
				n = min(left, row.OnHand-heldOf(tx, keep, st.Spot))
			}
			if n <= 0 {
				continue
			}
			f, err := ledger.LoseBut(tx, st.Spot, st.In(ledger.Adjustment), n, "count", keep)
			if err != nil {
				return nil, err
			}
			freed = append(freed, f...)
			left -= n
		}
	}
	return freed, nil
}

func heldOf(r store.Tx, keep map[string]bool, s ledger.Spot) (n int64) {
	for id := range keep {
		if res, had, err := ledger.ReservationOf(r, r.Partition(), id); err == nil && had && res.Spot == s {
			n += res.Qty
		}
	}
	return n
}

// unitFound moves a unit to where it was found.
func (d Desk) unitFound(tx store.Tx, id wms.HandlingUnitID, at wms.LocationID) error {
	u, err := ledger.MustUnit(tx, tx.Partition(), id)
	if err != nil || u.Location == at {
		return err
	}
	return ledger.MoveUnit(tx, id, u.Location, at, "count")
}

// unitMissing writes off a unit that is nowhere.
func (d Desk) unitMissing(tx store.Tx, id wms.HandlingUnitID, at wms.LocationID) ([]ledger.Reservation, error) {
	u, ok, err := ledger.Unit(tx, tx.Partition(), id)
	if err != nil || !ok || u.Location != at {
		return nil, err // it turned up elsewhere meanwhile
	}
	rows, err := ledger.InPlace(tx, tx.Partition(), ledger.In(id))
	var freed []ledger.Reservation
	for _, st := range rows {
		if err != nil {
			return nil, err
		}
		var f []ledger.Reservation
		f, err = ledger.Lose(tx, st.Spot, st.In(ledger.Adjustment), st.OnHand, "count")
		freed = append(freed, f...)
	}
	if err != nil {
		return freed, err
	}
	return freed, ledger.RemoveUnit(tx, id)
}
