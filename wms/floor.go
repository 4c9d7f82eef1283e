package wms

import "time"

// Floor is the still picture of a warehouse for the control room: GET
// /v1/layout?warehouse=. All lengths in mm, y upwards.
type Floor struct {
	Warehouse WarehouseID  `json:"warehouse"`
	Name      string       `json:"name"`
	WidthMM   int64        `json:"width_mm"`
	DepthMM   int64        `json:"depth_mm"`
	Shapes    []FloorShape `json:"shapes"`
	Nodes     []FloorNode  `json:"nodes"`
	Edges     []FloorEdge  `json:"edges"`
	Fields    []FloorField `json:"fields,omitempty"`
	Zones     []FloorZone  `json:"zones,omitempty"`
}

// FloorZone is an area with a rule for vehicles, of a kind of VDA 5050 3.0 in
// small letters.
type FloorZone struct {
	ID             string     `json:"id"`
	Kind           string     `json:"kind"`
	MaxSpeedMMPerS int64      `json:"max_speed_mm_per_s,omitempty"`
	Corners        [][2]int64 `json:"corners"` // x and y in mm
}

// FloorField is the grid of a field of sorting robots. Nodes are its cells'
// names, "C", column and row of three digits with a dash between.
type FloorField struct {
	ID         string     `json:"id"`
	XMM        int64      `json:"x_mm"` // middle of the cell in column 0, row 0
	YMM        int64      `json:"y_mm"`
	PitchMM    int64      `json:"pitch_mm"`
	Columns    int64      `json:"columns"`
	Rows       int64      `json:"rows"`
	Blocked    [][2]int64 `json:"blocked"` // column and row
	Parking    [][2]int64 `json:"parking"`
	Charging   [][2]int64 `json:"charging"`
	Inductions [][2]int64 `json:"inductions"`
}

// FloorShape is a box on the floor. Kind is a location kind, or rack, shelf,
// crane_aisle, sorter, building.
type FloorShape struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Label   string `json:"label,omitempty"`
	XMM     int64  `json:"x_mm"` // lower left corner
	YMM     int64  `json:"y_mm"`
	WidthMM int64  `json:"width_mm"`
	DepthMM int64  `json:"depth_mm"`
}

// FloorNode and FloorEdge draw the roadmap.
type FloorNode struct {
	ID  string `json:"id"`
	XMM int64  `json:"x_mm"`
	YMM int64  `json:"y_mm"`
}

// FloorEdge is a directed connection of two nodes.
type FloorEdge struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Live is the moving picture, at most 10 times a second: the SSE event
// floor.live of /v1/events?live=WAREHOUSE, and GET /v1/live?warehouse=.
type Live struct {
	Warehouse WarehouseID   `json:"warehouse"`
	Time      time.Time     `json:"time"` // site time
	Vehicles  []LiveVehicle `json:"vehicles"`
	Cranes    []LiveCrane   `json:"cranes"`
	Chutes    []LiveChute   `json:"chutes"`
	People    []LivePerson  `json:"people"`
	// Orders counts by status over the network; Shipped is ever.
	Orders map[OrderStatus]int64 `json:"orders"`
	Alarms []Alarm               `json:"alarms"`
	KPIs   map[string]float64    `json:"kpis"` // orders_per_hour, lines_per_hour, agv_busy, crane_cycles_per_hour, diverts_per_hour, open_tasks …
	// Fill is the number of handling units per rack aisle, out of its cells.
	Fill map[string][2]int64 `json:"fill,omitempty"`
}

// LiveVehicle is one AGV.
type LiveVehicle struct {
	ID       DeviceID `json:"id"`
	XMM      int64    `json:"x_mm"`
	YMM      int64    `json:"y_mm"`
	ThetaMil int64    `json:"theta_mrad"`
	Battery  int64    `json:"battery_permille"`
	Load     string   `json:"load,omitempty"`
	Mission  string   `json:"mission,omitempty"`
	State    string   `json:"state"`           // idle, driving, waiting, handling, charging, offline, fault
	Waits    string   `json:"waits,omitempty"` // why, for whom
	// WaitsFor is the vehicle it waits for, if it is one, WaitsSince since when
	// it waits for that reason.
	WaitsFor   DeviceID   `json:"waits_for,omitempty"`
	WaitsSince *time.Time `json:"waits_since,omitempty"`
	// WaitsReason is why as a code, WaitsAt the node ahead, WaitsGate the door
	// or lift, if it is one.
	WaitsReason string   `json:"waits_reason,omitempty"`
	WaitsAt     string   `json:"waits_at,omitempty"`
	WaitsGate   DeviceID `json:"waits_gate,omitempty"`
	Route       []string `json:"route,omitempty"` // released nodes ahead
	// LengthMM and WidthMM are given for robots of a field.
	LengthMM int64 `json:"length_mm,omitempty"`
	WidthMM  int64 `json:"width_mm,omitempty"`
}

// LiveCrane is one stacker crane.
type LiveCrane struct {
	ID    DeviceID `json:"id"`
	XMM   int64    `json:"x_mm"` // on the floor
	YMM   int64    `json:"y_mm"`
	Bay   int64    `json:"bay"`
	Level int64    `json:"level"`
	Load  string   `json:"load,omitempty"`
	State string   `json:"state"`
}

// LiveChute is one chute of the sorter; 0 is the reject lane.
type LiveChute struct {
	Number int64  `json:"number"`
	Label  string `json:"label"`
	Count  int64  `json:"count"`
	Full   bool   `json:"full"`
}

// LivePerson is where a person scanned last and what for.
type LivePerson struct {
	ID   UserID `json:"id"`
	XMM  int64  `json:"x_mm"`
	YMM  int64  `json:"y_mm"`
	Task string `json:"task,omitempty"`
	Kind string `json:"kind,omitempty"`
}

// Alarm is something a person must look at.
type Alarm struct {
	ID      string    `json:"id" cbor:"1,keyasint"`
	Since   time.Time `json:"since" cbor:"2,keyasint"`
	Source  string    `json:"source" cbor:"3,keyasint"` // device, task or order id
	Code    string    `json:"code" cbor:"4,keyasint"`
	Message string    `json:"message" cbor:"5,keyasint"`
	Level   string    `json:"level" cbor:"6,keyasint"` // info, warning, critical
	// MessageZh is the message in Chinese.
	MessageZh string `json:"message_zh,omitempty" cbor:"13,keyasint,omitempty"`
}

// DeviceView is a machine as GET /v1/devices shows it.
type DeviceView struct {
	ID        DeviceID       `json:"id"`
	Warehouse WarehouseID    `json:"warehouse"`
	Class     string         `json:"class"`
	Protocol  string         `json:"protocol"`
	Online    bool           `json:"online"`
	Ready     bool           `json:"ready"`
	Mode      string         `json:"mode"`
	Fault     string         `json:"fault,omitempty"`
	LastSeen  *time.Time     `json:"last_seen,omitempty"` // wall time
	Detail    map[string]any `json:"detail,omitempty"`
}

// Session is what a log-in answers.
type Session struct {
	User       UserID        `json:"user"`
	Name       string        `json:"name"`
	Roles      []string      `json:"roles"`
	Warehouses []WarehouseID `json:"warehouses"`
	Owners     []string      `json:"owners"`             // of goods; empty: all
	Language   string        `json:"language,omitempty"` // en or zh, if chosen
	// MustChangePIN: nothing else is answered until POST /v1/me/pin.
	MustChangePIN bool      `json:"must_change_pin,omitempty"`
	Token         string    `json:"token"`
	ExpiresAt     time.Time `json:"expires_at"`
}
