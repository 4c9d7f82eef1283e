package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms/store"
)

// What must be tried in a process of its own runs in this test binary, started
// again with childEnv saying what to do and childFile on which file.
const (
	childEnv  = "AISLE_STORE_CHILD"
	childFile = "AISLE_STORE_FILE"
)

var children = map[string]func(){"write": childWrite, "full": childFull, "seal": childSeal}

func startChild(t *testing.T, what, file string) (*exec.Cmd, io.Reader) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childEnv+"="+what, childFile+"="+file)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

const killCallers = 16

// childWrite writes from many callers, each with its own numbers, one line per
// acknowledged write, until it is killed. Each number is sent twice now and
// then, as a client does that saw no answer.
func childWrite() {
	s, err := store.Open(store.Options{File: os.Getenv(childFile)})
	if err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
	go s.Deliver(context.Background(), map[string]store.Handler{"count": func(tx store.Tx, _ store.Message) error {
		_, err := tx.NextID("messages")
		return err
	}})
	var out sync.Mutex
	for caller := range killCallers {
		go func() {
			for n := int64(0); ; n++ {
				res, err := write(s, caller, n)
				if err != nil {
					fmt.Fprintln(os.Stderr, "child:", err)
					os.Exit(1)
				}
				if n%10 == 0 {
					if again, err := write(s, caller, n); err != nil || !again.Replayed || again.Seq != res.Seq {
						fmt.Fprintln(os.Stderr, "child: repeated key:", again, err)
						os.Exit(1)
					}
				}
				out.Lock()
				fmt.Println(caller, n)
				out.Unlock()
			}
		}()
	}
	select {}
}

// write adds one numbered row, counts it, and sends a message about it.
func write(s *store.Bolt, caller int, n int64) (store.Result, error) {
	return s.Do(context.Background(), store.Command{Partition: "wh", Kind: "test.write", IdempotencyKey: fmt.Sprint(caller, "-", n),
		Run: func(tx store.Tx) ([]byte, error) {
			if _, err := tx.NextID("rows"); err != nil {
				return nil, err
			}
			if err := tx.Send(store.Network, "count", n); err != nil {
				return nil, err
			}
			return []byte("ok"), rows.Put(tx, row{N: n, At: tx.Now()}, caller, n)
		}})
}

// TestKill kills the writing process at a random moment, again and again.
func TestKill(t *testing.T) {
	t.Parallel()
	rounds := 20
	if v := os.Getenv("AISLE_KILL_ROUNDS"); v != "" {
		rounds, _ = strconv.Atoi(v)
	}
	file := filepath.Join(t.TempDir(), "a.db")
	random := rand.New(rand.NewPCG(1, 2))
	acked := make([]int64, killCallers) // per caller: all below are acknowledged
	total := 0
	for round := range rounds {
		cmd, out := startChild(t, "write", file)
		lines := bufio.NewScanner(out)
		stop := 1 + random.IntN(400)
		for seen := 0; lines.Scan(); seen++ {
			if seen == stop {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
			var caller int
			var n int64
			if _, err := fmt.Sscan(lines.Text(), &caller, &n); err != nil {
				break // the line it was killed in
			}
			acked[caller] = max(acked[caller], n+1)
			total++
		}
		_ = cmd.Wait()
		if cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("round %d: child ended by itself: %v", round, cmd.ProcessState)
		}
		checkAfterKill(t, round, file, acked)
	}
	t.Logf("%d rounds, %d writes acknowledged", rounds, total)
}

func checkAfterKill(t *testing.T, round int, file string, acked []int64) {
	t.Helper()
	if _, err := store.Verify(context.Background(), file, store.VerifyOptions{}); err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	s, err := store.Open(store.Options{File: file})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	defer s.Close()
	stored := uint64(0)
	err = s.View(func(r store.Reader) error {
		next := make([]int64, len(acked))
		err := rows.Scan(r, "wh", nil, func(k store.KeyParts, v row) (bool, error) {
			caller := k.Int()
			if v.N != next[caller] {
				return false, fmt.Errorf("caller %d: row %d follows %d", caller, v.N, next[caller]-1)
			}
			next[caller]++
			stored++
			return true, nil
		})
		for caller := range acked {
			if next[caller] < acked[caller] {
				return fmt.Errorf("caller %d: %d writes acknowledged, %d stored", caller, acked[caller], next[caller])
			}
		}
		return err
	})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	done := make(chan struct{})
	handled := uint64(0)
	go func() {
		defer close(done)
		_ = s.Deliver(ctx, map[string]store.Handler{"count": func(tx store.Tx, _ store.Message) error {
			_, err := tx.NextID("messages")
			return err
		}})
	}()
	if err := s.Settled(ctx, s.Seq()); err != nil {
		t.Fatalf("round %d: messages are not handled: %v", round, err)
	}
	cancel()
	<-done
	_, _ = s.Do(context.Background(), store.Command{Partition: "net", Kind: "test.count", Run: func(tx store.Tx) (_ []byte, err error) {
		handled, err = tx.NextID("messages")
		return nil, errors.Join(err, errRefused)
	}})
	if handled != stored+1 {
		t.Fatalf("round %d: %d rows stored, %d messages handled", round, stored, handled-1)
	}
}

// childFull writes until the file may not grow further, then looks at what is
// there, allows more, and goes on.
func childFull() {
	signal.Ignore(syscall.SIGXFSZ)
	fail := func(format string, args ...any) { fmt.Printf(format+"\n", args...); os.Exit(1) }
	s, err := store.Open(store.Options{File: os.Getenv(childFile)})
	if err != nil {
		fail("%v", err)
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		fail("%v", err)
	}
	unlimited := limit
	limit.Cur = 1 << 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		fail("%v", err)
	}
	put := func(n int64) error {
		_, err := s.Do(context.Background(), store.Command{Partition: "wh", Kind: "test.fill", Run: func(tx store.Tx) ([]byte, error) {
			return nil, rows.Put(tx, row{N: n, Name: strings.Repeat("x", 5000)}, n)
		}})
		return err
	}
	n := int64(0)
	for err = put(n); err == nil && n < 10_000; err = put(n) {
		n++
	}
	if !errors.Is(err, store.ErrCommit) || s.Seq() != uint64(n) {
		fail("disk full after %d: seq %d, %v", n, s.Seq(), err)
	}
	first := err
	for range 5 { // one may find room in pages that became free
		if err := put(n); err == nil {
			n++
		} else if !errors.Is(err, store.ErrCommit) {
			fail("next write on a full disk: %v", err)
		}
		if s.Seq() != uint64(n) {
			fail("%d writes acknowledged, seq %d", n, s.Seq())
		}
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &unlimited); err != nil {
		fail("%v", err)
	}
	for range 50 {
		if err := put(n); err != nil {
			fail("after there was room again: %v", err)
		}
		n++
	}
	if err := s.Close(); err != nil {
		fail("%v", err)
	}
	fmt.Println("ok", n, first)
}

func TestDiskFull(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.db")
	cmd, out := startChild(t, "full", file)
	text, _ := io.ReadAll(out)
	var n uint64
	if _, err := fmt.Sscanf(string(text), "ok %d", &n); cmd.Wait() != nil || err != nil {
		t.Fatalf("child: %s", text)
	}
	t.Logf("%s", text)
	report, err := store.Verify(context.Background(), file, store.VerifyOptions{})
	if err != nil || report.Keys != n {
		t.Fatal(report, err)
	}
}
