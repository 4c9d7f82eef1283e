package opening_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/simulator/opening"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/users"
)

// site is a WMS over HTTP with nothing behind it, and a network that sends
// some answers into the void.
type site struct {
	*plant.Plant
	server *httptest.Server
	token  string
	calls  atomic.Int64
	broken atomic.Bool // after every answer that is a multiple of lossEvery the line is cut
}

const lossEvery = 37

func newSite(t *testing.T, n *config.Network) *site {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p, err := plant.Open(ctx, plant.Options{Network: n, Dir: t.TempDir(), Speed: 30, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Plant: p}
	if s.token, err = users.AdminTokenFile(p.TokenFile()); err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- p.Run(ctx) }()
	handler := p.Handler(nil)
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := s.calls.Add(1); s.broken.Load() && n%lossEvery == 0 {
			rec := httptest.NewRecorder()
			handler.ServeHTTP(rec, r)
			panic(http.ErrAbortHandler) // done, but nobody hears of it
		}
		handler.ServeHTTP(w, r)
	}))
	s.server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	t.Cleanup(func() {
		s.server.Close()
		cancel()
		if err := errors.Join(<-ran, p.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func openWorld(t *testing.T, n *config.Network, receipts []opening.Receipt) *world.World {
	t.Helper()
	w, err := world.Open(filepath.Join(t.TempDir(), "twin.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	if err := opening.LoadWorld(w, n, receipts); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestDeliver receives the morning over a lossy line, stopped and begun again
// in the middle, and finds in the ledger exactly what stands in the building.
func TestDeliver(t *testing.T) {
	n, err := config.Demo()
	if err != nil {
		t.Fatal(err)
	}
	source, err := demand.NewSource(7)
	if err != nil {
		t.Fatal(err)
	}
	all, err := opening.Receipts(n, source)
	if err != nil {
		t.Fatal(err)
	}
	receipts := some(all)
	s := newSite(t, n)
	w := openWorld(t, n, receipts)
	known := knowItems(t, s, source, w)
	s.broken.Store(true)
	c := opening.DeliverConfig{URL: s.server.URL, Token: s.token, Network: n, Source: source, Receipts: receipts}
	stopped := false
	for {
		ctx, cancel := context.WithCancel(t.Context())
		if !stopped { // in the middle of the deliveries
			go func() {
				for s.calls.Load() < int64(len(source.Items())-known+150) {
					time.Sleep(time.Millisecond)
				}
				cancel()
			}()
		}
		err := opening.Deliver(ctx, c, w)
		cancel()
		if err == nil {
			break
		}
		if stopped || !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		stopped = true
	}
	if !stopped {
		t.Error("the delivery was not stopped in its middle")
	}
	for _, r := range receipts {
		for _, l := range r.Lines {
			if got := onHand(t, s, r.Warehouse, l); got != l.Qty {
				t.Fatalf("%s: %d of %s at %s, %d delivered", r.ID, got, l.SKU, l.PutAwayTo, l.Qty)
			}
		}
	}
	before := s.calls.Load()
	if err := opening.Deliver(t.Context(), c, w); err != nil || s.calls.Load() != before {
		t.Errorf("delivered again: %v, %d calls", err, s.calls.Load()-before)
	}
}

// knowItems spares the test most items: they are known, and noted as such.
func knowItems(t *testing.T, s *site, source *demand.Source, w *world.World) int {
	t.Helper()
	known := len(source.Items()) - 300
	_, err := s.Store.Do(t.Context(), store.Command{Partition: store.Network, Kind: "item.put", Run: func(tx store.Tx) ([]byte, error) {
		for _, it := range source.Items()[:known] {
			if _, err := items.Put(tx, it); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Update(func(tx *world.Tx) error {
		tx.SetBlob("opening/delivered/items", []byte(strconv.Itoa(known)))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return known
}

// some keeps the first deliveries of pallets and the last one of each site.
func some(all []opening.Receipt) []opening.Receipt {
	var out []opening.Receipt
	for i, r := range all {
		if i < 2 || i == len(all)-1 || all[i+1].Warehouse != r.Warehouse {
			out = append(out, r)
		}
	}
	return out
}

func onHand(t *testing.T, s *site, w wms.WarehouseID, l opening.Line) (qty int64) {
	t.Helper()
	err := s.Store.View(func(r store.Reader) error {
		place := ledger.At(l.PutAwayTo)
		if l.Unit != "" {
			place = ledger.In(l.Unit)
			u, err := ledger.MustUnit(r, store.Partition(w), l.Unit)
			if err != nil {
				return err
			}
			if u.Location != l.PutAwayTo {
				t.Errorf("%s is at %s, not at %s", l.Unit, u.Location, l.PutAwayTo)
			}
		}
		rows, err := ledger.InPlace(r, store.Partition(w), place)
		for _, st := range rows {
			if st.SKU == l.SKU {
				qty += st.OnHand
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return qty
}
