package traffic

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/routing"
)

// Check tells whether traffic can promise that nobody blocks anybody for ever:
// there is a home for every vehicle, and with a vehicle standing in every bay
// each bay can still be reached from every other, by who is laden too. It suffices, and is checked,
// that the lanes no bay comes too near to are connected among themselves, and
// that each bay has a way to and from them which passes no other bay. The
// error is a *routing.Error that names the first bay or lane without.
func Check(rm *routing.Roadmap, cf *routing.Conflicts, f routing.Footprint, vehicles int) error {
	if homes := len(Homes(rm)); homes < vehicles {
		return fmt.Errorf("roadmap: %d vehicles need %d park or charge nodes, there are %d", vehicles, vehicles, homes)
	}
	c := newChecker(rm, cf, f)
	for _, b := range c.bays {
		if o := c.bayAt(b, b); o != routing.None {
			return c.tooNear(b, o)
		}
	}
	core := c.core()
	for _, b := range c.bays {
		for _, dir := range []direction{forth, back} {
			if err := c.reaches(b, dir, core); err != nil {
				return err
			}
		}
	}
	return nil
}

type direction bool

const (
	forth direction = true
	back  direction = false
)

type checker struct {
	rm     *routing.Roadmap
	cf     *routing.Conflicts
	f      routing.Footprint
	bays   []routing.Node
	byNode [][]routing.Node // bays too near to each node, each edge
	byEdge [][]routing.Node
}

func newChecker(rm *routing.Roadmap, cf *routing.Conflicts, f routing.Footprint) *checker {
	c := &checker{rm: rm, cf: cf, f: f, byNode: make([][]routing.Node, rm.Nodes()), byEdge: make([][]routing.Node, rm.Edges())}
	for i := range rm.Nodes() {
		b := routing.Node(i)
		if !rm.Bay(b) {
			continue
		}
		c.bays = append(c.bays, b)
		for _, n := range cf.NodeNodes[b] {
			c.byNode[n] = append(c.byNode[n], b)
		}
		for _, e := range cf.NodeEdges[b] {
			c.byEdge[e] = append(c.byEdge[e], b)
		}
	}
	return c
}

// bayAt is a bay other than own that is too near to n.
func (c *checker) bayAt(n, own routing.Node) routing.Node { return otherThan(c.byNode[n], own) }

func otherThan(bays []routing.Node, own routing.Node) routing.Node {
	for _, b := range bays {
		if b != own {
			return b
		}
	}
	return routing.None
}

// core is the largest set of lanes, near no bay, that reach each other.
func (c *checker) core() []bool {
	var best []bool
	size := 0
	tried := make([]bool, c.rm.Nodes())
	for i := range c.rm.Nodes() {
		n := routing.Node(i)
		if tried[n] || c.bayAt(n, routing.None) != routing.None {
			continue
		}
		a, b := c.flood(n, routing.None, forth), c.flood(n, routing.None, back)
		count := 0
		for k := range a {
			a[k] = a[k] && b[k]
			if a[k] {
				tried[k] = true
				count++
			}
		}
		if count > size {
			best, size = a, count
		}
	}
	return best
}

// flood is what can be reached from n (or from where n can be reached) past
// vehicles in all bays but own.
func (c *checker) flood(n, own routing.Node, dir direction) []bool {
	seen := make([]bool, c.rm.Nodes())
	seen[n] = true
	for queue := []routing.Node{n}; len(queue) > 0; queue = queue[1:] {
		edges, end := c.rm.Out(queue[0]), c.rm.To
		if dir == back {
			edges, end = c.rm.In(queue[0]), c.rm.From
		}
		for _, e := range edges {
			m := end(e)
			if !seen[m] && !c.rm.UnladenOnly(e) && c.bayAt(m, own) == routing.None && otherThan(c.byEdge[e], own) == routing.None {
				seen[m] = true
				queue = append(queue, m)
			}
		}
	}
	return seen
}

func (c *checker) reaches(b routing.Node, dir direction, core []bool) error {
	seen := c.flood(b, b, dir)
	for n := range core {
		if core[n] && seen[n] {
			return nil
		}
	}
	words := "from here to the lanes"
	if dir == back {
		words = "from the lanes to here"
	}
	near := c.walls(b, seen, dir)
	return c.fault(b, fmt.Sprintf("with vehicles of %d x %d mm (clearance %d mm) standing in other bays there is no way %s%s: move bays %d mm away from lane nodes, or onto spurs of their own",
		c.f.LengthMM, c.f.WidthMM, c.f.ClearanceMM, words, near, c.f.TurningDiameterMM()+c.f.ClearanceMM))
}

// walls names the bays that stop a flood.
func (c *checker) walls(b routing.Node, seen []bool, dir direction) string {
	var names []string
	for e := range c.rm.Edges() {
		from, to := c.rm.From(routing.Edge(e)), c.rm.To(routing.Edge(e))
		if dir == back {
			from, to = to, from
		}
		if !seen[from] || seen[to] {
			continue
		}
		for _, o := range slices.Concat(c.byNode[to], c.byEdge[e]) {
			if name := fmt.Sprintf("%q", c.rm.Spec(o).ID); o != b && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (in the way: " + strings.Join(names, ", ") + ")"
}

func (c *checker) tooNear(a, b routing.Node) error {
	return c.fault(a, fmt.Sprintf("is too near to %q for two vehicles of %d x %d mm: they must be %d mm apart",
		c.rm.Spec(b).ID, c.f.LengthMM, c.f.WidthMM, c.f.TurningDiameterMM()+c.f.ClearanceMM))
}

func (c *checker) fault(n routing.Node, text string) error {
	spec := c.rm.Spec(n)
	if spec.Station != "" {
		return &routing.Error{Kind: "station", ID: spec.Station, Text: text}
	}
	return &routing.Error{Kind: "node", ID: spec.ID, Text: text}
}
