package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// closedRows are those whose N is even, since At.
var closedRows = rows.Archivable(func(_ store.Reader, _ store.Partition, _ store.KeyParts, v row) (time.Time, error) {
	if v.N%2 != 0 {
		return time.Time{}, nil
	}
	return v.At, nil
})

func sealBefore(at time.Time) store.SealOptions {
	return store.SealOptions{Before: at, Tables: []store.Archivable{closedRows}, Actor: wms.System("test"), PerCommit: 7}
}

// TestSealedRowsAreAsBefore runs random commands, seals at random moments, and
// finds the same rows as in a map, by lookup and by scans of everything in
// both directions, also after reopening.
func TestSealedRowsAreAsBefore(t *testing.T) {
	t.Parallel()
	dir, round := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		m := &sealModel{t: t, file: filepath.Join(dir, fmt.Sprint(round), "a.db"), clock: storetest.NewClock(), rows: map[string]int64{}}
		m.makeDir()
		m.open()
		defer func() { m.s.Close() }()
		for range rapid.IntRange(1, 14).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0, 1:
				m.seal(t)
			case 2:
				m.delete(t)
			default:
				m.put(t)
			}
		}
		m.compare(t)
		m.reopen(t)
	})
}

type sealModel struct {
	t     *rapid.T
	file  string
	clock *storetest.Clock
	s     *store.Bolt
	rows  map[string]int64 // by partition and number
}

func (m *sealModel) makeDir() {
	if err := os.MkdirAll(filepath.Dir(m.file), 0o700); err != nil {
		m.t.Fatal(err)
	}
}

func (m *sealModel) open() {
	s, err := store.Open(store.Options{File: m.file, Clock: m.clock.Now, NoSync: true, InitialMmapSize: 1 << 30, CheckpointEvery: 5})
	if err != nil {
		m.t.Fatal(err)
	}
	m.s = s
}

func name(p store.Partition, n int) string { return fmt.Sprintf("%s %02d", p, n) }

func (m *sealModel) draw(t *rapid.T) (store.Partition, []int) {
	m.clock.Add(time.Duration(rapid.IntRange(0, 20*24).Draw(t, "hours")) * time.Hour)
	return rapid.SampledFrom(partitions).Draw(t, "partition"), rapid.SliceOfN(rapid.IntRange(0, 15), 1, 6).Draw(t, "rows")
}

func (m *sealModel) put(t *rapid.T) {
	p, which := m.draw(t)
	v := rapid.Int64Range(0, 9).Draw(t, "value")
	m.do(p, func(tx store.Tx) error {
		tx.Emit(wms.Event{Type: "row.put", Subject: fmt.Sprint(v)})
		for _, n := range which {
			if err := rows.Put(tx, row{N: v, At: tx.Now()}, n); err != nil {
				return err
			}
			m.rows[name(p, n)] = v
		}
		return nil
	})
}

func (m *sealModel) delete(t *rapid.T) {
	p, which := m.draw(t)
	m.do(p, func(tx store.Tx) error {
		for _, n := range which {
			if err := rows.Delete(tx, n); err != nil {
				return err
			}
			delete(m.rows, name(p, n))
			if _, had, err := rows.Get(tx, p, n); err != nil || had {
				return fmt.Errorf("a deleted row is there (%v)", err)
			}
		}
		return nil
	})
}

func (m *sealModel) seal(t *rapid.T) {
	before := m.clock.Now().Add(-time.Duration(rapid.IntRange(0, 1000).Draw(t, "age")) * time.Hour)
	if _, err := m.s.Seal(context.Background(), sealBefore(before)); err != nil {
		t.Fatal(err)
	}
}

func (m *sealModel) reopen(t *rapid.T) {
	m.s.Close()
	if _, err := store.Verify(context.Background(), m.file, store.VerifyOptions{KeysPerPass: 20}); err != nil {
		t.Fatal(err)
	}
	m.open()
	m.compare(t)
}

