package returns

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// Desk is where returns are received and inspected in one warehouse.
type Desk struct {
	Site *wms.Site
	// Item reads the item master.
	Item func(r store.Reader, sku wms.SKU) (wms.Item, error)
	// Lots lists the lots of an item that left with an order.
	Lots func(r store.Reader, id wms.OrderID, sku wms.SKU) ([]string, error)
	// Held says why units of a lot must not be sold, "" if they may.
	Held func(r store.Reader, sku wms.SKU, lot string) (string, error)
}

// Place is where returned goods lie until they are put away: the inbound dock
// where there is one.
func Place(s *wms.Site) wms.LocationID {
	for _, k := range []wms.LocationKind{wms.KindDockIn, wms.KindStaging, wms.KindCheck, wms.KindShelf} {
		if l := s.First(k); l != "" {
			return l
		}
	}
	return ""
}

func load(tx store.Tx, id wms.ReturnID) (wms.Return, error) {
	r, err := Get(tx, tx.Partition(), id, tx.Now())
	if err == nil && (r.Status == wms.ReturnClosed || r.Status == wms.ReturnCancelled) {
		err = wms.Refuse(wms.Conflict, "return_"+r.Status, "return %s is %s", id, r.Status)
	}
	return r, err
}

// Receive starts the clock: the parcel is here. Again changes nothing.
func Receive(tx store.Tx, id wms.ReturnID) (wms.Return, error) {
	r, err := load(tx, id)
	if err != nil || r.Status == wms.ReturnArrived {
		return r, err
	}
	arrive(tx, &r)
	return clocked(r, tx.Now()), put(tx, r)
}

func arrive(tx store.Tx, r *wms.Return) {
	now := tx.Now()
	r.Status, r.ArrivedAt = wms.ReturnArrived, &now
	tx.Emit(wms.Event{Type: "return.arrived", Subject: string(r.ID), Data: map[string]any{"order": string(r.Order)}})
}

// Inspect decides on units of a line: they come from the customer into stock
// that may be sold, into quarantine, or through the damaged stock into loss.
// The first inspection of a return that nobody received implies its arrival.
func (d Desk) Inspect(tx store.Tx, id wms.ReturnID, in wms.Inspection) (wms.Return, error) {
	r, err := load(tx, id)
	if err != nil {
		return r, err
	}
	if in.Line < 1 || in.Line > len(r.Lines) {
		return r, wms.Refuse(wms.Invalid, "unknown_line", "return %s has the lines 1 to %d, not %d", id, len(r.Lines), in.Line)
	}
	l := &r.Lines[in.Line-1]
	if in.Qty <= 0 {
		return r, wms.Refuse(wms.Invalid, "invalid_qty", "quantity must be 1 or more, not %d", in.Qty)
	}
	if in.Qty > l.Open() {
		return r, wms.Refuse(wms.Conflict, "more_than_announced", "line %d of return %s: %d of %s are not decided yet, not %d",
			in.Line, id, l.Open(), l.SKU, in.Qty).With("open", l.Open())
	}
	if !slices.Contains(wms.Verdicts, in.Verdict) {
		return r, wms.Refuse(wms.Invalid, "unknown_verdict", "verdict must be one of %v, not %q", wms.Verdicts, in.Verdict)
	}
	item, err := d.Item(tx, l.SKU)
	if err != nil {
		return r, err
	}
	spot, err := d.spot(tx, r, *l, in, item)
	if err != nil {
		return r, err
	}
	if r.Status == wms.ReturnExpected {
		arrive(tx, &r)
	}
	if err := d.book(tx, spot, in, item); err != nil {
		return r, err
	}
	switch in.Verdict {
	case wms.VerdictRestock:
		l.Restocked += in.Qty
	case wms.VerdictQuarantine:
		l.Quarantined += in.Qty
	case wms.VerdictScrap:
		l.Scrapped += in.Qty
	}
	tx.Emit(wms.Event{Type: "return.inspected", Subject: string(id), Data: map[string]any{"order": string(r.Order), "line": in.Line,
		"sku": string(l.SKU), "qty": in.Qty, "verdict": in.Verdict, "lot": spot.Lot, "reason": l.Reason, "note": in.Note}})
	if !slices.ContainsFunc(r.Lines, func(l wms.ReturnLine) bool { return l.Open() > 0 }) {
		if err := end(tx, &r); err != nil {
			return r, err
		}
	}
	return clocked(r, tx.Now()), put(tx, r)
}

