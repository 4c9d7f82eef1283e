package plant

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// lotSite receives handling units of a lot, and some loose units, in each
// warehouse.
func (c *client) receive(warehouse string, lines ...map[string]any) {
	c.t.Helper()
	var rec wms.Receipt
	c.must("POST", "/v1/receipts", map[string]any{"warehouse": warehouse}, &rec)
	for _, l := range lines {
		c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", l, nil)
	}
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/close", nil, nil)
}

func (c *client) order(lines map[string]int) wms.OrderView {
	c.t.Helper()
	body := []map[string]any{}
	for sku, n := range lines {
		body = append(body, map[string]any{"sku": sku, "qty": n})
	}
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "lines": body}, &o)
	return o
}

func (c *client) status(id wms.OrderID) wms.OrderStatus {
	c.t.Helper()
	var o wms.OrderView
	c.must("GET", "/v1/orders/"+string(id), nil, &o)
	return o.Status
}

// until waits for what other parts of the plant do by themselves.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// stepTo works open tasks of some kinds of a warehouse until ok.
func (c *client) work(warehouse string, kinds []wms.TaskKind, ok func() bool) {
	c.t.Helper()
	until(c.t, fmt.Sprintf("work of %v is done", kinds), func() bool {
		for _, k := range kinds {
			var list struct{ Data []wms.Task }
			c.must("GET", "/v1/tasks?status=open&warehouse="+warehouse+"&kind="+string(k), nil, &list)
			for _, t := range list.Data {
				c.finish(t.ID)
			}
		}
		return ok()
	})
}

func (c *client) finish(id wms.TaskID) {
	c.t.Helper()
	var step wms.Step
	if c.call("POST", "/v1/tasks/"+string(id)+"/claim", nil, &step) >= 300 {
		return
	}
	for n := 0; !step.Done && n < 60; n++ {
		c.must("POST", "/v1/tasks/"+string(id)+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step)
	}
}

var floorKinds = []wms.TaskKind{wms.TaskPick, wms.TaskInduct, wms.TaskPack, wms.TaskLoad}

func TestRecallFindsAndFreezesEverything(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/MILK", map[string]any{"description": "milk", "lot_tracked": true, "length_mm": 60, "width_mm": 60, "height_mm": 200, "weight_g": 1000}, nil)
	var sites struct{ Data []struct{ ID string } }
	c.must("GET", "/v1/warehouses", nil, &sites)
	if len(sites.Data) != 3 {
		t.Fatalf("warehouses %v", sites)
	}
	const shipped, perUnit = 40, 12
	// 40 orders leave from loose units, two more are picked, one packed.
	c.receive("overseas", map[string]any{"sku": "MILK", "qty": 2*shipped + 30, "lot": "L7"})
	gone := map[wms.OrderID]bool{}
	for range shipped {
		gone[c.order(map[string]int{"MILK": 2}).ID] = true
	}
	c.work("overseas", floorKinds, func() bool {
		n := 0
		for id := range gone {
			if c.status(id) == wms.OrderShipped {
				n++
			}
		}
		return n == shipped
	})
	packed := c.order(map[string]int{"MILK": 3})
	c.work("overseas", []wms.TaskKind{wms.TaskPick, wms.TaskInduct, wms.TaskPack}, func() bool { return c.status(packed.ID) == wms.OrderPacked })
	picked := c.order(map[string]int{"MILK": 4})
	c.work("overseas", []wms.TaskKind{wms.TaskPick}, func() bool { return c.status(picked.ID) == wms.OrderPicking })
	waiting := c.order(map[string]int{"MILK": 5})

	// 200 handling units: docks of three warehouses, staging, an AGV
	n := 0
	for _, w := range sites.Data {
		var lines []map[string]any
		for range map[string]int{"central": 70}[w.ID] + 65 - map[string]int{"central": 65}[w.ID] {
			n++
			lines = append(lines, map[string]any{"sku": "MILK", "qty": perUnit, "lot": "L7", "handling_unit": fmt.Sprintf("PAL-%03d", n)})
		}
		lines = append(lines, map[string]any{"sku": "MILK", "qty": 100, "lot": "L8", "handling_unit": "GOOD-" + w.ID})
		c.receive(w.ID, lines...)
	}
	if n != 200 {
		t.Fatalf("%d handling units", n)
	}
	central, err := p.House("central")
	if err != nil {
		t.Fatal(err)
	}
	agv := ""
	for _, d := range central.Config.Devices {
		if d.Class == "vehicle" {
			agv = d.ID
		}
	}
	if _, err := p.do(t.Context(), "central", "test.carry", func(tx store.Tx) error {
		u, err := ledger.MustUnit(tx, "central", "PAL-001")
		if err != nil {
			return err
		}
		other, err := ledger.MustUnit(tx, "central", "PAL-066")
		if err == nil && other.Location != u.Location {
			err = fmt.Errorf("PAL-066 is at %s", other.Location)
		}
		for i := 40; i < 60 && err == nil; i++ {
			id := wms.HandlingUnitID(fmt.Sprintf("PAL-%03d", i))
			err = ledger.MoveUnit(tx, id, u.Location, central.Site.First(wms.KindStaging), "test")
		}
		if err != nil {
			return err
		}
		return ledger.MoveUnit(tx, "PAL-001", u.Location, outbound.Deck(wms.DeviceID(agv)), "test")
	}); err != nil {
		t.Fatal(err)
	}

	before := p.Store.Seq()
	var rec wms.Recall
	c.must("POST", "/v1/recalls", wms.NewRecall{SKU: "MILK", Lot: "L7", Reason: "glass in it"}, &rec)
	if rec.Status != "frozen" || len(rec.Parts) != 3 {
		t.Fatalf("recall %+v", rec)
	}
	oneCommandEach(t, p, before, rec.ID)

	var rep wms.RecallReport
	c.must("GET", "/v1/recalls/"+rec.ID, nil, &rep)
	want := int64(200*perUnit + 30)
	if rep.Totals.OnHand != want || rep.Totals.Frozen != want || rep.Totals.Shipped != 2*shipped || rep.Totals.Orders != shipped {
		t.Errorf("totals %+v, want %d on hand and frozen, %d shipped in %d orders", rep.Totals, want, 2*shipped, shipped)
	}
	places, pallets := map[string]int64{}, map[wms.HandlingUnitID]bool{}
	for _, s := range rep.Stock {
		places[s.Place] += s.Qty
		if s.Status != wms.Recalled {
			t.Errorf("not frozen: %+v", s)
		}
		if len(s.HandlingUnit) == 7 && s.HandlingUnit[:4] == "PAL-" {
			pallets[s.HandlingUnit] = true
		}
	}
	if len(pallets) != 200 || places["vehicle"] != perUnit || places["staging"] < 20*perUnit || places["dock_in"] == 0 || places["cart"] != 4 {
		t.Errorf("%d pallets, places %v", len(pallets), places)
	}
	for _, o := range rep.Orders {
		if !gone[o.Order] || o.Qty != 2 || len(o.Units) == 0 || o.At.IsZero() {
			t.Errorf("order %+v", o)
		}
		delete(gone, o.Order)
	}
	if len(gone) > 0 {
		t.Errorf("the report lacks the orders %v", gone)
	}
	c.recalledIsUntouchable(p)

	// What waited, was in a tote or in a carton is served from another lot.
	c.work("overseas", append(floorKinds, wms.TaskPull), func() bool {
		return c.status(waiting.ID) == wms.OrderShipped && c.status(picked.ID) == wms.OrderShipped && c.status(packed.ID) == wms.OrderShipped
	})
	c.must("GET", "/v1/recalls/"+rec.ID, nil, &rep)
	if rep.Totals.OnHand != want || rep.Totals.Shipped != 2*shipped || rep.Totals.Frozen != want {
		t.Errorf("afterwards: totals %+v", rep.Totals)
	}
	for _, s := range rep.Stock {
		if s.Shipment != "" {
			t.Errorf("recalled units still in a shipment: %+v", s)
		}
	}
	if err := p.Store.View(func(r store.Reader) error { _, err := orders.Check(r); return err }); err != nil {
		t.Error(err)
	}
	c.must("POST", "/v1/recalls/"+rec.ID+"/lift", nil, &rec)
	if rec.Status != "lifted" {
		t.Errorf("lifted: %+v", rec)
	}
}

