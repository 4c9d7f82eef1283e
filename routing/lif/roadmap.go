package lif

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/routing"
)

// Kinds of a node have no place in the format: a park or charge node is a
// station whose description says so, and that it is none of its own if it has
// no station's name.
const (
	kindMark = "kind:"
	unnamed  = ", no station"
)

// Specs turns a layout into the nodes and edges of a roadmap, for one type of
// vehicle ("" for all). What can't be used is left out with a warning: nodes
// and edges without an id or given twice, edges to unknown nodes, edges that
// the type may not use, a second station at a node. A station with several
// interaction nodes is served from each: the second is named id#2, and so on.
func (l Layout) Specs(vehicleType string) ([]routing.NodeSpec, []routing.EdgeSpec, []Warning) {
	r := &reading{}
	path := "layout " + l.LayoutID
	at := map[string]int{}
	var nodes []routing.NodeSpec
	for _, n := range l.Nodes {
		if _, twice := at[n.NodeID]; n.NodeID == "" || twice {
			r.warn(path, "node %q has no id of its own; left out", n.NodeID)
			continue
		}
		at[n.NodeID] = len(nodes)
		nodes = append(nodes, routing.NodeSpec{ID: n.NodeID, XMM: mm(n.NodePosition.X), YMM: mm(n.NodePosition.Y)})
	}
	l.stations(r, path, nodes, at)
	return nodes, l.edges(r, path, vehicleType, at), r.warnings
}

func mm(metres float64) int64 { return int64(math.Round(metres * 1000)) }

func (l Layout) stations(r *reading, path string, nodes []routing.NodeSpec, at map[string]int) {
	for _, s := range l.Stations {
		if len(s.InteractionNodeIDs) == 0 {
			r.warn(path, "station %q has no interaction node; left out", s.StationID)
		}
		for i, id := range s.InteractionNodeIDs {
			n, ok := at[id]
			if !ok || nodes[n].Station != "" {
				r.warn(path, "station %q: node %q is not there or serves %q already; left out", s.StationID, id, stationAt(nodes, n, ok))
				continue
			}
			nodes[n].Station, nodes[n].Kind = s.StationID, routing.Station
			if i > 0 {
				nodes[n].Station = fmt.Sprintf("%s#%d", s.StationID, i+1)
			}
			if word, ok := strings.CutPrefix(s.StationDescription, kindMark); ok {
				word, none := strings.CutSuffix(word, unnamed)
				if k, err := routing.ParseKind(word); err == nil && k != routing.Normal {
					nodes[n].Kind = k
					if none && k != routing.Station {
						nodes[n].Station = ""
					}
				}
			}
		}
	}
}

func stationAt(nodes []routing.NodeSpec, n int, ok bool) string {
	if !ok {
		return ""
	}
	return nodes[n].Station
}

func (l Layout) edges(r *reading, path, vehicleType string, at map[string]int) []routing.EdgeSpec {
	var edges []routing.EdgeSpec
	seen, ways := map[string]bool{}, map[[2]string]string{}
	for _, e := range l.Edges {
		_, from := at[e.StartNodeID]
		_, to := at[e.EndNodeID]
		way := [2]string{e.StartNodeID, e.EndNodeID}
		switch {
		case e.EdgeID == "" || seen[e.EdgeID]:
			r.warn(path, "edge %q has no id of its own; left out", e.EdgeID)
			continue
		case !from || !to || e.StartNodeID == e.EndNodeID:
			r.warn(path, "edge %q from %q to %q leads nowhere; left out", e.EdgeID, e.StartNodeID, e.EndNodeID)
			continue
		case ways[way] != "":
			r.warn(path, "edge %q goes the same way as %q; left out", e.EdgeID, ways[way])
			continue
		}
		props, may := forType(e.VehicleTypeEdgeProperties, vehicleType)
		if !may {
			continue // not for this type: no mistake of the file
		}
		seen[e.EdgeID], ways[way] = true, e.EdgeID
		spec := routing.EdgeSpec{ID: e.EdgeID, From: e.StartNodeID, To: e.EndNodeID}
		if props != nil && props.MaxSpeed != nil && *props.MaxSpeed > 0 {
			spec.MaxSpeedMMPerS = mm(*props.MaxSpeed)
		}
		if props != nil && props.MaxHeight != nil && *props.MaxHeight > 0 {
			spec.MaxHeightMM = mm(*props.MaxHeight)
		}
		if props != nil && props.LoadRestriction != nil {
			switch l := props.LoadRestriction; {
			case !l.Loaded && !l.Unloaded:
				r.warn(path, "edge %q is for nobody, laden or not; left out", e.EdgeID)
				continue
			case !l.Loaded:
				spec.UnladenOnly = true
			case !l.Unloaded:
				r.warn(path, "edge %q is for laden vehicles only; taken for all", e.EdgeID)
			}
			if len(props.LoadRestriction.LoadSetNames) > 0 && !spec.UnladenOnly {
				r.warn(path, "edge %q is for some loads only (%s); taken for all", e.EdgeID, strings.Join(props.LoadRestriction.LoadSetNames, ", "))
			}
		}
		if props != nil && props.Trajectory != nil {
			spec.LengthMM = props.Trajectory.lengthMM()
		}
		edges = append(edges, spec)
	}
	return edges
}

