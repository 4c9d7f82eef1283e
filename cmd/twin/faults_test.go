package twin

import (
	"errors"
	"testing"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
)

// TestSuffer: faults that last are switched on and off, others pass; what no
// machine has is refused.
func TestSuffer(t *testing.T) {
	jammed, boots := false, 0
	var tw Twin
	house := &config.Warehouse{ID: "w"}
	tw.wards.add(house, "belt", "conveyor", lasting("jam", func(on bool) { jammed = on }), fault{code: "restart", once: true, do: func(bool) error { boots++; return nil }},
		fault{code: "broken", do: func(bool) error { return errors.New("no") }})
	tw.wards.add(house, "agv", "vehicle")
	if d, err := tw.Suffer("belt", "jam", true); err != nil || !jammed || !d.Faults[0].On || d.Faults[1].On {
		t.Errorf("%+v, %v", d, err)
	}
	if d, err := tw.Suffer("belt", "restart", true); err != nil || boots != 1 || !d.Faults[1].Once || d.Faults[1].On {
		t.Errorf("%+v, %v", d, err)
	}
	if d, err := tw.Suffer("belt", "jam", false); err != nil || jammed || d.Faults[0].On {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := tw.Suffer("belt", "broken", true); err == nil || tw.Devices()[0].Faults[2].On {
		t.Error("a fault that could not be made is not on")
	}
	for id, code := range map[wms.DeviceID]string{"belt": "flood", "crane": "jam"} {
		if _, err := tw.Suffer(id, code, true); wms.CodeOf(err) == "internal" {
			t.Errorf("%s, %s: %v", id, code, err)
		}
	}
	if all := tw.Devices(); len(all) != 2 || all[0].ID != "belt" {
		t.Errorf("%+v", all)
	}
}
