package rules

import (
	"errors"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

var world = World{
	Item: func(s wms.SKU) error {
		if s == "A" || s == "B" {
			return nil
		}
		return wms.Refuse(wms.NotFound, "unknown_sku", "no item %q", s)
	},
	Place: func(w wms.WarehouseID) error {
		if w == "front" || w == "central" {
			return nil
		}
		return wms.Refuse(wms.NotFound, "unknown_warehouse", "no warehouse %q", w)
	},
	Country: func(c string) (string, error) {
		if c == "Germany" || c == "DE" {
			return "DE", nil
		}
		return "", wms.Refuse(wms.Invalid, "unknown_country", "no lane delivers to %q", c)
	},
}

func codeOf(err error) string {
	var r *wms.Error
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

func put(t *testing.T, db store.Store, r wms.AllocationRule) wms.AllocationRule {
	t.Helper()
	var out wms.AllocationRule
	storetest.Do(t, db, store.Network, func(tx store.Tx) (err error) { out, err = Put(tx, r, "ann", world); return err })
	return out
}

func at(t *testing.T, db store.Store, s *Shelf) (set *Set) {
	t.Helper()
	if err := db.View(func(r store.Reader) (err error) { set, err = s.At(r); return err }); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestBadRulesAreRefused(t *testing.T) {
	db, _ := storetest.Open(t)
	for _, c := range []struct {
		rule wms.AllocationRule
		code string
	}{
		{wms.AllocationRule{ID: "", Kind: "forbid", Warehouse: "front"}, "invalid_id"},
		{wms.AllocationRule{ID: "a/b", Kind: "forbid", Warehouse: "front"}, "invalid_id"},
		{wms.AllocationRule{ID: "r", Kind: "like", Warehouse: "front"}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "forbid"}, "unknown_warehouse"},
		{wms.AllocationRule{ID: "r", Kind: "forbid", Warehouse: "moon"}, "unknown_warehouse"},
		{wms.AllocationRule{ID: "r", Kind: "forbid", Warehouse: "front", SKU: "Z"}, "unknown_sku"},
		{wms.AllocationRule{ID: "r", Kind: "forbid", Warehouse: "front", Country: "Narnia"}, "unknown_country"},
		{wms.AllocationRule{ID: "r", Kind: "forbid", Warehouse: "front", Units: 3}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "forbid", Warehouse: "front", UpTo: 3}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "prefer", Warehouse: "front"}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "prefer", Warehouse: "front", UpTo: -1}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "fence", Warehouse: "front", SKU: "A", Units: 3}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "fence", Warehouse: "front", Channel: "web", Units: 3}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "keep", Warehouse: "front"}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "keep", Warehouse: "front", Units: 1, Days: 1}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "keep", Warehouse: "front", Days: 1000}, "invalid_rule"},
		{wms.AllocationRule{ID: "r", Kind: "keep", Warehouse: "front", Units: 1, Country: "DE"}, "invalid_rule"},
	} {
		_, err := storetest.Try(db, store.Network, func(tx store.Tx) error { _, err := Put(tx, c.rule, "ann", world); return err })
		if codeOf(err) != c.code {
			t.Errorf("%+v: %v, want %s", c.rule, err, c.code)
		}
	}
	if set := at(t, db, &Shelf{}); !set.Empty() || set.version != 0 {
		t.Errorf("after refusals: %+v", set)
	}
	_, err := storetest.Try(db, store.Network, func(tx store.Tx) error { _, err := Delete(tx, "none", "ann"); return err })
	if codeOf(err) != "unknown_rule" {
		t.Errorf("deleting no rule: %v", err)
	}
}

