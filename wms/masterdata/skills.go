package masterdata

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var workRules = store.NewTable[wms.WorkRules]("workrules", 1)

// Bounds of work rules.
const (
	maxNeeds   = 100
	maxSkilled = 2000
	maxSkills  = 50
)

// WorkRulesOf reads who may do what; without rules everybody may do all that
// their role allows.
func WorkRulesOf(r store.Reader, p store.Partition) (wms.WorkRules, error) {
	w, _, err := workRules.Get(r, p)
	w.Warehouse = wms.WarehouseID(p)
	return w, err
}

// PutWorkRules replaces them.
func PutWorkRules(tx store.Tx, w wms.WorkRules) (wms.WorkRules, error) {
	w.Warehouse = wms.WarehouseID(tx.Partition())
	if len(w.Needs) > maxNeeds || len(w.People) > maxSkilled {
		return w, wms.Refuse(wms.Invalid, "invalid_work_rules", "at most %d needs and %d people", maxNeeds, maxSkilled)
	}
	for i, n := range w.Needs {
		if len(n.Skill) < 1 || len(n.Skill) > 40 || len(n.Zone) > 80 || n.MinLevel < 0 || n.MinLevel > 1000 {
			return w, wms.Refuse(wms.Invalid, "invalid_work_rules", "need %d: skill has 1 to 40 bytes, zone at most 80, and min_level is 0 to 1000", i+1).With("field", "needs")
		}
		if n.Kind == "" && n.Zone == "" && n.MinLevel == 0 {
			return w, wms.Refuse(wms.Invalid, "invalid_work_rules", "need %d says of no kind, zone or level that it needs %s: all work would", i+1, n.Skill).With("field", "needs")
		}
	}
	for who, skills := range w.People {
		if len(skills) > maxSkills {
			return w, wms.Refuse(wms.Invalid, "invalid_work_rules", "%s has more than %d skills", who, maxSkills).With("field", "people")
		}
		for _, s := range skills {
			if len(s) < 1 || len(s) > 40 {
				return w, wms.Refuse(wms.Invalid, "invalid_work_rules", "a skill of %s has %d bytes, must be 1 to 40", who, len(s)).With("field", "people")
			}
		}
	}
	tx.Emit(wms.Event{Type: "warehouse.put", Subject: string(w.Warehouse), Data: map[string]any{"what": "work rules"}})
	return w, workRules.Put(tx, w)
}
