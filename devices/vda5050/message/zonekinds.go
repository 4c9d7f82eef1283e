package message

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
)

// Zone types, VDA 5050 3.0 section 6.4.1.
const (
	ZoneBlocked    = "BLOCKED"
	ZoneLineGuided = "LINE_GUIDED"
	ZoneRelease    = "RELEASE"
	ZoneReplanning = "COORDINATED_REPLANNING"
	ZoneSpeedLimit = "SPEED_LIMIT"
	ZoneOfActions  = "ACTION"
	ZonePriority   = "PRIORITY"
	ZonePenalty    = "PENALTY"
	ZoneDirected   = "DIRECTED"
	ZoneBidirected = "BIDIRECTED"
)

// Zone is a polygon with a rule; its vertices go round counterclockwise, in m.
// What is said beside the type belongs to one type each.
type Zone struct {
	ZoneID       string         `json:"zoneId"`
	Type         string         `json:"zoneType"`
	Descriptor   string         `json:"zoneDescriptor,omitempty"`
	Vertices     []ControlPoint `json:"vertices"`
	ReleaseLoss  string         `json:"releaseLossBehavior,omitempty"` // STOP, CONTINUE, EVACUATE
	MaximumSpeed float64        `json:"maximumSpeed,omitempty"`        // m/s
	*ZoneActions                // of ACTION; all three lists, even if empty
	Priority     *float64       `json:"priorityFactor,omitempty"`       // 0 to 1
	Penalty      *float64       `json:"penaltyFactor,omitempty"`        // 0 to 1
	Direction    *float64       `json:"direction,omitempty"`            // rad, of DIRECTED and BIDIRECTED
	Directed     string         `json:"directedLimitation,omitempty"`   // SOFT, RESTRICTED, STRICT
	Bidirected   string         `json:"bidirectedLimitation,omitempty"` // SOFT, RESTRICTED
}

// ZoneActions are what a vehicle does by itself where it enters, crosses and
// leaves a zone.
type ZoneActions struct {
	Entry  []ZoneAction `json:"entryActions"`
	During []ZoneAction `json:"duringActions"`
	Exit   []ZoneAction `json:"exitActions"`
}

// ZoneAction is an action without an id; the vehicle makes one.
type ZoneAction struct {
	ActionType   string       `json:"actionType"`
	BlockingType BlockingType `json:"blockingType"`
	Parameters   []Parameter  `json:"actionParameters,omitempty"`
}

// CheckZoneSet says what is wrong with a zone set.
func CheckZoneSet(z *ZoneSet) error {
	if z.MapID == "" || z.ZoneSetID == "" {
		return errors.New("a zone set needs mapId and zoneSetId")
	}
	ids := map[string]bool{}
	for i := range z.Zones {
		x := &z.Zones[i]
		if x.ZoneID == "" || ids[x.ZoneID] {
			return fmt.Errorf("zone set %s: zone %q is given twice or has no id", z.ZoneSetID, x.ZoneID)
		}
		if len(x.Vertices) < 3 {
			return fmt.Errorf("zone %s: %d vertices, at least 3 make an area", x.ZoneID, len(x.Vertices))
		}
		if err := checkZone(x); err != nil {
			return err
		}
		ids[x.ZoneID] = true
	}
	return nil
}

// checkZone wants what the zone's type needs.
func checkZone(x *Zone) error {
	switch x.Type {
	case ZoneBlocked, ZoneLineGuided, ZoneReplanning:
	case ZoneRelease:
		if x.ReleaseLoss != "STOP" && x.ReleaseLoss != "CONTINUE" && x.ReleaseLoss != "EVACUATE" {
			return fmt.Errorf("zone %s: releaseLossBehavior %q is none of STOP, CONTINUE, EVACUATE", x.ZoneID, x.ReleaseLoss)
		}
	case ZoneSpeedLimit:
		if x.MaximumSpeed <= 0 || math.IsInf(x.MaximumSpeed, 0) {
			return fmt.Errorf("zone %s: a SPEED_LIMIT needs maximumSpeed", x.ZoneID)
		}
	case ZonePriority:
		return checkFactor(x, "priorityFactor", x.Priority)
	case ZonePenalty:
		return checkFactor(x, "penaltyFactor", x.Penalty)
	case ZoneDirected:
		if x.Directed != "SOFT" && x.Directed != "RESTRICTED" && x.Directed != "STRICT" {
			return fmt.Errorf("zone %s: directedLimitation %q is none of SOFT, RESTRICTED, STRICT", x.ZoneID, x.Directed)
		}
		return checkDirection(x)
	case ZoneBidirected:
		if x.Bidirected != "SOFT" && x.Bidirected != "RESTRICTED" {
			return fmt.Errorf("zone %s: bidirectedLimitation %q is none of SOFT, RESTRICTED", x.ZoneID, x.Bidirected)
		}
		return checkDirection(x)
	case ZoneOfActions:
		return checkZoneActions(x)
	default:
		return fmt.Errorf("zone %s: type %q is none of VDA 5050 3.0", x.ZoneID, x.Type)
	}
	return nil
}

func checkFactor(x *Zone, name string, f *float64) error {
	if f == nil || !(*f >= 0 && *f <= 1) {
		return fmt.Errorf("zone %s: a %s zone needs a %s from 0 to 1", x.ZoneID, x.Type, name)
	}
	return nil
}

func checkDirection(x *Zone) error {
	if x.Direction == nil || math.IsNaN(*x.Direction) || math.IsInf(*x.Direction, 0) {
		return fmt.Errorf("zone %s: a %s zone needs a direction in radians", x.ZoneID, x.Type)
	}
	return nil
}

func checkZoneActions(x *Zone) error {
	if x.ZoneActions == nil {
		return fmt.Errorf("zone %s: an ACTION zone needs entryActions, duringActions and exitActions", x.ZoneID)
	}
	for _, list := range [][]ZoneAction{x.Entry, x.During, x.Exit} {
		for _, a := range list {
			switch a.BlockingType {
			case BlockingNone, BlockingSingle, BlockingSoft, BlockingHard:
			default:
				return fmt.Errorf("zone %s: action %q: blockingType %q is none of NONE, SINGLE, SOFT, HARD", x.ZoneID, a.ActionType, a.BlockingType)
			}
			if a.ActionType == "" {
				return fmt.Errorf("zone %s: an action without a type", x.ZoneID)
			}
		}
	}
	return nil
}

// Only is the set with the zones of the types that a vehicle supports, under
// an id of its own; the set itself if those are all.
func (z ZoneSet) Only(supported []string) ZoneSet {
	out, h := z, fnv.New32a()
	out.Zones = nil
	for _, x := range z.Zones {
		if slices.Contains(supported, x.Type) {
			out.Zones = append(out.Zones, x)
			_, _ = fmt.Fprintln(h, x.ZoneID)
		}
	}
	if len(out.Zones) == len(z.Zones) {
		return z
	}
	out.ZoneSetID = fmt.Sprintf("%s-%08x", z.ZoneSetID, h.Sum32())
	return out
}
