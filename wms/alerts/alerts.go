// Package alerts watches figures for people who are not looking at them.
//
// The nouns: a Rule names a measure and a threshold, who deals with it and by
// when; an Alert is one case of it, with whoever owns it, until the measure is
// right again or somebody says that it is dealt with.
//
// Caveats: a rule has one alert at a time, whatever its measure lists. What a
// person has closed stays closed for QuietFor, or until the measure was right in
// between. A measure that cannot be measured changes nothing.
package alerts

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	rules  = store.NewTable[wms.AlertRule]("alertrule", 1)
	cases  = store.NewTable[wms.Alert]("alert", 1)
	states = store.NewTable[state]("alertstate", 1) // by rule
)

// state is what is remembered of a rule.
type state struct {
	Open  string     `cbor:"1,keyasint,omitempty"` // its alert that is not done
	Since *time.Time `cbor:"2,keyasint,omitempty"` // from when on it has been wrong
	Quiet *time.Time `cbor:"3,keyasint,omitempty"` // a person closed it: no new one until then
}

// Bounds and settings.
const (
	MaxRules = 200
	MaxList  = 20 // of what is wrong, told in an alert
	kept     = 5000
	QuietFor = 7 * 24 * time.Hour
	// Back is the part of a threshold by which a figure must be better before it
	// counts as right again.
	Back = 0.02
)

var (
	ids    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)
	levels = []string{"info", "warning", "critical"}
)

// Measured is what a measure says of a rule.
type Measured struct {
	Known bool
	Value float64            // of a figure
	Lists bool               // the measure lists what is wrong
	Wrong []wms.AlertSubject // the worst first
}

// PutRule sets a rule. Known refuses measures and warehouses that there are not.
func PutRule(tx store.Tx, n wms.AlertRule, who wms.UserID, known func(measure string, w wms.WarehouseID) error) (wms.AlertRule, error) {
	if err := check(n); err != nil {
		return n, err
	}
	if err := known(n.Measure, n.Warehouse); err != nil {
		return n, err
	}
	all, err := Rules(tx)
	if err != nil {
		return n, err
	}
	if len(all) >= MaxRules && !slices.ContainsFunc(all, func(r wms.AlertRule) bool { return r.ID == n.ID }) {
		return n, wms.Refuse(wms.Conflict, "too_many", "there are %d rules, which is the most", MaxRules)
	}
	n.PutBy, n.PutAt = who, tx.Now()
	tx.Emit(wms.Event{Type: "alert_rule.put", Subject: n.ID, Data: map[string]any{"measure": n.Measure, "warehouse": string(n.Warehouse)}})
	return n, rules.Put(tx, n, n.ID)
}

func check(n wms.AlertRule) error {
	field := func(name string, err *wms.Error) error { return err.With("field", name) }
	switch {
	case !ids.MatchString(n.ID):
		return wms.Refuse(wms.Invalid, "invalid_id", "a rule's id is 1 to 40 letters, digits, dots, dashes or underscores, not %q", n.ID)
	case !slices.Contains(levels, n.Level):
		return field("level", wms.Refuse(wms.Invalid, "invalid_level", "level is one of %v, not %q", levels, n.Level))
	case (n.Above == nil) == (n.Below == nil):
		return field("above", wms.Refuse(wms.Invalid, "invalid_threshold", "a rule has a threshold above or below which it is wrong: one of the two"))
	case n.DueHours < 1 || n.DueHours > 24*90:
		return field("due_hours", wms.Refuse(wms.Invalid, "invalid_due", "due_hours must be 1 to %d, not %d", 24*90, n.DueHours))
	case n.Days < 0 || n.Days > 91 || n.ForHours < 0 || n.ForHours > 24*30 || n.Allow < 0 || n.Allow > 1_000_000:
		return wms.Refuse(wms.Invalid, "invalid_alert_rule", "days must be 0 to 91, for_hours 0 to 720, allow 0 to 1000000")
	case len(n.Owner) > 128 || len(n.EscalateTo) > 128:
		return field("owner", wms.Refuse(wms.Invalid, "invalid_owner", "owner and escalate_to are ids of people"))
	}
	for _, v := range []*float64{n.Above, n.Below} {
		if v != nil && (math.IsNaN(*v) || math.Abs(*v) > 1e12) {
			return field("above", wms.Refuse(wms.Invalid, "invalid_threshold", "a threshold must be a number up to 10^12"))
		}
	}
	return nil
}

// Rules lists the rules by id.
func Rules(r store.Reader) ([]wms.AlertRule, error) {
	out := []wms.AlertRule{}
	err := rules.Scan(r, store.Network, nil, func(_ store.KeyParts, x wms.AlertRule) (bool, error) {
		out = append(out, x)
		return true, nil
	})
	return out, err
}

// DeleteRule takes a rule away; its alert is done with it.
func DeleteRule(tx store.Tx, id string) error {
	if _, had, err := rules.Get(tx, store.Network, id); err != nil || !had {
		if err == nil {
			err = wms.Refuse(wms.NotFound, "unknown_rule", "no rule %q", id)
		}
		return err
	}
	s, _, err := states.Get(tx, store.Network, id)
	if err != nil {
		return err
	}
	if s.Open != "" {
		if err := end(tx, s.Open, ""); err != nil {
			return err
		}
	}
	tx.Emit(wms.Event{Type: "alert_rule.deleted", Subject: id})
	if err := states.Delete(tx, id); err != nil {
		return err
	}
	return rules.Delete(tx, id)
}

// List lists alerts, the latest first: those that are done, or the others.
func List(r store.Reader, done bool, limit int) ([]wms.Alert, error) {
	out := []wms.Alert{}
	err := cases.ScanBack(r, store.Network, nil, func(_ store.KeyParts, a wms.Alert) (bool, error) {
		if (a.Status == wms.AlertDone) == done {
			out = append(out, a)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Get reads an alert.
func Get(r store.Reader, id string) (wms.Alert, error) {
	a, ok, err := cases.Get(r, store.Network, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_alert", "no alert %q", id)
	}
	return a, err
}

func name(n uint64) string { return fmt.Sprintf("AL%08d", n) }
