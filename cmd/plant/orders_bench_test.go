package plant

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/inventory"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/store"
)

// BenchmarkOrders places five-line orders over HTTP with fsync on: 200 items
// in three warehouses, client and server in one process. It reports orders per
// second and CPU milliseconds per order, the client's share included.
func BenchmarkOrders(b *testing.B) {
	for _, clients := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) { benchOrders(b, clients) })
	}
}

const benchItems = 200

func benchOrders(b *testing.B, clients int) {
	net, err := config.Demo()
	if err != nil {
		b.Fatal(err)
	}
	for _, w := range net.Warehouses {
		w.Flow.OpenOrders = 1 // promise only: the floor is not what is measured
	}
	p, err := Open(b.Context(), Options{Network: net, Dir: b.TempDir(), Speed: 1, Logger: slog.New(slog.DiscardHandler), PINMemoryKiB: 64})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	stockUp(b, p)
	srv := httptest.NewServer(p.Handler(fstest.MapFS{}))
	token, err := os.ReadFile(p.TokenFile())
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	client := &http.Client{Transport: transport}
	var n atomic.Int64
	b.SetParallelism(max(1, clients/2)) // on two processors
	before := cpu()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			if err := placeOne(client, srv.URL, strings.TrimSpace(string(token)), i); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
	b.ReportMetric(float64((cpu()-before).Microseconds())/1000/float64(b.N), "cpu-ms/order")
	transport.CloseIdleConnections()
	srv.Close()
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
	if err := p.Close(); err != nil {
		b.Error(err)
	}
}

func placeOne(client *http.Client, url, token string, i int64) error {
	var body strings.Builder
	body.WriteString(`{"ship_to":{"country":"GB","lat":51.5,"lon":-0.12},"lines":[`)
	for l := range int64(5) {
		if l > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"sku":"B-%03d","qty":%d}`, (i*7+l*41)%benchItems, 1+l)
	}
	body.WriteString(`]}`)
	req, err := http.NewRequest(http.MethodPost, url+"/v1/orders", bytes.NewReader([]byte(body.String())))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%d", i))
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusCreated {
		err = fmt.Errorf("status %d: %s", res.StatusCode, raw)
	}
	return err
}

func stockUp(b *testing.B, p *Plant) {
	run := func(part store.Partition, fn func(tx store.Tx) error) {
		if _, err := p.do(b.Context(), part, "bench.stock", fn); err != nil {
			b.Fatal(err)
		}
	}
	sku := func(i int) wms.SKU { return wms.SKU(fmt.Sprintf("B-%03d", i)) }
	run(store.Network, func(tx store.Tx) error {
		for i := range benchItems {
			if _, err := items.Put(tx, wms.Item{SKU: sku(i), WeightG: 200, LengthMM: 100, WidthMM: 50, HeightMM: 50}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, h := range p.Houses {
		shelves := h.Site.Of(wms.KindShelf)
		run(h.Partition(), func(tx store.Tx) error {
			for i := range benchItems {
				if _, _, err := inventory.Adjust(tx, h.Site, wms.Adjustment{Warehouse: h.Site.ID, Location: shelves[i%len(shelves)],
					SKU: sku(i), Delta: 100_000_000, Reason: "bench"}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	wait, cancel := context.WithTimeout(b.Context(), 30*time.Second)
	defer cancel()
	if err := p.Store.Settled(wait, p.Store.Seq()); err != nil {
		b.Fatal(err)
	}
}

// cpu is the processor time of this process.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
