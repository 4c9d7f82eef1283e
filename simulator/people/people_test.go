package people

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

func demo(t testing.TB) *config.Network {
	t.Helper()
	n, err := config.Demo()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDistance(t *testing.T) {
	w, _ := demo(t).Warehouse("central")
	at := func(id string) *config.Location {
		l, ok := w.Location(id)
		if !ok {
			t.Fatalf("no location %s", id)
		}
		return l
	}
	// Aisle 1 stands at x = 4 m, aisle 2 at 6.7 m; cross aisles at y = 7, 21, 35 m.
	for _, c := range []struct {
		from, to string
		want     int64
	}{
		{"S01-01-1A", "S01-01-1A", 0},
		{"S01-01-1A", "S01-03-1A", 1000},
		{"S01-01-1A", "S01-02-5A", 0},                         // across the aisle, another level
		{"S01-01-1A", "S02-01-1A", 1250 + 1250 + 2700},        // out at the south, in again
		{"S01-23-1A", "S02-23-1A", 1750 + 1750 + 2700},        // at 19.25 m: by the middle cross aisle
		{"TOTES", "S10-01-1A", (32000 - 28300) + 3000 + 1250}, // 4 m to 7 m, then in
		{"IN-1", "OUT-1", 45000 + 44000},
	} {
		got := distanceMM(w, at(c.from), at(c.to))
		if got != c.want || got != distanceMM(w, at(c.to), at(c.from)) {
			t.Errorf("%s to %s: %d mm, %d wanted (back %d)", c.from, c.to, got, c.want, distanceMM(w, at(c.to), at(c.from)))
		}
	}
}

// TestDeedsUndo does random deeds and takes them back: the world is the same.
func TestDeedsUndo(t *testing.T) {
	dir, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		w, err := world.Open(filepath.Join(dir, fmt.Sprintf("%d.db", n)))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = w.Close() }()
		err = w.Update(func(tx *world.Tx) error {
			tx.AddPlace("w/A", 0)
			tx.AddPlace("w/B", 0)
			for _, id := range []string{"T1", "K1"} {
				kind := map[bool]string{true: "tote", false: "case"}[id == "T1"]
				if err := tx.Create(world.HandlingUnit{ID: id, Kind: kind, Place: "w/A", Units: map[string]int64{"x": 3, "y": 1}}); err != nil {
					return err
				}
			}
			return tx.AddLoose("w/A", "x", 5)
		})
		if err != nil {
			t.Fatal(err)
		}
		before := dump(w)
		s := &site{Warehouse: &config.Warehouse{ID: "w"}, stack: "w/B"}
		task := wms.Task{ID: "w-T1", Unit: wms.HandlingUnitID(rapid.SampledFrom([]string{"T1", "K1"}).Draw(t, "unit")),
			Units: []wms.HandlingUnitID{"C1"}, From: "A", To: "B", SKU: "x", Qty: rapid.Int64Range(1, 5).Draw(t, "qty")}
		kind := rapid.SampledFrom([]string{"pick", "pack", "putaway", "load", "carry"}).Draw(t, "kind")
		var d deed
		err = w.Update(func(tx *world.Tx) (err error) {
			switch kind {
			case "pick":
				d, _ = take(tx, "w/A", "x", task.Qty)
				d = append(d, putInto(tx, s, string(task.Unit), "w/B", "x", task.Qty)...)
			case "pack":
				d, err = pack(tx, s, task)
			case "putaway":
				d, err = putAway(tx, s, task)
			case "carry":
				d, err = putDown(tx, string(task.Unit), "w/B")
			case "load":
				u, _ := tx.HandlingUnit(string(task.Unit))
				d = deed{{Do: "remove", What: u}, {Do: "deliver", Goods: &Delivery{Task: "w-T1"}}}
			}
			if err != nil {
				return err
			}
			return d.apply(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		if kind != "carry" && cmp.Equal(before, dump(w)) {
			t.Fatal("nothing was done")
		}
		raw, err := json.Marshal(d) // as it is remembered
		if err == nil {
			d = nil
			err = json.Unmarshal(raw, &d)
		}
		if err == nil {
			err = w.Update(d.undo)
		}
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, dump(w)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func dump(w *world.World) map[string]any {
	out := map[string]any{}
	_ = w.View(func(tx *world.Tx) error {
		for _, id := range tx.Places() {
			p, _ := tx.Place(id)
			out["place "+id] = fmt.Sprint(p.Units)
		}
		for _, id := range tx.HandlingUnits() {
			u, _ := tx.HandlingUnit(id)
			out["unit "+id] = fmt.Sprintf("%s %v", u.Place, u.Units)
		}
		out["picks"] = tx.Counted(PicksCounter)
		out["gone"] = len(tx.Blobs(deliveryPrefix))
		return nil
	})
	return out
}

// desk is a WMS that hands out one task, and answers confirmations as told.
type desk struct {
	mu     sync.Mutex
	task   wms.Task
	answer func(path string, n int) (int, string)
	keys   []string
	paths  []string
	bodies []string
	done   chan struct{}
	over   bool
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	reply := func(status int, v any) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	switch {
	case r.URL.Path == "/v1/login":
		reply(200, wms.Session{Token: "t"})
	case r.URL.Path == "/v1/work/next":
		if d.over {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		reply(200, assignment{Task: d.task, Step: wms.Step{Step: "scan_location"}})
	case r.URL.Path == "/v1/tasks":
		reply(200, map[string]any{"data": []wms.Task{d.task}})
	case strings.HasSuffix(r.URL.Path, "/confirm"), strings.HasSuffix(r.URL.Path, "/exception"):
		d.keys = append(d.keys, r.Header.Get("Idempotency-Key"))
		d.paths = append(d.paths, r.URL.Path)
		body, _ := io.ReadAll(r.Body)
		d.bodies = append(d.bodies, string(body))
		status, text := d.answer(r.URL.Path, len(d.keys))
		if status == 200 || status == 409 {
			d.over = true
			defer close(d.done)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
	default:
		reply(404, map[string]string{"code": "no_such_route"})
	}
}

// day lets one picker of the demo's overseas warehouse work on a task until
// the desk has had its answer, and gives the world back.
func day(t *testing.T, d *desk) *world.World {
	t.Helper()
	n := demo(t)
	w, err := world.Open(filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	err = w.Update(func(tx *world.Tx) error {
		for _, id := range []string{"TOTES", "S01-01-1A"} {
			tx.AddPlace("overseas/"+id, 0)
		}
		if err := tx.Create(world.HandlingUnit{ID: "T-00001", Kind: "tote", Place: "overseas/TOTES"}); err != nil {
			return err
		}
		return tx.AddLoose("overseas/S01-01-1A", "x", 10)
	})
	if err != nil {
		t.Fatal(err)
	}
	d.done = make(chan struct{})
	d.task = wms.Task{ID: "overseas-T000001", Kind: wms.TaskPick, Warehouse: "overseas", Batch: "b1", SKU: "x", Qty: max(4, d.task.Qty), From: "S01-01-1A", Unit: "T-00001"}
	server := httptest.NewServer(d)
	defer server.Close()
	c := newCrew(Config{URL: server.URL, Network: n, Speed: 10000}, w)
	defer c.api.HTTP.CloseIdleConnections()
	site := c.sites["overseas"]
	i := slices.IndexFunc(site.People, func(p config.Person) bool { return p.ID == "overseas-picker-1" })
	p, err := c.person(site, site.People[i])
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for p.mem.Owed != nil || !d.ended() {
		if err := p.next(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if p.mem.Owed != nil {
		t.Error("still owes an answer")
	}
	return w
}

func (d *desk) ended() bool {
	select {
	case <-d.done:
		return true
	default:
		return false
	}
}

// TestSameKeyUntilAnswered: however often the line breaks, it is one
// confirmation, and the units move once.
func TestSameKeyUntilAnswered(t *testing.T) {
	d := &desk{answer: func(_ string, n int) (int, string) {
		if n < 4 {
			return 503, `{"code":"internal"}`
		}
		return 200, `{"done":true}`
	}}
	got := dump(day(t, d))
	if len(d.keys) != 4 || len(slices.Compact(d.keys)) != 1 {
		t.Errorf("keys %q", d.keys)
	}
	if got["place overseas/S01-01-1A"] != "map[x:6]" || got["unit T-00001"] != "overseas/@person:overseas-picker-1 map[x:4]" || got["picks"] != int64(1) {
		t.Error(got)
	}
}

// TestTaskIsOver: a confirmation that comes too late puts the units back.
func TestTaskIsOver(t *testing.T) {
	d := &desk{answer: func(string, int) (int, string) { return 409, `{"code":"task_ended","detail":"cancelled"}` }}
	got := dump(day(t, d))
	if got["place overseas/S01-01-1A"] != "map[x:10]" || !strings.HasSuffix(got["unit T-00001"].(string), " map[]") || got["picks"] != int64(0) {
		t.Error(got)
	}
}

// TestWrongScan: what the WMS does not want is put back and reported.
func TestWrongScan(t *testing.T) {
	d := &desk{answer: func(path string, _ int) (int, string) {
		if strings.HasSuffix(path, "/confirm") {
			return 422, `{"code":"wrong_scan","detail":"Scanned x, expected y"}`
		}
		return 200, `{"done":true}`
	}}
	got := dump(day(t, d))
	if got["place overseas/S01-01-1A"] != "map[x:10]" || len(d.paths) != 2 || !strings.HasSuffix(d.paths[1], "/exception") || d.keys[0] == d.keys[1] {
		t.Error(got, d.paths, d.keys)
	}
}

// TestShort: what is not there can't be taken; one says how many there were.
func TestShort(t *testing.T) {
	d := &desk{answer: func(string, int) (int, string) { return 200, `{"done":true}` }}
	d.task.Qty = 15
	got := dump(day(t, d))
	if got["place overseas/S01-01-1A"] != "map[]" || !strings.HasSuffix(got["unit T-00001"].(string), " map[x:10]") {
		t.Error(got)
	}
	if len(d.bodies) != 1 || d.bodies[0] != `{"code":"short","qty":10}` {
		t.Error(d.bodies)
	}
}
