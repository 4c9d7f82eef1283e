package plant

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/transports"
)

// cranes lists what the crane did of a unit, as FROM>TO.
func (s *beltSite) cranes(unit string) (out []string) {
	for _, x := range s.transports() {
		for _, m := range x.Missions {
			if x.HandlingUnit == wms.HandlingUnitID(unit) && m.Device == "crane-1" && m.Status == transports.Done {
				out = append(out, string(m.From)+">"+string(m.To))
			}
		}
	}
	return out
}

// TestDoubleDeepOverOPCUA: a pallet behind another one is wanted. The one in
// front is put elsewhere first, once, though the crane's PLC boots in the middle
// of that, the cable is cut and the WMS starts anew. A load that only the crane
// knows of stands before the next: a person takes it away and lets it be tried
// again. Books and building agree in the end.
func TestDoubleDeepOverOPCUA(t *testing.T) {
	s := newBeltSite(t)
	crane := s.twin.Cranes["crane-1"]
	for unit, cell := range map[string]string{"BEHIND": "R1-A-001-01-2", "BEFORE": "R1-A-001-01", "NEXT": "R1-B-002-01-2"} {
		s.put(unit, cell)
	}
	eventually(t, "the machines are there", s.ready)
	var test wms.ConnectionTest
	s.client.must("POST", "/v1/devices/crane-1/test", obj{}, &test)
	if !test.Good || len(test.Steps) != 4 || test.Steps[0].Step != "reach" {
		t.Errorf("the connection of the crane: %+v", test)
	}
	s.bring("BEHIND", "CV-4")
	eventually(t, "the crane works", crane.Working)
	if err := crane.Restart(); err != nil {
		t.Fatal(err)
	}
	s.cable.sever(true)
	s.stop()
	s.cable.sever(false)
	s.open(slog.New(slog.DiscardHandler))
	eventually(t, "the wanted pallet came", func() bool { return s.came("BEHIND", "CV-4") })
	if got := s.cranes("BEFORE"); len(got) != 1 || !strings.HasPrefix(got[0], "R1-A-001-01>") || strings.Contains(got[0], ">R1-A-001-01") {
		t.Errorf("what stood before it went %v: it is put into another lane of its aisle, once", got)
	}
	if got := s.cranes("BEHIND"); !slices.Equal(got, []string{"R1-A-001-01-2>R1-OUT"}) {
		t.Errorf("the wanted one went %v", got)
	}

	s.appear("UNKNOWN", "R1-B-002-01")
	s.bring("NEXT", "CV-3")
	eventually(t, "a person is asked", func() bool { return len(s.stuck()) == 1 })
	x := s.stuck()[0]
	if x.HandlingUnit != "NEXT" || x.Device != "crane-1" || !slices.Contains(x.Actions, "retry") {
		t.Fatalf("stuck: %+v", x)
	}
	if err := s.twin.World.Update(func(tx *world.Tx) error { return tx.Remove("UNKNOWN") }); err != nil {
		t.Fatal(err)
	}
	s.client.must("POST", "/v1/transports/"+string(x.Transport)+"/resolve", obj{"action": "retry", "reason": "an unknown pallet stood before it"}, nil)
	eventually(t, "it came too", func() bool { return s.came("NEXT", "CV-3") })
	for _, unit := range []string{"BEHIND", "BEFORE", "NEXT"} {
		if got := s.really(unit); got != string(s.booked(unit)) {
			t.Errorf("%s is booked at %s and stands at %s", unit, s.booked(unit), got)
		}
	}
}

// TestWhereTheCraneStores: over HTTP goods come in on pallets, over OPC UA the
// crane takes them from its P&D station to the cell that suits them: what is
// wanted often lies near, what is heavy low, and before a pallet stands only one
// of the same lot.
func TestWhereTheCraneStores(t *testing.T) {
	s := newBeltSite(t)
	c := s.client
	eventually(t, "the machines are there", s.ready)
	c.must("PUT", "/v1/items/OFTEN", obj{"weight_g": 100, "class": "A"}, nil)
	c.must("PUT", "/v1/items/RARE", obj{"weight_g": 10_000, "class": "C"}, nil)
	h, err := s.plant.House("one")
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]wms.Location{}
	for _, in := range []struct {
		unit, sku string
		qty       int
	}{{"RARE-1", "RARE", 40}, {"OFTEN-1", "OFTEN", 50}, {"OFTEN-2", "OFTEN", 50}, {"RARE-2", "RARE", 40}, {"OFTEN-3", "OFTEN", 50}} {
		c.receive("one", obj{"sku": in.sku, "qty": in.qty, "handling_unit": in.unit})
		s.appear(in.unit, "R1-IN")
		c.must("POST", "/v1/stock/moves", obj{"handling_unit": in.unit, "from": s.booked(in.unit), "to": "R1-IN"}, nil)
		eventually(t, in.unit+" is stored", func() bool {
			loc, _ := h.Site.Location(s.booked(in.unit))
			at[in.unit] = loc
			return loc.Kind == wms.KindRackCell && s.really(in.unit) == string(loc.ID)
		})
		t.Logf("%s lies at %s", in.unit, at[in.unit].ID)
	}
	for unit, loc := range at {
		if strings.HasPrefix(unit, "RARE") && loc.Level != 1 {
			t.Errorf("%s weighs 400 kg and lies at %s", unit, loc.ID)
		}
		for other, o := range at {
			if unit[:4] != other[:4] && loc.Side == o.Side && loc.Bay == o.Bay && loc.Level == o.Level {
				t.Errorf("%s at %s shares a lane with %s at %s", unit, loc.ID, other, o.ID)
			}
			if strings.HasPrefix(unit, "OFTEN") && strings.HasPrefix(other, "RARE") && loc.Bay > o.Bay {
				t.Errorf("%s at %s lies farther than %s at %s", unit, loc.ID, other, o.ID)
			}
		}
	}
}
