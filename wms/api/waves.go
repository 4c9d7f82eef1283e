package api

import (
	"context"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
)

// Waves are sets of shipments that are released together.
type Waves interface {
	PlanWave(ctx context.Context, c Call, n wms.NewWave) (wms.Wave, error)
	ReleaseWave(ctx context.Context, c Call, id string) (wms.Wave, error)
	CancelWave(ctx context.Context, c Call, id string) (wms.Wave, error)
	ListWaves(ctx context.Context, w wms.WarehouseID, status wms.WaveStatus, p Page) ([]wms.Wave, string, error)
	Wave(ctx context.Context, id string) (wms.WaveView, error)
	// Due are the shipments that leave within so many minutes, or are late.
	Due(ctx context.Context, w wms.WarehouseID, minutes int) ([]wms.DueShipment, error)
}

func (f *face) waveRoutes() []route {
	none := f.Waves == nil
	chiefs := []string{RoleSupervisor, RolePlanner}
	seers := join(floor, []string{RolePlanner, RoleAuditor})
	return []route{
		{method: "POST", path: "/v1/waves", roles: chiefs, missing: none, do: planWave},
		{method: "GET", path: "/v1/waves", roles: seers, query: []string{"warehouse", "status"}, paged: true, missing: none, do: listWaves},
		{method: "GET", path: "/v1/waves/:id", roles: seers, missing: none, do: getWave},
		{method: "GET", path: "/v1/due", roles: seers, query: []string{"warehouse", "minutes"}, missing: none, do: due},
		{method: "POST", path: "/v1/waves/:id/release", roles: chiefs, missing: none, do: releaseWave},
		{method: "POST", path: "/v1/waves/:id/cancel", roles: chiefs, missing: none, do: cancelWave},
	}
}

func planWave(r *request) (answer, error) {
	var in wms.NewWave
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	w, err := r.face.Waves.PlanWave(r.ctx, call, in)
	return created(w), err
}

func listWaves(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", wms.WaveStatuses)
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	all, next, err := r.face.Waves.ListWaves(r.ctx, w, status, p)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, all, func(w wms.Wave) wms.WarehouseID { return w.Warehouse }), next), nil
}

// myWave is the wave of the path, if the caller may use its warehouse.
func (r *request) myWave() (wms.WaveView, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.WaveView{}, err
	}
	w, err := r.face.Waves.Wave(r.ctx, id)
	if err != nil {
		return w, err
	}
	return w, r.mayUse(w.Warehouse)
}

func getWave(r *request) (answer, error) {
	w, err := r.myWave()
	return ok(w), err
}

func releaseWave(r *request) (answer, error) { return decideWave(r, r.face.Waves.ReleaseWave) }

func cancelWave(r *request) (answer, error) { return decideWave(r, r.face.Waves.CancelWave) }

func decideWave(r *request, fn func(context.Context, Call, string) (wms.Wave, error)) (answer, error) {
	w, err := r.myWave()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := fn(r.ctx, call, w.ID)
	return ok(out), err
}

// Bounds of how far ahead one may ask, in minutes.
const (
	dueMinutes     = 120
	mostDueMinutes = 7 * 24 * 60
)

func due(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	minutes := dueMinutes
	if said := r.q("minutes"); said != "" {
		if minutes, err = strconv.Atoi(said); err != nil || minutes < 0 || minutes > mostDueMinutes {
			return answer{}, badParameter("minutes", "must be 0 to %d", mostDueMinutes)
		}
	}
	all, err := r.face.Waves.Due(r.ctx, w, minutes)
	return listed(all, ""), err
}
