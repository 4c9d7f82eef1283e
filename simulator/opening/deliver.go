package opening

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"sync"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/client"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// DeliverConfig says where the opening stock is delivered. URL, Token,
// Network, Source and Receipts are needed.
type DeliverConfig struct {
	URL      string
	Token    string // of an administrator: items are made too
	Network  *config.Network
	Source   *demand.Source
	Receipts []Receipt
	// Concurrency is how many deliveries are unloaded at once; 16 if not given.
	Concurrency int
	Logger      *slog.Logger
}

const (
	itemsBlob     = "opening/delivered/items"
	receiptPrefix = "opening/delivered/receipt/"
	// noteEvery is how many calls of one delivery pass between two notes of
	// how far it is. What is done again after a restart is done with the same
	// keys.
	noteEvery    = 20
	itemsPerNote = 400
)

// Deliver tells the WMS of every item, and has it receive and put away the
// receipts: the same things that LoadWorld put into the building. It happens
// once: each write has its own idempotency key, and the world remembers how
// far each delivery came, so that a restart goes on there. It tries until all
// is done, or ctx ends, or the WMS refuses.
func Deliver(ctx context.Context, c DeliverConfig, w *world.World) error {
	if c.Concurrency <= 0 {
		c.Concurrency = 16
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	d := &delivery{DeliverConfig: c, w: w, call: client.Client{URL: c.URL, Token: c.Token, HTTP: client.Pool(c.Concurrency), Logger: c.Logger}}
	defer d.call.HTTP.CloseIdleConnections()
	if err := d.items(ctx); err != nil {
		return err
	}
	err := d.parallel(ctx, len(c.Receipts), func(ctx context.Context, n int) error { return d.receipt(ctx, c.Receipts[n]) })
	if err != nil {
		return err
	}
	c.Logger.Info("opening stock is delivered", "items", len(c.Source.Items()), "receipts", len(c.Receipts))
	return nil
}

type delivery struct {
	DeliverConfig
	w    *world.World
	call client.Client
}

// parallel does jobs 0 to n-1 by as many workers as are allowed; the first
// error stops all.
func (d *delivery) parallel(ctx context.Context, n int, job func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(n, d.Concurrency) {
		workers.Go(func() {
			for i := range next {
				if err := job(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}

// items tells of all items, a few hundred between two notes.
func (d *delivery) items(ctx context.Context) error {
	items := d.Source.Items()
	for from := d.done(itemsBlob); from < len(items); {
		part := items[from:min(from+itemsPerNote, len(items))]
		err := d.parallel(ctx, len(part), func(ctx context.Context, n int) error {
			it := part[n]
			_, err := d.call.Call(ctx, http.MethodPut, "/v1/items/"+url.PathEscape(string(it.SKU)), fmt.Sprintf("item-%d", from+n), it, nil)
			if err != nil {
				return fmt.Errorf("item %s: %w", it.SKU, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
		from += len(part)
		if err := d.note(itemsBlob, from); err != nil {
			return err
		}
	}
	return nil
}

// receipt does the calls of one delivery in their order: announced, then each
// line unloaded and put away at once, so that the dock stays clear, then
// closed.
func (d *delivery) receipt(ctx context.Context, r Receipt) error {
	blob := receiptPrefix + string(r.ID)
	calls, err := d.calls(r)
	if err != nil {
		return err
	}
	begun := d.done(blob)
	for n := begun; n < len(calls); n++ {
		key := fmt.Sprintf("%s-%d", r.ID, n)
		_, err := d.call.Call(ctx, http.MethodPost, calls[n].path, key, calls[n].body, nil)
		if n == begun && client.CodeOf(err) == calls[n].doneCode {
			err = nil
		}
		if err != nil {
			return fmt.Errorf("receipt %s, call %d %s: %w", r.ID, n, calls[n].path, err)
		}
		if n%noteEvery == noteEvery-1 || n == len(calls)-1 {
			if err := d.note(blob, n+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// step is one call. doneCode, if the WMS answers it to the first call after a
// restart, says that the call was done before.
type step struct {
	path     string
	body     any
	doneCode string
}

func (d *delivery) calls(r Receipt) ([]step, error) {
	site, ok := d.Network.Warehouse(string(r.Warehouse))
	if !ok {
		return nil, fmt.Errorf("receipt %s is for warehouse %q, which the network does not have", r.ID, r.Warehouse)
	}
	dock := wms.LocationID(site.LocationsOf("dock_in")[0].ID)
	announced := wms.Receipt{ID: r.ID, Warehouse: r.Warehouse, Supplier: "opening", Putaway: wms.PutawayManual}
	calls := make([]step, 1, 2+2*len(r.Lines))
	for _, l := range r.Lines {
		announced.Lines = append(announced.Lines, wms.ReceiptLine{SKU: l.SKU, Qty: l.Qty, Lot: l.Lot, Expires: l.Expires})
		unload := step{path: "/v1/receipts/" + url.PathEscape(string(r.ID)) + "/lines",
			body: wms.ReceiveLine{SKU: l.SKU, Qty: l.Qty, Lot: l.Lot, Expires: l.Expires, HandlingUnit: l.Unit, Location: dock}}
		move := wms.StockMove{Warehouse: r.Warehouse, HandlingUnit: l.Unit, From: dock, To: l.PutAwayTo}
		if l.Unit == "" {
			move.SKU, move.Qty, move.Lot = l.SKU, l.Qty, l.Lot
		}
		calls = append(calls, unload, step{path: "/v1/stock/moves", body: move})
	}
	calls[0] = step{path: "/v1/receipts", body: announced, doneCode: "receipt_exists"}
	return append(calls, step{path: "/v1/receipts/" + url.PathEscape(string(r.ID)) + "/close"}), nil
}

// done is how many calls of a delivery the world remembers.
func (d *delivery) done(blob string) (n int) {
	_ = d.w.View(func(tx *world.Tx) error {
		n, _ = strconv.Atoi(string(tx.Blob(blob)))
		return nil
	})
	return n
}

func (d *delivery) note(blob string, n int) error {
	return d.w.Update(func(tx *world.Tx) error {
		tx.SetBlob(blob, []byte(strconv.Itoa(n)))
		return nil
	})
}
