package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func TestABenchIsToldTheCartons(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.refused("out_of_range", "PUT", "/v1/box-types/s", obj{"length_mm": 0, "width_mm": 200, "height_mm": 100, "max_g": 5000})
	c.refused("out_of_range", "PUT", "/v1/box-types/s", obj{"length_mm": 200, "width_mm": 200, "height_mm": 100, "tare_g": 100, "max_g": 100})
	c.refused("unknown_box_type", "GET", "/v1/box-types/s", nil)
	c.must("PUT", "/v1/box-types/s", obj{"length_mm": 200, "width_mm": 200, "height_mm": 100, "tare_g": 100, "max_g": 5000}, nil)
	c.must("PUT", "/v1/box-types/xs", obj{"length_mm": 100, "width_mm": 100, "height_mm": 100, "max_g": 5000, "inactive": true}, nil)
	c.provide("CUBE", 10)
	c.provide("POLE", 5)
	c.must("PUT", "/v1/items/CUBE", obj{"length_mm": 100, "width_mm": 100, "height_mm": 100, "weight_g": 500}, nil)
	c.must("PUT", "/v1/items/POLE", obj{"length_mm": 300, "width_mm": 20, "height_mm": 20, "weight_g": 100}, nil)
	var o wms.OrderView
	c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "Germany"}, "lines": []obj{{"sku": "CUBE", "qty": 6}, {"sku": "POLE", "qty": 1}}}, &o)
	plans := map[wms.TaskID]wms.CartonPlan{}
	units := func() (n int64) {
		var open struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=open&kind=pack&warehouse=overseas", nil, &open)
		for _, task := range open.Data {
			var plan wms.CartonPlan
			c.must("GET", "/v1/tasks/"+string(task.ID)+"/cartons", nil, &plan)
			plans[task.ID] = plan
			for _, k := range plan.Cartons {
				for _, l := range k.Content {
					n += l.Qty
				}
			}
			for _, u := range plan.Unfit {
				n += u.Qty
			}
		}
		return n
	}
	c.work("overseas", []wms.TaskKind{wms.TaskPick, wms.TaskStation, wms.TaskInduct}, func() bool { return units() == 7 })
	cubes, poles, cartons := int64(0), int64(0), 0
	for _, plan := range plans {
		cartons += len(plan.Cartons)
		if int64(len(plan.Cartons)) < plan.AtLeast {
			t.Errorf("plan %+v", plan)
		}
		for _, k := range plan.Cartons {
			for _, l := range k.Content {
				cubes += l.Qty
				if k.Box != "s" || l.SKU != "CUBE" || l.Qty > 4 || k.WeightG != 100+500*l.Qty || k.FillPermille != 250*l.Qty {
					t.Errorf("carton %+v", k)
				}
			}
		}
		for _, u := range plan.Unfit {
			poles += u.Qty
			if u.SKU != "POLE" || u.Code != "too_large" {
				t.Errorf("unfit %+v", u)
			}
		}
	}
	if cubes != 6 || poles != 1 || cartons < 2 {
		t.Errorf("%d cubes in %d cartons, %d poles unfit", cubes, cartons, poles)
	}
	c.workAll("overseas", func() bool { return c.status(o.ID) == wms.OrderShipped }) // packing goes on as ever
	for id := range plans {
		c.refused("nothing_to_pack", "GET", "/v1/tasks/"+string(id)+"/cartons", nil)
	}
}
