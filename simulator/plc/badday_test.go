package plc_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/plc"
	twin "github.com/aisle-wms/aisle/simulator/plc"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestTwoCranesOnABadDay is the short version of the soak below.
func TestTwoCranesOnABadDay(t *testing.T) {
	t.Parallel()
	badDay{jobs: 60, speed: 200, restarts: 2, cuts: 1, permille: 30}.run(t)
}

// TestSoakTwoCranesOnABadDay is the acceptance: 1,000 jobs while the link is
// cut for 2 s every 20 s, 2 % of the Acks and Dones are lost and the PLC boots
// five times in the middle of a job.
func TestSoakTwoCranesOnABadDay(t *testing.T) {
	if os.Getenv("AISLE_SOAK") == "" {
		t.Skip("skipped: the long version runs with AISLE_SOAK=1")
	}
	badDay{jobs: 1000, speed: 60, restarts: 5, cuts: -1, permille: 20, measured: true}.run(t)
}

// badDay drives two cranes, each with jobs one after the other, and books
// every Done in a ledger.
type badDay struct {
	jobs, restarts int
	cuts           int // -1: every 20 s until the end
	speed          float64
	permille       int64
	measured       bool // judge how soon data flows again
}

const (
	house    = store.Partition("w")
	bays     = 10
	levels   = 4
	perAisle = 30 // units at the start, of 80 cells
)

// rackAisle is one crane with its rack and what waits at its stations.
type rackAisle struct {
	*rig
	n      int
	books  *store.Bolt
	crane  devices.Crane
	twin   twin.CraneHandle
	done   chan devices.JobDone
	dice   *rand.Rand
	free   []devices.Spot
	stored map[string]devices.Spot
	jobs   int
	// name of a spot in the building and the books; carry brings what was
	// fetched back to be stored, as a vehicle does.
	name  func(devices.Spot) string
	carry func(unit string) error
}

func (a *rackAisle) place(s devices.Spot) string {
	if a.name != nil {
		return a.name(s)
	}
	switch {
	case s.Kind == devices.SpotStation && s.X == 1:
		return fmt.Sprintf("w/a%d-in", a.n)
	case s.Kind == devices.SpotStation && s.X == 2:
		return fmt.Sprintf("w/a%d-out", a.n)
	case s.Side < 1 || s.Side > 2 || s.X < 1 || s.X > bays || s.Y < 1 || s.Y > levels || s.Depth != 1:
		return ""
	}
	return fmt.Sprintf("w/a%d-%d-%d-%d", a.n, s.Side, s.X, s.Y)
}

