package plant

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// A chute is assigned while the sorter runs: by route, carrier or shipments,
// each change with who, when and why; what names a shipment most closely wins.
func TestChutesAreAssignedLive(t *testing.T) {
	p, c := start(t, t.TempDir())
	var list struct{ Data []wms.SorterChute }
	c.must("GET", "/v1/sorters/sorter-1/chutes", nil, &list)
	if len(list.Data) != 12 || list.Data[0].Version != 0 || len(list.Data[0].Routes) == 0 {
		t.Fatalf("the site file's chutes: %+v", list.Data)
	}
	first, last := list.Data[0], list.Data[11]
	h, err := p.House("central")
	if err != nil {
		t.Fatal(err)
	}
	to := func(s outbound.Shipment) (out []int64) {
		t.Helper()
		at, err := view(p, func(r store.Reader) ([]wms.Location, error) { return h.Floor.ChutesFor(r, s) })
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range at {
			out = append(out, l.Chute)
		}
		return out
	}
	s := outbound.Shipment{ID: "central-S1", Route: last.Routes[0], Carrier: "parcel"}
	if got := to(s); !slices.Contains(got, 12) || slices.Contains(got, 1) {
		t.Fatalf("route %s goes to %v", s.Route, got)
	}
	var a wms.ChuteAssignment
	c.must("PUT", "/v1/sorters/sorter-1/chutes/1", obj{"routes": last.Routes, "reason": "twelve is full", "version": 0}, &a)
	if a.Version != 1 || a.By == "" || a.At.IsZero() || !slices.Contains(to(s), 1) || !slices.Contains(to(s), 12) {
		t.Errorf("assigned %+v, now goes to %v", a, to(s))
	}
	c.refused("chute_changed", "PUT", "/v1/sorters/sorter-1/chutes/1", obj{"routes": first.Routes, "version": 0})
	c.refused("unknown_route", "PUT", "/v1/sorters/sorter-1/chutes/1", obj{"routes": []string{"nowhere"}})
	c.refused("unknown_carrier", "PUT", "/v1/sorters/sorter-1/chutes/1", obj{"carriers": []string{"nobody"}})
	c.refused("unknown_shipment", "PUT", "/v1/sorters/sorter-1/chutes/1", obj{"shipments": []string{"central-S9"}})
	c.refused("unknown_chute", "PUT", "/v1/sorters/sorter-1/chutes/0", obj{})
	c.refused("unknown_device", "GET", "/v1/sorters/crane-1/chutes", nil)
	for i := range 12 { // a carrier's chute, where none is its route's
		body := obj{}
		if i == 4 {
			body = obj{"carriers": []string{"parcel"}}
		}
		if i == 5 {
			body = obj{"any": true, "label": "rest"}
		}
		c.must("PUT", fmt.Sprintf("/v1/sorters/sorter-1/chutes/%02d", i+1), body, nil)
	}
	if got := to(s); !slices.Equal(got, []int64{5}) {
		t.Errorf("the carrier's goes to %v", got)
	}
	if got := to(outbound.Shipment{ID: "x", Route: "r", Carrier: "other"}); !slices.Equal(got, []int64{6}) {
		t.Errorf("the rest goes to %v", got)
	}
	var now wms.ChuteHistory
	c.must("GET", "/v1/sorters/sorter-1/chutes/1", nil, &now)
	if now.Version != 2 || len(now.History) != 2 || now.History[0].Reason != "twelve is full" || !slices.Equal(now.History[1].Routes, first.Routes) {
		t.Errorf("history %+v", now)
	}
	if got := chuteLabel(wms.ChuteAssignment{Routes: []string{"a"}, Carriers: []string{"b"}, Shipments: []wms.ShipmentID{"1", "2", "3", "4"}}); got != "a, b, 1, 2, 3, …" {
		t.Errorf("label %q", got)
	}
}
