package plc

import (
	"context"
	"errors"
	"fmt"

	"github.com/aisle-wms/aisle/devices"
)

var (
	_ devices.Crane        = (*craneDevice)(nil)
	_ devices.Sorter       = (*sorterDevice)(nil)
	_ devices.Vision       = (*visionDevice)(nil)
	_ devices.FaultClearer = (*craneDevice)(nil)
	_ devices.FaultClearer = (*sorterDevice)(nil)
	_ devices.FaultClearer = (*visionDevice)(nil)
)

// craneDevice is a job device.
type craneDevice struct {
	*device
	m *mailbox
}

// Submit hands over a job.
func (c *craneDevice) Submit(job devices.Job) error {
	return c.with(func() error { return c.m.submit(job) })
}

// Busy is the JobID under way, or "".
func (c *craneDevice) Busy() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m.busy()
}

// Acknowledge frees the machine after the JobDone was made durable.
func (c *craneDevice) Acknowledge(jobID string) {
	_ = c.with(func() error { c.m.askAcknowledge(jobID); return nil })
}

// Abort asks to stop the job under way.
func (c *craneDevice) Abort(jobID string) error {
	return c.with(func() error { return c.m.askAbort(jobID) })
}

// Picture is the machine as last seen.
func (c *craneDevice) Picture() devices.CranePicture {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m.picture()
}

// conveyorDevice is a route of conveyor stations.
type conveyorDevice struct{ craneDevice }

// Announce tells what is about to be put on a station.
func (c *conveyorDevice) Announce(station int32, unit string) error {
	return c.with(func() error { return c.m.announced.announce(station, unit) })
}

// sorterDevice is a sorter.
type sorterDevice struct {
	*device
	r *rings
}

// Decide answers an Induction; the first decision for a Seq holds.
func (s *sorterDevice) Decide(inductSeq uint32, chute, alternative int32) error {
	return s.with(func() error {
		return s.r.answers.answer(inductSeq, setting{"Chute", chute}, setting{"AltChute", alternative})
	})
}

// InductHandled moves the tail of the inductions.
func (s *sorterDevice) InductHandled(seq uint32) {
	_ = s.with(func() error { s.r.entries.handled(seq); return nil })
}

// ConfirmHandled moves the tail of the confirms.
func (s *sorterDevice) ConfirmHandled(seq uint32) {
	_ = s.with(func() error { s.r.confirms.handled(seq); return nil })
}

// Chutes is the live picture of the exits.
func (s *sorterDevice) Chutes() []devices.Chute {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.chutes()
}

// visionDevice is a vision station.
type visionDevice struct {
	*device
	r *rings
}

// Verdict answers a VisionScan; the first verdict for a Seq holds.
func (v *visionDevice) Verdict(scanSeq uint32, accept bool) error {
	to := int32(2)
	if accept {
		to = 1
	}
	return v.with(func() error { return v.r.answers.answer(scanSeq, setting{"Accept", to}) })
}

// ScanHandled moves the tail of the scans.
func (v *visionDevice) ScanHandled(seq uint32) {
	_ = v.with(func() error { v.r.entries.handled(seq); return nil })
}

// ConfirmHandled moves the tail of the confirms.
func (v *visionDevice) ConfirmHandled(seq uint32) {
	_ = v.with(func() error { v.r.confirms.handled(seq); return nil })
}

// ClearFault acknowledges the active fault and asks for a reset.
func (d *device) ClearFault(context.Context) error {
	return d.with(func() error {
		h := d.core.base()
		if !h.connected || !h.owned {
			return fmt.Errorf("clear the fault of %s: %w", d.id, errors.New("the device is not connected, or another session owns it"))
		}
		if !h.pic.flag("Fault.Active") {
			return fmt.Errorf("clear the fault of %s: none is active", d.id)
		}
		h.clearSeq = h.pic.u32("Fault.Seq")
		return nil
	})
}
