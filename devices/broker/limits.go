package broker

import (
	"sync"
	"time"
)

// Limits of what one user may do; zero values are the defaults.
type Limits struct {
	MessagesPerS int // of one vehicle's user, twice as many for a moment; 200
	Connections  int // of one vehicle's user at once; 4
	// Failures are the wrong log-ins of one name from one address after which
	// it is locked out for Lockout; 5 and a minute, doubled each time up to
	// sixteen.
	Failures int
	Lockout  time.Duration
}

func (l Limits) complete() Limits {
	for p, n := range map[*int]int{&l.MessagesPerS: 200, &l.Connections: 4, &l.Failures: 5} {
		if *p == 0 {
			*p = n
		}
	}
	if l.Lockout == 0 {
		l.Lockout = time.Minute
	}
	return l
}

// bounds of what is remembered of strangers.
const (
	maxTries    = 4096
	longestLock = 16
)

// tries counts wrong log-ins by who and where from.
type tries struct {
	limits Limits
	now    func() time.Time
	mu     sync.Mutex
	of     map[string]*try
}

type try struct {
	failed int
	locks  time.Duration // how many lock-outs long the next one is
	until  time.Time
	last   time.Time
}

func newTries(l Limits, now func() time.Time) *tries {
	return &tries{limits: l, now: now, of: map[string]*try{}}
}

// locked says whether who has to wait.
func (t *tries) locked(who string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.of[who]
	return x != nil && t.now().Before(x.until)
}

// fail counts a wrong log-in; true if it was the one that locks out.
func (t *tries) fail(who string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	x := t.of[who]
	if x == nil {
		if len(t.of) >= maxTries {
			t.forget()
		}
		x = &try{locks: 1}
		t.of[who] = x
	}
	x.failed++
	x.last = now
	if x.failed < t.limits.Failures {
		return false
	}
	x.failed, x.until = 0, now.Add(x.locks*t.limits.Lockout)
	x.locks = min(2*x.locks, longestLock)
	return true
}

// forget drops who failed longest ago.
func (t *tries) forget() {
	oldest := ""
	for who, x := range t.of {
		if oldest == "" || x.last.Before(t.of[oldest].last) {
			oldest = who
		}
	}
	delete(t.of, oldest)
}

// right forgets what went wrong before a right log-in.
func (t *tries) right(who string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, who)
}

// pace is a bucket of messages, kept per account.
type pace struct {
	mu   sync.Mutex
	left float64
	at   time.Time
}

func (p *pace) take(perS int, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	most := float64(2 * perS)
	if p.at.IsZero() {
		p.left = most
	} else {
		p.left = min(most, p.left+now.Sub(p.at).Seconds()*float64(perS))
	}
	p.at = now
	if p.left < 1 {
		return false
	}
	p.left--
	return true
}
