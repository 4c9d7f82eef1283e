package printing

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Spooler brings jobs to printers.
type Spooler struct {
	Store      store.Store
	Partitions []store.Partition
	Logger     *slog.Logger
	// Draw makes the document of a job in the printer's language. A refusal
	// (*wms.Error) fails the job; any other error is tried again.
	Draw func(ctx context.Context, j wms.PrintJob, p wms.Printer) ([]byte, error)
	// Folder is where pdf printers have theirs; files are gone after KeepFiles.
	Folder string
	// Alarm tells of something a person must look at; no words end it.
	Alarm func(p store.Partition, id wms.PrinterID, code string, words wms.Words)

	// Look is between two questions to a printer that is busy or in trouble
	// (default 1 s); First and Last bound the wait after a failure, which
	// doubles (1 s to 1 min). Answer bounds one answer (5 s), Sending one
	// document's way (30 s), Stall how long nothing may happen (1 min).
	Look, First, Last, Answer, Sending, Stall time.Duration

	mu    sync.Mutex
	state map[wms.PrinterID]*printerState
}

// printerState is what only the spooler knows of a printer.
type printerState struct {
	wake    chan struct{}
	doing   string // printing or ""
	trouble string
	words   string
	since   time.Time // of the trouble, wall time
}

// KeepFiles is how long a pdf printer's file stays: whoever prints it has
// fetched it by then, and it may hold an address.
const KeepFiles = 24 * time.Hour

const lookAround = 100 * time.Millisecond

// How a printer is, as far as the spooler knows: what it does, what keeps it
// from it, and that in words.
func (s *Spooler) How(id wms.PrinterID) (doing, trouble, words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.state[id]; x != nil {
		return x.doing, x.trouble, x.words
	}
	return "", "", ""
}

// Run prints until ctx ends. First it marks what was being sent when the
// program stopped.
func (s *Spooler) Run(ctx context.Context) error {
	s.Look, s.First, s.Last = cmp.Or(s.Look, time.Second), cmp.Or(s.First, time.Second), cmp.Or(s.Last, time.Minute)
	s.Answer, s.Sending, s.Stall = cmp.Or(s.Answer, 5*time.Second), cmp.Or(s.Sending, 30*time.Second), cmp.Or(s.Stall, time.Minute)
	s.mu.Lock()
	s.state = map[wms.PrinterID]*printerState{}
	s.mu.Unlock()
	for _, p := range s.Partitions {
		if err := s.recover(ctx, p); err != nil {
			return ended(ctx, err)
		}
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	cared := map[string]bool{}
	for {
		seq := s.Store.Seq()
		for _, p := range s.Partitions {
			busy, err := s.busy(p)
			if err != nil {
				return ended(ctx, err)
			}
			for id := range busy {
				x, isNew := s.known(id)
				if isNew {
					wg.Go(func() { s.serve(ctx, p, id, x) })
				}
				x.poke()
			}
			if err := s.tellCare(p, cared); err != nil {
				return ended(ctx, err)
			}
		}
		if err := s.Store.Wait(ctx, seq); err != nil || !sleep(ctx, lookAround, nil) {
			return nil
		}
	}
}

func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (x *printerState) poke() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

func (s *Spooler) known(id wms.PrinterID) (*printerState, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.state[id]; x != nil {
		return x, false
	}
	x := &printerState{wake: make(chan struct{}, 1)}
	s.state[id] = x
	return x, true
}

// busy are the printers that have something in their queue.
func (s *Spooler) busy(p store.Partition) (map[wms.PrinterID]bool, error) {
	out := map[wms.PrinterID]bool{}
	err := s.Store.View(func(r store.Reader) error {
		all, err := All(r, p)
		for _, x := range all {
			if err := queue.Scan(r, p, []any{string(x.ID)}, func(store.KeyParts, string) (bool, error) { out[x.ID] = true; return false, nil }); err != nil {
				return err
			}
		}
		return err
	})
	return out, err
}

// recover marks what was being sent when the program stopped: nobody knows
// whether it came out.
func (s *Spooler) recover(ctx context.Context, p store.Partition) error {
	var lost []string
	err := s.Store.View(func(r store.Reader) error {
		return queue.Scan(r, p, nil, func(_ store.KeyParts, id string) (bool, error) {
			j, err := Job(r, p, id)
			if j.Status == wms.PrintSending {
				lost = append(lost, id)
			}
			return true, err
		})
	})
	for _, id := range lost {
		if err == nil {
			_, err = s.finish(ctx, p, id, wms.PrintUncertain, "the program stopped while it was being sent")
		}
	}
	return err
}

// tellCare keeps an alarm per job that a person must look at.
func (s *Spooler) tellCare(p store.Partition, told map[string]bool) error {
	var all []wms.PrintJob
	if err := s.Store.View(func(r store.Reader) (err error) { all, err = Care(r, p, 100); return err }); err != nil {
		return err
	}
	now := map[string]bool{}
	for _, j := range all {
		now[j.ID] = true
		if told[j.ID] {
			continue
		}
		words := wms.Say("job %s (%s of %s) was not printed: %s; reprint or cancel it", j.ID, j.Label, j.Of, j.Error)
		if j.Status == wms.PrintUncertain {
			words = wms.Say("job %s (%s of %s) may have been printed: %s; look at printer %s, then confirm or reprint it", j.ID, j.Label, j.Of, j.Error, j.Printer)
		}
		s.Alarm(p, j.Printer, "print/"+j.ID, words)
		told[j.ID] = true
	}
	for id := range told {
		if of, err := PartitionOf(id); err == nil && of == p && !now[id] {
			s.Alarm(p, "", "print/"+id, wms.Words{})
			delete(told, id)
		}
	}
	return nil
}

// serve is the life of one printer's goroutine.
func (s *Spooler) serve(ctx context.Context, part store.Partition, id wms.PrinterID, x *printerState) {
	failures := 0
	for ctx.Err() == nil {
		p, j, err := s.head(part, id)
		wait := time.Duration(0)
		switch {
		case err != nil:
		case p.OutOfUse:
			s.note(part, id, "", wms.Words{}, "")
			err = s.divertNow(ctx, part, id)
			wait = time.Minute
		case j.ID == "" || p.Applies && !j.Passed:
			s.doing(id, "")
			wait = time.Minute
			if _, trouble, _ := s.How(id); trouble != "" && j.ID == "" {
				s.note(part, id, "", wms.Words{}, "") // it is asked anew when there is something to print
			}
		default:
			s.doing(id, "printing")
			err = s.print(ctx, part, p, j)
		}
		var standing *troubleError
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			failures = 0
			if wait > 0 {
				sleep(ctx, wait, x.wake)
			}
		case errors.As(err, &standing):
			s.note(part, id, standing.code, standing.words, "")
			s.afterTrouble(ctx, part, p, x)
			if standing.counts {
				failures++
				sleep(ctx, s.backOff(failures), nil)
			} else {
				sleep(ctx, s.Look, nil)
			}
		default:
			failures++
			s.Logger.Warn("printing goes on later", "printer", id, "error", err)
			sleep(ctx, s.backOff(failures), nil)
		}
	}
}

