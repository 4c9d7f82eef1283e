package plant

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/alerts"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/board"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/store"
)

const (
	// alertsEvery is the site time between two looks at what is watched.
	alertsEvery = time.Hour
	// alertDays is the span of a figure whose rule says none.
	alertDays = 7
)

var listMeasures = []string{wms.MeasureItemCover, wms.MeasureSupplierLate, wms.MeasureOrderAge}

// keepAlerts judges every rule once an hour of site time.
func (p *Plant) keepAlerts(ctx context.Context) error {
	hour := p.Clock.Now().Truncate(alertsEvery)
	if hour.Equal(p.supply.alertsAt) {
		return nil
	}
	if err := p.lookAlerts(ctx); err != nil {
		return err
	}
	p.supply.alertsAt = hour
	return nil
}

func (p *Plant) lookAlerts(ctx context.Context) error {
	rules, err := view(p, alerts.Rules)
	if err != nil {
		return err
	}
	if len(rules) == 0 {
		return p.overdueAlerts()
	}
	measured := make([]alerts.Measured, len(rules))
	for i, r := range rules {
		if measured[i], err = p.measure(ctx, r); err != nil {
			return err
		}
	}
	_, err = p.do(ctx, store.Network, "alerts.look", func(tx store.Tx) error {
		still, err := alerts.Rules(tx)
		if err != nil {
			return err
		}
		for i, r := range rules {
			k := slices.IndexFunc(still, func(x wms.AlertRule) bool { return x.ID == r.ID && x.PutAt.Equal(r.PutAt) })
			if k < 0 {
				continue // changed since it was measured
			}
			if err := alerts.Look(tx, r, measured[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.overdueAlerts()
}

// overdueAlerts stand among the alarms, which are passed on.
func (p *Plant) overdueAlerts() error {
	open, err := view(p, func(r store.Reader) ([]wms.Alert, error) { return alerts.List(r, false, alerts.MaxRules) })
	if err != nil {
		return err
	}
	stand := map[string]bool{}
	for _, a := range open {
		if a.EscalatedAt == nil || a.Status == wms.AlertSnoozed {
			continue
		}
		id := "alert/" + a.ID
		stand[id] = true
		p.alarms.raise(p.Clock.Now(), id, a.Rule, "alert_overdue", wms.Say("%s was to be dealt with by %s: %s is %.4g", a.ID, a.DueAt.Format(time.RFC3339), a.Measure, a.Value), a.Level)
	}
	for id := range p.supply.alarmed {
		if !stand[id] {
			p.alarms.clear(id)
		}
	}
	p.supply.alarmed = stand
	return nil
}

// measure says how a rule's measure stands.
func (p *Plant) measure(ctx context.Context, r wms.AlertRule) (alerts.Measured, error) {
	switch r.Measure {
	case wms.MeasureItemCover:
		return p.measureCover(ctx, r)
	case wms.MeasureSupplierLate:
		return p.measureLate(r)
	case wms.MeasureOrderAge:
		m := alerts.Measured{Known: true, Lists: true}
		now := p.Clock.Now()
		for id, at := range p.board.OpenOrders() {
			m.Wrong = add(m.Wrong, r, wms.AlertSubject{ID: id, Value: now.Sub(at).Hours()})
		}
		return worstFirst(r, m), nil
	}
	to := p.Clock.Now().UTC().Truncate(24 * time.Hour)
	q := api.BoardQuery{From: to.AddDate(0, 0, 1-int(cmp.Or(r.Days, alertDays))), To: to, Warehouse: r.Warehouse}
	b, err := p.Board(ctx, q)
	if err != nil {
		return alerts.Measured{}, err
	}
	i := slices.IndexFunc(b.Figures, func(f wms.BoardFigure) bool { return f.Code == r.Measure })
	if i < 0 || b.Figures[i].Value == nil {
		return alerts.Measured{}, nil
	}
	return alerts.Measured{Known: true, Value: *b.Figures[i].Value}, nil
}

// add takes in a subject that is beyond the rule's threshold.
func add(list []wms.AlertSubject, r wms.AlertRule, s wms.AlertSubject) []wms.AlertSubject {
	if r.Above != nil && s.Value > *r.Above || r.Below != nil && s.Value < *r.Below {
		return append(list, s)
	}
	return list
}

func worstFirst(r wms.AlertRule, m alerts.Measured) alerts.Measured {
	slices.SortFunc(m.Wrong, func(a, b wms.AlertSubject) int {
		by := cmp.Compare(a.Value, b.Value)
		if r.Above != nil {
			by = -by
		}
		return cmp.Or(by, cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.ID, b.ID))
	})
	return m
}

// measureCover lists items by how many days their free stock lasts, by what the
// last supply run expects; before the first nothing is known.
func (p *Plant) measureCover(ctx context.Context, r wms.AlertRule) (alerts.Measured, error) {
	have, err := p.stockPositions(ctx)
	if err != nil {
		return alerts.Measured{}, err
	}
	p.supply.mu.Lock()
	levels := p.supply.levels
	p.supply.mu.Unlock()
	if levels == nil {
		return alerts.Measured{}, nil
	}
	m := alerts.Measured{Known: true, Lists: true}
	for w, list := range levels {
		if r.Warehouse != "" && w != r.Warehouse {
			continue
		}
		for sku, l := range list {
			if l.PerWeek > 0 {
				m.Wrong = add(m.Wrong, r, wms.AlertSubject{ID: string(sku), Warehouse: w, Value: 7 * float64(have.of(w, sku).Free) / l.PerWeek})
			}
		}
	}
	return worstFirst(r, m), nil
}

// measureLate lists deliveries by how many days they are late.
func (p *Plant) measureLate(r wms.AlertRule) (alerts.Measured, error) {
	m := alerts.Measured{Known: true, Lists: true}
	now := p.Clock.Now()
	err := p.Store.View(func(db store.Reader) error {
		for _, h := range p.Houses {
			if r.Warehouse != "" && h.Site.ID != r.Warehouse {
				continue
			}
			for after := wms.ReceiptID(""); ; {
				list, err := inbound.List(db, h.Partition(), after, 1000)
				if err != nil {
					return err
				}
				for _, rec := range list {
					after = rec.ID
					if rec.Status == wms.ReceiptExpected && rec.ExpectedAt != nil {
						m.Wrong = add(m.Wrong, r, wms.AlertSubject{ID: string(rec.ID), Warehouse: h.Site.ID, Value: now.Sub(*rec.ExpectedAt).Hours() / 24})
					}
				}
				if len(list) < 1000 {
					break
				}
			}
		}
		return nil
	})
	return worstFirst(r, m), err
}

// Alerts implements api.Alerts.
func (p *Plant) Alerts(_ context.Context, done bool, limit int) ([]wms.Alert, error) {
	return view(p, func(r store.Reader) ([]wms.Alert, error) { return alerts.List(r, done, limit) })
}

// ChangeAlert implements api.Alerts.
func (p *Plant) ChangeAlert(ctx context.Context, c api.Call, id, what string, n wms.AlertChange) (wms.Alert, error) {
	out, _, err := command(ctx, p, c, store.Network, "alert."+what, func(tx store.Tx) (wms.Alert, error) { return alerts.Change(tx, id, what, n, c.Actor.User) })
	return out, err
}

// AlertRules implements api.Alerts.
func (p *Plant) AlertRules(context.Context) ([]wms.AlertRule, error) { return view(p, alerts.Rules) }

// PutAlertRule implements api.Alerts.
func (p *Plant) PutAlertRule(ctx context.Context, c api.Call, n wms.AlertRule) (wms.AlertRule, error) {
	out, _, err := command(ctx, p, c, store.Network, "alert.rule", func(tx store.Tx) (wms.AlertRule, error) {
		return alerts.PutRule(tx, n, c.Actor.User, func(measure string, w wms.WarehouseID) error {
			if w != "" {
				if _, err := p.House(w); err != nil {
					return err
				}
			}
			if !slices.Contains(p.AlertMeasures(), measure) {
				return wms.Refuse(wms.Invalid, "unknown_measure", "there is no measure %.40q: see /v1/alert-measures", measure).With("field", "measure")
			}
			return nil
		})
	})
	return out, err
}

// DeleteAlertRule implements api.Alerts.
func (p *Plant) DeleteAlertRule(ctx context.Context, c api.Call, id string) error {
	_, _, err := command(ctx, p, c, store.Network, "alert.rule", func(tx store.Tx) (bool, error) { return true, alerts.DeleteRule(tx, id) })
	return err
}

// AlertMeasures implements api.Alerts.
func (p *Plant) AlertMeasures() []string { return append(board.Codes(), listMeasures...) }
