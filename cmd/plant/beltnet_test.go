package plant

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/transports"
)

// meetingBelts makes a network of the belt site's one conveyor: at the rack's
// R1-OUT units go on over conveyor-1 or to the fallback CX-3 over conveyor-2;
// conveyor-1 meets conveyor-3, on which vehicles put, at CV-3, from where
// conveyor-4 leads to the vehicles' CV-4.
var meetingBelts = [][2]string{
	{`        - {location: CV-4, x_mm: 28000, y_mm: 19500}
`, `    - id: CX
      zone: rack
      device: conveyor-2
      stations: [{location: R1-OUT}, {location: CX-2, x_mm: 26500, y_mm: 24000}, {location: CX-3, x_mm: 26500, y_mm: 22500}]
    - {id: CM, zone: rack, device: conveyor-3, stations: [{location: CM-1, x_mm: 26500, y_mm: 21000}, {location: CV-3}]}
    - {id: CE, zone: rack, device: conveyor-4, stations: [{location: CV-3}, {location: CV-4, x_mm: 28000, y_mm: 19500}]}
  diverts: [{location: R1-OUT, fallback: CX-3, blocked_after_s: 20}]
`},
	{`  - {id: sorter-1, class`, `  - {id: conveyor-2, class: conveyor, protocol: plc, model: b, plc: plc, prefix: Conveyor2}
  - {id: conveyor-3, class: conveyor, protocol: plc, model: b, plc: plc, prefix: Conveyor3}
  - {id: conveyor-4, class: conveyor, protocol: plc, model: b, plc: plc, prefix: Conveyor4}
  - {id: sorter-1, class`},
}

// over lists the legs that a unit's transports made, as FROM>TO and the device.
func (s *beltSite) over(unit string) (out []string) {
	for _, x := range s.transports() {
		for _, m := range x.Missions {
			if x.HandlingUnit == wms.HandlingUnitID(unit) && m.Class == string(devices.ClassConveyor) {
				out = append(out, string(m.From)+">"+string(m.To)+" "+string(m.Device))
			}
		}
	}
	return out
}

// stuck is what people must decide about.
func (s *beltSite) stuck() []wms.StuckTransport {
	var out struct{ Data []wms.StuckTransport }
	s.client.must("GET", "/v1/stuck", nil, &out)
	return out.Data
}

// passed says whether a conveyor's leg has brought a unit to a place.
func (s *beltSite) passed(unit string, at wms.LocationID) bool {
	return slices.ContainsFunc(s.transports(), func(x wms.Transport) bool {
		return x.HandlingUnit == wms.HandlingUnitID(unit) && slices.ContainsFunc(x.Missions, func(m wms.Mission) bool { return m.To == at && m.Status == transports.Done })
	})
}

func (s *beltSite) ready() bool {
	var all struct{ Data []wms.DeviceView }
	s.client.must("GET", "/v1/devices", nil, &all)
	return !slices.ContainsFunc(all.Data, func(v wms.DeviceView) bool {
		return !v.Online || strings.HasPrefix(string(v.ID), "conveyor") && !v.Ready
	})
}

// TestConveyorsMeetOverOPCUA: units from the rack and from the floor merge and
// come to their goals; what stands before a branch that has jammed goes to the
// fallback, and so does a pallet that nobody knows, over a restart of the PLC
// and of the WMS; the jammed one goes on afterwards. Belts without work stand.
func TestConveyorsMeetOverOPCUA(t *testing.T) {
	s := newBeltSite(t, meetingBelts...)
	eventually(t, "the machines are there", s.ready)
	for unit, at := range map[string]string{"PAL-1": "R1-A-001-01", "PAL-2": "R1-A-002-01", "PAL-3": "R1-A-003-01", "PAL-4": "CM-1"} {
		s.put(unit, at) // what stands on a conveyor and is not wanted is stored
	}
	s.bring("PAL-1", "G1-1")
	eventually(t, "both came over the merge", func() bool { return s.came("PAL-1", "G1-1") && s.passed("PAL-4", "CV-4") })
	if got := s.over("PAL-1"); got[0] != "R1-OUT>CV-3 conveyor-1" && got[0] != "R1-OUT>CV-2 conveyor-1" || got[len(got)-1] != "CV-3>CV-4 conveyor-4" {
		t.Errorf("PAL-1 went %v", got)
	}
	if got := s.over("PAL-4"); !slices.Equal(got, []string{"CM-1>CV-3 conveyor-3", "CV-3>CV-4 conveyor-4"}) {
		t.Errorf("PAL-4 went %v", got)
	}

	// The branch jams behind PAL-2; PAL-3 makes way.
	jammed := s.twin.Conveyors["conveyor-1"]
	jammed.Jam(3, true)
	s.bring("PAL-2", "G1-2")
	eventually(t, "it has jammed", func() bool { return strings.Contains(s.conveyor().Fault, "jam between station 2 and 3") })
	s.bring("PAL-3", "G1-1")
	eventually(t, "PAL-3 is at the fallback, and a person is asked for, since no vehicle comes there", func() bool {
		stuck := s.stuck()
		return len(stuck) == 1 && stuck[0].HandlingUnit == "PAL-3" && stuck[0].Location == "CX-3"
	})
	if _, _, events := s.client.document("/v1/events?after=0&limit=1000"); !strings.Contains(string(events), "the way from R1-OUT to G1-1 is blocked") {
		t.Error("the reason is not told")
	}

	// A pallet that nobody knows; both sides start anew.
	s.appear("STRANGER", "R1-OUT")
	if err := jammed.Restart(); err != nil {
		t.Fatal(err)
	}
	s.stop()
	s.open(slog.New(slog.DiscardHandler))
	eventually(t, "the stranger stands before the fallback", func() bool { return s.really("STRANGER") == "CX-2" })
	if !slices.ContainsFunc(s.plant.alarms.list(), func(a wms.Alarm) bool { return a.Code == "unknown_on_conveyor" }) {
		t.Errorf("nobody is told of the stranger: %+v", s.plant.alarms.list())
	}

	jammed.Jam(3, false)
	eventually(t, "the jam is cleared", func() bool {
		if s.conveyor().Fault != "" {
			_ = s.plant.Houses[0].Line.belts["conveyor-1"].(devices.FaultClearer).ClearFault(t.Context()) // refused once it fell
		}
		return s.conveyor().Fault == ""
	})
	eventually(t, "PAL-2 came", func() bool { return s.came("PAL-2", "G1-2") })
	for unit, at := range map[string]string{"PAL-1": "G1-1", "PAL-2": "G1-2", "PAL-3": "CX-3"} {
		if got := s.really(unit); got != at || s.booked(unit) != wms.LocationID(at) {
			t.Errorf("%s is booked at %s and stands at %s, want %s", unit, s.booked(unit), got, at)
		}
	}
	done := 0
	for _, unit := range []string{"PAL-1", "PAL-2", "PAL-3", "PAL-4"} {
		done += len(s.over(unit))
	}
	jobs := 0
	for _, h := range s.twin.Conveyors {
		jobs += h.Jobs()
	}
	if jobs != done+1 {
		t.Errorf("the conveyors did %d jobs, the books have %d legs, and one was the stranger's", jobs, done)
	}
	for id, h := range s.twin.Conveyors {
		eventually(t, "the belts of "+id+" stand again", func() bool { run, starts := h.Belts(); return !run && starts > 0 })
	}
}
