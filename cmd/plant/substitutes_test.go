package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// TestSubstitutesOverHTTP: an item lists what may stand in for it, an order
// allows that or not, and the answer says what serves what.
func TestSubstitutesOverHTTP(t *testing.T) {
	_, c := startWith(t, t.TempDir(), asleep)
	c.stockUp("overseas", "SUB-1", 2)
	c.stockUp("overseas", "SUB-2", 9)
	c.refused("invalid_item", "PUT", "/v1/items/SUB-1", obj{"substitutes": []string{"SUB-1"}})
	c.refused("invalid_item", "PUT", "/v1/items/SUB-1", obj{"substitutes": []string{"SUB-2", "SUB-2"}})
	c.must("PUT", "/v1/items/SUB-1", obj{"substitutes": []string{"NOT-MADE-YET", "SUB-2"}}, nil)
	body := obj{"ship_to": obj{"country": "DE"}, "allow_backorder": false, "lines": []obj{{"sku": "SUB-1", "qty": 5}}}
	c.refused("insufficient_stock", "POST", "/v1/orders", body)
	body["allow_substitutes"] = true
	var o wms.OrderView
	c.must("POST", "/v1/orders", body, &o)
	if o.Status != wms.OrderPromised || len(o.Lines) != 2 || o.Lines[0].Qty != 5 || o.Lines[0].Replaced != 3 || o.Lines[1].SKU != "SUB-2" || o.Lines[1].Qty != 3 || o.Lines[1].For != 1 || len(o.Shipments) != 1 {
		t.Errorf("%+v", o)
	}
	body["lines"] = []obj{{"sku": "SUB-1", "qty": 7}} // six of SUB-2 are left
	c.refused("insufficient_stock", "POST", "/v1/orders", body)
}
