package outbound

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// TestBatchesUnderDisturbance: whatever happens between the shelf and the
// chute, each order is complete or told short, no unit is lost, no chute is
// left taken and every tote comes home.
func TestBatchesUnderDisturbance(t *testing.T) {
	db, _ := storetest.Open(t)
	day := 0
	rapid.Check(t, func(rt *rapid.T) {
		day++
		h := newSortHall(t, db, fmt.Sprint("w", day)) // each day in a partition of its own
		for _, sku := range sortItems {
			h.stock(wms.LocationID(sku+"-L"), sku, int64(rapid.IntRange(1, 8).Draw(rt, "left")))
			h.stock(wms.LocationID(sku+"-R"), sku, int64(rapid.IntRange(1, 8).Draw(rt, "right")))
		}
		for range rapid.IntRange(2, 5).Draw(rt, "orders") {
			want := map[wms.SKU]int64{}
			for _, sku := range sortItems {
				want[sku] = int64(rapid.IntRange(0, 2).Draw(rt, "wanted"))
			}
			if want["A"]+want["B"]+want["C"]+want["D"] == 0 {
				want["A"] = 1
			}
			h.promise(want)
		}
		for n := 0; ; n++ {
			if n > 3000 {
				rt.Fatalf("not done after %d steps: %+v", n, h.work())
			}
			calm := n > 60 // then nothing goes wrong any more
			if !h.disturbed(rt, calm) {
				break
			}
			if n%8 == 0 {
				h.books()
			}
		}
		h.ended(rt)
	})
}

// disturbed does one thing of a day; false if there is nothing to do.
func (h *sortHall) disturbed(rt *rapid.T, calm bool) bool {
	roll := rapid.IntRange(0, 99).Draw(rt, "what")
	if !calm && roll < 4 {
		id := rapid.SampledFrom(h.ids).Draw(rt, "cancelled")
		h.do(func(tx store.Tx) error {
			return h.f.CancelShipment(tx, wms.CancelShipment{Shipment: id})
		})
		return true
	}
	if !calm && roll < 6 && !h.down {
		h.down = true
		h.do(func(tx store.Tx) error { _, err := h.f.ByHand(tx, "sorter-1"); return err })
		return true
	}
	if h.down && (calm || roll < 20) {
		h.down = false
		h.do(func(tx store.Tx) error { return h.f.BySorter(tx, "sorter-1") })
	}
	result, full := "diverted", false
	if !calm {
		result = rapid.SampledFrom([]string{"diverted", "diverted", "diverted", "no_read", "chute_full", "rejected"}).Draw(rt, "sorter")
		full = rapid.IntRange(0, 9).Draw(rt, "full") == 0
	}
	work := h.work()
	if !h.down && (roll%2 == 0 || len(work) == 0) && h.sort(result, full) {
		return true
	}
	if roll%5 == 0 || len(work) == 0 {
		had := len(work)
		h.batch(rapid.IntRange(1, 2).Draw(rt, "totes"))
		if work = h.work(); len(work) == 0 && had == 0 {
			return false
		}
	}
	if len(work) == 0 {
		return true
	}
	t := rapid.SampledFrom(work).Draw(rt, "task")
	if !calm && roll < 30 && (t.Kind == wms.TaskPick || t.Sorts()) {
		h.trouble(rt, t)
		return true
	}
	if _, err := h.confirm(t.ID); err != nil && !slices.Contains([]string{"unit_on_hold", "packing_changed", "not_there"}, wms.CodeOf(err)) {
		rt.Fatalf("%+v: %v", t, err)
	}
	return true
}

// trouble reports an exception of a pick or of a tote at the sorter.
func (h *sortHall) trouble(rt *rapid.T, t wms.Task) {
	e := wms.Exception{Code: rapid.SampledFrom([]string{ExShort, ExDamaged, ExNotFound, ExBlocked, ExWrongItem}).Draw(rt, "trouble")}
	found := int64(0)
	if t.Sorts() && rapid.Bool().Draw(rt, "one item") && len(t.Goods) > 0 {
		e.SKU = t.Goods[0].SKU
		found = rapid.Int64Range(0, max(0, t.Goods[0].Qty-1)).Draw(rt, "found")
	} else if t.Sorts() {
		e.Code = rapid.SampledFrom([]string{ExNotFound, ExBlocked}).Draw(rt, "whole tote")
	} else {
		found = rapid.Int64Range(0, t.Qty-1).Draw(rt, "found")
	}
	e.Qty = &found
	if err := h.except(t.ID, e); err != nil {
		rt.Fatalf("%+v of %+v: %v", e, t, err)
	}
}

// ended checks the end of a day.
func (h *sortHall) ended(rt *rapid.T) {
	gone := map[wms.SKU]int64{}
	for _, id := range h.ids {
		s := h.shipment(id)
		switch s.Status {
		case wms.ShipmentShipped:
			for _, l := range s.Lines {
				if l.Picked != l.Qty || l.Placed != 0 {
					rt.Errorf("%s left with %d of %d %s, %d placed", id, l.Picked, l.Qty, l.SKU, l.Placed)
				}
				gone[l.SKU] += l.Picked
			}
		case wms.ShipmentCancelled:
		case wms.ShipmentPromised: // there was too little for it from the first
			if s.Waits == "" {
				rt.Errorf("%s was never released, without a reason", id)
			}
		default:
			rt.Errorf("%s is %s: %+v", id, s.Status, s)
		}
	}
	inside, lost := h.books()
	sum := lost
	for _, sku := range sortItems {
		sum += inside[sku] + gone[sku] - h.had[sku]
	}
	if sum != 0 {
		rt.Errorf("inside %v, shipped %v, lost %d do not make %v", inside, gone, lost, h.had)
	}
	h.view(func(r store.Reader) error {
		if in, _, err := h.f.Batching(r); err != nil || len(in) > 0 {
			rt.Errorf("still being sorted: %v %v", in, err)
		}
		return ledger.EachUnit(r, h.p, func(u wms.HandlingUnit) (bool, error) {
			if u.Kind == wms.Tote && (u.Location != "stack" || u.Shipment != "" || u.Batch != "") || u.Kind == wms.Parcel {
				rt.Errorf("left over: %+v\n%s", u, h.dump())
			}
			return true, nil
		})
	})
}

func (h *sortHall) dump() (out string) {
	h.view(func(r store.Reader) error {
		return tasks.All(r, h.p, func(t wms.Task) (bool, error) {
			out += fmt.Sprintf("%s %s %s b=%s s=%s l=%d %s qty %d done %d from %s unit %s ref %s parts %v parcels %v note %q\n", t.ID, t.Kind, t.Status, t.Batch, t.Shipment, t.Line, t.SKU, t.Qty, t.QtyDone, t.From, t.Unit, t.Ref, t.Parts, t.Parcels, t.Note)
			return true, nil
		})
	})
	return out
}
