package inbound

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// Measured is what a vision and weigh station saw of a handling unit.
type Measured struct {
	WeightG, LengthMM, WidthMM, HeightMM int64
}

// Finding is how a handling unit differs from the master; Result is empty if
// it does not.
type Finding struct {
	Result     wms.VisionResult
	Why        string
	Differs    []wms.VisionDifference
	Held       []wms.VisionHeld
	Correction *wms.ItemCorrection // what would make the master right; nil: not known
}

// Weigh compares a measured handling unit with what the item master says of
// its content. Beyond the warehouse's tolerances its content goes into
// quarantine, and the answer says why; reservations that lost their units are
// returned. What the master does not know is not compared.
func (h Hall) Weigh(tx store.Tx, id wms.HandlingUnitID, m Measured, s wms.Settings) (f Finding, freed []ledger.Reservation, err error) {
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(id))
	if err != nil || len(inside) == 0 {
		return f, nil, err
	}
	if f, err = h.mismatch(tx, inside, m, s); err != nil || f.Result == "" {
		return f, nil, err
	}
	for _, st := range inside {
		if st.StatusOrAvailable() != wms.Available || st.OnHand == 0 {
			continue
		}
		to := st.Spot
		to.Status = wms.Quarantine
		lost, err := ledger.Lose(tx, st.Spot, to, st.OnHand, "vision.mismatch")
		if err != nil {
			return f, nil, err
		}
		freed = append(freed, lost...)
		f.Held = append(f.Held, wms.VisionHeld{SKU: st.SKU, Lot: st.Lot, Qty: st.OnHand})
	}
	tx.Emit(wms.Event{Type: "vision.mismatch", Subject: string(id), Data: map[string]any{"reason": f.Why, "weight_g": m.WeightG,
		"length_mm": m.LengthMM, "width_mm": m.WidthMM, "height_mm": m.HeightMM}})
	return f, freed, nil
}

func (h Hall) mismatch(r store.Reader, inside []ledger.Stock, m Measured, s wms.Settings) (Finding, error) {
	content, known := int64(0), true
	var only wms.Item
	var units int64
	for i, st := range inside {
		it, err := h.Item(r, st.SKU)
		if err != nil {
			return Finding{}, err
		}
		known = known && it.WeightG > 0
		content += st.OnHand * it.WeightG
		units += st.OnHand
		if i == 0 {
			only = it
		} else if only.SKU != it.SKU {
			only = wms.Item{}
		}
	}
	if known && m.WeightG > 0 {
		want := content + s.PalletTareG
		off := max(m.WeightG-want, want-m.WeightG)
		if allowed := max(s.WeighToleranceG, content*s.WeighTolerancePermille/1000); off > allowed {
			f := Finding{Result: wms.VisionWeight, Why: fmt.Sprintf("it weighs %d g, %d g are expected, give or take %d g", m.WeightG, want, allowed),
				Differs: []wms.VisionDifference{{Measure: wms.MeasureWeight, Measured: m.WeightG, Expected: want, Allowed: allowed}}}
			if net := m.WeightG - s.PalletTareG; only.SKU != "" && units > 0 && net >= units {
				f.Correction = &wms.ItemCorrection{SKU: only.SKU, WeightG: (net + units/2) / units}
			}
			return f, nil
		}
	}
	pallet, err := only.Packaging("pallet")
	if err != nil || pallet.BaseQty != units*pallet.Per {
		return Finding{}, nil // not one full pallet of one item: its size says nothing
	}
	var f Finding
	for _, d := range []struct {
		what       string
		measure    wms.VisionMeasure
		seen, want int64
	}{{"long", wms.MeasureLength, m.LengthMM, pallet.LengthMM}, {"wide", wms.MeasureWidth, m.WidthMM, pallet.WidthMM}, {"high", wms.MeasureHeight, m.HeightMM, pallet.HeightMM}} {
		if d.seen <= 0 || d.want <= 0 || max(d.seen-d.want, d.want-d.seen) <= s.SizeToleranceMM {
			continue
		}
		if f.Result == "" {
			f = Finding{Result: wms.VisionSize, Why: fmt.Sprintf("it is %d mm %s, %d mm are expected, give or take %d mm", d.seen, d.what, d.want, s.SizeToleranceMM),
				Correction: &wms.ItemCorrection{SKU: only.SKU, Unit: "pallet", LengthMM: m.LengthMM, WidthMM: m.WidthMM, HeightMM: m.HeightMM}}
		}
		f.Differs = append(f.Differs, wms.VisionDifference{Measure: d.measure, Measured: d.seen, Expected: d.want, Allowed: s.SizeToleranceMM})
	}
	return f, nil
}
