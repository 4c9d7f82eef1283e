package fleetapi

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/fleetapi/wire"
)

func init() { devices.Register("fleetapi", open) }

const (
	askEvery     = 250 * time.Millisecond
	answerWithin = 2 * time.Second
)

// Words of a link that nobody but a person can mend.
const (
	wrongCertificate = "the controller's certificate is not the one that is pinned"
	wrongToken       = "the controller refuses our token"
	nonsense         = "the controller says what can't be"
)

func refused(why string) bool {
	return strings.Contains(why, wrongCertificate) || strings.Contains(why, wrongToken) || strings.Contains(why, nonsense)
}

var errCertificate = errors.New(wrongCertificate)

// link is the edge: HTTPS to one controller, and the ear for its callbacks.
type link struct {
	base     string
	token    string
	listenOn string
	log      *slog.Logger
	client   *http.Client
	fleet    *fleet
	woken    chan struct{}
	now      func() time.Time
}

func open(l devices.Link) (devices.Connection, error) {
	u, err := url.Parse(l.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("link %s: url %q must look like https://host:port", l.ID, l.URL)
	}
	if l.ServerThumbprint == "" || l.Password == "" {
		return nil, fmt.Errorf("link %s: it needs the thumbprint of the controller's certificate and a token", l.ID)
	}
	pin := func(c tls.ConnectionState) error {
		if len(c.PeerCertificates) == 0 || !strings.EqualFold(devices.Thumbprint(c.PeerCertificates[0].Raw), l.ServerThumbprint) {
			return errCertificate
		}
		return nil
	}
	t := &http.Transport{MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: answerWithin, ResponseHeaderTimeout: answerWithin,
		DialContext: (&net.Dialer{Timeout: answerWithin}).DialContext,
		// No authority is trusted: the certificate is compared itself.
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true, VerifyConnection: pin}}
	return &link{base: strings.TrimSuffix(u.String(), "/"), token: l.Password, listenOn: l.Callback, log: l.Logger.With("link", l.ID),
		client: &http.Client{Transport: t, Timeout: answerWithin, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		woken:  make(chan struct{}, 1), now: time.Now}, nil
}

// Add implements devices.Connection.
func (l *link) Add(d devices.Spec) (devices.Device, error) {
	if d.Class != devices.ClassFleet || l.fleet != nil {
		return nil, fmt.Errorf("device %s: a fleet controller is one device of class fleet and nothing else", d.ID)
	}
	l.fleet = &fleet{id: d.ID, wake: l.look, news: make(chan struct{}, 1), last: devices.Status{Mode: "offline", Protocol: Protocol}}
	if l.listenOn != "" {
		l.fleet.callback = "http://" + l.listenOn + "/changed"
	}
	return l.fleet, nil
}

// look lets the next question go out at once.
func (l *link) look() {
	select {
	case l.woken <- struct{}{}:
	default:
	}
}

// Run implements devices.Connection.
func (l *link) Run(ctx context.Context) error {
	if l.fleet == nil {
		return nil
	}
	defer l.client.CloseIdleConnections()
	if l.listenOn != "" {
		stop, err := l.listen(ctx)
		if err != nil {
			return err
		}
		defer stop()
	}
	t := time.NewTicker(askEvery)
	defer t.Stop()
	for ctx.Err() == nil {
		if err := l.round(ctx); err != nil && ctx.Err() == nil {
			l.fleet.failed(l.now(), l.words(err))
		}
		select {
		case <-ctx.Done():
		case <-l.woken:
		case <-t.C:
		}
	}
	return nil
}

func (l *link) words(err error) string {
	if errors.Is(err, errCertificate) {
		return wrongCertificate
	}
	return err.Error()
}

// round asks for everything that is open and sends what follows from it.
func (l *link) round(ctx context.Context) error {
	asked := l.fleet.open()
	raw, err := l.ask(ctx, "/v1/transports?ids="+strings.Join(asked, ","))
	if err != nil {
		return err
	}
	list, err := wire.ParseList(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", nonsense, err)
	}
	if raw, err = l.ask(ctx, "/v1/status"); err != nil {
		return err
	}
	status, err := wire.ParseStatus(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", nonsense, err)
	}
	for _, a := range l.fleet.heard(l.now(), asked, list, status) {
		code, problem, err := l.send(ctx, a)
		if err != nil {
			return fmt.Errorf("%s %s: %w", a.verb, a.id, err)
		}
		l.fleet.answered(l.now(), a, code, problem)
	}
	return nil
}

func (l *link) ask(ctx context.Context, path string) ([]byte, error) {
	code, raw, err := l.do(ctx, http.MethodGet, path, nil)
	if err == nil && code != http.StatusOK {
		err = fmt.Errorf("the controller answers %d", code)
	}
	return raw, err
}

func (l *link) send(ctx context.Context, a ask) (code int, problem string, err error) {
	path, body := "/v1/transports", any(a.order)
	switch a.verb {
	case permit:
		path, body = path+"/"+a.id+"/permit", map[string]any{"step": a.step}
	case cancel:
		path, body = path+"/"+a.id+"/cancel", map[string]any{}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, "", err
	}
	code, answer, err := l.do(ctx, http.MethodPost, path, raw)
	if err != nil {
		return 0, "", err
	}
	return code, string(bytes.TrimSpace(answer[:min(len(answer), wire.TextLimit)])), nil
}

func (l *link) do(ctx context.Context, method, path string, body []byte) (code int, answer []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, method, l.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+l.token)
	r.Header.Set("Content-Type", "application/json")
	res, err := l.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err = io.ReadAll(io.LimitReader(res.Body, wire.BodyLimit+1))
	if err == nil && (res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden) {
		err = fmt.Errorf("%s (%d)", wrongToken, res.StatusCode)
	}
	return res.StatusCode, answer, err
}

// listen takes callbacks. What they say is not believed: they are a reason to
// ask.
func (l *link) listen(ctx context.Context) (stop func(), err error) {
	ear, err := (&net.ListenConfig{}).Listen(ctx, "tcp", l.listenOn)
	if err != nil {
		return nil, fmt.Errorf("callbacks: %w", err)
	}
	s := &http.Server{Handler: http.HandlerFunc(l.called), ReadTimeout: answerWithin, WriteTimeout: answerWithin, MaxHeaderBytes: 1 << 14,
		ErrorLog: slog.NewLogLogger(l.log.Handler(), slog.LevelWarn)}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Serve(ear) }()
	return func() { _ = s.Close(); <-ended }, nil
}

func (l *link) called(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, wire.TextLimit+1))
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/changed" || err != nil || len(body) > wire.TextLimit:
		w.WriteHeader(http.StatusBadRequest)
	case !wire.Signed(l.token, l.now(), r.Header.Get(wire.TimeHeader), r.Header.Get(wire.SignatureHeader), body):
		l.fleet.forged(l.now())
		w.WriteHeader(http.StatusUnauthorized)
	default:
		l.look()
		w.WriteHeader(http.StatusNoContent)
	}
}
