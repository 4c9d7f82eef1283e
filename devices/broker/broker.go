// Package broker is the MQTT broker inside Aisle, for sites that have none.
// It is mochi-mqtt with access rules of our own; any other broker does as
// well.
//
// The nouns: a User logs in with name and password. The master's user may
// publish and subscribe everything; a vehicle's user only the exact topics of
// that vehicle, in its own direction: it publishes its state and cannot
// publish an order, not even to itself. The same holds for its last will.
//
// Caveats: retained messages and sessions live in memory; after a restart
// vehicles and master say again what counts (VDA 5050 retains only
// "connection"). A message of QoS 0 to a subscriber that does not keep up is
// dropped: watch Dropped.
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

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
)

// Config of a broker.
type Config struct {
	Addr  string // host:port; port 0 takes a free one
	Users []User
	// AllowAnonymousRead lets whoever connects from this machine without a
	// user name subscribe to everything, and publish nothing.
	AllowAnonymousRead bool
	TLS                *tls.Config // nil: plain TCP
	Logger             *slog.Logger
}

// User of the broker. Publish and Subscribe are exact topics, no wildcards; a
// Master needs none.
type User struct {
	Name, Password     string
	Master             bool
	Publish, Subscribe []string
}

// VehicleUser is the user of the vehicle whose topics begin with root, such
// as "uagv/v2/aisle/C001".
func VehicleUser(name, password, root string) User {
	return User{
		Name: name, Password: password,
		Publish:   []string{root + "/state", root + "/visualization", root + "/connection", root + "/factsheet"},
		Subscribe: []string{root + "/order", root + "/instantActions", root + "/responses", root + "/zoneSet"},
	}
}

// Broker is a running broker.
type Broker struct {
	server *mqtt.Server
	addr   string
	close  sync.Once
	stop   func() bool
	denied atomic.Int64
}

// limits of one message and of what may wait for one subscriber.
const (
	maxPacketBytes = 1 << 20
	maxPending     = 32 * 1024
)

// Start runs a broker until ctx ends or Close is called.
func Start(ctx context.Context, cfg Config) (*Broker, error) {
	log := cfg.Logger
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	b := &Broker{}
	rules, err := newRules(cfg, log, &b.denied)
	if err != nil {
		return nil, err
	}
	caps := mqtt.NewDefaultServerCapabilities()
	caps.MaximumPacketSize = maxPacketBytes
	caps.MaximumClientWritesPending = maxPending
	// The library logs each refused connection and each lost one as a warning;
	// the rules say what matters.
	b.server = mqtt.New(&mqtt.Options{Capabilities: caps, Logger: slog.New(quiet{log.Handler()})})
	rules.server = b.server
	if err := b.server.AddHook(rules, nil); err != nil {
		return nil, fmt.Errorf("MQTT broker: %w", err)
	}
	l := listeners.NewTCP(listeners.Config{ID: "mqtt", Address: cfg.Addr, TLSConfig: cfg.TLS})
	if err := b.server.AddListener(l); err != nil {
		return nil, listenError(cfg.Addr, err)
	}
	b.addr = l.Address()
	if err := b.server.Serve(); err != nil {
		_ = b.Close()
		return nil, fmt.Errorf("MQTT broker: %w", err)
	}
	b.stop = context.AfterFunc(ctx, func() { _ = b.Close() })
	log.Info("MQTT broker listens", "addr", b.addr)
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
func (b *Broker) Addr() string { return b.addr }

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
