package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

func TestMain(m *testing.M) {
	if what := os.Getenv(childEnv); what != "" {
		children[what]()
		return
	}
	goleak.VerifyTestMain(m)
}

type row struct {
	Name string    `cbor:"1,keyasint"`
	N    int64     `cbor:"2,keyasint"`
	At   time.Time `cbor:"3,keyasint"`
}

var rows = store.NewTable[row]("rows", 1)

func open(t testing.TB, file string) *store.Bolt {
	t.Helper()
	b, err := store.Open(store.Options{File: file, Clock: storetest.NewClock().Now, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestACommandIsAllOrNothing(t *testing.T) {
	s, _ := storetest.Open(t)
	want := row{Name: "a", N: 7, At: storetest.Start.Add(time.Microsecond)}
	storetest.Do(t, s, "wh", func(tx store.Tx) error { return rows.Put(tx, want, "x", 1) })
	boom := errors.New("no")
	for name, fn := range map[string]func(tx store.Tx) error{
		"error": func(tx store.Tx) error { return boom },
		"panic": func(tx store.Tx) error { panic("boom") },
	} {
		_, err := storetest.Try(s, "wh", func(tx store.Tx) error {
			for i := range 50 {
				if err := rows.Put(tx, row{N: int64(i)}, "x", i); err != nil {
					return err
				}
			}
			if err := rows.Delete(tx, "x", 1); err != nil {
				return err
			}
			if _, err := tx.NextID("order"); err != nil {
				return err
			}
			if err := tx.Send(store.Network, "m", 1); err != nil {
				return err
			}
			return fn(tx)
		})
		if err == nil {
			t.Fatalf("%s: succeeded", name)
		}
	}
	err := s.View(func(r store.Reader) error {
		n := 0
		err := rows.Scan(r, "wh", nil, func(k store.KeyParts, v row) (bool, error) {
			n++
			if k.Str() != "x" || k.Int() != 1 || v != want {
				t.Errorf("row is %v", v)
			}
			return true, k.Err()
		})
		if n != 1 {
			t.Errorf("%d rows", n)
		}
		return err
	})
	if err != nil || s.Seq() != 1 {
		t.Fatal(err, s.Seq())
	}
}

func TestIdempotency(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	wall := time.Now()
	openAt := func() *store.Bolt {
		s, err := store.Open(store.Options{File: file, NoSync: true, Wall: func() time.Time { return wall }})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := openAt()
	runs := 0
	do := func(print byte, fail error) (store.Result, error) {
		return s.Do(context.Background(), store.Command{Partition: "net", Kind: "order.place", IdempotencyKey: "k", Fingerprint: [32]byte{print},
			Run: func(tx store.Tx) ([]byte, error) { runs++; return []byte("answer"), fail }})
	}
	if _, err := do(1, errors.New("refused")); err == nil {
		t.Fatal("refused command succeeded")
	}
	first, err := do(1, nil)
	if err != nil || first.Replayed || first.Seq == 0 {
		t.Fatal(first, err)
	}
	for range 3 {
		again, err := do(1, nil)
		if err != nil || !again.Replayed || string(again.Answer) != "answer" || again.Seq != first.Seq {
			t.Fatal(again, err)
		}
		wall = wall.Add(6 * time.Hour)
		s.Close()
		s = openAt()
	}
	if _, err := do(2, nil); !errors.Is(err, store.ErrKeyReused) || wms.CodeOf(err) != "idempotency_key_reused" {
		t.Fatal(err)
	}
	wall = wall.Add(8 * time.Hour)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if res, err := do(2, nil); err == nil && !res.Replayed {
			break
		} else if time.Now().After(deadline) {
			t.Fatal("key is still known after 26 h:", err)
		}
	}
	if runs != 3 {
		t.Errorf("ran %d times", runs)
	}
	s.Close()
}

func TestMessagesArriveOnceAndInOrder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	const n = 300
	s := open(t, file)
	for i := range n {
		storetest.Do(t, s, store.Network, func(tx store.Tx) error { return tx.Send("wh", "add", i) })
		if i%50 != 49 {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i)*200*time.Microsecond)
		fails := 0
		_ = s.Deliver(ctx, map[string]store.Handler{"add": func(tx store.Tx, m store.Message) error {
			if fails++; fails%7 == 3 {
				return errors.New("not now")
			}
			var v int
			if err := store.Decode(m.Payload, &v); err != nil {
				return err
			}
			id, err := tx.NextID("handled")
			if err != nil {
				return err
			}
			if int(id) != v+1 {
				t.Errorf("message %d handled as number %d", v, id)
			}
			return tx.Send("log", "log", v)
		}})
		cancel()
		s.Close()
		s = open(t, file)
	}
	storetest.Deliver(t, s, map[string]store.Handler{
		"add": func(tx store.Tx, m store.Message) error {
			if _, err := tx.NextID("handled"); err != nil {
				return err
			}
			return tx.Send("log", "log", 0)
		},
		"log": func(tx store.Tx, m store.Message) error { _, err := tx.NextID("logged"); return err },
	})
	storetest.Settle(t, s)
	for p, name := range map[store.Partition]string{"wh": "handled", "log": "logged"} {
		storetest.Do(t, s, p, func(tx store.Tx) error {
			if id, err := tx.NextID(name); err != nil || id != n+1 {
				return fmt.Errorf("%s: %d, %v", name, id, err)
			}
			return nil
		})
	}
	t.Cleanup(func() { s.Close() })
}

func TestTimeNeverGoesBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	clock := storetest.NewClock()
	at := func() (now time.Time) {
		s, err := store.Open(store.Options{File: file, Clock: clock.Now, NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		storetest.Do(t, s, "wh", func(tx store.Tx) error { now = tx.Now(); tx.Emit(wms.Event{Type: "a.b"}); return nil })
		return now
	}
	first := at()
	clock.Add(-time.Hour)
	if second := at(); second.Before(first) {
		t.Errorf("%v then %v", first, second)
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	s := open(t, file)
	defer s.Close()
	if _, err := store.Open(store.Options{File: file}); !errors.Is(err, store.ErrLocked) {
		t.Fatal(err)
	}
}
