package traffic

import (
	"time"

	"github.com/aisle-wms/aisle/routing"
)

// Reason says why a vehicle does not drive on.
type Reason uint8

const (
	Moving   Reason = iota // it drives or is where it should be
	Occupied               // the next node or edge is in another's territory
	BayTaken               // another is in the bay or comes before
	Unsafe                 // driving on could block another's way out
	Blocked                // no way around a stuck vehicle
	Yielding               // it made way for another
	Stuck                  // it cannot drive itself
	Unplaced               // nobody knows where it is
	Closed                 // the next node may not be entered for now
	OneWay                 // the single lane ahead is driven the other way
	Gated                  // the door or lift ahead is not open to it yet
)

var reasonTexts = [...]string{"", "node occupied", "station taken", "would block the way out",
	"no way around", "gives way", "cannot drive", "position unknown", "zone closed",
	"single lane driven the other way", "door or lift not open"}

func (r Reason) String() string { return reasonTexts[r] }

var reasonCodes = [...]string{"", "occupied", "station_taken", "unsafe", "blocked", "gives_way", "stuck", "unplaced", "closed", "one_way", "gate"}

// Code is the reason as programs and translations know it.
func (r Reason) Code() string { return reasonCodes[r] }

// Waiting is why a vehicle waits, for whom (or Nobody), at which node ahead
// and since when. Edge is that of the gate it waits for, or None.
type Waiting struct {
	Reason Reason
	For    int
	Node   routing.Node
	Edge   routing.Edge
	Since  time.Duration
	Text   string // of a stuck vehicle: what is wrong with it
}

func (t *Traffic) wait(v int, why Reason, by int, at routing.Node) {
	w := &t.v[v].waiting
	since := t.now
	if w.Reason == why && (w.For == by || why == Gated) {
		since = w.Since
	}
	text := t.v[v].stuck
	if why != Stuck && by != Nobody {
		text = t.v[by].stuck
	}
	*w = Waiting{Reason: why, For: by, Node: at, Edge: routing.None, Since: since, Text: text}
}
