package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

const (
	// eventBatch is how many events a stream reads at once.
	eventBatch = 256
	// streamWrite bounds the wait for a client that does not read.
	streamWrite = 15 * time.Second
	// skipRounds bounds how many empty parts of the journal one page skips.
	skipRounds = 64
)

func (f *face) eventRoutes() []route {
	return []route{{method: "GET", path: "/v1/events", roles: append([]string{RoleDevice}, lookers...),
		query: []string{"after", "limit", "live"}, stream: true, missing: f.Events == nil, do: events}}
}

// eventPage is the answer of GET /v1/events. Next is null at the end of the
// journal; Last is the sequence to go on from either way.
type eventPage struct {
	Data []wms.Published `json:"data"`
	Next *string         `json:"next"`
	Last uint64          `json:"last"`
}

func events(r *request) (answer, error) {
	if strings.Contains(r.GetHeader("Accept"), "text/event-stream") {
		return streamed, r.stream()
	}
	ctx, cancel := r.face.withTimeout(r.Context)
	defer cancel()
	r.ctx = ctx
	if r.q("live") != "" {
		return answer{}, badParameter("live", "needs Accept: text/event-stream")
	}
	limit := defaultLimit
	if text := r.q("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxLimit {
			return answer{}, badParameter("limit", "must be a whole number from 1 to %d", maxLimit)
		}
		limit = n
	}
	seq, _, err := r.seqParameter()
	if err != nil {
		return answer{}, err
	}
	return r.eventPage(seq, limit)
}

func (r *request) eventPage(seq uint64, limit int) (answer, error) {
	page := eventPage{Data: []wms.Published{}, Last: seq}
	for range skipRounds {
		found, last, err := r.face.Events.After(r.ctx, page.Last, limit)
		if err != nil {
			return answer{}, err
		}
		moved := last > page.Last
		page.Data, page.Last = append(page.Data, found...), max(last, page.Last)
		if len(page.Data) > 0 || !moved {
			break
		}
	}
	for i := range page.Data {
		page.Data[i] = tidyEvent(page.Data[i])
	}
	if page.Last < r.face.Events.Last() {
		next := strconv.FormatUint(page.Last, 10)
		page.Next = &next
	}
	return ok(page), nil
}

func tidyEvent(e wms.Published) wms.Published {
	if e.Data == nil {
		e.Data = map[string]any{}
	}
	return e
}

// seqParameter reads ?after=.
func (r *request) seqParameter() (seq uint64, given bool, err error) {
	text := r.q("after")
	if text == "" {
		return 0, false, nil
	}
	seq, err = strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, false, badParameter("after", "must be the sequence number of an event")
	}
	return seq, true, nil
}

// start is where a stream begins: behind Last-Event-ID, which a browser sends
// when it connects again, else behind ?after=, else at the end.
func (r *request) start() (uint64, error) {
	end := r.face.Events.Last()
	seq, given, err := r.seqParameter()
	if err != nil {
		return 0, err
	}
	if text := r.GetHeader("Last-Event-ID"); text != "" {
		if seq, err = strconv.ParseUint(text, 10, 64); err != nil {
			return 0, invalid(codeInvalidParameter, "Last-Event-ID must be the id of an event")
		}
		given = true
	}
	if !given {
		return end, nil
	}
	return min(seq, end), nil
}

// stream writes events as they come until the client or the server ends it.
func (r *request) stream() error {
	if r.q("limit") != "" {
		return badParameter("limit", "means nothing for a stream")
	}
	picture, err := r.livePicture()
	if err != nil {
		return err
	}
	seq, err := r.start()
	if err != nil {
		return err
	}
	select {
	case r.face.streams <- struct{}{}:
		defer func() { <-r.face.streams }()
	default:
		return wms.Refuse(wms.Unavailable, codeTooManyStreams, "%d event streams are open; close one", r.face.MaxStreams)
	}
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	defer context.AfterFunc(streamsContext(r.ctx), cancel)()
	s := eventStream{r: r, control: http.NewResponseController(r.Writer), picture: picture}
	if err := s.run(ctx, seq); err != nil && ctx.Err() == nil {
		r.face.Logger.Info("event stream ended", "user", r.who.User, "err", err)
	}
	return nil
}

