package api

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/aisle-wms/aisle/wms"
)

func TestOpenPages(t *testing.T) {
	c := newClient(t, func(o *Options) {
		o.Web = fstest.MapFS{"index.html": {Data: []byte("<p>app")}, "assets/app-1.js": {Data: []byte("x()")},
			"favicon.svg": {Data: []byte("<svg/>")}, "handheld.html": {Data: []byte("<p>hand")}}
	})
	for path, want := range map[string]string{"/control": "<p>app", "/control/orders/7": "<p>app", "/handheld": "<p>hand",
		"/assets/app-1.js": "x()", "/favicon.svg": "<svg/>", "/healthz": `{"status":"ok"}`, "/readyz": `{"status":"ready"}`,
		"/openapi.yaml": string(OpenAPI)} {
		w := c.do("GET", path, "", "")
		if w.Code != 200 || w.Body.String() != want {
			t.Errorf("%s: %d %.80s", path, w.Code, w.Body)
		}
		if h := w.Header(); h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'self'") {
			t.Errorf("%s: headers %v", path, h)
		}
	}
	if w := c.do("GET", "/", "", ""); w.Code != 302 || w.Header().Get("Location") != "/control" {
		t.Errorf("/: %d %v", w.Code, w.Header())
	}
	if got := c.do("GET", "/assets/app-1.js", "", "").Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("caching of assets: %q", got)
	}
	for _, path := range []string{"/assets/none.js", "/none", "/assets/../index.html", "/assets/%2e%2e/index.html"} {
		if w := c.do("GET", path, "", ""); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestFilesAreCompressedForWhoTakesIt(t *testing.T) {
	long := strings.Repeat("aisle();", 1000)
	c := newClient(t, func(o *Options) {
		o.Web = fstest.MapFS{"index.html": {Data: []byte("<p>app")}, "assets/app-1.js": {Data: []byte(long)}, "assets/font.woff2": {Data: []byte(long)}}
	})
	gz := header{"Accept-Encoding": "br, gzip"}
	for range 2 {
		w := c.do("GET", "/assets/app-1.js", "", "", gz)
		if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 200 || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
			t.Fatalf("%d bytes, headers %v", w.Body.Len(), w.Header())
		}
		r, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != long {
			t.Fatalf("unpacked %d bytes, %v", len(got), err)
		}
	}
	for path, h := range map[string]header{"/assets/app-1.js": nil, "/assets/font.woff2": gz} {
		if w := c.do("GET", path, "", "", h); w.Header().Get("Content-Encoding") != "" || w.Body.String() != long {
			t.Errorf("%s: %d bytes, headers %v", path, w.Body.Len(), w.Header())
		}
	}
	part := header{"Accept-Encoding": "gzip", "Range": "bytes=0-4"}
	if w := c.do("GET", "/assets/app-1.js", "", "", part); w.Code != 206 || w.Body.String() != "aisle" {
		t.Errorf("a part: %d %.20q", w.Code, w.Body)
	}
}

func TestReadinessSaysWhyNot(t *testing.T) {
	var why error
	c := newClient(t, func(o *Options) { o.Ready = func() error { return why } })
	c.wantOK("GET", "/readyz", "", "", nil)
	why = wms.Refuse(wms.Unavailable, "starting", "the journal is being replayed")
	if doc := c.wantProblem(503, codeNotReady, "GET", "/readyz", "", ""); doc["detail"] != "the journal is being replayed" {
		t.Errorf("problem %v", doc)
	}
	why = io.ErrUnexpectedEOF
	if doc := c.wantProblem(503, codeNotReady, "GET", "/readyz", "", ""); strings.Contains(doc["detail"].(string), "EOF") {
		t.Errorf("problem %v", doc)
	}
}

func TestLoginCookieAndCrossSiteWrites(t *testing.T) {
	c := newClient(t)
	w := c.do("POST", "/v1/login", "", `{"badge":"P-01","pin":"1234"}`)
	cookies := w.Result().Cookies()
	if w.Code != 200 || len(cookies) != 1 {
		t.Fatalf("%d %s %v", w.Code, w.Body, cookies)
	}
	got := cookies[0]
	if got.Name != CookieName || !got.HttpOnly || got.SameSite != http.SameSiteStrictMode || got.Path != "/" || got.MaxAge < 3500 {
		t.Fatalf("cookie %v", got)
	}
	cookie := header{"Cookie": got.Name + "=picker"}
	c.wantOK("GET", "/v1/me", "", "", nil, cookie, header{"Sec-Fetch-Site": "cross-site"}) // reading changes nothing
	c.wantOK("POST", "/v1/tasks/pick-1/claim", "", "", nil, cookie, header{"Sec-Fetch-Site": "same-origin"})
	c.wantOK("POST", "/v1/tasks/pick-1/claim", "", "", nil, cookie, header{"Origin": "http://example.com"}) // the test's host
	for _, h := range []header{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}} {
		c.wantProblem(403, codeCrossSite, "POST", "/v1/tasks/pick-1/claim", "", "", cookie, h)
		c.wantProblem(403, codeCrossSite, "POST", "/v1/login", "", `{"badge":"P-01","pin":"1234"}`, h)
		c.wantOK("POST", "/v1/tasks/pick-1/claim", "picker", "", nil, h) // a bearer token is not sent by itself
	}
	out := c.do("POST", "/v1/logout", "", "", cookie)
	if out.Code != 204 || out.Result().Cookies()[0].MaxAge >= 0 || c.fake.last["Logout"] != "picker" {
		t.Fatalf("log-out: %d %v", out.Code, out.Result().Cookies())
	}
}

func TestLoginRefusals(t *testing.T) {
	c := newClient(t)
	c.wantProblem(401, "wrong_badge_or_pin", "POST", "/v1/login", "", `{"badge":"P-01","pin":"4321"}`)
	doc := c.wantProblem(429, codeLockedOut, "POST", "/v1/login", "", `{"badge":"LOCKED","pin":"1"}`)
	if doc["retry_after_s"] != 300.0 {
		t.Errorf("problem %v", doc)
	}
	c.wantProblem(422, codeInvalidField, "POST", "/v1/login", "", `{"badge":"`+strings.Repeat("x", 129)+`","pin":"1"}`)
	c.wantProblem(422, codeUnknownField, "POST", "/v1/login", "", `{"user":"x"}`)
	for _, authorization := range []string{"Bearer", "Bearer ", "Basic abc", "xyz"} {
		c.wantProblem(401, codeUnauthenticated, "GET", "/v1/me", "", "", header{"Authorization": authorization})
	}
	if w := c.do("GET", "/v1/me", "", ""); w.Header().Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
}
