package broker

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

const patience = 60 * time.Second

func start(t *testing.T, anonymous bool) *Broker {
	t.Helper()
	b, err := Start(t.Context(), Config{
		Addr: "127.0.0.1:0", AllowAnonymousRead: anonymous,
		Users: []User{
			{Name: "master", Password: "m", Master: true},
			VehicleUser("agv1", "1", "uagv/v2/aisle/AGV1"),
			VehicleUser("agv2", "2", "uagv/v2/aisle/AGV2"),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// inbox keeps what a client received.
type inbox struct {
	mu   sync.Mutex
	seen []string
}

func (i *inbox) handle(_ paho.Client, m paho.Message) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.seen = append(i.seen, m.Topic()+" "+string(m.Payload()))
}

func (i *inbox) has(want string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, s := range i.seen {
		if s == want {
			return true
		}
	}
	return false
}

func (i *inbox) wait(t *testing.T, want string) {
	t.Helper()
	for end := time.Now().Add(patience); !i.has(want); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%q never came; came: %q", want, i.seen)
		}
	}
}

func dial(t *testing.T, b *Broker, id, user, password, will string) (paho.Client, *inbox, error) {
	t.Helper()
	in := &inbox{}
	o := paho.NewClientOptions().AddBroker("tcp://" + b.Addr()).SetClientID(id).SetAutoReconnect(false).
		SetConnectTimeout(patience).SetDefaultPublishHandler(in.handle)
	if user != "" {
		o.SetUsername(user).SetPassword(password)
	}
	if will != "" {
		o.SetWill(will, "gone", 1, true)
	}
	c := paho.NewClient(o)
	token := c.Connect()
	if !token.WaitTimeout(patience) {
		t.Fatal("no answer to CONNECT")
	}
	t.Cleanup(func() { c.Disconnect(10) })
	return c, in, token.Error()
}

func mustDial(t *testing.T, b *Broker, id, user, password, will string) (paho.Client, *inbox) {
	t.Helper()
	c, in, err := dial(t, b, id, user, password, will)
	if err != nil {
		t.Fatalf("%s: %v", user, err)
	}
	return c, in
}

// subscribe says whether the broker granted it.
func subscribe(t *testing.T, c paho.Client, filter string) bool {
	t.Helper()
	token := c.Subscribe(filter, 0, nil).(*paho.SubscribeToken)
	if !token.WaitTimeout(patience) {
		t.Fatal("no answer to SUBSCRIBE")
	}
	for _, code := range token.Result() { // under the name without its group
		if code >= 0x80 {
			return false
		}
	}
	return len(token.Result()) == 1 && token.Error() == nil
}

func publish(t *testing.T, c paho.Client, topic, text string) {
	t.Helper()
	if token := c.Publish(topic, 0, false, text); !token.WaitTimeout(patience) {
		t.Fatal("publish took too long")
	}
}

func TestVehicleSpeaksOnlyOnItsOwnTopics(t *testing.T) {
	b := start(t, false)
	master, seen := mustDial(t, b, "m", "master", "m", "")
	agv, _ := mustDial(t, b, "v1", "agv1", "1", "uagv/v2/aisle/AGV1/connection")
	if !subscribe(t, master, "#") {
		t.Fatal("the master may subscribe everything")
	}
	for _, topic := range []string{
		"uagv/v2/aisle/AGV2/state", "uagv/v2/aisle/AGV1/state/x", "uagv/v2/aisle/AGV1/order", "uagv/v2/aisle/AGV1", "other",
	} {
		publish(t, agv, topic, "forged")
	}
	publish(t, agv, "uagv/v2/aisle/AGV1/state", "true")
	seen.wait(t, "uagv/v2/aisle/AGV1/state true")
	for _, s := range seen.seen {
		if strings.HasSuffix(s, "forged") {
			t.Errorf("passed: %s", s)
		}
	}
	if b.Denied() != 5 {
		t.Errorf("%d refusals counted, want 5", b.Denied())
	}
}

func TestVehicleHearsOnlyItsOwnTopics(t *testing.T) {
	b := start(t, false)
	master, _ := mustDial(t, b, "m", "master", "m", "")
	agv, seen := mustDial(t, b, "v1", "agv1", "1", "")
	for filter, want := range map[string]bool{
		"uagv/v2/aisle/AGV1/order": true, "uagv/v2/aisle/AGV1/instantActions": true,
		"uagv/v2/aisle/AGV2/order": false, "uagv/v2/aisle/+/order": false, "#": false, "uagv/v2/aisle/AGV1/#": false,
		"uagv/v2/aisle/AGV1/order/x": false, "$SYS/#": false,
	} {
		if got := subscribe(t, agv, filter); got != want {
			t.Errorf("subscribe %s granted: %t, want %t", filter, got, want)
		}
	}
	publish(t, master, "uagv/v2/aisle/AGV2/order", "not yours")
	publish(t, master, "uagv/v2/aisle/AGV1/order", "yours")
	seen.wait(t, "uagv/v2/aisle/AGV1/order yours")
	if seen.has("uagv/v2/aisle/AGV2/order not yours") {
		t.Error("AGV1 heard the order of AGV2")
	}
}

func TestWrongLogins(t *testing.T) {
	b := start(t, false)
	mustDial(t, b, "v2", "agv2", "2", "")
	for name, c := range map[string][4]string{
		"wrong password":          {"x", "agv1", "2", ""},
		"unknown user":            {"x", "nobody", "1", ""},
		"anonymous":               {"x", "", "", ""},
		"will of another vehicle": {"x", "agv1", "1", "uagv/v2/aisle/AGV2/connection"},
		"will below its own":      {"x", "agv1", "1", "uagv/v2/aisle/AGV1/connection/x"},
		"client id of another":    {"v2", "agv1", "1", ""},
	} {
		if _, _, err := dial(t, b, c[0], c[1], c[2], c[3]); err == nil {
			t.Errorf("%s: was let in", name)
		}
	}
}

func TestAnonymousMayOnlyListen(t *testing.T) {
	b := start(t, true)
	master, seen := mustDial(t, b, "m", "master", "m", "")
	ear, heard := mustDial(t, b, "ear", "", "", "")
	if !subscribe(t, ear, "uagv/#") || !subscribe(t, master, "#") {
		t.Fatal("not granted")
	}
	if _, _, err := dial(t, b, "ear2", "", "", "uagv/v2/aisle/AGV1/connection"); err == nil {
		t.Error("an anonymous last will was taken")
	}
	publish(t, ear, "uagv/v2/aisle/AGV1/order", "forged")
	publish(t, master, "uagv/v2/aisle/AGV1/order", "true")
	heard.wait(t, "uagv/v2/aisle/AGV1/order true")
	if seen.has("uagv/v2/aisle/AGV1/order forged") || heard.has("uagv/v2/aisle/AGV1/order forged") {
		t.Error("anonymous published")
	}
}

func TestLastWillIsSentAndRetained(t *testing.T) {
	b := start(t, false)
	// A bare connection that breaks without DISCONNECT.
	conn, err := net.Dial("tcp", b.Addr())
	if err != nil {
		t.Fatal(err)
	}
	topic := "uagv/v2/aisle/AGV1/connection"
	if _, err := conn.Write(connectPacket("v1", "agv1", "1", topic, "gone")); err != nil {
		t.Fatal(err)
	}
	ack := make([]byte, 4)
	if _, err := conn.Read(ack); err != nil || ack[3] != 0 {
		t.Fatalf("CONNACK %v, %v", ack, err)
	}
	_ = conn.Close()
	master, seen := mustDial(t, b, "m", "master", "m", "")
	subscribe(t, master, topic)
	seen.wait(t, topic+" gone")
}

// connectPacket is an MQTT 3.1.1 CONNECT with a retained last will of QoS 1.
func connectPacket(id, user, password, will, text string) []byte {
	body := []byte{0, 4, 'M', 'Q', 'T', 'T', 4, 0b1110_1110, 0, 60}
	for _, s := range []string{id, will, text, user, password} {
		body = append(body, byte(len(s)>>8), byte(len(s)))
		body = append(body, s...)
	}
	return append([]byte{0x10, byte(len(body))}, body...)
}

func TestStartSaysWhatIsWrong(t *testing.T) {
	b := start(t, false)
	for name, c := range map[string]struct {
		cfg  Config
		want string
	}{
		"port in use": {Config{Addr: b.Addr()}, "in use"},
		"no address":  {Config{Addr: "nowhere"}, "127.0.0.1:1883"},
		"wildcard":    {Config{Addr: "127.0.0.1:0", Users: []User{{Name: "a", Password: "b", Publish: []string{"x/#"}}}}, "exact topic"},
		"no password": {Config{Addr: "127.0.0.1:0", Users: []User{{Name: "a"}}}, "no password"},
		"twice":       {Config{Addr: "127.0.0.1:0", Users: []User{{Name: "a", Password: "b"}, {Name: "a", Password: "c"}}}, "twice"},
	} {
		got, err := Start(t.Context(), c.cfg)
		if err == nil {
			_ = got.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
