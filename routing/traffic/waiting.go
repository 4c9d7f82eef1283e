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
)

var reasonTexts = [...]string{"", "node occupied", "station taken", "would block the way out",
	"no way around", "gives way", "cannot drive", "position unknown", "zone closed",
	"single lane driven the other way"}

func (r Reason) String() string { return reasonTexts[r] }

// Waiting is why a vehicle waits, for whom (or Nobody), at which node ahead
// and since when.
type Waiting struct {
	Reason Reason
	For    int
	Node   routing.Node
	Since  time.Duration
	Text   string // of a stuck vehicle: what is wrong with it
}

func (t *Traffic) wait(v int, why Reason, by int, at routing.Node) {
	w := &t.v[v].waiting
	since := t.now
	if w.Reason == why && w.For == by {
		since = w.Since
	}
	text := t.v[v].stuck
	if why != Stuck && by != Nobody {
		text = t.v[by].stuck
	}
	*w = Waiting{Reason: why, For: by, Node: at, Since: since, Text: text}
}