func (b badDay) run(t *testing.T) {
	r := &rig{t: t, dir: t.TempDir(), addr: freeAddr(t), base: map[string]int64{}}
	w, err := world.Open(filepath.Join(r.dir, "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	r.world = w
	t.Cleanup(func() { _ = w.Close() })
	books, _ := storetest.Open(t)
	if r.server, err = twin.NewServer(twin.Config{Addr: r.addr, CertFile: cert(t, "server.crt"), KeyFile: cert(t, "server.key"),
		Users: map[string]string{"wcs": password}, Speed: b.speed, Logger: logger()}, w); err != nil {
		t.Fatal(err)
	}
	line, addr := newCable(t, r.addr)
	cfg := r.config()
	cfg.Endpoint = "opc.tcp://" + addr
	link, err := plc.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	aisles := []*rackAisle{r.aisle(1, books, link, b.permille), r.aisle(2, books, link, b.permille)}
	r.start()
	run(t, "connection", link.Run)
	var finished atomic.Int64
	ended := make(chan error, len(aisles))
	began := time.Now()
	for _, a := range aisles {
		a.listen(t)
		go func() { ended <- a.work(b.jobs/len(aisles), &finished) }()
	}
	stop := make(chan struct{})
	troubles := make(chan string, 1)
	go func() { troubles <- b.trouble(line, aisles, &finished, stop) }()
	for range aisles {
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(20 * time.Minute):
			t.Fatal("the jobs do not end")
		}
	}
	close(stop)
	told := <-troubles
	t.Logf("%d jobs in %v; %s", finished.Load(), time.Since(began).Round(time.Second), told)
	r.agrees(books, aisles)
}

func (r *rig) aisle(n int, books *store.Bolt, link *plc.Server, permille int64) *rackAisle {
	a := newAisle(r, n, books)
	a.carry = func(unit string) error {
		return r.world.Update(func(tx *world.Tx) error { return tx.MoveHandlingUnit(unit, a.place(pnd(2)), a.place(pnd(1))) })
	}
	r.update(func(tx *world.Tx) error {
		for _, s := range a.free {
			tx.AddPlace(a.place(s), 1)
		}
		tx.AddPlace(a.place(pnd(1)), 1)
		tx.AddPlace(a.place(pnd(2)), 1)
		return nil
	})
	a.fill(func(unit, place string) { r.put(unit, place) })
	var err error
	if a.twin, err = r.server.AddCrane(twin.Crane{ID: "crane-" + strconv.Itoa(n), Prefix: "Crane" + strconv.Itoa(n), Warehouse: "w", Model: "twin",
		CellPlace: a.place, Stations: []twin.Station{{Place: a.place(pnd(1)), Direction: 1, XMM: -800}, {Place: a.place(pnd(2)), Direction: 2, XMM: -800}},
		BayPitchMM: 1000, LevelPitchMM: 1500, XSpeedMMPerS: 3500, XAccelMMPerS2: 1200, YSpeedMMPerS: 1200, YAccelMMPerS2: 1000, Fork: 3 * time.Second}); err != nil {
		r.t.Fatal(err)
	}
	a.twin.Lose(permille, uint64(n))
	a.crane = link.Crane("crane-"+strconv.Itoa(n), "Crane"+strconv.Itoa(n), 2)
	return a
}

func newAisle(r *rig, n int, books *store.Bolt) *rackAisle {
	a := &rackAisle{rig: r, n: n, books: books, done: make(chan devices.JobDone, 1000), dice: rand.New(rand.NewPCG(uint64(n), 11)), stored: map[string]devices.Spot{}}
	for side := int32(1); side <= 2; side++ {
		for x := int32(1); x <= bays; x++ {
			for y := int32(1); y <= levels; y++ {
				a.free = append(a.free, at(side, x, y, 1))
			}
		}
	}
	return a
}

// fill puts the first units into the rack and the books.
func (a *rackAisle) fill(put func(unit, place string)) {
	for i := range perAisle {
		unit := fmt.Sprintf("P%d-%02d", a.n, i)
		a.stored[unit] = a.takeFree()
		put(unit, a.place(a.stored[unit]))
		storetest.Do(a.t, a.books, house, func(tx store.Tx) error {
			return ledger.AddUnit(tx, wms.HandlingUnit{ID: wms.HandlingUnitID(unit), Kind: "pallet", Location: wms.LocationID(a.place(a.stored[unit]))})
		})
	}
}

// listen runs the crane's device and takes its Dones.
func (a *rackAisle) listen(t *testing.T) {
	run(t, a.crane.ID(), func(ctx context.Context) error {
		return a.crane.Run(ctx, func(rep devices.Report) {
			if rep.Job != nil {
				a.done <- *rep.Job
			}
		})
	})
}

func (a *rackAisle) takeFree() devices.Spot {
	i := a.dice.IntN(len(a.free))
	s := a.free[i]
	a.free = slices.Delete(a.free, i, i+1)
	return s
}

// take chooses a stored unit, the same for the same dice.
func (a *rackAisle) take() string {
	units := make([]string, 0, len(a.stored))
	for u := range a.stored {
		units = append(units, u)
	}
	slices.Sort(units)
	return units[a.dice.IntN(len(units))]
}

// leg of a job, with where it is booked.
type bookedLeg struct {
	unit     string
	from, to devices.Spot
}

// work does the jobs one after the other: a store if a unit waits, a
// retrieve, or both as a dual command. What was fetched comes back to be
// stored, as a vehicle would bring it.
func (a *rackAisle) work(jobs int, finished *atomic.Int64) error {
	waiting := ""
	for i := range jobs {
		var legs []bookedLeg
		typ := devices.JobRetrieve
		if waiting != "" {
			typ = devices.JobStore
			legs = append(legs, bookedLeg{waiting, pnd(1), a.takeFree()})
		}
		if waiting == "" || a.dice.IntN(2) == 0 {
			if waiting != "" {
				typ = devices.JobDual
			}
			u := a.take()
			legs = append(legs, bookedLeg{u, a.stored[u], pnd(2)})
		}
		j := devices.Job{Type: typ, Leg: a.leg(i, 0, legs[0])}
		if len(legs) > 1 {
			second := a.leg(i, 1, legs[1])
			j.Second = &second
		}
		if err := a.crane.Submit(j); err != nil {
			return err
		}
		var d devices.JobDone
		select {
		case d = <-a.done:
		case <-time.After(2 * time.Minute):
			return fmt.Errorf("crane %d, job %s: no Done; %+v", a.n, j.JobID, a.crane.Status())
		}
		if d.JobID != j.JobID || d.Result != devices.ResultDone || len(legs) > 1 && d.Result2 != devices.ResultDone {
			return fmt.Errorf("crane %d, job %s: a person would have to look at %+v", a.n, j.JobID, d)
		}
		waiting = ""
		for _, l := range legs {
			if err := a.book(l.unit, a.place(l.from), a.place(l.to)); err != nil {
				return err
			}
			if l.from.Kind == devices.SpotCell {
				a.free = append(a.free, l.from)
				delete(a.stored, l.unit)
				waiting = l.unit
			} else {
				a.stored[l.unit] = l.to
			}
		}
		a.crane.Acknowledge(d.JobID)
		if waiting != "" { // the vehicle's part
			if err := a.carry(waiting); err != nil {
				return err
			}
			if err := a.book(waiting, a.place(pnd(2)), a.place(pnd(1))); err != nil {
				return err
			}
		}
		a.jobs++
		finished.Add(1)
	}
	return nil
}

func (a *rackAisle) leg(job, n int, l bookedLeg) devices.Leg {
	return devices.Leg{JobID: fmt.Sprintf("c%d-job%04d-%d", a.n, job, n), HandlingUnit: l.unit, Src: l.from, Dst: l.to}
}

// book is refused if the unit is not where the books say.
func (a *rackAisle) book(unit, from, to string) error {
	_, err := storetest.Try(a.books, house, func(tx store.Tx) error {
		return ledger.MoveUnit(tx, wms.HandlingUnitID(unit), wms.LocationID(from), wms.LocationID(to), "crane")
	})
	return err
}

// trouble cuts the cable and boots the PLC, each time in the middle of a job,
// and says what it did and how soon data flowed again.
func (b badDay) trouble(line *cable, aisles []*rackAisle, finished *atomic.Int64, stop <-chan struct{}) string {
	wait := func(d time.Duration) bool {
		select {
		case <-stop:
			return false
		case <-time.After(d):
			return true
		}
	}
	cuts, boots, worst := 0, 0, time.Duration(0)
	next := time.Now().Add(2 * time.Second)
	for {
		if !wait(20 * time.Millisecond) {
			break
		}
		if a := aisles[boots%len(aisles)]; boots < b.restarts && int(finished.Load()) >= (boots+1)*b.jobs/(b.restarts+2) && a.twin.Working() {
			if err := a.twin.Restart(); err != nil {
				return err.Error()
			}
			boots++
		}
		if time.Now().Before(next) || cuts == b.cuts {
			continue
		}
		next = time.Now().Add(20 * time.Second)
		cuts++
		line.set(true)
		time.Sleep(2 * time.Second)
		line.set(false)
		mended := time.Now()
		for !slices.ContainsFunc(aisles, func(a *rackAisle) bool { s := a.crane.Status(); return s.Online && s.LastSeen.After(mended) }) {
			if !wait(10 * time.Millisecond) {
				break
			}
		}
		worst = max(worst, time.Since(mended))
	}
	if b.measured && worst > 5*time.Second {
		aisles[0].t.Errorf("after a cut data flowed again only after %v", worst)
	}
	acks, dones := 0, 0
	for _, a := range aisles {
		x, y := a.twin.Lost()
		acks, dones = acks+x, dones+y
	}
	if boots < b.restarts {
		aisles[0].t.Errorf("only %d restarts fell into the run", boots)
	}
	return fmt.Sprintf("%d cuts, data back after at most %v; %d boots in mid-job; %d Acks and %d Dones lost", cuts, worst.Round(time.Millisecond), boots, acks, dones)
}

// agrees compares twin and books, and counts what the twin carried out.
func (r *rig) agrees(books *store.Bolt, aisles []*rackAisle) {
	jobs := 0
	for _, a := range aisles {
		jobs += a.jobs
	}
	if n := r.counted("asrs_cycles"); int(n) != jobs {
		r.t.Errorf("the twin carried out %d jobs, reported were %d", n, jobs)
	}
	units := 0
	if err := books.View(func(rd store.Reader) error {
		return ledger.EachUnit(rd, house, func(u wms.HandlingUnit) (bool, error) {
			units++
			if got := r.where(string(u.ID)); got != string(u.Location) {
				r.t.Errorf("%s stands at %s, the ledger says %s", u.ID, got, u.Location)
			}
			return true, nil
		})
	}); err != nil {
		r.t.Fatal(err)
	}
	if units != len(aisles)*perAisle {
		r.t.Errorf("the ledger has %d units", units)
	}
}
