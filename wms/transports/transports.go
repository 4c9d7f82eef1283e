// Package transports keeps the wish to bring a handling unit somewhere by
// machines, and its legs. A mission is durable before it is sent to a machine
// (intent before action), has one id for ever, and moves the ledger only when
// the machine has confirmed it.
package transports

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// States of a transport and of a mission.
const (
	Waiting   = "waiting" // no leg is under way
	Active    = "active"
	Done      = "done"
	Failed    = "failed"
	Cancelled = "cancelled"

	Planned  = "planned"  // no machine yet
	Assigned = "assigned" // durable, may be sent
	Loaded   = "loaded"   // the machine has the unit on board
)

var (
	table   = store.NewTable[wms.Transport]("transport", 1)
	open    = store.NewTable[wms.TransportID]("transportix", 1) // priority, id
	ofUnit  = store.NewTable[wms.TransportID]("transporthu", 1) // open ones by handling unit
	mission = store.NewTable[wms.TransportID]("missionix", 1)   // by mission id
)

// Archivable are the rows of transports that have ended, with the places of
// their missions.
var Archivable = []store.Archivable{
	table.Archivable(func(_ store.Reader, _ store.Partition, _ store.KeyParts, t wms.Transport) (time.Time, error) {
		return closed(t), nil
	}),
	mission.Archivable(func(r store.Reader, p store.Partition, _ store.KeyParts, id wms.TransportID) (time.Time, error) {
		t, err := Get(r, p, id)
		return closed(t), err
	}),
}

func closed(t wms.Transport) time.Time {
	if t.EndedAt == nil {
		return time.Time{}
	}
	return *t.EndedAt
}

// New records a transport of a handling unit from where it stands. A unit has
// one open transport at a time.
func New(tx store.Tx, site *wms.Site, t wms.Transport) (wms.Transport, error) {
	u, err := ledger.MustUnit(tx, tx.Partition(), t.HandlingUnit)
	if err != nil {
		return t, err
	}
	if _, err := site.MustLocation(t.To); err != nil {
		return t, err
	}
	if u.Location == t.To {
		return t, wms.Refuse(wms.Conflict, "already_there", "handling unit %s is at %s already", u.ID, t.To)
	}
	if other, had, err := ofUnit.Get(tx, tx.Partition(), string(u.ID)); err != nil {
		return t, err
	} else if had {
		return t, wms.Refuse(wms.Conflict, "transport_open", "handling unit %s is being transported by %s", u.ID, other)
	}
	if err := checkAfter(tx, tx.Partition(), t.After); err != nil {
		return t, err
	}
	n, err := tx.NextID("transport")
	if err != nil {
		return t, err
	}
	t.ID = wms.TransportID(fmt.Sprintf("%s-M%06d", tx.Partition(), n))
	t.Warehouse, t.From, t.Status, t.CreatedAt, t.Missions = wms.WarehouseID(tx.Partition()), u.Location, Waiting, tx.Now(), []wms.Mission{}
	if err := open.Put(tx, t.ID, t.Priority, string(t.ID)); err != nil {
		return t, err
	}
	if err := ofUnit.Put(tx, t.ID, string(u.ID)); err != nil {
		return t, err
	}
	if err := ledger.MarkLeaving(tx, u.ID, true); err != nil {
		return t, err
	}
	tx.Emit(wms.Event{Type: "transport.created", Subject: string(t.ID), Data: map[string]any{
		"unit": string(u.ID), "from": string(t.From), "to": string(t.To)}})
	return t, table.Put(tx, t, string(t.ID))
}

// Get reads a transport or refuses with unknown_transport.
func Get(r store.Reader, p store.Partition, id wms.TransportID) (wms.Transport, error) {
	t, ok, err := table.Get(r, p, string(id))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_transport", "no transport %q", id)
	}
	return t, err
}

// Open lists the transports that have not ended, most urgent first.
func Open(r store.Reader, p store.Partition) ([]wms.Transport, error) {
	var out []wms.Transport
	err := open.Scan(r, p, nil, func(_ store.KeyParts, id wms.TransportID) (bool, error) {
		t, err := Get(r, p, id)
		out = append(out, t)
		return true, err
	})
	return out, err
}

// OfUnit finds the open transport of a handling unit; ok is false if none.
func OfUnit(r store.Reader, p store.Partition, u wms.HandlingUnitID) (id wms.TransportID, ok bool, err error) {
	return ofUnit.Get(r, p, string(u))
}

// OfMission finds the transport of a mission; ok is false if none.
func OfMission(r store.Reader, p store.Partition, id wms.MissionID) (t wms.Transport, ok bool, err error) {
	tid, ok, err := mission.Get(r, p, string(id))
	if err != nil || !ok {
		return t, false, err
	}
	t, err = Get(r, p, tid)
	return t, err == nil, err
}

