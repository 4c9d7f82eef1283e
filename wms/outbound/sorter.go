package outbound

import (
	"math"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// inducted remembers which unit rides on the sorter under which induction, so
// that its confirm can be booked after a restart of either side.
type inducted struct {
	Unit   wms.HandlingUnitID `cbor:"1,keyasint,omitempty"` // empty: not read or not known
	Chute  int64              `cbor:"2,keyasint"`
	Reason string             `cbor:"3,keyasint,omitempty"`
}

var inductions = store.NewTable[inducted]("induction", 1)

// Decision where an inducted item goes. Reason says why it is rejected.
type Decision struct {
	Unit        wms.HandlingUnitID
	Chute       int64
	Alternative int64 // -1: none
	Reason      string
}

// Route decides where a read barcode goes: to a chute of its shipment's
// route, the emptiest that is open; to the reject lane, with the reason, if
// it is unknown or its shipment is cancelled. full says which chutes can't be
// used. It only reads: the decision is durable by Inducted.
func (f Floor) Route(r store.Reader, barcode string, load func(chute int64) (count int64, usable bool)) (Decision, error) {
	reject := func(reason string) Decision { return Decision{Chute: 0, Alternative: -1, Reason: reason} }
	if barcode == "" {
		return reject("no code was read"), nil
	}
	p := store.Partition(f.Site.ID)
	u, ok, err := ledger.Unit(r, p, wms.HandlingUnitID(barcode))
	if err == nil && !ok {
		u, ok, err = f.parcelBy(r, barcode, f.Site.Of(wms.KindInduction)...)
	}
	if err != nil {
		return Decision{}, err
	}
	if !ok {
		return reject("code " + barcode + " is not a handling unit of this site"), nil
	}
	if u.Shipment == "" {
		return Decision{Unit: u.ID, Alternative: -1, Reason: "its order is cancelled or it serves none"}, nil
	}
	if u.Kind == wms.Parcel {
		return f.routeParcel(r, u, load)
	}
	s, err := Get(r, p, u.Shipment)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{Unit: u.ID, Chute: -1, Alternative: -1}
	var best, second int64 = -1, -1
	among, err := f.ChutesFor(r, s)
	if err != nil {
		return d, err
	}
	for _, l := range among {
		count, usable := load(l.Chute)
		switch {
		case !usable:
		case d.Chute < 0 || count < best:
			d.Alternative, second = d.Chute, best
			d.Chute, best = l.Chute, count
		case d.Alternative < 0 || count < second:
			d.Alternative, second = l.Chute, count
		}
	}
	if d.Chute < 0 {
		d.Chute, d.Reason = 0, "every chute of route "+s.Route+" is full or out of use"
		if len(among) == 0 {
			d.Reason = "no chute takes route " + s.Route
		}
	}
	return d, nil
}

// Inducted makes a decision durable before it is sent. The first one for a
// sequence number holds: it is returned if there is one already.
func (f Floor) Inducted(tx store.Tx, sorter wms.DeviceID, seq uint32, d Decision) (Decision, error) {
	key := []any{string(sorter), uint64(seq)}
	old, had, err := inductions.Get(tx, tx.Partition(), key...)
	if err != nil || had {
		return Decision{Unit: old.Unit, Chute: old.Chute, Alternative: -1, Reason: old.Reason}, err
	}
	if d.Unit != "" {
		u, err := ledger.MustUnit(tx, tx.Partition(), d.Unit)
		if err != nil {
			return d, err
		}
		if err := ledger.MoveUnit(tx, d.Unit, u.Location, Deck(sorter), "induct"); err != nil {
			return d, err
		}
	}
	tx.Emit(wms.Event{Type: "sorter.inducted", Subject: string(d.Unit), Data: map[string]any{
		"sorter": string(sorter), "seq": seq, "chute": d.Chute, "reason": d.Reason}})
	return d, inductions.Put(tx, inducted{d.Unit, d.Chute, d.Reason}, key...)
}

// rejectedFor says at the bench why the sorter put an item into the reject
// lane that had been decided for a chute.
var rejectedFor = map[string]string{"chute_full": "its chute and the other one were full", "decided_late": "the decision came too late",
	"rejected": "the sorter gave it up"}

// Sorted books where the sorter put an item. A chute opens its packing, the
// reject lane the work of taking it out; what comes again under a new number
// stays on the sorter. Reporting it twice does nothing.
func (f Floor) Sorted(tx store.Tx, sorter wms.DeviceID, seq uint32, result string, to wms.LocationID) error {
	key := []any{string(sorter), uint64(seq)}
	in, had, err := inductions.Get(tx, tx.Partition(), key...)
	if err != nil || !had {
		return err
	}
	if err := inductions.Delete(tx, key...); err != nil {
		return err
	}
	if in.Reason == "" && f.Site.Kind(to) == wms.KindReject {
		in.Reason = rejectedFor[result]
	}
	tx.Emit(wms.Event{Type: "sorter." + result, Subject: string(in.Unit), Data: map[string]any{
		"sorter": string(sorter), "seq": seq, "to": string(to), "reason": in.Reason}})
	if in.Unit == "" && f.Site.Kind(to) == wms.KindReject {
		return f.unread(tx, in, to)
	}
	if in.Unit == "" || to == "" {
		return nil
	}
	u, err := ledger.MustUnit(tx, tx.Partition(), in.Unit)
	if err != nil {
		return err
	}
	if err := ledger.MoveUnit(tx, in.Unit, u.Location, to, "sort"); err != nil {
		return err
	}
	if err := f.endCarry(tx, in.Unit); err != nil {
		return err
	}
	if err := f.letGo(tx, in.Unit, to); err != nil {
		return err
	}
	if f.Site.Kind(to) == wms.KindReject {
		return f.rejected(tx, in, to)
	}
	return f.packable(tx, in.Unit, to)
}

// endCarry closes a carry whose person has not confirmed yet: the sorter has
// the tote already. Their late confirmation is told that it is done.
func (f Floor) endCarry(tx store.Tx, unit wms.HandlingUnitID) error {
	return f.endCarryBut(tx, unit, "")
}

func (f Floor) endCarryBut(tx store.Tx, unit wms.HandlingUnitID, but wms.TaskID) error {
	open, err := tasks.OfUnit(tx, tx.Partition(), unit)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.ID != but && t.Status != wms.TaskWaiting && (t.Kind == wms.TaskInduct || t.Kind == wms.TaskReject) {
			t.Status = wms.TaskDone
			if err := tasks.Put(tx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// unread makes work of an item in the reject lane whose code the sorter could
// not read: a person scans it. Units lists what it may be.
func (f Floor) unread(tx store.Tx, in inducted, at wms.LocationID) error {
	t := wms.Task{Kind: wms.TaskReject, From: at, To: f.Site.First(wms.KindInduction), Note: in.Reason}
	for _, l := range f.Site.Of(wms.KindInduction) {
		ids, err := ledger.UnitsAt(tx, tx.Partition(), l)
		if err != nil {
			return err
		}
		t.Units = append(t.Units, ids...)
	}
	_, err := tasks.New(tx, t)
	return err
}

// rejected makes work of an item in the reject lane: back to the induction,
// or back to the shelf if its order is gone.
func (f Floor) rejected(tx store.Tx, in inducted, at wms.LocationID) error {
	u, err := ledger.MustUnit(tx, tx.Partition(), in.Unit)
	if err != nil {
		return err
	}
	if u.Shipment == "" {
		return nil // its put-back is work already
	}
	if u.Kind == wms.Parcel {
		if _, err := f.carryParcel(tx, u, wms.TaskReject, at, f.Site.First(wms.KindInduction), in.Reason); err != nil {
			return err
		}
		s, err := Get(tx, tx.Partition(), u.Shipment)
		if err != nil {
			return err
		}
		return f.gather(tx, s, true) // its chute may be full of the others
	}
	_, err = tasks.New(tx, wms.Task{Kind: wms.TaskReject, Shipment: u.Shipment, Unit: in.Unit, From: at,
		To: f.Site.First(wms.KindInduction), Note: in.Reason})
	return err
}

// numbers is the last number that was given to a sorter that can not count for
// itself.
var numbers = store.NewTable[uint64]("sorternumber", 1)

// Numbers gives so many numbers in a row for inductions, never given before
// nor again, and returns the first. 0 is none of them.
func Numbers(tx store.Tx, sorter wms.DeviceID, count uint32) (first uint32, err error) {
	last, _, err := numbers.Get(tx, tx.Partition(), string(sorter))
	if err != nil {
		return 0, err
	}
	if last+uint64(count) > math.MaxUint32 {
		last = 0 // what is that old has left long ago
	}
	return uint32(last) + 1, numbers.Put(tx, last+uint64(count), string(sorter))
}
