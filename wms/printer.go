package wms

import "time"

// PrinterID names a printer; unique within the network.
type PrinterID string

// Printer is where labels and documents come out. PUT /v1/printers/{id} takes
// it.
type Printer struct {
	ID        PrinterID   `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	// Kind is zpl (a label printer behind Address) or pdf (a folder that
	// another program prints from).
	Kind string `json:"kind" cbor:"3,keyasint"`
	// Address is ip:port of a zpl printer.
	Address string `json:"address,omitempty" cbor:"4,keyasint,omitempty"`
	DPI     int64  `json:"dpi,omitempty" cbor:"5,keyasint,omitempty"` // 203 (default) or 300
	// Zone and Stations say whose labels come out here by themselves: those of
	// packing at these places, or anywhere in the zone.
	Zone     string       `json:"zone,omitempty" cbor:"6,keyasint,omitempty"`
	Stations []LocationID `json:"stations" cbor:"7,keyasint,omitempty"`
	// StandIn takes over what waits when this one is out of use, or has been in
	// trouble for StandInAfterS seconds (0: only when it is out of use).
	StandIn       PrinterID `json:"stand_in,omitempty" cbor:"8,keyasint,omitempty"`
	StandInAfterS int64     `json:"stand_in_after_s,omitempty" cbor:"9,keyasint,omitempty"`
	OutOfUse      bool      `json:"out_of_use,omitempty" cbor:"10,keyasint,omitempty"`
	// Applies: it sits on an applicator, and prints a carton's label when that
	// carton passes, in the order in which the labels were asked for.
	Applies bool `json:"applies,omitempty" cbor:"11,keyasint,omitempty"`
}

// PrinterView is a printer and how it is.
type PrinterView struct {
	Printer
	State   string `json:"state"`             // idle, printing, trouble, out_of_use
	Trouble string `json:"trouble,omitempty"` // paper_out, head_open, paused, ribbon_out, unreachable …
	Message string `json:"message,omitempty"`
	Waiting int    `json:"waiting"` // jobs
}

// PrintStatus is the state of a print job.
type PrintStatus string

const (
	PrintWaiting   PrintStatus = "waiting"
	PrintSending   PrintStatus = "sending"   // the printer may have it
	PrintPrinted   PrintStatus = "printed"   // the printer, or a person, says so
	PrintFailed    PrintStatus = "failed"    // not printed, and not tried again
	PrintCancelled PrintStatus = "cancelled" // not wanted any more
	PrintUncertain PrintStatus = "uncertain" // perhaps printed: a person looks, then confirms or reprints
)

// PrintStatuses are all of them.
var PrintStatuses = []PrintStatus{PrintWaiting, PrintSending, PrintPrinted, PrintFailed, PrintCancelled, PrintUncertain}

// PrintJob is one label, or several copies of it, on its way to a printer. It
// names what is on the label, which is drawn when it is sent: an address is in
// no job.
type PrintJob struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Printer   PrinterID   `json:"printer" cbor:"3,keyasint"`
	Status    PrintStatus `json:"status" cbor:"4,keyasint"`
	Label     string      `json:"label" cbor:"5,keyasint"` // sscc, carton, location, lpn, item, badge
	Of        string      `json:"of" cbor:"6,keyasint"`
	Copies    int64       `json:"copies" cbor:"7,keyasint"`
	By        UserID      `json:"by" cbor:"8,keyasint"`
	CreatedAt time.Time   `json:"created_at" cbor:"9,keyasint"`
	SentAt    *time.Time  `json:"sent_at,omitempty" cbor:"10,keyasint,omitempty"`
	EndedAt   *time.Time  `json:"ended_at,omitempty" cbor:"11,keyasint,omitempty"`
	Attempts  int64       `json:"attempts" cbor:"12,keyasint,omitempty"`
	Error     string      `json:"error,omitempty" cbor:"13,keyasint,omitempty"` // of the last attempt
	// ReprintOf is the job that this one repeats, and Reason why; ReplacedBy is
	// the job that repeats this one.
	ReprintOf  string `json:"reprint_of,omitempty" cbor:"14,keyasint,omitempty"`
	Reason     string `json:"reason,omitempty" cbor:"15,keyasint,omitempty"`
	ReplacedBy string `json:"replaced_by,omitempty" cbor:"16,keyasint,omitempty"`
	// StandsIn is the printer that the job was meant for.
	StandsIn PrinterID `json:"stands_in_for,omitempty" cbor:"17,keyasint,omitempty"`
	// Passed says, at an applicator, that its carton is there.
	Passed bool `json:"passed,omitempty" cbor:"18,keyasint,omitempty"`
	// Task is the work that it was printed for by itself.
	Task TaskID `json:"task,omitempty" cbor:"19,keyasint,omitempty"`
	N    uint64 `json:"-" cbor:"20,keyasint"`
}

// NewPrintJob is the body of POST /v1/print-jobs.
type NewPrintJob struct {
	Printer PrinterID `json:"printer"`
	Label   string    `json:"label"`
	Of      string    `json:"of"`
	Copies  int64     `json:"copies,omitempty"`
}