// List reads up to limit transports of a status (all if empty), newest last.
func List(r store.Reader, p store.Partition, status string, after wms.TransportID, limit int) ([]wms.Transport, error) {
	var out []wms.Transport
	err := table.ScanFrom(r, p, nil, []any{string(after)}, func(_ store.KeyParts, t wms.Transport) (bool, error) {
		if t.ID != after && (status == "" || t.Status == status) {
			out = append(out, t)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Redirect lets a transport that waits end elsewhere.
func Redirect(tx store.Tx, id wms.TransportID, to wms.LocationID) error {
	t, err := Get(tx, tx.Partition(), id)
	if err != nil || t.Status != Waiting {
		return err // AddMission says why it takes no leg
	}
	tx.Emit(wms.Event{Type: "transport.redirected", Subject: string(id), Data: map[string]any{
		"unit": string(t.HandlingUnit), "from": string(t.To), "to": string(to)}})
	t.To = to
	return table.Put(tx, t, string(id))
}

// AddMission records the next leg. With a device it may be sent at once.
func AddMission(tx store.Tx, id wms.TransportID, m wms.Mission) error {
	t, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	if t.Status != Waiting {
		return wms.Refuse(wms.Conflict, "transport_"+t.Status, "transport %s is %s and takes no further leg", id, t.Status)
	}
	m.Status = Planned
	if m.Device != "" {
		m.Status = Assigned
	}
	t.Status = Active
	t.Missions = append(t.Missions, m)
	if err := mission.Put(tx, id, string(m.ID)); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "mission.planned", Subject: string(m.ID), Data: map[string]any{"transport": string(id),
		"class": m.Class, "device": string(m.Device), "unit": string(t.HandlingUnit), "from": string(m.From), "to": string(m.To)}})
	return table.Put(tx, t, string(id))
}

// change finds a mission that has not ended, and stores what fn makes of it.
// For one that has ended it does nothing: a repeated report.
func change(tx store.Tx, id wms.MissionID, fn func(t *wms.Transport, m *wms.Mission) error) error {
	t, ok, err := OfMission(tx, tx.Partition(), id)
	if err != nil || !ok {
		return err
	}
	i := slices.IndexFunc(t.Missions, func(m wms.Mission) bool { return m.ID == id })
	if i < 0 || t.Missions[i].Status == Done || t.Missions[i].Status == Failed || t.Missions[i].Status == Cancelled {
		return nil
	}
	m := &t.Missions[i]
	if err := fn(&t, m); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "mission." + m.Status, Subject: string(id), Data: map[string]any{"transport": string(t.ID),
		"class": m.Class, "device": string(m.Device), "unit": string(t.HandlingUnit), "from": string(m.From), "to": string(m.To), "reason": m.Reason}})
	if t.Status == Done || t.Status == Failed || t.Status == Cancelled {
		if err := end(tx, &t); err != nil {
			return err
		}
	}
	return table.Put(tx, t, string(t.ID))
}

func end(tx store.Tx, t *wms.Transport) error {
	now := tx.Now()
	t.EndedAt = &now
	if t.Status == Failed {
		if err := stuck.Put(tx, now, string(t.ID)); err != nil {
			return err
		}
	}
	tx.Emit(wms.Event{Type: "transport." + t.Status, Subject: string(t.ID), Data: map[string]any{
		"unit": string(t.HandlingUnit), "to": string(t.To), "reason": t.Reason}})
	if err := open.Delete(tx, t.Priority, string(t.ID)); err != nil {
		return err
	}
	if err := ledger.MarkLeaving(tx, t.HandlingUnit, false); err != nil {
		return err
	}
	if err := ofUnit.Delete(tx, string(t.HandlingUnit)); err != nil {
		return err
	}
	return failAfter(tx, t)
}

// Assign gives a planned mission its machine, before anything is sent.
func Assign(tx store.Tx, id wms.MissionID, d wms.DeviceID) error {
	return change(tx, id, func(_ *wms.Transport, m *wms.Mission) error {
		m.Device, m.Status = d, Assigned
		return nil
	})
}

// Unassign notes that a mission waits for a machine again: nobody has picked
// its unit up.
func Unassign(tx store.Tx, id wms.MissionID) error {
	return change(tx, id, func(t *wms.Transport, m *wms.Mission) error {
		if m.Status == Loaded {
			return wms.Refuse(wms.Conflict, "mission_loaded", "mission %s: %s is on board of %s", id, t.HandlingUnit, m.Device)
		}
		m.Device, m.Status = "", Planned
		return nil
	})
}

