package config

// Door stands across the lanes between pairs of nodes: A, B or A, B, C, D …
// Its device moves it by WidthMM (models of cranes: along x).
type Door struct {
	At      At
	ID      string   `cfg:"id,required"`
	Device  string   `cfg:"device,required"`
	Between []string `cfg:"between,required"`
	WidthMM int64    `cfg:"width_mm,required,min=100,max=20000"`
}

// Lift carries one vehicle at a time between floors. Each stop is a node of
// its own, all with different maps; TravelMS is what planners reckon with.
type Lift struct {
	At       At
	ID       string     `cfg:"id,required"`
	Device   string     `cfg:"device,required"`
	Stops    []LiftStop `cfg:"stops,required"`
	TravelMS int64      `cfg:"travel_ms,required,min=100,max=600000"`
}

// LiftStop is the car at one floor (models of cranes: along y).
type LiftStop struct {
	At       At
	Node     string `cfg:"node,required"`
	HeightMM int64  `cfg:"height_mm,required,min=0,max=200000"`
}

// Gate is a door or a lift as its device sees it.
type Gate struct {
	ID    string
	Door  *Door
	Lift  *Lift
	Stops int
}

// GateOf is the door or lift that a device moves.
func (w *Warehouse) GateOf(device string) (Gate, bool) {
	r := w.Layout.Roadmap
	if r == nil {
		return Gate{}, false
	}
	for i := range r.Doors {
		if d := &r.Doors[i]; d.Device == device {
			return Gate{ID: d.ID, Door: d, Stops: 1}, true
		}
	}
	for i := range r.Lifts {
		if l := &r.Lifts[i]; l.Device == device {
			return Gate{ID: l.ID, Lift: l, Stops: len(l.Stops)}, true
		}
	}
	return Gate{}, false
}

// Floor is the map of a node, "" for that of the roadmap itself.
func (r *Roadmap) Floor(n *Node) string {
	if n.Map == r.Map {
		return ""
	}
	return n.Map
}

// addLifts adds the edges that lifts travel.
func (r *Roadmap) addLifts(add func(Edge) error) error {
	for _, l := range r.Lifts {
		if len(l.Stops) < 2 {
			return l.At.Errorf("lift %q: it needs at least two stops", l.ID)
		}
		for i, a := range l.Stops {
			from, ok := r.Node(a.Node)
			if !ok {
				return a.At.Errorf("lift %q: node %q is unknown: add it to nodes", l.ID, a.Node)
			}
			for k, b := range l.Stops {
				to, ok := r.Node(b.Node)
				if i == k || !ok {
					continue
				}
				if r.Floor(from) == r.Floor(to) {
					return b.At.Errorf("lift %q: nodes %q and %q are on one map: give the nodes of each floor a map of its own", l.ID, a.Node, b.Node)
				}
				if err := add(Edge{At: l.At, ID: a.Node + ">" + b.Node, From: a.Node, To: b.Node, LengthMM: max(1, l.TravelMS*3/2)}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// checkGates proves that each door and lift has a device of its own and stands
// on the roadmap.
func (w *Warehouse) checkGates(place func(device, class string, at At) error) error {
	r := w.Layout.Roadmap
	if r == nil {
		return nil
	}
	names := &ids{what: "door or lift"}
	for _, l := range r.Lifts {
		if err := names.add(l.ID, l.At); err != nil {
			return err
		}
		if err := place(l.Device, "gate", l.At); err != nil {
			return err
		}
	}
	for _, d := range r.Doors {
		if err := names.add(d.ID, d.At); err != nil {
			return err
		}
		if err := place(d.Device, "gate", d.At); err != nil {
			return err
		}
		if len(d.Between) == 0 || len(d.Between)%2 != 0 {
			return d.At.Errorf("door %q: between is a list of pairs of nodes", d.ID)
		}
		for _, n := range d.Between {
			if _, ok := r.Node(n); !ok {
				return d.At.Errorf("door %q: node %q is unknown: add it to nodes", d.ID, n)
			}
		}
	}
	return nil
}
