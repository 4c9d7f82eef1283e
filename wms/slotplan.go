package wms

import "time"

// SlotPlanStatus is how far a plan is.
type SlotPlanStatus string

// States of a slotting plan.
const (
	SlotsPlanned SlotPlanStatus = "planned" // looked at; nothing moves
	SlotsRunning SlotPlanStatus = "running" // a few moves a day, in quiet hours
	SlotsStopped SlotPlanStatus = "stopped" // by a person; what lies where it lies
	SlotsDone    SlotPlanStatus = "done"    // every move was made or skipped
)

// SlotPlanRequest asks where the goods of a shelf area should live.
type SlotPlanRequest struct {
	Warehouse   WarehouseID `json:"-"`
	Area        string      `json:"area"`
	MaxMoves    int         `json:"max_moves"`     // items that may leave their place; 0: 90
	MovesPerDay int         `json:"moves_per_day"` // 0: 30
	QuietFrom   string      `json:"quiet_from"`    // local time, HH:MM; moves are made from then to quiet_to; both empty: always
	QuietTo     string      `json:"quiet_to"`
	Seed        uint64      `json:"seed"`
	// Families should lie together, or apart.
	Families []FamilyRule `json:"families,omitempty"`
}

// FamilyRule says how the items of a family (Item.Family) should lie in a shelf
// area.
type FamilyRule struct {
	Family string `json:"family" cbor:"1,keyasint"` // "*": every family by itself that no other rule names
	Keep   string `json:"keep" cbor:"2,keyasint"`   // together (in one aisle) or apart
	// ApartMM is the least distance along an aisle, its two sides alike; 0: two
	// bays.
	ApartMM int64 `json:"apart_mm,omitempty" cbor:"3,keyasint,omitempty"`
	// WorthSADay is what one fault less is worth, in seconds of work a day; 0: 60.
	WorthSADay int64 `json:"worth_s_a_day,omitempty" cbor:"4,keyasint,omitempty"`
}

// How a family is kept.
const (
	KeepTogether = "together"
	KeepApart    = "apart"
)

// FamilyFaults counts what is wrong with a family: aisles beyond the first it
// lies in, or pairs that lie too near each other.
type FamilyFaults struct {
	Family string `json:"family" cbor:"1,keyasint"`
	Keep   string `json:"keep" cbor:"2,keyasint"`
	Items  int    `json:"items" cbor:"3,keyasint"`
	Now    int    `json:"now" cbor:"4,keyasint"`
	Then   int    `json:"then" cbor:"5,keyasint"`
}

