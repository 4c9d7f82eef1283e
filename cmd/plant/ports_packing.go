package plant

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/packing"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

const (
	// maxBoxTypes and maxPackUnits bound what one packing is planned with.
	maxBoxTypes  = 50
	maxPackUnits = 500
)

// PutBoxType implements api.Packing.
func (p *Plant) PutBoxType(ctx context.Context, c api.Call, v wms.BoxType) (wms.BoxType, error) {
	return putIn(ctx, p, c, masterdata.BoxTypes, "box_type.put", v)
}

// BoxType implements api.Packing.
func (p *Plant) BoxType(_ context.Context, id string) (wms.BoxType, error) {
	return getFrom(p, masterdata.BoxTypes, id)
}

// ListBoxTypes implements api.Packing.
func (p *Plant) ListBoxTypes(_ context.Context, page api.Page) ([]wms.BoxType, string, error) {
	return listFrom(p, masterdata.BoxTypes, page, func(v wms.BoxType) string { return v.ID })
}

// toPack is what one packing is planned from.
type toPack struct {
	boxes []wms.BoxType
	items []wms.Item // by group of the units
	units []packing.Unit
}

// CartonsFor implements api.Packing.
func (p *Plant) CartonsFor(_ context.Context, id wms.TaskID) (wms.CartonPlan, error) {
	h, err := p.taskHouse(id)
	if err != nil {
		return wms.CartonPlan{}, err
	}
	in, err := view(p, func(r store.Reader) (toPack, error) { return packingOf(r, h.Partition(), id) })
	if err != nil {
		return wms.CartonPlan{}, err
	}
	return in.plan(), nil
}

// packingOf reads the boxes there are and what lies in a pack task's unit.
func packingOf(r store.Reader, part store.Partition, id wms.TaskID) (in toPack, err error) {
	t, err := tasks.Get(r, part, id)
	if err != nil {
		return in, err
	}
	if t.Kind != wms.TaskPack || tasks.Ended(t.Status) {
		return in, wms.Refuse(wms.Conflict, "nothing_to_pack", "task %s is a %s task and %s; cartons are proposed for open pack tasks", id, t.Kind, t.Status)
	}
	inside, err := ledger.ReservedIn(r, part, ledger.In(t.Unit))
	if err != nil {
		return in, err
	}
	content := make([]wms.Content, len(inside))
	for i, res := range inside {
		content[i] = wms.Content{SKU: res.Spot.SKU, Qty: res.Qty}
	}
	return packingFor(r, content)
}

// packingFor is what the packing of some units is planned from.
func packingFor(r store.Reader, content []wms.Content) (in toPack, err error) {
	all, err := masterdata.BoxTypes.List(r, "", 1000)
	if err != nil {
		return in, err
	}
	for _, b := range all {
		if !b.Inactive && len(in.boxes) < maxBoxTypes {
			in.boxes = append(in.boxes, b)
		}
	}
	group := map[wms.SKU]int{}
	for _, c := range content {
		g, known := group[c.SKU]
		if !known {
			it, err := items.Get(r, c.SKU)
			if err != nil {
				return in, err
			}
			g = len(in.items)
			group[it.SKU], in.items = g, append(in.items, it)
		}
		if int64(len(in.units))+c.Qty > maxPackUnits {
			return in, wms.Refuse(wms.Conflict, "too_many_units", "more than %d units are to be packed; cartons are proposed for up to so many", maxPackUnits)
		}
		it := in.items[g]
		for range c.Qty {
			in.units = append(in.units, packing.Unit{Group: g, SizeMM: [3]int64{it.LengthMM, it.WidthMM, it.HeightMM},
				WeightG: it.WeightG, Fragile: it.Fragile})
		}
	}
	return in, nil
}

var whyUnfit = map[string]string{packing.TooLarge: "it is larger than every box", packing.TooHeavy: "it is too heavy for every box it would go into",
	packing.NoBox: "there is no box type", packing.SizeUnknown: "the item master has no size"}

func (in toPack) plan() wms.CartonPlan {
	boxes := make([]packing.Box, len(in.boxes))
	for i, b := range in.boxes {
		boxes[i] = packing.Box{SizeMM: [3]int64{b.LengthMM, b.WidthMM, b.HeightMM}, TareG: b.TareG, MaxG: b.MaxG}
	}
	found := packing.Pack(in.units, boxes)
	out := wms.CartonPlan{AtLeast: found.AtLeast}
	for _, c := range found.Cartons {
		b := in.boxes[c.Box]
		used := int64(0)
		line := wms.PlannedCarton{Box: b.ID, WeightG: c.WeightG}
		for _, placed := range c.Units {
			it := in.items[in.units[placed.Unit].Group]
			used += it.VolumeMM3()
			if n := len(line.Content); n > 0 && line.Content[n-1].SKU == it.SKU {
				line.Content[n-1].Qty++
			} else {
				line.Content = append(line.Content, wms.ContentLine{SKU: it.SKU, Qty: 1})
			}
		}
		line.FillPermille = used * 1000 / (b.LengthMM * b.WidthMM * b.HeightMM)
		out.Cartons = append(out.Cartons, line)
	}
	for _, m := range found.Misfits {
		it := in.items[in.units[m.Unit].Group]
		if n := len(out.Unfit); n > 0 && out.Unfit[n-1].SKU == it.SKU {
			out.Unfit[n-1].Qty++
		} else {
			out.Unfit = append(out.Unfit, wms.Unfit{SKU: it.SKU, Qty: 1, Code: m.Why, Reason: whyUnfit[m.Why]})
		}
	}
	return out
}
