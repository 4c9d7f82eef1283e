package vda5050

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// Config of a fleet's connection.
type Config struct {
	URL            string // of the broker: tcp://host:port, ssl://host:port
	User, Password string
	TLS            *tls.Config
	ClientID       string // empty: a random one
	// InterfaceName is the first level of the topics; empty: uagv for vehicles
	// of 2.1, vda5050 for those of 3.0.
	InterfaceName string
	// ResendAfter is how long an order or instant action may stay unconfirmed
	// before it goes out again; 0: 1 s.
	ResendAfter time.Duration
	// SilentAfter is how long a vehicle may send no state and count as online;
	// 0: 35 s, since the standard wants a state every 30 s.
	SilentAfter time.Duration
	Logger      *slog.Logger
}

// Fleet is one connection to the broker for all vehicles. It is open while at
// least one vehicle runs.
type Fleet struct {
	cfg   Config
	log   *slog.Logger
	nonce string

	mu      sync.Mutex
	client  paho.Client
	running int
	up      bool // connected and subscribed
	dials   int  // counts clients and connections: a late callback is known by it
	routes  map[string]route
	ids     map[string]bool
	permits *permits
	dropped atomic.Int64
	heard   atomic.Int64
}

// route leads a topic to a vehicle.
type route struct {
	to   *Vehicle
	kind message.Topic
}

// subscribed are the topics that a vehicle speaks on.
var subscribed = []message.Topic{message.TopicState, message.TopicConnection, message.TopicVisualization, message.TopicFactsheet}

const (
	connectTimeout   = 5 * time.Second
	subscribeTimeout = 5 * time.Second
	subscribeRetry   = 200 * time.Millisecond
	retryInterval    = time.Second
	keepAlive        = 15 * time.Second
)

// New makes a fleet. It connects when the first vehicle runs.
func New(cfg Config) (*Fleet, error) {
	if cfg.URL == "" {
		return nil, errors.New("vda5050: the broker's URL is missing: tcp://host:1883")
	}
	if cfg.ResendAfter == 0 {
		cfg.ResendAfter = time.Second
	}
	if cfg.SilentAfter == 0 {
		cfg.SilentAfter = 35 * time.Second
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if cfg.ResendAfter < 0 || cfg.SilentAfter < 4*cfg.ResendAfter {
		return nil, fmt.Errorf("vda5050: SilentAfter %v must be at least four times ResendAfter %v", cfg.SilentAfter, cfg.ResendAfter)
	}
	if cfg.InterfaceName != "" {
		if err := message.CheckName("interface name", cfg.InterfaceName); err != nil {
			return nil, fmt.Errorf("vda5050: %w", err)
		}
	}
	nonce := uuid.NewString()[:8]
	if cfg.ClientID == "" {
		cfg.ClientID = "aisle-master-" + nonce
	}
	return &Fleet{cfg: cfg, log: cfg.Logger, nonce: nonce, routes: map[string]route{}, ids: map[string]bool{}, permits: newPermits(cfg.SilentAfter)}, nil
}

// Dropped counts messages that were thrown away because a vehicle's queue was
// full.
func (f *Fleet) Dropped() int64 { return f.dropped.Load() }

// Heard counts the states that arrived.
func (f *Fleet) Heard() int64 { return f.heard.Load() }

// Vehicle adds a vehicle by its id of ours and its names in the topics.
func (f *Fleet) Vehicle(id, manufacturer, serial string, version Version) (*Vehicle, error) {
	if err := errors.Join(message.CheckName("manufacturer", manufacturer), message.CheckName("serial", serial)); err != nil {
		return nil, fmt.Errorf("vda5050: vehicle %s: %w", id, err)
	}
	p, err := profileOf(version)
	if err != nil {
		return nil, fmt.Errorf("vehicle %s: %w", id, err)
	}
	face := f.cfg.InterfaceName
	if face == "" {
		face = p.face
	}
	root := face + "/" + p.topics + "/" + manufacturer + "/" + serial + "/"
	f.mu.Lock()
	defer f.mu.Unlock()
	if id == "" || f.ids[id] || f.ids["/"+root] {
		return nil, fmt.Errorf("vda5050: vehicle %q with topics %s is given twice or has no id", id, root)
	}
	f.ids[id], f.ids["/"+root] = true, true
	if p.asks {
		f.permits.expect(id)
	}
	return newVehicle(f, id, root, p, message.Header{Version: p.header, Manufacturer: manufacturer, SerialNumber: serial}), nil
}

// CloseZone bars a RELEASE zone of a zone set to all vehicles, or opens it
// again. The permit of who is inside is revoked: what it does then is the
// zone's releaseLossBehavior.
func (f *Fleet) CloseZone(set, zone string, closed bool) {
	f.permits.close(set, zone, closed)
	for _, v := range f.vehicles(func(string) bool { return true }) {
		_ = v.event(evTick{})
	}
}

// attach routes a vehicle's topics to it and makes sure of a connection.
func (f *Fleet) attach(v *Vehicle) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.routes[v.root+string(message.TopicState)]; ok {
		return fmt.Errorf("vda5050: vehicle %s runs already", v.id)
	}
	for _, t := range subscribed {
		f.routes[v.root+string(t)] = route{v, t}
	}
	f.running++
	if f.client == nil {
		f.dial()
	} else if f.up {
		client, dial := f.client, f.dials
		go f.subscribe(client, dial, v.filters())
	}
	return nil
}

