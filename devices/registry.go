package devices

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
)

// Link is how a controller is reached that has machines behind it: a PLC, a
// gateway, a maker's fleet controller.
type Link struct {
	ID, URL          string
	User, Password   string
	ServerThumbprint string // of its certificate, where the protocol has one
	ClientCert       string // PEM files of our own certificate
	ClientKey        string
	TLS              *tls.Config  // of protocols that are given one; nil: as the URL's scheme says
	Callback         string       // host:port where we listen for its callbacks; "": it is polled only
	Logger           *slog.Logger // never nil
}

// Spec is one machine behind a link.
type Spec struct {
	ID       string
	Class    Class
	Address  string // what the controller calls it: a prefix, a number, a name
	Stations int    // of a job device
	Chutes   int    // highest number of a sorter's chutes
}

// Connection to one controller. Add is called for each machine, then Run once.
type Connection interface {
	// Add makes the device. It refuses a class the protocol does not have.
	Add(Spec) (Device, error)
	// Run connects and keeps the connection until ctx ends. The devices' own
	// Run only deliver reports.
	Run(ctx context.Context) error
}

// Opener checks a link; nothing is connected before Run.
type Opener func(Link) (Connection, error)

var openers = map[string]Opener{}

// Register makes a protocol known by the name that site files use for it.
// Adapters call it once, in their init. It panics on a second registration of
// a name: two adapters for one protocol are a mistake of the program.
func Register(protocol string, open Opener) {
	if protocol == "" || open == nil {
		panic("devices: Register needs a protocol and an opener")
	}
	if _, had := openers[protocol]; had {
		panic("devices: protocol " + protocol + " is registered twice")
	}
	openers[protocol] = open
}

// Open prepares a connection in a registered protocol.
func Open(protocol string, l Link) (Connection, error) {
	open, ok := openers[protocol]
	if !ok {
		return nil, fmt.Errorf("link %s: protocol %q is not one of %s", l.ID, protocol, strings.Join(Protocols(), ", "))
	}
	if l.Logger == nil {
		l.Logger = slog.New(slog.DiscardHandler)
	}
	return open(l)
}

// Protocols that are registered, sorted.
func Protocols() []string { return slices.Sorted(maps.Keys(openers)) }
