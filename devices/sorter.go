package devices

import "time"

// ReadStatus of a scanner, numbered as D.Induct[ss].ReadStatus.
type ReadStatus int32

const (
	ReadOK    ReadStatus = 1
	NoRead    ReadStatus = 2
	MultiRead ReadStatus = 3
)

// Induction: an item passed the sorter's scanner and waits for a decision.
type Induction struct {
	Seq                                  uint32
	Barcode                              string
	Read                                 ReadStatus
	LengthMM, WidthMM, HeightMM, WeightG int32
	At                                   time.Time
	// DecideBy is the wall time by which Decide must have reached the PLC.
	DecideBy time.Time
}

// DivertResult numbered as D.Confirm[ss].Result.
type DivertResult int32

const (
	Diverted      DivertResult = 1
	ChuteFull     DivertResult = 2 // went to the reject lane
	DecidedLate   DivertResult = 3 // went to the reject lane
	Recirculates  DivertResult = 4 // comes again under a new Seq
	RejectedByPLC DivertResult = 5
	Lost          DivertResult = 6 // Chute is -1
)

// DivertDone reports where an inducted item ended.
type DivertDone struct {
	Seq       uint32 // of the confirm ring
	InductSeq uint32
	Result    DivertResult
	Chute     int32
	At        time.Time
}

// Chute is the live picture of one chute; 0 is the reject lane.
type Chute struct {
	Number        int32
	Full, Enabled bool
	Count         uint32
}

// Sorter diverts items to chutes by our decision.
type Sorter interface {
	Device
	// Decide answers an Induction. The first decision for a Seq holds.
	Decide(inductSeq uint32, chute, alternative int32) error
	// InductHandled and ConfirmHandled move the ring's tail after the effect
	// is durable: all entries up to and with seq.
	InductHandled(seq uint32)
	ConfirmHandled(seq uint32)
	Chutes() []Chute
}

// VisionScan: a handling unit stands in the vision, dimension and weigh
// station and waits for a verdict.
type VisionScan struct {
	Seq                                  uint32
	HandlingUnit, Barcode                string
	Read                                 ReadStatus
	LengthMM, WidthMM, HeightMM, WeightG int32
	ConfidencePermille                   int32
	ImageRef                             string
	At                                   time.Time
	VerdictBy                            time.Time
}

// Vision measures handling units at receiving.
type Vision interface {
	Device
	// Verdict answers a VisionScan: accept or divert to the check place.
	Verdict(scanSeq uint32, accept bool) error
	ScanHandled(seq uint32)
	ConfirmHandled(seq uint32)
}
