package supply

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// ItemAccuracy lists how right the forecasts of items in a warehouse were, from
// the item after one on, over the weeks from first.
func ItemAccuracy(r store.Reader, w wms.WarehouseID, first int64, after wms.SKU, limit int) (out []wms.ForecastAccuracy, next string, err error) {
	err = judged.ScanFrom(r, store.Network, []any{string(w)}, []any{string(w), string(after)}, func(k store.KeyParts, t track) (bool, error) {
		k.Str()
		sku := wms.SKU(k.Str())
		if err := k.Err(); err != nil || sku == after {
			return true, err
		}
		var of group
		for _, j := range t.Judged {
			of.week(j, first)
		}
		if of.sum.Count == 0 {
			return true, nil
		}
		if len(out) == limit {
			next = string(out[limit-1].SKU)
			return false, nil
		}
		a := of.accuracy()
		a.Warehouse, a.SKU, a.SumWAPE = w, sku, nil
		signal, _, _, _ := t.signal()
		correction := float64(t.Permille) / 1000
		a.Signal, a.Correction = &signal, &correction
		out = append(out, a)
		return true, nil
	})
	return out, next, err
}

// Accuracy lists how right forecasts were by family, by warehouse or (by neither)
// of all, over the weeks from first; w: only there, if given.
func Accuracy(r store.Reader, by string, w wms.WarehouseID, first int64) (out []wms.ForecastAccuracy, err error) {
	of := map[string]*group{}
	var order []string
	prefix := []any{}
	if w != "" {
		prefix = append(prefix, string(w))
	}
	err = totals.Scan(r, store.Network, prefix, func(k store.KeyParts, j Judged) (bool, error) {
		at, family := k.Str(), k.Str()
		if err := k.Err(); err != nil {
			return false, err
		}
		switch by {
		case "warehouse":
			family = ""
		case "network":
			at, family = "", ""
		}
		key := at + "\x00" + family
		if of[key] == nil {
			of[key] = &group{of: wms.ForecastAccuracy{Warehouse: wms.WarehouseID(at), Family: family}}
			order = append(order, key)
		}
		of[key].week(j, first)
		return true, nil
	})
	for _, key := range order {
		if g := of[key]; g.sum.Count > 0 {
			out = append(out, g.accuracy())
		}
	}
	return out, err
}

// group sums judgements up.
type group struct {
	of    wms.ForecastAccuracy
	sum   Judged
	weeks map[int64]*Judged
}

func (g *group) week(j Judged, first int64) {
	if j.Week < first {
		return
	}
	if g.weeks == nil {
		g.weeks = map[int64]*Judged{}
	}
	if g.weeks[j.Week] == nil {
		g.weeks[j.Week] = &Judged{}
	}
	g.weeks[j.Week].add(j)
	g.sum.add(j)
}

func (g *group) accuracy() wms.ForecastAccuracy {
	a, s := g.of, g.sum
	a.Weeks, a.Forecasts = int64(len(g.weeks)), s.Count
	a.Covered = float64(s.Inside) / float64(s.Count)
	a.WAPE, a.Bias = share(s.Off, s.Came), share(s.Said-s.Came, s.Came)
	a.MASE = share(s.Scaled, 1000*s.Scales)
	off := int64(0)
	for _, j := range g.weeks {
		off += abs(j.Next - j.Asked)
	}
	a.SumWAPE = share(off, s.Asked)
	return a
}

func share(n, of int64) *float64 {
	if of <= 0 {
		return nil
	}
	v := float64(n) / float64(of)
	return &v
}