// afterTrouble gives the queue to the one that stands in when the trouble has
// lasted long enough.
func (s *Spooler) afterTrouble(ctx context.Context, part store.Partition, p wms.Printer, x *printerState) {
	s.mu.Lock()
	since := x.since
	s.mu.Unlock()
	if p.StandIn == "" || p.StandInAfterS == 0 || time.Since(since) < time.Duration(p.StandInAfterS)*time.Second {
		return
	}
	if err := s.divertNow(ctx, part, p.ID); err != nil && ctx.Err() == nil {
		s.Logger.Warn("jobs not given to the stand-in", "printer", p.ID, "error", err)
	}
}

func (s *Spooler) divertNow(ctx context.Context, part store.Partition, id wms.PrinterID) error {
	waiting := 0
	if err := s.Store.View(func(r store.Reader) (err error) { waiting, err = waits(r, part, id); return err }); err != nil || waiting == 0 {
		return err
	}
	return s.do(ctx, part, "print.divert", func(tx store.Tx) error { _, err := divert(tx, id); return err })
}

// head is a printer and the first job in its queue.
func (s *Spooler) head(part store.Partition, id wms.PrinterID) (p wms.Printer, j wms.PrintJob, err error) {
	err = s.Store.View(func(r store.Reader) error {
		if p, err = Get(r, part, id); err != nil {
			return err
		}
		return queue.Scan(r, part, []any{string(id)}, func(_ store.KeyParts, job string) (bool, error) {
			j, err = Job(r, part, job)
			return false, err
		})
	})
	return p, j, err
}

func (s *Spooler) doing(id wms.PrinterID, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state[id].doing = what
}

// note remembers what keeps a printer from printing, and tells of it.
func (s *Spooler) note(part store.Partition, id wms.PrinterID, code string, words wms.Words, doing string) {
	s.mu.Lock()
	x := s.state[id]
	x.doing = doing
	changed := x.trouble != code || x.words != words.String()
	if code != "" && x.trouble == "" {
		x.since = time.Now()
	}
	x.trouble, x.words = code, words.String()
	s.mu.Unlock()
	switch {
	case changed && code != "":
		s.Alarm(part, id, "printer/"+string(id), wms.Say("printer %s: %s", id, words))
	case changed:
		s.Alarm(part, id, "printer/"+string(id), wms.Words{})
	}
}

func (s *Spooler) backOff(failures int) time.Duration {
	d := s.First << min(failures-1, 30)
	if d <= 0 || d > s.Last {
		d = s.Last
	}
	return d - time.Duration(rand.Int64N(int64(d)/2+1))
}

// sleep waits, or until it is woken; false when ctx ended.
func sleep(ctx context.Context, d time.Duration, wake chan struct{}) bool {
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

func (s *Spooler) do(ctx context.Context, part store.Partition, kind string, fn func(tx store.Tx) error) error {
	_, err := s.Store.Do(ctx, store.Command{Partition: part, Kind: kind, Actor: wms.System(kind),
		Run: func(tx store.Tx) ([]byte, error) { return nil, fn(tx) }})
	return err
}

// finish ends a job that is being sent.
func (s *Spooler) finish(ctx context.Context, part store.Partition, id string, to wms.PrintStatus, words string) (out wms.PrintJob, err error) {
	err = s.do(ctx, part, "print.finish", func(tx store.Tx) error {
		j, err := Job(tx, part, id)
		if err != nil || j.Status != wms.PrintSending {
			return err
		}
		out, err = end(tx, j, to, words)
		return err
	})
	return out, err
}

// dial connects to a printer within a bound.
func (s *Spooler) dial(ctx context.Context, address string) (net.Conn, error) {
	return (&net.Dialer{Timeout: s.Answer}).DialContext(ctx, "tcp", address)
}