// spot is what stock the units are once they are here: their lot is the one
// that left with the order, and a held lot is not sold again.
func (d Desk) spot(r store.Reader, ret wms.Return, l wms.ReturnLine, in wms.Inspection, item wms.Item) (ledger.Spot, error) {
	s := ledger.Spot{SKU: l.SKU, Place: ledger.At(Place(d.Site)), Lot: in.Lot, Serial: in.Serial}
	lots, err := d.Lots(r, ret.Order, l.SKU)
	if err != nil {
		return s, err
	}
	switch {
	case in.Lot == "" && len(lots) == 1:
		s.Lot = lots[0]
	case in.Lot == "" && len(lots) > 1:
		return s, wms.Refuse(wms.Invalid, "lot_needed", "order %s was served from the lots %v of %s; say which this is", ret.Order, lots, l.SKU).With("lots", lots)
	case in.Lot != "" && !slices.Contains(lots, in.Lot) && in.Verdict == wms.VerdictRestock:
		return s, wms.Refuse(wms.Conflict, "wrong_lot", "lot %q of %s did not leave with order %s, which got %v; it can't be restocked", in.Lot, l.SKU, ret.Order, lots).With("lots", lots)
	}
	if item.SerialTracked && (in.Serial == "" || in.Qty != 1) {
		return s, wms.Refuse(wms.Invalid, "missing_serial", "%s is tracked by serial: inspect one unit at a time and give its serial", l.SKU)
	}
	if item.SerialTracked {
		left, err := ledger.RowAt(r, store.Partition(d.Site.ID), ledger.Spot{SKU: s.SKU, Place: ledger.Customer, Lot: s.Lot, Serial: s.Serial})
		if err != nil {
			return s, err
		}
		if left.OnHand < 1 {
			return s, wms.Refuse(wms.Conflict, "serial_not_shipped", "serial %q of %s did not leave from here", s.Serial, s.SKU)
		}
	}
	if in.Verdict != wms.VerdictRestock {
		return s, nil
	}
	why, err := d.Held(r, l.SKU, s.Lot)
	if err == nil && why != "" {
		err = wms.Refuse(wms.Conflict, "lot_held", "lot %q of %s is held (%s) and can't be restocked; quarantine or scrap it", s.Lot, l.SKU, why).With("lot", s.Lot)
	}
	return s, err
}

func (d Desk) book(tx store.Tx, to ledger.Spot, in wms.Inspection, item wms.Item) error {
	expires := time.Time{}
	if in.Expires != nil {
		expires = in.Expires.UTC()
	} else if known, err := d.expiryOf(tx, to); err != nil {
		return err
	} else {
		expires = known
	}
	if in.Verdict == wms.VerdictRestock {
		if item.ExpiryTracked && expires.IsZero() {
			return wms.Refuse(wms.Invalid, "missing_expiry", "%s is tracked by expiry; say when these units expire", to.SKU)
		}
		if !expires.IsZero() && expires.Before(tx.Now()) {
			return wms.Refuse(wms.Conflict, "expired", "these units of %s expired on %s; they can't be restocked", to.SKU, expires.Format(time.DateOnly))
		}
		return ledger.Return(tx, to, in.Qty, expires, "return.restock")
	}
	to.Status = wms.Quarantine
	if _, had, err := ledger.Recalled(tx, to.SKU, to.Lot); err != nil {
		return err
	} else if had { // with the rest of its lot, until the recall is lifted
		to.Status = wms.Recalled
	}
	if in.Verdict == wms.VerdictScrap {
		to.Status = wms.Damaged
	}
	if err := ledger.Return(tx, to, in.Qty, expires, "return."+in.Verdict); err != nil || in.Verdict != wms.VerdictScrap {
		return err
	}
	return ledger.Move(tx, to, to.In(ledger.Loss), in.Qty, "return.scrap")
}

// expiryOf finds the date of a lot by what of it is still in the building.
func (d Desk) expiryOf(tx store.Tx, s ledger.Spot) (time.Time, error) {
	if s.Lot == "" {
		return time.Time{}, nil
	}
	rows, err := ledger.OfItem(tx, tx.Partition(), s.SKU)
	for _, st := range rows {
		if st.Lot == s.Lot && !st.Expires.IsZero() {
			return st.Expires, err
		}
	}
	return time.Time{}, err
}

// Close ends a return of which some units never came: they are missing, and
// the refund is due for the others. One of which nothing came is cancelled.
func Close(tx store.Tx, id wms.ReturnID) (wms.Return, error) {
	r, err := load(tx, id)
	if err != nil {
		if r.ClosedAt != nil {
			return r, nil
		}
		return r, err
	}
	var missing []wms.LineQty
	for i := range r.Lines {
		l := &r.Lines[i]
		if n := l.Open(); n > 0 {
			l.Missing += n
			missing = append(missing, wms.LineQty{Line: l.Line, SKU: l.SKU, Qty: n})
		}
	}
	if err := tx.Send(store.Network, wms.MsgReturnClosed, wms.ReturnClosedMsg{Return: id, Order: r.Order, Missing: missing}); err != nil {
		return r, err
	}
	if err := end(tx, &r); err != nil {
		return r, err
	}
	return clocked(r, tx.Now()), put(tx, r)
}

// end closes a return whose units are all accounted for.
func end(tx store.Tx, r *wms.Return) error {
	now := tx.Now()
	r.Status, r.ClosedAt = wms.ReturnClosed, &now
	var refund []any
	for _, l := range r.Lines {
		if n := l.Qty - l.Missing; n > 0 {
			refund = append(refund, map[string]any{"line": l.Line, "sku": string(l.SKU), "qty": n,
				"restocked": l.Restocked, "quarantined": l.Quarantined, "scrapped": l.Scrapped})
		}
	}
	if len(refund) == 0 {
		r.Status = wms.ReturnCancelled
		tx.Emit(wms.Event{Type: "return.cancelled", Subject: string(r.ID), Data: map[string]any{"order": string(r.Order)}})
		return nil
	}
	took := now.Sub(*r.ArrivedAt)
	tx.Emit(wms.Event{Type: "return.closed", Subject: string(r.ID), Data: map[string]any{"order": string(r.Order), "turnaround_s": int64(took.Seconds())}})
	tx.Emit(wms.Event{Type: "refund.due", Subject: string(r.Order), Data: map[string]any{"return": string(r.ID), "lines": refund}})
	return decided.Put(tx, took.Milliseconds(), now, string(r.ID))
}
