package plant

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// ListStock implements api.Stock: all rows of each warehouse, then what is
// promised and not yet placed. The cursor counts rows.
func (p *Plant) ListStock(_ context.Context, q api.StockQuery, page api.Page) ([]wms.StockRow, string, error) {
	skip := 0
	if page.After != "" {
		n, err := strconv.Atoi(page.After)
		if err != nil || n < 0 {
			return nil, "", badCursor(page.After)
		}
		skip = n
	}
	out := []wms.StockRow{}
	seen, more := 0, false
	add := func(row wms.StockRow) bool {
		seen++
		if seen <= skip {
			return true
		}
		if len(out) == page.Limit {
			more = true
			return false
		}
		out = append(out, row)
		return true
	}
	houses := p.Houses
	if q.Warehouse != "" {
		h, err := p.House(q.Warehouse)
		if err != nil {
			return nil, "", err
		}
		houses = []*House{h}
	}
	err := p.Store.View(func(r store.Reader) error {
		for _, h := range houses {
			if more, err := stockOf(r, h, q, add); err != nil || !more {
				return err
			}
		}
		return nil
	})
	next := ""
	if more {
		next = strconv.Itoa(skip + len(out))
	}
	return out, next, err
}

// stockOf lists a house's rows; it says whether the list wants more.
func stockOf(r store.Reader, h *House, q api.StockQuery, add func(wms.StockRow) bool) (bool, error) {
	reserved := map[wms.SKU]int64{}
	goOn := true
	visit := func(st ledger.Stock) (bool, error) {
		if st.Place.Virtual() {
			return true, nil
		}
		reserved[st.SKU] += st.Reserved
		loc, err := ledger.LocationOf(r, h.Partition(), st.Place)
		if err != nil {
			return false, err
		}
		if (q.Location != "" && loc != q.Location) || (q.Lot != "" && st.Lot != q.Lot) {
			return true, nil
		}
		row := wms.StockRow{Warehouse: h.Site.ID, Location: &loc, SKU: st.SKU, Lot: st.Lot, Owner: st.Owner,
			Status: st.StatusOrAvailable(), OnHand: st.OnHand, Reserved: st.Reserved, Available: st.Free()}
		if row.Status != wms.Available {
			row.Available = 0
		}
		row.HandlingUnit, _ = st.Place.Unit()
		if _, road := st.Place.Transfer(); road {
			row.Location, row.Available = nil, 0
			if row.Status == wms.Available {
				row.Status = wms.Transit
			}
		}
		goOn = add(row)
		return goOn, nil
	}
	var err error
	if q.SKU != "" {
		var rows []ledger.Stock
		if rows, err = ledger.OfItem(r, h.Partition(), q.SKU); err == nil {
			slices.SortStableFunc(rows, func(a, b ledger.Stock) int { return cmp.Compare(a.Place, b.Place) })
			for _, st := range rows {
				if more, e := visit(st); e != nil || !more {
					err = e
					break
				}
			}
		}
	} else {
		err = ledger.Each(r, h.Partition(), visit)
	}
	if err != nil || !goOn || q.Location != "" || q.Lot != "" {
		return goOn, err
	}
	err = orders.EachSupply(r, q.SKU, func(sku wms.SKU, w wms.WarehouseID, s orders.Stock) (bool, error) {
		if n := s.Promised - reserved[sku]; w == h.Site.ID && n > 0 {
			goOn = add(wms.StockRow{Warehouse: w, SKU: sku, Status: wms.Available, Reserved: n, Available: -n})
		}
		return goOn, nil
	})
	return goOn, err
}
