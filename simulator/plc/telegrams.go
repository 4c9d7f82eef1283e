package plc

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/telegram/wire"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Telegrams is an old controller of the twin: the same crane as behind OPC UA,
// behind numbered telegrams over TCP (package wire). It talks with one master
// at a time; a new connection replaces the old one.
type Telegrams struct {
	addr  string
	crane *crane
	log   *slog.Logger
}

// telegramSilence ends a connection whose other side says nothing.
const telegramSilence = 3 * time.Second

// NewTelegrams makes the controller of one crane. It listens when Run is
// called.
func NewTelegrams(addr string, speed float64, cfg Crane, w *world.World, log *slog.Logger) (*Telegrams, CraneHandle, error) {
	s := &Server{cfg: Config{Addr: addr, Speed: speed, Logger: log}, world: w, now: time.Now}
	c := &crane{cfg: cfg, blocked: map[string]bool{}}
	if err := s.add(c, cfg.ID, cfg.Prefix, cfg.Warehouse); err != nil {
		return nil, CraneHandle{}, err
	}
	c.declare()
	if err := start(c, time.Now()); err != nil {
		return nil, CraneHandle{}, err
	}
	return &Telegrams{addr: addr, crane: c, log: log}, CraneHandle{Handle{s, c}, c}, nil
}

// Run listens until ctx ends.
func (s *Telegrams) Run(ctx context.Context) error {
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("telegram controller: %w", err)
	}
	defer func() { _ = l.Close() }()
	conns := make(chan net.Conn)
	go func() {
		defer close(conns)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			select {
			case conns <- conn:
			case <-ctx.Done():
				_ = conn.Close()
				return
			}
		}
	}()
	tick := time.NewTicker(ScanCycle)
	defer tick.Stop()
	var with *telegramMaster
	drop := func() {
		if with != nil {
			_ = with.conn.Close()
			with = nil
		}
	}
	defer drop()
	for {
		var lines <-chan string
		if with != nil {
			lines = with.lines
		}
		select {
		case <-ctx.Done():
			return nil
		case conn := <-conns:
			drop()
			if conn != nil {
				with = newTelegramMaster(ctx, conn)
			}
		case line, open := <-lines:
			if !open || !s.hear(with, line) {
				drop()
			}
		case <-tick.C:
			s.crane.mu.Lock()
			s.crane.step(time.Now())
			s.crane.mu.Unlock()
			if with != nil && !s.speak(with, time.Now()) {
				drop()
			}
		}
	}
}

// telegramMaster is the WCS at the other end.
type telegramMaster struct {
	conn     net.Conn
	lines    chan string
	talk     wire.Talk
	heardAt  time.Time
	stateAt  time.Time
	saidDone uint32 // Done.Seq that was said in this connection
}

