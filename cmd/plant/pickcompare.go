package plant

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/picking"
	"github.com/aisle-wms/aisle/wms/store"
)

// Bounds of a comparison.
const (
	compareLines  = 1200
	compareBudget = 20_000 // walks measured for each candidate
	comparePeople = 6      // pickers if nobody has worked lately
)

// Standard times of the simulated shift, in mm and s (docs/picking.md), and
// what it takes at the bench to put together what came on one more cart.
var pickStandards = picking.Standards{WalkPerS: 1000, TripS: 60, ToteS: 6, PickS: 10, SortS: 3, PutAwayS: 25}

const togetherS = 15

// Standard times of a sorter: to lay one unit on it, and to take one order out
// of its chute.
const (
	layOnS   = 4
	takeOutS = 10
)

// ComparePickPolicies implements api.PickPolicies: what waits and what was
// picked last is planned anew under each candidate, by the planner that makes
// the carts, and a simulated shift walks it.
func (p *Plant) ComparePickPolicies(ctx context.Context, in api.PickCandidates) (wms.PickComparison, error) {
	out := wms.PickComparison{Warehouse: in.Warehouse, Area: in.Area, Pickers: in.Pickers, Seed: 1}
	h, err := p.House(in.Warehouse)
	if err != nil {
		return out, err
	}
	for i := range in.Candidates {
		in.Candidates[i].Area = in.Area
		if err := h.checkPolicy(&in.Candidates[i]); err != nil {
			return out, err
		}
	}
	if out.Pickers == 0 {
		if out.Pickers = h.pace.people(p.Clock.Now()); out.Pickers == 0 {
			out.Pickers = comparePeople
		}
	}
	k := slices.IndexFunc(h.pickers, func(pp *pickPlanner) bool { return pp.area.ID == in.Area })
	if k < 0 {
		return out, wms.Refuse(wms.NotFound, "unknown_area", "warehouse %s has no shelf area %.40q", h.Site.ID, in.Area).With("field", "area")
	}
	select {
	case p.comparing <- struct{}{}:
		defer func() { <-p.comparing }()
	case <-ctx.Done():
		return out, wms.Refuse(wms.Unavailable, "comparison_busy", "another comparison is running; ask again when it has ended")
	}
	var lines []outbound.OpenLine
	var current wms.PickPolicy
	var chutes int
	err = p.Store.View(func(r store.Reader) error {
		policies, err := h.policies(r)
		if err != nil {
			return err
		}
		current = policies[k]
		if _, chutes, err = h.Floor.Batching(r); err != nil {
			return err
		}
		if lines, out.Waiting, err = h.linesToCompare(r, k); err != nil {
			return err
		}
		always := []wms.PickPolicy{{HeavyFirst: true}}
		return h.markFragile(r, always, lines)
	})
	if err != nil {
		return out, err
	}
	if len(lines) == 0 {
		return out, wms.Refuse(wms.Conflict, "nothing_to_compare", "nothing was picked in area %s yet, and nothing waits: there is nothing to compare by", in.Area)
	}
	orders := map[wms.ShipmentID]bool{}
	for _, l := range lines {
		orders[l.Shipment] = true
	}
	out.Orders, out.Lines = len(orders), len(lines)
	if chutes == 0 { // none is given to orders: as if all were
		chutes = len(h.Site.Of(wms.KindChute))
	}
	pp, err := newPickPlanner(h.pickers[k].area, h.Site) // the work loop has its own
	if err != nil {
		return out, err
	}
	for i, c := range append([]wms.PickPolicy{current}, in.Candidates...) {
		if ctx.Err() != nil {
			return out, wms.Refuse(wms.Unavailable, "comparison_stopped", "the comparison took too long: ask with fewer candidates")
		}
		res, err := h.shiftUnder(pp, c, lines, chutes, out.Pickers, out.Seed, p.Clock.Now())
		if err != nil {
			return out, err
		}
		res.Current = i == 0
		out.Results = append(out.Results, res)
	}
	return out, nil
}

// linesToCompare are those that wait, in their order, and then the last that
// were picked, all of one area.
func (h *House) linesToCompare(r store.Reader, area int) (lines []outbound.OpenLine, waiting int, err error) {
	elsewhere := func(l outbound.OpenLine) bool { return !h.pickers[area].has(l.From) }
	if lines, err = h.Floor.OpenLines(r, compareLines); err != nil {
		return nil, 0, err
	}
	lines = slices.DeleteFunc(lines, elsewhere)
	waiting = len(lines)
	done, err := h.Floor.Picked(r, compareLines)
	if err != nil {
		return nil, 0, err
	}
	done = slices.DeleteFunc(done, elsewhere)
	slices.Reverse(done)
	// Lines of a shipment stand together, as they do when it is released.
	first := map[wms.ShipmentID]int{}
	for i, l := range done {
		if _, known := first[l.Shipment]; !known {
			first[l.Shipment] = i
		}
	}
	slices.SortStableFunc(done, func(a, b outbound.OpenLine) int { return first[a.Shipment] - first[b.Shipment] })
	return append(lines, done[:min(len(done), max(0, compareLines-len(lines)))]...), waiting, nil
}

