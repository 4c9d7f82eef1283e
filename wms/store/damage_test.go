package store_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// site makes a data file with a bit of everything and returns a checkpoint of
// its end.
func site(t *testing.T, file string) *store.Checkpoint {
	t.Helper()
	s, err := store.Open(store.Options{File: file, Clock: storetest.NewClock().Now, NoSync: true, CheckpointEvery: 50})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	people := store.NewTable[row]("people", 1).Private()
	for i := range 200 {
		_, err := s.Do(context.Background(), store.Command{Partition: partitions[i%3], Kind: "test.do", IdempotencyKey: fmt.Sprint(i),
			Actor: wms.Actor{User: "u", Reason: "why"},
			Run: func(tx store.Tx) ([]byte, error) {
				tx.Emit(wms.Event{Type: "thing.done", Subject: fmt.Sprint(i), Data: map[string]any{"qty": i}})
				if i%10 == 0 {
					if err := tx.Send("net", "m", i); err != nil {
						return nil, err
					}
				}
				if err := people.Put(tx, row{Name: "secret"}, i); err != nil {
					return nil, err
				}
				if err := rows.Delete(tx, i/2); err != nil {
					return nil, err
				}
				return []byte("answer"), rows.Put(tx, row{Name: "something", N: int64(i)}, i)
			}})
		if err != nil {
			t.Fatal(err)
		}
	}
	c, err := s.ExportCheckpoint(file + ".checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file + ".checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := store.ParseCheckpoint(text)
	if err != nil || parsed.Seq != c.Seq {
		t.Fatal(parsed, err)
	}
	return &parsed
}

// meaning is everything that a reader can see in a file.
func meaning(file string) (text string, err error) {
	s, err := store.Open(store.Options{File: file, NoSync: true, Clock: storetest.NewClock().Now, KeyFile: file + ".key"})
	if err != nil {
		return "", err
	}
	defer s.Close()
	var b strings.Builder
	err = s.View(func(r store.Reader) error {
		return r.Scan(nil, nil, func(k, v []byte) (bool, error) {
			fmt.Fprintf(&b, "%q %q\n", k, v)
			return true, nil
		})
	})
	if err != nil {
		return "", err
	}
	records, err := s.Records(0, 1_000_000)
	fmt.Fprintln(&b, records, s.LastTime())
	return b.String(), err
}

// TestDamageIsFound flips single bytes all over the file and cuts it: either
// nothing that can be read has changed, or Verify finds it.
func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	n := 60
	if v := os.Getenv("AISLE_DAMAGE_ROUNDS"); v != "" {
		n, _ = strconv.Atoi(v)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "a.db")
	checkpoint := site(t, file)
	pack(t, file)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, err := meaning(file)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	found := 0
	for i := range n {
		bad := append([]byte{}, good...)
		var what string
		switch at := random.IntN(len(bad)); {
		case i%25 == 0:
			bad, what = bad[:at], fmt.Sprint("cut at ", at)
		case i%25 == 1:
			at = random.IntN(2 * 4096)
			fallthrough
		default:
			flip := byte(1 + random.IntN(255))
			bad[at] ^= flip
			what = fmt.Sprintf("byte %d ^ %#x", at, flip)
		}
		name := filepath.Join(dir, "bad.db")
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Verify(context.Background(), name, store.VerifyOptions{Checkpoint: checkpoint}); err != nil {
			if !errors.Is(err, store.ErrCorrupt) && !errors.Is(err, store.ErrNewer) {
				t.Errorf("%s: found, but as %v", what, err)
			}
			found++
			continue
		}
		if got, err := meaning(name); err != nil || got != want {
			t.Errorf("%s: not found by verify (%v)", what, err)
		}
	}
	t.Logf("%d of %d changes were found, the others changed nothing that is read", found, n)
}

// TestForgeries changes the file by bbolt's own means, checksums and all.
func TestForgeries(t *testing.T) {
	seal := func(k, v []byte) []byte {
		c := crc32.MakeTable(crc32.Castagnoli)
		return binary.BigEndian.AppendUint32(append([]byte{}, v...), crc32.Update(crc32.Checksum(k, c), c, v))
	}
	seq := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	key := store.Key("net", "rows", 198)
	t.Parallel()
	sound := filepath.Join(t.TempDir(), "a.db")
	site(t, sound)
	pack(t, sound)
	for name, c := range map[string]struct {
		change func(data, journal, idem *bbolt.Bucket) error
		want   string
	}{
		"value with a good checksum": {func(d, _, _ *bbolt.Bucket) error { return d.Put(key, seal(key, []byte("other"))) }, "does not hold what journal record"},
		"value of another key":       {func(d, _, _ *bbolt.Bucket) error { return d.Put(key, d.Get(store.Key("a", "rows", 199))) }, "checksum"},
		"deleted value":              {func(d, _, _ *bbolt.Bucket) error { return d.Delete(key) }, "net/rows/"},
		"added value": {func(d, _, _ *bbolt.Bucket) error {
			k := store.Key("net", "rows", 5000)
			return d.Put(k, seal(k, []byte("x")))
		}, "by the journal it is not there"},
		"deleted private value": {func(d, _, _ *bbolt.Bucket) error { return d.Delete(store.Key("net", "people", 3)) }, "is not stored"},
		"deleted record":        {func(_, j, _ *bbolt.Bucket) error { return j.Delete(seq(77)) }, "record 77 is missing"},
		"deleted last record":   {func(_, j, _ *bbolt.Bucket) error { return j.Delete(seq(200)) }, "ends at record 199"},
		"swapped records": {func(_, j, _ *bbolt.Bucket) error {
			a, b := append([]byte{}, j.Get(seq(10))...), append([]byte{}, j.Get(seq(11))...)
			return errors.Join(j.Put(seq(10), b), j.Put(seq(11), a))
		}, "journal record 11 stands under key"},
		"forgotten idempotency key": {func(_, _, i *bbolt.Bucket) error {
			k, _ := i.Cursor().First()
			return i.Delete(k)
		}, "idempotency key"},
		"redirected idempotency key": {func(_, _, i *bbolt.Bucket) error {
			k, _ := i.Cursor().First()
			return i.Put(k, seal(k, seq(1+binary.BigEndian.Uint64(i.Get(k)))))
		}, "idempotency entry"},
		"message taken out": {func(d, _, _ *bbolt.Bucket) error { return d.Delete(store.Key("a", "~out", "net", uint64(3))) }, "~out"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.db")
			copyFile(t, sound, file)
			db, err := bbolt.Open(file, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Update(func(tx *bbolt.Tx) error {
				return c.change(tx.Bucket([]byte("data")), tx.Bucket([]byte("journal")), tx.Bucket([]byte("idem")))
			})
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			_, err = store.Verify(context.Background(), file, store.VerifyOptions{})
			if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("verify says %v, want %q", err, c.want)
			}
		})
	}
}