// detach is attach undone; the last one closes the connection.
func (f *Fleet) detach(v *Vehicle) {
	f.mu.Lock()
	for _, t := range subscribed {
		delete(f.routes, v.root+string(t))
	}
	f.running--
	client, last := f.client, f.running == 0
	if last {
		f.client, f.up = nil, false
		f.dials++
	}
	f.mu.Unlock()
	switch {
	case last:
		client.Disconnect(100)
	case client.IsConnectionOpen():
		client.Unsubscribe(v.names()...)
	}
}

// dial opens a new client. f.mu is held.
func (f *Fleet) dial() {
	f.dials++
	dial := f.dials
	o := paho.NewClientOptions().AddBroker(f.cfg.URL).SetClientID(f.cfg.ClientID).
		SetUsername(f.cfg.User).SetPassword(f.cfg.Password).SetCleanSession(true).
		SetKeepAlive(keepAlive).SetConnectTimeout(connectTimeout).SetWriteTimeout(connectTimeout).
		SetAutoReconnect(true).SetMaxReconnectInterval(retryInterval).
		SetConnectRetry(true).SetConnectRetryInterval(retryInterval).
		SetDefaultPublishHandler(f.deliver).
		SetOnConnectHandler(func(c paho.Client) { f.connected(c, dial) }).
		SetConnectionLostHandler(func(_ paho.Client, err error) { f.lost(dial, err) })
	if f.cfg.TLS != nil {
		o.SetTLSConfig(f.cfg.TLS)
	}
	f.client = paho.NewClient(o)
	f.client.Connect()
}

// connected subscribes everything anew: a clean session remembers nothing.
func (f *Fleet) connected(c paho.Client, dial int) {
	f.mu.Lock()
	if f.dials != dial {
		f.mu.Unlock()
		return
	}
	f.up = true
	filters := map[string]byte{}
	for topic, r := range f.routes {
		filters[topic] = r.qos()
	}
	f.mu.Unlock()
	f.log.Info("connected to the MQTT broker", "url", f.cfg.URL, "topics", len(filters))
	f.subscribe(c, dial, filters)
}

func (r route) qos() byte {
	if r.kind == message.TopicConnection {
		return 1
	}
	return 0
}

// subscribe asks for topics until they are granted, or the connection ends.
// Runs in a goroutine of its own, which ends with the connection.
//
// A refusal need not be one: mochi-mqtt 2.7.9 refuses a SUBSCRIBE whose packet
// id equals that of a message which it sent to us and we have not acknowledged
// yet, though the two count apart.
func (f *Fleet) subscribe(c paho.Client, dial int, filters map[string]byte) {
	for try := 1; len(filters) > 0 && f.current(dial); try++ {
		token := c.SubscribeMultiple(filters, nil).(*paho.SubscribeToken)
		if token.WaitTimeout(subscribeTimeout) && token.Error() == nil {
			filters = f.granted(token.Result(), filters)
		}
		switch {
		case len(filters) == 0 || !c.IsConnectionOpen():
			return
		case try == 3:
			f.log.Error("the MQTT broker refuses subscriptions: check the user's rights", "topics", slices.Sorted(maps.Keys(filters)), "err", token.Error())
		}
		time.Sleep(subscribeRetry)
	}
}

// granted links the vehicles whose topics were granted, and returns the topics
// that were not.
func (f *Fleet) granted(codes map[string]byte, filters map[string]byte) map[string]byte {
	yes, no := map[string]byte{}, map[string]byte{}
	for topic, qos := range filters {
		if codes[topic] < 0x80 {
			yes[topic] = qos
		} else {
			no[topic] = qos
		}
	}
	f.linked(yes)
	return no
}

func (f *Fleet) current(dial int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dials == dial && f.up
}

// linked tells the vehicles behind topics that they can be talked to.
func (f *Fleet) linked(filters map[string]byte) {
	for _, v := range f.vehicles(func(topic string) bool { _, ok := filters[topic]; return ok }) {
		v.event(evLink{up: true})
	}
}

func (f *Fleet) lost(dial int, err error) {
	f.mu.Lock()
	if f.dials == dial {
		f.up = false
	}
	f.mu.Unlock()
	f.log.Warn("lost the MQTT broker, connecting again", "url", f.cfg.URL, "err", err)
	for _, v := range f.vehicles(func(string) bool { return true }) {
		v.event(evLink{up: false})
	}
}

// vehicles with a state topic that is wanted.
func (f *Fleet) vehicles(wanted func(topic string) bool) []*Vehicle {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []*Vehicle
	for topic, r := range f.routes {
		if r.kind == message.TopicState && wanted(topic) {
			out = append(out, r.to)
		}
	}
	return out
}

// deliver hands a message to its vehicle's queue. It must not block: it holds
// up every other message.
func (f *Fleet) deliver(_ paho.Client, m paho.Message) {
	f.mu.Lock()
	r, ok := f.routes[m.Topic()]
	f.mu.Unlock()
	if ok && r.kind == message.TopicState {
		f.heard.Add(1)
	}
	if ok && !r.to.receive(arrival{r.kind, m.Payload()}) {
		f.dropped.Add(1)
	}
}

// publish sends a message, QoS 0 as the standard wants it. Whether it arrived
// only the vehicle's state can tell.
func (f *Fleet) publish(topic string, payload []byte) {
	f.mu.Lock()
	client := f.client
	f.mu.Unlock()
	if client != nil {
		client.Publish(topic, 0, false, payload)
	}
}
