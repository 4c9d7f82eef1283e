package plant

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/routing/tours"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/picking"
	"github.com/aisle-wms/aisle/wms/store"
)

// pickPlanner plans carts for one shelf area. It is for one goroutine.
type pickPlanner struct {
	area   *config.ShelfArea
	solver *tours.Solver
	depot  picking.Stop
	site   *wms.Site
}

// newPickPlanners makes one for each shelf area.
func newPickPlanners(w *config.Warehouse, site *wms.Site) (list []*pickPlanner, err error) {
	for i := range w.Layout.ShelfAreas {
		pp, err := newPickPlanner(&w.Layout.ShelfAreas[i], site)
		if err != nil {
			return nil, fmt.Errorf("warehouse %s: area %s: %w", w.ID, w.Layout.ShelfAreas[i].ID, err)
		}
		list = append(list, pp)
	}
	return list, nil
}

func newPickPlanner(a *config.ShelfArea, site *wms.Site) (*pickPlanner, error) {
	grid, err := tours.Grid(int(a.Aisles), int(a.Blocks)+1, int(a.BlockLengthMM()), int(a.AisleSpacingMM), int(a.DepotAisle)-1)
	if err != nil {
		return nil, err
	}
	solver, err := tours.NewSolver(grid)
	return &pickPlanner{area: a, solver: solver, depot: picking.Stop{int(a.DepotAisle) - 1, 0}, site: site}, err
}

// ruled walks by a simple strategy instead of exactly.
type ruled struct {
	*tours.Solver
	rule tours.Strategy
}

func (r ruled) Length(stops []picking.Stop) int {
	length, _ := r.Tour(stops)
	return length
}

func (r ruled) Tour(stops []picking.Stop) (int, []int) {
	length, visits, err := r.Follow(r.rule, stops)
	if err != nil {
		return r.Solver.Tour(stops) // grids begin and end at the front: it can't be
	}
	return length, visits
}

// walker is the way of walking that a policy wants.
func (pp *pickPlanner) walker(p *wms.PickPolicy) picking.Walker {
	if rule, err := tours.ParseStrategy(p.Tour); err == nil {
		return ruled{pp.solver, rule}
	}
	return pp.solver
}

const (
	// mostApart is how far apart two shipments that follow each other count at
	// most: a later departure may fill the cart of an earlier one.
	mostApart = 5 * time.Minute
	// planBudget is how many walks one planning measures.
	planBudget = 3000
)

// at is a place in the planner's terms; what lies outside the shelf area is
// fetched at the depot.
func (pp *pickPlanner) at(l wms.Location) picking.Stop {
	if l.Kind != wms.KindShelf || !pp.has(l.ID) {
		return pp.depot
	}
	return picking.Stop{int(l.Aisle) - 1, int(l.YMM - pp.area.YMM)}
}

// has says whether a shelf is of the area: its id is the area's, two digits for
// the aisle, and the rest after a dash.
func (pp *pickPlanner) has(id wms.LocationID) bool {
	rest, begins := strings.CutPrefix(string(id), pp.area.ID)
	return begins && len(rest) > 2 && rest[2] == '-'
}

// settings are how a policy fills carts.
func (pp *pickPlanner) settings(p *wms.PickPolicy, budget int) picking.Settings {
	return picking.Settings{Tote: picking.Capacity{VolumeMM3: pp.site.ToteVolumeMM3 * 85 / 100, WeightG: pp.site.ToteMaxG, Lines: toteLines(p)},
		CartTotes: int(cmp.Or(p.CartTotes, pp.site.TotesPerCart)), MaxLines: int(p.MaxLines), MaxWeightG: p.MaxWeightG,
		Single: p.Mode == wms.PickDiscrete, HeavyFirst: p.HeavyFirst,
		UrgencyStep: time.Minute, MixPenalty: 2000, Now: time.Unix(0, 0), Options: picking.Options{Budget: budget, Seed: 1}}
}

// toteLines bounds the lines of a tote that several shipments share.
func toteLines(p *wms.PickPolicy) int {
	if p.Mode != wms.PickSort {
		return 0
	}
	return int(p.MaxLines)
}

