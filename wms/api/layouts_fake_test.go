package api

import (
	"context"
	"io"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/warehouses/:id/layout"] = `{"base":0,"layout":{"width_mm":1000},"note":"first"}`
	bodies["POST /v1/warehouses/:id/layout/check"] = `{"layout":{"width_mm":1000,"docks":[{"id":"IN-1"}]}}`
	bodies["POST /v1/warehouses/:id/layout/import-lif"] = `{"file":"{}"}`
	for name, v := range map[string]any{"SiteLayout": wms.SiteLayout{}, "LayoutVersion": wms.LayoutVersion{}, "LayoutVehicle": wms.LayoutVehicle{},
		"LayoutFinding": wms.LayoutFinding{}, "NewLayout": wms.NewLayout{}, "LayoutDraft": wms.LayoutDraft{}, "LayoutWarning": wms.LayoutWarning{}} {
		systemNouns[name] = v
	}
}

func (f *fake) Layout(_ context.Context, w wms.WarehouseID, version *int64) (wms.SiteLayout, error) {
	return wms.SiteLayout{Warehouse: w, Version: wms.LayoutVersion{State: wms.LayoutInForce}, Layout: map[string]any{"width_mm": 1000}}, f.saw("Layout", version)
}

func (f *fake) LayoutVersions(context.Context, wms.WarehouseID) ([]wms.LayoutVersion, error) {
	return []wms.LayoutVersion{{Version: 1, SavedAt: when, SavedBy: "ana", State: wms.LayoutNextStart}}, f.saw("LayoutVersions", nil)
}

func (f *fake) CheckLayout(_ context.Context, _ wms.WarehouseID, layout map[string]any) ([]wms.LayoutFinding, error) {
	return []wms.LayoutFinding{{Code: "overlap", Level: "error", Message: "two racks"}}, f.saw("CheckLayout", layout)
}

func (f *fake) SaveLayout(_ context.Context, c Call, _ wms.WarehouseID, n wms.NewLayout) (wms.LayoutVersion, error) {
	return once(f, "SaveLayout", c, n, func() wms.LayoutVersion {
		return wms.LayoutVersion{Version: n.Base + 1, SavedAt: when, State: wms.LayoutNextStart}
	})
}

func (f *fake) RestoreLayout(_ context.Context, c Call, _ wms.WarehouseID, version int64) (wms.LayoutVersion, error) {
	return once(f, "RestoreLayout", c, version, func() wms.LayoutVersion {
		return wms.LayoutVersion{Version: 5, SavedAt: when, Restores: &version, State: wms.LayoutNextStart}
	})
}

func (f *fake) LayoutLIF(_ context.Context, _ wms.WarehouseID, version *int64, out io.Writer) error {
	if err := f.saw("LayoutLIF", version); err != nil {
		return err
	}
	_, err := io.WriteString(out, `{"metaInformation":{},"layouts":[]}`)
	return err
}

func (f *fake) LayoutFile(_ context.Context, _ wms.WarehouseID, version *int64, out io.Writer) error {
	if err := f.saw("LayoutFile", version); err != nil {
		return err
	}
	_, err := io.WriteString(out, "layout: {}\n")
	return err
}

func (f *fake) ImportLIF(_ context.Context, _ wms.WarehouseID, file []byte, _ string) (wms.LayoutDraft, error) {
	return wms.LayoutDraft{Layout: map[string]any{"width_mm": 1000}, Warnings: []wms.LayoutWarning{{Path: "layouts[0]", Text: "odd"}}}, f.saw("ImportLIF", string(file))
}
