package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms/store"
)

// Whenever it is killed, what was acknowledged is shipped in the end, once.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	killLoop(t, 12, 3, 15*time.Second, runLimit)
}

// The same as often as one can wait for: 300 orders, 20 kills.
func TestSoakKilledAtAnyMoment(t *testing.T) {
	onlySoak(t)
	killLoop(t, 300, 20, 45*time.Second, soakLimit)
}

// The same where two hundred robots are the sorter.
func TestSoakSortingRobotsKilled(t *testing.T) {
	onlySoak(t)
	killLoop(t, 30, 6, 45*time.Second, soakLimit, "--scenario", "sorting-robots")
}

// killLoop kills a run of n orders so many times, each at most so long after
// its start or after its people went to work, and then lets it finish.
func killLoop(t *testing.T, n, kills int, latest, limit time.Duration, more ...string) {
	random, data, orders := dice(t), filepath.Join(t.ArtifactDir(), "data"), strconv.Itoa(n)
	at := freePorts(t)
	for k := range kills {
		p := start(t, upFlags(data, at, orders, more...)...)
		if k > 0 && random.IntN(4) > 0 {
			p.work(readyLimit)
		}
		lived := between(random, 200*time.Millisecond, latest)
		if p.over(lived) {
			t.Logf("it was done before kill %d", k+1)
			wantShipped(t, p, n)
			break
		}
		p.kill()
		t.Logf("kill %d, %v after %q", k+1, lived.Round(time.Millisecond), p.stderr.milestone())
		if _, err := os.Stat(filepath.Join(data, store.FileName)); err == nil {
			verify(t, data)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	p := start(t, upFlags(data, at, orders, more...)...)
	p.explain = func() { siteAt(t, at.http, data).explain() }
	p.wait(limit)
	first := wantShipped(t, p, n)
	verify(t, data)

	// N counts over the life of the folder: a run more ships nothing more.
	p = start(t, upFlags(data, at, orders, more...)...)
	p.wait(runLimit)
	if again := wantShipped(t, p, n); again.SorterDiverts != first.SorterDiverts || again.HumanPicks != first.HumanPicks {
		t.Errorf("a run that had nothing to do did something: before %+v, after %+v", first, again)
	}
}

// work waits until the people of a run are at work, or it has ended.
func (p *process) work(limit time.Duration) {
	p.t.Helper()
	for deadline := time.Now().Add(limit); !strings.Contains(p.stderr.String(), peopleStart); {
		if p.over(100*time.Millisecond) || time.Now().After(deadline) {
			return
		}
	}
}

// Lines that a run writes in this order.
const (
	brokerStart = "MQTT broker listens"
	peopleStart = "people start"
	allSent     = "customers have sent everything"
)

// milestone is how far a run has come.
func (b *buffer) milestone() string {
	all, last := b.String(), "its start"
	for _, m := range []string{brokerStart, peopleStart, allSent} {
		if strings.Contains(all, m) {
			last = m
		}
	}
	return last
}
