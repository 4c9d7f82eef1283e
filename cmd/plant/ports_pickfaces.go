package plant

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/faces"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/store"
)

// facesEvery is the least wall time between two looks at the pick faces.
const facesEvery = 200 * time.Millisecond

func (p *Plant) faces(h *House) faces.Desk {
	return faces.Desk{Site: h.Site, Item: items.Get, Closed: func(r store.Reader, l wms.Location) (bool, error) {
		if h.Floor.Shut(l) || counting.Blocked(r, h.Partition(), l.ID, p.Clock.Now()) != nil {
			return true, nil
		}
		rule, err := masterdata.RuleOf(r, h.Partition(), l.ID)
		return rule.Blocked != "", err
	}}
}

// fillFaces makes the work that keeps pick faces filled, and drops what has
// no sense any more.
func (p *Plant) fillFaces(ctx context.Context, h *House) error {
	if time.Since(h.facesAt) < facesEvery {
		return nil
	}
	h.facesAt = time.Now()
	desk := p.faces(h)
	var stale []wms.TaskID
	plan, err := view(p, func(r store.Reader) ([]faces.Trip, error) {
		var err error
		if stale, err = desk.Stale(r); err != nil || len(stale) > 0 {
			return nil, err
		}
		any, err := desk.List(r, "", 1)
		if err != nil || len(any) == 0 || counting.Frozen(r, h.Partition()) != nil {
			return nil, err
		}
		wanted, err := h.Floor.Wanted(r)
		if err != nil {
			return nil, err
		}
		return desk.Plan(r, wanted)
	})
	for _, id := range stale {
		if err == nil {
			_, err = p.do(ctx, h.Partition(), "replenish.drop", func(tx store.Tx) error { return desk.Drop(tx, id) })
		}
	}
	if err == nil && len(plan) > 0 {
		_, err = p.do(ctx, h.Partition(), "replenish.plan", func(tx store.Tx) error { return desk.Make(tx, plan) })
	}
	return ignoreDone(ctx, err)
}

// PutPickFace implements api.PickFaces.
func (p *Plant) PutPickFace(ctx context.Context, c api.Call, f wms.PickFace) (wms.PickFace, error) {
	h, err := p.House(f.Warehouse)
	if err != nil {
		return f, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "pick_face.put", func(tx store.Tx) (wms.PickFace, error) { return p.faces(h).Put(tx, f) })
	return out, err
}

// DeletePickFace implements api.PickFaces.
func (p *Plant) DeletePickFace(ctx context.Context, c api.Call, w wms.WarehouseID, id wms.LocationID) error {
	h, err := p.House(w)
	if err != nil {
		return err
	}
	_, _, err = command(ctx, p, c, h.Partition(), "pick_face.delete", func(tx store.Tx) (struct{}, error) { return struct{}{}, p.faces(h).Delete(tx, id) })
	return err
}

// ListPickFaces implements api.PickFaces.
func (p *Plant) ListPickFaces(_ context.Context, w wms.WarehouseID, page api.Page) ([]wms.PickFaceState, string, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, "", err
	}
	desk := p.faces(h)
	out, err := view(p, func(r store.Reader) ([]wms.PickFaceState, error) {
		list, err := desk.List(r, wms.LocationID(page.After), page.Limit)
		if err != nil {
			return nil, err
		}
		return desk.States(r, list)
	})
	return out, nextCursor(out, page, func(s wms.PickFaceState) string { return string(s.Location) }), err
}
