package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const allocExample = "../../wms/allocation/testdata/alloc_s.json"

func TestPlanAllocateProvesTheExample(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.json")
	var stdout, stderr bytes.Buffer
	if status := run([]string{"plan", "allocate", "--in", allocExample, "--out", out}, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, &stderr)
	}
	var answer allocateAnswer
	readAnswer(t, out, &answer)
	if math.Abs(answer.Cost-708.913) > 0.0005 || answer.LowerBound != answer.Cost || len(answer.Shipments) == 0 || answer.ElapsedMS <= 0 {
		t.Errorf("cost %v, bound %v, %d shipments in %v ms; the optimum is 708.913", answer.Cost, answer.LowerBound, len(answer.Shipments), answer.ElapsedMS)
	}
}

func TestPlanAllocateKeepsToItsTime(t *testing.T) {
	raw, err := os.ReadFile(allocExample)
	if err != nil {
		t.Fatal(err)
	}
	in := writeTemp(t, strings.Replace(string(raw), `{"name"`, `{"time_limit_ms": 1, "name"`, 1))
	out := filepath.Join(t.TempDir(), "out.json")
	if err := planAllocate(in, out, 1); err != nil {
		t.Fatal(err)
	}
	var answer allocateAnswer
	readAnswer(t, out, &answer)
	if answer.LowerBound > answer.Cost || answer.Cost < 708.9 {
		t.Errorf("cost %v, bound %v", answer.Cost, answer.LowerBound)
	}
}

func TestPlanAllocateRefusesBadFiles(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"warehouses":[],`, `:1: `},
		{"{\n\"warehouse\":[]}", `:2: unknown key "warehouse"`},
		{`{"warehouses":[],"orders":[],"per_km_shipment":NaN}`, `:1: `},
		{`{"warehouses":[],"orders":[]}`, `per_km_shipment is missing`},
	} {
		in := writeTemp(t, c.text)
		var stdout, stderr bytes.Buffer
		status := run([]string{"plan", "allocate", "--in", in}, &stdout, &stderr)
		if status != exitUsage || stdout.Len() > 0 || !strings.Contains(stderr.String(), in) || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("%s: status %d, %q, want 2 and %q", c.text, status, &stderr, c.want)
		}
	}
}
