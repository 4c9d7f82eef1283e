package demand

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// Config says how the customers behave. URL, Token and Source are needed.
type Config struct {
	URL    string // of the WMS: http://127.0.0.1:8080
	Token  string
	Source *Source
	// Speed divides the gaps between orders; 1 if not given.
	Speed float64
	// MaxGap shortens the real gaps (nights, Sundays) to so much site time; 30
	// minutes if not given.
	MaxGap time.Duration
	// Orders, when positive, is how many are sent in all, over the life of the
	// world; the gaps are then compressed: at most OpenLimit (40 if not given)
	// are unshipped at once, so that the floor sets the pace.
	Orders    int
	OpenLimit int
	// PollEvery is the wall time between two looks at the open orders; 1 s if
	// not given.
	PollEvery time.Duration
	Client    *http.Client // default: one with a 30 s limit per request
	Logger    *slog.Logger
}

const (
	// sendAgain is how many of the orders that were answered before a restart
	// are sent once more, as customers do who are not sure.
	sendAgain = 5
	// maxAnswerBytes bounds how much of an answer is read.
	maxAnswerBytes = 8 << 20
	firstBackOff   = 100 * time.Millisecond
	lastBackOff    = 5 * time.Second
)

// sender is one run of the customers.
type sender struct {
	Config
	w         *world.World
	open      int // at the last look, plus what was sent since
	known     bool
	lastAt    time.Time // wall time of the last order sent
	lastOrder int
}

// Run sends orders until all are sent or ctx ends. It goes on where the world
// remembers that it stopped, and first sends the last orders again: same key,
// same body, so nothing is ordered twice.
func Run(ctx context.Context, c Config, w *world.World) error {
	s := &sender{Config: c, w: w, lastOrder: -1}
	s.defaults()
	if _, err := url.ParseRequestURI(s.URL); err != nil || s.Source == nil {
		return fmt.Errorf("demand: a URL such as http://127.0.0.1:8080 and a source of orders are needed")
	}
	next, err := nextOrder(w)
	if err != nil {
		return err
	}
	last := s.Source.Len()
	if s.Orders > 0 {
		last = min(last, s.Orders)
	}
	s.Logger.Info("customers start", "next", next, "last", last, "compressed", s.Orders > 0)
	for n := max(0, next-sendAgain); n < min(next, last); n++ {
		if err := s.send(ctx, n); err != nil {
			return stopped(ctx, err)
		}
	}
	for n := next; n < last; n++ {
		if err := s.pace(ctx, n); err != nil {
			return stopped(ctx, err)
		}
		if err := s.send(ctx, n); err != nil {
			return stopped(ctx, err)
		}
	}
	s.Logger.Info("customers have sent everything", "orders", last)
	return nil
}

// stopped turns the end of ctx into nil: that is how a run is meant to end.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (s *sender) defaults() {
	if s.Speed <= 0 {
		s.Speed = 1
	}
	if s.MaxGap <= 0 {
		s.MaxGap = 30 * time.Minute
	}
	if s.OpenLimit <= 0 {
		s.OpenLimit = 40
	}
	if s.PollEvery <= 0 {
		s.PollEvery = time.Second
	}
	if s.Client == nil {
		s.Client = &http.Client{Timeout: 30 * time.Second}
	}
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
}

// pace waits until the next order is due.
func (s *sender) pace(ctx context.Context, n int) error {
	if s.Orders > 0 {
		return s.waitForRoom(ctx)
	}
	if s.lastOrder < 0 {
		return nil // the first of this run comes at once
	}
	gap := min(s.MaxGap, s.Source.Order(n).Placed.Sub(s.Source.Order(s.lastOrder).Placed))
	due := s.lastAt.Add(time.Duration(float64(gap) / s.Speed))
	return sleep(ctx, time.Until(due))
}

// waitForRoom returns when fewer than OpenLimit orders are unshipped.
func (s *sender) waitForRoom(ctx context.Context) error {
	for !s.known || s.open >= s.OpenLimit {
		open, err := s.countOpen(ctx)
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			s.Logger.Warn("customers cannot see their orders", "error", err)
		} else if s.open, s.known = open, true; open < s.OpenLimit {
			return nil
		}
		if err := sleep(ctx, s.PollEvery); err != nil {
			return err
		}
	}
	return nil
}

