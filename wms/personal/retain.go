package personal

import (
	"context"
	"errors"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Ended notes when an order was shipped or cancelled: from then on the time
// runs for which its personal data is kept.
func (v *Vault) Ended(tx store.Tx, id wms.OrderID, at time.Time) error {
	kept, _, err := v.Has(tx, id)
	if err != nil || !kept {
		return err
	}
	return due.Put(tx, true, at, string(id))
}

// Due is an order that ended at a time.
type Due struct {
	Order wms.OrderID
	Ended time.Time
}

// DueBefore lists up to limit orders that ended before a time and whose data
// has not been looked at since.
func DueBefore(r store.Reader, before time.Time, limit int) ([]Due, error) {
	var out []Due
	err := due.Scan(r, store.Network, nil, func(k store.KeyParts, _ bool) (bool, error) {
		at := k.Time()
		if !at.Before(before) {
			return false, nil
		}
		out = append(out, Due{wms.OrderID(k.Str()), at})
		return len(out) < limit, nil
	})
	return out, err
}

// Looked takes entries out of the list again: their data is erased, or the
// order did not stay ended.
func Looked(tx store.Tx, entries []Due) error {
	for _, d := range entries {
		if err := due.Delete(tx, d.Ended, string(d.Order)); err != nil {
			return err
		}
	}
	return nil
}

// Reconcile makes store and keys agree after one of them was put back from a
// backup without the other: a key that came back after its erasure is
// destroyed again, and data whose key is gone is recorded as erased. It reads
// a part at a time; more is asked before each part and ends it.
func (v *Vault) Reconcile(ctx context.Context, more func() error) error {
	if err := v.erasedAgain(more); err != nil {
		return err
	}
	lost, err := v.lost(more)
	if err != nil || len(lost) == 0 {
		return err
	}
	var e wms.ErasureAnswer
	_, err = v.do(ctx, "personal.erase", func(tx store.Tx) (err error) {
		e, err = v.Begin(tx, wms.System("personal.reconcile"), wms.ErasedBefore,
			"the key was destroyed before the data came back from a backup", lost, func(wms.OrderID) error { return nil })
		return err
	})
	if err == nil {
		_, err = v.Finish(ctx, e.ID)
	}
	return err
}

// erasedAgain destroys the keys of orders that are marked as erased.
func (v *Vault) erasedAgain(more func() error) error {
	var back []uint64
	err := inParts(more, func(after string) (last string, n int, err error) {
		err = v.store.View(func(r store.Reader) error {
			return marks.ScanFrom(r, store.Network, nil, []any{after}, func(k store.KeyParts, m mark) (bool, error) {
				last, n = k.Str(), n+1
				if _, err := v.keys.key(m.Slot); err == nil {
					back = append(back, m.Slot)
				}
				return n < findBatch, nil
			})
		})
		return last, n, err
	})
	if err != nil || len(back) == 0 {
		return err
	}
	v.log.Warn("keys that had been destroyed came back with an older file; destroyed again", "keys", len(back))
	return v.keys.erase(back)
}

// lost lists orders whose data is there and whose key is erased.
func (v *Vault) lost(more func() error) (lost []wms.OrderID, err error) {
	err = inParts(more, func(after string) (last string, n int, err error) {
		err = v.store.View(func(r store.Reader) error {
			return boxes.ScanFrom(r, store.Network, nil, []any{after}, func(k store.KeyParts, b box) (bool, error) {
				last, n = k.Str(), n+1
				if _, err := v.keys.key(b.Slot); errors.Is(err, errErased) && len(lost) < MaxOrders {
					lost = append(lost, wms.OrderID(last))
				}
				return n < findBatch, nil
			})
		})
		return last, n, err
	})
	return lost, err
}

// inParts calls part with the last key of the part before, until a part is
// not full. Each part begins with the row at which the one before ended.
func inParts(more func() error, part func(after string) (last string, n int, err error)) error {
	for after := ""; ; {
		if err := more(); err != nil {
			return err
		}
		last, n, err := part(after)
		if err != nil || n < findBatch {
			return err
		}
		after = last
	}
}
