package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// TestGrowth drives the same demand over the same 4,000 items into two sites:
// one with 10,000 stock positions and 10,000 past orders, one with a million
// of each. It takes a quarter of an hour and a calm machine, so it asks for
// AISLE_GROWTH=1. AISLE_GROWTH_DIR keeps the folders, and uses those that are
// there.
func TestGrowth(t *testing.T) {
	if os.Getenv("AISLE_GROWTH") != "1" {
		t.Skip("growth: make growth runs it")
	}
	dir := cmp.Or(os.Getenv("AISLE_GROWTH_DIR"), t.ArtifactDir())
	small, large := &grown{t: t, dir: filepath.Join(dir, "small"), n: 10_000}, &grown{t: t, dir: filepath.Join(dir, "large"), n: 1_000_000}
	small.build()
	large.build()
	small.open()
	large.open()
	for round := range growthRounds { // in turns, so that what else the machine does slows both down
		small.drive(round)
		large.drive(round)
	}
	small.end()
	large.end()
	p99 := func(g *grown) time.Duration { slices.Sort(g.took); return g.took[len(g.took)*99/100] }
	ratio := float64(p99(large)) / float64(p99(small))
	t.Logf("p99 of %d orders each: %v with %d, %v with %d: %.2f times", len(small.took), p99(small), small.n, p99(large), large.n, ratio)
	if ratio > 1.5 {
		t.Errorf("p99 is %.2f times that of the small site, at most 1.5 is wanted", ratio)
	}
}

const (
	demandItems    = 4000
	placesPerItem  = 20 // of ballast
	ordersPerDay   = 365
	growthRate     = 300 // orders per second
	growthRounds   = 6
	growthWarmUp   = 5 * time.Second // of each round
	growthFor      = 15 * time.Second
	growthFirst    = 15 * time.Second // warm-up after the opening, with cold caches
	growthWorkers  = 128
	growthAnonMiB  = 512
	growthOpen     = 2 * time.Second
	growthOrderQty = 5 // lines
)

// grown is a site with n stock positions and n past orders.
type grown struct {
	t       *testing.T
	dir     string
	n       int
	process *process
	site    httpSite
	took    []time.Duration
}

func demandSKU(i int) wms.SKU  { return wms.SKU(fmt.Sprintf("D-%04d", i)) }
func ballastSKU(i int) wms.SKU { return wms.SKU(fmt.Sprintf("X-%06d", i)) }

func (g *grown) build() {
	g.t.Helper()
	if _, err := os.Stat(filepath.Join(g.dir, store.FileName)); err == nil {
		return
	}
	if err := os.MkdirAll(g.dir, 0o700); err != nil {
		g.t.Fatal(err)
	}
	began := time.Now()
	g.history()
	past := time.Since(began)
	g.stock()
	g.t.Logf("%d positions and past orders built in %v, %v of it the orders", g.n, time.Since(began).Round(time.Second), past.Round(time.Second))
}

// history records a year of orders, day by day, and seals each month that
// ended 35 days ago, as the site itself does.
func (g *grown) history() {
	var now atomic.Int64
	at := time.Now().UTC().AddDate(-1, 0, 0).Truncate(24 * time.Hour)
	now.Store(at.UnixMicro())
	s, err := store.Open(store.Options{File: filepath.Join(g.dir, store.FileName), Clock: func() time.Time { return time.UnixMicro(now.Load()) }, NoSync: true})
	if err != nil {
		g.t.Fatal(err)
	}
	defer s.Close()
	dice := rand.New(rand.NewPCG(1, 1))
	for day, done := 0, 0; day < ordersPerDay; day++ {
		until := g.n * (day + 1) / ordersPerDay
		for done < until {
			first, last := done, min(until, done+500)
			g.do(s, store.Network, func(tx store.Tx) error {
				for i := first; i < last; i++ {
					if err := orders.Past(tx, pastOrder(dice, i, tx.Now())); err != nil {
						return err
					}
				}
				return nil
			})
			done = last
		}
		at = at.AddDate(0, 0, 1)
		now.Store(at.UnixMicro())
		if at.Day() == 5 {
			y, m, _ := at.AddDate(0, 0, -35).Date()
			if _, err := s.Seal(g.t.Context(), store.SealOptions{Before: time.Date(y, m, 1, 0, 0, 0, 0, time.UTC), Tables: plant.Archivable(), PerCommit: 5000}); err != nil {
				g.t.Fatal(err)
			}
		}
	}
}