// shiftUnder plans lines under a policy and lets a shift walk the carts.
func (h *House) shiftUnder(pp *pickPlanner, policy wms.PickPolicy, lines []outbound.OpenLine, chutes, pickers int, seed uint64, now time.Time) (wms.PickResult, error) {
	res := wms.PickResult{Policy: policy}
	var trips []picking.Trip
	var serves [][]outbound.OpenLine // by trip
	policies := make([]wms.PickPolicy, len(h.pickers))
	for i := range h.pickers {
		policies[i] = policy
	}
	loads := h.toCompare(policies, policy, lines, chutes)
	cartsOf := map[wms.ShipmentID]int{}
	for _, load := range loads {
		open, sorts := load.lines, load.policy.Mode == wms.PickSort
		work, err := pp.plan(&load.policy, open, compareBudget/len(loads))
		if err != nil {
			return res, err
		}
		for _, b := range work.Batches {
			t := picking.Trip{Length: b.Length, Totes: len(b.Totes)}
			var of []outbound.OpenLine
			seen := map[wms.ShipmentID]bool{}
			at := map[stopOf]bool{}
			for _, pick := range b.Picks {
				l := open[pick.Line]
				of = append(of, l)
				if stop := (stopOf{pick.Tote, l.From, l.SKU}); !sorts || !at[stop] {
					at[stop] = true // several shipments' units are taken at once
					loc, _ := h.Site.Location(l.From)
					t.Stops = append(t.Stops, pp.at(loc))
				}
				if sorts {
					res.SortS += layOnS * pick.Qty
				} else if !seen[l.Shipment] {
					seen[l.Shipment] = true
					cartsOf[l.Shipment]++
				}
			}
			trips, serves = append(trips, t), append(serves, of)
		}
	}
	shift := picking.Shift{Pickers: pickers, Standard: pickStandards, Between: pp.solver.Layout().Distance, From: pp.depot, Seed: seed}
	ran, err := shift.Run(trips)
	if err != nil {
		return res, err
	}
	for _, n := range cartsOf {
		res.TogetherS += int64(togetherS * (n - 1))
	}
	if policy.Mode == wms.PickSort {
		small := smallShipments(policy, lines)
		maps.DeleteFunc(small, func(_ wms.ShipmentID, is bool) bool { return !is })
		res.SortS += int64(takeOutS * len(small))
	}
	late := map[wms.ShipmentID]bool{}
	for i, of := range serves {
		end := now.Add(time.Duration(ran.EndS[i] * float64(time.Second)))
		for _, l := range of {
			if !l.Leaves.IsZero() && end.After(l.Leaves) {
				late[l.Shipment] = true
			}
		}
	}
	res.Carts, res.WalkedMM, res.WaitedS, res.FinishS, res.PredictedS, res.Late = len(trips), int64(ran.Walked), int64(ran.WaitedS), int64(ran.FinishS), int64(ran.PredictedS), len(late)
	res.MMPerLine = res.WalkedMM / int64(max(1, len(lines)))
	if all := ran.WorkedS + float64(res.TogetherS+res.SortS); all > 0 {
		res.LinesPerHour = float64(len(lines)) / all * 3600
	}
	return res, nil
}

// stopOf is what one pick of a batch takes at once.
type stopOf struct {
	tote int
	at   wms.LocationID
	sku  wms.SKU
}

// compared are lines that are planned together, and how.
type compared struct {
	policy wms.PickPolicy
	lines  []outbound.OpenLine
}

// toCompare parts lines as the planner of carts does; what the sorter parts
// into batches of no more shipments than there are chutes.
func (h *House) toCompare(policies []wms.PickPolicy, p wms.PickPolicy, lines []outbound.OpenLine, chutes int) (out []compared) {
	if p.Mode != wms.PickSort {
		order, parts := h.byPart(policies, lines, "")
		for _, part := range order {
			out = append(out, compared{p, parts[part]})
		}
		return out
	}
	small := smallShipments(p, lines)
	own := compared{policy: p}
	own.policy.Mode = wms.PickCluster
	in := map[wms.ShipmentID]bool{}
	for _, l := range lines {
		if !small[l.Shipment] {
			own.lines = append(own.lines, l)
			continue
		}
		if len(out) == 0 || !in[l.Shipment] && len(in) >= chutes {
			in, out = map[wms.ShipmentID]bool{}, append(out, compared{policy: p})
		}
		in[l.Shipment] = true
		last := &out[len(out)-1]
		last.lines = append(last.lines, l)
	}
	if len(own.lines) > 0 {
		out = append(out, own)
	}
	return out
}
