package field

import (
	"fmt"
	"math/rand/v2"
	"os"
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
		c.Homes = append(c.Homes, g.At(2*i%width, 2*i/width))
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
	lying   [][]Parcel // at each induction
	onTray  map[int32]Parcel
	placed  int
	sorted  map[uint32]int // chute of each parcel's number
	parcels map[uint32]Parcel
	loaded  int
	closed  map[int]bool
	wrong   []string
	failing float64 // share of loads and tilts that fail
	stay    bool    // chutes stay as they are
	dying   float64 // robots that stand for five minutes, per second
	deadAt  map[int32]float64
	deaths  int
	away    []bool
}

type timer struct {
	at   float64
	then func() []Action
}

func (r *run) after(s float64, then func() []Action) {
	r.timers = append(r.timers, timer{r.now + s, then})
}

func (r *run) do(actions []Action) {
	for _, a := range actions {
		switch a := a.(type) {
		case Load:
			r.load(a)
		case Tilt:
			if r.closed[a.Chute] {
				r.wrong = append(r.wrong, fmt.Sprintf("%d tilts into chute %d, which is closed", a.Parcel.Number, a.Chute))
			}
			r.after(tiltS, func() []Action {
				if r.rnd.Float64() < r.failing {
					return r.f.Tilted(a.Robot, false)
				}
				if r.onTray[a.Robot] != a.Parcel {
					r.wrong = append(r.wrong, fmt.Sprintf("robot %d tilts %d, which it does not have", a.Robot, a.Parcel.Number))
				}
				delete(r.onTray, a.Robot)
				if _, twice := r.sorted[a.Parcel.Number]; twice {
					r.wrong = append(r.wrong, fmt.Sprint(a.Parcel.Number, " is sorted twice"))
				}
				r.sorted[a.Parcel.Number] = a.Chute
				return r.f.Tilted(a.Robot, true)
			})
		}
	}
}

// load waits for a parcel.
func (r *run) load(a Load) {
	if len(r.lying[a.Induction]) == 0 {
		r.after(0.5, func() []Action { r.load(a); return nil })
		return
	}
	p := r.lying[a.Induction][0]
	r.lying[a.Induction] = r.lying[a.Induction][1:]
	if had, is := r.onTray[a.Robot]; is {
		r.wrong = append(r.wrong, fmt.Sprintf("robot %d has %d on its tray and gets %d", a.Robot, had.Number, p.Number))
	}
	r.onTray[a.Robot] = p
	r.loaded++
	r.after(loadS, func() []Action {
		r.f.Loaded(a.Robot, true)
		r.after(0.2, func() []Action { r.f.Decided(a.Robot, p); return nil })
		return nil
	})
}

func newRun(t testing.TB, c Config, seed uint64) *run {
	t.Helper()
	f, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{f: f, c: c, rnd: rand.New(rand.NewPCG(seed, 7)), onTray: map[int32]Parcel{}, sorted: map[uint32]int{}, parcels: map[uint32]Parcel{},
		lying: make([][]Parcel, len(c.Inductions)), closed: map[int]bool{}, failing: 0.01, deadAt: map[int32]float64{}, away: make([]bool, len(c.Homes))}
	ways := make([][]int32, len(c.Homes))
	for a, at := range c.Homes {
		ways[a] = []int32{at}
	}
	if err := f.Arrange(ways, nil); err != nil {
		t.Fatal(err)
	}
	r.drive = mapf.NewDrive(c.Grid, f.Schedule(), kinematics, seed)
	r.drive.OnReached = func(a int32) { r.do(f.Reached(a)) }
	return r
}

// arrange leads the others around those that have stood for five seconds.
func (r *run) arrange() {
	changed := false
	for a := range r.away {
		at, dead := r.deadAt[int32(a)]
		if dead && !r.drive.Broken(int32(a)) {
			delete(r.deadAt, int32(a))
			dead = false
		}
		if is := dead && r.now-at > 5; is != r.away[a] {
			r.away[a], changed = is, true
		}
	}
	if !changed {
		return
	}
	ways := make([][]int32, len(r.away))
	for a := range ways {
		ways[a] = r.f.Schedule().Owned(int32(a))
	}
	if err := r.f.Arrange(ways, r.away); err != nil {
		r.wrong = append(r.wrong, err.Error())
	}
	r.drive.Continue(r.f.Schedule())
}

func (r *run) feed() {
	for i := range r.lying {
		for len(r.lying[i]) < 3 {
			r.placed++
			p := Parcel{Number: uint32(r.placed), Chute: 1 + r.rnd.IntN(len(r.c.Chutes)-1), Alternative: r.rnd.IntN(len(r.c.Chutes)) - 1}
			r.lying[i], r.parcels[p.Number] = append(r.lying[i], p), p
		}
	}
}

