package replenish

import (
	"cmp"
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Face is a pick face: what lies there and what it holds.
type Face struct{ Stock, Capacity int64 }

// FaceNeed is what a face has before it.
type FaceNeed struct {
	Stock int64 // now
	Known int64 // units of released picks that will come before a top-up begun now is sure to be there
}

// TopUpNow says whether a face must be topped up now: released picks would find
// it empty before a top-up begun later could arrive. As late as that, so that as
// much as possible fits.
func (n FaceNeed) TopUpNow() bool { return n.Known > n.Stock }

// FacePick takes units from a face. It is released (known) with the time it is
// planned for; people come earlier or later than planned.
type FacePick struct {
	Face     int
	Qty      int64
	PlannedS float64
}

// FaceTrial replays a shift of picks and top-ups.
type FaceTrial struct {
	ReleasedS float64 // how long before its planned time a pick is known
	LeadS     float64 // from the order to top up until it is done, on average
	SureS     float64 // within which a top-up is done for sure enough: what is looked ahead
	LateS     float64 // how far picks stray from their planned time, one standard deviation
	ReviewS   float64 // between looks at the faces
	Bulk      float64 // picks of more than this part of a full face come from reserve
	Seed      uint64
}

// FaceResult is how it went.
type FaceResult struct {
	Picks     int     `json:"picks"`
	Empty     int     `json:"found_empty"`
	EmptyRate float64 `json:"found_empty_rate"`
	Large     int     `json:"from_reserve"` // bulk picks, from reserve at once
	TopUps    int     `json:"top_ups"`
	Least     int     `json:"least_top_ups"` // by hindsight: each as late as can be, at once
	Ratio     float64 `json:"ratio"`
	AtOnce    int     `json:"most_at_once"` // top-ups under way at the same time
}

// Run replays the picks. A top-up fills the face when it arrives; its time is
// spread around LeadS (half of the times within 0.83 to 1.2 of it). What a pick
// does not find comes from reserve.
func (t FaceTrial) Run(faces []Face, picks []FacePick) (FaceResult, error) {
	if !(t.ReviewS > 0 && t.LeadS > 0 && t.SureS >= t.LeadS && t.ReleasedS >= 0 && t.Bulk > 0 && t.Bulk <= 1) {
		return FaceResult{}, fmt.Errorf("review %v s, lead %v s, sure %v s, released %v s, bulk %v: the first two must be above 0, sure at least lead, bulk above 0 and at most 1", t.ReviewS, t.LeadS, t.SureS, t.ReleasedS, t.Bulk)
	}
	for k, p := range picks {
		if p.Face < 0 || p.Face >= len(faces) || p.Qty < 1 || !(math.Abs(p.PlannedS) < 1e9) {
			return FaceResult{}, fmt.Errorf("pick %d: %d units from face %d at %v s; there are %d faces, counted from 0", k, p.Qty, p.Face, p.PlannedS, len(faces))
		}
	}
	rng := rand.New(rand.NewPCG(t.Seed, 0x66616365))
	w := &faceWork{FaceTrial: t, faces: slices.Clone(faces), coming: make([]bool, len(faces)), known: make([][]FacePick, len(faces))}
	for _, p := range picks {
		if float64(p.Qty) > t.Bulk*float64(faces[p.Face].Capacity) {
			w.result.Large++
			continue
		}
		heap.Push(&w.events, faceEvent{at: p.PlannedS - t.ReleasedS, kind: released, pick: p})
		// Nobody picks before it is known.
		at := p.PlannedS + max(-t.ReleasedS, t.LateS*rng.NormFloat64())
		heap.Push(&w.events, faceEvent{at: at, kind: picked, pick: p})
		w.left++
		w.result.Picks++
	}
	if len(w.events) > 0 {
		heap.Push(&w.events, faceEvent{at: w.events[0].at, kind: review})
	}
	taken := make([][]int64, len(faces))
	for len(w.events) > 0 {
		e := heap.Pop(&w.events).(faceEvent)
		if e.kind == picked {
			taken[e.pick.Face] = append(taken[e.pick.Face], e.pick.Qty)
		}
		w.happen(e, rng)
	}
	r := w.result
	for f, list := range taken {
		r.Least += leastTopUps(faces[f], list)
	}
	r.EmptyRate = float64(r.Empty) / math.Max(1, float64(r.Picks))
	r.Ratio = float64(r.TopUps) / math.Max(1, float64(r.Least))
	return r, nil
}

// leastTopUps waits each time until the next pick would find too little.
func leastTopUps(f Face, taken []int64) int {
	n := 0
	for _, q := range taken {
		if q > f.Stock {
			f.Stock = f.Capacity
			n++
		}
		f.Stock -= q
	}
	return n
}

type faceWork struct {
	FaceTrial
	faces  []Face
	coming []bool       // by face, a top-up is under way
	known  [][]FacePick // by face, released and not yet picked
	under  int
	left   int // picks to come
	events faceEvents
	result FaceResult
}

// happen moves the shift on by one event.
func (w *faceWork) happen(e faceEvent, rng *rand.Rand) {
	face := e.pick.Face
	switch e.kind {
	case released:
		w.known[face] = append(w.known[face], e.pick)
	case picked:
		w.left--
		if i := slices.Index(w.known[face], e.pick); i >= 0 {
			w.known[face] = slices.Delete(w.known[face], i, i+1)
		}
		if f := &w.faces[face]; f.Stock < e.pick.Qty {
			w.result.Empty++
			f.Stock = 0
		} else {
			f.Stock -= e.pick.Qty
		}
	case filled:
		w.faces[face].Stock = w.faces[face].Capacity
		w.coming[face] = false
		w.under--
	case review:
		for f := range w.faces {
			if w.coming[f] || !w.need(f, e.at).TopUpNow() {
				continue
			}
			w.coming[f] = true
			w.result.TopUps++
			w.under++
			w.result.AtOnce = max(w.result.AtOnce, w.under)
			heap.Push(&w.events, faceEvent{at: e.at + w.LeadS*math.Exp(0.27*rng.NormFloat64()), kind: filled, pick: FacePick{Face: f}})
		}
		if w.left > 0 {
			heap.Push(&w.events, faceEvent{at: e.at + w.ReviewS, kind: review})
		}
	}
}

func (w *faceWork) need(face int, now float64) FaceNeed {
	n := FaceNeed{Stock: w.faces[face].Stock}
	for _, p := range w.known[face] {
		if p.PlannedS <= now+w.ReviewS+w.SureS {
			n.Known += p.Qty
		}
	}
	return n
}

type faceEventKind uint8

const (
	filled faceEventKind = iota // before others at the same time
	released
	review
	picked
)

type faceEvent struct {
	at   float64
	kind faceEventKind
	pick FacePick
}

type faceEvents []faceEvent

func (q faceEvents) Len() int { return len(q) }
func (q faceEvents) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].at, q[j].at), cmp.Compare(q[i].kind, q[j].kind), cmp.Compare(q[i].pick.Face, q[j].pick.Face), cmp.Compare(q[i].pick.Qty, q[j].pick.Qty)) < 0
}
func (q faceEvents) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *faceEvents) Push(x any)   { *q = append(*q, x.(faceEvent)) }
func (q *faceEvents) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
