package api

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Alarms are what a person must look at, and to whom they are passed on.
type Alarms interface {
	AlarmCases(ctx context.Context, past bool, limit int) ([]wms.AlarmCase, error)
	Acknowledge(ctx context.Context, c Call, id, note string) (wms.AlarmCase, error)
	AssignAlarm(ctx context.Context, c Call, id string, owner wms.UserID) (wms.AlarmCase, error)
	AlarmRules(ctx context.Context) ([]wms.AlarmRule, error)
	PutAlarmRule(ctx context.Context, c Call, n wms.NewAlarmRule) (wms.AlarmRule, error)
	DeleteAlarmRule(ctx context.Context, c Call, id string) error
}

func (f *face) alarmRoutes() []route {
	none := f.Alarms == nil
	watchers := append([]string{RoleDevice}, lookers...)
	chiefs := []string{RoleSupervisor}
	return []route{
		{method: "GET", unlimited: true, path: "/v1/alarms", roles: watchers, query: []string{"state"}, missing: none, do: listAlarms},
		{method: "POST", unlimited: true, path: "/v1/alarms/:id/acknowledge", roles: chiefs, missing: none, do: acknowledge},
		{method: "POST", unlimited: true, path: "/v1/alarms/:id/assign", roles: chiefs, missing: none, do: assignAlarm},
		{method: "GET", unlimited: true, path: "/v1/alarm-rules", roles: lookers, missing: none, do: listAlarmRules},
		{method: "PUT", unlimited: true, path: "/v1/alarm-rules/:id", roles: adminOnly, missing: none, do: putAlarmRule},
		{method: "DELETE", unlimited: true, path: "/v1/alarm-rules/:id", roles: adminOnly, missing: none, do: deleteAlarmRule},
	}
}

func tidyCase(c wms.AlarmCase) wms.AlarmCase {
	if c.Told == nil {
		c.Told = map[string]time.Time{}
	}
	return c
}

func listAlarms(r *request) (answer, error) {
	state, err := oneOf(r, "state", []string{"standing", "past"})
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Alarms.AlarmCases(r.ctx, state == "past", maxLimit)
	if err != nil {
		return answer{}, err
	}
	for i := range all {
		all[i] = tidyCase(all[i])
	}
	return listed(all, ""), nil
}

func acknowledge(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in struct {
		Note string `json:"note"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Alarms.Acknowledge(r.ctx, call, id, in.Note)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyCase(out)), nil
}

func assignAlarm(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in struct {
		Owner wms.UserID `json:"owner"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Owner == "" || len(in.Owner) > maxIDBytes {
		return answer{}, invalid(codeInvalidField, "owner is the id of whoever looks after the alarm").With("field", "owner")
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Alarms.AssignAlarm(r.ctx, call, id, in.Owner)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyCase(out)), nil
}

func tidyRule(x wms.AlarmRule) wms.AlarmRule {
	x.Codes, x.To = filled(x.Codes), filled(x.To)
	return x
}

func listAlarmRules(r *request) (answer, error) {
	all, err := r.face.Alarms.AlarmRules(r.ctx)
	if err != nil {
		return answer{}, err
	}
	for i := range all {
		all[i] = tidyRule(all[i])
	}
	return listed(all, ""), nil
}

func putAlarmRule(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in wms.NewAlarmRule
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.ID != "" && in.ID != id {
		return answer{}, invalid(codeInvalidField, "the body's id %q is not the path's %q", in.ID, id).With("field", "id")
	}
	in.ID = id
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Alarms.PutAlarmRule(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyRule(out)), nil
}

func deleteAlarmRule(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	if err := r.face.Alarms.DeleteAlarmRule(r.ctx, call, id); err != nil {
		return answer{}, err
	}
	return nothing, nil
}
