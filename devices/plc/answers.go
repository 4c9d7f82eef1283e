package plc

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// answers are what the WCS decides on entries of a ring: Decide of a sorter,
// Verdict of a vision station. The first one for a Seq holds.
type answers struct {
	name    string // ring of slots with Seq written last
	open    map[uint32]bool
	pending map[uint32][]setting // fields by Seq, paths below the slot
	given   map[uint32]bool      // recent ones
}

func newAnswers(name string) answers {
	return answers{name: name, open: map[uint32]bool{}, pending: map[uint32][]setting{}, given: map[uint32]bool{}}
}

func (a *answers) answer(seq uint32, set ...setting) error {
	if a.given[seq] {
		return nil
	}
	if !a.open[seq] {
		return fmt.Errorf("%s %d: no such entry waits for an answer", a.name, seq)
	}
	delete(a.open, seq)
	a.given[seq] = true
	a.pending[seq] = set
	return nil
}

// forget drops what the ring has left behind.
func (a *answers) forget(head uint32) {
	old := func(seq uint32) bool { return ahead(head, seq) >= ringSlots }
	maps.DeleteFunc(a.open, func(seq uint32, _ bool) bool { return old(seq) })
	maps.DeleteFunc(a.given, func(seq uint32, _ bool) bool { return old(seq) })
	maps.DeleteFunc(a.pending, func(seq uint32, _ []setting) bool { return old(seq) })
}

// write sends all pending answers: the fields of all, then the Seqs of all.
func (a *answers) write(out *output) {
	if len(a.pending) == 0 {
		return
	}
	seqs := slices.Sorted(maps.Keys(a.pending))
	var fields, last batch
	for _, seq := range seqs {
		p := slot(a.name, seq)
		for _, f := range a.pending[seq] {
			fields.set = append(fields.set, setting{p + f.path, f.value})
		}
		last.set = append(last.set, setting{p + "Seq", seq})
	}
	last.then = func(time.Time) {
		for _, seq := range seqs {
			delete(a.pending, seq)
		}
	}
	out.write = append(out.write, fields, last)
}
