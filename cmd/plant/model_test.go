package plant

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// book is the business as a child would keep it: what lies where, who ordered
// what. The plant below it releases and works only when the test says so.
type book struct {
	p      *Plant
	name   string // of this round; its items begin with it
	floor  bool   // shipments are released and worked on
	keys   int
	onHand map[wms.SKU]map[wms.WarehouseID]map[wms.LocationID]int64
	orders []wms.OrderID // in the order of placing
	wants  map[wms.OrderID]map[wms.SKU]int64
	gone   map[wms.OrderID]bool // cancelled
	past   []past
}

// past is a write that succeeded, to be sent again.
type past struct {
	key    string
	again  func(key string, body byte) (any, error)
	answer any
}

var modelSKUs = []string{"a", "b", "c"}

// quietPlant is a plant that only carries messages.
func quietPlant(t *testing.T) *Plant {
	net, err := config.Demo()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(t.Context(), Options{Network: net, Dir: t.TempDir(), Speed: 10, Logger: slog.New(slog.DiscardHandler), NoSync: true, PINMemoryKiB: 64})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Store.Deliver(ctx, p.handlers()) }()
	t.Cleanup(func() {
		cancel()
		<-done
		checkBooks(t, p)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if _, err := store.Verify(context.Background(), p.Dir+"/"+store.FileName, store.VerifyOptions{}); err != nil {
			t.Error(err)
		}
	})
	return p
}

// modelRounds is how often, and how many commands at a time, each of the two
// tests draws; with AISLE_SOAK=1 they draw 100,000 together.
func modelRounds() (rounds, each int) {
	if os.Getenv("AISLE_SOAK") != "" {
		return 500, 100
	}
	return 12, 50
}

// TestPromisesAgainstAModel draws stock, losses, orders, cancellations and
// repetitions. Everything the model knows must be so after each command.
func TestPromisesAgainstAModel(t *testing.T) { runModel(t, false) }

// TestFloorAgainstAModel does the same while shipments are released, picked,
// packed and loaded in between.
func TestFloorAgainstAModel(t *testing.T) { runModel(t, true) }

func runModel(t *testing.T, floor bool) {
	p := quietPlant(t)
	rounds, each := modelRounds()
	counted := map[string]int{}
	sequence := rapid.Custom(func(t *rapid.T) []draw {
		return rapid.SliceOfN(rapid.Custom(drawOne), each, each).Draw(t, "commands")
	})
	onHand := map[wms.SKU]map[wms.WarehouseID]map[wms.LocationID]int64{}
	for round := range rounds {
		b := &book{p: p, name: fmt.Sprintf("M%v%d", floor, round), floor: floor, onHand: onHand,
			wants: map[wms.OrderID]map[wms.SKU]int64{}, gone: map[wms.OrderID]bool{}}
		b.setUp(t)
		for i, d := range sequence.Example(round) {
			what, err := b.step(t, d)
			counted[what]++
			if err == nil {
				err = b.check()
			}
			if err != nil {
				t.Fatalf("round %d, command %d (%s %+v): %v", round, i+1, what, d, err)
			}
		}
	}
	if n, err := view(p, func(r store.Reader) (int, error) { return orders.Check(r) }); err != nil || n == 0 {
		t.Errorf("%d orders checked: %v", n, err)
	}
	t.Logf("%d commands: %v", rounds*each, counted)
}

// draw is one random command, before it is known what it can mean.
type draw struct {
	Op                     string
	Warehouse, Shelf, Pick int
	SKU                    int
	Qty                    int64
	Lines                  []wms.OrderLine
	Strict                 bool
}

// operations, the more frequent ones more often.
var operations = []string{"order", "stock", "work", "order", "stock", "work", "loss", "cancel", "repeat", "release", "work", "not_found"}

func drawOne(t *rapid.T) draw {
	d := draw{Op: rapid.SampledFrom(operations).Draw(t, "op"), Warehouse: rapid.IntRange(0, 2).Draw(t, "w"), Shelf: rapid.IntRange(0, 1).Draw(t, "shelf"),
		Pick: rapid.IntRange(0, 1000).Draw(t, "pick"), SKU: rapid.IntRange(0, len(modelSKUs)-1).Draw(t, "sku"),
		Qty: rapid.Int64Range(1, 12).Draw(t, "qty"), Strict: rapid.Bool().Draw(t, "strict")}
	for range rapid.IntRange(1, 4).Draw(t, "lines") {
		d.Lines = append(d.Lines, wms.OrderLine{SKU: wms.SKU(rapid.SampledFrom(modelSKUs).Draw(t, "line")), Qty: rapid.Int64Range(1, 6).Draw(t, "n")})
	}
	return d
}

