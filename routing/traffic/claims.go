package traffic

import "github.com/aisle-wms/aisle/routing"

// claim gives each wanted bay to one of the vehicles that are near: it keeps
// it until it has another target. The favoured vehicle comes first, then who
// has the lower rank or is there sooner.
func (t *Traffic) claim() {
	for bay, v := range t.claims {
		veh := &t.v[v]
		if veh.target != bay && veh.stage != bay || !veh.placed || veh.stuck != "" && veh.end() != bay {
			delete(t.claims, bay)
		}
	}
	for v := range t.v {
		veh := &t.v[v]
		if !veh.placed || veh.target == routing.None || !t.rm.Bay(veh.target) || veh.stuck != "" && veh.end() != veh.target || !t.mayClaim(v) {
			continue
		}
		u, taken := t.claims[veh.target]
		if !taken || t.v[u].end() != veh.target && t.outranks(v, u) {
			t.claims[veh.target] = v
		}
	}
	for v := range t.v {
		t.restage(v)
	}
}

// claimMarginMS is by how much a claim must be better than the one before.
const claimMarginMS = 5000

// outranks tells whether v takes a claim from u, which has not set out yet.
func (t *Traffic) outranks(v, u int) bool {
	if v == t.favour || u == t.favour {
		return v == t.favour
	}
	if t.v[u].stage == t.v[v].target {
		return true // it only wanted to wait there
	}
	return t.rm.Bay(t.v[u].end()) && t.claimKey(v)+claimMarginMS < t.claimKey(u)
}

func (t *Traffic) claimKey(v int) int64 {
	veh := &t.v[v]
	return veh.rank + 2*t.distance(v, veh.end(), veh.target)
}

// near tells whether v is in the area of its target.
func (t *Traffic) near(v int) bool {
	veh := &t.v[v]
	if veh.target == routing.None || v == t.favour {
		return true
	}
	a := t.area[veh.target]
	return a == 0 || a == t.area[veh.end()]
}

// mayClaim tells whether v takes part in who comes next at its target: if it
// is near, or could set out now and there is no other place for it there.
func (t *Traffic) mayClaim(v int) bool { return t.near(v) || t.v[v].noStage && t.itsTurn(v) }

// restage gives v a place to park when it must wait for its target elsewhere
// than in a bay where it stands: on a lane, or beyond a narrow whose turn it
// is. Nobody leaves its bay without a bay to go to.
func (t *Traffic) restage(v int) {
	veh := &t.v[v]
	if veh.stage != routing.None {
		u, taken := t.claims[veh.stage]
		kept := taken && u == v
		if !kept || t.favour != Nobody || t.opens(v) || !veh.placed || veh.stuck != "" || veh.end() == veh.stage ||
			!t.near(v) && t.area[veh.stage] == t.area[veh.end()] && t.itsTurn(v) {
			if kept && veh.stage != veh.target {
				delete(t.claims, veh.stage)
			}
			veh.stage = routing.None
			t.vers++
		}
		return
	}
	if len(t.narrows) == 0 || t.favour != Nobody || !veh.placed || veh.stuck != "" || veh.yielding || veh.target == routing.None || !t.rm.Bay(veh.target) || t.opens(v) {
		return
	}
	switch bay, near := t.rm.Bay(veh.end()), t.near(v); {
	case near && !bay && t.narrowOf[veh.end()] == 0 && !t.mine(v):
		t.setStage(v, t.area[veh.end()])
	case !near && bay && t.itsTurn(v):
		veh.noStage = !t.setStage(v, t.area[veh.target])
	}
}

// opens tells whether v comes next at its target, and that is free or about to
// be left.
func (t *Traffic) opens(v int) bool {
	if !t.mine(v) {
		return false
	}
	u := t.standsIn(t.v[v].target, v)
	return u == Nobody || t.leaves(u)
}

// leaves tells whether a vehicle in a bay is about to drive off.
func (t *Traffic) leaves(u int) bool {
	veh := &t.v[u]
	return t.goal(u) != veh.end() && veh.stuck == "" && (len(t.narrows) == 0 || veh.waiting.Reason != OneWay && veh.waiting.Reason != BayTaken)
}

// itsTurn tells whether v, which has not left its bay yet, may set out for the
// narrow on its way now.
func (t *Traffic) itsTurn(v int) bool {
	c := t.v[v].crossing
	if c.narrow == 0 || !t.rm.Bay(t.v[v].end()) {
		return false
	}
	_, ok := t.mayApproach(v)
	return ok
}

// setStage finds a place to park for v in an area, on its way if there is one.
func (t *Traffic) setStage(v int, area int32) bool {
	veh := &t.v[v]
	best, cost := routing.Node(routing.None), routing.Unreachable
	for _, h := range t.homes {
		if _, taken := t.claims[h]; taken || h == veh.end() || t.wanted(h, v) || t.area[h] != area {
			continue
		}
		if d := t.distance(v, veh.end(), h) + t.distance(v, h, veh.target); d < cost {
			best, cost = h, d
		}
	}
	if best == routing.None {
		return false
	}
	veh.stage = best
	t.claims[best] = v
	t.vers++
	return true
}

// mine tells whether v comes next at its target.
func (t *Traffic) mine(v int) bool {
	u, taken := t.claims[t.v[v].target]
	return taken && u == v
}
