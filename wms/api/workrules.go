package api

import "github.com/aisle-wms/aisle/wms"

func getWorkRules(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	rules, err := r.face.MasterData.WorkRules(r.ctx, w)
	return ok(tidyRules(rules)), err
}

func putWorkRules(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in wms.WorkRules
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Warehouse != "" && in.Warehouse != w {
		return answer{}, invalid(codeInvalidField, "the body's warehouse %q is not the path's %q", in.Warehouse, w).With("field", "warehouse")
	}
	in.Warehouse = w
	for i, n := range in.Needs {
		if _, known := oneOfKinds(n.Kind); !known {
			return answer{}, invalid(codeInvalidField, "needs[%d].kind must be one of %v, or left out", i, taskKinds).With("field", "needs")
		}
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.MasterData.PutWorkRules(r.ctx, call, in)
	return ok(tidyRules(out)), err
}

func oneOfKinds(k wms.TaskKind) (wms.TaskKind, bool) {
	for _, known := range taskKinds {
		if k == known {
			return k, true
		}
	}
	return k, k == ""
}

// tidyRules has lists where nothing was said.
func tidyRules(w wms.WorkRules) wms.WorkRules {
	if w.Needs == nil {
		w.Needs = []wms.SkillNeed{}
	}
	if w.People == nil {
		w.People = map[wms.UserID][]string{}
	}
	return w
}
