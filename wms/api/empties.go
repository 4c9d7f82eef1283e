package api

import (
	"context"
	"strings"

	"github.com/aisle-wms/aisle/wms"
)

// Empties are returnable load carriers, counted by place and partner.
type Empties interface {
	PutEmptyType(ctx context.Context, c Call, t wms.EmptyType) (wms.EmptyType, error)
	EmptyTypes(ctx context.Context) ([]wms.EmptyType, error)
	EmptiesCounts(ctx context.Context, w wms.WarehouseID) ([]wms.EmptiesCount, error)
	EmptiesBalances(ctx context.Context, w wms.WarehouseID) ([]wms.EmptiesBalance, error)
	EmptiesMoves(ctx context.Context, w wms.WarehouseID, p Page) ([]wms.EmptiesMove, string, error)
	MoveEmpties(ctx context.Context, c Call, m wms.EmptiesMove) (wms.EmptiesMove, error)
	AskEmpties(ctx context.Context, c Call, n wms.EmptiesTask) (wms.Task, error)
}

func (f *face) emptiesRoutes() []route {
	none := f.Empties == nil
	seers := join(floor, lookers)
	return []route{
		{method: "GET", path: "/v1/empties/types", roles: seers, missing: none, do: func(r *request) (answer, error) {
			out, err := r.face.Empties.EmptyTypes(r.ctx)
			return listed(out, ""), err
		}},
		{method: "PUT", path: "/v1/empties/types/:id", roles: sellers, missing: none, do: putEmptyType},
		{method: "GET", path: "/v1/warehouses/:id/empties", roles: seers, missing: none, do: func(r *request) (answer, error) {
			w, err := r.pathWarehouse()
			if err != nil {
				return answer{}, err
			}
			out, err := r.face.Empties.EmptiesCounts(r.ctx, w)
			return listed(out, ""), err
		}},
		{method: "GET", path: "/v1/warehouses/:id/empties/balances", roles: seers, query: []string{"partner"}, missing: none, do: emptiesBalances},
		{method: "GET", path: "/v1/warehouses/:id/empties/moves", roles: seers, paged: true, missing: none, do: func(r *request) (answer, error) {
			w, err := r.pathWarehouse()
			if err != nil {
				return answer{}, err
			}
			p, err := r.page()
			if err != nil {
				return answer{}, err
			}
			out, next, err := r.face.Empties.EmptiesMoves(r.ctx, w, p)
			return listed(out, next), err
		}},
		{method: "POST", path: "/v1/warehouses/:id/empties/moves", roles: []string{RoleReceiver, RoleSupervisor}, missing: none, do: moveEmpties},
		{method: "POST", path: "/v1/warehouses/:id/empties/tasks", roles: []string{RoleReceiver, RoleSupervisor, RolePlanner}, missing: none, do: askEmpties},
	}
}

func putEmptyType(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in wms.EmptyType
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if in.ID != "" && in.ID != id {
		return answer{}, invalid(codeInvalidField, "the body's id %q is not the path's %q", in.ID, id).With("field", "id")
	}
	in.ID = id
	out, err := r.face.Empties.PutEmptyType(r.ctx, call, in)
	return ok(out), err
}

func emptiesBalances(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Empties.EmptiesBalances(r.ctx, w)
	if err != nil {
		return answer{}, err
	}
	out := []wms.EmptiesBalance{}
	for _, b := range all {
		if who := r.q("partner"); who == "" || b.Partner == who {
			out = append(out, b)
		}
	}
	return listed(out, ""), nil
}

// moveBody is the body of POST …/empties/moves.
type moveBody struct {
	Type        string         `json:"type"`
	Qty         int64          `json:"qty"`
	From        wms.LocationID `json:"from"`
	To          wms.LocationID `json:"to"`
	FromPartner string         `json:"from_partner"`
	ToPartner   string         `json:"to_partner"`
	Receipt     wms.ReceiptID  `json:"receipt"`
	Return      wms.ReturnID   `json:"return"`
	Note        string         `json:"note"`
}

func moveEmpties(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in moveBody
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if len(in.Note) > 500 || len(in.FromPartner)+len(in.ToPartner) > 2*maxIDBytes {
		return answer{}, invalid(codeInvalidField, "the note has at most %d bytes", 500).With("field", "note")
	}
	out, err := r.face.Empties.MoveEmpties(r.ctx, call, wms.EmptiesMove{Warehouse: w, Type: in.Type, Qty: in.Qty, From: in.From, To: in.To,
		FromPartner: in.FromPartner, ToPartner: in.ToPartner, Receipt: in.Receipt, Return: in.Return, Note: strings.TrimSpace(in.Note)})
	return created(out), err
}

func askEmpties(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in wms.EmptiesTask
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if in.Warehouse != "" && in.Warehouse != w {
		return answer{}, invalid(codeInvalidField, "the body's warehouse %q is not the path's %q", in.Warehouse, w).With("field", "warehouse")
	}
	in.Warehouse = w
	out, err := r.face.Empties.AskEmpties(r.ctx, call, in)
	return created(out), err
}
