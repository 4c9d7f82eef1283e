package telegram

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/telegram/wire"
)

// Protocol as devices.Status names it.
const Protocol = "telegram crane 1"

const (
	silentAfter  = 3 * time.Second
	lifeEvery    = time.Second
	retryAfter   = time.Second
	finishedKept = 64
	queueLimit   = 256
	stateIdle    = 4
)

// crane is the core: told of the time and of telegrams, it says telegrams and
// reports. Its methods lock.
type crane struct {
	id   string
	wake func()
	news chan struct{}

	mu       sync.Mutex
	talk     *wire.Talk // nil: no connection
	state    map[string]string
	heardAt  time.Time
	lifeAt   time.Time
	seen     bool // a STATE came since the connection
	why      string
	job      *devices.Job // under way or waiting
	began    bool         // it was said before, perhaps in an earlier connection
	said     bool         // in this connection
	retryAt  time.Time
	ended    *devices.JobDone // reported, not acknowledged by the caller
	finished []devices.JobDone
	queue    []devices.Report
	last     devices.Status
}

var (
	_ devices.Crane        = (*crane)(nil)
	_ devices.FaultClearer = (*crane)(nil)
)

// ID of the device.
func (c *crane) ID() string { return c.id }

// Class of the device.
func (c *crane) Class() devices.Class { return devices.ClassCrane }

// Status is the last known picture.
func (c *crane) Status() devices.Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// Run delivers reports until ctx ends.
func (c *crane) Run(ctx context.Context, report func(devices.Report)) error {
	return devices.DeliverReports(ctx, &c.mu, &c.queue, c.news, report)
}

// Submit hands over a job.
func (c *crane) Submit(job devices.Job) error {
	if job.JobID == "" || job.Type == devices.JobDual && job.Second == nil {
		return fmt.Errorf("job %q for %s: it needs an id, a dual job a second leg", job.JobID, c.id)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.IndexFunc(c.finished, func(d devices.JobDone) bool { return d.JobID == job.JobID }); i >= 0 {
		d := c.finished[i]
		c.report(devices.Report{Job: &d})
		return nil
	}
	if c.job != nil && c.job.JobID != job.JobID || c.ended != nil {
		return fmt.Errorf("job %s for %s: job %s is under way", job.JobID, c.id, c.busy())
	}
	if c.job == nil {
		c.job, c.began, c.said, c.retryAt = &job, false, false, time.Time{}
		c.wake()
	}
	return nil
}

// Busy is the JobID under way, or "".
func (c *crane) Busy() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.busy()
}

func (c *crane) busy() string {
	switch {
	case c.ended != nil:
		return c.ended.JobID
	case c.job != nil:
		return c.job.JobID
	}
	return ""
}

// Acknowledge frees the machine after the JobDone was made durable.
func (c *crane) Acknowledge(jobID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended != nil && c.ended.JobID == jobID {
		c.ended = nil
		c.say(false, "DONEACK", "id", jobID)
	}
}

// Abort asks to stop the job under way.
func (c *crane) Abort(jobID string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.job == nil || c.job.JobID != jobID {
		return fmt.Errorf("abort job %q on %s: not under way", jobID, c.id)
	}
	c.say(false, "ABORT", "id", jobID)
	return nil
}

// ClearFault asks for a reset.
func (c *crane) ClearFault(context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.talk == nil {
		return fmt.Errorf("clear the fault of %s: it is not connected", c.id)
	}
	c.say(true, "CLEAR")
	return nil
}

// Picture is the machine as last seen.
func (c *crane) Picture() devices.CranePicture {
	c.mu.Lock()
	defer c.mu.Unlock()
	return devices.CranePicture{X: c.number("x"), Y: c.number("y"), Leg: c.number("leg"), LoadPresent: c.state["hu"] != "", LoadHandlingUnit: c.state["hu"]}
}

func (c *crane) number(field string) int32 {
	n, _ := strconv.ParseInt(c.state[field], 10, 32)
	return int32(n)
}

// connected begins a conversation.
func (c *crane) connected(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.talk, c.heardAt, c.seen, c.said, c.why = &wire.Talk{}, now, false, false, ""
	c.say(false, "HELLO")
	c.tell(now)
}

// lost ends it.
func (c *crane) lost(now time.Time, why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.talk, c.seen, c.why = nil, false, why
	c.tell(now)
}

// heard takes a line and answers what is to be sent at once.
func (c *crane) heard(now time.Time, line string) (answer string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) >= queueLimit {
		return "", nil // nobody takes reports: the controller says it again
	}
	t, fresh, answer, err := c.talk.Hear(line)
	if err != nil {
		return "", err
	}
	c.heardAt = now
	if fresh {
		switch t.Type {
		case "STATE":
			c.state, c.seen = t.Fields, true
		case "REPLY":
			c.reply(now, t)
		case "DONE":
			c.done(now, t)
		}
		c.tell(now)
	}
	return answer, nil
}

