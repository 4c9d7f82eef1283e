package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

func TestFilter(t *testing.T) {
	var hashes []byte
	const n = 20_000
	for i := range n {
		hashes = append(hashes, hashIdem("p", fmt.Sprint(i))...)
	}
	f := newFilter(hashes)
	wrong := 0
	for i := range n {
		if !f.mayHave(hashIdem("p", fmt.Sprint(i))) {
			t.Fatalf("key %d is denied", i)
		}
		if f.mayHave(hashIdem("other", fmt.Sprint(i))) {
			wrong++
		}
	}
	if wrong > n/50 {
		t.Errorf("%d of %d absent keys are not told from present ones", wrong, n)
	}
	if newFilter(nil).mayHave(hashIdem("p", "k")) {
		t.Error("an empty filter has a key")
	}
}

func TestKeysAreFoundThroughFilters(t *testing.T) {
	wall := time.Unix(1_700_000_000, 0)
	b, err := Open(Options{File: filepath.Join(t.TempDir(), "a.db"), NoSync: true, Wall: func() time.Time { return wall }})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	runs := 0
	do := func(key string) (seq uint64) {
		t.Helper()
		res, err := b.Do(context.Background(), Command{Partition: "p", Kind: "k", IdempotencyKey: key,
			Run: func(tx Tx) ([]byte, error) {
				runs++
				if number, ok := b.idem.lacksFilter(); ok { // in the writer's goroutine
					b.beside.Go(func() { b.buildFilter(number) })
					f := <-b.filters
					b.idem.setFilter(f.number, f.filter)
				}
				return nil, nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		return res.Seq
	}
	var seqs []uint64
	const n = 100
	for i := range n {
		seqs = append(seqs, do(fmt.Sprint(i)))
		wall = wall.Add(3 * time.Minute)
	}
	for i := range n {
		if seq := do(fmt.Sprint(i)); seq != seqs[i] {
			t.Errorf("key %d is of record %d, then %d", i, seqs[i], seq)
		}
	}
	built := 0
	for _, w := range b.idem.all {
		if w.filter != nil {
			built++
		}
	}
	if runs != n || built < n/5 {
		t.Errorf("%d runs, %d filters", runs, built)
	}
}
