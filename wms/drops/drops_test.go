package drops

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// yard is a folder with a watcher that runs.
type yard struct {
	t      *testing.T
	dir    string
	mu     sync.Mutex
	took   []string // contents
	alarms map[string]string
	fail   error
	tries  int
}

func newYard(t *testing.T, settle time.Duration) *yard {
	y := &yard{t: t, dir: t.TempDir(), alarms: map[string]string{}}
	w := &Watcher{Dir: y.dir, Kinds: []string{"orders", "items"}, Logger: slog.New(slog.DiscardHandler), Look: 10 * time.Millisecond, Settle: settle, Retry: 10 * time.Millisecond}
	known := map[string]string{}
	w.Take = func(_ context.Context, f File) (string, []Wrong, error) {
		y.mu.Lock()
		defer y.mu.Unlock()
		y.tries++
		switch {
		case y.fail != nil:
			return "", nil, y.fail
		case strings.Contains(string(f.Data), "wrong"):
			return "", []Wrong{{Row: 7, Column: "qty", Code: "invalid_field", Message: "=1+1 is no number"}}, nil
		case known[f.Hash] != "":
			return known[f.Hash], nil, nil
		}
		known[f.Hash] = f.Name
		y.took = append(y.took, f.Kind+" "+string(f.Data))
		return "", nil, nil
	}
	w.Alarm = func(id string, words wms.Words) {
		y.mu.Lock()
		defer y.mu.Unlock()
		if y.alarms[id] = words.String(); words.IsZero() {
			delete(y.alarms, id)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	y.until("folders", func() bool { _, err := os.Stat(filepath.Join(y.dir, "items", "failed")); return err == nil })
	return y
}

func (y *yard) until(what string, is func() bool) {
	y.t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			y.t.Fatalf("never: %s", what)
		}
	}
}

func (y *yard) put(name, text string) {
	y.t.Helper()
	if err := os.WriteFile(filepath.Join(y.dir, name), []byte(text), 0o600); err != nil {
		y.t.Fatal(err)
	}
}

func (y *yard) in(folder string) []string {
	found, err := filepath.Glob(filepath.Join(y.dir, folder, "*"))
	if err != nil {
		y.t.Fatal(err)
	}
	return found
}

func (y *yard) taken() string {
	y.mu.Lock()
	defer y.mu.Unlock()
	return strings.Join(y.took, "|")
}

func (y *yard) standing() int {
	y.mu.Lock()
	defer y.mu.Unlock()
	return len(y.alarms)
}

func TestFilesAreTakenOnceAndMoved(t *testing.T) {
	y := newYard(t, 20*time.Millisecond)
	y.put("orders/a.csv", "A")
	y.until("taken", func() bool { return len(y.in("orders/done")) == 1 })
	y.put("orders/a.csv", "B") // the name again
	y.until("taken", func() bool { return len(y.in("orders/done")) == 2 })
	y.put("orders/c.csv", "A") // the content again
	y.until("moved", func() bool { return len(y.in("orders/done")) == 3 })
	if got := y.taken(); got != "orders A|orders B" {
		t.Errorf("took %s", got)
	}
}

func TestWrongFilesComeWithAReportAndAnAlarm(t *testing.T) {
	y := newYard(t, 20*time.Millisecond)
	y.put("items/x.csv", "wrong")
	y.put("orders/big.csv", strings.Repeat("x", MaxBytes+1))
	y.until("both", func() bool {
		return len(y.in("items/failed")) == 2 && len(y.in("orders/failed")) == 2 && y.standing() == 2
	})
	report := y.in("items/failed")[1]
	raw, err := os.ReadFile(report)
	if err != nil || !strings.HasSuffix(report, ".report.csv") || !strings.Contains(string(raw), "7,qty,invalid_field,'=1+1 is no number") {
		t.Errorf("%s: %s %v", report, raw, err)
	}
	if raw, _ = os.ReadFile(y.in("orders/failed")[1]); !strings.Contains(string(raw), "file_too_large") {
		t.Errorf("%s", raw)
	}
	for _, f := range append(y.in("items/failed"), y.in("orders/failed")...) {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	y.until("alarms over", func() bool { return y.standing() == 0 })
}

// What is half written, hidden, a link or a folder is left alone.
func TestOnlyWholeFilesAreTaken(t *testing.T) {
	y := newYard(t, time.Hour)
	y.put("orders/half.csv", "A")
	z := newYard(t, 20*time.Millisecond)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := errors.Join(os.WriteFile(secret, []byte("secret"), 0o600), os.Symlink(secret, filepath.Join(z.dir, "orders", "link.csv")), os.Mkdir(filepath.Join(z.dir, "orders", "sub.csv"), 0o700)); err != nil {
		t.Fatal(err)
	}
	z.put("orders/.hidden.csv", "H")
	z.put("orders/b.csv.part", "B")
	z.put("orders/empty.csv", "")
	z.put("orders/c.csv", "C")
	z.until("the whole one", func() bool { return z.taken() == "orders C" && len(z.in("orders/done")) == 1 })
	if err := os.Rename(filepath.Join(z.dir, "orders/b.csv.part"), filepath.Join(z.dir, "orders/b.csv")); err != nil {
		t.Fatal(err)
	}
	z.until("the renamed one", func() bool { return z.taken() == "orders C|orders B" })
	if y.taken() != "" || len(y.in("orders/done")) != 0 {
		t.Error("a file that may still grow was taken")
	}
}

// A file rests while the store can not take it, and is taken afterwards.
func TestErrorsAreTriedAgain(t *testing.T) {
	y := newYard(t, 20*time.Millisecond)
	set := func(err error) {
		y.mu.Lock()
		defer y.mu.Unlock()
		y.fail, y.tries = err, 0
	}
	set(errors.New("disk"))
	y.put("orders/a.csv", "A")
	y.until("tried", func() bool { y.mu.Lock(); defer y.mu.Unlock(); return y.tries > 1 })
	if len(y.in("orders/done"))+len(y.in("orders/failed")) != 0 {
		t.Error("moved, but not taken")
	}
	set(nil)
	y.until("taken", func() bool { return y.taken() == "orders A" && len(y.in("orders/done")) == 1 })
}
