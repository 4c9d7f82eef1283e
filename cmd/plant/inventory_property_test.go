package plant

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// TestRandomInventoryCommandsConserveStock draws adjustments, moves, holds and
// releases, changes of status and lot, transfers, assemblies, counts and
// recalls. Refused or not, the books of every warehouse stay right, nothing
// lies in the buildings that did not come in, and the network promises no
// more than there is.
func TestRandomInventoryCommandsConserveStock(t *testing.T) {
	p, c := start(t, t.TempDir())
	for _, sku := range []string{"P1", "P2", "PK"} {
		c.must("PUT", "/v1/items/"+sku, map[string]any{"description": sku}, nil)
	}
	c.must("PUT", "/v1/items/PK/bom", map[string]any{"lines": []wms.BOMLine{{SKU: "P1", Qty: 2}, {SKU: "P2", Qty: 1}}}, nil)
	boss := api.Call{Actor: wms.Actor{User: "boss"}}
	places := map[wms.WarehouseID][]wms.LocationID{}
	for _, h := range p.Houses {
		places[h.Site.ID] = h.Site.Of(wms.KindShelf)[:3]
	}
	var held, made []string
	ctx := t.Context()
	done := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(rt, "commands") {
			w := rapid.SampledFrom([]wms.WarehouseID{"overseas", "central"}).Draw(rt, "warehouse")
			at, to := rapid.SampledFrom(places[w]).Draw(rt, "at"), rapid.SampledFrom(places[w]).Draw(rt, "to")
			sku := rapid.SampledFrom([]wms.SKU{"P1", "P2", "PK"}).Draw(rt, "sku")
			lot := rapid.SampledFrom([]string{"", "A", "B"}).Draw(rt, "lot")
			qty := rapid.Int64Range(1, 20).Draw(rt, "qty")
			var err error
			op := rapid.SampledFrom([]string{"add", "add", "add", "lose", "move", "hold", "release", "status", "lot", "transfer", "begin", "end", "recall", "count"}).Draw(rt, "op")
			switch op {
			case "add", "lose":
				delta := qty
				if op == "lose" {
					delta = -qty
				}
				_, err = p.Adjust(ctx, boss, wms.Adjustment{Warehouse: w, Location: at, SKU: sku, Delta: delta, Lot: lot, Reason: "t"})
			case "move":
				_, err = p.Move(ctx, boss, wms.StockMove{Warehouse: w, SKU: sku, From: at, To: to, Qty: qty, Lot: lot})
			case "hold":
				var h wms.Held
				h, err = p.Hold(ctx, boss, wms.Hold{Warehouse: w, Location: at, Reason: "t"})
				held = append(held, h.Holds...)
			case "release":
				if len(held) > 0 {
					_, err = p.ReleaseHold(ctx, boss, rapid.SampledFrom(held).Draw(rt, "hold"))
				}
			case "status":
				from := rapid.SampledFrom([]wms.StockStatus{"", wms.Damaged, wms.OnHold}).Draw(rt, "from")
				goal := rapid.SampledFrom([]wms.StockStatus{wms.Available, wms.Damaged, wms.Quarantine, wms.ScrapStatus}).Draw(rt, "goal")
				_, err = p.ChangeStatus(ctx, boss, wms.StatusChange{Warehouse: w, Location: at, SKU: sku, Qty: qty, From: from, To: goal, Reason: "t"})
			case "lot":
				_, err = p.CorrectLot(ctx, boss, wms.LotCorrection{Warehouse: w, Location: at, SKU: sku, FromLot: lot, ToLot: "C", Reason: "t"})
			case "transfer":
				_, err = p.NewTransfer(ctx, boss, wms.NewTransfer{From: "overseas", To: "central", Lines: []wms.TransferLine{{SKU: sku, Qty: qty}}})
			case "begin":
				var a wms.Assembly
				a, err = p.NewAssembly(ctx, boss, wms.NewAssembly{Warehouse: w, SKU: "PK", Qty: 1 + qty/10, Location: at, Disassemble: lot == "A"})
				if err == nil {
					made = append(made, a.ID)
				}
			case "end":
				if len(made) > 0 {
					_, err = p.EndAssembly(ctx, boss, rapid.SampledFrom(made).Draw(rt, "assembly"), lot != "A")
				}
			case "recall":
				_, err = p.OpenRecall(ctx, boss, wms.NewRecall{SKU: sku, Lot: "C", Reason: "t"})
			case "count":
				_, err = p.NewCount(ctx, boss, wms.NewCount{Warehouse: w, Locations: []wms.LocationID{at}})
			}
			if wms.CodeOf(err) == "internal" && err != nil {
				rt.Fatalf("%s: %v", op, err)
			}
			if err == nil {
				done[op]++
			}
		}
		if err := p.Store.Settled(ctx, p.Store.Seq()); err != nil {
			rt.Fatal(err)
		}
		if err := p.Store.View(func(r store.Reader) error { return soundBooks(r, p) }); err != nil {
			rt.Fatal(err)
		}
	})
	t.Logf("commands that did something: %v", done)
}

// soundBooks checks every ledger and the promises, and that what the network
// thinks it may sell is what lies in the buildings for sale.
func soundBooks(r store.Reader, p *Plant) error {
	for _, h := range p.Houses {
		if _, err := ledger.Check(r, h.Partition()); err != nil {
			return err
		}
		sale := map[wms.SKU]int64{}
		if err := ledger.Each(r, h.Partition(), func(st ledger.Stock) (bool, error) {
			if _, road := st.Place.Transfer(); !road && !st.Place.Virtual() && st.StatusOrAvailable() == wms.Available {
				sale[st.SKU] += st.OnHand
			}
			return true, nil
		}); err != nil {
			return err
		}
		if err := orders.EachSupply(r, "", func(sku wms.SKU, w wms.WarehouseID, s orders.Stock) (bool, error) {
			if w == h.Site.ID && (s.Supply != sale[sku] || s.Blocked != 0) {
				return false, fmt.Errorf("%s: %d of %s lie there for sale, the network counts %d, %d blocked", w, sale[sku], sku, s.Supply, s.Blocked)
			}
			return true, nil
		}); err != nil {
			return err
		}
	}
	_, err := orders.Check(r)
	return err
}
