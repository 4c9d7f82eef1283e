package ledger

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Reserve binds qty free units of a spot to res.ID, which must be new.
func Reserve(tx store.Tx, res Reservation) error {
	if res.Qty <= 0 {
		return wms.Refuse(wms.Invalid, "invalid_qty", "a reservation needs 1 unit or more, not %d", res.Qty)
	}
	if _, had, err := reservations.Get(tx, tx.Partition(), res.ID); err != nil {
		return err
	} else if had {
		return wms.Refuse(wms.Conflict, "reserved_twice", "reservation %s exists already", res.ID)
	}
	if err := notRecalled(tx, res.Spot); err != nil {
		return err
	}
	row, err := RowAt(tx, tx.Partition(), res.Spot)
	if err != nil {
		return err
	}
	if row.Free() < res.Qty || res.Spot.Place.Virtual() {
		return wms.Refuse(wms.Conflict, "insufficient_stock", "%d of %s wanted in %s, %d free",
			res.Qty, res.Spot.SKU, res.Spot.Place, row.Free())
	}
	if res.Made == 0 {
		if res.Made, err = tx.NextID("reservation"); err != nil {
			return err
		}
	}
	return bind(tx, res, row)
}

func bind(tx store.Tx, res Reservation, row Row) error {
	row.Reserved += res.Qty
	if err := putRow(tx, res.Spot, row); err != nil {
		return err
	}
	if err := reservationAt.Put(tx, none{}, append(res.Spot.byPlace(), res.ID)...); err != nil {
		return err
	}
	return reservations.Put(tx, res, res.ID)
}

// Unreserve frees a reservation and says what it was. Freeing one that is not
// there is not an error: the zero Reservation comes back.
func Unreserve(tx store.Tx, id string) (Reservation, error) {
	res, had, err := reservations.Get(tx, tx.Partition(), id)
	if err != nil || !had {
		return Reservation{}, err
	}
	row, err := RowAt(tx, tx.Partition(), res.Spot)
	if err != nil {
		return res, err
	}
	row.Reserved -= res.Qty
	if err := putRow(tx, res.Spot, row); err != nil {
		return res, err
	}
	if err := reservationAt.Delete(tx, append(res.Spot.byPlace(), id)...); err != nil {
		return res, err
	}
	return res, reservations.Delete(tx, id)
}

// ReservationOf reads one; ok is false if there is none.
func ReservationOf(r store.Reader, p store.Partition, id string) (res Reservation, ok bool, err error) {
	return reservations.Get(r, p, id)
}

// MoveReserved moves qty of a reservation's units to another place, where
// they stay reserved under the same id. What the reservation held beyond qty
// becomes free where it lies.
func MoveReserved(tx store.Tx, id string, to Place, qty int64, why string) error {
	res, err := Unreserve(tx, id)
	if err != nil {
		return err
	}
	if res.ID == "" {
		return wms.Refuse(wms.Conflict, "no_reservation", "nothing is reserved under %s", id)
	}
	if qty > res.Qty {
		return wms.Refuse(wms.Invalid, "too_many", "%d units of %s taken, %d are reserved", qty, res.Spot.SKU, res.Qty)
	}
	if err := Move(tx, res.Spot, res.Spot.In(to), qty, why); err != nil {
		return err
	}
	res.Spot.Place, res.Qty = to, qty
	row, err := RowAt(tx, tx.Partition(), res.Spot)
	if err != nil {
		return err
	}
	return bind(tx, res, row)
}

// SplitReserved moves qty of a reservation's units, fewer than all, to another
// place, where they stay reserved under an id of their own; the others stay as
// they are.
func SplitReserved(tx store.Tx, id, partID string, to Place, qty int64, why string) error {
	if _, had, err := reservations.Get(tx, tx.Partition(), partID); err != nil {
		return err
	} else if had {
		return wms.Refuse(wms.Conflict, "reserved_twice", "reservation %s exists already", partID)
	}
	res, err := Unreserve(tx, id)
	if err != nil {
		return err
	}
	if res.ID == "" {
		return wms.Refuse(wms.Conflict, "no_reservation", "nothing is reserved under %s", id)
	}
	if qty <= 0 || qty >= res.Qty {
		return wms.Refuse(wms.Invalid, "too_many", "%d units of %s taken, %d are reserved", qty, res.Spot.SKU, res.Qty)
	}
	if err := Move(tx, res.Spot, res.Spot.In(to), qty, why); err != nil {
		return err
	}
	part := res
	part.ID, part.Qty, part.Spot.Place = partID, qty, to
	res.Qty -= qty
	for _, x := range []Reservation{res, part} {
		row, err := RowAt(tx, tx.Partition(), x.Spot)
		if err != nil {
			return err
		}
		if err := bind(tx, x, row); err != nil {
			return err
		}
	}
	return nil
}

