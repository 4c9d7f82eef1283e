package demand

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// shop is the other side: it takes orders once per key, and ships nothing by
// itself.
type shop struct {
	mu      sync.Mutex
	bodies  map[string]string
	order   []string
	again   int
	shipped int
	maxOpen int
	flaky   bool
	calls   int
	refuse  string
	stopAt  int
	stop    context.CancelFunc
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if r.Header.Get("Authorization") != "Bearer secret" {
		http.Error(w, "who are you", http.StatusUnauthorized)
		return
	}
	if s.flaky && s.calls%11 == 0 {
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	if r.Method == http.MethodGet {
		s.list(w, r)
		return
	}
	var body wms.NewOrder
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	key := r.Header.Get("Idempotency-Key")
	text := fmt.Sprint(body.ID, body.Lines, body.ShipTo.Country)
	if key == s.refuse {
		http.Error(w, `{"code":"unknown_sku"}`, http.StatusUnprocessableEntity)
		return
	}
	if was, ok := s.bodies[key]; ok {
		if was != text {
			http.Error(w, "another body", http.StatusUnprocessableEntity)
			return
		}
		s.again++
	} else {
		s.bodies[key] = text
		s.order = append(s.order, key)
		s.maxOpen = max(s.maxOpen, len(s.order)-s.shipped)
	}
	if s.stop != nil && len(s.order) == s.stopAt {
		s.stop()
		http.Error(w, "the line is cut before the answer", http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(wms.OrderView{ID: body.ID, Status: wms.OrderPromised})
}

// list shows all open orders as picking, and then ships two.
func (s *shop) list(w http.ResponseWriter, r *http.Request) {
	data := []map[string]string{}
	if r.URL.Query().Get("status") == string(wms.OrderPicking) {
		for _, id := range s.order[s.shipped:] {
			data = append(data, map[string]string{"id": id})
		}
		s.shipped = min(len(s.order), s.shipped+2)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data, "next": nil})
}

func start(t *testing.T, s *shop) (Config, *world.World) {
	t.Helper()
	s.bodies = map[string]string{}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	w, err := world.Open(filepath.Join(t.TempDir(), "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return Config{URL: server.URL, Token: "secret", Source: source(t), PollEvery: time.Millisecond}, w
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestFloorSetsThePace(t *testing.T) {
	s := &shop{flaky: true}
	c, w := start(t, s)
	c.Orders, c.OpenLimit = 30, 6
	if err := Run(within(t), c, w); err != nil {
		t.Fatal(err)
	}
	if len(s.order) != 30 || s.maxOpen > 6 {
		t.Fatalf("%d orders came, %d were open at once", len(s.order), s.maxOpen)
	}
	sent, err := SentOrders(w)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]Sent{}
	for _, x := range sent {
		byID[x.Invoice] = x
	}
	for n := range 30 {
		o := c.Source.Order(n)
		if o.Invoice != s.order[n] {
			t.Errorf("order %d is %s, want %s", n, s.order[n], o.Invoice)
		}
		if d := cmp.Diff(Body(o).Lines, byID[o.Invoice].Lines); d != "" {
			t.Errorf("%s is remembered otherwise: %s", o.Invoice, d)
		}
	}
}

func TestGoesOnAfterARestart(t *testing.T) {
	s := &shop{stopAt: 9}
	c, w := start(t, s)
	c.Speed, c.Orders, c.OpenLimit = 1, 20, 100
	ctx, cancel := context.WithCancel(within(t))
	s.stop = cancel
	if err := Run(ctx, c, w); err != nil {
		t.Fatal(err)
	}
	if sent, _ := SentOrders(w); len(s.order) != 9 || len(sent) != 8 {
		t.Fatalf("%d orders came, %d answers are remembered; want 9 and 8", len(s.order), len(sent))
	}
	s.stop = nil
	if err := Run(within(t), c, w); err != nil {
		t.Fatal(err)
	}
	sent, err := SentOrders(w)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.order) != 20 || len(sent) != 20 || s.again != sendAgain+1 {
		t.Errorf("%d orders came, %d remembered, %d came again; want 20, 20, %d", len(s.order), len(sent), s.again, sendAgain+1)
	}
	before := len(s.order)
	if err := Run(within(t), c, w); err != nil || len(s.order) != before {
		t.Errorf("a run after the last order sent %d more (%v)", len(s.order)-before, err)
	}
}

func TestARefusedOrderIsRememberedAndTheOthersGoOn(t *testing.T) {
	s := &shop{}
	c, w := start(t, s)
	c.Orders, c.OpenLimit = 5, 100
	s.refuse = c.Source.Order(2).Invoice
	if err := Run(within(t), c, w); err != nil {
		t.Fatal(err)
	}
	sent, _ := SentOrders(w)
	refused := 0
	for _, x := range sent {
		if x.Refused != "" {
			refused++
		}
	}
	if len(s.order) != 4 || refused != 1 {
		t.Errorf("%d accepted, %d refused", len(s.order), refused)
	}
	// Sent again later, an accepted order may be refused; it stays accepted.
	s.refuse = c.Source.Order(4).Invoice
	if err := Run(within(t), c, w); err != nil {
		t.Fatal(err)
	}
	sent, _ = SentOrders(w)
	for _, x := range sent {
		if x.Invoice == s.refuse && x.Refused != "" {
			t.Errorf("%s was accepted and is remembered as refused", x.Invoice)
		}
	}
}

func TestRealGapsAreScaledAndShortened(t *testing.T) {
	s := &shop{stopAt: 40}
	c, w := start(t, s)
	c.Speed, c.MaxGap = 1e6, time.Minute
	ctx, cancel := context.WithCancel(within(t))
	s.stop = cancel
	if err := Run(ctx, c, w); err != nil {
		t.Fatal(err)
	}
	if len(s.order) != 40 {
		t.Errorf("%d orders came", len(s.order))
	}
}

func TestBadConfigIsRefused(t *testing.T) {
	if err := Run(within(t), Config{URL: "nowhere"}, nil); err == nil {
		t.Error("no error")
	}
}