func pastOrder(dice *rand.Rand, i int, now time.Time) orders.Order {
	o := orders.Order{ID: wms.OrderID(fmt.Sprintf("O-%08d", i+1)), Country: "GB", PlacedAt: now, ShippedAt: now}
	s := orders.Shipment{ID: wms.ShipmentID(o.ID + ".1"), Warehouse: "central", Status: wms.ShipmentShipped, Carrier: "parcel",
		ShippedAt: now, Packages: []wms.HandlingUnitID{wms.HandlingUnitID(fmt.Sprintf("%018d", i))}}
	for l := range growthOrderQty {
		o.Lines = append(o.Lines, orders.Line{SKU: demandSKU(dice.IntN(demandItems)), Qty: 2, Promised: 2, Shipped: 2})
		s.Lines = append(s.Lines, orders.Part{Line: l + 1, Qty: 2})
	}
	o.Shipments = []orders.Shipment{s}
	return o
}

func (g *grown) do(s *store.Bolt, p store.Partition, fn func(tx store.Tx) error) {
	g.t.Helper()
	_, err := s.Do(g.t.Context(), store.Command{Partition: p, Kind: "growth.build", Actor: wms.System("growth"),
		Run: func(tx store.Tx) ([]byte, error) { return nil, fn(tx) }})
	if err != nil {
		g.t.Fatal(err)
	}
}

