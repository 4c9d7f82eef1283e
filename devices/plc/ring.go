package plc

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Rings have 64 slots; an entry with Seq stands in slot Seq mod 64.
const (
	ringSlots = 64
	ringTake  = 16 // entries read at once
)

// slotGrace is how long a slot may lag behind its ring's Head.
const slotGrace = time.Second

func slot(ring string, seq uint32) string { return fmt.Sprintf("%s[%02d].", ring, seq%ringSlots) }

// ring reads one ring of the PLC from its tail on, each entry once.
type ring struct {
	name, headNode, tailNode string
	fields                   map[string]kind // of a slot, besides Seq
	also                     func(seq uint32) []string

	started  bool
	taken    uint32 // entries up to here were handed on
	tail     uint32 // as it stands in the PLC
	wantTail uint32 // handled up to here
	reading  []uint32
	lagSince time.Time
	err      error // why it is not read on, nil if it is
}

func (r *ring) nodes(n map[string]kind) {
	n[r.headNode], n[r.tailNode] = u32, u32
	for s := range uint32(ringSlots) {
		p := slot(r.name, s)
		n[p+"Seq"] = u32
		for f, k := range r.fields {
			n[p+f] = k
		}
	}
}

// resume starts at the tail that was read; a ring under way goes on where it
// was.
func (r *ring) resume(pic picture) {
	r.tail, r.reading, r.lagSince = pic.u32(r.tailNode), nil, time.Time{}
	if !r.started {
		r.started, r.taken, r.wantTail = true, r.tail, r.tail
	}
}

// want names the slots that are new, at most room of them.
func (r *ring) want(pic picture, room int) []string {
	head := pic.u32(r.headNode)
	if len(r.reading) > 0 {
		return nil
	}
	if head == r.taken {
		r.err = nil
		return nil
	}
	if n := ahead(head, r.taken); n > ringSlots {
		r.err = fmt.Errorf("%s is %d, which does not follow %d: a ring holds %d", r.headNode, head, r.taken, ringSlots)
		return nil
	}
	var nodes []string
	for seq := r.taken; seq != head && len(r.reading) < min(room, ringTake); {
		seq = next(seq)
		r.reading = append(r.reading, seq)
		p := slot(r.name, seq)
		nodes = append(nodes, p+"Seq")
		for _, f := range slices.Sorted(maps.Keys(r.fields)) {
			nodes = append(nodes, p+f)
		}
		if r.also != nil {
			nodes = append(nodes, r.also(seq)...)
		}
	}
	return nodes
}

// take hands on the entries that were read, in order. A slot whose Seq does
// not match yet is read again at the next poll, for a second.
func (r *ring) take(now time.Time, pic picture, each func(seq uint32, slot string)) {
	reading := r.reading
	r.reading = nil
	for _, seq := range reading {
		p := slot(r.name, seq)
		if got := pic.u32(p + "Seq"); got != seq {
			if r.lagSince.IsZero() {
				r.lagSince = now
			}
			if now.Sub(r.lagSince) >= slotGrace {
				r.err = fmt.Errorf("%sSeq is %d, %s says it should be %d", p, got, r.headNode, seq)
			}
			return
		}
		r.taken, r.lagSince, r.err = seq, time.Time{}, nil
		each(seq, p)
	}
}

// handled marks all entries up to seq as dealt with.
func (r *ring) handled(seq uint32) {
	if n := ahead(seq, r.wantTail); n > 0 && n <= ringSlots {
		r.wantTail = seq
	}
}

// move writes the tail if it lags.
func (r *ring) move(out *output) {
	if !r.started || r.wantTail == r.tail {
		return
	}
	if n := ahead(r.wantTail, r.tail); n > ringSlots {
		return
	}
	to := r.wantTail
	out.write = append(out.write, batch{set: []setting{{r.tailNode, to}}, then: func(time.Time) { r.tail = to }})
}
