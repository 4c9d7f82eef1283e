package plant

import (
	"context"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/store"
)

// sorter finds the house of a sorter of the site file.
func (p *Plant) sorter(id wms.DeviceID) (*House, error) {
	for _, h := range p.Houses {
		if d, ok := h.Config.Device(string(id)); ok && d.Class == string(devices.ClassSorter) {
			return h, nil
		}
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_device", "no sorter %q", id)
}

// SorterChutes implements api.Sorters.
func (p *Plant) SorterChutes(_ context.Context, id wms.DeviceID) ([]wms.SorterChute, error) {
	h, err := p.sorter(id)
	if err != nil {
		return nil, err
	}
	return view(p, func(r store.Reader) ([]wms.SorterChute, error) { return h.chutes(r, id) })
}

func (h *House) chutes(r store.Reader, id wms.DeviceID) ([]wms.SorterChute, error) {
	live := map[int64]devices.Chute{}
	if h.Line != nil {
		if s, ok := h.Line.sorters[id]; ok {
			for _, c := range s.Chutes() {
				live[int64(c.Number)] = c
			}
		}
	}
	holds := map[wms.LocationID]wms.ShipmentID{}
	in, _, err := h.Floor.Batching(r)
	if err != nil {
		return nil, err
	}
	for s, at := range in {
		holds[at] = s
	}
	out := []wms.SorterChute{}
	for _, place := range h.Site.Of(wms.KindChute) {
		loc, _ := h.Site.Location(place)
		if loc.Device != id {
			continue
		}
		a, err := h.Floor.Assignment(r, loc)
		if err != nil {
			return nil, err
		}
		c, known := live[loc.Chute]
		out = append(out, wms.SorterChute{ChuteAssignment: a, Location: place, Count: int64(c.Count), Full: c.Full, Enabled: c.Enabled || !known, Holds: holds[place]})
	}
	slices.SortFunc(out, func(a, b wms.SorterChute) int { return int(a.Chute - b.Chute) })
	return out, nil
}

// SorterChute implements api.Sorters.
func (p *Plant) SorterChute(_ context.Context, id wms.DeviceID, number int64) (wms.ChuteHistory, error) {
	h, err := p.sorter(id)
	if err != nil {
		return wms.ChuteHistory{}, err
	}
	return view(p, func(r store.Reader) (wms.ChuteHistory, error) { return h.Floor.ChuteHistory(r, id, number) })
}

// AssignChute implements api.Sorters.
func (p *Plant) AssignChute(ctx context.Context, c api.Call, a wms.ChuteAssignment, version *int64) (wms.ChuteAssignment, error) {
	h, err := p.sorter(a.Sorter)
	if err != nil {
		return a, err
	}
	known := func(id string) bool {
		return slices.ContainsFunc(p.Network.Carriers, func(x config.Carrier) bool { return x.ID == id })
	}
	out, _, err := command(ctx, p, c, h.Partition(), "sorter.assign", func(tx store.Tx) (wms.ChuteAssignment, error) {
		return h.Floor.AssignChute(tx, a, c.Actor.User, version, known)
	})
	return out, err
}

// chuteLabel is what stands on a chute in the control room.
func chuteLabel(a wms.ChuteAssignment) string {
	if a.Label != "" {
		return a.Label
	}
	words := slices.Concat(a.Routes, a.Carriers)
	for _, s := range a.Shipments[:min(len(a.Shipments), 3)] {
		words = append(words, string(s))
	}
	if len(a.Shipments) > 3 {
		words = append(words, "…")
	}
	if a.Any {
		words = append(words, "*")
	}
	return strings.Join(words, ", ")
}
