package devices

import "time"

// JobType of a job device, numbered as D.Cmd.Type.
type JobType int32

const (
	JobStore    JobType = 1
	JobRetrieve JobType = 2
	JobRelocate JobType = 3
	JobDual     JobType = 4
	JobMove     JobType = 5
	JobHome     JobType = 6
	JobAbort    JobType = 9
)

// Spot is a place as a job device counts it (D.Cmd.Src / D.Cmd.Dst).
type Spot struct {
	Kind              int32 // 1 rack cell, 2 P&D station (number in X), 3 on board
	Side, X, Y, Depth int32 // from 1
}

const (
	SpotCell    int32 = 1
	SpotStation int32 = 2
	SpotOnBoard int32 = 3
)

// Leg is one load move of a job.
type Leg struct {
	JobID        string // 36 bytes at most
	HandlingUnit string // 20 bytes at most
	Src, Dst     Spot
}

// Job is what the mailbox carries: one leg, or two for JobDual (leg 1 a
// store, leg 2 a retrieve).
type Job struct {
	Type JobType
	Leg
	Second *Leg
}

// JobResult numbered as D.Done.Result.
type JobResult int32

const (
	ResultNone         JobResult = 0
	ResultDone         JobResult = 1
	ResultSourceEmpty  JobResult = 2
	ResultDestOccupied JobResult = 3
	ResultAborted      JobResult = 4
	ResultFailed       JobResult = 5
	ResultNotAttempted JobResult = 6
	ResultOtherUnit    JobResult = 7
	ResultBlocked      JobResult = 8
	// ResultRejected is ours: the machine refused the command (Ack.Result 2);
	// Reason is Ack.Reason. The job never ran.
	ResultRejected JobResult = 100
)

// JobDone reports the end of a job. The adapter acknowledges it to the
// machine (DoneAck) only after Crane.Acknowledge was called with its JobID,
// that is, after the effect is durable.
type JobDone struct {
	JobID           string
	Result, Result2 JobResult
	Reason, Reason2 int32
	At              time.Time // the machine's D.Done.Ts
}

// Station is the live picture of one P&D station.
type Station struct {
	Number       int32
	Direction    int32 // 1 in, 2 out, 3 both
	Occupied     bool
	HandlingUnit string
	Grant        int32 // 0 closed, 1 may put, 2 may take, 3 moving there
}

// CranePicture is the live picture of a job device.
type CranePicture struct {
	X, Y             int32
	Leg              int32
	LoadPresent      bool
	LoadHandlingUnit string
	Stations         []Station
}

// Crane is a job device: one job at a time.
type Crane interface {
	Device
	// Submit hands over a job. It is sent when the machine may be commanded
	// (Idle, no fault, reconciled, last Done acknowledged), repeated until
	// acknowledged, and never sent twice for the same JobID after a Done. The
	// second submit of a JobID that is under way is ignored; another JobID
	// while one is under way is an error.
	Submit(job Job) error
	// Busy is the JobID under way, or "".
	Busy() string
	// Acknowledge frees the machine after the JobDone was made durable.
	Acknowledge(jobID string)
	// Abort asks to stop the job under way.
	Abort(jobID string) error
	Picture() CranePicture
}
