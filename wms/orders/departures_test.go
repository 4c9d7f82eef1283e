package orders

import (
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// daily lets every carrier leave each day, with so many shipments of each
// warehouse.
type daily map[wms.WarehouseID]int64

func (daily) Next(_ wms.WarehouseID, _, date string) string { return dueDate(date, 1) }

func (daily) Leaves(w wms.WarehouseID, carrier, date string) time.Time {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil || carrier == "slow" {
		return time.Time{}
	}
	return day.Add(20 * time.Hour)
}

func (d daily) PerDay(w wms.WarehouseID, carrier string) (int64, int64) {
	if carrier == "slow" {
		return d[w], 1
	}
	return d[w], 0
}

func dateOf(t *testing.T, v wms.OrderView) (wms.WarehouseID, string) {
	t.Helper()
	if len(v.Promises) != 1 {
		t.Fatalf("order %+v", v)
	}
	return v.Promises[0].Warehouse, v.Promises[0].ShipDate
}

func look(t *testing.T, db store.Store, fn func(store.Reader) error) {
	t.Helper()
	if err := db.View(fn); err != nil {
		t.Fatal(err)
	}
}

// TestFullDays: what a warehouse can't send today leaves tomorrow, or from
// elsewhere if a day costs more; a cancelled shipment makes room again.
func TestFullDays(t *testing.T) {
	db, _ := storetest.Open(t)
	slow := offer("far", 500, 0)
	slow.Carrier = "slow"
	b := book(lanesOf{"town": {offer("near", 300, 0), offer("central", 390, 0)}, "isle": {slow}})
	b.Departures, b.LateDay = daily{"near": 2, "central": 1}, 50
	for _, w := range []wms.WarehouseID{"near", "central", "far"} {
		supplied(t, b, db, w, "A", 100)
	}
	line := wms.OrderLine{SKU: "A", Qty: 1}
	var first wms.OrderView
	for i, want := range []struct{ w, date string }{{"near", "2026-01-05"}, {"near", "2026-01-05"}, {"near", "2026-01-06"}, {"near", "2026-01-06"},
		{"central", "2026-01-05"}, {"near", "2026-01-07"}} {
		v := placed(t, b, db, "town", line)
		if i == 0 {
			first = v
		}
		if w, date := dateOf(t, v); string(w) != want.w || date != want.date {
			t.Errorf("order %d leaves %s on %s, want %+v", i+1, w, date, want)
		}
	}
	for i, want := range []string{"2026-01-05", "2026-01-06", "2026-01-07"} { // the carrier takes one a day
		if _, date := dateOf(t, placed(t, b, db, "isle", line)); date != want {
			t.Errorf("order %d to the isle leaves on %s, want %s", i+1, date, want)
		}
	}
	storetest.Do(t, db, store.Network, func(tx store.Tx) error {
		_, err := b.Cancel(tx, first.ID)
		if err == nil {
			err = b.Progressed(tx, wms.ShipmentProgress{Order: first.ID, Shipment: first.Shipments[0].ID, Warehouse: "near", Status: wms.ShipmentCancelled,
				Lines: []wms.LineQty{{Line: 1, SKU: "A", Qty: 1}}})
		}
		return err
	})
	if w, date := dateOf(t, placed(t, b, db, "town", line)); w != "near" || date != "2026-01-05" {
		t.Errorf("after a cancellation: %s on %s", w, date)
	}
	look(t, db, func(r store.Reader) error { _, err := Check(r); return err })
}

// TestWhoWantsItSooner: goods that arrive go to the order that is to leave
// first, then to the one that came first.
func TestWhoWantsItSooner(t *testing.T) {
	db, clock := storetest.Open(t)
	b := book(lanesOf{"town": {offer("near", 300, 0)}})
	b.Departures, b.LateDay = daily{}, 50
	soon, later := clock.Now().AddDate(0, 0, 1), clock.Now().AddDate(0, 0, 9)
	var ids []wms.OrderID
	for _, by := range []*time.Time{nil, &later, &soon, &soon} {
		storetest.Do(t, db, store.Network, func(tx store.Tx) error {
			v, err := b.Place(tx, wms.NewOrder{ShipTo: wms.ShipTo{Country: "town"}, ShipBy: by, Lines: []wms.OrderLine{{SKU: "A", Qty: 1}}})
			ids = append(ids, v.ID)
			return err
		})
	}
	for _, want := range []int{2, 3, 1, 0} {
		supplied(t, b, db, "near", "A", 1)
		look(t, db, func(r store.Reader) error {
			o, err := Get(r, ids[want])
			if err == nil && o.Status != wms.OrderPromised {
				t.Errorf("order %d is %s", want+1, o.Status)
			}
			return err
		})
	}
}

// TestWhatLeavesFirstIsMostUrgent: warehouses work by departure, then by the
// sequence of orders.
func TestWhatLeavesFirstIsMostUrgent(t *testing.T) {
	db, _ := storetest.Open(t)
	b := book(lanesOf{"town": {offer("near", 300, 0)}})
	b.Departures = daily{"near": 2}
	supplied(t, b, db, "near", "A", 100)
	var mu sync.Mutex
	told := map[wms.OrderID]wms.PromisedShipment{}
	storetest.Deliver(t, db, map[string]store.Handler{wms.MsgPromise: func(_ store.Tx, m store.Message) error {
		var p wms.PromisedShipment
		if err := store.Decode(m.Payload, &p); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		told[p.Order] = p
		return nil
	}, wms.MsgCancel: func(store.Tx, store.Message) error { return nil }})
	line := wms.OrderLine{SKU: "A", Qty: 1}
	cancelled, second, tomorrow := placed(t, b, db, "town", line), placed(t, b, db, "town", line), placed(t, b, db, "town", line)
	storetest.Do(t, db, store.Network, func(tx store.Tx) error {
		_, err := b.Cancel(tx, cancelled.ID)
		if err == nil {
			err = b.Progressed(tx, wms.ShipmentProgress{Order: cancelled.ID, Shipment: cancelled.Shipments[0].ID, Warehouse: "near", Status: wms.ShipmentCancelled,
				Lines: []wms.LineQty{{Line: 1, SKU: "A", Qty: 1}}})
		}
		return err
	})
	today := placed(t, b, db, "town", line)
	storetest.Settle(t, db)
	mu.Lock()
	defer mu.Unlock()
	if a, b, c := told[second.ID].Priority, told[today.ID].Priority, told[tomorrow.ID].Priority; a <= 0 || a >= b || b >= c {
		t.Errorf("priorities: today %d, then %d, tomorrow %d", a, b, c)
	}
	if at := told[today.ID].Leaves; !at.Equal(time.Date(2026, 1, 5, 20, 0, 0, 0, time.UTC)) {
		t.Errorf("leaves at %s", at)
	}
}
