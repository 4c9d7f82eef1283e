package archive_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms/store/archive"
)

type pair struct{ k, v string }

func write(t interface{ Fatal(...any) }, file string, rows, records []pair) []byte {
	w, err := archive.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range rows {
		if err := w.Row([]byte(p.k), []byte(p.v)); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range records {
		if err := w.Record([]byte(p.k), []byte(p.v)); err != nil {
			t.Fatal(err)
		}
	}
	digest, err := w.Seal(func([]byte) ([]byte, error) { return []byte("note"), nil })
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func open(t interface{ Fatal(...any) }, file string) *archive.Reader {
	r, err := archive.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestReadsWhatWasWritten compares lookups and walks in both directions with
// the sorted list, from every start.
func TestReadsWhatWasWritten(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		file := filepath.Join(dir, fmt.Sprint(n))
		keys := rapid.SliceOfNDistinct(rapid.StringN(1, 12, -1), 0, 24, rapid.ID).Draw(t, "keys")
		slices.Sort(keys)
		var rows []pair
		for _, k := range keys {
			rows = append(rows, pair{k, string(bytes.Repeat([]byte(k[:1]), rapid.IntRange(0, 1500).Draw(t, "len")))})
		}
		digest := write(t, file, rows, nil)
		r := open(t, file)
		defer r.Close()
		if !bytes.Equal(digest, r.Digest) || string(r.Note) != "note" || r.Rows() != uint64(len(rows)) {
			t.Fatal("another digest, note or count")
		}
		if err := r.Check(func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		for i, p := range rows {
			if v, err := r.Row([]byte(p.k)); err != nil || string(v) != p.v || v == nil {
				t.Fatalf("row %q: %q %v", p.k, v, err)
			}
			if i%16 != 3 && i > 0 {
				continue
			}
			c := r.RowCursor()
			k, v, err := c.Seek([]byte(p.k))
			for ; k != nil && err == nil; k, v, err = c.Next() {
				if rows[i] != (pair{string(k), string(v)}) {
					t.Fatalf("row %d is %q", i, k)
				}
				i++
			}
			if i != len(rows) || err != nil {
				t.Fatal("the walk ended at", i, err)
			}
		}
		c := r.RowCursor()
		i := len(rows)
		for k, _, err := c.Last(); k != nil || err != nil; k, _, err = c.Prev() {
			if i--; err != nil || string(k) != rows[i].k {
				t.Fatal(i, err)
			}
		}
		if i != 0 {
			t.Fatal("the walk back ended at", i)
		}
		other := rapid.StringN(1, 12, -1).Draw(t, "other")
		at, had := slices.BinarySearch(keys, other)
		if v, err := r.Row([]byte(other)); err != nil || (v != nil) != had {
			t.Fatal(v, err)
		}
		k, _, err := r.RowCursor().Seek([]byte(other))
		if err != nil || (k == nil) != (at == len(keys)) || k != nil && string(k) != keys[at] {
			t.Fatalf("seek %q: %q %v", other, k, err)
		}
	})
}

func seq(n int) string { return string(binary.BigEndian.AppendUint64(nil, uint64(n))) }

func big() (rows, records []pair) {
	for i := range 80_000 {
		rows = append(rows, pair{fmt.Sprintf("net\x00order\x00O-%08d", i), fmt.Sprint("value ", i)})
	}
	for i := range 20_000 {
		records = append(records, pair{seq(i), fmt.Sprint("record ", i)})
	}
	return rows, records
}

func TestManyRowsAndFilters(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a")
	rows, records := big()
	write(t, file, rows, records)
	r := open(t, file)
	defer r.Close()
	for i := 0; i < len(rows); i += 2999 {
		if v, err := r.Row([]byte(rows[i].k)); err != nil || string(v) != rows[i].v {
			t.Fatalf("%q: %q %v", rows[i].k, v, err)
		}
		if v, err := r.Row([]byte(rows[i].k + "x")); err != nil || v != nil {
			t.Fatal(v, err)
		}
	}
	if v, err := r.Record([]byte(seq(19_999))); err != nil || string(v) != "record 19999" {
		t.Fatalf("%q %v", v, err)
	}
	if v, err := r.Record([]byte(seq(20_000))); err != nil || v != nil {
		t.Fatal(v, err)
	}
}

func TestOrderIsKept(t *testing.T) {
	w, err := archive.Create(filepath.Join(t.TempDir(), "a"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row([]byte("b"), nil); err != nil {
		t.Fatal(err)
	}
	if w.Row([]byte("b"), nil) == nil || w.Row([]byte("a"), nil) == nil {
		t.Error("rows out of order were taken")
	}
	if err := w.Discard(); err != nil {
		t.Error(err)
	}
}

// TestEveryChangeIsFound changes, cuts and lengthens a file: Open or Check
// find each, and reading on never panics.
func TestEveryChangeIsFound(t *testing.T) {
	dir := t.TempDir()
	file, bad := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	rows, records := big()
	write(t, file, rows[:800], records[:300])
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range 80 {
		raw := bytes.Clone(good)
		at := dice.IntN(len(raw))
		if i%3 == 0 {
			at = len(raw) - 1 - dice.IntN(400)
		}
		switch i % 10 {
		case 0:
			raw = raw[:at]
		case 1:
			raw = append(raw, byte(i))
		case 2:
			raw = append(raw[:at], raw[min(len(raw), at+1+dice.IntN(3000)):]...)
		default:
			raw[at] ^= byte(1 + dice.IntN(255))
		}
		if err := os.WriteFile(bad, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := readAll(bad); !errors.Is(err, archive.ErrCorrupt) {
			t.Fatalf("change %d at byte %d of %d: %v", i, at, len(good), err)
		}
	}
	if err := readAll(file); err != nil {
		t.Error(err)
	}
}

func readAll(file string) error {
	r, err := archive.Open(file)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, c := range []*archive.Cursor{r.RowCursor(), r.RecordCursor()} {
		for k, _, err := c.Seek(nil); k != nil && err == nil; k, _, err = c.Next() {
			_, _ = r.Row(k)
		}
	}
	return r.Check(func() error { return nil })
}

func FuzzOpen(f *testing.F) {
	file := filepath.Join(f.TempDir(), "a")
	write(f, file, []pair{{"a", "1"}, {"b", "2"}}, []pair{{seq(1), "r"}})
	good, err := os.ReadFile(file)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, raw []byte) {
		name := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(name, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		_ = readAll(name)
	})
}
