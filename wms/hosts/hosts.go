// Package hosts connects other systems: an ERP, a shop, a marketplace. Orders
// come in, each exactly once by the host's own order id; what happens here is
// told to the host by signed webhooks, each message at least once and in order
// per key.
//
// The nouns: a Host is a connection; its messages are the published events it
// asked for, so the journal is the queue and a host that is down costs one
// number, its cursor; a message that the host refuses is parked with whatever
// follows under its key (an order, a receipt, an item), and the rest goes on;
// the delivery log says what was sent when.
//
// Caveats: a host gets a message again whenever its answer was lost, so it
// must remember ids, or the last sequence number per key. The log keeps the
// last LogLength entries.
package hosts

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// cursor is how far a host is. Generation changes with every replay, so that
// a delivery under way does not undo it. High is the largest Seq ever sent.
type cursor struct {
	Seq        uint64    `cbor:"1,keyasint"`
	Generation uint64    `cbor:"2,keyasint,omitempty"`
	High       uint64    `cbor:"3,keyasint,omitempty"`
	At         time.Time `cbor:"4,keyasint"`
	Start      uint64    `cbor:"5,keyasint,omitempty"` // the last sequence number when the host was connected
}

// parked is a message that waits for the host to take it, or an earlier one
// of its key.
type parked struct {
	Message  wms.HostMessage `cbor:"1,keyasint"`
	Attempts int64           `cbor:"2,keyasint,omitempty"`
	Error    string          `cbor:"3,keyasint,omitempty"`
}

var (
	table    = store.NewTable[wms.Host]("host", 1)
	secrets  = store.NewTable[string]("hostsecret", 1).Private()
	cursors  = store.NewTable[cursor]("hostcursor", 1)
	parkedBy = store.NewTable[parked]("hostparked", 1)    // host, key, seq
	log      = store.NewTable[wms.Delivery]("hostlog", 1) // host, n
)

// LogLength bounds the delivery log of a host.
const LogLength = 10_000

// Limits of a host.
const (
	defaultBatch = 20
	maxBatch     = 500
	minSecret    = 16
	maxEvents    = 100
)

var (
	// Kinds of other systems.
	Kinds     = []string{"erp", "shop", "marketplace"}
	hostID    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)
	eventType = regexp.MustCompile(`^(\*|[a-z_]+\.(\*|[a-z_-]+))$`)
)

// Put records a host. A new one is told what happens from now on; last is the
// last sequence number there is.
func Put(tx store.Tx, n wms.NewHost, last uint64) (wms.Host, error) {
	h := n.Host
	if err := check(&h); err != nil {
		return h, err
	}
	_, had, err := table.Get(tx, store.Network, string(h.ID))
	if err != nil {
		return h, err
	}
	if n.Secret != "" || !had {
		if len(n.Secret) < minSecret {
			return h, wms.Refuse(wms.Invalid, "weak_secret", "a host's secret needs %d characters or more, this has %d; take random ones", minSecret, len(n.Secret))
		}
		if err := secrets.Put(tx, n.Secret, string(h.ID)); err != nil {
			return h, err
		}
	}
	if !had {
		if err := cursors.Put(tx, cursor{Seq: last, High: last, Start: last, At: tx.Now()}, string(h.ID)); err != nil {
			return h, err
		}
	}
	tx.Emit(wms.Event{Type: "host.put", Subject: string(h.ID), Data: map[string]any{"kind": h.Kind, "paused": h.Paused}})
	return h, table.Put(tx, h, string(h.ID))
}

func check(h *wms.Host) error {
	switch {
	case !hostID.MatchString(string(h.ID)):
		return wms.Refuse(wms.Invalid, "invalid_id", "a host's id is 1 to 40 letters, digits, dots, dashes or underscores, not %q", h.ID)
	case !slices.Contains(Kinds, h.Kind):
		return wms.Refuse(wms.Invalid, "invalid_kind", "a host's kind is one of %v, not %q", Kinds, h.Kind)
	case len(h.Prefix) > 20:
		return wms.Refuse(wms.Invalid, "invalid_prefix", "a prefix of order ids has at most 20 bytes, %q has %d", h.Prefix, len(h.Prefix))
	case h.Batch < 0 || h.Batch > maxBatch:
		return wms.Refuse(wms.Invalid, "invalid_batch", "batch must be 1 to %d messages, not %d", maxBatch, h.Batch)
	case len(h.Events) > maxEvents:
		return wms.Refuse(wms.Invalid, "too_many_events", "at most %d types of events, not %d", maxEvents, len(h.Events))
	}
	for _, e := range h.Events {
		if !eventType.MatchString(e) {
			return wms.Refuse(wms.Invalid, "invalid_event", "%q is no type of event; write receipt.closed, receipt.* or *", e)
		}
	}
	if h.Batch == 0 {
		h.Batch = defaultBatch
	}
	if h.Events == nil {
		h.Events = []string{}
	}
	if h.URL == "" {
		return nil
	}
	u, err := url.Parse(h.URL)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return wms.Refuse(wms.Invalid, "invalid_url", "url must be http:// or https:// with a host and no user, not %q", h.URL)
	}
	return nil
}