// until drives for so many seconds; fed keeps parcels at the inductions.
func (r *run) until(end float64, fed bool) {
	pace, due, churn := kinematics.CellMM/kinematics.SpeedMMPerS, r.now, r.now
	for ; r.now < end; r.now += mapf.TickS {
		if fed {
			r.feed()
		}
		for i := range r.lying {
			r.f.SetWaiting(i, len(r.lying[i]))
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
		if r.rnd.Float64() < r.dying*mapf.TickS {
			a := int32(r.rnd.IntN(len(r.away)))
			if _, dead := r.deadAt[a]; !dead && !r.drive.Broken(a) {
				r.deadAt[a] = r.now
				r.deaths++
				r.drive.Break(a, 300)
			}
		}
		r.arrange()
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
	for n, chute := range r.sorted {
		p := r.parcels[n]
		if chute != Reject && chute != p.Chute && chute != p.Alternative {
			t.Errorf("%+v went to %d", p, chute)
		}
		if chute == Reject {
			rejected++
		}
	}
	return rejected
}

// TestTwoHundredRobots with late moves, breakdowns, tilts that fail, chutes
// that close, and robots that die where they are and are led around; then the
// parcels end and every one that was taken has arrived. AISLE_SOAK: an hour,
// each with other seeds.
func TestTwoHundredRobots(t *testing.T) {
	seconds, seeds, robots := 240.0, uint64(1), 200
	switch {
	case os.Getenv("AISLE_SOAK") != "":
		seconds, seeds = 3600, 5
	case testing.Short() || raced:
		seconds, robots = 30, 20
	}
	for seed := uint64(1); seed <= seeds; seed++ {
		c := hall(robots)
		if raced {
			c.Inductions = c.Inductions[:3]
		}
		c.Seed = seed
		r := newRun(t, c, seed)
		if !raced {
			r.dying = 1.0 / 30
		}
		r.until(seconds, true)
		sorted := len(r.sorted)
		t.Logf("seed %d: %d parcels sorted in %.0f s, %d robots died for five minutes, longest wait %.0f s, %d collisions, %d jammed", seed, sorted, seconds, r.deaths, r.drive.LongestS, r.drive.Collisions, r.drive.Jammed)
		if seconds >= 3600 && sorted < 3600 {
			t.Errorf("only %d parcels in an hour", sorted)
		}
		r.dying = 0
		for end := r.now + 3600; len(r.sorted) < r.placed && r.now < end; {
			r.until(r.now+10, false)
		}
		if len(r.sorted) != r.placed || len(r.onTray) != 0 || r.loaded != r.placed {
			t.Errorf("%d parcels placed, %d loaded, %d sorted, %d on trays", r.placed, r.loaded, len(r.sorted), len(r.onTray))
		}
		t.Logf("%d rejected", r.check(t))
	}
}

// TestFullChutes: without any chute but the reject all goes there.
func TestFullChutes(t *testing.T) {
	c := hall(8)
	c.Inductions = c.Inductions[:4]
	r := newRun(t, c, 2)
	for _, x := range c.Chutes {
		if x.Number != Reject {
			r.closed[x.Number] = true
			r.f.SetChute(x.Number, false, false)
		}
	}
	for i := range 8 {
		r.placed++
		p := Parcel{Number: uint32(i + 1), Chute: 1 + i, Alternative: -1}
		at := i % len(c.Inductions)
		r.lying[at], r.parcels[p.Number] = append(r.lying[at], p), p
	}
	r.stay = true
	for r.now < 3600 && len(r.sorted) < r.placed {
		r.until(r.now+1, false)
	}
	if rejected := r.check(t); rejected != 8 {
		t.Errorf("%d of 8 rejected", rejected)
	}
}

func TestFieldsThatCannotWork(t *testing.T) {
	good := hall(4)
	for want, change := range map[string]func(*Config){
		"both are needed": func(c *Config) { c.Inductions = nil },
		"the reject":      func(c *Config) { c.Chutes = c.Chutes[:3] },
		"given twice":     func(c *Config) { c.Homes = []int32{5, 5} },
		"every second": func(c *Config) {
			c.Grid = mapf.NewGrid(3, 3, []bool{true, true, true, true, true, true, true, true, true})
			c.Homes, c.Inductions, c.Chutes = []int32{0, 1, 2, 3, 4}, []int32{0}, []Chute{{Number: Reject, Cells: []int32{8}}}
		},
		"not on the grid": func(c *Config) { c.Inductions = []int32{1 << 20} },
	} {
		c := good
		change(&c)
		if _, err := New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