// plan turns open lines into cart loads. Urgency is the place in the queue of
// shipments: a shipment counts as due one second after the one before it, or as
// much later as it leaves.
func (pp *pickPlanner) plan(p *wms.PickPolicy, open []outbound.OpenLine, budget int) (picking.Work, error) {
	s := pp.settings(p, budget)
	lines := make([]picking.Line, len(open))
	due, before := s.Now, open[0]
	for i, l := range open {
		if l.Shipment != before.Shipment {
			due = due.Add(min(max(time.Second, l.Leaves.Sub(before.Leaves)), mostApart))
			before = l
		}
		loc, _ := pp.site.Location(l.From)
		lines[i] = picking.Line{ID: string(l.Task), Shipment: string(l.Shipment), SKU: string(l.SKU), At: pp.at(loc), Qty: l.Qty,
			// what is larger than a tote travels alone on one
			UnitVolumeMM3: min(l.VolumeMM3, s.Tote.VolumeMM3/l.Qty), UnitWeightG: min(l.WeightG, s.Tote.WeightG/l.Qty),
			Fragile: l.Fragile, ShipBy: due}
		if p.Mode == wms.PickSort {
			lines[i].Shipment = "" // whose it is the sorter finds out
		}
	}
	work, err := picking.Plan(lines, pp.walker(p), s)
	if err == nil && len(work.Refused) > 0 {
		err = fmt.Errorf("pick line can't be planned: %s", work.Refused[0].Reason)
	}
	return work, err
}

// carts are the loads of a plan, in the order in which they should start.
func carts(p *wms.PickPolicy, work picking.Work, open []outbound.OpenLine) (out []outbound.Cart) {
	for _, b := range work.Batches {
		c := outbound.Cart{Mixed: p.Mode == wms.PickSort}
		for _, t := range b.Totes {
			var ids []wms.TaskID
			for _, part := range work.Totes[t].Parts {
				ids = append(ids, open[part.Line].Task)
			}
			c.Totes = append(c.Totes, ids)
		}
		for _, pick := range b.Picks {
			c.Walk, c.From = append(c.Walk, open[pick.Line].Task), append(c.From, open[pick.Line].From)
		}
		out = append(out, c)
	}
	return out
}

// pickPart is what carts are planned for together: one area, one section of it,
// one set of skills.
type pickPart struct {
	area, section int
	skills        string
}

// partOf says which part a place belongs to. What lies in no area is walked
// with the first.
func (h *House) partOf(policies []wms.PickPolicy, at wms.LocationID, skills string) pickPart {
	part := pickPart{skills: skills}
	for i, pp := range h.pickers {
		if !pp.has(at) {
			continue
		}
		part.area = i
		if l, ok := h.Site.Location(at); ok && policies[i].Mode == wms.PickZone {
			for k, s := range policies[i].Sections {
				if l.Aisle >= s.From && l.Aisle <= s.To {
					part.section = k
				}
			}
		}
	}
	return part
}

// policies are those of all areas, by the index of their planners.
func (h *House) policies(r store.Reader) ([]wms.PickPolicy, error) {
	set, err := masterdata.PickPoliciesOf(r, h.Partition())
	if err != nil {
		return nil, err
	}
	return h.fill(set).Areas, nil
}

// fill has a policy for each area, the site's own where none was given.
func (h *House) fill(set wms.PickPolicies) wms.PickPolicies {
	given := set.Areas
	set.Sorts = h.Site.ToBench == "sorter"
	set.Areas = make([]wms.PickPolicy, len(h.pickers))
	for i, pp := range h.pickers {
		set.Areas[i] = wms.PickPolicy{Area: pp.area.ID, Mode: wms.PickCluster, CartTotes: h.Site.TotesPerCart, Tour: tourExact}
		for _, p := range given {
			if p.Area == pp.area.ID {
				set.Areas[i] = p
			}
		}
		set.Areas[i].Aisles = pp.area.Aisles
	}
	return set
}

// nextCarts plans what is open until enough carts wait for each part.
func (h *House) nextCarts(r store.Reader) (out []outbound.Cart, err error) {
	open, err := h.Floor.Batches(r, wms.TaskOpen)
	if err != nil {
		return nil, err
	}
	rules, err := masterdata.WorkRulesOf(r, h.Partition())
	if err != nil {
		return nil, err
	}
	policies, err := h.policies(r)
	if err != nil {
		return nil, err
	}
	onePart := len(rules.Needs) == 0 && len(policies) == 1 && policies[0].Mode != wms.PickZone
	if onePart && len(open) >= cartsAhead {
		return nil, nil
	}
	ahead := map[pickPart]int{}
	for _, cart := range open {
		needed, err := h.needs(r, &rules, cart[0])
		if err != nil {
			return nil, err
		}
		ahead[h.partOf(policies, cart[0].From, skillSet(needed))]++
	}
	lines, err := h.Floor.OpenLines(r, planLines)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	if err := h.markFragile(r, policies, lines); err != nil {
		return nil, err
	}
	walking, err := h.Floor.Batches(r, wms.TaskAssigned)
	if err != nil {
		return nil, err
	}
	names, skilled := h.bySkill(&rules, lines)
	for _, name := range names {
		order, parts := h.byPart(policies, skilled[name], name)
		for _, part := range order {
			if ahead[part] >= cartsAhead {
				continue
			}
			next, err := h.loads(r, part, policies[part.area], parts[part])
			if err != nil {
				return nil, err
			}
			h.avoid(next, walking, open)
			out = append(out, next[:min(len(next), cartsAhead-ahead[part])]...)
		}
	}
	return out, nil
}

