package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Returns are goods that come back from customers.
type Returns interface {
	NewReturn(ctx context.Context, c Call, n wms.NewReturn) (wms.Return, error)
	Return(ctx context.Context, id wms.ReturnID) (wms.Return, error)
	ListReturns(ctx context.Context, status string, p Page) ([]wms.Return, string, error)
	ReceiveReturn(ctx context.Context, c Call, id wms.ReturnID) (wms.Return, error)
	InspectReturn(ctx context.Context, c Call, id wms.ReturnID, i wms.Inspection) (wms.Return, error)
	CloseReturn(ctx context.Context, c Call, id wms.ReturnID) (wms.Return, error)
}

var returnStatuses = []string{wms.ReturnExpected, wms.ReturnArrived, wms.ReturnClosed, wms.ReturnCancelled}

// returnRoutes are customers' returns.
func (f *face) returnRoutes() []route {
	none := f.Returns == nil
	receivers := []string{RoleReceiver, RoleSupervisor}
	return []route{
		{method: "POST", path: "/v1/returns", roles: join(receivers, sellers), missing: none, do: newReturn},
		{method: "GET", path: "/v1/returns", roles: join(receivers, lookers), query: []string{"status"}, paged: true, missing: none, do: listReturns},
		{method: "GET", path: "/v1/returns/:id", roles: join(receivers, lookers), missing: none, do: getReturn},
		{method: "POST", path: "/v1/returns/:id/receive", roles: receivers, missing: none, do: receiveReturn},
		{method: "POST", path: "/v1/returns/:id/inspect", roles: receivers, missing: none, do: inspectReturn},
		{method: "POST", path: "/v1/returns/:id/close", roles: receivers, missing: none, do: closeReturn},
	}
}

func tidyReturn(in wms.Return) wms.Return {
	in.Lines = filled(in.Lines)
	return in
}

func newReturn(r *request) (answer, error) {
	var in wms.NewReturn
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Order == "" {
		return answer{}, invalid(codeInvalidField, "order is needed: which one do these goods come back from").With("field", "order")
	}
	if err := r.optionalWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Returns.NewReturn(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return created(tidyReturn(out)), nil
}

func listReturns(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", returnStatuses)
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.Returns.ListReturns(r.ctx, status, p)
	if err != nil {
		return answer{}, err
	}
	list = onlyMine(r, list, func(x wms.Return) wms.WarehouseID { return x.Warehouse })
	for i := range list {
		list[i] = tidyReturn(list[i])
	}
	return listed(list, next), nil
}

// myReturn is the return of the path, if the caller may use its warehouse.
func (r *request) myReturn() (wms.Return, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Return{}, err
	}
	ret, err := r.face.Returns.Return(r.ctx, wms.ReturnID(id))
	if err != nil {
		return ret, err
	}
	return ret, r.mayUse(ret.Warehouse)
}

func getReturn(r *request) (answer, error) {
	ret, err := r.myReturn()
	if err != nil {
		return answer{}, err
	}
	return ok(tidyReturn(ret)), nil
}

func receiveReturn(r *request) (answer, error) {
	return r.onReturn(r.face.Returns.ReceiveReturn)
}

func closeReturn(r *request) (answer, error) {
	return r.onReturn(r.face.Returns.CloseReturn)
}

func (r *request) onReturn(do func(context.Context, Call, wms.ReturnID) (wms.Return, error)) (answer, error) {
	ret, err := r.myReturn()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := do(r.ctx, call, ret.ID)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyReturn(out)), nil
}

func inspectReturn(r *request) (answer, error) {
	ret, err := r.myReturn()
	if err != nil {
		return answer{}, err
	}
	var in wms.Inspection
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Returns.InspectReturn(r.ctx, call, ret.ID, in)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyReturn(out)), nil
}
