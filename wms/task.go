package wms

import (
	"maps"
	"time"
)

// TaskKind says what a person is asked to do.
type TaskKind string

const (
	TaskPick    TaskKind = "pick"    // from a shelf into a tote on the cart
	TaskStation TaskKind = "station" // goods-to-person: from the unit at the station into a tote or case
	TaskInduct  TaskKind = "induct"  // put a tote or case on the sorter's induction (or carry it to where packing happens)
	TaskPack    TaskKind = "pack"    // tote or case at the bench into a carton with an SSCC
	TaskLoad    TaskKind = "load"    // cartons and pallets of a shipment through the outbound dock
	TaskPutAway TaskKind = "putaway" // from the inbound dock to a location
	TaskCount   TaskKind = "count"
	TaskReject  TaskKind = "reject"  // take an item from the reject lane and induct it again
	TaskInspect TaskKind = "inspect" // look at a sample of what was received
	TaskPull    TaskKind = "pull"    // take what may not be sold out of a tote or carton and set it aside
	// TaskReplenish brings units from reserve to a pick face, TaskAssemble
	// fetches components of a kit or makes it.
	TaskReplenish TaskKind = "replenish"
	TaskAssemble  TaskKind = "assemble"
	TaskEmpties   TaskKind = "empties" // bring empty load carriers from one place to another
	// TaskPart is a shipment's line of a batch: nobody does it by itself, the
	// pick of the batch fetches it with those of other shipments.
	TaskPart TaskKind = "part"
)

// TaskStatus is the state of a task.
type TaskStatus string

const (
	TaskOpen      TaskStatus = "open"     // anybody with the right may claim it
	TaskAssigned  TaskStatus = "assigned" // claimed, in work
	TaskWaiting   TaskStatus = "waiting"  // not yet workable: its handling unit is still on its way
	TaskDone      TaskStatus = "done"
	TaskCancelled TaskStatus = "cancelled"
	TaskFailed    TaskStatus = "failed" // ended by an exception
)

