package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/simulator/vehicle"
)

// benchTalk is what bench vda5050 writes.
type benchTalk struct {
	Vehicles       int     `json:"vehicles"`
	Seconds        float64 `json:"seconds"`
	States         int     `json:"states"`
	Orders         int     `json:"orders"`
	P50MS          float64 `json:"p50_ms"`
	P99MS          float64 `json:"p99_ms"`
	MaxMS          float64 `json:"max_ms"`
	Unanswered     int     `json:"unanswered"`
	MasterCPUShare float64 `json:"master_cpu_share"` // of one core
	MasterDropped  int64   `json:"master_dropped"`
	StatesLost     int64   `json:"states_lost"` // on the way to the master
}

const benchWarmUp = 10 * time.Second

func newBenchVDA5050Cmd() *cobra.Command {
	var url, out, part string
	var vehicles int
	var lasting time.Duration
	cmd := &cobra.Command{
		Use:   "vda5050 --vehicles N --out FILE",
		Short: "How fast the VDA 5050 master answers: vehicles that send a state a second and want one more node each time",
		Long: `How fast the VDA 5050 master answers. Vehicles, broker and master are processes
of their own. Each vehicle has its own connection, sends a state every second
and drives one node each time; each state calls for an order update with one
more node. Measured at the vehicle: from its state to that order.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if vehicles < 1 || lasting < time.Second {
				return fmt.Errorf("--vehicles %d, --time %v: at least one vehicle and one second", vehicles, lasting)
			}
			switch part {
			case "broker":
				return benchBroker(cmd)
			case "vehicles":
				return benchVehicles(cmd, url, vehicles, lasting)
			}
			answer, err := benchMaster(cmd.Context(), url, vehicles, lasting)
			if err != nil {
				return fault(err)
			}
			if err := writeJSONFile(out, answer); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d vehicles: state to order %.1f ms median, %.1f ms p99, %.1f ms at most; master %.0f %% of a core; %d states, %d lost, %d orders\n",
				vehicles, answer.P50MS, answer.P99MS, answer.MaxMS, 100*answer.MasterCPUShare, answer.States, answer.StatesLost, answer.Orders)
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&vehicles, "vehicles", 1000, "how many")
	f.DurationVar(&lasting, "time", time.Minute, "how long to measure, after 10 s of warm-up")
	f.StringVar(&url, "mqtt", "", "a broker that lets anybody in: tcp://host:1883; empty: one of our own")
	f.StringVar(&out, "out", "", "file for the answer (JSON)")
	f.StringVar(&part, "part", "", "")
	_ = f.MarkHidden("part")
	return cmd
}

// benchBroker is the broker's process: it says where it listens, and ends with
// its stdin.
func benchBroker(cmd *cobra.Command) error {
	b, err := broker.Start(cmd.Context(), broker.Config{Addr: "127.0.0.1:0", Users: []broker.User{{Name: "bench", Password: "bench", Master: true}}})
	if err != nil {
		return fault(err)
	}
	defer b.Close()
	_, _ = fmt.Fprintln(cmd.OutOrStdout(), "tcp://"+b.Addr())
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	_, _ = fmt.Fprintln(cmd.OutOrStdout(), b.Dropped())
	return nil
}

func benchVehicles(cmd *cobra.Command, url string, vehicles int, lasting time.Duration) error {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	c := vehicle.Chorus{Broker: url, User: "bench", Password: "bench", Vehicles: vehicles, Every: time.Second}
	go func() { // it ends with its stdin, too
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		cancel()
	}()
	time.AfterFunc(benchWarmUp+lasting, cancel)
	heard, err := c.Run(ctx, benchWarmUp)
	if err != nil {
		return fault(err)
	}
	return json.NewEncoder(cmd.OutOrStdout()).Encode(heard)
}

// child starts this program again as another part of the bench.
func child(ctx context.Context, args ...string) (*exec.Cmd, *bufio.Reader, func(), error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, nil, err
	}
	c := exec.CommandContext(ctx, self, append([]string{"bench", "vda5050"}, args...)...)
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	return c, bufio.NewReader(out), func() { _ = in.Close() }, c.Start()
}

func benchMaster(ctx context.Context, url string, vehicles int, lasting time.Duration) (*benchTalk, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if url == "" {
		b, out, end, err := child(ctx, "--part", "broker")
		if err != nil {
			return nil, err
		}
		defer func() { end(); _ = b.Wait() }()
		line, err := out.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("the broker does not start: %w", err)
		}
		url = strings.TrimSpace(line)
	}
	fleet, err := vda5050.New(vda5050.Config{URL: url, User: "bench", Password: "bench"})
	if err != nil {
		return nil, err
	}
	done := make(chan error, vehicles)
	for i := range vehicles {
		v, err := fleet.Vehicle(vehicle.ChorusSerial(i), "aisle", vehicle.ChorusSerial(i), vda5050.Version21)
		if err != nil {
			return nil, err
		}
		go func() { done <- v.Run(ctx, leadOn(v)) }()
	}
	c, out, end, err := child(ctx, "--part", "vehicles", "--mqtt", url, "--vehicles", fmt.Sprint(vehicles), "--time", lasting.String())
	if err != nil {
		return nil, err
	}
	defer func() { end(); _ = c.Wait() }()
	time.Sleep(benchWarmUp)
	began, used := time.Now(), processCPU()
	line, err := out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the vehicles say nothing: %w", err)
	}
	took, cpu := time.Since(began).Seconds(), processCPU()-used
	var h vehicle.Heard
	if err := json.Unmarshal([]byte(line), &h); err != nil {
		return nil, err
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return &benchTalk{Vehicles: vehicles, Seconds: took, States: h.States, Orders: h.Orders, P50MS: ms(h.P50), P99MS: ms(h.P99), MaxMS: ms(h.Max),
		Unanswered: h.Unanswered, MasterCPUShare: cpu.Seconds() / took, MasterDropped: fleet.Dropped(), StatesLost: int64(h.Total) - fleet.Heard()}, nil
}

// leadOn gives a vehicle an order, and one more node with each state.
func leadOn(v *vda5050.Vehicle) func(devices.Report) {
	next := 0
	step := func() devices.Step {
		s := devices.Step{Node: fmt.Sprintf("N%d", next), X: int64(next%1000) * 2000, Map: "floor", AllowedDeviation: 100}
		if next > 0 {
			s.Edge = fmt.Sprintf("E%d", next)
		}
		next++
		return s
	}
	id := v.ID() + "-1"
	return func(r devices.Report) {
		s := r.Vehicle
		switch {
		case s == nil || !s.Online:
		case next == 0 && s.Idle:
			if v.Start(devices.Order{ID: id, Steps: []devices.Step{step(), step(), step()}}) != nil {
				next = 0
			}
		case s.OrderID == id && s.StepsReleased == next && s.StepsReleased-s.StepsReached < 2:
			if v.Extend(id, []devices.Step{step()}, nil) != nil {
				next--
			}
		}
	}
}
