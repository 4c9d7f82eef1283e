// Package printing keeps printers and what they shall print, and brings it to
// them: labels in ZPL over TCP, documents as files in a folder.
//
// The nouns: a Printer has a queue; a Job is one label on its way: waiting,
// sending, then printed, failed, cancelled or uncertain. The Spooler has one
// goroutine per printer, which asks the printer how it is (~HS) before and
// after.
//
// Caveats: nothing is printed twice without a person's word. A job is durably
// "sending" before its first byte leaves. When all of its bytes were handed
// over and nobody could say what became of them (connection lost, program
// killed, no progress), it is "uncertain", and somebody looks at the printer.
// When its end was not handed over it can not have been printed, and is tried
// again. A job holds no address: labels are drawn when they are sent.
package printing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	jobs  = store.NewTable[wms.PrintJob]("printjob", 1)
	queue = store.NewTable[string]("printqueue", 1) // printer, n → job that waits or is being sent
	care  = store.NewTable[string]("printcare", 1)  // n → job that a person must look at
	asked = store.NewTable[string]("printof", 1)    // label, of → the last job
)

// Limits.
const (
	// Kept is how many jobs of a warehouse are remembered.
	Kept = 20_000
	// MaxWaiting bounds a printer's queue.
	MaxWaiting = 2000
	MaxCopies  = 100
	// MaxTries is how often a job is tried before it fails.
	MaxTries = 12
)

// Labels that can be asked for.
var Labels = []string{"sscc", "carton", "location", "lpn", "item", "badge"}

func idOf(p store.Partition, n uint64) string { return fmt.Sprintf("%s-J%07d", p, n) }

// PartitionOf is the warehouse in a job's id.
func PartitionOf(id string) (store.Partition, error) {
	i := strings.LastIndex(id, "-J")
	if i < 1 {
		return "", Unknown(id)
	}
	return store.Partition(id[:i]), nil
}

// Unknown refuses a job's id.
func Unknown(id string) error {
	return wms.Refuse(wms.NotFound, "unknown_print_job", "no print job %q", id)
}

// Job reads a job or refuses with unknown_print_job.
func Job(r store.Reader, p store.Partition, id string) (wms.PrintJob, error) {
	j, ok, err := jobs.Get(r, p, id)
	if err == nil && !ok {
		err = Unknown(id)
	}
	return j, err
}

// New puts a job into a printer's queue.
func New(tx store.Tx, j wms.PrintJob) (wms.PrintJob, error) {
	p, err := Get(tx, tx.Partition(), j.Printer)
	if err != nil {
		return j, err
	}
	switch {
	case !slices.Contains(Labels, j.Label):
		return j, wms.Refuse(wms.Invalid, "unknown_label", "there is no label of kind %q; known are %v", j.Label, Labels)
	case j.Of == "" || len(j.Of) > 128:
		return j, wms.Refuse(wms.Invalid, "invalid_of", "of says whose label it is: 1 to 128 characters")
	case j.Copies < 0 || j.Copies > MaxCopies:
		return j, wms.Refuse(wms.Invalid, "invalid_copies", "copies must be 1 to %d, not %d", MaxCopies, j.Copies)
	case p.OutOfUse && p.StandIn == "":
		return j, wms.Refuse(wms.Conflict, "printer_out_of_use", "printer %s is out of use and nothing stands in for it", p.ID)
	}
	j.Copies = max(1, j.Copies)
	if p.Applies && j.Copies > 1 {
		return j, wms.Refuse(wms.Invalid, "invalid_copies", "printer %s applies one label to a carton, not %d", p.ID, j.Copies)
	}
	waiting, err := waits(tx, tx.Partition(), p.ID)
	if err != nil {
		return j, err
	}
	if waiting >= MaxWaiting {
		return j, wms.Refuse(wms.Conflict, "queue_full", "%d jobs wait at printer %s: look what it lacks", waiting, p.ID)
	}
	if j.N, err = tx.NextID("print"); err != nil {
		return j, err
	}
	j.ID, j.Warehouse, j.Status, j.CreatedAt = idOf(tx.Partition(), j.N), wms.WarehouseID(tx.Partition()), wms.PrintWaiting, tx.Now()
	if err := forget(tx, j.N); err != nil {
		return j, err
	}
	if err := asked.Put(tx, j.ID, j.Label, j.Of); err != nil {
		return j, err
	}
	tx.Emit(wms.Event{Type: "print.asked", Subject: j.ID, Data: map[string]any{"printer": string(j.Printer), "label": j.Label, "of": j.Of}})
	return j, put(tx, j)
}

