package broker

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync/atomic"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// rules decides who may do what. Immutable after newRules.
//
// The library's own matcher takes a literal entry for a whole subtree, so
// topics are compared as they are.
type rules struct {
	mqtt.HookBase
	server        *mqtt.Server
	log           *slog.Logger
	users         map[string]*account
	anonymousRead bool
	denied        *atomic.Int64
}

type account struct {
	password           [sha256.Size]byte
	master             bool
	publish, subscribe map[string]bool
}

func newRules(cfg Config, log *slog.Logger, denied *atomic.Int64) (*rules, error) {
	r := &rules{log: log, users: map[string]*account{}, anonymousRead: cfg.AllowAnonymousRead, denied: denied}
	for _, u := range cfg.Users {
		if u.Name == "" || u.Password == "" {
			return nil, fmt.Errorf("MQTT broker: user %q has no name or no password", u.Name)
		}
		if r.users[u.Name] != nil {
			return nil, fmt.Errorf("MQTT broker: user %q is given twice", u.Name)
		}
		a := &account{password: sha256.Sum256([]byte(u.Password)), master: u.Master, publish: map[string]bool{}, subscribe: map[string]bool{}}
		for _, t := range u.Publish {
			a.publish[t] = true
		}
		for _, t := range u.Subscribe {
			a.subscribe[t] = true
		}
		for _, t := range slices.Concat(u.Publish, u.Subscribe) {
			if t == "" || strings.ContainsAny(t, "+#") {
				return nil, fmt.Errorf("MQTT broker: user %q: %q is no exact topic", u.Name, t)
			}
		}
		r.users[u.Name] = a
	}
	return r, nil
}

func (r *rules) ID() string { return "aisle-rules" }

func (r *rules) Provides(b byte) bool {
	return bytes.Contains([]byte{mqtt.OnConnectAuthenticate, mqtt.OnACLCheck}, []byte{b})
}

// OnConnectAuthenticate checks name and password, the last will, and that
// nobody takes over the session of another user by its client id.
func (r *rules) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	name := string(pk.Connect.Username)
	switch {
	case !r.known(cl, pk):
		return r.deny(cl, "log-in", "wrong user or password")
	case pk.Connect.WillFlag && !r.allowed(name, pk.Connect.WillTopic, true):
		return r.deny(cl, "last will", pk.Connect.WillTopic)
	}
	if other, ok := r.server.Clients.Get(cl.ID); ok && string(other.Properties.Username) != name {
		return r.deny(cl, "log-in", "the client id belongs to another user")
	}
	return true
}

func (r *rules) known(cl *mqtt.Client, pk packets.Packet) bool {
	if !pk.Connect.UsernameFlag {
		host, _, err := net.SplitHostPort(cl.Net.Remote)
		return r.anonymousRead && err == nil && net.ParseIP(host).IsLoopback()
	}
	a := r.users[string(pk.Connect.Username)]
	given := sha256.Sum256(pk.Connect.Password)
	return a != nil && subtle.ConstantTimeCompare(given[:], a.password[:]) == 1
}

// OnACLCheck is asked for each publication, each filter subscribed to, and
// each delivery.
func (r *rules) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	if r.allowed(string(cl.Properties.Username), topic, write) {
		return true
	}
	if write {
		return r.deny(cl, "publish", topic)
	}
	return r.deny(cl, "subscribe", topic)
}

func (r *rules) allowed(name, topic string, write bool) bool {
	a := r.users[name]
	switch {
	case a == nil: // anonymous, or it would not be connected
		return r.anonymousRead && !write
	case a.master:
		return true
	case write:
		return a.publish[topic]
	}
	return a.subscribe[topic]
}

func (r *rules) deny(cl *mqtt.Client, what, detail string) bool {
	r.denied.Add(1)
	r.log.Warn("MQTT broker refused", "what", what, "detail", detail, "client", cl.ID, "user", string(cl.Properties.Username), "remote", cl.Net.Remote)
	return false
}
