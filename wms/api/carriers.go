package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/aisle-wms/aisle/wms"
)

// Carriers is what carriers charge, the numbers of cartons and where they are.
type Carriers interface {
	PutCarrierService(ctx context.Context, c Call, s wms.CarrierService) (wms.CarrierService, error)
	CarrierServices(ctx context.Context, carrier string) ([]wms.CarrierService, error)
	Quote(ctx context.Context, q wms.QuoteQuery) (wms.CarrierChoice, error)
	PutRange(ctx context.Context, c Call, n wms.NumberRange) (wms.NumberRange, error)
	NumberRanges(ctx context.Context, carrier string, w wms.WarehouseID) ([]wms.NumberRange, error)
	PutLink(ctx context.Context, c Call, l wms.NewCarrierLink) (wms.CarrierLinkView, error)
	CarrierLink(ctx context.Context, carrier string) (wms.CarrierLinkView, error)
	// Track takes events of a carrier: each is accepted, repeated or refused on
	// its own. VerifyTracking checks the signature of a call that brings them.
	Track(ctx context.Context, by wms.Actor, carrier string, events []wms.NewTracking) ([]wms.TrackingResult, error)
	VerifyTracking(ctx context.Context, carrier, digest string, body []byte) error
	// ShipmentTracking is where a shipment's cartons are, Choice who carries it
	// and why.
	ShipmentTracking(ctx context.Context, id wms.ShipmentID) (wms.ShipmentTracking, error)
	Choice(ctx context.Context, id wms.ShipmentID) (wms.CarrierChoice, error)
	ForceService(ctx context.Context, c Call, id wms.ShipmentID, f wms.ForcedService) (wms.CarrierChoice, error)
	Waybills(ctx context.Context, w wms.WarehouseID, status wms.WaybillStatus, p Page) ([]wms.Waybill, string, error)
	Waybill(ctx context.Context, id string) (wms.Waybill, error)
	TypeWaybill(ctx context.Context, c Call, id, number string) (wms.Waybill, error)
	RetryWaybill(ctx context.Context, c Call, id string) (wms.Waybill, error)
}

const (
	maxTrackingBytes  = 1 << 20
	maxTrackingEvents = 1000
)

func (f *face) carrierRoutes() []route {
	none := f.Carriers == nil
	seers := join(floor, []string{RolePlanner, RoleAuditor})
	return []route{
		{method: "GET", path: "/v1/carriers/:id/services", roles: seers, missing: none, do: listServices},
		{method: "PUT", path: "/v1/carriers/:id/services/:service", roles: sellers, missing: none, do: putService},
		{method: "POST", path: "/v1/quotes", roles: seers, missing: none, do: quote},
		{method: "GET", path: "/v1/carriers/:id/ranges", roles: seers, query: []string{"warehouse"}, missing: none, do: listRanges},
		{method: "PUT", path: "/v1/carriers/:id/ranges/:range", roles: sellers, missing: none, do: putRange},
		{method: "GET", unlimited: true, path: "/v1/carriers/:id/link", roles: lookers, missing: none, do: getLink},
		{method: "PUT", unlimited: true, path: "/v1/carriers/:id/link", roles: adminOnly, missing: none, do: putLink},
		{method: "POST", unlimited: true, path: "/v1/carriers/:id/tracking", roles: sellers, missing: none, do: track},
		{method: "GET", path: "/v1/shipments/:id/tracking", roles: seers, missing: none, do: shipmentTracking},
		{method: "GET", path: "/v1/shipments/:id/carrier", roles: seers, missing: none, do: shipmentCarrier},
		{method: "POST", path: "/v1/shipments/:id/carrier", roles: sellers, missing: none, do: forceService},
		{method: "GET", path: "/v1/waybills", roles: seers, query: []string{"warehouse", "status"}, paged: true, missing: none, do: listWaybills},
		{method: "GET", path: "/v1/waybills/:id", roles: seers, missing: none, do: getWaybill},
		{method: "POST", path: "/v1/waybills/:id/number", roles: floor, missing: none, do: typeWaybill},
		{method: "POST", path: "/v1/waybills/:id/retry", roles: floor, missing: none, do: retryWaybill},
	}
}

// named reads a body that may repeat an id of its path.
func named[T any](r *request, parameter string, own func(*T) *string, v *T) error {
	id, err := r.id(parameter)
	if err != nil {
		return err
	}
	if at := own(v); *at != "" && *at != id {
		return invalid(codeInvalidField, "the body's id %q is not the path's %q", *at, id).With("field", parameter)
	}
	*own(v) = id
	return nil
}

func listServices(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Carriers.CarrierServices(r.ctx, id)
	if err != nil {
		return answer{}, err
	}
	return listed(all, ""), nil
}

