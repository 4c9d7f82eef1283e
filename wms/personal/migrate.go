package personal

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// plainRow is how programs before this package kept personal data.
type plainRow struct {
	Name     string `cbor:"1,keyasint,omitempty"`
	Address  string `cbor:"2,keyasint,omitempty"`
	Postcode string `cbor:"3,keyasint,omitempty"`
	Phone    string `cbor:"4,keyasint,omitempty"`
}

var plainRows = store.NewTable[plainRow]("personal", 1).Private()

const migrateBatch = 500

// migrate encrypts plain rows, then overwrites what is left of them in the
// data file. It is one look when there are none.
func (v *Vault) migrate(ctx context.Context, ended func(store.Reader, wms.OrderID) (time.Time, bool)) error {
	moved := 0
	for n := migrateBatch; n == migrateBatch; moved += n {
		n = 0
		_, err := v.do(ctx, "personal.encrypt", func(tx store.Tx) error {
			return plainRows.Scan(tx, store.Network, nil, func(k store.KeyParts, p plainRow) (bool, error) {
				n++
				return n < migrateBatch, v.encrypt(tx, wms.OrderID(k.Str()), p, ended)
			})
		})
		if err != nil {
			return err
		}
	}
	return v.scrub(ctx, moved)
}

func (v *Vault) encrypt(tx store.Tx, id wms.OrderID, p plainRow, ended func(store.Reader, wms.OrderID) (time.Time, bool)) error {
	if err := links.Put(tx, link{Keys: v.keys.id, Scrub: true}); err != nil {
		return err
	}
	err := v.keep(tx, id, data{Name: p.Name, Address: p.Address, Postcode: p.Postcode, Phone: p.Phone})
	if err != nil {
		return err
	}
	if ended != nil {
		if at, ok := ended(tx, id); ok {
			if err := v.Ended(tx, id, at); err != nil {
				return err
			}
		}
	}
	return plainRows.Delete(tx, string(id))
}

func (v *Vault) scrub(ctx context.Context, moved int) error {
	var l link
	err := v.store.View(func(r store.Reader) (err error) {
		l, _, err = links.Get(r, store.Network)
		return err
	})
	if err != nil || !l.Scrub {
		return err
	}
	if err := v.store.Scrub(ctx); err != nil {
		return err
	}
	v.log.Info("personal data of older orders is encrypted now", "orders", moved)
	_, err = v.do(ctx, "personal.scrubbed", func(tx store.Tx) error { return links.Put(tx, link{Keys: v.keys.id}) })
	return err
}
