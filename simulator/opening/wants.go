package opening

import (
	"cmp"
	"slices"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/wms"
)

// wants is what the first orders ask for.
type wants struct {
	source    *demand.Source
	units     map[wms.SKU]int64 // of the first coverOrders
	bulkUnits map[wms.SKU]int64 // thereof in lines of bulk size
	homeUnits map[wms.SKU]int64 // thereof of the home region
	farUnits  map[wms.SKU]int64 // thereof of the region with a warehouse overseas
	inRack    map[wms.SKU]bool
	popular   []wms.SKU // all items, those with the most lines in the first rackOrders first
}

func study(n *config.Network, s *demand.Source) *wants {
	d := &wants{source: s, units: map[wms.SKU]int64{}, bulkUnits: map[wms.SKU]int64{}, homeUnits: map[wms.SKU]int64{},
		farUnits: map[wms.SKU]int64{}, inRack: map[wms.SKU]bool{}}
	bulkFrom := int64(0)
	for _, w := range n.Warehouses {
		if w.Mode == "own" {
			bulkFrom = w.Flow.BulkFromUnits
		}
	}
	lines, total := map[wms.SKU]int{}, 0
	for i := range min(coverOrders, s.Len()) {
		o := s.Order(i)
		region := n.RegionOf(o.Country)
		for _, l := range o.Lines {
			if i < rackOrders {
				lines[l.SKU]++
				total++
			}
			d.units[l.SKU] += l.Qty
			if bulkFrom > 0 && l.Qty >= bulkFrom {
				d.bulkUnits[l.SKU] += l.Qty
			}
			switch {
			case region == nil:
			case region.ID == "GB":
				d.homeUnits[l.SKU] += l.Qty
			case region.ID == "EU":
				d.farUnits[l.SKU] += l.Qty
			}
		}
	}
	for _, item := range s.Items() {
		d.popular = append(d.popular, item.SKU)
	}
	slices.SortStableFunc(d.popular, func(a, b wms.SKU) int { return cmp.Compare(lines[b], lines[a]) })
	sum := 0
	for _, sku := range d.popular {
		if float64(sum) >= rackShare*float64(total) {
			break
		}
		d.inRack[sku] = true
		sum += lines[sku]
	}
	return d
}

// front is the assortment of a front warehouse: at most so many of the most
// popular items (0: all), a share of the home region's demand of each.
func (d *wants) front(items int64) []stocked {
	var out []stocked
	for _, sku := range d.popular {
		if items > 0 && int64(len(out)) >= items {
			break
		}
		if d.homeUnits[sku] > 0 {
			out = append(out, d.cases(sku, int64(frontShare*float64(covered(d.homeUnits[sku])))))
		}
	}
	return out
}

// overseas is what customers of that region ordered.
func (d *wants) overseas() []stocked {
	var out []stocked
	for _, sku := range d.popular {
		if d.farUnits[sku] > 0 {
			out = append(out, d.cases(sku, covered(d.farUnits[sku])))
		}
	}
	return out
}

// cases rounds up to whole cases, at least one.
func (d *wants) cases(sku wms.SKU, units int64) stocked {
	item, _ := d.source.Item(sku)
	return stocked{sku, max(1, ceilDiv(units, item.CaseQty)) * item.CaseQty}
}
