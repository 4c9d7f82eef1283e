package plant

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/aisle-wms/aisle/wms"
	cases "github.com/aisle-wms/aisle/wms/alarms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/store"
)

const (
	// alarmLook is the wall time between two looks at what stands.
	alarmLook = 300 * time.Millisecond
	// alarmGrace is the wall time after a start in which no alarm counts as
	// over: what it speaks of must be found again first.
	alarmGrace = time.Minute
	alarmRetry = 5 * time.Second
	alarmLast  = 10 * time.Minute
)

// attempt is a message that could not be sent, and when it is tried again.
type attempt struct {
	n    int
	next time.Time
}

// keepAlarms makes the alarms durable and passes them on until ctx ends.
func (p *Plant) keepAlarms(ctx context.Context) error {
	started := time.Now()
	failed := map[[2]string]attempt{}
	client := &http.Client{Timeout: cases.SendTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for {
		pause(ctx, alarmLook)
		if ctx.Err() != nil {
			return nil
		}
		p.forgetIntruders(time.Now())
		grace := cmp.Or(p.AlarmGrace, alarmGrace)
		if err := p.recordAlarms(ctx, time.Since(started) > grace); err != nil {
			return ignoreDone(ctx, err)
		}
		if err := p.tellAlarms(ctx, client, failed); err != nil {
			return ignoreDone(ctx, err)
		}
	}
}

func (p *Plant) recordAlarms(ctx context.Context, clear bool) error {
	now := p.alarms.list()
	var raise []wms.Alarm
	var gone []string
	err := p.Store.View(func(r store.Reader) (err error) { raise, gone, err = cases.Changes(r, now); return err })
	if !clear {
		gone = nil
	}
	if err != nil || len(raise)+len(gone) == 0 {
		return err
	}
	_, err = p.do(ctx, store.Network, "alarm.record", func(tx store.Tx) error {
		for _, a := range raise {
			if err := cases.Raise(tx, a); err != nil {
				return err
			}
		}
		for _, id := range gone {
			if err := cases.Clear(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// tellAlarms sends what is due, the oldest alarm first, within each rule's
// bound.
func (p *Plant) tellAlarms(ctx context.Context, client *http.Client, failed map[[2]string]attempt) error {
	var standing []wms.AlarmCase
	var rules []wms.AlarmRule
	err := p.Store.View(func(r store.Reader) (err error) {
		if rules, err = cases.Rules(r); err != nil || len(rules) == 0 {
			return err
		}
		standing, err = cases.Standing(r)
		return err
	})
	if err != nil || len(rules) == 0 {
		return err
	}
	now := p.Clock.Now()
	for _, rule := range rules {
		sent := p.sentBy[rule.ID]
		for len(sent) > 0 && now.Sub(sent[0]) > time.Hour {
			sent = sent[1:]
		}
		p.sentBy[rule.ID] = sent
		for _, c := range standing {
			key := [2]string{rule.ID, c.ID}
			if int64(len(p.sentBy[rule.ID])) >= rule.PerHour {
				break
			}
			if !cases.Due(rule, c, now) || time.Now().Before(failed[key].next) {
				continue
			}
			password, err := view(p, func(r store.Reader) (string, error) { return cases.Password(r, rule.ID) })
			if err != nil {
				return err
			}
			if err := cases.Send(ctx, client, rule, password, c); err != nil {
				n := failed[key].n + 1
				failed[key] = attempt{n, time.Now().Add(min(alarmLast, cmp.Or(p.HostRetry, alarmRetry)<<min(n, 20)))}
				p.Logger.Warn("alarm not passed on", "rule", rule.ID, "alarm", c.ID, "tries", n, "error", err)
				continue
			}
			delete(failed, key)
			p.sentBy[rule.ID] = append(p.sentBy[rule.ID], now)
			if _, err := p.do(ctx, store.Network, "alarm.told", func(tx store.Tx) error { return cases.Told(tx, c.ID, rule.ID) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// AlarmCases implements api.Alarms.
func (p *Plant) AlarmCases(_ context.Context, past bool, limit int) ([]wms.AlarmCase, error) {
	return view(p, func(r store.Reader) ([]wms.AlarmCase, error) {
		if past {
			return cases.Past(r, limit)
		}
		return cases.Standing(r)
	})
}

// Acknowledge implements api.Alarms.
func (p *Plant) Acknowledge(ctx context.Context, c api.Call, id, note string) (wms.AlarmCase, error) {
	out, _, err := command(ctx, p, c, store.Network, "alarm.acknowledge", func(tx store.Tx) (wms.AlarmCase, error) {
		return cases.Acknowledge(tx, id, c.Actor.User, note)
	})
	return out, err
}

// AssignAlarm implements api.Alarms.
func (p *Plant) AssignAlarm(ctx context.Context, c api.Call, id string, owner wms.UserID) (wms.AlarmCase, error) {
	out, _, err := command(ctx, p, c, store.Network, "alarm.assign", func(tx store.Tx) (wms.AlarmCase, error) {
		return cases.Assign(tx, id, owner)
	})
	return out, err
}

// AlarmRules implements api.Alarms.
func (p *Plant) AlarmRules(context.Context) ([]wms.AlarmRule, error) { return view(p, cases.Rules) }

// PutAlarmRule implements api.Alarms.
func (p *Plant) PutAlarmRule(ctx context.Context, c api.Call, n wms.NewAlarmRule) (wms.AlarmRule, error) {
	out, _, err := command(ctx, p, c, store.Network, "alarm.rule", func(tx store.Tx) (wms.AlarmRule, error) { return cases.PutRule(tx, n) })
	return out, err
}

// DeleteAlarmRule implements api.Alarms.
func (p *Plant) DeleteAlarmRule(ctx context.Context, c api.Call, id string) error {
	_, _, err := command(ctx, p, c, store.Network, "alarm.rule", func(tx store.Tx) (bool, error) { return true, cases.DeleteRule(tx, id) })
	return err
}
