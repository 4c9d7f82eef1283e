package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/replenish"
)

type policyCase struct {
	ID       string          `json:"id"`
	Source   string          `json:"source"`
	Kind     string          `json:"kind"`
	Inputs   json.RawMessage `json:"inputs"`
	Expected json.RawMessage `json:"expected"` // examples carry it; not read
}

func newPlanPoliciesCmd() *cobra.Command {
	var in, out string
	cmd := &cobra.Command{
		Use:   "policies --in FILE [--out FILE]",
		Short: "Stock policies: how much to order, when, and where to keep safety stock",
		Long: "Reads a list of cases (id, kind, inputs) and writes for each its id and its policy. Kinds:\n  " +
			strings.Join(policyKindNames(), "\n  "),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return planPolicies(in, out) },
	}
	pickPlanFlags(cmd, &in, &out)
	return cmd
}

func planPolicies(in, out string) error {
	var cases []policyCase
	if err := readPickPlan(in, &cases); err != nil {
		return err
	}
	answers := make([]policyAnswer, len(cases))
	var wrong []error
	for i, c := range cases {
		name := fmt.Sprintf("%s: case %q", in, c.ID)
		if c.ID == "" {
			name = fmt.Sprintf("%s: case number %d, id", in, i+1)
			wrong = append(wrong, fmt.Errorf("%s: missing; must be a text that names the case", name))
			continue
		}
		answer, err := solvePolicy(c)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
			continue
		}
		answer["id"] = c.ID
		answers[i] = answer
	}
	if err := errors.Join(wrong...); err != nil {
		return err
	}
	return writePickPlan(out, answers)
}

type policyAnswer map[string]any

// policyKind is a kind of case: words that its name has, and how it is solved.
type policyKind struct {
	name  string
	words []string
	solve func(*policyInputs) (policyAnswer, error)
}

// The first kind of which all words occur in the given name is taken.
var policyKinds = []policyKind{
	{"EOQ backorders", []string{"eoq ", "backorder"}, solveEOQBackorders},
	{"EOQ all-units discount", []string{"eoq ", "all-units"}, solveEOQDiscount(replenish.EOQAllUnits)},
	{"EOQ incremental discount", []string{"eoq ", "incremental"}, solveEOQDiscount(replenish.EOQIncremental)},
	{"(s,S) power approximation (normal)", []string{"(s,s)", "power"}, solvePower},
	{"(s,S) Poisson exact (Zheng-Federgruen)", []string{"(s,s)", "poisson"}, solveOrderUpToPoisson},
	{"(s,S) discrete exact (Zheng-Federgruen)", []string{"(s,s)", "discrete"}, solveOrderUpToDiscrete},
	{"(r,Q) expected-inventory-level approx", []string{"(r,q)", "expected-inventory"}, solveReorderEIL},
	{"(r,Q) EOQB approx", []string{"(r,q)", "eoqb"}, solveReorder(replenish.ReorderEOQB)},
	{"(r,Q) loss-function approx", []string{"(r,q)", "loss"}, solveReorder(replenish.ReorderLoss)},
	{"(r,Q) EOQ+SS approx", []string{"(r,q)", "eoq"}, solveReorder(replenish.ReorderEOQ)},
	{"(r,Q) Poisson exact (Federgruen-Zheng)", []string{"(r,q)", "poisson"}, solveReorderExact},
	{"newsvendor normal / base-stock", []string{"newsvendor", " normal"}, solveNewsvendor(normalDemand)},
	{"newsvendor Poisson", []string{"newsvendor", "poisson"}, solveNewsvendor(poissonDemand)},
	{"newsvendor lognormal", []string{"newsvendor", "lognormal"}, solveNewsvendor(lognormalDemand)},
	{"newsvendor uniform", []string{"newsvendor", "uniform"}, solveNewsvendor(uniformDemand)},
	{"newsvendor exponential", []string{"newsvendor", "exponential"}, solveNewsvendor(exponentialDemand)},
	{"newsvendor discrete", []string{"newsvendor", "discrete"}, solveNewsvendor(discreteDemand)},
	{"Wagner-Whitin", []string{"wagner-whitin"}, solveWagnerWhitin},
	{"GSM tree", []string{"gsm"}, solveSafetyStock},
	{"serial echelon base-stock", []string{"serial", "base-stock"}, solveSerial},
	{"newsvendor normal / base-stock", []string{"base-stock"}, solveNewsvendor(normalDemand)},
	{"EPQ", []string{"epq "}, solveEPQ},
	{"EOQ", []string{"eoq "}, solveEOQ},
}

func policyKindNames() []string {
	var names []string
	for _, k := range policyKinds {
		if !slices.Contains(names, k.name) {
			names = append(names, k.name)
		}
	}
	return names
}

func solvePolicy(c policyCase) (policyAnswer, error) {
	given := strings.ToLower(c.Kind) + " "
	for _, k := range policyKinds {
		if slices.ContainsFunc(k.words, func(w string) bool { return !strings.Contains(given, w) }) {
			continue
		}
		in, err := newPolicyInputs("inputs", c.Inputs)
		if err != nil {
			return nil, err
		}
		in.text("note", "")
		answer, err := k.solve(in)
		if first := in.fault(); first != nil {
			return nil, first
		}
		if err != nil {
			return nil, fmt.Errorf("inputs: %w", err)
		}
		for key, v := range answer {
			if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
				return nil, fmt.Errorf("inputs: these costs give no finite %s; they must lie closer together", key)
			}
		}
		return answer, nil
	}
	return nil, fmt.Errorf("kind: %q is unknown; it must be one of %s", c.Kind, strings.Join(policyKindNames(), ", "))
}