func putService(r *request) (answer, error) {
	var in wms.CarrierService
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := named(r, "id", func(s *wms.CarrierService) *string { return &s.Carrier }, &in); err != nil {
		return answer{}, err
	}
	if err := named(r, "service", func(s *wms.CarrierService) *string { return &s.Service }, &in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.PutCarrierService(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func quote(r *request) (answer, error) {
	var in wms.QuoteQuery
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.Quote(r.ctx, in)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyChoice(out)), nil
}

func tidyChoice(c wms.CarrierChoice) wms.CarrierChoice {
	c.Considered = filled(c.Considered)
	return c
}

func listRanges(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Carriers.NumberRanges(r.ctx, id, w)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, all, func(n wms.NumberRange) wms.WarehouseID { return n.Warehouse }), ""), nil
}

func putRange(r *request) (answer, error) {
	var in wms.NumberRange
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := named(r, "id", func(n *wms.NumberRange) *string { return &n.Carrier }, &in); err != nil {
		return answer{}, err
	}
	if err := named(r, "range", func(n *wms.NumberRange) *string { return &n.ID }, &in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.PutRange(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func getLink(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.CarrierLink(r.ctx, id)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func putLink(r *request) (answer, error) {
	var in wms.NewCarrierLink
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := named(r, "id", func(l *wms.NewCarrierLink) *string { return &l.Carrier }, &in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.PutLink(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

type trackingBody struct {
	Events []wms.NewTracking `json:"events"`
}

func (b trackingBody) check() error {
	if len(b.Events) == 0 || len(b.Events) > maxTrackingEvents {
		return invalid(codeInvalidField, "events are 1 to %d in one call, not %d", maxTrackingEvents, len(b.Events)).With("field", "events")
	}
	return nil
}

func track(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in trackingBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := in.check(); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.Track(r.ctx, call.Actor, id, in.Events)
	if err != nil {
		return answer{}, err
	}
	return listed(out, ""), nil
}

// trackingInbox is open: the signature says who calls. What a carrier adds to
// its events is passed over, for it may be personal.
func (f *face) trackingInbox(c *gin.Context) {
	if f.Carriers == nil {
		f.fail(c, notAvailable("POST /v1/tracking"))
		return
	}
	ctx, cancel := f.withTimeout(c)
	defer cancel()
	r := &request{Context: c, ctx: ctx, face: f}
	out, err := r.trackingInbox()
	if err != nil {
		f.fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, list[wms.TrackingResult]{Data: out})
}

func (r *request) trackingInbox() ([]wms.TrackingResult, error) {
	id, err := r.id("carrier")
	if err != nil {
		return nil, err
	}
	if err := r.read(maxTrackingBytes); err != nil {
		return nil, err
	}
	if err := r.face.Carriers.VerifyTracking(r.ctx, id, r.GetHeader("X-Data-Digest"), r.body); err != nil {
		return nil, err
	}
	var in trackingBody
	if err := json.Unmarshal(r.body, &in); err != nil {
		return nil, invalid(codeInvalidField, "the body must be JSON with events").With("field", "events")
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	return r.face.Carriers.Track(r.ctx, wms.Actor{User: wms.UserID("carrier:" + id), From: r.RemoteIP()}, id, in.Events)
}

// myShipment is the shipment in the path, if the caller may use its warehouse.
func (r *request) myShipment() (wms.ShipmentTracking, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.ShipmentTracking{}, err
	}
	s, err := r.face.Carriers.ShipmentTracking(r.ctx, wms.ShipmentID(id))
	if err != nil {
		return s, err
	}
	return s, r.mayUse(s.Warehouse)
}

func shipmentTracking(r *request) (answer, error) {
	s, err := r.myShipment()
	if err != nil {
		return answer{}, err
	}
	s.Parcels, s.Proof = filled(s.Parcels), filled(s.Proof)
	return ok(s), nil
}

func shipmentCarrier(r *request) (answer, error) {
	s, err := r.myShipment()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.Choice(r.ctx, s.Shipment)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyChoice(out)), nil
}

func forceService(r *request) (answer, error) {
	s, err := r.myShipment()
	if err != nil {
		return answer{}, err
	}
	var in wms.ForcedService
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.ForceService(r.ctx, call, s.Shipment, in)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyChoice(out)), nil
}

func listWaybills(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", wms.WaybillStatuses)
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	out, next, err := r.face.Carriers.Waybills(r.ctx, w, status, p)
	if err != nil {
		return answer{}, err
	}
	return listed(out, next), nil
}

func (r *request) myWaybill() (wms.Waybill, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Waybill{}, err
	}
	w, err := r.face.Carriers.Waybill(r.ctx, id)
	if err != nil {
		return w, err
	}
	return w, r.mayUse(w.Warehouse)
}

func getWaybill(r *request) (answer, error) {
	w, err := r.myWaybill()
	if err != nil {
		return answer{}, err
	}
	return ok(w), nil
}

func typeWaybill(r *request) (answer, error) {
	w, err := r.myWaybill()
	if err != nil {
		return answer{}, err
	}
	var in wms.WaybillNumber
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.TypeWaybill(r.ctx, call, w.ID, in.Number)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func retryWaybill(r *request) (answer, error) {
	w, err := r.myWaybill()
	if err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Carriers.RetryWaybill(r.ctx, call, w.ID)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}
