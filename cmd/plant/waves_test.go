package plant

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// wave plans a wave of orders, once their shipments have come to the
// warehouse.
func (c *client) wave(body obj) (w wms.Wave) {
	c.t.Helper()
	body["warehouse"] = "overseas"
	eventually(c.t, "the shipments are there", func() bool { return c.call("POST", "/v1/waves", body, &w) == 201 })
	return w
}

func (c *client) waveNow(id string) (v wms.WaveView) {
	c.t.Helper()
	c.must("GET", "/v1/waves/"+id, nil, &v)
	return v
}

// TestWaves: where shipments are released in waves, nothing goes to the floor
// without one; a wave is released as a whole, says how far it is, and ends.
func TestWaves(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.refused("invalid_release", "PUT", "/v1/warehouses/overseas/settings", obj{"release": "sometimes"})
	c.must("PUT", "/v1/warehouses/overseas/settings", obj{"release": "waves"}, nil)
	c.provide("WAVY", 50)
	var orders []wms.OrderView
	for range 5 {
		orders = append(orders, c.order(map[string]int{"WAVY": 2}))
	}
	a, b, alone, gone := orders[0].ID, orders[1].ID, orders[2].ID, orders[4].ID

	w := c.wave(obj{"name": "noon", "orders": []wms.OrderID{a, b}})
	if w.Status != wms.WavePlanned || w.Shipments != 2 || w.Open != 2 || w.Lines != 2 || w.Units != 4 || w.Leaves == nil {
		t.Errorf("wave %+v", w)
	}
	c.refused("not_for_wave", "POST", "/v1/waves", obj{"warehouse": "overseas", "orders": []wms.OrderID{a}})
	c.refused("empty_wave", "POST", "/v1/waves", obj{"warehouse": "overseas", "carrier": "nobody"})
	c.refused("invalid_wave", "POST", "/v1/waves", obj{"warehouse": "overseas", "max_shipments": 5000})
	c.refused("unknown_wave", "POST", "/v1/waves/overseas-W09999/release", nil)
	if v := c.waveNow(w.ID); v.States[wms.ShipmentPromised] != 2 || v.Forecast == nil || v.Forecast.LabourS <= 0 || v.Forecast.People != 0 || v.Forecast.Finish != nil {
		t.Errorf("planned: %+v, forecast %+v", v, v.Forecast)
	}

	// A wave that is given up lets its shipments go to another; one whose
	// orders are all cancelled is done.
	x := c.wave(obj{"orders": []wms.OrderID{orders[3].ID}})
	c.must("POST", "/v1/waves/"+x.ID+"/cancel", nil, nil)
	c.refused("wave_not_planned", "POST", "/v1/waves/"+x.ID+"/release", nil)
	y := c.wave(obj{"orders": []wms.OrderID{gone}})
	c.must("POST", "/v1/orders/"+string(gone)+"/cancel", nil, nil)
	eventually(t, "a wave without shipments is done", func() bool { return c.waveNow(y.ID).Status == wms.WaveDone })

	// What leaves within a week, and what it waits for.
	reasons := func() map[wms.OrderID]wms.DueReason {
		var list struct{ Data []wms.DueShipment }
		c.must("GET", "/v1/due?warehouse=overseas&minutes=10080", nil, &list)
		out := map[wms.OrderID]wms.DueReason{}
		for _, d := range list.Data {
			out[d.Order] = d.Reason
		}
		return out
	}
	if got := reasons(); got[a] != wms.DueWave || got[alone] != wms.DueWave || len(got) != 4 {
		t.Errorf("due: %v", got)
	}
	c.must("POST", "/v1/waves/"+w.ID+"/release", nil, nil)
	c.refused("wave_not_planned", "POST", "/v1/waves/"+w.ID+"/cancel", nil)
	eventually(t, "the wave is on the floor", func() bool { return c.waveNow(w.ID).States[wms.ShipmentReleased] == 2 })
	eventually(t, "its picks are open", func() bool { return reasons()[a] == wms.DueWork })
	c.workAll("overseas", func() bool { return c.waveNow(w.ID).Status == wms.WaveDone })
	if got := reasons(); len(got) != 2 {
		t.Errorf("due after the wave: %v", got)
	}
	if v := c.waveNow(w.ID); v.LinesDone != 2 || v.Open != 0 || v.EndedAt == nil || v.Forecast != nil || v.States[wms.ShipmentShipped] != 2 {
		t.Errorf("done: %+v", v)
	}
	for _, id := range []wms.OrderID{alone, orders[3].ID} {
		if s := c.status(id); s != wms.OrderPromised {
			t.Errorf("order %s without a wave is %s", id, s)
		}
	}
	var list struct{ Data []wms.Wave }
	if c.must("GET", "/v1/waves?warehouse=overseas&status=done", nil, &list); len(list.Data) != 2 {
		t.Errorf("%d waves are done, want 2", len(list.Data))
	}

	// Back to continuous release: who waited for a wave waits no more.
	c.must("PUT", "/v1/warehouses/overseas/settings", obj{"release": "continuous"}, nil)
	c.workAll("overseas", func() bool { return c.status(alone) == wms.OrderShipped && c.status(orders[3].ID) == wms.OrderShipped })
}

// TestPaceOfWork: the standard rules until enough was seen; breaks count for
// nothing, and who is long away is no more among those at work.
func TestPaceOfWork(t *testing.T) {
	p, now := newPace(), time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	if s, measured := p.each(wms.TaskPick); s != standardS[wms.TaskPick] || measured {
		t.Errorf("at first %v, measured %v", s, measured)
	}
	if s, _ := p.each(wms.TaskCount); s != otherS {
		t.Errorf("a kind without a standard takes %v", s)
	}
	for i := range 3 {
		p.begun(wms.UserID(fmt.Sprint("p", i)), now)
	}
	for range 12 {
		now = now.Add(40 * time.Second)
		p.ended("p0", wms.TaskPick, now)
	}
	if s, measured := p.each(wms.TaskPick); s != 40 || !measured || p.people(now) != 3 {
		t.Errorf("%v, measured %v, %d people", s, measured, p.people(now))
	}
	now = now.Add(time.Hour)
	p.ended("p0", wms.TaskPick, now) // after a break
	if s, _ := p.each(wms.TaskPick); s != 40 || p.people(now) != 1 {
		t.Errorf("after a break %v, %d people", s, p.people(now))
	}
}
