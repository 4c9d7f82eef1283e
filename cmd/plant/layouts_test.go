package plant

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
)

func (c *client) layout(w string) wms.SiteLayout {
	c.t.Helper()
	var out wms.SiteLayout
	c.must("GET", "/v1/warehouses/"+w+"/layout", nil, &out)
	return out
}

// list is a list of a layout, for changing.
func list(layout map[string]any, key string) []any { return layout[key].([]any) }

func without(list []any, id string) []any {
	return slices.DeleteFunc(slices.Clone(list), func(x any) bool { return x.(map[string]any)["id"] == id })
}

// A draft is drawn, faults are shown with their places, the good one is saved
// and taken at the next start; what would orphan stock is refused, also when the
// stock came after the save.
func TestALayoutIsDrawnSavedAndTaken(t *testing.T) {
	dir := t.TempDir()
	stage := map[string]any{"id": "STAGE-9", "kind": "staging", "zone": "shipping", "x_mm": 38000, "y_mm": 16000}
	t.Run("draw", func(t *testing.T) {
		_, c := start(t, dir)
		first := c.layout("overseas")
		if first.Version.Version != 0 || first.Version.State != wms.LayoutInForce || first.Version.Places == 0 {
			t.Fatalf("at first: %+v", first.Version)
		}
		draft := first.Layout
		shelves := list(draft, "shelf_areas")[0].(map[string]any)
		shelves["x_mm"] = 60000
		var found struct{ Data []wms.LayoutFinding }
		c.must("POST", "/v1/warehouses/overseas/layout/check", map[string]any{"layout": draft}, &found)
		if len(found.Data) == 0 || found.Data[0].Code != "out_of_building" || found.Data[0].XMM == nil {
			t.Fatalf("shelves outside: %+v", found.Data)
		}
		if code := c.call("PUT", "/v1/warehouses/overseas/layout", wms.NewLayout{Layout: draft}, nil); code != http.StatusUnprocessableEntity {
			t.Errorf("a faulty draft was answered with %d", code)
		}
		shelves["x_mm"] = 4000
		draft["places"] = append(list(draft, "places"), stage)
		var saved wms.LayoutVersion
		c.must("PUT", "/v1/warehouses/overseas/layout", wms.NewLayout{Layout: draft, Note: "one more"}, &saved)
		if saved.Version != 1 || saved.State != wms.LayoutNextStart || saved.InForce != 0 || saved.Places != first.Version.Places+1 {
			t.Errorf("saved: %+v", saved)
		}
		if code := c.call("PUT", "/v1/warehouses/overseas/layout", wms.NewLayout{Layout: draft}, nil); code != http.StatusConflict {
			t.Errorf("drawn upon the old one: %d", code)
		}
		if code := c.call("GET", "/v1/warehouses/overseas/locations/STAGE-9", nil, nil); code != http.StatusNotFound {
			t.Errorf("the place is there before the next start: %d", code)
		}
	})
	t.Run("taken", func(t *testing.T) {
		_, c := start(t, dir)
		c.must("GET", "/v1/warehouses/overseas/locations/STAGE-9", nil, nil)
		now := c.layout("overseas")
		if now.Version.Version != 1 || now.Version.State != wms.LayoutInForce || now.Version.SavedBy == "" {
			t.Errorf("after the start: %+v", now.Version)
		}
		// Without the place it would be an orphan: stock lies there.
		c.must("PUT", "/v1/items/L1", map[string]any{"description": "l"}, nil)
		c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": "STAGE-9", "sku": "L1", "delta": 3, "reason": "t"}, nil)
		gone := now.Layout
		gone["places"] = without(list(gone, "places"), "STAGE-9")
		var found struct{ Data []wms.LayoutFinding }
		c.must("POST", "/v1/warehouses/overseas/layout/check", map[string]any{"layout": gone}, &found)
		if len(found.Data) != 1 || found.Data[0].Code != "holds_stock" || found.Data[0].Parts[0] != "STAGE-9" {
			t.Errorf("a place with stock vanishes: %+v", found.Data)
		}
		if code := c.call("PUT", "/v1/warehouses/overseas/layout", wms.NewLayout{Base: 1, Layout: gone}, nil); code != http.StatusConflict {
			t.Errorf("it was answered with %d", code)
		}
		// Empty it may go; but when the start comes, something lies there again.
		c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": "STAGE-9", "sku": "L1", "delta": -3, "reason": "t"}, nil)
		c.must("POST", "/v1/warehouses/overseas/layout/versions/0/restore", nil, nil)
		c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": "STAGE-9", "sku": "L1", "delta": 2, "reason": "t"}, nil)
	})
	t.Run("set aside", func(t *testing.T) {
		_, c := start(t, dir)
		c.must("GET", "/v1/warehouses/overseas/locations/STAGE-9", nil, nil)
		now := c.layout("overseas")
		if now.Version.Version != 2 || now.Version.State != wms.LayoutSetAside || now.Version.Why != losesPlaces || now.Version.InForce != 1 {
			t.Errorf("it would have lost stock: %+v", now.Version)
		}
		c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": "STAGE-9", "sku": "L1", "delta": -2, "reason": "t"}, nil)
	})
	t.Run("in the end", func(t *testing.T) {
		_, c := start(t, dir)
		if code := c.call("GET", "/v1/warehouses/overseas/locations/STAGE-9", nil, nil); code != http.StatusNotFound {
			t.Errorf("the restored layout has the place: %d", code)
		}
		var all struct{ Data []wms.LayoutVersion }
		c.must("GET", "/v1/warehouses/overseas/layout/versions", nil, &all)
		if len(all.Data) != 2 || all.Data[0].State != wms.LayoutInForce || all.Data[0].Restores == nil || all.Data[1].State != wms.LayoutPast {
			t.Errorf("versions: %+v", all.Data)
		}
	})
}

