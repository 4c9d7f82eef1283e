package devices

// Gate is a door or a lift that vehicles drive through: something with one or
// more stops (a door has stop 0 only; a lift one for each floor) that can be
// open at the stop where it is. Whether anybody is in the way is known to the
// fleet control, which says when it may shut or move.
type Gate interface {
	Device
	// Set says what the gate shall be from now on. It is a level: the adapter
	// repeats it until the machine took it, and the last one holds.
	Set(want GateWant) error
	Gate() GatePicture
}

// GateWant is how a gate shall be. Seq grows by one with each change.
type GateWant struct {
	Seq  uint32
	Stop int
	Open bool
}

// GatePicture is how a gate is.
type GatePicture struct {
	Online bool     // what follows is fresh
	Took   GateWant // the last want that the machine took; Seq 0: none
	Stop   int      // where it is; -1 between stops
	Open   bool     // confirmed open at Stop: one may drive through
	Fault  string   // why it does not work; "" if it does
}

// ClassGate is the class of doors and lifts.
const ClassGate Class = "gate"
