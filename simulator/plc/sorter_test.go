package plc_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

func TestSorter(t *testing.T) {
	t.Parallel()
	r := newRig(t, 100)
	r.start()
	r.each(r.testSorterDivertsTwoHundred, r.testSorterDisabledAndFullChutes, r.testSorterWCSRestarts, r.testSorterPLCRestarts, r.testVision)
}

// testSorterDivertsTwoHundred runs 200 totes: read ones go to the chute that
// was decided, no-reads and every tenth, which is left undecided, to the
// reject lane.
func (r *rig) testSorterDivertsTwoHundred(t *testing.T) {
	const items = 200
	r.sorter.NoRead(50)
	defer r.sorter.NoRead(0)
	w := r.connect(r.config())
	r.update(func(tx *world.Tx) error {
		for i := range items {
			err := tx.Create(world.HandlingUnit{ID: fmt.Sprintf("T%03d", i), Kind: "tote", Place: fmt.Sprintf("w/ind%d", i%2+1), TareG: 2100})
			if err != nil {
				return err
			}
		}
		return nil
	})

	want := map[uint32]int32{} // decided chute by InductSeq; 0: the reject lane
	unit := map[uint32]string{}
	results := map[devices.DivertResult]int{}
	confirmed := 0
	for deadline := time.After(180 * time.Second); confirmed < items; {
		select {
		case <-deadline:
			t.Fatalf("%d of %d confirmed: %v", confirmed, items, results)
		case in := <-w.inducts:
			if _, again := want[in.Seq]; again {
				t.Fatalf("induction %d came twice", in.Seq)
			}
			if late := time.Until(in.DecideBy); late < 0 {
				t.Errorf("induction %d came %v after its deadline", in.Seq, -late)
			}
			want[in.Seq], unit[in.Seq] = 0, in.Barcode
			if in.Read == devices.ReadOK && in.Seq%10 != 0 {
				want[in.Seq] = int32(in.Seq%chutes) + 1
				if err := w.sorter.Decide(in.Seq, want[in.Seq], -1); err != nil {
					t.Fatal(err)
				}
				_ = w.sorter.Decide(in.Seq, 0, -1) // the first one holds
			}
			w.sorter.InductHandled(in.Seq)
		case d := <-w.diverts:
			confirmed++
			if d.Seq != uint32(confirmed) {
				t.Fatalf("confirm %d came as number %d", d.Seq, confirmed)
			}
			results[d.Result]++
			chute, known := want[d.InductSeq]
			if !known || d.Chute != chute {
				t.Fatalf("%+v, want chute %d", d, chute)
			}
			if wantResult := result(chute); d.Result != wantResult {
				t.Fatalf("%+v, want result %d", d, wantResult)
			}
			if u := unit[d.InductSeq]; u != "" && r.where(u) != fmt.Sprintf("w/chute%02d", chute) {
				t.Fatalf("%s is in %s, want chute %d", u, r.where(u), chute)
			}
			w.sorter.ConfirmHandled(d.Seq)
		}
	}
	if results[devices.Diverted] < items*8/10 || results[devices.DecidedLate] < items/10 {
		t.Fatalf("results %v", results)
	}
	if n := r.counted("sorter_diverts"); int(n) != results[devices.Diverted] {
		t.Fatalf("the twin counts %d diverts, confirmed were %d", n, results[devices.Diverted])
	}
	soon(t, "the chutes count what is in them", func() bool {
		n := 0
		for _, c := range w.sorter.Chutes() {
			n += int(c.Count)
		}
		return n == items
	})
	r.handled()
}

func result(chute int32) devices.DivertResult {
	if chute == 0 {
		return devices.DecidedLate
	}
	return devices.Diverted
}

func (r *rig) testSorterDisabledAndFullChutes(t *testing.T) {
	r.sorter.DisableChute(3, true)
	r.sorter.FillChute(4, true)
	defer r.sorter.DisableChute(3, false)
	defer r.sorter.FillChute(4, false)
	w := r.connect(r.config())
	type hop struct {
		result devices.DivertResult
		chute  int32
	}
	for _, c := range []struct {
		name       string
		chute, alt int32
		want       []hop
	}{
		{"alternative", 3, 5, []hop{{devices.Diverted, 5}}},
		{"round and round", 4, 3, []hop{{devices.Recirculates, 3}, {devices.Recirculates, 3}, {devices.ChuteFull, 0}}},
		{"no such chute", 77, -1, []hop{{devices.RejectedByPLC, 0}}},
		{"reject lane on purpose", 0, -1, []hop{{devices.Diverted, 0}}},
	} {
		r.put("T-"+c.name, "w/ind1")
		for i, h := range c.want {
			in := receive(t, c.name+": induction", w.inducts)
			if in.Barcode != "T-"+c.name || in.WeightG != 2100 || in.LengthMM != 600 {
				t.Fatalf("%s: %+v", c.name, in)
			}
			if err := w.sorter.Decide(in.Seq, c.chute, c.alt); err != nil {
				t.Fatal(err)
			}
			w.sorter.InductHandled(in.Seq)
			d := receive(t, c.name+": confirm", w.diverts)
			w.sorter.ConfirmHandled(d.Seq)
			if d.InductSeq != in.Seq || d.Result != h.result || d.Chute != h.chute {
				t.Fatalf("%s, hop %d: %+v, want %+v", c.name, i, d, h)
			}
		}
	}
	r.handled()
}

