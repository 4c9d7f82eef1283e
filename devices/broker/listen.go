package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/mochi-mqtt/server/v2/listeners"
)

const (
	// handshakeTime is how long a connection may take to prove itself.
	handshakeTime = 10 * time.Second
	// handshakesAtOnce bounds connections that have not done so yet.
	handshakesAtOnce = 512
)

// door listens on one address. It does the TLS handshake itself, with a
// deadline, and says why one failed.
type door struct {
	id, addr string
	tls      *tls.Config
	// localOnly lets in what comes from this machine, nothing else.
	localOnly bool
	refuse    func(Refusal)

	listen net.Listener
	slots  chan struct{}

	mu     sync.Mutex
	closed bool
	open   map[net.Conn]bool
	going  sync.WaitGroup // one for each of open
}

func newDoor(id, addr string, secure *tls.Config, localOnly bool, refuse func(Refusal)) *door {
	return &door{id: id, addr: addr, tls: secure, localOnly: localOnly, refuse: refuse, slots: make(chan struct{}, handshakesAtOnce), open: map[net.Conn]bool{}}
}

// Init opens the address.
func (d *door) Init(*slog.Logger) (err error) {
	d.listen, err = net.Listen("tcp", d.addr)
	return err
}

// Serve hands connections over until the door is closed.
func (d *door) Serve(establish listeners.EstablishFn) {
	for {
		conn, err := d.listen.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // no descriptors left, or one that broke at once
			time.Sleep(10 * time.Millisecond)
			continue
		}
		if !d.enter(conn) {
			return
		}
		d.slots <- struct{}{}
		go func() {
			defer d.leave(conn)
			checked := d.check(conn)
			<-d.slots
			if checked != nil {
				_ = establish(d.id, checked)
			}
		}()
	}
}

func (d *door) enter(conn net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		_ = conn.Close()
		return false
	}
	d.open[conn] = true
	d.going.Add(1)
	return true
}

func (d *door) leave(conn net.Conn) {
	d.mu.Lock()
	delete(d.open, conn)
	d.mu.Unlock()
	_ = conn.Close()
	d.going.Done()
}

// check is the connection to go on with, or nil.
func (d *door) check(conn net.Conn) net.Conn {
	remote := conn.RemoteAddr().String()
	if d.localOnly && !local(remote) {
		d.refuse(Refusal{What: NoTLS, Detail: "TLS is demanded from other machines", Remote: remote})
		_ = conn.Close()
		return nil
	}
	if d.tls == nil {
		return conn
	}
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTime)
	defer cancel()
	secure := tls.Server(conn, d.tls)
	err := secure.HandshakeContext(ctx)
	if err == nil {
		return secure
	}
	_ = conn.Close()
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &plain):
		d.refuse(Refusal{What: NoTLS, Detail: "spoke without TLS where TLS is demanded", Remote: remote})
	case !errors.Is(err, io.EOF): // who only looks whether somebody listens says nothing
		d.refuse(Refusal{What: BadTLS, Detail: err.Error(), Remote: remote})
	}
	return nil
}

func local(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	return err == nil && net.ParseIP(host).IsLoopback()
}

// ID names the door.
func (d *door) ID() string { return d.id }

// Address is where it listens.
func (d *door) Address() string {
	if d.listen != nil {
		return d.listen.Addr().String()
	}
	return d.addr
}

// Protocol is what it speaks.
func (d *door) Protocol() string { return "tcp" }

// Close closes the door and ends the connections of whom it let in. It does so
// itself: the library's way (Clients.GetByListener in 2.7.9) takes its read
// lock twice, and stands for ever if somebody leaves between the two.
func (d *door) Close(listeners.CloseFn) {
	d.mu.Lock()
	d.closed = true
	if d.listen != nil {
		_ = d.listen.Close()
	}
	for conn := range d.open {
		_ = conn.Close()
	}
	d.mu.Unlock()
	d.going.Wait()
}
