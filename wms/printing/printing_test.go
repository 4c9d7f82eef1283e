package printing

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/simulator/printer"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

const site = store.Partition("north")

// bench is a store with a spooler that runs, and what it alarmed of.
type bench struct {
	t      *testing.T
	db     *store.Bolt
	s      *Spooler
	stop   func()
	mu     sync.Mutex
	alarms map[string]string
	drawn  func(j wms.PrintJob) ([]byte, error)
	answer time.Duration
}

func newBench(t *testing.T) *bench {
	db, _ := storetest.Open(t)
	b := &bench{t: t, db: db, answer: 10 * time.Second, alarms: map[string]string{}}
	b.run()
	t.Cleanup(func() { b.stop() })
	return b
}

// run starts a spooler, as a start of the program does.
func (b *bench) run() {
	b.s = &Spooler{Store: b.db, Partitions: []store.Partition{site}, Logger: slog.New(slog.DiscardHandler), Folder: b.t.TempDir(),
		Look: 20 * time.Millisecond, First: 10 * time.Millisecond, Last: 50 * time.Millisecond, Answer: b.answer, Sending: 20 * time.Second, Stall: time.Minute,
		Draw: func(_ context.Context, j wms.PrintJob, _ wms.Printer) ([]byte, error) {
			if b.drawn != nil {
				return b.drawn(j)
			}
			return []byte("^XA^FO1,1^GB9,9,9^FS^FX" + j.Of + "^XZ\n"), nil
		},
		Alarm: func(_ store.Partition, _ wms.PrinterID, code string, words wms.Words) {
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.alarms[code] = words.String(); words.IsZero() {
				delete(b.alarms, code)
			}
		}}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	s := b.s
	go func() { done <- s.Run(ctx) }()
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			b.t.Error(err)
		}
	})
}

func (b *bench) alarm(code string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.alarms[code]
}

func (b *bench) try(fn func(tx store.Tx) error) error {
	_, err := storetest.Try(b.db, site, fn)
	return err
}

