package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestAgainstAModel runs random commands, several at once so that they share
// commits, and compares with maps; in between it reopens and verifies.
func TestAgainstAModel(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		m := &model{t: t, file: filepath.Join(dir, fmt.Sprint(round, ".db")), rows: map[string]string{}, ids: map[string]uint64{}}
		m.open()
		defer func() { m.s.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"command": m.command,
			"burst":   m.burst,
			"scan":    m.scan,
			"reopen": func(t *rapid.T) {
				if rapid.IntRange(0, 3).Draw(t, "now") == 0 {
					m.reopen(t)
				}
			},
			"": func(*rapid.T) {},
		})
		m.reopen(t)
	})
}

type model struct {
	t    *rapid.T
	file string
	s    *store.Bolt
	rows map[string]string // by full key
	ids  map[string]uint64
}

var partitions = []store.Partition{"net", "a", "b"}

func (m *model) open() {
	s, err := store.Open(store.Options{File: m.file, Clock: storetest.NewClock().Now, NoSync: true, InitialMmapSize: 1 << 30, CheckpointEvery: 7})
	if err != nil {
		m.t.Fatal(err)
	}
	m.s = s
}

func (m *model) reopen(t *rapid.T) {
	m.s.Close()
	if _, err := store.Verify(context.Background(), m.file, store.VerifyOptions{KeysPerPass: 20}); err != nil {
		t.Fatal(err)
	}
	m.open()
	m.compare(t)
}

// step is one thing a command does.
type step struct {
	what string
	n    int
	v    string
}

var drawSteps = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
	return step{rapid.SampledFrom([]string{"put", "put", "put", "delete", "deleteAll", "id", "read"}).Draw(t, "what"),
		rapid.IntRange(0, 40).Draw(t, "n"), rapid.StringN(0, 200, -1).Draw(t, "v")}
}), 0, 12)

var errRefused = errors.New("refused")

// run applies the steps to the transaction and to the model's copies.
func run(tx store.Tx, steps []step, end string, rows map[string]string, ids map[string]uint64) error {
	p := tx.Partition()
	for _, st := range steps {
		key := store.Key(p, "t", st.n)
		switch st.what {
		case "put":
			if err := tx.Put(key, []byte(st.v)); err != nil {
				return err
			}
			rows[string(key)] = st.v
		case "delete":
			if err := tx.Delete(key); err != nil {
				return err
			}
			delete(rows, string(key))
		case "deleteAll":
			prefix := store.Prefix(p, "t")
			scan := tx.Scan
			if st.n%2 == 0 {
				scan = tx.ScanBack
			}
			if err := scan(prefix, store.End(prefix), func(k, _ []byte) (bool, error) { return true, tx.Delete(k) }); err != nil {
				return err
			}
			maps.DeleteFunc(rows, func(k, _ string) bool { return bytes.HasPrefix([]byte(k), prefix) })
		case "id":
			id, err := tx.NextID("n")
			if err != nil {
				return err
			}
			if ids[string(p)]++; id != ids[string(p)] {
				return fmt.Errorf("id %d, want %d", id, ids[string(p)])
			}
		case "read":
			v, err := tx.Get(key)
			if want, ok := rows[string(key)]; err != nil || string(v) != want || (v != nil) != ok {
				return fmt.Errorf("read %q %v, want %q", v, err, want)
			}
		}
	}
	switch end {
	case "refuse":
		return errRefused
	case "panic":
		panic("as drawn")
	}
	return nil
}

var drawEnd = rapid.SampledFrom([]string{"", "", "", "refuse", "panic"})

func (m *model) command(t *rapid.T) {
	p := rapid.SampledFrom(partitions).Draw(t, "partition")
	steps, end := drawSteps.Draw(t, "steps"), drawEnd.Draw(t, "end")
	rows, ids := maps.Clone(m.rows), maps.Clone(m.ids)
	_, err := storetest.Try(m.s, p, func(tx store.Tx) error { return run(tx, steps, end, rows, ids) })
	m.outcome(t, end, err)
	if end == "" {
		m.rows, m.ids = rows, ids
	}
}

func (m *model) outcome(t *rapid.T, end string, err error) {
	if end == "" && err != nil || end == "refuse" && !errors.Is(err, errRefused) || end == "panic" && !errors.Is(err, store.ErrPanic) {
		t.Fatalf("end %q: %v", end, err)
	}
}

