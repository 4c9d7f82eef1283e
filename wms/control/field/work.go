package field

import "github.com/aisle-wms/aisle/routing/mapf"

// want is how many robots an induction should have: one for each parcel, and
// one that stands ready.
func (f *Field) want(induction int) int { return min(f.c.QueueAt, f.waiting[induction]+1) }

// balance sends the nearest free robots where some are missing, and takes
// those back that are too many.
func (f *Field) balance() {
	for i := range f.sent {
		if f.sent[i] < f.want(i) {
			if a := f.nearest(f.c.Inductions[i], func(r *robot) bool { return r.state == empty && r.place < 0 && r.charger < 0 && !r.weak }); a != mapf.None {
				f.induct(a, i)
			}
			continue
		}
		for a := range f.robots {
			if r := &f.robots[a]; f.sent[i] > f.want(i) && r.state == empty && r.place == i && !r.standing && !r.away {
				f.free(int32(a))
			}
		}
	}
	for a := range f.robots {
		if r := &f.robots[a]; r.weak && r.state == empty && r.charger < 0 && !r.standing && !r.away {
			f.free(int32(a))
		}
	}
}

// nearest robot to a cell that can get there, as the crow flies.
func (f *Field) nearest(cell int32, fit func(*robot) bool) int32 {
	best, least := mapf.None, 0
	for a := range f.robots {
		if r := &f.robots[a]; r.away || !fit(r) || !f.reaches(int32(a), cell) {
			continue
		}
		if d := f.apart(f.plan.At()[a], cell); best == mapf.None || d < least {
			best, least = int32(a), d
		}
	}
	return best
}

func (f *Field) apart(a, b int32) int {
	ax, ay := f.grid.XY(a)
	bx, by := f.grid.XY(b)
	return max(ax-bx, bx-ax) + max(ay-by, by-ay)
}

func (f *Field) induct(a int32, induction int) {
	f.robots[a].place = induction
	f.sent[induction]++
	f.send(a, f.c.Inductions[induction])
}

// leave takes back what an empty robot was sent for.
func (f *Field) leave(a int32) {
	r := &f.robots[a]
	if r.place >= 0 && (r.state == empty || r.state == loading || r.state == scanned) {
		f.sent[r.place]--
	}
	if r.charger >= 0 {
		f.taken[r.charger] = false
	}
	r.place, r.charger = -1, -1
}

// free finds something to do for a robot whose tray is empty: to a charger if
// it must, else to the induction that lacks robots most, else home.
func (f *Field) free(a int32) {
	r := &f.robots[a]
	f.leave(a)
	r.state, r.parcel, r.botched = empty, Parcel{}, false
	if r.weak {
		if i := f.freeCharger(a); i >= 0 {
			r.charger, f.taken[i] = i, true
			f.send(a, f.c.Chargers[i])
			return
		}
	} else if i := f.neediest(a); i >= 0 {
		f.induct(a, i)
		return
	}
	goal := f.c.Homes[a] // where it is out of the way
	if !f.reaches(a, goal) {
		goal = f.plan.At()[a]
	}
	if f.plan.Goal(a) != goal || r.standing {
		f.send(a, goal)
	}
}

func (f *Field) freeCharger(a int32) int {
	best, least := -1, 0
	for i, c := range f.c.Chargers {
		if d := f.apart(f.plan.At()[a], c); !f.taken[i] && f.reaches(a, c) && (best < 0 || d < least) {
			best, least = i, d
		}
	}
	return best
}

func (f *Field) neediest(a int32) int {
	best, most, least := -1, 0, 0
	for i, c := range f.c.Inductions {
		lacks, d := f.want(i)-f.sent[i], f.apart(f.plan.At()[a], c)
		if lacks > 0 && f.reaches(a, c) && (lacks > most || lacks == most && d < least) {
			best, most, least = i, lacks, d
		}
	}
	return best
}

// carry sends a loaded robot to its chute, to that cell of it to which the
// fewest go; if no way leads there, to the next best.
func (f *Field) carry(a int32) {
	r := &f.robots[a]
	if old := f.plan.Goal(a); r.state == full && r.place >= 0 && old != mapf.None && f.to[old] > 0 {
		f.to[old]--
	}
	r.state, r.place = full, -1
	for _, n := range []int{r.parcel.Chute, r.parcel.Alternative, Reject} {
		i, known := f.index[n]
		if !known || n != Reject && (f.closed[n] || r.botched) {
			continue
		}
		best := mapf.None
		for _, c := range f.c.Chutes[i].Cells {
			if f.reaches(a, c) && (best == mapf.None || f.to[c] < f.to[best]) {
				best = c
			}
		}
		if best != mapf.None {
			f.to[best]++
			r.place = i
			f.send(a, best)
			return
		}
	}
	f.send(a, f.plan.At()[a]) // walled in: until the next Arrange
}

// Loaded says how a Load ended. What is on the tray now waits for Decided; a
// Load that failed is not tried again by itself.
func (f *Field) Loaded(a int32, ok bool) {
	switch r := &f.robots[a]; {
	case r.state != loading:
	case ok:
		r.state = scanned
	default:
		f.free(a)
	}
}

// Decided says where the parcel goes that was loaded.
func (f *Field) Decided(a int32, p Parcel) {
	if r := &f.robots[a]; r.state == scanned {
		f.leave(a)
		r.parcel = p
		f.carry(a)
	}
}

// Tilted says how a Tilt ended: what did not slide off goes to the reject,
// where it is tried until it does.
func (f *Field) Tilted(a int32, ok bool) []Action {
	r := &f.robots[a]
	if r.state != tilting {
		return f.told()
	}
	cell := f.plan.At()[a]
	if f.to[cell] > 0 {
		f.to[cell]--
	}
	switch {
	case ok:
		r.state, r.place = empty, -1
		f.free(a)
	case f.c.Chutes[r.place].Number == Reject:
		f.to[cell]++
		f.out = append(f.out, Tilt{a, r.parcel, Reject})
	default:
		r.botched, r.state, r.place = true, full, -1
		f.carry(a)
	}
	return f.told()
}
