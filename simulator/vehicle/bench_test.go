package vehicle_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/simulator/vehicle"
	"github.com/aisle-wms/aisle/simulator/world"
)

// BenchmarkTwelveVehiclesAt30x drives twelve twins without end over the real
// broker, nodes 2 m apart, and reports what master, broker and twins cost
// together: CPU milliseconds per second, and states per second.
func BenchmarkTwelveVehiclesAt30x(b *testing.B) {
	const vehicles = 12
	users := []broker.User{{Name: "master", Password: "m", Master: true}}
	for i := range vehicles {
		users = append(users, broker.VehicleUser(fmt.Sprint("v", i), "p", fmt.Sprint("uagv/v2/aisle/V", i)))
	}
	br, err := broker.Start(b.Context(), broker.Config{Addr: "127.0.0.1:0", Users: users})
	if err != nil {
		b.Fatal(err)
	}
	w, err := world.Open(filepath.Join(b.TempDir(), "world.db"))
	if err != nil {
		b.Fatal(err)
	}
	fleet, err := vda5050.New(vda5050.Config{URL: "tcp://" + br.Addr(), User: "master", Password: "m"})
	if err != nil {
		b.Fatal(err)
	}
	var states, nodes atomic.Int64
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 2*vehicles)
	for i := range vehicles {
		id := fmt.Sprint("v", i)
		twin, err := vehicle.New(vehicle.Config{ID: id, Manufacturer: "aisle", Serial: fmt.Sprint("V", i), Broker: "tcp://" + br.Addr(),
			User: id, Password: "p", Warehouse: "W", Speed: 30, StartNode: "N0", Map: floor, Kinematics: vehicle.Carrier}, w, nil)
		if err != nil {
			b.Fatal(err)
		}
		agv, err := fleet.Vehicle(id, "aisle", fmt.Sprint("V", i), vda5050.Version21)
		if err != nil {
			b.Fatal(err)
		}
		go func() { done <- twin.Run(ctx) }()
		go func() {
			order, given := 0, 0
			done <- agv.Run(ctx, func(r devices.Report) {
				v := r.Vehicle
				if v == nil || !v.Online {
					return
				}
				states.Add(1)
				switch name := fmt.Sprint(id, "-", order); {
				case v.Idle && (order == 0 || given >= 200):
					nodes.Add(int64(given))
					order++
					steps := way(0, 6, nil)
					if given > 0 {
						steps = way(given, given+6, nil)
					}
					for i := range steps { // to and fro would turn: just drive on
						steps[i].AllowedDeviation = 100
					}
					given += 6
					_ = agv.Start(devices.Order{ID: fmt.Sprint(id, "-", order), Steps: steps})
				case v.OrderID == name && v.StepsReleased-v.StepsReached < 5:
					given += 2
					_ = agv.Extend(name, way(given-1, given, nil), nil)
				}
			})
		}()
	}
	for b.Loop() {
		before, began, was := cpu(), time.Now(), states.Load()
		time.Sleep(3 * time.Second)
		s := time.Since(began).Seconds()
		b.ReportMetric((cpu()-before).Seconds()*1000/s, "cpu-ms/s")
		b.ReportMetric(float64(states.Load()-was)/s, "states/s")
	}
	b.ReportMetric(float64(br.Dropped()), "dropped")
	cancel()
	for range 2 * vehicles {
		if err := <-done; err != nil {
			b.Error(err)
		}
	}
	_ = w.Close()
}

// cpu is what this process used so far.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
