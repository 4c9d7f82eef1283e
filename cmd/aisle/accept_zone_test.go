package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// TestFireAlarmStopsVehicles drives the twin's vehicles by transports of
// totes, raises a fire alarm over the whole floor of the warehouse, kills the
// program and starts it again: no vehicle moves until a person releases the
// zone; then the transports end.
func TestFireAlarmStopsVehicles(t *testing.T) {
	p, data := freePorts(t), stockedFolder(t)
	flags := append([]string{"up", "--data", data, "--speed", "10", "--people", "off", "--demand", "off"}, p.flags()...)
	site := start(t, flags...)
	site.until(readyLimit, "the site serves", func() bool { return ready(p.http) })
	raw, err := os.ReadFile(filepath.Join(data, "admin.token"))
	if err != nil {
		t.Fatal(err)
	}
	c := outsider{t: t, url: "http://" + p.http, token: strings.TrimSpace(string(raw))}
	fleet := func() map[wms.DeviceID]wms.LiveVehicle {
		var out struct{ Data []wms.LiveVehicle }
		c.call("GET", "/v1/fleet", nil, &out)
		all := map[wms.DeviceID]wms.LiveVehicle{}
		for _, v := range out.Data {
			if strings.HasPrefix(string(v.ID), "agv-0") {
				all[v.ID] = v
			}
		}
		return all
	}
	var floor wms.Floor
	c.call("GET", "/v1/layout?warehouse=central", nil, &floor)
	if code := c.call("PUT", "/v1/zones/hall", map[string]any{"warehouse": "central", "x_mm": -10000, "y_mm": -10000,
		"width_mm": floor.WidthMM + 20000, "depth_mm": floor.DepthMM + 20000}, nil); code != 200 {
		t.Fatalf("zone: %d", code)
	}
	transports := carryPallets(t, &c)
	site.until(time.Minute, "a vehicle drives", func() bool {
		for _, v := range fleet() {
			if v.Mission != "" && v.State != "idle" {
				return true
			}
		}
		return false
	})
	var z wms.Zone
	if code := c.call("POST", "/v1/zones/hall/evacuate", map[string]any{"reason": "fire alarm"}, &z); code != 200 {
		t.Fatalf("evacuate: %d", code)
	}
	still := func(what string) {
		t.Helper()
		site.until(time.Minute, what, func() bool {
			before := fleet()
			time.Sleep(500 * time.Millisecond) // 5 s of site time: a vehicle would be metres further
			after := fleet()
			for id, v := range after {
				if v.XMM != before[id].XMM || v.YMM != before[id].YMM {
					return false
				}
			}
			return len(after) > 0
		})
	}
	still("the vehicles stand")
	before := fleet()
	site.kill()
	site = start(t, flags...)
	site.until(readyLimit, "the site serves again", func() bool { return ready(p.http) })
	site.until(time.Minute, "all vehicles are heard of", func() bool {
		for _, v := range fleet() {
			if v.State == "offline" {
				return false
			}
		}
		return true
	})
	if c.call("GET", "/v1/zones/hall", nil, &z); z.State != wms.ZoneEvacuated || len(z.Paused) == 0 {
		t.Fatalf("after a restart the zone is %+v", z)
	}
	still("the vehicles stand after a restart")
	for id, v := range fleet() {
		if far := max(v.XMM-before[id].XMM, before[id].XMM-v.XMM, v.YMM-before[id].YMM, before[id].YMM-v.YMM); far > 2000 {
			t.Errorf("%s drove %d mm through the alarm", id, far)
		}
	}
	waits := false
	for _, id := range transports {
		var tr wms.Transport
		c.call("GET", "/v1/transports/"+string(id), nil, &tr)
		waits = waits || tr.Status != "done"
	}
	if !waits {
		t.Fatal("every transport ended through the alarm")
	}
	if code := c.call("POST", "/v1/zones/hall/release", nil, &z); code != 200 {
		t.Fatalf("release: %d", code)
	}
	site.until(3*time.Minute, "the transports end", func() bool {
		for _, id := range transports {
			var tr wms.Transport
			c.call("GET", "/v1/transports/"+string(id), nil, &tr)
			if tr.Status != "done" {
				return false
			}
		}
		return true
	})
	if c.call("GET", "/v1/zones/hall", nil, &z); z.State != wms.ZoneOpen || len(z.Paused) > 0 {
		t.Errorf("at the end the zone is %+v", z)
	}
}

// carryPallets asks for some pallets of the racks to be brought to stations.
func carryPallets(t *testing.T, c *outsider) (ids []wms.TransportID) {
	t.Helper()
	var stock struct{ Data []wms.StockRow }
	c.call("GET", "/v1/stock?warehouse=central&limit=1000", nil, &stock)
	var stations struct{ Data []wms.Location }
	c.call("GET", "/v1/warehouses/central/locations?kind=station", nil, &stations)
	seen := map[wms.HandlingUnitID]bool{}
	for _, row := range stock.Data {
		if len(ids) == min(4, len(stations.Data)) {
			return ids
		}
		if row.HandlingUnit == "" || seen[row.HandlingUnit] || row.Location == nil {
			continue
		}
		seen[row.HandlingUnit] = true
		var tr wms.Transport
		if c.call("POST", "/v1/transports", map[string]any{"warehouse": "central", "handling_unit": row.HandlingUnit, "to": stations.Data[len(ids)].ID}, &tr) < 300 {
			ids = append(ids, tr.ID)
		}
	}
	if len(ids) == 0 {
		t.Fatalf("no pallet to carry among %d rows", len(stock.Data))
	}
	return ids
}
