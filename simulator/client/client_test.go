package client

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestCall: what may pass is tried again with the same key, what will not is
// a refusal at once.
func TestCall(t *testing.T) {
	for _, c := range []struct {
		name   string
		status []int
		body   string
		tries  int
		code   string
		found  bool
	}{
		{"at once", []int{200}, `{"a":1}`, 1, "", true},
		{"nothing there", []int{204}, ``, 1, "", false},
		{"busy, then well", []int{503, 429, 0, 201}, `{"a":1}`, 4, "", true},
		{"refused", []int{422}, `{"code":"wrong_scan","detail":"Scanned x"}`, 1, "wrong_scan", false},
		{"not of ours", []int{404}, `page not found`, 1, "unknown", false},
		{"never will", []int{501}, `{"code":"not_available"}`, 1, "not_available", false},
		{"nonsense", []int{200}, `<html>`, 1, "bad_answer", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			tries := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				status := c.status[tries]
				tries++
				if r.Header.Get("Idempotency-Key") != "k" || r.Header.Get("Authorization") != "Bearer t" {
					t.Errorf("headers %v", r.Header)
				}
				if status == 0 {
					panic(http.ErrAbortHandler)
				}
				w.WriteHeader(status)
				if status != http.StatusNoContent {
					_, _ = w.Write([]byte(c.body))
				}
			}))
			defer server.Close()
			api := Client{URL: server.URL, Token: "t", HTTP: Pool(1)}
			var out struct{ A int }
			found, err := api.Call(t.Context(), http.MethodPost, "/", "k", map[string]int{"x": 1}, &out)
			if found != c.found || CodeOf(err) != c.code || tries != c.tries || (found && out.A != 1) {
				t.Errorf("found %v, error %v, %d tries, %+v", found, err, tries, out)
			}
		})
	}
}

func TestCallEndsWithItsContext(t *testing.T) {
	api := Client{URL: "http://127.0.0.1:1", HTTP: Pool(1)}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := api.Call(ctx, http.MethodGet, "/", "", nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
