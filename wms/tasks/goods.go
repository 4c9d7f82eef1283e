package tasks

import (
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/gs1"
)

// Goods is what a scanned code says about goods.
type Goods struct {
	SKU     wms.SKU
	Unit    string // whose GTIN it was: each, case …
	Per     int64  // base units in one of it
	Count   int64  // how many of it (37 or 30); 0 if it says nothing
	Lot     string
	Serial  string
	Expires string // YYYY-MM-DD
	SSCC    string
	Text    string // what is no GS1 payload; then nothing else is set
	Shown   string // the code as people read it
}

// Known is an item that has a GTIN: its own, or that of a packaging.
type Known struct {
	SKU  wms.SKU
	Unit string
	Per  int64
}

// ReadGoods reads a code on goods. known lists the items with a GTIN; among
// says which of several are meant, where somebody knows that: it may be nil.
// A code with two readings that both make sense is a question.
func ReadGoods(raw string, today time.Time, known func(gtin string) ([]Known, error), among func(wms.SKU) bool) (Goods, error) {
	readings, err := gs1.Parse(raw, today)
	if err != nil {
		return Goods{}, err
	}
	readings = slices.DeleteFunc(readings, func(r gs1.Reading) bool { return r.Kind == gs1.Text })
	if len(readings) == 0 {
		return Goods{Text: Payload(raw)}, nil
	}
	var fits []Goods
	var refused error
	for _, r := range readings {
		g, err := goodsOf(r, known, among)
		switch {
		case err == nil:
			fits = append(fits, g)
		case wms.CodeOf(err) == "internal":
			return g, err
		case refused == nil:
			refused = err
		}
	}
	structured := len(readings) > 1 || readings[0].Kind == gs1.Elements
	switch {
	case len(fits) == 0 && !structured:
		return Goods{Text: Payload(raw)}, nil // bare digits that name nothing here: somebody's own number
	case len(fits) == 0:
		return Goods{}, refused
	case len(readings) > 1:
		candidates := make([]string, len(readings))
		for i, r := range readings {
			candidates[i] = r.Bracketed
		}
		return Goods{}, wms.Refuse(wms.Invalid, "ambiguous_scan", "%s can be read as %s; send the one that stands on the label", raw, strings.Join(candidates, ", or ")).
			With("candidates", candidates)
	}
	return fits[0], nil
}

func goodsOf(r gs1.Reading, known func(string) ([]Known, error), among func(wms.SKU) bool) (Goods, error) {
	g := Goods{Count: r.Count(), Lot: r.Lot(), Serial: r.Serial(), Expires: r.Expires(), SSCC: r.SSCC(), Shown: r.Bracketed}
	gtin := r.GTIN()
	if gtin == "" {
		return g, nil
	}
	all, err := known(gtin)
	if err != nil {
		return g, err
	}
	if len(all) > 1 && among != nil {
		if meant := slices.DeleteFunc(slices.Clone(all), func(k Known) bool { return !among(k.SKU) }); len(meant) > 0 {
			all = meant
		}
	}
	switch len(all) {
	case 0:
		return g, wms.Refuse(wms.NotFound, "unknown_gtin", "no item has the GTIN %s", gtin).With("scanned", r.Bracketed)
	case 1:
		g.SKU, g.Unit, g.Per = all[0].SKU, all[0].Unit, all[0].Per
		return g, nil
	}
	skus := make([]string, len(all))
	for i, k := range all {
		skus[i] = string(k.SKU)
	}
	return g, wms.Refuse(wms.Invalid, "ambiguous_item", "the GTIN %s is that of %s; say which item it is", gtin, strings.Join(skus, ", ")).With("candidates", skus)
}
