package counting

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// PaperHold is how long a location that is counted on paper is kept from
// others: from the print until what was written is keyed in.
const PaperHold = 12 * time.Hour

// HoldForPaper keeps others from a location until its paper is keyed in: only
// then do books and paper speak of the same moment.
func HoldForPaper(tx store.Tx, t wms.Task) error {
	if err := Blocked(tx, tx.Partition(), t.From, tx.Now()); err != nil {
		return err
	}
	return locks.Put(tx, lock{t.ID, tx.Now().Add(PaperHold)}, string(t.From))
}

// HeldFor says whether a location is still kept for a count's task.
func HeldFor(r store.Reader, p store.Partition, t wms.Task, now time.Time) (bool, error) {
	l, had, err := locks.Get(r, p, string(t.From))
	return had && l.Task == t.ID && now.Before(l.Until), err
}