// stock fills every warehouse with plenty of the items that will be ordered,
// and the rest of the positions with ballast.
func (g *grown) stock() {
	net, err := config.Demo()
	if err != nil {
		g.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	p, err := plant.Open(ctx, plant.Options{Network: net, Dir: g.dir, Speed: 1, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		g.t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- p.Run(ctx) }()
	ballast := (g.n - demandItems*len(p.Houses)) / placesPerItem
	item := func(tx store.Tx, sku wms.SKU) error {
		_, err := items.Put(tx, wms.Item{SKU: sku, Description: "an item", WeightG: 200, LengthMM: 100, WidthMM: 50, HeightMM: 50})
		return err
	}
	g.batches(p.Store, store.Network, demandItems, 1000, func(tx store.Tx, i int) error { return item(tx, demandSKU(i)) })
	g.batches(p.Store, store.Network, ballast, 1000, func(tx store.Tx, i int) error { return item(tx, ballastSKU(i)) })
	for w, h := range p.Houses {
		shelves, dock := h.Site.Of(wms.KindShelf), h.Site.First(wms.KindDockIn)
		g.batches(p.Store, h.Partition(), demandItems, 200, func(tx store.Tx, i int) error {
			return ledger.Receive(tx, ledger.Spot{SKU: demandSKU(i), Place: ledger.At(shelves[i%len(shelves)])}, 10_000_000, time.Time{}, "growth")
		})
		g.batches(p.Store, h.Partition(), ballast, 50, func(tx store.Tx, i int) error {
			if i%len(p.Houses) != w {
				return nil
			}
			spot := ledger.Spot{SKU: ballastSKU(i), Place: ledger.At(dock)}
			if err := ledger.Receive(tx, spot, 10*placesPerItem, time.Time{}, "growth"); err != nil {
				return err
			}
			for k := range placesPerItem {
				if err := ledger.Move(tx, spot, spot.In(ledger.At(shelves[(i*placesPerItem+k*37)%len(shelves)])), 10, "growth"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	wait, done := context.WithTimeout(g.t.Context(), 10*time.Minute)
	defer done()
	if err := p.Store.Settled(wait, p.Store.Seq()); err != nil {
		g.t.Fatal(err)
	}
	cancel()
	if err := <-ran; err != nil {
		g.t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		g.t.Fatal(err)
	}
}

func (g *grown) batches(s *store.Bolt, p store.Partition, n, size int, fn func(tx store.Tx, i int) error) {
	g.t.Helper()
	for first := 0; first < n; first += size {
		g.do(s, p, func(tx store.Tx) error {
			for i := first; i < min(n, first+size); i++ {
				if err := fn(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// open starts the site with cold caches and warms it up.
func (g *grown) open() {
	g.t.Helper()
	cold := forget(g.dir, aisle(g.t))
	at := freePorts(g.t)
	began := time.Now()
	g.process = start(g.t, append([]string{"serve", "--config", "../../config/demo/network.yaml", "--data", g.dir}, at.flags()...)...)
	for !ready(at.http) {
		if g.process.over(2 * time.Millisecond) {
			g.t.Fatal("the site ended")
		}
	}
	opened := time.Since(began)
	g.site = siteAt(g.t, at.http, g.dir)
	first := g.load(growthFirst, 0, growthRounds)
	slices.Sort(first)
	g.t.Logf("%d: opened in %v (%s), the first %v: p50 %v, p99 %v", g.n, opened.Round(time.Millisecond), cold, growthFirst, first[len(first)/2], first[len(first)*99/100])
	if opened > growthOpen {
		g.t.Errorf("%d: opened in %v, at most %v is wanted", g.n, opened, growthOpen)
	}
}

// drive sends orders at a fixed rate, whatever the answers take.
func (g *grown) drive(round int) {
	g.t.Helper()
	pid := g.process.cmd.Process.Pid
	used := cpuOf(pid)
	took := g.load(growthFor, growthWarmUp, round)
	used = cpuOf(pid) - used
	slices.Sort(took)
	g.took = append(g.took, took...)
	g.t.Logf("%d, round %d: p50 %v, p99 %v, p99.9 %v, %.2f CPU ms per order, load %s", g.n, round, took[len(took)/2], took[len(took)*99/100], took[len(took)*999/1000],
		float64(used.Microseconds())/1000/((growthWarmUp+growthFor).Seconds()*growthRate), loadAverage())
}

// end looks for past orders and stops the site.
func (g *grown) end() {
	g.t.Helper()
	anon := anonMiB(g.t, g.process.cmd.Process.Pid)
	g.queryable(g.site)
	g.process.interrupt()
	file, _ := os.Stat(filepath.Join(g.dir, store.FileName))
	g.t.Logf("%d: RssAnon %d MiB, data file %d MiB", g.n, anon, file.Size()>>20)
	if anon > growthAnonMiB {
		g.t.Errorf("%d: RssAnon is %d MiB, at most %d is wanted", g.n, anon, growthAnonMiB)
	}
}

// load gives how long each order took, from the moment at which it was due,
// after a warm-up.
func (g *grown) load(during, warmUp time.Duration, round int) []time.Duration {
	s := g.site
	dice := rand.New(rand.NewPCG(7, uint64(round)))
	warm, n := int(warmUp.Seconds()*growthRate), int((warmUp+during).Seconds()*growthRate)
	took := make([]time.Duration, n)
	due := make(chan int, n)
	bodies := make([]string, n)
	for i := range bodies {
		var lines []string
		for range growthOrderQty {
			lines = append(lines, fmt.Sprintf(`{"sku":%q,"qty":%d}`, demandSKU(dice.IntN(demandItems)), 1+dice.IntN(5)))
		}
		bodies[i] = `{"ship_to":{"country":"GB","lat":51.5,"lon":-0.12},"lines":[` + strings.Join(lines, ",") + `]}`
	}
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: growthWorkers}}
	defer client.CloseIdleConnections()
	var refused atomic.Int64
	began := time.Now()
	when := func(i int) time.Time { return began.Add(time.Duration(i) * time.Second / growthRate) }
	run := strconv.FormatInt(began.UnixNano(), 36)
	var workers sync.WaitGroup
	for range growthWorkers {
		workers.Go(func() {
			for i := range due {
				req, err := http.NewRequest(http.MethodPost, s.url+"/v1/orders", strings.NewReader(bodies[i]))
				if err != nil {
					g.t.Error(err)
					return
				}
				req.Header.Set("Authorization", "Bearer "+s.token)
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Idempotency-Key", fmt.Sprint(run, "-", i))
				res, err := client.Do(req)
				if err != nil {
					g.t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
				took[i] = time.Since(when(i))
				if res.StatusCode != http.StatusCreated {
					refused.Add(1)
				}
			}
		})
	}
	for i := range n {
		time.Sleep(time.Until(when(i)))
		due <- i
	}
	close(due)
	workers.Wait()
	if refused.Load() > 0 {
		g.t.Errorf("%d: %d orders were refused", g.n, refused.Load())
	}
	return took[warm:]
}

// queryable finds past orders from all of the year.
func (g *grown) queryable(s httpSite) {
	g.t.Helper()
	for i := range 100 {
		id := fmt.Sprintf("O-%08d", 1+i*(g.n/100))
		req, err := http.NewRequest(http.MethodGet, s.url+"/v1/orders/"+id, nil)
		if err != nil {
			g.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+s.token)
		res, err := client.Do(req)
		if err != nil {
			g.t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			g.t.Errorf("past order %s: %d", id, res.StatusCode)
		}
	}
}

// cpuOf is the processor time of a process; one tick of the clock is 10 ms.
func cpuOf(pid int) time.Duration {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(raw), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func anonMiB(t *testing.T, pid int) int {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Log("SKIP RssAnon:", err)
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), "RssAnon:")
	kib, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return kib >> 10
}

func loadAverage() string {
	raw, _ := os.ReadFile("/proc/loadavg")
	return strings.Join(strings.Fields(string(raw) + " ? ? ?")[:3], " ")
}
