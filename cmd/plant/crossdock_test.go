package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// TestWhatIsWaitedForStaysAtTheDock: before a release came, the goods that it
// would take are kept, and only the rest goes on.
func TestWhatIsWaitedForStaysAtTheDock(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/X", obj{}, nil)
	var r wms.Receipt
	c.must("POST", c.receipt()+"/lines", obj{"sku": "X", "qty": 10}, &r)
	h, err := p.House("overseas")
	if err != nil {
		t.Fatal(err)
	}
	due := []inbound.Due{{Dock: r.Booked.Location, SKU: "X", Qty: 10}}
	for waits, want := range map[int64]int64{0: 10, 6: 4, 10: 0, 99: 0} {
		plan, err := view(p, func(r store.Reader) (inbound.Planned, error) {
			return p.hall(h).PlanPutaway(r, due, func(wms.SKU) (int64, error) { return waits, nil }, "")
		})
		got := int64(0)
		for _, w := range plan.Ways {
			got += w.Qty
		}
		if err != nil || got != want || (len(plan.Kept) == 1) != (waits > 0) {
			t.Errorf("%d waited for: %d are put away, want %d (%v)", waits, got, want, err)
		}
	}
}
