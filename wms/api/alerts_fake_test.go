package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	for _, what := range []string{"acknowledge", "close"} {
		bodies["POST /v1/alerts/:id/"+what] = `{"note":"seen"}`
	}
	bodies["POST /v1/alerts/:id/assign"] = `{"owner":"bob"}`
	bodies["POST /v1/alerts/:id/snooze"] = `{"hours":24}`
	bodies["PUT /v1/alert-rules/:id"] = `{"measure":"item_cover","warehouse":"central","below":3,"for_hours":2,"allow":5,"level":"warning","owner":"bob","due_hours":24,"escalate_to":"ana"}`
	systemNouns["Alert"], systemNouns["AlertRule"], systemNouns["AlertSubject"], systemNouns["AlertChange"] = wms.Alert{}, wms.AlertRule{}, wms.AlertSubject{}, wms.AlertChange{}
}

func anAlert(id string) wms.Alert {
	below := 3.0
	return wms.Alert{ID: id, Rule: "cover", Measure: "item_cover", Warehouse: "central", Level: "warning", Status: wms.AlertSnoozed, Value: 2, Worst: 4, Below: &below,
		List: []wms.AlertSubject{{ID: "S1", Warehouse: "central", Value: 0.5}}, Since: when, Owner: "bob", DueAt: when, EscalatedAt: &when, SnoozedTill: &when, ClosedAt: &when, ClosedBy: "bob", Note: "seen"}
}

func (f *fake) Alerts(_ context.Context, done bool, _ int) ([]wms.Alert, error) {
	return []wms.Alert{anAlert("AL1")}, f.saw("Alerts", done)
}

func (f *fake) ChangeAlert(_ context.Context, c Call, id, what string, n wms.AlertChange) (wms.Alert, error) {
	return once(f, "ChangeAlert", c, []any{id, what, n}, func() wms.Alert { return anAlert(id) })
}

func (f *fake) AlertRules(context.Context) ([]wms.AlertRule, error) {
	above := 0.05
	return []wms.AlertRule{{ID: "out", Measure: "stock_out_rate", Above: &above, Days: 7, Level: "critical", DueHours: 24, PutBy: "ana", PutAt: when}}, f.saw("AlertRules", nil)
}

func (f *fake) PutAlertRule(_ context.Context, c Call, n wms.AlertRule) (wms.AlertRule, error) {
	n.PutAt = when
	return once(f, "PutAlertRule", c, n, func() wms.AlertRule { return n })
}

func (f *fake) DeleteAlertRule(_ context.Context, c Call, id string) error {
	_, err := once(f, "DeleteAlertRule", c, id, func() bool { return true })
	return err
}

func (f *fake) AlertMeasures() []string { return []string{"stock_out_rate", "item_cover"} }
