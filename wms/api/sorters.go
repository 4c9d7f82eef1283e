package api

import (
	"context"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
)

// Sorters say which chute takes what, while the sorter runs.
type Sorters interface {
	// SorterChutes lists the chutes of a sorter of the site file.
	SorterChutes(ctx context.Context, sorter wms.DeviceID) ([]wms.SorterChute, error)
	SorterChute(ctx context.Context, sorter wms.DeviceID, number int64) (wms.ChuteHistory, error)
	// AssignChute holds for what is decided from now on. Version, if given,
	// must be the present one.
	AssignChute(ctx context.Context, c Call, a wms.ChuteAssignment, version *int64) (wms.ChuteAssignment, error)
}

func (f *face) sorterRoutes() []route {
	none := f.Sorters == nil
	watchers := append([]string{RoleDevice}, lookers...)
	return []route{
		{method: "GET", path: "/v1/sorters/:id/chutes", roles: watchers, missing: none, do: listChutes},
		{method: "GET", path: "/v1/sorters/:id/chutes/:n", roles: watchers, missing: none, do: getChute},
		{method: "PUT", path: "/v1/sorters/:id/chutes/:n", roles: []string{RoleSupervisor}, missing: none, do: assignChute},
	}
}

func listChutes(r *request) (answer, error) {
	d, err := r.siteDevice()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Sorters.SorterChutes(r.ctx, d)
	if err != nil {
		return answer{}, err
	}
	return listed(all, ""), nil
}

func (r *request) chute() (wms.DeviceID, int64, error) {
	d, err := r.siteDevice()
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.ParseInt(r.Param("n"), 10, 32)
	if err != nil || n < 0 {
		return "", 0, invalid(codeInvalidPath, "the chute in the path must be a number")
	}
	return d, n, nil
}

func getChute(r *request) (answer, error) {
	d, n, err := r.chute()
	if err != nil {
		return answer{}, err
	}
	h, err := r.face.Sorters.SorterChute(r.ctx, d, n)
	if err != nil {
		return answer{}, err
	}
	return ok(h), nil
}

// chuteBody is what a chute shall take; nothing at all: it is left empty.
type chuteBody struct {
	Shipments []wms.ShipmentID `json:"shipments"`
	Routes    []string         `json:"routes"`
	Carriers  []string         `json:"carriers"`
	Any       bool             `json:"any"`
	Orders    bool             `json:"orders"`
	Label     string           `json:"label"`
	Reason    string           `json:"reason"`
	Version   *int64           `json:"version"`
}

func assignChute(r *request) (answer, error) {
	d, n, err := r.chute()
	if err != nil {
		return answer{}, err
	}
	var in chuteBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Reason
	a, err := r.face.Sorters.AssignChute(r.ctx, call, wms.ChuteAssignment{Sorter: d, Chute: n, Shipments: in.Shipments, Routes: in.Routes,
		Carriers: in.Carriers, Any: in.Any, Orders: in.Orders, Label: in.Label, Reason: in.Reason}, in.Version)
	if err != nil {
		return answer{}, err
	}
	return ok(a), nil
}
