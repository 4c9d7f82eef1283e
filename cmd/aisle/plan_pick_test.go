package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func writeTemp(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readAnswer(t *testing.T, path string, into any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

func TestPlanToursAnswersTheExamples(t *testing.T) {
	const in = "../../routing/tours/testdata/tours_examples.json"
	out := filepath.Join(t.TempDir(), "out.json")
	cmd := newPlanToursCmd()
	cmd.SetArgs([]string{"--in", in, "--out", out})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	var problems []struct {
		Optimal float64
		Picks   [][2]int
	}
	var answers []tourAnswer
	readAnswer(t, in, &problems)
	readAnswer(t, out, &answers)
	if len(answers) != len(problems) {
		t.Fatalf("%d answers to %d problems", len(answers), len(problems))
	}
	for i, p := range problems {
		if answers[i].Length != p.Optimal || len(answers[i].Visits) != len(p.Picks) {
			t.Errorf("problem %d: %+v, optimal is %v", i, answers[i], p.Optimal)
		}
	}
}

func TestPlanToursKeepsFractions(t *testing.T) {
	in := writeTemp(t, `[{"aisles":2,"cross_aisles":2,"block_length":10.5,"aisle_spacing":2.25,"depot_aisle":0,"picks":[[1,3.125]]}]`)
	out := filepath.Join(t.TempDir(), "out.json")
	if err := planTours(in, out); err != nil {
		t.Fatal(err)
	}
	var answers []tourAnswer
	readAnswer(t, out, &answers)
	if want := 2 * (2.25 + 3.125); answers[0].Length != want {
		t.Errorf("length %v, want %v", answers[0].Length, want)
	}
}

func TestPlanToursInNarrowAislesAndByRules(t *testing.T) {
	const layout = `{"aisles":3,"cross_aisles":2,"block_length":10,"aisle_spacing":5,"depot_aisle":0,"picks":[[1,7],[1,3],[2,5]]`
	in := writeTemp(t, "["+layout+`},`+layout+`,"no_turn":true},`+layout+`,"one_way":["both","down","up"]},`+layout+`,"strategy":"return"}]`)
	out := filepath.Join(t.TempDir(), "out.json")
	if err := planTours(in, out); err != nil {
		t.Fatal(err)
	}
	var answers []tourAnswer
	readAnswer(t, out, &answers)
	for i, want := range []float64{40, 40, 40, 44} {
		if answers[i].Length != want || len(answers[i].Visits) != 3 || answers[i].Heuristic {
			t.Errorf("problem %d: %+v, want %v", i, answers[i], want)
		}
	}
}

func TestPlanBatchesFindsTheOptimum(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.json")
	cmd := newPlanBatchesCmd()
	cmd.SetArgs([]string{"--in", "../../wms/picking/testdata/batches_example.json", "--out", out, "--time-limit", "5s"})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	var answers []batchAnswer
	readAnswer(t, out, &answers)
	if len(answers) != 1 || answers[0].TotalLength != 2024 {
		t.Fatalf("%+v, optimal is 2024", answers)
	}
}

// Each is refused in words that name what is wrong and where, before anything
// is written.
func TestPickPlannersRefuseBadInput(t *testing.T) {
	const layout = `"aisles":3,"cross_aisles":2,"block_length":10,"aisle_spacing":5,"depot_aisle":0`
	const slots = `{"layout":{` + layout + `},"slots":[[0,1],[0,2]],`
	for _, c := range []struct{ plan, in, says string }{
		{"tours", `[{` + layout + `,"picks":[[3,1]]}]`, "problem 0: picks[0]: aisle 3 does not exist: there are 3"},
		{"tours", `[{` + layout + `,"picks":[[0,1],[1,11]]}]`, "picks[1]: y 11 is outside aisle 1"},
		{"tours", `[{` + layout + `,"picks":[[0.5,1]]}]`, "aisle 0.5 does not exist"},
		{"tours", `[{` + layout + `,"picks":[[0,1,2]]}]`, "must be [aisle, y]"},
		{"tours", "[{" + layout + ",\n\"pics\":[]}]", `in.json:2: unknown key "pics"`},
		{"tours", `[{"aisles":3}]`, "block_length is 0"},
		{"tours", "[\n{,}]", "in.json:2: "},
		{"tours", `[`, "in.json:1: the file ends too early"},
		{"tours", `[] []`, "something follows"},
		{"tours", `[{"aisles":3,"cross_aisles":7,"block_length":10,"aisle_spacing":5,"depot_aisle":0,"picks":[]}]`, "cross_aisles is 7, must be 2 to 6"},
		{"tours", `[{"aisles":3,"cross_aisles":2,"block_length":10,"aisle_spacing":5,"depot_aisle":3,"picks":[]}]`, "depot_aisle is 3"},
		{"tours", `[{` + layout + `,"picks":[[2,1]],"one_way":["up","up","up"]}]`, "aisle 2 cannot be reached, walked and left again"},
		{"tours", `[{` + layout + `,"picks":[],"one_way":["left"]}]`, `one_way[0]: no way "left"`},
		{"tours", `[{` + layout + `,"picks":[],"one_way":["up"]}]`, "1 ways are given for 3 aisles"},
		{"tours", `[{` + layout + `,"picks":[],"strategy":"zig-zag"}]`, `no strategy "zig-zag"`},
		{"tours", `[{` + layout + `,"picks":[],"strategy":"return","no_turn":true}]`, "does not go with no_turn"},
		{"batches", `[{"layout":{` + layout + `},"capacity":1,"orders":[[[0,1]],[[0,1],[0,2]]]}]`, "orders[1] has 2 lines, above the capacity of 1 by itself"},
		{"batches", `[{"layout":{` + layout + `},"capacity":1,"orders":[[[4,1]]]}]`, "orders[0][0]: aisle 4 does not exist"},
		{"batches", `[{"layout":{` + layout + `},"orders":[]}]`, "capacity is 0"},
		{"batches", `[{"layout":{` + layout + `},"capacity":9,"orders":[[]]}]`, "orders[0] has no lines"},
		{"slots", slots + `"items":["A","B","C"],"orders":[]}`, `items[2]: sku "C" fits nowhere: there are 3 items and 2 slots`},
		{"slots", slots + `"items":["A","A"],"orders":[]}`, `items[1]: sku "A" stands there twice`},
		{"slots", slots + `"items":["A"],"orders":[],"max_moves":4}`, "max_moves is given without current"},
		{"slots", slots + `"items":["A"],"orders":[],"current":{"A":0},"max_moves":-1}`, "max_moves is -1"},
		{"slots", slots + `"items":["A"],"orders":[],"current":{"B":0}}`, `current: sku "B" is not among items`},
		{"slots", slots + `"items":["A"],"orders":[],"current":{"A":2}}`, `sku "A" is in slot 2: there are 2`},
		{"slots", slots + `"items":["A","B"],"orders":[],"current":{"A":1,"B":1}}`, `skus "A" and "B" are both in slot 1`},
		{"slots", slots + `"items":["A"],"orders":[],"speed":1}`, `unknown key "speed"`},
		{"slots", `{"layout":{` + layout + `},"slots":[[3,1]],"items":[],"orders":[]}`, "slots[0]: aisle 3 does not exist"},
	} {
		in, out := writeTemp(t, c.in), filepath.Join(t.TempDir(), "out.json")
		cmd := map[string]func() *cobra.Command{"tours": newPlanToursCmd, "batches": newPlanBatchesCmd, "slots": newPlanSlotsCmd}[c.plan]()
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs([]string{"--in", in, "--out", out})
		if err := cmd.Execute(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("plan %s of %s: %v, want %q", c.plan, c.in, err, c.says)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("plan %s of %s wrote an answer", c.plan, c.in)
		}
	}
}

func TestPlanSlotsBringsTheWantedNear(t *testing.T) {
	in := writeTemp(t, `{"layout":{"aisles":3,"cross_aisles":2,"block_length":10,"aisle_spacing":5,"depot_aisle":0},
		"slots":[[2,9],[1,5],[0,1]],"items":["A","B","C"],
		"orders":[["A"],["A"],["A","elsewhere"],["B","A"],["C"]],"current":{"A":0,"B":1,"C":2},"max_moves":2}`)
	out := filepath.Join(t.TempDir(), "out.json")
	cmd := newPlanSlotsCmd()
	var notes strings.Builder
	cmd.SetErr(&notes)
	cmd.SetArgs([]string{"--in", in, "--out", out, "--time-limit", "100ms"})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	var a slotAnswer
	readAnswer(t, out, &a)
	if a.Assignment["A"] != 2 || a.Assignment["B"] != 1 || a.Assignment["C"] != 0 || len(a.Moves) != 2 {
		t.Errorf("%+v", a)
	}
	// 2 to A alone, three times; 22 to A and B; 38 to C.
	if want := (3*2 + 22 + 38) / 5.0; a.ExpectedTour != want {
		t.Errorf("expected tour %v, want %v", a.ExpectedTour, want)
	}
	if !strings.Contains(notes.String(), "left out 1 order lines") {
		t.Errorf("noted %q", notes.String())
	}
}
