package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Privacy is customers' personal data: who may see it, who saw it, and how it
// is destroyed.
type Privacy interface {
	// ShipTo shows an order's destination, in clear to those who need it, with
	// a line in the access log, and masked to all others.
	ShipTo(ctx context.Context, c Call, who Identity, id wms.OrderID, reason string) (wms.Destination, error)
	Erase(ctx context.Context, c Call, e wms.NewErasure, dryRun bool) (wms.ErasureAnswer, error)
	Erasures(ctx context.Context, p Page) ([]wms.Erasure, string, error)
	Accesses(ctx context.Context, order wms.OrderID, p Page) ([]wms.Access, string, error)
}

// privacyRoutes are personal data and its protection.
func (f *face) privacyRoutes() []route {
	none := f.Privacy == nil
	return []route{
		{method: "GET", path: "/v1/orders/:id/ship-to", roles: join(lookers, floor), query: []string{"reason"}, missing: none, do: shipTo},
		{method: "POST", path: "/v1/privacy/erasures", roles: adminOnly, unlimited: true, query: []string{"dry_run"}, missing: none, do: erase},
		{method: "GET", path: "/v1/privacy/erasures", roles: []string{RoleAuditor}, unlimited: true, paged: true, missing: none, do: listErasures},
		{method: "GET", path: "/v1/privacy/accesses", roles: []string{RoleAuditor}, unlimited: true, query: []string{"order"}, paged: true, missing: none, do: listAccesses},
	}
}

func shipTo(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	call := Call{Actor: wms.Actor{User: r.who.User, From: r.RemoteIP()}}
	out, err := r.face.Privacy.ShipTo(r.ctx, call, r.who, wms.OrderID(id), r.q("reason"))
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func erase(r *request) (answer, error) {
	var in wms.NewErasure
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	dryRun, err := oneOf(r, "dry_run", []string{"true", "false"})
	if err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Privacy.Erase(r.ctx, call, in, dryRun == "true")
	if err != nil {
		return answer{}, err
	}
	out.Orders, out.Without = filled(out.Orders), filled(out.Without)
	if out.DryRun {
		return ok(out), nil
	}
	return created(out), nil
}

func listErasures(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.Privacy.Erasures(r.ctx, p)
	if err != nil {
		return answer{}, err
	}
	for i := range list {
		list[i].Orders = filled(list[i].Orders)
	}
	return listed(list, next), nil
}

func listAccesses(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.Privacy.Accesses(r.ctx, wms.OrderID(r.q("order")), p)
	if err != nil {
		return answer{}, err
	}
	return listed(list, next), nil
}
