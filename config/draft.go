package config

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// Finding is something about a layout that is being drawn: a fault, which the
// checks of a site file found, or an advice, which a site file is not refused
// for.
type Finding struct {
	Code           string
	Text           string   // what is wrong, and what would be right
	Parts          []string // the ids that it is about
	Point          *[2]int64
	HaveMM, NeedMM int64
	Advice         bool
}

// maxFindings bounds what is said of one draft.
const maxFindings = 200

// Draft is the network with another layout of one warehouse, and everything
// found about it, by the checks of a site file. The layout is YAML or JSON with
// the keys of a site file's layout. With a fault among the findings there is
// no network.
func (n *Network) Draft(warehouse string, layout []byte) (*Network, []Finding) {
	out := *n
	out.Warehouses = slices.Clone(n.Warehouses)
	at := slices.IndexFunc(n.Warehouses, func(w *Warehouse) bool { return w.ID == warehouse })
	if at < 0 {
		return nil, []Finding{{Code: "unreadable", Text: fmt.Sprintf("there is no warehouse %q", warehouse)}}
	}
	w := *n.Warehouses[at]
	was := w.Layout
	robots := w.DevicesOf("robot")
	w.Devices = slices.DeleteFunc(slices.Clone(w.Devices), func(d Device) bool { return d.Class == "robot" })
	w.Layout = Layout{}
	if len(layout) > maxFileBytes {
		return nil, []Finding{{Code: "unreadable", Text: fmt.Sprintf("a layout has at most %d bytes", maxFileBytes)}}
	}
	if err := decode("layout", layout, &w.Layout); err != nil {
		return nil, []Finding{findingOf(err, "unreadable")}
	}
	out.Warehouses[at] = &w
	out.byID = map[string]*Warehouse{}
	for _, x := range out.Warehouses {
		out.byID[x.ID] = x
	}
	f := &faults{most: maxFindings}
	w.build(f)
	if len(f.list) == 0 {
		w.sameMachines(&was, robots, f)
		people, badges, devices := n.idsBut(warehouse)
		w.check(&out, people, badges, devices, f)
	}
	findings := make([]Finding, 0, len(f.list))
	for _, err := range f.list {
		findings = append(findings, findingOf(err, "rule"))
	}
	if len(findings) > 0 {
		return nil, findings
	}
	return &out, w.advice()
}

// idsBut are the ids that other warehouses took.
func (n *Network) idsBut(warehouse string) (people, badges, devices *ids) {
	people, badges, devices = &ids{what: "person"}, &ids{what: "badge"}, &ids{what: "device"}
	for _, w := range n.Warehouses {
		if w.ID == warehouse {
			continue
		}
		for _, p := range w.People {
			_, _ = people.add(p.ID, p.At), badges.add(p.Badge, p.At)
		}
		for _, d := range w.Devices {
			_ = devices.add(d.ID, d.At)
		}
	}
	return people, badges, devices
}

// sameMachines refuses a draft with other robots: machines have passwords and
// certificates, which are made for those of the site file.
func (w *Warehouse) sameMachines(was *Layout, robots []*Device, f *faults) {
	now := w.DevicesOf("robot")
	same := slices.EqualFunc(now, robots, func(a, b *Device) bool { return a.ID == b.ID && a.Model == b.Model && a.Version == b.Version })
	if !same {
		f.add(mark{code: "other_robots"}.errorf(was.At, "the robots of a field are machines: change them in the site file"))
	}
	if (was.Roadmap == nil) != (w.Layout.Roadmap == nil) && len(w.DevicesOf("vehicle")) > 0 {
		return // the roadmap's own check says it
	}
	if was.Roadmap != nil && w.Layout.Roadmap != nil && was.Roadmap.Map != w.Layout.Roadmap.Map {
		f.add(mark{code: "other_map", parts: []string{was.Roadmap.Map, w.Layout.Roadmap.Map}}.errorf(was.At, "the vehicles know the map %q, not %q: leave its name", was.Roadmap.Map, w.Layout.Roadmap.Map))
	}
}

var inFile = regexp.MustCompile(` \((?:line \d+|[^()]*:\d+)\)`)

// findingOf tells of an error without files and lines: a draft has none.
func findingOf(err error, code string) Finding {
	var e *Error
	if !errors.As(err, &e) {
		return Finding{Code: code, Text: err.Error()}
	}
	out := Finding{Code: e.Code, Text: inFile.ReplaceAllString(e.Msg, ""), Parts: e.Parts, Point: e.Point, HaveMM: e.HaveMM, NeedMM: e.NeedMM}
	if out.Code == "" {
		out.Code = code
	}
	return out
}

// advice finds what works but is not meant, in a layout without faults.
func (w *Warehouse) advice() (out []Finding) {
	r := w.Layout.Roadmap
	vehicles := len(w.DevicesOf("vehicle"))
	if r == nil || vehicles == 0 {
		return nil
	}
	if len(r.Charging)*4 < vehicles {
		out = append(out, Finding{Code: "few_chargers", Advice: true, Text: fmt.Sprintf("%d vehicles share %d charging nodes: have one for every four", vehicles, len(r.Charging))})
	}
	served := map[string]bool{}
	for _, c := range w.Layout.Conveyors {
		for _, s := range c.Stations {
			served[s.Location] = true
		}
	}
	for _, d := range w.Devices {
		for _, p := range d.Places {
			served[p] = true
		}
	}
	for _, s := range r.Stations {
		served[s.Location] = true
	}
	for i := range w.locations {
		l := &w.locations[i]
		if (l.Kind == "pnd_in" || l.Kind == "pnd_out" || l.Kind == "station") && !served[l.ID] && len(out) < maxFindings {
			out = append(out, Finding{Code: "no_station_node", Advice: true, Parts: []string{l.ID}, Point: &[2]int64{l.XMM, l.YMM},
				Text: fmt.Sprintf("no vehicle reaches %s: make a node beside it and a station of the roadmap", l.ID)})
		}
	}
	return append(out, w.farStations()...)
}

// dockMM is how far from its place a vehicle may stop for a location.
const dockMM = 3000

// farStations finds stations that were moved without their node.
func (w *Warehouse) farStations() (out []Finding) {
	nodes := w.Layout.Roadmap.index()
	for _, s := range w.Layout.Roadmap.Stations {
		l, _ := w.Location(s.Location)
		n := nodes[s.Node]
		if d := math.Hypot(float64(l.XMM-n.XMM), float64(l.YMM-n.YMM)); d > dockMM {
			out = append(out, Finding{Code: "far_station", Advice: true, Parts: []string{s.Location, s.Node}, Point: &[2]int64{l.XMM, l.YMM}, HaveMM: int64(d), NeedMM: dockMM,
				Text: fmt.Sprintf("vehicles for %s stop at node %s, %.0f mm away: move one of them", s.Location, s.Node, d)})
		}
	}
	return out
}

// FilePart is the layout as it stands in a site file.
func (l *Layout) FilePart() string {
	var b strings.Builder
	b.WriteString("layout:\n")
	writeYAML(&b, tree(l), 1)
	return b.String()
}

// JSON is the layout with the keys of a site file.
func (l *Layout) JSON() []byte {
	var b strings.Builder
	writeJSON(&b, tree(l))
	return []byte(b.String())
}

// NodeGapMM is how far apart two nodes are at least on which vehicles of a size
// turn.
func NodeGapMM(lengthMM, widthMM int64) int64 {
	return int64(math.Ceil(math.Hypot(float64(lengthMM), float64(widthMM)) + clearanceMM))
}
