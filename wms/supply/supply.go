// Package supply keeps how warehouses are kept in stock: the rules, what was
// asked for week by week, and the proposals that a look at both makes.
//
// The nouns: a Rule names who sends goods and how long they take; Demand is
// what customers asked for of an item from a warehouse in a week (Monday to
// Sunday, UTC); a Run is one look at all of it; a Proposal is what it says to
// buy or bring, until somebody approves or rejects it or a later run replaces
// it.
//
// Caveats: demand counts orders as they were placed, cancelled later or not;
// what no warehouse could promise counts for the first warehouse.
package supply

import (
	"fmt"
	"regexp"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	rules     = store.NewTable[wms.SupplyRule]("supplyrule", 1)
	demand    = store.NewTable[int64]("demandweek", 1)   // warehouse, sku, week
	sizes     = store.NewTable[[]Size]("demandsizes", 1) // warehouse, sku, week
	seen      = store.NewTable[uint64]("demandseen", 1)
	runs      = store.NewTable[wms.SupplyRun]("supplyrun", 1)
	proposals = store.NewTable[wms.Proposal]("proposal", 1)
	open      = store.NewTable[string]("proposalopen", 1)         // warehouse, sku
	moves     = store.NewTable[string]("proposalmove", 1)         // warehouse, sku, from: open, and not to come to a level
	advice    = store.NewTable[wms.PlaceAdvice]("placeadvice", 1) // warehouse
	unmade    = store.NewTable[bool]("proposaldue", 1)            // approved, and nothing made of it yet
)

// MaxRules bounds the rules; MaxDecided the proposals of one verdict.
const (
	MaxRules   = 20_000
	MaxDecided = 500
)

