package twin

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/plc"
	"github.com/aisle-wms/aisle/simulator/vehicle"
	"github.com/aisle-wms/aisle/wms"
)

// fault is one that people may let a machine suffer from.
type fault struct {
	code string
	once bool
	do   func(on bool) error
}

// ward is a machine with its faults; on are those that last.
type ward struct {
	device wms.TwinDevice
	faults []fault
	on     map[string]bool
}

// wards are the machines that have faults, by id.
type wards struct {
	mu  sync.Mutex
	all map[wms.DeviceID]*ward
}

func (w *wards) add(house *config.Warehouse, id, class string, faults ...fault) {
	if w.all == nil {
		w.all = map[wms.DeviceID]*ward{}
	}
	w.all[wms.DeviceID(id)] = &ward{device: wms.TwinDevice{ID: wms.DeviceID(id), Warehouse: wms.WarehouseID(house.ID), Class: class}, faults: faults, on: map[string]bool{}}
}

// lasting is a fault that is switched on and off.
func lasting(code string, set func(on bool)) fault {
	return fault{code: code, do: func(on bool) error { set(on); return nil }}
}

// ofPLC are the faults of every device behind a PLC.
func ofPLC(h plc.Handle) []fault {
	return []fault{{code: "restart", once: true, do: func(bool) error { return h.Restart() }}, lasting("frozen_heartbeat", h.FreezeHeartbeat)}
}

const (
	noReadPermille = 200
	breakdownLasts = 2 * time.Minute // of site time
)

func ofSorter(h plc.SorterHandle, chute int64) []fault {
	return append(ofPLC(h.Handle), lasting("no_reads", func(on bool) {
		n := int64(0)
		if on {
			n = noReadPermille
		}
		h.NoRead(n)
	}), lasting("chute_full", func(on bool) { h.FillChute(int32(chute), on) }))
}

func ofVehicle(v *vehicle.Vehicle) []fault {
	return []fault{{code: "breakdown", once: true, do: func(bool) error { v.BreakDown(breakdownLasts, "stopped from the control room"); return nil }},
		lasting("obstacle", v.SetObstacle), lasting("silent", v.SetSilence), lasting("lost", v.SetLost)}
}

// Devices lists the simulated machines and their faults.
func (t *Twin) Devices() []wms.TwinDevice {
	t.wards.mu.Lock()
	defer t.wards.mu.Unlock()
	out := []wms.TwinDevice{}
	for _, w := range t.wards.all {
		d := w.device
		d.Faults = []wms.TwinFault{}
		for _, f := range w.faults {
			d.Faults = append(d.Faults, wms.TwinFault{Code: f.code, Once: f.once, On: w.on[f.code]})
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b wms.TwinDevice) int {
		return cmp.Or(cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.Class, b.Class), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Suffer lets a machine have a fault, or no longer.
func (t *Twin) Suffer(id wms.DeviceID, code string, on bool) (wms.TwinDevice, error) {
	t.wards.mu.Lock()
	w, known := t.wards.all[id]
	t.wards.mu.Unlock()
	if !known {
		return wms.TwinDevice{}, wms.Refuse(wms.NotFound, "unknown_device", "no simulated device %.40q has faults", id)
	}
	i := slices.IndexFunc(w.faults, func(f fault) bool { return f.code == code })
	if i < 0 {
		return wms.TwinDevice{}, wms.Refuse(wms.Invalid, "unknown_fault", "device %s has no fault %.40q", id, code).With("field", "fault")
	}
	if err := w.faults[i].do(on); err != nil {
		return wms.TwinDevice{}, err
	}
	t.wards.mu.Lock()
	w.on[code] = on && !w.faults[i].once
	t.wards.mu.Unlock()
	all := t.Devices()
	return all[slices.IndexFunc(all, func(d wms.TwinDevice) bool { return d.ID == id })], nil
}

// firstChute is the number of a sorter's first chute.
func firstChute(w *config.Warehouse, device string) int64 {
	for _, s := range w.Layout.Sorters {
		if s.Device == device && len(s.Chutes) > 0 {
			return s.Chutes[0].Number
		}
	}
	return 0
}
