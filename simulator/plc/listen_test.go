package plc_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices/plc"
	twin "github.com/aisle-wms/aisle/simulator/plc"
)

// The twin listens on its own address only, ends while a client is connected,
// and a new one takes its place on the same port.
func TestTwinListensOnItsAddressOnly(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s, err := twin.NewServer(twin.Config{Addr: addr, CertFile: cert(t, "server.crt"), KeyFile: cert(t, "server.key"),
			Users: map[string]string{"wcs": password}, Speed: 1, Logger: logger()}, nil)
		if err != nil {
			t.Fatal(err)
		}
		stop := run(t, "twin", s.Run)
		link, err := plc.New(plc.Config{Endpoint: s.EndpointURL(), ServerThumbprint: s.Thumbprint(), User: "wcs", Password: password,
			ClientCert: cert(t, "client.crt"), ClientKey: cert(t, "client.key"), Logger: logger()})
		if err != nil {
			t.Fatal(err)
		}
		crane := link.Crane("crane-1", "Crane1", 1) // there is none: it is about the session
		hangUp := run(t, "client", link.Run)
		soon(t, "the client has a session", func() bool { return crane.Status().Fault != "" && crane.Status().Mode != "offline" })
		if c, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", net.JoinHostPort("127.0.0.2", port)); err == nil {
			_ = c.Close()
			t.Error("the twin listens on an address that it was not given")
		}
		began := time.Now()
		stop() // with the client's session open
		t.Logf("closed within %v", time.Since(began))
		hangUp()
	}
}
