// Package printer is the twin of a label printer: it listens on TCP as one
// with a network card does (port 9100), takes labels in ZPL and says how it is
// when it is asked (~HS).
//
// The nouns: a Label is what came out, one per format (^XA … ^XZ), with its
// number of copies. What is received waits in a buffer and comes out one by one
// while nothing is in the way; what is in the buffer survives a lost
// connection, but not a power cut.
//
// Caveats: the language is understood roughly: where formats begin and end,
// how many copies (^PQ), which pictures and boxes there are; nothing is drawn.
package printer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Label is what came out.
type Label struct {
	ZPL    string // of the format, ^XA to ^XZ
	Copies int
	Fields int // boxes and pictures in it
}

// Faults are what is wrong with a printer.
type Faults struct {
	PaperOut, HeadOpen, Paused, RibbonOut bool
	// Jammed: what it has stays in it, and it does not notice.
	Jammed bool
	// Mute: it answers no question.
	Mute bool
	// DropAfter cuts each connection when so many bytes of it were read; 0: never.
	DropAfter int
	// DropWhole cuts a connection when a whole format was taken, before it
	// comes out or is asked about.
	DropWhole bool
}

// maxFormat bounds one format, maxWaiting what is in the buffer.
const (
	maxFormat  = 4 << 20
	maxWaiting = 100
)

// Printer is the twin. Listen, then Run.
type Printer struct {
	// PerLabel is the time that one label takes; set it before Run.
	PerLabel time.Duration

	listener net.Listener
	mu       sync.Mutex
	faults   Faults
	waiting  []Label
	printed  []Label
	partial  bool
	left     int // copies of the first waiting one still to print
	asked    int
}

// Listen takes an address; :0 is any free port.
func Listen(address string) (*Printer, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return &Printer{listener: l}, nil
}

// Address it listens at.
func (p *Printer) Address() string { return p.listener.Addr().String() }

// Set changes what is wrong with it.
func (p *Printer) Set(f Faults) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = f
}

// PowerCut empties its buffer.
func (p *Printer) PowerCut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting, p.left, p.partial = nil, 0, false
}

// Printed is what came out so far.
func (p *Printer) Printed() []Label {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.printed)
}

// Holds is how many labels it has received that did not come out.
func (p *Printer) Holds() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiting)
}

// Asked is how often it was asked how it is.
func (p *Printer) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// Run prints until ctx ends.
func (p *Printer) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	stop := context.AfterFunc(ctx, func() { _ = p.listener.Close() })
	defer stop()
	wg.Go(func() { p.feed(ctx) })
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return nil
			}
			return err
		}
		wg.Go(func() {
			end := context.AfterFunc(ctx, func() { _ = conn.Close() })
			defer end()
			defer conn.Close()
			p.talk(conn)
		})
	}
}

// feed lets labels out.
func (p *Printer) feed(ctx context.Context) {
	tick := time.NewTicker(max(p.PerLabel, 5*time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.mu.Lock()
			if f := p.faults; len(p.waiting) > 0 && !f.PaperOut && !f.HeadOpen && !f.Paused && !f.RibbonOut && !f.Jammed {
				if p.left == 0 {
					p.left = p.waiting[0].Copies
				}
				if p.left--; p.left == 0 {
					p.printed = append(p.printed, p.waiting[0])
					p.waiting = p.waiting[1:]
				}
			}
			p.mu.Unlock()
		}
	}
}

// talk reads one connection. A format that its end cuts off is thrown away.
func (p *Printer) talk(conn net.Conn) {
	in := bufio.NewReader(conn)
	var text strings.Builder
	defer p.setPartial(false)
	for n := 1; ; n++ {
		c, err := in.ReadByte()
		if err != nil || text.Len() > maxFormat {
			return
		}
		p.mu.Lock()
		f := p.faults
		p.mu.Unlock()
		if f.DropAfter > 0 && n >= f.DropAfter {
			cut(conn)
			return
		}
		text.WriteByte(c)
		switch s := text.String(); {
		case c == 'S' && strings.HasSuffix(s, "~HS"):
			text.Reset()
			if f.Mute {
				continue
			}
			if _, err := conn.Write([]byte(p.status())); err != nil {
				return
			}
		case c == 'A' && strings.HasSuffix(s, "^XA"):
			text.Reset()
			text.WriteString("^XA")
			p.setPartial(true)
		case c == 'Z' && strings.HasSuffix(s, "^XZ"):
			text.Reset()
			if !strings.HasPrefix(s, "^XA") || !p.take(s) {
				continue
			}
			if f.DropWhole {
				cut(conn)
				return
			}
		}
	}
}

// cut resets a connection: what the other side has not been told is lost.
func cut(conn net.Conn) {
	if t, ok := conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = conn.Close()
}

func (p *Printer) setPartial(is bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.partial = is
}

// take puts a whole format into the buffer.
func (p *Printer) take(zpl string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.partial = false
	if len(p.waiting) >= maxWaiting {
		return false
	}
	l := Label{ZPL: zpl, Copies: 1, Fields: strings.Count(zpl, "^GB") + strings.Count(zpl, "^GF")}
	if _, rest, found := strings.Cut(zpl, "^PQ"); found {
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
		if n, err := strconv.Atoi(digits); err == nil && n > 0 {
			l.Copies = n
		}
	}
	p.waiting = append(p.waiting, l)
	return true
}

// status is the answer to ~HS: three strings between STX and ETX.
func (p *Printer) status() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	f := p.faults
	bit := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	remaining := 0
	if len(p.waiting) > 0 {
		remaining = max(p.left, 1)
	}
	return fmt.Sprintf("\x02030,%d,%d,1245,%03d,%d,0,%d,000,0,0,0\x03\r\n\x02000,0,%d,%d,0,2,4,0,%08d,1,000\x03\r\n\x021234,0\x03\r\n",
		bit(f.PaperOut), bit(f.Paused), max(0, len(p.waiting)-1), bit(len(p.waiting) >= maxWaiting), bit(p.partial),
		bit(f.HeadOpen), bit(f.RibbonOut), remaining)
}
