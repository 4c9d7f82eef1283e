package inbound

import (
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// Receive books what came off the truck. More than was expected, or an item
// that was not, is booked too and stands in the receipt: the goods are there.
func (h Hall) Receive(tx store.Tx, id wms.ReceiptID, l wms.ReceiveLine) (wms.Receipt, error) {
	rec, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return rec, err
	}
	if rec.Status == wms.ReceiptClosed {
		return rec, wms.Refuse(wms.Conflict, "receipt_closed", "receipt %s is closed; open another for what comes now", id)
	}
	item, err := h.Item(tx, l.SKU)
	if err != nil {
		return rec, err
	}
	l.Lot = strings.TrimSpace(l.Lot)
	dock, err := h.dock(l.Location)
	if err != nil {
		return rec, err
	}
	if err := h.complete(tx, rec, l, item); err != nil {
		return rec, err
	}
	booked := wms.Booked{SKU: l.SKU, Qty: l.Qty, Lot: l.Lot, Status: wms.Available, Location: dock}
	if booked.HandlingUnit, err = h.unitFor(tx, l, dock); err != nil {
		return rec, err
	}
	if err := h.judge(tx, rec, l, item, &booked); err != nil {
		return rec, err
	}
	if err := book(tx, l, booked); err != nil {
		return rec, err
	}
	if err := h.dueFor(tx, rec, booked); err != nil {
		return rec, err
	}
	announced := count(&rec, l)
	if err := h.tooMuch(tx, rec, l.SKU); err != nil {
		return rec, err
	}
	if err := h.Bill(tx, item.Owner, wms.ActReceipt, l.Qty); err != nil {
		return rec, err
	}
	rec.Status = wms.ReceiptReceiving
	tx.Emit(wms.Event{Type: "receipt.received", Subject: string(id), Data: map[string]any{"sku": string(l.SKU), "qty": l.Qty, "lot": l.Lot,
		"unit": string(booked.HandlingUnit), "location": string(dock), "status": string(booked.Status), "unannounced": !announced, "owner": item.Owner,
		"warehouse": string(tx.Partition()), "supplier": rec.Supplier, "unit_kind": string(l.Kind)}})
	if err := table.Put(tx, rec, string(id)); err != nil {
		return rec, err
	}
	rec.Booked = &booked
	return rec, nil
}

func (h Hall) dock(id wms.LocationID) (wms.LocationID, error) {
	if id == "" {
		id = h.Site.First(wms.KindDockIn)
	}
	loc, err := h.Site.MustLocation(id)
	if err == nil && loc.Kind != wms.KindDockIn && loc.Kind != wms.KindStaging {
		err = wms.Refuse(wms.Invalid, "not_a_dock", "%s is a %s; goods are received at an inbound dock", id, loc.Kind)
	}
	return id, err
}

// complete says what is missing or wrong on a line before it may be booked.
func (h Hall) complete(tx store.Tx, rec wms.Receipt, l wms.ReceiveLine, item wms.Item) error {
	if l.Qty <= 0 || l.Qty > maxQty {
		return wms.Refuse(wms.Invalid, "invalid_qty", "quantity must be 1 to %d, not %d", maxQty, l.Qty)
	}
	if item.LotTracked && l.Lot == "" {
		return wms.Refuse(wms.Invalid, "missing_lot", "%s is tracked by lot; scan or type the lot on the package", l.SKU)
	}
	if err := wrongLot(rec, l); err != nil {
		return err
	}
	if err := h.serials(tx, l, item); err != nil {
		return err
	}
	if l.Damaged {
		return nil // it will not be sold, whatever its date
	}
	return shelfLife(tx.Now(), l, item)
}

