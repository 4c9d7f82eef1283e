// Package vision keeps what vision, dimension and weigh stations saw, and what
// people decided about the units that did not pass.
//
// The nouns: a check is one scan with its result; one that did not pass waits
// until a person decides: release (the goods are right), correct (so is what
// was measured: the item master takes it over) or keep (they stay as they are).
//
// Caveats: a warehouse keeps its latest MaxChecks checks. Pictures are the
// station's; a check only refers to one, for PictureDays, so that nothing is
// shown for longer. A unit that was released passes the comparison once.
package vision

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// What is kept of a warehouse.
const (
	MaxChecks   = 2000
	PictureDays = 30
	ring        = 64
)

var (
	table   = store.NewTable[wms.VisionCheck]("visioncheck", 1) // id
	ofSlot  = store.NewTable[string]("visionslot", 1)           // device, seq modulo the ring: id
	cleared = store.NewTable[bool]("visioncleared", 1)          // unit
)

// Known finds the check of a scan that was recorded before; Seq and the code
// must be the same, for a station that was replaced counts anew.
func Known(r store.Reader, p store.Partition, device wms.DeviceID, seq uint32) (wms.VisionCheck, bool, error) {
	id, ok, err := ofSlot.Get(r, p, string(device), uint64(seq%ring))
	if err != nil || !ok {
		return wms.VisionCheck{}, false, err
	}
	c, ok, err := table.Get(r, p, id)
	return c, ok && c.Seq == seq, err
}

// Record keeps a check. Its id and time are set here; the oldest goes.
func Record(tx store.Tx, c wms.VisionCheck) (wms.VisionCheck, error) {
	n, err := tx.NextID("visioncheck")
	if err != nil {
		return c, err
	}
	c.ID, c.At = id(tx, n), tx.Now()
	if n > MaxChecks {
		if err := table.Delete(tx, id(tx, n-MaxChecks)); err != nil {
			return c, err
		}
	}
	if err := ofSlot.Put(tx, c.ID, string(c.Device), uint64(c.Seq%ring)); err != nil {
		return c, err
	}
	tx.Emit(wms.Event{Type: "vision.checked", Subject: c.ID, Data: map[string]any{"device": string(c.Device), "unit": string(c.HandlingUnit),
		"result": string(c.Result)}})
	return c, table.Put(tx, c, c.ID)
}

func id(tx store.Tx, n uint64) string { return fmt.Sprintf("%s-V%08d", tx.Partition(), n) }

// Placed notes where the station put the unit, and how long the verdict took.
// A verdict that the station had too late sends a unit to the check place that
// would have passed.
func Placed(tx store.Tx, device wms.DeviceID, seq uint32, at wms.LocationID, late bool, took time.Duration) error {
	c, ok, err := Known(tx, tx.Partition(), device, seq)
	if err != nil || !ok || c.Place != "" {
		return err
	}
	c.Place, c.VerdictUS = at, took.Microseconds()
	if late && c.Result == wms.VisionPassed {
		c.Result, c.Reason = wms.VisionLate, "the verdict came too late"
	}
	return table.Put(tx, c, c.ID)
}

// Decide ends a check that waits. On is called for a unit that goes on.
func Decide(tx store.Tx, checkID string, d wms.VisionDecision, note string, by wms.UserID, on func(u wms.HandlingUnitID, at wms.LocationID) error) (wms.VisionCheck, error) {
	c, err := Get(tx, tx.Partition(), checkID)
	if err != nil {
		return c, err
	}
	switch {
	case !c.Waits():
		return c, wms.Refuse(wms.Conflict, "check_decided", "check %s does not wait for a decision", checkID)
	case c.Place == "":
		return c, wms.Refuse(wms.Conflict, "unit_on_its_way", "the station has not said yet where the unit of check %s is", checkID)
	case d == wms.VisionCorrect && c.Correction == nil:
		return c, wms.Refuse(wms.Conflict, "nothing_to_correct", "check %s proposes no correction of an item", checkID)
	}
	if d != wms.VisionKeep && c.HandlingUnit != "" {
		if err := release(tx, c, on); err != nil {
			return c, err
		}
	}
	if d == wms.VisionCorrect {
		if err := tx.Send(store.Network, wms.MsgCorrectItem, *c.Correction); err != nil {
			return c, err
		}
	}
	now := tx.Now()
	c.Decision, c.Note, c.DecidedBy, c.DecidedAt = d, note, by, &now
	tx.Emit(wms.Event{Type: "vision.decided", Subject: c.ID, Data: map[string]any{"decision": string(d), "unit": string(c.HandlingUnit)}})
	return c, table.Put(tx, c, c.ID)
}