// livePicture is the source of floor.live events, nil if none are wanted.
func (r *request) livePicture() (func() (wms.Live, error), error) {
	w := wms.WarehouseID(r.q("live"))
	if w == "" {
		return nil, nil
	}
	if r.face.Machines == nil {
		return nil, notAvailable("the live picture")
	}
	if err := r.mayUse(w); err != nil {
		return nil, err
	}
	return func() (wms.Live, error) { return r.face.Machines.Live(w) }, nil
}

// eventStream is one open stream. Only run's goroutine writes to the client.
type eventStream struct {
	r       *request
	control *http.ResponseController
	picture func() (wms.Live, error)
}

func (s eventStream) run(ctx context.Context, seq uint64) error {
	header := s.r.Writer.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	if err := s.write("retry: 2000\n: from %d\n\n", seq); err != nil {
		return err
	}
	batches := make(chan batch)
	reading, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		readEvents(reading, s.r.face.Events, seq, batches)
	}()
	defer func() { stop(); <-done }()
	return s.serve(ctx, batches)
}

// batch is what a stream's reader found, or why it can't go on.
type batch struct {
	events []wms.Published
	err    error
}

// readEvents hands over everything after seq, then waits for more. A client
// that reads slowly slows it down; nothing is lost, the journal keeps it.
func readEvents(ctx context.Context, source Events, seq uint64, out chan<- batch) {
	send := func(b batch) bool {
		select {
		case out <- b:
			return b.err == nil
		case <-ctx.Done():
			return false
		}
	}
	for {
		found, last, err := source.After(ctx, seq, eventBatch)
		if err == nil && len(found) == 0 && last <= seq {
			if err = source.Wait(ctx, seq); err == nil {
				continue
			}
		}
		if err != nil {
			send(batch{err: err})
			return
		}
		seq = max(seq, last)
		if len(found) > 0 && !send(batch{events: found}) {
			return
		}
	}
}

func (s eventStream) serve(ctx context.Context, batches <-chan batch) error {
	heartbeat := time.NewTicker(s.r.face.Heartbeat)
	defer heartbeat.Stop()
	var tick <-chan time.Time // nil: never
	if s.picture != nil {
		if err := s.sendPicture(); err != nil {
			return err
		}
		ticker := time.NewTicker(s.r.face.LiveInterval)
		defer ticker.Stop()
		tick = ticker.C
	}
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case b := <-batches:
			if b.err != nil {
				return b.err
			}
			err = s.sendEvents(b.events)
		case <-tick:
			err = s.sendPicture()
		case <-heartbeat.C:
			err = s.write(": still here\n\n")
		}
		if err != nil {
			return err
		}
	}
}

func (s eventStream) sendEvents(events []wms.Published) error {
	var out strings.Builder
	for _, e := range events {
		data, err := json.Marshal(tidyEvent(e))
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		fmt.Fprintf(&out, "id: %d\nevent: %s\ndata: %s\n\n", e.Seq, oneLine(e.Type), data)
	}
	return s.write("%s", out.String())
}

// oneLine keeps a name from ending its line early.
func oneLine(s string) string {
	return strings.NewReplacer("\r", " ", "\n", " ").Replace(s)
}

func (s eventStream) sendPicture() error {
	picture, err := s.picture()
	if err != nil {
		return err
	}
	data, err := json.Marshal(tidyLive(picture))
	if err != nil {
		return fmt.Errorf("live picture: %w", err)
	}
	return s.write("event: floor.live\ndata: %s\n\n", data)
}

// write sends at once, and gives up on a client that does not take it.
func (s eventStream) write(format string, args ...any) error {
	err := s.control.SetWriteDeadline(time.Now().Add(streamWrite))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := fmt.Fprintf(s.r.Writer, format, args...); err != nil {
		return err
	}
	if err := s.control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
