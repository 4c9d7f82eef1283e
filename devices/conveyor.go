package devices

// Conveyor is a job device without a rack: its jobs are JobRelocate from one
// station (SpotStation) to another further on, for one handling unit. It moves
// one unit at a time; units that wait stand still on their stations, so that
// the stations ahead of a full end fill up one after the other.
type Conveyor interface {
	Crane
	// Announce tells what another machine or a person is about to put on a
	// station, so that belts that stand are woken; unit is 20 bytes at most. It
	// is written as soon as the machine can be reached, and again after it
	// restarted, until the next one for the station.
	Announce(station int32, unit string) error
}

// Grants of Station.
const (
	GrantClosed int32 = 0
	GrantPut    int32 = 1
	GrantTake   int32 = 2
	GrantMoving int32 = 3
)
