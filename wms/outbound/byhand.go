package outbound

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

func (f Floor) down(d wms.DeviceID) bool { return d != "" && f.Down != nil && f.Down(d) }

func (f Floor) shut(at wms.LocationID) bool {
	l, ok := f.Site.Location(at)
	return ok && f.Shut != nil && f.Shut(l)
}

// working leaves out places whose machine is out of service; if that leaves
// none, the benches, where a person can carry everything.
func (f Floor) working(all []wms.LocationID) []wms.LocationID {
	var out []wms.LocationID
	for _, id := range all {
		if l, _ := f.Site.Location(id); !f.down(l.Device) {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return f.Site.Of(wms.KindBench)
	}
	return out
}

// ByHand is the way round a sorter that is out of service: what people were
// to put on it goes to a bench instead, and what stands at its induction or on
// it is carried there. Floor.Down says so already.
func (f Floor) ByHand(tx store.Tx, sorter wms.DeviceID) (n int64, err error) {
	carried := map[wms.HandlingUnitID]bool{}
	err = f.eachCarry(tx, func(t wms.Task) error {
		carried[t.Unit] = true
		to, _ := f.Site.Location(t.To)
		if to.Device != sorter {
			return nil
		}
		if t.Sorts() {
			t.To = ""
			return tasks.Put(tx, t)
		}
		t.To = f.carryTo(t.From)[0]
		if t.SKU != "" { // a parcel is brought to its chute
			u, err := ledger.MustUnit(tx, tx.Partition(), t.Unit)
			if err != nil {
				return err
			}
			if t.To, err = f.chuteOf(tx, u); err != nil {
				return err
			}
		}
		n++
		return tasks.Put(tx, t)
	})
	if err != nil {
		return n, err
	}
	places := []wms.LocationID{Deck(sorter)}
	for _, id := range f.Site.Of(wms.KindInduction) {
		if l, _ := f.Site.Location(id); l.Device == sorter {
			places = append(places, id)
		}
	}
	for _, at := range places {
		units, err := ledger.UnitsAt(tx, tx.Partition(), at)
		if err != nil {
			return n, err
		}
		for _, id := range units {
			u, err := ledger.MustUnit(tx, tx.Partition(), id)
			if err != nil {
				return n, err
			}
			if u.Shipment == "" || carried[id] {
				continue
			}
			s, err := Get(tx, tx.Partition(), u.Shipment)
			if err != nil {
				return n, err
			}
			from := at
			if at == Deck(sorter) {
				from = f.Site.First(wms.KindInduction)
			}
			note := "sorter " + string(sorter) + " is out of service"
			if u.Kind == wms.Parcel {
				to, err := f.chuteOf(tx, u)
				if err == nil {
					_, err = f.carryParcel(tx, u, wms.TaskInduct, from, to, note)
				}
				if err != nil {
					return n, err
				}
				n++
				continue
			}
			t := wms.Task{Kind: wms.TaskInduct, Priority: s.Priority, Order: s.Order, Shipment: s.ID, Unit: id, From: from,
				To: f.carryTo(from)[0], Note: note}
			if _, err := tasks.New(tx, t); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// BySorter sends carries that nobody has begun to the sorter again.
func (f Floor) BySorter(tx store.Tx, sorter wms.DeviceID) error {
	if f.Site.ToBench != "sorter" {
		return nil
	}
	return f.eachCarry(tx, func(t wms.Task) error {
		if t.Sorts() {
			t.To = f.sortAt(t.From)
			return tasks.Put(tx, t)
		}
		u, known, err := ledger.Unit(tx, tx.Partition(), t.Unit)
		if err != nil || !known || t.Step > 0 || f.Site.Kind(t.To) != wms.KindBench || f.Site.Kind(u.Location) == wms.KindInduction {
			return err
		}
		t.To = f.carryTo(t.From)[0]
		return tasks.Put(tx, t)
	})
}

func (f Floor) eachCarry(tx store.Tx, fn func(t wms.Task) error) error {
	for _, s := range []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned, wms.TaskWaiting} {
		for _, k := range []wms.TaskKind{wms.TaskInduct, wms.TaskReject} {
			list, err := tasks.With(tx, tx.Partition(), s, k, 0, nil)
			if err != nil {
				return err
			}
			for _, t := range list {
				if err := fn(t); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
