package ledger

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

const site store.Partition = "w"

// model is the ledger as a child would keep it: what lies where, and what is
// spoken for.
type model struct {
	onHand   map[Spot]int64
	reserved map[string]Reservation
}

func (m *model) free(s Spot) int64 {
	n := m.onHand[s]
	for _, r := range m.reserved {
		if r.Spot == s {
			n -= r.Qty
		}
	}
	return n
}

// TestLedgerAgainstAModel draws random receipts, moves, reservations, reserved
// moves, losses and shipments. A command succeeds exactly when the model says
// it can; afterwards both hold the same, and Check finds nothing.
func TestLedgerAgainstAModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		db, _ := storetest.Open(t)
		m := &model{onHand: map[Spot]int64{}, reserved: map[string]Reservation{}}
		for range rapid.IntRange(5, 60).Draw(rt, "commands") {
			m.step(rt, db)
		}
		m.compare(rt, db)
	})
}

func (m *model) step(rt *rapid.T, db store.Store) {
	spot := rapid.Custom(func(t *rapid.T) Spot {
		return Spot{SKU: wms.SKU(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "sku")),
			Place: At(wms.LocationID(rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "place")))}
	})
	from, to := spot.Draw(rt, "from"), spot.Draw(rt, "to")
	to.SKU = from.SKU
	qty := rapid.Int64Range(-1, 12).Draw(rt, "qty")
	id := rapid.SampledFrom([]string{"r1", "r2", "r3"}).Draw(rt, "id")
	res, held := m.reserved[id]
	var want bool
	var do func(tx store.Tx) error
	var effect func()
	var freed []Reservation
	switch rapid.SampledFrom([]string{"receive", "move", "reserve", "unreserve", "moveReserved", "ship", "lose"}).Draw(rt, "op") {
	case "receive":
		want, do = qty > 0, func(tx store.Tx) error { return Receive(tx, from, qty, time.Time{}, "t") }
		effect = func() { m.onHand[from] += qty }
	case "move":
		want = qty > 0 && (m.free(from) >= qty || from == to)
		do = func(tx store.Tx) error { return Move(tx, from, to, qty, "t") }
		effect = func() { m.onHand[from] -= qty; m.onHand[to] += qty }
	case "reserve":
		want = qty > 0 && !held && m.free(from) >= qty
		do = func(tx store.Tx) error { return Reserve(tx, Reservation{ID: id, Spot: from, Qty: qty}) }
		effect = func() { m.reserved[id] = Reservation{ID: id, Spot: from, Qty: qty} }
	case "unreserve":
		want, do = true, func(tx store.Tx) error { _, err := Unreserve(tx, id); return err }
		effect = func() { delete(m.reserved, id) }
	case "moveReserved":
		want = held && qty > 0 && qty <= res.Qty
		do = func(tx store.Tx) error { return MoveReserved(tx, id, to.Place, qty, "t") }
		effect = func() {
			dst := res.Spot.In(to.Place)
			m.onHand[res.Spot] -= qty
			m.onHand[dst] += qty
			m.reserved[id] = Reservation{ID: id, Spot: dst, Qty: qty}
		}
	case "ship":
		want, do = true, func(tx store.Tx) error { _, err := Ship(tx, id); return err }
		effect = func() { m.onHand[res.Spot] -= res.Qty; delete(m.reserved, id) }
	case "lose":
		want = qty > 0 && m.onHand[from] >= qty
		do = func(tx store.Tx) (err error) { freed, err = Lose(tx, from, from.In(Loss), qty, "t"); return err }
		effect = func() {
			m.onHand[from] -= qty
			for _, f := range freed {
				delete(m.reserved, f.ID)
			}
			if m.free(from) < 0 {
				rt.Fatalf("a loss of %d freed too little: %v", qty, freed)
			}
		}
	}
	_, err := storetest.Try(db, site, do)
	if (err == nil) != want {
		rt.Fatalf("want success %v, have %v", want, err)
	}
	if err == nil {
		effect()
	}
}

func (m *model) compare(rt *rapid.T, db store.Store) {
	err := db.View(func(r store.Reader) error {
		if _, err := Check(r, site); err != nil {
			return err
		}
		for _, sku := range []wms.SKU{"a", "b"} {
			rows, err := OfItem(r, site, sku)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if row.OnHand != m.onHand[row.Spot] || row.Free() != m.free(row.Spot) {
					return fmt.Errorf("%s in %s: %d on hand, %d free, the model has %d and %d", sku, row.Place,
						row.OnHand, row.Free(), m.onHand[row.Spot], m.free(row.Spot))
				}
				delete(m.onHand, row.Spot)
			}
		}
		for s, n := range m.onHand {
			if n != 0 {
				return fmt.Errorf("the model has %d of %s in %s, the ledger none", n, s.SKU, s.Place)
			}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
}

func TestLossFreesTheLatestReservationFirst(t *testing.T) {
	db, _ := storetest.Open(t)
	spot := Spot{SKU: "a", Place: At("x")}
	storetest.Do(t, db, site, func(tx store.Tx) error {
		if err := Receive(tx, spot, 10, time.Time{}, "t"); err != nil {
			return err
		}
		for _, id := range []string{"first", "second", "third"} {
			if err := Reserve(tx, Reservation{ID: id, Spot: spot, Qty: 3}); err != nil {
				return err
			}
		}
		freed, err := Lose(tx, spot, spot.In(Loss), 5, "t")
		if err == nil && (len(freed) != 2 || freed[0].ID != "third" || freed[1].ID != "second") {
			err = fmt.Errorf("freed %v", freed)
		}
		return err
	})
}

func TestUnitsMoveOnlyFromWhereTheyStand(t *testing.T) {
	db, _ := storetest.Open(t)
	storetest.Do(t, db, site, func(tx store.Tx) error {
		if err := AddUnit(tx, wms.HandlingUnit{ID: "P1", Kind: wms.Pallet, Location: "x"}); err != nil {
			return err
		}
		if err := MoveUnit(tx, "P1", "x", "y", "t"); err != nil {
			return err
		}
		return Receive(tx, Spot{SKU: "a", Place: In("P1")}, 5, time.Time{}, "t")
	})
	for name, fn := range map[string]func(tx store.Tx) error{
		"not_there":             func(tx store.Tx) error { return MoveUnit(tx, "P1", "x", "z", "t") },
		"unknown_handling_unit": func(tx store.Tx) error { return MoveUnit(tx, "P2", "x", "z", "t") },
		"not_empty":             func(tx store.Tx) error { return RemoveUnit(tx, "P1") },
		"handling_unit_exists":  func(tx store.Tx) error { return AddUnit(tx, wms.HandlingUnit{ID: "P1", Location: "q"}) },
	} {
		if _, err := storetest.Try(db, site, fn); wms.CodeOf(err) != name {
			t.Errorf("want %s, have %v", name, err)
		}
	}
}
