package plant

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/routing/lif"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/layouts"
	"github.com/aisle-wms/aisle/wms/store"
)

// layoutRaw is a version's layout; nil is the newest, 0 the site file's.
func (p *Plant) layoutRaw(h *House, version *int64) (layouts.Saved, error) {
	file := layouts.Saved{Layout: p.fileLayouts[h.Site.ID]}
	return view(p, func(r store.Reader) (layouts.Saved, error) {
		switch {
		case version == nil:
			s, ok, err := layouts.Newest(r, h.Partition())
			if !ok {
				return file, err
			}
			return s, err
		case *version == 0:
			return file, nil
		default:
			return layouts.Get(r, h.Partition(), *version)
		}
	})
}

// Layout implements api.Layouts.
func (p *Plant) Layout(ctx context.Context, w wms.WarehouseID, version *int64) (wms.SiteLayout, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.SiteLayout{}, err
	}
	s, err := p.layoutRaw(h, version)
	if err != nil {
		return wms.SiteLayout{}, err
	}
	out := wms.SiteLayout{Warehouse: w, Vehicles: layoutVehicles(h.Config)}
	if out.Version, err = p.versionView(h, s.LayoutVersion); err != nil {
		return out, err
	}
	for _, v := range out.Vehicles {
		out.NodeGapMM = max(out.NodeGapMM, config.NodeGapMM(v.LengthMM, v.WidthMM))
	}
	if s.Version == 0 {
		out.Version.Places = int64(len(p.filePlaces(h)))
		out.Version.Nodes = fileNodes(s.Layout)
	}
	return out, json.Unmarshal(s.Layout, &out.Layout)
}

// filePlaces are the places of the site file's layout.
func (p *Plant) filePlaces(h *House) []config.Location {
	if n, _ := p.Network.Draft(h.Config.ID, p.fileLayouts[h.Site.ID]); n != nil {
		return placedIn(n, h.Config.ID).Locations()
	}
	return nil
}

func fileNodes(layout []byte) int64 {
	var l struct {
		Roadmap struct {
			Nodes []json.RawMessage `json:"nodes"`
		} `json:"roadmap"`
	}
	_ = json.Unmarshal(layout, &l) // it is ours
	return int64(len(l.Roadmap.Nodes))
}

func layoutVehicles(w *config.Warehouse) []wms.LayoutVehicle {
	out := []wms.LayoutVehicle{}
	for _, d := range w.DevicesOf("vehicle") {
		m := w.VehicleModel(d)
		i := slices.IndexFunc(out, func(v wms.LayoutVehicle) bool { return v.Model == m.ID })
		if i < 0 {
			i = len(out)
			out = append(out, wms.LayoutVehicle{Model: m.ID, LengthMM: m.LengthMM, WidthMM: m.WidthMM, MaxLoadG: m.MaxLoadG})
		}
		out[i].Count++
	}
	return out
}

// versionView says what became of a version.
func (p *Plant) versionView(h *House, v wms.LayoutVersion) (wms.LayoutVersion, error) {
	f, err := view(p, func(r store.Reader) (layouts.Force, error) { return layouts.InForce(r, h.Partition()) })
	if err != nil {
		return v, err
	}
	newest, err := view(p, func(r store.Reader) (layouts.Saved, error) {
		s, _, err := layouts.Newest(r, h.Partition())
		return s, err
	})
	return stateOf(v, f, newest.Version), err
}

func stateOf(v wms.LayoutVersion, f layouts.Force, newest int64) wms.LayoutVersion {
	v.InForce, v.State = f.Version, wms.LayoutPast
	switch {
	case v.Version == f.Version:
		v.State = wms.LayoutInForce
	case v.Version == f.Aside:
		v.State, v.Why, v.WhyText = wms.LayoutSetAside, f.Why, f.WhyText
	case v.Version == newest:
		v.State = wms.LayoutNextStart
	}
	return v
}

// LayoutVersions implements api.Layouts.
func (p *Plant) LayoutVersions(_ context.Context, w wms.WarehouseID) ([]wms.LayoutVersion, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, err
	}
	return view(p, func(r store.Reader) ([]wms.LayoutVersion, error) {
		f, err := layouts.InForce(r, h.Partition())
		if err != nil {
			return nil, err
		}
		all, err := layouts.List(r, h.Partition())
		for i := range all {
			all[i] = stateOf(all[i], f, all[0].Version)
		}
		return all, err
	})
}

// judge finds what is wrong with a draft; next is nil if it is no layout.
func (p *Plant) judge(h *House, raw []byte) (next *config.Warehouse, out []wms.LayoutFinding) {
	n, findings := p.Network.Draft(h.Config.ID, raw)
	if n != nil {
		next = placedIn(n, h.Config.ID)
	}
	for _, f := range findings {
		x := wms.LayoutFinding{Code: f.Code, Level: "error", Message: f.Text, Parts: f.Parts, HaveMM: f.HaveMM, NeedMM: f.NeedMM}
		if f.Advice {
			x.Level = "warning"
		}
		if f.Point != nil {
			x.XMM, x.YMM = &f.Point[0], &f.Point[1]
		}
		out = append(out, x)
	}
	return next, out
}

