// Package alarms keeps what a person must look at: who looks after it, whether
// somebody has acknowledged it, and to whom it is passed on when nobody does.
//
// The nouns: a Case is an alarm that stands, durable with its owner; the past
// keeps those that are over; a Rule passes a case on by e-mail or webhook once
// it is old and grave enough and nobody has acknowledged it.
//
// Caveats: a case is told at least once per rule: after a crash in between it
// is told again. The past keeps PastLength cases.
package alarms

import (
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	table     = store.NewTable[wms.AlarmCase]("alarm", 1)
	past      = store.NewTable[wms.AlarmCase]("alarmpast", 1) // n
	rules     = store.NewTable[wms.AlarmRule]("alarmrule", 1)
	passwords = store.NewTable[string]("alarmpassword", 1).Private()
)

// PastLength bounds what is kept of alarms that are over.
const PastLength = 5000

const maxRules = 100

var (
	// Levels from the least on.
	Levels = []string{"info", "warning", "critical"}
	// Ways to pass an alarm on.
	Ways   = []string{"email", "webhook", "wecom", "teams"}
	ruleID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)
)

// Changes says what differs between what stands now and what is recorded.
func Changes(r store.Reader, now []wms.Alarm) (raise []wms.Alarm, gone []string, err error) {
	stands := map[string]wms.Alarm{}
	for _, a := range now {
		stands[a.ID] = a
	}
	err = table.Scan(r, store.Network, nil, func(_ store.KeyParts, c wms.AlarmCase) (bool, error) {
		a, still := stands[c.ID]
		if !still {
			gone = append(gone, c.ID)
		} else if a.Level == c.Level {
			delete(stands, c.ID)
		}
		return true, nil
	})
	for _, a := range now {
		if _, is := stands[a.ID]; is {
			raise = append(raise, a)
		}
	}
	return raise, gone, err
}

// Raise records an alarm, or that it has another level now.
func Raise(tx store.Tx, a wms.Alarm) error {
	c, had, err := table.Get(tx, store.Network, a.ID)
	if err != nil {
		return err
	}
	if had {
		a.Since = c.Since
	}
	c.Alarm = a
	tx.Emit(wms.Event{Type: "alarm.raised", Subject: a.ID, Data: map[string]any{"source": a.Source, "code": a.Code, "level": a.Level}})
	return table.Put(tx, c, a.ID)
}

// Clear puts an alarm that is over into the past.
func Clear(tx store.Tx, id string) error {
	c, had, err := table.Get(tx, store.Network, id)
	if err != nil || !had {
		return err
	}
	now := tx.Now()
	c.ClearedAt = &now
	n, err := tx.NextID("alarmpast")
	if err != nil {
		return err
	}
	if n > PastLength {
		if err := past.Delete(tx, n-PastLength); err != nil {
			return err
		}
	}
	if err := past.Put(tx, c, n); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "alarm.cleared", Subject: id, Data: map[string]any{"code": c.Code}})
	return table.Delete(tx, id)
}

// Acknowledge says that a person looks at it: it is not passed on any more.
func Acknowledge(tx store.Tx, id string, by wms.UserID, note string) (wms.AlarmCase, error) {
	return change(tx, id, "alarm.acknowledged", by, func(c *wms.AlarmCase) {
		now := tx.Now()
		c.AcknowledgedBy, c.AcknowledgedAt, c.Note = by, &now, note
		if c.Owner == "" {
			c.Owner = by
		}
	})
}

// Assign gives it to a person.
func Assign(tx store.Tx, id string, owner wms.UserID) (wms.AlarmCase, error) {
	return change(tx, id, "alarm.assigned", owner, func(c *wms.AlarmCase) { c.Owner = owner })
}

// Told records that a rule passed it on.
func Told(tx store.Tx, id, rule string) error {
	if _, had, err := table.Get(tx, store.Network, id); err != nil || !had {
		return err
	}
	_, err := change(tx, id, "alarm.told", wms.UserID(rule), func(c *wms.AlarmCase) {
		told := map[string]time.Time{rule: tx.Now()}
		for r, at := range c.Told {
			if r != rule {
				told[r] = at
			}
		}
		c.Told = told
	})
	return err
}

func change(tx store.Tx, id, event string, who wms.UserID, fn func(c *wms.AlarmCase)) (wms.AlarmCase, error) {
	c, had, err := table.Get(tx, store.Network, id)
	if err == nil && !had {
		err = wms.Refuse(wms.NotFound, "unknown_alarm", "no alarm %q stands", id)
	}
	if err != nil {
		return c, err
	}
	fn(&c)
	tx.Emit(wms.Event{Type: event, Subject: id, Data: map[string]any{"who": string(who)}})
	return c, table.Put(tx, c, id)
}

// Standing lists the alarms that stand.
func Standing(r store.Reader) ([]wms.AlarmCase, error) {
	out := []wms.AlarmCase{}
	err := table.Scan(r, store.Network, nil, func(_ store.KeyParts, c wms.AlarmCase) (bool, error) {
		out = append(out, c)
		return true, nil
	})
	slices.SortFunc(out, func(a, b wms.AlarmCase) int { return a.Since.Compare(b.Since) })
	return out, err
}

