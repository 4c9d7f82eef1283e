package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func TestKitsAreMadeAndTakenApart(t *testing.T) {
	_, c := start(t, t.TempDir())
	shelf := firstShelf(c, "overseas")
	for _, sku := range []string{"KIT", "BOLT", "PLATE"} {
		c.must("PUT", "/v1/items/"+sku, map[string]any{"description": sku}, nil)
	}
	c.receive("overseas", map[string]any{"sku": "BOLT", "qty": 25, "lot": "B1"}, map[string]any{"sku": "PLATE", "qty": 6})
	for code, lines := range map[int][]wms.BOMLine{422: {{SKU: "KIT", Qty: 1}}, 404: {{SKU: "NUT", Qty: 1}}} {
		if have := c.call("PUT", "/v1/items/KIT/bom", map[string]any{"lines": lines}, nil); have != code {
			t.Errorf("%v: %d, want %d", lines, have, code)
		}
	}
	begin := func(want int, qty int64, apart bool) (a wms.Assembly) {
		t.Helper()
		if code := c.call("POST", "/v1/assemblies", wms.NewAssembly{Warehouse: "overseas", SKU: "KIT", Qty: qty, Location: wms.LocationID(shelf), Lot: "K1", Disassemble: apart}, &a); code != want {
			t.Fatalf("assembly of %d: %d, want %d", qty, code, want)
		}
		return a
	}
	begin(404, 1, false)
	c.must("PUT", "/v1/items/KIT/bom", map[string]any{"lines": []wms.BOMLine{{SKU: "BOLT", Qty: 4}, {SKU: "PLATE", Qty: 1}}}, nil)
	c.order(map[string]int{"BOLT": 5}) // promised bolts are not taken
	begin(409, 6, false)
	a := begin(201, 5, false)
	if by := c.stockBy("overseas", "BOLT"); by[wms.Assembling] != 20 || by[wms.Available] != 5 {
		t.Errorf("bolts set aside: %v", by)
	}
	c.must("POST", "/v1/assemblies/"+a.ID+"/cancel", nil, nil)
	if by := c.stockBy("overseas", "BOLT"); by[wms.Available] != 25 {
		t.Errorf("after cancelling: %v", by)
	}
	a = begin(201, 5, false)
	c.must("POST", "/v1/assemblies/"+a.ID+"/complete", nil, &a)
	if code := c.call("POST", "/v1/assemblies/"+a.ID+"/complete", nil, nil); code != 409 {
		t.Errorf("completed twice: %d", code)
	}
	if n, free := c.onHand("overseas", "KIT"); n != 5 || free != 5 || a.Status != "done" {
		t.Errorf("%d kits, %d free, %+v", n, free, a)
	}
	if by := c.stockBy("overseas", "PLATE"); by[wms.Available] != 1 {
		t.Errorf("plates %v", by)
	}
	apart := begin(201, 2, true)
	c.must("POST", "/v1/assemblies/"+apart.ID+"/complete", nil, nil)
	if by := c.stockBy("overseas", "PLATE"); by[wms.Available] != 3 {
		t.Errorf("plates after taking apart: %v", by)
	}
	// The lot of a component leads to the assembly.
	var rec wms.Recall
	c.must("POST", "/v1/recalls", wms.NewRecall{SKU: "BOLT", Lot: "B1", Reason: "brittle"}, &rec)
	var rep wms.RecallReport
	c.must("GET", "/v1/recalls/"+rec.ID, nil, &rep)
	if len(rep.Assemblies) != 1 || rep.Assemblies[0].Assembly != a.ID || rep.Assemblies[0].Qty != 20 {
		t.Errorf("assemblies %+v", rep.Assemblies)
	}
}
