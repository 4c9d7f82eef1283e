package hosts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Source is the published events.
type Source interface {
	After(ctx context.Context, seq uint64, limit int) (events []wms.Published, last uint64, err error)
	Wait(ctx context.Context, seq uint64) error
}

// Courier brings hosts their messages. One goroutine per host; what it holds
// in memory is one batch.
type Courier struct {
	Store  store.Store
	Source Source
	Client *http.Client // must not follow redirects
	Logger *slog.Logger
	// Wall is the wall time, which signatures carry.
	Wall func() time.Time
	// First and Last bound the wait after a failure: it doubles, and a random
	// part of up to half is taken off. Park is the wait between two tries of
	// what a host refuses.
	First, Last, Park time.Duration
	// Failing tells of a host that can't be reached, Refusing of one that
	// refuses; no words end it.
	Failing, Refusing func(id wms.HostID, words wms.Words)

	mu    sync.Mutex
	state map[wms.HostID]Health
	wake  map[wms.HostID]chan struct{}
}

// Health is what only the courier knows of a host.
type Health struct {
	Failures  int64
	LastError string
	At        uint64 // looked at up to here
}

// Health of a host.
func (c *Courier) Health(id wms.HostID) Health {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state[id]
}

// Wake tells the courier that a host was changed, resumed or replayed.
func (c *Courier) Wake(id wms.HostID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if w := c.wake[id]; w != nil {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// Run delivers until ctx ends. Hosts that are new are found when something
// happens.
func (c *Courier) Run(ctx context.Context) error {
	c.mu.Lock()
	c.state, c.wake = map[wms.HostID]Health{}, map[wms.HostID]chan struct{}{}
	c.mu.Unlock()
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		seq := c.Store.Seq()
		var all []wms.Host
		if err := c.Store.View(func(r store.Reader) (err error) { all, err = All(r); return err }); err != nil {
			return err
		}
		for _, h := range all {
			if w, isNew := c.add(h.ID); isNew {
				wg.Go(func() { c.serve(ctx, h.ID, w) })
			}
		}
		if err := c.Store.Wait(ctx, seq); err != nil || ctx.Err() != nil {
			return nil
		}
		if !c.sleep(ctx, lookForHosts, nil) {
			return nil
		}
	}
}

const (
	lookForHosts = 100 * time.Millisecond
	readAhead    = 500
	// skipAhead is how many sequence numbers may pass without a message before
	// the cursor is made durable all the same.
	skipAhead = 50_000_000
	maxAnswer = 64 << 10
)

func (c *Courier) add(id wms.HostID) (chan struct{}, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if w := c.wake[id]; w != nil {
		return w, false
	}
	w := make(chan struct{}, 1)
	c.wake[id] = w
	return w, true
}

// sleep waits, or until it is woken; false when ctx ended.
func (c *Courier) sleep(ctx context.Context, d time.Duration, wake chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
	case <-wake:
	}
	return true
}

// turn is one host's work: what the store knew when it began.
type turn struct {
	host       wms.Host
	secret     string
	cursor     cursor
	waits      map[string][]parked // by key
	generation uint64
}

func (c *Courier) look(id wms.HostID) (t turn, err error) {
	err = c.Store.View(func(r store.Reader) error {
		if t.host, err = Get(r, id); err != nil {
			return err
		}
		if t.secret, err = Secret(r, id); err != nil {
			return err
		}
		if t.cursor, _, err = cursors.Get(r, store.Network, string(id)); err != nil {
			return err
		}
		t.waits, err = firsts(r, id)
		return err
	})
	t.generation = t.cursor.Generation
	return t, err
}

