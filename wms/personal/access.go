package personal

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Disclose reads an order's personal data in clear and writes who saw it, when
// and why into the access log, in one command: no line, no data. False: the
// order holds none, and nothing is written.
func (v *Vault) Disclose(tx store.Tx, by wms.Actor, id wms.OrderID, task wms.TaskID, why string) (wms.ShipTo, bool, error) {
	if why != "" {
		if err := checkReason(why); err != nil {
			return wms.ShipTo{}, false, err
		}
		if err := v.reasonNames(tx, id, why); err != nil {
			return wms.ShipTo{}, false, err
		}
	}
	to, ok, err := v.Read(tx, id)
	if err != nil || !ok {
		return to, ok, err
	}
	n, err := tx.NextID("access")
	if err != nil {
		return wms.ShipTo{}, false, err
	}
	if err := accessOf.Put(tx, true, string(id), n); err != nil {
		return wms.ShipTo{}, false, err
	}
	a := wms.Access{ID: n, At: tx.Now(), By: by.User, From: by.From, Order: id, Task: task, Why: why}
	if err := accesses.Put(tx, a, n); err != nil {
		return wms.ShipTo{}, false, err
	}
	return to, true, nil
}

// Accesses lists up to limit lines of the access log behind the given one,
// oldest first, of one order or of all.
func Accesses(r store.Reader, order wms.OrderID, after uint64, limit int) ([]wms.Access, error) {
	out := []wms.Access{}
	if order == "" {
		err := accesses.ScanFrom(r, store.Network, nil, []any{after + 1}, func(_ store.KeyParts, a wms.Access) (bool, error) {
			out = append(out, a)
			return len(out) < limit, nil
		})
		return out, err
	}
	err := accessOf.ScanFrom(r, store.Network, []any{string(order)}, []any{string(order), after + 1}, func(k store.KeyParts, _ bool) (bool, error) {
		k.Str()
		a, ok, err := accesses.Get(r, store.Network, k.Uint())
		if ok {
			out = append(out, a)
		}
		return len(out) < limit, err
	})
	return out, err
}
