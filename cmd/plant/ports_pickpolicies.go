package plant

import (
	"context"
	"slices"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/routing/tours"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/store"
)

const tourExact = "exact"

// PickPolicies implements api.PickPolicies.
func (p *Plant) PickPolicies(_ context.Context, w wms.WarehouseID) (wms.PickPolicies, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.PickPolicies{}, err
	}
	return view(p, func(r store.Reader) (wms.PickPolicies, error) {
		set, err := masterdata.PickPoliciesOf(r, h.Partition())
		return h.fill(set), err
	})
}

// PickPolicyVersions implements api.PickPolicies.
func (p *Plant) PickPolicyVersions(_ context.Context, w wms.WarehouseID) ([]wms.PickPolicies, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, err
	}
	return view(p, func(r store.Reader) ([]wms.PickPolicies, error) { return masterdata.PickVersions(r, h.Partition()) })
}

// PutPickPolicies implements api.PickPolicies. What is planned from then on is
// planned so; carts that were planned before are walked as they are.
func (p *Plant) PutPickPolicies(ctx context.Context, c api.Call, set wms.PickPolicies) (wms.PickPolicies, error) {
	h, err := p.House(set.Warehouse)
	if err != nil {
		return set, err
	}
	seen := map[string]bool{}
	for i := range set.Areas {
		if seen[set.Areas[i].Area] {
			return set, wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %q is given twice", set.Areas[i].Area).With("field", "areas")
		}
		seen[set.Areas[i].Area] = true
		if err := h.checkPolicy(&set.Areas[i]); err != nil {
			return set, err
		}
	}
	out, _, err := command(ctx, p, c, h.Partition(), "pick_policy.put", func(tx store.Tx) (wms.PickPolicies, error) {
		if slices.ContainsFunc(set.Areas, func(a wms.PickPolicy) bool { return a.Mode == wms.PickSort }) {
			if _, chutes, err := h.Floor.Batching(tx); err != nil {
				return set, err
			} else if chutes == 0 {
				return set, wms.Refuse(wms.Conflict, "no_order_chutes", "warehouse %s has no chute that takes orders: give some to orders first (PUT /v1/sorters/{id}/chutes/{n} with orders: true)", h.Site.ID)
			}
		}
		return masterdata.PutPickPolicies(tx, set, c.Actor.User)
	})
	return h.fill(out), err
}

// Bounds of a pick policy.
const (
	maxCartTotes  = 100
	maxCartLines  = 1000
	maxCartWeight = 2_000_000 // g
)

// checkPolicy refuses what can't be walked in the area, and fills in what was
// left out.
func (h *House) checkPolicy(p *wms.PickPolicy) error {
	i := slices.IndexFunc(h.pickers, func(pp *pickPlanner) bool { return pp.area.ID == p.Area })
	if i < 0 {
		return wms.Refuse(wms.NotFound, "unknown_area", "warehouse %s has no shelf area %.40q", h.Site.ID, p.Area).With("field", "area")
	}
	if p.Tour == "" {
		p.Tour = tourExact
	}
	if _, err := tours.ParseStrategy(p.Tour); err != nil && p.Tour != tourExact {
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: tour %.20q must be exact, s-shape, return, midpoint, largest-gap or combined", p.Area, p.Tour).With("field", "tour")
	}
	if p.CartTotes == 0 {
		p.CartTotes = h.Site.TotesPerCart
	}
	switch {
	case p.Mode != wms.PickDiscrete && p.Mode != wms.PickCluster && p.Mode != wms.PickZone && p.Mode != wms.PickSort:
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: mode %.20q must be discrete, cluster, zone or sort", p.Area, p.Mode).With("field", "mode")
	case p.Mode == wms.PickSort && h.Site.ToBench != "sorter":
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: mode sort needs a sorter that parts the goods, and %s has none", p.Area, h.Site.ID).With("field", "mode")
	case p.CartTotes < 1 || p.CartTotes > maxCartTotes:
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: cart_totes is %d, must be 1 to %d", p.Area, p.CartTotes, maxCartTotes).With("field", "cart_totes")
	case p.MaxLines < 0 || p.MaxLines > maxCartLines:
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: max_lines is %d, must be 1 to %d, or 0 for no limit", p.Area, p.MaxLines, maxCartLines).With("field", "max_lines")
	case p.MaxWeightG < 0 || p.MaxWeightG > maxCartWeight:
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: max_weight_g is %d, must be 1 to %d, or 0 for no limit", p.Area, p.MaxWeightG, maxCartWeight).With("field", "max_weight_g")
	case p.MaxUnits < 0 || p.MaxUnits > maxCartLines || p.MaxUnits > 0 && p.Mode != wms.PickSort:
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: max_units is %d, must be 1 to %d, and of mode sort", p.Area, p.MaxUnits, maxCartLines).With("field", "max_units")
	case p.Mode == wms.PickZone:
		return checkSections(p, h.pickers[i].area)
	case len(p.Sections) > 0:
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: sections are of mode zone, this is %s", p.Area, p.Mode).With("field", "sections")
	}
	return nil
}

// checkSections wants each aisle of the area in one section.
func checkSections(p *wms.PickPolicy, a *config.ShelfArea) error {
	if len(p.Sections) < 2 {
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: mode zone needs two sections of aisles or more, there are %d: an undivided area is picked as cluster", p.Area, len(p.Sections)).With("field", "sections")
	}
	next := int64(1)
	for i, s := range p.Sections {
		if s.From != next || s.To < s.From || s.To > a.Aisles {
			return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: section %d is aisles %d to %d: sections follow each other from aisle 1 to %d, this one begins at %d", p.Area, i+1, s.From, s.To, a.Aisles, next).With("field", "sections")
		}
		next = s.To + 1
	}
	if next <= a.Aisles {
		return wms.Refuse(wms.Invalid, "invalid_pick_policy", "area %s: aisles %d to %d are in no section", p.Area, next, a.Aisles).With("field", "sections")
	}
	return nil
}
