package vehicle_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/simulator/vehicle"
)

// TestChorus: what the bench measures is real: every state that calls for more
// gets its order, and none is lost on the way.
func TestChorus(t *testing.T) {
	const vehicles = 5
	b, err := broker.Start(t.Context(), broker.Config{Addr: "127.0.0.1:0", Users: []broker.User{{Name: "u", Password: "p", Master: true}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	f, err := vda5050.New(vda5050.Config{URL: "tcp://" + b.Addr(), User: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range vehicles {
		v, err := f.Vehicle(fmt.Sprint("v", i), "aisle", vehicle.ChorusSerial(i), vda5050.Version21)
		if err != nil {
			t.Fatal(err)
		}
		node := 1
		step := func(n int) devices.Step {
			return devices.Step{Node: fmt.Sprintf("N%d", n), Edge: fmt.Sprintf("E%d", n), X: int64(n) * 2000, Map: floor}
		}
		defer run(t, func(ctx context.Context) error {
			return v.Run(ctx, func(r devices.Report) {
				if s := r.Vehicle; s != nil && s.Online && s.OrderID == "" && s.Idle {
					_ = v.Start(devices.Order{ID: v.ID(), Steps: []devices.Step{{Node: "N0", Map: floor}, step(1)}})
				} else if s != nil && s.OrderID == v.ID() && s.StepsReleased == node+1 && s.StepsReached == node+1 {
					if v.Extend(v.ID(), []devices.Step{step(node + 1)}, nil) == nil {
						node++
					}
				}
			})
		})()
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := vehicle.Chorus{Broker: "tcp://" + b.Addr(), User: "u", Password: "p", Vehicles: vehicles, Every: 100 * time.Millisecond}
	go func() {
		for c.Heard().Orders < 4*vehicles && ctx.Err() == nil {
			time.Sleep(10 * time.Millisecond)
		}
		cancel()
	}()
	h, err := c.Run(ctx, 0)
	if err != nil || h.Orders < 4*vehicles || h.States == 0 || f.Dropped() != 0 {
		t.Errorf("%+v, %v, %d dropped", h, err, f.Dropped())
	}
}
