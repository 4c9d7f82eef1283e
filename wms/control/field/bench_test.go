package field

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/routing/mapf"
)

// BenchmarkStep is what a step of the plan takes with two hundred robots at
// work.
func BenchmarkStep(b *testing.B) {
	r := newRun(b, hall(200), 1)
	r.until(60, true)
	worst := time.Duration(0)
	for b.Loop() {
		b.StopTimer()
		r.feed()
		for i := range r.lying {
			r.f.SetWaiting(i, len(r.lying[i]))
		}
		b.StartTimer()
		began := time.Now()
		actions := r.f.Step()
		worst = max(worst, time.Since(began))
		b.StopTimer()
		r.do(actions)
		for end := r.now + kinematics.CellMM/kinematics.SpeedMMPerS; r.now < end; r.now += mapf.TickS {
			r.drive.Tick()
			for i := 0; i < len(r.timers); i++ {
				if x := r.timers[i]; x.at <= r.now {
					r.timers = append(r.timers[:i], r.timers[i+1:]...)
					i--
					r.do(x.then())
				}
			}
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(worst.Microseconds()), "worst-µs")
}
