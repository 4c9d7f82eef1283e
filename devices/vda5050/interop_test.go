package vda5050_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/devices/vda5050"
)

// foreign is the virtual vehicle of vda-5050-lib, and our master on it.
type foreign struct {
	t   *testing.T
	agv *vda5050.Vehicle
}

func startForeign(t *testing.T) *foreign {
	node, err := exec.LookPath("node")
	dir, _ := filepath.Abs("interop")
	if _, missing := os.Stat(filepath.Join(dir, "node_modules", "vda-5050-lib")); err != nil || missing != nil {
		if os.Getenv("AISLE_NO_SKIP") == "1" {
			t.Fatal("vda-5050-lib is not installed (npm ci in devices/vda5050/interop)")
		}
		fmt.Printf("SKIP %s: vda-5050-lib is not installed (npm ci in devices/vda5050/interop)\n", t.Name())
		t.SkipNow()
	}
	b, err := broker.Start(t.Context(), broker.Config{Addr: "127.0.0.1:0", Users: []broker.User{
		{Name: "master", Password: "m", Master: true}, broker.VehicleUser("V1", "1", "uagv/v2/siemens/V1")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	cmd := exec.CommandContext(t.Context(), node, "agv.js", "mqtt://"+b.Addr(), "V1", "1")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	if line := bufio.NewScanner(stdout); !line.Scan() || line.Text() != "ready" {
		t.Fatalf("the vehicle says %q", line.Text())
	}
	master, err := vda5050.New(vda5050.Config{URL: "tcp://" + b.Addr(), User: "master", Password: "m"})
	if err != nil {
		t.Fatal(err)
	}
	agv, err := master.Vehicle("v1", "siemens", "V1", vda5050.VersionLib)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- agv.Run(ctx, func(devices.Report) {}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	f := &foreign{t, agv}
	f.await("online", func(s devices.VehicleState) bool { return s.Online && s.LastNode == "N0" })
	return f
}

func (f *foreign) await(what string, ok func(devices.VehicleState) bool) {
	f.t.Helper()
	for deadline := time.Now().Add(40 * time.Second); !ok(f.agv.State()); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			f.t.Fatalf("%s: never; state %+v", what, f.agv.State())
		}
	}
}

func (f *foreign) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// step is the node N<n> at x = 10·n m.
func step(n int, actions ...devices.Action) devices.Step {
	s := devices.Step{Node: fmt.Sprintf("N%d", n), X: int64(n) * 10_000, Map: "floor", Actions: actions}
	if n > 0 {
		s.Edge = fmt.Sprintf("E%d", n)
	}
	return s
}

// TestVehicleThatIsNotOurs drives the vehicle end to end: pick, drop with a
// base that grows, charge, and a cancelled order.
func TestVehicleThatIsNotOurs(t *testing.T) {
	f := startForeign(t)
	done := func(order string, actions ...string) {
		t.Helper()
		f.await(order+" done", func(s devices.VehicleState) bool {
			for _, a := range actions {
				if s.Actions[a] != devices.ActionFinished {
					return false
				}
			}
			return s.Idle && s.OrderID == order
		})
	}
	f.must(f.agv.Start(devices.Order{ID: "carry", Steps: []devices.Step{step(0), step(1, devices.Action{ID: "p", Type: "pick", HandlingUnit: "HU1"})},
		Horizon: []devices.Step{step(2)}}))
	f.await("picked", func(s devices.VehicleState) bool { return s.Actions["p"] == devices.ActionFinished })
	if s := f.agv.State(); len(s.Loads) != 1 || s.LastNode != "N1" {
		t.Errorf("after the pick: %+v", s)
	}
	f.must(f.agv.Extend("carry", []devices.Step{step(2), step(3, devices.Action{ID: "d", Type: "drop", HandlingUnit: "HU1"})}, nil))
	done("carry", "d")
	if s := f.agv.State(); len(s.Loads) != 0 || s.LastNode != "N3" {
		t.Errorf("after the drop: %+v", s)
	}

	charge := step(3, devices.Action{ID: "c", Type: "startCharging"})
	charge.Edge = ""
	f.must(f.agv.Start(devices.Order{ID: "charge", Steps: []devices.Step{charge}}))
	f.await("charging", func(s devices.VehicleState) bool { return s.Charging })
	done("charge", "c")
	f.must(f.agv.StopCharging(t.Context()))
	f.await("not charging", func(s devices.VehicleState) bool { return !s.Charging })

	back := func(n int) devices.Step { s := step(n); s.Edge = fmt.Sprintf("B%d", n); return s }
	first := step(3)
	first.Edge = ""
	f.must(f.agv.Start(devices.Order{ID: "back", Steps: []devices.Step{first, back(2), back(1), back(0)}}))
	f.await("driving", func(s devices.VehicleState) bool { return s.OrderID == "back" && s.Driving })
	f.must(f.agv.Cancel("back"))
	f.await("cancelled", func(s devices.VehicleState) bool { return s.Cancelled == "back" && s.Idle && !s.Driving })
	if s := f.agv.State(); !slices.Contains([]string{"N3", "N2", "N1"}, s.LastNode) {
		t.Errorf("cancelled at %s", s.LastNode)
	}
}
