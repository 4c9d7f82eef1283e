// Package client is how the twin's people, customers and suppliers speak to
// the WMS: plain HTTP and JSON, like any program outside. It knows nothing of
// the WMS but its wire format.
//
// A call is tried again, with back-off, as long as the other side may simply
// be away or busy, until its context ends; writes carry an idempotency key, so
// that trying again never does a thing twice. What the WMS refuses comes back
// at once as a Refusal.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// Client calls one WMS. Safe for concurrent use.
type Client struct {
	URL   string // http://127.0.0.1:8080
	Token string // bearer token; may be empty before a log-in
	HTTP  *http.Client
	// Logger hears of a call that is not answered for long; may be nil.
	Logger *slog.Logger
}

const (
	// requestLimit bounds one try.
	requestLimit = 30 * time.Second
	// maxAnswerBytes bounds how much of an answer is read.
	maxAnswerBytes = 8 << 20
	firstBackOff   = 50 * time.Millisecond
	lastBackOff    = 2 * time.Second
)

// Pool makes an HTTP client for so many callers at once: each keeps its
// connection.
func Pool(callers int) *http.Client {
	return &http.Client{Timeout: requestLimit, Transport: &http.Transport{MaxIdleConns: callers, MaxIdleConnsPerHost: callers,
		IdleConnTimeout: time.Minute}}
}

// Refusal is an answer that would be the same if asked again.
type Refusal struct {
	Status int
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("refused with %d %s: %s", r.Status, r.Code, r.Detail)
}

// CodeOf is the code of a refusal in err's chain, "" if there is none.
func CodeOf(err error) string {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

// Call does a request until it is answered. in and out may be nil; key may be
// empty for what needs none. found is false for 204: there is nothing.
func (c *Client) Call(ctx context.Context, method, path, key string, in, out any) (found bool, err error) {
	var body []byte
	if in != nil {
		if body, err = json.Marshal(in); err != nil {
			return false, fmt.Errorf("%s %s: %w", method, path, err)
		}
	}
	for wait := firstBackOff; ; wait = min(2*wait, lastBackOff) {
		found, err = c.once(ctx, method, path, key, body, out)
		var refusal *Refusal
		if err == nil || errors.As(err, &refusal) {
			return found, err
		}
		if wait == lastBackOff && c.Logger != nil {
			c.Logger.Warn("no answer yet", "method", method, "path", path, "error", err)
		}
		if Sleep(ctx, wait) != nil {
			return false, fmt.Errorf("%w, last: %w", ctx.Err(), err)
		}
	}
}

// once does one try. A *Refusal is final, any other error worth another try.
func (c *Client) once(ctx context.Context, method, path, key string, body []byte, out any) (found bool, err error) {
	req, err := http.NewRequestWithContext(ctx, method, c.URL+path, bytes.NewReader(body))
	if err != nil {
		return false, &Refusal{Code: "bad_request", Detail: err.Error()}
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return false, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes))
	switch {
	case err != nil:
		return false, err
	case resp.StatusCode == http.StatusNoContent:
		return false, nil
	case resp.StatusCode < 300:
		if out == nil {
			return true, nil
		}
		if err := json.Unmarshal(raw, out); err != nil {
			return false, &Refusal{Status: resp.StatusCode, Code: "bad_answer", Detail: fmt.Sprintf("%s %s: %v", method, path, err)}
		}
		return true, nil
	case again(resp.StatusCode):
		return false, fmt.Errorf("%s %s: %d %s", method, path, resp.StatusCode, brief(raw))
	}
	refusal := &Refusal{}
	if json.Unmarshal(raw, refusal) != nil || refusal.Code == "" {
		refusal.Code, refusal.Detail = "unknown", brief(raw)
	}
	refusal.Status = resp.StatusCode
	return false, refusal
}

// again: the other side is away, starting or busy. 501 will not change.
func again(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented:
		return false
	}
	return status >= 500
}

func brief(raw []byte) string {
	const enough = 300
	return string(bytes.TrimSpace(raw[:min(len(raw), enough)]))
}

// Sleep waits for a wall time, or until ctx ends.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
