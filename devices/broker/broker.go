// Package broker is the MQTT broker inside Aisle, for sites that have none.
// It is mochi-mqtt with access rules of our own; any other broker does as
// well.
//
// The nouns: a User logs in with name and password, or comes over TLS with a
// certificate whose common name it is. The master's user may publish and
// subscribe everything; a vehicle's user only the exact topics of that
// vehicle, in its own direction: it publishes its state and cannot publish an
// order, not even to itself. Its last will goes to its own connection topic
// only. Whatever is refused is counted and told as a Refusal; who logs in
// wrongly again and again is locked out for a while.
//
// Caveats: retained messages and sessions live in memory; after a restart
// vehicles and master say again what counts. Only a vehicle's "connection" and
// "factsheet" are retained, and nothing of the master's: an order that was
// kept would be carried out twice. A message of QoS 0 to a subscriber that
// does not keep up is dropped: watch Dropped. Topic aliases of MQTT 5 are
// off: the library checks rights before it resolves them.
package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// Config of a broker.
type Config struct {
	Addr  string // host:port without TLS; port 0 takes a free one
	Users []User
	// AllowAnonymousRead lets whoever connects from this machine without a
	// user name subscribe to everything, and publish nothing.
	AllowAnonymousRead bool
	// TLSAddr with TLS is a second door. Where there is one, other machines
	// must use it: the plain door lets in this machine only.
	TLSAddr string
	TLS     *tls.Config
	Limits  Limits
	// OnRefused is told what was refused, the same at most once a second. It
	// must not block.
	OnRefused func(Refusal)
	Now       func() time.Time // nil: time.Now
	Logger    *slog.Logger
}

// Broker is a running broker.
type Broker struct {
	server *mqtt.Server
	rules  *rules
	doors  []*door
	close  sync.Once
	stop   func() bool
	denied atomic.Int64
}

// limits of one message and of what may wait for one subscriber.
const (
	maxPacketBytes = 1 << 20
	maxPending     = 32 * 1024
	maxClients     = 20_000
	maxInFlight    = 1024
	// sessionLife is how long, in seconds, the session of somebody who is
	// away is kept.
	sessionLife = 3600
)

// Start runs a broker until ctx ends or Close is called.
func Start(ctx context.Context, cfg Config) (*Broker, error) {
	log := cfg.Logger
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if cfg.TLSAddr != "" && cfg.TLS == nil {
		return nil, errors.New("MQTT broker: an address for TLS needs a certificate")
	}
	b := &Broker{}
	rules, err := newRules(cfg, log, &b.denied)
	if err != nil {
		return nil, err
	}
	caps := mqtt.NewDefaultServerCapabilities()
	caps.MaximumPacketSize = maxPacketBytes
	caps.MaximumClientWritesPending = maxPending
	caps.MaximumClients = maxClients
	caps.MaximumInflight = maxInFlight
	caps.MaximumSessionExpiryInterval = sessionLife
	caps.TopicAliasMaximum = 0
	// The library logs each refused connection and each lost one as a warning;
	// the rules say what matters.
	b.server = mqtt.New(&mqtt.Options{Capabilities: caps, Logger: slog.New(quiet{log.Handler()})})
	rules.server, b.rules = b.server, rules
	if err := b.server.AddHook(rules, nil); err != nil {
		return nil, fmt.Errorf("MQTT broker: %w", err)
	}
	b.doors = []*door{newDoor("mqtt", cfg.Addr, nil, cfg.TLSAddr != "", rules.refuse)}
	if cfg.TLSAddr != "" {
		b.doors = append(b.doors, newDoor("mqtts", cfg.TLSAddr, cfg.TLS, false, rules.refuse))
	}
	for _, d := range b.doors {
		if err := b.server.AddListener(d); err != nil {
			_ = b.Close()
			return nil, listenError(d.addr, err)
		}
	}
	if err := b.server.Serve(); err != nil {
		_ = b.Close()
		return nil, fmt.Errorf("MQTT broker: %w", err)
	}
	b.stop = context.AfterFunc(ctx, func() { _ = b.Close() })
	log.Info("MQTT broker listens", "addr", b.Addr(), "tls", b.TLSAddr())
	return b, nil
}

func listenError(addr string, err error) error {
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("MQTT broker: %s is in use by another program: stop that one, or give another address", addr)
	case errors.As(err, &op) && op.Op == "listen":
		return fmt.Errorf("MQTT broker: cannot listen on %q: %w: give an address such as 127.0.0.1:1883", addr, op.Err)
	}
	return fmt.Errorf("MQTT broker: cannot listen on %q: %w", addr, err)
}

// Addr is the address listened on, with the port that was taken.
func (b *Broker) Addr() string { return b.doors[0].Address() }

// TLSAddr is the same for TLS; "" without it.
func (b *Broker) TLSAddr() string {
	if len(b.doors) < 2 {
		return ""
	}
	return b.doors[1].Address()
}

// SetUsers replaces all users. Connections of those who are gone, or whose
// credentials or rights changed, end.
func (b *Broker) SetUsers(users []User) error {
	before := *b.rules.users.Load()
	if err := b.rules.setUsers(users); err != nil {
		return err
	}
	for _, c := range b.server.Clients.GetAll() {
		name := string(c.Properties.Username)
		if old := before[name]; name != "" && !c.Net.Inline && (old == nil || !old.same(b.rules.account(name))) {
			_ = b.server.DisconnectClient(c, packets.ErrNotAuthorized)
		}
	}
	return nil
}

// Close ends all connections.
func (b *Broker) Close() error {
	var err error
	b.close.Do(func() {
		if b.stop != nil {
			b.stop()
		}
		err = b.server.Close()
	})
	return err
}

// Dropped counts messages that a subscriber was too slow for.
func (b *Broker) Dropped() int64 { return atomic.LoadInt64(&b.server.Info.MessagesDropped) }

// Denied counts log-ins, publications, subscriptions and wills refused.
func (b *Broker) Denied() int64 { return b.denied.Load() }

// Clients counts the connections.
func (b *Broker) Clients() int64 { return atomic.LoadInt64(&b.server.Info.ClientsConnected) }

// quiet passes errors only.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelError && q.Handler.Enabled(ctx, l)
}
func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }
func (q quiet) WithGroup(n string) slog.Handler      { return quiet{q.Handler.WithGroup(n)} }
