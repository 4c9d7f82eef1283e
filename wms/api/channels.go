package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Channels are the ways to sell and what each can.
type Channels interface {
	PutChannel(ctx context.Context, c Call, ch wms.Channel) (wms.Channel, error)
	Channel(ctx context.Context, id string) (wms.Channel, error)
	ListChannels(ctx context.Context) ([]wms.Channel, error)
	// Availability of one item, or, if sku is empty, a page of all.
	Availability(ctx context.Context, id string, sku wms.SKU, p Page) ([]wms.Availability, string, error)
}

func (f *face) channelRoutes() []route {
	none := f.Channels == nil
	return []route{
		{method: "GET", path: "/v1/channels", unlimited: true, roles: lookers, missing: none, do: listChannels},
		{method: "PUT", path: "/v1/channels/:id", unlimited: true, roles: sellers, missing: none, do: putChannel},
		{method: "GET", path: "/v1/channels/:id", unlimited: true, roles: lookers, missing: none, do: getChannel},
		{method: "GET", path: "/v1/channels/:id/availability", unlimited: true, roles: lookers, query: []string{"sku"}, paged: true, missing: none, do: availability},
	}
}

func tidyChannel(c wms.Channel) wms.Channel {
	c.Fences, c.Buffers = filled(c.Fences), filled(c.Buffers)
	return c
}

func listChannels(r *request) (answer, error) {
	all, err := r.face.Channels.ListChannels(r.ctx)
	if err != nil {
		return answer{}, err
	}
	for i := range all {
		all[i] = tidyChannel(all[i])
	}
	return listed(all, ""), nil
}

func putChannel(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in wms.Channel
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.ID != "" && in.ID != id {
		return answer{}, invalid(codeInvalidField, "the body's id %q is not the path's %q", in.ID, id).With("field", "id")
	}
	in.ID = id
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Channels.PutChannel(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyChannel(out)), nil
}

func getChannel(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Channels.Channel(r.ctx, id)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyChannel(out)), nil
}

func availability(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	rows, next, err := r.face.Channels.Availability(r.ctx, id, wms.SKU(r.q("sku")), p)
	if err != nil {
		return answer{}, err
	}
	return listed(rows, next), nil
}
