// Package storetest opens stores for tests: the real bbolt one, in a
// temporary folder, without fsync, on a clock that the test moves.
package storetest

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Start is the site time at which every Clock begins.
var Start = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// Clock is a site clock that stands still until it is moved.
type Clock struct{ micro atomic.Int64 }

// NewClock stands at Start.
func NewClock() *Clock {
	c := &Clock{}
	c.micro.Store(Start.UnixMicro())
	return c
}

// Now is the clock's time.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.micro.Load()).UTC() }

// Add moves the clock.
func (c *Clock) Add(d time.Duration) { c.micro.Add(d.Microseconds()) }

// Open opens an empty store that is closed, and verified, when the test ends.
func Open(t testing.TB) (*store.Bolt, *Clock) {
	t.Helper()
	clock := NewClock()
	file := filepath.Join(t.TempDir(), store.FileName)
	b, err := store.Open(store.Options{File: file, Clock: clock.Now, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if _, err := store.Verify(context.Background(), file, store.VerifyOptions{}); err != nil {
			t.Errorf("store is not sound after the test: %v", err)
		}
	})
	return b, clock
}

// Do runs fn as a command of partition p and fails the test if it fails.
func Do(t testing.TB, s store.Store, p store.Partition, fn func(tx store.Tx) error) store.Result {
	t.Helper()
	res, err := Try(s, p, fn)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Try runs fn as a command of partition p.
func Try(s store.Store, p store.Partition, fn func(tx store.Tx) error) (store.Result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return s.Do(ctx, store.Command{Partition: p, Kind: "test.step", Actor: wms.System("test"),
		Run: func(tx store.Tx) ([]byte, error) { return nil, fn(tx) }})
}

// Deliver handles messages until the test ends.
func Deliver(t testing.TB, s store.Store, handlers map[string]store.Handler) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Deliver(ctx, handlers)
	}()
	t.Cleanup(func() { cancel(); <-done })
}

// Settle waits until all messages sent so far are handled.
func Settle(t testing.TB, s store.Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := s.Settled(ctx, s.Seq()); err != nil {
		t.Fatalf("messages are not handled: %v", err)
	}
}
