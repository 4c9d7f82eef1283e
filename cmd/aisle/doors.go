package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"github.com/aisle-wms/aisle/cmd/localca"
	"github.com/aisle-wms/aisle/wms/api"
)

// tlsFlags say how the web and API are secured.
type tlsFlags struct {
	mode, cert, key, redirect string
	hosts                     []string
}

func (t *tlsFlags) flags(f *pflag.FlagSet) {
	f.StringVar(&t.mode, "tls", "", "local: TLS by a certificate authority of our own in the data folder; devices enrol at /enrol")
	f.StringVar(&t.cert, "tls-cert", "", "TLS with this certificate (PEM, with its chain); read again when it changes")
	f.StringVar(&t.key, "tls-key", "", "the key of --tls-cert (PEM)")
	f.StringArrayVar(&t.hosts, "host", nil, "with --tls: a name or address that browsers use; repeat it; the first is for links")
	f.StringVar(&t.redirect, "http-redirect", "", "with TLS: address of plain HTTP, which sends browsers on and serves the CA certificate")
}

// check wants broker to be true if the MQTT broker has TLS.
func (t *tlsFlags) check(broker bool) error {
	switch {
	case t.mode != "" && t.mode != "local":
		return fmt.Errorf("--tls %q: must be local; a certificate of another authority goes into --tls-cert and --tls-key", t.mode)
	case t.mode != "" && t.cert != "":
		return errors.New("--tls local and --tls-cert exclude each other")
	case (t.cert == "") != (t.key == ""):
		return errors.New("--tls-cert and --tls-key belong together")
	case t.redirect != "" && !t.on():
		return errors.New("--http-redirect needs TLS: --tls local, or --tls-cert and --tls-key")
	case len(t.hosts) > 0 && !t.on() && !broker:
		return errors.New("--host needs TLS: --tls local, --tls-cert and --tls-key, or --mqtts")
	}
	return nil
}

func (t *tlsFlags) on() bool { return t.mode != "" || t.cert != "" }

// doors are where the web and API are reached.
type doors struct {
	main, redirect, inner net.Listener // redirect and inner only with TLS
	tls                   *tls.Config  // nil: plain HTTP
	ca                    *localca.Authority
	url                   string // for browsers
	enrolURL              string // for devices that do not trust us yet
	innerURL              string // for what runs in this process
}

// openDoors opens the ports; the data folder must be there.
func openDoors(ctx context.Context, s *site) (d *doors, err error) {
	d = &doors{}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if d.main, err = api.Listen(ctx, s.http); err != nil {
		return nil, err
	}
	if !s.tls.on() {
		d.url = "http://" + d.main.Addr().String()
		d.innerURL = d.url
		return d, nil
	}
	hosts := hostsOf(s.tls.hosts, d.main.Addr())
	d.url = "https://" + net.JoinHostPort(hosts[0], portOf(d.main))
	d.enrolURL = d.url
	if s.tls.mode == "local" {
		if d.ca, err = localca.Open(s.data, hosts, time.Now); err != nil {
			return d, err
		}
		d.tls = &tls.Config{GetCertificate: d.ca.Certificate}
	} else {
		files := &certFiles{cert: s.tls.cert, key: s.tls.key}
		if _, err = files.certificate(nil); err != nil {
			return d, err
		}
		d.tls = &tls.Config{GetCertificate: files.certificate}
	}
	if s.tls.redirect != "" {
		if d.redirect, err = api.Listen(ctx, s.tls.redirect); err != nil {
			return d, err
		}
		d.enrolURL = "http://" + net.JoinHostPort(hosts[0], portOf(d.redirect))
	}
	if d.inner, err = api.Listen(ctx, "127.0.0.1:0"); err != nil {
		return d, err
	}
	d.innerURL = "http://" + d.inner.Addr().String()
	return d, nil
}

func portOf(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// hostsOf are the given names and, where there are none, the address that is
// listened on or, of all of them, those of this machine.
func hostsOf(given []string, addr net.Addr) []string {
	if len(given) > 0 {
		return given
	}
	host, _, _ := net.SplitHostPort(addr.String())
	var hosts []string
	if ip := net.ParseIP(host); ip != nil && !ip.IsUnspecified() {
		hosts = append(hosts, host)
	} else if all, err := net.InterfaceAddrs(); err == nil {
		for _, a := range all {
			if n, is := a.(*net.IPNet); is && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
				hosts = append(hosts, n.IP.String())
			}
		}
	}
	for _, local := range []string{"localhost", "127.0.0.1"} {
		if !slices.Contains(hosts, local) {
			hosts = append(hosts, local)
		}
	}
	return hosts
}

// enrolment is for api.Options: a nil interface where there is no authority.
func (d *doors) enrolment() api.Enrolment {
	if d.ca == nil {
		return nil
	}
	return d.ca
}

// serve serves h at all doors until ctx ends, or one of them fails.
func (d *doors) serve(ctx context.Context, h http.Handler, s *site) error {
	if d.tls == nil {
		return api.ServeListener(ctx, d.main, h, s.log)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make(chan error, 3)
	var group sync.WaitGroup
	serve := func(fn func() error) {
		group.Go(func() { errs <- fn(); cancel() })
	}
	serve(func() error { return api.ServeTLS(ctx, d.main, d.tls, h, s.log) })
	serve(func() error { return api.ServeListener(ctx, d.inner, h, s.log) })
	if d.redirect != nil {
		serve(func() error { return api.ServeListener(ctx, d.redirect, api.RedirectHandler(h, d.url), s.log) })
	}
	group.Wait()
	close(errs)
	var all error
	for err := range errs {
		all = errors.Join(all, err)
	}
	return all
}

func (d *doors) close() (err error) {
	for _, l := range []net.Listener{d.main, d.redirect, d.inner} {
		if l == nil {
			continue
		}
		if closed := l.Close(); closed != nil && !errors.Is(closed, net.ErrClosed) {
			err = errors.Join(err, closed)
		}
	}
	return err
}

// certFiles are a certificate and its key, read again when they change.
type certFiles struct {
	cert, key string
	mu        sync.Mutex
	loaded    *tls.Certificate
	changed   time.Time // of the newer file, when it was read
	looked    time.Time
}

const lookEvery = 30 * time.Second

func (c *certFiles) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loaded != nil && time.Since(c.looked) < lookEvery {
		return c.loaded, nil
	}
	c.looked = time.Now()
	newest := time.Time{}
	for _, file := range []string{c.cert, c.key} {
		if info, err := os.Stat(file); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	if c.loaded != nil && newest.Equal(c.changed) {
		return c.loaded, nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	switch {
	case err == nil:
		c.loaded, c.changed = &pair, newest
	case c.loaded == nil:
		return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
	}
	return c.loaded, nil // half a change: the old one still serves
}
