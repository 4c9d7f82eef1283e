// Package vmi lets suppliers keep items in stock by themselves (vendor managed
// inventory).
//
// The nouns: an Agreement names a supplier, a warehouse, items and bounds; a
// Proposal is a delivery that the supplier proposes, within them, until it is
// approved (by a person, or by the agreement) and shipped, which announces a
// receipt.
//
// Caveats: the bounds hold when something is proposed; what is sold or counted
// afterwards may leave more, or less, than they say.
package vmi

import (
	"fmt"
	"regexp"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	agreements = store.NewTable[wms.VMIAgreement]("vmiagreement", 1)
	proposals  = store.NewTable[wms.VMIProposal]("vmiproposal", 1)
	under      = store.NewTable[string]("vmiunderway", 1) // by id: the status of a proposal that is not over
	due        = store.NewTable[bool]("vmidue", 1)        // shipped, and no receipt made of it yet
)

// Bounds.
const (
	MaxAgreements = 1000
	MaxItems      = 2000
	MaxLines      = 500
	MaxUnderway   = 500 // proposals of a supplier that are not over
	MaxDecided    = 200
	maxUnits      = 1_000_000_000
	maxDays       = 365
	maxNote       = 500
)

var ids = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}$`)

// Known refuses what an agreement speaks of and there is not.
type Known struct {
	Warehouse func(wms.WarehouseID) error
	Supplier  func(id string) error
	Item      func(wms.SKU) error
}

// PutAgreement sets an agreement.
func PutAgreement(tx store.Tx, a wms.VMIAgreement, who wms.UserID, known Known) (wms.VMIAgreement, error) {
	if err := check(a, known); err != nil {
		return a, err
	}
	all, err := Agreements(tx, "")
	if err != nil {
		return a, err
	}
	had := false
	for _, o := range all {
		if o.ID == a.ID {
			had = true
			if o.Supplier != a.Supplier || o.Warehouse != a.Warehouse {
				return a, wms.Refuse(wms.Conflict, "agreement_differs", "agreement %s is with %s for %s: end it and make another", a.ID, o.Supplier, o.Warehouse)
			}
			continue
		}
		if sku, twice := shared(a, o); twice {
			return a, wms.Refuse(wms.Conflict, "item_agreed", "item %s in %s is kept by %s already (agreement %s)", sku, a.Warehouse, o.Supplier, o.ID)
		}
	}
	if !had && len(all) >= MaxAgreements {
		return a, wms.Refuse(wms.Invalid, "too_many_agreements", "there are %d agreements, which is the most", MaxAgreements)
	}
	a.PutBy, a.PutAt = who, tx.Now()
	tx.Emit(wms.Event{Type: "vmi_agreement.put", Subject: a.ID, Data: map[string]any{"supplier": a.Supplier, "warehouse": string(a.Warehouse), "items": len(a.Items), "ended": a.Ended}})
	return a, agreements.Put(tx, a, a.ID)
}

// shared is an item that two agreements in force both keep in a warehouse.
func shared(a, o wms.VMIAgreement) (wms.SKU, bool) {
	if a.Ended || o.Ended || a.Warehouse != o.Warehouse {
		return "", false
	}
	in := map[wms.SKU]bool{}
	for _, i := range o.Items {
		in[i.SKU] = true
	}
	for _, i := range a.Items {
		if in[i.SKU] {
			return i.SKU, true
		}
	}
	return "", false
}

func check(a wms.VMIAgreement, known Known) error {
	if !ids.MatchString(a.ID) {
		return wms.Refuse(wms.Invalid, "invalid_id", "an agreement's id has 1 to 60 letters, digits, dots, colons, dashes, not %q", a.ID)
	}
	if err := known.Supplier(a.Supplier); err != nil {
		return err
	}
	if err := known.Warehouse(a.Warehouse); err != nil {
		return err
	}
	if len(a.Items) == 0 || len(a.Items) > MaxItems {
		return wms.Refuse(wms.Invalid, "invalid_agreement", "an agreement is about 1 to %d items, not %d", MaxItems, len(a.Items)).With("field", "items")
	}
	seen := map[wms.SKU]bool{}
	for _, i := range a.Items {
		if err := known.Item(i.SKU); err != nil {
			return err
		}
		switch {
		case seen[i.SKU]:
			return wms.Refuse(wms.Invalid, "invalid_agreement", "item %s stands in the agreement twice", i.SKU).With("field", "items")
		case i.Min < 0 || i.Max < 0 || max(i.Min, i.Max) > maxUnits || i.Max > 0 && i.Min > i.Max:
			return wms.Refuse(wms.Invalid, "invalid_agreement", "bounds of item %s must be 0 to %d units, the least not above the most", i.SKU, maxUnits).With("field", "items")
		}
		seen[i.SKU] = true
	}
	for _, x := range []struct {
		name             string
		value, low, high int64
	}{{"min_days", a.MinDays, 0, maxDays}, {"max_days", a.MaxDays, max(1, a.MinDays), maxDays}, {"lead_days", a.LeadDays, 0, maxDays},
		{"ahead_days", a.AheadDays, max(1, a.LeadDays), maxDays}, {"auto_qty", a.AutoQty, 0, maxUnits}} {
		if x.value < x.low || x.value > x.high {
			return wms.Refuse(wms.Invalid, "invalid_agreement", "%s must be %d to %d, not %d", x.name, x.low, x.high, x.value).With("field", x.name)
		}
	}
	return nil
}

// Agreements lists those with a supplier (empty: all) by id.
func Agreements(r store.Reader, supplier string) ([]wms.VMIAgreement, error) {
	out := []wms.VMIAgreement{}
	err := agreements.Scan(r, store.Network, nil, func(_ store.KeyParts, a wms.VMIAgreement) (bool, error) {
		if supplier == "" || a.Supplier == supplier {
			out = append(out, a)
		}
		return true, nil
	})
	return out, err
}

// Agreement reads one of a supplier (empty: of any); another's does not exist.
func Agreement(r store.Reader, id, supplier string) (wms.VMIAgreement, error) {
	a, ok, err := agreements.Get(r, store.Network, id)
	if err == nil && (!ok || supplier != "" && a.Supplier != supplier) {
		err = wms.Refuse(wms.NotFound, "unknown_agreement", "no agreement %q", id)
	}
	return a, err
}

// Get reads a proposal of a supplier (empty: of any); another's does not exist.
func Get(r store.Reader, id, supplier string) (wms.VMIProposal, error) {
	p, ok, err := proposals.Get(r, store.Network, id)
	if err == nil && (!ok || supplier != "" && p.Supplier != supplier) {
		err = wms.Refuse(wms.NotFound, "unknown_proposal", "no proposal %q", id)
	}
	return p, err
}

// List lists proposals by id, those after one.
func List(r store.Reader, after string, limit int, keep func(wms.VMIProposal) bool) ([]wms.VMIProposal, error) {
	out := []wms.VMIProposal{}
	err := proposals.ScanFrom(r, store.Network, nil, []any{after}, func(_ store.KeyParts, p wms.VMIProposal) (bool, error) {
		if p.ID != after && keep(p) {
			out = append(out, p)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Underway visits the proposals that are not over.
func Underway(r store.Reader, fn func(wms.VMIProposal) error) error {
	return under.Scan(r, store.Network, nil, func(k store.KeyParts, _ string) (bool, error) {
		p, err := Get(r, k.Str(), "")
		if err != nil {
			return false, err
		}
		return true, fn(p)
	})
}

// put stores a proposal in its new state, and says so.
func put(tx store.Tx, p wms.VMIProposal, status string) (wms.VMIProposal, error) {
	p.Status = status
	tx.Emit(wms.Event{Type: "vmi." + status, Subject: p.ID, Data: map[string]any{"supplier": p.Supplier, "warehouse": string(p.Warehouse), "lines": len(p.Lines), "note": p.Note}})
	var err error
	switch status {
	case wms.VMIReceived, wms.VMIRejected, wms.VMIWithdrawn:
		err = under.Delete(tx, p.ID)
	default:
		err = under.Put(tx, status, p.ID)
	}
	if err != nil {
		return p, err
	}
	return p, proposals.Put(tx, p, p.ID)
}

func number(tx store.Tx) (string, error) {
	n, err := tx.NextID("vmiproposal")
	return fmt.Sprintf("V%08d", n), err
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
