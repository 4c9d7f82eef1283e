package devices

import (
	"context"
	"sync"
)

// DeliverReports hands the reports that an adapter queues to report, in their
// order, until ctx ends. mu guards the queue; news, with room for one, says
// that something was queued.
func DeliverReports(ctx context.Context, mu sync.Locker, queue *[]Report, news <-chan struct{}, report func(Report)) error {
	for {
		mu.Lock()
		batch := *queue
		*queue = nil
		mu.Unlock()
		for _, r := range batch {
			report(r)
		}
		if len(batch) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-news:
		}
	}
}
