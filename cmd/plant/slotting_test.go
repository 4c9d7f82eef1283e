package plant

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// picked writes picks that ended, as if orders had been picked from where the
// items lie now.
func picked(t *testing.T, p *Plant, w wms.WarehouseID, at map[wms.SKU]wms.LocationID, end time.Duration, orders [][]wms.SKU) {
	t.Helper()
	if _, err := p.do(context.Background(), store.Partition(w), "test.past", func(tx store.Tx) error {
		for k, o := range orders {
			for _, sku := range o {
				ended := tx.Now().Add(end + time.Duration(k-len(orders))*time.Hour)
				if _, err := tasks.New(tx, wms.Task{Kind: wms.TaskPick, Status: wms.TaskDone, SKU: sku, Qty: 1, QtyDone: 1, From: at[sku], EndedAt: &ended, Shipment: wms.ShipmentID(fmt.Sprintf("OLD-%03d", k))}); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestSlotting: what is asked for most lies far away. The plan brings it near,
// people work its moves on their handhelds, the pick face goes with its item,
// what was sold out meanwhile is skipped, and later orders are measured.
func TestSlotting(t *testing.T) {
	p, c := start(t, t.TempDir())
	h, err := p.House("front")
	if err != nil {
		t.Fatal(err)
	}
	const path = "/v1/warehouses/front/slot-plans"
	c.refused("unknown_area", "POST", path, obj{"area": "X"})
	c.refused("invalid_field", "POST", path, obj{"area": "S", "quiet_from": "25:00", "quiet_to": "06:00"})
	c.refused("too_few_orders", "POST", path, obj{"area": "S"})
	c.refused("unknown_slot_plan", "POST", path+"/front-SL00009/start", obj{})
	area := h.Config.Layout.ShelfAreas[0]
	depot, far, deep := area.DepotAisle, area.Aisles, int(2*area.Blocks*area.BaysPerBlock)-1
	if depot == far {
		far = 1
	}
	shelves := h.Site.Of(wms.KindShelf)
	bay := func(aisle int64, n int) wms.LocationID {
		for _, id := range shelves {
			if l, _ := h.Site.Location(id); l.Aisle == aisle && l.Level == 1 && l.Bay == int64(n) {
				return id
			}
		}
		t.Fatalf("no bay %d in aisle %d", n, aisle)
		return ""
	}
	at := map[wms.SKU]wms.LocationID{"HOT-1": bay(far, deep), "HOT-2": bay(far, deep-2), "GONE": bay(far, deep-4), "COLD-1": bay(depot, 1), "COLD-2": bay(depot, 3), "COLD-3": bay(depot, 5)}
	// Frozen goods, asked for often, may only go to the one other
	// frozen place; goods of 20 kg not above the shoulder.
	ice, top := bay(depot, 7), int64(4)
	for _, frozen := range []wms.LocationID{bay(far, deep-6), ice} {
		c.must("PUT", "/v1/warehouses/front/locations/"+string(frozen), obj{"temperature": "frozen"}, nil)
	}
	at["ICE"], at["HEAVY"] = bay(far, deep-6), bay(far, deep-8)
	for sku, l := range at {
		about := obj{"description": string(sku), "weight_g": 200}
		switch sku {
		case "COLD-1", "COLD-2", "COLD-3":
			about["family"] = "cups"
		case "ICE":
			about["temperature"] = "frozen"
		case "HEAVY":
			about["weight_g"] = 20_000
		}
		c.must("PUT", "/v1/items/"+string(sku), about, nil)
		c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "front", "location": l, "sku": sku, "delta": 20, "reason": "test"}, nil)
	}
	c.must("PUT", "/v1/warehouses/front/pick-faces/"+string(at["HOT-1"]), obj{"sku": "HOT-1", "min": 1, "max": 40}, nil)
	var orders [][]wms.SKU
	for k := range 100 {
		o := []wms.SKU{"HOT-1", "HOT-2", "GONE"}
		if k%10 == 0 {
			o = []wms.SKU{"COLD-1", "COLD-3"}
		}
		if k%4 == 1 {
			o = []wms.SKU{"ICE"}
		}
		if k%8 == 2 {
			o = []wms.SKU{"HEAVY"}
		}
		orders = append(orders, o)
	}
	picked(t, p, "front", at, 0, orders)

	var plan wms.SlotPlan
	c.must("POST", path, obj{"area": "S", "max_moves": 8}, &plan)
	if plan.Status != wms.SlotsPlanned || plan.Orders != 100 || plan.Judged != 40 || plan.ThenMM >= plan.NowMM || plan.PaybackDays <= 0 || plan.Warning != "" || len(plan.Moves) == 0 || len(plan.Bays) == 0 {
		t.Fatalf("planned: %+v", plan)
	}
	near := func(id wms.LocationID) bool { l, _ := h.Site.Location(id); return l.Aisle != far }
	for _, sku := range []wms.SKU{"HOT-1", "HOT-2", "GONE"} {
		if !slices.ContainsFunc(plan.Moves, func(m wms.SlotMove) bool { return m.SKU == sku && near(m.To) }) {
			t.Errorf("%s is asked for most and stays far: %+v", sku, plan.Moves)
		}
	}

	for _, m := range plan.Moves {
		l, _ := h.Site.Location(m.To)
		if (m.SKU == "ICE") != (m.To == ice) || m.SKU == "HEAVY" && l.Level == top {
			t.Errorf("it may not be there: %+v", m)
		}
	}
	if !slices.ContainsFunc(plan.Moves, func(m wms.SlotMove) bool { return m.SKU == "ICE" }) {
		t.Errorf("frozen goods stay far: %+v", plan.Moves)
	}
	if plan.ReachSADay <= 0 || plan.SavesSADay <= plan.ReachSADay {
		t.Errorf("saves %v s, %v of it reaching: all lie at the floor", plan.SavesSADay, plan.ReachSADay)
	}
	if n := len(plan.Faces); n != 7 || !plan.Faces[0].Deserves || plan.Faces[0].Min < 1 || plan.Faces[0].Max <= plan.Faces[0].Min || plan.Faces[0].LinesAWeek < plan.Faces[n-1].LinesAWeek {
		t.Errorf("pick faces: %+v", plan.Faces)
	}
	// Cups look alike and stand side by side: where that is worth something,
	// they are parted.
	var parted wms.SlotPlan
	c.must("POST", path, obj{"area": "S", "max_moves": 8, "families": []obj{{"family": "*", "keep": "apart", "worth_s_a_day": 3600}}}, &parted)
	if g := parted.Families; len(g) != 1 || g[0].Family != "cups" || g[0].Items != 3 || g[0].Now == 0 || g[0].Then != 0 || parted.FamiliesSADay != float64(3600*g[0].Now) {
		t.Errorf("families: %+v, worth %v s a day", parted.Families, parted.FamiliesSADay)
	}
	c.refused("invalid_field", "POST", path, obj{"area": "S", "families": []obj{{"family": "cups", "keep": "near"}}})

	// One of them is sold out before anybody moves it.
	c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "front", "location": at["GONE"], "sku": "GONE", "delta": -20, "reason": "test"}, nil)
	c.must("POST", path+"/"+plan.ID+"/start", obj{}, &plan)
	c.refused("slot_plan_state", "POST", path+"/"+plan.ID+"/start", obj{})
	worked := map[wms.TaskID]bool{}
	// Somebody puts another thing where goods are being carried to.
	var first wms.Task
	eventually(t, "the first move is a task", func() bool {
		var open struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=open&warehouse=front&kind=replenish", nil, &open)
		for _, task := range open.Data {
			if task.Ref != "" {
				first = task
			}
		}
		return first.ID != ""
	})
	put := func(n int) {
		c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "front", "location": first.To, "sku": "COLD-2", "delta": n, "reason": "test"}, nil)
	}
	scans := obj{"scans": []string{string(first.From), string(first.SKU), string(first.To)}}
	c.must("POST", "/v1/tasks/"+string(first.ID)+"/claim", obj{}, nil)
	put(1)
	c.refused("place_taken", "POST", "/v1/tasks/"+string(first.ID)+"/confirm", scans)
	put(-1)
	c.must("POST", "/v1/tasks/"+string(first.ID)+"/confirm", scans, nil)
	eventually(t, "the plan is done", func() bool {
		var open struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=open&warehouse=front&kind=replenish", nil, &open)
		for _, task := range open.Data {
			if worked[task.ID] || task.Ref == "" {
				continue
			}
			worked[task.ID] = true
			c.must("POST", "/v1/tasks/"+string(task.ID)+"/claim", obj{}, nil)
			c.must("POST", "/v1/tasks/"+string(task.ID)+"/confirm", obj{"scans": []string{string(task.From), string(task.SKU), string(task.To)}}, nil)
		}
		c.must("GET", path+"/"+plan.ID, nil, &plan)
		return plan.Status == wms.SlotsDone
	})
	goal := map[wms.SKU]wms.LocationID{}
	for _, m := range plan.Moves {
		if m.SKU == "GONE" {
			if m.Status != wms.SlotSkipped || m.Why != wms.SlotSoldOut {
				t.Errorf("what was sold out: %+v", m)
			}
			continue
		}
		if goal[m.SKU] = m.To; m.Status != wms.SlotMoved {
			t.Errorf("not moved: %+v", m)
		}
	}
	for sku, l := range goal {
		var stock struct{ Data []wms.StockRow }
		if c.must("GET", "/v1/stock?warehouse=front&sku="+string(sku)+"&location="+string(l), nil, &stock); len(stock.Data) != 1 || stock.Data[0].OnHand != 20 {
			t.Errorf("at %s lie %+v, want 20 of %s", l, stock.Data, sku)
		}
	}
	var faces struct{ Data []wms.PickFaceState }
	c.must("GET", "/v1/warehouses/front/pick-faces", nil, &faces)
	if len(faces.Data) != 1 || faces.Data[0].Location != goal["HOT-1"] || faces.Data[0].OnHand != 20 {
		t.Errorf("the pick face is %+v, its item is at %s", faces.Data, goal["HOT-1"])
	}
	for sku, l := range goal {
		at[sku] = l
	}
	picked(t, p, "front", at, 9*time.Hour, [][]wms.SKU{{"HOT-1", "HOT-2"}})
	c.must("GET", path+"/"+plan.ID, nil, &plan)
	if m := plan.Measured; m == nil || m.Orders != 1 || m.MM >= m.WasMM {
		t.Errorf("measured: %+v", m)
	}
}
