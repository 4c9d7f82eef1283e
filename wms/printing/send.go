package printing

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// troubleError says what keeps a printer from printing. One that counts uses
// up a try.
type troubleError struct {
	code   string
	words  wms.Words
	counts bool
}

func (e *troubleError) Error() string { return e.words.String() }

// print brings one job to its printer.
func (s *Spooler) print(ctx context.Context, part store.Partition, p wms.Printer, j wms.PrintJob) error {
	if j.Status == wms.PrintSending { // an attempt that ended in an error of ours
		_, err := s.finish(ctx, part, j.ID, wms.PrintUncertain, "it was being sent when something failed")
		return err
	}
	if p.Kind == "pdf" {
		return s.file(ctx, part, p, j)
	}
	conn, err := s.dial(ctx, p.Address)
	if err != nil {
		return s.tried(ctx, part, j, "unreachable", fmt.Sprintf("%s does not answer: is it switched on, and its cable in?", p.Address))
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	in := bufio.NewReader(conn)
	how, err := s.ask(conn, in)
	if err != nil {
		return s.tried(ctx, part, j, "silent", "it was asked how it is and did not answer")
	}
	if code, words := how.Trouble(); code != "" {
		return &troubleError{code: code, words: words}
	}
	s.note(part, p.ID, "", wms.Words{}, "printing")
	doc, err := s.draw(ctx, part, p, j)
	if err != nil || doc == nil {
		return err
	}
	if began, err := s.begin(ctx, part, j.ID, p); err != nil || !began {
		return err
	}
	doc = copies(doc, j.Copies)
	if err := conn.SetWriteDeadline(time.Now().Add(s.Sending)); err != nil {
		return err
	}
	if n, _ := conn.Write(doc); n < len(doc) { // without its end nothing is printed
		if back := s.back(ctx, part, j.ID, fmt.Sprintf("the connection broke after %d of %d bytes", n, len(doc))); back != nil {
			return back
		}
		return &troubleError{code: "broken", words: wms.Say("the connection broke while a label was sent"), counts: true}
	}
	return s.await(ctx, part, p, j, conn, in)
}

// draw makes a job's document: only when the printer can take it, for an
// address that is read leaves a line in the access log. It fails a job whose
// label can not be drawn, and then gives none.
func (s *Spooler) draw(ctx context.Context, part store.Partition, p wms.Printer, j wms.PrintJob) ([]byte, error) {
	doc, err := s.Draw(ctx, j, p)
	var no *wms.Error
	if errors.As(err, &no) {
		return nil, s.fail(ctx, part, j, no.Error())
	}
	return doc, err
}

// await watches the printer until it has printed what it was sent.
func (s *Spooler) await(ctx context.Context, part store.Partition, p wms.Printer, j wms.PrintJob, conn net.Conn, in *bufio.Reader) error {
	moved := time.Now()
	last := Status{Formats: -1}
	for {
		how, err := s.ask(conn, in)
		if err != nil {
			if ctx.Err() != nil {
				return err // it is uncertain from the next start on
			}
			_, err := s.finish(ctx, part, j.ID, wms.PrintUncertain, "the connection broke when all of it was sent")
			return err
		}
		code, words := how.Trouble()
		switch {
		case how.Done():
			s.note(part, p.ID, "", wms.Words{}, "printing")
			_, err := s.finish(ctx, part, j.ID, wms.PrintPrinted, "")
			return err
		case code != "":
			s.note(part, p.ID, code, wms.Say("%s; job %s then goes on by itself", words, j.ID), "printing")
			moved = time.Now()
		case how != last:
			s.note(part, p.ID, "", wms.Words{}, "printing")
			moved = time.Now()
		case time.Since(moved) > s.Stall:
			_, err := s.finish(ctx, part, j.ID, wms.PrintUncertain, "the printer has it, but does not go on")
			return err
		}
		last = how
		if now, _, err := s.head(part, p.ID); err != nil {
			return err
		} else if now.OutOfUse {
			_, err := s.finish(ctx, part, j.ID, wms.PrintUncertain, "the printer was put out of use while it had it")
			return err
		}
		if !sleep(ctx, s.Look/4, nil) {
			return ctx.Err()
		}
	}
}

// ask has the printer say how it is.
func (s *Spooler) ask(conn net.Conn, in *bufio.Reader) (Status, error) {
	if err := conn.SetDeadline(time.Now().Add(s.Answer)); err != nil {
		return Status{}, err
	}
	if _, err := conn.Write([]byte(AskStatus)); err != nil {
		return Status{}, err
	}
	return ReadStatus(in)
}

// begin makes durable that a job is about to be sent, unless it is not to be
// any more.
func (s *Spooler) begin(ctx context.Context, part store.Partition, id string, p wms.Printer) (began bool, err error) {
	err = s.do(ctx, part, "print.begin", func(tx store.Tx) error {
		j, err := Job(tx, part, id)
		if err != nil || j.Status != wms.PrintWaiting || j.Printer != p.ID {
			return err
		}
		now, err := Get(tx, part, p.ID)
		if err != nil || now.OutOfUse {
			return err
		}
		at := tx.Now()
		j.Status, j.SentAt, j.Error = wms.PrintSending, &at, ""
		j.Attempts++
		began = true
		tx.Emit(wms.Event{Type: "print.sending", Subject: j.ID, Data: map[string]any{"printer": string(p.ID), "attempt": j.Attempts}})
		return put(tx, j)
	})
	return began, err
}

// back returns a job that was not sent whole to the queue, or fails it when it
// has been tried often enough.
func (s *Spooler) back(ctx context.Context, part store.Partition, id, words string) error {
	return s.do(ctx, part, "print.back", func(tx store.Tx) error {
		j, err := Job(tx, part, id)
		if err != nil || j.Status != wms.PrintSending {
			return err
		}
		if j.Attempts >= MaxTries {
			_, err := end(tx, j, wms.PrintFailed, words)
			return err
		}
		j.Status, j.Error = wms.PrintWaiting, clip(words)
		return put(tx, j)
	})
}

// tried counts a try that did not come to sending.
func (s *Spooler) tried(ctx context.Context, part store.Partition, j wms.PrintJob, code, words string) error {
	err := s.do(ctx, part, "print.try", func(tx store.Tx) error {
		j, err := Job(tx, part, j.ID)
		if err != nil || j.Status != wms.PrintWaiting {
			return err
		}
		if j.Attempts++; j.Attempts >= MaxTries {
			_, err := end(tx, j, wms.PrintFailed, words)
			return err
		}
		j.Error = clip(words)
		return put(tx, j)
	})
	if err != nil {
		return err
	}
	return &troubleError{code: code, words: wms.Say("%s", words), counts: true}
}

// fail ends a job whose label can not be drawn.
func (s *Spooler) fail(ctx context.Context, part store.Partition, j wms.PrintJob, words string) error {
	return s.do(ctx, part, "print.fail", func(tx store.Tx) error {
		j, err := Job(tx, part, j.ID)
		if err != nil || j.Status != wms.PrintWaiting {
			return err
		}
		_, err = end(tx, j, wms.PrintFailed, words)
		return err
	})
}

// copies has a printer print a label several times.
func copies(doc []byte, n int64) []byte {
	i := strings.LastIndex(string(doc), "^XZ")
	if n <= 1 || i < 0 {
		return doc
	}
	return []byte(fmt.Sprintf("%s^PQ%d%s", doc[:i], n, doc[i:]))
}

// file puts a document into a pdf printer's folder. It has its name only when
// it is whole, and the same job's file replaces itself, so that it can be done
// again after a crash.
func (s *Spooler) file(ctx context.Context, part store.Partition, p wms.Printer, j wms.PrintJob) error {
	doc, err := s.draw(ctx, part, p, j)
	if err != nil || doc == nil {
		return err
	}
	folder := filepath.Join(s.Folder, string(p.ID))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	sweep(folder)
	if began, err := s.begin(ctx, part, j.ID, p); err != nil || !began {
		return err
	}
	for n := range j.Copies {
		name := filepath.Join(folder, fmt.Sprintf("%s-%d.pdf", j.ID, n+1))
		err := os.WriteFile(name+".part", doc, 0o600)
		if err == nil {
			err = os.Rename(name+".part", name)
		}
		if err != nil {
			return errors.Join(s.back(ctx, part, j.ID, "the file could not be written"), err)
		}
	}
	_, err = s.finish(ctx, part, j.ID, wms.PrintPrinted, "")
	return err
}

// sweep removes old files: they may hold addresses.
func sweep(folder string) {
	all, _ := os.ReadDir(folder) // looked at again with the next job
	for _, f := range all {
		if info, err := f.Info(); err == nil && time.Since(info.ModTime()) > KeepFiles {
			_ = os.Remove(filepath.Join(folder, f.Name()))
		}
	}
}
