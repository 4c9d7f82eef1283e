package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms/store"
)

// each runs fn b.N times from so many callers and reports commands per second,
// commands per commit and the 99th percentile of one call.
func each(b *testing.B, s *store.Bolt, callers int, fn func(i int) error) {
	before := s.Stats()
	took := make([]time.Duration, b.N)
	var wg sync.WaitGroup
	todo := make(chan int)
	b.ResetTimer()
	for range callers {
		wg.Go(func() {
			for i := range todo {
				start := time.Now()
				if err := fn(i); err != nil {
					b.Error(err)
				}
				took[i] = time.Since(start)
			}
		})
	}
	for i := range b.N {
		todo <- i
	}
	close(todo)
	wg.Wait()
	b.StopTimer()
	slices.Sort(took)
	st := s.Stats()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
	b.ReportMetric(float64(st.Commands-before.Commands)/float64(st.Commits-before.Commits), "commands/commit")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99_ms")
}

func openBench(b *testing.B) *store.Bolt {
	s, err := store.Open(store.Options{File: filepath.Join(b.TempDir(), "a.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

// BenchmarkCommit writes 25 appended keys per command, durably.
func BenchmarkCommit(b *testing.B) {
	for _, callers := range []int{1, 8, 64, 256} {
		b.Run(fmt.Sprint(callers, "callers"), func(b *testing.B) {
			s := openBench(b)
			each(b, s, callers, func(i int) error {
				_, err := s.Do(context.Background(), store.Command{Partition: "wh", Kind: "bench", Run: func(tx store.Tx) ([]byte, error) {
					for j := range 25 {
						if err := rows.Put(tx, row{Name: "some name of a row", N: int64(j), At: tx.Now()}, i, j); err != nil {
							return nil, err
						}
					}
					return nil, nil
				}})
				return err
			})
		})
	}
}

// BenchmarkOrders writes per command 19 appended and 6 random keys, with an
// idempotency key, among so many rows that are there already.
func BenchmarkOrders(b *testing.B) {
	for _, grown := range []int{10_000, 1_000_000} {
		s := openBench(b)
		for i := 0; i < grown; i += 1000 {
			_, err := s.Do(context.Background(), store.Command{Partition: "wh", Kind: "load", Run: func(tx store.Tx) ([]byte, error) {
				for j := range 1000 {
					if err := rows.Put(tx, row{Name: "stock", N: int64(i + j)}, "stock", (i+j)*7919%grown); err != nil {
						return nil, err
					}
				}
				return nil, nil
			}})
			if err != nil {
				b.Fatal(err)
			}
		}
		next := 0
		for _, callers := range []int{8, 64} {
			b.Run(fmt.Sprintf("%drows/%dcallers", grown, callers), func(b *testing.B) {
				base := next
				next += b.N
				each(b, s, callers, func(i int) error {
					n := base + i
					_, err := s.Do(context.Background(), store.Command{Partition: "wh", Kind: "order", IdempotencyKey: fmt.Sprint("order", n), Run: func(tx store.Tx) ([]byte, error) {
						for j := range 19 {
							if err := rows.Put(tx, row{Name: "order line", N: int64(j), At: tx.Now()}, "orders", n, j); err != nil {
								return nil, err
							}
						}
						for j := range 6 {
							at := (n*6 + j) * 104729 % grown
							v, _, err := rows.Get(tx, "wh", "stock", at)
							if err != nil {
								return nil, err
							}
							v.N++
							if err := rows.Put(tx, v, "stock", at); err != nil {
								return nil, err
							}
						}
						return []byte("answer"), nil
					}})
					return err
				})
			})
		}
	}
}
