package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/routing/tours"
)

// pickLayout is the floor as the pick planners' files give it.
type pickLayout struct {
	Aisles       int     `json:"aisles"`
	CrossAisles  int     `json:"cross_aisles"`
	BlockLength  float64 `json:"block_length"`
	AisleSpacing float64 `json:"aisle_spacing"`
	DepotAisle   int     `json:"depot_aisle"`
}

// pickPlace is [aisle, y].
type pickPlace [2]float64

type tourProblem struct {
	pickLayout
	Picks   []pickPlace     `json:"picks"`
	Name    json.RawMessage `json:"name"`    // for people; not read
	Optimal json.RawMessage `json:"optimal"` // examples carry it; not read

	NoTurn   bool     `json:"no_turn"`  // aisles are too narrow to turn in
	OneWay   []string `json:"one_way"`  // by aisle: both, up (away from y = 0) or down; implies no_turn
	Strategy string   `json:"strategy"` // a simple rule instead of the shortest tour
}

type tourAnswer struct {
	Length    float64 `json:"length"`
	Visits    []int   `json:"visits"`
	ElapsedUS float64 `json:"elapsed_us"`
	Heuristic bool    `json:"heuristic,omitempty"` // a shorter one may exist
}

func newPlanToursCmd() *cobra.Command {
	var in, out string
	cmd := &cobra.Command{
		Use:   "tours --in FILE [--out FILE]",
		Short: "Shortest walks of one picker through parallel aisles",
		Long: "Reads a list of problems (aisles, cross_aisles, block_length, aisle_spacing, depot_aisle,\n" +
			"picks as [aisle, y]) and writes for each the length of a shortest tour from the depot and\n" +
			"back, and the picks, by index, in the order of visits. Optional keys of a problem: no_turn (true:\n" +
			"nobody turns inside an aisle), one_way (a list with both, up or down for each aisle; nobody turns\n" +
			"either), strategy (s-shape, return, midpoint, largest-gap or combined, instead of the shortest).",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return planTours(in, out) },
	}
	pickPlanFlags(cmd, &in, &out)
	return cmd
}

// pickPlanFlags adds the two flags that all pick planners have.
func pickPlanFlags(cmd *cobra.Command, in, out *string) {
	cmd.Flags().StringVar(in, "in", "", "file to read (JSON); - for standard input")
	cmd.Flags().StringVar(out, "out", "", "file to write (JSON); standard output if not given")
	_ = cmd.MarkFlagRequired("in")
	_ = cmd.MarkFlagFilename("in", "json")
	_ = cmd.MarkFlagFilename("out", "json")
}

func planTours(in, out string) error {
	var problems []tourProblem
	if err := readPickPlan(in, &problems); err != nil {
		return err
	}
	answers := make([]tourAnswer, len(problems))
	for i, p := range problems {
		at := fmt.Sprintf("%s: problem %d", in, i)
		floor, err := newPickFloor(p.pickLayout, p.Picks)
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		stops, err := floor.stops("picks", p.Picks)
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		start := time.Now()
		length, visits, exact, err := p.tour(floor.solver, stops)
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		answers[i] = tourAnswer{Length: floor.length(length), Visits: visits, Heuristic: !exact,
			ElapsedUS: float64(time.Since(start).Nanoseconds()) / 1e3}
	}
	return writePickPlan(out, answers)
}

// tour plans as the problem's keys say.
func (p tourProblem) tour(solver *tours.Solver, stops []tours.Stop) (length int, visits []int, exact bool, err error) {
	if p.Strategy != "" {
		if p.NoTurn || p.OneWay != nil {
			return 0, nil, false, fmt.Errorf("strategy %q does not go with no_turn or one_way", p.Strategy)
		}
		rule, err := tours.ParseStrategy(p.Strategy)
		if err != nil {
			return 0, nil, false, err
		}
		length, visits, err = solver.Follow(rule, stops)
		return length, visits, true, err
	}
	if !p.NoTurn && p.OneWay == nil {
		length, visits = solver.Tour(stops)
		return length, visits, true, nil
	}
	var ways []tours.Way
	for a, name := range p.OneWay {
		w, err := tours.ParseWay(name)
		if err != nil {
			return 0, nil, false, fmt.Errorf("one_way[%d]: %w", a, err)
		}
		ways = append(ways, w)
	}
	const width = 20_000
	t, err := solver.Layout().Narrow(ways, stops, width)
	if t.Visits == nil {
		t.Visits = []int{}
	}
	return t.Length, t.Visits, t.Exact, err
}