// burst submits several commands of different partitions at once: whatever
// their order, each partition's outcome is that of its one command.
func (m *model) burst(t *rapid.T) {
	var wg sync.WaitGroup
	rows, ids, errs, ends := make([]map[string]string, 3), make([]map[string]uint64, 3), make([]error, 3), make([]string, 3)
	for i, p := range partitions {
		steps := drawSteps.Draw(t, "steps")
		ends[i] = drawEnd.Draw(t, "end")
		rows[i], ids[i] = maps.Clone(m.rows), maps.Clone(m.ids)
		wg.Go(func() {
			_, errs[i] = storetest.Try(m.s, p, func(tx store.Tx) error { return run(tx, steps, ends[i], rows[i], ids[i]) })
		})
	}
	wg.Wait()
	for i, p := range partitions {
		m.outcome(t, ends[i], errs[i])
		if ends[i] != "" {
			continue
		}
		own := func(k string) bool { return bytes.HasPrefix([]byte(k), store.Prefix(p, "t")) }
		maps.DeleteFunc(m.rows, func(k, _ string) bool { return own(k) })
		for k, v := range rows[i] {
			if own(k) {
				m.rows[k] = v
			}
		}
		m.ids[string(p)] = ids[i][string(p)]
	}
	m.compare(t)
}

func (m *model) scan(t *rapid.T) { m.compare(t) }

func (m *model) compare(t *rapid.T) {
	got, back := map[string]string{}, []string{}
	err := m.s.View(func(r store.Reader) error {
		for _, p := range partitions {
			prefix := store.Prefix(p, "t")
			keys := []string{}
			err := r.Scan(prefix, store.End(prefix), func(k, v []byte) (bool, error) {
				got[string(k)] = string(v)
				keys = append(keys, string(k))
				return true, nil
			})
			if err != nil {
				return err
			}
			back = back[:0]
			err = r.ScanBack(prefix, store.End(prefix), func(k, _ []byte) (bool, error) {
				back = append(back, string(k))
				return true, nil
			})
			slices.Reverse(back)
			if err != nil || !slices.Equal(keys, back) || !slices.IsSorted(keys) {
				return fmt.Errorf("scan and scan back differ: %v", err)
			}
		}
		return nil
	})
	if err != nil || !maps.Equal(got, m.rows) {
		t.Fatalf("store has %v, model %v (%v)", got, m.rows, err)
	}
}

// TestCallersAtOnce has many callers add to shared counters, some of them
// failing, and readers that must see whole commands only.
func TestCallersAtOnce(t *testing.T) {
	s, _ := storetest.Open(t)
	const callers, each = 16, 60
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			err := s.View(func(r store.Reader) error {
				a, _, err := rows.Get(r, "wh", "a")
				if err != nil {
					return err
				}
				b, _, err := rows.Get(r, "wh", "b")
				if a.N != -b.N {
					return fmt.Errorf("half a command is seen: %d and %d", a.N, b.N)
				}
				return err
			})
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	var writers sync.WaitGroup
	for c := range callers {
		writers.Go(func() {
			for i := range each {
				_, err := storetest.Try(s, "wh", func(tx store.Tx) error {
					a, _, err := rows.Get(tx, "wh", "a")
					if err != nil {
						return err
					}
					if err := rows.Put(tx, row{N: a.N + 1}, "a"); err != nil {
						return err
					}
					if (c+i)%5 == 0 {
						return errRefused
					}
					return rows.Put(tx, row{N: -a.N - 1}, "b")
				})
				if refused := (c+i)%5 == 0; refused != (err != nil) {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	wg.Wait()
	_ = s.View(func(r store.Reader) error {
		if a, _, err := rows.Get(r, "wh", "a"); err != nil || a.N != callers*each*4/5 {
			t.Error(a.N, err)
		}
		return nil
	})
}

// TestQueueIsBoundedAndCtxHonoured fills the queue behind a command that does
// not end, and has the callers give up.
func TestQueueIsBoundedAndCtxHonoured(t *testing.T) {
	s, err := store.Open(store.Options{File: filepath.Join(t.TempDir(), "a.db"), NoSync: true, QueueLen: 2})
	if err != nil {
		t.Fatal(err)
	}
	hold, held := make(chan struct{}), make(chan struct{})
	var wg, first sync.WaitGroup
	first.Go(func() { storetest.Do(t, s, "wh", func(store.Tx) error { close(held); <-hold; return nil }) })
	<-held
	ctx, cancel := context.WithCancel(context.Background())
	ran := false
	for range 5 {
		wg.Go(func() {
			_, err := s.Do(ctx, store.Command{Partition: "wh", Kind: "k", Run: func(store.Tx) ([]byte, error) { ran = true; return nil, nil }})
			if !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
	cancel()
	wg.Wait() // while the writer is still held up
	close(hold)
	first.Wait()
	if ran {
		t.Error("a withdrawn command ran")
	}
	s.Close()
	if _, err := storetest.Try(s, "wh", func(store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Error(err)
	}
	if err := s.View(func(store.Reader) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Error(err)
	}
}
