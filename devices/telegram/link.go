package telegram

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/telegram/wire"
)

func init() { devices.Register("telegram", open) }

const (
	tick         = 20 * time.Millisecond
	dialWithin   = 2 * time.Second
	writeWithin  = 2 * time.Second
	connectAgain = 500 * time.Millisecond
)

// link is the edge: the socket of one controller, which has one crane.
type link struct {
	addr  string
	log   *slog.Logger
	crane *crane
	woken chan struct{}
	now   func() time.Time
}

func open(l devices.Link) (devices.Connection, error) {
	u, err := url.Parse(l.URL)
	if err != nil || u.Scheme != "tcp" || u.Port() == "" {
		return nil, fmt.Errorf("link %s: url %q must look like tcp://host:port", l.ID, l.URL)
	}
	return &link{addr: u.Host, log: l.Logger.With("link", l.ID), woken: make(chan struct{}, 1), now: time.Now}, nil
}

// Add implements devices.Connection.
func (l *link) Add(d devices.Spec) (devices.Device, error) {
	if d.Class != devices.ClassCrane || l.crane != nil {
		return nil, fmt.Errorf("device %s: a telegram controller has one crane and nothing else", d.ID)
	}
	l.crane = &crane{id: d.ID, news: make(chan struct{}, 1), wake: func() {
		select {
		case l.woken <- struct{}{}:
		default:
		}
	}, last: devices.Status{Mode: "offline", Protocol: Protocol}}
	return l.crane, nil
}

// Run implements devices.Connection.
func (l *link) Run(ctx context.Context) error {
	if l.crane == nil {
		return nil
	}
	for ctx.Err() == nil {
		err := l.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		l.log.Warn("telegram link is down", "address", l.addr, "err", err)
		l.crane.lost(l.now(), fmt.Sprintf("controller %s: %v", l.addr, err))
		select {
		case <-ctx.Done():
		case <-time.After(connectAgain):
		}
	}
	return nil
}

// session is one connection, from dialling to its end.
func (l *link) session(ctx context.Context) error {
	conn, err := (&net.Dialer{Timeout: dialWithin}).DialContext(ctx, "tcp", l.addr)
	if err != nil {
		return err
	}
	lines, failed := make(chan string), make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer func() { cancel(); _ = conn.Close(); <-failed }()
	go func() { failed <- read(ctx, conn, lines) }()
	l.crane.connected(l.now())
	send := func(line string) error {
		if line == "" {
			return nil
		}
		if err := conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
			return err
		}
		_, err := conn.Write([]byte(line + "\n"))
		return err
	}
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		var answer string
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			failed <- err
			return err
		case line := <-lines:
			if answer, err = l.crane.heard(l.now(), line); err != nil {
				return err
			}
		case <-l.woken:
		case <-t.C:
		}
		if err := send(answer); err != nil {
			return err
		}
		line, over := l.crane.due(l.now())
		if over {
			return fmt.Errorf("silent for more than %v", silentAfter)
		}
		if err := send(line); err != nil {
			return err
		}
	}
}

// read hands on lines until the connection ends.
func read(ctx context.Context, conn net.Conn, lines chan<- string) error {
	s := bufio.NewScanner(conn)
	s.Buffer(make([]byte, 0, wire.LineLimit+2), wire.LineLimit+2)
	for s.Scan() {
		select {
		case lines <- s.Text():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := s.Err(); err != nil {
		return err
	}
	return errors.New("the other side hung up")
}
