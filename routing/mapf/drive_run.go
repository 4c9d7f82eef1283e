package mapf

// DriveResult is how a plan went on real vehicles.
type DriveResult struct {
	TasksFinished int     `json:"tasks_finished"`
	Collisions    int     `json:"collisions"`
	Deadlocks     int     `json:"deadlocks"`
	SimSeconds    float64 `json:"sim_seconds"`
	// LongestWaitS is for how long one vehicle stood for others at most.
	LongestWaitS float64 `json:"longest_wait_s"`
}

// deadlockS is for how long all vehicles that have somewhere to go must stand
// still, none of them broken, to count as a deadlock. One that stands for jamS
// does, too.
const deadlockS = 120

// DriveLifelong lets vehicles drive a lifelong plan for so many seconds. next
// gives an agent its next goal. The plan is made one step ahead at a time, in
// the time that a cell takes at full speed; a vehicle that has fallen behind
// is held in the plan, so that others are led around it. The fleet must have
// been made with NoRings.
func DriveLifelong(g *Grid, l *Lifelong, k Kinematics, seconds float64, seed uint64, next func(a int32) int32) DriveResult {
	n := len(l.At())
	s := NewSchedule(g, l.At())
	d := NewDrive(g, s, k, seed)
	var r DriveResult
	planned, reached := make([]int, n), make([]int, n) // cells of the way
	done := make([]queue, n)                           // after how many cells a task is done
	finish := func(a int32) {
		for done[a].len() > 0 && int(done[a].get(0)) <= reached[a] {
			done[a].pop()
			r.TasksFinished++
		}
	}
	d.OnReached = func(a int32) {
		reached[a]++
		finish(a)
	}
	for a := range int32(n) {
		l.SetGoal(a, next(a))
	}
	pace, due := k.CellMM/k.SpeedMMPerS, 0.0
	for r.SimSeconds = 0; r.SimSeconds < seconds; r.SimSeconds += TickS {
		if r.SimSeconds >= due {
			due += pace
			for a := range int32(n) {
				l.Hold(a, s.Backlog(a) > k.Lookahead())
			}
			l.Step()
			for a, c := range l.At() {
				if c != s.at[a] {
					planned[a]++
				}
			}
			s.Append(l.At())
			for a, c := range l.At() {
				if a := int32(a); c == l.Goal(a) {
					done[a].push(int32(planned[a]))
					finish(a)
					l.SetGoal(a, next(a))
				}
			}
		}
		d.Tick()
		if d.StillS > deadlockS {
			r.Deadlocks++
			break
		}
	}
	r.Collisions, r.LongestWaitS = d.Collisions, d.LongestS
	r.Deadlocks += d.Jammed
	return r
}

// DrivePlan lets vehicles drive a plan to its end. A task is an agent at its
// goal. The plan must have been made with NoRings.
func DrivePlan(g *Grid, paths [][]int32, k Kinematics, seed uint64) DriveResult {
	at, last := make([]int32, len(paths)), 0
	for a, p := range paths {
		at[a] = p[0]
		last = max(last, len(p))
	}
	s := NewSchedule(g, at)
	for t := 1; t < last; t++ {
		for a, p := range paths {
			at[a] = p[min(t, len(p)-1)]
		}
		s.Append(at)
	}
	d := NewDrive(g, s, k, seed)
	var r DriveResult
	for r.TasksFinished < len(paths) && r.Deadlocks == 0 {
		d.Tick()
		r.SimSeconds += TickS
		r.TasksFinished = 0
		for a := range paths {
			if s.Backlog(int32(a)) == 0 {
				r.TasksFinished++
			}
		}
		if d.StillS > deadlockS {
			r.Deadlocks++
		}
	}
	r.Collisions, r.LongestWaitS = d.Collisions, d.LongestS
	r.Deadlocks += d.Jammed
	return r
}
