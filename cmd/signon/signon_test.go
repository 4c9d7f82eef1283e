package signon

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/users"
)

// provider is a small provider of OpenID Connect: real HTTP, signed tokens,
// PKCE. Its fields say what it does wrong.
type provider struct {
	*httptest.Server
	t      *testing.T
	key    *ecdsa.PrivateKey
	signer *ecdsa.PrivateKey // another than key: a forger

	mu     sync.Mutex
	codes  map[string]url.Values // of the request that each code answers
	claims map[string]any        // replace the right ones
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, key: key, signer: key, codes: map[string]url.Values{}, claims: map[string]any{}}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token",
			"jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"ES256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		pub, err := p.key.PublicKey.Bytes()
		if err != nil {
			t.Error(err)
		}
		answer(w, map[string]any{"keys": []map[string]any{{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k1",
			"x": b64(pub[1:33]), "y": b64(pub[33:65])}}})
	})
	mux.HandleFunc("/token", p.token(answer))
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *provider) token(answer func(http.ResponseWriter, any)) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		_ = req.ParseForm()
		p.mu.Lock()
		asked, known := p.codes[req.Form.Get("code")]
		delete(p.codes, req.Form.Get("code"))
		p.mu.Unlock()
		sum := sha256.Sum256([]byte(req.Form.Get("code_verifier")))
		id, secret, _ := req.BasicAuth()
		if !known || b64(sum[:]) != asked.Get("code_challenge") || asked.Get("code_challenge_method") != "S256" || id != "aisle" || secret != "s3cret" {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		claims := map[string]any{"iss": p.URL, "aud": "aisle", "sub": "bob@example", "name": "Bob", "nonce": asked.Get("nonce"),
			"exp": time.Now().Add(time.Minute).Unix(), "iat": time.Now().Unix(), "groups": []string{"wms-leads"}}
		p.mu.Lock()
		for name, v := range p.claims {
			claims[name] = v
		}
		p.mu.Unlock()
		answer(w, map[string]any{"access_token": "at", "token_type": "Bearer", "id_token": p.sign(claims)})
	}
}

func (p *provider) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Fatal(err)
	}
	text := b64([]byte(`{"alg":"ES256","kid":"k1"}`)) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, p.signer, sum[:])
	if err != nil {
		p.t.Fatal(err)
	}
	sig := make([]byte, 64)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	return text + "." + b64(sig)
}

// visit is the browser at the provider: it comes back with a code.
func (p *provider) visit(to string) url.Values {
	u, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(to, p.URL+"/auth?") {
		p.t.Fatalf("sent to %s, %v", to, err)
	}
	asked := u.Query()
	if asked.Get("redirect_uri") != "https://wms.example/v1/oidc/callback" || asked.Get("client_id") != "aisle" || asked.Get("response_type") != "code" {
		p.t.Fatalf("asked for %v", asked)
	}
	code := random()
	p.mu.Lock()
	p.codes[code] = asked
	p.mu.Unlock()
	return url.Values{"state": {asked.Get("state")}, "code": {code}}
}

