package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/warehouses/:id/pick-policies"] = `{"version":0,"areas":[{"area":"S","mode":"zone","cart_totes":6,"sections":[{"from":1,"to":2},{"from":3,"to":4}],"tour":"s-shape"}]}`
	bodies["POST /v1/warehouses/:id/pick-policies/compare"] = `{"area":"S","pickers":4,"candidates":[{"area":"S","mode":"discrete"}]}`
	systemNouns["PickPolicies"], systemNouns["PickPolicy"], systemNouns["AisleSection"] = wms.PickPolicies{}, wms.PickPolicy{}, wms.AisleSection{}
	systemNouns["PickComparison"], systemNouns["PickResult"], systemNouns["PickCandidates"] = wms.PickComparison{}, wms.PickResult{}, PickCandidates{}
}

var aPolicy = wms.PickPolicy{Area: "S", Mode: wms.PickZone, CartTotes: 6, MaxLines: 40, MaxWeightG: 80_000, Tour: "s-shape", HeavyFirst: true, Sections: []wms.AisleSection{{From: 1, To: 2}, {From: 3, To: 4}}}

func (f *fake) PickPolicies(_ context.Context, w wms.WarehouseID) (wms.PickPolicies, error) {
	return wms.PickPolicies{Warehouse: "central", Version: 3, ChangedAt: &when, ChangedBy: "ann", Areas: []wms.PickPolicy{aPolicy}}, f.saw("PickPolicies", w)
}

func (f *fake) PickPolicyVersions(_ context.Context, w wms.WarehouseID) ([]wms.PickPolicies, error) {
	return []wms.PickPolicies{{Warehouse: "central", Version: 3, Areas: []wms.PickPolicy{aPolicy}}}, f.saw("PickPolicyVersions", w)
}

func (f *fake) PutPickPolicies(_ context.Context, c Call, set wms.PickPolicies) (wms.PickPolicies, error) {
	return once(f, "PutPickPolicies", c, set, func() wms.PickPolicies { return set })
}

func (f *fake) ComparePickPolicies(_ context.Context, in PickCandidates) (wms.PickComparison, error) {
	return wms.PickComparison{Warehouse: "central", Area: in.Area, Orders: 3, Lines: 9, Waiting: 2, Pickers: 4, Seed: 1,
		Results: []wms.PickResult{{Policy: aPolicy, Current: true, Carts: 2, WalkedMM: 90_000, MMPerLine: 10_000, LinesPerHour: 80, WaitedS: 1, TogetherS: 15, FinishS: 600, PredictedS: 610, Late: 1}}}, f.saw("ComparePickPolicies", in.Area)
}
