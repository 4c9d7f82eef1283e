package plc

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// stage of the job the machine knows.
type stage uint8

const (
	sent     stage = iota // its Seq is written, not acknowledged
	accepted              // acknowledged, runs
	ended                 // its Done was reported and waits for Acknowledge
)

// underWay is the job at the machine.
type underWay struct {
	id    string
	job   *devices.Job // nil if a former process sent it
	seq   uint32
	stage stage
}

// finishedKept is how many ended jobs are remembered, so that none is sent
// again; the PLC remembers as many.
const finishedKept = 64

// mailbox is the core of job devices: one job at a time through Cmd, Ack,
// Done and DoneAck.
type mailbox struct {
	health
	stations  int
	announced announcements // of a conveyor

	next    *devices.Job // handed over, not yet at the machine
	retryAt time.Time    // of next, after a passing refusal
	refused int32        // Ack.Reason of the last one
	since   time.Time    // of the first in a row
	current *underWay
	abort   uint32 // Seq of an Abort that is not acknowledged; 0: none
	toAbort string // JobID that Abort was asked for

	cmdSeq      uint32    // last one written
	sentAt      time.Time // when it was first written, by this process
	resentAt    time.Time // when it was last written
	doneSeq     uint32    // Done.Seq that was read in full
	doneAck     uint32    // last DoneAck written or read
	done        devices.JobDone
	acknowledge bool // Acknowledge was called for done
	readDone    bool // the Done fields were asked for
	readAck     bool // the Ack fields were asked for
	finished    []devices.JobDone
	again       []devices.JobDone // ended jobs that were submitted once more
	idleSince   time.Time         // the machine is idle though it has a job and shows no Done
}

var _ core = (*mailbox)(nil)

var doneNodes = []string{"Done.JobId", "Done.Result", "Done.Result2", "Done.Reason", "Done.Reason2", "Done.Ts", "Done.Seq"}

func (m *mailbox) nodes() map[string]kind {
	n := commonNodes()
	for _, p := range []string{"Cmd.Seq", "Ack.Seq", "Done.Seq", "DoneAck"} {
		n[p] = u32
	}
	for _, p := range []string{"Cmd.JobId", "Done.JobId", "LoadHandlingUnit"} {
		n[p] = text
	}
	for _, p := range []string{"Cmd.Type", "Ack.Result", "Ack.Reason", "Done.Result", "Done.Result2", "Done.Reason", "Done.Reason2",
		"Pos.X", "Pos.Y", "Leg"} {
		n[p] = i32
	}
	n["Done.Ts"], n["LoadPresent"] = stamp, boolean
	for _, p := range m.announced.nodes() {
		n[p] = u32
	}
	for i := 1; i <= m.stations; i++ {
		s := fmt.Sprintf("Station[%d].", i)
		n[s+"Direction"], n[s+"Occupied"], n[s+"HandlingUnit"], n[s+"Grant"] = i32, boolean, text, i32
	}
	return n
}

func (m *mailbox) fast() []string { return append([]string{"Ack.Seq", "Done.Seq"}, fastNodes...) }

func (m *mailbox) slow() []string {
	out := append([]string{"Pos.X", "Pos.Y", "Leg", "LoadPresent", "LoadHandlingUnit"}, slowNodes...)
	for i := 1; i <= m.stations; i++ {
		s := fmt.Sprintf("Station[%d].", i)
		out = append(out, s+"Direction", s+"Occupied", s+"HandlingUnit", s+"Grant")
	}
	return out
}

// freed says whether the job at the machine ended and was acknowledged, so
// that only DoneAck is still to be written.
func (m *mailbox) freed() bool {
	return m.current != nil && m.current.stage == ended && m.acknowledge
}

// busy is the JobID under way, or "".
func (m *mailbox) busy() string {
	switch {
	case m.current != nil && !m.freed():
		return m.current.id
	case m.next != nil:
		return m.next.JobID
	}
	return ""
}

// submit takes a job over.
func (m *mailbox) submit(job devices.Job) error {
	if err := checkJob(job); err != nil {
		return fmt.Errorf("job %q for %s: %w", job.JobID, m.id, err)
	}
	if m.current != nil && m.current.id == job.JobID && !m.freed() {
		if m.current.job == nil {
			m.current.job = &job
		}
		return nil
	}
	if m.next != nil {
		if m.next.JobID == job.JobID {
			return nil
		}
		return fmt.Errorf("job %s for %s: job %s is under way", job.JobID, m.id, m.next.JobID)
	}
	if i := slices.IndexFunc(m.finished, func(d devices.JobDone) bool { return d.JobID == job.JobID }); i >= 0 {
		m.again = append(m.again, m.finished[i])
		return nil
	}
	if m.current != nil && !m.freed() {
		return fmt.Errorf("job %s for %s: job %s is under way", job.JobID, m.id, m.current.id)
	}
	m.next, m.retryAt, m.refused = &job, time.Time{}, 0
	return nil
}

