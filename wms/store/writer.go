package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Limits of one group, so that its first command does not wait for ever.
const (
	maxGroupTime  = 20 * time.Millisecond
	maxGroupBytes = 32 << 20
	idleTick      = time.Second
)

// A request is queued until the writer or its caller claims it.
const (
	queued int32 = iota
	running
	withdrawn
)

type request struct {
	cmd    Command
	origin uint64 // for messages: the record that set them off
	state  atomic.Int32
	done   chan struct{}
	result Result
	err    error
}

// Do implements Store.
func (b *Bolt) Do(ctx context.Context, c Command) (Result, error) {
	r := &request{cmd: c, done: make(chan struct{})}
	if err := b.submit(ctx, r); err != nil {
		return Result{}, err
	}
	return b.await(ctx, r)
}

// submit queues a command; it waits while the queue is full.
func (b *Bolt) submit(ctx context.Context, r *request) error {
	if r.cmd.Run == nil || r.cmd.Kind == "" || r.cmd.Partition == "" {
		return fmt.Errorf("store: a command needs a partition, a kind and a function, has %q, %q", r.cmd.Partition, r.cmd.Kind)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-b.quit:
		return ErrClosed
	default:
	}
	select {
	case b.queue <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-b.quit:
		return ErrClosed
	}
}

// await returns a submitted command's result. While it is queued its caller
// may withdraw it; once it runs, the outcome must be awaited to be known.
func (b *Bolt) await(ctx context.Context, r *request) (Result, error) {
	select {
	case <-r.done:
		return r.result, r.err
	case <-ctx.Done():
		if r.state.CompareAndSwap(queued, withdrawn) {
			return Result{}, ctx.Err()
		}
	case <-b.dead:
		if r.state.CompareAndSwap(queued, withdrawn) {
			return Result{}, ErrClosed
		}
	}
	<-r.done
	return r.result, r.err
}

// write is the writer goroutine.
func (b *Bolt) write() {
	defer close(b.dead)
	tick := time.NewTicker(idleTick)
	defer tick.Stop()
	for {
		select {
		case r := <-b.queue:
			b.group(r)
		case <-tick.C:
			b.tidy()
		case f := <-b.filters:
			if b.building = false; f.filter != nil {
				b.idem.setFilter(f.number, f.filter)
				b.nextFilter()
			}
		case c := <-b.chores:
			c.done <- b.maintain(c.fn)
		case <-b.quit:
			b.storeTime()
			return
		}
	}
}

// group is one commit and the commands in it.
type group struct {
	btx     *bbolt.Tx
	reader  reader
	journal *bbolt.Bucket
	idem    *bbolt.Bucket
	state   state // as it will be
	reqs    []*request
	bytes   int
	sent    []sentMessage
	handled []handledMessage
}

func (b *Bolt) begin() (*group, error) {
	if b.broken != nil {
		return nil, b.broken
	}
	btx, err := b.db.Begin(true)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrCommit, err)
	}
	g := &group{btx: btx, reader: reader{btx.Bucket(bucketData), b.sealed.Load()}, journal: btx.Bucket(bucketJournal), idem: btx.Bucket(bucketIdem), state: b.state.clone()}
	g.journal.FillPercent, g.idem.FillPercent = 0.95, 0.9
	return g, nil
}

// group runs first and what else is queued, commits once and answers all.
func (b *Bolt) group(first *request) {
	g, err := b.begin()
	if err != nil {
		if first.state.CompareAndSwap(queued, running) {
			first.err = err
			close(first.done)
		}
		return
	}
	start := time.Now()
	for r := first; r != nil; r = b.next(g, start) {
		if !r.state.CompareAndSwap(queued, running) {
			continue
		}
		g.reqs = append(g.reqs, r)
		if err = b.run(g, r); err != nil {
			break
		}
	}
	if err == nil {
		err = b.commit(g)
	} else {
		_ = g.btx.Rollback()
	}
	b.stats.add(g, time.Since(start))
	for _, r := range g.reqs {
		if err != nil && r.err == nil {
			r.result, r.err = Result{}, err
		}
		close(r.done)
	}
}

