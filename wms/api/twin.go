package api

import (
	"github.com/aisle-wms/aisle/wms"
)

// Twin is the simulation of the machines, where it runs in this process. What
// is done to it is no business of the books.
type Twin interface {
	Devices() []wms.TwinDevice
	Suffer(id wms.DeviceID, fault string, on bool) (wms.TwinDevice, error)
}

type twinFaultBody struct {
	Fault string `json:"fault"`
	On    bool   `json:"on"`
}

func (f *face) twinRoutes() []route {
	watchers := append([]string{RoleDevice}, lookers...)
	none := f.Twin == nil
	return []route{
		{method: "GET", path: "/v1/twin", roles: watchers, query: []string{"warehouse"}, missing: none, do: listTwin},
		{method: "POST", path: "/v1/twin/devices/:id/faults", roles: []string{RoleSupervisor}, missing: none, do: twinFault},
	}
}

func listTwin(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	out := []wms.TwinDevice{}
	for _, d := range onlyMine(r, r.face.Twin.Devices(), func(d wms.TwinDevice) wms.WarehouseID { return d.Warehouse }) {
		if w == "" || d.Warehouse == w {
			out = append(out, d)
		}
	}
	return listed(out, ""), nil
}

func twinFault(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in twinFaultBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	for _, d := range r.face.Twin.Devices() {
		if string(d.ID) == id {
			if err := r.mayUse(d.Warehouse); err != nil {
				return answer{}, err
			}
		}
	}
	out, err := r.face.Twin.Suffer(wms.DeviceID(id), in.Fault, in.On)
	return ok(out), err
}
