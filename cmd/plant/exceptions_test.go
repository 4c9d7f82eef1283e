package plant

import (
	"net/http"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// day is one trial of an exception: an item of its own on two shelves of a
// warehouse where people do everything.
type day struct {
	*client
	p      *Plant
	sku    string
	shelf  [2]string
	before int64
}

func newDay(t *testing.T, p *Plant, c *client, warehouse, sku string, first, second int) *day {
	t.Helper()
	c.t = t
	d := &day{client: c, p: p, sku: sku, before: int64(first + second)}
	c.must("PUT", "/v1/items/"+sku, map[string]any{"description": sku, "weight_g": 100}, nil)
	var locs struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/"+warehouse+"/locations?kind=shelf&limit=10", nil, &locs)
	for i, qty := range []int{first, second} {
		d.shelf[i] = string(locs.Data[i].ID)
		if qty > 0 {
			c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": warehouse, "location": d.shelf[i], "sku": sku, "delta": qty, "reason": "test"}, nil)
		}
	}
	return d
}

func (d *day) place(qty int) (o wms.OrderView) {
	d.t.Helper()
	d.must("POST", "/v1/orders", orderOf(line(d.sku, qty)), &o)
	return o
}

// task waits for an open task of a kind of an order.
func (d *day) task(o wms.OrderView, kind wms.TaskKind) wms.Task {
	d.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		var list struct{ Data []wms.Task }
		d.must("GET", "/v1/tasks?status=open&kind="+string(kind), nil, &list)
		for _, t := range list.Data {
			if t.Order == o.ID || (kind == wms.TaskPutAway && t.Order == "") {
				return t
			}
		}
	}
	d.t.Fatalf("order %s: no open task of kind %s", o.ID, kind)
	return wms.Task{}
}

func (d *day) claim(t wms.Task) (s wms.Step) {
	d.t.Helper()
	d.must("POST", "/v1/tasks/"+string(t.ID)+"/claim", nil, &s)
	return s
}

// finish scans what is expected until the task is done.
func (d *day) finish(t wms.Task, s wms.Step) {
	d.t.Helper()
	for n := 0; !s.Done; n++ {
		if n > 20 || len(s.Expect) == 0 {
			d.t.Fatalf("task %s does not end: %+v", t.ID, s)
		}
		d.must("POST", "/v1/tasks/"+string(t.ID)+"/confirm", wms.Confirmation{Scans: s.Expect[:1]}, &s)
	}
}

func (d *day) do(o wms.OrderView, kinds ...wms.TaskKind) {
	d.t.Helper()
	for _, k := range kinds {
		t := d.task(o, k)
		d.finish(t, d.claim(t))
	}
}

// stock is what is on hand by status, and how much may be promised.
func (d *day) stock() (byStatus map[wms.StockStatus]int64, available int64) {
	d.t.Helper()
	var list struct{ Data []wms.StockRow }
	d.must("GET", "/v1/stock?sku="+d.sku, nil, &list)
	byStatus = map[wms.StockStatus]int64{}
	for _, row := range list.Data {
		if row.OnHand > 0 {
			byStatus[row.Status] += row.OnHand
		}
		available += row.Available
	}
	return byStatus, available
}

// wantStock compares what may be promised, by the floor's and by the
// network's books.
func (d *day) wantStock(available int64, byStatus map[wms.StockStatus]int64) {
	d.t.Helper()
	have, free := d.stock()
	if free != available || len(have) != len(byStatus) {
		d.t.Errorf("stock %v with %d available, want %v with %d", have, free, byStatus, available)
	}
	for s, n := range byStatus {
		if have[s] != n {
			d.t.Errorf("stock %v, want %v", have, byStatus)
		}
	}
	strict := orderOf(line(d.sku, int(available)+1))
	strict["allow_backorder"] = false
	if code := d.call("POST", "/v1/orders", strict, nil); code != http.StatusConflict {
		d.t.Errorf("%d more than are available were promised: status %d", 1, code)
	}
}

func (d *day) status(o wms.OrderView) wms.OrderStatus {
	d.t.Helper()
	d.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
	return o.Status
}

func (d *day) await(o wms.OrderView, want wms.OrderStatus) {
	d.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); d.status(o) != want; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			d.t.Fatalf("order %s is %s, not %s", o.ID, d.status(o), want)
		}
	}
}

