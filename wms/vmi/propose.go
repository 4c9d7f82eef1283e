package vmi

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Propose takes in a supplier's proposal. Room says how many units of an item
// may still come without passing its most.
func Propose(tx store.Tx, supplier string, n wms.NewVMIProposal, who wms.UserID, room func(a wms.VMIAgreement, sku wms.SKU) (int64, error)) (wms.VMIProposal, error) {
	a, err := Agreement(tx, n.Agreement, supplier)
	if err != nil {
		return wms.VMIProposal{}, err
	}
	if a.Ended {
		return wms.VMIProposal{}, wms.Refuse(wms.Conflict, "agreement_ended", "agreement %s has ended", a.ID)
	}
	now := tx.Now()
	first, last := now.AddDate(0, 0, int(a.LeadDays)), now.AddDate(0, 0, int(a.AheadDays))
	if day(n.ArrivesAt) < day(first) || day(n.ArrivesAt) > day(last) {
		return wms.VMIProposal{}, wms.Refuse(wms.Invalid, "invalid_day", "goods may come from %s to %s under agreement %s, not on %s", day(first), day(last), a.ID, day(n.ArrivesAt)).With("field", "arrives_at")
	}
	if len(n.Lines) == 0 || len(n.Lines) > MaxLines {
		return wms.VMIProposal{}, wms.Refuse(wms.Invalid, "invalid_lines", "a proposal has 1 to %d lines, not %d", MaxLines, len(n.Lines)).With("field", "lines")
	}
	auto := a.AutoQty > 0
	waiting, err := approved(tx, a.ID)
	if err != nil {
		return wms.VMIProposal{}, err
	}
	p := wms.VMIProposal{Agreement: a.ID, Supplier: a.Supplier, Warehouse: a.Warehouse, ArrivesAt: n.ArrivesAt.UTC(), MadeBy: who, MadeAt: now}
	seen := map[wms.SKU]bool{}
	for _, l := range n.Lines {
		if err := checkLine(a, l, seen[l.SKU]); err != nil {
			return p, err
		}
		seen[l.SKU] = true
		most, err := room(a, l.SKU)
		if err != nil {
			return p, err
		}
		if l.Qty > most {
			return p, wms.Refuse(wms.Conflict, "above_most", "of item %s at most %d more may come, not %d", l.SKU, max(0, most), l.Qty).With("sku", string(l.SKU)).With("most", max(0, most))
		}
		auto = auto && waiting[l.SKU]+l.Qty <= a.AutoQty
		p.Lines = append(p.Lines, wms.VMILine{SKU: l.SKU, Qty: l.Qty})
	}
	if err := checkUnderway(tx, a.Supplier); err != nil {
		return p, err
	}
	if p.ID, err = number(tx); err != nil {
		return p, err
	}
	if p, err = put(tx, p, wms.VMIProposed); err != nil || !auto {
		return p, err
	}
	p.DecidedAt = &now
	return put(tx, p, wms.VMIApproved)
}

// approved is what is approved under an agreement and not on its way: many small
// proposals approve themselves no further than one.
func approved(r store.Reader, agreement string) (map[wms.SKU]int64, error) {
	out := map[wms.SKU]int64{}
	return out, Underway(r, func(p wms.VMIProposal) error {
		for _, l := range p.Lines {
			if p.Agreement == agreement && p.Status == wms.VMIApproved {
				out[l.SKU] += l.Qty
			}
		}
		return nil
	})
}

func checkLine(a wms.VMIAgreement, l wms.VMILine, twice bool) error {
	if twice {
		return wms.Refuse(wms.Invalid, "invalid_lines", "item %s stands in the proposal twice", l.SKU).With("field", "lines")
	}
	if l.Qty <= 0 || l.Qty > maxUnits {
		return wms.Refuse(wms.Invalid, "invalid_qty", "quantity of %s must be 1 to %d, not %d", l.SKU, maxUnits, l.Qty).With("field", "lines")
	}
	for _, i := range a.Items {
		if i.SKU == l.SKU {
			return nil
		}
	}
	return wms.Refuse(wms.Invalid, "item_not_agreed", "item %s is not in agreement %s", l.SKU, a.ID).With("field", "lines")
}

func checkUnderway(r store.Reader, supplier string) error {
	n := 0
	err := Underway(r, func(p wms.VMIProposal) error {
		if p.Supplier == supplier {
			n++
		}
		return nil
	})
	if err == nil && n >= MaxUnderway {
		err = wms.Refuse(wms.Conflict, "too_many_proposals", "%d proposals of %s are not over, which is the most", MaxUnderway, supplier)
	}
	return err
}

