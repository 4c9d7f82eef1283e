package plant

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// heatAge is how old, in wall time, a heat map may be: it reads all stock of a
// warehouse.
const heatAge = 5 * time.Second

// heats remembers the latest maps of a house.
type heats struct {
	mu  sync.Mutex
	at  map[wms.HeatKind]time.Time
	was map[wms.HeatKind]wms.Heat
}

// Heat implements api.Heats.
func (p *Plant) Heat(_ context.Context, w wms.WarehouseID, by wms.HeatKind) (wms.Heat, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.Heat{}, err
	}
	h.heats.mu.Lock()
	defer h.heats.mu.Unlock()
	if time.Since(h.heats.at[by]) < heatAge {
		return h.heats.was[by], nil
	}
	out, err := view(p, func(r store.Reader) (wms.Heat, error) { return p.heat(r, h, by) })
	if err != nil {
		return out, err
	}
	if h.heats.at == nil {
		h.heats.at, h.heats.was = map[wms.HeatKind]time.Time{}, map[wms.HeatKind]wms.Heat{}
	}
	h.heats.at[by], h.heats.was[by] = time.Now(), out
	return out, nil
}

func (p *Plant) heat(r store.Reader, h *House, by wms.HeatKind) (wms.Heat, error) {
	bays := h.Config.Bays()
	bayOf := map[wms.LocationID]int{}
	out := wms.Heat{Warehouse: h.Site.ID, By: by, Bays: make([]wms.HeatBay, len(bays))}
	for i, b := range bays {
		out.Bays[i] = wms.HeatBay{XMM: b.XMM, YMM: b.YMM, WidthMM: b.WidthMM, DepthMM: b.DepthMM}
		for _, id := range b.Locations {
			bayOf[wms.LocationID(id)] = i
		}
	}
	rows, err := p.placed(r, h)
	if err != nil {
		return out, err
	}
	switch by {
	case wms.HeatFill:
		full := map[wms.LocationID]bool{}
		for _, s := range rows {
			full[s.at] = true
		}
		for at := range full {
			if i, ok := bayOf[at]; ok {
				out.Bays[i].Value += 1000
			}
		}
		for i := range out.Bays {
			out.Bays[i].Value /= int64(len(bays[i].Locations))
		}
	case wms.HeatVelocity:
		total := map[wms.SKU]int64{}
		for _, s := range rows {
			total[s.SKU] += s.OnHand
		}
		for _, s := range rows {
			if i, ok := bayOf[s.at]; ok && total[s.SKU] > 0 {
				out.Bays[i].Value += int64(math.Round(1000 * p.dailyOf(s.SKU, h.Site.ID) * float64(s.OnHand) / float64(total[s.SKU])))
			}
		}
	case wms.HeatAge:
		now := p.Clock.Now()
		for _, s := range rows {
			if i, ok := bayOf[s.at]; ok && !s.Since.IsZero() {
				out.Bays[i].Value = max(out.Bays[i].Value, int64(now.Sub(s.Since).Hours()/24))
			}
		}
	}
	for _, b := range out.Bays {
		out.Max = max(out.Max, b.Value)
	}
	return out, nil
}

// placed is stock with the place where it stands, alone or in a unit.
type placed struct {
	ledger.Stock
	at wms.LocationID
}

func (p *Plant) placed(r store.Reader, h *House) (rows []placed, err error) {
	unitAt := map[wms.HandlingUnitID]wms.LocationID{}
	err = ledger.EachUnit(r, h.Partition(), func(u wms.HandlingUnit) (bool, error) {
		unitAt[u.ID] = u.Location
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	err = ledger.Each(r, h.Partition(), func(s ledger.Stock) (bool, error) {
		at, ok := s.Place.Location()
		if id, in := s.Place.Unit(); in {
			at, ok = unitAt[id], true
		}
		if ok && s.OnHand > 0 {
			rows = append(rows, placed{s, at})
		}
		return true, nil
	})
	return rows, err
}
