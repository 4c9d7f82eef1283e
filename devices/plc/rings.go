package plc

import (
	"cmp"
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// decideMargin is kept back from a deadline: the poll that saw the Head late
// and the two Writes of the answer.
const decideMargin = 80 * time.Millisecond

// rings is the core of sorters and vision stations: a ring of entries that
// want an answer, and a ring of confirms.
type rings struct {
	health
	entries  ring
	confirms ring
	answers  answers
	within   string // node: milliseconds to answer in
	extra    map[string]kind
	polled   []string
	entry    func(h *health, now time.Time, seq uint32, p string, by time.Time) devices.Report
}

var _ core = (*rings)(nil)

func newSorter(id string, chutes int) *rings {
	r := &rings{health: health{id: id, class: devices.ClassSorter, pic: picture{}}, within: "DecideWithinMS",
		answers: newAnswers("Decide"), entry: induction, extra: map[string]kind{}}
	r.entries = ring{name: "Induct", headNode: "InductHead", tailNode: "InductTail", fields: map[string]kind{
		"Barcode": text, "ReadStatus": i32, "LengthMM": i32, "WidthMM": i32, "HeightMM": i32, "WeightG": i32, "Ts": stamp}}
	for n := range chutes + 1 {
		p := fmt.Sprintf("Chute[%02d].", n)
		r.extra[p+"Full"], r.extra[p+"Enabled"], r.extra[p+"Count"] = boolean, boolean, u32
		r.polled = append(r.polled, p+"Full", p+"Enabled", p+"Count")
	}
	return r.wire()
}

func newVision(id string) *rings {
	r := &rings{health: health{id: id, class: devices.ClassVision, pic: picture{}}, within: "VerdictWithinMS",
		answers: newAnswers("Verdict"), entry: visionScan, extra: map[string]kind{}}
	r.entries = ring{name: "Scan", headNode: "ScanHead", tailNode: "ScanTail", fields: map[string]kind{
		"HandlingUnit": text, "Barcode": text, "ReadStatus": i32, "LengthMM": i32, "WidthMM": i32, "HeightMM": i32,
		"WeightG": i32, "Confidence": i32, "ImageRef": text, "Ts": stamp}}
	return r.wire()
}

func (r *rings) wire() *rings {
	r.confirms = ring{name: "Confirm", headNode: "ConfirmHead", tailNode: "ConfirmTail", fields: map[string]kind{
		"InductSeq": u32, "Result": i32, "Chute": i32, "Ts": stamp}}
	r.entries.also = func(seq uint32) []string { return []string{slot(r.answers.name, seq) + "Seq"} }
	return r
}

func (r *rings) nodes() map[string]kind {
	n := commonNodes()
	r.entries.nodes(n)
	r.confirms.nodes(n)
	for s := range uint32(ringSlots) {
		n[slot(r.answers.name, s)+"Seq"] = u32
	}
	n[r.within] = i32
	for p, k := range r.extra {
		n[p] = k
	}
	return n
}

func (r *rings) fast() []string {
	return append([]string{r.entries.headNode, r.confirms.headNode}, fastNodes...)
}
func (r *rings) slow() []string { return append(append([]string{}, slowNodes...), r.polled...) }

// step looks at the picture and says what to do.
func (r *rings) step(now time.Time, room int) output {
	var out output
	r.look(now)
	if !r.reconciled {
		if !r.asked {
			r.asked = true
			out.want = []string{r.entries.headNode, r.entries.tailNode, r.confirms.headNode, r.confirms.tailNode, r.within}
			return r.tell(now, out)
		}
		r.asked, r.reconciled = false, true
		r.entries.resume(r.pic)
		r.confirms.resume(r.pic)
	}
	r.read(now, room, &out)
	r.answers.forget(r.pic.u32(r.entries.headNode))
	r.clear(&out)
	if r.owned {
		r.answers.write(&out)
		r.entries.move(&out)
		r.confirms.move(&out)
	}
	return r.tell(now, out)
}

// read takes what was read of both rings and names what is to be read next.
func (r *rings) read(now time.Time, room int, out *output) {
	by := now.Add(time.Duration(r.pic.i32(r.within))*time.Millisecond - decideMargin)
	r.entries.take(now, r.pic, func(seq uint32, p string) {
		if r.pic.u32(slot(r.answers.name, seq)+"Seq") == seq {
			return // a former process answered it
		}
		r.answers.open[seq] = true
		out.reports = append(out.reports, r.entry(&r.health, now, seq, p, by))
	})
	r.confirms.take(now, r.pic, func(seq uint32, p string) {
		done := devices.DivertDone{Seq: seq, InductSeq: r.pic.u32(p + "InductSeq"), Result: devices.DivertResult(r.pic.i32(p + "Result")),
			Chute: r.pic.i32(p + "Chute"), At: r.pic.time(p + "Ts")}
		out.reports = append(out.reports, devices.Report{Device: r.id, At: now, Divert: &done})
	})
	room = (room - len(out.reports)) / 2
	out.want = append(out.want, r.entries.want(r.pic, room)...)
	out.want = append(out.want, r.confirms.want(r.pic, room)...)
	r.alarm = ""
	if err := cmp.Or(r.entries.err, r.confirms.err); err != nil {
		r.alarm = err.Error()
	}
}

func (r *rings) tell(now time.Time, out output) output {
	ready := r.commandable(now) && r.alarm == ""
	if s, changed := r.status(now, ready, map[string]any{"boot": r.boot}); changed {
		out.reports = append(out.reports, devices.Report{Device: r.id, At: now, Status: &s})
	}
	return out
}

func induction(h *health, now time.Time, seq uint32, p string, by time.Time) devices.Report {
	in := devices.Induction{Seq: seq, Barcode: h.pic.text(p + "Barcode"), LengthMM: h.pic.i32(p + "LengthMM"), WidthMM: h.pic.i32(p + "WidthMM"),
		HeightMM: h.pic.i32(p + "HeightMM"), WeightG: h.pic.i32(p + "WeightG"), At: h.pic.time(p + "Ts"), DecideBy: by}
	in.Read = h.doubt(p, devices.ReadStatus(h.pic.i32(p+"ReadStatus")), &in.LengthMM, &in.WidthMM, &in.HeightMM, &in.WeightG)
	return devices.Report{Device: h.id, At: now, Induct: &in}
}

func visionScan(h *health, now time.Time, seq uint32, p string, by time.Time) devices.Report {
	v := devices.VisionScan{Seq: seq, HandlingUnit: h.pic.text(p + "HandlingUnit"), Barcode: h.pic.text(p + "Barcode"),
		LengthMM: h.pic.i32(p + "LengthMM"), WidthMM: h.pic.i32(p + "WidthMM"), HeightMM: h.pic.i32(p + "HeightMM"),
		WeightG: h.pic.i32(p + "WeightG"), ConfidencePermille: h.pic.i32(p + "Confidence"), ImageRef: h.pic.text(p + "ImageRef"),
		At: h.pic.time(p + "Ts"), VerdictBy: by}
	v.Read = h.doubt(p, devices.ReadStatus(h.pic.i32(p+"ReadStatus")), &v.LengthMM, &v.WidthMM, &v.HeightMM, &v.WeightG, &v.ConfidencePermille)
	return devices.Report{Device: h.id, At: now, Scan: &v}
}

// chutes is the live picture of a sorter's exits.
func (r *rings) chutes() []devices.Chute {
	var out []devices.Chute
	for n := 0; 3*n < len(r.polled); n++ {
		p := fmt.Sprintf("Chute[%02d].", n)
		out = append(out, devices.Chute{Number: int32(n), Full: r.pic.flag(p + "Full"), Enabled: r.pic.flag(p + "Enabled"), Count: r.pic.u32(p + "Count")})
	}
	return out
}
