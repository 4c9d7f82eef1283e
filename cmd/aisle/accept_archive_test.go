package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// TestArchiveExportCompact goes through the life of a folder with what an
// operator has: archive, verify, export, backup, restore, compact.
func TestArchiveExportCompact(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, journal, mark := filepath.Join(dir, "data"), filepath.Join(dir, "journal"), filepath.Join(dir, "checkpoint")
	pastYear(t, data)
	run := func(want int, says string, args ...string) {
		t.Helper()
		status, out, errs := command(t, args...)
		if status != want || !strings.Contains(out+errs, says) {
			t.Fatalf("aisle %s: status %d\n%s%swant %d and %q", strings.Join(args, " "), status, out, errs, want, says)
		}
	}
	run(1, "in the future", "archive", "--data", data, "--before", time.Now().AddDate(0, 0, 9).Format(time.DateOnly))
	run(2, "must be a date", "archive", "--data", data, "--before", "tomorrow")
	run(0, "18 rows, journal records 1 to 6", "archive", "--data", data, "--before", "2025-03-01")
	run(0, "nothing to archive", "archive", "--data", data, "--before", "2025-03-01")
	run(0, "2025-03.aisle", "archive", "--data", data, "--before", "2025-04-01")
	run(0, "3 archives", "verify", "--data", data)
	run(0, "checkpoint written", "checkpoint", "--data", data, mark)
	run(0, "records 1 to", "export", "journal", "--data", data, "--out", journal)
	run(0, "no fault found", "verify", "--journal", journal, "--checkpoint", mark)
	run(0, "no fault found", "verify", "--data", data, "--checkpoint", mark)
	run(0, "backup written", "backup", "--data", data, filepath.Join(dir, "backup"))
	run(0, "restored into", "restore", filepath.Join(dir, "backup"), "--data", filepath.Join(dir, "restored"))
	run(0, "3 archives", "verify", "--data", filepath.Join(dir, "restored"))
	run(0, "MiB now", "compact", "--data", data)
	run(0, "no fault found", "verify", "--data", data, "--checkpoint", mark)
	run(2, "is needed", "verify", "--data", data, "--journal", journal)

	text, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(journal, bytes.Replace(text, []byte("growth.build"), []byte("growth.built"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	run(1, "the line of record", "verify", "--journal", journal)
	if err := os.Remove(filepath.Join(data, store.ArchiveDir, "2025-02.aisle")); err != nil {
		t.Fatal(err)
	}
	run(1, "2025-02.aisle is missing", "verify", "--data", data)
}

// pastYear is a folder with an order on every third day of spring 2025.
func pastYear(t *testing.T, data string) {
	t.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	var now atomic.Int64
	at := time.Date(2025, 1, 15, 12, 0, 0, 0, time.UTC)
	now.Store(at.UnixMicro())
	s, err := store.Open(store.Options{File: filepath.Join(data, store.FileName), Clock: func() time.Time { return time.UnixMicro(now.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range 30 {
		o := pastOrder(dice, i, at)
		if _, err := s.Do(t.Context(), store.Command{Partition: store.Network, Kind: "growth.build", Actor: wms.System("test"),
			Run: func(tx store.Tx) ([]byte, error) { return nil, orders.Past(tx, o) }}); err != nil {
			t.Fatal(err)
		}
		at = at.AddDate(0, 0, 3)
		now.Store(at.UnixMicro())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