func (b *bench) twin() *printer.Printer {
	tw, err := printer.Listen("127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = tw.Run(ctx) }()
	b.t.Cleanup(func() { cancel(); <-done })
	return tw
}

func (b *bench) put(p wms.Printer) {
	b.t.Helper()
	if err := b.try(func(tx store.Tx) error {
		_, err := Put(tx, p, nil, func(wms.LocationID) bool { return true })
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) ask(printer wms.PrinterID, of string) wms.PrintJob {
	b.t.Helper()
	var out wms.PrintJob
	if err := b.try(func(tx store.Tx) (err error) {
		out, err = New(tx, wms.PrintJob{Printer: printer, Label: "lpn", Of: of, By: "ana"})
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) job(id string) (j wms.PrintJob) {
	b.t.Helper()
	if err := b.db.View(func(r store.Reader) (err error) { j, err = Job(r, site, id); return err }); err != nil {
		b.t.Fatal(err)
	}
	return j
}

func (b *bench) until(what string, is func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.t.Fatalf("never: %s", what)
		}
	}
}

func (b *bench) becomes(id string, s wms.PrintStatus) {
	b.t.Helper()
	b.until(id+" "+string(s), func() bool { return b.job(id).Status == s })
}

func refused(t *testing.T, err error, code string) {
	t.Helper()
	if got := wms.CodeOf(err); err == nil && code != "" || err != nil && got != code {
		t.Errorf("%v, want %s", err, code)
	}
}

func of(l printer.Label) string {
	_, rest, _ := strings.Cut(l.ZPL, "^FX")
	return strings.TrimSuffix(rest, "^XZ")
}

func names(ls []printer.Label) string {
	var out []string
	for _, l := range ls {
		out = append(out, of(l))
	}
	return strings.Join(out, " ")
}

func TestLabelsComeOutInOrderOnce(t *testing.T) {
	b := newBench(t)
	tw := b.twin()
	b.put(wms.Printer{ID: "p1", Kind: "zpl", Address: tw.Address()})
	var last, want = "", []string{}
	for i := range 20 {
		last = b.ask("p1", fmt.Sprintf("U%02d", i)).ID
		want = append(want, fmt.Sprintf("U%02d", i))
	}
	b.becomes(last, wms.PrintPrinted)
	if got := names(tw.Printed()); got != strings.Join(want, " ") {
		t.Errorf("came out %s", got)
	}
	var three wms.PrintJob
	if err := b.try(func(tx store.Tx) (err error) {
		three, err = New(tx, wms.PrintJob{Printer: "p1", Label: "lpn", Of: "X", Copies: 3})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	b.becomes(three.ID, wms.PrintPrinted)
	if all := tw.Printed(); all[len(all)-1].Copies != 3 {
		t.Errorf("copies %+v", all[len(all)-1])
	}
}

// Whatever the printer lacks is said; the job waits, and goes on by itself.
func TestTroubleIsSaidAndPasses(t *testing.T) {
	for code, f := range map[string]printer.Faults{"paper_out": {PaperOut: true}, "head_open": {HeadOpen: true}, "paused": {Paused: true}, "ribbon_out": {RibbonOut: true}} {
		t.Run(code, func(t *testing.T) {
			b := newBench(t)
			tw := b.twin()
			tw.Set(f)
			b.put(wms.Printer{ID: "p1", Kind: "zpl", Address: tw.Address()})
			j := b.ask("p1", "U1")
			b.until("trouble", func() bool { _, now, _ := b.s.How("p1"); return now == code })
			if b.alarm("printer/p1") == "" || b.job(j.ID).Status != wms.PrintWaiting || len(tw.Printed()) != 0 {
				t.Errorf("alarm %q, job %+v", b.alarm("printer/p1"), b.job(j.ID))
			}
			tw.Set(printer.Faults{})
			b.becomes(j.ID, wms.PrintPrinted)
			b.until("alarm over", func() bool { return b.alarm("printer/p1") == "" })
			if got := names(tw.Printed()); got != "U1" || b.job(j.ID).Attempts != 1 {
				t.Errorf("came out %q after %d attempts", got, b.job(j.ID).Attempts)
			}
		})
	}
}

// The roll ends while a label is in the printer: it comes out when there is a
// new one, and is not sent again.
func TestPaperEndsWithinALabel(t *testing.T) {
	b := newBench(t)
	tw := b.twin()
	tw.Set(printer.Faults{Jammed: true})
	b.put(wms.Printer{ID: "p1", Kind: "zpl", Address: tw.Address()})
	j := b.ask("p1", "U1")
	b.becomes(j.ID, wms.PrintSending)
	b.until("in the printer", func() bool { return tw.Holds() == 1 })
	tw.Set(printer.Faults{PaperOut: true, Jammed: true})
	b.until("said", func() bool { return strings.Contains(b.alarm("printer/p1"), "roll") })
	if j = b.job(j.ID); j.Status != wms.PrintSending {
		t.Errorf("job %+v", j)
	}
	refused(t, b.try(func(tx store.Tx) error { _, err := Cancel(tx, j.ID); return err }), "too_late")
	tw.Set(printer.Faults{})
	b.becomes(j.ID, wms.PrintPrinted)
	if got := names(tw.Printed()); got != "U1" {
		t.Errorf("came out %q", got)
	}
}

// A connection that breaks before the end of a label was handed over can not
// have printed it: it is tried again. One that breaks behind it may have.
func TestBrokenConnections(t *testing.T) {
	b := newBench(t)
	big := strings.Repeat("^FX0123456789012345678901234567890123456789^FS\n", 1<<19) // more than any socket takes
	b.drawn = func(j wms.PrintJob) ([]byte, error) {
		if b.job(j.ID).Attempts == 0 {
			return []byte("^XA" + big + "^XZ"), nil
		}
		return []byte("^XA^FX" + j.Of + "^XZ"), nil
	}
	tw := b.twin()
	tw.Set(printer.Faults{DropAfter: 1000})
	b.put(wms.Printer{ID: "p1", Kind: "zpl", Address: tw.Address()})
	j := b.ask("p1", "U1")
	b.until("tried", func() bool { return b.job(j.ID).Attempts > 0 })
	tw.Set(printer.Faults{})
	b.becomes(j.ID, wms.PrintPrinted)
	if got := names(tw.Printed()); got != "U1" {
		t.Errorf("came out %q", got)
	}

	b.drawn = nil
	tw.Set(printer.Faults{DropWhole: true})
	k := b.ask("p1", "U2")
	b.becomes(k.ID, wms.PrintUncertain)
	tw.Set(printer.Faults{})
	b.until("asks", func() bool { return strings.Contains(b.alarm("print/"+k.ID), "may have been printed") })
	refused(t, b.try(func(tx store.Tx) error { _, err := Cancel(tx, k.ID); return err }), "print_uncertain")
	if err := b.try(func(tx store.Tx) error { _, err := Confirm(tx, k.ID, "ana"); return err }); err != nil {
		t.Fatal(err)
	}
	b.until("alarm over", func() bool { return b.alarm("print/"+k.ID) == "" })
	refused(t, b.try(func(tx store.Tx) error { _, err := Confirm(tx, k.ID, "ana"); return err }), "not_uncertain")
}

// The program stops while a label is with the printer: at the next start
// nobody knows, so it asks; it prints again only on a person's word.
func TestStoppedWhileSending(t *testing.T) {
	b := newBench(t)
	tw := b.twin()
	tw.Set(printer.Faults{Jammed: true})
	b.put(wms.Printer{ID: "p1", Kind: "zpl", Address: tw.Address()})
	j := b.ask("p1", "U1")
	b.until("in the printer", func() bool { return tw.Holds() == 1 })
	b.becomes(j.ID, wms.PrintSending)
	b.stop()
	if b.job(j.ID).Status != wms.PrintSending {
		t.Fatal("the stop changed the job")
	}
	b.run()
	b.becomes(j.ID, wms.PrintUncertain)
	tw.PowerCut()
	refused(t, b.try(func(tx store.Tx) error { _, err := Reprint(tx, j.ID, "", " ", "ana"); return err }), "missing_reason")
	var again wms.PrintJob
	if err := b.try(func(tx store.Tx) (err error) {
		again, err = Reprint(tx, j.ID, "", "nothing came out", "ana")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if old := b.job(j.ID); old.Status != wms.PrintCancelled || old.ReplacedBy != again.ID || again.ReprintOf != j.ID || again.Reason != "nothing came out" {
		t.Errorf("old %+v, new %+v", old, again)
	}
	refused(t, b.try(func(tx store.Tx) error { _, err := Reprint(tx, j.ID, "", "again", "ana"); return err }), "reprinted_already")
	refused(t, b.try(func(tx store.Tx) error { _, err := Reprint(tx, again.ID, "", "again", "ana"); return err }), "still_printing")
}

// A printer that is off is tried with growing waits, then its job fails; what
// can't be drawn fails at once. Both can be printed anew or given up.
func TestFailures(t *testing.T) {
	b := newBench(t)
	b.put(wms.Printer{ID: "off", Kind: "zpl", Address: "127.0.0.1:1025"})
	j := b.ask("off", "U1")
	b.becomes(j.ID, wms.PrintFailed)
	if j = b.job(j.ID); j.Attempts != MaxTries || !strings.Contains(j.Error, "switched on") {
		t.Errorf("failed %+v", j)
	}
	tw := b.twin()
	b.put(wms.Printer{ID: "p1", Kind: "zpl", Address: tw.Address()})
	var again wms.PrintJob
	if err := b.try(func(tx store.Tx) (err error) { again, err = Reprint(tx, j.ID, "p1", "off", "ana"); return err }); err != nil {
		t.Fatal(err)
	}
	b.becomes(again.ID, wms.PrintPrinted)
	b.drawn = func(wms.PrintJob) ([]byte, error) {
		return nil, wms.Refuse(wms.NotFound, "unknown_handling_unit", "no handling unit")
	}
	k := b.ask("p1", "U2")
	b.becomes(k.ID, wms.PrintFailed)
	if err := b.try(func(tx store.Tx) error { _, err := Cancel(tx, k.ID); return err }); err != nil {
		t.Fatal(err)
	}
	b.drawn = func(wms.PrintJob) ([]byte, error) { return nil, errors.New("disk") }
	l := b.ask("p1", "U3")
	b.until("is tried", func() bool { doing, _, _ := b.s.How("p1"); return doing == "printing" })
	b.stop()
	if b.job(l.ID).Status != wms.PrintWaiting {
		t.Errorf("%+v", b.job(l.ID))
	}
}

func TestMutePrinterIsTroubled(t *testing.T) {
	b := newBench(t)
	b.stop()
	b.answer = 100 * time.Millisecond
	b.run()
	tw := b.twin()
	tw.Set(printer.Faults{Mute: true})
	b.put(wms.Printer{ID: "p1", Kind: "zpl", Address: tw.Address()})
	j := b.ask("p1", "U1")
	b.becomes(j.ID, wms.PrintFailed)
	if len(tw.Printed()) != 0 || !strings.Contains(b.job(j.ID).Error, "did not answer") {
		t.Errorf("%+v", b.job(j.ID))
	}
}

// What waits at a printer in trouble comes out at the one that stands in: by
// itself after a time, or at once when the printer is put out of use.
func TestStandIn(t *testing.T) {
	b := newBench(t)
	one, two := b.twin(), b.twin()
	one.Set(printer.Faults{PaperOut: true})
	b.put(wms.Printer{ID: "p2", Kind: "zpl", Address: two.Address()})
	p1 := wms.Printer{ID: "p1", Kind: "zpl", Address: one.Address(), StandIn: "p2", StandInAfterS: 1}
	b.put(p1)
	j, k := b.ask("p1", "U1"), b.ask("p1", "U2")
	b.becomes(j.ID, wms.PrintPrinted)
	b.becomes(k.ID, wms.PrintPrinted)
	if j = b.job(j.ID); j.Printer != "p2" || j.StandsIn != "p1" || names(two.Printed()) != "U1 U2" || len(one.Printed()) != 0 {
		t.Errorf("%+v; at p2 %s", j, names(two.Printed()))
	}
	one.Set(printer.Faults{})
	p1.OutOfUse = true
	b.put(p1)
	l := b.ask("p1", "U3")
	b.becomes(l.ID, wms.PrintPrinted)
	if names(two.Printed()) != "U1 U2 U3" {
		t.Errorf("at p2 %s", names(two.Printed()))
	}
	two.Set(printer.Faults{Paused: true})
	p2 := wms.Printer{ID: "p2", Kind: "zpl", Address: two.Address(), OutOfUse: true}
	b.put(p2)
	refused(t, b.try(func(tx store.Tx) error {
		_, err := New(tx, wms.PrintJob{Printer: "p2", Label: "lpn", Of: "x"})
		return err
	}), "printer_out_of_use")
}

// A label is applied to its own carton: in the order in which the labels were
// asked for, each when its carton passes.
func TestPrintAndApply(t *testing.T) {
	b := newBench(t)
	tw := b.twin()
	b.put(wms.Printer{ID: "a1", Kind: "zpl", Address: tw.Address(), Applies: true})
	pass := func(unit string) error {
		return b.try(func(tx store.Tx) error { _, err := Pass(tx, "a1", unit); return err })
	}
	refused(t, pass("C1"), "no_label_waits")
	j1, j2, j3 := b.ask("a1", "C1"), b.ask("a1", "C2"), b.ask("a1", "C3")
	refused(t, pass("C2"), "wrong_carton")
	if tw.Asked() != 0 || b.job(j1.ID).Status != wms.PrintWaiting {
		t.Error("a label came out before its carton was there")
	}
	if err := pass("C1"); err != nil {
		t.Fatal(err)
	}
	b.becomes(j1.ID, wms.PrintPrinted)
	refused(t, pass("C1"), "wrong_carton")
	if err := b.try(func(tx store.Tx) error { _, err := Cancel(tx, j2.ID); return err }); err != nil { // C2 was taken off the line
		t.Fatal(err)
	}
	if err := pass("C3"); err != nil {
		t.Fatal(err)
	}
	b.becomes(j3.ID, wms.PrintPrinted)
	if got := names(tw.Printed()); got != "C1 C3" {
		t.Errorf("applied %s", got)
	}
	refused(t, b.try(func(tx store.Tx) error {
		_, err := New(tx, wms.PrintJob{Printer: "a1", Label: "lpn", Of: "x", Copies: 2})
		return err
	}), "invalid_copies")
}

func TestFolder(t *testing.T) {
	b := newBench(t)
	b.put(wms.Printer{ID: "office", Kind: "pdf"})
	old := filepath.Join(b.s.Folder, "office", "old.pdf")
	if err := errors.Join(os.MkdirAll(filepath.Dir(old), 0o700), os.WriteFile(old, nil, 0o600), os.Chtimes(old, time.Time{}, time.Now().Add(-2*KeepFiles))); err != nil {
		t.Fatal(err)
	}
	j := b.ask("office", "U1")
	b.becomes(j.ID, wms.PrintPrinted)
	raw, err := os.ReadFile(filepath.Join(b.s.Folder, "office", j.ID+"-1.pdf"))
	if err != nil || !strings.Contains(string(raw), "U1") {
		t.Errorf("%s %v", raw, err)
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("an old file is still there")
	}
}

func TestPrintersAreChecked(t *testing.T) {
	b := newBench(t)
	known := func(l wms.LocationID) bool { return l == "bench-1" }
	abroad := Reachable{netip.MustParsePrefix("203.0.113.0/24")}
	try := func(p wms.Printer) error {
		return b.try(func(tx store.Tx) error { _, err := Put(tx, p, abroad, known); return err })
	}
	zpl := wms.Printer{ID: "p", Kind: "zpl", Address: "10.1.2.3:9100"}
	with := func(f func(p *wms.Printer)) wms.Printer { p := zpl; f(&p); return p }
	for address, code := range map[string]string{"10.1.2.3:9100": "", "192.168.1.1:9100": "", "172.16.0.9:6101": "", "127.0.0.1:9100": "", "[::1]:9100": "", "[fd00::7]:9100": "",
		"203.0.113.9:9100": "", "8.8.8.8:9100": "address_not_private", "169.254.169.254:9100": "address_not_private", "[2001:db8::1]:9100": "address_not_private",
		"0.0.0.0:9100": "address_not_private", "[::ffff:8.8.8.8]:9100": "address_not_private", "printer.local:9100": "invalid_address", "10.1.2.3": "invalid_address", "10.1.2.3:80": "invalid_address", "": "invalid_address"} {
		refused(t, try(with(func(p *wms.Printer) { p.Address = address })), code)
	}
	for code, p := range map[string]wms.Printer{
		"invalid_id":       with(func(p *wms.Printer) { p.ID = "a/../b" }),
		"invalid_kind":     with(func(p *wms.Printer) { p.Kind = "epl" }),
		"invalid_dpi":      with(func(p *wms.Printer) { p.DPI = 600 }),
		"invalid_after":    with(func(p *wms.Printer) { p.StandInAfterS = -1 }),
		"unknown_location": with(func(p *wms.Printer) { p.Stations = []wms.LocationID{"moon"} }),
		"invalid_stand_in": with(func(p *wms.Printer) { p.StandIn = "p" }),
	} {
		refused(t, try(p), code)
	}
	refused(t, try(wms.Printer{ID: "q", Kind: "pdf", Address: "10.0.0.1:9100"}), "invalid_address")
	refused(t, b.try(func(tx store.Tx) error {
		_, err := New(tx, wms.PrintJob{Printer: "nobody", Label: "lpn", Of: "x"})
		return err
	}), "unknown_printer")
	refused(t, b.try(func(tx store.Tx) error {
		_, err := New(tx, wms.PrintJob{Printer: "p", Label: "poster", Of: "x"})
		return err
	}), "unknown_label")
}

func TestStatusIsRead(t *testing.T) {
	got, err := ReadStatus(bufio.NewReader(strings.NewReader("\r\n\x02030,1,1,1245,003,0,0,1,000,0,0,1\x03\r\n\x02000,0,1,0,0,2,4,0,00000012,1,000\x03\r\n\x021234,0\x03\r\n")))
	want := Status{PaperOut: true, Paused: true, HeadOpen: true, TooHot: true, Formats: 3, Partial: true, Remaining: 12}
	if err != nil || got != want || got.Done() {
		t.Errorf("%+v %v", got, err)
	}
	for _, wrong := range []string{"", "HTTP/1.1 400 Bad Request\r\n\r\n", "\x021,2\x03\x021\x03\x021\x03", strings.Repeat("x", 5000),
		"\x02030,2,1,1245,003,0,0,1,000,0,0,1\x03\r\n\x02000,0,1,0,0,2,4,0,00000012,1,000\x03\r\n\x021234,0\x03\r\n"} {
		if s, err := ReadStatus(bufio.NewReader(strings.NewReader(wrong))); err == nil {
			t.Errorf("%q is %+v", wrong, s)
		}
	}
}

func FuzzStatus(f *testing.F) {
	f.Add([]byte("\x02030,1,1,1245,003,0,0,1,000,0,0,1\x03\r\n\x02000,0,1,0,0,2,4,0,00000012,1,000\x03\r\n\x021234,0\x03\r\n"))
	f.Add([]byte("\x02\x03\x02\x03\x02\x03"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ReadStatus(bufio.NewReader(strings.NewReader(string(raw))))
		if err == nil && (s.Formats < 0 || s.Remaining < 0) {
			t.Errorf("%+v", s)
		}
	})
}
