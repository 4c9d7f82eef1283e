package plc

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/awcullen/opcua/server"

	"github.com/aisle-wms/aisle/simulator/world"
)

// PackML leaf states used here, numbered as in OPC 30050.
const (
	stateClearing  int32 = 1
	stateStopped   int32 = 2
	stateIdle      int32 = 4
	stateExecute   int32 = 6
	stateAborted   int32 = 9
	stateComplete  int32 = 17
	modeProduction int32 = 1
	interfaceV1          = "1.0"
	heartbeatEvery       = 500 * time.Millisecond
	heartbeatStale       = 2 * time.Second
	bootTime             = 200 * time.Millisecond
	mirrorEvery          = 50 * time.Millisecond
	executedKept         = 64
	ringSlots            = 64
	ringFull             = 60
)

// machine is what a class of device adds to the common part.
type machine interface {
	common() *device
	load(tx *world.Tx) error          // memory from the world, registers from memory
	booted(now time.Time)             // right after load
	step(now time.Time)               // one scan cycle
	wrote(path string, now time.Time) // the WCS wrote this node; the value is in place
	trigger(path string) bool         // writing this node calls wrote
}

// device is the common part. Its mutex guards registers, core and memory.
type device struct {
	mu        sync.Mutex
	id        string
	prefix    string
	warehouse string
	regs      registers
	world     *world.World
	speed     float64
	log       *slog.Logger

	// volatile: gone at a restart
	bootAt     time.Time
	lastBeat   time.Time       // ours
	wcsBeatAt  time.Time       // when the WCS's heartbeat changed last; zero: never
	owner      *server.Session // the one that writes heartbeats
	mirroredAt time.Time
	boot       uint32

	frozen bool // fault injection: the heartbeat stands still
	fault  fault
}

// fault is the most severe active one.
type fault struct {
	Active   bool   `json:"active,omitempty"`
	Code     uint32 `json:"code,omitempty"`
	Severity uint16 `json:"severity,omitempty"`
	Text     string `json:"text,omitempty"`
	Seq      uint32 `json:"seq,omitempty"`
	Cleared  uint32 `json:"cleared,omitempty"`
}

func (d *device) common() *device { return d }

// deck is the device's own place in the world.
func (d *device) deck() string { return d.warehouse + "/@" + d.id }

func (d *device) key(part string) string {
	if part == "" {
		return "plc/" + d.id
	}
	return "plc/" + d.id + "/" + part
}

func (d *device) declareCommon(model string) {
	r := &d.regs
	r.plc(text, "Id.Model", "Id.InterfaceVersion")
	r.plc(u32, "BootId")
	r.plc(i32, "PackML.StateCurrent", "PackML.ModeCurrent")
	r.plc(u32, "Health.PlcHeartbeat")
	r.wcs(u32, "Health.WcsHeartbeat")
	r.plc(boolean, "Fault.Active")
	r.plc(u32, "Fault.Code")
	r.plc(u16, "Fault.Severity")
	r.plc(text, "Fault.Text")
	r.plc(u32, "Fault.Seq")
	r.wcs(u32, "Fault.ClearSeq")
	r.set("Id.Model", model)
	r.set("Id.InterfaceVersion", interfaceV1)
	r.set("PackML.ModeCurrent", modeProduction)
}

// start is the boot of the PLC, at first and at every restart: all that is
// volatile is gone, memory comes from the world, BootId changes.
func start(m machine, now time.Time) error {
	d := m.common()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.bootAt, d.owner = now, nil
	d.lastBeat, d.wcsBeatAt, d.mirroredAt = time.Time{}, time.Time{}, time.Time{}
	err := d.world.Update(func(tx *world.Tx) error {
		if err := m.load(tx); err != nil {
			return err
		}
		var last struct{ Boot uint32 }
		if err := recall(tx, d.key("boot"), &last); err != nil {
			return err
		}
		d.boot = next(last.Boot)
		last.Boot = d.boot
		return remember(tx, d.key("boot"), last)
	})
	if err != nil {
		return fmt.Errorf("twin PLC %s: %w", d.id, err)
	}
	d.regs.set("BootId", d.boot)
	d.regs.set("PackML.StateCurrent", stateStopped)
	d.showFault()
	m.booted(now)
	return nil
}

// ready says whether the boot is over.
func (d *device) ready(now time.Time) bool { return now.Sub(d.bootAt) >= bootTime }

// wcsStale says whether the WCS's heartbeat has not changed for too long.
func (d *device) wcsStale(now time.Time) bool {
	return d.wcsBeatAt.IsZero() || now.Sub(d.wcsBeatAt) > heartbeatStale
}

// beat moves the PLC's heartbeat.
func (d *device) beat(now time.Time) {
	if d.frozen || now.Sub(d.lastBeat) < heartbeatEvery {
		return
	}
	d.lastBeat = now
	d.regs.set("Health.PlcHeartbeat", next(d.regs.u32("Health.PlcHeartbeat")))
}

// due says whether the picture of the world should be looked at again.
func (d *device) due(now time.Time) bool {
	if now.Sub(d.mirroredAt) < mirrorEvery {
		return false
	}
	d.mirroredAt = now
	return true
}

// scaled turns a physical duration into wall time.
func (d *device) scaled(t time.Duration) time.Duration {
	return time.Duration(float64(t) / d.speed)
}

func (d *device) raise(code uint32, severity uint16, words string) {
	if d.fault.Active && d.fault.Severity > severity {
		return
	}
	d.fault = fault{Active: true, Code: code, Severity: severity, Text: words, Seq: next(d.fault.Seq), Cleared: d.fault.Cleared}
}

// clear drops the fault if the WCS acknowledged it.
func (d *device) clear() {
	if d.fault.Active && d.fault.Cleared == d.fault.Seq {
		d.fault = fault{Seq: d.fault.Seq, Cleared: d.fault.Cleared}
	}
}

func (d *device) showFault() {
	d.regs.set("Fault.Code", d.fault.Code)
	d.regs.set("Fault.Severity", d.fault.Severity)
	d.regs.set("Fault.Text", d.fault.Text)
	d.regs.set("Fault.Seq", d.fault.Seq)
	d.regs.set("Fault.ClearSeq", d.fault.Cleared)
	d.regs.set("Fault.Active", d.fault.Active)
}

// errImpossible ends an update whose physical effect cannot happen.
var errImpossible = errors.New("physically impossible")

// update writes an effect and the memory that speaks of it. ok: both are
// durable. lost: the world could not be written, and memory is ahead of it.
func (d *device) update(fn, save func(tx *world.Tx) error) (ok, lost bool) {
	err := d.world.Update(func(tx *world.Tx) error {
		if fn != nil {
			if err := fn(tx); err != nil {
				return err
			}
		}
		return save(tx)
	})
	if err == nil {
		return true, false
	}
	if errors.Is(err, errImpossible) {
		return false, false
	}
	d.log.Error("twin PLC cannot write its world", "device", d.id, "err", err)
	return false, true
}

func remember(tx *world.Tx, key string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	tx.SetBlob(key, raw)
	return nil
}

func recall(tx *world.Tx, key string, v any) error {
	raw := tx.Blob(key)
	if raw == nil {
		return nil
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("memory %s: %w", key, err)
	}
	return nil
}