// TestCheckpointProvesACutTail goes back to an older copy of the file, which
// is sound in itself.
func TestCheckpointProvesACutTail(t *testing.T) {
	dir := t.TempDir()
	file, old := filepath.Join(dir, "a.db"), filepath.Join(dir, "old.db")
	site(t, file)
	copyFile(t, file, old)
	s, err := store.Open(store.Options{File: file, NoSync: true, Clock: storetest.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	storetest.Do(t, s, "net", func(tx store.Tx) error { return rows.Put(tx, row{N: 1}, 1000) })
	c, err := s.ExportCheckpoint(filepath.Join(dir, "c.json"))
	s.Close()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{file: "", old: "the journal is cut"} {
		if _, err := store.Verify(context.Background(), name, store.VerifyOptions{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_, err := store.Verify(context.Background(), name, store.VerifyOptions{Checkpoint: &c})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c.Seq++
	if c.Valid() {
		t.Error("a changed checkpoint is valid")
	}
}

// pack rewrites the file without its free pages.
func pack(t *testing.T, file string) {
	t.Helper()
	src, err := bbolt.Open(file, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	dst, err := bbolt.Open(file+".packed", 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(bbolt.Compact(dst, src, 0), src.Close(), dst.Close(), os.Rename(file+".packed", file)); err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	newer := filepath.Join(dir, "newer.db")
	site(t, newer)
	db, err := bbolt.Open(newer, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		state, err := store.Encode(map[int]any{1: 2, 8: [][]byte{{1}}})
		if err != nil {
			return err
		}
		c := crc32.MakeTable(crc32.Castagnoli)
		sum := crc32.Update(crc32.Checksum([]byte("state"), c), c, state)
		return tx.Bucket([]byte("meta")).Put([]byte("state"), binary.BigEndian.AppendUint32(state, sum))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a data file\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]error{newer: store.ErrNewer, text: store.ErrCorrupt, dir: nil} {
		for what, open := range map[string]func() error{
			"open":   func() error { _, err := store.Open(store.Options{File: file}); return err },
			"verify": func() error { _, err := store.Verify(context.Background(), file, store.VerifyOptions{}); return err },
		} {
			if err := open(); err == nil || want != nil && !errors.Is(err, want) || !strings.Contains(err.Error(), file) {
				t.Errorf("%s %s: %v", what, filepath.Base(file), err)
			}
		}
	}
}

func TestBackupAndRestore(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "a.db"))
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				storetest.Do(t, s, "wh", func(tx store.Tx) error { return rows.Put(tx, row{N: int64(i)}, i) })
			}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.Wait(ctx, 20); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(dir, "backup")
	if err := s.Backup(ctx, backup); err != nil {
		t.Fatal(err)
	}
	close(stop)
	<-done
	s.Close()
	target := filepath.Join(dir, "restored")
	report, err := store.Restore(ctx, backup, target)
	if err != nil || report.Keys < 20 {
		t.Fatal(report, err)
	}
	if _, err := store.Restore(ctx, backup, target); err == nil {
		t.Error("an existing data file was overwritten")
	}
	r := open(t, filepath.Join(target, store.FileName))
	defer r.Close()
	if r.Seq() != report.Records {
		t.Errorf("restored up to %d, report says %d", r.Seq(), report.Records)
	}
	if err := os.Truncate(backup, 9000); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(ctx, backup, filepath.Join(dir, "other")); !errors.Is(err, store.ErrCorrupt) {
		t.Error(err)
	}
}

func TestChecksOfOtherPackages(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	site(t, file)
	check := store.NamedCheck{Name: "rows", Check: func(r store.Reader, fail func(string, ...any)) error {
		return rows.Scan(r, "net", nil, func(k store.KeyParts, v row) (bool, error) {
			if v.N == 198 || v.N == 195 {
				fail("row %d is odd", v.N)
			}
			return true, nil
		})
	}}
	report, err := store.Verify(context.Background(), file, store.VerifyOptions{Checks: []store.NamedCheck{check}})
	if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), "rows: row 195 is odd") || len(report.Faults) != 2 {
		t.Error(report, err)
	}
}
