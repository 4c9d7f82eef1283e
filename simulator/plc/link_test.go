package plc_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gopcua/opcua"
	"github.com/gopcua/opcua/ua"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/plc"
	twin "github.com/aisle-wms/aisle/simulator/plc"
)

func TestLink(t *testing.T) {
	t.Parallel()
	r := newRig(t, 100)
	r.start()
	r.each(r.testTwinRefuses, r.testLinkRefusesStrangers)
}

func (r *rig) testLinkRefusesStrangers(t *testing.T) {
	other, err := devices.CertificateThumbprint(cert(t, "other.crt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		change     func(*plc.Config)
	}{
		{"another certificate", "thumbprint", func(c *plc.Config) { c.ServerThumbprint = other }},
		{"wrong password", "refused", func(c *plc.Config) { c.Password = "wrong" }},
		{"unknown user", "refused", func(c *plc.Config) { c.User = "nobody" }},
		{"no such namespace", "urn:nobody", func(c *plc.Config) { c.NamespaceURI = "urn:nobody" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := r.config()
			c.change(&cfg)
			w := r.connect(cfg)
			if err := w.crane.Submit(r.job(devices.JobHome, "j-"+c.name, "", devices.Spot{}, devices.Spot{})); err != nil {
				t.Fatal(err)
			}
			soon(t, "the refusal shows", func() bool { return strings.Contains(w.crane.Status().Fault, c.want) })
			if s := w.crane.Status(); s.Online || s.Ready {
				t.Fatalf("%+v", s)
			}
			w.stop()
			if len(w.jobs) != 0 {
				t.Fatal("something was commanded")
			}
		})
	}
	if _, err := plc.New(plc.Config{Endpoint: "opc.tcp://" + r.addr, ServerThumbprint: "12", User: "wcs", Password: password}); err == nil {
		t.Fatal("a thumbprint of two digits was taken")
	}
}

// dial opens a bare OPC UA session with the twin.
func (r *rig) dial(t *testing.T, user, pass string) *opcua.Client {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var all []*ua.EndpointDescription
	soon(t, "the twin listens", func() bool {
		var err error
		all, err = opcua.GetEndpoints(ctx, "opc.tcp://"+r.addr)
		return err == nil
	})
	e, err := opcua.SelectEndpoint(all, ua.SecurityPolicyURIBasic256Sha256, ua.MessageSecurityModeSignAndEncrypt)
	if err != nil {
		t.Fatal(err)
	}
	c, err := opcua.NewClient("opc.tcp://"+r.addr, opcua.CertificateFile(cert(t, "client.crt")), opcua.PrivateKeyFile(cert(t, "client.key")),
		opcua.AuthUsername(user, pass), opcua.SecurityFromEndpoint(e, ua.UserTokenTypeUserName), opcua.AutoReconnect(false))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Connect(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = c.Close(ctx)
	})
	return c
}

