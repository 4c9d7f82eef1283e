package vehicle

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// Chorus is many vehicles that only talk, each over a connection of its own: a
// state a second, one node further each time as far as the base goes, and no
// world behind it. It measures how long the master takes for the next order.
type Chorus struct {
	Broker         string
	User, Password string // one for all; "" where the broker wants none
	Vehicles       int
	Every          time.Duration // between two states of one vehicle

	mu     sync.Mutex
	waits  []time.Duration // from a state that asks for more base to the order with it
	states int
	total  int
}

// Heard is what a chorus measured.
type Heard struct {
	States, Orders int // after the warm-up
	Total          int // states from the beginning
	P50, P99, Max  time.Duration
	Unanswered     int // states that wait for their order still
}

// ChorusSerial names vehicle i; its manufacturer is "aisle".
func ChorusSerial(i int) string { return fmt.Sprintf("T%05d", i) }

// voice is one vehicle of it.
type voice struct {
	c      *Chorus
	root   string
	serial string
	client paho.Client

	mu    sync.Mutex
	order message.Order
	nodes []message.Node // released and not reached
	last  message.Node
	id    message.Uint
	asked time.Time // when a state first said that the base is used up; zero: it is not
}

// Run talks until ctx ends, and counts after the warm-up only.
func (c *Chorus) Run(ctx context.Context, warmUp time.Duration) (Heard, error) {
	voices := make([]*voice, c.Vehicles)
	for i := range voices {
		v := &voice{c: c, serial: ChorusSerial(i), last: message.Node{NodeID: "N0"}}
		v.root = "uagv/v2/aisle/" + v.serial + "/"
		if err := v.connect(); err != nil {
			return Heard{}, fmt.Errorf("vehicle %d: %w", i, err)
		}
		voices[i] = v
	}
	var wg sync.WaitGroup
	for i, v := range voices {
		wg.Go(func() { v.talk(ctx, time.Duration(i)*c.Every/time.Duration(c.Vehicles)) })
	}
	select {
	case <-ctx.Done():
	case <-time.After(warmUp):
	}
	c.mu.Lock()
	c.waits, c.states = nil, 0
	c.mu.Unlock()
	wg.Wait()
	h := c.Heard()
	for _, v := range voices {
		v.mu.Lock()
		if !v.asked.IsZero() && time.Since(v.asked) > c.Every {
			h.Unanswered++
		}
		v.mu.Unlock()
		v.client.Disconnect(0)
	}
	return h, nil
}

// Heard is what was measured up to now.
func (c *Chorus) Heard() Heard {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := Heard{States: c.states, Total: c.total, Orders: len(c.waits)}
	if len(c.waits) > 0 {
		slices.Sort(c.waits)
		h.P50, h.P99, h.Max = c.waits[len(c.waits)/2], c.waits[len(c.waits)*99/100], c.waits[len(c.waits)-1]
	}
	return h
}

func (v *voice) connect() error {
	o := paho.NewClientOptions().AddBroker(v.c.Broker).SetClientID("chorus-" + v.serial).SetUsername(v.c.User).SetPassword(v.c.Password).
		SetCleanSession(true).SetKeepAlive(keepAlive).SetConnectTimeout(4 * patience).SetWriteTimeout(patience)
	v.client = paho.NewClient(o)
	if t := v.client.Connect(); !t.WaitTimeout(4*patience) || t.Error() != nil {
		return fmt.Errorf("connecting: %w", t.Error())
	}
	for _, topic := range []message.Topic{message.TopicOrder, message.TopicInstantActions} {
		hear := v.hearOrder
		if topic == message.TopicInstantActions {
			hear = func([]byte) {} // it does not list them: it is believed all the same
		}
		if t := v.client.Subscribe(v.root+string(topic), 0, func(_ paho.Client, m paho.Message) { hear(m.Payload()) }); !t.WaitTimeout(4*patience) || t.Error() != nil {
			return fmt.Errorf("subscribing: %w", t.Error())
		}
	}
	raw, err := message.MarshalConnection(message.Connection{Header: v.header(), ConnectionState: message.ConnectionOnline})
	if err != nil {
		return err
	}
	v.client.Publish(v.root+string(message.TopicConnection), 1, true, raw)
	return nil
}

func (v *voice) header() message.Header {
	v.id++
	return message.Header{HeaderID: v.id, Timestamp: message.Timestamp(time.Now()), Version: message.Version21, Manufacturer: "aisle", SerialNumber: v.serial}
}

// hearOrder takes what is new of an order, and notes how long that took.
func (v *voice) hearOrder(raw []byte) {
	o, err := message.UnmarshalOrder(raw)
	if err != nil {
		return
	}
	now := time.Now()
	v.mu.Lock()
	defer v.mu.Unlock()
	if o.OrderID == v.order.OrderID && o.OrderUpdateID <= v.order.OrderUpdateID && v.order.OrderID != "" {
		return // sent again
	}
	if o.OrderID != v.order.OrderID {
		v.nodes, v.last = nil, o.Nodes[0]
	}
	v.order = o
	for _, n := range o.Nodes[1:] {
		if n.Released {
			v.nodes = append(v.nodes, n)
		}
	}
	if !v.asked.IsZero() {
		v.c.mu.Lock()
		v.c.waits = append(v.c.waits, now.Sub(v.asked))
		v.c.mu.Unlock()
		v.asked = time.Time{}
	}
}

func (v *voice) talk(ctx context.Context, first time.Duration) {
	timer := time.NewTimer(first)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		timer.Reset(v.c.Every)
		if raw := v.state(); raw != nil {
			v.client.Publish(v.root+string(message.TopicState), 0, false, raw)
			v.c.mu.Lock()
			v.c.states++
			v.c.total++
			v.c.mu.Unlock()
		}
	}
}

// state drives one node and says so.
func (v *voice) state() []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.nodes) > 0 {
		v.last, v.nodes = v.nodes[0], v.nodes[1:]
	}
	s := message.State{
		Header: v.header(), OrderID: v.order.OrderID, OrderUpdateID: v.order.OrderUpdateID, LastNodeID: v.last.NodeID, LastNodeSequenceID: v.last.SequenceID,
		Driving: true, OperatingMode: message.ModeAutomatic, SafetyState: message.SafetyState{EStop: message.EStopNone},
		BatteryState: message.BatteryState{BatteryCharge: 80}, AGVPosition: &message.AGVPosition{MapID: "floor", PositionInitialized: true},
	}
	if p := v.last.NodePosition; p != nil {
		s.AGVPosition.X, s.AGVPosition.Y = p.X, p.Y
	}
	for _, n := range v.nodes {
		s.NodeStates = append(s.NodeStates, message.NodeState{NodeID: n.NodeID, SequenceID: n.SequenceID, Released: true, NodePosition: n.NodePosition})
		s.EdgeStates = append(s.EdgeStates, message.EdgeState{EdgeID: "to-" + n.NodeID, SequenceID: n.SequenceID - 1, Released: true})
	}
	if v.asked.IsZero() {
		v.asked = time.Now() // each state calls for the next node
	}
	raw, err := message.MarshalState(s)
	if err != nil {
		return nil
	}
	return raw
}