// testSorterWCSRestarts leaves inductions open and confirms unhandled, and
// starts our side again.
func (r *rig) testSorterWCSRestarts(t *testing.T) {
	w := r.connect(r.config())
	r.put("A", "w/ind1")
	a := receive(t, "induction of A", w.inducts)
	if err := w.sorter.Decide(a.Seq, 1, -1); err != nil {
		t.Fatal(err)
	}
	done := receive(t, "confirm of A", w.diverts)
	if done.Result != devices.Diverted {
		t.Fatalf("%+v", done)
	}
	r.put("B", "w/ind2")
	receive(t, "induction of B", w.inducts)
	w.stop()

	w = r.connect(r.config())
	if in := receive(t, "induction of B again", w.inducts); in.Barcode != "B" { // A was decided
		t.Fatalf("%+v", in)
	}
	if d := receive(t, "confirm of A again", w.diverts); d != done {
		t.Fatalf("%+v, want %+v", d, done)
	}
	w.sorter.InductHandled(a.Seq + 1)
	w.sorter.ConfirmHandled(done.Seq)
	if d := receive(t, "confirm of B", w.diverts); d.Result != devices.DecidedLate {
		t.Fatalf("%+v", d)
	}
	w.sorter.ConfirmHandled(done.Seq + 1)
	r.handled()
}

func (r *rig) testSorterPLCRestarts(t *testing.T) {
	w := r.connect(r.config())
	r.put("A", "w/ind1")
	in := receive(t, "induction", w.inducts)
	if err := w.sorter.Decide(in.Seq, 6, -1); err != nil {
		t.Fatal(err)
	}
	soon(t, "the decision arrived", func() bool { return w.sorter.Status().Mode == "Execute" })
	time.Sleep(100 * time.Millisecond)
	if err := r.sorter.Restart(); err != nil {
		t.Fatal(err)
	}
	d := receive(t, "confirm", w.diverts)
	if d.Result != devices.Diverted || d.Chute != 6 || r.where("A") != "w/chute06" {
		t.Fatalf("%+v, A in %s", d, r.where("A"))
	}
	if n := len(w.inducts); n != 0 {
		t.Fatalf("%d inductions were reported again", n)
	}
	w.sorter.InductHandled(in.Seq)
	w.sorter.ConfirmHandled(d.Seq)
	r.handled()
}

func (r *rig) testVision(t *testing.T) {
	w := r.connect(r.config())
	for _, c := range []struct {
		unit   string
		answer func(seq uint32) error
		place  string
		chute  int32
		result devices.DivertResult
	}{
		{"P1", func(seq uint32) error { return w.vision.Verdict(seq, true) }, "w/pass", 1, devices.Diverted},
		{"P2", func(seq uint32) error { return w.vision.Verdict(seq, false) }, "w/check", 2, devices.Diverted},
		{"P3", func(uint32) error { return nil }, "w/check", 2, devices.DecidedLate},
	} {
		r.put(c.unit, "w/vis")
		s := receive(t, "scan of "+c.unit, w.scans)
		if s.HandlingUnit != c.unit || s.Barcode != c.unit || s.WeightG != 2100 {
			t.Fatalf("%+v", s)
		}
		if err := c.answer(s.Seq); err != nil {
			t.Fatal(err)
		}
		w.vision.ScanHandled(s.Seq)
		d := receive(t, "confirm of "+c.unit, w.diverts)
		w.vision.ConfirmHandled(d.Seq)
		if d.InductSeq != s.Seq || d.Chute != c.chute || d.Result != c.result || r.where(c.unit) != c.place {
			t.Fatalf("%s: %+v, in %s", c.unit, d, r.where(c.unit))
		}
		r.update(func(tx *world.Tx) error { return tx.Remove(c.unit) })
	}
}
