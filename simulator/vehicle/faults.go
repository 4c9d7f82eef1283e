package vehicle

import (
	"math/rand/v2"
	"time"
)

// faults are what can be switched on.
type faults struct {
	silent            bool
	lossPermille      int
	duplicatePermille int
}

func (f *faults) lost(dice *rand.Rand) bool {
	return f.lossPermille > 0 && dice.IntN(1000) < f.lossPermille
}

func (f *faults) doubled(dice *rand.Rand) bool {
	return f.duplicatePermille > 0 && dice.IntN(1000) < f.duplicatePermille
}

// SetSilence lets the vehicle drive and hear, but say nothing.
func (v *Vehicle) SetSilence(silent bool) {
	v.mu.Lock()
	v.faults.silent = silent
	v.core.dirty = true
	v.mu.Unlock()
	v.wake()
}

// SetLoss loses that share of the messages in either direction, and sends
// that share of the rest twice. The connection topic is spared: the broker
// answers for it.
func (v *Vehicle) SetLoss(lossPermille, duplicatePermille int) {
	v.mu.Lock()
	v.faults.lossPermille, v.faults.duplicatePermille = lossPermille, duplicatePermille
	v.mu.Unlock()
}

// BreakDown stops the vehicle on the spot for a time of its own clock; its
// states carry a FATAL error meanwhile.
func (v *Vehicle) BreakDown(lasting time.Duration, why string) {
	v.mu.Lock()
	v.core.breakDown(lasting, why)
	v.mu.Unlock()
	v.wake()
}