// Decide approves or rejects proposals, all or none.
func Decide(tx store.Tx, v wms.VMIVerdict, who wms.UserID, approve bool) ([]wms.VMIProposal, error) {
	if len(v.IDs) == 0 || len(v.IDs) > MaxDecided {
		return nil, wms.Refuse(wms.Invalid, "invalid_ids", "name 1 to %d proposals, not %d", MaxDecided, len(v.IDs))
	}
	if len(v.Note) > maxNote {
		return nil, wms.Refuse(wms.Invalid, "invalid_field", "note has %d bytes, the most is %d", len(v.Note), maxNote).With("field", "note")
	}
	status := wms.VMIRejected
	if approve {
		status = wms.VMIApproved
	}
	now := tx.Now()
	var out []wms.VMIProposal
	for _, id := range v.IDs {
		p, err := expect(tx, id, "", wms.VMIProposed)
		if err != nil {
			return nil, err
		}
		if approve {
			if err := stands(tx, p); err != nil {
				return nil, err
			}
		}
		p.DecidedBy, p.DecidedAt, p.Note = who, &now, v.Note
		if p, err = put(tx, p, status); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// stands refuses a proposal whose agreement has ended, or keeps an item of it no
// more.
func stands(r store.Reader, p wms.VMIProposal) error {
	a, err := Agreement(r, p.Agreement, "")
	if err != nil {
		return err
	}
	if a.Ended {
		return wms.Refuse(wms.Conflict, "agreement_ended", "agreement %s has ended", a.ID)
	}
	for _, l := range p.Lines {
		if err := checkLine(a, l, false); err != nil {
			return err
		}
	}
	return nil
}

// expect reads a proposal that must be in a state.
func expect(r store.Reader, id, supplier string, states ...string) (wms.VMIProposal, error) {
	p, err := Get(r, id, supplier)
	if err != nil {
		return p, err
	}
	for _, s := range states {
		if p.Status == s {
			return p, nil
		}
	}
	return p, wms.Refuse(wms.Conflict, "proposal_state", "proposal %s is %s", id, p.Status).With("status", p.Status)
}

// Withdraw takes back a proposal that is not on its way.
func Withdraw(tx store.Tx, supplier, id string) (wms.VMIProposal, error) {
	p, err := expect(tx, id, supplier, wms.VMIProposed, wms.VMIApproved)
	if err != nil {
		return p, err
	}
	return put(tx, p, wms.VMIWithdrawn)
}

// Ship says that an approved proposal is on its way: a receipt is to be made
// of it (Due, Announced).
func Ship(tx store.Tx, supplier, id string, s wms.VMIShipment) (wms.VMIProposal, error) {
	p, err := expect(tx, id, supplier, wms.VMIApproved)
	if err != nil {
		return p, err
	}
	if len(s.Lines) > MaxLines || len(s.Reference) > 100 {
		return p, wms.Refuse(wms.Invalid, "invalid_lines", "a shipment has at most %d lines and a reference of 100 bytes", MaxLines)
	}
	if len(s.Lines) == 0 {
		for _, l := range p.Lines {
			s.Lines = append(s.Lines, wms.ReceiptLine{SKU: l.SKU, Qty: l.Qty})
		}
	}
	left := map[wms.SKU]int64{}
	for _, l := range p.Lines {
		left[l.SKU] = l.Qty
	}
	for _, l := range s.Lines {
		if l.Qty <= 0 || l.Qty > left[l.SKU] {
			return p, wms.Refuse(wms.Invalid, "invalid_qty", "of item %s 1 to %d may be shipped, not %d: that is what was approved", l.SKU, left[l.SKU], l.Qty).With("sku", string(l.SKU))
		}
		left[l.SKU] -= l.Qty
		p.Shipment = append(p.Shipment, wms.ReceiptLine{SKU: l.SKU, Qty: l.Qty, Lot: l.Lot, Expires: l.Expires})
	}
	now := tx.Now()
	if s.ArrivesAt != nil {
		if s.ArrivesAt.Before(now.AddDate(0, 0, -1)) || s.ArrivesAt.After(now.AddDate(0, 0, maxDays)) {
			return p, wms.Refuse(wms.Invalid, "invalid_day", "arrives_at must be within a year from now, not %s", s.ArrivesAt.Format(time.RFC3339)).With("field", "arrives_at")
		}
		p.ArrivesAt = s.ArrivesAt.UTC()
	}
	p.Reference, p.ShippedAt, p.Receipt = s.Reference, &now, wms.ReceiptID("VMI-"+p.ID)
	if err := due.Put(tx, true, p.ID); err != nil {
		return p, err
	}
	return put(tx, p, wms.VMIShipped)
}

// Due lists what was shipped and has no receipt yet.
func Due(r store.Reader) ([]wms.VMIProposal, error) {
	out := []wms.VMIProposal{}
	err := due.Scan(r, store.Network, nil, func(k store.KeyParts, _ bool) (bool, error) {
		p, err := Get(r, k.Str(), "")
		out = append(out, p)
		return len(out) < MaxDecided, err
	})
	return out, err
}

// Announced notes that the receipt of a shipment is made.
func Announced(tx store.Tx, id string) error { return due.Delete(tx, id) }

// Received notes what of a shipment was received, once its receipt is closed.
func Received(tx store.Tx, id string, came map[wms.SKU]int64) error {
	p, err := Get(tx, id, "")
	if err != nil || p.Status != wms.VMIShipped {
		return err
	}
	for i := range p.Lines {
		p.Lines[i].Received = came[p.Lines[i].SKU]
	}
	_, err = put(tx, p, wms.VMIReceived)
	return err
}