func (b *book) call() api.Call {
	b.keys++
	return api.Call{Actor: wms.Actor{User: "tester"}, Key: fmt.Sprintf("%s-%d", b.name, b.keys)}
}

func (b *book) sku(s string) wms.SKU { return wms.SKU(b.name + s) }

func (b *book) setUp(t *testing.T) {
	for _, s := range modelSKUs {
		if _, err := b.p.PutItem(t.Context(), b.call(), wms.Item{SKU: b.sku(s), WeightG: 100, LengthMM: 50, WidthMM: 50, HeightMM: 50}); err != nil {
			t.Fatal(err)
		}
		b.onHand[b.sku(s)] = map[wms.WarehouseID]map[wms.LocationID]int64{}
		for _, h := range b.p.Houses {
			b.onHand[b.sku(s)][h.Site.ID] = map[wms.LocationID]int64{}
		}
	}
}

// step does what a draw means now, and says what that was.
func (b *book) step(t *testing.T, d draw) (string, error) {
	switch d.Op {
	case "stock":
		return d.Op, b.adjust(t, d, d.Qty)
	case "loss":
		return d.Op, b.adjust(t, d, -d.Qty)
	case "cancel":
		return d.Op, b.cancel(t, d)
	case "repeat":
		return d.Op, b.repeat(d)
	case "release":
		if b.floor {
			return d.Op, b.release(t)
		}
	case "work", "not_found":
		if b.floor {
			return d.Op, b.work(t, d)
		}
	}
	return "order", b.order(t, d)
}

func (b *book) adjust(t *testing.T, d draw, delta int64) error {
	h := b.p.Houses[d.Warehouse]
	if b.floor {
		h = b.p.houses["overseas"] // where people alone can do everything
	}
	sku := b.sku(modelSKUs[d.SKU])
	at := h.Site.Of(wms.KindShelf)[d.Shelf]
	shelf := b.onHand[sku][h.Site.ID]
	before, err := b.promised(sku, h.Site.ID)
	if err != nil {
		return err
	}
	a := wms.Adjustment{Warehouse: h.Site.ID, Location: at, SKU: sku, Delta: delta, Reason: "model"}
	call := b.call()
	there := shelf[at]
	if b.floor { // picks and put-aways moved some of it
		row, err := view(b.p, func(r store.Reader) (ledger.Row, error) {
			return ledger.RowAt(r, h.Partition(), ledger.Spot{SKU: sku, Place: ledger.At(at)})
		})
		if err != nil {
			return err
		}
		there = row.OnHand
	}
	adjusted, err := b.p.Adjust(t.Context(), call, a)
	if can := there+delta >= 0; (err == nil) != can {
		return fmt.Errorf("%d on %s by %d: %v", there, at, delta, err)
	}
	if err != nil {
		return nil
	}
	shelf[at] += delta
	b.remember(call, adjusted, func(key string, body byte) (any, error) {
		return b.p.Adjust(context.Background(), api.Call{Actor: call.Actor, Key: key, Fingerprint: [32]byte{body}}, a)
	})
	if delta > 0 || b.floor {
		return nil
	}
	return b.latestFreed(sku, h.Site.ID, before)
}

// latestFreed: what a loss took, it took from the latest promises.
func (b *book) latestFreed(sku wms.SKU, w wms.WarehouseID, before map[wms.OrderID]int64) error {
	after, err := b.promised(sku, w)
	if err != nil {
		return err
	}
	missing := -b.supply(sku, w)
	for _, n := range before {
		missing += n
	}
	for _, id := range slices.Backward(b.orders) {
		want := before[id] - min(before[id], max(0, missing))
		missing -= before[id] - want
		if after[id] != want {
			return fmt.Errorf("after a loss order %s holds %d of %s from %s, should be %d; before %v, after %v, supply %d", id, after[id], sku, w, want, before, after, b.supply(sku, w))
		}
	}
	return nil
}

