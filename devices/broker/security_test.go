package broker

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// authority signs certificates for a test.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	made := a.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, time.Hour)
	a.cert, a.key = made.Leaf, made.PrivateKey.(*ecdsa.PrivateKey)
	return a
}

// issue signs a certificate that ends so long from now, or ended so long ago.
func (a *authority) issue(template *x509.Certificate, ends time.Duration) *tls.Certificate {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template.SerialNumber, template.NotBefore, template.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(-48*time.Hour), time.Now().Add(ends)
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (a *authority) client(name string, ends time.Duration) *tls.Certificate {
	return a.issue(&x509.Certificate{Subject: pkix.Name{CommonName: name}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, ends)
}

func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// secured is a broker with both doors and what it refused.
type secured struct {
	*Broker
	ca                       *authority
	good, late, strange, old *tls.Certificate // agv3: enrolled; ended; of another authority; not enrolled
	users                    []User

	mu   sync.Mutex
	told []Refusal
}

func (s *secured) refused(what, user string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.told, func(r Refusal) bool { return r.What == what && r.User == user })
}

func (s *secured) wasTold(t *testing.T, what, user string) {
	t.Helper()
	for end := time.Now().Add(patience); !s.refused(what, user); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("nobody was told of %q by %q", what, user)
		}
	}
}

func startSecured(t *testing.T, limits Limits) *secured {
	t.Helper()
	s := &secured{ca: newAuthority(t)}
	server := s.ca.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "broker"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, time.Hour)
	s.good, s.late, s.old = s.ca.client("agv3", time.Hour), s.ca.client("agv3", -time.Hour), s.ca.client("agv3", time.Hour)
	s.strange = newAuthority(t).client("agv3", time.Hour)
	agv2, agv3 := VehicleUser("agv2", "", "uagv/v2/aisle/AGV2"), VehicleUser("agv3", "", "uagv/v2/aisle/AGV3")
	agv2.Hash = Hashed("2")
	for _, c := range []*tls.Certificate{s.good, s.late, s.strange} {
		agv3.Certificates = append(agv3.Certificates, Thumbprint(c.Leaf))
	}
	s.users = []User{{Name: "master", Password: "m", Master: true}, VehicleUser("agv1", "1", "uagv/v2/aisle/AGV1"), agv2, agv3}
	var err error
	s.Broker, err = Start(t.Context(), Config{Addr: "127.0.0.1:0", TLSAddr: "127.0.0.1:0", Limits: limits, Users: s.users,
		TLS: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*server}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: s.ca.pool()},
		OnRefused: func(r Refusal) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.told = append(s.told, r)
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// over dials the TLS door.
func (s *secured) over(t *testing.T, cert *tls.Certificate, id, user, password string) (paho.Client, error) {
	t.Helper()
	secure := &tls.Config{RootCAs: s.ca.pool(), MinVersion: tls.VersionTLS12}
	if cert != nil {
		// Certificates alone would be held back where the server does not trust
		// their authority; whoever breaks in is not so polite.
		secure.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return cert, nil }
	}
	o := paho.NewClientOptions().AddBroker("ssl://" + s.TLSAddr()).SetClientID(id).SetAutoReconnect(false).SetConnectTimeout(patience).SetTLSConfig(secure)
	if user != "" {
		o.SetUsername(user).SetPassword(password)
	}
	c := paho.NewClient(o)
	token := c.Connect()
	if !token.WaitTimeout(2 * patience) {
		t.Fatal("no answer to CONNECT")
	}
	t.Cleanup(func() { c.Disconnect(10) })
	return c, token.Error()
}

