package reslot

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// floor is a warehouse of four shelves, a plan on it, and a person who does
// what is asked.
type floor struct {
	t    *testing.T
	db   *store.Bolt
	desk Desk
	plan wms.SlotPlan
}

func newFloor(t *testing.T, perDay int, moves []wms.SlotMove, stock map[wms.LocationID]wms.SKU) *floor {
	site := &wms.Site{ID: "w"}
	for _, id := range []wms.LocationID{"A", "B", "C", "D"} {
		site.Locations = append(site.Locations, wms.Location{ID: id, Kind: wms.KindShelf})
	}
	f := &floor{t: t, desk: Desk{Site: site.Index(),
		Item: func(_ store.Reader, sku wms.SKU) (wms.Item, error) { return wms.Item{SKU: sku}, nil },
		Fits: func(_ store.Reader, it wms.Item, _ string, _ int64, to wms.LocationID) (bool, error) {
			return it.SKU != "ICE" || to != "D", nil
		},
		Closed: func(store.Reader, wms.Location) (bool, error) { return false, nil },
		Moved:  func(store.Tx, wms.SKU, wms.LocationID, wms.LocationID) error { return nil }}}
	f.db, _ = storetest.Open(t)
	for i := range moves {
		moves[i].Status = wms.SlotWaiting
	}
	f.do(func(tx store.Tx) (err error) {
		for at, sku := range stock {
			if err := ledger.Receive(tx, ledger.Spot{SKU: sku, Place: ledger.At(at)}, 10, time.Time{}, "test.stock"); err != nil {
				return err
			}
		}
		if f.plan, err = f.desk.Keep(tx, wms.SlotPlan{Area: "S", MovesPerDay: perDay, QuietFrom: "22:00", QuietTo: "06:00", Moves: moves}, "ann"); err != nil {
			return err
		}
		f.plan, err = Start(tx, f.plan.ID)
		return err
	})
	return f
}

func (f *floor) do(fn func(tx store.Tx) error) { f.t.Helper(); storetest.Do(f.t, f.db, "w", fn) }

// step lets the plan go on at a time of day, and tells the tasks it made.
func (f *floor) step(local string) (made []wms.Task) {
	f.t.Helper()
	at, err := time.Parse("2006-01-02 15:04", local)
	if err != nil {
		f.t.Fatal(err)
	}
	f.do(func(tx store.Tx) error {
		if err := f.desk.Step(tx, at); err != nil {
			return err
		}
		if f.plan, err = Get(tx, "w", f.plan.ID); err != nil {
			return err
		}
		made, err = tasks.With(tx, "w", wms.TaskOpen, wms.TaskReplenish, 0, Mine)
		return err
	})
	return made
}

// work does a task: what lies there and is free goes where it is to go.
func (f *floor) work(t wms.Task) {
	f.t.Helper()
	f.do(func(tx store.Tx) error {
		mine, _, err := f.desk.stock(tx, t.From, t.SKU)
		if err != nil {
			return err
		}
		for _, s := range mine {
			if err := ledger.Move(tx, s.Spot, s.Spot.In(ledger.At(t.To)), s.Free(), "test"); err != nil {
				return err
			}
		}
		t.Status = wms.TaskDone
		return tasks.Put(tx, t)
	})
}

// TestARoundByWayOfAFreePlace: two items change places over a third one, in
// the night, two moves a day.
func TestARoundByWayOfAFreePlace(t *testing.T) {
	f := newFloor(t, 2, []wms.SlotMove{{SKU: "x", From: "A", To: "C", Temporary: true}, {SKU: "y", From: "B", To: "A"}, {SKU: "x", From: "C", To: "B"}},
		map[wms.LocationID]wms.SKU{"A": "x", "B": "y"})
	for _, s := range []struct {
		at, from, to string // what is asked of people
	}{
		{"2026-03-02 12:00", "", ""}, // by day nobody is asked
		{"2026-03-02 22:00", "A", "C"},
		{"2026-03-02 23:00", "B", "A"},
		{"2026-03-02 23:30", "", ""}, // two a day
		{"2026-03-03 05:59", "C", "B"},
		{"2026-03-03 06:00", "", ""},
	} {
		made := f.step(s.at)
		if s.from == "" && len(made) != 0 || s.from != "" && (len(made) != 1 || string(made[0].From) != s.from || string(made[0].To) != s.to || made[0].Qty != 10) {
			t.Fatalf("%s: %+v, want %s to %s", s.at, made, s.from, s.to)
		}
		if len(made) == 1 {
			f.work(made[0])
		}
	}
	if f.plan.Status != wms.SlotsDone || f.plan.EndedAt == nil {
		t.Errorf("the plan is %s", f.plan.Status)
	}
}

