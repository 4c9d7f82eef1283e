package store_test

import (
	"bytes"
	"cmp"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms/store"
)

func TestKeysSortAsTheirParts(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune{0, 1, 2, 'a', 'b', 0xff, 0x10ffff}), 0, 6, -1)
	micro := rapid.Int64Range(-62135596800000000, 253402300799000000)
	type tuple struct {
		p, s string
		u    uint64
		i, m int64
	}
	draw := rapid.Custom(func(t *rapid.T) tuple {
		return tuple{text.Draw(t, "p"), text.Draw(t, "s"), rapid.Uint64().Draw(t, "u"), rapid.Int64().Draw(t, "i"), micro.Draw(t, "m")}
	})
	key := func(a tuple) []byte {
		return store.Key(store.Partition(a.p), "t", a.s, a.u, a.i, time.UnixMicro(a.m))
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		want := cmp.Or(cmp.Compare(a.p, b.p), cmp.Compare(a.s, b.s), cmp.Compare(a.u, b.u), cmp.Compare(a.i, b.i), cmp.Compare(a.m, b.m))
		if got := bytes.Compare(key(a), key(b)); got != want {
			t.Fatalf("keys compare %d, tuples %d", got, want)
		}
		p, table, k := store.PartsOf(key(a))
		back := tuple{string(p), k.Str(), k.Uint(), k.Int(), k.Time().UnixMicro()}
		if back != a || table != "t" || k.More() || k.Err() != nil {
			t.Fatalf("%v came back as %v, %v", a, back, k.Err())
		}
		prefix := store.Prefix(store.Partition(a.p), "t", a.s)
		if !bytes.HasPrefix(key(a), prefix) || bytes.Compare(key(a), store.End(prefix)) >= 0 {
			t.Fatal("key is not within its prefix")
		}
	})
}

func TestKeyPartsThatAreNotThere(t *testing.T) {
	_, _, k := store.PartsOf(store.Key("p", "t", "only"))
	if k.Str() != "only" || k.Uint() != 0 || k.Err() == nil {
		t.Error("a part that is not there was given out")
	}
	if store.End([]byte{0xff, 0xff}) != nil {
		t.Error("there is no key behind all 0xff")
	}
}

func FuzzKeyParts(f *testing.F) {
	f.Add(store.Key("net", "orders", "a\x00b", uint64(7), time.Unix(0, 0)))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, key []byte) {
		p, table, k := store.PartsOf(key)
		s := k.Str()
		if k.Err() == nil && !bytes.HasPrefix(key, store.Key(p, table, s)) {
			t.Errorf("%q is read as %q %q %q, which is another key", key, p, table, s)
		}
	})
}

// FuzzValue feeds the decoder of stored values.
func FuzzValue(f *testing.F) {
	good, err := store.Encode(row{Name: "a", N: 1, At: time.Unix(1, 0)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{0xbf, 0x01})
	f.Add([]byte{0x9b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		var v row
		if err := store.Decode(data, &v); err != nil {
			if !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("unexpected kind of error: %v", err)
			}
			return
		}
		if y := v.At.UTC().Year(); y < 0 || y > 9999 {
			return // a number of seconds that Encode never writes: times are text
		}
		again, err := store.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		var w row
		if err := store.Decode(again, &w); err != nil {
			t.Errorf("what was encoded does not decode: %v", err)
		}
		var any any
		_ = store.Decode(data, &any)
	})
}