func (b *book) order(t *testing.T, d draw) error {
	n := wms.NewOrder{ShipTo: wms.ShipTo{Country: "GB"}, Lines: slices.Clone(d.Lines)}
	wants := map[wms.SKU]int64{}
	for i := range n.Lines {
		n.Lines[i].SKU = b.sku(string(n.Lines[i].SKU))
		wants[n.Lines[i].SKU] += n.Lines[i].Qty
	}
	backorder := !d.Strict
	n.AllowBackorder = &backorder
	enough := true
	for sku, qty := range wants {
		free, err := b.free(sku)
		if err != nil {
			return err
		}
		enough = enough && free >= qty
	}
	call := b.call()
	o, err := b.p.PlaceOrder(t.Context(), call, n)
	if d.Strict && !enough {
		if wms.CodeOf(err) != "insufficient_stock" {
			return fmt.Errorf("%v is not in stock; have %v", wants, err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	if enough && o.Status != wms.OrderPromised {
		return fmt.Errorf("all of %v is in stock, but order %s is %s", wants, o.ID, o.Status)
	}
	b.orders = append(b.orders, o.ID)
	b.wants[o.ID] = wants
	b.remember(call, o, func(key string, body byte) (any, error) {
		return b.p.PlaceOrder(context.Background(), api.Call{Actor: call.Actor, Key: key, Fingerprint: [32]byte{body}}, n)
	})
	return nil
}

func (b *book) remember(call api.Call, answer any, again func(key string, body byte) (any, error)) {
	b.past = append(b.past, past{call.Key, again, answer})
}

// repeat sends an earlier write again, or another one under its key.
func (b *book) repeat(d draw) error {
	if len(b.past) == 0 {
		return nil
	}
	w := b.past[d.Pick%len(b.past)]
	if d.Strict {
		if _, err := w.again(w.key, 1); !errors.Is(err, store.ErrKeyReused) {
			return fmt.Errorf("another body under key %s: %v", w.key, err)
		}
		return nil
	}
	answer, err := w.again(w.key, 0)
	if err != nil || !reflect.DeepEqual(answer, w.answer) {
		return fmt.Errorf("key %s again: %+v, %v; the first answer was %+v", w.key, answer, err, w.answer)
	}
	return nil
}

func (b *book) cancel(t *testing.T, d draw) error {
	if len(b.orders) == 0 {
		return nil
	}
	id := b.orders[d.Pick%len(b.orders)]
	o, err := b.p.CancelOrder(t.Context(), b.call(), id)
	if err != nil {
		if b.floor && wms.CodeOf(err) == "order_in_progress" {
			return nil
		}
		return err
	}
	b.gone[id] = o.Status == wms.OrderCancelled
	if !b.gone[id] && !b.floor {
		return fmt.Errorf("order %s was cancelled and is %s", id, o.Status)
	}
	if b.gone[id] && len(o.Promises) > 0 {
		return fmt.Errorf("cancelled order %s still holds %v", id, o.Promises)
	}
	return nil
}

// release puts every shipment that can on the floor.
func (b *book) release(t *testing.T) error {
	h := b.p.houses["overseas"]
	ids, err := view(b.p, func(r store.Reader) ([]wms.ShipmentID, error) {
		return outbound.With(r, h.Partition(), wms.ShipmentPromised, 0)
	})
	for _, id := range ids {
		if err == nil {
			_, err = b.p.do(t.Context(), h.Partition(), "shipment.release", func(tx store.Tx) error {
				_, err := h.Floor.Release(tx, id)
				return err
			})
		}
	}
	if err != nil {
		return err
	}
	return b.p.planCarts(t.Context(), h)
}

// work takes one open task and does it, or reports that it can't be done.
func (b *book) work(t *testing.T, d draw) error {
	h := b.p.houses["overseas"]
	open, err := view(b.p, func(r store.Reader) ([]wms.Task, error) {
		return tasks.WithStatus(r, h.Partition(), wms.TaskOpen, 0, nil)
	})
	if err != nil || len(open) == 0 {
		return err
	}
	task := open[d.Pick%len(open)]
	_, step, err := b.p.Claim(t.Context(), b.call(), task.ID)
	if err != nil {
		return err
	}
	if task.Kind == wms.TaskPick && d.Op == "not_found" {
		zero := int64(0)
		loc := b.onHand[task.SKU][h.Site.ID]
		if _, err := b.p.Except(t.Context(), b.call(), task.ID, wms.Exception{Code: "not_found", Qty: &zero}); err != nil {
			return err
		}
		loc[task.From] -= task.Qty // written off
		return nil
	}
	for n := 0; !step.Done; n++ {
		if n > 50 || len(step.Expect) == 0 {
			return fmt.Errorf("task %+v does not end: %+v", task, step)
		}
		if step, err = b.p.Confirm(t.Context(), b.call(), task.ID, wms.Confirmation{Scans: step.Expect[:1]}); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) supply(sku wms.SKU, w wms.WarehouseID) int64 {
	n := int64(0)
	for _, qty := range b.onHand[sku][w] {
		n += qty
	}
	return n
}

// promised is what live orders hold of an item from a warehouse.
func (b *book) promised(sku wms.SKU, w wms.WarehouseID) (map[wms.OrderID]int64, error) {
	out := map[wms.OrderID]int64{}
	for _, id := range b.orders {
		o, err := b.p.Order(context.Background(), id)
		if err != nil {
			return nil, err
		}
		shipped := map[wms.WarehouseID]bool{}
		for _, s := range o.Shipments {
			shipped[s.Warehouse] = s.Status == wms.ShipmentShipped
		}
		for _, p := range o.Promises {
			if o.Lines[p.Line-1].SKU == sku && p.Warehouse == w && (!shipped[w] || !b.floor) {
				out[id] += p.Qty
			}
		}
	}
	return out, nil
}

func (b *book) free(sku wms.SKU) (int64, error) {
	n := int64(0)
	return n, b.p.Store.View(func(r store.Reader) error {
		return orders.EachSupply(r, sku, func(_ wms.SKU, _ wms.WarehouseID, s orders.Stock) (bool, error) { n += s.Free(); return true, nil })
	})
}

// check settles everything and compares plant and model.
func (b *book) check() error {
	ctx, cancel := context.WithTimeout(context.Background(), settleWait)
	defer cancel()
	if err := b.p.Store.Settled(ctx, b.p.Store.Seq()); err != nil {
		return err
	}
	for _, s := range modelSKUs {
		if err := b.checkItem(b.sku(s)); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) checkItem(sku wms.SKU) error {
	var have, shipped, free, open int64
	err := b.p.Store.View(func(r store.Reader) error {
		for _, h := range b.p.Houses {
			rows, err := ledger.OfItem(r, h.Partition(), sku)
			if err != nil {
				return err
			}
			for _, row := range rows {
				have += row.OnHand
				if row.OnHand < 0 || row.Reserved < 0 || row.Reserved > row.OnHand {
					return fmt.Errorf("%+v", row)
				}
			}
			gone, err := ledger.RowAt(r, h.Partition(), ledger.Spot{SKU: sku, Place: ledger.Customer})
			if err != nil {
				return err
			}
			shipped += gone.OnHand
			st, err := orders.SupplyOf(r, sku, h.Site.ID)
			if err != nil {
				return err
			}
			if st.Promised < 0 || st.Promised > st.Supply || st.Asked != 0 {
				return fmt.Errorf("%s at %s: supply %+v", sku, h.Site.ID, st)
			}
			free += st.Free()
		}
		return nil
	})
	if err != nil {
		return err
	}
	want := int64(0)
	for w := range b.onHand[sku] {
		want += b.supply(sku, w)
	}
	if have+shipped != want {
		return fmt.Errorf("%s: %d on hand and %d shipped, but %d came in", sku, have, shipped, want)
	}
	return b.checkOpen(sku, free, open)
}

// checkOpen: nobody waits for what is free, and nobody was given more than he
// asked for.
func (b *book) checkOpen(sku wms.SKU, free, open int64) error {
	for _, id := range b.orders {
		o, err := b.p.Order(context.Background(), id)
		if err != nil {
			return err
		}
		n := int64(0)
		for _, p := range o.Promises {
			if o.Lines[p.Line-1].SKU == sku {
				n += p.Qty
			}
		}
		switch {
		case b.gone[id] && n > 0:
			return fmt.Errorf("order %s is cancelled and holds %d of %s", id, n, sku)
		case n > b.wants[id][sku]:
			return fmt.Errorf("order %s holds %d of %s and asked for %d", id, n, sku, b.wants[id][sku])
		case !b.gone[id]:
			open += b.wants[id][sku] - n
		}
	}
	if free > 0 && open > 0 {
		return fmt.Errorf("%s: %d are free while orders wait for %d", sku, free, open)
	}
	return nil
}
