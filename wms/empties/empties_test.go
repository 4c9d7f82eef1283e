package empties

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestEmptiesSumToZero: whatever is moved, each type's accounts sum to zero,
// no place is below zero, and a move that is refused leaves nothing.
func TestEmptiesSumToZero(t *testing.T) {
	site := (&wms.Site{ID: "w", Locations: []wms.Location{{ID: "A", Kind: wms.KindShelf}, {ID: "B", Kind: wms.KindDockIn}}}).Index()
	y := Yard{Site: site, Partner: func(store.Reader, string, string) error { return nil }}
	s, _ := storetest.Open(t)
	run := func(p store.Partition, fn func(tx store.Tx) error) error {
		_, err := storetest.Try(s, p, fn)
		return err
	}
	for _, id := range []string{"EUR", "CRATE"} {
		if err := run(store.Network, func(tx store.Tx) error { _, err := PutType(tx, wms.EmptyType{ID: id, Deposit: 10}); return err }); err != nil {
			t.Fatal(err)
		}
	}
	model := map[[2]string]int64{}
	rapid.Check(t, func(r *rapid.T) {
		side := func(name string) (wms.LocationID, string) {
			switch k := rapid.SampledFrom([]string{"A", "B", "supplier:S", "carrier:C", ""}).Draw(r, name); k {
			case "A", "B":
				return wms.LocationID(k), ""
			default:
				return "", k
			}
		}
		m := wms.EmptiesMove{Type: rapid.SampledFrom([]string{"EUR", "CRATE"}).Draw(r, "type"), Qty: rapid.Int64Range(0, 20).Draw(r, "qty"), Note: "why"}
		m.From, m.FromPartner = side("from")
		m.To, m.ToPartner = side("to")
		from, to := string(m.From)+m.FromPartner, string(m.To)+m.ToPartner
		ok := m.Qty > 0 && from != to && (m.From == "" || model[[2]string{from, m.Type}] >= m.Qty)
		err := run("w", func(tx store.Tx) error { _, err := y.Move(tx, m, "u"); return err })
		if ok != (err == nil) {
			r.Fatalf("%+v: %v, want done: %v", m, err, ok)
		}
		if ok {
			model[[2]string{from, m.Type}] -= m.Qty
			model[[2]string{to, m.Type}] += m.Qty
		}
		sum := map[string]int64{}
		err = s.View(func(r2 store.Reader) error {
			return y.each(r2, func(account, kind string, n int64) {
				sum[kind] += n
				name := account
				if name == correction {
					name = ""
				} else {
					name = name[2:]
				}
				if n != model[[2]string{name, kind}] {
					r.Fatalf("%s holds %d of %s, want %d", account, n, kind, model[[2]string{name, kind}])
				}
			})
		})
		if err != nil || sum["EUR"] != 0 || sum["CRATE"] != 0 {
			r.Fatalf("sums %v, %v", sum, err)
		}
	})
}
