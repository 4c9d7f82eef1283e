package api

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/aisle-wms/aisle/wms"
)

// message is one server-sent event.
type message struct{ id, event, data, comment string }

// follow opens a stream; read answers its next message.
type follow struct {
	t    *testing.T
	res  *http.Response
	scan *bufio.Scanner
}

func open(t *testing.T, server, query, token string, headers ...header) *follow {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", server+"/v1/events"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Authorization", "Bearer "+token)
	for _, h := range headers {
		for name, value := range h {
			req.Header.Set(name, value)
		}
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return &follow{t: t, res: res, scan: bufio.NewScanner(res.Body)}
}

// read returns the next message; false when the stream ended.
func (f *follow) read() (m message, more bool) {
	f.t.Helper()
	for f.scan.Scan() {
		line := f.scan.Text()
		name, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "":
			return m, true
		case name == "id":
			m.id = value
		case name == "event":
			m.event = value
		case name == "data":
			m.data = value
		case strings.HasPrefix(line, ":"):
			m.comment = line
		}
	}
	return m, false
}

// next skips comments.
func (f *follow) next() message {
	f.t.Helper()
	for {
		m, more := f.read()
		if !more {
			f.t.Fatalf("the stream ended: %v", f.scan.Err())
		}
		if m.data != "" {
			return m
		}
	}
}

// serve runs the handler under the real server until the test ends.
func serve(t *testing.T, o Options) (url string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	l, err := Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- ServeListener(ctx, l, New(o), slog.New(slog.DiscardHandler)) }()
	var result error
	stopped := false
	stop = func() error {
		if !stopped {
			cancel()
			result, stopped = <-ended, true
		}
		return result
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String(), stop
}

func TestStreamStartsWhereItIsAsked(t *testing.T) {
	f := newFake()
	f.add(7)
	url, _ := serve(t, f.options())
	for _, tc := range []struct {
		query string
		last  string
		want  []string
	}{
		{"?after=0", "", []string{"1", "2", "3", "4", "6", "7"}},
		{"?after=4", "", []string{"6", "7"}},
		{"", "5", []string{"6", "7"}},
		{"?after=0", "6", []string{"7"}}, // a browser repeats the address when it connects again
	} {
		h := header{}
		if tc.last != "" {
			h["Last-Event-ID"] = tc.last
		}
		stream := open(t, url, tc.query, RoleAuditor, h)
		for _, want := range tc.want {
			if m := stream.next(); m.id != want || m.event != "order.placed" || !strings.Contains(m.data, `"data":{}`) {
				t.Fatalf("%s: got %+v, want id %s", tc.query, m, want)
			}
		}
	}
}

func TestStreamCarriesWhatHappensNext(t *testing.T) {
	f := newFake()
	f.add(3)
	url, _ := serve(t, f.options())
	atEnd, far := open(t, url, "", RoleAuditor), open(t, url, "?after=99", RoleAuditor)
	for _, stream := range []*follow{atEnd, far} { // both have begun
		if _, more := stream.read(); !more {
			t.Fatal("no greeting")
		}
	}
	f.add(1)
	for _, stream := range []*follow{atEnd, far} {
		if m := stream.next(); m.id != "4" {
			t.Fatalf("got %+v", m)
		}
	}
}

func TestStreamCarriesTheLivePicture(t *testing.T) {
	f := newFake()
	f.add(1)
	url, _ := serve(t, f.options())
	stream := open(t, url, "?live=central&after=0", RoleSupervisor)
	seen := map[string]bool{}
	for range 10 {
		m := stream.next()
		seen[m.event] = true
		if m.event == "floor.live" && (m.id != "" || !strings.Contains(m.data, `"vehicles":[]`)) {
			t.Fatalf("got %+v", m)
		}
		if len(seen) == 2 {
			return
		}
	}
	t.Fatalf("saw %v", seen)
}

func TestStreamBeatsWhenQuiet(t *testing.T) {
	o := newFake().options()
	o.Heartbeat = 10 * time.Millisecond
	url, _ := serve(t, o)
	stream := open(t, url, "", RoleAuditor)
	for range 3 {
		if m, more := stream.read(); !more || m.comment == "" {
			t.Fatalf("got %+v, %v", m, more)
		}
	}
}