// next is the command to add to the group, or nil when it is full or no
// command waits.
func (b *Bolt) next(g *group, start time.Time) *request {
	if len(g.reqs) >= b.opts.MaxBatch || g.bytes > maxGroupBytes || time.Since(start) > maxGroupTime {
		return nil
	}
	select {
	case r := <-b.queue:
		return r
	default:
		return nil
	}
}

// run executes one command in the group. What the command itself does wrong
// is in r.err; the error returned is one that the whole group fails with.
func (b *Bolt) run(g *group, r *request) error {
	c := &r.cmd
	var memory *remembered
	if c.IdempotencyKey != "" {
		hash := hashIdem(c.Partition, c.IdempotencyKey)
		if known, err := b.replay(g, r, hash); known || err != nil {
			r.err = err
			return nil
		}
		memory = &remembered{Window: b.idem.current(b.opts.Wall()), Hash: hash, Fingerprint: c.Fingerprint[:]}
	}
	t := &tx{reader: g.reader, partition: c.Partition, prefix: appendString(nil, string(c.Partition)),
		now: b.Now(), seq: g.state.Seq + 1, origin: r.origin, touched: map[string]int{}}
	answer, err := protect(t, c.Run)
	if err == nil {
		r.result, err = b.record(g, t, r, memory, answer)
	}
	t.over = true
	if err == nil || t.broken != nil {
		return t.broken
	}
	r.err = err
	if err := protectUndo(t); err != nil {
		return fmt.Errorf("%w: undoing %s: %v", ErrCommit, c.Kind, err)
	}
	return nil
}

// protect runs a command's function and makes an error of its panic.
func protect(t *tx, fn func(Tx) ([]byte, error)) (answer []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v\n%s", ErrPanic, r, debug.Stack())
		}
	}()
	return fn(t)
}

func protectUndo(t *tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	t.undo()
	return t.broken
}

// replay answers a command whose idempotency key is known already.
func (b *Bolt) replay(g *group, r *request, hash []byte) (known bool, err error) {
	seq, err := b.idem.find(g.idem, hash)
	if err != nil || seq == 0 {
		return false, err
	}
	var rec struct {
		Idem *remembered `cbor:"6,keyasint"`
	}
	raw, err := g.reader.old.rawRecord(g.journal, seq)
	if err != nil {
		return true, err
	}
	if _, err := openRecord(seqKey(seq), raw, &rec); err != nil {
		return true, err
	}
	if rec.Idem == nil || !bytes.Equal(rec.Idem.Hash, hash) {
		return true, fmt.Errorf("%w: journal record %d is not that of its idempotency key", ErrCorrupt, seq)
	}
	if !bytes.Equal(rec.Idem.Fingerprint, r.cmd.Fingerprint[:]) {
		return true, ErrKeyReused
	}
	r.result = Result{Seq: seq, Answer: rec.Idem.Answer, Replayed: true}
	return true, nil
}

// record journals what a command did, if it did anything.
func (b *Bolt) record(g *group, t *tx, r *request, memory *remembered, answer []byte) (Result, error) {
	writes := t.writeSet()
	if len(writes) == 0 && len(t.events) == 0 && memory == nil {
		return Result{Answer: answer}, nil
	}
	if memory != nil {
		memory.Answer = answer
	}
	rec := record{Seq: t.seq, Partition: string(t.partition), TimeMicro: t.now.UnixMicro(), Kind: r.cmd.Kind,
		Actor: r.cmd.Actor, Idem: memory, Events: t.events, Writes: writes, Cause: t.origin}
	size, err := chain(g.journal, &g.state, rec)
	if err != nil {
		return Result{}, err
	}
	g.bytes += size
	if memory != nil {
		key := idemKey(memory.Window, memory.Hash)
		if err := g.idem.Put(key, seal(key, seqKey(t.seq))); err != nil {
			t.broken = fmt.Errorf("%w: %v", ErrCommit, err)
			return Result{}, t.broken
		}
		b.idem.add(memory.Window)
	}
	g.sent, g.handled = append(g.sent, t.sent...), append(g.handled, t.handled...)
	return Result{Seq: t.seq, Answer: answer}, nil
}

// commit makes the group durable and tells those who wait.
func (b *Bolt) commit(g *group) error {
	if g.state.Seq == b.state.Seq {
		return g.btx.Rollback()
	}
	if err := b.sign(g); err != nil {
		_ = g.btx.Rollback()
		return err
	}
	if err := b.finish(g.btx, g.state); err != nil {
		return err
	}
	b.publish(g)
	return nil
}