// oneCommandEach looks into the journal: the freeze of each warehouse is one
// record, and none of the lot is sellable after it.
func oneCommandEach(t *testing.T, p *Plant, before uint64, id string) {
	t.Helper()
	records, err := p.Store.Records(before, 10000)
	if err != nil {
		t.Fatal(err)
	}
	froze := map[store.Partition]int{}
	for _, rec := range records {
		for _, e := range rec.Events {
			if e.Type == "recall.frozen" && e.Subject == id {
				froze[rec.Partition]++
			}
		}
	}
	if len(froze) != 3 || froze["central"] != 1 || froze["overseas"] != 1 {
		t.Errorf("frozen in %v, one record in each warehouse expected", froze)
	}
}

func (c *client) recalledIsUntouchable(p *Plant) {
	c.t.Helper()
	h := p.Houses[0]
	for name, fn := range map[string]func(tx store.Tx) error{
		"reserve": func(tx store.Tx) error {
			spot := ledger.Spot{SKU: "MILK", Place: ledger.At("x"), Lot: "L7"}
			return ledger.Reserve(tx, ledger.Reservation{ID: "r", Spot: spot, Qty: 1})
		},
		"restock": func(tx store.Tx) error {
			to := ledger.Spot{SKU: "MILK", Place: ledger.At("x"), Lot: "L7"}
			return ledger.Move(tx, to.In(ledger.Customer), to, 1, "return")
		},
	} {
		if _, err := p.do(c.t.Context(), h.Partition(), "test.try", fn); wms.CodeOf(err) != "lot_recalled" {
			c.t.Errorf("%s of a recalled lot: %v", name, err)
		}
	}
	// More of it that arrives is taken in, but not for sale.
	c.must("PUT", "/v1/items/MILK2", map[string]any{"description": "other"}, nil)
	if code := c.call("POST", "/v1/recalls", wms.NewRecall{SKU: "MILK", Lot: "L7", Reason: "again"}, nil); code != 409 {
		c.t.Errorf("recalled twice: %d", code)
	}
	var rec wms.Recall
	c.must("POST", "/v1/recalls", wms.NewRecall{SKU: "MILK2", Lot: "Q", Reason: "before it came"}, &rec)
	c.receive("overseas", map[string]any{"sku": "MILK2", "qty": 6, "lot": "Q"})
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?sku=MILK2", nil, &stock)
	if len(stock.Data) != 1 || stock.Data[0].Status == wms.Available || stock.Data[0].Available != 0 {
		c.t.Errorf("received of a recalled lot: %+v", stock.Data)
	}
}