// openStatuses are those of orders that the floor still works on. Backordered
// ones wait for goods, not for the floor.
var openStatuses = []wms.OrderStatus{wms.OrderPromised, wms.OrderPartlyPromised, wms.OrderReleased,
	wms.OrderPicking, wms.OrderPacked, wms.OrderPartlyShipped}

// countOpen counts unshipped orders, at most OpenLimit per status.
func (s *sender) countOpen(ctx context.Context) (int, error) {
	open := 0
	for _, status := range openStatuses {
		var page struct {
			Data []json.RawMessage `json:"data"`
		}
		q := url.Values{"status": {string(status)}, "limit": {strconv.Itoa(min(1000, s.OpenLimit))}}
		code, raw, err := s.do(ctx, http.MethodGet, "/v1/orders?"+q.Encode(), "", nil)
		if err != nil {
			return 0, err
		}
		if code != http.StatusOK {
			return 0, fmt.Errorf("GET /v1/orders: %d %s", code, brief(raw))
		}
		if err := json.Unmarshal(raw, &page); err != nil {
			return 0, fmt.Errorf("GET /v1/orders: %w", err)
		}
		if open += len(page.Data); open >= s.OpenLimit {
			break
		}
	}
	return open, nil
}

// send posts an order until it is answered, and remembers the answer. A
// refusal is remembered too, and customers go on.
func (s *sender) send(ctx context.Context, n int) error {
	o := s.Source.Order(n)
	body, err := json.Marshal(Body(o))
	if err != nil {
		return fmt.Errorf("order %s: %w", o.Invoice, err)
	}
	for wait := firstBackOff; ; wait = min(2*wait, lastBackOff) {
		code, raw, err := s.do(ctx, http.MethodPost, "/v1/orders", o.Invoice, body)
		if err == nil && code < 300 {
			var view wms.OrderView
			if err := json.Unmarshal(raw, &view); err != nil || view.ID == "" {
				return fmt.Errorf("order %s: answered %d with no order: %s", o.Invoice, code, brief(raw))
			}
			return s.remember(n, Sent{Invoice: o.Invoice, Order: view.ID, Lines: Body(o).Lines})
		}
		if err == nil && !worthRetrying(code) {
			s.Logger.Error("order refused", "invoice", o.Invoice, "status", code, "problem", brief(raw))
			return s.remember(n, Sent{Invoice: o.Invoice, Lines: Body(o).Lines, Refused: brief(raw)})
		}
		if err == nil {
			err = fmt.Errorf("%d %s", code, brief(raw))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		level := slog.LevelDebug
		if wait == lastBackOff {
			level = slog.LevelWarn // not a short absence
		}
		s.Logger.Log(ctx, level, "order not answered, sent again", "invoice", o.Invoice, "error", err)
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// worthRetrying: the server is busy, away, or does not know us yet; anything
// else it would answer the same way again.
func worthRetrying(code int) bool {
	switch code {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusUnauthorized:
		return true
	}
	return code >= 500
}

// Body is an order as it is posted. The same order gives the same bytes.
func Body(o Order) wms.NewOrder {
	lat, lon := o.Lat, o.Lon
	b := wms.NewOrder{ID: wms.OrderID(o.Invoice), Channel: "web", ShipTo: wms.ShipTo{
		Name: "Customer " + o.Customer, Address: "1 Market Street, " + o.Town, Country: o.Country, Lat: &lat, Lon: &lon}}
	for _, l := range o.Lines {
		b.Lines = append(b.Lines, wms.OrderLine{SKU: l.SKU, Qty: l.Qty})
	}
	return b
}

func (s *sender) do(ctx context.Context, method, path, key string, body []byte) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+s.Token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := s.Client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes))
	return resp.StatusCode, raw, err
}

func brief(raw []byte) string {
	const enough = 300
	if len(raw) > enough {
		raw = raw[:enough]
	}
	return string(bytes.TrimSpace(raw))
}

func sleep(ctx context.Context, d time.Duration) error {
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

// remember writes what was ordered, and goes on to the next order.
func (s *sender) remember(n int, sent Sent) error {
	s.open++
	s.lastAt, s.lastOrder = time.Now(), n
	raw, err := json.Marshal(sent)
	if err != nil {
		return err
	}
	return s.w.Update(func(tx *world.Tx) error {
		// What was accepted once stays accepted, whatever is said of it later.
		if sent.Refused == "" || tx.Blob(sentPrefix+sent.Invoice) == nil {
			tx.SetBlob(sentPrefix+sent.Invoice, raw)
		}
		setNext(tx, n+1)
		return nil
	})
}