// forget takes the job away that is beyond what is kept, if it is over.
func forget(tx store.Tx, n uint64) error {
	if n <= Kept {
		return nil
	}
	old, ok, err := jobs.Get(tx, tx.Partition(), idOf(tx.Partition(), n-Kept))
	if err != nil || !ok || !over(old.Status) {
		return err
	}
	last, _, err := asked.Get(tx, tx.Partition(), old.Label, old.Of)
	if err != nil {
		return err
	}
	if last == old.ID {
		if err := asked.Delete(tx, old.Label, old.Of); err != nil {
			return err
		}
	}
	return jobs.Delete(tx, old.ID)
}

func over(s wms.PrintStatus) bool { return s == wms.PrintPrinted || s == wms.PrintCancelled }

// Asked is the last job for a label, "" if there was none.
func Asked(r store.Reader, p store.Partition, label, of string) (string, error) {
	id, _, err := asked.Get(r, p, label, of)
	return id, err
}

// put writes a job and the indexes that its state belongs in.
func put(tx store.Tx, j wms.PrintJob) error {
	inQueue := j.Status == wms.PrintWaiting || j.Status == wms.PrintSending
	needsCare := j.Status == wms.PrintUncertain || j.Status == wms.PrintFailed
	step := func(in bool, t *store.Table[string], key ...any) error {
		if in {
			return t.Put(tx, j.ID, key...)
		}
		return t.Delete(tx, key...)
	}
	if err := step(inQueue, queue, string(j.Printer), j.N); err != nil {
		return err
	}
	if err := step(needsCare, care, j.N); err != nil {
		return err
	}
	return jobs.Put(tx, j, j.ID)
}

// end moves a job to a last state, or to one that asks for a person.
func end(tx store.Tx, j wms.PrintJob, to wms.PrintStatus, words string) (wms.PrintJob, error) {
	now := tx.Now()
	j.Status, j.EndedAt, j.Error = to, &now, clip(words)
	data := map[string]any{"printer": string(j.Printer), "label": j.Label, "of": j.Of}
	if words != "" {
		data["error"] = j.Error
	}
	tx.Emit(wms.Event{Type: "print." + string(to), Subject: j.ID, Data: data})
	return j, put(tx, j)
}

func clip(s string) string {
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "")
	}
	return s
}

// waits counts a printer's queue.
func waits(r store.Reader, p store.Partition, id wms.PrinterID) (int, error) {
	n := 0
	err := queue.Scan(r, p, []any{string(id)}, func(store.KeyParts, string) (bool, error) { n++; return n < MaxWaiting, nil })
	return n, err
}

// Cancel takes a job back that has not been sent, or gives up one that failed.
func Cancel(tx store.Tx, id string) (wms.PrintJob, error) {
	j, err := Job(tx, tx.Partition(), id)
	if err != nil {
		return j, err
	}
	switch j.Status {
	case wms.PrintWaiting, wms.PrintFailed:
		return end(tx, j, wms.PrintCancelled, "")
	case wms.PrintUncertain:
		return j, wms.Refuse(wms.Conflict, "print_uncertain", "job %s may have been printed: look, then confirm or reprint it", id)
	}
	return j, wms.Refuse(wms.Conflict, "too_late", "job %s is %s and can't be cancelled", id, j.Status)
}

// Confirm says that an uncertain job did come out.
func Confirm(tx store.Tx, id string, by wms.UserID) (wms.PrintJob, error) {
	j, err := Job(tx, tx.Partition(), id)
	if err != nil {
		return j, err
	}
	if j.Status != wms.PrintUncertain {
		return j, wms.Refuse(wms.Conflict, "not_uncertain", "job %s is %s: there is nothing to confirm", id, j.Status)
	}
	tx.Emit(wms.Event{Type: "print.confirmed", Subject: j.ID, Data: map[string]any{"by": string(by)}})
	return end(tx, j, wms.PrintPrinted, "")
}