// PickedUp books that the machine has the unit on its deck.
func PickedUp(tx store.Tx, id wms.MissionID, deck wms.LocationID) error {
	return change(tx, id, func(t *wms.Transport, m *wms.Mission) error {
		if m.Status == Loaded {
			return nil
		}
		m.Status = Loaded
		return moveTo(tx, t.HandlingUnit, deck)
	})
}

// Passed books that the machine has brought the unit as far as a place on the
// way of a mission.
func Passed(tx store.Tx, id wms.MissionID, at wms.LocationID) error {
	t, ok, err := OfMission(tx, tx.Partition(), id)
	if err != nil || !ok || t.Status != Active || t.Missions[len(t.Missions)-1].ID != id {
		return err
	}
	return moveTo(tx, t.HandlingUnit, at)
}

func moveTo(tx store.Tx, id wms.HandlingUnitID, to wms.LocationID) error {
	u, err := ledger.MustUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	return ledger.MoveUnit(tx, id, u.Location, to, "transport")
}

// Finish books that the machine put the unit down where the mission ends.
// arrived is called with the unit and the place, in the same command, if it
// was booked now.
func Finish(tx store.Tx, id wms.MissionID, arrived func(u wms.HandlingUnitID, at wms.LocationID) error) error {
	var unit wms.HandlingUnitID
	var at wms.LocationID
	err := change(tx, id, func(t *wms.Transport, m *wms.Mission) error {
		if err := moveTo(tx, t.HandlingUnit, m.To); err != nil {
			return err
		}
		unit, at = t.HandlingUnit, m.To
		m.Status, t.Status = Done, Waiting
		if m.To == t.To {
			t.Status = Done
		}
		return nil
	})
	if err != nil || unit == "" {
		return err
	}
	return arrived(unit, at)
}

// maxTries bounds how many legs of a transport may fail before a person must
// look.
const maxTries = 8

// Fail ends a mission that the machine could not do. With again the transport
// waits for another leg, up to maxTries; otherwise it has failed and a person
// must look.
func Fail(tx store.Tx, id wms.MissionID, reason string, again bool) error {
	return change(tx, id, func(t *wms.Transport, m *wms.Mission) error {
		m.Status, m.Reason, t.Reason = Failed, reason, reason
		t.Status = Failed
		failed := 0
		for _, x := range t.Missions {
			if x.Status == Failed {
				failed++
			}
		}
		if again && failed < maxTries {
			t.Status = Waiting
		}
		return nil
	})
}

// Cancel gives a transport up that no machine has begun.
func Cancel(tx store.Tx, id wms.TransportID) (wms.Transport, error) {
	t, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return t, err
	}
	switch t.Status {
	case Cancelled:
		return t, nil
	case Done, Failed:
		return t, wms.Refuse(wms.Conflict, "transport_ended", "transport %s is %s", id, t.Status)
	}
	if n := len(t.Missions); n > 0 && t.Status == Active {
		m := &t.Missions[n-1]
		if m.Status != Planned {
			return t, wms.Refuse(wms.Conflict, "transport_under_way", "machine %s works on %s; it can be cancelled when the leg has ended", m.Device, id)
		}
		m.Status = Cancelled
	}
	t.Status = Cancelled
	if err := end(tx, &t); err != nil {
		return t, err
	}
	return t, table.Put(tx, t, string(id))
}

// Unwanted notes that a transport is to be given up which a machine has that
// can be asked to: its end comes with the machine's answer.
func Unwanted(tx store.Tx, id wms.TransportID) (wms.Transport, error) {
	t, err := Get(tx, tx.Partition(), id)
	if err != nil || t.Unwanted {
		return t, err
	}
	t.Unwanted = true
	tx.Emit(wms.Event{Type: "transport.unwanted", Subject: string(id), Data: map[string]any{"unit": string(t.HandlingUnit)}})
	return t, table.Put(tx, t, string(id))
}

// GivenUp books that the machine gave up a mission it had not begun. A
// transport that nobody wants any more ends; another one waits for its next
// leg.
func GivenUp(tx store.Tx, id wms.MissionID, reason string) error {
	return change(tx, id, func(t *wms.Transport, m *wms.Mission) error {
		m.Status, m.Reason, t.Status = Cancelled, reason, Waiting
		if t.Unwanted {
			t.Status = Cancelled
		}
		return nil
	})
}

// PartitionOf is the warehouse in a transport's id.
func PartitionOf(id wms.TransportID) (store.Partition, error) {
	for i := len(id) - 1; i > 1; i-- {
		if id[i] == 'M' && id[i-1] == '-' {
			return store.Partition(id[:i-1]), nil
		}
	}
	return "", wms.Refuse(wms.NotFound, "unknown_transport", "no transport %q: ids look like central-M000123", id)
}
