// Package signon lets people log in with a provider of OpenID Connect: the
// authorization code flow with PKCE, state and nonce. It says who the provider
// vouches for; what they may do is decided here, by the map of roles and by
// the users that administrators know.
//
// The nouns: a Provider is where people log in; an attempt is one browser on
// its way there and back, remembered for ten minutes by a secret in a cookie.
package signon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/users"
)

const (
	attemptLife = 10 * time.Minute
	maxAttempts = 1000
	askWait     = 10 * time.Second // for each question to the provider
)

// Options of New.
type Options struct {
	Name, Issuer, ClientID, ClientSecret string
	PublicURL                            string // of this program
	RolesClaim                           string // "": users keep the roles given here
	RoleMap                              map[string][]string
	CreateUsers                          bool
	Users                                *users.Users
	Now                                  func() time.Time
	HTTP                                 *http.Client // default: one that waits 10 s
}

// Provider is safe for use by several goroutines.
type Provider struct {
	o Options

	mu       sync.Mutex
	found    *oidc.Provider // nil until it was reached
	attempts map[string]attempt
}

type attempt struct {
	state, nonce, verifier string
	until                  time.Time
}

// New makes a Provider, which is asked for its keys when first needed.
func New(o Options) *Provider {
	if o.HTTP == nil {
		o.HTTP = &http.Client{Timeout: askWait}
	}
	return &Provider{o: o, attempts: map[string]attempt{}}
}

// Name is what a log-in page calls the provider.
func (p *Provider) Name() string { return p.o.Name }

func unreachable() *wms.Error {
	return wms.Refuse(wms.Unavailable, "provider_unreachable", "the log-in provider can't be reached; try again, or log in with badge and PIN")
}

func refused() *wms.Error {
	return wms.Refuse(wms.Unauthorized, "login_refused", "the log-in with the provider did not succeed; begin again")
}

// discover finds the provider's addresses and keys.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	found := p.found
	p.mu.Unlock()
	if found != nil {
		return found, nil
	}
	// The provider keeps this context for fetching keys later.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.o.HTTP), p.o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("log-in provider %s: %w", p.o.Issuer, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found = found
	return found, nil
}

func (p *Provider) config(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.o.ClientID, ClientSecret: p.o.ClientSecret, Endpoint: found.Endpoint(),
		RedirectURL: p.o.PublicURL + "/v1/oidc/callback", Scopes: []string{oidc.ScopeOpenID, "profile"}}
}

func random() string {
	var raw [24]byte
	_, _ = rand.Read(raw[:]) // crypto/rand never fails
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// Start says where to send a browser, and the secret for its cookie.
func (p *Provider) Start(ctx context.Context) (to, secret string, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", "", unreachable()
	}
	a := attempt{state: random(), nonce: random(), verifier: oauth2.GenerateVerifier(), until: p.o.Now().Add(attemptLife)}
	secret = random()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.attempts) >= maxAttempts {
		for s, old := range p.attempts {
			if !p.o.Now().Before(old.until) {
				delete(p.attempts, s)
			}
		}
		if len(p.attempts) >= maxAttempts {
			return "", "", wms.Refuse(wms.Unavailable, "login_busy", "too many people log in at this moment; try again in a few seconds")
		}
	}
	p.attempts[secret] = a
	return p.config(found).AuthCodeURL(a.state, oidc.Nonce(a.nonce), oauth2.S256ChallengeOption(a.verifier)), secret, nil
}

// take ends an attempt: each is good for one answer.
func (p *Provider) take(secret string) (attempt, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, known := p.attempts[secret]
	delete(p.attempts, secret)
	return a, known && p.o.Now().Before(a.until)
}

// Finish takes the provider's answer that the browser brings and opens a
// session.
func (p *Provider) Finish(ctx context.Context, secret string, query url.Values, from string) (wms.Session, error) {
	a, known := p.take(secret)
	if !known || subtle.ConstantTimeCompare([]byte(a.state), []byte(query.Get("state"))) != 1 || query.Get("code") == "" {
		return wms.Session{}, refused()
	}
	found, err := p.discover(ctx)
	if err != nil {
		return wms.Session{}, unreachable()
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.o.HTTP), 2*askWait)
	defer cancel()
	token, err := p.config(found).Exchange(ctx, query.Get("code"), oauth2.VerifierOption(a.verifier))
	if err != nil {
		return wms.Session{}, refused()
	}
	raw, is := token.Extra("id_token").(string)
	if !is {
		return wms.Session{}, refused()
	}
	id, err := found.Verifier(&oidc.Config{ClientID: p.o.ClientID, Now: p.o.Now}).Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.nonce)) != 1 {
		return wms.Session{}, refused()
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return wms.Session{}, refused()
	}
	name, _ := claims["name"].(string)
	return p.o.Users.SubjectLogin(ctx, users.Subject{Issuer: p.o.Issuer, Subject: id.Subject, Name: name,
		Roles: p.roles(claims), Create: p.o.CreateUsers}, from)
}

// roles are what the claim stands for; nil when roles are given here.
func (p *Provider) roles(claims map[string]any) []string {
	if p.o.RolesClaim == "" {
		return nil
	}
	var values []string
	switch v := claims[p.o.RolesClaim].(type) {
	case string:
		values = strings.Fields(v)
	case []any:
		for _, one := range v {
			if s, is := one.(string); is {
				values = append(values, s)
			}
		}
	}
	roles := []string{}
	for _, v := range values {
		for _, role := range p.o.RoleMap[v] {
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}