func (r *rig) testTwinRefuses(t *testing.T) {
	c := r.dial(t, "wcs", password)
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	index, err := c.FindNamespace(ctx, twinNamespace)
	if err != nil {
		t.Fatal(err)
	}
	write := func(c *opcua.Client, path string, v any) ua.StatusCode {
		res, err := c.Write(ctx, &ua.WriteRequest{NodesToWrite: []*ua.WriteValue{{NodeID: ua.NewStringNodeID(index, path),
			AttributeID: ua.AttributeIDValue, Value: &ua.DataValue{EncodingMask: ua.DataValueValue, Value: ua.MustVariant(v)}}}})
		if err != nil {
			t.Fatal(err)
		}
		return res.Results[0]
	}
	if got := write(c, "Crane1.Cmd.Type", int32(1)); got != ua.StatusBadUserAccessDenied {
		t.Errorf("a command before the first heartbeat: %v", got)
	}
	if got := write(c, "Crane1.Health.WcsHeartbeat", uint32(7)); got != ua.StatusOK {
		t.Fatalf("heartbeat: %v", got)
	}
	for _, w := range []struct {
		path string
		v    any
		want ua.StatusCode
	}{
		{"Crane1.Cmd.Type", int32(1), ua.StatusOK},
		{"Crane1.Cmd.Type", uint32(1), ua.StatusBadTypeMismatch},
		{"Crane1.Cmd.Type", []int32{1}, ua.StatusBadTypeMismatch},
		{"Crane1.Cmd.HandlingUnit", "12345678901234567890", ua.StatusOK},
		{"Crane1.Cmd.HandlingUnit", "1234567890123456789ä", ua.StatusBadOutOfRange},
		{"Crane1.Cmd.JobId", strings.Repeat("x", 37), ua.StatusBadOutOfRange},
		{"Crane1.Ack.Seq", uint32(1), ua.StatusBadNotWritable},
		{"Crane1.Nowhere", uint32(1), ua.StatusBadNodeIDUnknown},
	} {
		if got := write(c, w.path, w.v); got != w.want {
			t.Errorf("%s = %v: %v, want %v", w.path, w.v, got, w.want)
		}
	}
	guest := r.dial(t, "guest", "guest")
	beat := uint32(8)
	soon(t, "two sessions within the two seconds of a heartbeat", func() bool { // a busy machine may be slower
		began := time.Now()
		if beat++; write(c, "Crane1.Health.WcsHeartbeat", beat) != ua.StatusOK {
			return false // the guest got it: it goes stale
		}
		heart, command := write(guest, "Crane1.Health.WcsHeartbeat", beat+1000), write(guest, "Crane1.Cmd.Type", int32(2))
		if time.Since(began) > time.Second {
			return false
		}
		if heart != ua.StatusBadUserAccessDenied || command != ua.StatusBadUserAccessDenied {
			t.Errorf("a second session's heartbeat: %v, command: %v", heart, command)
		}
		return true
	})

	none, err := opcua.NewClient("opc.tcp://"+r.addr, opcua.SecurityPolicy("None"), opcua.SecurityMode(ua.MessageSecurityModeNone),
		opcua.AuthUsername("wcs", password), opcua.AutoReconnect(false), opcua.RequestTimeout(2*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if err := none.Connect(ctx); err == nil {
		t.Error("a session without security was opened")
	}
	_ = none.Close(ctx)
}

const twinNamespace = "urn:aisle:plc:1"

// cable is a TCP relay that can be cut: bytes stop, the sockets stay.
type cable struct {
	mu   sync.Mutex
	gate *sync.Cond
	cut  bool
	shut bool
}

func newCable(t *testing.T, to string) (*cable, string) {
	c := &cable{}
	c.gate = sync.NewCond(&c.mu)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = l.Close()
		c.mu.Lock()
		c.shut = true
		c.mu.Unlock()
		c.gate.Broadcast()
	})
	go func() {
		for {
			a, err := l.Accept()
			if err != nil {
				return
			}
			b, err := net.Dial("tcp", to)
			if err != nil {
				_ = a.Close()
				continue
			}
			go c.relay(a, b)
			go c.relay(b, a)
		}
	}()
	return c, l.Addr().String()
}

func (c *cable) relay(from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		c.mu.Lock()
		for c.cut && !c.shut {
			c.gate.Wait()
		}
		c.mu.Unlock()
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			if err != io.EOF {
				return
			}
			return
		}
	}
}

func (c *cable) set(cut bool) {
	c.mu.Lock()
	c.cut = cut
	c.mu.Unlock()
	c.gate.Broadcast()
}

// TestCraneBadDay: jobs go on while acknowledgements are hidden, the PLC boots
// and the cable is cut and mended. Every job runs once, every unit is where
// the Dones say.
func TestCraneBadDay(t *testing.T) {
	t.Parallel()
	const jobs = 30
	r := newRig(t, 400)
	r.start()
	line, addr := newCable(t, r.addr)
	cfg := r.config()
	cfg.Endpoint = "opc.tcp://" + addr
	w := r.connect(cfg)
	rng := rand.New(rand.NewPCG(1, 2))
	want := map[string]string{}
	free := []devices.Spot{}
	for x := int32(1); x <= 10; x++ {
		for y := int32(1); y <= 4; y++ {
			free = append(free, at(1, x, y, 1))
		}
	}
	taken := map[string]devices.Spot{}
	for i := range jobs {
		unit := fmt.Sprintf("U%02d", i)
		var j devices.Job
		to := rng.IntN(len(free))
		if len(taken) > 3 && rng.IntN(2) == 0 {
			for u := range taken { // any of them: relocate it
				unit = u
				break
			}
			j = r.job(devices.JobRelocate, fmt.Sprintf("job-%02d", i), unit, taken[unit], free[to])
			taken[unit], free[to] = free[to], taken[unit]
		} else {
			r.put(unit, "w/in")
			j = r.job(devices.JobStore, fmt.Sprintf("job-%02d", i), unit, pnd(1), free[to])
			taken[unit] = free[to]
			free = append(free[:to], free[to+1:]...)
		}
		s := taken[unit]
		want[unit] = cell(int(s.Side), int(s.X), int(s.Y), int(s.Depth))
		if err := w.crane.Submit(j); err != nil {
			t.Fatal(err)
		}
		switch i {
		case 5, 17:
			r.crane.HideAcks(1)
		case 9, 21:
			if err := r.crane.Restart(); err != nil {
				t.Fatal(err)
			}
		case 13:
			line.set(true)
			time.AfterFunc(2*time.Second, func() { line.set(false) })
		}
		d := receive(t, "Done of "+j.JobID, w.jobs)
		if d.JobID != j.JobID || d.Result != devices.ResultDone {
			t.Fatalf("%+v, want %s", d, j.JobID)
		}
		w.crane.Acknowledge(d.JobID)
	}
	for u, p := range want {
		if got := r.where(u); got != p {
			t.Errorf("%s is in %s, want %s", u, got, p)
		}
	}
	if n := r.counted("asrs_cycles"); n != jobs {
		t.Errorf("%d cycles, want %d", n, jobs)
	}
}

