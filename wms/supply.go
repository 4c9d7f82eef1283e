package wms

import "time"

// SupplyRule says how a warehouse is kept in stock: of one item, or of all
// that no rule of their own names.
type SupplyRule struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	SKU       SKU         `json:"sku,omitempty" cbor:"3,keyasint,omitempty"` // empty: all others
	// Supplier sends the goods, or another warehouse, From, does.
	Supplier string      `json:"supplier,omitempty" cbor:"4,keyasint,omitempty"`
	From     WarehouseID `json:"from,omitempty" cbor:"5,keyasint,omitempty"`
	// LeadDays pass from order to goods, ReviewDays between two looks.
	LeadDays   int64 `json:"lead_days" cbor:"6,keyasint"`
	ReviewDays int64 `json:"review_days" cbor:"7,keyasint"`
	// ServicePermille is the share of order lines that shall find all they want.
	// Under a rule for all items it is their share together: cheap items that
	// many ask for get more, dear ones less. 0 in a rule for one item: it shares
	// with the rule for all.
	ServicePermille int64 `json:"service_permille" cbor:"8,keyasint"`
	// Multiple is what orders are rounded up to, MinQty the least order.
	Multiple int64 `json:"multiple,omitempty" cbor:"9,keyasint,omitempty"`
	MinQty   int64 `json:"min_qty,omitempty" cbor:"10,keyasint,omitempty"`
	// AutoQty approves proposals of at most so many units by itself; 0: none.
	AutoQty int64 `json:"auto_qty,omitempty" cbor:"11,keyasint,omitempty"`

	PutBy UserID    `json:"put_by" cbor:"12,keyasint"`
	PutAt time.Time `json:"put_at" cbor:"13,keyasint"`

	// LeadSDDays is the standard deviation of LeadDays.
	LeadSDDays int64 `json:"lead_sd_days,omitempty" cbor:"14,keyasint,omitempty"`
	// BudgetMinor is what the mean stock of all items of the rule may be worth;
	// then the levels are the best it can buy, whatever ServicePermille says.
	BudgetMinor int64 `json:"budget_minor,omitempty" cbor:"15,keyasint,omitempty"`
	// DropSlow lets items run out that don't earn the stock of one order.
	DropSlow bool `json:"drop_slow,omitempty" cbor:"16,keyasint,omitempty"`
}

// States of a proposal.
const (
	ProposalOpen     = "proposed"
	ProposalApproved = "approved"
	ProposalRejected = "rejected"
	ProposalReplaced = "replaced" // by a later look
)

// Proposal is what should be bought, or brought from another warehouse, and
// why. Quantities are base units.
type Proposal struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Run       string      `json:"run" cbor:"2,keyasint"`
	Kind      string      `json:"kind" cbor:"3,keyasint"` // purchase or transfer
	Warehouse WarehouseID `json:"warehouse" cbor:"4,keyasint"`
	SKU       SKU         `json:"sku" cbor:"5,keyasint"`
	Qty       int64       `json:"qty" cbor:"6,keyasint"`
	Supplier  string      `json:"supplier,omitempty" cbor:"7,keyasint,omitempty"`
	From      WarehouseID `json:"from,omitempty" cbor:"8,keyasint,omitempty"`
	Status    string      `json:"status" cbor:"9,keyasint"`
	Reason    string      `json:"reason" cbor:"10,keyasint"`
	// Free, OnOrder and Owed are what can be promised there, what is on its way
	// and what customers wait for; Level is what the three shall come to.
	Free    int64 `json:"free" cbor:"11,keyasint"`
	OnOrder int64 `json:"on_order" cbor:"12,keyasint"`
	Owed    int64 `json:"owed" cbor:"13,keyasint"`
	Level   int64 `json:"level" cbor:"14,keyasint"`
	// PerWeek is what is expected to be asked for, in thousandths of a unit.
	PerWeekMilli int64     `json:"per_week_milli" cbor:"15,keyasint"`
	DueAt        time.Time `json:"due_at" cbor:"16,keyasint"` // when the goods would come
	CreatedAt    time.Time `json:"created_at" cbor:"17,keyasint"`

	DecidedBy UserID     `json:"decided_by,omitempty" cbor:"18,keyasint,omitempty"`
	DecidedAt *time.Time `json:"decided_at,omitempty" cbor:"19,keyasint,omitempty"`
	Note      string     `json:"note,omitempty" cbor:"20,keyasint,omitempty"`
	// Made is the receipt that announces the goods, or the transfer.
	Made string `json:"made,omitempty" cbor:"21,keyasint,omitempty"`

	// Cause says why a transfer is proposed; empty: to come to the level.
	Cause string `json:"cause,omitempty" cbor:"22,keyasint,omitempty"`
	// FreightMinor is the share of a transfer's freight and handling, GainMinor
	// what the goods are expected to save where they go to, before that.
	FreightMinor int64 `json:"freight_minor,omitempty" cbor:"23,keyasint,omitempty"`
	GainMinor    int64 `json:"gain_minor,omitempty" cbor:"24,keyasint,omitempty"`
	// FromFree is what the giver has free, FromKeep what it keeps of it for its
	// own customers, who are expected to ask for FromPerWeekMilli.
	FromFree         int64 `json:"from_free,omitempty" cbor:"25,keyasint,omitempty"`
	FromKeep         int64 `json:"from_keep,omitempty" cbor:"26,keyasint,omitempty"`
	FromPerWeekMilli int64 `json:"from_per_week_milli,omitempty" cbor:"27,keyasint,omitempty"`
}

