// Package rules keeps what planners tell allocation without code: which
// warehouse to prefer or not to use, and which stock to keep.
//
// The nouns: a rule is in force from the command that sets it to the one that
// takes it away; each change has a Version, and the history of a rule is never
// lost. A Set is all rules in force, ready to be asked while an order is
// promised. A fence keeps units for a channel, a keep rule from everybody; both
// bind nothing and stay as they are when units are sold.
package rules

import (
	"regexp"
	"slices"
	"sync/atomic"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	table   = store.NewTable[wms.AllocationRule]("allocrule", 1)
	history = store.NewTable[wms.AllocationRule]("allocrulelog", 1) // id, version
	version = store.NewTable[int64]("allocruleseq", 1)
)

// MaxRules bounds the rules in force, MaxHistory what Get tells of a rule.
const (
	MaxRules   = 1000
	MaxHistory = 100
	maxQty     = 1_000_000_000
	maxDays    = 365
	maxText    = 400
)

var ruleID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)

// World says what exists.
type World struct {
	Item    func(wms.SKU) error
	Place   func(wms.WarehouseID) error
	Country func(string) (code string, err error)
}

// Put sets a rule.
func Put(tx store.Tx, n wms.AllocationRule, by wms.UserID, w World) (wms.AllocationRule, error) {
	if err := check(&n, w); err != nil {
		return n, err
	}
	all, err := All(tx)
	if err != nil {
		return n, err
	}
	if len(all) >= MaxRules && !slices.ContainsFunc(all, func(r wms.AllocationRule) bool { return r.ID == n.ID }) {
		return n, wms.Refuse(wms.Conflict, "too_many", "there are %d allocation rules, and no more can be kept; take one away", MaxRules)
	}
	n.Deleted = false
	if n, err = note(tx, n, by); err != nil {
		return n, err
	}
	return n, table.Put(tx, n, n.ID)
}

// Delete takes a rule away and gives what it was.
func Delete(tx store.Tx, id string, by wms.UserID) (wms.AllocationRule, error) {
	old, err := one(tx, id)
	if err != nil {
		return old, err
	}
	gone := old
	gone.Deleted = true
	if _, err := note(tx, gone, by); err != nil {
		return old, err
	}
	return old, table.Delete(tx, id)
}

// note gives a change its version and writes it down.
func note(tx store.Tx, n wms.AllocationRule, by wms.UserID) (wms.AllocationRule, error) {
	v, _, err := version.Get(tx, store.Network)
	if err != nil {
		return n, err
	}
	n.Version, n.By, n.At = v+1, by, tx.Now()
	if err := version.Put(tx, n.Version); err != nil {
		return n, err
	}
	tx.Emit(wms.Event{Type: "allocation.rule", Subject: n.ID, Data: map[string]any{
		"kind": string(n.Kind), "warehouse": string(n.Warehouse), "version": n.Version, "deleted": n.Deleted}})
	return n, history.Put(tx, n, n.ID, uint64(n.Version))
}

func check(n *wms.AllocationRule, w World) error {
	if !ruleID.MatchString(n.ID) {
		return wms.Refuse(wms.Invalid, "invalid_id", "a rule's id is 1 to 40 letters, digits, dots, dashes or underscores, not %q", n.ID)
	}
	if !slices.Contains(wms.RuleKinds, n.Kind) {
		return wms.Refuse(wms.Invalid, "invalid_rule", "kind is prefer, forbid, fence or keep, not %.40q", n.Kind).With("field", "kind")
	}
	if err := w.Place(n.Warehouse); err != nil {
		return err
	}
	if n.SKU != "" {
		if err := w.Item(n.SKU); err != nil {
			return err
		}
	}
	if n.Country != "" {
		code, err := w.Country(n.Country)
		if err != nil {
			return err
		}
		n.Country = code
	}
	if len(n.Channel) > maxText || len(n.Service) > maxText || len(n.Note) > maxText {
		return wms.Refuse(wms.Invalid, "invalid_rule", "channel, service and note have at most %d bytes", maxText)
	}
	return fits(n)
}

// fits proves that a rule has what its kind needs, and nothing else.
func fits(n *wms.AllocationRule) error {
	stock := n.Kind == wms.RuleFence || n.Kind == wms.RuleKeep
	switch {
	case n.UpTo != 0 && n.Kind != wms.RulePrefer:
		return wms.Refuse(wms.Invalid, "invalid_rule", "only a prefer rule has up_to").With("field", "up_to")
	case n.Kind == wms.RulePrefer && (n.UpTo < 1 || n.UpTo > maxQty || n.SKU != ""):
		return wms.Refuse(wms.Invalid, "invalid_rule", "a prefer rule needs up_to, 1 to %d minor units that a shipment may cost more, and no sku", maxQty).With("field", "up_to")
	case !stock && (n.Units != 0 || n.Days != 0):
		return wms.Refuse(wms.Invalid, "invalid_rule", "only fence and keep rules have units, and only keep rules days").With("field", "units")
	case stock && (n.Country != "" || n.Service != ""):
		return wms.Refuse(wms.Invalid, "invalid_rule", "fence and keep rules hold for all countries and services").With("field", "country")
	case n.Kind == wms.RuleFence && (n.Channel == "" || n.SKU == "" || n.Units < 1 || n.Units > maxQty || n.Days != 0):
		return wms.Refuse(wms.Invalid, "invalid_rule", "a fence rule needs channel, sku and units, 1 to %d", maxQty).With("field", "units")
	case n.Kind == wms.RuleKeep && ((n.Units == 0) == (n.Days == 0) || n.Units < 0 || n.Units > maxQty || n.Days < 0 || n.Days > maxDays):
		return wms.Refuse(wms.Invalid, "invalid_rule", "a keep rule needs either units, 1 to %d, or days of cover, 1 to %d", maxQty, maxDays).With("field", "units")
	}
	return nil
}

func one(r store.Reader, id string) (wms.AllocationRule, error) {
	n, ok, err := table.Get(r, store.Network, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_rule", "no allocation rule %q", id)
	}
	return n, err
}

// Get reads a rule in force with its history.
func Get(r store.Reader, id string) (wms.RuleHistory, error) {
	n, err := one(r, id)
	out := wms.RuleHistory{AllocationRule: n, History: []wms.AllocationRule{}}
	if err != nil {
		return out, err
	}
	err = history.ScanBack(r, store.Network, []any{id}, func(_ store.KeyParts, old wms.AllocationRule) (bool, error) {
		out.History = append(out.History, old)
		return len(out.History) < MaxHistory, nil
	})
	return out, err
}

// All lists the rules in force.
func All(r store.Reader) ([]wms.AllocationRule, error) {
	out := []wms.AllocationRule{}
	err := table.Scan(r, store.Network, nil, func(_ store.KeyParts, n wms.AllocationRule) (bool, error) {
		out = append(out, n)
		return true, nil
	})
	return out, err
}

// Shelf keeps the latest Set, so that a promise need not read all rules. The
// command that changes rules may not ask it.
type Shelf struct{ last atomic.Pointer[Set] }

// At is the set in force for a reader.
func (s *Shelf) At(r store.Reader) (*Set, error) {
	v, _, err := version.Get(r, store.Network)
	if err != nil {
		return nil, err
	}
	if set := s.last.Load(); set != nil && set.version == v {
		return set, nil
	}
	all, err := All(r)
	if err != nil {
		return nil, err
	}
	set := newSet(v, all)
	s.last.Store(set)
	return set, nil
}
