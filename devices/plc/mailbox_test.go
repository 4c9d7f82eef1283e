package plc

import (
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// desk is a job device's core with its nodes in a map, on virtual time.
type desk struct {
	t       *testing.T
	m       *mailbox
	now     time.Time
	batches []batch // written, in order
	jobs    []devices.JobDone
	beat    uint32
}

func newDesk(t *testing.T, nodes picture) *desk {
	d := &desk{t: t, now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	d.m = &mailbox{health: health{id: "crane-1", class: devices.ClassCrane, pic: picture{}}, stations: 1}
	for p, k := range d.m.nodes() {
		d.m.pic[p] = map[kind]any{i32: int32(0), u32: uint32(0), u16: uint16(0), boolean: false, text: "", stamp: time.Time{}}[k]
	}
	d.m.pic["BootId"], d.m.pic["PackML.StateCurrent"], d.m.pic["PackML.ModeCurrent"] = uint32(3), int32(4), int32(1)
	for p, v := range nodes {
		d.m.pic[p] = v
	}
	d.m.owned = true
	return d
}

// tick lets time pass and the core step until it wants nothing more.
func (d *desk) tick(by time.Duration) {
	d.now = d.now.Add(by)
	d.beat++
	d.m.pic["Health.PlcHeartbeat"] = d.beat
	d.steps()
}

func (d *desk) steps() {
	for range 5 {
		out := d.m.step(d.now, 100)
		d.m.owned = true
		for _, r := range out.reports {
			if r.Job != nil {
				d.jobs = append(d.jobs, *r.Job)
			}
		}
		for _, b := range out.write {
			d.batches = append(d.batches, b)
			for _, s := range b.set {
				d.m.pic[s.path] = s.value
			}
			if b.then != nil {
				b.then(d.now)
			}
		}
		if len(out.want) == 0 {
			return
		}
	}
	d.t.Fatal("the core never stops reading")
}

func (d *desk) ready() *desk {
	d.tick(0)
	d.tick(500 * time.Millisecond)
	return d
}

var store = devices.Job{Type: devices.JobStore, Leg: devices.Leg{JobID: "job-1", HandlingUnit: "HU1",
	Src: devices.Spot{Kind: devices.SpotStation, X: 1}, Dst: devices.Spot{Kind: devices.SpotCell, Side: 1, X: 2, Y: 3, Depth: 1}}}

func (d *desk) submit(j devices.Job) {
	d.t.Helper()
	if err := d.m.submit(j); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) seqs() (seqs []uint32) {
	for _, b := range d.batches {
		for _, s := range b.set {
			if s.path == "Cmd.Seq" {
				seqs = append(seqs, s.value.(uint32))
			}
		}
	}
	return seqs
}

func TestMailboxWritesFieldsFirst(t *testing.T) {
	d := newDesk(t, picture{"Cmd.Seq": ^uint32(0), "Ack.Seq": ^uint32(0), "Done.Seq": ^uint32(0), "DoneAck": ^uint32(0)}).ready()
	d.submit(store)
	d.tick(20 * time.Millisecond)
	if len(d.batches) != 2 || len(d.batches[1].set) != 1 || d.batches[1].set[0] != (setting{"Cmd.Seq", uint32(1)}) {
		t.Fatalf("%+v", d.batches)
	}
	got := map[string]any{}
	for _, s := range d.batches[0].set {
		got[s.path] = s.value
	}
	for p, want := range map[string]any{"Cmd.JobId": "job-1", "Cmd.Type": int32(1), "Cmd.BootId": uint32(3), "Cmd.HandlingUnit": "HU1",
		"Cmd.Src.Kind": int32(2), "Cmd.Dst.Y": int32(3), "Cmd2.JobId": "", "Cmd2.Dst.Depth": int32(0)} {
		if got[p] != want {
			t.Errorf("%s = %v, want %v", p, got[p], want)
		}
	}
	if len(got) != 26 {
		t.Errorf("%d fields were written", len(got))
	}
}

func TestMailboxSendsOnlyWhenCommandable(t *testing.T) {
	for name, nodes := range map[string]picture{
		"not idle":              {"PackML.StateCurrent": int32(2)},
		"fault":                 {"Fault.Active": true},
		"manual":                {"PackML.ModeCurrent": int32(3)},
		"maintenance":           {"PackML.ModeCurrent": int32(2)},
		"Done open":             {"Cmd.Seq": uint32(5), "Ack.Seq": uint32(5), "Ack.Result": int32(1), "Done.Seq": uint32(5), "DoneAck": uint32(4), "Done.JobId": "job-0"},
		"command unanswered":    {"Cmd.Seq": uint32(5), "Ack.Seq": uint32(4), "Cmd.JobId": "job-0", "Cmd.Type": int32(1)},
		"an older job still on": {"Cmd.Seq": uint32(5), "Ack.Seq": uint32(5), "Ack.Result": int32(1), "Done.Seq": uint32(4), "DoneAck": uint32(4), "Cmd.JobId": "job-0"},
	} {
		d := newDesk(t, nodes)
		d.submit(store)
		d.ready()
		d.tick(time.Millisecond)
		for _, b := range d.batches {
			if b.set[0].path == "Cmd.Type" {
				t.Errorf("%s: a job was sent", name)
			}
		}
	}
	d := newDesk(t, nil).ready()
	d.m.pic["Health.PlcHeartbeat"] = d.beat
	d.now = d.now.Add(2100 * time.Millisecond)
	d.submit(store)
	d.steps()
	if len(d.batches) != 0 {
		t.Error("a job was sent to a stale PLC")
	}
}

func TestMailboxReconciles(t *testing.T) {
	for _, c := range []struct {
		name     string
		nodes    picture
		busy     string
		reported string
	}{
		{"nothing yet", nil, "", ""},
		{"runs", picture{"Cmd.JobId": "a", "Cmd.Type": int32(1), "Cmd.Seq": uint32(7), "Ack.Seq": uint32(7), "Ack.Result": int32(1),
			"Done.Seq": uint32(6), "DoneAck": uint32(6)}, "a", ""},
		{"Done waits", picture{"Cmd.JobId": "a", "Cmd.Type": int32(1), "Cmd.Seq": uint32(7), "Ack.Seq": uint32(7), "Ack.Result": int32(1),
			"Done.Seq": uint32(7), "Done.JobId": "a", "Done.Result": int32(1), "DoneAck": uint32(6)}, "a", "a"},
		{"all over", picture{"Cmd.JobId": "a", "Cmd.Type": int32(1), "Cmd.Seq": uint32(7), "Ack.Seq": uint32(7), "Ack.Result": int32(1),
			"Done.Seq": uint32(7), "Done.JobId": "a", "DoneAck": uint32(7)}, "", ""},
		{"all over, acknowledgement unseen", picture{"Cmd.JobId": "a", "Cmd.Type": int32(1), "Cmd.Seq": uint32(7), "Ack.Seq": uint32(6),
			"Done.Seq": uint32(7), "Done.JobId": "a", "DoneAck": uint32(7)}, "", ""},
		{"fields without Seq", picture{"Cmd.JobId": "b", "Cmd.Type": int32(1), "Cmd.Seq": uint32(7), "Ack.Seq": uint32(7), "Ack.Result": int32(1),
			"Done.Seq": uint32(7), "Done.JobId": "a", "DoneAck": uint32(7)}, "", ""},
		{"refused", picture{"Cmd.JobId": "a", "Cmd.Type": int32(1), "Cmd.Seq": uint32(7), "Ack.Seq": uint32(7), "Ack.Result": int32(2),
			"Done.Seq": uint32(6), "DoneAck": uint32(6)}, "", ""},
		{"being aborted", picture{"Cmd.JobId": "a", "Cmd.Type": int32(9), "Cmd.Seq": uint32(8), "Ack.Seq": uint32(8), "Ack.Result": int32(1),
			"Done.Seq": uint32(6), "Done.JobId": "z", "DoneAck": uint32(6)}, "a", ""},
		{"aborted", picture{"Cmd.JobId": "a", "Cmd.Type": int32(9), "Cmd.Seq": uint32(8), "Ack.Seq": uint32(8), "Ack.Result": int32(1),
			"Done.Seq": uint32(7), "Done.JobId": "a", "DoneAck": uint32(7)}, "", ""},
	} {
		d := newDesk(t, c.nodes).ready()
		if got := d.m.busy(); got != c.busy {
			t.Errorf("%s: busy with %q, want %q", c.name, got, c.busy)
		}
		reported := ""
		if len(d.jobs) > 0 {
			reported = d.jobs[0].JobID
		}
		if reported != c.reported || len(d.jobs) > 1 {
			t.Errorf("%s: reported %+v, want %q once", c.name, d.jobs, c.reported)
		}
	}
}

func TestMailboxRepeatsAndAlarms(t *testing.T) {
	d := newDesk(t, nil).ready()
	d.submit(store)
	d.tick(0)
	for range 11 {
		d.tick(time.Second)
	}
	if got := d.seqs(); len(got) != 12 {
		t.Fatalf("Cmd.Seq was written %d times in 11 s", len(got))
	}
	for _, s := range d.seqs() {
		if s != 1 {
			t.Fatalf("Seqs %v", d.seqs())
		}
	}
	if !strings.Contains(d.m.last.Fault, "not acknowledged") {
		t.Fatalf("status %+v", d.m.last)
	}
	d.m.pic["Ack.Seq"], d.m.pic["Ack.Result"] = uint32(1), int32(1)
	d.tick(0)
	if d.m.last.Fault != "" || d.m.busy() != "job-1" {
		t.Fatalf("status %+v", d.m.last)
	}
}

func TestMailboxRefusals(t *testing.T) {
	for reason, again := range map[int32]bool{1: true, 2: true, 3: false, 4: false, 5: false, 6: true, 7: true, 8: true, 9: true, 11: false} {
		d := newDesk(t, nil).ready()
		d.submit(store)
		d.tick(0)
		d.m.pic["Ack.Seq"], d.m.pic["Ack.Result"], d.m.pic["Ack.Reason"] = uint32(1), int32(2), reason
		d.tick(0)
		d.tick(1100 * time.Millisecond)
		if got := d.seqs(); (len(got) == 2 && got[1] == 2) != again {
			t.Errorf("reason %d: Seqs %v", reason, got)
		}
		rejected := len(d.jobs) == 1 && d.jobs[0].Result == devices.ResultRejected && d.jobs[0].Reason == reason
		if rejected == again || (d.m.busy() == "") != rejected {
			t.Errorf("reason %d: reported %+v, busy %q", reason, d.jobs, d.m.busy())
		}
	}
}

func TestMailboxDoneOnceAndAcknowledged(t *testing.T) {
	d := newDesk(t, nil).ready()
	d.submit(store)
	d.tick(0)
	d.m.pic["Ack.Seq"], d.m.pic["Ack.Result"] = uint32(1), int32(1)
	d.tick(0)
	d.m.pic["Done.JobId"], d.m.pic["Done.Result"], d.m.pic["Done.Seq"] = "job-1", int32(1), uint32(1)
	d.tick(0)
	d.tick(time.Second)
	d.m.pic["BootId"] = uint32(4) // and the PLC boots
	d.tick(time.Second)
	d.tick(time.Second)
	if len(d.jobs) != 1 || d.m.busy() != "job-1" || d.m.pic.u32("DoneAck") != 0 {
		t.Fatalf("reported %+v, busy %q, DoneAck %d", d.jobs, d.m.busy(), d.m.pic.u32("DoneAck"))
	}
	if err := d.m.submit(devices.Job{Type: devices.JobHome, Leg: devices.Leg{JobID: "job-2"}}); err == nil {
		t.Fatal("a second job was taken")
	}
	d.m.askAcknowledge("job-1")
	d.submit(devices.Job{Type: devices.JobHome, Leg: devices.Leg{JobID: "job-2"}})
	d.tick(0)
	if d.m.pic.u32("DoneAck") != 1 || d.m.busy() != "job-2" {
		t.Fatalf("DoneAck %d, busy %q", d.m.pic.u32("DoneAck"), d.m.busy())
	}
	d.tick(0)
	if got := d.m.pic.u32("Cmd.BootId"); got != 4 {
		t.Fatalf("job-2 speaks of boot %d", got)
	}
}

func TestCheckJob(t *testing.T) {
	for name, j := range map[string]devices.Job{
		"no id":         {Type: devices.JobHome},
		"long id":       {Type: devices.JobHome, Leg: devices.Leg{JobID: strings.Repeat("x", 37)}},
		"long unit":     {Type: devices.JobStore, Leg: devices.Leg{JobID: "a", HandlingUnit: strings.Repeat("é", 11)}},
		"no type":       {Leg: devices.Leg{JobID: "a"}},
		"abort":         {Type: devices.JobAbort, Leg: devices.Leg{JobID: "a"}},
		"half a dual":   {Type: devices.JobDual, Leg: devices.Leg{JobID: "a"}},
		"two-leg store": {Type: devices.JobStore, Leg: devices.Leg{JobID: "a"}, Second: &devices.Leg{JobID: "b"}},
	} {
		if checkJob(j) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
