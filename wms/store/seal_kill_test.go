package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// childSeal writes numbered rows on a clock that flies, and seals all the
// time, until it is killed. A line per acknowledged row.
func childSeal() {
	fail := func(err error) { fmt.Fprintln(os.Stderr, "child:", err); os.Exit(1) }
	clock := storetest.NewClock()
	s, err := store.Open(store.Options{File: os.Getenv(childFile), Clock: clock.Now})
	if err != nil {
		fail(err)
	}
	clock.Add(s.LastTime().Sub(clock.Now()))
	var out sync.Mutex
	for caller := range 4 {
		go func() {
			for {
				var n uint64
				_, err := s.Do(context.Background(), store.Command{Partition: partitions[caller%3], Kind: "test.write", Run: func(tx store.Tx) (_ []byte, err error) {
					if n, err = tx.NextID(fmt.Sprint(caller)); err != nil {
						return nil, err
					}
					return nil, rows.Put(tx, row{N: 2, At: tx.Now()}, caller, n)
				}})
				if err != nil {
					fail(err)
				}
				clock.Add(3 * time.Hour)
				out.Lock()
				fmt.Println(caller, n)
				out.Unlock()
			}
		}()
	}
	for {
		if _, err := s.Seal(context.Background(), sealBefore(s.Now().AddDate(0, 0, -20))); err != nil {
			fail(err)
		}
	}
}

// TestKillWhileSealing kills the sealing process at random moments: every
// acknowledged row is there once, and verify finds nothing.
func TestKillWhileSealing(t *testing.T) {
	t.Parallel()
	rounds := 5
	if v := os.Getenv("AISLE_KILL_ROUNDS"); v != "" {
		rounds, _ = strconv.Atoi(v)
	}
	file := filepath.Join(t.TempDir(), "a.db")
	random := rand.New(rand.NewPCG(7, 8))
	acked := map[int]uint64{}
	for round := range rounds {
		cmd, out := startChild(t, "seal", file)
		lines := bufio.NewScanner(out)
		stop := 50 + random.IntN(600)
		for seen := 0; lines.Scan(); seen++ {
			if seen == stop {
				time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond)
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
			var caller int
			var n uint64
			if _, err := fmt.Sscan(lines.Text(), &caller, &n); err != nil {
				break // the line it was killed in
			}
			acked[caller] = max(acked[caller], n)
		}
		if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() > 0 {
			t.Fatalf("round %d: child ended by itself: %v", round, err)
		}
		report, err := store.Verify(context.Background(), file, store.VerifyOptions{})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if round == rounds-1 {
			t.Log(report)
		}
		if sealedAndHot(t, round, file, acked); report.Archives == 0 && round == rounds-1 {
			t.Error("nothing was sealed")
		}
	}
}

func sealedAndHot(t *testing.T, round int, file string, acked map[int]uint64) {
	t.Helper()
	clock := storetest.NewClock()
	s, err := store.Open(store.Options{File: file, Clock: clock.Now})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	defer s.Close()
	err = s.View(func(r store.Reader) error {
		next := map[int]uint64{}
		for _, p := range partitions {
			if err := rows.Scan(store.Everything(r), p, nil, func(k store.KeyParts, _ row) (bool, error) {
				caller := int(k.Int())
				if next[caller]++; k.Uint() != next[caller] {
					return false, fmt.Errorf("caller %d: row %d is missing", caller, next[caller])
				}
				return true, nil
			}); err != nil {
				return err
			}
		}
		for caller, n := range acked {
			if next[caller] < n {
				return fmt.Errorf("caller %d: %d rows acknowledged, %d stored", caller, n, next[caller])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
}