func newSite(t *testing.T, p *provider, change func(*Options)) (*Provider, *users.Users) {
	t.Helper()
	s, err := store.Open(store.Options{File: filepath.Join(t.TempDir(), "aisle.db"), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	u, err := users.New(users.Options{Store: s, HashMemoryKiB: 64})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Name: "Works", Issuer: p.URL, ClientID: "aisle", ClientSecret: "s3cret", PublicURL: "https://wms.example",
		RolesClaim: "groups", RoleMap: map[string][]string{"wms-leads": {"supervisor", "planner"}}, CreateUsers: true, Users: u, Now: time.Now}
	change(&o)
	return New(o), u
}

func TestLoggingInWithAProvider(t *testing.T) {
	p := newProvider(t)
	site, u := newSite(t, p, func(*Options) {})
	to, secret, err := site.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back := p.visit(to)
	session, err := site.Finish(t.Context(), secret, back, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	who, err := u.Authenticate(t.Context(), session.Token)
	if err != nil || strings.Join(who.Roles, " ") != "supervisor planner" || who.Name != "Bob" {
		t.Fatalf("identity %+v, %v", who, err)
	}
	if err := u.Logout(t.Context(), session.Token); err != nil {
		t.Fatal(err)
	}
	if _, err := u.Authenticate(t.Context(), session.Token); err == nil {
		t.Error("logged out and still known")
	}
	if _, err := site.Finish(t.Context(), secret, back, ""); wms.CodeOf(err) != "login_refused" {
		t.Errorf("the same answer again: %v", err)
	}
}

func TestWhatAProviderAnswersIsNotBelievedBlindly(t *testing.T) {
	for name, test := range map[string]struct {
		code   string
		wrong  func(p *provider, back url.Values)
		change func(*Options)
	}{
		"other state":      {"login_refused", func(_ *provider, back url.Values) { back.Set("state", "x") }, nil},
		"no code":          {"login_refused", func(_ *provider, back url.Values) { back.Del("code"); back.Set("error", "access_denied") }, nil},
		"invented code":    {"login_refused", func(_ *provider, back url.Values) { back.Set("code", "x") }, nil},
		"other nonce":      {"login_refused", func(p *provider, _ url.Values) { p.claims["nonce"] = "x" }, nil},
		"other audience":   {"login_refused", func(p *provider, _ url.Values) { p.claims["aud"] = "shop" }, nil},
		"other issuer":     {"login_refused", func(p *provider, _ url.Values) { p.claims["iss"] = "https://evil.example" }, nil},
		"ended token":      {"login_refused", func(p *provider, _ url.Values) { p.claims["exp"] = time.Now().Add(-time.Hour).Unix() }, nil},
		"forged signature": {"login_refused", func(p *provider, _ url.Values) { p.signer, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }, nil},
		"unmapped role":    {"no_role", func(p *provider, _ url.Values) { p.claims["groups"] = []string{"canteen"} }, nil},
		"no roles":         {"no_role", func(p *provider, _ url.Values) { p.claims["groups"] = nil }, nil},
		"unknown subject":  {"unknown_subject", func(*provider, url.Values) {}, func(o *Options) { o.CreateUsers = false }},
		"wrong secret":     {"login_refused", func(*provider, url.Values) {}, func(o *Options) { o.ClientSecret = "x" }},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProvider(t)
			change := test.change
			if change == nil {
				change = func(*Options) {}
			}
			site, _ := newSite(t, p, change)
			to, secret, err := site.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			back := p.visit(to)
			test.wrong(p, back)
			if session, err := site.Finish(t.Context(), secret, back, ""); wms.CodeOf(err) != test.code {
				t.Errorf("got session %+v, error %v, want %s", session, err, test.code)
			}
		})
	}
}

func TestABrowserBringsItsOwnAttempt(t *testing.T) {
	p := newProvider(t)
	now := time.Now()
	site, _ := newSite(t, p, func(o *Options) { o.Now = func() time.Time { return now } })
	to, secret, err := site.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back := p.visit(to)
	_, other, err := site.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{other, "", "invented"} { // a link with somebody else's code
		if _, err := site.Finish(t.Context(), s, back, ""); wms.CodeOf(err) != "login_refused" {
			t.Errorf("secret %q: %v", s, err)
		}
	}
	now = now.Add(attemptLife)
	if _, err := site.Finish(t.Context(), secret, back, ""); wms.CodeOf(err) != "login_refused" {
		t.Errorf("ten minutes later: %v", err)
	}
}

func TestAnAbsentProviderIsSaid(t *testing.T) {
	p := newProvider(t)
	site, _ := newSite(t, p, func(*Options) {})
	p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, _, err := site.Start(ctx); wms.CodeOf(err) != "provider_unreachable" {
		t.Errorf("got %v", err)
	}
}