// checkJob refuses what the PLC could not take.
func checkJob(j devices.Job) error {
	legs := []devices.Leg{j.Leg}
	switch j.Type {
	case devices.JobStore, devices.JobRetrieve, devices.JobRelocate, devices.JobMove, devices.JobHome:
		if j.Second != nil {
			return fmt.Errorf("type %d has one leg, not two", j.Type)
		}
	case devices.JobDual:
		if j.Second == nil {
			return fmt.Errorf("a dual job needs a second leg")
		}
		legs = append(legs, *j.Second)
	default:
		return fmt.Errorf("type %d is none of Store, Retrieve, Relocate, Dual, Move, Home", j.Type)
	}
	for _, l := range legs {
		if l.JobID == "" || len(l.JobID) > 36 {
			return fmt.Errorf("job id %q has %d bytes, want 1 to 36", l.JobID, len(l.JobID))
		}
		if len(l.HandlingUnit) > 20 {
			return fmt.Errorf("handling unit %q has %d bytes, at most 20 fit", l.HandlingUnit, len(l.HandlingUnit))
		}
	}
	return nil
}

// askAbort wants the job under way stopped.
func (m *mailbox) askAbort(jobID string) error {
	if m.busy() != jobID || jobID == "" {
		return fmt.Errorf("abort job %q on %s: not under way", jobID, m.id)
	}
	m.toAbort = jobID
	return nil
}

// askAcknowledge frees the machine after a Done.
func (m *mailbox) askAcknowledge(jobID string) {
	if m.current != nil && m.current.stage == ended && m.current.id == jobID {
		m.acknowledge = true
	}
}

// step looks at the picture and says what to do.
func (m *mailbox) step(now time.Time, room int) output {
	var out output
	m.look(now)
	if !m.reconciled {
		if !m.reconcile(now, &out) {
			return m.tell(now, out)
		}
	}
	for len(m.again) > 0 && room > len(out.reports) {
		out.reports = append(out.reports, m.report(now, m.again[0]))
		m.again = m.again[1:]
	}
	if room > len(out.reports)+1 {
		m.watchDone(now, &out)
	}
	m.clear(&out)
	m.repeat(now, &out)
	m.watchAck(now, &out)
	m.watchAbort(now, &out)
	m.askAgain(now)
	m.release(&out)
	if m.owned && m.fresh(now) {
		m.announced.write(m.pic, &out)
	}
	m.send(now, &out)
	return m.tell(now, out)
}

// tell adds a status report if there is news.
func (m *mailbox) tell(now time.Time, out output) output {
	ready := m.free(now) && m.next == nil
	if s, changed := m.status(now, ready, map[string]any{"job": m.busy(), "boot": m.boot}); changed {
		out.reports = append(out.reports, devices.Report{Device: m.id, At: now, Status: &s})
	}
	return out
}

// reconcile learns from the nodes what the machine is doing, after every
// connection and every boot. It answers true when it knows.
func (m *mailbox) reconcile(now time.Time, out *output) bool {
	if !m.asked {
		m.asked, m.readDone, m.readAck = true, false, false
		out.want = append([]string{"Cmd.JobId", "Cmd.Type", "Cmd.Seq", "Ack.Seq", "Ack.Result", "Ack.Reason", "DoneAck"}, doneNodes...)
		out.want = append(out.want, m.announced.nodes()...)
		return false
	}
	m.asked, m.reconciled = false, true
	m.announced.again()
	m.cmdSeq, m.doneAck = m.pic.u32("Cmd.Seq"), m.pic.u32("DoneAck")
	was := m.current
	m.sentAt, m.resentAt = now, now
	m.current, m.abort = nil, 0
	m.doneSeq = m.doneAck // one that is open is read and reported again
	if was != nil && was.stage == ended && m.pic.u32("Done.Seq") != m.doneAck && m.pic.text("Done.JobId") == was.id {
		m.current, m.doneSeq = was, m.pic.u32("Done.Seq") // reported already, still waits for Acknowledge
		return true
	}
	if was != nil && was.stage != ended && was.job != nil && m.next == nil {
		m.next = was.job // goes out again unless the machine has it
	}
	m.acknowledge = false
	m.adopt(now)
	return true
}

