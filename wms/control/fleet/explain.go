package fleet

import (
	"time"

	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/routing/traffic"
	"github.com/aisle-wms/aisle/wms"
)

// VehicleView says what a vehicle is doing and, if it waits, why, for whom
// and since when.
type VehicleView struct {
	Vehicle  string
	Mission  wms.MissionID // "" none
	OrderID  string
	Node     string   // reached last; "" unknown
	Released []string // nodes ahead that are its own
	Target   string   // node it goes to
	State    string   // idle, driving, waiting, handling, charging, parking, stuck, unknown
	Why      string   // if it waits: in words
	Reason   string   // the same as a code: occupied, station_taken …
	At       string   // node it waits to enter
	WaitsFor string   // the other vehicle, if it is one
	Gate     string   // the door or lift, if it is one
	Since    time.Time
}

// Explain lists all vehicles in their configured order.
func (f *Fleet) Explain() []VehicleView {
	views := make([]VehicleView, 0, len(f.v))
	for _, v := range f.v {
		views = append(views, f.view(v))
	}
	return views
}

func (f *Fleet) view(v *vehicle) VehicleView {
	w := f.tr.Waiting(v.n)
	view := VehicleView{Vehicle: v.id, OrderID: v.order.id, State: f.stateWord(v, w), Since: f.start.Add(w.Since)}
	if v.mission != nil {
		view.Mission = v.mission.ID
	}
	territory := f.tr.Territory(v.n)
	for i, n := range territory {
		if i == 0 {
			view.Node = f.rm.Spec(n).ID
		} else {
			view.Released = append(view.Released, f.rm.Spec(n).ID)
		}
	}
	if t := f.tr.Target(v.n); t != routing.None {
		view.Target = f.rm.Spec(t).ID
	}
	if !v.chargerAt.IsZero() && (w.Reason == traffic.Moving || w.Reason == traffic.Yielding) {
		view.Why, view.Reason, view.Since = "all chargers are taken", "charger", v.chargerAt
		return view
	}
	if w.Reason == traffic.Moving {
		if v.mission == nil && len(v.state.Loads) > 0 {
			view.Why, view.Reason = "carries "+v.state.Loads[0]+", which no mission speaks of", "strange_load"
		}
		return view
	}
	view.Why, view.Reason = w.Reason.String(), w.Reason.Code()
	if g := f.gateOf[w.Edge]; g != nil {
		view.Gate = g.ID
		view.Why += " (" + g.ID
		if g.broken {
			view.Why += ": " + g.trouble
		}
		view.Why += ")"
	}
	if w.Node != routing.None {
		view.At = f.rm.Spec(w.Node).ID
		view.Why += " at " + view.At
	}
	if w.For != traffic.Nobody {
		view.WaitsFor = f.v[w.For].id
		view.Why += ", for " + view.WaitsFor
	}
	if w.Text != "" {
		view.Why += " (" + w.Text + ")"
	}
	return view
}

func (f *Fleet) stateWord(v *vehicle, w traffic.Waiting) string {
	territory := f.tr.Territory(v.n)
	switch {
	case !v.placed:
		return "unknown"
	case w.Reason == traffic.Stuck:
		return "stuck"
	case len(territory) > 1:
		return "driving"
	case w.Reason != traffic.Moving:
		return "waiting"
	case v.mission != nil && (v.mission.pickGiven && v.mission.phase == toPick || v.mission.dropGiven):
		return "handling"
	case v.state.Charging:
		return "charging"
	case v.order.purpose == park && !f.idle(v):
		return "parking"
	}
	return "idle"
}

// Open counts the missions that have not ended, Waiting those without a
// vehicle.
func (f *Fleet) Open() int { return len(f.open) }

// Waiting counts the missions without a vehicle.
func (f *Fleet) Waiting() (n int) {
	for _, m := range f.open {
		if m.phase == waiting {
			n++
		}
	}
	return n
}