func (d *day) shippedSoon(o wms.OrderView) {
	d.t.Helper()
	d.workAll("overseas", func() bool { return d.status(o) == wms.OrderShipped })
}

// TestExceptionsLeaveTheBooksExact goes through what goes wrong on a floor.
func TestExceptionsLeaveTheBooksExact(t *testing.T) {
	p, c := start(t, t.TempDir())
	on := func(n int64) map[wms.StockStatus]int64 { return map[wms.StockStatus]int64{wms.Available: n} }
	t.Run("short pick, the rest from another shelf", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "SHORT", 5, 5)
		o := d.place(5)
		pick := d.task(o, wms.TaskPick)
		d.claim(pick)
		d.must("POST", "/v1/tasks/"+string(pick.ID)+"/exception", map[string]any{"code": "short", "qty": 2}, nil)
		d.shippedSoon(o)
		d.wantStock(2, on(2)) // 10, 3 were not there, 5 left
	})
	t.Run("short pick, the rest from another warehouse", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "ELSEWHERE", 4, 0)
		o := d.place(4)
		pick := d.task(o, wms.TaskPick)
		d.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "front", "location": firstShelf(c, "front"), "sku": d.sku, "delta": 9, "reason": "t"}, nil)
		d.claim(pick)
		d.must("POST", "/v1/tasks/"+string(pick.ID)+"/exception", map[string]any{"code": "not_found"}, nil)
		d.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
		if len(o.Promises) != 1 || o.Promises[0].Warehouse != "front" || o.Promises[0].Qty != 4 {
			t.Errorf("promises %+v", o.Promises)
		}
		d.wantStock(5, on(9))
	})
	t.Run("damaged", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "BROKEN", 6, 6)
		o := d.place(6)
		pick := d.task(o, wms.TaskPick)
		d.claim(pick)
		d.must("POST", "/v1/tasks/"+string(pick.ID)+"/exception", map[string]any{"code": "damaged", "qty": 5}, nil)
		d.shippedSoon(o)
		d.wantStock(5, map[wms.StockStatus]int64{wms.Available: 5, wms.Damaged: 1})
	})
	t.Run("a step taken back", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "UNDONE", 3, 0)
		o := d.place(3)
		pick := d.task(o, wms.TaskPick)
		s, path := d.claim(pick), "/v1/tasks/"+string(pick.ID)
		if code := d.refusal("POST", path+"/undo", nil); code != "nothing_to_undo" {
			t.Errorf("at the first step: %q", code)
		}
		first := s.Step
		for range 2 {
			d.must("POST", path+"/confirm", wms.Confirmation{Scans: s.Expect[:1]}, &s)
		}
		for range 2 {
			d.must("POST", path+"/undo", nil, &s)
		}
		if s.Step != first || s.Done {
			t.Errorf("after two steps and back: %+v, want %s", s, first)
		}
		d.finish(pick, s)
		if code := d.refusal("POST", path+"/undo", nil); code != "task_ended" {
			t.Errorf("after the end: %q", code)
		}
		d.shippedSoon(o)
		d.wantStock(0, nil)
	})
	t.Run("wrong item", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "WRONG", 3, 3)
		o := d.place(2)
		pick := d.task(o, wms.TaskPick)
		d.claim(pick)
		d.must("POST", "/v1/tasks/"+string(pick.ID)+"/exception", map[string]any{"code": "wrong_item", "qty": 0}, nil)
		d.shippedSoon(o)
		d.wantStock(2, map[wms.StockStatus]int64{wms.Available: 2, wms.Quarantine: 2})
	})
	t.Run("wrong tote", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "TOTE", 3, 0)
		o := d.place(3)
		pick := d.task(o, wms.TaskPick)
		s := d.claim(pick)
		for s.Step != "put_unit" {
			d.must("POST", "/v1/tasks/"+string(pick.ID)+"/confirm", wms.Confirmation{Scans: s.Expect[:1]}, &s)
		}
		if code := d.call("POST", "/v1/tasks/"+string(pick.ID)+"/confirm", wms.Confirmation{Scans: []string{"T-OTHER"}}, nil); code != http.StatusUnprocessableEntity {
			t.Errorf("a wrong tote: status %d", code)
		}
		d.finish(pick, s)
		d.shippedSoon(o)
		d.wantStock(0, map[wms.StockStatus]int64{})
	})
	t.Run("cancelled after the pick", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "CANCEL", 3, 0)
		o := d.place(3)
		d.do(o, wms.TaskPick)
		d.must("POST", "/v1/orders/"+string(o.ID)+"/cancel", nil, &o)
		d.do(wms.OrderView{}, wms.TaskPutAway)
		d.wantStock(3, on(3))
	})
	t.Run("cancelled after packing", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "PACKED", 3, 0)
		o := d.place(3)
		d.do(o, wms.TaskPick, wms.TaskInduct, wms.TaskPack)
		d.await(o, wms.OrderPacked)
		d.must("POST", "/v1/orders/"+string(o.ID)+"/cancel", nil, &o)
		if o.Status != wms.OrderCancelled {
			t.Errorf("order is %s", o.Status)
		}
		d.do(wms.OrderView{}, wms.TaskPutAway)
		d.wantStock(3, on(3))
	})
	t.Run("cancelled while it is loaded", func(t *testing.T) {
		d := newDay(t, p, c, "overseas", "LATE", 3, 0)
		o := d.place(2)
		d.do(o, wms.TaskPick, wms.TaskInduct, wms.TaskPack)
		load := d.task(o, wms.TaskLoad)
		s := d.claim(load)
		if code := d.call("POST", "/v1/orders/"+string(o.ID)+"/cancel", nil, nil); code != http.StatusConflict {
			t.Errorf("status %d", code)
		}
		d.finish(load, s)
		d.await(o, wms.OrderShipped)
		d.wantStock(1, on(1))
	})
	t.Run("cancelled on the sorter", func(t *testing.T) { cancelledOnSorter(t, p, c) })
}

