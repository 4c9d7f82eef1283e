package plant

import (
	"context"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/board"
	"github.com/aisle-wms/aisle/wms/store"
)

// journal publishes the store's events: the projection that the outside sees.
type journal struct{ db *store.Bolt }

// eventVersion of the projection's data.
const eventVersion = 1

// After implements api.Events. An event's number is its record's number times
// eventsPerRecord plus its place in the record, so that every event has one
// and they only grow.
func (j journal) After(_ context.Context, seq uint64, limit int) ([]wms.Published, uint64, error) {
	records, err := j.db.Records(seq/eventsPerRecord-min(1, seq/eventsPerRecord), limit)
	if err != nil {
		return nil, seq, err
	}
	var out []wms.Published
	last := seq
	for _, rec := range records {
		for i, e := range rec.Events {
			n := eventSeq(rec.Seq, i)
			if n <= seq {
				continue
			}
			if len(out) == limit {
				return out, last, nil
			}
			data := e.Data
			if data == nil {
				data = map[string]any{}
			}
			out = append(out, wms.Published{Seq: n, Time: rec.Time, Type: e.Type, V: eventVersion, Subject: e.Subject,
				Warehouse: warehouseOf(rec.Partition), Data: data})
			last = n
		}
		last = max(last, rec.Seq*eventsPerRecord+eventsPerRecord-1)
	}
	return out, last, nil
}

func eventSeq(record uint64, i int) uint64 {
	return record*eventsPerRecord + uint64(min(i, eventsPerRecord-2)) + 1
}

func warehouseOf(p store.Partition) wms.WarehouseID {
	if p == store.Network {
		return ""
	}
	return wms.WarehouseID(p)
}

// eventsPerRecord bounds the events of one command that get a number of their
// own.
const eventsPerRecord = 10_000

// Wait implements api.Events.
func (j journal) Wait(ctx context.Context, seq uint64) error {
	return j.db.Wait(ctx, seq/eventsPerRecord)
}

// Last implements api.Events.
func (j journal) Last() uint64 { return j.db.Seq()*eventsPerRecord + eventsPerRecord - 1 }

// counter follows the journal and counts what the figures need: totals, and
// the last hour of site time by minute.
type counter struct {
	mu     sync.Mutex
	total  map[string]int64
	minute map[string]*[60]bucket // by warehouse and figure
}

type bucket struct {
	minute int64
	n      int64
}

func newCounter() *counter {
	return &counter{total: map[string]int64{}, minute: map[string]*[60]bucket{}}
}

// figureOf says which figure an event counts for.
func figureOf(e wms.Event) (figure string, n int64) {
	switch e.Type {
	case "order.shipped":
		return "orders_shipped", 1
	case "shipment.shipped":
		return "shipments_shipped", 1
	case "task.done":
		switch e.Data["kind"] {
		case string(wms.TaskPick), string(wms.TaskStation):
			return "lines_picked", 1
		}
		return "tasks_done", 1
	case "sorter.diverted":
		return "sorter_diverts", 1
	case "mission.done":
		if e.Data["class"] == "crane" {
			return "crane_missions", 1
		}
		return "missions_done", 1
	}
	return "", 0
}

// countJournal counts all events of the journal, from what was kept on, for the
// figures and the board, until ctx ends.
func countJournal(ctx context.Context, db *store.Bolt, c *counter, b *board.Book) error {
	counted, err := c.restore(db)
	if err != nil {
		return err
	}
	seq := min(counted, b.Seq())
	kept := seq
	for ctx.Err() == nil {
		records, err := db.Records(seq, 2000)
		if err != nil {
			return ignoreDone(ctx, err)
		}
		for _, rec := range records {
			seq = rec.Seq
			if seq > counted {
				c.add(rec)
			}
			b.Apply(rec)
		}
		if seq >= kept+keepFiguresEvery {
			if err := c.keep(ctx, db, max(seq, counted)); err != nil {
				return ignoreDone(ctx, err)
			}
			if err := keepBoard(ctx, db, b); err != nil {
				return ignoreDone(ctx, err)
			}
			kept = seq
		}
		if len(records) == 0 {
			if err := db.Wait(ctx, seq); err != nil {
				return ignoreDone(ctx, err)
			}
			pause(ctx, workPause)
		}
	}
	return nil
}

func (c *counter) add(rec store.Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	minute := rec.Time.Unix() / 60
	for _, e := range rec.Events {
		figure, n := figureOf(e)
		if figure == "" {
			continue
		}
		c.total[figure] += n
		key := string(rec.Partition) + "/" + figure
		ring, ok := c.minute[key]
		if !ok {
			ring = &[60]bucket{}
			c.minute[key] = ring
		}
		b := &ring[minute%60]
		if b.minute != minute {
			*b = bucket{minute: minute}
		}
		b.n += n
	}
}

func (c *counter) totals() map[string]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make(map[string]int64, len(c.total))
	for k, v := range c.total {
		out[k] = v
	}
	return out
}

// live gives the last hour's figures of a warehouse, and of the network for
// orders.
func (c *counter) live(w wms.WarehouseID, now time.Time) map[string]float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	hour := func(part, figure string) float64 {
		ring, ok := c.minute[part+"/"+figure]
		if !ok {
			return 0
		}
		sum := int64(0)
		for _, b := range ring {
			if now.Unix()/60-b.minute < 60 {
				sum += b.n
			}
		}
		return float64(sum)
	}
	return map[string]float64{
		"orders_per_hour":         hour(string(store.Network), "orders_shipped"),
		"shipments_per_hour":      hour(string(w), "shipments_shipped"),
		"lines_per_hour":          hour(string(w), "lines_picked"),
		"diverts_per_hour":        hour(string(w), "sorter_diverts"),
		"crane_missions_per_hour": hour(string(w), "crane_missions"),
		"missions_per_hour":       hour(string(w), "missions_done"),
		"orders_shipped_total":    float64(c.total["orders_shipped"]),
	}
}
