package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Transfers bring stock from one warehouse to another.
type Transfers interface {
	NewTransfer(ctx context.Context, c Call, n wms.NewTransfer) (wms.Transfer, error)
	Transfer(ctx context.Context, id string) (wms.Transfer, error)
	ListTransfers(ctx context.Context, p Page) ([]wms.Transfer, string, error)
	ReceiveTransfer(ctx context.Context, c Call, id string, in wms.TransferReceive) (wms.Transfer, error)
	CloseTransfer(ctx context.Context, c Call, id string) (wms.Transfer, error)
	CancelTransfer(ctx context.Context, c Call, id string) (wms.Transfer, error)
}

func (f *face) transferRoutes() []route {
	none := f.Transfers == nil
	receivers := []string{RoleReceiver, RoleSupervisor}
	return []route{
		{method: "POST", path: "/v1/transfers", roles: sellers, missing: none, do: newTransfer},
		{method: "GET", path: "/v1/transfers", roles: join(receivers, lookers), paged: true, missing: none, do: func(r *request) (answer, error) {
			p, err := r.page()
			if err != nil {
				return answer{}, err
			}
			list, next, err := r.face.Transfers.ListTransfers(r.ctx, p)
			if err != nil {
				return answer{}, err
			}
			mine := list[:0:0]
			for _, t := range list {
				if r.mayUse(t.To) == nil || r.mayUse(t.From) == nil {
					mine = append(mine, t)
				}
			}
			return listed(mine, next), nil
		}},
		{method: "GET", path: "/v1/transfers/:id", roles: join(receivers, lookers), missing: none, do: func(r *request) (answer, error) {
			t, err := r.myTransfer(false)
			return ok(t), err
		}},
		{method: "POST", path: "/v1/transfers/:id/receive", roles: receivers, missing: none, do: receiveTransfer},
		{method: "POST", path: "/v1/transfers/:id/close", roles: receivers, missing: none, do: func(r *request) (answer, error) {
			if _, err := r.myTransfer(true); err != nil {
				return answer{}, err
			}
			return act(r, r.face.Transfers.CloseTransfer)
		}},
		{method: "POST", path: "/v1/transfers/:id/cancel", roles: sellers, missing: none, do: func(r *request) (answer, error) {
			if _, err := r.myTransfer(false); err != nil {
				return answer{}, err
			}
			return act(r, r.face.Transfers.CancelTransfer)
		}},
	}
}

// myTransfer is the transfer of the path, if the caller may use one of its
// warehouses, or, to receive it, its destination.
func (r *request) myTransfer(receive bool) (wms.Transfer, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Transfer{}, err
	}
	t, err := r.face.Transfers.Transfer(r.ctx, id)
	if err != nil {
		return t, err
	}
	if !receive && r.mayUse(t.From) == nil {
		return t, nil
	}
	return t, r.mayUse(t.To)
}

func newTransfer(r *request) (answer, error) {
	var in wms.NewTransfer
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	for name, w := range map[string]wms.WarehouseID{"from": in.From, "to": in.To} {
		if w == "" {
			return answer{}, invalid(codeInvalidField, "%s is needed", name).With("field", name)
		}
	}
	if err := r.mayUse(in.From); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Transfers.NewTransfer(r.ctx, call, in)
	return created(out), err
}

func receiveTransfer(r *request) (answer, error) {
	t, err := r.myTransfer(true)
	if err != nil {
		return answer{}, err
	}
	var in wms.TransferReceive
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Transfers.ReceiveTransfer(r.ctx, call, t.ID, in)
	return ok(out), err
}
