package vehicle

import (
	"hash/fnv"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

// connect begins to connect, and to connect again whenever that breaks.
func (v *Vehicle) connect() {
	v.mu.Lock()
	defer v.mu.Unlock()
	will, err := v.speech.connection(message.Connection{Header: v.header(time.Now(), message.TopicConnection), ConnectionState: message.ConnectionBroken})
	if err != nil {
		v.log.Error("last will", "err", err)
	}
	o := paho.NewClientOptions().AddBroker(v.cfg.Broker).SetClientID("twin-"+v.cfg.Warehouse+"-"+v.cfg.ID).
		SetUsername(v.cfg.User).SetPassword(v.cfg.Password).SetCleanSession(true).
		SetKeepAlive(keepAlive).SetConnectTimeout(patience).SetWriteTimeout(patience).
		SetAutoReconnect(true).SetMaxReconnectInterval(retryAfter).SetConnectRetry(true).SetConnectRetryInterval(retryAfter).
		SetBinaryWill(v.root+string(message.TopicConnection), will, 1, true).
		SetOnConnectHandler(v.connected).
		SetConnectionLostHandler(func(paho.Client, error) { v.setOnline(nil, false) })
	if v.cfg.TLS != nil {
		o.SetTLSConfig(v.cfg.TLS)
	}
	v.client = paho.NewClient(o)
	v.client.Connect()
}

// connected runs in a goroutine of the client.
func (v *Vehicle) connected(c paho.Client) {
	topics := []message.Topic{message.TopicOrder, message.TopicInstantActions}
	if v.speech.v3 {
		topics = append(topics, message.TopicResponses, message.TopicZoneSet)
	}
	for _, topic := range topics {
		for !v.subscribe(c, topic) {
			if !c.IsConnectionOpen() {
				return
			}
			v.log.Warn("subscribing failed, trying again", "topic", topic)
			time.Sleep(retryAfter)
		}
	}
	v.setOnline(c, true)
	v.log.Debug("connected to the MQTT broker")
}

func (v *Vehicle) subscribe(c paho.Client, topic message.Topic) bool {
	filter := v.root + string(topic)
	token := c.Subscribe(filter, 0, func(_ paho.Client, m paho.Message) {
		select {
		case v.inbox <- arrival{topic, m.Payload()}:
		default: // full: lost, as on any radio link
		}
	}).(*paho.SubscribeToken)
	return token.WaitTimeout(patience) && token.Error() == nil && token.Result()[filter] < 0x80
}

// setOnline says ONLINE, and has a state sent.
func (v *Vehicle) setOnline(c paho.Client, online bool) {
	v.mu.Lock()
	v.online = online
	v.core.dirty = v.core.dirty || online
	if online && c == v.client {
		v.announce(message.ConnectionOnline)
	}
	v.mu.Unlock()
	v.wake()
}

func (v *Vehicle) wake() {
	select {
	case v.kick <- struct{}{}:
	default:
	}
}

// announce publishes a retained connection message. v.mu is held.
func (v *Vehicle) announce(state string) paho.Token {
	raw, err := v.speech.connection(message.Connection{Header: v.header(time.Now(), message.TopicConnection), ConnectionState: state})
	if err != nil {
		v.log.Error("connection message", "err", err)
	}
	return v.client.Publish(v.root+string(message.TopicConnection), 1, true, raw)
}

// disconnect takes leave in an orderly way.
func (v *Vehicle) disconnect() {
	v.mu.Lock()
	c, online := v.client, v.online
	v.online = false
	var left paho.Token
	if online {
		left = v.announce(message.ConnectionOffline)
	}
	v.mu.Unlock()
	if left != nil {
		left.WaitTimeout(patience)
	}
	c.Disconnect(100)
}

func (v *Vehicle) header(now time.Time, topic message.Topic) message.Header {
	id := v.headers[topic]
	v.headers[topic] = id + 1
	return message.Header{
		HeaderID: id, Timestamp: message.Timestamp(now), Version: v.speech.header,
		Manufacturer: v.cfg.Manufacturer, SerialNumber: v.cfg.Serial,
	}
}

// send publishes what marshal writes, unless a fault swallows it. v.mu is
// held.
func (v *Vehicle) send(now time.Time, topic message.Topic, marshal func(message.Header) ([]byte, error)) {
	if !v.online || v.faults.silent {
		return
	}
	raw, err := marshal(v.header(now, topic))
	if err != nil {
		v.log.Error("a message cannot be written", "topic", topic, "err", err)
		return
	}
	if v.faults.lost(v.dice) {
		return
	}
	if topic == message.TopicState && v.faults.held == nil && v.faults.reordered(v.dice) {
		v.faults.held = &heldBack{v.root + string(topic), raw}
		return
	}
	v.client.Publish(v.root+string(topic), 0, false, raw)
	if v.faults.doubled(v.dice) {
		v.client.Publish(v.root+string(topic), 0, false, raw)
	}
	if h := v.faults.held; h != nil {
		v.client.Publish(h.topic, 0, false, h.raw)
		v.faults.held = nil
	}
}

func (v *Vehicle) sendState(now time.Time) {
	v.send(now, message.TopicState, func(h message.Header) ([]byte, error) {
		s := v.core.state()
		s.Header = h
		v.told = h.HeaderID
		v.core.intermediate(s.Extra, now, v.cfg.Speed)
		return v.speech.state(s, v.core.isInstant)
	})
}

func (v *Vehicle) sendVisualization(now time.Time) {
	v.send(now, message.TopicVisualization, func(h message.Header) ([]byte, error) {
		return v.speech.visual(message.Visualization{Header: h, AGVPosition: v.core.position(), Velocity: v.core.velocity()}, v.told)
	})
}

func (v *Vehicle) sendFactsheet(now time.Time) {
	v.send(now, message.TopicFactsheet, func(h message.Header) ([]byte, error) {
		f := factsheet(h, v.cfg.Kinematics)
		if v.cfg.Tray != nil {
			f.LoadSpecification = message.LoadSpecification{LoadPositions: []string{"tray"}, LoadSets: []message.LoadSet{{SetName: "parcel", LoadType: "parcel"}}}
		}
		return v.speech.factsheet(f)
	})
}

func factsheet(h message.Header, k Kinematics) message.Factsheet {
	m := func(mm int64) float64 { return float64(mm) / 1000 }
	f := message.Factsheet{
		Header: h,
		TypeSpecification: message.TypeSpecification{
			SeriesName: "Aisle twin", AGVKinematic: "DIFF", AGVClass: "CARRIER", MaxLoadMass: m(k.MaxLoadG),
			LocalizationTypes: []string{"NATURAL"}, NavigationTypes: []string{"VIRTUAL_LINE_GUIDED"},
			// It drives along edges only: what steers free planning asks nothing of it.
			SupportedZones: []string{message.ZoneBlocked, message.ZoneLineGuided, message.ZoneRelease, message.ZoneSpeedLimit, message.ZonePriority, message.ZonePenalty, message.ZoneDirected, message.ZoneBidirected},
		},
		PhysicalParameters: message.PhysicalParameters{
			SpeedMax: m(k.SpeedMMPerS), AccelerationMax: m(k.AccelMMPerS2), DecelerationMax: m(k.AccelMMPerS2),
			HeightMax: 0.5, Width: m(k.WidthMM), Length: m(k.LengthMM),
		},
		ProtocolFeatures: message.ProtocolFeatures{
			OptionalParameters: []message.OptionalParameter{{Parameter: "order.nodes.nodePosition", Support: "REQUIRED"}},
		},
		LoadSpecification: message.LoadSpecification{LoadPositions: []string{"deck"}},
	}
	for _, a := range []struct {
		kind   string
		scopes []string
	}{
		{message.ActionPick, []string{"NODE"}}, {message.ActionDrop, []string{"NODE"}}, {message.ActionFinePositioning, []string{"NODE"}},
		{message.ActionStartCharging, []string{"NODE", "INSTANT"}}, {message.ActionStopCharging, []string{"NODE", "INSTANT"}},
		{message.ActionStartPause, []string{"INSTANT"}}, {message.ActionStopPause, []string{"INSTANT"}},
		{message.ActionCancelOrder, []string{"INSTANT"}}, {message.ActionInitPosition, []string{"INSTANT"}},
		{message.ActionStateRequest, []string{"INSTANT"}}, {message.ActionFactsheetRequest, []string{"INSTANT"}},
	} {
		f.ProtocolFeatures.AGVActions = append(f.ProtocolFeatures.AGVActions, message.AGVAction{ActionType: a.kind, ActionScopes: a.scopes})
	}
	return f
}
