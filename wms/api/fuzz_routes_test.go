package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzRoutes sends any body, path and query to every route of the table: each
// is answered, never by an internal error, and by JSON that the client can
// read. A panic would be an internal error.
func FuzzRoutes(f *testing.F) {
	o := newFake().options()
	o.RequestsPerS = 1 << 30
	handler := New(o)
	var routes []route
	for _, rt := range newFace(o.withDefaults()).routes() {
		if !rt.stream {
			routes = append(routes, rt)
		}
	}
	for i, rt := range routes {
		_, body := example(rt)
		f.Add(uint16(i), "x-1", "warehouse=central", []byte(body))
		f.Add(uint16(i), "%20", "limit=0&after=%00", []byte(`{"":[]}`))
	}
	f.Fuzz(func(t *testing.T, index uint16, id, query string, body []byte) {
		rt := routes[int(index)%len(routes)]
		path := ginParameter.ReplaceAllStringFunc(rt.path, func(string) string { return strings.ReplaceAll(id, "/", "%2F") })
		req, err := http.NewRequest(rt.method, "http://site.example"+path+"?"+query, strings.NewReader(string(body)))
		if err != nil {
			return // no request a client could send
		}
		req.RemoteAddr = "192.0.2.1:1234"
		req.Header.Set("Authorization", "Bearer "+admin)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, req)
		if w.Code >= 500 && codeIn(w.Body.Bytes()) == codeInternal {
			t.Fatalf("%s %s?%s with %q: %s", rt.method, path, query, body, w.Body)
		}
		if kind := w.Header().Get("Content-Type"); strings.Contains(kind, "json") && !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%s %s answers %q", rt.method, path, w.Body)
		}
		if w.Body.Len() > 16<<20 {
			t.Fatalf("%s %s answers %d bytes to %d", rt.method, path, w.Body.Len(), len(body))
		}
	})
}

// FuzzCursor: a cursor is refused, or a list takes it for what it is.
func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(encodeCursor("S4"))
	f.Add("%%%")
	f.Fuzz(func(t *testing.T, cursor string) {
		r := &request{}
		r.vals = map[string][]string{"after": {cursor}}
		p, err := r.page()
		if err == nil && cursor != "" && encodeCursor(p.After) != cursor && len(p.After) == 0 {
			t.Fatalf("%q became %q", cursor, p.After)
		}
	})
}
