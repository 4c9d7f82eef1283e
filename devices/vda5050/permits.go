package vda5050

import (
	"slices"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// permits say which vehicle of 3.0 may be in which RELEASE or
// COORDINATED_REPLANNING zone: one at a time, in the order in which they asked.
// A vehicle keeps its permit until its own state no longer lists the request:
// one that falls silent is still inside. After a start nothing is granted
// before every vehicle was heard once, or was silent for long: one of them may
// be inside by the word of the master before. Safe for concurrent use.
type permits struct {
	patience time.Duration

	mu      sync.Mutex
	unheard map[string]bool
	heard   map[string]time.Time
	since   time.Time
	zones   map[zoneKey]*permit
	closed  map[zoneKey]bool
}

type zoneKey struct{ set, zone string }

type permit struct {
	holder string
	queue  []string
}

func newPermits(patience time.Duration) *permits {
	return &permits{patience: patience, unheard: map[string]bool{}, heard: map[string]time.Time{}, zones: map[zoneKey]*permit{}, closed: map[zoneKey]bool{}}
}

func (p *permits) expect(vehicle string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unheard[vehicle] = true
}

func (p *permits) ready(now time.Time) bool {
	if p.since.IsZero() {
		p.since = now
	}
	return len(p.unheard) == 0 || now.Sub(p.since) >= p.patience
}

// answer takes in all requests of a vehicle for zones and answers each that
// waits for a word. Vehicles that said nothing of zones are heard by it, too.
func (p *permits) answer(now time.Time, vehicle string, asks []message.ZoneRequest) []message.Response {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.unheard, vehicle)
	p.heard[vehicle] = now
	keep := map[zoneKey]bool{}
	for _, a := range asks {
		if a.Status != message.RequestRevoked && a.Status != message.RequestExpired {
			keep[zoneKey{a.ZoneSetID, a.ZoneID}] = true
		}
	}
	p.leave(vehicle, keep)
	var out []message.Response
	for _, a := range asks {
		if word := p.judge(now, vehicle, &a); word != "" {
			out = append(out, message.Response{RequestID: a.RequestID, Grant: word})
		}
	}
	return out
}

// leave gives back what a vehicle no longer asks for.
func (p *permits) leave(vehicle string, keep map[zoneKey]bool) {
	for k, z := range p.zones {
		if keep[k] {
			continue
		}
		if z.holder == vehicle {
			z.holder = ""
		}
		z.queue = slices.DeleteFunc(z.queue, func(v string) bool { return v == vehicle })
		if z.holder == "" && len(z.queue) == 0 {
			delete(p.zones, k)
		}
	}
}

// judge is the answer to a request, "" if none is due.
func (p *permits) judge(now time.Time, vehicle string, a *message.ZoneRequest) string {
	k := zoneKey{a.ZoneSetID, a.ZoneID}
	z := p.zones[k]
	if z == nil {
		z = &permit{}
		p.zones[k] = z
	}
	switch a.Status {
	case message.RequestGranted:
		if z.holder == "" && !p.closed[k] { // by the word of the master before
			z.holder = vehicle
			z.queue = slices.DeleteFunc(z.queue, func(v string) bool { return v == vehicle })
		}
		if z.holder != vehicle || p.closed[k] {
			return message.AnswerRevoked
		}
		return ""
	case message.RequestRequested:
	default:
		return ""
	}
	if z.holder == vehicle {
		return message.AnswerGranted // it did not hear
	}
	z.queue = slices.DeleteFunc(z.queue, func(v string) bool { return now.Sub(p.heard[v]) > p.patience }) // who is silent asks anew
	if !slices.Contains(z.queue, vehicle) {
		z.queue = append(z.queue, vehicle)
	}
	if z.holder != "" || z.queue[0] != vehicle || p.closed[k] || !p.ready(now) {
		return message.AnswerQueued
	}
	z.holder, z.queue = vehicle, z.queue[1:]
	return message.AnswerGranted
}

// close bars a zone to all, or opens it again. Who is inside is told so.
func (p *permits) close(set, zone string, closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed[zoneKey{set, zone}] = closed
}
