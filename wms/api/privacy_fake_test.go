package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/privacy/erasures"] = `{"customer":{"name":"Ann"},"reason":"case 7"}`
}

func (f *fake) ShipTo(_ context.Context, _ Call, _ Identity, id wms.OrderID, _ string) (wms.Destination, error) {
	return wms.Destination{Order: id, Masked: true, Name: "A*** S***", Country: "GB"}, f.saw("ShipTo", id)
}

func (f *fake) Erase(_ context.Context, c Call, e wms.NewErasure, dryRun bool) (wms.ErasureAnswer, error) {
	return once(f, "Erase", c, e, func() wms.ErasureAnswer {
		return wms.ErasureAnswer{Erasure: wms.Erasure{ID: 1, At: when, By: "ann", Reason: e.Reason, Cause: wms.ErasedByRequest}, DryRun: dryRun}
	})
}

func (f *fake) Erasures(context.Context, Page) ([]wms.Erasure, string, error) {
	return []wms.Erasure{{ID: 1, At: when, By: "ann", Reason: "case 7", Cause: wms.ErasedByRequest, Done: &when}}, "", f.saw("Erasures", nil)
}

func (f *fake) Accesses(_ context.Context, order wms.OrderID, _ Page) ([]wms.Access, string, error) {
	return []wms.Access{{ID: 1, At: when, By: "ann", Order: "o-1", Why: "phone call"}}, "", f.saw("Accesses", order)
}
