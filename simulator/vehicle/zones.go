package vehicle

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// A vehicle of 3.0 keeps the zones of the set enabled for its map: it asks
// before it drives into a RELEASE zone and waits outside, and keeps to the
// speed limits.

// zoneSet takes a set over, disabled. One that is there already stays.
func (c *core) zoneSet(z message.ZoneSet) {
	c.dirty = true
	if slices.ContainsFunc(c.zones, func(o message.ZoneSet) bool { return o.ZoneSetID == z.ZoneSetID }) {
		return
	}
	const most = 16
	if len(c.zones) >= most {
		c.zones = c.zones[1:]
	}
	c.zones = append(c.zones, z)
}

func (c *core) enableZoneSet(id string) error {
	i := slices.IndexFunc(c.zones, func(o message.ZoneSet) bool { return o.ZoneSetID == id })
	if i < 0 {
		return fmt.Errorf("zone set %q is not here", id)
	}
	if c.enabled == nil {
		c.enabled = map[string]string{}
	}
	c.enabled[c.zones[i].MapID] = id
	c.plan()
	return nil
}

// inForce are the zones of a kind in force on the vehicle's map.
func (c *core) inForce(kind string) (zones []message.Zone, set string) {
	set = c.enabled[c.mem.Map]
	for i := range c.zones {
		if c.zones[i].ZoneSetID != set || set == "" {
			continue
		}
		for _, z := range c.zones[i].Zones {
			if z.Type == kind {
				zones = append(zones, z)
			}
		}
	}
	return zones, set
}

// touches tells whether the way from a to b leads through a zone.
func touches(z *message.Zone, a, b point) bool {
	const samples = 8
	for i := range samples + 1 {
		f := float64(i) / samples
		if within(z.Vertices, a.x+f*(b.x-a.x), a.y+f*(b.y-a.y)) {
			return true
		}
	}
	return false
}

// within: a ray from the point crosses the polygon an odd number of times.
// The point in mm, the vertices in m.
func within(poly []message.ControlPoint, xMM, yMM float64) bool {
	x, y, in := xMM/1000, yMM/1000, false
	for i, j := 0, len(poly)-1; i < len(poly); j, i = i, i+1 {
		p, q := poly[i], poly[j]
		if (p.Y > y) != (q.Y > y) && x < (q.X-p.X)*(y-p.Y)/(q.Y-p.Y)+p.X {
			in = !in
		}
	}
	return in
}

// leg is the way to remaining node i.
func (c *core) leg(i int) (from, to point) {
	from = point{c.mem.X, c.mem.Y}
	if i > 0 {
		from = placeOf(&c.mem.Nodes[i-1])
	}
	return from, placeOf(&c.mem.Nodes[i])
}

// shut tells whether the way to remaining node i leads through a BLOCKED zone,
// and says so: the node can't be reached.
func (c *core) shut(i int, from, to point) bool {
	zones, _ := c.inForce(message.ZoneBlocked)
	k := slices.IndexFunc(zones, func(z message.Zone) bool { return touches(&z, from, to) })
	if k < 0 {
		return false
	}
	if !slices.ContainsFunc(c.errors, func(e message.Error) bool { return e.ErrorType == message.ErrorV3Unreachable }) {
		c.complain(message.ErrorV3Unreachable, fmt.Sprintf("the way leads through blocked zone %s", zones[k].ZoneID), reference{ReferenceKey: "nodeId", ReferenceValue: c.mem.Nodes[i].NodeID})
	}
	return true
}

// barred tells whether the way to remaining node i leads through a BLOCKED
// zone, or into a RELEASE zone without a permit, and asks for it.
func (c *core) barred(i int) bool {
	if i >= len(c.mem.Nodes) || len(c.zones) == 0 {
		return false
	}
	from, to := c.leg(i)
	barred := c.shut(i, from, to)
	zones, set := c.inForce(message.ZoneRelease)
	for k := range zones {
		if !touches(&zones[k], from, to) {
			continue
		}
		r := c.requestFor(set, zones[k].ZoneID)
		if r == nil {
			c.asked++
			c.requests = append(c.requests, message.ZoneRequest{RequestID: fmt.Sprint("ask-", c.asked), Type: "ACCESS",
				ZoneID: zones[k].ZoneID, ZoneSetID: set, Status: message.RequestRequested})
			c.dirty = true
		}
		barred = barred || r == nil || r.Status != message.RequestGranted
	}
	return barred
}

