package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Occasions are known causes of demand: promotions, feasts, days on which
// customers are shut.
type Occasions interface {
	Occasions(ctx context.Context) ([]wms.Occasion, error)
	PutOccasion(ctx context.Context, c Call, n wms.Occasion) (wms.Occasion, error)
	DeleteOccasion(ctx context.Context, c Call, id string) error
}

func (f *face) occasionRoutes() []route {
	none := f.Options.Occasions == nil
	return []route{
		{method: "GET", unlimited: true, path: "/v1/occasions", roles: lookers, missing: none, do: func(r *request) (answer, error) {
			all, err := r.face.Options.Occasions.Occasions(r.ctx)
			return listed(all, ""), err
		}},
		{method: "PUT", unlimited: true, path: "/v1/occasions/:id", roles: sellers, missing: none, do: putOccasion},
		{method: "DELETE", unlimited: true, path: "/v1/occasions/:id", roles: sellers, missing: none, do: func(r *request) (answer, error) {
			id, err := r.id("id")
			if err != nil {
				return answer{}, err
			}
			call, err := r.bodyless()
			if err != nil {
				return answer{}, err
			}
			return nothing, r.face.Options.Occasions.DeleteOccasion(r.ctx, call, id)
		}},
	}
}

func putOccasion(r *request) (answer, error) {
	var in wms.Occasion
	call, err := putBody(r, &in, &in.ID)
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Options.Occasions.PutOccasion(r.ctx, call, in)
	return ok(out), err
}