// cancelledOnSorter: the tote rides when the customer changes his mind. One
// that is not decided yet goes to the reject lane, one that is goes on to its
// chute; either way a person brings the goods back to the shelf.
func cancelledOnSorter(t *testing.T, p *Plant, c *client) {
	h := p.houses["central"]
	sorter := wms.DeviceID("")
	if l, ok := h.Site.Location(h.Site.First(wms.KindInduction)); ok {
		sorter = l.Device
	}
	empty := func(int64) (int64, bool) { return 0, true }
	for seq, decided := range []bool{false, true} {
		d := newDay(t, p, c, "central", []string{"RIDE-A", "RIDE-B"}[seq], 2, 0)
		o := d.place(2)
		pick := d.task(o, wms.TaskPick)
		d.finish(pick, d.claim(pick))
		d.do(o, wms.TaskInduct)
		route := func() (dec outbound.Decision) {
			if err := p.Store.View(func(r store.Reader) (err error) { dec, err = h.Floor.Route(r, string(pick.Unit), empty); return err }); err != nil {
				t.Fatal(err)
			}
			return dec
		}
		dec := route()
		if !decided {
			d.must("POST", "/v1/orders/"+string(o.ID)+"/cancel", nil, &o)
			if dec = route(); dec.Chute != 0 || dec.Reason == "" {
				t.Errorf("a cancelled tote goes to %+v", dec)
			}
		}
		book := func(kind string, fn func(tx store.Tx) error) {
			if _, err := p.do(t.Context(), h.Partition(), kind, fn); err != nil {
				t.Fatal(err)
			}
		}
		book("sorter.decide", func(tx store.Tx) error { _, err := h.Floor.Inducted(tx, sorter, uint32(seq+1), dec); return err })
		if decided {
			d.must("POST", "/v1/orders/"+string(o.ID)+"/cancel", nil, &o)
		}
		to := h.Site.First(wms.KindReject)
		if decided {
			to = h.Site.First(wms.KindChute)
		}
		book("sorter.confirm", func(tx store.Tx) error { return h.Floor.Sorted(tx, sorter, uint32(seq+1), "diverted", to) })
		back := d.task(wms.OrderView{}, wms.TaskPutAway)
		if back.From != to {
			t.Errorf("the goods are to be taken from %s, they lie in %s", back.From, to)
		}
		d.finish(back, d.claim(back))
		d.wantStock(2, map[wms.StockStatus]int64{wms.Available: 2})
		u, err := view(p, func(r store.Reader) (wms.HandlingUnit, error) { return ledger.MustUnit(r, h.Partition(), pick.Unit) })
		if err != nil || u.Shipment != "" || h.Site.Kind(u.Location) != wms.KindToteStack {
			t.Errorf("the tote is %+v, %v", u, err)
		}
	}
}
