package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/supply-rules/:id"] = `{"warehouse":"central","supplier":"ACME","lead_days":7,"review_days":7,"service_permille":950}`
	bodies["POST /v1/proposals/approve"] = `{"ids":["B00000001"]}`
	bodies["POST /v1/proposals/reject"] = `{"ids":["B00000001"],"note":"discontinued"}`
}

func (f *fake) SupplyRules(context.Context) ([]wms.SupplyRule, error) {
	return []wms.SupplyRule{{ID: "all", Warehouse: "central", Supplier: "ACME", LeadDays: 7, ReviewDays: 7, ServicePermille: 950, PutBy: "ana", PutAt: when}}, f.saw("SupplyRules", nil)
}

func (f *fake) PutSupplyRule(_ context.Context, c Call, n wms.SupplyRule) (wms.SupplyRule, error) {
	n.PutAt = when
	return once(f, "PutSupplyRule", c, n, func() wms.SupplyRule { return n })
}

func (f *fake) DeleteSupplyRule(_ context.Context, c Call, id string) error {
	_, err := once(f, "DeleteSupplyRule", c, id, func() bool { return true })
	return err
}

func (f *fake) AskSupplyRun(_ context.Context, c Call) (wms.SupplyRun, error) {
	return once(f, "AskSupplyRun", c, nil, func() wms.SupplyRun { return wms.SupplyRun{ID: "R000001", Status: "waiting", AskedAt: when} })
}

func (f *fake) SupplyRun(_ context.Context, id string) (wms.SupplyRun, error) {
	return wms.SupplyRun{ID: id, Status: "done", AskedAt: when, EndedAt: &when, Series: 2, Done: 2}, f.saw("SupplyRun", id)
}

var fakeProposal = wms.Proposal{ID: "B00000001", Run: "R000001", Kind: "purchase", Warehouse: "central", SKU: "S1", Qty: 5, Supplier: "ACME",
	Status: wms.ProposalOpen, Reason: "because", Level: 9, PerWeekMilli: 1500, DueAt: when, CreatedAt: when}

func (f *fake) Proposals(_ context.Context, status string, _ wms.WarehouseID, _ Page) ([]wms.Proposal, string, error) {
	return []wms.Proposal{fakeProposal}, "", f.saw("Proposals", status)
}

func (f *fake) DecideProposals(_ context.Context, c Call, v wms.ProposalVerdict, approve bool) ([]wms.Proposal, error) {
	return once(f, "DecideProposals", c, []any{v, approve}, func() []wms.Proposal { return []wms.Proposal{fakeProposal} })
}

func (f *fake) ItemForecast(_ context.Context, w wms.WarehouseID, sku wms.SKU) (wms.ItemForecast, error) {
	return wms.ItemForecast{Warehouse: w, SKU: sku, Method: "blend", Class: "smooth", FirstWeek: "2026-01-05", Past: []int64{3}, Mean: []float64{2.5}, Median: []float64{2},
		Low: []float64{0}, High: []float64{5}, Known: []wms.KnownWeek{{Week: 0, Factor: 1.4}}}, f.saw("ItemForecast", sku)
}

func (f *fake) PlaceAdvices(context.Context) ([]wms.PlaceAdvice, error) {
	return []wms.PlaceAdvice{{Warehouse: "front", From: "central", At: when, Weeks: 26, Orders: 100, Fitting: 9, SavesMinor: 5,
		Items: []wms.PlaceAdviceItem{{SKU: "S1", Keep: true, Level: 4, FoundPermille: 980, PerWeekMilli: 1500, Qty: 4, SavesMinor: 9, FreightMinor: 2, IdleMinor: 1}}}}, f.saw("PlaceAdvices", nil)
}
