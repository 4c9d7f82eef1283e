package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

func (c *client) transfer(id string) wms.Transfer {
	c.t.Helper()
	var out wms.Transfer
	c.must("GET", "/v1/transfers/"+id, nil, &out)
	return out
}

// nothingLost: what left one warehouse for another is there or on its way.
func nothingLost(t *testing.T, p *Plant) {
	t.Helper()
	until(t, "all messages are handled", func() bool {
		sent := map[wms.SKU]int64{}
		err := p.Store.View(func(r store.Reader) error {
			for _, h := range p.Houses {
				if err := ledger.Each(r, h.Partition(), func(st ledger.Stock) (bool, error) {
					if st.Place == ledger.Sent {
						sent[st.SKU] += st.OnHand
					}
					return true, nil
				}); err != nil {
					return err
				}
			}
			_, err := orders.Check(r)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range sent {
			if n != 0 {
				return false
			}
		}
		return true
	})
}

func TestTransferFromShelfToTheOtherWarehousesDock(t *testing.T) {
	p, c := start(t, t.TempDir())
	for _, sku := range []string{"TA", "TB"} {
		c.must("PUT", "/v1/items/"+sku, map[string]any{"description": sku, "length_mm": 50, "width_mm": 50, "height_mm": 50, "weight_g": 100}, nil)
		c.receive("overseas", map[string]any{"sku": sku, "qty": 30, "lot": "L-" + sku})
	}
	want := wms.NewTransfer{From: "overseas", To: "central", Lines: []wms.TransferLine{{SKU: "TA", Qty: 20}, {SKU: "TB", Qty: 8}}}
	for code, n := range map[int]wms.NewTransfer{
		409: {From: "overseas", To: "central", Lines: []wms.TransferLine{{SKU: "TA", Qty: 31}}},
		422: {From: "overseas", To: "overseas", Lines: want.Lines},
		404: {From: "overseas", To: "nowhere", Lines: want.Lines},
	} {
		if have := c.call("POST", "/v1/transfers", n, nil); have != code {
			t.Errorf("%+v: %d, want %d", n, have, code)
		}
	}
	var tr wms.Transfer
	c.must("POST", "/v1/transfers", want, &tr)
	// It has left the source's supply at once.
	if code := c.call("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "allow_backorder": false,
		"lines": []map[string]any{{"sku": "TA", "qty": 11}}}, nil); code != 409 {
		t.Errorf("transferred units were promised: %d", code)
	}
	c.work("overseas", floorKinds, func() bool { return c.transfer(tr.ID).Status == "in_transit" && len(c.transfer(tr.ID).Units) > 0 })
	nothingLost(t, p)
	tr = c.transfer(tr.ID)
	if by := c.stockBy("central", "TA"); by[wms.Transit] != 20 || len(by) != 1 || len(tr.Units) == 0 {
		t.Fatalf("in transit: %v, %+v", by, tr)
	}
	if n, free := c.onHand("central", "TA"); n != 20 || free != 0 {
		t.Errorf("%d on the road, %d available", n, free)
	}
	// One carton as it was sent; of TB six, one of them broken, and a TA too many.
	for _, u := range tr.Units {
		onlyA := true
		for _, l := range u.Content {
			onlyA = onlyA && l.SKU == "TA"
		}
		if onlyA {
			c.must("POST", "/v1/transfers/"+tr.ID+"/receive", wms.TransferReceive{HandlingUnit: u.ID}, nil)
			if code := c.call("POST", "/v1/transfers/"+tr.ID+"/receive", wms.TransferReceive{HandlingUnit: u.ID}, nil); code != 409 {
				t.Errorf("received twice: %d", code)
			}
		}
	}
	got := int64(0)
	for _, l := range c.transfer(tr.ID).Lines {
		if l.SKU == "TA" {
			got = l.Received
		}
	}
	c.must("POST", "/v1/transfers/"+tr.ID+"/receive", wms.TransferReceive{SKU: "TA", Qty: 21 - got}, nil)
	c.must("POST", "/v1/transfers/"+tr.ID+"/receive", wms.TransferReceive{SKU: "TB", Qty: 5}, nil)
	c.must("POST", "/v1/transfers/"+tr.ID+"/receive", wms.TransferReceive{SKU: "TB", Qty: 1, Damaged: true}, nil)
	c.must("POST", "/v1/transfers/"+tr.ID+"/close", nil, &tr)
	for _, l := range tr.Lines {
		ok := l.SKU == "TA" && l.Received == 21 && l.Over == 1 && l.Short == 0 ||
			l.SKU == "TB" && l.Received == 6 && l.Damaged == 1 && l.Short == 2 && l.Over == 0
		if !ok {
			t.Errorf("line %+v", l)
		}
	}
	if tr.Status != "received" {
		t.Errorf("status %s", tr.Status)
	}
	if by := c.stockBy("central", "TB"); by[wms.Available] != 5 || by[wms.Damaged] != 1 {
		t.Errorf("TB at central: %v", by)
	}
	// What was received can be sold.
	if code := c.call("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "allow_backorder": false,
		"lines": []map[string]any{{"sku": "TA", "qty": 31}}}, nil); code != 201 {
		t.Errorf("10 and 21 units can't be sold: %d", code)
	}
	nothingLost(t, p)
	var kpis map[string]float64
	c.must("GET", "/v1/kpis", nil, &kpis)
	if kpis["orders_shipped"] != 0 {
		t.Errorf("a transfer counts as an order: %v", kpis)
	}
}