// orphanFindings tell of what would be lost, at the place where it is now.
func orphanFindings(h *House, lost []layouts.Orphan) (out []wms.LayoutFinding) {
	for _, o := range lost {
		f := wms.LayoutFinding{Code: o.Code, Level: "error", Message: orphanText(o), Parts: []string{string(o.Location), o.What}}
		if l, ok := h.Config.Location(string(o.Location)); ok {
			f.XMM, f.YMM = &l.XMM, &l.YMM
		}
		out = append(out, f)
	}
	return out
}

// CheckLayout implements api.Layouts.
func (p *Plant) CheckLayout(_ context.Context, w wms.WarehouseID, layout map[string]any) ([]wms.LayoutFinding, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(layout)
	if err != nil {
		return nil, err
	}
	next, out := p.judge(h, raw)
	if next == nil {
		return out, nil
	}
	lost, err := view(p, func(r store.Reader) ([]layouts.Orphan, error) { return orphans(r, h.Partition(), h.Config, next) })
	return append(out, orphanFindings(h, lost)...), err
}

// SaveLayout implements api.Layouts.
func (p *Plant) SaveLayout(ctx context.Context, c api.Call, w wms.WarehouseID, n wms.NewLayout) (wms.LayoutVersion, error) {
	raw, err := json.Marshal(n.Layout)
	if err != nil {
		return wms.LayoutVersion{}, err
	}
	return p.saveLayout(ctx, c, w, n.Base, layouts.Saved{LayoutVersion: wms.LayoutVersion{Note: n.Note}, Layout: raw})
}

func (p *Plant) saveLayout(ctx context.Context, c api.Call, w wms.WarehouseID, base int64, s layouts.Saved) (wms.LayoutVersion, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.LayoutVersion{}, err
	}
	next, findings := p.judge(h, s.Layout)
	out, _, err := command(ctx, p, c, h.Partition(), "layout.save", func(tx store.Tx) (wms.LayoutVersion, error) {
		if next == nil {
			return wms.LayoutVersion{}, wms.Refuse(wms.Invalid, "layout_faulty", "the layout has %d faults; the first: %s", len(findings), findings[0].Message).
				With("findings", findings)
		}
		lost, err := orphans(tx, h.Partition(), h.Config, next)
		if err != nil {
			return wms.LayoutVersion{}, err
		}
		if len(lost) > 0 {
			return wms.LayoutVersion{}, wms.Refuse(wms.Conflict, "layout_orphans", "places would be gone that are in use; the first: %s", orphanText(lost[0])).
				With("findings", orphanFindings(h, lost))
		}
		s.Layout, s.File = next.Layout.JSON(), hashOf(p.fileLayouts[w])
		s.Places = int64(len(next.Locations()))
		if r := next.Layout.Roadmap; r != nil {
			s.Nodes = int64(len(r.Nodes))
		}
		return layouts.Save(tx, c.Actor.User, base, s)
	})
	if err != nil {
		return out, err
	}
	return p.versionView(h, out)
}

// RestoreLayout implements api.Layouts.
func (p *Plant) RestoreLayout(ctx context.Context, c api.Call, w wms.WarehouseID, version int64) (wms.LayoutVersion, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.LayoutVersion{}, err
	}
	old, err := p.layoutRaw(h, &version)
	if err != nil {
		return wms.LayoutVersion{}, err
	}
	newest, err := p.layoutRaw(h, nil)
	if err != nil {
		return wms.LayoutVersion{}, err
	}
	return p.saveLayout(ctx, c, w, newest.Version, layouts.Saved{LayoutVersion: wms.LayoutVersion{Restores: &version}, Layout: old.Layout})
}

// siteWith is the warehouse with a version of its layout.
func (p *Plant) siteWith(w wms.WarehouseID, version *int64) (*config.Warehouse, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, err
	}
	s, err := p.layoutRaw(h, version)
	if err != nil {
		return nil, err
	}
	next, findings := p.judge(h, s.Layout)
	if next == nil {
		return nil, wms.Refuse(wms.Conflict, "layout_faulty", "the layout has %d faults; the first: %s", len(findings), findings[0].Message)
	}
	return next, nil
}

// LayoutFile implements api.Layouts.
func (p *Plant) LayoutFile(_ context.Context, w wms.WarehouseID, version *int64, out io.Writer) error {
	site, err := p.siteWith(w, version)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, site.Layout.FilePart())
	return err
}

// LayoutLIF implements api.Layouts.
func (p *Plant) LayoutLIF(_ context.Context, w wms.WarehouseID, version *int64, out io.Writer) error {
	site, err := p.siteWith(w, version)
	if err != nil {
		return err
	}
	if site.Layout.Roadmap == nil {
		return wms.Refuse(wms.NotFound, "no_roadmap", "warehouse %s has no roadmap", w)
	}
	return WriteLIF(out, p.Network.Name, site, "agv", time.Now())
}