// finish writes the state and commits. When that fails it finds out what the
// file holds now: as before, or something that must not be built upon.
func (b *Bolt) finish(btx *bbolt.Tx, s state) (err error) {
	if err = writeState(btx, s); err != nil {
		_ = btx.Rollback()
		return fmt.Errorf("%w: %v", ErrCommit, err)
	}
	if err = protectCommit(btx); err == nil {
		b.state, b.lastCommit = s, b.opts.Wall()
		return nil
	}
	var now state
	look := b.db.View(func(tx *bbolt.Tx) (err error) {
		now, err = readState(tx.Bucket(bucketMeta))
		return err
	})
	if look != nil || now.Seq != b.state.Seq || now.TimeMicro != b.state.TimeMicro || errors.Is(err, ErrPanic) {
		b.broken = fmt.Errorf("%w: %v", ErrBroken, err)
		b.log.Error("store is broken, restart", "file", b.opts.File, "err", err)
		return b.broken
	}
	b.log.Error("commit failed", "file", b.opts.File, "err", err)
	return fmt.Errorf("%w: %v", ErrCommit, err)
}

func protectCommit(btx *bbolt.Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrPanic, r)
		}
	}()
	return btx.Commit()
}

func (b *Bolt) publish(g *group) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seq = g.state.Seq
	b.noteMessages(g.sent, g.handled)
	close(b.changed)
	b.changed = make(chan struct{})
}

// tidy does once a second what no command waits for: it stores the site time,
// forgets old idempotency keys and makes the younger ones quick to find.
func (b *Bolt) tidy() {
	if b.broken != nil {
		return
	}
	floor := idemFloor(b.opts.Wall())
	if len(b.idem.all) > 0 && b.idem.all[0].number < floor {
		b.forget(floor)
		return
	}
	if !b.building {
		b.nextFilter()
	}
	if b.opts.Wall().Sub(b.lastCommit) >= idleTick {
		b.storeTime()
	}
}

// nextFilter has the next filter built that is lacking.
func (b *Bolt) nextFilter() {
	number, ok := b.idem.lacksFilter()
	if b.building = ok; ok {
		b.beside.Go(func() { b.buildFilter(number) })
	}
}

// storeTime makes the site time durable when no command did.
func (b *Bolt) storeTime() {
	now := b.Now().UnixMicro()
	if b.broken != nil || now <= b.state.TimeMicro {
		return
	}
	err := b.maintain(func(_ *bbolt.Tx, s *state) error {
		s.TimeMicro = now
		return nil
	})
	if err != nil {
		b.log.Warn("store: storing the site time failed", "err", err)
	}
}

// forget deletes a part of the idempotency keys of windows before floor.
func (b *Bolt) forget(floor uint32) {
	done := false
	failed := b.maintain(func(btx *bbolt.Tx, s *state) (err error) {
		s.IdemFloor = max(s.IdemFloor, floor)
		done, err = b.idem.prune(btx.Bucket(bucketIdem), floor, 5000)
		return err
	})
	if failed != nil {
		b.log.Warn("store: forgetting old idempotency keys failed", "err", failed)
		return
	}
	for done && len(b.idem.all) > 0 && b.idem.all[0].number < floor {
		b.idem.all = b.idem.all[1:]
	}
}

// maintain commits a change that is no command and has no record.
func (b *Bolt) maintain(fn func(*bbolt.Tx, *state) error) error {
	if b.broken != nil {
		return b.broken
	}
	btx, err := b.db.Begin(true)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrCommit, err)
	}
	s := b.state.clone()
	if err := fn(btx, &s); err != nil {
		_ = btx.Rollback()
		return err
	}
	return b.finish(btx, s)
}

// chore is a change for the writer goroutine to maintain.
type chore struct {
	fn   func(*bbolt.Tx, *state) error
	done chan error
}

// chore has the writer make a change and returns when it is durable.
func (b *Bolt) chore(ctx context.Context, fn func(*bbolt.Tx, *state) error) error {
	c := chore{fn, make(chan error, 1)}
	select {
	case b.chores <- c:
		return <-c.done
	case <-b.dead:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func closed(err error) error {
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	return err
}