// policyInputs reads the keys of one object and remembers the first that is wrong.
type policyInputs struct {
	at    string
	raw   map[string]json.RawMessage
	used  []string
	first error
	parts []*policyInputs
}

func newPolicyInputs(at string, raw json.RawMessage) (*policyInputs, error) {
	in := &policyInputs{at: at}
	if len(raw) == 0 {
		return nil, fmt.Errorf("%s: missing; must be an object of named values", at)
	}
	if err := json.Unmarshal(raw, &in.raw); err != nil || in.raw == nil {
		return nil, fmt.Errorf("%s: %.40s is not an object; must be one of named values", at, raw)
	}
	return in, nil
}

func (in *policyInputs) fail(key, format string, args ...any) {
	if in.first == nil {
		in.first = fmt.Errorf("%s.%s: %s", in.at, key, fmt.Sprintf(format, args...))
	}
}

// fault is the first thing that is wrong; if nothing is, a key that nobody asked for.
func (in *policyInputs) fault() error {
	all := append([]*policyInputs{in}, in.parts...)
	for _, p := range all {
		if p.first != nil {
			return p.first
		}
	}
	for _, p := range all {
		if err := p.unknown(); err != nil {
			return err
		}
	}
	return nil
}

func (in *policyInputs) unknown() error {
	var unknown []string
	for key := range in.raw {
		if !slices.Contains(in.used, key) {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	slices.Sort(in.used)
	return fmt.Errorf("%s.%s: not a key of this kind; the keys are %s", in.at, unknown[0], strings.Join(slices.Compact(in.used), ", "))
}

func (in *policyInputs) has(key string) bool {
	in.used = append(in.used, key)
	v, ok := in.raw[key]
	return ok && string(v) != "null"
}

const mostPolicyValue = 1e12

// between reads a number within bounds.
func (in *policyInputs) between(key string, lo, hi float64, what string) float64 {
	if !in.has(key) {
		in.fail(key, "missing; must be %s", what)
		return math.NaN()
	}
	var v float64
	if err := json.Unmarshal(in.raw[key], &v); err != nil || v < lo || v > hi {
		in.fail(key, "is %.40s, must be %s", in.raw[key], what)
		return math.NaN()
	}
	return v
}

func (in *policyInputs) positive(key string) float64 {
	return in.between(key, 1e-12, mostPolicyValue, "a number above 0 and at most 1e12")
}

func (in *policyInputs) amount(key string) float64 {
	return in.between(key, 0, mostPolicyValue, "a number from 0 to 1e12")
}

// option reads a number from 0 that need not be given.
func (in *policyInputs) option(key string, otherwise float64) float64 {
	if !in.has(key) {
		return otherwise
	}
	return in.amount(key)
}

func (in *policyInputs) text(key, otherwise string) string {
	if !in.has(key) {
		return otherwise
	}
	var v string
	if json.Unmarshal(in.raw[key], &v) != nil {
		in.fail(key, "is %.40s, must be a text", in.raw[key])
	}
	return v
}

// list reads numbers from 0.
func (in *policyInputs) list(key string) []float64 {
	if !in.has(key) {
		in.fail(key, "missing; must be a list of numbers from 0")
		return nil
	}
	var v []float64
	if err := json.Unmarshal(in.raw[key], &v); err != nil || len(v) == 0 || len(v) > 100_000 {
		in.fail(key, "is %.40s, must be a list of 1 to 100000 numbers from 0", in.raw[key])
		return nil
	}
	for i, x := range v {
		if x < 0 || x > mostPolicyValue {
			in.fail(key, "[%d] is %v, must be a number from 0 to 1e12", i, x)
			return nil
		}
	}
	return v
}

// perPeriod reads one number for all periods or a list of one for each.
func (in *policyInputs) perPeriod(key string, n int) []float64 {
	if in.has(key) && strings.HasPrefix(strings.TrimSpace(string(in.raw[key])), "[") {
		v := in.list(key)
		if v != nil && len(v) != n {
			in.fail(key, "has %d values, must have one for each of the %d periods", len(v), n)
		}
		return v
	}
	x := in.amount(key)
	return slices.Repeat([]float64{x}, n)
}

// objects reads a list of objects.
func (in *policyInputs) objects(key string) []*policyInputs {
	var raw []json.RawMessage
	if !in.has(key) || json.Unmarshal(in.raw[key], &raw) != nil || len(raw) == 0 || len(raw) > 10_000 {
		in.fail(key, "must be a list of 1 to 10000 stages")
		return nil
	}
	for i, r := range raw {
		p, err := newPolicyInputs(fmt.Sprintf("%s.%s[%d]", in.at, key, i), r)
		if err != nil {
			in.first = err
			return nil
		}
		in.parts = append(in.parts, p)
	}
	return in.parts
}

// bad says whether something was wrong so far; then nothing is computed.
func (in *policyInputs) bad() bool {
	return in.first != nil || slices.ContainsFunc(in.parts, func(p *policyInputs) bool { return p.bad() })
}
