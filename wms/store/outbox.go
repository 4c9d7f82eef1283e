package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms"
)

// Tables of the store itself, in every partition.
const (
	tableID   = "~id"   // name → last number given out
	tableSent = "~sent" // to → number of the last message sent there
	tableOut  = "~out"  // to, seq → message, until it is trimmed
	tableIn   = "~in"   // from → number of the last message handled
)

// Messages are handled in pieces of this many, and removed from the outbox
// once so many are handled or the lane is quiet for a while.
const (
	deliverBatch = 64
	trimBatch    = 256
	trimQuiet    = time.Second
	retryFirst   = 50 * time.Millisecond
	retryLast    = 5 * time.Second
)

// outMessage is a message as the outbox holds it. Origin is the record that
// set off the chain of messages it belongs to.
type outMessage struct {
	Kind    string `cbor:"1,keyasint"`
	Payload []byte `cbor:"2,keyasint"`
	Origin  uint64 `cbor:"3,keyasint"`
}

var outTable = NewTable[outMessage](tableOut, 1)

// lane is the ordered way from one partition to another.
type lane struct{ from, to Partition }

type laneState struct {
	wake    chan struct{} // has room for one
	started bool
}

type sentMessage struct {
	lane   lane
	origin uint64
}

type handledMessage struct{ origin uint64 }

// Send implements Tx.
func (t *tx) Send(to Partition, kind string, payload any) error {
	if to == "" || kind == "" {
		return fmt.Errorf("store: a message needs a partition and a kind, has %q, %q", to, kind)
	}
	body, err := Encode(payload)
	if err != nil {
		return fmt.Errorf("store: message %s: %w", kind, err)
	}
	seq, err := t.count(Key(t.partition, tableSent, to))
	if err != nil {
		return err
	}
	origin := t.origin
	if origin == 0 {
		origin = t.seq
	}
	if err := outTable.Put(t, outMessage{Kind: kind, Payload: body, Origin: origin}, to, seq); err != nil {
		return err
	}
	t.sent = append(t.sent, sentMessage{lane{t.partition, to}, origin})
	return nil
}

// pendingMessages counts the messages not handled yet by the record that set
// them off.
type pendingMessages struct {
	count map[uint64]int
	order []uint64 // origins, ascending; those without a count are skipped
}

func (p *pendingMessages) add(origin uint64) {
	if p.count == nil {
		p.count = map[uint64]int{}
	}
	if p.count[origin]++; p.count[origin] == 1 && (len(p.order) == 0 || p.order[len(p.order)-1] < origin) {
		p.order = append(p.order, origin)
	}
}

func (p *pendingMessages) remove(origin uint64) {
	if p.count[origin]--; p.count[origin] <= 0 {
		delete(p.count, origin)
	}
}

// oldest is the first origin with messages not handled; 0 if there is none.
func (p *pendingMessages) oldest() uint64 {
	for len(p.order) > 0 {
		if p.count[p.order[0]] > 0 {
			return p.order[0]
		}
		p.order = p.order[1:]
	}
	return 0
}

// noteMessages takes over what a durable group sent and handled; b.mu is held.
// What a handler sent is added before what it handled is removed, so that a
// chain of messages never looks finished in between.
func (b *Bolt) noteMessages(sent []sentMessage, handled []handledMessage) {
	for _, m := range sent {
		b.pending.add(m.origin)
		b.wake(m.lane)
	}
	for _, m := range handled {
		b.pending.remove(m.origin)
	}
}