// Reprint makes a new job of one that is over, for a reason.
func Reprint(tx store.Tx, id string, printer wms.PrinterID, reason string, by wms.UserID) (wms.PrintJob, error) {
	old, err := Job(tx, tx.Partition(), id)
	if err != nil {
		return old, err
	}
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > 200 {
		return old, wms.Refuse(wms.Invalid, "missing_reason", "a reprint needs a reason of 1 to 200 characters")
	}
	if old.Status == wms.PrintWaiting || old.Status == wms.PrintSending {
		return old, wms.Refuse(wms.Conflict, "still_printing", "job %s is %s: it needs no reprint yet", id, old.Status)
	}
	if old.ReplacedBy != "" {
		return old, wms.Refuse(wms.Conflict, "reprinted_already", "job %s was reprinted as %s: reprint that one", id, old.ReplacedBy)
	}
	if printer == "" {
		printer = old.Printer
	}
	j, err := New(tx, wms.PrintJob{Printer: printer, Label: old.Label, Of: old.Of, Copies: old.Copies, By: by, ReprintOf: old.ID, Reason: reason, Task: old.Task})
	if err != nil {
		return j, err
	}
	old.ReplacedBy = j.ID
	tx.Emit(wms.Event{Type: "print.reprinted", Subject: old.ID, Data: map[string]any{"as": j.ID, "reason": reason, "by": string(by)}})
	if !over(old.Status) {
		_, err = end(tx, old, wms.PrintCancelled, old.Error)
		return j, err
	}
	return j, put(tx, old)
}

// Query asks for jobs, the newest first.
type Query struct {
	Printer wms.PrinterID
	Status  wms.PrintStatus
	Before  string // a job's id; "": from the newest on
	Limit   int
}

// List lists jobs of a warehouse.
func List(r store.Reader, p store.Partition, q Query) ([]wms.PrintJob, error) {
	out := []wms.PrintJob{}
	visit := func(_ store.KeyParts, j wms.PrintJob) (bool, error) {
		if (q.Printer == "" || j.Printer == q.Printer) && (q.Status == "" || j.Status == q.Status) {
			out = append(out, j)
		}
		return len(out) < q.Limit, nil
	}
	if q.Before != "" {
		return out, jobs.ScanBackFrom(r, p, nil, []any{q.Before}, visit)
	}
	return out, jobs.ScanBack(r, p, nil, visit)
}

// Care lists the jobs that a person must look at.
func Care(r store.Reader, p store.Partition, limit int) ([]wms.PrintJob, error) {
	var out []wms.PrintJob
	err := care.Scan(r, p, nil, func(_ store.KeyParts, id string) (bool, error) {
		j, err := Job(r, p, id)
		out = append(out, j)
		return len(out) < limit, err
	})
	return out, err
}

// Pass says that a carton stands at an applicator: its label is printed. Only
// the carton whose label is next is right.
func Pass(tx store.Tx, printer wms.PrinterID, unit string) (wms.PrintJob, error) {
	p, err := Get(tx, tx.Partition(), printer)
	if err != nil {
		return wms.PrintJob{}, err
	}
	if !p.Applies {
		return wms.PrintJob{}, wms.Refuse(wms.Conflict, "no_applicator", "printer %s applies no labels", printer)
	}
	var next wms.PrintJob
	err = queue.Scan(tx, tx.Partition(), []any{string(printer)}, func(_ store.KeyParts, id string) (bool, error) {
		j, err := Job(tx, tx.Partition(), id)
		if err == nil && !j.Passed {
			next = j
		}
		return next.ID == "", err
	})
	switch {
	case err != nil:
		return next, err
	case next.ID == "":
		return next, wms.Refuse(wms.Conflict, "no_label_waits", "no label waits at %s, but %s is there", printer, unit)
	case next.Of != unit:
		return next, wms.Refuse(wms.Conflict, "wrong_carton", "%s is at %s, but the next label is for %s: put the cartons in order, or cancel job %s", unit, printer, next.Of, next.ID).
			With("expected", next.Of)
	}
	next.Passed = true
	tx.Emit(wms.Event{Type: "print.passed", Subject: next.ID, Data: map[string]any{"printer": string(printer), "of": unit}})
	return next, put(tx, next)
}