func (m *sealModel) compare(t *rapid.T) {
	if err := m.s.View(func(r store.Reader) error {
		for _, p := range partitions {
			for n := range 16 {
				v, had, err := rows.Get(r, p, n)
				want, wanted := m.rows[name(p, n)]
				if err != nil || had != wanted || v.N != want {
					return fmt.Errorf("%s: %d %v %v, want %d %v", name(p, n), v.N, had, err, want, wanted)
				}
			}
			var forth, back []string
			all := store.Everything(r)
			if err := rows.Scan(all, p, nil, func(k store.KeyParts, v row) (bool, error) {
				forth = append(forth, name(p, int(k.Int())))
				return true, nil
			}); err != nil {
				return err
			}
			if err := rows.ScanBack(all, p, nil, func(k store.KeyParts, v row) (bool, error) {
				back = append(back, name(p, int(k.Int())))
				return true, nil
			}); err != nil {
				return err
			}
			var want []string
			for _, k := range slices.Sorted(maps.Keys(m.rows)) {
				if strings.HasPrefix(k, string(p)+" ") {
					want = append(want, k)
				}
			}
			slices.Reverse(back)
			if !slices.Equal(forth, want) || !slices.Equal(back, want) {
				return fmt.Errorf("scans of everything: %v and %v, want %v", forth, back, want)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	records, err := m.s.Records(0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range records {
		if r.Seq != uint64(i+1) {
			t.Fatalf("record %d stands at %d", r.Seq, i+1)
		}
	}
	if uint64(len(records)) != m.s.Seq() {
		t.Fatalf("%d records, seq %d", len(records), m.s.Seq())
	}
}

func (m *sealModel) do(p store.Partition, fn func(tx store.Tx) error) {
	if _, err := storetest.Try(m.s, p, fn); err != nil {
		m.t.Fatal(err)
	}
}

// sealSite fills a store with rows of three months and seals two of them.
func sealSite(t *testing.T, file string) (*store.Bolt, *storetest.Clock) {
	t.Helper()
	clock := storetest.NewClock()
	s, err := store.Open(store.Options{File: file, Clock: clock.Now, NoSync: true, CheckpointEvery: 20})
	if err != nil {
		t.Fatal(err)
	}
	people := store.NewTable[row]("people", 1).Private()
	for i := range 90 {
		clock.Add(24 * time.Hour)
		_, err := s.Do(context.Background(), store.Command{Partition: partitions[i%3], Kind: "test.do", IdempotencyKey: fmt.Sprint(i),
			Actor: wms.Actor{User: "u", From: "10.0.0.1", Reason: "why"}, Run: func(tx store.Tx) ([]byte, error) {
				tx.Emit(wms.Event{Type: "thing.done", Subject: fmt.Sprint("S", i), Data: map[string]any{"qty": i}})
				if err := people.Put(tx, row{Name: "secret"}, i); err != nil {
					return nil, err
				}
				if i%10 == 0 {
					if err := tx.Send("net", "m", i); err != nil {
						return nil, err
					}
				}
				return []byte(fmt.Sprint("answer ", i)), rows.Put(tx, row{N: int64(i), Name: "something", At: tx.Now()}, i)
			}})
		if err != nil {
			t.Fatal(err)
		}
	}
	made, err := s.Seal(context.Background(), sealBefore(storetest.Start.AddDate(0, 2, 5)))
	if err != nil || len(made) != 3 || made[0].Name != "2026-01.aisle" || made[2].Name != "2026-03.aisle" {
		t.Fatal(made, err)
	}
	return s, clock
}

func TestSealByMonth(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.db")
	s, clock := sealSite(t, file)
	again, err := s.Do(context.Background(), store.Command{Partition: "net", Kind: "test.do", IdempotencyKey: "3",
		Run: func(store.Tx) ([]byte, error) { t.Error("ran twice"); return nil, nil }})
	if err != nil || !again.Replayed || string(again.Answer) != "answer 3" {
		t.Errorf("a key whose record is sealed: %v %v", again, err)
	}
	made, err := s.Seal(context.Background(), sealBefore(clock.Now()))
	if err != nil || len(made) != 2 || made[0].Name != "2026-03.2.aisle" {
		t.Errorf("the rest of March: %v %v", made, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := store.Verify(context.Background(), file, store.VerifyOptions{})
	if err != nil || report.Archives != 5 || report.Sealed != 45 {
		t.Error(report, err)
	}
}

// TestSealedFilesThatAreNotThere removes and swaps archives.
func TestSealedFilesThatAreNotThere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.db")
	s, _ := sealSite(t, file)
	s.Close()
	dir := filepath.Join(filepath.Dir(file), store.ArchiveDir)
	a, b, c := filepath.Join(dir, "2026-01.aisle"), filepath.Join(dir, "2026-02.aisle"), filepath.Join(dir, "aside")
	for what, steps := range map[string][2]string{"missing": {a, c}, "another": {b, a}} {
		copyFile(t, steps[0], c)
		if err := os.Rename(steps[0], steps[1]); err != nil {
			t.Fatal(err)
		}
		if what == "another" {
			copyFile(t, a, b)
		}
		if _, err := store.Open(store.Options{File: file}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: open says %v", what, err)
		}
		if _, err := store.Verify(context.Background(), file, store.VerifyOptions{}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: verify says %v", what, err)
		}
		if what == "missing" {
			if err := os.Rename(c, a); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestBackupHoldsArchivesAndExtras restores into an empty folder, and refuses
// a backup from which an archive was taken or in which one was changed.
func TestBackupHoldsArchivesAndExtras(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, store.FileName)
	s, _ := sealSite(t, file)
	if err := errors.Join(s.Close(), os.WriteFile(filepath.Join(dir, "some.keys"), []byte("keys"), 0o600)); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{File: file, Extras: []string{"some.keys", "not.there"}})
	if err != nil {
		t.Fatal(err)
	}
	backup, target := filepath.Join(dir, "backup"), filepath.Join(dir, "restored")
	if err := errors.Join(s.Backup(context.Background(), backup), s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(context.Background(), backup, target); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(target, "some.keys")); string(text) != "keys" {
		t.Error("the extra file:", err)
	}
	report, err := store.Verify(context.Background(), filepath.Join(target, store.FileName), store.VerifyOptions{})
	if err != nil || report.Archives != 3 {
		t.Error(report, err)
	}
	if left, err := filepath.Glob(filepath.Join(target, ".restore*")); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
	good, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.LastIndex(string(good), "aisle archive 1")
	for what, bad := range map[string][]byte{"changed": append(slices.Clone(good[:at+40]), append([]byte{good[at+40] ^ 1}, good[at+41:]...)...), "cut": good[:at+40]} {
		if err := os.WriteFile(backup, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(dir, what)
		if _, err := store.Restore(context.Background(), backup, other); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := os.Stat(filepath.Join(other, store.FileName)); err == nil {
			t.Errorf("%s: restored all the same", what)
		}
	}
}

// TestCompact finds no byte of what was deleted, and the same state.
func TestCompact(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.db")
	s := open(t, file)
	secrets := store.NewTable[row]("secrets", 1).Private()
	for i := range 300 {
		storetest.Do(t, s, "net", func(tx store.Tx) error {
			return secrets.Put(tx, row{Name: "Rumpelstiltskin" + strings.Repeat("x", 900)}, i)
		})
	}
	storetest.Do(t, s, "net", func(tx store.Tx) error {
		for i := range 300 {
			if err := secrets.Delete(tx, i); err != nil {
				return err
			}
		}
		return rows.Put(tx, row{N: 7}, 7)
	})
	if _, _, err := store.Compact(file); !errors.Is(err, store.ErrLocked) {
		t.Error("an open file was compacted:", err)
	}
	s.Close()
	before, after, err := store.Compact(file)
	if err != nil || after >= before {
		t.Fatal(before, after, err)
	}
	raw, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(raw), "Rumpelstiltskin") {
		t.Error("what was deleted is still in the file", err)
	}
	if report, err := store.Verify(context.Background(), file, store.VerifyOptions{}); err != nil || report.Records != 301 {
		t.Error(report, err)
	}
}