func newTelegramMaster(ctx context.Context, conn net.Conn) *telegramMaster {
	m := &telegramMaster{conn: conn, lines: make(chan string), heardAt: time.Now()}
	go func() {
		defer close(m.lines)
		s := bufio.NewScanner(conn)
		s.Buffer(make([]byte, 0, wire.LineLimit+2), wire.LineLimit+2)
		for s.Scan() {
			select {
			case m.lines <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return m
}

func (m *telegramMaster) send(line string) bool {
	if line == "" {
		return true
	}
	_ = m.conn.SetWriteDeadline(time.Now().Add(time.Second))
	_, err := m.conn.Write([]byte(line + "\n"))
	return err == nil
}

func (m *telegramMaster) say(latest bool, typ string, fields map[string]string) {
	_ = m.talk.Say(latest, typ, fields)
}

// hear acts upon a line; false ends the connection.
func (s *Telegrams) hear(m *telegramMaster, line string) bool {
	t, fresh, answer, err := m.talk.Hear(line)
	if err != nil {
		s.log.Warn("telegram controller", "err", err)
		return false
	}
	m.heardAt = time.Now()
	if fresh {
		c := s.crane
		c.mu.Lock()
		c.wcsBeatAt = m.heardAt
		s.act(m, t)
		c.mu.Unlock()
	}
	return m.send(answer)
}

func (s *Telegrams) act(m *telegramMaster, t wire.Telegram) {
	c, now := s.crane, m.heardAt
	id := t.Fields["id"]
	switch t.Type {
	case "HELLO":
		m.stateAt = time.Time{}
	case "JOB":
		if c.mem.Job != nil && c.mem.Job.Legs[0].JobID == id { // it runs already
			m.say(false, "REPLY", map[string]string{"id": id, "result": "1", "reason": "0"})
			return
		}
		s.command(t, devices.JobType(t.Int("type")), now)
		m.say(false, "REPLY", map[string]string{"id": id, "result": number(c.mem.AckResult), "reason": number(c.mem.AckReason)})
	case "ABORT":
		s.command(t, devices.JobAbort, now)
	case "DONEACK":
		if c.mem.Done.JobID == id {
			c.regs.set("DoneAck", c.mem.Done.Seq)
			c.wrote("DoneAck", now)
		}
	case "CLEAR":
		c.regs.set("Fault.ClearSeq", c.fault.Seq)
		c.wrote("Fault.ClearSeq", now)
	}
}

// command puts a telegram's fields where the crane's core reads its orders.
func (s *Telegrams) command(t wire.Telegram, typ devices.JobType, now time.Time) {
	c := s.crane
	c.regs.set("Cmd.Type", int32(typ))
	c.regs.set("Cmd.BootId", c.boot)
	for prefix, n := range map[string]string{"Cmd.": "", "Cmd2.": "2"} {
		c.regs.set(prefix+"JobId", t.Fields["id"+n])
		c.regs.set(prefix+"HandlingUnit", t.Fields["hu"+n])
		for end, field := range map[string]string{"Src.": "src", "Dst.": "dst"} {
			for i, v := range spotOf(t.Fields[field+n]) {
				c.regs.set(prefix+end+spotFields[i], v)
			}
		}
	}
	seq := next(c.mem.AckSeq)
	c.regs.set("Cmd.Seq", seq)
	c.wrote("Cmd.Seq", now)
}

// spotOf reads kind, side, x, y and depth; what is missing is 0.
func spotOf(s string) (out [5]int32) {
	for i, f := range strings.SplitN(s, ",", len(out)) {
		n, _ := strconv.ParseInt(f, 10, 32)
		out[i] = int32(n)
	}
	return out
}

func number(n int32) string { return strconv.Itoa(int(n)) }

// speak says what there is to say; false ends the connection.
func (s *Telegrams) speak(m *telegramMaster, now time.Time) bool {
	if now.Sub(m.heardAt) > telegramSilence {
		return false
	}
	c := s.crane
	c.mu.Lock()
	if now.Sub(m.stateAt) >= heartbeatEvery {
		m.stateAt = now
		load, _, _ := strings.Cut(c.regs.text("LoadHandlingUnit"), " ")
		f := map[string]string{"state": number(c.regs.i32("PackML.StateCurrent")), "x": number(c.regs.i32("Pos.X")), "y": number(c.regs.i32("Pos.Y")),
			"leg": number(c.regs.i32("Leg")), "hu": load, "fault": "0"}
		if c.fault.Active {
			f["fault"], f["text"] = strconv.Itoa(int(c.fault.Code)), c.fault.Text
		}
		m.say(true, "STATE", f)
	}
	if d := c.mem.Done; d.Seq != c.mem.DoneAck && d.Seq != m.saidDone && c.ready(now) {
		m.saidDone = d.Seq
		m.say(false, "DONE", map[string]string{"id": d.JobID, "result": number(int32(d.Result)), "result2": number(int32(d.Result2)),
			"reason": number(d.Reason), "reason2": number(d.Reason2)})
		m.stateAt = time.Time{}
	}
	if d := c.mem; d.Done.Seq == d.DoneAck && m.saidDone == d.DoneAck && m.saidDone != 0 {
		m.saidDone, m.stateAt = 0, time.Time{} // free: the master need not wait for the next STATE
	}
	c.mu.Unlock()
	return m.send(m.talk.Due(now))
}
