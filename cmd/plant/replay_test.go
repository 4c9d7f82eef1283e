package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// TestTheFloorAsItWas: pictures are kept while the site runs, and read by
// time; a restart keeps them.
func TestTheFloorAsItWas(t *testing.T) {
	dir := t.TempDir()
	_, c := startWith(t, dir, func(o *Options) { o.ReplayMB = 8 })
	var span struct{ From, To *time.Time }
	eventually(t, "two pictures", func() bool {
		c.must("GET", "/v1/replay/span?warehouse=central", nil, &span)
		return span.From != nil && span.To.After(*span.From)
	})
	var out struct {
		Data []wms.Live
		Next *string
	}
	c.must("GET", "/v1/replay?warehouse=central&every_ms=0&from="+span.From.Format(time.RFC3339Nano)+"&to="+span.To.Add(time.Millisecond).Format(time.RFC3339Nano), nil, &out)
	if len(out.Data) < 2 || out.Data[0].Warehouse != "central" || out.Data[0].Time.UnixMilli() != span.From.UnixMilli() {
		t.Errorf("%d pictures, span %v", len(out.Data), span)
	}
	c.refused("invalid_parameter", "GET", "/v1/replay?warehouse=central", nil)
	c.refused("invalid_parameter", "GET", "/v1/replay?warehouse=central&from=2026-03-02T09:00:00Z&to=2026-03-02T08:00:00Z", nil)
	c.refused("unknown_warehouse", "GET", "/v1/replay/span?warehouse=mars", nil)
}

// TestTheFloorByHeat: what lies in a bay makes it warm, and only there.
func TestTheFloorByHeat(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.provide("HEAT", 10)
	for by, want := range map[string]func(v int64) bool{"fill": func(v int64) bool { return v > 0 && v <= 1000 }, "age": func(v int64) bool { return v == 0 }} {
		var h wms.Heat
		c.must("GET", "/v1/heat?warehouse=overseas&by="+by, nil, &h)
		warm := int64(0)
		for _, b := range h.Bays {
			warm = max(warm, b.Value)
		}
		if len(h.Bays) == 0 || h.Max != warm || !want(warm) {
			t.Errorf("by %s: %d bays, max %d, found %d", by, len(h.Bays), h.Max, warm)
		}
	}
	c.refused("invalid_parameter", "GET", "/v1/heat?warehouse=overseas&by=colour", nil)
}
