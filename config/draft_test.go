package config

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// edited is the layout of a warehouse after a change, as JSON.
func edited(t *testing.T, n *Network, warehouse string, change func(layout map[string]any)) []byte {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(n.byID[warehouse].Layout.JSON(), &m); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(m)
	}
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func codes(findings []Finding) (out []string) {
	for _, f := range findings {
		if !f.Advice {
			out = append(out, f.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestALayoutGoesThroughJSONAndTheSiteFile(t *testing.T) {
	for _, scenario := range Scenarios() {
		n, err := Scenario(scenario)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range n.Warehouses {
			for _, raw := range [][]byte{w.Layout.JSON(), edited(t, n, w.ID, nil), []byte(strings.ReplaceAll(strings.TrimPrefix(w.Layout.FilePart(), "layout:"), "\n  ", "\n"))} {
				d, findings := n.Draft(w.ID, raw)
				if d == nil {
					t.Fatalf("%s/%s: %v", scenario, w.ID, findings)
				}
				again := d.byID[w.ID]
				if !bytes.Equal(again.Layout.JSON(), w.Layout.JSON()) {
					t.Errorf("%s/%s: the layout changed on its way", scenario, w.ID)
				}
				if len(again.Locations()) != len(w.Locations()) || len(again.Devices) != len(w.Devices) || w.Layout.Roadmap != nil && len(again.Layout.Roadmap.Edges) != len(w.Layout.Roadmap.Edges) {
					t.Errorf("%s/%s: another site came out of the same layout", scenario, w.ID)
				}
			}
		}
	}
}

func TestADraftIsJudgedAsTheSiteFileIs(t *testing.T) {
	n, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	road := func(m map[string]any) map[string]any { return m["roadmap"].(map[string]any) }
	add := func(m map[string]any, key string, v any) { m[key] = append(m[key].([]any), v) }
	lane := func(m map[string]any, through string) map[string]any {
		lanes := road(m)["lanes"].([]any)
		return lanes[slices.IndexFunc(lanes, func(l any) bool { return slices.Contains(l.(map[string]any)["through"].([]any), any(through)) })].(map[string]any)
	}
	node := func(id string, x, y int) map[string]any { return map[string]any{"id": id, "x_mm": x, "y_mm": y} }
	for _, c := range []struct {
		want   string
		change func(m map[string]any)
	}{
		{"unreadable", func(m map[string]any) { m["docks"] = []any{} }},
		{"unreadable", func(m map[string]any) { m["dock"] = 1 }},
		{"duplicate", func(m map[string]any) { add(m, "places", m["places"].([]any)[0]) }},
		{"duplicate", func(m map[string]any) { add(road(m), "nodes", road(m)["nodes"].([]any)[0]) }},
		{"out_of_building", func(m map[string]any) { m["width_mm"] = 90000 }},
		{"overlap", func(m map[string]any) { m["racks"].([]any)[1].(map[string]any)["y_mm"] = 55000 }},
		{"no_roadmap", func(m map[string]any) { delete(m, "roadmap") }},
		{"other_map", func(m map[string]any) { road(m)["map"] = "other" }},
		{"unknown_location", func(m map[string]any) {
			road(m)["stations"].([]any)[0].(map[string]any)["location"] = "NOWHERE"
		}},
		{"unknown_node", func(m map[string]any) { road(m)["stations"].([]any)[0].(map[string]any)["node"] = "NOWHERE" }},
		{"two_purposes", func(m map[string]any) { add(road(m), "charging", road(m)["parking"].([]any)[0]) }},
		{"node_not_reached", func(m map[string]any) { add(road(m), "nodes", node("LONELY", 90000, 62000)) }},
		{"nodes_too_close", func(m map[string]any) {
			first := road(m)["nodes"].([]any)[0].(map[string]any)
			add(road(m), "nodes", map[string]any{"id": "NEAR", "x_mm": first["x_mm"].(float64) + 50, "y_mm": first["y_mm"]})
		}},
		{"laden_unreachable", func(m map[string]any) { lane(m, "P-R1-IN-1")["unladen_only"] = true }},
		{"unreadable", func(m map[string]any) { lane(m, "P-R1-IN-1")["max_height_mm"] = -1 }},
	} {
		d, findings := n.Draft("central", edited(t, n, "central", c.change))
		if d != nil || !slices.Contains(codes(findings), c.want) {
			t.Errorf("wanted %s, found %v", c.want, findings)
		}
		for _, f := range findings {
			if f.Text == "" || strings.Contains(f.Text, "line ") {
				t.Errorf("%s says %q", f.Code, f.Text)
			}
		}
	}
}

// TestAllFaultsOfADraftAreFound draws an isolated piece of road with a dead
// end and a lane through a rack: everything is said at once, and where.
func TestAllFaultsOfADraftAreFound(t *testing.T) {
	n, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	_, findings := n.Draft("central", edited(t, n, "central", func(m map[string]any) {
		r := m["roadmap"].(map[string]any)
		joint := r["nodes"].([]any)[0].(map[string]any)["id"]
		r["nodes"] = append(r["nodes"].([]any), map[string]any{"id": "X1", "x_mm": 20000, "y_mm": 56000}, map[string]any{"id": "X2", "x_mm": 20000, "y_mm": 62000})
		r["lanes"] = append(r["lanes"].([]any), map[string]any{"through": []any{joint, "X1", "X2"}})
	}))
	for _, want := range []string{"dead_end", "through_rack"} {
		at := slices.IndexFunc(findings, func(f Finding) bool { return f.Code == want })
		if at < 0 {
			t.Errorf("%s is missing in %v", want, codes(findings))
		} else if findings[at].Point == nil {
			t.Errorf("%s has no place", want)
		}
	}
}

// TestTheRunningSiteIsNotTouchedByADraft keeps the roadmap that vehicles drive
// on as it is.
func TestTheRunningSiteIsNotTouchedByADraft(t *testing.T) {
	n, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	w := n.byID["central"]
	edges, places := len(w.Layout.Roadmap.Edges), len(w.Locations())
	d, findings := n.Draft("central", edited(t, n, "central", func(m map[string]any) {
		m["places"] = append(m["places"].([]any), map[string]any{"id": "NEW-1", "kind": "staging", "zone": "shipping", "x_mm": 90000, "y_mm": 2000})
	}))
	if d == nil {
		t.Fatal(findings)
	}
	if len(w.Layout.Roadmap.Edges) != edges || len(w.Locations()) != places || len(d.byID["central"].Locations()) != places+1 {
		t.Error("the draft and the running site are not apart")
	}
	if n.Warehouses[0] != w || d.Warehouses[0] == w {
		t.Error("the draft changed the network it was made from")
	}
}

// TestLimitsOfLanes: laden vehicles may have to go around, all must fit under.
func TestLimitsOfLanes(t *testing.T) {
	n, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	model := n.byID["central"].VehicleModel(n.byID["central"].DevicesOf("vehicle")[0])
	low := func(m map[string]any) {
		lanes := m["roadmap"].(map[string]any)["lanes"].([]any)
		shortcut := lanes[slices.IndexFunc(lanes, func(l any) bool {
			through := l.(map[string]any)["through"].([]any)
			return slices.Contains(through, any("N5250")) && slices.Contains(through, any("N5450"))
		})].(map[string]any)
		shortcut["unladen_only"], shortcut["max_height_mm"] = true, 1800
	}
	for _, high := range []int64{0, 1800} {
		model.HeightMM = high
		d, findings := n.Draft("central", edited(t, n, "central", low))
		if d == nil {
			t.Fatal(findings)
		}
		limited := 0
		for _, e := range d.byID["central"].Layout.Roadmap.Edges {
			if e.UnladenOnly && e.MaxHeightMM == 1800 {
				limited++
			}
		}
		if limited == 0 {
			t.Error("no edge has the limits of its lane")
		}
	}
	model.HeightMM = 1801
	if d, findings := n.Draft("central", edited(t, n, "central", low)); d != nil || findings[0].Code != "too_low" || findings[0].HaveMM != 1800 || findings[0].NeedMM != 1801 {
		t.Errorf("a lane too low: %v", findings)
	}
}
