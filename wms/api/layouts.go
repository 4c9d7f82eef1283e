package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
)

// Layouts are the buildings as they are drawn: where racks, places and roads
// lie.
type Layouts interface {
	// Layout is a version; the newest if version is nil.
	Layout(ctx context.Context, w wms.WarehouseID, version *int64) (wms.SiteLayout, error)
	LayoutVersions(ctx context.Context, w wms.WarehouseID) ([]wms.LayoutVersion, error)
	CheckLayout(ctx context.Context, w wms.WarehouseID, layout map[string]any) ([]wms.LayoutFinding, error)
	SaveLayout(ctx context.Context, c Call, w wms.WarehouseID, n wms.NewLayout) (wms.LayoutVersion, error)
	RestoreLayout(ctx context.Context, c Call, w wms.WarehouseID, version int64) (wms.LayoutVersion, error)
	// LayoutLIF and LayoutFile write a version for other programs: its roadmap
	// in the Layout Interchange Format, and the part of a site file.
	LayoutLIF(ctx context.Context, w wms.WarehouseID, version *int64, out io.Writer) error
	LayoutFile(ctx context.Context, w wms.WarehouseID, version *int64, out io.Writer) error
	ImportLIF(ctx context.Context, w wms.WarehouseID, file []byte, vehicleType string) (wms.LayoutDraft, error)
}

func (f *face) layoutRoutes() []route {
	none := f.Layouts == nil
	return []route{
		{method: "GET", path: "/v1/warehouses/:id/layout", roles: lookers, query: []string{"version"}, missing: none, do: getLayout},
		{method: "PUT", path: "/v1/warehouses/:id/layout", roles: adminOnly, missing: none, do: putLayout},
		{method: "POST", path: "/v1/warehouses/:id/layout/check", roles: adminOnly, missing: none, do: checkLayout},
		{method: "POST", path: "/v1/warehouses/:id/layout/import-lif", roles: adminOnly, missing: none, do: importLIF},
		{method: "GET", path: "/v1/warehouses/:id/layout/versions", roles: lookers, missing: none, do: listLayouts},
		{method: "POST", path: "/v1/warehouses/:id/layout/versions/:n/restore", roles: adminOnly, missing: none, do: restoreLayout},
		{method: "GET", path: "/v1/warehouses/:id/layout.lif.json", roles: lookers, query: []string{"version"}, missing: none, do: func(r *request) (answer, error) {
			return layoutAs(r, "application/json", "lif.json", r.face.Layouts.LayoutLIF)
		}},
		{method: "GET", path: "/v1/warehouses/:id/layout.yaml", roles: lookers, query: []string{"version"}, missing: none, do: func(r *request) (answer, error) {
			return layoutAs(r, "application/yaml", "layout.yaml", r.face.Layouts.LayoutFile)
		}},
	}
}

// layoutBody is a draft alone.
type layoutBody struct {
	Layout map[string]any `json:"layout"`
}

// lifBody is a file in the Layout Interchange Format, as its text.
type lifBody struct {
	File        string `json:"file"`
	VehicleType string `json:"vehicle_type"`
}

// layoutVersion is the version that a query asks for; nil for the newest.
func (r *request) layoutVersion() (*int64, error) {
	text := r.vals.Get("version")
	if text == "" {
		return nil, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return nil, invalid(codeInvalidField, "version is a whole number from 0, not %q", text).With("field", "version")
	}
	return &n, nil
}

func getLayout(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	version, err := r.layoutVersion()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Layouts.Layout(r.ctx, w, version)
	if err != nil {
		return answer{}, err
	}
	out.Vehicles = filled(out.Vehicles)
	r.Header("ETag", fmt.Sprintf("%q", strconv.FormatInt(out.Version.Version, 10)))
	return ok(out), nil
}

// decodeLayout reads a body that must have a layout.
func decodeLayout(r *request, into any, layout *map[string]any) error {
	if err := r.decode(into); err != nil {
		return err
	}
	if len(*layout) == 0 {
		return invalid(codeInvalidField, "layout is missing: an object with the keys of a site file's layout").With("field", "layout")
	}
	return nil
}

func checkLayout(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in layoutBody
	if err := decodeLayout(r, &in, &in.Layout); err != nil {
		return answer{}, err
	}
	out, err := r.face.Layouts.CheckLayout(r.ctx, w, in.Layout)
	if err != nil {
		return answer{}, err
	}
	return listed(tidyFindings(out), ""), nil
}

func tidyFindings(all []wms.LayoutFinding) []wms.LayoutFinding {
	for i := range all {
		all[i].Parts = filled(all[i].Parts)
	}
	return filled(all)
}

func putLayout(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in wms.NewLayout
	if err := decodeLayout(r, &in, &in.Layout); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Layouts.SaveLayout(r.ctx, call, w, in)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func listLayouts(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Layouts.LayoutVersions(r.ctx, w)
	if err != nil {
		return answer{}, err
	}
	return listed(all, ""), nil
}

func restoreLayout(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	n, err := strconv.ParseInt(r.Param("n"), 10, 64)
	if err != nil || n < 0 {
		return answer{}, invalid(codeInvalidField, "a version is a whole number from 0, not %q", r.Param("n")).With("field", "n")
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Layouts.RestoreLayout(r.ctx, call, w, n)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func importLIF(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in lifBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	out, err := r.face.Layouts.ImportLIF(r.ctx, w, []byte(in.File), in.VehicleType)
	if err != nil {
		return answer{}, err
	}
	out.Warnings, out.Findings = filled(out.Warnings), tidyFindings(out.Findings)
	return ok(out), nil
}

// layoutAs answers a file.
func layoutAs(r *request, kind, name string, write func(context.Context, wms.WarehouseID, *int64, io.Writer) error) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	version, err := r.layoutVersion()
	if err != nil {
		return answer{}, err
	}
	r.Header("Content-Type", kind)
	r.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, w, name))
	r.Header("Cache-Control", "no-store")
	late := &lateStatus{r: r}
	if err := write(r.ctx, w, version, late); err != nil {
		if !r.Writer.Written() {
			r.Writer.Header().Del("Content-Disposition")
		}
		return answer{}, err
	}
	return streamed, nil
}

// lateStatus says 200 with the first byte, so that a refusal can still be
// answered before it.
type lateStatus struct {
	r    *request
	said bool
}

func (l *lateStatus) Write(b []byte) (int, error) {
	if !l.said {
		l.said = true
		l.r.Status(http.StatusOK)
	}
	return l.r.Writer.Write(b)
}
