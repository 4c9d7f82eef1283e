package demand

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
)

// sizeClass is what the price of an item says about its size.
type sizeClass struct {
	belowMinor       int64 // median price
	minML, maxML     int64 // volume of one unit
	caseQty          int64
	minDens, maxDens int64 // weight in g per litre
}

// The classes: gifts and household goods, cheap ones small. They are made up;
// the data has no sizes.
var sizeClasses = []sizeClass{
	{100, 100, 180, 48, 200, 500},
	{300, 140, 280, 24, 180, 420},
	{800, 220, 420, 12, 160, 380},
	{math.MaxInt64, 350, 600, 12, 150, 350},
}

// shapes are length : width : height in percent of the cube's side; their
// product is about 1.
var shapes = [][3]float64{{1.0, 1.0, 1.0}, {1.6, 1.0, 0.625}, {2.0, 1.25, 0.4}, {1.3, 0.95, 0.81}, {2.4, 0.65, 0.64}}

// itemMasters derives the master record of each SKU, sorted by SKU.
func itemMasters(orders []Order) []wms.Item {
	prices, lines := map[wms.SKU][]int64{}, map[wms.SKU]int{}
	total := 0
	for _, o := range orders {
		for _, l := range o.Lines {
			prices[l.SKU] = append(prices[l.SKU], l.PriceMinor)
			lines[l.SKU]++
			total++
		}
	}
	items := make([]wms.Item, 0, len(prices))
	for sku, p := range prices {
		slices.Sort(p)
		items = append(items, itemMaster(sku, p[len(p)/2]))
	}
	// Velocity class by lines ordered: A the first 80 % of lines, B up to 95 %.
	slices.SortFunc(items, func(a, b wms.Item) int {
		if lines[a.SKU] != lines[b.SKU] {
			return lines[b.SKU] - lines[a.SKU]
		}
		return strings.Compare(string(a.SKU), string(b.SKU))
	})
	sum := 0
	for i := range items {
		switch {
		case sum*100 < total*80:
			items[i].Class = "A"
		case sum*100 < total*95:
			items[i].Class = "B"
		default:
			items[i].Class = "C"
		}
		sum += lines[items[i].SKU]
	}
	slices.SortFunc(items, func(a, b wms.Item) int { return strings.Compare(string(a.SKU), string(b.SKU)) })
	return items
}

func itemMaster(sku wms.SKU, priceMinor int64) wms.Item {
	class := sizeClasses[slices.IndexFunc(sizeClasses, func(c sizeClass) bool { return priceMinor < c.belowMinor })]
	draw := func(what string, from, to int64) int64 {
		return from + int64(hash(what+"/"+string(sku))%uint64(to-from+1))
	}
	ml := draw("volume", class.minML, class.maxML)
	shape := shapes[draw("shape", 0, int64(len(shapes)-1))]
	side := math.Cbrt(float64(ml) * 1000)
	mm := func(ratio float64) int64 { return max(5, int64(math.Round(side*ratio))) }
	return wms.Item{
		SKU: sku, Description: "Item " + string(sku),
		LengthMM: mm(shape[0]), WidthMM: mm(shape[1]), HeightMM: mm(shape[2]),
		WeightG:   max(5, ml*draw("density", class.minDens, class.maxDens)/1000),
		GTIN:      gtin(sku),
		CaseQty:   class.caseQty,
		PalletQty: class.caseQty * draw("pallet", 24, 40),
	}
}

// gtin is a GTIN-13 from the range for use inside a company (GS1 prefix 20).
func gtin(sku wms.SKU) string {
	digits := fmt.Sprintf("20%010d", hash("gtin/"+string(sku))%1e10)
	return wms.WithCheckDigit(digits)
}