// TestIntrudersAreRefusedAndOthersLoseNothing has an honest vehicle talk
// while others try everything they must not.
func TestIntrudersAreRefusedAndOthersLoseNothing(t *testing.T) {
	s := startSecured(t, Limits{Connections: 100}) // those before may not be gone yet
	master, seen := mustDial(t, s.Broker, "m", "master", "m", "")
	if !subscribe(t, master, "uagv/#") {
		t.Fatal("the master may subscribe everything")
	}
	honest, heard := mustDial(t, s.Broker, "v1", "agv1", "1", "uagv/v2/aisle/AGV1/connection")
	if !subscribe(t, honest, "uagv/v2/aisle/AGV1/order") {
		t.Fatal("a vehicle may hear its orders")
	}
	n := 0
	talk := func() {
		n++
		publish(t, honest, "uagv/v2/aisle/AGV1/state", fmt.Sprint("s", n))
		publish(t, master, "uagv/v2/aisle/AGV1/order", fmt.Sprint("o", n))
	}
	talk()
	for name, x := range map[string]struct {
		cert               *tls.Certificate
		user, password     string
		what, as           string
		in                 bool
		publish, subscribe string
	}{
		"certificate":                       {cert: s.good, in: true},
		"certificate and name":              {cert: s.good, user: "agv3", in: true},
		"password over TLS":                 {user: "agv2", password: "2", in: true},
		"certificate of another name":       {cert: s.good, user: "agv2", password: "2", what: LogIn, as: "agv2"},
		"ended certificate":                 {cert: s.late, what: BadTLS},
		"certificate of another authority":  {cert: s.strange, what: BadTLS},
		"certificate that is not enrolled":  {cert: s.old, what: LogIn, as: "agv3"},
		"a password where there is none":    {user: "agv3", password: "", what: LogIn, as: "agv3"},
		"nobody":                            {what: LogIn},
		"publishes as another":              {cert: s.good, in: true, publish: "uagv/v2/aisle/AGV1/state", what: Publish, as: "agv3"},
		"publishes an order to itself":      {cert: s.good, in: true, publish: "uagv/v2/aisle/AGV3/order", what: Publish, as: "agv3"},
		"hears another's orders":            {cert: s.good, in: true, subscribe: "uagv/v2/aisle/AGV1/order", what: Subscribe, as: "agv3"},
		"hears all":                         {cert: s.good, in: true, subscribe: "#", what: Subscribe, as: "agv3"},
		"hears all of one kind":             {cert: s.good, in: true, subscribe: "uagv/v2/aisle/+/order", what: Subscribe, as: "agv3"},
		"hears another's by a shared group": {cert: s.good, in: true, subscribe: "$share/g/uagv/v2/aisle/AGV1/order", what: Subscribe, as: "agv3"},
	} {
		t.Run(name, func(t *testing.T) {
			s.mu.Lock()
			s.told = nil
			s.mu.Unlock()
			s.rules.mu.Lock()
			clear(s.rules.told)
			s.rules.mu.Unlock()
			c, err := s.over(t, x.cert, name, x.user, x.password) // an id of its own: the one before may not be gone yet
			if (err == nil) != x.in {
				t.Fatalf("let in: %t (%v), want %t", err == nil, err, x.in)
			}
			talk()
			if x.publish != "" {
				publish(t, c, x.publish, "forged")
			}
			if x.subscribe != "" && subscribe(t, c, x.subscribe) {
				t.Error("granted")
			}
			if x.what != "" {
				s.wasTold(t, x.what, x.as)
			}
			s.rules.tries.forgive()
			if c != nil {
				c.Disconnect(10)
			}
		})
	}
	for i := 1; i <= n; i++ {
		seen.wait(t, fmt.Sprint("uagv/v2/aisle/AGV1/state s", i))
		heard.wait(t, fmt.Sprint("uagv/v2/aisle/AGV1/order o", i))
	}
	if seen.has("uagv/v2/aisle/AGV1/state forged") || seen.has("uagv/v2/aisle/AGV3/order forged") {
		t.Error("what was forged arrived")
	}
}