// serve is the life of one host's goroutine. An error of the store is logged
// and tried again: a host never stops the program.
func (c *Courier) serve(ctx context.Context, id wms.HostID, wake chan struct{}) {
	parkedAt := time.Time{}
	passed := map[uint64]uint64{} // generation → looked at up to here without a message
	failures := 0
	for ctx.Err() == nil {
		t, err := c.look(id)
		idle := false
		switch {
		case err != nil:
		case t.host.URL == "" || t.host.Paused:
			c.note(id, 0, "", t.cursor.Seq)
			c.sleep(ctx, c.Park, wake)
			continue
		default:
			if len(t.waits) > 0 && c.Wall().Sub(parkedAt) >= c.Park {
				parkedAt = c.Wall()
				err = c.tryParked(ctx, t)
			}
			if err == nil {
				idle, err = c.forward(ctx, t, passed)
			}
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			failures++
			c.note(id, int64(failures), err.Error(), t.cursor.Seq)
			c.Failing(id, wms.Say("%d tries in vain, the last: %v", failures, err))
			c.sleep(ctx, c.backOff(failures), wake)
		default:
			if failures > 0 {
				c.Failing(id, wms.Words{})
			}
			failures = 0
			at := max(t.cursor.Seq, passed[t.generation])
			c.note(id, 0, "", at)
			if idle {
				c.await(ctx, at, wake, len(t.waits) > 0)
			}
		}
	}
}

// await returns when something happened, when woken, or when what is parked
// shall be tried again.
func (c *Courier) await(ctx context.Context, at uint64, wake chan struct{}, parked bool) {
	wait := time.Minute
	if parked {
		wait = c.Park
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = c.Source.Wait(ctx, at)
	}()
	select {
	case <-done:
	case <-wake:
		cancel()
		<-done
	}
}

func (c *Courier) note(id wms.HostID, failures int64, words string, at uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state[id] = Health{Failures: failures, LastError: words, At: at}
}

// backOff is exponential with jitter, so that many senders do not come back
// at once.
func (c *Courier) backOff(failures int) time.Duration {
	d := c.First << min(failures-1, 30)
	if d <= 0 || d > c.Last {
		d = c.Last
	}
	return d - time.Duration(rand.Int64N(int64(d)/2+1))
}

// forward brings the next messages, at most one batch. idle: there is none.
func (c *Courier) forward(ctx context.Context, t turn, passed map[uint64]uint64) (idle bool, err error) {
	at := max(t.cursor.Seq, passed[t.generation])
	events, last, err := c.Source.After(ctx, at, readAhead)
	if err != nil {
		return false, err
	}
	send, done, to, err := c.choose(t, events, last)
	if err != nil {
		return false, err
	}
	if len(send) == 0 && len(done) == 0 {
		clear(passed)
		passed[t.generation] = last
		if last == at {
			return true, nil
		}
		if last-t.cursor.Seq > skipAhead {
			return false, c.commit(ctx, t, last, nil)
		}
		return false, nil
	}
	sent, err := c.deliver(ctx, t, send)
	if err != nil && len(sent) == 0 {
		return false, err
	}
	if err != nil { // what was delivered is delivered
		to = sent[len(sent)-1].message.Seq
		done = slices.DeleteFunc(done, func(o outcome) bool { return o.message.Seq > to })
	}
	return false, errors.Join(err, c.commit(ctx, t, to, append(done, sent...)))
}

// choose takes the next batch out of events. done are messages that are parked
// at once, behind earlier ones; to is how far the host is when all of it is
// dealt with.
func (c *Courier) choose(t turn, events []wms.Published, last uint64) (send []wms.HostMessage, done []outcome, to uint64, err error) {
	to = last
	err = c.Store.View(func(r store.Reader) error {
		for _, e := range events {
			if !Wants(t.host, e) {
				continue
			}
			if len(send) == int(t.host.Batch) {
				to = send[len(send)-1].Seq
				break
			}
			m := MessageOf(e)
			first, err := behind(r, t.host.ID, m.Key)
			if err != nil {
				return err
			}
			if first != "" {
				done = append(done, outcome{message: m, parked: true, err: "waits behind " + first})
				continue
			}
			send = append(send, m)
		}
		return nil
	})
	done = slices.DeleteFunc(done, func(o outcome) bool { return o.message.Seq > to })
	return send, done, to, err
}

