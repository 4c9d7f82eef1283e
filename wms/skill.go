package wms

import "slices"

// WorkRules say who in a warehouse may do what work.
type WorkRules struct {
	Warehouse WarehouseID         `json:"warehouse" cbor:"1,keyasint"`
	Needs     []SkillNeed         `json:"needs" cbor:"2,keyasint,omitempty"`
	People    map[UserID][]string `json:"people" cbor:"3,keyasint,omitempty"` // their skills and the equipment they drive
}

// SkillNeed is a skill, licence or vehicle that work of a kind, in a zone or
// from a level on needs; what is left out means all.
type SkillNeed struct {
	Skill    string   `json:"skill" cbor:"1,keyasint"`
	Kind     TaskKind `json:"kind,omitempty" cbor:"2,keyasint,omitempty"`
	Zone     string   `json:"zone,omitempty" cbor:"3,keyasint,omitempty"`
	MinLevel int64    `json:"min_level,omitempty" cbor:"4,keyasint,omitempty"` // counted from 1
}

// Needed lists the skills that work of a kind in a zone and at some places
// needs, each once.
func (w *WorkRules) Needed(kind TaskKind, zone string, at ...Location) (skills []string) {
	for _, n := range w.Needs {
		if n.Kind != "" && n.Kind != kind || slices.Contains(skills, n.Skill) {
			continue
		}
		here := n.MinLevel == 0 && (n.Zone == "" || n.Zone == zone)
		for _, l := range at {
			here = here || (n.Zone == "" || n.Zone == l.Zone) && l.Level >= n.MinLevel
		}
		if here {
			skills = append(skills, n.Skill)
		}
	}
	return skills
}

// Lacks names the first skill that a person lacks; empty if none.
func (w *WorkRules) Lacks(who UserID, needed []string) string {
	for _, skill := range needed {
		if !slices.Contains(w.People[who], skill) {
			return skill
		}
	}
	return ""
}
