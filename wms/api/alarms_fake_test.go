package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/alarms/:id/acknowledge"] = `{"note":"on my way"}`
	bodies["POST /v1/alarms/:id/assign"] = `{"owner":"ana"}`
	bodies["PUT /v1/alarm-rules/:id"] = `{"level":"critical","after_s":300,"via":"webhook","url":"https://example.org/hook"}`
	systemNouns["AlarmCase"], systemNouns["AlarmRule"], systemNouns["NewAlarmRule"] = wms.AlarmCase{}, wms.AlarmRule{}, wms.NewAlarmRule{}
}

func alarmCase(id string) wms.AlarmCase {
	return wms.AlarmCase{Alarm: wms.Alarm{ID: id, Since: when, Source: "crane-1", Code: "device_fault", Message: "fault", Level: "critical"}}
}

func (f *fake) AlarmCases(_ context.Context, past bool, _ int) ([]wms.AlarmCase, error) {
	return []wms.AlarmCase{alarmCase("a")}, f.saw("AlarmCases", past)
}

func (f *fake) Acknowledge(_ context.Context, c Call, id, note string) (wms.AlarmCase, error) {
	return once(f, "Acknowledge", c, note, func() wms.AlarmCase { return alarmCase(id) })
}

func (f *fake) AssignAlarm(_ context.Context, c Call, id string, owner wms.UserID) (wms.AlarmCase, error) {
	return once(f, "AssignAlarm", c, owner, func() wms.AlarmCase { return alarmCase(id) })
}

func (f *fake) AlarmRules(context.Context) ([]wms.AlarmRule, error) {
	return []wms.AlarmRule{{ID: "chief", Level: "critical", Via: "webhook"}}, f.saw("AlarmRules", nil)
}

func (f *fake) PutAlarmRule(_ context.Context, c Call, n wms.NewAlarmRule) (wms.AlarmRule, error) {
	return once(f, "PutAlarmRule", c, n, func() wms.AlarmRule { return n.AlarmRule })
}

func (f *fake) DeleteAlarmRule(_ context.Context, c Call, id string) error {
	_, err := once(f, "DeleteAlarmRule", c, id, func() bool { return true })
	return err
}
