package message

import (
	"encoding/json"
	"errors"
	"fmt"
)

// What only 3.0 has: vehicles that ask before they enter a zone or leave an
// edge, zone sets, and paths that vehicles share.

// Topics of 3.0 beside those of 2.1; both go to the vehicle.
const (
	TopicResponses Topic = "responses"
	TopicZoneSet   Topic = "zoneSet"
)

// ActionEnableZoneSet makes a zone set that was sent the one in use.
const ActionEnableZoneSet = "enableZoneSet"

// Statuses of a request, as the vehicle shows it, and answers to it.
const (
	RequestRequested = "REQUESTED"
	RequestGranted   = "GRANTED"
	RequestRevoked   = "REVOKED"
	RequestExpired   = "EXPIRED"
	AnswerGranted    = "GRANTED"
	AnswerQueued     = "QUEUED"
	AnswerRevoked    = "REVOKED"
	AnswerRejected   = "REJECTED"
)

// StateOf30 is what a state of 3.0 has beside the words of 2.1.
type StateOf30 struct {
	ZoneSets         []ZoneSetState    `json:"zoneSets,omitempty"`
	ZoneRequests     []ZoneRequest     `json:"zoneRequests,omitempty"`
	EdgeRequests     []EdgeRequest     `json:"edgeRequests,omitempty"`
	PlannedPath      *PlannedPath      `json:"plannedPath,omitempty"`
	IntermediatePath *IntermediatePath `json:"intermediatePath,omitempty"`
}

// orNil is nil where nothing is said.
func (e *StateOf30) orNil() *StateOf30 {
	if len(e.ZoneSets)+len(e.ZoneRequests)+len(e.EdgeRequests) == 0 && e.PlannedPath == nil && e.IntermediatePath == nil {
		return nil
	}
	return e
}

// ZoneSetState says that a vehicle has a zone set; ENABLED or DISABLED.
type ZoneSetState struct {
	ZoneSetID string `json:"zoneSetId"`
	MapID     string `json:"mapId"`
	Status    string `json:"zoneSetStatus"`
}

// ZoneRequest asks to enter a zone (ACCESS) or to plan anew in it (REPLANNING).
type ZoneRequest struct {
	RequestID string `json:"requestId"`
	Type      string `json:"requestType"`
	ZoneID    string `json:"zoneId"`
	ZoneSetID string `json:"zoneSetId"`
	Status    string `json:"requestStatus"`
}

// EdgeRequest asks to leave an edge's line within its corridor.
type EdgeRequest struct {
	RequestID  string `json:"requestId"`
	Type       string `json:"requestType"`
	EdgeID     string `json:"edgeId"`
	SequenceID Uint   `json:"sequenceId"`
	Status     string `json:"requestStatus"`
}

// PlannedPath is the way that a vehicle which moves freely has planned.
type PlannedPath struct {
	Trajectory     Trajectory `json:"trajectory"`
	TraversedNodes []string   `json:"traversedNodes,omitempty"`
}

// Trajectory is a NURBS; of degree 1, a chain of straight lines.
type Trajectory struct {
	Degree        int            `json:"degree,omitempty"`
	KnotVector    []float64      `json:"knotVector,omitempty"`
	ControlPoints []ControlPoint `json:"controlPoints"`
}

// ControlPoint in metres.
type ControlPoint struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Polyline is a trajectory through points.
func Polyline(points []ControlPoint) Trajectory {
	t := Trajectory{Degree: 1, ControlPoints: points, KnotVector: []float64{0}}
	last := float64(max(1, len(points)-1))
	for i := range points {
		t.KnotVector = append(t.KnotVector, float64(i)/last)
	}
	t.KnotVector = append(t.KnotVector, 1)
	return t
}

// IntermediatePath is the next piece of the way, with the times of arrival.
type IntermediatePath struct {
	Polyline []Waypoint `json:"polyline"`
}

// Waypoint in metres; ETA is a timestamp.
type Waypoint struct {
	X   float64 `json:"x"`
	Y   float64 `json:"y"`
	ETA string  `json:"eta"`
}

// Responses answer requests.
type Responses struct {
	Header
	Responses []Response `json:"responses"`
}

// Response to one request.
type Response struct {
	RequestID   string `json:"requestId"`
	Grant       string `json:"grantType"`
	LeaseExpiry string `json:"leaseExpiry,omitempty"`
}

// MarshalResponses writes responses.
func MarshalResponses(r Responses) ([]byte, error) {
	if err := checkHeader(&r.Header); err != nil {
		return nil, err
	}
	for _, x := range r.Responses {
		switch x.Grant {
		case AnswerGranted, AnswerQueued, AnswerRevoked, AnswerRejected:
		default:
			return nil, fmt.Errorf("response to %q: %q is no answer", x.RequestID, x.Grant)
		}
	}
	return json.Marshal(r)
}

// UnmarshalResponses reads responses, as a vehicle does.
func UnmarshalResponses(raw []byte) (r Responses, err error) {
	note, err := read(TopicResponses, raw, &r)
	if err == nil && note != "" {
		err = errors.New(note)
	}
	return r, err
}

// ZoneSetMessage carries a zone set.
type ZoneSetMessage struct {
	Header
	ZoneSet ZoneSet `json:"zoneSet"`
}

// ZoneSet is the zones of a map.
type ZoneSet struct {
	MapID      string `json:"mapId"`
	ZoneSetID  string `json:"zoneSetId"`
	Descriptor string `json:"zoneSetDescriptor,omitempty"`
	Zones      []Zone `json:"zones"`
}

// MarshalZoneSet writes a zone set.
func MarshalZoneSet(m ZoneSetMessage) ([]byte, error) {
	if err := errors.Join(checkHeader(&m.Header), CheckZoneSet(&m.ZoneSet)); err != nil {
		return nil, err
	}
	m.ZoneSet.Zones = noNil(m.ZoneSet.Zones)
	return json.Marshal(m)
}

// UnmarshalZoneSet reads a zone set, as a vehicle does.
func UnmarshalZoneSet(raw []byte) (m ZoneSetMessage, err error) {
	note, err := read(TopicZoneSet, raw, &m)
	if err == nil && note != "" {
		err = errors.New(note)
	}
	return m, err
}
