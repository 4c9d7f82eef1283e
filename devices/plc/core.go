package plc

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// Timers of the interface, all wall time.
const (
	beatEvery   = 500 * time.Millisecond
	beatStale   = 2 * time.Second
	resendEvery = time.Second
	alarmAfter  = 10 * time.Second
	retryAfter  = time.Second
	askAfter    = 3 * time.Second
)

// Protocol as devices.Status names it.
const Protocol = "urn:aisle:plc:1"

// setting is one node to write.
type setting struct {
	path  string
	value any
}

// batch is one Write request. The next batch goes out only when every value of
// this one was Good; then is called at that moment.
type batch struct {
	set  []setting
	then func(now time.Time)
}

// output of a core's step.
type output struct {
	want    []string // read these and step again at once
	write   []batch  // in this order
	reports []devices.Report
}

// core is a device's state machine. Its methods are called under the device's
// mutex.
type core interface {
	base() *health
	nodes() map[string]kind // all it may ever read
	fast() []string         // polled every PollInterval
	slow() []string         // polled every slowEvery, together with fast
	step(now time.Time, room int) output
	tell(now time.Time, out output) output // adds the status if it changed
}

// health is the part of a core that all devices share.
type health struct {
	id    string
	class devices.Class
	pic   picture

	connected  bool
	boot       uint32 // last seen; 0: none since the connection
	reconciled bool
	asked      bool // the reconciling read is under way

	beat      uint32
	beatKnown bool
	beatAt    time.Time // when it changed last; zero: not yet, stale
	seenAt    time.Time // last answer

	clearSeq  uint32 // Fault.Seq to be cleared; 0: none
	beatNow   bool   // a restarted PLC knows no owner: write our heartbeat at once
	owned     bool   // the PLC takes our heartbeat
	ownership string // why not
	linkFault string // why there is no connection
	malformed string // a value of a wrong type, a refused write
	alarm     string // the core's own complaint
	doubtful  string // what was wrong with the last entry or Done

	last    devices.Status
	told    bool
	changed time.Time
}

func (h *health) base() *health { return h }

func commonNodes() map[string]kind {
	return map[string]kind{
		"BootId": u32, "PackML.StateCurrent": i32, "PackML.ModeCurrent": i32, "Health.PlcHeartbeat": u32,
		"Fault.Active": boolean, "Fault.Code": u32, "Fault.Severity": u16, "Fault.Text": text, "Fault.Seq": u32,
	}
}

var (
	fastNodes = []string{"BootId", "PackML.StateCurrent"}
	slowNodes = []string{"PackML.ModeCurrent", "Health.PlcHeartbeat", "Fault.Active", "Fault.Code", "Fault.Severity", "Fault.Text", "Fault.Seq"}
)

// lost forgets everything a broken connection may have missed.
func (h *health) lost(why string) {
	h.connected, h.reconciled, h.asked, h.owned = false, false, false, false
	h.boot, h.beatKnown, h.beatAt, h.linkFault = 0, false, time.Time{}, why
	h.malformed, h.ownership = "", ""
	clear(h.pic)
}

// look takes in the common part of a new picture.
func (h *health) look(now time.Time) {
	h.connected, h.linkFault, h.seenAt = true, "", now
	if b := h.pic.u32("BootId"); b != h.boot {
		h.boot, h.reconciled, h.asked, h.owned, h.beatNow = b, false, false, false, true
		h.beatAt = time.Time{} // a restarted PLC is stale until its heartbeat changes
	}
	if h.pic.has("Health.PlcHeartbeat") {
		b := h.pic.u32("Health.PlcHeartbeat")
		if h.beatKnown && b != h.beat {
			h.beatAt = now
		}
		h.beat, h.beatKnown = b, true
	}
}

// clear writes Fault.ClearSeq if somebody asked for it.
func (h *health) clear(out *output) {
	if h.clearSeq == 0 || !h.owned {
		return
	}
	out.write = append(out.write, batch{set: []setting{{"Fault.ClearSeq", h.clearSeq}}, then: func(time.Time) { h.clearSeq = 0 }})
}

func (h *health) fresh(now time.Time) bool {
	return h.connected && !h.beatAt.IsZero() && now.Sub(h.beatAt) <= beatStale
}

// PackML states and modes that matter here.
const (
	stateIdle   = 4
	modeService = 2
	modeManual  = 3
)

// commandable says whether the device may be given work, apart from what its
// class adds.
func (h *health) commandable(now time.Time) bool {
	mode := h.pic.i32("PackML.ModeCurrent")
	return h.fresh(now) && h.reconciled && h.owned && !h.pic.flag("Fault.Active") && h.malformed == "" &&
		mode != modeService && mode != modeManual
}

var stateNames = [...]string{"", "Clearing", "Stopped", "Starting", "Idle", "Suspended", "Execute", "Stopping", "Aborting",
	"Aborted", "Holding", "Held", "Unholding", "Suspending", "Unsuspending", "Resetting", "Completing", "Complete"}

func stateName(n int32) string {
	if n >= 1 && int(n) < len(stateNames) {
		return stateNames[n]
	}
	return fmt.Sprintf("state %d", n)
}

// status is the device's common picture, and whether it changed.
func (h *health) status(now time.Time, ready bool, detail map[string]any) (devices.Status, bool) {
	s := devices.Status{Online: h.fresh(now), Ready: ready, Mode: stateName(h.pic.i32("PackML.StateCurrent")),
		LastSeen: h.seenAt, Protocol: Protocol, Detail: detail}
	switch {
	case !h.connected:
		s.Mode = "offline"
		s.Fault, s.Severity = h.linkFault, severityIf(h.linkFault != "", 800)
	case h.malformed != "":
		s.Fault, s.Severity = h.malformed, 900
	case h.pic.flag("Fault.Active"):
		s.Fault = fmt.Sprintf("%d: %s", h.pic.u32("Fault.Code"), h.pic.text("Fault.Text"))
		s.Severity = int(h.pic.u16("Fault.Severity"))
	case h.ownership != "":
		s.Fault, s.Severity = h.ownership, 700
	case h.alarm != "":
		s.Fault, s.Severity = h.alarm, 600
	case h.doubtful != "":
		s.Fault, s.Severity = h.doubtful, 500
	case !h.fresh(now) && !h.beatAt.IsZero():
		s.Fault, s.Severity = fmt.Sprintf("the PLC's heartbeat has not changed for more than %v", beatStale), 800
	}
	changed := !h.told || s.Online != h.last.Online || s.Ready != h.last.Ready || s.Mode != h.last.Mode ||
		s.Fault != h.last.Fault || s.Severity != h.last.Severity
	if changed {
		h.changed, h.told = now, true
	}
	s.Since = h.changed
	h.last = s
	return s, changed
}

func severityIf(on bool, n int) int {
	if on {
		return n
	}
	return 0
}
