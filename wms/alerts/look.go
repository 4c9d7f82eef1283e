package alerts

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// wrong says whether a rule's measure is beyond its threshold; once it was,
// it must come back by a part of the threshold.
func wrong(r wms.AlertRule, m Measured, was bool) bool {
	if m.Lists {
		return int64(len(m.Wrong)) > r.Allow
	}
	slack := 0.0
	if was {
		slack = Back
	}
	if r.Above != nil {
		return m.Value > *r.Above-slack*abs(*r.Above)
	}
	return m.Value < *r.Below+slack*abs(*r.Below)
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

// worse of two values of a rule.
func worse(r wms.AlertRule, m Measured, a, b float64) float64 {
	if m.Lists || r.Above != nil {
		return max(a, b)
	}
	return min(a, b)
}

// Look judges a rule by what was measured, at the command's time: it opens,
// updates, escalates or ends its alert.
func Look(tx store.Tx, r wms.AlertRule, m Measured) error {
	if !m.Known {
		return nil
	}
	s, _, err := states.Get(tx, store.Network, r.ID)
	if err != nil {
		return err
	}
	had, now := s, tx.Now()
	if !wrong(r, m, s.Since != nil) {
		if s.Open != "" {
			if err := end(tx, s.Open, ""); err != nil {
				return err
			}
		}
		if had.Open == "" && had.Since == nil && had.Quiet == nil {
			return nil
		}
		return states.Put(tx, state{}, r.ID)
	}
	if s.Since == nil {
		s.Since = &now
	}
	if s.Quiet != nil && !now.Before(*s.Quiet) {
		s.Quiet = nil
	}
	switch {
	case s.Open != "":
		if err := update(tx, r, m, s.Open); err != nil {
			return err
		}
	case s.Quiet == nil && now.Sub(*s.Since) >= time.Duration(r.ForHours)*time.Hour:
		if s.Open, err = open(tx, r, m); err != nil {
			return err
		}
	}
	if s.Open == had.Open && s.Quiet == had.Quiet && had.Since != nil {
		return nil
	}
	return states.Put(tx, s, r.ID)
}

func value(m Measured) float64 {
	if m.Lists {
		return float64(len(m.Wrong))
	}
	return m.Value
}

func open(tx store.Tx, r wms.AlertRule, m Measured) (string, error) {
	n, err := tx.NextID("alert")
	if err != nil {
		return "", err
	}
	if n > kept { // the oldest goes, if it is done
		old, had, err := cases.Get(tx, store.Network, name(n-kept))
		if err != nil {
			return "", err
		}
		if had && old.Status == wms.AlertDone {
			if err := cases.Delete(tx, old.ID); err != nil {
				return "", err
			}
		}
	}
	now := tx.Now()
	a := wms.Alert{ID: name(n), Rule: r.ID, Measure: r.Measure, Warehouse: r.Warehouse, Level: r.Level, Status: wms.AlertOpen, Value: value(m), Worst: value(m),
		Above: r.Above, Below: r.Below, List: m.Wrong[:min(MaxList, len(m.Wrong))], Since: now, Owner: r.Owner, DueAt: now.Add(time.Duration(r.DueHours) * time.Hour)}
	tx.Emit(wms.Event{Type: "alert.opened", Subject: a.ID, Data: map[string]any{"rule": r.ID, "measure": r.Measure, "warehouse": string(r.Warehouse), "value": a.Value, "owner": string(a.Owner)}})
	return a.ID, cases.Put(tx, a, a.ID)
}

// update notes what is measured now, wakes what was put off, and escalates what
// is overdue, once.
func update(tx store.Tx, r wms.AlertRule, m Measured, id string) error {
	a, err := Get(tx, id)
	if err != nil {
		return err
	}
	now := tx.Now()
	a.Value, a.Worst, a.List = value(m), worse(r, m, a.Worst, value(m)), m.Wrong[:min(MaxList, len(m.Wrong))]
	if a.Status == wms.AlertSnoozed && a.SnoozedTill != nil && !now.Before(*a.SnoozedTill) {
		a.Status, a.SnoozedTill = wms.AlertOpen, nil
		a.DueAt = now.Add(time.Duration(r.DueHours) * time.Hour)
		tx.Emit(wms.Event{Type: "alert.woken", Subject: id})
	}
	if a.Status != wms.AlertSnoozed && a.EscalatedAt == nil && now.After(a.DueAt) {
		a.EscalatedAt = &now
		if r.EscalateTo != "" {
			a.Owner = r.EscalateTo
		}
		tx.Emit(wms.Event{Type: "alert.escalated", Subject: id, Data: map[string]any{"rule": r.ID, "owner": string(a.Owner)}})
	}
	return cases.Put(tx, a, id)
}

// end closes an alert; nobody: by itself.
func end(tx store.Tx, id string, by wms.UserID) error {
	a, err := Get(tx, id)
	if err != nil {
		return err
	}
	now := tx.Now()
	a.Status, a.ClosedAt, a.ClosedBy, a.SnoozedTill = wms.AlertDone, &now, by, nil
	tx.Emit(wms.Event{Type: "alert.done", Subject: id, Data: map[string]any{"rule": a.Rule, "by": string(by)}})
	return cases.Put(tx, a, id)
}

// Change does what a person says: acknowledge, assign, snooze or close.
func Change(tx store.Tx, id, what string, c wms.AlertChange, who wms.UserID) (wms.Alert, error) {
	a, err := Get(tx, id)
	if err != nil {
		return a, err
	}
	if a.Status == wms.AlertDone {
		return a, wms.Refuse(wms.Conflict, "alert_done", "alert %s is done", id)
	}
	if len(c.Note) > 500 {
		return a, wms.Refuse(wms.Invalid, "invalid_field", "note has %d bytes, the most is %d", len(c.Note), 500).With("field", "note")
	}
	if c.Note != "" {
		a.Note = c.Note
	}
	now := tx.Now()
	event := "alert.acknowledged"
	switch what {
	case "acknowledge":
		a.Status = wms.AlertAcknowledged
		if a.Owner == "" {
			a.Owner = who
		}
	case "assign":
		if c.Owner == "" || len(c.Owner) > 128 {
			return a, wms.Refuse(wms.Invalid, "invalid_owner", "owner and escalate_to are ids of people").With("field", "owner")
		}
		event, a.Owner = "alert.assigned", c.Owner
	case "snooze":
		if c.Hours < 1 || c.Hours > 24*30 {
			return a, wms.Refuse(wms.Invalid, "invalid_hours", "hours must be 1 to %d, not %d", 24*30, c.Hours).With("field", "hours")
		}
		till := now.Add(time.Duration(c.Hours) * time.Hour)
		event, a.Status, a.SnoozedTill = "alert.snoozed", wms.AlertSnoozed, &till
	case "close":
		return closeBy(tx, a, who)
	}
	tx.Emit(wms.Event{Type: event, Subject: id, Data: map[string]any{"who": string(who), "owner": string(a.Owner)}})
	return a, cases.Put(tx, a, id)
}

// closeBy closes an alert that a person has dealt with: its rule stays quiet for
// a while.
func closeBy(tx store.Tx, a wms.Alert, who wms.UserID) (wms.Alert, error) {
	if err := cases.Put(tx, a, a.ID); err != nil { // with its note
		return a, err
	}
	if err := end(tx, a.ID, who); err != nil {
		return a, err
	}
	s, _, err := states.Get(tx, store.Network, a.Rule)
	if err != nil {
		return a, err
	}
	quiet := tx.Now().Add(QuietFor)
	s.Open, s.Quiet = "", &quiet
	if err := states.Put(tx, s, a.Rule); err != nil {
		return a, err
	}
	return Get(tx, a.ID)
}
