package broker

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// Refusal is something that the broker did not let happen.
type Refusal struct {
	What   string // one of the constants below
	Detail string // the topic, or what was wrong
	User   string // as given; "" if none was
	Client string
	Remote string
}

// What was refused.
const (
	NoTLS     = "plain connection"
	BadTLS    = "TLS"
	LogIn     = "log-in"
	LockedOut = "locked out"
	LastWill  = "last will"
	Publish   = "publish"
	Subscribe = "subscribe"
	TooMany   = "too many"
)

// rules decides who may do what.
//
// The library's own matcher takes a literal entry for a whole subtree, so
// topics are compared as they are.
type rules struct {
	mqtt.HookBase
	server        *mqtt.Server
	log           *slog.Logger
	users         atomic.Pointer[map[string]*account]
	anonymousRead bool
	limits        Limits
	tries         *tries
	now           func() time.Time
	tell          func(Refusal)
	denied        *atomic.Int64

	mu   sync.Mutex
	told map[string]time.Time // when a refusal was told last
}

func newRules(cfg Config, log *slog.Logger, denied *atomic.Int64) (*rules, error) {
	r := &rules{log: log, anonymousRead: cfg.AllowAnonymousRead, limits: cfg.Limits.complete(), now: cfg.Now, tell: cfg.OnRefused,
		denied: denied, told: map[string]time.Time{}}
	if r.now == nil {
		r.now = time.Now
	}
	r.tries = newTries(r.limits, r.now)
	return r, r.setUsers(cfg.Users)
}

// setUsers replaces all users, or none if one of them is wrong.
func (r *rules) setUsers(users []User) error {
	fresh := map[string]*account{}
	for _, u := range users {
		a, err := newAccount(u)
		if err != nil {
			return err
		}
		if fresh[u.Name] != nil {
			return fmt.Errorf("MQTT broker: user %q is given twice", u.Name)
		}
		if old := r.account(u.Name); old != nil && old.same(a) {
			a = old // with its pace
		}
		fresh[u.Name] = a
	}
	r.users.Store(&fresh)
	return nil
}

func (r *rules) account(name string) *account {
	if all := r.users.Load(); all != nil {
		return (*all)[name]
	}
	return nil
}

// ID names the hook.
func (r *rules) ID() string { return "aisle-rules" }

// Provides says which questions the rules answer.
func (r *rules) Provides(b byte) bool {
	return bytes.Contains([]byte{mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnPublish}, []byte{b})
}

// OnConnectAuthenticate checks who it is, the last will, and that nobody takes
// over the session of another user by its client id.
func (r *rules) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	name := string(pk.Connect.Username)
	host, _, _ := net.SplitHostPort(cl.Net.Remote)
	shown := certificate(cl)
	if name == "" && shown != nil {
		name = shown.Subject.CommonName
		cl.Properties.Username = []byte(name)
	}
	if name == "" && !pk.Connect.UsernameFlag {
		if !r.anonymousRead || !local(cl.Net.Remote) {
			return r.deny(cl, LogIn, "no user and no certificate")
		}
	} else {
		who := name + " " + host
		if r.tries.locked(who) {
			return r.deny(cl, LockedOut, "too many wrong log-ins from "+host)
		}
		if why := r.known(name, pk.Connect, shown); why != "" {
			if r.tries.fail(who) {
				return r.deny(cl, LockedOut, "too many wrong log-ins from "+host)
			}
			return r.deny(cl, LogIn, why)
		}
		r.tries.right(who)
	}
	if pk.Connect.WillFlag && !r.mayWill(name, pk.Connect.WillTopic) {
		return r.deny(cl, LastWill, pk.Connect.WillTopic)
	}
	if other, ok := r.server.Clients.Get(cl.ID); ok && string(other.Properties.Username) != name {
		return r.deny(cl, LogIn, "the client id belongs to another user")
	}
	if r.connections(name, cl.ID) >= r.limits.Connections {
		return r.deny(cl, TooMany, "connections of one user")
	}
	return true
}

