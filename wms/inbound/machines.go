package inbound

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// byMachine are pallets that machines bring from a dock into the rack, with
// what was due: nobody has a task for them.
var byMachine = store.NewTable[Due]("putawaymachine", 1)

// GiveToMachines takes a pallet's put-away from people: its transport brings
// it. It says false when the pallet can't be put away any more.
func (h Hall) GiveToMachines(tx store.Tx, w Way) (bool, error) {
	if _, _, ok, err := h.unitAtDock(tx, w.Due.Unit, w.Due.Dock); err != nil || !ok {
		return false, err
	}
	tx.Emit(wms.Event{Type: "putaway.planned", Subject: string(w.Due.Unit), Data: map[string]any{"unit": string(w.Due.Unit), "qty": int64(1),
		"from": string(w.Due.Dock), "to": string(w.To), "why": w.Why, "by": "machines"}})
	if err := byMachine.Put(tx, w.Due, string(w.Due.Unit)); err != nil {
		return false, err
	}
	return true, lower(tx, w.Due, 1)
}

// TakeBack makes a pallet's put-away due again, for another cell or a person.
func (h Hall) TakeBack(tx store.Tx, unit wms.HandlingUnitID) error {
	d, had, err := byMachine.Get(tx, tx.Partition(), string(unit))
	if err != nil || !had {
		return err
	}
	u, known, err := ledger.Unit(tx, tx.Partition(), unit)
	if err != nil || (known && u.Location != d.Dock) {
		return err // on its way: machines bring it into the rack all the same
	}
	if err := byMachine.Delete(tx, string(unit)); err != nil || !known {
		return err
	}
	return AddDue(tx, d)
}

// Stored notes that machines have put a pallet into the rack.
func (h Hall) Stored(tx store.Tx, unit wms.HandlingUnitID) error {
	_, had, err := byMachine.Get(tx, tx.Partition(), string(unit))
	if err != nil || !had {
		return err
	}
	if err := byMachine.Delete(tx, string(unit)); err != nil {
		return err
	}
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(unit))
	for _, st := range inside {
		if err := h.bill(tx, st.SKU, st.OnHand); err != nil {
			return err
		}
	}
	return err
}

// WithMachines lists the pallets that machines put away.
func WithMachines(r store.Reader, p store.Partition) (map[wms.HandlingUnitID]bool, error) {
	out := map[wms.HandlingUnitID]bool{}
	err := byMachine.Scan(r, p, nil, func(_ store.KeyParts, d Due) (bool, error) {
		out[d.Unit] = true
		return true, nil
	})
	return out, err
}
