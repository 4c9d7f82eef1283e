package hosts

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// seen remembers an order that came in: what it became, and what it said. It
// hashes a customer's data, so it is kept out of the journal.
type seen struct {
	Order wms.OrderID `cbor:"1,keyasint"`
	Sum   []byte      `cbor:"2,keyasint"`
}

var inbox = store.NewTable[seen]("hostorder", 1).Private()

// Once places an order of a source (a host's id, or the name of a way in) if
// its id has not come from there before. What came before with the same
// content is repeated: it is not placed again, and its order is the answer.
// Other content under the same id is refused.
func Once(tx store.Tx, source string, n wms.NewOrder, place func(wms.NewOrder) (wms.OrderID, error)) (id wms.OrderID, repeated bool, err error) {
	if n.ID == "" {
		return "", false, wms.Refuse(wms.Invalid, "missing_id", "an order needs its id in the system it comes from")
	}
	raw, err := json.Marshal(n)
	if err != nil {
		return "", false, err
	}
	sum := sha256.Sum256(raw)
	before, had, err := inbox.Get(tx, store.Network, source, string(n.ID))
	if err != nil {
		return "", false, err
	}
	if had {
		if !bytes.Equal(before.Sum, sum[:]) {
			return before.Order, false, wms.Refuse(wms.Conflict, "order_differs",
				"order %s came before with other content and is order %s here; it was not changed: cancel it and send a new id", n.ID, before.Order).
				With("order", before.Order)
		}
		return before.Order, true, nil
	}
	id, err = place(n)
	if err != nil {
		return "", false, err
	}
	return id, false, inbox.Put(tx, seen{Order: id, Sum: sum[:]}, source, string(n.ID))
}

// Incoming is a host's order as it is placed here: its id with the host's
// prefix, its channel the host's if it names none.
func Incoming(h wms.Host, n wms.NewOrder) wms.NewOrder {
	n.ID = wms.OrderID(h.Prefix) + n.ID
	if n.Channel == "" {
		n.Channel = h.Channel
	}
	return n
}
