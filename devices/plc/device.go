package plc

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/gopcua/opcua/ua"

	"github.com/aisle-wms/aisle/devices"
)

// queueLimit bounds the reports that wait for the receiver. A full queue makes
// the core take no more entries; the PLC keeps them.
const queueLimit = 256

// device is one machine at the edge: its core behind a mutex, the node ids of
// its paths and its queue of reports.
type device struct {
	id     string
	prefix string
	wake   func()
	log    *slog.Logger

	mu    sync.Mutex
	core  core
	kinds map[string]kind
	ids   map[string]*ua.NodeID
	paths [2][]string // of a fast and of a slow poll
	carry []string    // to be read with the next poll
	queue []devices.Report
	news  chan struct{}

	beat      uint32
	refusedAt time.Time // when a write was refused last
}

func newDevice(id, prefix string, c core, wake func(), log *slog.Logger) *device {
	return &device{id: id, prefix: prefix, core: c, kinds: c.nodes(), wake: wake, log: log.With("device", id),
		paths: [2][]string{c.fast(), append(c.slow(), c.fast()...)}, news: make(chan struct{}, 1)}
}

// ID of the device.
func (d *device) ID() string { return d.id }

// Class of the device.
func (d *device) Class() devices.Class { return d.core.base().class }

// Status is the last known picture.
func (d *device) Status() devices.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.core.base().last
	if s.Protocol == "" { // nothing was seen yet
		s = devices.Status{Mode: "offline", Protocol: Protocol}
	}
	return s
}

// Run delivers reports until ctx ends. The connection is kept by Server.Run.
func (d *device) Run(ctx context.Context, report func(devices.Report)) error {
	return devices.DeliverReports(ctx, &d.mu, &d.queue, d.news, report)
}

// enqueue adds reports; a status replaces one that still waits at the end.
func (d *device) enqueue(reports []devices.Report) {
	for _, r := range reports {
		if n := len(d.queue); r.Status != nil && n > 0 && d.queue[n-1].Status != nil {
			d.queue[n-1] = r
			continue
		}
		if r.Status != nil && r.Status.Fault != "" {
			d.log.Warn("PLC device", "mode", r.Status.Mode, "fault", r.Status.Fault)
		}
		d.queue = append(d.queue, r)
	}
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// with runs fn on the core and wakes the connection.
func (d *device) with(fn func() error) error {
	d.mu.Lock()
	err := fn()
	d.mu.Unlock()
	d.wake()
	return err
}

// resolve makes the node ids for a namespace index.
func (d *device) resolve(index uint16) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ids = make(map[string]*ua.NodeID, len(d.kinds))
	for p := range d.kinds {
		d.ids[p] = ua.NewStringNodeID(index, d.prefix+"."+p)
	}
}

// lost tells the core that the connection broke.
func (d *device) lost(now time.Time, why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.core.base().lost(why)
	d.carry = nil
	d.enqueue(d.core.tell(now, output{}).reports)
}

// polled names the nodes of the next poll.
func (d *device) polled(slow bool) []string {
	paths := d.paths[0]
	if slow {
		paths = d.paths[1]
	}
	if len(d.carry) > 0 {
		paths = append(slices.Clone(paths), d.carry...)
		d.carry = nil
	}
	return paths
}

// nodeIDs appends the node ids of some paths.
func (d *device) nodeIDs(ids []*ua.NodeID, paths []string) []*ua.NodeID {
	for _, p := range paths {
		ids = append(ids, d.ids[p])
	}
	return ids
}

// observe takes over what was read. A value of a wrong type makes the device
// faulty, and the core is not asked.
func (d *device) observe(now time.Time, paths []string, values []*ua.DataValue) (output, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.core.base()
	bad := ""
	for i, p := range paths {
		v, err := decode(d.kinds[p], values[i])
		if err != nil {
			bad = fmt.Sprintf("%s.%s: %v", d.prefix, p, err)
			break
		}
		if why := implausible(p, v); why != "" {
			bad = fmt.Sprintf("%s.%s: %v %s", d.prefix, p, v, why)
			break
		}
		h.pic[p] = v
	}
	if bad != "" {
		h.malformed = bad
		h.connected, h.seenAt = true, now
		h.reconciled, h.asked = false, false
		d.enqueue(d.core.tell(now, output{}).reports)
		return output{}, false
	}
	if now.Sub(d.refusedAt) >= retryAfter {
		h.malformed = ""
	}
	out := d.core.step(now, queueLimit-len(d.queue))
	d.enqueue(out.reports)
	return out, true
}

// wrote concludes a Write: all values Good, or the first that was not.
func (d *device) wrote(now time.Time, b batch, results []ua.StatusCode) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.core.base()
	for i, r := range results {
		if r == ua.StatusOK {
			continue
		}
		h.reconciled, h.asked = false, false
		if r == ua.StatusBadUserAccessDenied { // the PLC forgot that we own it
			h.owned, h.beatNow = false, true
			return false
		}
		d.refusedAt = now
		h.malformed = fmt.Sprintf("%s.%s: write refused: %v", d.prefix, b.set[i].path, r)
		d.enqueue(d.core.tell(now, output{}).reports)
		return false
	}
	if b.then != nil {
		b.then(now)
	}
	return true
}

// beatDue says whether the device wants a heartbeat before its time.
func (d *device) beatDue() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.core.base().beatNow
}

// beats concludes the heartbeat's Write: who may not write it does not own the
// device.
func (d *device) beats(r ua.StatusCode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.core.base()
	h.owned, h.beatNow, h.ownership = r == ua.StatusOK, false, ""
	if !h.owned {
		h.ownership = fmt.Sprintf("%s.Health.WcsHeartbeat: %v: another session owns the device", d.prefix, r)
	}
}
