package personal

import (
	"context"
	"errors"
	"path/filepath"
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
	_, err := v.recordLost(ctx, wms.System("personal.reconcile"), wms.ErasedBefore,
		"the key was destroyed before the data came back from a backup", more)
	return err
}

// recordLost records data whose key is gone as erased, and counts it.
func (v *Vault) recordLost(ctx context.Context, by wms.Actor, cause, reason string, more func() error) (n int, err error) {
	for {
		lost, err := v.lost(more)
		if err != nil || len(lost) == 0 {
			return n, err
		}
		var e wms.ErasureAnswer
		_, err = v.store.Do(ctx, store.Command{Partition: store.Network, Kind: "personal.erase", Actor: by, Run: func(tx store.Tx) (_ []byte, err error) {
			e, err = v.Begin(tx, by, cause, reason, lost, func(wms.OrderID) error { return nil })
			return nil, err
		}})
		if err == nil {
			_, err = v.Finish(ctx, e.ID)
		}
		if err != nil {
			return n, err
		}
		n += len(e.Orders)
	}
}

// RenewKeys makes a new file of keys for a folder whose file is lost, and
// records the data of all its orders as erased: nobody can read it any more.
func RenewKeys(ctx context.Context, o Options, by wms.Actor, reason string) (orders int, err error) {
	if err := checkReason(reason); err != nil {
		return 0, err
	}
	file := filepath.Join(o.Dir, FileName)
	if there, err := exists(file); err != nil || there {
		return 0, errors.Join(err, wms.Refuse(wms.Conflict, "keys_there", "%s is there: its keys are not lost", file))
	}
	var used uint64
	err = o.Store.View(func(r store.Reader) (err error) {
		used, err = store.LastID(r, store.Network, slotCounter)
		return err
	})
	if err != nil {
		return 0, err
	}
	k, err := makeKeys(file, used)
	if err != nil {
		return 0, err
	}
	_, err = o.Store.Do(ctx, store.Command{Partition: store.Network, Kind: "personal.link", Actor: by,
		Run: func(tx store.Tx) ([]byte, error) { return nil, links.Put(tx, link{Keys: k.id}) }})
	if err == nil {
		err = k.publish()
	}
	if err = errors.Join(err, k.close()); err != nil {
		return 0, err
	}
	v, err := Open(ctx, o)
	if err != nil {
		return 0, err
	}
	orders, err = v.recordLost(ctx, by, wms.ErasedLost, reason, ctx.Err)
	return orders, errors.Join(err, v.Close())
}

// erasedAgain destroys the keys of orders that are marked as erased.
func (v *Vault) erasedAgain(more func() error) error {
	var back []uint64
	err := inParts(more, func(after string) (last string, n int, err error) {
		err = v.store.View(func(r store.Reader) error {
			return marks.ScanFrom(r, store.Network, nil, []any{after}, func(k store.KeyParts, m mark) (bool, error) {
				last, n = k.Str(), n+1
				if _, err := v.keys.secret(m.Slot); err == nil {
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
				if _, err := v.keys.secret(b.Slot); errors.Is(err, errErased) && len(lost) < MaxOrders {
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