// loads are the next cart loads of a part. Where the sorter parts batches,
// they take turns with those of shipments too large for that.
func (h *House) loads(r store.Reader, part pickPart, p wms.PickPolicy, lines []outbound.OpenLine) (out []outbound.Cart, err error) {
	var plans [2][]outbound.Cart
	now, own := []outbound.OpenLine(nil), lines
	cluster := p
	if p.Mode == wms.PickSort {
		cluster.Mode = wms.PickCluster
		if now, own, err = h.toSort(r, p, lines); err != nil {
			return nil, err
		}
	}
	for i, open := range [][]outbound.OpenLine{now, own} {
		if len(open) == 0 {
			continue
		}
		policy := []*wms.PickPolicy{&p, &cluster}[i]
		work, err := h.pickers[part.area].plan(policy, open, planBudget)
		if err != nil {
			return nil, err
		}
		plans[i] = carts(policy, work, open)
	}
	for i := range max(len(plans[0]), len(plans[1])) {
		for _, p := range plans {
			if i < len(p) {
				out = append(out, p[i])
			}
		}
	}
	return out, nil
}

// sortUnits is how many units a shipment has at most that the sorter parts,
// where the policy does not say.
const sortUnits = 12

// toSort parts lines by shipment: those that the sorter parts now, as many
// shipments as a chute will be there for, the most urgent first, and those
// too large for it. While no chute takes orders all go into totes of their own.
func (h *House) toSort(r store.Reader, p wms.PickPolicy, lines []outbound.OpenLine) (now, own []outbound.OpenLine, err error) {
	in, chutes, err := h.Floor.Batching(r)
	if err != nil || chutes == 0 {
		return nil, lines, err
	}
	small := smallShipments(p, lines)
	for _, l := range lines {
		_, had := in[l.Shipment]
		switch {
		case !had && !small[l.Shipment]:
			own = append(own, l)
			continue
		case !had && len(in) >= chutes:
			continue
		}
		in[l.Shipment] = ""
		now = append(now, l)
	}
	return now, own, nil
}

// smallShipments are those that the sorter parts.
func smallShipments(p wms.PickPolicy, lines []outbound.OpenLine) map[wms.ShipmentID]bool {
	units := map[wms.ShipmentID]int64{}
	for _, l := range lines {
		units[l.Shipment] += l.Qty
	}
	small := map[wms.ShipmentID]bool{}
	for id, n := range units {
		small[id] = n <= cmp.Or(p.MaxUnits, sortUnits)
	}
	return small
}

// byPart parts lines; parts and lines keep their order.
func (h *House) byPart(policies []wms.PickPolicy, lines []outbound.OpenLine, skills string) (order []pickPart, parts map[pickPart][]outbound.OpenLine) {
	parts = map[pickPart][]outbound.OpenLine{}
	for _, l := range lines {
		part := h.partOf(policies, l.From, skills)
		if parts[part] == nil {
			order = append(order, part)
		}
		parts[part] = append(parts[part], l)
	}
	return order, parts
}

// markFragile looks up what must lie on top, where a policy asks for it.
func (h *House) markFragile(r store.Reader, policies []wms.PickPolicy, lines []outbound.OpenLine) error {
	asked := false
	for i := range policies {
		asked = asked || policies[i].HeavyFirst
	}
	if !asked {
		return nil
	}
	known := map[wms.SKU]bool{}
	for i := range lines {
		fragile, seen := known[lines[i].SKU]
		if !seen {
			it, err := items.Get(r, lines[i].SKU)
			if err != nil && wms.CodeOf(err) == "internal" {
				return err
			}
			fragile = it.Fragile
			known[lines[i].SKU] = fragile
		}
		lines[i].Fragile = fragile
	}
	return nil
}