// Past lists up to limit alarms that are over, the last first.
func Past(r store.Reader, limit int) ([]wms.AlarmCase, error) {
	out := []wms.AlarmCase{}
	err := past.ScanBack(r, store.Network, nil, func(_ store.KeyParts, c wms.AlarmCase) (bool, error) {
		out = append(out, c)
		return len(out) < limit, nil
	})
	return out, err
}

// PutRule records a rule.
func PutRule(tx store.Tx, n wms.NewAlarmRule) (wms.AlarmRule, error) {
	r := n.AlarmRule
	if err := check(&r); err != nil {
		return r, err
	}
	if all, err := Rules(tx); err != nil {
		return r, err
	} else if len(all) >= maxRules && !slices.ContainsFunc(all, func(x wms.AlarmRule) bool { return x.ID == r.ID }) {
		return r, wms.Refuse(wms.Conflict, "too_many", "there are %d rules, which is the most", maxRules)
	}
	if n.Password != "" {
		if err := passwords.Put(tx, n.Password, r.ID); err != nil {
			return r, err
		}
	}
	tx.Emit(wms.Event{Type: "alarm.rule_put", Subject: r.ID, Data: map[string]any{"via": r.Via, "level": r.Level}})
	return r, rules.Put(tx, r, r.ID)
}

func check(r *wms.AlarmRule) error {
	if r.PerHour == 0 {
		r.PerHour = 20
	}
	switch {
	case !ruleID.MatchString(r.ID):
		return wms.Refuse(wms.Invalid, "invalid_id", "a rule's id is 1 to 40 letters, digits, dots, dashes or underscores, not %q", r.ID)
	case !slices.Contains(Levels, r.Level):
		return wms.Refuse(wms.Invalid, "invalid_level", "level is one of %v, not %q", Levels, r.Level)
	case !slices.Contains(Ways, r.Via):
		return wms.Refuse(wms.Invalid, "invalid_via", "via is one of %v, not %q", Ways, r.Via)
	case r.AfterS < 0 || r.AfterS > 30*86400:
		return wms.Refuse(wms.Invalid, "invalid_after", "after_s must be 0 to 30 days, not %d", r.AfterS)
	case r.PerHour < 1 || r.PerHour > 1000:
		return wms.Refuse(wms.Invalid, "invalid_per_hour", "per_hour must be 1 to 1000, not %d", r.PerHour)
	}
	if r.Via != "email" {
		u, err := url.Parse(r.URL)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
			return wms.Refuse(wms.Invalid, "invalid_url", "url must be http:// or https:// with a host, not %q", r.URL)
		}
		return nil
	}
	if _, _, err := net.SplitHostPort(r.SMTP); err != nil {
		return wms.Refuse(wms.Invalid, "invalid_smtp", "smtp must be host:port of the mail server, not %q", r.SMTP)
	}
	if len(r.To) == 0 || len(r.To) > 50 {
		return wms.Refuse(wms.Invalid, "invalid_to", "an e-mail goes to 1 to 50 addresses, not %d", len(r.To))
	}
	for _, a := range append([]string{r.From}, r.To...) {
		if p, err := mail.ParseAddress(a); err != nil || p.Address != a {
			return wms.Refuse(wms.Invalid, "invalid_address", "%q is no e-mail address", a)
		}
	}
	return nil
}

// Rules lists the rules.
func Rules(r store.Reader) ([]wms.AlarmRule, error) {
	out := []wms.AlarmRule{}
	err := rules.Scan(r, store.Network, nil, func(_ store.KeyParts, x wms.AlarmRule) (bool, error) {
		out = append(out, x)
		return true, nil
	})
	return out, err
}

// DeleteRule takes a rule away.
func DeleteRule(tx store.Tx, id string) error {
	if _, had, err := rules.Get(tx, store.Network, id); err != nil || !had {
		if err == nil {
			err = wms.Refuse(wms.NotFound, "unknown_rule", "no rule %q", id)
		}
		return err
	}
	tx.Emit(wms.Event{Type: "alarm.rule_deleted", Subject: id})
	if err := passwords.Delete(tx, id); err != nil {
		return err
	}
	return rules.Delete(tx, id)
}

// Password of a rule's mail server.
func Password(r store.Reader, id string) (string, error) {
	s, _, err := passwords.Get(r, store.Network, id)
	return s, err
}

// Due says whether a rule passes a case on at a moment.
func Due(r wms.AlarmRule, c wms.AlarmCase, now time.Time) bool {
	_, told := c.Told[r.ID]
	return !told && c.AcknowledgedAt == nil && slices.Index(Levels, c.Level) >= slices.Index(Levels, r.Level) &&
		(len(r.Codes) == 0 || slices.Contains(r.Codes, c.Code)) && now.Sub(c.Since) >= time.Duration(r.AfterS)*time.Second
}
