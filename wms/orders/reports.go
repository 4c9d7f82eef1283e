package orders

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// keptReports is how many what-if reports stay; the oldest go.
const keptReports = 50

var reports = store.NewTable[wms.WhatIfReport]("whatif", 1)

// KeepReport gives a report its number and stores it.
func KeepReport(tx store.Tx, rep wms.WhatIfReport) (wms.WhatIfReport, error) {
	n, err := tx.NextID("whatif")
	if err != nil {
		return rep, err
	}
	rep.ID, rep.MadeAt = fmt.Sprintf("WI-%06d", n), tx.Now()
	if err := reports.Put(tx, rep, rep.ID); err != nil || n <= keptReports {
		return rep, err
	}
	return rep, reports.Delete(tx, fmt.Sprintf("WI-%06d", n-keptReports))
}

// Report reads a report or refuses with unknown_what_if.
func Report(r store.Reader, id string) (wms.WhatIfReport, error) {
	rep, ok, err := reports.Get(r, store.Network, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_what_if", "no what-if %q; the latest %d are kept", id, keptReports)
	}
	return rep, err
}

// Reports lists those that are kept, the latest first.
func Reports(r store.Reader) (list []wms.WhatIfReport, err error) {
	err = reports.ScanBack(r, store.Network, nil, func(_ store.KeyParts, rep wms.WhatIfReport) (bool, error) {
		list = append(list, rep)
		return len(list) < keptReports, nil
	})
	return list, err
}

// Compare puts the changed plans of two reports side by side.
func Compare(a, b wms.WhatIfReport) wms.WhatIfCompared {
	x, y := a.Changed, b.Changed
	d := wms.PlanFigures{Orders: y.Orders - x.Orders, Shipments: y.Shipments - x.Shipments, Units: y.Units - x.Units, ShortUnits: y.ShortUnits - x.ShortUnits,
		Cost: y.Cost - x.Cost, LowerBound: y.LowerBound - x.LowerBound, Days: y.Days - x.Days, LaterOrders: y.LaterOrders - x.LaterOrders,
		Parts: map[string]float64{}, Warehouses: []wms.WarehousePlan{}}
	for part := range y.Parts {
		d.Parts[part] = y.Parts[part] - x.Parts[part]
	}
	at := map[wms.WarehouseID]int{}
	add := func(list []wms.WarehousePlan, sign int) {
		for _, w := range list {
			i, seen := at[w.Warehouse]
			if !seen {
				i, at[w.Warehouse] = len(d.Warehouses), len(d.Warehouses)
				d.Warehouses = append(d.Warehouses, wms.WarehousePlan{Warehouse: w.Warehouse})
			}
			p := &d.Warehouses[i]
			p.Shipments, p.Units, p.Cost = p.Shipments+sign*w.Shipments, p.Units+int64(sign)*w.Units, p.Cost+float64(sign)*w.Cost
		}
	}
	add(x.Warehouses, -1)
	add(y.Warehouses, 1)
	return wms.WhatIfCompared{A: a, B: b, Difference: d}
}