// forType is what holds for a type; an edge that names no types is for all.
func forType(all []EdgeForType, vehicleType string) (*EdgeForType, bool) {
	if len(all) == 0 {
		return nil, true
	}
	if vehicleType == "" {
		return &all[0], true
	}
	i := slices.IndexFunc(all, func(p EdgeForType) bool { return p.VehicleTypeID == vehicleType })
	if i < 0 {
		return nil, false
	}
	return &all[i], true
}

// lengthMM is the length of the polygon through a trajectory's control points:
// a bound from above, exact for straight lines. 0 if it has too few.
func (t Trajectory) lengthMM() int64 {
	sum := 0.0
	for i := 1; i < len(t.ControlPoints); i++ {
		a, b := t.ControlPoints[i-1], t.ControlPoints[i]
		sum += math.Hypot(b.X-a.X, b.Y-a.Y)
	}
	return mm(sum)
}

// FromRoadmap is the layout of a roadmap for one type of vehicle.
func FromRoadmap(rm *routing.Roadmap, layoutID, vehicleType string) Layout {
	l := Layout{LayoutID: layoutID, LayoutVersion: "1", Stations: []Station{}, Edges: []Edge{}}
	for n := range routing.Node(rm.Nodes()) {
		spec := rm.Spec(n)
		l.Nodes = append(l.Nodes, Node{NodeID: spec.ID, MapID: layoutID,
			NodePosition:              Position{float64(spec.XMM) / 1000, float64(spec.YMM) / 1000},
			VehicleTypeNodeProperties: []NodeForType{{VehicleTypeID: vehicleType}}})
		if spec.Kind == routing.Normal {
			continue
		}
		s := Station{StationID: spec.Station, InteractionNodeIDs: []string{spec.ID}}
		if spec.Kind != routing.Station {
			s.StationDescription = kindMark + spec.Kind.String()
		}
		if s.StationID == "" {
			s.StationID = spec.ID
			s.StationDescription += unnamed
		}
		l.Stations = append(l.Stations, s)
	}
	for e := range routing.Edge(rm.Edges()) {
		spec := rm.EdgeSpec(e)
		p := EdgeForType{VehicleTypeID: vehicleType, OrientationType: "TANGENTIAL"}
		if spec.MaxSpeedMMPerS > 0 {
			v := float64(spec.MaxSpeedMMPerS) / 1000
			p.MaxSpeed = &v
		}
		if spec.MaxHeightMM > 0 {
			v := float64(spec.MaxHeightMM) / 1000
			p.MaxHeight = &v
		}
		if spec.UnladenOnly {
			p.LoadRestriction = &LoadRestriction{Unloaded: true}
		}
		l.Edges = append(l.Edges, Edge{EdgeID: spec.ID, StartNodeID: spec.From, EndNodeID: spec.To, VehicleTypeEdgeProperties: []EdgeForType{p}})
	}
	return l
}
