package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/aisle-wms/aisle/wms"
)

// VMI is what suppliers do that keep items in stock by themselves. A supplier
// given is the only one whose things there are; empty: all.
type VMI interface {
	VMIAgreements(ctx context.Context, supplier string) ([]wms.VMIAgreement, error)
	PutVMIAgreement(ctx context.Context, c Call, a wms.VMIAgreement) (wms.VMIAgreement, error)
	// VMIItems are those of an agreement, with stock, bounds and forecast.
	VMIItems(ctx context.Context, supplier, agreement string) ([]wms.VMIItem, error)
	VMIProposals(ctx context.Context, supplier, status string, p Page) ([]wms.VMIProposal, string, error)
	ProposeVMI(ctx context.Context, c Call, supplier string, n wms.NewVMIProposal) (wms.VMIProposal, error)
	DecideVMI(ctx context.Context, c Call, v wms.VMIVerdict, approve bool) ([]wms.VMIProposal, error)
	WithdrawVMI(ctx context.Context, c Call, supplier, id string) (wms.VMIProposal, error)
	ShipVMI(ctx context.Context, c Call, supplier, id string, s wms.VMIShipment) (wms.VMIProposal, error)
	// KnownSupplier refuses a supplier that there is not.
	KnownSupplier(id string) error
}

var vmiStates = []string{wms.VMIProposed, wms.VMIApproved, wms.VMIShipped, wms.VMIReceived, wms.VMIRejected, wms.VMIWithdrawn}

func (f *face) vmiRoutes() []route {
	none := f.VMI == nil
	seers := append([]string{RoleSupplier}, lookers...)
	makers := append([]string{RoleSupplier}, sellers...)
	decide := func(approve bool) func(*request) (answer, error) {
		return func(r *request) (answer, error) {
			var in wms.VMIVerdict
			call, err := r.body1(&in)
			if err != nil {
				return answer{}, err
			}
			call.Actor.Reason = in.Note
			out, err := r.face.VMI.DecideVMI(r.ctx, call, in, approve)
			return listed(out, ""), err
		}
	}
	return []route{
		{method: "GET", unlimited: true, path: "/v1/vmi/agreements", roles: seers, query: []string{"supplier"}, missing: none, do: func(r *request) (answer, error) {
			all, err := r.face.VMI.VMIAgreements(r.ctx, r.supplier())
			return listed(all, ""), err
		}},
		{method: "PUT", unlimited: true, path: "/v1/vmi/agreements/:id", roles: sellers, missing: none, do: putVMIAgreement},
		{method: "GET", unlimited: true, path: "/v1/vmi/agreements/:id/items", roles: seers, query: []string{"supplier"}, missing: none, do: func(r *request) (answer, error) {
			id, err := r.id("id")
			if err != nil {
				return answer{}, err
			}
			all, err := r.face.VMI.VMIItems(r.ctx, r.supplier(), id)
			return listed(all, ""), err
		}},
		{method: "GET", unlimited: true, path: "/v1/vmi/proposals", roles: seers, paged: true, query: []string{"status", "supplier"}, missing: none, do: listVMIProposals},
		{method: "POST", unlimited: true, path: "/v1/vmi/proposals", roles: makers, missing: none, do: func(r *request) (answer, error) {
			var in wms.NewVMIProposal
			call, err := r.body1(&in)
			if err != nil {
				return answer{}, err
			}
			out, err := r.face.VMI.ProposeVMI(r.ctx, call, r.supplier(), in)
			return created(out), err
		}},
		{method: "POST", unlimited: true, path: "/v1/vmi/proposals/approve", roles: sellers, missing: none, do: decide(true)},
		{method: "POST", unlimited: true, path: "/v1/vmi/proposals/reject", roles: sellers, missing: none, do: decide(false)},
		{method: "POST", unlimited: true, path: "/v1/vmi/proposals/:id/withdraw", roles: makers, missing: none, do: func(r *request) (answer, error) {
			id, err := r.id("id")
			if err != nil {
				return answer{}, err
			}
			call, err := r.bodyless()
			if err != nil {
				return answer{}, err
			}
			out, err := r.face.VMI.WithdrawVMI(r.ctx, call, r.supplier(), id)
			return ok(out), err
		}},
		{method: "POST", unlimited: true, path: "/v1/vmi/proposals/:id/ship", roles: makers, missing: none, do: func(r *request) (answer, error) {
			id, err := r.id("id")
			if err != nil {
				return answer{}, err
			}
			var in wms.VMIShipment
			call, err := r.body1(&in)
			if err != nil {
				return answer{}, err
			}
			out, err := r.face.VMI.ShipVMI(r.ctx, call, r.supplier(), id, in)
			return ok(out), err
		}},
	}
}

// supplier is the one that the caller is, or asks about; empty: all.
func (r *request) supplier() string {
	if slices.Contains(r.who.Roles, RoleSupplier) {
		return cmp.Or(r.who.Supplier, "?") // no supplier's id: it would be all of them
	}
	return r.q("supplier")
}

// supplierToken refuses a token that speaks for a supplier and may do more, or
// that has the role and speaks for nobody.
func (r *request) supplierToken(n NewToken) error {
	role := slices.Contains(n.Roles, RoleSupplier)
	switch {
	case role != (n.Supplier != ""):
		return invalid(codeInvalidField, "a token with the role supplier names its supplier, and no other token does").With("field", "supplier")
	case !role:
		return nil
	case len(n.Roles) > 1 || len(n.Warehouses) > 0 || len(n.Owners) > 0:
		return invalid(codeInvalidField, "a supplier's token has no other role and no warehouses or owners: its agreements say what it sees").With("field", "roles")
	case r.face.VMI == nil:
		return notAvailable("vmi")
	}
	return r.face.VMI.KnownSupplier(n.Supplier)
}

func putVMIAgreement(r *request) (answer, error) {
	var in wms.VMIAgreement
	call, err := putBody(r, &in, &in.ID)
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.VMI.PutVMIAgreement(r.ctx, call, in)
	return ok(out), err
}

func listVMIProposals(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", vmiStates)
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.VMI.VMIProposals(r.ctx, r.supplier(), status, p)
	return listed(list, next), err
}
