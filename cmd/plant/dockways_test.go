package plant

import (
	"context"
	"testing"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
)

// cart is a vehicle that is heard of and never moves.
type cart struct{ id string }

func (v cart) ID() string                                            { return v.id }
func (v cart) Class() devices.Class                                  { return devices.ClassVehicle }
func (v cart) Run(ctx context.Context, _ func(devices.Report)) error { <-ctx.Done(); return nil }
func (v cart) Status() devices.Status                                { return devices.Status{Online: true, Ready: true} }
func (v cart) Start(devices.Order) error                             { return nil }
func (v cart) Extend(string, []devices.Step, []devices.Step) error   { return nil }
func (v cart) Cancel(string) error                                   { return nil }
func (v cart) State() devices.VehicleState                           { return devices.VehicleState{Online: true} }

// TestPalletsGoFromTheDockByMachine: where vehicles drive to the dock, a pallet
// goes into the rack as one transport; when they are out of service, a person
// brings it to the crane's P&D station, and the crane goes on from there.
func TestPalletsGoFromTheDockByMachine(t *testing.T) {
	var agv string
	var site *wms.Site
	_, c := startPrepared(t, t.TempDir(), func(p *Plant) {
		h, err := p.House("central")
		if err != nil {
			t.Fatal(err)
		}
		f, err := newFleet(h.Config, 1)
		if err != nil {
			t.Fatal(err)
		}
		site, agv = h.Site, h.Config.DevicesOf("vehicle")[0].ID
		working := devices.Status{Online: true, Ready: true}
		NewLine(p, h, []devices.Device{&standIn{id: "crane-1", status: working}, &standIn{id: "crane-2", status: working}, cart{agv}}, f)
	}, func(o *Options) {
		for _, w := range o.Network.Warehouses {
			if rm := w.Layout.Roadmap; w.ID == "central" && rm != nil {
				for i := range rm.Stations {
					if rm.Stations[i].Location == "VIS-1" { // the dock has vehicles, and no vision station is before the rack
						rm.Stations[i].Location = "IN-1"
					}
				}
			}
		}
	})
	deliver := func(unit string) {
		var r wms.Receipt
		c.must("POST", "/v1/receipts", obj{"warehouse": "central", "lines": []obj{}}, &r)
		c.must("POST", "/v1/receipts/"+string(r.ID)+"/lines", obj{"sku": "A", "qty": 50, "handling_unit": unit, "location": "IN-1"}, nil)
	}
	going := func(unit string) (out wms.Transport) {
		var list struct{ Data []wms.Transport }
		c.must("GET", "/v1/transports?warehouse=central", nil, &list)
		for _, x := range list.Data {
			if string(x.HandlingUnit) == unit && (x.Status == "waiting" || x.Status == "active") {
				out = x
			}
		}
		return out
	}
	var work struct{ Data []wms.Task }
	tasks := func() []wms.Task {
		c.must("GET", "/v1/tasks?kind=putaway&status=open&warehouse=central", nil, &work)
		return work.Data
	}
	c.must("PUT", "/v1/items/A", obj{"weight_g": 100}, nil)
	deliver("PAL-1")
	eventually(t, "a transport of the pallet", func() bool { return going("PAL-1").ID != "" })
	x := going("PAL-1")
	if to, _ := site.Location(x.To); x.From != "IN-1" || to.Kind != wms.KindRackCell || len(tasks()) != 0 {
		t.Fatalf("transport %+v, tasks %+v", x, work.Data)
	}
	c.must("POST", "/v1/devices/"+agv+"/out-of-service", obj{"reason": "serviced"}, nil)
	eventually(t, "work for a person", func() bool { return len(tasks()) == 1 })
	pal := tasks()[0]
	if to, _ := site.Location(pal.To); pal.Unit != "PAL-1" || to.Kind != wms.KindPnDIn || going("PAL-1").ID != "" {
		t.Fatalf("task %+v, transport %+v", pal, going("PAL-1"))
	}
	c.scan(pal, "PAL-1", string(pal.To))
	eventually(t, "the crane goes on", func() bool {
		x := going("PAL-1")
		return len(x.Missions) > 0 && x.Missions[0].Class == "crane"
	})
	// With vehicles again and one crane out of service, the other's rack.
	c.must("POST", "/v1/devices/"+agv+"/in-service", nil, nil)
	c.must("POST", "/v1/devices/crane-1/out-of-service", obj{"reason": "rope"}, nil)
	deliver("PAL-2")
	eventually(t, "a transport of the next pallet", func() bool { return going("PAL-2").ID != "" })
	if to, _ := site.Location(going("PAL-2").To); to.Device != "crane-2" {
		t.Errorf("it goes to %+v", to)
	}
}