var ruleID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}$`)

// PutRule sets a rule. place and supplier refuse what does not exist.
func PutRule(tx store.Tx, n wms.SupplyRule, who wms.UserID, place func(wms.WarehouseID) error, supplier func(id string) error, known func(wms.SKU) error) (wms.SupplyRule, error) {
	if err := checkRule(n, place, supplier, known); err != nil {
		return n, err
	}
	all, err := Rules(tx)
	if err != nil {
		return n, err
	}
	had := false
	for _, r := range all {
		had = had || r.ID == n.ID
		if r.ID != n.ID && r.Warehouse == n.Warehouse && r.SKU == n.SKU {
			return n, wms.Refuse(wms.Conflict, "rule_exists", "rule %s is for %s in %s already: change it or delete it", r.ID, orAll(n.SKU), n.Warehouse)
		}
	}
	if !had && len(all) >= MaxRules {
		return n, wms.Refuse(wms.Invalid, "too_many_rules", "there are %d supply rules, which is the most", MaxRules)
	}
	n.PutBy, n.PutAt = who, tx.Now()
	tx.Emit(wms.Event{Type: "supply_rule.put", Subject: n.ID, Data: map[string]any{"warehouse": string(n.Warehouse), "sku": string(n.SKU),
		"supplier": n.Supplier, "from": string(n.From), "lead_days": n.LeadDays, "service_permille": n.ServicePermille}})
	return n, rules.Put(tx, n, n.ID)
}

func orAll(sku wms.SKU) string {
	if sku == "" {
		return "all items"
	}
	return string(sku)
}

func checkRule(n wms.SupplyRule, place func(wms.WarehouseID) error, supplier func(id string) error, known func(wms.SKU) error) error {
	if !ruleID.MatchString(n.ID) {
		return wms.Refuse(wms.Invalid, "invalid_id", "a supply rule's id has 1 to 60 letters, digits, dots, colons, dashes, not %q", n.ID)
	}
	if err := place(n.Warehouse); err != nil {
		return err
	}
	if (n.Supplier == "") == (n.From == "") {
		return wms.Refuse(wms.Invalid, "invalid_source", "a supply rule names either a supplier or the warehouse the goods come from")
	}
	if n.Supplier != "" {
		if err := supplier(n.Supplier); err != nil {
			return err
		}
	} else if err := place(n.From); err != nil {
		return err
	}
	if n.From == n.Warehouse {
		return wms.Refuse(wms.Invalid, "invalid_source", "warehouse %s can't be kept in stock from itself", n.Warehouse)
	}
	if n.SKU != "" {
		if err := known(n.SKU); err != nil {
			return err
		}
	}
	least := int64(500)
	if n.SKU != "" && n.ServicePermille == 0 {
		least = 0 // it shares with the rule for all
	}
	if n.SKU != "" && n.BudgetMinor > 0 {
		return wms.Refuse(wms.Invalid, "invalid_supply_rule", "a budget is for all items of a warehouse: rule %s is for %s alone", n.ID, n.SKU).With("field", "budget_minor")
	}
	for _, x := range []struct {
		name             string
		value, low, high int64
	}{{"lead_days", n.LeadDays, 1, 365}, {"review_days", n.ReviewDays, 1, 90}, {"lead_sd_days", n.LeadSDDays, 0, 180}, {"service_permille", n.ServicePermille, least, 999}, {"budget_minor", n.BudgetMinor, 0, 1 << 50},
		{"multiple", n.Multiple, 0, 1_000_000}, {"min_qty", n.MinQty, 0, 1_000_000_000}, {"auto_qty", n.AutoQty, 0, 1_000_000_000}} {
		if x.value < x.low || x.value > x.high {
			return wms.Refuse(wms.Invalid, "invalid_supply_rule", "%s must be %d to %d, not %d", x.name, x.low, x.high, x.value).With("field", x.name)
		}
	}
	return nil
}

// DeleteRule removes a rule.
func DeleteRule(tx store.Tx, id string) error {
	if _, ok, err := rules.Get(tx, store.Network, id); err != nil || !ok {
		if err == nil {
			err = wms.Refuse(wms.NotFound, "unknown_supply_rule", "no supply rule %q", id)
		}
		return err
	}
	tx.Emit(wms.Event{Type: "supply_rule.deleted", Subject: id})
	return rules.Delete(tx, id)
}

// Rules lists all rules by id.
func Rules(r store.Reader) ([]wms.SupplyRule, error) {
	out := []wms.SupplyRule{}
	err := rules.Scan(r, store.Network, nil, func(_ store.KeyParts, v wms.SupplyRule) (bool, error) {
		out = append(out, v)
		return true, nil
	})
	return out, err
}

// Week is the number of a moment's week since that of 1969-12-29, a Monday.
func Week(t time.Time) int64 { return (t.Unix()/86400 + 3) / 7 }

// Monday is the first day of a week.
func Monday(week int64) time.Time { return time.Unix((week*7-3)*86400, 0).UTC() }

// Asked is what was asked for of an item from a warehouse in a week.
type Asked struct {
	Warehouse wms.WarehouseID
	SKU       wms.SKU
	Week      int64
}

// Seen says up to which record of the journal demand is counted.
func Seen(r store.Reader) (uint64, error) {
	seq, _, err := seen.Get(r, store.Network)
	return seq, err
}

// Count adds demand found in the journal up to a record, once: the units of
// every line.
func Count(tx store.Tx, from, until uint64, asked map[Asked][]int64) error {
	if had, err := Seen(tx); err != nil || had != from {
		if err == nil {
			err = fmt.Errorf("supply: demand is counted to record %d, not %d", had, from)
		}
		return err
	}
	for _, k := range sorted(asked) {
		had, _, err := demand.Get(tx, store.Network, string(k.Warehouse), string(k.SKU), k.Week)
		if err != nil {
			return err
		}
		lines, _, err := sizes.Get(tx, store.Network, string(k.Warehouse), string(k.SKU), k.Week)
		if err != nil {
			return err
		}
		for _, n := range asked[k] {
			had += n
			lines = AddSize(lines, Size{n, 1})
		}
		if err := sizes.Put(tx, lines, string(k.Warehouse), string(k.SKU), k.Week); err != nil {
			return err
		}
		if err := demand.Put(tx, had, string(k.Warehouse), string(k.SKU), k.Week); err != nil {
			return err
		}
	}
	return seen.Put(tx, until)
}

// Past is what was asked for of an item from a warehouse: units and lines by
// week from the first with demand, and how large the lines were.
type Past struct {
	SKU    wms.SKU
	Begins int64 // the number of the first week
	Weeks  []int64
	Lines  []float64
	Sizes  []Size
}

// EachPast visits what was asked for of every item in a warehouse, from the
// first week that counts until the week before now; items that were never asked
// for are not there. An item: only its.
func EachPast(r store.Reader, w wms.WarehouseID, only wms.SKU, first, now int64, fn func(Past) error) error {
	return eachSeries(r, w, only, first, now, func(sku wms.SKU, begins int64, weeks []int64) error {
		p := Past{SKU: sku, Begins: begins, Weeks: weeks, Lines: make([]float64, len(weeks))}
		for i, n := range weeks {
			if n <= 0 {
				continue
			}
			list, _, err := sizes.Get(r, store.Network, string(w), string(sku), begins+int64(i))
			if err != nil {
				return err
			}
			if len(list) == 0 { // counted before lines were: as one
				list = []Size{{n, 1}}
			}
			for _, s := range list {
				p.Lines[i] += float64(s.Times)
				p.Sizes = AddSize(p.Sizes, s)
			}
		}
		return fn(p)
	})
}

func eachSeries(r store.Reader, w wms.WarehouseID, only wms.SKU, first, now int64, fn func(sku wms.SKU, begins int64, weeks []int64) error) error {
	var sku wms.SKU
	var begins int64
	var weeks []int64
	flush := func() error {
		if sku == "" {
			return nil
		}
		if n := now - begins; n > int64(len(weeks)) {
			weeks = append(weeks, make([]int64, n-int64(len(weeks)))...)
		}
		return fn(sku, begins, weeks)
	}
	prefix := []any{string(w)}
	if only != "" {
		prefix = append(prefix, string(only))
	}
	err := demand.Scan(r, store.Network, prefix, func(k store.KeyParts, n int64) (bool, error) {
		k.Str()
		of, week := wms.SKU(k.Str()), k.Int()
		if err := k.Err(); err != nil || week < first || week >= now {
			return true, err
		}
		if of != sku {
			if err := flush(); err != nil {
				return false, err
			}
			sku, begins, weeks = of, week, nil
		}
		for int64(len(weeks)) <= week-begins {
			weeks = append(weeks, 0)
		}
		weeks[week-begins] = n
		return true, nil
	})
	if err != nil {
		return err
	}
	return flush()
}
