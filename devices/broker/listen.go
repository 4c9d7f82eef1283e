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
	once   sync.Once
}

func newDoor(id, addr string, secure *tls.Config, localOnly bool, refuse func(Refusal)) *door {
	return &door{id: id, addr: addr, tls: secure, localOnly: localOnly, refuse: refuse, slots: make(chan struct{}, handshakesAtOnce)}
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
		d.slots <- struct{}{}
		go func() {
			checked := d.check(conn)
			<-d.slots
			if checked != nil {
				_ = establish(d.id, checked)
			}
		}()
	}
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

// Close closes the door and whom it let in.
func (d *door) Close(closeClients listeners.CloseFn) {
	d.once.Do(func() {
		closeClients(d.id)
		if d.listen != nil {
			_ = d.listen.Close()
		}
	})
}
