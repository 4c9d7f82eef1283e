package plant

import (
	"context"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

// StuckTransports implements api.Stuck.
func (p *Plant) StuckTransports(_ context.Context, w wms.WarehouseID) ([]wms.StuckTransport, error) {
	return view(p, func(r store.Reader) ([]wms.StuckTransport, error) {
		out := []wms.StuckTransport{}
		for _, h := range p.Houses {
			if w != "" && h.Site.ID != w {
				continue
			}
			list, err := transports.Stuck(r, h.Partition(), h.Site)
			if err != nil {
				return nil, err
			}
			for i := range list {
				list[i].OnBoard = h.onBoard(list[i].Device)
			}
			out = append(out, list...)
		}
		slices.SortFunc(out, func(a, b wms.StuckTransport) int { return a.Since.Compare(b.Since) })
		return out, nil
	})
}

// onBoard is what a machine reports to carry, "" if nothing or not known.
func (h *House) onBoard(id wms.DeviceID) string {
	if h.Line == nil {
		return ""
	}
	if c, ok := h.Line.cranes[id]; ok {
		return c.Picture().LoadHandlingUnit
	}
	if c, ok := h.Line.belts[id]; ok {
		return c.Picture().LoadHandlingUnit
	}
	if v, ok := h.Line.vehicles[id]; ok {
		if loads := v.State().Loads; len(loads) > 0 {
			return loads[0]
		}
	}
	return ""
}

// ResolveTransport implements api.Stuck.
func (p *Plant) ResolveTransport(ctx context.Context, c api.Call, id wms.TransportID, action wms.StuckResolve) (wms.Transport, error) {
	h, err := p.transportHouse(id)
	if err != nil {
		return wms.Transport{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "transport.resolve", func(tx store.Tx) (wms.Transport, error) {
		return transports.Resolve(tx, h.Site, id, action, func(u wms.HandlingUnitID, at wms.LocationID) error { return h.Floor.Arrived(tx, u, at) })
	})
	if err != nil {
		return out, err
	}
	was, err := view(p, func(r store.Reader) (wms.Transport, error) { return transports.Get(r, h.Partition(), id) })
	for _, m := range was.Missions {
		p.alarms.clear(string(m.ID)) // it was raised for the leg
	}
	return out, err
}