func TestTransfersAreCancelledAtEachStage(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/TC", map[string]any{"description": "c", "length_mm": 50, "width_mm": 50, "height_mm": 50}, nil)
	c.receive("overseas", map[string]any{"sku": "TC", "qty": 40})
	ask := func() (tr wms.Transfer) {
		c.must("POST", "/v1/transfers", wms.NewTransfer{From: "overseas", To: "central", Lines: []wms.TransferLine{{SKU: "TC", Qty: 4}}}, &tr)
		return tr
	}
	cancel := func(id, want string) {
		t.Helper()
		c.must("POST", "/v1/transfers/"+id+"/cancel", nil, nil)
		until(t, "transfer "+id+" is "+want, func() bool { return c.transfer(id).Status == want })
	}
	cancel(ask().ID, "cancelled")
	for _, stage := range [][]wms.TaskKind{{wms.TaskPick}, {wms.TaskPick, wms.TaskInduct, wms.TaskPack}} {
		tr := ask()
		want := map[int]string{1: "picking", 3: "packed"}[len(stage)]
		c.work("overseas", stage, func() bool { return c.transfer(tr.ID).Status == want })
		cancel(tr.ID, "cancelled")
	}
	c.work("overseas", []wms.TaskKind{wms.TaskPutAway}, func() bool {
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?warehouse=overseas&kind=putaway", nil, &list)
		return len(list.Data) == 0
	})
	until(t, "all is available again", func() bool { n, free := c.onHand("overseas", "TC"); return n == 40 && free == 40 })
	// On the road it turns round, once.
	tr := ask()
	c.work("overseas", floorKinds, func() bool { return c.transfer(tr.ID).Status == "in_transit" && len(c.transfer(tr.ID).Units) > 0 })
	c.must("POST", "/v1/transfers/"+tr.ID+"/cancel", nil, nil)
	until(t, "it is on its way back", func() bool { return c.transfer(tr.ID).To == "overseas" })
	if code := c.call("POST", "/v1/transfers/"+tr.ID+"/cancel", nil, nil); code != 409 {
		t.Errorf("turned round twice: %d", code)
	}
	c.must("POST", "/v1/transfers/"+tr.ID+"/receive", wms.TransferReceive{SKU: "TC", Qty: 4}, nil)
	c.must("POST", "/v1/transfers/"+tr.ID+"/close", nil, &tr)
	if n, free := c.onHand("overseas", "TC"); n != 40 || free != 40 || tr.Status != "received" {
		t.Errorf("%d on hand, %d free, %+v", n, free, tr)
	}
	nothingLost(t, p)
}
