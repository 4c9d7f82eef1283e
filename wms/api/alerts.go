package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Alerts watch figures for people who are not looking.
type Alerts interface {
	Alerts(ctx context.Context, done bool, limit int) ([]wms.Alert, error)
	ChangeAlert(ctx context.Context, c Call, id, what string, n wms.AlertChange) (wms.Alert, error)
	AlertRules(ctx context.Context) ([]wms.AlertRule, error)
	PutAlertRule(ctx context.Context, c Call, n wms.AlertRule) (wms.AlertRule, error)
	DeleteAlertRule(ctx context.Context, c Call, id string) error
	// AlertMeasures are what a rule may watch.
	AlertMeasures() []string
}

func (f *face) alertRoutes() []route {
	none := f.Alerts == nil
	change := func(what string) route {
		return route{method: "POST", unlimited: true, path: "/v1/alerts/:id/" + what, roles: sellers, missing: none, do: func(r *request) (answer, error) { return changeAlert(r, what) }}
	}
	return []route{
		{method: "GET", unlimited: true, path: "/v1/alerts", roles: lookers, query: []string{"state"}, missing: none, do: func(r *request) (answer, error) {
			state, err := oneOf(r, "state", []string{"open", "done"})
			if err != nil {
				return answer{}, err
			}
			all, err := r.face.Alerts.Alerts(r.ctx, state == "done", maxLimit)
			return listed(all, ""), err
		}},
		change("acknowledge"), change("assign"), change("snooze"), change("close"),
		{method: "GET", unlimited: true, path: "/v1/alert-measures", roles: lookers, missing: none, do: func(r *request) (answer, error) { return listed(r.face.Alerts.AlertMeasures(), ""), nil }},
		{method: "GET", unlimited: true, path: "/v1/alert-rules", roles: lookers, missing: none, do: func(r *request) (answer, error) {
			all, err := r.face.Alerts.AlertRules(r.ctx)
			return listed(all, ""), err
		}},
		{method: "PUT", unlimited: true, path: "/v1/alert-rules/:id", roles: sellers, missing: none, do: putAlertRule},
		{method: "DELETE", unlimited: true, path: "/v1/alert-rules/:id", roles: sellers, missing: none, do: func(r *request) (answer, error) {
			id, err := r.id("id")
			if err != nil {
				return answer{}, err
			}
			call, err := r.bodyless()
			if err != nil {
				return answer{}, err
			}
			return nothing, r.face.Alerts.DeleteAlertRule(r.ctx, call, id)
		}},
	}
}

func changeAlert(r *request, what string) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in wms.AlertChange
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Note
	out, err := r.face.Alerts.ChangeAlert(r.ctx, call, id, what, in)
	return ok(out), err
}

func putAlertRule(r *request) (answer, error) {
	var in wms.AlertRule
	call, err := putBody(r, &in, &in.ID)
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Alerts.PutAlertRule(r.ctx, call, in)
	return ok(out), err
}
