package check_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/check"
	"github.com/aisle-wms/aisle/simulator/client"
	"github.com/aisle-wms/aisle/simulator/opening"
	"github.com/aisle-wms/aisle/simulator/people"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/users"
)

// chain is a whole small site: the real WMS over HTTP, the twin's world, and
// people between them. Nothing else.
type chain struct {
	t     *testing.T
	net   *config.Network
	plant *plant.Plant
	url   string
	admin *client.Client
	file  string
	world *world.World
	lossy atomic.Bool // some answers never arrive
	calls atomic.Int64
	sent  int
	speed float64 // of people
}

const (
	speed    = 1000
	palletID = "095200010000000018"
	shelfQty = 200
	items    = 10
)

func sku(n int) string { return fmt.Sprintf("SKU-%02d", n) }

func newChain(t *testing.T) *chain {
	t.Helper()
	net, err := config.Load(filepath.Join("testdata", "small.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &chain{t: t, net: net, speed: speed, file: filepath.Join(t.TempDir(), "world.db")}
	if c.plant, err = plant.Open(ctx, plant.Options{Network: net, Dir: t.TempDir(), Speed: speed, Logger: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- c.plant.Run(ctx) }()
	handler := c.plant.Handler(nil)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n := c.calls.Add(1); {
		case c.lossy.Load() && n%11 == 0: // the line is cut before
			panic(http.ErrAbortHandler)
		case c.lossy.Load() && n%13 == 0: // the line is cut after
			handler.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(func() {
		server.Close()
		cancel()
		if err := errors.Join(<-ran, c.plant.Close(), c.world.Close()); err != nil {
			t.Error(err)
		}
	})
	token, err := users.AdminTokenFile(c.plant.TokenFile())
	if err != nil {
		t.Fatal(err)
	}
	c.url = server.URL
	c.admin = &client.Client{URL: c.url, Token: token, HTTP: client.Pool(4)}
	c.stock()
	return c
}

func (c *chain) do(method, path string, in, out any) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	defer cancel()
	key := ""
	if method != http.MethodGet {
		c.sent++
		key = fmt.Sprintf("t-%d", c.sent)
	}
	if _, err := c.admin.Call(ctx, method, path, key, in, out); err != nil {
		c.t.Fatal(err)
	}
}

// stock fills the building and the books alike: an item per shelf, and a
// pallet of the first item at the goods-to-person place.
func (c *chain) stock() {
	c.t.Helper()
	lines := []opening.Line{{SKU: wms.SKU(sku(0)), Qty: 600, Unit: palletID, UnitKind: wms.Pallet, PutAwayTo: "G1-1"}}
	for n := range items {
		c.do("PUT", "/v1/items/"+sku(n), wms.Item{SKU: wms.SKU(sku(n)), LengthMM: 100, WidthMM: 100, HeightMM: 80, WeightG: 150,
			CaseQty: 24, PalletQty: 600, GTIN: fmt.Sprintf("200000000%04d", n)}, nil)
		if n > 0 {
			shelf := fmt.Sprintf("S%02d-%02d-1", 1+n%3, 1+n)
			lines = append(lines, opening.Line{SKU: wms.SKU(sku(n)), Qty: shelfQty, PutAwayTo: wms.LocationID(shelf)})
		}
	}
	receipts := []opening.Receipt{{Warehouse: "one", ID: "OPEN-1", Lines: lines}}
	c.do("POST", "/v1/receipts", wms.Receipt{ID: "OPEN-1", Warehouse: "one"}, nil)
	for _, l := range lines {
		c.do("POST", "/v1/receipts/OPEN-1/lines", wms.ReceiveLine{SKU: l.SKU, Qty: l.Qty, HandlingUnit: l.Unit}, nil)
		m := wms.StockMove{Warehouse: "one", From: "IN", To: l.PutAwayTo, HandlingUnit: l.Unit}
		if l.Unit == "" {
			m.SKU, m.Qty = l.SKU, l.Qty
		}
		c.do("POST", "/v1/stock/moves", m, nil)
	}
	c.open()
	if err := opening.LoadWorld(c.world, c.net, receipts); err != nil {
		c.t.Fatal(err)
	}
}

// open opens the world, as a new process does.
func (c *chain) open() {
	c.t.Helper()
	if c.world != nil {
		if err := c.world.Close(); err != nil {
			c.t.Fatal(err)
		}
	}
	var err error
	if c.world, err = world.Open(c.file); err != nil {
		c.t.Fatal(err)
	}
}

// order places orders of a few lines each; every third one asks for cases.
func (c *chain) order(n int) {
	c.t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		o := wms.NewOrder{ID: wms.OrderID(fmt.Sprintf("ORD-%03d", i)), ShipTo: wms.ShipTo{Country: "Home"}}
		for l := range 1 + i%4 {
			o.Lines = append(o.Lines, wms.OrderLine{SKU: wms.SKU(sku(1 + (i+3*l)%(items-1))), Qty: 1 + dice.Int64N(6)})
		}
		if i%3 == 0 {
			o.Lines = append(o.Lines, wms.OrderLine{SKU: wms.SKU(sku(0)), Qty: 20 + dice.Int64N(10)})
		}
		c.do("POST", "/v1/orders", o, nil)
	}
}

func (c *chain) shipped() int64 {
	var counts map[wms.OrderStatus]int64
	if err := c.plant.Store.View(func(r store.Reader) (err error) { counts, err = orders.Counts(r); return err }); err != nil {
		c.t.Fatal(err)
	}
	return counts[wms.OrderShipped]
}

// work lets the people work until done says so.
func (c *chain) work(f people.Faults, done func() bool) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 60*time.Second)
	defer cancel()
	go func() {
		for ctx.Err() == nil && !done() {
			time.Sleep(20 * time.Millisecond)
		}
		cancel()
	}()
	cfg := people.Config{URL: c.url, Token: c.admin.Token, Network: c.net, Speed: c.speed, Seed: 3, Faults: f, IdleEvery: 50 * time.Millisecond,
		Barcode: func(s string) string { return "200000000" + "00" + strings.TrimPrefix(s, "SKU-") }, Logger: c.logger()}
	if err := people.Run(ctx, cfg, c.world); err != nil {
		c.t.Fatal(err)
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		c.t.Fatalf("the work is not done after a minute: %d orders shipped; %v", c.shipped(), c.compare().Violations)
	}
}

