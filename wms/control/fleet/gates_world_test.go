package fleet

import (
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing"
)

// machine is a door or a lift of the test's world, with its faults.
type machine struct {
	spec     GateSpec
	nodes    [][2]routing.NodeSpec // of a door
	car      []routing.NodeSpec    // of a lift
	openness float64               // 1 open, 0 shut
	stop     int
	travel   time.Duration // left, while between stops
	to       int
	told     devices.GateWant // as the adapter repeats it
	took     devices.GateWant
	takeAt   time.Duration
	pictures []delayed[devices.GatePicture]
	sentAt   time.Duration

	jammedUntil, deafUntil, slowUntil time.Duration
	trips, opened                     int
}

func (w *world) addGate(spec GateSpec) {
	m := &machine{spec: spec}
	for _, pair := range spec.Door {
		a, _ := w.rm.Node(pair[0])
		b, _ := w.rm.Node(pair[1])
		m.nodes = append(m.nodes, [2]routing.NodeSpec{w.rm.Spec(a), w.rm.Spec(b)})
	}
	for _, id := range spec.Car {
		n, _ := w.rm.Node(id)
		m.car = append(m.car, w.rm.Spec(n))
	}
	w.gates = append(w.gates, m)
	w.cfg.Gates = append(w.cfg.Gates, spec)
}

func (w *world) gate(id string) *machine {
	return w.gates[slices.IndexFunc(w.gates, func(m *machine) bool { return m.spec.ID == id })]
}

// run moves the machine for a tick.
func (m *machine) run(w *world) {
	if m.took != m.told && w.now >= m.deafUntil {
		if m.takeAt == 0 {
			m.takeAt = w.now + w.delay()
		} else if w.now >= m.takeAt {
			m.took, m.takeAt = m.told, 0
		}
	}
	if w.now >= m.jammedUntil {
		pace := 0.04 // a door takes 2.5 s
		if w.now < m.slowUntil {
			pace = 0.008
		}
		was := m.openness
		switch {
		case m.travel > 0:
			if m.travel -= time.Duration(25 * pace * float64(tick)); m.travel <= 0 {
				m.stop, m.travel = m.to, 0
			}
		case m.took.Stop != m.stop && m.openness > 0, m.took.Stop == m.stop && !m.took.Open:
			m.openness = max(0, m.openness-pace)
		case m.took.Stop != m.stop:
			m.travel, m.to = 12*time.Second, m.took.Stop
			m.trips++
		default:
			m.openness = min(1, m.openness+pace)
		}
		if was < 1 && m.openness == 1 {
			m.opened++
		}
	}
	m.check(w)
	if w.now >= m.sentAt+500*time.Millisecond {
		m.sentAt = w.now
		p := devices.GatePicture{Online: true, Took: m.took, Stop: m.stop, Open: m.openness == 1 && m.travel == 0}
		if m.travel > 0 {
			p.Stop = -1
		}
		if w.now < m.jammedUntil {
			p.Fault = "jammed"
		}
		if w.now < m.deafUntil {
			p = devices.GatePicture{} // the adapter's word: it hears nothing
		}
		m.pictures = append(m.pictures, delayed[devices.GatePicture]{w.now + w.delay(), p})
	}
}

func (m *machine) deliver(w *world) {
	for len(m.pictures) > 0 && m.pictures[0].at <= w.now {
		w.fleet.UpdateGate(w.clock(), m.spec.ID, m.pictures[0].v)
		m.pictures = m.pictures[1:]
	}
}

// check wants nobody in a door that is not open, at most one in a car, and
// that one in its middle whenever the car's door is not open.
func (m *machine) check(w *world) {
	inside := 0
	for _, tr := range w.trucks {
		for _, pair := range m.nodes {
			x, y := float64(pair[0].XMM+pair[1].XMM)/2, float64(pair[0].YMM+pair[1].YMM)/2
			if m.openness < 1 && w.floorOf(tr) == pair[0].Map && math.Hypot(tr.x-x, tr.y-y) < widthMM/2 {
				w.t.Fatalf("%v %s is in door %s, which is %.0f %% open (%+v)", w.now, tr.id, m.spec.ID, 100*m.openness, m.took)
			}
		}
		for stop, n := range m.car {
			d := math.Hypot(tr.x-float64(n.XMM), tr.y-float64(n.YMM))
			if w.floorOf(tr) != n.Map || d > lengthMM {
				continue
			}
			inside++
			open := m.stop == stop && m.travel == 0 && m.openness == 1
			if d > 1 && !open {
				w.t.Fatalf("%v %s is %.0f mm off the middle of lift %s, which is at %d, %.0f %% open, %v to go", w.now, tr.id, d, m.spec.ID, m.stop, 100*m.openness, m.travel)
			}
		}
	}
	if inside > 1 {
		w.t.Fatalf("%v %d vehicles are in lift %s", w.now, inside, m.spec.ID)
	}
}

func (w *world) floorOf(tr *truck) string {
	n, _ := w.rm.Node(tr.lastNode)
	return w.rm.Spec(n).Map
}

// changeFloor moves a truck with the car it stands in.
func (w *world) changeFloor(tr *truck, to devices.Step) {
	n, _ := w.rm.Node(to.Node)
	spec := w.rm.Spec(n)
	if spec.Map == w.floorOf(tr) {
		return
	}
	for _, m := range w.gates {
		if stop := slices.Index(m.spec.Car, to.Node); stop >= 0 {
			if m.stop != stop || m.travel > 0 || m.openness < 1 || !slices.Contains(m.spec.Car, tr.lastNode) {
				w.t.Fatalf("%v %s drives from %s to %s, and lift %s is at %d", w.now, tr.id, tr.lastNode, to.Node, m.spec.ID, m.stop)
			}
			tr.x, tr.y = float64(spec.XMM), float64(spec.YMM)
			return
		}
	}
	w.t.Fatalf("%v %s flies from %s to %s", w.now, tr.id, tr.lastNode, to.Node)
}
