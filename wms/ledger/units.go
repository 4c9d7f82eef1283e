package ledger

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	units   = store.NewTable[wms.HandlingUnit]("hu", 1)
	unitsAt = store.NewTable[none]("huat", 1)
)

// Unit reads a handling unit; ok is false if there is none.
func Unit(r store.Reader, p store.Partition, id wms.HandlingUnitID) (u wms.HandlingUnit, ok bool, err error) {
	return units.Get(r, p, string(id))
}

// MustUnit reads a handling unit or refuses with unknown_handling_unit.
func MustUnit(r store.Reader, p store.Partition, id wms.HandlingUnitID) (wms.HandlingUnit, error) {
	u, ok, err := Unit(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_handling_unit", "no handling unit %q in %s", id, p)
	}
	return u, err
}

// AddUnit records a new handling unit at its location.
func AddUnit(tx store.Tx, u wms.HandlingUnit) error {
	if len(u.ID) == 0 || len(u.ID) > 20 {
		return wms.Refuse(wms.Invalid, "invalid_handling_unit", "a handling unit's id has 1 to 20 bytes, %q has %d", u.ID, len(u.ID))
	}
	if _, had, err := Unit(tx, tx.Partition(), u.ID); err != nil {
		return err
	} else if had {
		return wms.Refuse(wms.Conflict, "handling_unit_exists", "handling unit %s exists already", u.ID)
	}
	return putUnit(tx, u)
}

func putUnit(tx store.Tx, u wms.HandlingUnit) error {
	if err := unitsAt.Put(tx, none{}, string(u.Location), string(u.ID)); err != nil {
		return err
	}
	return units.Put(tx, u, string(u.ID))
}

// MoveUnit records that a handling unit stands somewhere else now. From is
// what the caller believes; if it is not so, the move is refused.
func MoveUnit(tx store.Tx, id wms.HandlingUnitID, from, to wms.LocationID, why string) error {
	u, err := MustUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	if u.Location != from {
		return wms.Refuse(wms.Conflict, "not_there", "handling unit %s is at %s, not at %s", id, u.Location, from)
	}
	if from == to {
		return nil
	}
	if err := unitsAt.Delete(tx, string(from), string(id)); err != nil {
		return err
	}
	u.Location = to
	tx.Emit(wms.Event{Type: "unit.moved", Subject: string(id), Data: map[string]any{
		"from": string(from), "to": string(to), "why": why}})
	return putUnit(tx, u)
}

// BindUnit records whom a handling unit serves; an empty shipment frees it.
func BindUnit(tx store.Tx, id wms.HandlingUnitID, s wms.ShipmentID, sscc string) error {
	u, err := MustUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	u.Shipment, u.SSCC = s, sscc
	return units.Put(tx, u, string(id))
}

// MarkBatch says that a tote holds goods of several shipments; an empty batch
// ends that.
func MarkBatch(tx store.Tx, id wms.HandlingUnitID, batch string) error {
	u, err := MustUnit(tx, tx.Partition(), id)
	if err != nil || u.Batch == batch {
		return err
	}
	u.Batch = batch
	return units.Put(tx, u, string(id))
}

// MarkLeaving says whether a transport will take a handling unit from where
// it stands.
func MarkLeaving(tx store.Tx, id wms.HandlingUnitID, leaving bool) error {
	u, ok, err := Unit(tx, tx.Partition(), id)
	if err != nil || !ok || u.Leaving == leaving {
		return err
	}
	u.Leaving = leaving
	return units.Put(tx, u, string(id))
}

// RemoveUnit forgets a handling unit that left the building. It must be empty.
func RemoveUnit(tx store.Tx, id wms.HandlingUnitID) error {
	u, err := MustUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	inside, err := InPlace(tx, tx.Partition(), In(id))
	if err != nil {
		return err
	}
	if len(inside) > 0 {
		return wms.Refuse(wms.Conflict, "not_empty", "handling unit %s still holds %d of %s", id, inside[0].OnHand, inside[0].SKU)
	}
	if err := unitsAt.Delete(tx, string(u.Location), string(id)); err != nil {
		return err
	}
	return units.Delete(tx, string(id))
}

// UnitsAt lists the handling units at a location, sorted by id.
func UnitsAt(r store.Reader, p store.Partition, l wms.LocationID) ([]wms.HandlingUnitID, error) {
	var out []wms.HandlingUnitID
	err := unitsAt.Scan(r, p, []any{string(l)}, func(k store.KeyParts, _ none) (bool, error) {
		k.Str() // the location
		out = append(out, wms.HandlingUnitID(k.Str()))
		return true, nil
	})
	return out, err
}

// EachUnit visits all handling units of a partition.
func EachUnit(r store.Reader, p store.Partition, fn func(wms.HandlingUnit) (bool, error)) error {
	return units.Scan(r, p, nil, func(_ store.KeyParts, u wms.HandlingUnit) (bool, error) { return fn(u) })
}

// LocationOf says at which location a place is: itself, or where the handling
// unit stands.
func LocationOf(r store.Reader, p store.Partition, place Place) (wms.LocationID, error) {
	if l, ok := place.Location(); ok {
		return l, nil
	}
	if id, ok := place.Unit(); ok {
		u, err := MustUnit(r, p, id)
		return u.Location, err
	}
	return "", nil
}
