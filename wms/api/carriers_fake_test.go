package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

const aService = `{"currency":"EUR","zones":[{"id":"1","countries":["Germany"],"days":1,"breaks":[{"above_g":0,"up_to_g":1000,"price":450}]}]}`

func init() {
	bodies["PUT /v1/carriers/:id/services/:service"] = aService
	networkWide["PUT /v1/carriers/:id/services/:service"] = "carriers are the network's"
	bodies["POST /v1/quotes"] = `{"warehouse":"central","country":"Germany","weight_g":500}`
	bodies["PUT /v1/carriers/:id/ranges/:range"] = `{"warehouse":"central","prefix":"AB","from":1,"to":100,"width":8}`
	bodies["PUT /v1/carriers/:id/link"] = `{"sign":"md5","secret":"0123456789abcdef"}`
	bodies["POST /v1/carriers/:id/tracking"] = `{"events":[{"id":"e1","number":"AB00000001","code":"delivered","at":"2026-03-01T08:00:00Z"}]}`
	bodies["POST /v1/shipments/:id/carrier"] = `{"carrier":"post","service":"express","reason":"promised by phone"}`
	bodies["POST /v1/waybills/:id/number"] = `{"number":"AB00000001"}`
	for name, v := range map[string]any{"CarrierService": wms.CarrierService{}, "RateZone": wms.RateZone{}, "WeightBreak": wms.WeightBreak{},
		"QuoteQuery": wms.QuoteQuery{}, "CarrierChoice": wms.CarrierChoice{}, "ConsideredService": wms.ConsideredService{}, "ForcedService": wms.ForcedService{},
		"NumberRange": wms.NumberRange{}, "NewCarrierLink": wms.NewCarrierLink{}, "CarrierLinkView": wms.CarrierLinkView{}, "Waybill": wms.Waybill{},
		"WaybillNumber": wms.WaybillNumber{}, "NewTracking": wms.NewTracking{}, "TrackingEvent": wms.TrackingEvent{}, "TrackingResult": wms.TrackingResult{},
		"ParcelView": wms.ParcelView{}, "ShipmentTracking": wms.ShipmentTracking{}, "TrackingEvents": trackingBody{}} {
		systemNouns[name] = v
	}
}

func aWaybill(id string) wms.Waybill {
	return wms.Waybill{ID: id, Warehouse: "central", Unit: "C-1", Shipment: "O-1.1", Order: "O-1", Carrier: "post", Status: wms.WaybillIssued, AskedAt: when}
}

func aChoice(id wms.ShipmentID) wms.CarrierChoice {
	return wms.CarrierChoice{Shipment: id, Carrier: "post", Service: "express", Price: 450, Currency: "EUR", At: when}
}

func (f *fake) PutCarrierService(_ context.Context, c Call, s wms.CarrierService) (wms.CarrierService, error) {
	return once(f, "PutCarrierService", c, s, func() wms.CarrierService { return s })
}

func (f *fake) CarrierServices(_ context.Context, carrier string) ([]wms.CarrierService, error) {
	return []wms.CarrierService{{Carrier: carrier, Service: "express", Currency: "EUR", Zones: []wms.RateZone{{ID: "1", Countries: []string{"*"}, Breaks: []wms.WeightBreak{{UpToG: 1000, Price: 450}}}}}}, f.saw("CarrierServices", carrier)
}

func (f *fake) Quote(_ context.Context, q wms.QuoteQuery) (wms.CarrierChoice, error) {
	return aChoice(""), f.saw("Quote", q)
}

func (f *fake) PutRange(_ context.Context, c Call, n wms.NumberRange) (wms.NumberRange, error) {
	return once(f, "PutRange", c, n, func() wms.NumberRange { return n })
}

func (f *fake) NumberRanges(_ context.Context, carrier string, w wms.WarehouseID) ([]wms.NumberRange, error) {
	return []wms.NumberRange{{ID: "r1", Carrier: carrier, Warehouse: "central", From: 1, To: 9, Width: 8, Next: 1, Left: 9}}, f.saw("NumberRanges", w)
}

func (f *fake) PutLink(_ context.Context, c Call, l wms.NewCarrierLink) (wms.CarrierLinkView, error) {
	return once(f, "PutLink", c, l, func() wms.CarrierLinkView { return wms.CarrierLinkView{CarrierLink: l.CarrierLink, State: "none"} })
}

func (f *fake) CarrierLink(_ context.Context, carrier string) (wms.CarrierLinkView, error) {
	return wms.CarrierLinkView{CarrierLink: wms.CarrierLink{Carrier: carrier, Sign: "md5"}, State: "none"}, f.saw("CarrierLink", carrier)
}

func (f *fake) Track(_ context.Context, _ wms.Actor, carrier string, events []wms.NewTracking) ([]wms.TrackingResult, error) {
	return []wms.TrackingResult{{ID: events[0].ID, Status: "accepted", Shipment: "O-1.1"}}, f.saw("Track", carrier)
}

func (f *fake) VerifyTracking(_ context.Context, carrier, digest string, _ []byte) error {
	if digest != "right" {
		return wms.Refuse(wms.Unauthorized, "bad_signature", "%s must be the base64 of %s over the body and the secret of a carrier we know", "X-Data-Digest", "md5")
	}
	return f.saw("VerifyTracking", carrier)
}

func (f *fake) ShipmentTracking(_ context.Context, id wms.ShipmentID) (wms.ShipmentTracking, error) {
	return wms.ShipmentTracking{Shipment: id, Order: "O-1", Warehouse: "central", Status: wms.ShipmentShipped}, f.saw("ShipmentTracking", id)
}

func (f *fake) Choice(_ context.Context, id wms.ShipmentID) (wms.CarrierChoice, error) {
	return aChoice(id), f.saw("Choice", id)
}

func (f *fake) ForceService(_ context.Context, c Call, id wms.ShipmentID, s wms.ForcedService) (wms.CarrierChoice, error) {
	return once(f, "ForceService", c, s, func() wms.CarrierChoice { return aChoice(id) })
}

func (f *fake) Waybills(_ context.Context, w wms.WarehouseID, _ wms.WaybillStatus, _ Page) ([]wms.Waybill, string, error) {
	return []wms.Waybill{aWaybill("central-B00000001")}, "", f.saw("Waybills", w)
}

func (f *fake) Waybill(_ context.Context, id string) (wms.Waybill, error) {
	return aWaybill(id), f.saw("Waybill", id)
}

func (f *fake) TypeWaybill(_ context.Context, c Call, id, number string) (wms.Waybill, error) {
	return once(f, "TypeWaybill", c, number, func() wms.Waybill { return aWaybill(id) })
}

func (f *fake) RetryWaybill(_ context.Context, c Call, id string) (wms.Waybill, error) {
	return once(f, "RetryWaybill", c, id, func() wms.Waybill { return aWaybill(id) })
}
