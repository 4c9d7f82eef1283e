package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/routing/mapf"
)

// benchMapfAnswer is what bench mapf writes.
type benchMapfAnswer struct {
	Solved     bool       `json:"solved"`
	FirstMS    float64    `json:"first_ms"`
	ElapsedMS  float64    `json:"elapsed_ms"`
	SumOfCosts int        `json:"sum_of_costs"`
	SumOfLoss  int        `json:"sum_of_loss"`
	LowerBound int        `json:"lower_bound"`
	Makespan   int        `json:"makespan"`
	Paths      [][][2]int `json:"paths"`
}

func newBenchMapfCmd() *cobra.Command {
	var mapFile, scenFile, out, kinematics string
	var agents int
	var limit time.Duration
	var first bool
	var seed uint64
	cmd := &cobra.Command{
		Use:   "mapf --map FILE --scen FILE --agents N --out FILE",
		Short: "One-shot multi-agent path finding on a map and scenario of the MovingAI benchmark",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if agents < 1 {
				return fmt.Errorf("--agents %d: at least one is needed", agents)
			}
			if limit <= 0 {
				return fmt.Errorf("--time-limit %v: it must be positive", limit)
			}
			g, list, err := readScenario(mapFile, scenFile, agents)
			if err != nil {
				return err
			}
			if kinematics != "" {
				return benchMapfDriven(cmd, g, list, kinematics, limit, seed, out)
			}
			answer, err := benchMapf(g, list, limit, first, seed)
			if err != nil {
				return fmt.Errorf("%s: %w", scenFile, err)
			}
			if err := writeJSONFile(out, answer); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "solved %v, first after %.0f ms, %.0f ms in all, sum of loss %d (%.3f of the lower bound), makespan %d\n",
				answer.Solved, answer.FirstMS, answer.ElapsedMS, answer.SumOfLoss, float64(answer.SumOfLoss)/float64(max(1, answer.LowerBound)), answer.Makespan)
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&mapFile, "map", "", "map file")
	f.StringVar(&scenFile, "scen", "", "scenario file")
	f.IntVar(&agents, "agents", 0, "how many of the scenario's agents")
	f.DurationVar(&limit, "time-limit", 10*time.Second, "when to stop improving")
	f.BoolVar(&first, "first", false, "stop at the first solution")
	f.Uint64Var(&seed, "seed", 0, "seed of the random choices")
	f.StringVar(&kinematics, "kinematics", "", "let vehicles of this file (JSON) drive the first plan in continuous time")
	f.StringVar(&out, "out", "", "file for the answer (JSON)")
	for _, name := range []string{"map", "scen", "agents", "out"} {
		_ = cmd.MarkFlagRequired(name)
	}
	return cmd
}

func readScenario(mapFile, scenFile string, agents int) (*mapf.Grid, []mapf.Agent, error) {
	g, err := readMap(mapFile)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Open(scenFile)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	list, err := mapf.ReadScenario(f, scenFile, g, agents)
	return g, list, err
}

func readMap(file string) (*mapf.Grid, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return mapf.ReadMap(f, file)
}

func benchMapf(g *mapf.Grid, agents []mapf.Agent, limit time.Duration, first bool, seed uint64) (benchMapfAnswer, error) {
	start := time.Now()
	answer := benchMapfAnswer{Paths: [][][2]int{}}
	plan, err := mapf.Solve(g, agents, mapf.Options{
		First: first, Seed: seed,
		Stop:    func() bool { return time.Since(start) > limit },
		OnFirst: func() { answer.FirstMS = milliseconds(time.Since(start)) },
	})
	answer.ElapsedMS = milliseconds(time.Since(start))
	if err != nil || plan == nil {
		return answer, err
	}
	if err := mapf.Check(g, agents, plan.Paths); err != nil {
		return answer, fault(fmt.Errorf("the plan is wrong: %w", err))
	}
	answer.Solved = true
	answer.SumOfCosts, answer.SumOfLoss = plan.SumOfCosts(), plan.SumOfLoss()
	answer.LowerBound, answer.Makespan = plan.LowerBound, plan.Makespan()
	for _, path := range plan.Paths {
		xy := make([][2]int, answer.Makespan+1)
		for t := range xy {
			xy[t][0], xy[t][1] = g.XY(path[min(t, len(path)-1)])
		}
		answer.Paths = append(answer.Paths, xy)
	}
	return answer, nil
}

// benchMapfDriven lets vehicles drive the first plan.
func benchMapfDriven(cmd *cobra.Command, g *mapf.Grid, agents []mapf.Agent, kinematics string, limit time.Duration, seed uint64, out string) error {
	k, err := readKinematics(kinematics)
	if err != nil {
		return err
	}
	start := time.Now()
	plan, err := mapf.Solve(g, agents, mapf.Options{NoRings: true, Seed: seed, Stop: func() bool { return time.Since(start) > limit }})
	if err != nil {
		return err
	}
	if plan == nil {
		return fault(fmt.Errorf("no plan for %d agents within %v: give it more with --time-limit", len(agents), limit))
	}
	return writeDriven(cmd, out, mapf.DrivePlan(g, plan.Paths, k, seed))
}

func writeDriven(cmd *cobra.Command, out string, r mapf.DriveResult) error {
	if err := writeJSONFile(out, r); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%d tasks in %.0f simulated seconds, %d collisions, %d deadlocks\n", r.TasksFinished, r.SimSeconds, r.Collisions, r.Deadlocks)
	return err
}

func readKinematics(file string) (mapf.Kinematics, error) {
	var k mapf.Kinematics
	data, err := os.ReadFile(file)
	if err != nil {
		return k, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&k); err != nil {
		return k, fmt.Errorf("%s: %w", file, err)
	}
	if err := k.Check(); err != nil {
		return k, fmt.Errorf("%s: %w", file, err)
	}
	return k, nil
}

func milliseconds(d time.Duration) float64 { return math.Round(d.Seconds()*1e6) / 1e3 }

// writeJSONFile writes the answer beside the file first, so that a failure
// leaves no half of it.
func writeJSONFile(file string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err = tmp.Write(append(data, '\n')); err == nil {
		err = tmp.Chmod(0o644)
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
