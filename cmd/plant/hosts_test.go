package plant

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/hosts"
)

// erp is another system: it checks signatures, books what it is told once by
// the message's id, and can be down, forget to answer, or refuse.
type erp struct {
	t      *testing.T
	secret string
	srv    *httptest.Server

	mu       sync.Mutex
	down     bool
	mute     map[string]bool // messages whose first answer is lost
	refuse   func(m wms.HostMessage) bool
	received int
	booked   map[string]wms.HostMessage
	byKey    map[string][]wms.HostMessage // in the order of booking
}

func newERP(t *testing.T, secret string) *erp {
	e := &erp{t: t, secret: secret, mute: map[string]bool{}, booked: map[string]wms.HostMessage{}, byKey: map[string][]wms.HostMessage{}}
	e.srv = httptest.NewServer(e)
	t.Cleanup(e.srv.Close)
	return e
}

func (e *erp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if err := hosts.Verify(e.secret, time.Now(), r.Header.Get(hosts.HeaderTimestamp), r.Header.Get(hosts.HeaderSignature), body); err != nil {
		e.t.Errorf("signature: %v", err)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var in hosts.Envelope
	if err := json.Unmarshal(body, &in); err != nil {
		e.t.Errorf("body: %v in %s", err, body)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	for _, m := range in.Messages {
		if e.refuse != nil && e.refuse(m) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprintf(w, "no such thing as %s", m.Key)
			return
		}
	}
	lost := false
	for _, m := range in.Messages {
		e.received++
		if _, again := e.booked[m.ID]; !again {
			e.booked[m.ID] = m
			e.byKey[m.Key] = append(e.byKey[m.Key], m)
		}
		if first, asked := e.mute[m.ID]; !asked || !first {
			e.mute[m.ID] = true
			lost = true
		}
	}
	if lost { // booked, but the answer never arrives: it comes again
		w.WriteHeader(http.StatusBadGateway)
	}
}

func (e *erp) set(fn func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	fn()
}

func (e *erp) types(key string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []string
	last := uint64(0)
	for _, m := range e.byKey[key] {
		if m.Seq <= last {
			e.t.Errorf("%s: %d came after %d", key, m.Seq, last)
		}
		last = m.Seq
		out = append(out, m.Type)
	}
	return out
}

// signed sends a body to the inbox as the host would.
func (c *client) signed(host, secret string, body any, out any) int {
	c.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	timestamp, signature := hosts.Sign(secret, time.Now(), raw)
	return c.signedAs(host, timestamp, signature, string(raw), out)
}

func (c *client) signedAs(host, timestamp, signature, body string, out any) int {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), "POST", c.url+"/v1/inbox/"+host, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set(hosts.HeaderTimestamp, timestamp)
	req.Header.Set(hosts.HeaderSignature, signature)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			c.t.Fatalf("%v in %s", err, raw)
		}
	}
	return res.StatusCode
}

func eventually(t *testing.T, what string, fn func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !fn(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
	}
}

const testSecret = "a secret of the two of us"

func (c *client) connect(e *erp, id string, events ...string) {
	c.t.Helper()
	c.must("PUT", "/v1/hosts/"+id, map[string]any{"kind": "erp", "url": e.srv.URL, "secret": e.secret, "events": events}, nil)
}