func shelfLife(now time.Time, l wms.ReceiveLine, item wms.Item) error {
	if l.Expires == nil {
		if item.ExpiryTracked {
			return wms.Refuse(wms.Invalid, "missing_expiry", "%s is tracked by expiry; scan or type the date on the package", l.SKU)
		}
		return nil
	}
	if l.Expires.Before(now) {
		return wms.Refuse(wms.Conflict, "expired_on_arrival", "lot %q of %s expired on %s; refuse it, or receive it as damaged", l.Lot, l.SKU, l.Expires.Format(time.DateOnly))
	}
	if left := l.Expires.Sub(now); item.MinReceiveDays > 0 && left < time.Duration(item.MinReceiveDays)*day {
		return wms.Refuse(wms.Conflict, "too_short_shelf_life", "lot %q of %s expires on %s, in %d days; at least %d must be left at receipt; refuse it, or receive it as damaged",
			l.Lot, l.SKU, l.Expires.Format(time.DateOnly), int64(left/day), item.MinReceiveDays).With("days_left", int64(left/day))
	}
	return nil
}

func (h Hall) serials(r store.Reader, l wms.ReceiveLine, item wms.Item) error {
	if item.SerialTracked && len(l.Serials) == 0 {
		return wms.Refuse(wms.Invalid, "missing_serial", "%s is tracked by serial; scan the serial of each of the %d units", l.SKU, l.Qty)
	}
	if len(l.Serials) == 0 {
		return nil
	}
	if int64(len(l.Serials)) != l.Qty {
		return wms.Refuse(wms.Invalid, "serials_differ", "%d serials for %d units of %s", len(l.Serials), l.Qty, l.SKU)
	}
	seen := map[string]bool{}
	for _, s := range l.Serials {
		if strings.TrimSpace(s) == "" || len(s) > 64 {
			return wms.Refuse(wms.Invalid, "invalid_serial", "a serial has 1 to 64 bytes; %q does not", s)
		}
		if seen[s] {
			return wms.Refuse(wms.Invalid, "duplicate_serial", "serial %q of %s is there twice", s, l.SKU).With("serial", s)
		}
		seen[s] = true
		at, err := h.SerialAt(r, l.SKU, s)
		if err != nil {
			return err
		}
		if at != "" {
			return wms.Refuse(wms.Conflict, "duplicate_serial", "serial %q of %s is in stock already, at %s", s, l.SKU, at).With("serial", s)
		}
	}
	return nil
}

// judge decides as what the units are booked.
func (h Hall) judge(tx store.Tx, rec wms.Receipt, l wms.ReceiveLine, item wms.Item, b *wms.Booked) error {
	if l.Damaged {
		b.Status, b.Reason = wms.Damaged, "damaged"
		return nil
	}
	if recall, had, err := ledger.Recalled(tx, l.SKU, l.Lot); err != nil || had {
		b.Status, b.Reason = wms.Recalled, "recall "+recall
		return err
	}
	why, err := h.Held(tx, l.SKU, l.Lot)
	if err != nil {
		return err
	}
	if why != "" {
		b.Status, b.Reason = wms.OnHold, why
		return nil
	}
	return h.sampled(tx, rec, b)
}

// unitFor finds the handling unit that the goods stand in at the dock; one
// that is not known, or "new", is recorded now.
func (h Hall) unitFor(tx store.Tx, l wms.ReceiveLine, dock wms.LocationID) (wms.HandlingUnitID, error) {
	id, kind := l.HandlingUnit, l.Kind
	switch kind {
	case "":
		kind = wms.Pallet
	case wms.Pallet, wms.Tote, wms.Case:
	default:
		return "", wms.Refuse(wms.Invalid, "invalid_handling_unit", "goods are received in a pallet, tote or case, not in a %q", kind)
	}
	switch id {
	case "":
		return "", nil
	case wms.NewUnit:
		n, err := tx.NextID("lpn")
		if err != nil {
			return "", err
		}
		site := string(h.Site.ID)
		id = wms.HandlingUnitID(fmt.Sprintf("L-%s-%07d", site[:min(len(site), 9)], n))
	default:
		u, known, err := ledger.Unit(tx, tx.Partition(), id)
		if err != nil {
			return "", err
		}
		if known && u.Location != dock {
			return "", wms.Refuse(wms.Conflict, "handling_unit_elsewhere", "handling unit %s stands at %s, not at dock %s", id, u.Location, dock)
		}
		if known && u.Shipment != "" {
			return "", wms.Refuse(wms.Conflict, "handling_unit_bound", "handling unit %s serves shipment %s", id, u.Shipment)
		}
		if known {
			return id, nil
		}
	}
	tx.Emit(wms.Event{Type: "unit.created", Subject: string(id), Data: map[string]any{"kind": string(kind), "location": string(dock)}})
	return id, ledger.AddUnit(tx, wms.HandlingUnit{ID: id, Kind: kind, Location: dock})
}

