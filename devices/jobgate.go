package devices

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// JobGate is a door or lift over a job device (contract section 5: type 5 Move
// to a station, type 6 Home). Station n is stop n-1; one may drive through
// while the station's Grant says so (1 or 2) and the last job has ended. A
// door is shut by Home; a lift that nobody needs stays where it is, with its
// doors as its controller likes.
type JobGate struct {
	machine Crane
	door    bool
	newID   func() string // of jobs: unique for ever

	mu      sync.Mutex
	want    GateWant
	wanted  bool
	took    GateWant
	job     string // under way
	jobWant GateWant
	failed  string
	retryAt time.Time
	shown   GatePicture
	shownAt time.Time
}

var (
	_ Gate         = (*JobGate)(nil)
	_ FaultClearer = (*JobGate)(nil)
)

// NewJobGate makes a gate of a job device that does nothing else.
func NewJobGate(machine Crane, door bool, newID func() string) *JobGate {
	return &JobGate{machine: machine, door: door, newID: newID}
}

const (
	gateTick    = 50 * time.Millisecond // wall time between looks
	gateShow    = time.Second           // a picture comes at least so often
	gateRetry   = 2 * time.Second
	gateReports = 64
)

// ID of the device.
func (g *JobGate) ID() string { return g.machine.ID() }

// Class of the device.
func (g *JobGate) Class() Class { return ClassGate }

// Status is the machine's.
func (g *JobGate) Status() Status { return g.machine.Status() }

// ClearFault acknowledges the machine's fault, if it can.
func (g *JobGate) ClearFault(ctx context.Context) error {
	if c, ok := g.machine.(FaultClearer); ok {
		return c.ClearFault(ctx)
	}
	return fmt.Errorf("device %s has no faults to clear", g.ID())
}

// Set says what the gate shall be from now on.
func (g *JobGate) Set(want GateWant) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.want, g.wanted = want, true
	return nil
}

// Gate is the picture now.
func (g *JobGate) Gate() GatePicture {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.picture()
}

func (g *JobGate) picture() GatePicture {
	s := g.machine.Status()
	p := GatePicture{Online: s.Online, Took: g.took, Stop: g.took.Stop, Fault: g.failed}
	if s.Fault != "" {
		p.Fault = s.Fault
	}
	if g.job != "" && !g.door {
		p.Stop = -1
	}
	for _, st := range g.machine.Picture().Stations {
		granted := st.Grant == 1 || st.Grant == 2
		if g.took.Seq == 0 && granted {
			p.Stop, p.Open = int(st.Number)-1, true // nothing was told it yet: as it is
		}
		if g.took.Open && g.job == "" && granted && int(st.Number) == p.Stop+1 {
			p.Open = true
		}
	}
	return p
}

// Run runs the machine and keeps it at its jobs until ctx ends.
func (g *JobGate) Run(ctx context.Context, report func(Report)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	said, ended := make(chan Report, gateReports), make(chan error, 1)
	go func() {
		ended <- g.machine.Run(ctx, func(r Report) {
			select {
			case said <- r:
			case <-ctx.Done():
			}
		})
	}()
	tick := time.NewTicker(gateTick)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case r := <-said:
			switch {
			case r.Job != nil:
				g.done(*r.Job)
			default:
				report(r)
			}
		case now := <-tick.C:
			g.work(now)
			if p, ok := g.news(now); ok {
				report(Report{Device: g.ID(), At: now, Gate: &p})
			}
		}
	}
}

func (g *JobGate) news(now time.Time) (GatePicture, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.picture()
	if p == g.shown && now.Sub(g.shownAt) < gateShow {
		return p, false
	}
	g.shown, g.shownAt = p, now
	return p, true
}

// work hands over the next job.
func (g *JobGate) work(now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case !g.wanted || g.took == g.want || g.job != "":
		return
	case !g.door && !g.want.Open && g.took.Seq > 0 && g.took.Stop == g.want.Stop:
		g.took = g.want
		return
	case now.Before(g.retryAt) || g.machine.Busy() != "":
		return
	}
	j := Job{Type: JobMove, Leg: Leg{JobID: g.newID(), Dst: Spot{Kind: SpotStation, X: int32(g.want.Stop + 1)}}}
	if g.door && !g.want.Open {
		j.Type, j.Dst = JobHome, Spot{}
	}
	if err := g.machine.Submit(j); err != nil {
		g.retryAt = now.Add(gateRetry)
		return
	}
	g.job, g.jobWant = j.JobID, g.want
}

// done books the end of a job. One of a master before us is only acknowledged.
func (g *JobGate) done(d JobDone) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.machine.Acknowledge(d.JobID)
	if d.JobID != g.job {
		return
	}
	g.job = ""
	if d.Result == ResultDone {
		g.took, g.failed = g.jobWant, ""
		return
	}
	g.failed = fmt.Sprintf("job ended with result %d, reason %d", d.Result, d.Reason)
	g.retryAt = time.Now().Add(gateRetry)
}
