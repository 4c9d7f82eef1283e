package wire

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0042 JOB id=1 type=1", "0001 ACK", "", "0000 X", "9999 A b=", "0001 JOB id=1 id=2", "00x1 ACK", "0001  x=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got, err := Parse(line)
		if err != nil {
			return
		}
		again, err := Parse(got.String())
		if err != nil || again.String() != got.String() {
			t.Fatalf("%q became %q: %v", line, got, err)
		}
	})
}

// Over a line that loses and repeats, everything that is said arrives once and
// in order.
func TestTalkOverALossyLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a, b Talk
		now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
		n := rapid.IntRange(1, 40).Draw(t, "n")
		for i := range n {
			if err := a.Say(false, "JOB", map[string]string{"id": strings.Repeat("x", i)}); err != nil {
				t.Fatal(err)
			}
		}
		lossy := rapid.SliceOfN(rapid.IntRange(0, 3), 50, 50).Draw(t, "fates")
		got := 0
		for step := 0; got < n || len(a.queue) > 0; step++ {
			if step > 5000 {
				t.Fatalf("%d of %d arrived", got, n)
			}
			now = now.Add(600 * time.Millisecond)
			line := a.Due(now)
			if line == "" || lossy[step%50] == 0 && step%7 != 6 {
				continue
			}
			times := 1
			if lossy[step%50] == 1 {
				times = 2
			}
			for range times {
				m, fresh, answer, err := b.Hear(line)
				if err != nil {
					t.Fatal(err)
				}
				if fresh {
					if len(m.Fields["id"]) != got {
						t.Fatalf("%v came as number %d", m, got)
					}
					got++
				}
				if lossy[step%50] == 2 && step%5 != 4 {
					continue // the acknowledgement is lost
				}
				if _, fresh, more, err := a.Hear(answer); fresh || more != "" || err != nil {
					t.Fatal("an acknowledgement was acted upon")
				}
			}
		}
	})
}

func TestOnlyTheNewestStateIsSaid(t *testing.T) {
	var k Talk
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	for _, x := range []string{"1", "2"} {
		if err := k.Say(true, "STATE", map[string]string{"x": x}); err != nil {
			t.Fatal(err)
		}
	}
	if got := k.Due(now); got != "0001 STATE x=2" {
		t.Errorf("%q", got)
	}
	_ = k.Say(true, "STATE", map[string]string{"x": "3 4"})
	if got := k.Due(now); got != "" || len(k.queue) != 2 {
		t.Errorf("%q before its time, %v", got, k.queue)
	}
	if got := k.Due(now.Add(time.Second)); got != "0001 STATE x=2" {
		t.Errorf("repeated as %q", got)
	}
	if _, _, _, err := k.Hear("0001 ACK"); err != nil || k.Due(now) != "0002 STATE x=3_4" {
		t.Errorf("%v, %v", k.queue, err)
	}
	if err := k.Say(false, "JOB", map[string]string{"id": strings.Repeat("x", LineLimit)}); err == nil {
		t.Error("too long a telegram was taken")
	}
}
