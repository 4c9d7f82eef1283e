package store

import (
	"sync/atomic"
	"time"
)

// Stats counts since Open.
type Stats struct {
	Commits   uint64 // groups made durable or tried
	Commands  uint64 // in those groups, refused ones too
	Refused   uint64
	CommitDur time.Duration // of all groups, from first command to answer
	Queued    int           // commands that wait now
}

type counters struct{ commits, commands, refused, nanos atomic.Uint64 }

func (c *counters) add(g *group, took time.Duration) {
	c.commits.Add(1)
	c.commands.Add(uint64(len(g.reqs)))
	for _, r := range g.reqs {
		if r.err != nil {
			c.refused.Add(1)
		}
	}
	c.nanos.Add(uint64(took))
}

// Stats reads the counters.
func (b *Bolt) Stats() Stats {
	return Stats{Commits: b.stats.commits.Load(), Commands: b.stats.commands.Load(), Refused: b.stats.refused.Load(),
		CommitDur: time.Duration(b.stats.nanos.Load()), Queued: len(b.queue)}
}
