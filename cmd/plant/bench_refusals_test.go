package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// What the packer is told when a tote does not go into one carton just so.
func TestPackingRefusesAndSaysWhatHelps(t *testing.T) {
	b := newBench(t)
	b.must("PUT", "/v1/box-types/big", obj{"length_mm": 400, "width_mm": 300, "height_mm": 300, "tare_g": 300, "max_g": 20000, "inactive": true}, nil)

	t.Run("carton_too_heavy", func(*testing.T) {
		b.must("PUT", "/v1/box-types/small", obj{"length_mm": 200, "width_mm": 200, "height_mm": 100, "tare_g": 100, "max_g": 1000}, nil)
		o, pack := b.atBench(line("CUBE", 2)) // 500 g each
		b.claim(pack)
		b.scan(pack, 0, string(pack.Unit))
		b.scan(pack, 0, "small")
		b.scan(pack, 2, "CUBE")
		b.no("carton_too_heavy", pack, 0, string(pack.Units[0]))
		b.undo(pack) // takes the two out again
		b.scan(pack, 1, "CUBE")
		b.step(b.scan(pack, 0, string(pack.Units[0])), "scan_box")
		b.scan(pack, 0, "small")
		s := b.step(b.scan(pack, 0, b.labelOf(pack)), "scan_place")
		b.scan(pack, 0, s.Expect[0])
		b.await(o, wms.OrderPacked)
	})
	t.Run("lot_needed", func(*testing.T) {
		b.must("PUT", "/v1/items/MILK", obj{"length_mm": 50, "width_mm": 50, "height_mm": 50, "weight_g": 100, "gtin": "4006381333931", "lot_tracked": true}, nil)
		for _, lot := range []string{"L1", "L2"} {
			b.must("POST", "/v1/stock/adjustments", obj{"warehouse": "overseas", "location": firstShelf(b.client, "overseas"), "sku": "MILK", "lot": lot, "delta": 2, "reason": "test"}, nil)
		}
		o, pack := b.atBench(line("MILK", 4))
		b.claim(pack)
		b.scan(pack, 0, string(pack.Unit))
		b.scan(pack, 0, "small")
		b.no("lot_needed", pack, 0, "MILK")
		b.no("more_than_left", pack, 3, "(01)04006381333931(10)L2")
		s := b.step(b.scan(pack, 0, "(01)04006381333931(10)L2"), "pack_item")
		if s.Args["left"] != float64(3) {
			t.Errorf("three are left, the step says %v", s.Args)
		}
		b.scan(pack, 3, "MILK") // all that is left needs no lot
		s = b.step(b.scan(pack, 0, string(pack.Units[0])), "scan_place")
		b.scan(pack, 0, s.Expect[0])
		b.await(o, wms.OrderPacked)
	})
	t.Run("box_needed", func(*testing.T) { // where cartons are weighed, their boxes are known
		b.must("PUT", "/v1/warehouses/overseas/settings", obj{"pack_weigh": true, "pack_tolerance_permille": 20, "pack_tolerance_g": 30}, nil)
		b.must("PUT", "/v1/box-types/small", obj{"length_mm": 200, "width_mm": 200, "height_mm": 100, "tare_g": 100, "max_g": 5000}, nil)
		o, pack := b.atBench(line("CUBE", 6)) // four go into a small box
		b.claim(pack)
		b.scan(pack, 0, string(pack.Unit))
		b.no("box_needed", pack, 0, string(pack.Units[0]))
		b.scan(pack, 0, "small")
		b.scan(pack, 4, "CUBE")
		b.step(b.scan(pack, 0, string(pack.Units[0])), "weigh_carton")
		b.step(b.scan(pack, 2100, "OK"), "scan_box")
		b.scan(pack, 0, "small")
		b.step(b.scan(pack, 0, b.labelOf(pack)), "weigh_carton")
		s := b.step(b.scan(pack, 1100, "OK"), "scan_place")
		b.scan(pack, 0, s.Expect[0])
		b.await(o, wms.OrderPacked)
	})
}

// labelOf is the label of the carton that is being packed.
func (b benchDay) labelOf(t wms.Task) string {
	b.t.Helper()
	var at struct{ Step wms.Step }
	b.must("GET", "/v1/tasks/"+string(t.ID), nil, &at)
	return at.Step.Expect[len(at.Step.Expect)-1]
}