// certificate is what the client proved to have, nil if none. The handshake
// has verified it.
func certificate(cl *mqtt.Client) *x509.Certificate {
	if c, is := cl.Net.Conn.(*tls.Conn); is {
		if chains := c.ConnectionState().VerifiedChains; len(chains) > 0 {
			return chains[0][0]
		}
	}
	return nil
}

// known is empty if the user is who it says, else what is wrong.
func (r *rules) known(name string, given packets.ConnectParams, shown *x509.Certificate) string {
	a := r.account(name)
	if shown != nil {
		switch {
		case shown.Subject.CommonName != name:
			return "the certificate is of " + shown.Subject.CommonName
		case a == nil || !slices.Contains(a.user.Certificates, Thumbprint(shown)):
			return "the certificate is not, or no longer, enrolled"
		}
		return ""
	}
	if a == nil || !a.opens(given.Password) {
		return "wrong user or password"
	}
	return ""
}

// connections counts those of a vehicle's user but the one with the id.
func (r *rules) connections(name, id string) (n int) {
	if a := r.account(name); a == nil || a.user.Master {
		return 0
	}
	for _, c := range r.server.Clients.GetAll() {
		if c.ID != id && string(c.Properties.Username) == name && !c.Closed() {
			n++
		}
	}
	return n
}

// OnACLCheck is asked for each publication, each filter subscribed to, and
// each delivery.
func (r *rules) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	if r.allowed(string(cl.Properties.Username), topic, write) {
		return true
	}
	if cl.Closed() { // a session that waits for its user, who may be gone for good
		return false
	}
	if write {
		return r.deny(cl, Publish, topic)
	}
	return r.deny(cl, Subscribe, topic)
}

func (r *rules) allowed(name, topic string, write bool) bool {
	a := r.account(name)
	switch {
	case name == "": // anonymous, or it would not be connected
		return r.anonymousRead && !write
	case a == nil: // revoked a moment ago
		return false
	case a.user.Master:
		return true
	case write:
		return a.publish[topic]
	}
	return a.subscribe[topic]
}

func (r *rules) mayWill(name, topic string) bool {
	a := r.account(name)
	return a != nil && (a.user.Master || a.will[topic])
}

// OnPublish bounds the pace of vehicles and takes away the wish to keep a
// message where none may be kept: an order that was kept would be carried out
// again by a vehicle that comes back.
func (r *rules) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	a := r.account(string(cl.Properties.Username))
	if a == nil || a.user.Master {
		pk.FixedHeader.Retain = false
		return pk, nil
	}
	if !a.pace.take(r.limits.MessagesPerS, r.now()) {
		r.deny(cl, TooMany, fmt.Sprintf("messages: more than %d a second", r.limits.MessagesPerS))
		return pk, packets.ErrRejectPacket
	}
	if pk.FixedHeader.Retain && !a.keep[pk.TopicName] {
		pk.FixedHeader.Retain = false
	}
	return pk, nil
}

func (r *rules) deny(cl *mqtt.Client, what, detail string) bool {
	r.refuse(Refusal{What: what, Detail: detail, User: string(cl.Properties.Username), Client: cl.ID, Remote: cl.Net.Remote})
	return false
}

// tellAgain is the time in which the same refusal is told once.
const tellAgain = time.Second

func (r *rules) refuse(x Refusal) {
	r.denied.Add(1)
	host, _, _ := net.SplitHostPort(x.Remote)
	key := x.What + " " + x.User + " " + host
	now := r.now()
	r.mu.Lock()
	last, before := r.told[key]
	quiet := before && now.Sub(last) < tellAgain
	if !quiet {
		if len(r.told) >= maxTries {
			clear(r.told)
		}
		r.told[key] = now
	}
	r.mu.Unlock()
	if quiet {
		return
	}
	r.log.Warn("MQTT broker refused", "what", x.What, "detail", x.Detail, "client", x.Client, "user", x.User, "remote", x.Remote)
	if r.tell != nil {
		r.tell(x)
	}
}
