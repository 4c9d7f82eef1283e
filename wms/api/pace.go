package api

import (
	"net/netip"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// How many requests a second those may make whom nobody knows, from one
// address: log-ins and wrong tokens.
const (
	strangersPerS   = 20
	strangersAtOnce = 200
	paceRoom        = 1 << 16 // callers remembered
)

// pace is a token bucket per caller: so many requests a second for long, and
// so many at once.
type pace struct {
	perS, most float64
	mu         sync.Mutex
	buckets    map[string]bucket
}

// bucket holds what was left at a time; it fills up since.
type bucket struct {
	left float64
	at   time.Time
}

func newPace(perS, most int) *pace {
	return &pace{perS: float64(perS), most: float64(most), buckets: map[string]bucket{}}
}

// take takes one request; it says how long to wait if there is none left.
func (p *pace) take(who string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.now(who, now)
	if b.left < 1 {
		return p.until(b)
	}
	b.left--
	if _, known := p.buckets[who]; !known && len(p.buckets) >= paceRoom {
		p.forget(now)
	}
	p.buckets[who] = b
	return 0
}

// wait is how long to wait until take gives one.
func (p *pace) wait(who string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.now(who, now); b.left < 1 {
		return p.until(b)
	}
	return 0
}

func (p *pace) now(who string, now time.Time) bucket {
	b, known := p.buckets[who]
	if !known {
		return bucket{p.most, now}
	}
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.left, b.at = min(p.most, b.left+passed*p.perS), now
	}
	return b
}

func (p *pace) until(b bucket) time.Duration {
	return time.Duration((1 - b.left) / p.perS * float64(time.Second))
}

// forget drops those who are full again, or all if that is not at least half:
// then it is long until the next time.
func (p *pace) forget(now time.Time) {
	for who := range p.buckets {
		if p.now(who, now).left >= p.most {
			delete(p.buckets, who)
		}
	}
	if len(p.buckets) > paceRoom/2 {
		clear(p.buckets)
	}
}

func tooMany(wait time.Duration) *wms.Error {
	seconds := int64((wait + time.Second - 1) / time.Second)
	return wms.Refuse(wms.Unavailable, codeTooManyRequests, "too many requests; try again in %d seconds", seconds).
		With("retry_after_s", seconds)
}

// addressOf is who an address belongs to: a network of IPv6 has more addresses
// than anybody can count.
func addressOf(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	if addr = addr.Unmap(); addr.Is6() {
		if net, err := addr.WithZone("").Prefix(64); err == nil {
			return net.String()
		}
	}
	return addr.String()
}

// begin takes a place among the running requests; end gives it back.
func (f *face) begin() (end func(), err error) {
	select {
	case f.running <- struct{}{}:
		return func() { <-f.running }, nil
	default:
		return nil, wms.Refuse(wms.Unavailable, codeOverloaded, "%d requests run already; try again in a second", cap(f.running)).
			With("retry_after_s", 1)
	}
}