func TestWithoutTLSWhereItIsDemanded(t *testing.T) {
	s := startSecured(t, Limits{})
	conn, err := net.Dial("tcp", s.TLSAddr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := conn.Write(connectPacket("v1", "agv1", "1", "uagv/v2/aisle/AGV1/connection", "gone")); err != nil {
		t.Fatal(err)
	}
	ack := make([]byte, 16)
	if n, err := conn.Read(ack); err == nil && ack[0] == 0x20 {
		t.Errorf("answered %x", ack[:n])
	}
	s.wasTold(t, NoTLS, "")

	// The plain door beside a TLS door is for this machine only.
	var told []Refusal
	d := newDoor("x", "", nil, true, func(r Refusal) { told = append(told, r) })
	ours, theirs := net.Pipe()
	defer ours.Close()
	if d.check(from{theirs, "192.0.2.7:5"}) != nil || len(told) != 1 || told[0].What != NoTLS {
		t.Errorf("another machine at the plain door: %v", told)
	}
	if d.check(from{theirs, "127.0.0.1:5"}) == nil || d.check(from{theirs, "[::1]:5"}) == nil {
		t.Error("this machine was sent away")
	}
}

// from is a connection with another address.
type from struct {
	net.Conn
	remote string
}

func (f from) RemoteAddr() net.Addr { a, _ := net.ResolveTCPAddr("tcp", f.remote); return a }

func TestWillsGoToTheOwnConnectionTopicOnly(t *testing.T) {
	s := startSecured(t, Limits{})
	for will, want := range map[string]bool{
		"uagv/v2/aisle/AGV1/connection": true, "uagv/v2/aisle/AGV1/state": false, "uagv/v2/aisle/AGV2/connection": false,
		"uagv/v2/aisle/AGV2/order": false, "uagv/v2/aisle/AGV1/order": false, "other": false,
	} {
		c, _, err := dial(t, s.Broker, "v "+will, "agv1", "1", will)
		if (err == nil) != want {
			t.Errorf("will to %s: %v, want let in %t", will, err, want)
		}
		if !want {
			s.wasTold(t, LastWill, "agv1")
		}
		c.Disconnect(10)
	}
}

func TestOnlyConnectionAndFactsheetAreKept(t *testing.T) {
	s := startSecured(t, Limits{})
	master, heard := mustDial(t, s.Broker, "m", "master", "m", "")
	agv, _ := mustDial(t, s.Broker, "v1", "agv1", "1", "")
	root := "uagv/v2/aisle/AGV1/"
	subscribe(t, master, root+"#")
	send := func(c paho.Client, topic string) {
		if token := c.Publish(root+topic, 1, true, "kept"); !token.WaitTimeout(patience) || token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
	for _, topic := range []string{"state", "visualization", "factsheet", "connection"} {
		send(agv, topic)
	}
	send(master, "order")
	send(master, "instantActions")
	for _, topic := range []string{"state", "visualization", "factsheet", "connection", "order", "instantActions"} {
		heard.wait(t, root+topic+" kept") // an acknowledgement may come before the message is passed on
	}
	late, seen := mustDial(t, s.Broker, "late", "master", "m", "")
	subscribe(t, late, root+"#")
	seen.wait(t, root+"connection kept")
	seen.wait(t, root+"factsheet kept")
	publish(t, master, root+"order", "end") // behind all that was kept
	seen.wait(t, root+"order end")
	for _, topic := range []string{"state", "visualization", "order", "instantActions"} {
		if seen.has(root + topic + " kept") {
			t.Errorf("%s was kept", topic)
		}
	}
}

func TestWhoGuessesIsLockedOut(t *testing.T) {
	s := startSecured(t, Limits{Failures: 3, Lockout: time.Hour})
	other, _ := mustDial(t, s.Broker, "v2", "agv2", "2", "")
	for range 3 {
		if _, _, err := dial(t, s.Broker, "x", "agv1", "wrong", ""); err == nil {
			t.Fatal("let in")
		}
	}
	s.wasTold(t, LockedOut, "agv1")
	if _, _, err := dial(t, s.Broker, "x", "agv1", "1", ""); err == nil {
		t.Error("the right password opened what is locked")
	}
	if !subscribe(t, other, "uagv/v2/aisle/AGV2/order") {
		t.Error("another vehicle suffers")
	}
	s.rules.tries.forgive()
	mustDial(t, s.Broker, "x", "agv1", "1", "")
}

func TestLocksGrowAndEnd(t *testing.T) {
	now := time.Unix(0, 0)
	x := newTries(Limits{Failures: 2, Lockout: time.Minute}.complete(), func() time.Time { return now })
	for _, lock := range []time.Duration{1, 2, 4, 8, 16, 16} {
		if x.fail("a") || !x.fail("a") || !x.locked("a") || x.locked("b") {
			t.Fatal("two failures lock one out")
		}
		if now = now.Add(lock*time.Minute - 1); !x.locked("a") {
			t.Fatalf("open before %d minutes", lock)
		}
		if now = now.Add(1); x.locked("a") {
			t.Fatalf("locked after %d minutes", lock)
		}
	}
	for i := range 2 * maxTries {
		x.fail(fmt.Sprint(i))
	}
	if len(x.of) > maxTries {
		t.Errorf("%d are remembered", len(x.of))
	}
}

func TestVehiclesThatTalkTooMuch(t *testing.T) {
	s := startSecured(t, Limits{MessagesPerS: 1, Connections: 2})
	master, seen := mustDial(t, s.Broker, "m", "master", "m", "")
	subscribe(t, master, "uagv/#")
	loud, _ := mustDial(t, s.Broker, "v1", "agv1", "1", "")
	calm, _ := mustDial(t, s.Broker, "v2", "agv2", "2", "")
	for range 500 {
		publish(t, loud, "uagv/v2/aisle/AGV1/state", "noise")
	}
	publish(t, calm, "uagv/v2/aisle/AGV2/state", "calm")
	seen.wait(t, "uagv/v2/aisle/AGV2/state calm")
	s.wasTold(t, TooMany, "agv1")
	mustDial(t, s.Broker, "v1b", "agv1", "1", "")
	if _, _, err := dial(t, s.Broker, "v1c", "agv1", "1", ""); err == nil {
		t.Error("a third connection was let in")
	}
	p, taken := &pace{}, 0
	for range 5 {
		if p.take(1, time.Unix(0, 0)) {
			taken++
		}
	}
	if taken != 2 || !p.take(1, time.Unix(1, 0)) || p.take(1, time.Unix(1, 0)) {
		t.Errorf("%d at once at one a second, want 2, and one more a second later", taken)
	}
}

func TestRevokedAndChangedUsersAreSentAway(t *testing.T) {
	s := startSecured(t, Limits{})
	one, _ := mustDial(t, s.Broker, "v1", "agv1", "1", "")
	two, _ := mustDial(t, s.Broker, "v2", "agv2", "2", "")
	three, err := s.over(t, s.good, "v3", "", "")
	if err != nil {
		t.Fatal(err)
	}
	agv3 := s.users[3]
	agv3.Certificates = []string{Thumbprint(s.old.Leaf)}
	if err := s.SetUsers([]User{s.users[0], s.users[2], agv3}); err != nil { // agv1 is gone, agv3 has another certificate
		t.Fatal(err)
	}
	for name, c := range map[string]paho.Client{"revoked": one, "another certificate": three} {
		for end := time.Now().Add(patience); c.IsConnected(); time.Sleep(2 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: is still connected", name)
			}
		}
	}
	if !two.IsConnected() || !subscribe(t, two, "uagv/v2/aisle/AGV2/order") {
		t.Error("who did not change was sent away")
	}
	if _, _, err := dial(t, s.Broker, "v1", "agv1", "1", ""); err == nil {
		t.Error("a revoked user was let in")
	}
	if _, err := s.over(t, s.good, "v3", "", ""); err == nil {
		t.Error("the old certificate was let in")
	}
	if _, err := s.over(t, s.old, "v3", "", ""); err != nil {
		t.Errorf("the new certificate: %v", err)
	}
	if err := s.SetUsers([]User{{Name: "a"}}); err == nil || !strings.Contains(err.Error(), "no password") {
		t.Errorf("a user without anything: %v", err)
	}
}

// forgive lets all try again.
func (t *tries) forgive() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.of)
}
