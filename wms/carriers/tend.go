package carriers

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// tend gives numbers of a range to those that waited too long for the
// carrier's system or for a range, and keeps the alarms of ranges and of
// refused waybills.
func (d *Desk) tend(ctx context.Context, work map[string][]wms.Waybill, standing map[string]store.Partition) error {
	for carrier, list := range work {
		var l wms.CarrierLink
		if err := d.Store.View(func(r store.Reader) (err error) { l, _, err = Link(r, carrier); return err }); err != nil {
			return err
		}
		for _, w := range list {
			if w.Status != wms.WaybillWaiting {
				continue
			}
			part := store.Partition(w.Warehouse)
			have, err := d.left(part, carrier)
			if err != nil {
				return err
			}
			if have == 0 {
				continue
			}
			if err := d.do(ctx, part, "waybill.fallback", func(tx store.Tx) error { return d.fall(tx, l, w.ID) }); err != nil && ctx.Err() == nil {
				d.Logger.Warn("no number of a range given", "waybill", w.ID, "error", err)
			}
		}
	}
	for _, p := range d.Partitions {
		if err := d.watch(p, standing); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) left(p store.Partition, carrier string) (left int64, err error) {
	err = d.Store.View(func(r store.Reader) error {
		all, err := Ranges(r, p, carrier)
		for _, n := range all {
			left += n.Left
		}
		return err
	})
	return left, err
}

// fall gives a waiting waybill a number of a range when it is time for it.
func (d *Desk) fall(tx store.Tx, l wms.CarrierLink, id string) error {
	w, err := Get(tx, tx.Partition(), id)
	if err != nil || w.Status != wms.WaybillWaiting {
		return err
	}
	if w.Ask && l.URL != "" && (l.FallbackAfterS == 0 || tx.Now().Sub(w.AskedAt) < time.Duration(l.FallbackAfterS)*time.Second) {
		return nil
	}
	w.Stray = w.Ask
	if err := fromRange(tx, w); err != nil {
		return err
	}
	if w, err = Get(tx, tx.Partition(), id); err != nil || w.Status != wms.WaybillIssued {
		return err
	}
	return d.Issued(tx, w)
}

// watch keeps an alarm per carrier whose numbers run out here, and per waybill
// that the carrier refused.
func (d *Desk) watch(p store.Partition, standing map[string]store.Partition) error {
	now := map[string]func(){}
	err := d.Store.View(func(r store.Reader) error {
		low, err := LowRanges(r, p)
		if err != nil {
			return err
		}
		for _, c := range low {
			id := "carrier/" + c.Carrier + "/numbers/" + string(p)
			words := wms.Say("carrier %s has %d tracking numbers left in %s: put a new range", c.Carrier, c.Left, p)
			now[id] = func() { d.Alarm(id, c.Carrier, "tracking_numbers_low", words) }
		}
		return refused.Scan(r, p, nil, func(_ store.KeyParts, id string) (bool, error) {
			w, err := Get(r, p, id)
			if err != nil {
				return false, err
			}
			alarm := "waybill/" + id
			words := wms.Say("carton %s of shipment %s has no waybill: %s; ask again, choose another service or type a number", w.Unit, w.Shipment, w.Error)
			now[alarm] = func() { d.Alarm(alarm, string(w.Unit), "waybill_refused", words) }
			return len(now) < maxWatched, nil
		})
	})
	if err != nil {
		return err
	}
	for id, raise := range now {
		raise()
		standing[id] = p
	}
	for id, of := range standing {
		if of == p && now[id] == nil {
			d.Alarm(id, "", "", wms.Words{})
			delete(standing, id)
		}
	}
	return nil
}

// maxWatched bounds the alarms of one warehouse.
const maxWatched = 100
