package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

func TestVersions(t *testing.T) {
	type v1 struct {
		Kilos int64 `cbor:"1,keyasint"`
	}
	type v2 struct {
		Grams int64 `cbor:"2,keyasint"`
	}
	old := store.NewTable[v1]("weights", 1)
	now := store.NewTable[v2]("weights", 2).Migrate(func(version uint8, raw []byte) (v2, error) {
		var o v1
		err := store.Decode(raw, &o)
		return v2{Grams: o.Kilos * 1000}, err
	})
	s, _ := storetest.Open(t)
	storetest.Do(t, s, "wh", func(tx store.Tx) error { return old.Put(tx, v1{Kilos: 3}, "a") })
	storetest.Do(t, s, "wh", func(tx store.Tx) error {
		v, ok, err := now.Get(tx, "wh", "a")
		if err != nil || !ok || v.Grams != 3000 {
			t.Fatal(v, ok, err)
		}
		return now.Put(tx, v, "a")
	})
	_ = s.View(func(r store.Reader) error {
		if _, _, err := old.Get(r, "wh", "a"); !errors.Is(err, store.ErrNewer) {
			t.Error(err)
		}
		if _, _, err := store.NewTable[v2]("weights", 3).Get(r, "wh", "a"); !errors.Is(err, store.ErrCorrupt) {
			t.Error("no migration, and no error:", err)
		}
		return nil
	})
}

func TestScansWhileWriting(t *testing.T) {
	s, _ := storetest.Open(t)
	const n = 1000
	storetest.Do(t, s, "wh", func(tx store.Tx) error {
		for i := range n {
			if err := rows.Put(tx, row{N: int64(i)}, i); err != nil {
				return err
			}
		}
		return nil
	})
	seen, last := 0, int64(-1)
	storetest.Do(t, s, "wh", func(tx store.Tx) error {
		err := rows.Scan(tx, "wh", nil, func(k store.KeyParts, v row) (bool, error) {
			if v.N <= last {
				t.Fatalf("row %d comes after row %d", v.N, last)
			}
			last = v.N
			seen++
			if v.N%3 == 0 {
				return true, rows.Delete(tx, k.Int())
			}
			if v.N+n >= 2*n {
				return true, nil
			}
			return true, rows.Put(tx, row{N: v.N + n}, v.N+n)
		})
		if want := n + 2*n/3; err == nil && seen != want-1 && seen != want {
			t.Errorf("saw %d rows, want %d", seen, want)
		}
		return err
	})
	left := 0
	storetest.Do(t, s, "wh", func(tx store.Tx) error {
		return rows.ScanBack(tx, "wh", nil, func(k store.KeyParts, v row) (bool, error) {
			left++
			return true, rows.Delete(tx, v.N)
		})
	})
	storetest.Do(t, s, "wh", func(tx store.Tx) error {
		return rows.ScanBack(tx, "wh", nil, func(store.KeyParts, row) (bool, error) {
			t.Error("a deleted row is seen")
			return false, nil
		})
	})
	if left == 0 {
		t.Error("nothing was left to delete")
	}
}

func TestScanOrder(t *testing.T) {
	s, _ := storetest.Open(t)
	storetest.Do(t, s, "wh", func(tx store.Tx) error {
		for i := -5; i < 5; i++ {
			if err := rows.Put(tx, row{N: int64(i)}, "g", i); err != nil {
				return err
			}
		}
		return rows.Put(tx, row{N: 99}, "h", 0)
	})
	var got []int64
	visit := func(k store.KeyParts, v row) (bool, error) { got = append(got, v.N); return len(got) < 3, nil }
	_ = s.View(func(r store.Reader) error {
		for _, c := range []struct {
			scan func() error
			want []int64
		}{
			{func() error { return rows.Scan(r, "wh", []any{"g"}, visit) }, []int64{-5, -4, -3}},
			{func() error { return rows.ScanFrom(r, "wh", []any{"g"}, []any{"g", 3}, visit) }, []int64{3, 4}},
			{func() error { return rows.ScanBack(r, "wh", []any{"g"}, visit) }, []int64{4, 3, 2}},
			{func() error { return rows.ScanBackFrom(r, "wh", []any{"g"}, []any{"g", -3}, visit) }, []int64{-4, -5}},
			{func() error { return rows.Scan(r, "net", nil, visit) }, nil},
		} {
			got = nil
			if err := c.scan(); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v (%v)", got, c.want, err)
			}
		}
		return nil
	})
}

func TestPartitionsAreFenced(t *testing.T) {
	s, _ := storetest.Open(t)
	for _, key := range [][]byte{store.Key("wh2", "t", 1), store.Key("w", "t"), {}, []byte("wh")} {
		_, err := storetest.Try(s, "wh", func(tx store.Tx) error { return tx.Put(key, nil) })
		if !errors.Is(err, store.ErrPartition) {
			t.Errorf("%q: %v", key, err)
		}
	}
	var leaked store.Tx
	storetest.Do(t, s, "wh", func(tx store.Tx) error { leaked = tx; return nil })
	if err := leaked.Put(store.Key("wh", "t"), nil); err == nil {
		t.Error("a finished command could still write")
	}
}

func TestPrivateValuesAreNotInTheJournal(t *testing.T) {
	people := store.NewTable[row]("people", 1).Private()
	s, _ := storetest.Open(t)
	storetest.Do(t, s, "net", func(tx store.Tx) error { return people.Put(tx, row{Name: "Ada"}, 1) })
	storetest.Do(t, s, "net", func(tx store.Tx) error { return people.Put(tx, row{Name: "Ada L"}, 1) })
	storetest.Do(t, s, "net", func(tx store.Tx) error { return people.Put(tx, row{Name: "Bob"}, 2) })
	storetest.Do(t, s, "net", func(tx store.Tx) error { return people.Delete(tx, 1) })
	if s.Seq() != 4 {
		t.Error("changes of private rows make no record")
	}
}
