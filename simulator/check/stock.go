package check

import (
	"maps"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/simulator/people"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// loose compares the loose units of every place of a warehouse.
func (c *comparison) loose(b *books) {
	places := map[string]bool{}
	for id := range c.twin.loose {
		if local, here := strings.CutPrefix(id, b.ID+"/"); here {
			places[local] = true
		}
	}
	for l := range b.loose {
		places[l] = true
	}
	for _, l := range slices.Sorted(maps.Keys(places)) {
		id := b.ID + "/" + l
		if c.twin.dirty[id] {
			continue
		}
		differences(c.twin.loose[id], b.loose[l], func(sku string, twin, books int64) {
			c.violated("%s: %d of %s lie in %s, the ledger says %d", b.ID, twin, sku, l, books)
		})
	}
}

// units compares every handling unit of a warehouse: that it is there, where,
// and what is in it.
func (c *comparison) units(b *books) {
	ids := map[string]bool{}
	for id, u := range c.twin.units {
		if strings.HasPrefix(u.Place, b.ID+"/") {
			ids[id] = true
		}
	}
	for id := range b.units {
		ids[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if c.twin.dirty[id] {
			continue
		}
		u, inTwin := c.twin.units[id]
		k, inBooks := b.units[id]
		switch {
		case !inBooks:
			c.violated("%s: %s %s stands in %s, the ledger does not know it", b.ID, u.Kind, id, u.Place)
			continue
		case !inTwin:
			c.violated("%s: the ledger has %s %s at %s, the building has none", b.ID, k.Kind, id, k.Location)
			continue
		case !b.agree(u, k):
			c.violated("%s: %s %s stands in %s, the ledger has it at %s", b.ID, u.Kind, id, u.Place, k.Location)
		}
		if u.Kind != string(k.Kind) {
			c.violated("%s: %s is a %s, the ledger calls it a %s", b.ID, id, u.Kind, k.Kind)
		}
		differences(u.Units, b.inside[id], func(sku string, twin, books int64) {
			c.violated("%s: %d of %s are in %s %s, the ledger says %d", b.ID, twin, sku, u.Kind, id, books)
		})
	}
}

// cartPrefix begins the ledger's name of a person's cart.
const cartPrefix = "CART-"

// agree says whether a unit is where the ledger has it, or on its way there.
func (b *books) agree(u *world.HandlingUnit, k wms.HandlingUnit) bool {
	at := string(k.Location)
	local, here := strings.CutPrefix(u.Place, b.ID+"/")
	if !here {
		return false
	}
	if local == at || b.moving[u.ID] {
		return true
	}
	kind := func(l string) string {
		if b.isSorter(l) {
			return "sorter"
		}
		loc, _ := b.Location(l)
		if loc == nil {
			return ""
		}
		return loc.Kind
	}
	from, to := kind(at), kind(local)
	holder, inHands := people.PersonAt(u.Place)
	cart, onCart := strings.CutPrefix(at, cartPrefix)
	switch {
	case inHands && onCart && holder == cart:
		return true
	case inHands && u.Kind == string(wms.Tote) && len(u.Units) == 0 && from == "tote_stack":
		return true // left over, on its way back
	case inHands || onCart:
		return b.worked[u.ID]
	case from == "sorter", from == "induction" && (to == "sorter" || to == "reject"):
		return to == "sorter" || to == "induction" || to == "chute" || to == "reject"
	}
	return false
}