// WriteLIF writes the roadmap of a warehouse in the Layout Interchange Format.
func WriteLIF(out io.Writer, project string, w *config.Warehouse, vehicleType string, now time.Time) error {
	rm, err := Roadmap(w)
	if err != nil {
		return err
	}
	return lif.Write(out, lif.File{
		MetaInformation: lif.Meta{ProjectIdentification: project, Creator: "Aisle", ExportTimestamp: now.UTC().Format(time.RFC3339), LIFVersion: lif.Version},
		Layouts:         []lif.Layout{lif.FromRoadmap(rm, w.Layout.Roadmap.Map, vehicleType)},
	})
}

// ImportLIF implements api.Layouts.
func (p *Plant) ImportLIF(_ context.Context, w wms.WarehouseID, file []byte, vehicleType string) (wms.LayoutDraft, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.LayoutDraft{}, err
	}
	f, read, err := lif.Read(bytes.NewReader(file))
	if err != nil {
		return wms.LayoutDraft{}, wms.Refuse(wms.Invalid, "not_lif", "the file can not be read as LIF: %s", err.Error())
	}
	s, err := p.layoutRaw(h, nil)
	if err != nil {
		return wms.LayoutDraft{}, err
	}
	var out wms.LayoutDraft
	if err := json.Unmarshal(s.Layout, &out.Layout); err != nil {
		return out, err
	}
	warn := func(all []lif.Warning) {
		for _, x := range all {
			out.Warnings = append(out.Warnings, wms.LayoutWarning{Path: x.Path, Text: x.Text})
		}
	}
	warn(read)
	if len(f.Layouts) > 1 {
		out.Warnings = append(out.Warnings, wms.LayoutWarning{Path: "layouts", Text: fmt.Sprintf("%d layouts: only the first, %s, was taken", len(f.Layouts), f.Layouts[0].LayoutID)})
	}
	nodes, edges, more := f.Layouts[0].Specs(vehicleType)
	warn(more)
	if low := lowest(nodes); low < 0 {
		out.Warnings = append(out.Warnings, wms.LayoutWarning{Path: "layouts[0].nodes", Text: fmt.Sprintf("coordinates begin at %d mm: those of a building begin at 0; move the origin", low)})
	}
	road, _ := out.Layout["roadmap"].(map[string]any)
	if road == nil {
		road = map[string]any{"map": f.Layouts[0].LayoutID}
		out.Layout["roadmap"] = road
	}
	drawRoads(road, nodes, edges)
	out.Findings, err = p.CheckLayout(context.Background(), w, out.Layout)
	return out, err
}

func lowest(nodes []routing.NodeSpec) int64 {
	low := int64(math.MaxInt64)
	for _, n := range nodes {
		low = min(low, n.XMM, n.YMM)
	}
	return low
}

// drawRoads puts the nodes and edges of a roadmap into that of a layout. Two
// edges that are one another's way back are one lane.
func drawRoads(road map[string]any, nodes []routing.NodeSpec, edges []routing.EdgeSpec) {
	stops := map[string][]any{"nodes": {}, "stations": {}, "parking": {}, "charging": {}, "lanes": {}}
	add := func(key string, v any) { stops[key] = append(stops[key], v) }
	for _, n := range nodes {
		add("nodes", map[string]any{"id": n.ID, "x_mm": n.XMM, "y_mm": n.YMM})
		if n.Station != "" {
			add("stations", map[string]any{"location": n.Station, "node": n.ID})
		}
		switch n.Kind {
		case routing.Park:
			add("parking", n.ID)
		case routing.Charge:
			add("charging", n.ID)
		}
	}
	byWay := map[[2]string]routing.EdgeSpec{}
	for _, e := range edges {
		byWay[[2]string{e.From, e.To}] = e
	}
	done := map[[2]string]bool{}
	for _, e := range edges {
		way, back := [2]string{e.From, e.To}, [2]string{e.To, e.From}
		if done[way] {
			continue
		}
		lane := map[string]any{"through": []any{e.From, e.To}}
		if e.MaxSpeedMMPerS > 0 {
			lane["max_speed_mm_per_s"] = e.MaxSpeedMMPerS
		}
		if e.UnladenOnly {
			lane["unladen_only"] = true
		}
		if e.MaxHeightMM > 0 {
			lane["max_height_mm"] = e.MaxHeightMM
		}
		if b, both := byWay[back]; both && b.MaxSpeedMMPerS == e.MaxSpeedMMPerS && b.UnladenOnly == e.UnladenOnly && b.MaxHeightMM == e.MaxHeightMM {
			lane["both_ways"], done[back] = true, true
		}
		add("lanes", lane)
	}
	for key, v := range stops {
		road[key] = v
	}
}
