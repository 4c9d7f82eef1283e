package api

import (
	"context"
	"slices"

	"github.com/aisle-wms/aisle/wms"
)

// orderRoutes are customers' orders and their promises.
func (f *face) orderRoutes() []route {
	none := f.Orders == nil
	return []route{
		{method: "POST", path: "/v1/orders", roles: sellers, owned: true, missing: none, do: placeOrder},
		{method: "GET", path: "/v1/orders", roles: lookers, owned: true, query: []string{"status"}, paged: true, missing: none, do: listOrders},
		{method: "GET", path: "/v1/orders/:id", roles: join(lookers, floor), owned: true, missing: none, do: getOrder},
		{method: "POST", path: "/v1/orders/:id/cancel", roles: sellers, owned: true, missing: none, do: cancelOrder},
		{method: "POST", path: "/v1/allocations/preview", roles: lookers, owned: true, missing: none, do: preview},
		{method: "POST", path: "/v1/allocations/replan", roles: sellers, missing: f.replanner() == nil, do: replan},
	}
}

// Replanner is what Orders may also be: POST /v1/allocations/replan judges
// all promises anew that have not been released. body is its JSON object.
type Replanner interface {
	Replan(ctx context.Context, c Call) (map[string]any, error)
}

func (f *face) replanner() Replanner {
	p, _ := f.Orders.(Replanner)
	return p
}

// decodeOrder reads a new order and checks what needs no stock to be known.
func (r *request) decodeOrder() (wms.NewOrder, error) {
	var in wms.NewOrder
	if err := r.decode(&in); err != nil {
		return in, err
	}
	if len(in.Lines) == 0 {
		return in, invalid(codeInvalidField, "an order needs at least one line").With("field", "lines")
	}
	if len(in.ID) > maxIDBytes || !printable(string(in.ID)) {
		return in, invalid(codeInvalidField, "id must be at most %d printable characters", maxIDBytes).With("field", "id")
	}
	return in, r.mayOrder(in.Lines)
}

func placeOrder(r *request) (answer, error) {
	in, err := r.decodeOrder()
	if err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Orders.PlaceOrder(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return created(tidyOrder(out)), nil
}

// tidyOrder makes every list of an order a JSON list.
func tidyOrder(o wms.OrderView) wms.OrderView {
	o.Lines, o.Promises, o.Shipments = filled(o.Lines), filled(o.Promises), filled(slices.Clone(o.Shipments))
	for i := range o.Shipments {
		o.Shipments[i].SSCC = filled(o.Shipments[i].SSCC)
	}
	return o
}

func listOrders(r *request) (answer, error) {
	status, err := oneOf(r, "status", wms.OrderStatuses)
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	orders, next, err := r.face.Orders.ListOrders(r.ctx, status, p)
	if err != nil {
		return answer{}, err
	}
	if orders, err = r.myOrders(orders); err != nil {
		return answer{}, err
	}
	for i := range orders {
		orders[i] = tidyOrder(orders[i])
	}
	return listed(orders, next), nil
}

func getOrder(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	order, err := r.myOrder(wms.OrderID(id))
	if err != nil {
		return answer{}, err
	}
	return ok(tidyOrder(order)), nil
}

func cancelOrder(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	if len(r.who.Owners) > 0 {
		if _, err := r.myOrder(wms.OrderID(id)); err != nil {
			return answer{}, err
		}
	}
	order, err := r.face.Orders.CancelOrder(r.ctx, call, wms.OrderID(id))
	if err != nil {
		return answer{}, err
	}
	return ok(tidyOrder(order)), nil
}

func preview(r *request) (answer, error) {
	in, err := r.decodeOrder()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Orders.Preview(r.ctx, in)
	if err != nil {
		return answer{}, err
	}
	out.Promises, out.Considered = filled(out.Promises), filled(out.Considered)
	return ok(out), nil
}

func replan(r *request) (answer, error) {
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.replanner().Replan(r.ctx, call)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}
