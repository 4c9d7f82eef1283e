package api

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aisle-wms/aisle/wms"
)

// Enrolment lets devices learn to trust the site's own certificate authority.
type Enrolment interface {
	NewCode() (code string, until time.Time)
	Valid(code string) bool
	Use(code string) bool // once
	// Authority is the certificate (PEM) and its SHA-256 fingerprint.
	Authority() (certificate []byte, fingerprint string)
	QR(text string) ([]byte, error) // PNG
}

// enrolling are the routes of /enrol, which a device reaches before it trusts
// this server: also by plain HTTP.
func (f *face) enrolling(e *gin.Engine) {
	e.GET("/enrol", f.enrol)
	e.GET("/enrol/ca.crt", f.certificate)
}

func badCode() *wms.Error {
	return wms.Refuse(wms.Forbidden, codeEnrolment, "this code is not known, was used or has ended; scan a new one")
}

// mayEnrol refuses who may not make codes: administrators and supervisors may,
// with the session of the control room.
func (f *face) mayEnrol(c *gin.Context) error {
	ctx, cancel := f.withTimeout(c)
	defer cancel()
	r := &request{Context: c, ctx: ctx, face: f}
	if err := r.authenticate(); err != nil {
		return err
	}
	if roles := []string{RoleSupervisor}; !mayCall(r.who.Roles, roles) {
		return wms.Refuse(wms.Forbidden, codeForbidden, "this needs one of the roles %v; you have %v", append([]string{RoleAdmin}, roles...), r.who.Roles)
	}
	return nil
}

// enrol shows a device with a code how to trust this server, and a supervisor
// without one a code to scan.
func (f *face) enrol(c *gin.Context) {
	if f.Enrolment == nil {
		f.fail(c, notAvailable("enrolment"))
		return
	}
	_, fingerprint := f.Enrolment.Authority()
	page := enrolPage{Fingerprint: fingerprint, Home: f.PublicURL}
	if code := c.Query("code"); code != "" {
		if !f.Enrolment.Valid(code) {
			f.strange.take(addressOf(c.RemoteIP()), f.Now())
			f.fail(c, badCode())
			return
		}
		page.Certificate = "/enrol/ca.crt?code=" + url.QueryEscape(code)
	} else {
		if err := f.mayEnrol(c); err != nil {
			f.fail(c, err)
			return
		}
		code, until := f.Enrolment.NewCode()
		page.URL = f.EnrolURL + "/enrol?code=" + url.QueryEscape(code)
		picture, err := f.Enrolment.QR(page.URL)
		if err != nil {
			f.fail(c, err)
			return
		}
		page.QR = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(picture))
		page.Until = until.UTC().Format("15:04 MST")
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Status(http.StatusOK)
	if err := enrolTemplate.Execute(c.Writer, page); err != nil {
		f.Logger.Warn("enrolment page", "err", err)
	}
}

// certificate gives the authority's certificate for a code, which is used up,
// or to who may make codes.
func (f *face) certificate(c *gin.Context) {
	if f.Enrolment == nil {
		f.fail(c, notAvailable("enrolment"))
		return
	}
	address := addressOf(c.RemoteIP())
	if wait := f.strange.wait(address, f.Now()); wait > 0 {
		f.fail(c, tooMany(wait))
		return
	}
	if code := c.Query("code"); code == "" || !f.Enrolment.Use(code) {
		f.strange.take(address, f.Now())
		f.fail(c, badCode())
		return
	}
	pem, _ := f.Enrolment.Authority()
	f.Logger.Info("a device fetched the CA certificate", "from", c.RemoteIP())
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Disposition", `attachment; filename="aisle-ca.crt"`)
	c.Data(http.StatusOK, "application/x-x509-ca-cert", pem)
}

type enrolPage struct {
	Fingerprint, Home, Certificate, URL, Until string
	QR                                         template.URL
}

// The page has no script and no style of its own: it must work on any device,
// in both languages, under the policy of all pages.
var enrolTemplate = template.Must(template.New("enrol").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Aisle: enrol a device · 注册设备</title>
<h1>Enrol a device · 注册设备</h1>
{{if .Certificate}}<ol>
<li><a href="{{.Certificate}}">Download the certificate · 下载证书</a> (once · 仅一次)</li>
<li>Install it as a trusted authority: Android: Settings, Security, Install a certificate, CA certificate. iOS: install the profile, then General, About, Certificate Trust Settings. Windows: Trusted Root Certification Authorities. · 将其安装为受信任的根证书。</li>
<li>Compare the fingerprint (SHA-256) with the one on the supervisor's screen · 与主管屏幕上的指纹核对：<p><code>{{.Fingerprint}}</code></p></li>
<li><a href="{{.Home}}/handheld">Open the handheld · 打开手持端</a></li>
</ol>{{else}}<p>Scan with the new device; good for one device until {{.Until}} · 用新设备扫描；仅供一台设备使用：</p>
<p><img alt="{{.URL}}" src="{{.QR}}"></p><p><code>{{.URL}}</code></p>
<p>Fingerprint (SHA-256) · 指纹：</p><p><code>{{.Fingerprint}}</code></p>{{end}}
`))

// RedirectHandler serves plain HTTP where the site itself speaks TLS: the
// enrolment pages for devices that do not trust it yet; all else is sent on.
func RedirectHandler(site http.Handler, publicURL string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if (req.URL.Path == "/enrol" || req.URL.Path == "/enrol/ca.crt") && req.URL.Query().Get("code") != "" {
			req.Header.Del("Cookie") // no session is heard of in plain text
			req.Header.Del("Authorization")
			site.ServeHTTP(w, req)
			return
		}
		if req.Method != http.MethodGet && req.Method != http.MethodHead {
			w.Header().Set("Connection", "close")
			http.Error(w, fmt.Sprintf("this port only redirects: use %s", publicURL), http.StatusForbidden)
			return
		}
		target := *req.URL
		target.Scheme, target.Host, target.User = "", "", nil
		path := target.RequestURI()
		if len(path) == 0 || path[0] != '/' || len(path) > 1 && (path[1] == '/' || path[1] == '\\') {
			path = "/"
		}
		http.Redirect(w, req, publicURL+path, http.StatusPermanentRedirect)
	})
}