// release gives back what the check held; the unit goes on from where it is.
func release(tx store.Tx, c wms.VisionCheck, on func(u wms.HandlingUnitID, at wms.LocationID) error) error {
	u, known, err := ledger.Unit(tx, tx.Partition(), c.HandlingUnit)
	if err != nil {
		return err
	}
	if !known || u.Location != c.Place {
		return wms.Refuse(wms.Conflict, "unit_not_at_check", "%s does not stand at %s any more", c.HandlingUnit, c.Place)
	}
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(u.ID))
	if err != nil {
		return err
	}
	for _, x := range c.Held {
		i := slices.IndexFunc(inside, func(st ledger.Stock) bool {
			return st.SKU == x.SKU && st.Lot == x.Lot && st.Status == wms.Quarantine
		})
		if i < 0 {
			continue // somebody has decided about these goods
		}
		to := inside[i].Spot
		to.Status = ""
		if e := inside[i].Expires; !e.IsZero() && !e.After(tx.Now()) {
			to.Status = wms.Expired
		}
		if n := min(x.Qty, inside[i].Free()); n > 0 {
			if err := ledger.Move(tx, inside[i].Spot, to, n, "vision.release"); err != nil {
				return err
			}
		}
	}
	if err := cleared.Put(tx, true, string(u.ID)); err != nil {
		return err
	}
	return on(u.ID, u.Location)
}

// Cleared says whether a person found a unit right; that counts once.
func Cleared(tx store.Tx, u wms.HandlingUnitID) (bool, error) {
	yes, _, err := cleared.Get(tx, tx.Partition(), string(u))
	if err == nil && yes {
		err = cleared.Delete(tx, string(u))
	}
	return yes, err
}

// Get reads a check or refuses with unknown_vision_check.
func Get(r store.Reader, p store.Partition, checkID string) (wms.VisionCheck, error) {
	c, ok, err := table.Get(r, p, checkID)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_vision_check", "no vision check %q, or not any more", checkID)
	}
	return c, err
}

// Shown is a check as it is shown at a time: without a picture that is old.
func Shown(c wms.VisionCheck, now time.Time) wms.VisionCheck {
	if c.At.Before(now.AddDate(0, 0, -PictureDays)) {
		c.Picture = ""
	}
	return c
}

// List reads up to limit checks, the last first: those that wait, or all.
func List(r store.Reader, p store.Partition, all bool, limit int) ([]wms.VisionCheck, error) {
	out := []wms.VisionCheck{}
	err := table.ScanBack(r, p, nil, func(_ store.KeyParts, c wms.VisionCheck) (bool, error) {
		if all || c.Waits() {
			out = append(out, c)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Station sums up the checks of a station.
func Station(checks []wms.VisionCheck, device wms.DeviceID, w wms.WarehouseID) wms.VisionStation {
	out := wms.VisionStation{Device: device, Warehouse: w, Results: map[wms.VisionResult]int64{}}
	var took []int64
	for _, c := range checks {
		if c.Device != device {
			continue
		}
		out.Checks++
		out.Results[c.Result]++
		if c.Waits() {
			out.Waiting++
		}
		if c.VerdictUS > 0 {
			took = append(took, c.VerdictUS)
		}
	}
	slices.Sort(took)
	if n := len(took); n > 0 {
		out.VerdictP50US, out.VerdictP99US = took[(n-1)/2], took[(n*99-1)/100]
	}
	return out
}