// deliver brings messages: all in one call; if the host refuses that, one by
// one, and what it refuses again is parked with its followers. With an error
// it says what was delivered before.
func (c *Courier) deliver(ctx context.Context, t turn, list []wms.HostMessage) ([]outcome, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var out []outcome
	status, err := c.post(ctx, t, list)
	var no *refusedError
	switch {
	case err == nil:
		for _, m := range list {
			out = append(out, outcome{message: m, status: status, attempts: 1})
		}
		return out, nil
	case !errors.As(err, &no):
		return nil, err
	}
	parkedKeys := map[string]string{}
	for _, m := range list {
		if behind := parkedKeys[m.Key]; behind != "" {
			out = append(out, outcome{message: m, parked: true, err: "waits behind " + behind})
			continue
		}
		if len(list) > 1 {
			status, err = c.post(ctx, t, []wms.HostMessage{m})
		}
		o := outcome{message: m, status: status, attempts: 1}
		if errors.As(err, &no) {
			o.parked, o.err = true, no.words
			parkedKeys[m.Key] = m.ID
			c.Refusing(t.host.ID, wms.Say("%s (%s) was refused: %s", m.ID, m.Key, no.words))
		} else if err != nil {
			return out, err
		}
		out = append(out, o)
	}
	return out, nil
}

// tryParked tries the first parked message of each key again, and on.
func (c *Courier) tryParked(ctx context.Context, t turn) error {
	left := 0
	for _, list := range t.waits {
		for i, p := range list {
			status, err := c.post(ctx, t, []wms.HostMessage{p.Message})
			var no *refusedError
			o := outcome{message: p.Message, status: status}
			if errors.As(err, &no) {
				o.parked, o.err = true, no.words
			} else if err != nil {
				return err
			}
			if _, err := c.Store.Do(ctx, store.Command{Partition: store.Network, Kind: "host.retry", Actor: wms.System("host.retry"),
				Run: func(tx store.Tx) ([]byte, error) { return nil, retried(tx, t.host.ID, p, o) }}); err != nil {
				return err
			}
			if o.parked {
				left += len(list) - i
				break
			}
		}
	}
	if left == 0 {
		c.Refusing(t.host.ID, wms.Words{})
	}
	return nil
}

func (c *Courier) commit(ctx context.Context, t turn, to uint64, list []outcome) error {
	_, err := c.Store.Do(ctx, store.Command{Partition: store.Network, Kind: "host.deliver", Actor: wms.System("host.deliver"),
		Run: func(tx store.Tx) ([]byte, error) { return nil, record(tx, t.host.ID, t.generation, to, list) }})
	return err
}

// refusedError is a host's no: sending the same again would not help.
type refusedError struct{ words string }

func (e *refusedError) Error() string { return e.words }

// Envelope is the body of a call to a host.
type Envelope struct {
	Host     wms.HostID        `json:"host"`
	Messages []wms.HostMessage `json:"messages"`
}

func (c *Courier) post(ctx context.Context, t turn, list []wms.HostMessage) (int, error) {
	body, err := json.Marshal(Envelope{Host: t.host.ID, Messages: list})
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.host.URL, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	timestamp, signature := Sign(t.secret, c.Wall(), body)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "aisle")
	req.Header.Set(HeaderTimestamp, timestamp)
	req.Header.Set(HeaderSignature, signature)
	res, err := c.Client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("no answer: %w", err)
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer)) // the status counts
	switch s := res.StatusCode; {
	case s/100 == 2:
		return s, nil
	case s == http.StatusBadRequest || s == http.StatusConflict || s == http.StatusUnprocessableEntity || s == http.StatusRequestEntityTooLarge:
		return s, &refusedError{words(s, answer)}
	default: // down, busy, moved, our key unknown: nothing is lost by waiting
		return s, errors.New(words(s, answer))
	}
}
