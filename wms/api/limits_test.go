package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// impatient serves a face on a real socket, waiting for clients for a moment.
func impatient(t *testing.T, change ...func(*Options)) (addr string) {
	t.Helper()
	o := newFake().options()
	o.BodyTimeout = 300 * time.Millisecond
	for _, c := range change {
		c(&o)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- serveWith(ctx, l, New(o), slog.New(slog.DiscardHandler), patience{header: 300 * time.Millisecond, read: 2 * time.Second, idle: time.Minute})
	}()
	t.Cleanup(func() { cancel(); <-done })
	return l.Addr().String()
}

// say opens a connection, says text, and then a byte now and again for ever,
// as a slow-loris does; it gives what the server answers until it hangs up.
func say(t *testing.T, addr, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				if _, err := conn.Write([]byte("x")); err != nil {
					return
				}
			}
		}
	}()
	answer, err := io.ReadAll(bufio.NewReader(conn))
	if ne, is := err.(net.Error); is && ne.Timeout() {
		t.Fatalf("the server still waits; so far it said %q", answer)
	}
	return string(answer)
}

func TestSlowClientsAreHungUpOn(t *testing.T) {
	addr := impatient(t)
	for name, test := range map[string]struct{ text, want string }{
		"header":           {"POST /v1/orders HTTP/1.1\r\nHost: x\r\nX-Slow: ", ""},
		"body":             {"POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer planner\r\nContent-Length: 100000\r\n\r\n{", `"body_too_slow"`},
		"chunked body":     {"POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer planner\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", ""},
		"stranger's body":  {"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{", `"unauthenticated"`},
		"body nobody asks": {"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{", "200 OK"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := say(t, addr, test.text); !strings.Contains(got, test.want) {
				t.Errorf("answered %q, want %q", got, test.want)
			}
		})
	}
}

func TestLargeRequestsAreRefused(t *testing.T) {
	addr := impatient(t)
	req, _ := http.NewRequest("GET", "http://"+addr+"/v1/me", nil)
	req.Header.Set("Authorization", "Bearer picker")
	req.Header.Set("X-Large", strings.Repeat("x", 64<<10))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("large header: %d", res.StatusCode)
	}
	req, _ = http.NewRequest("POST", "http://"+addr+"/v1/orders", strings.NewReader(`{"id":"`+strings.Repeat("x", maxBodyBytes)+`"}`))
	req.Header.Set("Authorization", "Bearer planner")
	if res, err = http.DefaultClient.Do(req); err == nil { // the server may hang up before all was sent
		_ = res.Body.Close()
		if res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("large body: %d", res.StatusCode)
		}
	}
}

func TestCallersArePaced(t *testing.T) {
	now := when
	c := newClient(t, func(o *Options) { o.RequestsPerS = 10; o.Now = func() time.Time { return now } })
	for i := range 20 {
		if w := c.do("GET", "/v1/me", "picker", ""); w.Code != 200 {
			t.Fatalf("request %d: %d", i, w.Code)
		}
	}
	w := c.do("GET", "/v1/me", "picker", "")
	if w.Code != 429 || w.Header().Get("Retry-After") != "1" || codeIn(w.Body.Bytes()) != codeTooManyRequests {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	c.wantOK("GET", "/v1/me", "planner", "", nil) // another caller has a pace of its own
	now = now.Add(time.Second)
	for range 10 {
		c.wantOK("GET", "/v1/me", "picker", "", nil)
	}
	c.wantProblem(429, codeTooManyRequests, "GET", "/v1/me", "picker", "")
}

// TestStrangersArePaced: by the address of the connection, whatever a forged
// header says.
func TestStrangersArePaced(t *testing.T) {
	now := when
	c := newClient(t, func(o *Options) { o.Now = func() time.Time { return now } })
	codes := map[int]int{}
	for i := range strangersAtOnce + 50 {
		forged := header{"X-Forwarded-For": fmt.Sprintf("198.51.100.%d", i%250), "X-Real-Ip": fmt.Sprintf("198.51.100.%d", i%250),
			"Forwarded": fmt.Sprintf("for=198.51.100.%d", i%250)}
		codes[c.do("GET", "/v1/me", "stranger", "", forged).Code]++
	}
	if codes[401] != strangersAtOnce || codes[429] != 50 {
		t.Fatalf("answers %v", codes)
	}
	c.wantProblem(429, codeTooManyRequests, "POST", "/v1/login", "", `{"badge":"P-01","pin":"1234"}`)
	now = now.Add(time.Second)
	c.wantProblem(401, codeUnauthenticated, "GET", "/v1/me", "stranger", "")
}

// TestForgedAddressesAreNotBelieved: what is journalled and locked is the
// address of the connection.
func TestForgedAddressesAreNotBelieved(t *testing.T) {
	c := newClient(t)
	forged := header{"X-Forwarded-For": "198.51.100.7", "X-Real-IP": "198.51.100.7", "Forwarded": "for=198.51.100.7", "CF-Connecting-IP": "198.51.100.7"}
	c.wantOK("POST", "/v1/orders", "planner", orderBody, nil, forged)
	if from := c.fake.calls["PlaceOrder"].Actor.From; from != "192.0.2.1" {
		t.Errorf("from %q", from)
	}
}

func TestRequestsAtOnceAreBounded(t *testing.T) {
	f := newFake()
	o := f.options()
	slow := &slowOrders{Orders: f, began: make(chan struct{}), goOn: make(chan struct{})}
	o.Orders, o.RequestsAtOnce = slow, 1
	h := New(o)
	ask := func(path string) *httptest.ResponseRecorder {
		req := httptest.NewRequest("GET", path, nil)
		req.Header.Set("Authorization", "Bearer admin")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		return w
	}
	done := make(chan int, 1)
	go func() { done <- ask("/v1/orders/o-1").Code }()
	<-slow.began
	if w := ask("/v1/me"); w.Code != 503 || w.Header().Get("Retry-After") != "1" || codeIn(w.Body.Bytes()) != codeOverloaded {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	close(slow.goOn)
	if code := <-done; code != 200 {
		t.Errorf("the first one: %d", code)
	}
	if w := ask("/v1/me"); w.Code != 200 {
		t.Errorf("afterwards: %d", w.Code)
	}
}

func TestPaceForgetsCallers(t *testing.T) {
	p := newPace(1, 2)
	now := when
	for i := range 3 * paceRoom {
		now = now.Add(time.Microsecond)
		p.take(fmt.Sprint(i), now)
	}
	if len(p.buckets) > paceRoom {
		t.Errorf("%d callers remembered", len(p.buckets))
	}
}

func TestAddressOf(t *testing.T) {
	for ip, want := range map[string]string{"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": ""} {
		if got := addressOf(ip); got != want {
			t.Errorf("%s: %q, want %q", ip, got, want)
		}
	}
}

func BenchmarkPace(b *testing.B) {
	p := newPace(1<<30, 1<<30)
	now := when
	for b.Loop() {
		p.take("token-1", now)
	}
}