// passing refusals go away by themselves (docs/plc-interface.md).
var passing = []int64{1, 2, 6, 7, 8, 9}

func (c *crane) reply(now time.Time, t wire.Telegram) {
	if c.job == nil || t.Fields["id"] != c.job.JobID || t.Int("result") == 1 {
		return
	}
	if slices.Contains(passing, t.Int("reason")) {
		c.said, c.retryAt = false, now.Add(retryAfter)
		return
	}
	c.job = nil
	c.report(devices.Report{At: now, Job: &devices.JobDone{JobID: t.Fields["id"], Result: devices.ResultRejected, Reason: int32(t.Int("reason")), At: now}})
}

func (c *crane) done(now time.Time, t wire.Telegram) {
	id := t.Fields["id"]
	if c.ended != nil && c.ended.JobID == id {
		return // said again after a broken line
	}
	if i := slices.IndexFunc(c.finished, func(d devices.JobDone) bool { return d.JobID == id }); i >= 0 && (c.job == nil || c.job.JobID != id) {
		c.say(false, "DONEACK", "id", id) // the acknowledgement was lost
		return
	}
	d := devices.JobDone{JobID: id, Result: result(t.Int("result")), Result2: result(t.Int("result2")), Reason: int32(t.Int("reason")),
		Reason2: int32(t.Int("reason2")), At: now}
	if c.job != nil && c.job.JobID == id {
		c.job = nil
	}
	c.ended = &d
	c.finished = append(c.finished, d)
	c.finished = slices.Clone(c.finished[max(0, len(c.finished)-finishedKept):])
	c.report(devices.Report{At: now, Job: &d})
}

// result that is none becomes a failure, for a person to look at.
func result(n int64) devices.JobResult {
	if n < int64(devices.ResultNone) || n > int64(devices.ResultBlocked) {
		return devices.ResultFailed
	}
	return devices.JobResult(n)
}

// due is the next line to send; over says that the other side is silent.
func (c *crane) due(now time.Time) (line string, over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.heardAt) > silentAfter {
		return "", true
	}
	if now.Sub(c.lifeAt) >= lifeEvery {
		c.lifeAt = now
		c.say(true, "LIFE")
	}
	if c.job != nil && !c.said && c.seen && c.ended == nil && !now.Before(c.retryAt) && (c.began || c.idle()) {
		c.began, c.said = true, true
		c.sayJob(*c.job)
	}
	return c.talk.Due(now), false
}

func (c *crane) idle() bool { return c.number("state") == stateIdle && c.number("fault") == 0 }

func (c *crane) sayJob(j devices.Job) {
	fields := []string{"id", j.JobID, "type", strconv.Itoa(int(j.Type)), "hu", j.HandlingUnit, "src", spot(j.Src), "dst", spot(j.Dst)}
	if s := j.Second; s != nil {
		fields = append(fields, "id2", s.JobID, "hu2", s.HandlingUnit, "src2", spot(s.Src), "dst2", spot(s.Dst))
	}
	c.say(false, "JOB", fields...)
}

func spot(s devices.Spot) string {
	return fmt.Sprintf("%d,%d,%d,%d,%d", s.Kind, s.Side, s.X, s.Y, s.Depth)
}

// say queues a telegram. What can't be said now is not lost: jobs and ends are
// said again after the next connection.
func (c *crane) say(latest bool, typ string, kv ...string) {
	if c.talk == nil {
		return
	}
	fields := map[string]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		fields[kv[i]] = kv[i+1]
	}
	if err := c.talk.Say(latest, typ, fields); err != nil {
		c.why = err.Error()
	}
	c.wake()
}

// tell reports the status if it changed.
func (c *crane) tell(now time.Time) {
	online := c.talk != nil && c.seen
	s := devices.Status{Online: online, Ready: online && c.idle() && c.job == nil && c.ended == nil, Mode: "offline", Fault: c.why,
		LastSeen: c.heardAt, Protocol: Protocol, Since: c.last.Since}
	if online {
		s.Mode = map[int32]string{2: "Stopped", stateIdle: "Idle", 6: "Execute", 9: "Aborted", 17: "Complete"}[c.number("state")]
		if f := c.number("fault"); f != 0 {
			s.Fault, s.Severity = fmt.Sprintf("%d: %s", f, c.state["text"]), 700
		}
	}
	if s.Fault != "" && s.Severity == 0 {
		s.Severity = 800
	}
	if s.Online != c.last.Online || s.Ready != c.last.Ready || s.Mode != c.last.Mode || s.Fault != c.last.Fault {
		s.Since = now
		c.report(devices.Report{At: now, Status: &s})
	}
	c.last = s
}

func (c *crane) report(r devices.Report) {
	r.Device = c.id
	c.queue = append(c.queue, r)
	select {
	case c.news <- struct{}{}:
	default:
	}
}
