package plc

import (
	"encoding/binary"
	"encoding/json"
	"log/slog"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopcua/opcua/ua"

	"github.com/aisle-wms/aisle/devices"
)

// bytesOf hands out a fuzzer's bytes, zeros at their end.
type bytesOf struct{ b []byte }

func (f *bytesOf) n(most int) int {
	var raw [4]byte
	f.b = f.b[copy(raw[:], f.b):]
	return int(binary.LittleEndian.Uint32(raw[:])) % most
}

var hugeArray = ua.MustVariant(make([]int32, 100_000))

// value that a mad PLC may answer with.
func (f *bytesOf) value(k kind) *ua.DataValue {
	var raw [8]byte
	f.b = f.b[copy(raw[:], f.b):]
	x := binary.LittleEndian.Uint64(raw[:])
	v := any(nil)
	switch f.n(24) {
	case 0:
		v = math.NaN()
	case 1:
		return &ua.DataValue{EncodingMask: ua.DataValueValue, Value: hugeArray}
	case 2:
		v = strings.Repeat("x", int(x%5000))
	case 3:
		return nil
	case 4:
		return &ua.DataValue{EncodingMask: ua.DataValueStatusCode, Status: ua.StatusBadNodeIDUnknown}
	case 5:
		return &ua.DataValue{}
	case 6:
		v = int64(x)
	case 7:
		v = time.Unix(0, int64(x)).AddDate(int(x%40000), 0, 0)
	default: // of the right type, anything
		v = map[kind]any{i32: int32(x), u32: uint32(x), u16: uint16(x), boolean: x&1 == 1, text: string(raw[:x%8]), stamp: time.Unix(int64(x%1e11), 0)}[k]
		if n, ok := v.(int32); ok && x%3 != 0 {
			v = n % 20
		}
		if n, ok := v.(uint32); ok && x%3 != 0 {
			v = n % 70
		}
	}
	return &ua.DataValue{EncodingMask: ua.DataValueValue, Value: ua.MustVariant(v)}
}

// FuzzPLC lets a PLC answer whatever it likes, over time that jumps. Nothing
// panics, nothing grows without end, what a device says of itself can be told
// to others, and a value of a wrong type makes it faulty with the node's name.
func FuzzPLC(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"))
	f.Add(slices.Repeat([]byte{7, 0, 0, 0, 3, 1, 0, 0, 9}, 100))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in := &bytesOf{raw}
		cores := []core{&mailbox{health: health{id: "c", class: devices.ClassCrane, pic: picture{}}, stations: 2}, newSorter("s", 4), newVision("v")}
		d := newDevice("x", "X", cores[in.n(len(cores))], func() {}, slog.New(slog.DiscardHandler))
		now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
		paths := d.polled(true)
		for round := 0; round < 50 && len(in.b) > 0; round++ {
			wrong := ""
			values := make([]*ua.DataValue, len(paths))
			for i, p := range paths {
				values[i] = in.value(d.kinds[p])
				if _, err := decode(d.kinds[p], values[i]); err != nil && wrong == "" {
					wrong = "X." + p
				}
			}
			out, ok := d.observe(now, paths, values)
			if wrong != "" && (ok || d.Status().Fault == "" || d.Status().Ready) {
				t.Fatalf("%s had a wrong value; the device says %+v", wrong, d.Status())
			}
			if len(out.want) > len(d.kinds) || len(d.queue) > queueLimit {
				t.Fatalf("%d nodes wanted, %d reports wait", len(out.want), len(d.queue))
			}
			if _, err := json.Marshal(d.queue); err != nil {
				t.Fatal(err)
			}
			for _, r := range d.queue {
				in.answer(d, r)
			}
			if in.n(3) == 0 {
				d.queue = nil
			}
			for _, b := range out.write {
				results := make([]ua.StatusCode, len(b.set))
				if in.n(10) == 0 && len(results) > 0 {
					results[in.n(len(results))] = ua.StatusBadOutOfRange
				}
				d.wrote(now, b, results)
			}
			d.beats(ua.StatusOK)
			now = now.Add(time.Duration(in.n(10_000)-2_000) * time.Millisecond)
			if paths = out.want; len(paths) == 0 {
				paths = d.polled(in.n(2) == 0)
			}
		}
	})
}

// answer does what control does with a report.
func (f *bytesOf) answer(d *device, r devices.Report) {
	switch c := d.core.(type) {
	case *mailbox:
		if r.Job != nil {
			c.askAcknowledge(r.Job.JobID)
		}
		_ = c.submit(devices.Job{Type: devices.JobHome, Leg: devices.Leg{JobID: "j"}})
	case *rings:
		if r.Induct != nil {
			_ = c.answers.answer(r.Induct.Seq, setting{"Chute", int32(1)})
			c.entries.handled(r.Induct.Seq)
		}
		if r.Divert != nil {
			c.confirms.handled(r.Divert.Seq)
		}
	}
}

// What no type can tell: the reason names the node, and the entry is handed on
// as one that was not read.
func TestImplausibleValues(t *testing.T) {
	for _, c := range []struct {
		path string
		v    any
		want bool
	}{
		{"PackML.StateCurrent", int32(4), false}, {"PackML.StateCurrent", int32(18), true}, {"PackML.StateCurrent", int32(-1), true},
		{"PackML.ModeCurrent", int32(3), false}, {"PackML.ModeCurrent", int32(99), true}, {"DecideWithinMS", int32(500), false},
		{"DecideWithinMS", int32(-500), true}, {"VerdictWithinMS", int32(0), true}, {"Pos.X", int32(-7), false},
	} {
		if why := implausible(c.path, c.v); (why != "") != c.want {
			t.Errorf("%s = %v: %q", c.path, c.v, why)
		}
	}
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	h := &health{id: "s", pic: picture{"Induct[01].ReadStatus": int32(1), "Induct[01].WeightG": int32(-5), "Induct[01].Barcode": "T1"}}
	if in := induction(h, now, 1, "Induct[01].", now).Induct; in.Read != devices.NoRead || in.WeightG != 0 || !strings.Contains(h.doubtful, "Induct[01]") {
		t.Errorf("%+v, %q", in, h.doubtful)
	}
	h.pic["Induct[01].WeightG"] = int32(5)
	if in := induction(h, now, 1, "Induct[01].", now).Induct; in.Read != devices.ReadOK || in.WeightG != 5 || h.doubtful != "" {
		t.Errorf("%+v, %q", in, h.doubtful)
	}
	done := devices.JobDone{JobID: "j", Result: -3, Result2: 9}
	if h.doubtDone(&done); done.Result != devices.ResultFailed || done.Result2 != devices.ResultFailed || h.doubtful == "" {
		t.Errorf("%+v, %q", done, h.doubtful)
	}
	for year, ok := range map[int]bool{1601: true, 1970: true, 2026: true, 30828: false} {
		at, err := believed(time.Date(year, 1, 2, 0, 0, 0, 0, time.UTC))
		if (err == nil) != ok || !at.IsZero() && year != 2026 {
			t.Errorf("year %d: %v, %v", year, at, err)
		}
	}
}
