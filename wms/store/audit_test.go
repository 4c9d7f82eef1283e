package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestStateAsOf remembers the rows after each command, seals some of them, and
// finds them again as they stood after any record.
func TestStateAsOf(t *testing.T) {
	t.Parallel()
	dir, round := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		m := &sealModel{t: t, file: filepath.Join(dir, fmt.Sprint(round), "a.db"), clock: storetest.NewClock(), rows: map[string]int64{}}
		m.makeDir()
		m.open()
		defer func() { m.s.Close() }()
		was := map[uint64]string{}
		picture := func(r store.Reader) (text string, err error) {
			err = rows.Scan(r, "a", nil, func(k store.KeyParts, v row) (bool, error) {
				text += fmt.Sprint(k.Int(), "=", v.N, " ")
				return true, nil
			})
			return text, err
		}
		note := func() {
			err := m.s.View(func(r store.Reader) (err error) {
				was[m.s.Seq()], err = picture(store.Everything(r))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for range rapid.IntRange(1, 14).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0:
				m.seal(t)
			case 1:
				m.delete(t)
			default:
				m.put(t)
			}
			note()
		}
		for seq, want := range was {
			err := m.s.ViewAsOf(context.Background(), seq, store.Prefix("a", "rows"), func(r store.Reader) error {
				got, err := picture(r)
				if err == nil && got != want {
					err = fmt.Errorf("after record %d: %s, want %s", seq, got, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAudit(t *testing.T) {
	t.Parallel()
	s, clock := sealSite(t, filepath.Join(t.TempDir(), "a.db"))
	defer s.Close()
	ask := func(q store.AuditQuery) (out []string) {
		t.Helper()
		if q.Limit == 0 {
			q.Limit = 1000
		}
		if q.Scan == 0 {
			q.Scan = 1000
		}
		records, next, err := s.Audit(context.Background(), q)
		if err != nil || next != 0 {
			t.Fatal(next, err)
		}
		for _, r := range records {
			for _, e := range r.Events {
				out = append(out, fmt.Sprint(r.Actor.User, " ", e.Subject))
			}
		}
		return out
	}
	if got := ask(store.AuditQuery{Subject: "S7"}); len(got) != 1 || got[0] != "u S7" {
		t.Error("subject:", got)
	}
	if got := ask(store.AuditQuery{Subject: "S"}); len(got) != 0 {
		t.Error("a part of a subject:", got)
	}
	if got := ask(store.AuditQuery{User: "u"}); len(got) != 90 {
		t.Error("user:", len(got))
	}
	from := storetest.Start.AddDate(0, 0, 11) // the eleventh day is S10's
	if got := ask(store.AuditQuery{User: "u", From: from, To: from.AddDate(0, 0, 2)}); len(got) != 2 || got[0] != "u S10" || got[1] != "u S11" {
		t.Error("days:", got)
	}
	if got := ask(store.AuditQuery{From: clock.Now().Add(time.Hour)}); len(got) != 0 {
		t.Error("the future:", got)
	}
	var pages []store.Record
	for after, n := uint64(0), 0; ; n++ {
		records, next, err := s.Audit(context.Background(), store.AuditQuery{User: "u", After: after, Limit: 7, Scan: 10})
		if err != nil || n > 100 {
			t.Fatal(err)
		}
		pages = append(pages, records...)
		if after = next; next == 0 {
			break
		}
	}
	if len(pages) != 90 {
		t.Errorf("%d records by pages", len(pages))
	}
	for i := 1; i < len(pages); i++ {
		if pages[i].Seq <= pages[i-1].Seq {
			t.Error("a record comes twice")
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.ViewAsOf(ctx, 90, store.Prefix("a", "rows"), func(store.Reader) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Error("a view that nobody waits for:", err)
	}
}
