package replay

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

var began = time.Date(2026, 3, 2, 9, 58, 0, 0, time.UTC)

func picture(w wms.WarehouseID, at time.Time) wms.Live {
	return wms.Live{Warehouse: w, Time: at, Vehicles: []wms.LiveVehicle{{ID: "AGV-1", XMM: at.Unix() - began.Unix(), State: "driving"}}}
}

func opened(t *testing.T, dir string, limit int64) *Recorder {
	t.Helper()
	r, err := Open(dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func keep(t *testing.T, r *Recorder, w wms.WarehouseID, seconds ...int) {
	t.Helper()
	for _, s := range seconds {
		if err := r.Keep(picture(w, began.Add(time.Duration(s)*time.Second))); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, r *Recorder, w wms.WarehouseID, from, to int, every time.Duration, limit int) (seen []int64, more bool) {
	t.Helper()
	list, more, err := r.Read(w, began.Add(time.Duration(from)*time.Second), began.Add(time.Duration(to)*time.Second), every, limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		seen = append(seen, p.Vehicles[0].XMM)
	}
	return seen, more
}

func same(a []int64, b ...int64) bool {
	for i := range b {
		if len(a) != len(b) || a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// TestWhatWasCanBeSeenAgain: over the end of an hour, thinned out, in pages,
// by warehouse, and after the recorder was opened again.
func TestWhatWasCanBeSeenAgain(t *testing.T) {
	dir := t.TempDir()
	r := opened(t, dir, 1<<20)
	if _, _, ok, err := r.Span("central"); ok || err != nil {
		t.Errorf("nothing was kept: %v %v", ok, err)
	}
	keep(t, r, "central", 0, 60, 119, 121, 180, 180, 170) // the last two are not later
	keep(t, r, "front", 100)
	for range 2 {
		if got, more := read(t, r, "central", 0, 1000, 0, 10); !same(got, 0, 60, 119, 121, 180) || more {
			t.Errorf("all: %v %v", got, more)
		}
		if got, more := read(t, r, "central", 60, 180, 0, 2); !same(got, 60, 119) || !more {
			t.Errorf("a page: %v %v", got, more)
		}
		if got, _ := read(t, r, "central", 0, 1000, 61*time.Second, 10); !same(got, 0, 119, 180) {
			t.Errorf("thinned: %v", got)
		}
		from, to, ok, err := r.Span("central")
		if !ok || err != nil || !from.Equal(began) || !to.Equal(began.Add(180*time.Second)) {
			t.Errorf("span %v %v %v %v", from, to, ok, err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		r = opened(t, dir, 1<<20)
	}
	keep(t, r, "central", 200)
	if got, _ := read(t, r, "central", 121, 1000, 0, 10); !same(got, 121, 180, 200) {
		t.Errorf("after a restart: %v", got)
	}
}

// TestACutReelGoesOn: a record that a crash cut is written over.
func TestACutReelGoesOn(t *testing.T) {
	dir := t.TempDir()
	r := opened(t, dir, 1<<20)
	keep(t, r, "central", 0, 1, 2)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	info, err := os.Stat(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(files[0], info.Size()-3); err != nil {
		t.Fatal(err)
	}
	r = opened(t, dir, 1<<20)
	if got, _ := read(t, r, "central", 0, 100, 0, 10); !same(got, 0, 1) {
		t.Errorf("of a cut reel: %v", got)
	}
	keep(t, r, "central", 5)
	if got, _ := read(t, r, "central", 0, 100, 0, 10); !same(got, 0, 1, 5) {
		t.Errorf("written on: %v", got)
	}
}

// TestOldHoursGo: the limit holds, and the newest hours stay.
func TestOldHoursGo(t *testing.T) {
	dir := t.TempDir()
	r := opened(t, dir, 2000)
	for hour := range 40 {
		for s := range 3 {
			keep(t, r, "central", hour*3600+s)
		}
	}
	from, to, ok, err := r.Span("central")
	if !ok || err != nil || to.Sub(from) > 20*time.Hour || to.Sub(from) < time.Hour {
		t.Errorf("span %v to %v", from, to)
	}
}

func FuzzReel(f *testing.F) {
	good, err := pack(picture("central", began))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(append(good, good...))
	f.Add(good[:len(good)-1])
	f.Fuzz(func(t *testing.T, raw []byte) {
		dir := t.TempDir()
		r := opened(t, dir, 1<<20)
		if err := os.WriteFile(r.name("central", began.Unix()/3600), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := r.Span("central"); err != nil {
			t.Error(err)
		}
		_, _, _ = r.Read("central", began.Add(-time.Hour), began.Add(time.Hour), 0, 10) // what is no picture is an error, not a panic
		keep(t, r, "central", 60)
	})
}
