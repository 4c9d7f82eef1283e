package api

import (
	"context"
	"fmt"
	"regexp"

	"github.com/aisle-wms/aisle/wms"
)

// Slotting plans where goods live, and carries plans out.
type Slotting interface {
	PlanSlots(ctx context.Context, c Call, in wms.SlotPlanRequest) (wms.SlotPlan, error)
	ListSlotPlans(ctx context.Context, w wms.WarehouseID) ([]wms.SlotPlan, error)
	SlotPlan(ctx context.Context, w wms.WarehouseID, id string) (wms.SlotPlan, error)
	StartSlotPlan(ctx context.Context, c Call, w wms.WarehouseID, id string) (wms.SlotPlan, error)
	StopSlotPlan(ctx context.Context, c Call, w wms.WarehouseID, id string) (wms.SlotPlan, error)
}

// Bounds of a slotting plan.
const (
	maxSlotMoves  = 500
	maxSlotPerDay = 1000
	maxFamilies   = 50
	maxApartMM    = 100_000
	maxWorthS     = 86_400
)

func (f *face) slottingRoutes() []route {
	none := f.Slotting == nil
	return []route{
		{method: "GET", path: "/v1/warehouses/:id/slot-plans", roles: lookers, missing: none, do: listSlotPlans},
		{method: "POST", slow: true, path: "/v1/warehouses/:id/slot-plans", roles: sellers, missing: none, do: planSlots},
		{method: "GET", path: "/v1/warehouses/:id/slot-plans/:plan", roles: lookers, missing: none, do: getSlotPlan},
		{method: "POST", path: "/v1/warehouses/:id/slot-plans/:plan/start", roles: sellers, missing: none, do: startSlotPlan},
		{method: "POST", path: "/v1/warehouses/:id/slot-plans/:plan/stop", roles: sellers, missing: none, do: stopSlotPlan},
	}
}

func tidySlots(p wms.SlotPlan) wms.SlotPlan {
	p.Moves, p.Bays = filled(p.Moves), filled(p.Bays)
	return p
}

func listSlotPlans(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	list, err := r.face.Slotting.ListSlotPlans(r.ctx, w)
	for i := range list {
		list[i].Moves, list[i].Bays, list[i].Faces, list[i].Families = []wms.SlotMove{}, []wms.SlotBay{}, nil, nil // each plan has them
	}
	return listed(list, ""), err
}

var timeOfDay = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

func planSlots(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in wms.SlotPlanRequest
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	switch {
	case in.MaxMoves < 0 || in.MaxMoves > maxSlotMoves:
		return answer{}, invalid(codeInvalidField, "max_moves is %d, must be 1 to %d, or 0 for 90", in.MaxMoves, maxSlotMoves).With("field", "max_moves")
	case in.MovesPerDay < 0 || in.MovesPerDay > maxSlotPerDay:
		return answer{}, invalid(codeInvalidField, "moves_per_day is %d, must be 1 to %d, or 0 for 30", in.MovesPerDay, maxSlotPerDay).With("field", "moves_per_day")
	case (in.QuietFrom == "") != (in.QuietTo == ""):
		return answer{}, invalid(codeInvalidField, "quiet_from and quiet_to are given together or not at all").With("field", "quiet_to")
	case in.QuietFrom != "" && !timeOfDay.MatchString(in.QuietFrom):
		return answer{}, invalid(codeInvalidField, "quiet_from %.20q must be a time of day such as 22:00", in.QuietFrom).With("field", "quiet_from")
	case in.QuietTo != "" && !timeOfDay.MatchString(in.QuietTo):
		return answer{}, invalid(codeInvalidField, "quiet_to %.20q must be a time of day such as 06:00", in.QuietTo).With("field", "quiet_to")
	}
	if err := checkFamilies(in.Families); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	in.Warehouse = w
	out, err := r.face.Slotting.PlanSlots(r.ctx, call, in)
	return created(tidySlots(out)), err
}

func checkFamilies(list []wms.FamilyRule) error {
	if len(list) > maxFamilies {
		return invalid(codeInvalidField, "families has %d rules, the most is %d", len(list), maxFamilies).With("field", "families")
	}
	seen := map[[2]string]bool{}
	for n, g := range list {
		field := fmt.Sprintf("families[%d]", n)
		key := [2]string{g.Family, g.Keep}
		switch {
		case g.Family == "":
			return invalid(codeInvalidField, "%s names no family; * is every family by itself", field).With("field", field)
		case g.Keep != wms.KeepTogether && g.Keep != wms.KeepApart:
			return invalid(codeInvalidField, "%s: keep is %.20q, must be together or apart", field, g.Keep).With("field", field)
		case g.ApartMM < 0 || g.ApartMM > maxApartMM:
			return invalid(codeInvalidField, "%s: apart_mm is %d, must be 1 to %d, or 0 for two bays", field, g.ApartMM, maxApartMM).With("field", field)
		case g.WorthSADay < 0 || g.WorthSADay > maxWorthS:
			return invalid(codeInvalidField, "%s: worth_s_a_day is %d, must be 1 to %d, or 0 for 60", field, g.WorthSADay, maxWorthS).With("field", field)
		case seen[key]:
			return invalid(codeInvalidField, "%s: family %.40q is to be kept %s twice", field, g.Family, g.Keep).With("field", field)
		}
		seen[key] = true
	}
	return nil
}

func getSlotPlan(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	id, err := r.id("plan")
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Slotting.SlotPlan(r.ctx, w, id)
	return ok(tidySlots(out)), err
}

func startSlotPlan(r *request) (answer, error) {
	return changeSlotPlan(r, r.face.Slotting.StartSlotPlan)
}

func stopSlotPlan(r *request) (answer, error) {
	return changeSlotPlan(r, r.face.Slotting.StopSlotPlan)
}

func changeSlotPlan(r *request, do func(context.Context, Call, wms.WarehouseID, string) (wms.SlotPlan, error)) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	id, err := r.id("plan")
	if err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := do(r.ctx, call, w, id)
	return ok(tidySlots(out)), err
}
