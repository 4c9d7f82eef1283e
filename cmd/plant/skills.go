package plant

import (
	"context"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// needs lists the skills that a task takes, those of its whole cart if it is
// one of a cart.
func (h *House) needs(r store.Reader, rules *wms.WorkRules, t wms.Task) ([]string, error) {
	if len(rules.Needs) == 0 {
		return nil, nil
	}
	if t.Batch == "" || t.Kind != wms.TaskPick {
		return rules.Needed(t.Kind, t.Zone, h.places(t.From, t.To)...), nil
	}
	batch, err := tasks.OfBatch(r, h.Partition(), t.Batch)
	var all []string
	for _, b := range batch {
		for _, skill := range rules.Needed(b.Kind, b.Zone, h.places(b.From)...) {
			if b.Kind == wms.TaskPick && !slices.Contains(all, skill) {
				all = append(all, skill)
			}
		}
	}
	return all, err
}

func (h *House) places(ids ...wms.LocationID) (out []wms.Location) {
	for _, id := range ids {
		if l, ok := h.Site.Location(id); ok {
			out = append(out, l)
		}
	}
	return out
}

// lacks names the skill for a task that a person has not; empty if they may
// do it.
func (h *House) lacks(r store.Reader, rules *wms.WorkRules, who wms.UserID, t wms.Task) (string, error) {
	needed, err := h.needs(r, rules, t)
	return rules.Lacks(who, needed), err
}

// maySkill refuses a task that needs a skill which the person has not.
func (h *House) maySkill(r store.Reader, who wms.UserID, t wms.Task) error {
	rules, err := masterdata.WorkRulesOf(r, h.Partition())
	if err != nil {
		return err
	}
	skill, err := h.lacks(r, &rules, who, t)
	if err == nil && skill != "" {
		err = wms.Refuse(wms.Conflict, "missing_skill", "task %s needs %q, and %s does not have it: leave it to somebody who does", t.ID, skill, who).With("skill", skill)
	}
	return err
}

// bySkill parts open lines by the skills they take: a cart is for one person.
// Parts and lines keep their order.
func (h *House) bySkill(rules *wms.WorkRules, lines []outbound.OpenLine) (names []string, parts map[string][]outbound.OpenLine) {
	parts = map[string][]outbound.OpenLine{}
	for _, l := range lines {
		at := h.places(l.From)
		zone := ""
		if len(at) > 0 {
			zone = at[0].Zone
		}
		name := skillSet(rules.Needed(wms.TaskPick, zone, at...))
		if parts[name] == nil {
			names = append(names, name)
		}
		parts[name] = append(parts[name], l)
	}
	return names, parts
}

// skillSet names a set of skills; none is empty.
func skillSet(skills []string) string {
	skills = slices.Clone(skills)
	slices.Sort(skills)
	return strings.Join(skills, "\x00")
}

// PutWorkRules implements api.MasterData.
func (p *Plant) PutWorkRules(ctx context.Context, c api.Call, w wms.WorkRules) (wms.WorkRules, error) {
	h, err := p.House(w.Warehouse)
	if err != nil {
		return w, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "warehouse.put", func(tx store.Tx) (wms.WorkRules, error) {
		return masterdata.PutWorkRules(tx, w)
	})
	return out, err
}

// WorkRules implements api.MasterData.
func (p *Plant) WorkRules(_ context.Context, w wms.WarehouseID) (wms.WorkRules, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.WorkRules{}, err
	}
	return view(p, func(r store.Reader) (wms.WorkRules, error) { return masterdata.WorkRulesOf(r, h.Partition()) })
}