// adopt finds the job that the machine has.
func (m *mailbox) adopt(now time.Time) {
	id, typ := m.pic.text("Cmd.JobId"), devices.JobType(m.pic.i32("Cmd.Type"))
	switch {
	case m.cmdSeq == 0 || m.pic.u32("Done.Seq") != m.doneAck:
		return // nothing yet, or an open Done that says which job it was
	case m.pic.u32("Done.Seq") == m.cmdSeq:
		return // over and handled, even if its acknowledgement was never seen
	case m.cmdSeq != m.pic.u32("Ack.Seq"):
		if typ != devices.JobAbort {
			m.current = &underWay{id: id, seq: m.cmdSeq, stage: sent}
		} else {
			m.current = &underWay{id: id, seq: m.cmdSeq, stage: accepted}
			m.abort = m.cmdSeq
		}
	case typ == devices.JobAbort:
		if nothingToAbort := m.pic.i32("Ack.Result") == 2 && m.pic.i32("Ack.Reason") == 12; nothingToAbort || m.pic.text("Done.JobId") == id {
			return
		}
		m.current = &underWay{id: id, seq: m.cmdSeq, stage: accepted}
	case m.pic.i32("Ack.Result") == 1 && m.pic.u32("Done.Seq") != m.cmdSeq:
		m.current = &underWay{id: id, seq: m.cmdSeq, stage: accepted}
	default:
		return
	}
	if m.next != nil && m.next.JobID == m.current.id {
		m.current.job, m.next = m.next, nil
	}
}

// watchDone reads and reports a Done.
func (m *mailbox) watchDone(now time.Time, out *output) {
	seq := m.pic.u32("Done.Seq")
	if seq == 0 || seq == m.doneSeq || seq == m.doneAck {
		m.readDone = false
		return
	}
	if !m.readDone { // the fields were written before the Seq: read them after it
		m.readDone = true
		out.want = append(out.want, doneNodes...)
		return
	}
	m.readDone = false
	m.doneSeq = seq
	m.done = devices.JobDone{JobID: m.pic.text("Done.JobId"), Result: devices.JobResult(m.pic.i32("Done.Result")),
		Result2: devices.JobResult(m.pic.i32("Done.Result2")), Reason: m.pic.i32("Done.Reason"),
		Reason2: m.pic.i32("Done.Reason2"), At: m.pic.time("Done.Ts")}
	m.doubtDone(&m.done)
	if m.next != nil && m.next.JobID == m.done.JobID {
		m.next = nil
	}
	m.current = &underWay{id: m.done.JobID, seq: seq, stage: ended}
	m.acknowledge, m.toAbort = false, ""
	m.remember(m.done)
	out.reports = append(out.reports, m.report(now, m.done))
}

func (m *mailbox) report(now time.Time, d devices.JobDone) devices.Report {
	return devices.Report{Device: m.id, At: now, Job: &d}
}

func (m *mailbox) remember(d devices.JobDone) {
	m.finished = slices.DeleteFunc(m.finished, func(o devices.JobDone) bool { return o.JobID == d.JobID })
	m.finished = append(m.finished, d)
	if n := len(m.finished); n > finishedKept {
		m.finished = slices.Clone(m.finished[n-finishedKept:])
	}
}

// passing refusals go away by themselves; the job is sent again under the next
// Seq. The others speak of the job.
func passing(reason int32) bool {
	switch reason {
	case 1, 2, 6, 7, 8, 9: // busy, not ready, heartbeat stale, Done open, fault, not reconciled
		return true
	}
	return false
}

// repeat writes a Seq again each second until it is acknowledged, even if its
// Done came first.
func (m *mailbox) repeat(now time.Time, out *output) {
	if m.pic.u32("Ack.Seq") == m.cmdSeq {
		m.alarm = ""
		return
	}
	if m.owned && now.Sub(m.resentAt) >= resendEvery {
		m.resentAt = now
		out.write = append(out.write, batch{set: []setting{{"Cmd.Seq", m.cmdSeq}}})
	}
	if now.Sub(m.sentAt) >= alarmAfter {
		m.alarm = fmt.Sprintf("command %d is not acknowledged since %v", m.cmdSeq, alarmAfter)
	}
}

// watchAck takes the acknowledgement of a job.
func (m *mailbox) watchAck(now time.Time, out *output) {
	c := m.current
	if c == nil || c.stage != sent || m.pic.u32("Ack.Seq") != c.seq {
		m.readAck = false
		return
	}
	if !m.readAck {
		m.readAck = true
		out.want = append(out.want, "Ack.Result", "Ack.Reason")
		return
	}
	m.readAck = false
	if m.pic.i32("Ack.Result") == 1 {
		c.stage, m.refused = accepted, 0
		return
	}
	m.current = nil
	reason := m.pic.i32("Ack.Reason")
	if passing(reason) && c.job != nil {
		if m.refused == 0 {
			m.since = now
		}
		m.next, m.retryAt, m.refused = c.job, now.Add(retryAfter), reason
		if reason == 9 {
			m.reconciled = false
		}
		return
	}
	if m.toAbort == c.id {
		m.toAbort = ""
	}
	out.reports = append(out.reports, m.report(now, devices.JobDone{JobID: c.id, Result: devices.ResultRejected, Reason: reason, At: now}))
}

