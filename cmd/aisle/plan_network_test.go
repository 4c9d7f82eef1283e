package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/config"
)

// TestPlanNetwork runs the command on the first orders of the data.
func TestPlanNetwork(t *testing.T) {
	out := filepath.Join(t.TempDir(), "rows.json")
	cmd, said := newRoot(), &strings.Builder{}
	cmd.SetOut(said)
	cmd.SetArgs([]string{"plan", "network", "--seeds", "1", "--orders", "40", "--out", out})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var rows []networkRow
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 8 || !strings.Contains(said.String(), "bound, transfers paid") {
		t.Fatalf("%d rows; said %s", len(rows), said)
	}
	for _, r := range rows {
		if r.Orders != 40 || r.Asked != rows[0].Asked || r.Served != r.Asked || r.Total <= 0 {
			t.Errorf("%+v", r)
		}
	}
	cmd.SetArgs([]string{"plan", "network", "--sensitivity", "--year"})
	if err := cmd.Execute(); err == nil {
		t.Error("--sensitivity and --year together are no question")
	}
}

func TestTariffCases(t *testing.T) {
	seen := map[string]bool{}
	s, err := (networkRun{load: config.Demo, orders: 5}).setup(1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range networkCases() {
		if seen[c.name] {
			t.Errorf("case %s twice", c.name)
		}
		seen[c.name] = true
		if s.Net, err = config.Demo(); err != nil {
			t.Fatal(err)
		}
		lane, night := s.Net.Lanes[0].Bands[0].Price, s.Net.Warehouses[0].Costs.StoragePerM3Day
		c.change(s)
		if c.name == "lane prices +50 %" && s.Net.Lanes[0].Bands[0].Price != lane*3/2 || c.name == "storage -50 %" && s.Net.Warehouses[0].Costs.StoragePerM3Day != night/2 {
			t.Errorf("%s changes nothing", c.name)
		}
	}
	if len(seen) != 1+2*len(tariffs)+7 {
		t.Errorf("%d cases", len(seen))
	}
}