// Get reads a host or refuses with unknown_host.
func Get(r store.Reader, id wms.HostID) (wms.Host, error) {
	h, ok, err := table.Get(r, store.Network, string(id))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_host", "no host %q", id)
	}
	if h.Events == nil {
		h.Events = []string{}
	}
	return h, err
}

// All lists the hosts.
func All(r store.Reader) ([]wms.Host, error) {
	out := []wms.Host{}
	err := table.Scan(r, store.Network, nil, func(_ store.KeyParts, h wms.Host) (bool, error) {
		if h.Events == nil {
			h.Events = []string{}
		}
		out = append(out, h)
		return true, nil
	})
	return out, err
}

// Secret reads the secret that a host and we sign with; empty if there is no
// such host.
func Secret(r store.Reader, id wms.HostID) (string, error) {
	s, _, err := secrets.Get(r, store.Network, string(id))
	return s, err
}

// View is a host and how far it is; the caller adds what only the courier
// knows.
func View(r store.Reader, id wms.HostID, last uint64) (wms.HostView, error) {
	h, err := Get(r, id)
	if err != nil {
		return wms.HostView{}, err
	}
	c, _, err := cursors.Get(r, store.Network, string(id))
	if err != nil {
		return wms.HostView{}, err
	}
	v := wms.HostView{Host: h, Delivered: c.Seq, Last: last, State: "current"}
	if !c.At.IsZero() {
		at := c.At
		v.DeliveredAt = &at
	}
	err = parkedBy.Scan(r, store.Network, []any{string(id)}, func(store.KeyParts, parked) (bool, error) { v.Parked++; return true, nil })
	switch {
	case h.URL == "":
		v.State = "silent"
	case h.Paused:
		v.State = "paused"
	}
	return v, err
}

// Wants says whether a host asked for an event and may know it.
func Wants(h wms.Host, e wms.Published) bool {
	noun, _, _ := strings.Cut(e.Type, ".")
	if e.Type == "channel.availability" && e.Data["channel"] != h.Channel {
		return false
	}
	if !slices.ContainsFunc(h.Events, func(p string) bool { return p == "*" || p == e.Type || p == noun+".*" }) {
		return false
	}
	if order, is := orderOf(e); is && h.Prefix != "" {
		return strings.HasPrefix(order, h.Prefix)
	}
	return noun != "host" && noun != "user" && noun != "token"
}

// orderOf is the order that an event is about.
func orderOf(e wms.Published) (string, bool) {
	noun, _, _ := strings.Cut(e.Type, ".")
	switch noun {
	case "order", "promise":
		return e.Subject, true
	case "shipment":
		if o, ok := e.Data["order"].(string); ok {
			return o, true
		}
		if i := strings.LastIndexByte(e.Subject, '.'); i > 0 {
			return e.Subject[:i], true
		}
	}
	return "", false
}

// MessageOf is an event as hosts are told it.
func MessageOf(e wms.Published) wms.HostMessage {
	return wms.HostMessage{ID: messageID(e.Seq), Seq: e.Seq, Key: KeyOf(e), Type: e.Type, V: e.V, Time: e.Time,
		Subject: e.Subject, Warehouse: e.Warehouse, Data: e.Data}
}

// KeyOf says which messages must stay in order: those of one order, receipt
// or item.
func KeyOf(e wms.Published) string {
	if o, is := orderOf(e); is {
		return "order:" + o
	}
	noun, _, _ := strings.Cut(e.Type, ".")
	if noun == "stock" {
		return "stock:" + string(e.Warehouse) + ":" + e.Subject
	}
	return noun + ":" + e.Subject
}
