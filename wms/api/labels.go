package api

import (
	"context"
	"slices"

	"github.com/aisle-wms/aisle/wms"
)

// LabelQuery asks for a label: Kind and ID say of what, the rest how.
type LabelQuery struct {
	Kind, ID  string
	Warehouse wms.WarehouseID
	Format    string // png, pdf or zpl
	DPI       int    // 203 or 300
}

// Labels draws labels.
type Labels interface {
	// Label is the document. A carton's shows its address as far as the caller
	// may see it, with a line in the access log.
	Label(ctx context.Context, c Call, who Identity, q LabelQuery) ([]byte, error)
}

var (
	labelKinds   = []string{"sscc", "carton", "location", "lpn", "item", "badge"}
	labelFormats = map[string]string{"png": "image/png", "pdf": "application/pdf", "zpl": "application/vnd.zebra-zpl"}
)

// labelRoutes are what is stuck on things.
func (f *face) labelRoutes() []route {
	return []route{{method: "GET", path: "/v1/labels/:label/:id", roles: floor, query: []string{"warehouse", "format", "dpi"},
		missing: f.Labels == nil, do: label}}
}

func label(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	q := LabelQuery{Kind: r.Param("label"), Warehouse: w, Format: "png", DPI: 203}
	if q.ID, err = r.id("id"); err != nil {
		return answer{}, err
	}
	if !slices.Contains(labelKinds, q.Kind) {
		return answer{}, wms.Refuse(wms.NotFound, "unknown_label", "there is no label of kind %q; known are %v", q.Kind, labelKinds)
	}
	if f := r.q("format"); f != "" {
		q.Format = f
	}
	if labelFormats[q.Format] == "" {
		return answer{}, badParameter("format", "must be one of %s", "png, pdf, zpl")
	}
	switch r.q("dpi") {
	case "", "203":
	case "300":
		q.DPI = 300
	default:
		return answer{}, badParameter("dpi", "must be one of %s", "203, 300")
	}
	doc, err := r.face.Labels.Label(r.ctx, Call{Actor: wms.Actor{User: r.who.User, From: r.RemoteIP()}}, r.who, q)
	if err != nil {
		return answer{}, err
	}
	r.Header("Cache-Control", "no-store")
	r.Data(200, labelFormats[q.Format], doc)
	return streamed, nil
}
