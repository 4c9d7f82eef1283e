package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/warehouses/:id/slot-plans"] = `{"area":"S","max_moves":40,"moves_per_day":20,"quiet_from":"22:00","quiet_to":"05:30","families":[{"family":"mugs","keep":"apart","apart_mm":2000,"worth_s_a_day":30}]}`
	systemNouns["SlotPlan"], systemNouns["SlotMove"], systemNouns["SlotBay"] = wms.SlotPlan{}, wms.SlotMove{}, wms.SlotBay{}
	systemNouns["SlotMeasure"], systemNouns["SlotPlanRequest"] = wms.SlotMeasure{}, wms.SlotPlanRequest{}
	systemNouns["FamilyRule"], systemNouns["FamilyFaults"] = wms.FamilyRule{}, wms.FamilyFaults{}
	systemNouns["FaceAdvice"] = wms.FaceAdvice{}
}

func aSlotPlan() wms.SlotPlan {
	return wms.SlotPlan{ID: "central-SL00001", Warehouse: "central", Area: "S", Status: wms.SlotsDone, MadeAt: when, MadeBy: "ann", StartedAt: &when, EndedAt: &when,
		Orders: 200, Since: when, Items: 90, Fixed: 10, Judged: 80, NowMM: 60_000, ThenMM: 51_000, Warning: "no_free_place", CostS: 200, SavesSADay: 100, ReachSADay: 12.5, FamiliesSADay: 3, Families: []wms.FamilyFaults{{Family: "mugs", Keep: wms.KeepApart, Items: 4, Now: 2, Then: 1}}, PaybackDays: 2,
		MovesPerDay: 30, QuietFrom: "22:00", QuietTo: "05:30", Day: "2026-03-02", Today: 1,
		Moves: []wms.SlotMove{{SKU: "A", From: "S01-01-1", To: "S01-02-1", Qty: 12, Temporary: true, CostS: 100, Picks: 30, Status: wms.SlotSkipped, Task: "T1", Why: wms.SlotTaken}},
		Faces: []wms.FaceAdvice{{SKU: "A", LinesAWeek: 30, CubeMM3AWeek: 1e6, Deserves: true, SavesSAWeek: 300, Min: 4, Max: 40, Places: 1, TopUpsAWeek: 0.8}},
		Bays:  []wms.SlotBay{{Aisle: 1, Bay: 1, XMM: 1000, YMM: 2000, WidthMM: 500, DepthMM: 1000, Now: 3, Then: 9}}, Measured: &wms.SlotMeasure{Orders: 20, MM: 50_000, WasMM: 60_000}}
}

func (f *fake) PlanSlots(_ context.Context, c Call, in wms.SlotPlanRequest) (wms.SlotPlan, error) {
	return once(f, "PlanSlots", c, in, aSlotPlan)
}

func (f *fake) ListSlotPlans(_ context.Context, w wms.WarehouseID) ([]wms.SlotPlan, error) {
	return []wms.SlotPlan{aSlotPlan()}, f.saw("ListSlotPlans", w)
}

func (f *fake) SlotPlan(_ context.Context, w wms.WarehouseID, id string) (wms.SlotPlan, error) {
	return aSlotPlan(), f.saw("SlotPlan", []any{w, id})
}

func (f *fake) StartSlotPlan(_ context.Context, c Call, w wms.WarehouseID, id string) (wms.SlotPlan, error) {
	return once(f, "StartSlotPlan", c, []any{w, id}, aSlotPlan)
}

func (f *fake) StopSlotPlan(_ context.Context, c Call, w wms.WarehouseID, id string) (wms.SlotPlan, error) {
	return once(f, "StopSlotPlan", c, []any{w, id}, aSlotPlan)
}