// TestWhatHasChangedIsSkipped, and what depends on it goes on.
func TestWhatHasChangedIsSkipped(t *testing.T) {
	f := newFloor(t, 100, []wms.SlotMove{{SKU: "gone", From: "A", To: "B"}, {SKU: "x", From: "C", To: "A"}, {SKU: "x", From: "A", To: "D"}},
		map[wms.LocationID]wms.SKU{"C": "x", "D": "other"})
	made := f.step("2026-03-02 23:00")
	if m := f.plan.Moves[0]; m.Status != wms.SlotSkipped || m.Why != wms.SlotSoldOut || len(made) != 1 || made[0].From != "C" {
		t.Fatalf("%+v, %+v", f.plan.Moves, made)
	}
	f.work(made[0])
	if made = f.step("2026-03-02 23:01"); len(made) != 0 || f.plan.Moves[2].Why != wms.SlotTaken || f.plan.Status != wms.SlotsDone {
		t.Fatalf("%+v, %+v", f.plan, made)
	}
}

// TestOrdersComeFirst: units that an order waits for stay; the rest is fetched
// when they have left. A cancelled task is asked for again, a stopped plan asks
// for nothing.
func TestOrdersComeFirst(t *testing.T) {
	f := newFloor(t, 100, []wms.SlotMove{{SKU: "x", From: "A", To: "B"}}, map[wms.LocationID]wms.SKU{"A": "x"})
	f.do(func(tx store.Tx) error {
		return ledger.Reserve(tx, ledger.Reservation{ID: "R", Spot: ledger.Spot{SKU: "x", Place: ledger.At("A")}, Qty: 4})
	})
	if made := f.step("2026-03-02 23:00"); len(made) != 0 {
		t.Fatalf("an order waits for these: %+v", made)
	}
	f.do(func(tx store.Tx) error { _, err := ledger.Unreserve(tx, "R"); return err })
	made := f.step("2026-03-02 23:01")
	if len(made) != 1 {
		t.Fatalf("%+v", f.plan)
	}
	f.do(func(tx store.Tx) error {
		made[0].Status = wms.TaskCancelled
		return tasks.Put(tx, made[0])
	})
	if again := f.step("2026-03-02 23:02"); len(again) != 1 || again[0].ID == made[0].ID {
		t.Fatalf("asked again: %+v", again)
	}
	f.do(func(tx store.Tx) error { _, err := Stop(tx, f.plan.ID); return err })
	if made := f.step("2026-03-02 23:03"); len(made) != 0 {
		t.Errorf("a stopped plan asks for %+v", made)
	}
	f.do(func(tx store.Tx) (err error) { f.plan, err = Start(tx, f.plan.ID); return err })
	if made := f.step("2026-03-02 23:04"); len(made) != 1 {
		t.Errorf("begun again it asks for %+v", made)
	}
}

// Rules may change after a plan was made: what does not fit any more stays, and
// so does what was to follow it.
func TestWhatDoesNotFitStays(t *testing.T) {
	f := newFloor(t, 9, []wms.SlotMove{{SKU: "ICE", From: "A", To: "D"}, {SKU: "x", From: "B", To: "A"}}, map[wms.LocationID]wms.SKU{"A": "ICE", "B": "x"})
	if made := f.step("2026-03-02 23:00"); len(made) != 0 {
		t.Fatalf("made %+v", made)
	}
	f.step("2026-03-02 23:01")
	if m := f.plan.Moves; m[0].Status != wms.SlotSkipped || m[0].Why != wms.SlotUnfit || m[1].Why != wms.SlotTaken || f.plan.Status != wms.SlotsDone {
		t.Errorf("%s, moves %+v", f.plan.Status, m)
	}
}
