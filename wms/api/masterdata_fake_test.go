package api

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	for _, book := range []string{"suppliers", "carriers", "owners", "quality-rules"} {
		networkWide["PUT /v1/"+book+"/:id"] = "partners are the network's"
	}
	bodies["PUT /v1/warehouses/:id/work-rules"] = `{"needs":[{"skill":"reach truck","min_level":3}],"people":{"ann":["reach truck"]}}`
	systemNouns["WorkRules"], systemNouns["SkillNeed"] = wms.WorkRules{}, wms.SkillNeed{}
	bodies["PUT /v1/suppliers/:id"] = `{"name":"ACME","over_percent":5}`
	bodies["PUT /v1/carriers/:id"] = `{"name":"Post"}`
	bodies["PUT /v1/quality-rules/:id"] = `{"sku":"S1","aql":"1.0"}`
	bodies["PUT /v1/owners/:id"] = `{"name":"Client","rates":{"pick":12}}`
	bodies["PUT /v1/warehouses/:id/settings"] = `{"putaway":"manual"}`
	bodies["PUT /v1/warehouses/:id/locations/:location"] = `{"max_weight_g":1000}`
}

func (f *fake) PutSupplier(_ context.Context, c Call, v wms.Supplier) (wms.Supplier, error) {
	return once(f, "PutSupplier", c, v, func() wms.Supplier { return v })
}

func (f *fake) Supplier(_ context.Context, id string) (wms.Supplier, error) {
	return wms.Supplier{ID: id}, f.saw("Supplier", id)
}

func (f *fake) ListSuppliers(_ context.Context, p Page) ([]wms.Supplier, string, error) {
	return []wms.Supplier{{ID: "acme"}}, "", f.saw("ListSuppliers", p)
}

func (f *fake) PutCarrier(_ context.Context, c Call, v wms.Carrier) (wms.Carrier, error) {
	return once(f, "PutCarrier", c, v, func() wms.Carrier { return v })
}

func (f *fake) Carrier(_ context.Context, id string) (wms.Carrier, error) {
	return wms.Carrier{ID: id}, f.saw("Carrier", id)
}

func (f *fake) ListCarriers(_ context.Context, p Page) ([]wms.Carrier, string, error) {
	return []wms.Carrier{{ID: "post"}}, "", f.saw("ListCarriers", p)
}

func (f *fake) PutOwner(_ context.Context, c Call, v wms.Owner) (wms.Owner, error) {
	return once(f, "PutOwner", c, v, func() wms.Owner { return v })
}

func (f *fake) Owner(_ context.Context, id string) (wms.Owner, error) {
	return wms.Owner{ID: id}, f.saw("Owner", id)
}

func (f *fake) ListOwners(_ context.Context, p Page) ([]wms.Owner, string, error) {
	return []wms.Owner{{ID: "client"}}, "", f.saw("ListOwners", p)
}

func (f *fake) OwnerActivities(_ context.Context, id string, _, _ time.Time) ([]wms.Activity, error) {
	return []wms.Activity{{Owner: id, Warehouse: "central", Day: "2026-03-02", Kind: wms.ActPick, Count: 1, Qty: 2}}, f.saw("OwnerActivities", id)
}

func (f *fake) PutWorkRules(_ context.Context, c Call, w wms.WorkRules) (wms.WorkRules, error) {
	return once(f, "PutWorkRules", c, w, func() wms.WorkRules { return w })
}

func (f *fake) WorkRules(_ context.Context, w wms.WarehouseID) (wms.WorkRules, error) {
	return wms.WorkRules{Warehouse: w}, f.saw("WorkRules", w)
}

func (f *fake) PutSettings(_ context.Context, c Call, s wms.Settings) (wms.Settings, error) {
	return once(f, "PutSettings", c, s, func() wms.Settings { return s })
}

func (f *fake) Settings(_ context.Context, w wms.WarehouseID) (wms.Settings, error) {
	return wms.Settings{Warehouse: w, Putaway: wms.PutawayAuto}, f.saw("Settings", w)
}

func (f *fake) PutLocationRule(_ context.Context, c Call, _ wms.WarehouseID, id wms.LocationID, rule wms.LocationRule) (wms.Location, error) {
	return once(f, "PutLocationRule", c, rule, func() wms.Location { return wms.Location{ID: id, Kind: wms.KindShelf, Rule: &rule} })
}

func (f *fake) Location(_ context.Context, _ wms.WarehouseID, id wms.LocationID) (wms.Location, error) {
	return wms.Location{ID: id, Kind: wms.KindShelf}, f.saw("Location", id)
}

func (f *fake) PutQualityRule(_ context.Context, c Call, v wms.QualityRule) (wms.QualityRule, error) {
	return once(f, "PutQualityRule", c, v, func() wms.QualityRule { return v })
}

func (f *fake) QualityRule(_ context.Context, id string) (wms.QualityRule, error) {
	return wms.QualityRule{ID: id, AQL: "1.0"}, f.saw("QualityRule", id)
}

func (f *fake) ListQualityRules(_ context.Context, p Page) ([]wms.QualityRule, string, error) {
	return []wms.QualityRule{{ID: "r", AQL: "1.0"}}, "", f.saw("ListQualityRules", p)
}