func TestRulesHaveVersionsAndHistory(t *testing.T) {
	db, clock := storetest.Open(t)
	shelf := &Shelf{}
	put(t, db, wms.AllocationRule{ID: "r", Kind: "keep", Warehouse: "front", Units: 5})
	if set := at(t, db, shelf); set != at(t, db, shelf) {
		t.Error("an unchanged set is read again")
	}
	two := put(t, db, wms.AllocationRule{ID: "r", Kind: "keep", Warehouse: "front", Units: 7, Note: "spring"})
	if two.Version != 2 || two.By != "ann" || !two.At.Equal(clock.Now()) {
		t.Errorf("second version: %+v", two)
	}
	if n, rule := at(t, db, shelf).Kept("A", "front", "", nil); n != 7 || rule != "r" {
		t.Errorf("%d kept by %q", n, rule)
	}
	storetest.Do(t, db, store.Network, func(tx store.Tx) error { _, err := Delete(tx, "r", "bob"); return err })
	if set := at(t, db, shelf); !set.Empty() {
		t.Errorf("after deleting: %+v", set)
	}
	three := put(t, db, wms.AllocationRule{ID: "r", Kind: "forbid", Warehouse: "front", Country: "Germany"})
	if three.Country != "DE" {
		t.Errorf("country is kept as %q", three.Country)
	}
	var got wms.RuleHistory
	if err := db.View(func(r store.Reader) (err error) { got, err = Get(r, "r"); return err }); err != nil {
		t.Fatal(err)
	}
	if len(got.History) != 4 || got.History[0].Version != 4 || !got.History[1].Deleted || got.History[1].By != "bob" || got.History[3].Units != 5 {
		t.Errorf("history: %+v", got.History)
	}
}

func TestSet(t *testing.T) {
	s := newSet(1, []wms.AllocationRule{
		{ID: "no-de", Kind: wms.RuleForbid, Warehouse: "front", Country: "DE"},
		{ID: "no-b", Kind: wms.RuleForbid, Warehouse: "central", SKU: "B", Channel: "web"},
		{ID: "like", Kind: wms.RulePrefer, Warehouse: "central", UpTo: 100},
		{ID: "like-front", Kind: wms.RulePrefer, Warehouse: "front", UpTo: 30, Service: "same-day"},
		{ID: "fence", Kind: wms.RuleFence, Warehouse: "front", SKU: "A", Channel: "web", Units: 4},
		{ID: "keep", Kind: wms.RuleKeep, Warehouse: "front", Units: 3},
		{ID: "cover", Kind: wms.RuleKeep, Warehouse: "front", SKU: "B", Days: 2},
	})
	web, shop := wms.Asked{Channel: "web", Country: "DE"}, wms.Asked{Country: "GB", Service: "same-day"}
	for _, c := range []struct{ got, want any }{
		{s.Forbids(web, "front", "A"), "no-de"}, {s.Forbids(shop, "front", "A"), ""},
		{s.Forbids(web, "central", "B"), "no-b"}, {s.Forbids(web, "central", "A"), ""}, {s.Forbids(shop, "central", "B"), ""},
	} {
		if c.got != c.want {
			t.Errorf("forbidden by %q, want %q", c.got, c.want)
		}
	}
	handicap := func(a wms.Asked, w wms.WarehouseID) int64 { n, _ := s.Handicap(a, w); return n }
	if handicap(web, "front") != 100 || handicap(web, "central") != 0 || handicap(shop, "front") != 70 || handicap(shop, "central") != 0 {
		t.Errorf("handicaps: %d %d %d %d", handicap(web, "front"), handicap(web, "central"), handicap(shop, "front"), handicap(shop, "central"))
	}
	daily := func(sku wms.SKU, _ wms.WarehouseID) float64 { return map[wms.SKU]float64{"B": 2.6}[sku] }
	kept := func(sku wms.SKU, w wms.WarehouseID, channel string) int64 {
		n, _ := s.Kept(sku, w, channel, daily)
		return n
	}
	if kept("A", "front", "web") != 3 || kept("A", "front", "") != 7 || kept("B", "front", "") != 6 || kept("A", "central", "") != 0 {
		t.Errorf("kept: %d %d %d %d", kept("A", "front", "web"), kept("A", "front", ""), kept("B", "front", ""), kept("A", "central", ""))
	}
}
