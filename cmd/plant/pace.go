package plant

import (
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// standardS is what a piece of work takes on average, with its way, until
// enough of it was seen: the site's figures are measured and replace it.
var standardS = map[wms.TaskKind]float64{
	wms.TaskPick: 25, wms.TaskStation: 15, wms.TaskInduct: 30, wms.TaskPack: 60, wms.TaskLoad: 60, wms.TaskReject: 40, wms.TaskPutAway: 60, wms.TaskPull: 60,
}

const (
	otherS = 60
	// pacesKept is how many of each kind count, pacesEnough from how many on
	// they replace the standard.
	pacesKept, pacesEnough = 100, 10
	// breakAfter is the site time after which a person is taken to have had a
	// break, and to be away.
	breakAfter = 15 * time.Minute
)

// pace is how long pieces of work took people lately: the time between two
// ends of work of one person.
type pace struct {
	mu   sync.Mutex
	last map[wms.UserID]time.Time
	took map[wms.TaskKind]*took
}

type took struct {
	s [pacesKept]float64
	n int
}

func newPace() *pace {
	return &pace{last: map[wms.UserID]time.Time{}, took: map[wms.TaskKind]*took{}}
}

// begun notes that a person takes up work after they had none.
func (p *pace) begun(who wms.UserID, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(now)
	if len(p.last) < maxPeople {
		p.last[who] = now
	}
}

// ended notes that a person has done a piece of work.
func (p *pace) ended(who wms.UserID, kind wms.TaskKind, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	since, known := p.last[who]
	p.forget(now)
	if len(p.last) < maxPeople {
		p.last[who] = now
	}
	if d := now.Sub(since); known && d >= 0 && d < breakAfter {
		t := p.took[kind]
		if t == nil {
			t = &took{}
			p.took[kind] = t
		}
		t.s[t.n%pacesKept] = d.Seconds()
		t.n++
	}
}

func (p *pace) forget(now time.Time) {
	for who, at := range p.last {
		if now.Sub(at) > breakAfter {
			delete(p.last, who)
		}
	}
}

// people is how many worked lately.
func (p *pace) people(now time.Time) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(now)
	return len(p.last)
}

// each is what a piece of work takes.
func (p *pace) each(kind wms.TaskKind) (seconds float64, measured bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := p.took[kind]; t != nil && t.n >= pacesEnough {
		n, sum := min(t.n, pacesKept), 0.0
		for _, s := range t.s[:n] {
			sum += s
		}
		return sum / float64(n), true
	}
	if s, ok := standardS[kind]; ok {
		return s, false
	}
	return otherS, false
}

// forecast says when the work on some shipments will be done, if those who
// worked lately go on, and what is more urgent comes first.
func (h *House) forecast(r store.Reader, list []outbound.Shipment, leaves *time.Time, now time.Time) (*wms.WorkForecast, error) {
	own, err := outbound.WorkOf(r, h.Partition(), list)
	if err != nil {
		return nil, err
	}
	before, err := outbound.Ahead(r, h.Partition(), list)
	if err != nil {
		return nil, err
	}
	ahead, err := outbound.WorkOf(r, h.Partition(), before)
	if err != nil {
		return nil, err
	}
	f := &wms.WorkForecast{At: now, People: h.pace.people(now), Kinds: map[wms.TaskKind]wms.WorkLeft{}}
	labour := 0.0
	for kind, n := range own {
		s, measured := h.pace.each(kind)
		f.Kinds[kind] = wms.WorkLeft{Tasks: n, SecondsEach: s, Measured: measured}
		labour += s * float64(n)
	}
	f.LabourS = int64(labour)
	for kind, n := range ahead {
		s, _ := h.pace.each(kind)
		labour += s * float64(n)
	}
	f.AheadS = int64(labour) - f.LabourS
	if f.People > 0 {
		at := now.Add(time.Duration(labour / float64(f.People) * float64(time.Second))).Truncate(time.Second)
		f.Finish = &at
		f.Late = leaves != nil && at.After(*leaves)
	}
	return f, nil
}