// Ship moves a reservation's units to the customer and ends it. The network
// learns of it by the shipment, not as a change of supply.
func Ship(tx store.Tx, id string) (Reservation, error) {
	return leave(tx, id, Customer, "shipment")
}

// Send is Ship to another warehouse of the network.
func Send(tx store.Tx, id string) (Reservation, Row, error) {
	res, had, err := reservations.Get(tx, tx.Partition(), id)
	if err != nil || !had {
		return res, Row{}, err
	}
	row, err := RowAt(tx, tx.Partition(), res.Spot)
	if err != nil {
		return res, row, err
	}
	res, err = leave(tx, id, Sent, "transfer")
	return res, row, err
}

func leave(tx store.Tx, id string, to Place, kind string) (Reservation, error) {
	res, err := Unreserve(tx, id)
	if err != nil || res.ID == "" {
		return res, err
	}
	if err := notRecalled(tx, res.Spot); err != nil {
		return res, err
	}
	unit, _ := res.Spot.Place.Unit()
	if err := Note(tx, res.Spot, Trace{Kind: kind, Ref: string(res.Shipment), Line: res.Line, Qty: res.Qty, Unit: unit}); err != nil {
		return res, err
	}
	return res, move(tx, res.Spot, res.Spot.In(to), res.Qty, kind+".ship", time.Time{}, false)
}

// ReservedIn lists the reservations on stock in a place, oldest first.
func ReservedIn(r store.Reader, p store.Partition, place Place) ([]Reservation, error) {
	var out []Reservation
	err := reservationAt.Scan(r, p, []any{string(place)}, func(k store.KeyParts, _ none) (bool, error) {
		for range 6 {
			k.Str() // the spot's parts; the id follows
		}
		res, had, err := reservations.Get(r, p, k.Str())
		if had {
			out = append(out, res)
		}
		return true, err
	})
	slices.SortFunc(out, func(a, b Reservation) int { return int(int64(a.Made) - int64(b.Made)) })
	return out, err
}

// Lose takes qty units out of a spot to a virtual place or another status,
// reserved or not: what really is not there can't be kept by a promise. It
// frees the latest reservations until enough is free and returns them whole;
// the caller finds their tasks other stock or tells their customers.
func Lose(tx store.Tx, from, to Spot, qty int64, why string) ([]Reservation, error) {
	return LoseBut(tx, from, to, qty, why, nil)
}

// LoseBut is Lose that leaves some reservations alone: their units are known
// to be elsewhere, in somebody's hands.
func LoseBut(tx store.Tx, from, to Spot, qty int64, why string, keep map[string]bool) ([]Reservation, error) {
	row, err := RowAt(tx, tx.Partition(), from)
	if err != nil {
		return nil, err
	}
	if row.OnHand < qty {
		return nil, wms.Refuse(wms.Conflict, "insufficient_stock", "%s holds %d of %s; %d can't leave it",
			from.Place, row.OnHand, from.SKU, qty).With("on_hand", row.OnHand)
	}
	var freed []Reservation
	if row.Free() < qty {
		all, err := ReservedIn(tx, tx.Partition(), from.Place)
		if err != nil {
			return nil, err
		}
		for free := row.Free(); free < qty; {
			i := len(all) - 1
			for i >= 0 && (all[i].Spot != from || keep[all[i].ID]) {
				i--
			}
			if i < 0 {
				break // Move says what is wrong
			}
			if _, err := Unreserve(tx, all[i].ID); err != nil {
				return nil, err
			}
			free += all[i].Qty
			freed = append(freed, all[i])
			all = all[:i]
		}
	}
	return freed, Move(tx, from, to, qty, why)
}
