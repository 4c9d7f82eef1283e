package plant

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/putaway"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// keptPlaces are those that open work begins or ends at, and pick faces by
// their item.
func (p *Plant) keptPlaces(r store.Reader, h *House) (map[wms.LocationID]wms.SKU, error) {
	out := map[wms.LocationID]wms.SKU{}
	list, err := p.faces(h).List(r, "", 0)
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		out[f.Location] = f.SKU
	}
	for _, kind := range []wms.TaskKind{wms.TaskPutAway, wms.TaskReplenish} {
		for _, s := range []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned} {
			open, err := tasks.With(r, h.Partition(), s, kind, 0, nil)
			if err != nil {
				return nil, err
			}
			for _, t := range open {
				out[t.From], out[t.To] = "", ""
			}
		}
	}
	return out, nil
}

// maySwap says whether a place and what lies in it may be part of a plan: one
// lot of free goods without serial numbers, or nothing, in a place that is
// neither blocked nor being counted, no other item's pick face, and that no
// work begins or ends at.
func (p *Plant) maySwap(r store.Reader, h *House, id wms.LocationID, rule wms.LocationRule, rows []ledger.Stock, keep map[wms.LocationID]wms.SKU) bool {
	loc, _ := h.Site.Location(id)
	sku, kept := keep[id]
	if len(rows) > 1 || rule.Blocked != "" || h.Floor.Shut(loc) || counting.Blocked(r, h.Partition(), id, p.Clock.Now()) != nil {
		return false
	}
	if len(rows) == 0 {
		return !kept
	}
	return (!kept || sku == rows[0].SKU) && rows[0].StatusOrAvailable() == wms.Available && rows[0].Serial == ""
}

// fitsShelf says why units may not be put into an empty shelf: the rules that
// put-away heeds.
func fitsShelf(rule wms.LocationRule, it wms.Item, lot string, qty int64) string {
	place := putaway.Place{Classes: rule.Classes, Temperature: string(rule.Temperature), Hazards: rule.Hazards,
		MaxVolumeMM3: rule.MaxVolumeMM3, MaxWeightG: rule.MaxWeightG, Blocked: rule.Blocked != ""}
	most, why := putaway.Room(place, putaway.Load{Content: []putaway.Content{{SKU: string(it.SKU), Lot: lot, Hazard: it.Hazard}},
		Qty: qty, VolumeMM3: it.VolumeMM3(), WeightG: it.WeightG, Class: it.Class, Temperature: string(it.Temperature)})
	if most > 0 && most < qty {
		return "there is no room for all of it"
	}
	return why
}

// slotFits says the same of a place as its rules are now.
func slotFits(h *House) func(r store.Reader, it wms.Item, lot string, qty int64, to wms.LocationID) (bool, error) {
	return func(r store.Reader, it wms.Item, lot string, qty int64, to wms.LocationID) (bool, error) {
		rule, err := masterdata.RuleOf(r, h.Partition(), to)
		return err == nil && fitsShelf(rule, it, lot, qty) == "", err
	}
}

// What taking a unit costs beside walking, by where it lies: between knee and
// shoulder nothing, else bending or reaching, longer for heavy things.
const (
	kneeMM     = 650
	shoulderMM = 1500
	stepUpMM   = 1950 // above it one steps up
	bendS      = 2
	stepUpS    = 5
	heavyG     = 15_000 // from there on nothing goes above the shoulder
	gPerS      = 2500   // lifted from the floor or overhead, so much takes a second more
)

// mayBeIn heeds the rules of places, and that nothing heavy goes high up.
func (f *slotFloor) mayBeIn(item, slot int32) bool {
	if f.items[item].WeightG >= heavyG && f.heightMM(slot) > shoulderMM {
		return false
	}
	if f.plain(item, slot) {
		return true
	}
	key := [2]int32{item, slot}
	may, known := f.may[key]
	if !known {
		it, st := f.items[item], f.stock[item]
		may = fitsShelf(f.rules[slot], it, st.Lot, st.OnHand) == ""
		f.may[key] = may
	}
	return may
}

// plain says that there is nothing to heed: ordinary goods, a place without
// rules. It is asked millions of times.
func (f *slotFloor) plain(item, slot int32) bool {
	it, rule := &f.items[item], &f.rules[slot]
	return (it.Temperature == "" || it.Temperature == wms.Ambient) && (rule.Temperature == "" || rule.Temperature == wms.Ambient) &&
		it.Hazard == "" && len(rule.Classes) == 0 && rule.MaxVolumeMM3 == 0 && rule.MaxWeightG == 0 && rule.Blocked == ""
}

func (f *slotFloor) heightMM(slot int32) int64 {
	return (2*max(1, f.locs[slot].Level) - 1) * f.pp.area.LevelHeightMM / 2
}

// reach is what taking an item from a slot costs, in mm of walking.
func (f *slotFloor) reach(item, slot int32) int {
	seconds := int64(0)
	switch h := f.heightMM(slot); {
	case h >= kneeMM && h <= shoulderMM:
	case h > stepUpMM:
		seconds = stepUpS + f.items[item].WeightG/gPerS
	default:
		seconds = bendS + f.items[item].WeightG/gPerS
	}
	return int(seconds * int64(pickStandards.WalkPerS))
}

// reachGain is how much less reaching a mean order takes with items elsewhere.
func (f *slotFloor) reachGain(at []int32, orders [][]int32) float64 {
	sum := 0
	for _, o := range orders {
		for _, i := range o {
			sum += f.reach(i, f.current[i]) - f.reach(i, at[i])
		}
	}
	return float64(sum) / float64(max(1, len(orders)))
}