// wake tells a lane's pump that there is something; b.mu is held.
func (b *Bolt) wake(l lane) {
	s := b.lanes[l]
	if s == nil {
		s = &laneState{wake: make(chan struct{}, 1)}
		b.lanes[l] = s
		poke(b.newLane)
	}
	poke(s.wake)
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// loadPending finds the messages that wait in the file.
func (b *Bolt) loadPending(btx *bbolt.Tx) error {
	r := reader{data: btx.Bucket(bucketData)}
	origins := map[uint64]int{}
	for name := range b.state.Heads {
		from := Partition(name)
		err := outTable.Scan(r, from, nil, func(k KeyParts, m outMessage) (bool, error) {
			to, seq := Partition(k.Str()), k.Uint()
			done, err := getUint(r, Key(to, tableIn, from))
			if err == nil && seq > done {
				origins[m.Origin]++
			}
			b.wake(lane{from, to})
			return true, err
		})
		if err != nil {
			return err
		}
	}
	b.pending = pendingMessages{count: origins, order: sortedKeys(origins)}
	return nil
}

// Settled implements Store.
func (b *Bolt) Settled(ctx context.Context, seq uint64) error {
	return b.until(ctx, func() bool {
		oldest := b.pending.oldest()
		return oldest == 0 || oldest > seq
	})
}

// SettledOne implements Store.
func (b *Bolt) SettledOne(ctx context.Context, seq uint64) error {
	return b.until(ctx, func() bool { return b.pending.count[seq] == 0 })
}

// Deliver implements Store.
func (b *Bolt) Deliver(ctx context.Context, handlers map[string]Handler) error {
	handlers = maps.Clone(handlers)
	var pumps sync.WaitGroup
	defer pumps.Wait()
	defer b.stopLanes()
	for {
		for _, p := range b.startLanes(handlers) {
			pumps.Go(func() { p.run(ctx) })
		}
		select {
		case <-b.newLane:
		case <-b.quit:
			return ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (b *Bolt) startLanes(handlers map[string]Handler) (pumps []*pump) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l, s := range b.lanes {
		if !s.started {
			s.started = true
			pumps = append(pumps, &pump{store: b, lane: l, wake: s.wake, handlers: handlers})
		}
	}
	return pumps
}

func (b *Bolt) stopLanes() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.lanes {
		s.started = false
		poke(s.wake)
	}
}

// pump brings the messages of one lane to their handlers, in order.
type pump struct {
	store     *Bolt
	lane      lane
	wake      chan struct{}
	handlers  map[string]Handler
	untrimmed bool
	handled   int // since the last trim
}

type numbered struct {
	Message
	origin uint64
}

func (p *pump) run(ctx context.Context) {
	retry := retryFirst
	quiet := time.NewTimer(trimQuiet)
	defer quiet.Stop()
	for ctx.Err() == nil {
		batch, err := p.read()
		if err == nil && len(batch) > 0 {
			err = p.deliver(ctx, batch)
		}
		if err == nil && p.handled >= trimBatch {
			err = p.trim(ctx)
		}
		switch {
		case errors.Is(err, ErrClosed), ctx.Err() != nil:
			return
		case err != nil:
			p.store.log.Error("message held up", "from", p.lane.from, "to", p.lane.to, "retry_in", retry, "err", err)
			if !sleep(ctx, p.store.quit, retry) {
				return
			}
			retry = min(2*retry, retryLast)
			continue
		case len(batch) > 0:
			retry = retryFirst
			continue
		}
		quiet.Reset(trimQuiet)
		select {
		case <-p.wake:
		case <-quiet.C:
			if p.untrimmed {
				if err := p.trim(ctx); err != nil {
					p.store.log.Warn("outbox not trimmed", "from", p.lane.from, "to", p.lane.to, "err", err)
				}
			}
		case <-p.store.quit:
			return
		case <-ctx.Done():
			return
		}
	}
}

func sleep(ctx context.Context, quit <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-quit:
		return false
	case <-ctx.Done():
		return false
	}
}

// read gives the next messages that were not handled.
func (p *pump) read() (batch []numbered, err error) {
	from, to := p.lane.from, p.lane.to
	err = p.store.View(func(r Reader) error {
		done, err := getUint(r, Key(to, tableIn, from))
		if err != nil {
			return err
		}
		return outTable.ScanFrom(r, from, []any{to}, []any{to, done + 1}, func(k KeyParts, m outMessage) (bool, error) {
			k.Str()
			batch = append(batch, numbered{Message{From: from, Seq: k.Uint(), To: to, Kind: m.Kind, Payload: m.Payload}, m.Origin})
			return len(batch) < deliverBatch, k.Err()
		})
	})
	if len(batch) == 0 && err == nil && !p.untrimmed {
		err = p.store.View(func(r Reader) error {
			return outTable.Scan(r, from, []any{to}, func(KeyParts, outMessage) (bool, error) {
				p.untrimmed = true
				return false, nil
			})
		})
	}
	return batch, err
}

// errNotNext stops what was queued behind a message that failed.
var errNotNext = errors.New("store: an earlier message was not handled")

// deliver queues the whole batch, so that it shares a commit, and returns the
// first failure.
func (p *pump) deliver(ctx context.Context, batch []numbered) (first error) {
	var queue []*request
	for _, m := range batch {
		r := &request{origin: m.origin, done: make(chan struct{})}
		r.cmd = Command{Partition: m.To, Kind: m.Kind, Actor: wms.System("message from " + string(m.From)), Run: p.handle(m)}
		if first = p.store.submit(ctx, r); first != nil {
			break
		}
		queue = append(queue, r)
	}
	for i, r := range queue {
		_, err := p.store.await(ctx, r)
		if err == nil {
			p.handled++
			p.untrimmed = true
		} else if first == nil {
			first = fmt.Errorf("%s (message %d): %w", batch[i].Kind, batch[i].Seq, err)
		}
	}
	return first
}

// handle is the command that applies a message and marks it as handled.
func (p *pump) handle(m numbered) func(Tx) ([]byte, error) {
	handler := p.handlers[m.Kind]
	return func(x Tx) ([]byte, error) {
		t := x.(*tx)
		mark := Key(m.To, tableIn, m.From)
		done, err := getUint(t, mark)
		switch {
		case err != nil:
			return nil, err
		case done >= m.Seq:
			return nil, nil
		case done != m.Seq-1:
			return nil, errNotNext
		case handler == nil:
			return nil, fmt.Errorf("store: no handler for messages of kind %q", m.Kind)
		}
		if err := handler(t, m.Message); err != nil {
			return nil, err
		}
		t.handled = append(t.handled, handledMessage{m.origin})
		return nil, t.Put(mark, seqKey(m.Seq))
	}
}

// trim removes what was handled from the outbox.
func (p *pump) trim(ctx context.Context) error {
	from, to := p.lane.from, p.lane.to
	_, err := p.store.Do(ctx, Command{Partition: from, Kind: "outbox.trim", Actor: wms.System("outbox"), Run: func(t Tx) ([]byte, error) {
		done, err := getUint(t, Key(to, tableIn, from))
		if err != nil {
			return nil, err
		}
		start := Prefix(from, tableOut, to)
		return nil, t.Scan(start, Key(from, tableOut, to, done+1), func(k, _ []byte) (bool, error) {
			return true, t.Delete(k)
		})
	}})
	if err == nil {
		p.handled, p.untrimmed = 0, false
	}
	return err
}
