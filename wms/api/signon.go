package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aisle-wms/aisle/wms"
)

// SignOn is a log-in provider beside badge and PIN.
type SignOn interface {
	Name() string
	// Start says where to send a browser, and a secret for its cookie.
	Start(ctx context.Context) (to, secret string, err error)
	// Finish takes what the browser brings back.
	Finish(ctx context.Context, secret string, query url.Values, from string) (wms.Session, error)
}

const signOnCookie = "aisle_signon"

// loginOptions is the answer of GET /v1/login: how one logs in here.
type loginOptions struct {
	Badge bool          `json:"badge"`
	OIDC  *oidcProvider `json:"oidc,omitempty"`
}

type oidcProvider struct {
	Name  string `json:"name"`
	Start string `json:"start"` // where to send the browser
}

func (f *face) signingOn(e *gin.Engine) {
	e.GET("/v1/login", f.loginOptions)
	e.GET("/v1/oidc/start", f.startSignOn)
	e.GET("/v1/oidc/callback", f.finishSignOn)
}

func (f *face) loginOptions(c *gin.Context) {
	out := loginOptions{Badge: f.Login != nil}
	if f.SignOn != nil {
		out.OIDC = &oidcProvider{Name: f.SignOn.Name(), Start: "/v1/oidc/start"}
	}
	c.JSON(http.StatusOK, out)
}

// strangers counts a try of somebody unknown; false if it was one too many,
// and answered.
func (f *face) strangers(c *gin.Context) bool {
	if f.SignOn == nil {
		f.fail(c, notAvailable("a log-in provider"))
		return false
	}
	if wait := f.strange.take(addressOf(c.RemoteIP()), f.Now()); wait > 0 {
		f.fail(c, tooMany(wait))
		return false
	}
	return true
}

func (f *face) startSignOn(c *gin.Context) {
	if !f.strangers(c) {
		return
	}
	ctx, cancel := f.withTimeout(c)
	defer cancel()
	to, secret, err := f.SignOn.Start(ctx)
	if err != nil {
		f.fail(c, err)
		return
	}
	f.setSignOnCookie(c, secret, 600)
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusFound, to)
}

func (f *face) finishSignOn(c *gin.Context) {
	if !f.strangers(c) {
		return
	}
	ctx, cancel := f.withTimeout(c)
	defer cancel()
	secret := ""
	if cookie, err := c.Request.Cookie(signOnCookie); err == nil {
		secret = cookie.Value
	}
	f.setSignOnCookie(c, "", -1)
	session, err := f.SignOn.Finish(ctx, secret, c.Request.URL.Query(), c.RemoteIP())
	if err != nil {
		f.fail(c, err)
		return
	}
	f.setCookie(c, session.Token, time.Until(session.ExpiresAt))
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusFound, "/control")
}

// setSignOnCookie is Lax, unlike the session's: the browser comes back from
// another site.
func (f *face) setSignOnCookie(c *gin.Context, value string, maxAge int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: signOnCookie, Value: value, Path: "/v1/oidc/", MaxAge: maxAge,
		HttpOnly: true, Secure: f.SecureCookie || c.Request.TLS != nil, SameSite: http.SameSiteLaxMode})
}
