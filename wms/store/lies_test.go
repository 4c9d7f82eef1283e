package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// liars is a sound site with archives, its exported journal and a checkpoint
// of its end, and the dice for lies about them.
type liars struct {
	t          *testing.T
	dir        string
	file       string // of the copy that is lied in
	good       map[string][]byte
	want       string // what the sound files say
	checkpoint store.Checkpoint
	dice       *rand.Rand
}

const liedArchive = store.ArchiveDir + "/2026-02.aisle"

func newLiars(t *testing.T, seed uint64) *liars {
	t.Helper()
	l := &liars{t: t, dir: t.TempDir(), good: map[string][]byte{}, dice: rand.New(rand.NewPCG(seed, 5))}
	sound := t.TempDir()
	_, c := exported(t, sound, 1)
	pack(t, filepath.Join(sound, "a.db"))
	l.checkpoint, l.file = c, filepath.Join(l.dir, "a.db")
	for _, name := range []string{"a.db", "journal", liedArchive, store.ArchiveDir + "/2026-01.aisle", store.ArchiveDir + "/2026-03.aisle"} {
		raw, err := os.ReadFile(filepath.Join(sound, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "a.db" { // without the room it has for more, where a lie would change nothing
			raw = raw[:(len(bytes.TrimRight(raw, "\x00"))+4095)/4096*4096]
		}
		l.good[name] = raw
		l.put(name, raw)
	}
	var err error
	if l.want, err = l.meaning(); err != nil {
		t.Fatal(err)
	}
	l.put("a.db", l.good["a.db"])
	if err := l.verify("a.db"); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *liars) put(name string, raw []byte) {
	l.t.Helper()
	file := filepath.Join(l.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, raw, 0o600)); err != nil {
		l.t.Fatal(err)
	}
}

// meaning is everything a reader can see, sealed or not.
func (l *liars) meaning() (string, error) {
	s, err := store.Open(store.Options{File: l.file, NoSync: true, Clock: storetest.NewClock().Now, KeyFile: l.file + ".key"})
	if err != nil {
		return "", err
	}
	defer s.Close()
	var b bytes.Buffer
	err = s.View(func(r store.Reader) error {
		return store.Everything(r).Scan(nil, nil, func(k, v []byte) (bool, error) {
			fmt.Fprintf(&b, "%q %q\n", k, v)
			return true, nil
		})
	})
	records, err2 := s.Records(0, 1_000_000)
	fmt.Fprintln(&b, records, s.LastTime())
	return b.String(), errors.Join(err, err2)
}

func (l *liars) verify(name string) error {
	if name == "journal" {
		_, err := store.VerifyJournal(context.Background(), filepath.Join(l.dir, name), &l.checkpoint)
		return err
	}
	_, err := store.Verify(context.Background(), l.file, store.VerifyOptions{Checkpoint: &l.checkpoint})
	return err
}

// lie changes a file and says how, and whether it surely changed its meaning.
func (l *liars) lie(name, kind string) (what string, sure bool) {
	raw := bytes.Clone(l.good[name])
	at := l.dice.IntN(len(raw))
	switch {
	case kind == "edit":
		flip := byte(1 + l.dice.IntN(255))
		raw[at] ^= flip
		l.put(name, raw)
		return fmt.Sprintf("byte %d ^ %#x", at, flip), name != "a.db"
	case kind == "cut":
		l.put(name, raw[:at])
		return fmt.Sprint("cut at ", at), name != "a.db"
	case name == "a.db":
		return l.delete(), true
	case name == "journal":
		lines := bytes.SplitAfter(raw, []byte("\n"))
		n := l.dice.IntN(len(lines) - 1)
		l.put(name, bytes.Join(append(lines[:n:n], lines[n+1:]...), nil))
		return fmt.Sprint("without line ", n), true
	}
	n := min(1+l.dice.IntN(300), len(raw)-at)
	l.put(name, append(raw[:at], raw[at+n:]...))
	return fmt.Sprintf("without the %d bytes at %d", n, at), true
}

// delete takes an entry of any bucket out by bbolt's own means.
func (l *liars) delete() (what string) {
	l.put("a.db", l.good["a.db"])
	db, err := bbolt.Open(l.file, 0o600, &bbolt.Options{NoSync: true})
	if err != nil {
		l.t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		name := []string{"data", "data", "journal", "journal", "idem", "signed", "meta"}[l.dice.IntN(7)]
		b := tx.Bucket([]byte(name))
		var keys [][]byte
		err := b.ForEach(func(k, _ []byte) error { keys = append(keys, bytes.Clone(k)); return nil })
		key := keys[l.dice.IntN(len(keys))]
		what = fmt.Sprintf("without %s %q", name, key)
		return errors.Join(err, b.Delete(key))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		l.t.Fatal(what, err)
	}
	return what
}

// TestLiesAreFound edits single bytes, deletes records and cuts, in the data
// file, an archive and the exported journal: verify finds each, or nothing
// that can be read has changed; nothing panics or takes much memory.
func TestLiesAreFound(t *testing.T) { testLies(t, 15) }

// TestSoakLiesAreFound is the same with 1,000 lies of each kind about each
// file.
func TestSoakLiesAreFound(t *testing.T) {
	if os.Getenv("AISLE_SOAK") == "" {
		t.Skip("SKIP 9,000 lies: AISLE_SOAK is not set")
	}
	testLies(t, 1000)
}

func testLies(t *testing.T, rounds int) {
	l := newLiars(t, 3)
	for _, name := range []string{"a.db", liedArchive, "journal"} {
		for _, kind := range []string{"edit", "delete", "cut"} {
			found, most := 0, uint64(0)
			for range rounds {
				what, sure := l.lie(name, kind)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := l.verify(name)
				runtime.ReadMemStats(&after)
				most = max(most, after.TotalAlloc-before.TotalAlloc)
				switch {
				case errors.Is(err, store.ErrCorrupt), errors.Is(err, store.ErrNewer):
					found++
				case err != nil:
					t.Errorf("%s %s: found, but as %v", name, what, err)
				case sure:
					t.Errorf("%s %s: not found", name, what)
				default:
					if got, err := l.meaning(); err != nil || got != l.want {
						t.Errorf("%s %s: not found (%v)", name, what, err)
					}
				}
			}
			l.put(name, l.good[name])
			t.Logf("%s, %s: %d of %d found, the others changed nothing that is read; at most %d KiB allocated by a verify", name, kind, found, rounds, most>>10)
			if most > 256<<20 {
				t.Errorf("a verify of %s took %d MiB", name, most>>20)
			}
		}
	}
}