// Causes of a transfer.
const (
	CauseLevel   = "level"
	CauseBalance = "balance" // it lies idle at one end and is lacked at the other
	CausePlace   = "place"   // the place should keep the item and does not yet
)

// PlaceAdvice says which items a warehouse deserves to keep, from the orders of
// the past weeks that it would have served cheaper than where the goods come
// from.
type PlaceAdvice struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	From      WarehouseID `json:"from" cbor:"2,keyasint"`
	At        time.Time   `json:"at" cbor:"3,keyasint"`
	Weeks     int64       `json:"weeks" cbor:"4,keyasint"`
	Orders    int64       `json:"orders" cbor:"5,keyasint"`  // of all customers in those weeks, as far as looked at
	Fitting   int64       `json:"fitting" cbor:"6,keyasint"` // of them, those that it would serve cheapest
	// SavesMinor is expected a week of all items to keep together, after freight
	// and storage, and less a margin: the past does not keep all it promises.
	SavesMinor int64             `json:"saves_minor" cbor:"7,keyasint"`
	Items      []PlaceAdviceItem `json:"items" cbor:"8,keyasint"`
	Left       int64             `json:"left,omitempty" cbor:"9,keyasint,omitempty"` // items that are not listed
}

// PlaceAdviceItem is an item that should be kept, or one that is there and
// should not be brought again.
type PlaceAdviceItem struct {
	SKU           SKU   `json:"sku" cbor:"1,keyasint"`
	Keep          bool  `json:"keep" cbor:"2,keyasint"`
	Level         int64 `json:"level" cbor:"3,keyasint"`
	FoundPermille int64 `json:"found_permille" cbor:"4,keyasint"` // of its lines that find all they want there
	PerWeekMilli  int64 `json:"per_week_milli" cbor:"5,keyasint"`
	Free          int64 `json:"free" cbor:"6,keyasint"`
	Qty           int64 `json:"qty" cbor:"7,keyasint"` // to bring now
	// SavesMinor a week, before FreightMinor a week of bringing what is used and
	// IdleMinor of keeping it there.
	SavesMinor   int64 `json:"saves_minor" cbor:"8,keyasint"`
	FreightMinor int64 `json:"freight_minor" cbor:"9,keyasint"`
	IdleMinor    int64 `json:"idle_minor" cbor:"10,keyasint"`
}

// SupplyRun is one look at what to buy and bring.
type SupplyRun struct {
	ID        string     `json:"id" cbor:"1,keyasint"`
	Status    string     `json:"status" cbor:"2,keyasint"` // waiting, running, done, failed
	AskedBy   UserID     `json:"asked_by,omitempty" cbor:"3,keyasint,omitempty"`
	AskedAt   time.Time  `json:"asked_at" cbor:"4,keyasint"`
	EndedAt   *time.Time `json:"ended_at,omitempty" cbor:"5,keyasint,omitempty"`
	Series    int        `json:"series" cbor:"6,keyasint"` // items in warehouses that were forecast
	Proposals int        `json:"proposals" cbor:"7,keyasint"`
	Problem   string     `json:"problem,omitempty" cbor:"8,keyasint,omitempty"`
	// Done says how many of its series a running look has seen.
	Done int `json:"done" cbor:"-"`
}

// ItemForecast is the past and the expected future of an item in a warehouse,
// by week, and what earlier forecasts of it were worth.
type ItemForecast struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	SKU       SKU         `json:"sku" cbor:"2,keyasint"`
	Method    string      `json:"method" cbor:"3,keyasint"`
	Class     string      `json:"class" cbor:"4,keyasint"`
	FirstWeek string      `json:"first_week" cbor:"5,keyasint"` // the Monday of the first of Past
	Past      []int64     `json:"past" cbor:"6,keyasint"`
	Mean      []float64   `json:"mean" cbor:"7,keyasint"`
	Median    []float64   `json:"median" cbor:"8,keyasint"`
	Low       []float64   `json:"low" cbor:"9,keyasint"` // of 80 %
	High      []float64   `json:"high" cbor:"10,keyasint"`
	// Known are the weeks to come in which known causes are at work.
	Known []KnownWeek `json:"known,omitempty" cbor:"11,keyasint,omitempty"`
}

// KnownWeek is a week to come, counted from 0, and by what known causes
// multiply its demand.
type KnownWeek struct {
	Week   int     `json:"week" cbor:"1,keyasint"`
	Factor float64 `json:"factor" cbor:"2,keyasint"`
}

// ProposalVerdict is the body of POST /v1/proposals/approve and …/reject.
type ProposalVerdict struct {
	IDs  []string         `json:"ids"`
	Qty  map[string]int64 `json:"qty,omitempty"` // by id, instead of what was proposed
	Note string           `json:"note,omitempty"`
}
