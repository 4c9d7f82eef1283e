package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/allocation-rules/:id"] = `{"kind":"keep","warehouse":"central","sku":"S1","units":5,"note":"for shows"}`
}

var aRule = wms.AllocationRule{ID: "r-1", Kind: wms.RuleForbid, Warehouse: "central", Version: 3, By: "ann", At: when}

func (f *fake) AllocationRules(context.Context) ([]wms.AllocationRule, error) {
	return []wms.AllocationRule{aRule}, f.saw("AllocationRules", nil)
}

func (f *fake) AllocationRule(_ context.Context, id string) (wms.RuleHistory, error) {
	return wms.RuleHistory{AllocationRule: aRule}, f.saw("AllocationRule", id)
}

func (f *fake) PutAllocationRule(_ context.Context, c Call, r wms.AllocationRule) (wms.AllocationRule, error) {
	return once(f, "PutAllocationRule", c, r, func() wms.AllocationRule { return r })
}

func (f *fake) DeleteAllocationRule(_ context.Context, c Call, id string) error {
	_, err := once(f, "DeleteAllocationRule", c, id, func() bool { return true })
	return err
}
