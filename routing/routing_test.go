package routing

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNewRoadmapRefuses(t *testing.T) {
	a, b := NodeSpec{ID: "A"}, NodeSpec{ID: "B", XMM: 1000}
	ab, ba := EdgeSpec{ID: "ab", From: "A", To: "B"}, EdgeSpec{ID: "ba", From: "B", To: "A"}
	cases := []struct {
		name     string
		nodes    []NodeSpec
		edges    []EdgeSpec
		kind, id string
		says     string
	}{
		{"nothing", nil, nil, "node", "", "at least one"},
		{"no id", []NodeSpec{{}}, nil, "node", "", "no id"},
		{"twice", []NodeSpec{a, a}, nil, "node", "A", "twice"},
		{"station twice", []NodeSpec{{ID: "A", Station: "S"}, {ID: "B", Station: "S"}}, nil, "station", "S", `node "A" and at node "B"`},
		{"station without id", []NodeSpec{{ID: "A", Kind: Station}}, nil, "node", "A", "names no station"},
		{"unknown start", []NodeSpec{a, b}, []EdgeSpec{{ID: "x", From: "Q", To: "B"}}, "edge", "x", `unknown node "Q"`},
		{"unknown end", []NodeSpec{a, b}, []EdgeSpec{{ID: "x", From: "A", To: "Q"}}, "edge", "x", `unknown node "Q"`},
		{"edge twice", []NodeSpec{a, b}, []EdgeSpec{ab, ab}, "edge", "ab", "twice"},
		{"parallel", []NodeSpec{a, b}, []EdgeSpec{ab, {ID: "ab2", From: "A", To: "B"}}, "edge", "ab2", `edge "ab"`},
		{"loop", []NodeSpec{a, b}, []EdgeSpec{{ID: "aa", From: "A", To: "A"}}, "edge", "aa", "starts and ends"},
		{"negative", []NodeSpec{a, b}, []EdgeSpec{{ID: "x", From: "A", To: "B", LengthMM: -1}}, "edge", "x", "negative"},
		{"unreachable station", []NodeSpec{a, b, {ID: "C", Station: "S"}, {ID: "D", Station: "T"}},
			[]EdgeSpec{ab, ba, {ID: "ac", From: "A", To: "C"}, {ID: "ca", From: "C", To: "A"}, {ID: "da", From: "D", To: "A"}}, "station", "T", "cannot be reached"},
		{"trap", []NodeSpec{a, b, {ID: "C", Station: "S"}},
			[]EdgeSpec{ab, {ID: "ac", From: "A", To: "C"}, {ID: "ca", From: "C", To: "A"}}, "node", "B", "no way back"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewRoadmap(c.nodes, c.edges)
			var e *Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.ID != c.id || !strings.Contains(e.Text, c.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// drawRoadmap makes a ring with random chords: always strongly connected.
func drawRoadmap(t *rapid.T) *Roadmap {
	n := rapid.IntRange(3, 25).Draw(t, "nodes")
	nodes := make([]NodeSpec, n)
	for i := range nodes {
		nodes[i] = NodeSpec{ID: fmt.Sprint("n", i), XMM: rapid.Int64Range(0, 20000).Draw(t, "x"), YMM: rapid.Int64Range(0, 20000).Draw(t, "y")}
	}
	seen := map[[2]int]bool{}
	var edges []EdgeSpec
	add := func(a, b int) {
		if a == b || seen[[2]int{a, b}] {
			return
		}
		seen[[2]int{a, b}] = true
		edges = append(edges, EdgeSpec{ID: fmt.Sprint(a, ">", b), From: nodes[a].ID, To: nodes[b].ID,
			MaxSpeedMMPerS: rapid.SampledFrom([]int64{0, 300, 1000, 3000}).Draw(t, "speed")})
	}
	for i := range n {
		add(i, (i+1)%n)
	}
	for range rapid.IntRange(0, 2*n).Draw(t, "chords") {
		add(rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b"))
	}
	rm, err := NewRoadmap(nodes, edges)
	if err != nil {
		t.Fatal(err)
	}
	return rm
}

func TestDistances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rm := drawRoadmap(t)
		n := rm.Nodes()
		// Floyd and Warshall's algorithm as the reference.
		d := make([][]int64, n)
		for i := range d {
			d[i] = make([]int64, n)
			for j := range d[i] {
				if i != j {
					d[i][j] = Unreachable
				}
			}
		}
		for e := range rm.Edges() {
			d[rm.From(Edge(e))][rm.To(Edge(e))] = rm.CostMS(Edge(e))
		}
		for k := range n {
			for i := range n {
				for j := range n {
					d[i][j] = min(d[i][j], d[i][k]+d[k][j])
				}
			}
		}
		for i := range n {
			for j := range n {
				if got := rm.Distance(Node(i), Node(j)); got != d[i][j] {
					t.Fatalf("%d to %d: %d, want %d", i, j, got, d[i][j])
				}
				path, sum := rm.ShortestPath(Node(i), Node(j)), int64(0)
				for k := range path[1:] {
					sum += rm.CostMS(rm.EdgeBetween(path[k], path[k+1]))
				}
				if sum != d[i][j] || path[0] != Node(i) || path[len(path)-1] != Node(j) {
					t.Fatalf("%d to %d: path %v costs %d, want %d", i, j, path, sum, d[i][j])
				}
			}
		}
	})
}

// TestConflictsCoverBodies puts two vehicles anywhere on two parts that are
// said to be far enough apart, and looks whether they touch.
func TestConflictsCoverBodies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rm := drawRoadmap(t)
		f := Footprint{LengthMM: rapid.Int64Range(400, 2000).Draw(t, "l"), WidthMM: rapid.Int64Range(400, 1500).Draw(t, "w"), ClearanceMM: rapid.Int64Range(0, 200).Draw(t, "c")}
		c, err := rm.Conflicts(f)
		if err != nil {
			t.Fatal(err)
		}
		node := func(n int) body { return bodyAt(rm, f, Node(n), Node(n), 0, rapid.Float64Range(0, 7).Draw(t, "theta")) }
		edge := func(e int) body {
			return bodyAt(rm, f, rm.From(Edge(e)), rm.To(Edge(e)), rapid.Float64Range(0, 1).Draw(t, "at"), math.NaN())
		}
		a, b := rapid.IntRange(0, rm.Nodes()-1).Draw(t, "a"), rapid.IntRange(0, rm.Nodes()-1).Draw(t, "b")
		e, g := rapid.IntRange(0, rm.Edges()-1).Draw(t, "e"), rapid.IntRange(0, rm.Edges()-1).Draw(t, "g")
		if !contains(c.NodeNodes[a], Node(b)) && node(a).touches(node(b)) {
			t.Fatalf("nodes %d and %d", a, b)
		}
		ends := func(e int) []Node { return []Node{rm.From(Edge(e)), rm.To(Edge(e))} }
		farFromEnds := func(n int, e int) bool {
			return !contains(c.NodeNodes[n], ends(e)[0]) && !contains(c.NodeNodes[n], ends(e)[1])
		}
		if !contains(c.NodeEdges[a], Edge(e)) && farFromEnds(a, e) && node(a).touches(edge(e)) {
			t.Fatalf("node %d and edge %d", a, e)
		}
		apart := !contains(c.EdgeEdges[e], Edge(g))
		for _, x := range ends(e) {
			apart = apart && farFromEnds(int(x), g) && !contains(c.NodeEdges[x], Edge(g))
		}
		for _, x := range ends(g) {
			apart = apart && !contains(c.NodeEdges[x], Edge(e))
		}
		if apart && edge(e).touches(edge(g)) {
			t.Fatalf("edges %d and %d", e, g)
		}
		if contains(c.NodeEdges[a], Edge(e)) != contains(c.EdgeNodes[e], Node(a)) || !contains(c.NodeNodes[a], Node(a)) {
			t.Fatal("lists do not agree")
		}
	})
}

