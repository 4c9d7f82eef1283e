package config

// Layout is the geometry of a building. Each part lists places; Locations of
// the Warehouse has them all.
type Layout struct {
	At      At
	WidthMM int64 `cfg:"width_mm,required,min=1000,max=2000000"` // along x
	DepthMM int64 `cfg:"depth_mm,required,min=1000,max=2000000"` // along y

	ShelfAreas []ShelfArea   `cfg:"shelf_areas"`
	Racks      []Rack        `cfg:"racks"`
	Stations   []PickStation `cfg:"pick_stations"`
	Benches    []Bench       `cfg:"benches,required"`
	Sorters    []Sorter      `cfg:"sorters"`
	Conveyors  []Conveyor    `cfg:"conveyors"`
	Diverts    []Divert      `cfg:"diverts"`
	Vision     []Vision      `cfg:"vision"`
	Docks      []Dock        `cfg:"docks,required"`
	Places     []Place       `cfg:"places,required"`
	Roadmap    *Roadmap      `cfg:"roadmap"`
}

// ShelfArea is a block of parallel walking aisles along y with shelves on
// both sides. Aisle a (from 1) has its middle at x = XMM + (a-1)·AisleSpacing;
// cross aisles run along x with their middles at y = YMM, YMM + L, … for L =
// BlockLengthMM, one more than Blocks. Bays count from the south, odd ones on
// the west side, even ones on the east; levels from the floor.
type ShelfArea struct {
	At              At
	ID              string `cfg:"id,required"` // first letters of its location ids
	Zone            string `cfg:"zone,required"`
	XMM             int64  `cfg:"x_mm,required,min=0"`
	YMM             int64  `cfg:"y_mm,required,min=0"`
	Aisles          int64  `cfg:"aisles,required,min=1,max=99"`
	AisleSpacingMM  int64  `cfg:"aisle_spacing_mm,required,min=1000,max=20000"`
	AisleWidthMM    int64  `cfg:"aisle_width_mm,required,min=500,max=10000"`
	ShelfDepthMM    int64  `cfg:"shelf_depth_mm,required,min=100,max=3000"`
	Blocks          int64  `cfg:"blocks,required,min=1,max=20"`
	BaysPerBlock    int64  `cfg:"bays_per_block,required,min=1,max=99"` // on each side
	BayWidthMM      int64  `cfg:"bay_width_mm,required,min=100,max=10000"`
	CrossAisleMM    int64  `cfg:"cross_aisle_mm,required,min=500,max=10000"`
	Levels          int64  `cfg:"levels,required,min=1,max=9"`
	LevelHeightMM   int64  `cfg:"level_height_mm,required,min=100,max=3000"`
	PositionsPerBay int64  `cfg:"positions_per_bay,required,min=1,max=9"`
	// DepotAisle is the aisle at whose south end a tour starts and ends.
	DepotAisle int64 `cfg:"depot_aisle,required,min=1"`
}

// BlockLengthMM is the distance of two cross aisles.
func (s *ShelfArea) BlockLengthMM() int64 { return s.BaysPerBlock*s.BayWidthMM + s.CrossAisleMM }

// AisleXMM is the middle of an aisle (from 1).
func (s *ShelfArea) AisleXMM(aisle int64) int64 { return s.XMM + (aisle-1)*s.AisleSpacingMM }

// Rack is an automated storage: one aisle with one crane. The aisle runs
// along x from its P&D end at (XMM, YMM), towards east or west. Side 1 (A) is
// its north, side 2 (B) its south; X counts from the P&D end, Y from the
// floor, depth 1 is next to the aisle.
type Rack struct {
	At           At
	ID           string `cfg:"id,required"` // R1: cells are R1-A-014-05
	Zone         string `cfg:"zone,required"`
	Aisle        int64  `cfg:"aisle,required,min=1"`
	Device       string `cfg:"device,required"`
	XMM          int64  `cfg:"x_mm,required,min=0"`
	YMM          int64  `cfg:"y_mm,required,min=0"`
	Runs         string `cfg:"runs,required,oneof=east|west"`
	Bays         int64  `cfg:"bays,required,min=1,max=999"`
	Levels       int64  `cfg:"levels,required,min=1,max=99"`
	Depth        int64  `cfg:"depth,required,min=1,max=9"`
	BayPitchMM   int64  `cfg:"bay_pitch_mm,required,min=100,max=10000"`
	LevelPitchMM int64  `cfg:"level_pitch_mm,required,min=100,max=10000"`
	CellDepthMM  int64  `cfg:"cell_depth_mm,required,min=100,max=10000"`
	AisleWidthMM int64  `cfg:"aisle_width_mm,required,min=300,max=10000"`
	CellMaxG     int64  `cfg:"cell_max_g,required,min=1000"`
	PnDs         []PnD  `cfg:"pnds,required"`
}