func book(tx store.Tx, l wms.ReceiveLine, b wms.Booked) error {
	spot := spotOf(b)
	var expires time.Time
	if l.Expires != nil {
		expires = l.Expires.UTC()
	}
	if len(l.Serials) == 0 {
		return ledger.Receive(tx, spot, l.Qty, expires, "receive")
	}
	for _, serial := range l.Serials {
		spot.Serial = serial
		if err := ledger.Receive(tx, spot, 1, expires, "receive"); err != nil {
			return err
		}
	}
	return nil
}

// spotOf is the stock that a line was booked as, without its serials.
func spotOf(b wms.Booked) ledger.Spot {
	s := ledger.Spot{SKU: b.SKU, Place: ledger.At(b.Location), Lot: b.Lot}
	if b.HandlingUnit != "" {
		s.Place = ledger.In(b.HandlingUnit)
	}
	if b.Status != wms.Available {
		s.Status = b.Status
	}
	return s
}

// dueFor asks for put-away work, where the delivery or the warehouse wants it.
func (h Hall) dueFor(tx store.Tx, rec wms.Receipt, b wms.Booked) error {
	mode := rec.Putaway
	if mode == "" {
		var err error
		if mode, err = h.Mode(tx, tx.Partition()); err != nil {
			return err
		}
	}
	if mode == wms.PutawayManual || b.Status != wms.Available {
		return nil
	}
	return AddDue(tx, Due{Dock: b.Location, Unit: b.HandlingUnit, SKU: b.SKU, Lot: b.Lot, Qty: b.Qty, Why: "receive"})
}

// tooMuch refuses what goes beyond the supplier's limit, if it has one.
func (h Hall) tooMuch(r store.Reader, rec wms.Receipt, sku wms.SKU) error {
	s, err := h.Supplier(r, rec.Supplier)
	if err != nil || s.OverPercent == 0 {
		return err
	}
	expected, received := int64(0), int64(0)
	for _, l := range rec.Lines {
		if l.SKU == sku {
			expected += l.Qty
			received += l.Received
		}
	}
	if most := expected + expected*s.OverPercent/100; expected > 0 && received > most {
		return wms.Refuse(wms.Conflict, "over_limit", "%d of %s would be received, %d are announced, and supplier %s may exceed that by %d %%: at most %d",
			received, sku, expected, s.ID, s.OverPercent, most).With("most", most)
	}
	return nil
}

// Restocked asks for put-away work for what a customer's return left at a
// dock of an item, where the warehouse wants it.
func (h Hall) Restocked(tx store.Tx, dock wms.LocationID, sku wms.SKU) error {
	mode, err := h.Mode(tx, tx.Partition())
	if err != nil || mode == wms.PutawayManual || h.Site.Kind(dock) == wms.KindShelf {
		return err
	}
	rows, err := ledger.InPlace(tx, tx.Partition(), ledger.At(dock))
	if err != nil {
		return err
	}
	for _, st := range rows {
		if st.SKU == sku && st.StatusOrAvailable() == wms.Available && st.Free() > 0 {
			if err := dues.Delete(tx, Due{Dock: dock, SKU: sku, Lot: st.Lot}.parts()...); err != nil {
				return err
			}
			if err := AddDue(tx, Due{Dock: dock, SKU: sku, Lot: st.Lot, Qty: st.Free(), Why: "return"}); err != nil {
				return err
			}
		}
	}
	return nil
}
