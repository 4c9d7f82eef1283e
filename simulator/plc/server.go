package plc

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/awcullen/opcua/server"
	"github.com/awcullen/opcua/ua"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Namespace of the PLC interface.
const Namespace = "urn:aisle:plc:1"

// ScanCycle of the twin's PLCs.
const ScanCycle = 10 * time.Millisecond

// Config of a Server.
type Config struct {
	// Addr is host:port, on which the server listens and by which its endpoint
	// is called. 0.0.0.0 or :: listens on every interface.
	Addr string
	// CertFile and KeyFile (PEM) are made at first use.
	CertFile, KeyFile string
	// TrustedClients is a folder of client certificates (PEM or DER); ""
	// trusts every client that knows a password.
	TrustedClients string
	// Users and their passwords.
	Users map[string]string
	// Speed scales motion; 1 is real time.
	Speed  float64
	Logger *slog.Logger
	// Namespaces are registered before ours, so that its index differs.
	Namespaces []string
}

// Server is one OPC UA server with the twin PLCs behind it.
type Server struct {
	cfg        Config
	world      *world.World
	ua         *server.Server
	index      uint16 // of Namespace
	thumbprint string
	machines   []machine
	now        func() time.Time
}

// NewServer makes the server and its certificate; it listens when Run is
// called.
func NewServer(cfg Config, w *world.World) (*Server, error) {
	host, port, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("OPC UA address %q: %w", cfg.Addr, err)
	}
	if cfg.Speed <= 0 {
		return nil, fmt.Errorf("OPC UA server %s: speed %v is not positive", cfg.Addr, cfg.Speed)
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{cfg: cfg, world: w, now: time.Now}
	const uri = "urn:aisle:twin:plc"
	s.thumbprint, err = devices.EnsureCertificate(devices.Certificate{CertFile: cfg.CertFile, KeyFile: cfg.KeyFile,
		ApplicationURI: uri, Name: "Aisle twin PLC", Hosts: hosts(host), Now: s.now()})
	if err != nil {
		return nil, err
	}
	endpoint := (&url.URL{Scheme: "opc.tcp", Host: net.JoinHostPort(host, port)}).String()
	s.ua, err = server.New(ua.ApplicationDescription{
		ApplicationURI: uri, ProductURI: "https://github.com/aisle-wms/aisle",
		ApplicationName: ua.NewLocalizedText("Aisle twin PLC", "en"),
		ApplicationType: ua.ApplicationTypeServer, DiscoveryURLs: []string{endpoint},
	}, cfg.CertFile, cfg.KeyFile, endpoint, s.options()...)
	if err != nil {
		return nil, fmt.Errorf("OPC UA server %s: %w", cfg.Addr, err)
	}
	for _, n := range cfg.Namespaces {
		s.ua.NamespaceManager().Add(n)
	}
	s.index = s.ua.NamespaceManager().Add(Namespace)
	return s, nil
}

func hosts(host string) []string {
	name, err := os.Hostname()
	if err != nil {
		name = "localhost"
	}
	return []string{host, "localhost", name}
}

func (s *Server) options() []server.Option {
	opts := []server.Option{
		server.WithAuthenticateUserNameIdentityFunc(s.authenticate),
		server.WithGetRolesFunc(roles),
		server.WithServerDiagnostics(false),
	}
	if s.cfg.TrustedClients == "" {
		return append(opts, server.WithInsecureSkipVerify())
	}
	return append(opts, server.WithTrustedCertificatesPaths(s.cfg.TrustedClients, ""))
}

func (s *Server) authenticate(id ua.UserNameIdentity, _, _ string) error {
	want, known := s.cfg.Users[id.UserName]
	a, b := sha256.Sum256([]byte(want)), sha256.Sum256([]byte(id.Password))
	if subtle.ConstantTimeCompare(a[:], b[:]) != 1 || !known || want == "" {
		return ua.BadUserAccessDenied
	}
	return nil
}

var operator = []ua.NodeID{ua.ObjectIDWellKnownRoleOperator}

// roles: who gave a password may read and write; nobody else gets in.
func roles(identity any, _, _ string) ([]ua.NodeID, error) {
	if _, ok := identity.(ua.UserNameIdentity); ok {
		return operator, nil
	}
	return nil, ua.BadUserAccessDenied
}

// Thumbprint of the server's certificate, as the WCS pins it.
func (s *Server) Thumbprint() string { return s.thumbprint }

// EndpointURL of the server.
func (s *Server) EndpointURL() string { return s.ua.EndpointURL() }

// Run listens and runs the scan cycle until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	open, err := listen(s.ua, s.cfg.Addr)
	if err != nil {
		return fmt.Errorf("OPC UA server %s: %w", s.cfg.Addr, err)
	}
	tick := time.NewTicker(ScanCycle)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			if err := open.close(); err != nil {
				return fmt.Errorf("OPC UA server %s: %w", s.cfg.Addr, err)
			}
			return nil
		case err := <-open.ended:
			return fmt.Errorf("OPC UA server %s: %w", s.cfg.Addr, err)
		case <-tick.C:
			s.scan()
		}
	}
}

func (s *Server) scan() {
	for _, m := range s.machines {
		d := m.common()
		d.mu.Lock()
		m.step(s.now())
		d.mu.Unlock()
	}
}