// PnD is a pick-up-and-drop station: where crane and vehicles meet. XMM and
// YMM is where a vehicle docks; CraneXMM where the crane serves it, counted
// along the aisle from the rack's start, negative before it.
type PnD struct {
	At        At
	Number    int64  `cfg:"number,required,min=1,max=99"`
	Direction string `cfg:"direction,required,oneof=in|out"`
	Location  string `cfg:"location,required"`
	XMM       int64  `cfg:"x_mm,required,min=0"`
	YMM       int64  `cfg:"y_mm,required,min=0"`
	CraneXMM  int64  `cfg:"crane_x_mm,required"`
}

// PickStation is a goods-to-person station: a person serves order totes from
// the units that vehicles bring to its places.
type PickStation struct {
	At     At
	ID     string `cfg:"id,required"`
	Zone   string `cfg:"zone,required"`
	XMM    int64  `cfg:"x_mm,required,min=0"` // where the person stands
	YMM    int64  `cfg:"y_mm,required,min=0"`
	Places []Spot `cfg:"places,required"` // one handling unit each
}

// Spot is a place of a part that gives it its kind.
type Spot struct {
	At  At
	ID  string `cfg:"id,required"`
	XMM int64  `cfg:"x_mm,required,min=0"`
	YMM int64  `cfg:"y_mm,required,min=0"`
	// Capacity is how many handling units fit; 0: as the part says.
	Capacity int64 `cfg:"capacity,min=0"`
}

// Bench is a pack bench. Chutes are the sorter's that end at it.
type Bench struct {
	At     At
	ID     string  `cfg:"id,required"`
	Zone   string  `cfg:"zone,required"`
	XMM    int64   `cfg:"x_mm,required,min=0"`
	YMM    int64   `cfg:"y_mm,required,min=0"`
	Chutes []int64 `cfg:"chutes"`
}

// Sorter diverts totes and cartons to chutes, on a belt or, if it has a Field,
// by robots.
type Sorter struct {
	At         At
	ID         string  `cfg:"id,required"`
	Zone       string  `cfg:"zone,required"`
	Device     string  `cfg:"device,required"`
	Inductions []Spot  `cfg:"inductions,required"`
	ScannerMM  int64   `cfg:"scanner_mm,min=0"` // along the belt from the last induction
	Chutes     []Chute `cfg:"chutes,required"`
	Reject     Chute   `cfg:"reject,required"`
	LoopMM     int64   `cfg:"loop_mm,min=0"` // one round of the belt
	Field      *Field  `cfg:"field"`
}

// Chute of a sorter; number 0 is the reject lane.
type Chute struct {
	At       At
	Number   int64    `cfg:"number,min=0,max=99"`
	Location string   `cfg:"location,required"`
	Routes   []string `cfg:"routes"` // of the lanes' bands; a route may have several chutes
	XMM      int64    `cfg:"x_mm,required,min=0"`
	YMM      int64    `cfg:"y_mm,required,min=0"`
	BeltMM   int64    `cfg:"belt_mm,min=0"` // along the belt from the scanner
	Capacity int64    `cfg:"capacity,required,min=1,max=1000"`
}

// Conveyor is a route of stations in a row, one handling unit on each: a line
// of pallet conveyors, or a transfer, which has two. What it meets at its ends
// (a P&D station, a place at a pick station, another conveyor) names its
// location only; other stations are its own places. Several may end where one
// begins, a merge, or begin where one ends, a divert.
type Conveyor struct {
	At       At
	ID       string            `cfg:"id,required"`
	Zone     string            `cfg:"zone,required"`
	Device   string            `cfg:"device,required"`
	Stations []ConveyorStation `cfg:"stations,required"` // in the order of travel
}

// ConveyorStation is where a unit stands on a conveyor. One that vehicles
// serve is a station of the roadmap too.
type ConveyorStation struct {
	At       At
	Location string `cfg:"location,required"`
	XMM      int64  `cfg:"x_mm,min=0"`
	YMM      int64  `cfg:"y_mm,min=0"`
}

