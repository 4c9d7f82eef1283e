package lif

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/routing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestExamplesAreReadWithWarnings reads every example of the format's authors,
// all of which break its schema, and lists what is wrong with each.
func TestExamplesAreReadWithWarnings(t *testing.T) {
	files, err := filepath.Glob("testdata/spec-example-*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, warnings, err := Read(bytes.NewReader(raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var out strings.Builder
		for _, w := range warnings {
			fmt.Fprintln(&out, w)
		}
		for _, l := range f.Layouts {
			nodes, edges, more := l.Specs("")
			for _, w := range more {
				fmt.Fprintln(&out, w)
			}
			fmt.Fprintf(&out, "%s: %d nodes, %d edges\n", l.LayoutID, len(nodes), len(edges))
		}
		golden := strings.TrimSuffix(name, ".json") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), out.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile("testdata/LIF.schema")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// drawRoadmap is a ring of nodes with some chords, stations, chargers and
// parking.
func drawRoadmap(rt *rapid.T) *routing.Roadmap {
	n := rapid.IntRange(2, 30).Draw(rt, "nodes")
	var nodes []routing.NodeSpec
	for i := range n {
		s := routing.NodeSpec{ID: fmt.Sprintf("N%d", i), XMM: rapid.Int64Range(-100_000, 100_000).Draw(rt, "x"), YMM: int64(i) * 1500}
		switch rapid.IntRange(0, 4).Draw(rt, "kind") {
		case 1:
			s.Station = fmt.Sprintf("S%d", i)
		case 2:
			s.Kind = routing.Park
		case 3:
			s.Kind, s.Station = routing.Charge, fmt.Sprintf("C%d", i)
		}
		nodes = append(nodes, s)
	}
	var edges []routing.EdgeSpec
	seen := map[[2]int]bool{}
	add := func(a, b int) {
		if a != b && !seen[[2]int{a, b}] {
			seen[[2]int{a, b}] = true
			edges = append(edges, routing.EdgeSpec{ID: fmt.Sprintf("E%d-%d", a, b), From: nodes[a].ID, To: nodes[b].ID,
				MaxSpeedMMPerS: rapid.Int64Range(0, 3000).Draw(rt, "speed"), MaxHeightMM: rapid.Int64Range(0, 4000).Draw(rt, "height"), UnladenOnly: rapid.Bool().Draw(rt, "unladen")})
		}
	}
	for i := range n {
		add(i, (i+1)%n)
	}
	for range rapid.IntRange(0, 10).Draw(rt, "chords") {
		add(rapid.IntRange(0, n-1).Draw(rt, "a"), rapid.IntRange(0, n-1).Draw(rt, "b"))
	}
	rm, err := routing.NewRoadmap(nodes, edges)
	if err != nil {
		rt.Fatal(err)
	}
	return rm
}

// TestExportKeepsToTheSchemaAndComesBackEqual draws roadmaps.
func TestExportKeepsToTheSchemaAndComesBackEqual(t *testing.T) {
	s := schema(t)
	rapid.Check(t, func(rt *rapid.T) {
		rm := drawRoadmap(rt)
		f := File{MetaInformation: Meta{"p", "Aisle", "2026-01-05T08:00:00Z", Version}, Layouts: []Layout{FromRoadmap(rm, "floor", "agv")}}
		var out bytes.Buffer
		if err := Write(&out, f); err != nil {
			rt.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
		if err != nil {
			rt.Fatal(err)
		}
		if err := s.Validate(doc); err != nil {
			rt.Fatal(err)
		}
		back, warnings, err := Read(bytes.NewReader(out.Bytes()))
		if err != nil || len(warnings) > 0 {
			rt.Fatal(warnings, err)
		}
		nodes, edges, warnings := back.Layouts[0].Specs("agv")
		if len(warnings) > 0 {
			rt.Fatal(warnings)
		}
		again, err := routing.NewRoadmap(nodes, edges)
		if err != nil {
			rt.Fatal(err)
		}
		if a, b := specs(rm), specs(again); a != b {
			rt.Fatal(cmp.Diff(a, b))
		}
	})
}

func specs(rm *routing.Roadmap) string {
	var out strings.Builder
	for n := range routing.Node(rm.Nodes()) {
		fmt.Fprintf(&out, "%+v\n", rm.Spec(n))
	}
	for e := range routing.Edge(rm.Edges()) {
		fmt.Fprintf(&out, "%+v\n", rm.EdgeSpec(e))
	}
	return out.String()
}

func TestWhatBreaksTheFormatIsNotWritten(t *testing.T) {
	good := func() File {
		return File{MetaInformation: Meta{"p", "c", "t", Version}, Layouts: []Layout{{LayoutID: "l", LayoutVersion: "1",
			Nodes: []Node{{NodeID: "a"}, {NodeID: "b"}},
			Edges: []Edge{{EdgeID: "ab", StartNodeID: "a", EndNodeID: "b", VehicleTypeEdgeProperties: []EdgeForType{{VehicleTypeID: "v"}}}}}}}
	}
	for name, spoil := range map[string]func(*File){
		"creator: is empty":      func(f *File) { f.MetaInformation.Creator = "" },
		`"a" is given twice`:     func(f *File) { f.Layouts[0].Nodes[1].NodeID = "a" },
		`there is no node "c"`:   func(f *File) { f.Layouts[0].Edges[0].EndNodeID = "c" },
		"must be one of GLOBAL":  func(f *File) { f.Layouts[0].Edges[0].VehicleTypeEdgeProperties[0].OrientationType = "SIDEWAYS" },
		"at least one is needed": func(f *File) { f.Layouts = nil },
	} {
		f := good()
		spoil(&f)
		if err := Write(&bytes.Buffer{}, f); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, have %v", name, err)
		}
	}
	if err := Write(&bytes.Buffer{}, good()); err != nil {
		t.Error(err)
	}
}

// FuzzRead: nothing panics, and what was read can be judged.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/spec-example-*.json")
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"layouts":[{"nodes":[{"nodeId":1,"nodePosition":{"x":"1.5","Y ":2}},null,[]],"edges":{}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, _, err := Read(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for _, l := range file.Layouts {
			nodes, edges, _ := l.Specs("")
			_, _ = routing.NewRoadmap(nodes, edges)
		}
		if Check(file) == nil {
			var out bytes.Buffer
			if err := Write(&out, file); err != nil {
				t.Fatal(err)
			}
			if !json.Valid(out.Bytes()) {
				t.Fatal("no JSON written")
			}
		}
	})
}

// TestLoadRestrictions: what a roadmap can not keep of them is said.
func TestLoadRestrictions(t *testing.T) {
	f := File{Layouts: []Layout{{Nodes: []Node{{NodeID: "A"}, {NodeID: "B", NodePosition: Position{X: 2}}}}}}
	for _, c := range []struct {
		r       LoadRestriction
		edges   int
		unladen bool
		warning string
	}{
		{LoadRestriction{Unloaded: true, Loaded: true}, 1, false, ""},
		{LoadRestriction{Unloaded: true}, 1, true, ""},
		{LoadRestriction{Loaded: true}, 1, false, "for laden vehicles only"},
		{LoadRestriction{Unloaded: true, Loaded: true, LoadSetNames: []string{"pallet"}}, 1, false, "some loads only (pallet)"},
		{LoadRestriction{}, 0, false, "for nobody"},
	} {
		f.Layouts[0].Edges = []Edge{{EdgeID: "E", StartNodeID: "A", EndNodeID: "B", VehicleTypeEdgeProperties: []EdgeForType{{VehicleTypeID: "agv", LoadRestriction: &c.r}}}}
		_, edges, warnings := f.Layouts[0].Specs("agv")
		said := fmt.Sprint(warnings)
		if len(edges) != c.edges || len(edges) == 1 && edges[0].UnladenOnly != c.unladen || (len(warnings) > 0) != (c.warning != "") || !strings.Contains(said, c.warning) {
			t.Errorf("%+v: %+v, %s", c.r, edges, said)
		}
	}
}