// watchAbort sends an Abort. What became of the job its Done says.
func (m *mailbox) watchAbort(now time.Time, out *output) {
	if m.abort != 0 {
		if m.pic.u32("Ack.Seq") == m.abort {
			m.abort = 0
		}
		return
	}
	if m.toAbort == "" {
		return
	}
	if id := m.toAbort; m.next != nil && m.next.JobID == id { // never left this house
		m.toAbort, m.next = "", nil
		out.reports = append(out.reports, m.report(now, devices.JobDone{JobID: id, Result: devices.ResultNotAttempted, At: now}))
		return
	}
	c := m.current
	if c == nil || c.id != m.toAbort || c.stage != accepted || !m.owned || !m.fresh(now) {
		return
	}
	m.toAbort = ""
	seq := next(m.cmdSeq)
	out.write = append(out.write, m.fields(devices.Job{Type: devices.JobAbort, Leg: devices.Leg{JobID: c.id}}),
		batch{set: []setting{{"Cmd.Seq", seq}}, then: func(now time.Time) {
			m.cmdSeq, m.sentAt, m.resentAt, m.abort = seq, now, now, seq
		}})
}

// release writes DoneAck after Acknowledge.
func (m *mailbox) release(out *output) {
	c := m.current
	if c == nil || c.stage != ended || !m.acknowledge || !m.owned {
		return
	}
	seq := c.seq
	out.write = append(out.write, batch{set: []setting{{"DoneAck", seq}}, then: func(time.Time) {
		m.doneAck, m.acknowledge = seq, false
		if m.current == c {
			m.current = nil
		}
	}})
}

// send writes the next job: all fields, and after Good for each its Seq.
func (m *mailbox) send(now time.Time, out *output) {
	if m.next == nil || m.readDone || m.readAck || now.Before(m.retryAt) {
		return
	}
	if m.alarm == "" && m.refused != 0 && now.Sub(m.since) >= alarmAfter {
		m.alarm = fmt.Sprintf("job %s was refused with reason %d and the machine is not free yet", m.next.JobID, m.refused)
	}
	if !m.free(now) {
		return
	}
	job := m.next
	seq := next(m.cmdSeq)
	out.write = append(out.write, m.fields(*job), batch{set: []setting{{"Cmd.Seq", seq}}, then: func(now time.Time) {
		m.cmdSeq, m.sentAt, m.resentAt = seq, now, now
		m.current = &underWay{id: job.JobID, job: job, seq: seq, stage: sent}
		if m.next == job {
			m.next = nil
		}
	}})
}

// free says whether the machine may be commanded: Idle, no fault, everything
// said before answered.
func (m *mailbox) free(now time.Time) bool {
	return m.commandable(now) && m.current == nil && m.abort == 0 && m.pic.i32("PackML.StateCurrent") == stateIdle &&
		m.pic.u32("Done.Seq") == m.doneAck && m.pic.u32("Ack.Seq") == m.cmdSeq
}

// fields of a command; unused ones are zero.
func (m *mailbox) fields(j devices.Job) batch {
	second := devices.Leg{}
	if j.Second != nil {
		second = *j.Second
	}
	set := []setting{{"Cmd.Type", int32(j.Type)}, {"Cmd.BootId", m.boot}}
	set = append(set, legFields("Cmd.", j.Leg)...)
	set = append(set, legFields("Cmd2.", second)...)
	return batch{set: set}
}

func legFields(p string, l devices.Leg) []setting {
	set := []setting{{p + "JobId", l.JobID}, {p + "HandlingUnit", l.HandlingUnit}}
	for _, end := range []struct {
		name string
		s    devices.Spot
	}{{"Src.", l.Src}, {"Dst.", l.Dst}} {
		q := p + end.name
		set = append(set, setting{q + "Kind", end.s.Kind}, setting{q + "Side", end.s.Side}, setting{q + "X", end.s.X},
			setting{q + "Y", end.s.Y}, setting{q + "Depth", end.s.Depth})
	}
	return set
}

// picture is the machine as last seen.
func (m *mailbox) picture() devices.CranePicture {
	p := devices.CranePicture{X: m.pic.i32("Pos.X"), Y: m.pic.i32("Pos.Y"), Leg: m.pic.i32("Leg"),
		LoadPresent: m.pic.flag("LoadPresent"), LoadHandlingUnit: m.pic.text("LoadHandlingUnit")}
	for i := 1; i <= m.stations; i++ {
		s := fmt.Sprintf("Station[%d].", i)
		p.Stations = append(p.Stations, devices.Station{Number: int32(i), Direction: m.pic.i32(s + "Direction"),
			Occupied: m.pic.flag(s + "Occupied"), HandlingUnit: m.pic.text(s + "HandlingUnit"), Grant: m.pic.i32(s + "Grant")})
	}
	return p
}
