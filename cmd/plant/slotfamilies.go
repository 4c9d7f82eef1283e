package plant

import (
	"cmp"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/slotting"
	"github.com/aisle-wms/aisle/wms"
)

// Defaults of a rule for a family, and how many families a plan tells of.
const (
	apartBays    = 2
	familyWorthS = 60
	mostFamilies = 200
	everyFamily  = "*"
)

// family is one that a rule speaks of, with its items in the area.
type family struct {
	name  string
	rule  wms.FamilyRule
	items []int32
}

// kin finds the families that rules speak of: by name, or each by itself.
func (f *slotFloor) kin(rules []wms.FamilyRule) []family {
	members := map[string][]int32{}
	for i := range f.items {
		if name := f.items[i].Family; name != "" {
			members[name] = append(members[name], int32(i))
		}
	}
	var out []family
	add := func(name string, rule wms.FamilyRule) {
		if len(members[name]) > 1 {
			out = append(out, family{name, rule, members[name]})
		}
	}
	for _, rule := range rules {
		if rule.Family != everyFamily {
			add(rule.Family, rule)
			continue
		}
		for name := range members {
			if !slices.ContainsFunc(rules, func(o wms.FamilyRule) bool { return o.Family == name }) {
				add(name, rule)
			}
		}
	}
	slices.SortFunc(out, func(a, b family) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.rule.Keep, b.rule.Keep))
	})
	return out
}

// families turns rules into what slotting heeds: a fault costs a mean order its
// part of what it is worth a day, as a walk.
func (f *slotFloor) families(rules []wms.FamilyRule, now time.Time) []slotting.Family {
	var out []slotting.Family
	for _, g := range f.kin(rules) {
		worth := cmp.Or(g.rule.WorthSADay, familyWorthS)
		s := slotting.Family{Items: g.items, Cost: float64(worth) * pickStandards.WalkPerS / max(1, f.aDay(now))}
		if g.rule.Keep == wms.KeepApart {
			s.Apart = int(cmp.Or(g.rule.ApartMM, apartBays*f.pp.area.BayWidthMM))
		}
		out = append(out, s)
	}
	return out
}

// tidied is what fewer faults are worth to a mean order, in mm of walking.
func (f *slotFloor) tidied(list []slotting.Family, at []int32) float64 {
	sum := 0.0
	for _, g := range list {
		sum += g.Cost * float64(g.Faults(f.stops, f.current)-g.Faults(f.stops, at))
	}
	return sum
}

// tidiedSADay is what fewer faults are worth a day, as the rules say.
func (f *slotFloor) tidiedSADay(rules []wms.FamilyRule, list []slotting.Family, at []int32) (sum int64) {
	for n, g := range f.kin(rules) {
		sum += cmp.Or(g.rule.WorthSADay, familyWorthS) * int64(list[n].Faults(f.stops, f.current)-list[n].Faults(f.stops, at))
	}
	return sum
}

// faults tells what is and will be wrong with families, the worst first.
func (f *slotFloor) faults(rules []wms.FamilyRule, list []slotting.Family, at []int32) []wms.FamilyFaults {
	var out []wms.FamilyFaults
	for n, g := range f.kin(rules) {
		now, then := list[n].Faults(f.stops, f.current), list[n].Faults(f.stops, at)
		if now > 0 || then > 0 {
			out = append(out, wms.FamilyFaults{Family: g.name, Keep: g.rule.Keep, Items: len(g.items), Now: now, Then: then})
		}
	}
	slices.SortStableFunc(out, func(a, b wms.FamilyFaults) int {
		return cmp.Or(cmp.Compare(b.Then, a.Then), cmp.Compare(b.Now, a.Now))
	})
	return out[:min(len(out), mostFamilies)]
}
