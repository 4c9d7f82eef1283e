package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

func TestPartners(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/A", obj{}, nil)
	var s wms.Supplier
	c.must("PUT", "/v1/suppliers/ACME", obj{"name": "Acme", "over_percent": 10}, &s)
	c.refused("out_of_range", "PUT", "/v1/suppliers/X", obj{"over_percent": -1})
	c.refused("unknown_supplier", "GET", "/v1/suppliers/NONE", nil)
	url := c.receipt(obj{"sku": "A", "qty": 10})
	c.refused("over_limit", "POST", url+"/lines", obj{"sku": "A", "qty": 12})
	c.must("POST", url+"/lines", obj{"sku": "A", "qty": 11}, nil)
	c.refused("over_limit", "POST", url+"/lines", obj{"sku": "A", "qty": 1})
	c.must("PUT", "/v1/carriers/post", obj{"name": "Post", "services": []string{"parcel"}}, nil)
	var carriers struct{ Data []wms.Carrier }
	c.must("GET", "/v1/carriers", nil, &carriers)
	if len(carriers.Data) != 1 || carriers.Data[0].Services[0] != "parcel" {
		t.Errorf("carriers %+v", carriers)
	}
}

func TestOwnerIsBilledForWhatWasDone(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.refused("unknown_activity", "PUT", "/v1/owners/client", obj{"rates": obj{"dance": 1}})
	c.must("PUT", "/v1/owners/client", obj{"name": "Client", "currency": "EUR", "rates": obj{"receipt": 100, "putaway": 50, "pick": 20, "storage_day": 1}}, nil)
	c.must("PUT", "/v1/items/OURS", obj{}, nil)
	c.must("PUT", "/v1/items/THEIRS", obj{"owner": "client"}, nil)
	c.deliver(obj{"sku": "THEIRS", "qty": 10}, obj{"sku": "OURS", "qty": 7})
	for _, x := range c.putaways(2) {
		c.scan(x, string(x.SKU), string(x.To))
	}
	o := c.ship("THEIRS", 4)
	c.ship("OURS", 1)
	var r wms.Return
	c.must("POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "THEIRS", "qty": 1}}}, &r)
	c.must("POST", "/v1/returns/"+string(r.ID)+"/inspect", obj{"line": 1, "qty": 1, "verdict": "scrap"}, &r)
	got := map[string]wms.Activity{}
	for range 1000 {
		var list struct{ Data []wms.Activity }
		c.must("GET", "/v1/owners/client/activities", nil, &list)
		for _, a := range list.Data {
			got[a.Kind] = a
		}
		if len(got) == 6 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for kind, want := range map[string][3]int64{"receipt": {1, 10, 100}, "putaway": {1, 10, 50}, "pick": {1, 4, 20}, "pack": {1, 4, 0}, "return": {1, 1, 0}} {
		if a := got[kind]; [3]int64{a.Count, a.Qty, a.Amount} != want {
			t.Errorf("%s: %+v, want count, quantity and amount %v", kind, a, want)
		}
	}
	if a := got["storage_day"]; a.Qty < 1 || a.Qty > 10 || a.Amount != a.Qty {
		t.Errorf("storage %+v", a)
	}
	var none struct{ Data []wms.Activity }
	c.must("GET", "/v1/owners/client/activities?from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z", nil, &none)
	if len(none.Data) != 0 {
		t.Errorf("activities of another century: %+v", none)
	}
}
