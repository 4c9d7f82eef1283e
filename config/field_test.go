package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestScenarios(t *testing.T) {
	if got := Scenarios(); !slices.Equal(got, []string{"demo", "sorting-robots"}) {
		t.Fatal(got)
	}
	for _, name := range Scenarios() {
		if _, err := Scenario(name); err != nil {
			t.Error(err)
		}
	}
	n, err := Scenario("sorting-robots")
	if err != nil {
		t.Fatal(err)
	}
	w := n.Warehouses[0]
	s, f := w.Field("field-1")
	if f == nil || len(f.Chutes()) != len(s.Chutes)+1 || len(f.Inductions()) != len(s.Inductions) || len(f.ChargingCells()) != 20 {
		t.Fatalf("field %+v", f)
	}
	robots := w.DevicesOf("robot")
	if len(robots) != 200 || robots[0].Serial != "sr-001" || robots[0].Start != "C002-026" || robots[199].Version != "3.0" || robots[199].Sorter != "field-1" {
		t.Fatalf("%d robots, first %+v", len(robots), robots[0])
	}
}

// TestFieldsThatCannotWork: each has one line that says where and why.
func TestFieldsThatCannotWork(t *testing.T) {
	site, err := os.ReadFile("scenarios/sorting-robots/robots.yaml")
	if err != nil {
		t.Fatal(err)
	}
	network, err := os.ReadFile("scenarios/sorting-robots/network.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct{ old, new, want string }{
		"two chutes in a cell":  {"x_mm: 45500, y_mm: 23500", "x_mm: 45500, y_mm: 19500", "chute 2 and chute 1"},
		"chute off the field":   {"x_mm: 45500, y_mm: 23500", "x_mm: 20500, y_mm: 60500", "chute 2 at (20500, 60500) is not on the field"},
		"chute walled in":       {"        no_read", "        blocked: [{column: 8, row: 5}, {column: 10, row: 5}, {column: 9, row: 4}, {column: 9, row: 6}]\n        no_read", "chute 1 cannot be reached"},
		"induction far away":    {"IND-01, x_mm: 35500", "IND-01, x_mm: 32500", "induction \"IND-01\" is 4000 mm away from the field"},
		"induction hemmed in":   {"        no_read", "        blocked: [{column: 1, row: 2}, {column: 0, row: 1}]\n        no_read", "dead end"},
		"induction no queue":    {"        charging:\n", "        charging:\n          - {column: 0, row: 4}\n          - {column: 0, row: 6}\n", "IND-02 at column 0, row 5"},
		"two inductions":        {"IND-02, x_mm: 35500, y_mm: 19500", "IND-02, x_mm: 35600, y_mm: 16700", "induction IND-02 and induction IND-01"},
		"too many robots":       {"first: 101, count: 100", "first: 101, count: 300", "robot 221 has no cell to park on"},
		"same robot twice":      {"first: 101", "first: 100", "device \"sr-100\" is there already"},
		"no such model":         {"version: \"3.0\", model: tilt", "version: \"3.0\", model: tipper", "model \"tipper\""},
		"robots too large":      {"length_mm: 700", "length_mm: 1700", "turn in 1787 mm"},
		"no way to the parking": {"        no_read", "        blocked: [{column: 0, row: 25, columns: 48}]\n        no_read", "no way leads from parking"},
		"parking off the field": {"columns: 44, rows: 10, every: 2", "columns: 47, rows: 10, every: 2", "counted from 0"},
		"a crane on a field":    {"{id: field-1, class: sorter, protocol: field}", "{id: field-1, class: sorter, protocol: field}\n  - {id: c, class: crane, protocol: field}", "does not speak field"},
		"belt without a loop":   {"      field:\n", "      loop_mm: 10\n      unknown:\n", "unknown key \"unknown\""},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(site), x.old, x.new, 1)
			if text == string(site) {
				t.Fatalf("%q is not in the file", x.old)
			}
			dir := t.TempDir()
			for file, raw := range map[string]string{"network.yaml": string(network), "robots.yaml": text} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(raw), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Load(filepath.Join(dir, "network.yaml")); err == nil || !strings.Contains(err.Error(), x.want) || !strings.Contains(err.Error(), "robots.yaml:") {
				t.Errorf("got %v, want %q", err, x.want)
			}
		})
	}
}