func (c *core) requestFor(set, zone string) *message.ZoneRequest {
	for i := range c.requests {
		if r := &c.requests[i]; r.ZoneSetID == set && r.ZoneID == zone {
			return r
		}
	}
	return nil
}

// leaveZones drops the requests for zones that the vehicle is neither in nor
// about to enter.
func (c *core) leaveZones() {
	if len(c.requests) == 0 {
		return
	}
	zones, set := c.inForce(message.ZoneRelease)
	c.requests = slices.DeleteFunc(c.requests, func(r message.ZoneRequest) bool {
		i := slices.IndexFunc(zones, func(z message.Zone) bool { return z.ZoneID == r.ZoneID })
		if r.ZoneSetID != set || i < 0 {
			c.dirty = true
			return true
		}
		if within(zones[i].Vertices, c.mem.X, c.mem.Y) {
			return false
		}
		for n := range min(2, len(c.mem.Nodes)) {
			if from, to := c.leg(n); c.mem.Nodes[n].Released && touches(&zones[i], from, to) {
				return false
			}
		}
		c.dirty = true
		return true
	})
}

// response takes an answer in.
func (c *core) response(r message.Response) {
	c.drift()
	for i := range c.requests {
		if q := &c.requests[i]; q.RequestID == r.RequestID {
			switch r.Grant {
			case message.AnswerGranted:
				q.Status = message.RequestGranted
			case message.AnswerRevoked, message.AnswerRejected:
				c.requests = slices.Delete(c.requests, i, i+1)
			}
			c.dirty = true
			c.plan()
			return
		}
	}
}

// speedLimit of the zones on the way to remaining node i, in mm/s.
func (c *core) speedLimit(i int) (limit float64, ok bool) {
	if i >= len(c.mem.Nodes) || len(c.zones) == 0 {
		return 0, false
	}
	zones, _ := c.inForce(message.ZoneSpeedLimit)
	from, to := c.leg(i)
	for k := range zones {
		if touches(&zones[k], from, to) && (!ok || zones[k].MaximumSpeed*1000 < limit) {
			limit, ok = zones[k].MaximumSpeed*1000, true
		}
	}
	return limit, ok
}

// extra is what a state of 3.0 says beside the rest.
func (c *core) extra() *message.StateOf30 {
	if !c.v3 {
		return nil
	}
	e := &message.StateOf30{ZoneRequests: slices.Clone(c.requests)}
	for _, z := range c.zones {
		status := "DISABLED"
		if c.enabled[z.MapID] == z.ZoneSetID {
			status = "ENABLED"
		}
		e.ZoneSets = append(e.ZoneSets, message.ZoneSetState{ZoneSetID: z.ZoneSetID, MapID: z.MapID, Status: status})
	}
	points := []message.ControlPoint{{X: c.mem.X / 1000, Y: c.mem.Y / 1000}}
	var nodes []string
	for i := range c.mem.Nodes {
		n := &c.mem.Nodes[i]
		if !n.Released || n.NodePosition.MapID != c.mem.Map {
			break
		}
		points = append(points, message.ControlPoint{X: n.NodePosition.X, Y: n.NodePosition.Y})
		nodes = append(nodes, n.NodeID)
	}
	if len(nodes) > 0 {
		e.PlannedPath = &message.PlannedPath{Trajectory: message.Polyline(points), TraversedNodes: nodes}
	}
	return e
}

// waypointsAhead is how much of its way a vehicle tells with times.
const waypointsAhead = 3

// intermediate says when the next nodes will be reached, as far as can be
// told; speed is that of the simulation.
func (c *core) intermediate(e *message.StateOf30, now time.Time, speed float64) {
	if e == nil || e.PlannedPath == nil || !c.driving() {
		return
	}
	points := e.PlannedPath.Trajectory.ControlPoints
	at, path := now, &message.IntermediatePath{}
	for i := 1; i < len(points) && i <= waypointsAhead; i++ {
		a, b := points[i-1], points[i]
		metres := point{a.X, a.Y}.to(point{b.X, b.Y})
		at = at.Add(time.Duration(metres * 1000 / max(1, c.limit(i-1)) / speed * float64(time.Second)))
		path.Polyline = append(path.Polyline, message.Waypoint{X: b.X, Y: b.Y, ETA: message.Timestamp(at)})
	}
	e.IntermediatePath = path
}