// The roadmap goes out as LIF and comes back the same; the part of the site
// file can be put into the file.
func TestALayoutGoesOutAndComesBack(t *testing.T) {
	_, c := start(t, t.TempDir())
	text := c.text("/v1/warehouses/central/layout.lif.json")
	var draft wms.LayoutDraft
	c.must("POST", "/v1/warehouses/central/layout/import-lif", map[string]any{"file": text}, &draft)
	if len(draft.Warnings) > 0 {
		t.Errorf("our own file has warnings: %v", draft.Warnings)
	}
	for _, f := range draft.Findings {
		if f.Level == "error" {
			t.Errorf("our own file has faults: %+v", f)
		}
	}
	have, want := c.layout("central").Layout["roadmap"].(map[string]any), draft.Layout["roadmap"].(map[string]any)
	for _, key := range []string{"nodes", "stations", "parking", "charging"} {
		a, b := list(have, key), list(want, key)
		if len(a) != len(b) {
			t.Errorf("%s: %d went out, %d came back", key, len(a), len(b))
		}
	}
	if code := c.call("POST", "/v1/warehouses/central/layout/import-lif", map[string]any{"file": "no"}, nil); code != http.StatusUnprocessableEntity {
		t.Errorf("no LIF: %d", code)
	}
	part := c.text("/v1/warehouses/overseas/layout.yaml")
	out := t.TempDir()
	for _, name := range []string{"network.yaml", "central.yaml", "front.yaml", "overseas.yaml"} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "config", "demo", name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "overseas.yaml" {
			before, rest, _ := strings.Cut(string(raw), "layout:\n")
			_, after, _ := strings.Cut(rest, "\npeople:")
			raw = []byte(before + part + "\npeople:" + after)
		}
		if err := os.WriteFile(filepath.Join(out, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n, err := config.Load(filepath.Join(out, "network.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(c.layout("overseas").Layout)
	if err != nil {
		t.Fatal(err)
	}
	if d, _ := n.Draft("overseas", raw); d == nil || string(placedIn(n, "overseas").Layout.JSON()) != string(placedIn(d, "overseas").Layout.JSON()) {
		t.Error("the file has another layout than the site")
	}
}
