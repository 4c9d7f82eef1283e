package field

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/routing/mapf"
)

// kinematics of a small sorting robot and what goes wrong: one move in twenty
// is late by a second, each robot breaks down for a minute once in eight hours.
var kinematics = mapf.Kinematics{CellMM: 700, SpeedMMPerS: 2000, AccelMMPerS2: 1500, TurnMS: 700, LengthMM: 480, WidthMM: 480,
	DelayShare: 0.05, DelayMS: 1000, BreakdownsPerH: 0.125, BreakdownMS: 60_000}

const (
	loadS, tiltS = 1.5, 1.0
	width        = 76
)

// hall is a floor with a chute, a hole that robots tilt into from either side,
// at every fourth place, inductions along three walls, and at the fourth the
// reject and room for robots without work.
func hall(robots int) Config {
	const height, room = 48, 8
	free := make([]bool, width*height)
	for i := range free {
		x, y := i%width, i/width
		free[i] = !hole(x, y, height, room)
	}
	c := Config{Grid: mapf.NewGrid(width, height, free), Seed: 1, Lookahead: kinematics.Lookahead()}
	g := c.Grid
	for y := range height {
		for x := range width {
			if hole(x, y, height, room) {
				c.Chutes = append(c.Chutes, Chute{Number: len(c.Chutes) + 1, Cells: []int32{g.At(x-1, y), g.At(x+1, y)}})
			}
		}
	}
	reject := Chute{Number: Reject}
	for x := 6; x < width-6; x += 6 {
		reject.Cells = append(reject.Cells, g.At(x, room+1))
	}
	c.Chutes = append(c.Chutes, reject)
	for x := 6; x < width-6; x += 4 {
		c.Inductions = append(c.Inductions, g.At(x, height-2))
	}
	for y := room + 6; y < height-6; y += 4 {
		c.Inductions = append(c.Inductions, g.At(1, y), g.At(width-2, y))
	}
	for i := range robots {
		c.Robots = append(c.Robots, g.At(2*i%width, 2*i/width))
	}
	return c
}

func hole(x, y, height, room int) bool {
	return x%4 == 3 && y%4 == 3 && x > 4 && x < width-5 && y > room+2 && y < height-4
}

// run is a field at work.
type run struct {
	f       *Field
	c       Config
	drive   *mapf.Drive
	rnd     *rand.Rand
	now     float64
	timers  []timer
	onTray  map[int32]Parcel
	placed  int
	sorted  map[string]Sorted
	loaded  int
	closed  map[int]bool
	wrong   []string
	failing float64 // share of loads and tilts that fail
	stay    bool    // chutes stay as they are
}

type timer struct {
	at   float64
	then func() []Action
}

func (r *run) do(actions []Action) {
	for _, a := range actions {
		switch a := a.(type) {
		case Load:
			r.timers = append(r.timers, timer{r.now + loadS, func() []Action {
				ok := r.rnd.Float64() >= r.failing
				if ok {
					if had, is := r.onTray[a.Robot]; is {
						r.wrong = append(r.wrong, fmt.Sprintf("robot %d has %s on its tray and gets %s", a.Robot, had.ID, a.Parcel.ID))
					}
					r.onTray[a.Robot] = a.Parcel
					r.loaded++
				}
				return r.f.Loaded(a.Robot, ok)
			}})
		case Tilt:
			if r.closed[a.Chute] {
				r.wrong = append(r.wrong, fmt.Sprintf("%s tilts into chute %d, which is closed", a.Parcel.ID, a.Chute))
			}
			r.timers = append(r.timers, timer{r.now + tiltS, func() []Action {
				ok := r.rnd.Float64() >= r.failing
				if ok {
					if r.onTray[a.Robot] != a.Parcel {
						r.wrong = append(r.wrong, fmt.Sprintf("robot %d tilts %s, which it does not have", a.Robot, a.Parcel.ID))
					}
					delete(r.onTray, a.Robot)
				}
				return r.f.Tilted(a.Robot, ok)
			}})
		case Sorted:
			if _, twice := r.sorted[a.Parcel.ID]; twice {
				r.wrong = append(r.wrong, a.Parcel.ID+" is sorted twice")
			}
			r.sorted[a.Parcel.ID] = a
		}
	}
}

func newRun(t *testing.T, c Config, seed uint64) *run {
	t.Helper()
	f, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{f: f, c: c, rnd: rand.New(rand.NewPCG(seed, 7)), onTray: map[int32]Parcel{}, sorted: map[string]Sorted{}, closed: map[int]bool{}, failing: 0.01}
	r.drive = mapf.NewDrive(c.Grid, f.Schedule(), kinematics, seed)
	r.drive.OnReached = func(a int32) { r.do(f.Reached(a)) }
	return r
}

