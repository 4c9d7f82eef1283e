// Package lif reads and writes roadmaps of automated vehicles in the VDMA
// Layout Interchange Format 1.0 (LIF), and turns them into roadmaps of package
// routing and back.
//
// Files from makers' tools rarely keep to the schema, so reading is lenient: a
// wrong type, a name with a blank or in another case, a missing part or an
// unknown value is a Warning that names the place, and the rest is used. Only
// what is no JSON, too large, or has no layout at all is an error. Writing is
// strict: what does not keep to the schema is not written.
package lif

// File is a whole LIF document. Lengths are metres, angles radians, speeds
// metres per second, as the format has them.
type File struct {
	MetaInformation Meta     `json:"metaInformation" lif:"required"`
	Layouts         []Layout `json:"layouts" lif:"required"`
}

// Meta says where a file is from.
type Meta struct {
	ProjectIdentification string `json:"projectIdentification" lif:"required"`
	Creator               string `json:"creator" lif:"required"`
	ExportTimestamp       string `json:"exportTimestamp" lif:"required"` // ISO 8601, UTC
	LIFVersion            string `json:"lifVersion" lif:"required"`
}

// Layout is the roadmap of one area, usually one floor.
type Layout struct {
	LayoutID          string    `json:"layoutId" lif:"required"`
	LayoutName        string    `json:"layoutName,omitempty"`
	LayoutVersion     string    `json:"layoutVersion" lif:"required"`
	LayoutLevelID     string    `json:"layoutLevelId,omitempty"`
	LayoutDescription string    `json:"layoutDescription,omitempty"`
	Nodes             []Node    `json:"nodes" lif:"required"`
	Edges             []Edge    `json:"edges" lif:"required"`
	Stations          []Station `json:"stations" lif:"required"`
}

// Node is a place where a vehicle may stop or turn.
type Node struct {
	NodeID                    string        `json:"nodeId" lif:"required"`
	NodeName                  string        `json:"nodeName,omitempty"`
	NodeDescription           string        `json:"nodeDescription,omitempty"`
	MapID                     string        `json:"mapId,omitempty"`
	NodePosition              Position      `json:"nodePosition" lif:"required"`
	VehicleTypeNodeProperties []NodeForType `json:"vehicleTypeNodeProperties" lif:"required"`
}

// Position is a point on the map.
type Position struct {
	X float64 `json:"x" lif:"required"`
	Y float64 `json:"y" lif:"required"`
}

// NodeForType is what holds at a node for one type of vehicle.
type NodeForType struct {
	VehicleTypeID string   `json:"vehicleTypeId" lif:"required"`
	Theta         *float64 `json:"theta,omitempty"`
	Actions       []Action `json:"actions,omitempty"`
}

// Action is something a vehicle does at a node or on an edge.
type Action struct {
	ActionType        string      `json:"actionType" lif:"required"`
	ActionDescription string      `json:"actionDescription,omitempty"`
	RequirementType   string      `json:"requirementType,omitempty" lif:"REQUIRED,CONDITIONAL,OPTIONAL"`
	BlockingType      string      `json:"blockingType" lif:"required,NONE,SOFT,HARD"`
	ActionParameters  []Parameter `json:"actionParameters,omitempty"`
}

// Parameter of an action.
type Parameter struct {
	Key   string `json:"key" lif:"required"`
	Value string `json:"value" lif:"required"`
}

// Edge is a directed way from one node to another.
type Edge struct {
	EdgeID                    string        `json:"edgeId" lif:"required"`
	EdgeName                  string        `json:"edgeName,omitempty"`
	EdgeDescription           string        `json:"edgeDescription,omitempty"`
	StartNodeID               string        `json:"startNodeId" lif:"required"`
	EndNodeID                 string        `json:"endNodeId" lif:"required"`
	VehicleTypeEdgeProperties []EdgeForType `json:"vehicleTypeEdgeProperties" lif:"required"`
}

// EdgeForType is what holds on an edge for one type of vehicle.
type EdgeForType struct {
	VehicleTypeID              string           `json:"vehicleTypeId" lif:"required"`
	VehicleOrientation         *float64         `json:"vehicleOrientation,omitempty"`
	OrientationType            string           `json:"orientationType,omitempty" lif:"GLOBAL,TANGENTIAL"`
	RotationAllowed            bool             `json:"rotationAllowed" lif:"required"`
	RotationAtStartNodeAllowed string           `json:"rotationAtStartNodeAllowed,omitempty" lif:"NONE,CCW,CW,BOTH"`
	RotationAtEndNodeAllowed   string           `json:"rotationAtEndNodeAllowed,omitempty" lif:"NONE,CCW,CW,BOTH"`
	MaxSpeed                   *float64         `json:"maxSpeed,omitempty"`
	MaxRotationSpeed           *float64         `json:"maxRotationSpeed,omitempty"`
	MinHeight                  *float64         `json:"minHeight,omitempty"`
	MaxHeight                  *float64         `json:"maxHeight,omitempty"`
	LoadRestriction            *LoadRestriction `json:"loadRestriction,omitempty"`
	Actions                    []Action         `json:"actions,omitempty"`
	Trajectory                 *Trajectory      `json:"trajectory,omitempty"`
	ReentryAllowed             *bool            `json:"reentryAllowed,omitempty"`
}

// LoadRestriction says which loads an edge may be used with.
type LoadRestriction struct {
	Unloaded     bool     `json:"unloaded" lif:"required"`
	Loaded       bool     `json:"loaded" lif:"required"`
	LoadSetNames []string `json:"loadSetNames,omitempty"`
}

// Trajectory is the NURBS that an edge is driven on.
type Trajectory struct {
	Degree        *float64       `json:"degree,omitempty"`
	KnotVector    []float64      `json:"knotVector" lif:"required"`
	ControlPoints []ControlPoint `json:"controlPoints" lif:"required"`
}

// ControlPoint of a trajectory.
type ControlPoint struct {
	X      float64  `json:"x" lif:"required"`
	Y      float64  `json:"y" lif:"required"`
	Weight *float64 `json:"weight,omitempty"`
}

// Station is a place where loads change hands; vehicles serve it from its
// interaction nodes.
type Station struct {
	StationID          string           `json:"stationId" lif:"required"`
	InteractionNodeIDs []string         `json:"interactionNodeIds" lif:"required"`
	StationName        string           `json:"stationName,omitempty"`
	StationDescription string           `json:"stationDescription,omitempty"`
	StationHeight      *float64         `json:"stationHeight,omitempty"`
	StationPosition    *StationPosition `json:"stationPosition,omitempty"`
}

// StationPosition is where the station itself stands.
type StationPosition struct {
	X     float64  `json:"x" lif:"required"`
	Y     float64  `json:"y" lif:"required"`
	Theta *float64 `json:"theta,omitempty"`
}