// SlotPlan is where the goods of a shelf area should live, how they come
// there, and what that is worth.
type SlotPlan struct {
	ID        string         `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID    `json:"warehouse" cbor:"2,keyasint"`
	Area      string         `json:"area" cbor:"3,keyasint"`
	Status    SlotPlanStatus `json:"status" cbor:"4,keyasint"`
	MadeAt    time.Time      `json:"made_at" cbor:"5,keyasint"`
	MadeBy    UserID         `json:"made_by,omitempty" cbor:"6,keyasint,omitempty"`
	StartedAt *time.Time     `json:"started_at,omitempty" cbor:"7,keyasint,omitempty"`
	EndedAt   *time.Time     `json:"ended_at,omitempty" cbor:"8,keyasint,omitempty"`

	// What it was learned from, and judged on: later orders than those.
	Orders int       `json:"orders" cbor:"9,keyasint"`
	Since  time.Time `json:"since" cbor:"10,keyasint"`
	Items  int       `json:"items" cbor:"11,keyasint"` // that may move
	Fixed  int       `json:"fixed" cbor:"12,keyasint"` // that may not: several things in their place, rules, serials, counted or blocked
	Judged int       `json:"judged" cbor:"13,keyasint"`
	// NowMM and ThenMM are the mean walk of a judged order, with what was
	// learned on the earlier ones.
	NowMM  int64 `json:"now_mm" cbor:"14,keyasint"`
	ThenMM int64 `json:"then_mm" cbor:"15,keyasint"`
	// Warning says that the past buys nothing: then nothing moves.
	Warning string `json:"warning,omitempty" cbor:"16,keyasint,omitempty"`

	CostS       int64   `json:"cost_s" cbor:"17,keyasint"`        // of all moves, by the standard times
	SavesSADay  float64 `json:"saves_s_a_day" cbor:"18,keyasint"` // walking at 1 m/s, at the orders of a mean day
	PaybackDays float64 `json:"payback_days" cbor:"19,keyasint"`  // 0: never
	MovesPerDay int     `json:"moves_per_day" cbor:"20,keyasint"`
	QuietFrom   string  `json:"quiet_from,omitempty" cbor:"21,keyasint,omitempty"`
	QuietTo     string  `json:"quiet_to,omitempty" cbor:"22,keyasint,omitempty"`

	Moves []SlotMove `json:"moves" cbor:"23,keyasint"`
	Bays  []SlotBay  `json:"bays" cbor:"24,keyasint"`
	// Day and Today count the moves that were begun on a local day.
	Day   string `json:"day,omitempty" cbor:"25,keyasint,omitempty"`
	Today int    `json:"today" cbor:"26,keyasint,omitempty"`
	// ReachSADay is what of SavesSADay is bending, reaching and lifting.
	ReachSADay float64 `json:"reach_s_a_day" cbor:"27,keyasint,omitempty"`
	// Faces say which of the items picked here deserve a pick face; told of one
	// plan, not in lists.
	Faces []FaceAdvice `json:"faces,omitempty" cbor:"28,keyasint,omitempty"`

	// Families are those that have faults now or will, the worst first; of
	// SavesSADay, FamiliesSADay is what their rules said fewer are worth.
	Families      []FamilyFaults `json:"families,omitempty" cbor:"29,keyasint,omitempty"`
	FamiliesSADay float64        `json:"families_s_a_day" cbor:"30,keyasint,omitempty"`

	// Measured is how orders walked since it ended; nil before.
	Measured *SlotMeasure `json:"measured,omitempty" cbor:"-"`
}

// SlotMove is one step of a plan.
type SlotMove struct {
	SKU       SKU        `json:"sku" cbor:"1,keyasint"`
	From      LocationID `json:"from" cbor:"2,keyasint"`
	To        LocationID `json:"to" cbor:"3,keyasint"`
	Qty       int64      `json:"qty" cbor:"4,keyasint"` // when it was planned
	Temporary bool       `json:"temporary" cbor:"5,keyasint,omitempty"`
	CostS     int64      `json:"cost_s" cbor:"6,keyasint"`
	Picks     int        `json:"picks" cbor:"7,keyasint"` // of the item, in the orders it was learned from
	// Status is waiting, open (a task is made), done or skipped; Why says why.
	Status string `json:"status" cbor:"8,keyasint"`
	Task   TaskID `json:"task,omitempty" cbor:"9,keyasint,omitempty"`
	Why    string `json:"why,omitempty" cbor:"10,keyasint,omitempty"`
}

// States of a move, and why one was skipped.
const (
	SlotWaiting = "waiting"
	SlotOpen    = "open"
	SlotMoved   = "done"
	SlotSkipped = "skipped"

	SlotSoldOut = "sold_out" // nothing of the item lies there any more
	SlotTaken   = "taken"    // something else lies in the place it was to come to
	SlotUnfit   = "unfit"    // its goods may not be put there any more
	SlotMixed   = "mixed"    // several lots, or stock that is not free to move, lie there
)

// SlotBay is one bay of the area and how many picks of the orders it was
// learned from fall on it, today and under the plan.
type SlotBay struct {
	Aisle   int64 `json:"aisle" cbor:"1,keyasint"`
	Bay     int64 `json:"bay" cbor:"2,keyasint"`
	XMM     int64 `json:"x_mm" cbor:"3,keyasint"` // south-west corner
	YMM     int64 `json:"y_mm" cbor:"4,keyasint"`
	WidthMM int64 `json:"width_mm" cbor:"5,keyasint"`
	DepthMM int64 `json:"depth_mm" cbor:"6,keyasint"`
	Now     int   `json:"now" cbor:"7,keyasint"`
	Then    int   `json:"then" cbor:"8,keyasint"`
}

// SlotMeasure compares the walks of orders picked after a plan ended, as they
// were, with the walks there would have been with the old places.
type SlotMeasure struct {
	Orders int   `json:"orders"`
	MM     int64 `json:"mm"`     // mean exact walk
	WasMM  int64 `json:"was_mm"` // with the places before
}

// FaceAdvice says whether an item deserves a pick face, and of what size.
type FaceAdvice struct {
	SKU          SKU     `json:"sku" cbor:"1,keyasint"`
	LinesAWeek   float64 `json:"lines_a_week" cbor:"2,keyasint"`
	CubeMM3AWeek float64 `json:"cube_mm3_a_week" cbor:"3,keyasint"`
	Deserves     bool    `json:"deserves" cbor:"4,keyasint"`
	SavesSAWeek  float64 `json:"saves_s_a_week" cbor:"5,keyasint"` // against picking it from reserve, top-ups paid
	Min          int64   `json:"min,omitempty" cbor:"6,keyasint,omitempty"`
	Max          int64   `json:"max,omitempty" cbor:"7,keyasint,omitempty"`
	Places       int64   `json:"places,omitempty" cbor:"8,keyasint,omitempty"` // that max takes
	TopUpsAWeek  float64 `json:"top_ups_a_week,omitempty" cbor:"9,keyasint,omitempty"`
}
