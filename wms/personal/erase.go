package personal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// MaxOrders bounds the orders of one erasure.
const MaxOrders = 1000

// An erasure has three steps, each durable before the next: the intent is
// recorded (Begin), the slots are overwritten, the rows go and marks stand in
// their place. One that was interrupted is finished when the vault is opened
// next.

// Begin records that personal data of orders shall be destroyed, in a command
// of the network. known says whether an order exists that holds none. What was
// erased before is left out, and listed.
func (v *Vault) Begin(tx store.Tx, by wms.Actor, cause, reason string, orders []wms.OrderID, known func(wms.OrderID) error) (wms.ErasureAnswer, error) {
	out := wms.ErasureAnswer{Erasure: wms.Erasure{At: tx.Now(), By: by.User, From: by.From, Reason: reason, Cause: cause, Orders: []wms.OrderID{}}}
	if err := checkReason(reason); err != nil {
		return out, err
	}
	if err := checkOrders(orders); err != nil {
		return out, err
	}
	seen := map[wms.OrderID]bool{}
	for _, id := range orders {
		if seen[id] {
			continue
		}
		seen[id] = true
		kept, erased, err := v.Has(tx, id)
		if err == nil && !kept && !erased {
			err = known(id)
		}
		if err == nil && kept {
			err = v.reasonNames(tx, id, reason)
		}
		if err != nil {
			return out, err
		}
		if kept {
			out.Orders = append(out.Orders, id)
		} else {
			out.Without = append(out.Without, id)
		}
	}
	var err error
	if out.ID, err = tx.NextID("erasure"); err != nil {
		return out, err
	}
	if err := pending.Put(tx, true, out.ID); err != nil {
		return out, err
	}
	return out, erasures.Put(tx, out.Erasure, out.ID)
}

func checkOrders(orders []wms.OrderID) error {
	if len(orders) == 0 || len(orders) > MaxOrders {
		return wms.Refuse(wms.Invalid, "invalid_orders", "an erasure is of 1 to %d orders, this one of %d", MaxOrders, len(orders))
	}
	return nil
}

// DryRun is Begin without a trace; of no orders it says that there are none.
func (v *Vault) DryRun(r store.Reader, orders []wms.OrderID, known func(wms.OrderID) error) (wms.ErasureAnswer, error) {
	out := wms.ErasureAnswer{DryRun: true, Erasure: wms.Erasure{Orders: []wms.OrderID{}}}
	if len(orders) == 0 {
		return out, nil
	}
	if err := checkOrders(orders); err != nil {
		return out, err
	}
	for _, id := range orders {
		kept, erased, err := v.Has(r, id)
		if err == nil && !kept && !erased {
			err = known(id)
		}
		if err != nil {
			return out, err
		}
		if kept {
			out.Orders = append(out.Orders, id)
		} else {
			out.Without = append(out.Without, id)
		}
	}
	return out, nil
}

// Finish destroys what Begin recorded, proves that it can't be read, and
// records that too. Finishing twice does no harm.
func (v *Vault) Finish(ctx context.Context, id uint64) (wms.Erasure, error) {
	e, open, err := v.overwrite(id)
	if err != nil || !open {
		return e, err
	}
	_, err = v.store.Do(ctx, store.Command{Partition: store.Network, Kind: "personal.erased", Actor: wms.Actor{User: e.By, From: e.From, Reason: e.Cause},
		Run: func(tx store.Tx) ([]byte, error) { return nil, finish(tx, &e) }})
	if err == nil {
		v.log.Info("personal data erased", "erasure", e.ID, "orders", len(e.Orders), "cause", e.Cause)
	}
	return e, err
}

// overwrite is the second step. open is false if there is nothing to do.
func (v *Vault) overwrite(id uint64) (e wms.Erasure, open bool, err error) {
	held := map[wms.OrderID]box{}
	err = v.store.View(func(r store.Reader) (err error) {
		if e, open, err = erasures.Get(r, store.Network, id); err != nil {
			return err
		}
		if !open {
			return wms.Refuse(wms.NotFound, "unknown_erasure", "no erasure %d", id)
		}
		if open, _, err = pending.Get(r, store.Network, id); err != nil || !open {
			return err
		}
		for _, o := range e.Orders {
			b, ok, err := boxes.Get(r, store.Network, string(o))
			if err != nil {
				return err
			}
			if ok {
				held[o] = b
			}
		}
		return nil
	})
	if err != nil || !open {
		return e, open, err
	}
	var slots []uint64
	for _, b := range held {
		slots = append(slots, b.Slot)
	}
	slices.Sort(slots)
	if err := v.keys.erase(slots); err != nil {
		return e, true, err
	}
	for o, b := range held {
		if _, err := v.keys.open(o, b); err == nil {
			return e, true, fmt.Errorf("personal: order %s can still be read after its key was erased", o)
		}
	}
	return e, true, nil
}

func finish(tx store.Tx, e *wms.Erasure) error {
	still, _, err := pending.Get(tx, store.Network, e.ID)
	if err != nil || !still {
		return err
	}
	for _, o := range e.Orders {
		b, ok, err := boxes.Get(tx, store.Network, string(o))
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := errors.Join(boxes.Delete(tx, string(o)), marks.Put(tx, mark{Slot: b.Slot, Erasure: e.ID}, string(o))); err != nil {
			return err
		}
		tx.Emit(wms.Event{Type: "personal.erased", Subject: string(o), Data: map[string]any{"erasure": e.ID, "cause": e.Cause}})
	}
	now := tx.Now()
	e.Done = &now
	if err := pending.Delete(tx, e.ID); err != nil {
		return err
	}
	return erasures.Put(tx, *e, e.ID)
}

// FinishAll finishes what was interrupted.
func (v *Vault) FinishAll(ctx context.Context) error {
	var ids []uint64
	err := v.store.View(func(r store.Reader) error {
		return pending.Scan(r, store.Network, nil, func(k store.KeyParts, _ bool) (bool, error) {
			ids = append(ids, k.Uint())
			return true, nil
		})
	})
	for _, id := range ids {
		if err == nil {
			_, err = v.Finish(ctx, id)
		}
	}
	return err
}

// Erasures lists up to limit erasures behind the given one, oldest first.
func Erasures(r store.Reader, after uint64, limit int) ([]wms.Erasure, error) {
	out := []wms.Erasure{}
	err := erasures.ScanFrom(r, store.Network, nil, []any{after + 1}, func(_ store.KeyParts, e wms.Erasure) (bool, error) {
		out = append(out, e)
		return len(out) < limit, nil
	})
	return out, err
}