func (c *client) provide(sku string, qty int64) {
	c.t.Helper()
	c.must("PUT", "/v1/items/"+sku, map[string]any{"description": sku, "length_mm": 100, "width_mm": 80, "height_mm": 50, "weight_g": 300}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": firstShelf(c, "overseas"), "sku": sku, "delta": qty, "reason": "test"}, nil)
}

// A host that is down while work goes on, then gets everything at least twice
// (each first answer is lost), and everything once more by a replay; and which
// sends its own orders several times over.
func TestHostThatWasDownBooksEverythingOnce(t *testing.T) {
	_, c := startWith(t, t.TempDir(), func(o *Options) { o.HostRetry = 5 * time.Millisecond })
	e := newERP(t, testSecret)
	e.down = true
	c.connect(e, "erp", "order.*", "shipment.*", "receipt.*", "stock.adjusted")
	c.provide("S1", 100)

	newOrder := func(id string, qty int) map[string]any {
		return map[string]any{"id": id, "ship_to": map[string]any{"country": "DE", "name": "Erika"}, "lines": []map[string]any{{"sku": "S1", "qty": qty}}}
	}
	var list []map[string]any
	for i := range 8 {
		list = append(list, newOrder(fmt.Sprintf("W-%d", i), 1+i))
	}
	for round := range 3 { // twice as a list, once one by one
		var out struct{ Data []wms.InboxResult }
		if round < 2 {
			if code := c.signed("erp", testSecret, list, &out); code != 200 {
				t.Fatalf("list: %d", code)
			}
		}
		for i := range list {
			var one wms.InboxResult
			if round < 2 {
				one = out.Data[i]
			} else {
				c.signed("erp", testSecret, list[i], &one)
			}
			if want := []string{"accepted", "repeated", "repeated"}[round]; one.Status != want {
				t.Fatalf("round %d order %d: %+v", round, i, one)
			}
		}
	}
	var refusal struct{ Code, Detail string }
	if code := c.signed("erp", testSecret, newOrder("W-0", 99), &refusal); code != 409 || refusal.Code != "order_differs" || !strings.Contains(refusal.Detail, "other content") {
		t.Errorf("changed order: %d %+v", code, refusal)
	}
	var placed struct{ Data []wms.OrderView }
	c.must("GET", "/v1/orders", nil, &placed)
	if len(placed.Data) != 8 {
		t.Fatalf("%d orders for 8", len(placed.Data))
	}

	var rec wms.Receipt
	c.must("POST", "/v1/receipts", map[string]any{"warehouse": "overseas", "supplier": "ACME", "lines": []map[string]any{{"sku": "S1", "qty": 7}}}, &rec)
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", map[string]any{"sku": "S1", "qty": 7}, nil)
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/close", nil, nil)
	c.workAll("overseas", func() bool {
		c.must("GET", "/v1/orders?status=shipped", nil, &placed)
		return len(placed.Data) == 8
	})
	var v wms.HostView
	eventually(t, "alarm of a host that is down", func() bool {
		c.must("GET", "/v1/hosts/erp", nil, &v)
		return v.State == "failing" && v.Failures > 3
	})
	if e.set(func() {}); len(e.booked) > 0 {
		t.Fatal("the host was down")
	}

	e.set(func() { e.down = false })
	current := func() bool {
		c.must("GET", "/v1/hosts/erp", nil, &v)
		return v.State == "current" && v.Parked == 0
	}
	eventually(t, "all delivered", current)
	check := func() {
		t.Helper()
		for i := range 8 {
			id := fmt.Sprintf("order:W-%d", i)
			got := strings.Join(e.types(id), " ")
			if strings.Count(got, "order.placed") != 1 || strings.Count(got, "shipment.shipped") != 1 || strings.Count(got, "order.shipped") != 1 ||
				!strings.HasPrefix(got, "order.placed") || !strings.HasSuffix(got, "order.shipped") {
				t.Errorf("%s: %s", id, got)
			}
			for _, m := range e.byKey[id] {
				lines, _ := m.Data["lines"].([]any)
				if m.Type == "shipment.shipped" && (len(lines) != 1 || lines[0].(map[string]any)["qty"] != float64(1+i)) {
					t.Errorf("%s: shipped %v", id, m.Data)
				}
			}
		}
		if got := strings.Join(e.types("receipt:"+string(rec.ID)), " "); got != "receipt.opened receipt.received receipt.closed" {
			t.Errorf("receipt: %s", got)
		}
		if got := e.types("stock:overseas:S1"); len(got) != 1 {
			t.Errorf("adjustments: %v", got)
		}
	}
	check()
	if e.received < 2*len(e.booked) {
		t.Errorf("%d messages for %d: each was to come twice", e.received, len(e.booked))
	}
	before, booked := e.received, len(e.booked)
	c.must("POST", "/v1/hosts/erp/replay", map[string]any{"from": 0}, nil)
	eventually(t, "replay", func() bool {
		e.mu.Lock()
		n := e.received
		e.mu.Unlock()
		return n >= before+booked && current()
	})
	check()
	if len(e.booked) != booked {
		t.Errorf("the replay booked %d more", len(e.booked)-booked)
	}
	var entries struct{ Data []wms.Delivery }
	c.must("GET", "/v1/hosts/erp/deliveries?limit=1000", nil, &entries)
	if n := len(entries.Data); n < 2*booked || !entries.Data[n-1].Again || entries.Data[0].Again {
		t.Errorf("%d entries in the log", n)
	}
}

// What a host refuses is parked with its followers; other keys go on; when it
// takes it after all, the order is still right.
func TestRefusedMessagesDoNotHoldUpOthers(t *testing.T) {
	_, c := startWith(t, t.TempDir(), func(o *Options) { o.HostRetry = 2 * time.Millisecond })
	e := newERP(t, testSecret)
	bad := "receipt:overseas-R000001"
	e.refuse = func(m wms.HostMessage) bool { return m.Key == bad }
	c.connect(e, "erp", "receipt.*")
	c.provide("S1", 1)
	var ids []string
	var v wms.HostView
	for i := range 3 {
		var rec wms.Receipt
		c.must("POST", "/v1/receipts", map[string]any{"warehouse": "overseas", "lines": []map[string]any{{"sku": "S1", "qty": 7}}}, &rec)
		ids = append(ids, string(rec.ID))
		if i == 0 { // what follows later must wait behind it
			eventually(t, "the first message is parked", func() bool {
				c.must("GET", "/v1/hosts/erp", nil, &v)
				return v.Parked == 1
			})
			e.set(func() { e.refuse = func(m wms.HostMessage) bool { return m.Type == "receipt.opened" && m.Key == bad } })
		}
		c.must("POST", "/v1/receipts/"+string(rec.ID)+"/close", nil, nil)
	}
	eventually(t, "two receipts and two parked messages", func() bool {
		c.must("GET", "/v1/hosts/erp", nil, &v)
		return v.Parked == 2 && len(e.types("receipt:"+ids[2])) == 2
	})
	if got := e.types(bad); len(got) != 0 {
		t.Fatalf("refused, but booked: %v", got)
	}
	var live wms.Live
	eventually(t, "alarm", func() bool {
		c.must("GET", "/v1/live?warehouse=overseas", nil, &live)
		for _, a := range live.Alarms {
			if a.Code == "host_refuses" {
				return true
			}
		}
		return false
	})
	e.set(func() { e.refuse = nil })
	eventually(t, "the parked messages are taken", func() bool {
		c.must("GET", "/v1/hosts/erp", nil, &v)
		return v.Parked == 0
	})
	if got := strings.Join(e.types(bad), " "); got != "receipt.opened receipt.closed" {
		t.Errorf("after all: %s", got)
	}
	e.set(func() { e.refuse = func(wms.HostMessage) bool { return true } })
	c.must("POST", "/v1/receipts", map[string]any{"warehouse": "overseas", "lines": []map[string]any{}}, nil)
	var parked struct{ Data []wms.HostMessage }
	eventually(t, "parked again", func() bool {
		c.must("GET", "/v1/hosts/erp/parked", nil, &parked)
		return len(parked.Data) == 1
	})
	c.must("POST", "/v1/hosts/erp/drop", map[string]any{"seq": parked.Data[0].Seq, "reason": "booked by hand"}, &v)
	if v.Parked != 0 {
		t.Errorf("after the drop: %+v", v)
	}
	if code := c.call("POST", "/v1/hosts/erp/drop", map[string]any{"seq": 1, "reason": "x"}, nil); code != 404 {
		t.Errorf("drop of what is not parked: %d", code)
	}
}

func TestInboxKnowsItsHosts(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/hosts/shop", map[string]any{"kind": "shop", "secret": testSecret, "prefix": "SH-", "channel": "web", "events": []string{}}, nil)
	c.provide("S1", 10)
	body := `{"id":"1","ship_to":{"country":"DE"},"lines":[{"sku":"S1","qty":1}]}`
	at, sig := hosts.Sign(testSecret, time.Now(), []byte(body))
	old, oldSig := hosts.Sign(testSecret, time.Now().Add(-2*hosts.Window), []byte(body))
	for name, tc := range map[string]struct{ host, at, sig, body string }{
		"other body": {"shop", at, sig, body + " "}, "other time": {"shop", old, sig, body}, "too old": {"shop", old, oldSig, body},
		"unknown host": {"nobody", at, sig, body}, "no signature": {"shop", at, "", body}, "no hex": {"shop", at, "v1=zz", body}, "no time": {"shop", "now", sig, body},
	} {
		if code := c.signedAs(tc.host, tc.at, tc.sig, tc.body, nil); code != 401 {
			t.Errorf("%s: %d", name, code)
		}
	}
	var res wms.InboxResult
	if code := c.signedAs("shop", at, "v1=00, "+sig, body, &res); code != 201 || res.Order != "SH-1" {
		t.Fatalf("%d %+v", code, res)
	}
	var o wms.OrderView
	c.must("GET", "/v1/orders/SH-1", nil, &o)
	if o.Channel != "web" {
		t.Errorf("order %+v", o)
	}
	for _, wrong := range []map[string]any{{"kind": "cloud", "secret": testSecret}, {"kind": "erp", "secret": "short"}, {"kind": "erp"},
		{"kind": "erp", "secret": testSecret, "url": "ftp://x"}, {"kind": "erp", "secret": testSecret, "events": []string{"Receipt"}}} {
		if code := c.call("PUT", "/v1/hosts/new", wrong, nil); code != 422 {
			t.Errorf("%v: %d", wrong, code)
		}
	}
}

// The same file twice: nothing happens twice; a changed order is refused by row.
func TestOrderFileTwice(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.provide("S1", 10)
	upload := func(text string) (int, string) {
		req, _ := http.NewRequestWithContext(t.Context(), "POST", c.url+"/v1/imports/orders", strings.NewReader(text))
		req.Header.Set("Authorization", "Bearer "+c.token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		raw, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(raw)
	}
	csv := "id,sku,qty,country\nF-1,S1,2,DE\nF-2,S1,1,DE\n"
	lines := `{"id":"F-1","ship_to":{"country":"DE"},"lines":[{"sku":"S1","qty":2}]}` + "\n\n" + `{"id":"F-3","ship_to":{"country":"DE"},"lines":[{"sku":"S1","qty":1}]}` + "\n"
	for _, text := range []string{csv, csv, lines} {
		if code, answer := upload(text); code != 200 {
			t.Fatalf("%d %s", code, answer)
		}
	}
	if code, answer := upload(strings.Replace(csv, "F-2,S1,1", "F-2,S1,3", 1)); code != 422 || !strings.Contains(answer, "order_differs") || !strings.Contains(answer, `"row":3`) {
		t.Errorf("changed: %d %s", code, answer)
	}
	if code, answer := upload(lines + `{"id":"F-4"` + "\n"); code != 422 || !strings.Contains(answer, `"row":4`) {
		t.Errorf("broken line: %d %s", code, answer)
	}
	var placed struct{ Data []wms.OrderView }
	c.must("GET", "/v1/orders", nil, &placed)
	if len(placed.Data) != 3 {
		t.Errorf("%d orders, want 3", len(placed.Data))
	}
}