// pickFloor is a layout in whole units: scale of them are one unit of the file.
type pickFloor struct {
	solver *tours.Solver
	scale  float64
}

// newPickFloor finds the coarsest unit, down to a thousandth, in which every
// length of the file is whole.
func newPickFloor(l pickLayout, places ...[]pickPlace) (*pickFloor, error) {
	scale := 1.0
	whole := func(v float64) bool { return math.Abs(v*scale-math.Round(v*scale)) < 1e-9*scale }
	for ; scale < 1000; scale *= 10 {
		fine := whole(l.BlockLength) && whole(l.AisleSpacing)
		for _, list := range places {
			for _, p := range list {
				fine = fine && whole(p[1])
			}
		}
		if fine {
			break
		}
	}
	for _, v := range []struct {
		key    string
		length float64
	}{{"block_length", l.BlockLength}, {"aisle_spacing", l.AisleSpacing}} {
		if !(v.length > 0 && v.length <= 1e6) {
			return nil, fmt.Errorf("%s is %v, must be above 0 and at most 1000000", v.key, v.length)
		}
	}
	layout, err := tours.Grid(l.Aisles, l.CrossAisles, int(math.Round(l.BlockLength*scale)), int(math.Round(l.AisleSpacing*scale)), l.DepotAisle)
	if err != nil {
		return nil, err
	}
	solver, err := tours.NewSolver(layout)
	if err != nil {
		return nil, err
	}
	return &pickFloor{solver: solver, scale: scale}, nil
}

// stops checks places and turns them into whole units.
func (f *pickFloor) stops(what string, places []pickPlace) ([]tours.Stop, error) {
	stops := make([]tours.Stop, len(places))
	l := f.solver.Layout()
	top := f.length(l.CrossY[len(l.CrossY)-1])
	for i, p := range places {
		switch {
		case p[0] != math.Trunc(p[0]) || p[0] < 0 || p[0] >= float64(len(l.AisleX)):
			return nil, fmt.Errorf("%s[%d]: aisle %v does not exist: there are %d, counted from 0", what, i, p[0], len(l.AisleX))
		case !(p[1] >= 0 && p[1] <= top):
			return nil, fmt.Errorf("%s[%d]: y %v is outside aisle %v, which reaches from 0 to %v", what, i, p[1], p[0], top)
		}
		stops[i] = tours.Stop{int(p[0]), int(math.Round(p[1] * f.scale))}
		if err := f.solver.Check(stops[i]); err != nil {
			return nil, fmt.Errorf("%s[%d]: %w", what, i, err)
		}
	}
	return stops, nil
}

func (f *pickFloor) length(units int) float64 { return float64(units) / f.scale }

// UnmarshalJSON takes exactly two numbers; encoding/json alone would take any.
func (p *pickPlace) UnmarshalJSON(raw []byte) error {
	var list []float64
	if err := json.Unmarshal(raw, &list); err != nil || len(list) != 2 {
		return fmt.Errorf("%.40s is not a place: it must be [aisle, y]", raw)
	}
	*p = pickPlace{list[0], list[1]}
	return nil
}

var unknownJSONField = regexp.MustCompile(`unknown field ("[^"]*")`)

// readPickPlan reads one strict JSON value; errors name the file and the line.
func readPickPlan(path string, into any) error {
	raw, err := readPickFile(path)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		offset := -1
		switch {
		case errors.As(err, &syntax):
			offset = int(syntax.Offset)
		case errors.As(err, &kind):
			offset = int(kind.Offset)
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			offset, err = len(raw), errors.New("the file ends too early")
		default:
			if key := unknownJSONField.FindStringSubmatch(err.Error()); key != nil {
				offset, err = bytes.Index(raw, []byte(key[1])), fmt.Errorf("unknown key %s", key[1])
			}
		}
		if offset < 0 {
			return fmt.Errorf("%s: %w", path, err)
		}
		return fmt.Errorf("%s:%d: %w", path, 1+bytes.Count(raw[:min(offset, len(raw))], []byte("\n")), err)
	}
	if rest := bytes.TrimSpace(raw[d.InputOffset():]); len(rest) > 0 {
		return fmt.Errorf("%s:%d: something follows the JSON value", path, 1+bytes.Count(raw[:len(raw)-len(rest)], []byte("\n")))
	}
	return nil
}

func readPickFile(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(path)
}

// writePickPlan writes one JSON value to a file or standard output.
func writePickPlan(path string, answer any) error {
	raw, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	raw = append(raw, '\n')
	if path == "" {
		_, err = os.Stdout.Write(raw)
		return err
	}
	return os.WriteFile(path, raw, 0o644)
}