// Divert is the station where several conveyors begin. What nobody knows
// there goes to Fallback, and so does what could not go where it should for
// BlockedAfterS of site time (0: it waits).
type Divert struct {
	At            At
	Location      string `cfg:"location,required"`
	Fallback      string `cfg:"fallback,required"` // an end that it leads to
	BlockedAfterS int64  `cfg:"blocked_after_s,min=0,max=86400"`
}

// Vision is a vision, dimension and weigh station at receiving: a unit comes
// to Place, and goes on to Pass or is diverted to Check.
type Vision struct {
	At              At
	ID              string `cfg:"id,required"`
	Zone            string `cfg:"zone,required"`
	Device          string `cfg:"device,required"`
	Place           Spot   `cfg:"place,required"`
	Pass            Spot   `cfg:"pass,required"`
	Check           Spot   `cfg:"check,required"`
	VerdictWithinMS int64  `cfg:"verdict_within_ms,required,min=500,max=600000"` // wall time
	// Pictures is where the station's pictures are fetched by the names it
	// gives: http(s)://host:port/path. Without it none are shown.
	Pictures string `cfg:"pictures"`
}

// Dock is a door for trucks.
type Dock struct {
	At        At
	ID        string   `cfg:"id,required"`
	Zone      string   `cfg:"zone,required"`
	Direction string   `cfg:"direction,required,oneof=in|out"`
	XMM       int64    `cfg:"x_mm,required,min=0"`
	YMM       int64    `cfg:"y_mm,required,min=0"`
	Carriers  []string `cfg:"carriers"` // outbound: whose trucks stand here
}

// Place is any other labelled place.
type Place struct {
	At       At
	ID       string `cfg:"id,required"`
	Kind     string `cfg:"kind,required,oneof=staging|tote_stack|handover|check"`
	Zone     string `cfg:"zone,required"`
	XMM      int64  `cfg:"x_mm,required,min=0"`
	YMM      int64  `cfg:"y_mm,required,min=0"`
	Capacity int64  `cfg:"capacity,min=0"` // 0: no limit
}

// Roadmap is where vehicles may drive.
type Roadmap struct {
	At    At
	Map   string `cfg:"map,required"` // the map's id in orders
	Nodes []Node `cfg:"nodes,required"`
	// Lanes are chains of nodes; each pair of neighbours is an edge.
	Lanes    []RoadLane `cfg:"lanes,required"`
	Stations []Stop     `cfg:"stations,required"`
	Parking  []string   `cfg:"parking,required"`
	Charging []string   `cfg:"charging,required"`
	Doors    []Door     `cfg:"doors"`
	Lifts    []Lift     `cfg:"lifts"`
	Zones    []RoadZone `cfg:"zones"`
	// Edges are the directed edges of all lanes.
	Edges []Edge
}

// Node of a roadmap. Map is that of another floor; "" is the roadmap's own.
type Node struct {
	At  At
	ID  string `cfg:"id,required"`
	XMM int64  `cfg:"x_mm,required,min=0"`
	YMM int64  `cfg:"y_mm,required,min=0"`
	Map string `cfg:"map"`
}

// RoadLane is a chain of nodes driven from the first to the last, or both ways.
type RoadLane struct {
	At             At
	Through        []string `cfg:"through,required"`
	BothWays       bool     `cfg:"both_ways"`
	MaxSpeedMMPerS int64    `cfg:"max_speed_mm_per_s,min=0,max=10000"` // 0: what the vehicle can
	// UnladenOnly lanes are for vehicles that carry nothing. MaxHeightMM is how
	// high a vehicle may be there with its load, 0: any.
	UnladenOnly bool  `cfg:"unladen_only"`
	MaxHeightMM int64 `cfg:"max_height_mm,min=0,max=100000"`
}

// Edge is a directed connection of two nodes; ID is "from>to". LengthMM 0 is
// the straight distance.
type Edge struct {
	At             At // of its lane
	ID             string
	From, To       string
	MaxSpeedMMPerS int64
	LengthMM       int64
	UnladenOnly    bool
	MaxHeightMM    int64
	DetourPercent  int64 // what a route counts this edge longer (or, below 0, shorter) than it is
}

// Stop says at which node a vehicle picks and drops for a location.
type Stop struct {
	At       At
	Location string `cfg:"location,required"`
	Node     string `cfg:"node,required"`
}
