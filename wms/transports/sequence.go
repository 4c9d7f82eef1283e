package transports

import (
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// maxAfter is how many transports one may wait for.
const maxAfter = 20

// checkAfter refuses predecessors that will never be done. What there is can't
// wait for what is being made, so that there are no circles.
func checkAfter(r store.Reader, part store.Partition, after []wms.TransportID) error {
	if len(after) > maxAfter {
		return wms.Refuse(wms.Invalid, "too_many_before", "a transport waits for at most %d others, not %d", maxAfter, len(after)).With("field", "after")
	}
	for _, id := range after {
		p, err := Get(r, part, id)
		if err != nil {
			return err
		}
		if p.Status == Failed || p.Status == Cancelled {
			return wms.Refuse(wms.Conflict, "transport_ended", "transport %s is %s", id, p.Status).With("field", "after")
		}
	}
	return nil
}

// failAfter ends the transports that were to come after one which will never
// be done, and those after them.
func failAfter(tx store.Tx, t *wms.Transport) error {
	if t.Status == Done {
		return nil
	}
	all, err := Open(tx, tx.Partition())
	if err != nil {
		return err
	}
	for _, next := range all {
		if !slices.Contains(next.After, t.ID) || next.Status != Waiting || len(next.Missions) > 0 {
			continue
		}
		next.Status, next.Reason = t.Status, fmt.Sprintf("it was to come after %s, which is %s", t.ID, t.Status)
		if err := end(tx, &next); err != nil {
			return err
		}
		if err := table.Put(tx, next, string(next.ID)); err != nil {
			return err
		}
	}
	return nil
}