// until drives for so many seconds; fed keeps parcels at the inductions.
func (r *run) until(end float64, fed bool) {
	pace, due, churn := kinematics.CellMM/kinematics.SpeedMMPerS, r.now, r.now
	for ; r.now < end; r.now += mapf.TickS {
		for i := range r.c.Inductions {
			for fed && r.f.Waiting(i) < 3 {
				r.placed++
				p := Parcel{ID: fmt.Sprint("P", r.placed), Chute: 1 + r.rnd.IntN(len(r.c.Chutes)-1), Alternative: r.rnd.IntN(len(r.c.Chutes)) - 1}
				if err := r.f.Place(i, p); err != nil {
					r.wrong = append(r.wrong, err.Error())
				}
			}
		}
		if r.now >= churn && !r.stay { // each half minute a chute closes, up to five
			churn += 30
			if len(r.closed) >= 5 {
				for n := range r.closed {
					delete(r.closed, n)
					r.f.SetChute(n, false, true)
				}
			}
			n := 1 + r.rnd.IntN(len(r.c.Chutes)-1)
			r.closed[n] = true
			r.f.SetChute(n, true, true)
		}
		if r.now >= due {
			due += pace
			r.do(r.f.Step())
		}
		r.drive.Tick()
		for i := 0; i < len(r.timers); i++ {
			if x := r.timers[i]; x.at <= r.now {
				r.timers = append(r.timers[:i], r.timers[i+1:]...)
				i--
				r.do(x.then())
			}
		}
	}
}

func (r *run) check(t *testing.T) (rejected int) {
	t.Helper()
	for _, w := range r.wrong {
		t.Error(w)
	}
	if r.drive.Collisions > 0 || r.drive.Jammed > 0 || r.drive.StillS > 120 {
		t.Errorf("%d collisions, %d robots stood for others for ten minutes, all stand for %.0f s", r.drive.Collisions, r.drive.Jammed, r.drive.StillS)
	}
	for _, s := range r.sorted {
		if s.Rejected != (s.Chute == Reject) || !s.Rejected && s.Chute != s.Parcel.Chute && s.Chute != s.Parcel.Alternative {
			t.Errorf("%+v", s)
		}
		if s.Rejected {
			rejected++
		}
	}
	return rejected
}

// TestTwoHundredRobotsForAnHour with late moves, breakdowns, loads and tilts
// that fail, and chutes that close; then the parcels end and every one that
// was taken has arrived.
func TestTwoHundredRobotsForAnHour(t *testing.T) {
	hour := 3600.0
	if testing.Short() || raced {
		hour = 60
	}
	r := newRun(t, hall(200), 1)
	r.until(hour, true)
	sorted := len(r.sorted)
	t.Logf("%d parcels sorted in %.0f s, %d on trays, longest wait %.0f s", sorted, hour, len(r.onTray), r.drive.LongestS)
	if hour == 3600 && sorted < 3600 {
		t.Errorf("only %d parcels in an hour", sorted)
	}
	for end := r.now + 3600; len(r.sorted) < r.placed && r.now < end; {
		r.until(r.now+10, false)
	}
	if len(r.sorted) != r.placed || len(r.onTray) != 0 || r.loaded != r.placed {
		t.Errorf("%d parcels placed, %d loaded, %d sorted, %d on trays", r.placed, r.loaded, len(r.sorted), len(r.onTray))
	}
	t.Logf("%d rejected", r.check(t))
}

// TestFullChutes: without any chute but the reject all goes there.
func TestFullChutes(t *testing.T) {
	c := hall(20)
	r := newRun(t, c, 2)
	for _, x := range c.Chutes {
		if x.Number != Reject {
			r.closed[x.Number] = true
			r.f.SetChute(x.Number, false, false)
		}
	}
	for i := range 20 {
		r.placed++
		if err := r.f.Place(i%len(c.Inductions), Parcel{ID: fmt.Sprint(i), Chute: 1 + i, Alternative: -1}); err != nil {
			t.Fatal(err)
		}
	}
	r.stay = true
	for r.now < 3600 && len(r.sorted) < r.placed {
		r.until(r.now+1, false)
	}
	if rejected := r.check(t); rejected != 20 {
		t.Errorf("%d of 20 rejected", rejected)
	}
}

func TestFieldsThatCannotWork(t *testing.T) {
	good := hall(4)
	for want, change := range map[string]func(*Config){
		"both are needed": func(c *Config) { c.Inductions = nil },
		"the reject":      func(c *Config) { c.Chutes = c.Chutes[:3] },
		"given twice":     func(c *Config) { c.Robots = []int32{5, 5} },
		"every second": func(c *Config) {
			c.Grid = mapf.NewGrid(3, 3, []bool{true, true, true, true, true, true, true, true, true})
			c.Robots, c.Inductions, c.Chutes = []int32{0, 1, 2, 3, 4}, []int32{0}, []Chute{{Number: Reject, Cells: []int32{8}}}
		},
		"not on the grid": func(c *Config) { c.Inductions = []int32{1 << 20} },
	} {
		c := good
		change(&c)
		if _, err := New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	f, err := New(good)
	if err != nil {
		t.Fatal(err)
	}
	for range f.c.MaxWaiting {
		if err := f.Place(0, Parcel{}); err != nil {
			t.Fatal(err)
		}
	}
	if f.Place(0, Parcel{}) == nil {
		t.Error("an induction takes parcels without end")
	}
}
