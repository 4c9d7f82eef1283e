package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
)

// supervisorLogin lets everybody in as a supervisor.
type supervisorLogin struct{}

func (supervisorLogin) BadgeLogin(context.Context, string, string, string) (wms.Session, error) {
	return wms.Session{User: "sue", Roles: []string{"supervisor"}, Token: "ses_1", ExpiresAt: time.Now().Add(time.Hour)}, nil
}
func (supervisorLogin) Logout(context.Context, string) error { return nil }
func (supervisorLogin) Authenticate(_ context.Context, token string) (api.Identity, error) {
	role := "supervisor"
	if token == "ses_picker" {
		role = "picker"
	}
	return api.Identity{User: "sue", Roles: []string{role}}, nil
}

// get asks with a session cookie, and does not follow redirects.
func get(t *testing.T, c *http.Client, url, session string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if session != "" {
		req.Header.Set("Cookie", api.CookieName+"="+session)
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// TestADeviceEnrols: from a phone that trusts nothing to a page by TLS.
func TestADeviceEnrols(t *testing.T) {
	s := &site{data: t.TempDir(), http: "127.0.0.1:0", log: slog.New(slog.DiscardHandler),
		tls: tlsFlags{mode: "local", redirect: "127.0.0.1:0"}}
	ctx, cancel := context.WithCancel(context.Background())
	d, err := openDoors(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	h := api.New(api.Options{Login: supervisorLogin{}, Security: api.Security{Enrolment: d.enrolment(), PublicURL: d.url, EnrolURL: d.enrolURL}})
	done := make(chan error, 1)
	go func() { done <- d.serve(ctx, h, s) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	plain := &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if _, err := plain.Get(d.url + "/healthz"); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Fatalf("a stranger trusts the server: %v", err)
	}

	// Plain HTTP: everything is sent on, writes are refused, no session is heard of.
	res, _ := get(t, plain, d.enrolURL+"/handheld?x=1", "")
	if res.StatusCode != 308 || res.Header.Get("Location") != d.url+"/handheld?x=1" {
		t.Errorf("redirect: %d %s", res.StatusCode, res.Header.Get("Location"))
	}
	res, _ = get(t, plain, d.enrolURL+"//evil.example/", "")
	if got := res.Header.Get("Location"); got != d.url+"/" {
		t.Errorf("a strange path is sent on to %s", got)
	}
	if res, err := plain.Post(d.enrolURL+"/v1/login", "application/json", strings.NewReader(`{}`)); err != nil || res.StatusCode != 403 {
		t.Errorf("a log-in in plain text: %v, %v", res, err)
	}
	if res, _ = get(t, plain, d.enrolURL+"/enrol", "ses_1"); res.StatusCode != 308 {
		t.Errorf("codes are made in plain text: %d", res.StatusCode)
	}

	// The supervisor's page shows a code; a picker's does not.
	if res, _ = get(t, plain, d.innerURL+"/enrol", "ses_picker"); res.StatusCode != 403 {
		t.Errorf("a picker's page: %d", res.StatusCode)
	}
	_, page := get(t, plain, d.innerURL+"/enrol", "ses_1")
	url := regexp.MustCompile(`<code>(http://[^<]+)</code>`).FindStringSubmatch(page)
	if url == nil || !strings.Contains(page, "data:image/png;base64,") {
		t.Fatalf("no code on the page: %s", page)
	}
	_, page = get(t, plain, url[1], "")
	link := regexp.MustCompile(`href="(/enrol/ca\.crt[^"]+)"`).FindStringSubmatch(page)
	if link == nil || !strings.Contains(page, d.url+"/handheld") {
		t.Fatalf("no certificate on the page: %s", page)
	}
	res, pem := get(t, plain, d.enrolURL+link[1], "")
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Fatalf("certificate: %d %s", res.StatusCode, pem)
	}
	for _, again := range []string{d.enrolURL + link[1], url[1], d.enrolURL + "/enrol/ca.crt?code=AAAA"} {
		if res, _ = get(t, plain, again, ""); res.StatusCode != 403 {
			t.Errorf("a used or invented code is good: %s %d", again, res.StatusCode)
		}
	}

	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(pem)) {
		t.Fatal("no certificate")
	}
	trusting := &http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	res, err = trusting.Post(d.url+"/v1/login", "application/json", strings.NewReader(`{"badge":"S-1","pin":"1234"}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if cookie := res.Cookies()[0]; !cookie.Secure || !cookie.HttpOnly || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("cookie %v, headers %v", cookie, res.Header)
	}
	if res, _ = get(t, plain, d.innerURL+"/healthz", ""); res.Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS without TLS")
	}
}

func TestGivenCertificates(t *testing.T) {
	dir := t.TempDir()
	s := &site{data: dir, http: "127.0.0.1:0", log: slog.New(slog.DiscardHandler),
		tls: tlsFlags{cert: filepath.Join(dir, "x.crt"), key: filepath.Join(dir, "x.key")}}
	if _, err := openDoors(t.Context(), s); err == nil || !strings.Contains(err.Error(), "--tls-cert") {
		t.Errorf("missing files: %v", err)
	}
	for flags, want := range map[*tlsFlags]string{
		{mode: "public"}: "must be local", {mode: "local", cert: "x", key: "y"}: "exclude", {cert: "x"}: "belong together",
		{redirect: ":80"}: "needs TLS", {hosts: []string{"x"}}: "needs TLS",
	} {
		if err := flags.check(false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", flags, err, want)
		}
	}
}
