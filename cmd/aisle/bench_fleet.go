package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/routing/mapf"
)

// benchFleetAnswer is what bench fleet writes.
type benchFleetAnswer struct {
	Agents        int        `json:"agents"`
	Steps         int        `json:"steps"`
	TasksFinished int        `json:"tasks_finished"`
	TasksPerStep  float64    `json:"tasks_per_step"`
	PlannerMS     []float64  `json:"planner_ms"`
	Valid         bool       `json:"valid"`
	Paths         [][][2]int `json:"paths,omitempty"`
}

// fleetProblem is a problem of the League of Robot Runners; files are named
// relative to it.
type fleetProblem struct {
	MapFile    string `json:"mapFile"`
	AgentFile  string `json:"agentFile"`
	TeamSize   int    `json:"teamSize"`
	TaskFile   string `json:"taskFile"`
	Reveal     int    `json:"numTasksReveal"`
	Assignment string `json:"taskAssignmentStrategy"`

	grid          *mapf.Grid
	starts, tasks []int32
}

func newBenchFleetCmd() *cobra.Command {
	var problem, out, kinematics, generate string
	var steps, agents int
	var paths bool
	var seed uint64
	cmd := &cobra.Command{
		Use:   "fleet {--problem FILE | --generate 20-40-10-2-2 --agents N} --steps N --out FILE",
		Short: "Lifelong multi-agent path finding on a problem of the League of Robot Runners, without rotation",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if steps < 1 {
				return fmt.Errorf("--steps %d: at least one is needed", steps)
			}
			p, err := fleetProblemOf(problem, generate, agents, seed)
			if err != nil {
				return err
			}
			if kinematics != "" {
				k, err := readKinematics(kinematics)
				if err != nil {
					return err
				}
				return writeDriven(cmd, out, benchFleetDriven(p, k, steps, seed))
			}
			answer, err := benchFleet(p, steps, paths, seed)
			if err != nil {
				return err
			}
			if err := writeJSONFile(out, answer); err != nil {
				return err
			}
			sorted := slices.Sorted(slices.Values(answer.PlannerMS))
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d agents: %d tasks in %d steps (%.3f a step), planner %.1f ms median, %.1f ms p99\n",
				answer.Agents, answer.TasksFinished, steps, answer.TasksPerStep, sorted[len(sorted)/2], sorted[len(sorted)*99/100])
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&problem, "problem", "", "problem file (JSON)")
	f.StringVar(&generate, "generate", "", "instead of a problem: a warehouse of so many columns and rows of shelves, their length and width, and the aisles' width: 20-40-10-2-2")
	f.IntVar(&agents, "agents", 0, "with --generate: how many, at random places with random tasks (--seed)")
	f.IntVar(&steps, "steps", 0, "how many steps to simulate")
	f.BoolVar(&paths, "paths", false, "write the agents' paths, too")
	f.Uint64Var(&seed, "seed", 0, "seed of the random choices")
	f.StringVar(&kinematics, "kinematics", "", "let vehicles of this file (JSON) drive the plan in continuous time; a step is what a cell takes at full speed")
	f.StringVar(&out, "out", "", "file for the answer (JSON)")
	for _, name := range []string{"steps", "out"} {
		_ = cmd.MarkFlagRequired(name)
	}
	cmd.MarkFlagsOneRequired("problem", "generate")
	cmd.MarkFlagsMutuallyExclusive("problem", "generate")
	cmd.MarkFlagsRequiredTogether("generate", "agents")
	return cmd
}

func readFleetProblem(file string) (*fleetProblem, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := &fleetProblem{Reveal: 1, Assignment: "roundrobin"}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if p.Assignment != "roundrobin" || p.Reveal != 1 {
		return nil, fmt.Errorf("%s: tasks are handed out %q, %d at a time: only \"roundrobin\", 1 at a time, is known", file, p.Assignment, p.Reveal)
	}
	beside := func(name string) string {
		if filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(filepath.Dir(file), name)
	}
	if p.grid, err = readMap(beside(p.MapFile)); err != nil {
		return nil, fmt.Errorf("%s: mapFile: %w", file, err)
	}
	if p.starts, err = readCells(beside(p.AgentFile), p.grid); err != nil {
		return nil, fmt.Errorf("%s: agentFile: %w", file, err)
	}
	if p.tasks, err = readCells(beside(p.TaskFile), p.grid); err != nil {
		return nil, fmt.Errorf("%s: taskFile: %w", file, err)
	}
	if p.TeamSize < 1 || p.TeamSize > len(p.starts) || len(p.tasks) == 0 {
		return nil, fmt.Errorf("%s: teamSize %d, but %d agents and %d tasks", file, p.TeamSize, len(p.starts), len(p.tasks))
	}
	p.starts = p.starts[:p.TeamSize]
	seen := map[int32]int{}
	for a, c := range p.starts {
		if b, taken := seen[c]; taken {
			return nil, fmt.Errorf("%s: agents %d and %d start at one cell", beside(p.AgentFile), b+1, a+1)
		}
		seen[c] = a
	}
	return p, nil
}

func readCells(file string, g *mapf.Grid) ([]int32, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return mapf.ReadCells(f, file, g)
}

// roundRobin hands out tasks: agent a gets the tasks a, a+n, a+2n, … of the
// list, from the start again when it is used up.
func (p *fleetProblem) roundRobin() func(a int32) int32 {
	given := make([]int, len(p.starts))
	return func(a int32) int32 {
		i := given[a]*len(p.starts) + int(a)
		given[a]++
		return p.tasks[i%len(p.tasks)]
	}
}

// benchFleetDriven runs the problem with vehicles.
func benchFleetDriven(p *fleetProblem, k mapf.Kinematics, steps int, seed uint64) mapf.DriveResult {
	l := mapf.NewLifelong(p.grid, p.starts, mapf.LifelongOptions{Seed: seed, NoRings: true})
	return mapf.DriveLifelong(p.grid, l, k, float64(steps)*k.CellMM/k.SpeedMMPerS, seed, p.roundRobin())
}

// benchFleet runs the problem; an agent gets its next task when it is at the
// one before.
func benchFleet(p *fleetProblem, steps int, paths bool, seed uint64) (benchFleetAnswer, error) {
	n := len(p.starts)
	answer := benchFleetAnswer{Agents: n, Steps: steps, Valid: true}
	l := mapf.NewLifelong(p.grid, p.starts, mapf.LifelongOptions{Seed: seed})
	next := p.roundRobin()
	for a := range int32(n) {
		l.SetGoal(a, next(a))
	}
	if paths {
		answer.Paths = make([][][2]int, n)
	}
	answer.note(p.grid, l.At())
	from := slices.Clone(l.At())
	for range steps {
		start := time.Now()
		l.Step()
		answer.PlannerMS = append(answer.PlannerMS, milliseconds(time.Since(start)))
		if err := mapf.CheckStep(p.grid, from, l.At()); err != nil {
			answer.Valid = false
			return answer, fault(fmt.Errorf("step %d is wrong: %w", len(answer.PlannerMS), err))
		}
		copy(from, l.At())
		answer.note(p.grid, from)
		for a, c := range from {
			if a := int32(a); c == l.Goal(a) {
				answer.TasksFinished++
				l.SetGoal(a, next(a))
			}
		}
	}
	answer.TasksPerStep = float64(answer.TasksFinished) / float64(steps)
	return answer, nil
}

func (b *benchFleetAnswer) note(g *mapf.Grid, at []int32) {
	for a := range b.Paths {
		x, y := g.XY(at[a])
		b.Paths[a] = append(b.Paths[a], [2]int{x, y})
	}
}
