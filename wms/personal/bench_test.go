package personal

import (
	"fmt"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// BenchmarkKeep is what an order's personal data adds to placing it: a slot, a
// key, the encryption and a row; the commit is the order's own.
func BenchmarkKeep(b *testing.B) {
	x := newSite(b)
	storetest.Do(b, x.s, store.Network, func(tx store.Tx) error {
		b.ResetTimer()
		for i := range b.N {
			if err := x.v.Keep(tx, wms.OrderID(fmt.Sprintf("O-%08d", i)), person(1)); err != nil {
				return err
			}
		}
		b.StopTimer()
		return nil
	})
}

// BenchmarkFind is a search over all orders, per order.
func BenchmarkFind(b *testing.B) {
	x := newSite(b)
	storetest.Do(b, x.s, store.Network, func(tx store.Tx) error {
		for i := range b.N {
			if err := x.v.Keep(tx, wms.OrderID(fmt.Sprintf("O-%08d", i)), person(i)); err != nil {
				return err
			}
		}
		return nil
	})
	b.ResetTimer()
	if _, _, err := x.v.Find(wms.Customer{Name: "Nobody"}, b.Context().Err); err != nil {
		b.Fatal(err)
	}
}
