package outbound

import (
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// routeParcel decides for the chute of its shipment.
func (f Floor) routeParcel(r store.Reader, u wms.HandlingUnit, load func(chute int64) (count int64, usable bool)) (Decision, error) {
	row, had, err := sortings.Get(r, store.Partition(f.Site.ID), string(u.Shipment))
	if err != nil || !had {
		return Decision{Unit: u.ID, Alternative: -1, Reason: "its order is not sorted any more"}, err
	}
	loc, _ := f.Site.Location(row.Chute)
	if _, usable := load(loc.Chute); !usable {
		return Decision{Unit: u.ID, Alternative: -1, Reason: "chute " + string(row.Chute) + " of its order is full or out of use"}, nil
	}
	return Decision{Unit: u.ID, Chute: loc.Chute, Alternative: -1}, nil
}

// parcelBy finds the parcel that waits at an induction and has this code on it:
// its item's. Units of one item are as good as each other.
func (f Floor) parcelBy(r store.Reader, code string, at ...wms.LocationID) (wms.HandlingUnit, bool, error) {
	p := store.Partition(f.Site.ID)
	for _, l := range at {
		ids, err := ledger.UnitsAt(r, p, l)
		if err != nil {
			return wms.HandlingUnit{}, false, err
		}
		for _, id := range ids {
			u, err := ledger.MustUnit(r, p, id)
			if err != nil || u.Kind != wms.Parcel {
				if err != nil {
					return u, false, err
				}
				continue
			}
			sku, gtin, err := f.inParcel(r, u)
			if err != nil || code == string(sku) || sameGTIN(gtin, code) {
				return u, err == nil, err
			}
		}
	}
	return wms.HandlingUnit{}, false, nil
}

// sameGTIN says whether a code that was read is an item's GTIN.
func sameGTIN(gtin, code string) bool {
	return gtin != "" && strings.TrimLeft(code, "0") == strings.TrimLeft(gtin, "0")
}

// inParcel says what a parcel is.
func (f Floor) inParcel(r store.Reader, u wms.HandlingUnit) (sku wms.SKU, gtin string, err error) {
	all, err := ledger.ReservedIn(r, store.Partition(f.Site.ID), ledger.In(u.ID))
	if err != nil || len(all) == 0 {
		return "", "", err
	}
	s, err := Get(r, store.Partition(f.Site.ID), all[0].Shipment)
	if err != nil {
		return "", "", err
	}
	if l := s.line(all[0].Line); l != nil {
		gtin = l.GTIN
	}
	return all[0].Spot.SKU, gtin, nil
}

// carryParcel is the work of bringing a parcel from where it stands to where
// it goes on: a task like those of totes, but whose unit people know by its
// item.
func (f Floor) carryParcel(tx store.Tx, u wms.HandlingUnit, kind wms.TaskKind, from, to wms.LocationID, note string) (wms.Task, error) {
	s, err := Get(tx, tx.Partition(), u.Shipment)
	if err != nil {
		return wms.Task{}, err
	}
	sku, gtin, err := f.inParcel(tx, u)
	if err != nil {
		return wms.Task{}, err
	}
	return tasks.New(tx, wms.Task{Kind: kind, Priority: s.Priority, Order: s.Order, Shipment: s.ID, Unit: u.ID, SKU: sku, GTIN: gtin, Qty: 1, From: from, To: to, Note: note})
}

// chuteOf is where a parcel belongs.
func (f Floor) chuteOf(r store.Reader, u wms.HandlingUnit) (wms.LocationID, error) {
	row, _, err := sortings.Get(r, store.Partition(f.Site.ID), string(u.Shipment))
	return row.Chute, err
}

// landed goes on with a parcel that lies in a chute: with those that are there
// already if it is the right one, else a person brings it over.
func (f Floor) landed(tx store.Tx, u wms.HandlingUnit, at wms.LocationID) error {
	if u.Shipment == "" {
		return nil // its put-back is work already
	}
	right, err := f.chuteOf(tx, u)
	if err != nil {
		return err
	}
	if at != right {
		_, err := f.carryParcel(tx, u, wms.TaskInduct, at, right, "it is of another order than what lies there")
		return err
	}
	s, err := Get(tx, tx.Partition(), u.Shipment)
	if err != nil {
		return err
	}
	return f.gather(tx, s, false)
}

// gather opens the packing of a shipment's chute when all of it is there, or,
// full, when no more goes in. A shipment of which nothing will come gives its
// chute back.
func (f Floor) gather(tx store.Tx, s Shipment, full bool) error {
	row, had, err := sortings.Get(tx, tx.Partition(), string(s.ID))
	if err != nil || !had {
		return err
	}
	all, err := tasks.OfShipment(tx, tx.Partition(), s.ID)
	if err != nil {
		return err
	}
	more, packing, err := f.comes(tx, all)
	if err != nil {
		return err
	}
	var here []wms.HandlingUnitID
	for _, id := range row.Parcels {
		u, known, err := ledger.Unit(tx, tx.Partition(), id)
		if err != nil {
			return err
		}
		switch {
		case !known || u.Shipment != s.ID || packing[id]:
		case u.Location == row.Chute:
			here = append(here, id)
		default:
			more = true
		}
	}
	if len(here) == 0 && !more && len(row.Parcels) == 0 {
		return sortings.Delete(tx, string(s.ID))
	}
	if len(here) == 0 || more && !full {
		return nil
	}
	label, err := f.newSSCC(tx)
	if err != nil {
		return err
	}
	if s, err = f.shipBy(tx, s, label, here...); err != nil {
		return err
	}
	loc, _ := f.Site.Location(row.Chute)
	t := wms.Task{Warehouse: f.Site.ID, Kind: wms.TaskPack, Priority: s.Priority, Order: s.Order, Shipment: s.ID, From: row.Chute,
		To: f.Site.StagingFor(s.Carrier), Unit: here[0], Parcels: here, Units: []wms.HandlingUnitID{label}, Zone: loc.Zone}
	if err := f.weighs(tx, &t); err != nil {
		return err
	}
	_, err = tasks.New(tx, t)
	return err
}

// comes says whether more parcels of a shipment will come, and which of them
// are being packed.
func (f Floor) comes(r store.Reader, all []wms.Task) (more bool, packing map[wms.HandlingUnitID]bool, err error) {
	packing = map[wms.HandlingUnitID]bool{}
	for _, t := range all {
		switch {
		case t.Kind == wms.TaskPack && !tasks.Ended(t.Status):
			for _, id := range t.Parcels {
				packing[id] = true
			}
		case t.Kind == wms.TaskPick && t.Unit == "" && !tasks.Ended(t.Status):
			more = true
		case t.Kind == wms.TaskPart && !tasks.Ended(t.Status):
			more = true
		case t.Kind == wms.TaskPart:
			res, had, err := ledger.ReservationOf(r, store.Partition(f.Site.ID), string(t.ID))
			if err != nil {
				return false, nil, err
			}
			if in, ok := res.Spot.Place.Unit(); had && ok {
				u, err := ledger.MustUnit(r, store.Partition(f.Site.ID), in)
				if err != nil {
					return false, nil, err
				}
				more = more || u.Kind == wms.Tote
			}
		}
	}
	return more, packing, nil
}

// parcelGone notes that a parcel is no more: it is packed, or its unit is back
// on a shelf. With the last one of a shipment that is over its chute is free.
func (f Floor) parcelGone(tx store.Tx, id wms.HandlingUnitID) error {
	of, had, err := parcelOf.Get(tx, tx.Partition(), string(id))
	if err != nil || !had {
		return err
	}
	if err := parcelOf.Delete(tx, string(id)); err != nil {
		return err
	}
	if err := f.endWork(tx, id); err != nil {
		return err
	}
	row, had, err := sortings.Get(tx, tx.Partition(), string(of))
	if err != nil || !had {
		return err
	}
	row.Parcels = slices.DeleteFunc(row.Parcels, func(p wms.HandlingUnitID) bool { return p == id })
	if err := sortings.Put(tx, row, string(of)); err != nil {
		return err
	}
	s, err := Get(tx, tx.Partition(), of)
	if err != nil {
		return err
	}
	return leftSorting(tx, s)
}

// endWork ends what was still to be done with a parcel that is no more, and
// tells those who look for what the sorter could not read that it is not this
// one; where nothing else can lie there the work is over.
func (f Floor) endWork(tx store.Tx, id wms.HandlingUnitID) error {
	open, err := tasks.OfUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Kind == wms.TaskPack {
			continue
		}
		t.Status = wms.TaskCancelled
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
	}
	for _, status := range []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned} {
		list, err := tasks.With(tx, tx.Partition(), status, wms.TaskReject, 0, func(t wms.Task) bool { return t.Unit == "" && slices.Contains(t.Units, id) })
		if err != nil {
			return err
		}
		for _, t := range list {
			t.Units = slices.DeleteFunc(t.Units, func(u wms.HandlingUnitID) bool { return u == id })
			if len(t.Units) == 0 {
				t.Status = wms.TaskCancelled
			}
			if err := tasks.Put(tx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// leftSorting gives back the chute of a shipment that has ended.
func leftSorting(tx store.Tx, s Shipment) error {
	row, had, err := sortings.Get(tx, tx.Partition(), string(s.ID))
	if err != nil || !had || len(row.Parcels) > 0 || s.Status != wms.ShipmentShipped && s.Status != wms.ShipmentCancelled {
		return err
	}
	return sortings.Delete(tx, string(s.ID))
}

// undoParcels frees a cancelled shipment's parcels and says where they are.
func (f Floor) undoParcels(tx store.Tx, s wms.ShipmentID) (back []taken, err error) {
	row, _, err := sortings.Get(tx, tx.Partition(), string(s))
	if err != nil {
		return nil, err
	}
	for _, id := range row.Parcels {
		u, known, err := ledger.Unit(tx, tx.Partition(), id)
		if err != nil {
			return nil, err
		}
		if !known || u.Shipment != s {
			continue
		}
		if err := freeParts(tx, id); err != nil {
			return nil, err
		}
		back = append(back, taken{id, f.Site.First(wms.KindShelf)})
	}
	return back, nil
}

// dropParcel takes a parcel out of the work on it: its unit may not go to the
// customer any more.
func (f Floor) dropParcel(tx store.Tx, s Shipment, u wms.HandlingUnit) error {
	all, err := tasks.OfShipment(tx, tx.Partition(), s.ID)
	if err != nil {
		return err
	}
	for _, t := range all {
		if tasks.Ended(t.Status) || t.Unit != u.ID && !slices.Contains(t.Parcels, u.ID) {
			continue
		}
		t.Parcels = slices.DeleteFunc(t.Parcels, func(id wms.HandlingUnitID) bool { return id == u.ID })
		if len(t.Parcels) > 0 {
			t.Unit = t.Parcels[0]
		} else {
			t.Status = wms.TaskCancelled
		}
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
	}
	return ledger.BindUnit(tx, u.ID, "", "")
}