func (c *chain) logger() *slog.Logger {
	if testing.Verbose() {
		return slog.New(slog.NewTextHandler(c.t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
	}
	return slog.New(slog.DiscardHandler)
}

// quiet says whether n orders have left and every tote is where it belongs.
func (c *chain) quiet(n int64) bool { return c.shipped() >= n && len(c.compare().Violations) == 0 }

func (c *chain) compare() (rep check.Report) {
	c.t.Helper()
	journal, err := check.CountJournal(c.plant.Store.Records)
	if err != nil {
		c.t.Fatal(err)
	}
	err = c.plant.Store.View(func(r store.Reader) (err error) {
		rep, err = check.Compare(r, c.net, c.world, check.Options{Journal: journal})
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return rep
}

func (c *chain) wantSame() check.Report {
	c.t.Helper()
	rep := c.compare()
	for _, v := range rep.Violations {
		c.t.Error(v)
	}
	return rep
}

// TestRestarts stops the people at random moments, with answers lost on the
// way, and finds every order shipped once and nothing lost.
func TestRestarts(t *testing.T) {
	t.Parallel()
	const n = 16
	c := newChain(t)
	c.order(n)
	c.lossy.Store(true)
	dice := rand.New(rand.NewPCG(5, 6))
	stops := 0
	for c.shipped() < n {
		until := time.Now().Add(time.Duration(50+dice.IntN(250)) * time.Millisecond)
		if stops > 12 {
			until = until.Add(time.Hour)
		}
		c.work(people.Faults{}, func() bool { return time.Now().After(until) || c.shipped() == n })
		stops++
		c.open()
	}
	c.lossy.Store(false)
	c.work(people.Faults{}, func() bool { return c.quiet(n) })
	rep := c.wantSame()
	if stops < 3 || rep.OrdersShipped != n || rep.HumanPicks < n {
		t.Errorf("%d stops, report %+v", stops, rep)
	}
}

// TestGuest lets somebody with a handheld and no hands take every kind of
// work from the simulated people: the twin does in the building what they
// confirm.
func TestGuest(t *testing.T) {
	t.Parallel()
	const n = 10
	c := newChain(t)
	c.speed = 200 // so that there is something to take over
	c.order(n)
	ctx, cancel := context.WithCancel(t.Context())
	g := &guest{c: c, api: client.Client{URL: c.url, HTTP: client.Pool(1)}, kinds: map[wms.TaskKind]int{}}
	var running sync.WaitGroup
	running.Go(func() { g.work(ctx) })
	c.work(people.Faults{}, func() bool { return c.shipped() == n })
	cancel()
	running.Wait()
	c.work(people.Faults{}, func() bool { return c.quiet(n) })
	rep := c.wantSame()
	if rep.OrdersShipped != n {
		t.Errorf("%+v", rep)
	}
	if len(g.kinds) < 3 {
		t.Errorf("the guest did too little: %v", g.kinds)
	}
}

// handheld is how long a guest takes for a scan; no person is quicker.
const handheld = 100 * time.Millisecond

// guest confirms what the handheld shows, and does nothing else.
type guest struct {
	c     *chain
	api   client.Client
	kinds map[wms.TaskKind]int
	n     int
}

func (g *guest) work(ctx context.Context) {
	var s wms.Session
	if _, err := g.api.Call(ctx, "POST", "/v1/login", "", map[string]string{"badge": "B-guest", "pin": "9001"}, &s); err != nil {
		return
	}
	g.api.Token = s.Token
	kinds := []wms.TaskKind{wms.TaskPack, wms.TaskPick, wms.TaskInduct, wms.TaskStation, wms.TaskLoad}
	for round := 0; ctx.Err() == nil; round++ {
		for _, status := range []string{"assigned", "open"} {
			for i := range kinds {
				k := kinds[(i+round)%len(kinds)]
				var list struct{ Data []wms.Task }
				if _, err := g.api.Call(ctx, "GET", "/v1/tasks?warehouse=one&status="+status+"&kind="+string(k), "", nil, &list); err != nil || len(list.Data) == 0 {
					continue
				}
				g.task(ctx, list.Data[len(list.Data)-1])
			}
		}
		_ = client.Sleep(ctx, 20*time.Millisecond)
	}
}

func (g *guest) task(ctx context.Context, t wms.Task) {
	var step wms.Step
	g.n++
	if _, err := g.api.Call(ctx, "POST", "/v1/tasks/"+string(t.ID)+"/claim", fmt.Sprintf("claim-%d", g.n), nil, &step); err != nil {
		return // in work
	}
	for !step.Done && len(step.Expect) > 0 {
		g.n++
		_ = client.Sleep(ctx, handheld)
		if _, err := g.api.Call(ctx, "POST", "/v1/tasks/"+string(t.ID)+"/confirm", fmt.Sprintf("confirm-%d", g.n),
			wms.Confirmation{Scans: step.Expect[:1]}, &step); err != nil {
			return
		}
	}
	g.kinds[t.Kind]++
}