func TestStreamsAreBoundedAndEndWithTheServer(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	f := newFake()
	o := f.options()
	o.MaxStreams = 2
	url, stop := serve(t, o)
	streams := []*follow{open(t, url, "", RoleAuditor), open(t, url, "", RoleAuditor)}
	full := open(t, url, "", RoleAuditor)
	if body, _ := io.ReadAll(full.res.Body); full.res.StatusCode != 503 || !strings.Contains(string(body), codeTooManyStreams) {
		t.Fatalf("third stream: %d %s", full.res.StatusCode, body)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	for _, stream := range streams {
		for more := true; more; {
			_, more = stream.read()
		}
		_ = stream.res.Body.Close()
	}
}

func TestStreamRefusals(t *testing.T) {
	c := newClient(t)
	sse := header{"Accept": "text/event-stream"}
	c.wantProblem(422, codeInvalidParameter, "GET", "/v1/events?limit=3", admin, "", sse)
	c.wantProblem(404, codeUnknownWarehouse, "GET", "/v1/events?live=mars", admin, "", sse)
	c.wantProblem(403, codeForbiddenPlace, "GET", "/v1/events?live=central", RoleSupervisor+"@front", "", sse)
	c.wantProblem(422, codeInvalidParameter, "GET", "/v1/events", admin, "", sse, header{"Last-Event-ID": "x"})
	c = newClient(t, func(o *Options) { o.Machines = nil })
	c.wantProblem(501, codeNotAvailable, "GET", "/v1/events?live=central", admin, "", sse)
}

func TestStreamEndsWhenTheJournalFails(t *testing.T) {
	f := newFake()
	url, _ := serve(t, f.options())
	stream := open(t, url, "", RoleAuditor)
	f.mu.Lock()
	f.fail = io.ErrUnexpectedEOF
	f.mu.Unlock()
	f.add(1)
	for more := true; more; {
		var m message
		if m, more = stream.read(); m.data != "" {
			t.Fatalf("got %+v", m)
		}
	}
}

func TestEventPages(t *testing.T) {
	c := newClient(t)
	c.fake.add(12)
	var got []string
	next, last := "0", uint64(0)
	for range 10 {
		var page eventPage
		c.wantOK("GET", "/v1/events?limit=3&after="+next, RoleAuditor, "", &page)
		for _, e := range page.Data {
			got = append(got, strconv.FormatUint(e.Seq, 10))
		}
		last = page.Last
		if page.Next == nil {
			break
		}
		next = *page.Next
	}
	if strings.Join(got, " ") != "1 2 3 4 6 7 8 9 11 12" || last != 12 {
		t.Fatalf("got %v, last %d", got, last)
	}
	var page eventPage
	c.wantOK("GET", "/v1/events?after=4&limit=1", RoleAuditor, "", &page)
	if len(page.Data) != 1 || page.Data[0].Seq != 6 {
		t.Fatalf("an unseen event stopped the page: %+v", page)
	}
}

func TestPortInUseIsSaidClearly(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	err = Serve(context.Background(), l.Addr().String(), http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "is in use by another program; choose another with --http") {
		t.Fatalf("got %v", err)
	}
}

func TestRunningRequestsFinishWhenTheServerStops(t *testing.T) {
	f := newFake()
	o := f.options()
	slow := &slowOrders{Orders: f, began: make(chan struct{}), goOn: make(chan struct{})}
	o.Orders = slow
	url, stop := serve(t, o)
	status := make(chan int, 1)
	go func() {
		req, _ := http.NewRequest("GET", url+"/v1/orders/o-1", nil)
		req.Header.Set("Authorization", "Bearer admin")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			status <- 0
			return
		}
		_ = res.Body.Close()
		status <- res.StatusCode
	}()
	<-slow.began
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	select { // not before the request is done
	case err := <-stopped:
		t.Fatalf("stopped with %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(slow.goOn)
	if got := <-status; got != 200 {
		t.Fatalf("status %d", got)
	}
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
}

type slowOrders struct {
	Orders
	began, goOn chan struct{}
}

func (s *slowOrders) Order(ctx context.Context, id wms.OrderID) (wms.OrderView, error) {
	close(s.began)
	select {
	case <-s.goOn:
	case <-ctx.Done():
		return wms.OrderView{}, ctx.Err()
	}
	return s.Orders.Order(ctx, id)
}

func TestSlowRequestsTimeOut(t *testing.T) {
	f := newFake()
	o := f.options()
	o.RequestTimeout = time.Millisecond
	o.Orders = &slowOrders{Orders: f, began: make(chan struct{}), goOn: make(chan struct{})}
	w := httptest.NewRecorder()
	req := httptest.NewRequest("GET", "/v1/orders/o-1", nil)
	req.Header.Set("Authorization", "Bearer admin")
	New(o).ServeHTTP(w, req)
	if w.Code != 503 || !strings.Contains(w.Body.String(), `"code":"timeout"`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
}