// Task is one piece of work for a person: one line of a pick, one tote to
// induct, one tote to pack, one shipment to load.
type Task struct {
	ID        TaskID      `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Kind      TaskKind    `json:"kind" cbor:"3,keyasint"`
	Status    TaskStatus  `json:"status" cbor:"4,keyasint"`
	Assignee  UserID      `json:"assignee,omitempty" cbor:"5,keyasint,omitempty"`
	// Batch groups tasks that one person works in the order of Seq.
	Batch    string           `json:"batch,omitempty" cbor:"6,keyasint,omitempty"`
	Seq      int              `json:"seq,omitempty" cbor:"7,keyasint,omitempty"`
	Priority int64            `json:"priority,omitempty" cbor:"8,keyasint,omitempty"` // smaller is more urgent
	Order    OrderID          `json:"order,omitempty" cbor:"9,keyasint,omitempty"`
	Shipment ShipmentID       `json:"shipment,omitempty" cbor:"10,keyasint,omitempty"`
	Line     int              `json:"line,omitempty" cbor:"11,keyasint,omitempty"`
	SKU      SKU              `json:"sku,omitempty" cbor:"12,keyasint,omitempty"`
	Lot      string           `json:"lot,omitempty" cbor:"13,keyasint,omitempty"`
	Qty      int64            `json:"qty,omitempty" cbor:"14,keyasint,omitempty"`
	QtyDone  int64            `json:"qty_done,omitempty" cbor:"15,keyasint,omitempty"`
	From     LocationID       `json:"from,omitempty" cbor:"16,keyasint,omitempty"`
	FromUnit HandlingUnitID   `json:"from_unit,omitempty" cbor:"17,keyasint,omitempty"`
	To       LocationID       `json:"to,omitempty" cbor:"18,keyasint,omitempty"`
	Unit     HandlingUnitID   `json:"unit,omitempty" cbor:"19,keyasint,omitempty"` // the tote, case, carton or pallet handled
	Units    []HandlingUnitID `json:"units,omitempty" cbor:"20,keyasint,omitempty"`
	Zone     string           `json:"zone,omitempty" cbor:"21,keyasint,omitempty"`
	// Step is the index of the next step in the task's script.
	Step      int        `json:"-" cbor:"22,keyasint,omitempty"`
	CreatedAt time.Time  `json:"created_at" cbor:"23,keyasint"`
	StartedAt *time.Time `json:"started_at,omitempty" cbor:"24,keyasint,omitempty"`
	EndedAt   *time.Time `json:"ended_at,omitempty" cbor:"25,keyasint,omitempty"`
	Note      string     `json:"note,omitempty" cbor:"26,keyasint,omitempty"`
	GTIN      string     `json:"gtin,omitempty" cbor:"27,keyasint,omitempty"`
	// Serial of the one unit that is handled, where the item has serials.
	Serial string `json:"serial,omitempty" cbor:"28,keyasint,omitempty"`
	// Ref is the count, assembly or shipment that the task is for.
	Ref string `json:"ref,omitempty" cbor:"29,keyasint,omitempty"`
	// Captured is what GS1 codes told beside the item: gtin, lot, serial,
	// expires, weight_g.
	Captured map[string]string `json:"captured,omitempty" cbor:"30,keyasint,omitempty"`
	// Pack is how far a packing is that is more than one carton by its label.
	Pack *PackState `json:"pack,omitempty" cbor:"31,keyasint,omitempty"`
	// Parts are the lines that a pick of a batch fetches, Goods what a tote of a
	// batch still holds for the sorter, Parcels what is packed out of one chute.
	Parts   []TaskID         `json:"parts,omitempty" cbor:"32,keyasint,omitempty"`
	Goods   []Content        `json:"goods,omitempty" cbor:"33,keyasint,omitempty"`
	Parcels []HandlingUnitID `json:"parcels,omitempty" cbor:"34,keyasint,omitempty"`
}

// OfBatch says whether a pick fetches lines of several shipments at once, to be
// parted by the sorter.
func (t *Task) OfBatch() bool { return t.Kind == TaskPick && len(t.Parts) > 0 }

// Sorts says whether a task empties a tote of a batch at the sorter, unit by
// unit.
func (t *Task) Sorts() bool { return t.Kind == TaskInduct && t.Shipment == "" }

// Step is what the handheld shows next. Code and Args let a face say the
// prompt in its own language; Prompt is the English of it.
type Step struct {
	Task   TaskID         `json:"task"`
	Kind   TaskKind       `json:"kind"`
	Step   string         `json:"step"` // scan_location, scan_item, scan_unit, scan_label, scan_dock, done …
	Prompt string         `json:"prompt"`
	Args   map[string]any `json:"args,omitempty"`
	Expect []string       `json:"expect"` // payloads that would be right
	Qty    int64          `json:"qty,omitempty"`
	Done   bool           `json:"done"`
	// Rack is where the place of the step is, for a sketch.
	Rack *RackView `json:"rack,omitempty"`
	// Next is the task of the same batch that follows, once this one is done.
	Next TaskID `json:"next,omitempty"`
}

// Claimed is a task in a person's hands with its whole script, so that a
// handheld without network can go on. At is the step that comes next.
type Claimed struct {
	Task   Task   `json:"task"`
	Script []Step `json:"script"`
	At     int    `json:"at"`
}

// Confirmation is the body of POST /v1/tasks/{id}/confirm.
type Confirmation struct {
	Scans []string   `json:"scans"`
	Qty   *int64     `json:"qty,omitempty"`
	To    LocationID `json:"to,omitempty"`
	// Captured is what the scans told beside what the step asked for.
	Captured map[string]string `json:"-"`
}

// Exception is the body of POST /v1/tasks/{id}/exception.
type Exception struct {
	Code string `json:"code"` // short, damaged, wrong_item, blocked, not_found, other
	Qty  *int64 `json:"qty,omitempty"`
	Note string `json:"note,omitempty"`
	// SKU is what the code speaks of, where a tote holds several items; left
	// out, it is all that the tote should hold still.
	SKU SKU `json:"sku,omitempty"`
	// Photos are announced by their hashes and sent later.
	Photos []string `json:"photos,omitempty"`
}

// Transport is the wish to bring a handling unit somewhere by machines.
type Transport struct {
	ID           TransportID    `json:"id" cbor:"1,keyasint"`
	Warehouse    WarehouseID    `json:"warehouse" cbor:"2,keyasint"`
	HandlingUnit HandlingUnitID `json:"handling_unit" cbor:"3,keyasint"`
	From         LocationID     `json:"from" cbor:"4,keyasint"`
	To           LocationID     `json:"to" cbor:"5,keyasint"`
	Status       string         `json:"status" cbor:"6,keyasint"` // waiting, active, done, failed, cancelled
	Priority     int64          `json:"priority" cbor:"7,keyasint,omitempty"`
	Deadline     *time.Time     `json:"deadline,omitempty" cbor:"8,keyasint,omitempty"`
	Missions     []Mission      `json:"missions" cbor:"9,keyasint,omitempty"`
	Reason       string         `json:"reason,omitempty" cbor:"10,keyasint,omitempty"`
	CreatedAt    time.Time      `json:"created_at" cbor:"11,keyasint"`
	EndedAt      *time.Time     `json:"ended_at,omitempty" cbor:"12,keyasint,omitempty"`
	// After are the transports that must be done before this one begins. When
	// one of them fails or is cancelled, so does this.
	After []TransportID `json:"after,omitempty" cbor:"16,keyasint,omitempty"`
	// Planned: made by control for work that waits, so that it may be given up
	// for another way; nobody asked for this one.
	Planned bool `json:"-" cbor:"13,keyasint,omitempty"`
	// Unwanted: somebody asked to cancel it while a maker's fleet had it; it
	// ends when the fleet's controller gave it up.
	Unwanted bool `json:"unwanted,omitempty" cbor:"14,keyasint,omitempty"`
}

// Mission is one leg of a transport on one machine.
type Mission struct {
	ID     MissionID  `json:"id" cbor:"1,keyasint"`
	Class  string     `json:"class" cbor:"2,keyasint"` // crane, vehicle, fleet
	Device DeviceID   `json:"device,omitempty" cbor:"3,keyasint,omitempty"`
	From   LocationID `json:"from" cbor:"4,keyasint"`
	To     LocationID `json:"to" cbor:"5,keyasint"`
	Status string     `json:"status" cbor:"6,keyasint"` // planned, assigned, loaded, done, failed
	Reason string     `json:"reason,omitempty" cbor:"7,keyasint,omitempty"`
	// Job names the first leg of a crane's dual command; both legs carry it.
	Job MissionID `json:"job,omitempty" cbor:"8,keyasint,omitempty"`
}

// Capture adds what a scan told.
func (t *Task) Capture(told map[string]string) {
	if len(told) == 0 {
		return
	}
	all := map[string]string{}
	maps.Copy(all, t.Captured)
	maps.Copy(all, told)
	t.Captured = all
}