func (r *rig) testFrozenHeartbeat(t *testing.T) {
	w := r.connect(r.config())
	soon(t, "ready", func() bool { return w.crane.Status().Ready })
	r.crane.FreezeHeartbeat(true)
	soon(t, "the frozen heartbeat shows", func() bool { s := w.crane.Status(); return !s.Ready && !s.Online && s.Fault != "" })
	if err := w.crane.Submit(r.job(devices.JobHome, "j1", "", devices.Spot{}, devices.Spot{})); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	if len(w.jobs) != 0 {
		t.Fatal("a job was sent to a PLC that looks dead")
	}
	r.crane.FreezeHeartbeat(false)
	if d := receive(t, "Done after the thaw", w.jobs); d.Result != devices.ResultDone {
		t.Fatalf("%+v", d)
	}
}

func (r *rig) testCraneForkBlockedFaultsAndClears(t *testing.T) {
	w := r.connect(r.config())
	r.put("HU1", "w/in")
	r.crane.BlockBin(cell(1, 3, 2, 1), true)
	if d := w.do(t, r.job(devices.JobStore, "j1", "HU1", pnd(1), at(1, 3, 2, 1))); d.Result != devices.ResultFailed || d.Reason != 201 {
		t.Fatalf("%+v", d)
	}
	soon(t, "the fault shows", func() bool { s := w.crane.Status(); return strings.Contains(s.Fault, "blocked") && !s.Ready })
	if err := w.crane.(devices.FaultClearer).ClearFault(context.Background()); err != nil {
		t.Fatal(err)
	}
	soon(t, "the fault is gone", func() bool { s := w.crane.Status(); return s.Fault == "" && s.Ready })
	r.crane.BlockBin(cell(1, 3, 2, 1), false)
	if d := w.do(t, r.job(devices.JobStore, "j2", "HU1", devices.Spot{Kind: devices.SpotOnBoard}, at(1, 3, 2, 1))); d.Result != devices.ResultDone {
		t.Fatalf("%+v", d)
	}
}

// TestTwinTrustsAFolder: with a folder of client certificates, a password is
// not enough.
func TestTwinTrustsAFolder(t *testing.T) {
	t.Parallel()
	dir, addr := t.TempDir(), freeAddr(t)
	raw, err := os.ReadFile(cert(t, "other.crt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "other.crt"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := twin.NewServer(twin.Config{Addr: addr, CertFile: cert(t, "server.crt"), KeyFile: cert(t, "server.key"), TrustedClients: dir,
		Users: map[string]string{"wcs": password}, Speed: 1, Logger: logger()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	(&rig{t: t, server: s}).start()
	for name, trusted := range map[string]bool{"client": false, "other": true} {
		link, err := plc.New(plc.Config{Endpoint: "opc.tcp://" + addr, ServerThumbprint: s.Thumbprint(), User: "wcs", Password: password,
			ClientCert: cert(t, name+".crt"), ClientKey: cert(t, name+".key"), Logger: logger()})
		if err != nil {
			t.Fatal(err)
		}
		crane := link.Crane("crane-1", "Crane1", 1) // there is none: what counts is how far one gets
		stop := run(t, name, link.Run)
		want := "session"
		if trusted {
			want = "Crane1."
		}
		soon(t, name+" gets as far as it may", func() bool { return strings.Contains(crane.Status().Fault, want) })
		stop()
	}
}
