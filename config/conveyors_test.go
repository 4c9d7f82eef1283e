package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// A network: M comes to the divert M2, A and B go on from there; A and N come
// to A1, where E goes on to the end E1.
const network = `  conveyors:
    - {id: M, zone: rack, device: c-m, stations: [{location: M1, x_mm: 24000, y_mm: 1000}, {location: M2, x_mm: 25500, y_mm: 1000}]}
    - {id: A, zone: rack, device: c-a, stations: [{location: M2}, {location: A1, x_mm: 27000, y_mm: 1000}]}
    - {id: B, zone: rack, device: c-b, stations: [{location: M2}, {location: Z1, x_mm: 25500, y_mm: 2500}]}
    - {id: N, zone: rack, device: c-n, stations: [{location: N1, x_mm: 27000, y_mm: 2500}, {location: A1}]}
    - {id: E, zone: rack, device: c-e, stations: [{location: A1}, {location: E1, x_mm: 28500, y_mm: 1000}]}
  diverts: [{location: M2, fallback: Z1, blocked_after_s: 60}]
`

func loadNetwork(t *testing.T, text string) (*Network, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, name := range []string{net, site} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		s := string(raw)
		if name == site {
			s = strings.Replace(s, "  docks:\n", text+"  docks:\n", 1)
			s = strings.Replace(s, "models:\n", "models:\n  conveyors: [{id: b, speed_mm_per_s: 300, station_mm: 1500}]\n", 1)
			for _, id := range []string{"m", "a", "b", "n", "e"} {
				s = strings.Replace(s, "people:\n", fmt.Sprintf("  - {id: c-%s, class: conveyor, protocol: plc, model: b, plc: plc, prefix: C%s}\npeople:\n", id, id), 1)
			}
		}
		fsys[name] = &fstest.MapFile{Data: []byte(s)}
	}
	return load(fsys, net, "")
}

func TestConveyorsMeet(t *testing.T) {
	got, err := loadNetwork(t, network)
	if err != nil {
		t.Fatal(err)
	}
	l := got.Warehouses[0].Layout
	if len(l.Conveyors) != 5 || len(l.Diverts) != 1 || l.Diverts[0].Fallback != "Z1" || l.Diverts[0].BlockedAfterS != 60 {
		t.Errorf("%+v %+v", l.Conveyors, l.Diverts)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"divert without fallback", "  diverts: [{location: M2, fallback: Z1, blocked_after_s: 60}]\n", "", `several conveyors begin at "M2": name under diverts the fallback`},
		{"divert where one goes on", "[{location: M2, fallback", "[{location: A1, fallback: E1}, {location: M2, fallback", `divert "A1": 1 conveyors begin there`},
		{"fallback nowhere", "fallback: Z1", "fallback: X", `fallback "X" is not where a conveyor ends`},
		{"fallback on the way", "fallback: Z1", "fallback: A1", `fallback "A1" is not where a conveyor ends and none goes on`},
		{"fallback that none leads to", "stations: [{location: A1}, {location: E1, x_mm: 28500, y_mm: 1000}]}\n  diverts: [{location: M2, fallback: Z1",
			"stations: [{location: Q1, x_mm: 28500, y_mm: 2500}, {location: E1, x_mm: 28500, y_mm: 1000}]}\n  diverts: [{location: M2, fallback: E1", `no conveyor leads from there to fallback "E1"`},
		{"no way to the fallback", "fallback: Z1", "fallback: R1-IN", `fallback "R1-IN" is not where a conveyor ends`},
		{"twice", "[{location: M2, fallback", "[{location: M2, fallback: E1}, {location: M2, fallback", `divert "M2" is given twice`},
		{"a circle", "{location: E1, x_mm: 28500, y_mm: 1000}", "{location: E1, x_mm: 28500, y_mm: 1000}, {location: M1}", "run in a circle"},
		{"meeting within", "{location: M1, x_mm: 24000, y_mm: 1000}, {location: M2", "{location: M1, x_mm: 24000, y_mm: 1000}, {location: A1}, {location: M2", `"A1" lies within conveyor "M"`},
		{"twice on one", "[{location: M2}, {location: A1,", "[{location: M2}, {location: A1, x_mm: 27000, y_mm: 1000}, {location: M2}, {location: A9,", `"M2" is on it twice`},
		{"on from a station", "{id: E, zone: rack, device: c-e, stations: [{location: A1}", "{id: E, zone: rack, device: c-e, stations: [{location: G1-1}", `"G1-1" is a station: only a pnd_out may begin it`},
		{"negative patience", "blocked_after_s: 60", "blocked_after_s: -1", "blocked_after_s"},
	} {
		if strings.Count(network, c.old) != 1 {
			t.Fatalf("%s: %q", c.name, c.old)
		}
		_, err := loadNetwork(t, strings.Replace(network, c.old, c.new, 1))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), site+":")):
			t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
		}
	}
}
