package plc

import (
	"testing"
	"time"

	"github.com/gopcua/opcua/ua"

	"github.com/aisle-wms/aisle/devices"
)

// belt is a sorter's core with its nodes in a map.
type belt struct {
	t       *testing.T
	r       *rings
	now     time.Time
	inducts []devices.Induction
	diverts []devices.DivertDone
	batches []batch
}

func newBelt(t *testing.T, nodes picture) *belt {
	b := &belt{t: t, r: newSorter("sorter-1", 3), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	b.r.pic = picture{"BootId": uint32(1), "PackML.StateCurrent": int32(4), "DecideWithinMS": int32(500), "InductHead": uint32(0),
		"ConfirmHead": uint32(0)}
	for p, v := range nodes {
		b.r.pic[p] = v
	}
	return b
}

func (b *belt) step(room int) {
	for range 6 {
		b.r.owned = true
		out := b.r.step(b.now, room)
		for _, r := range out.reports {
			switch {
			case r.Induct != nil:
				b.inducts = append(b.inducts, *r.Induct)
			case r.Divert != nil:
				b.diverts = append(b.diverts, *r.Divert)
			}
		}
		for _, w := range out.write {
			b.batches = append(b.batches, w)
			for _, s := range w.set {
				b.r.pic[s.path] = s.value
			}
			if w.then != nil {
				w.then(b.now)
			}
		}
		if len(out.want) == 0 {
			return
		}
	}
}

func (b *belt) induct(seq uint32, barcode string) {
	p := slot("Induct", seq)
	b.r.pic[p+"Seq"], b.r.pic[p+"Barcode"], b.r.pic[p+"ReadStatus"] = seq, barcode, int32(1)
	b.r.pic["InductHead"] = seq
}

func TestRingWraps(t *testing.T) {
	top := ^uint32(0)
	b := newBelt(t, picture{"InductHead": top - 1, "InductTail": top - 1})
	b.step(100)
	b.induct(top, "A")
	b.induct(1, "B") // 0 means none: after the largest comes 1
	b.step(100)
	if len(b.inducts) != 2 || b.inducts[0].Seq != top || b.inducts[1].Seq != 1 || b.inducts[1].Barcode != "B" {
		t.Fatalf("%+v", b.inducts)
	}
	if want := b.now.Add(500*time.Millisecond - decideMargin); !b.inducts[0].DecideBy.Equal(want) {
		t.Fatalf("decide by %v, want %v", b.inducts[0].DecideBy, want)
	}
	if err := b.r.answers.answer(top, setting{"Chute", int32(2)}, setting{"AltChute", int32(-1)}); err != nil {
		t.Fatal(err)
	}
	if err := b.r.answers.answer(top, setting{"Chute", int32(3)}); err != nil || len(b.r.answers.pending) != 1 {
		t.Fatal("the first decision does not hold", err)
	}
	if err := b.r.answers.answer(77); err == nil {
		t.Fatal("a decision for nothing was taken")
	}
	b.r.entries.handled(1)
	b.step(100)
	if len(b.batches) != 3 || len(b.batches[0].set) != 2 || b.batches[1].set[0] != (setting{"Decide[63].Seq", top}) ||
		b.batches[2].set[0] != (setting{"InductTail", uint32(1)}) {
		t.Fatalf("%+v", b.batches)
	}
	if b.r.pic.i32("Decide[63].Chute") != 2 {
		t.Fatalf("chute %d", b.r.pic.i32("Decide[63].Chute"))
	}
}

func TestRingResumesAtTheTail(t *testing.T) {
	b := newBelt(t, picture{"InductTail": uint32(4), "ConfirmTail": uint32(2), "Decide[05].Seq": uint32(5)})
	b.induct(5, "decided")
	b.induct(6, "open")
	for seq := uint32(1); seq <= 3; seq++ {
		p := slot("Confirm", seq)
		b.r.pic[p+"Seq"], b.r.pic[p+"InductSeq"], b.r.pic[p+"Result"] = seq, seq, int32(1)
	}
	b.r.pic["ConfirmHead"] = uint32(3)
	b.step(100)
	b.step(100)
	if len(b.inducts) != 1 || b.inducts[0].Barcode != "open" || len(b.diverts) != 1 || b.diverts[0].Seq != 3 {
		t.Fatalf("%+v %+v", b.inducts, b.diverts)
	}
}

func TestRingWaitsForRoomAndForSlots(t *testing.T) {
	b := newBelt(t, nil)
	b.step(100)
	for seq := uint32(1); seq <= 40; seq++ {
		b.induct(seq, "x")
	}
	b.step(0)
	if len(b.inducts) != 0 {
		t.Fatal("reports without room")
	}
	b.r.pic["Induct[09].Seq"] = uint32(0) // Head is ahead of its slot
	b.step(100)
	if len(b.inducts) != 8 {
		t.Fatalf("%d inductions", len(b.inducts))
	}
	b.now = b.now.Add(1100 * time.Millisecond)
	b.step(100)
	if b.r.last.Fault == "" {
		t.Fatal("no word about the slot that lags")
	}
	b.r.pic["Induct[09].Seq"] = uint32(9)
	b.step(100)
	if len(b.inducts) != 40 || b.r.last.Fault != "" {
		t.Fatalf("%d inductions, %q", len(b.inducts), b.r.last.Fault)
	}
}

func TestRingHeadThatJumps(t *testing.T) {
	for _, head := range []uint32{100, 1<<31 + 7, 9} {
		b := newBelt(t, picture{"InductHead": uint32(10), "InductTail": uint32(10)})
		b.step(100)
		b.r.pic["InductHead"] = head
		b.step(100)
		if b.r.last.Fault == "" || b.r.last.Ready || len(b.inducts) != 0 {
			t.Errorf("head %d: %+v", head, b.r.last)
		}
	}
}

// TestWrongTypeIsAFault: the device says so, the core is not asked, and all is
// well again when the value is.
func TestWrongTypeIsAFault(t *testing.T) {
	d := newDevice("sorter-1", "S", newSorter("sorter-1", 1), func() {}, discard)
	now := time.Now()
	good := []*ua.DataValue{value(uint32(1)), value(int32(4))}
	if _, ok := d.observe(now, fastNodes, []*ua.DataValue{value("1"), value(int32(4))}); ok {
		t.Fatal("a String was taken for a UInt32")
	}
	if s := d.Status(); s.Fault != "S.BootId: string, want UInt32" || s.Ready {
		t.Fatalf("%+v", s)
	}
	if _, ok := d.observe(now, fastNodes, good); !ok || d.Status().Fault != "" {
		t.Fatalf("%+v", d.Status())
	}
}
