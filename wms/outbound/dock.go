package outbound

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// WaitsForDock is how many units of an item promised shipments would take
// from a dock: what they want beyond what lies free elsewhere. Such goods are
// not put away (cross-docking); the next release picks them where they are.
func (f Floor) WaitsForDock(r store.Reader, sku wms.SKU) (int64, error) {
	p := store.Partition(f.Site.ID)
	ids, err := With(r, p, wms.ShipmentPromised, maxWaiting)
	if err != nil {
		return 0, err
	}
	want := int64(0)
	for _, id := range ids {
		s, err := Get(r, p, id)
		if err != nil {
			return 0, err
		}
		for _, l := range s.Lines {
			if l.SKU == sku {
				want += l.Qty - l.Placed - l.Picked
			}
		}
	}
	if want <= 0 {
		return 0, nil
	}
	sources, err := f.sources(r, p, sku, nil)
	for _, src := range sources {
		if src.kind != wms.KindDockIn {
			want -= src.free
		}
	}
	return max(0, want), err
}

// maxWaiting bounds the shipments that one look goes through.
const maxWaiting = 2000

// Wanted is what shipments that are not released want, by item.
func (f Floor) Wanted(r store.Reader) (map[wms.SKU]int64, error) {
	p := store.Partition(f.Site.ID)
	ids, err := With(r, p, wms.ShipmentPromised, maxWaiting)
	out := map[wms.SKU]int64{}
	for _, id := range ids {
		s, err := Get(r, p, id)
		if err != nil {
			return nil, err
		}
		for _, l := range s.Lines {
			out[l.SKU] += l.Qty - l.Placed - l.Picked
		}
	}
	return out, err
}
