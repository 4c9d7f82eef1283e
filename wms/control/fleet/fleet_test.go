package fleet

import (
	"fmt"
	"testing"
	"time"
)

func TestLongRun(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			rm, stations := demoLayout(t)
			w := newWorld(t, seed, rm, stations, 12)
			w.run(4 * time.Hour)
			n := w.delivered
			w.drain()
			t.Logf("%d missions in 4 h, longest %v, failed %v", n, w.longest, w.failed)
		})
	}
}

func TestSmallLayout(t *testing.T) {
	rm, stations := smallLayout(t)
	w := newWorld(t, 1, rm, stations, 3)
	w.run(4 * time.Hour)
	n := w.delivered
	w.drain()
	t.Logf("%d missions in 4 h, longest %v, failed %v", n, w.longest, w.failed)
}

func TestCorridor(t *testing.T) {
	rm, stations := corridorLayout(t)
	w := newWorld(t, 1, rm, stations, 6)
	w.run(4 * time.Hour)
	n := w.delivered
	w.drain()
	t.Logf("%d missions in 4 h, longest %v, failed %v", n, w.longest, w.failed)
}