func contains[T comparable](l []T, x T) bool {
	for _, y := range l {
		if x == y {
			return true
		}
	}
	return false
}

type body struct{ x, y, theta, half, side float64 }

// bodyAt is a vehicle between two nodes, turned along the edge unless theta is
// given.
func bodyAt(rm *Roadmap, f Footprint, a, b Node, at, theta float64) body {
	p, q := rm.at(a), rm.at(b)
	if math.IsNaN(theta) {
		theta = math.Atan2(q.y-p.y, q.x-p.x)
	}
	return body{p.x + at*(q.x-p.x), p.y + at*(q.y-p.y), theta, float64(f.LengthMM) / 2, float64(f.WidthMM) / 2}
}

func (a body) touches(b body) bool {
	for _, th := range []float64{a.theta, a.theta + math.Pi/2, b.theta, b.theta + math.Pi/2} {
		ux, uy := math.Cos(th), math.Sin(th)
		reach := func(t body) float64 {
			c, s := math.Cos(t.theta), math.Sin(t.theta)
			return t.half*math.Abs(c*ux+s*uy) + t.side*math.Abs(-s*ux+c*uy)
		}
		if math.Abs((a.x-b.x)*ux+(a.y-b.y)*uy) >= reach(a)+reach(b)-1e-6 {
			return false
		}
	}
	return true
}

func TestParseKind(t *testing.T) {
	for _, k := range []Kind{Normal, Station, Park, Charge} {
		if got, err := ParseKind(k.String()); err != nil || got != k {
			t.Errorf("%v: %v %v", k, got, err)
		}
	}
	if _, err := ParseKind("bay"); err == nil {
		t.Error("bay is no kind")
	}
}
