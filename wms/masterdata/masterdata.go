// Package masterdata keeps what changes seldom and everything else refers to:
// suppliers, carriers and owners in the network's partition; the settings of
// a warehouse, the rules of its places and what was done for each owner in
// the warehouse's own.
package masterdata

import (
	"reflect"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Book is the list of one kind of business partner.
type Book[T any] struct {
	table *store.Table[T]
	what  string
	id    func(T) string
	check func(T) error
}

// The books of the network.
var (
	Suppliers = Book[wms.Supplier]{store.NewTable[wms.Supplier]("supplier", 1), "supplier",
		func(s wms.Supplier) string { return s.ID }, func(s wms.Supplier) error {
			return between("over_percent", s.OverPercent, 0, 1000)
		}}
	Carriers = Book[wms.Carrier]{store.NewTable[wms.Carrier]("carrier", 1), "carrier",
		func(c wms.Carrier) string { return c.ID }, func(c wms.Carrier) error { return nil }}
	Owners = Book[wms.Owner]{store.NewTable[wms.Owner]("owner", 1), "owner",
		func(o wms.Owner) string { return o.ID }, checkOwner}
)

// QualityRules say which received goods are inspected.
var QualityRules = Book[wms.QualityRule]{store.NewTable[wms.QualityRule]("qualityrule", 1), "quality_rule",
	func(q wms.QualityRule) string { return q.ID }, func(q wms.QualityRule) error {
		if q.Supplier == "" && q.SKU == "" {
			return wms.Refuse(wms.Invalid, "invalid_rule", "a rule names a supplier, a sku or both")
		}
		if !slices.Contains([]string{"1.0", "2.5", "none"}, q.AQL) {
			return wms.Refuse(wms.Invalid, "invalid_aql", "aql must be 1.0, 2.5 or none, not %q", q.AQL)
		}
		return nil
	}}

// BoxTypes are the cartons that orders are packed into.
var BoxTypes = Book[wms.BoxType]{store.NewTable[wms.BoxType]("boxtype", 1), "box_type",
	func(b wms.BoxType) string { return b.ID }, func(b wms.BoxType) error {
		for _, f := range []struct {
			name      string
			v, lowest int64
		}{{"length_mm", b.LengthMM, 1}, {"width_mm", b.WidthMM, 1}, {"height_mm", b.HeightMM, 1}, {"tare_g", b.TareG, 0}, {"max_g", b.MaxG, b.TareG + 1}} {
			if err := between(f.name, f.v, f.lowest, 1_000_000); err != nil {
				return err
			}
		}
		return nil
	}}

// maxRules bounds the rules that one look goes through.
const maxRules = 1000

// AQLFor is the limit of the most exact rule: of supplier and item, then of
// the supplier, then of the item; "" if nothing is inspected.
func AQLFor(r store.Reader, supplier string, sku wms.SKU) (string, error) {
	list, err := QualityRules.List(r, "", maxRules)
	best, aql := 0, ""
	for _, q := range list {
		rank := 0
		switch {
		case (q.Supplier != "" && q.Supplier != supplier) || (q.SKU != "" && q.SKU != sku):
			continue
		case q.Supplier != "" && q.SKU != "":
			rank = 3
		case q.Supplier != "":
			rank = 2
		default:
			rank = 1
		}
		if rank > best {
			best, aql = rank, q.AQL
		}
	}
	if aql == "none" {
		aql = ""
	}
	return aql, err
}

func checkOwner(o wms.Owner) error {
	for kind, rate := range o.Rates {
		if !slices.Contains(wms.Activities, kind) {
			return wms.Refuse(wms.Invalid, "unknown_activity", "there is no rate for %q; there are %v", kind, wms.Activities)
		}
		if err := between("rates."+kind, rate, 0, 1_000_000_000); err != nil {
			return err
		}
	}
	return nil
}

func between(name string, v, low, high int64) error {
	if v < low || v > high {
		return wms.Refuse(wms.Invalid, "out_of_range", "%s must be %d to %d, not %d", name, low, high, v).With("field", name)
	}
	return nil
}

// Put creates or replaces an entry.
func (b Book[T]) Put(tx store.Tx, v T) (T, error) {
	id := b.id(v)
	if id == "" || len(id) > 64 || strings.TrimSpace(id) != id {
		return v, wms.Refuse(wms.Invalid, "invalid_id", "a %s's id has 1 to 64 bytes without blanks at its ends; %q does not", b.what, id)
	}
	if err := b.check(v); err != nil {
		return v, err
	}
	old, had, err := b.table.Get(tx, store.Network, id)
	if err != nil || (had && reflect.DeepEqual(old, v)) {
		return v, err
	}
	tx.Emit(wms.Event{Type: b.what + ".put", Subject: id})
	return v, b.table.Put(tx, v, id)
}

// Get reads an entry or refuses with unknown_supplier and the like.
func (b Book[T]) Get(r store.Reader, id string) (T, error) {
	v, ok, err := b.table.Get(r, store.Network, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_"+b.what, "no %s %q", b.what, id)
	}
	return v, err
}

// List reads up to limit entries behind an id.
func (b Book[T]) List(r store.Reader, after string, limit int) ([]T, error) {
	var out []T
	err := b.table.ScanFrom(r, store.Network, nil, []any{after}, func(_ store.KeyParts, v T) (bool, error) {
		if b.id(v) != after {
			out = append(out, v)
		}
		return len(out) < limit, nil
	})
	return out, err
}

var (
	settings = store.NewTable[wms.Settings]("settings", 1)
	rules    = store.NewTable[wms.LocationRule]("locrule", 1)
	acts     = store.NewTable[wms.Activity]("activity", 1) // owner, day, kind
)

// What a warehouse has that was never told otherwise.
const (
	defaultWeighPermille = 100
	defaultWeighG        = 500
	defaultSizeMM        = 100
	defaultPalletG       = 25_000
)

// SettingsOf reads a warehouse's settings.
func SettingsOf(r store.Reader, p store.Partition) (wms.Settings, error) {
	s, had, err := settings.Get(r, p)
	if !had {
		s = wms.Settings{Putaway: wms.PutawayAuto, WeighTolerancePermille: defaultWeighPermille,
			WeighToleranceG: defaultWeighG, SizeToleranceMM: defaultSizeMM, PalletTareG: defaultPalletG}
	}
	s.Warehouse = wms.WarehouseID(p)
	if s.Release == "" {
		s.Release = wms.ReleaseContinuous
	}
	return s, err
}

// PutSettings replaces them.
func PutSettings(tx store.Tx, s wms.Settings) (wms.Settings, error) {
	s.Warehouse = wms.WarehouseID(tx.Partition())
	if s.Putaway == "" {
		s.Putaway = wms.PutawayAuto
	}
	if s.Putaway != wms.PutawayAuto && s.Putaway != wms.PutawayManual {
		return s, wms.Refuse(wms.Invalid, "invalid_putaway", "putaway must be auto or manual, not %q", s.Putaway)
	}
	if s.Release == "" {
		s.Release = wms.ReleaseContinuous
	}
	if s.Release != wms.ReleaseContinuous && s.Release != wms.ReleaseWaves {
		return s, wms.Refuse(wms.Invalid, "invalid_release", "release must be continuous or waves, not %q", s.Release)
	}
	for name, v := range map[string]int64{"weigh_tolerance_permille": s.WeighTolerancePermille, "weigh_tolerance_g": s.WeighToleranceG, "size_tolerance_mm": s.SizeToleranceMM, "pallet_tare_g": s.PalletTareG,
		"pack_tolerance_permille": s.PackTolerancePermille, "pack_tolerance_g": s.PackToleranceG} {
		if err := between(name, v, 0, 1_000_000); err != nil {
			return s, err
		}
	}
	if s.PackWeigh && s.PackTolerancePermille+s.PackToleranceG == 0 {
		return s, wms.Refuse(wms.Invalid, "missing_tolerance", "pack_weigh needs pack_tolerance_permille, pack_tolerance_g or both: no carton weighs exactly what it should").With("field", "pack_tolerance_g")
	}
	tx.Emit(wms.Event{Type: "warehouse.put", Subject: string(s.Warehouse)})
	return s, settings.Put(tx, s)
}

// RuleOf reads what may be put into a place; the zero rule allows all but
// dangerous goods.
func RuleOf(r store.Reader, p store.Partition, id wms.LocationID) (wms.LocationRule, error) {
	rule, _, err := rules.Get(r, p, string(id))
	return rule, err
}

// Rules reads those of all places that have one.
func Rules(r store.Reader, p store.Partition) (map[wms.LocationID]wms.LocationRule, error) {
	out := map[wms.LocationID]wms.LocationRule{}
	err := rules.Scan(r, p, nil, func(k store.KeyParts, rule wms.LocationRule) (bool, error) {
		out[wms.LocationID(k.Str())] = rule
		return true, nil
	})
	return out, err
}

// PutRule replaces the rule of a place.
func PutRule(tx store.Tx, site *wms.Site, id wms.LocationID, rule wms.LocationRule) error {
	if _, err := site.MustLocation(id); err != nil {
		return err
	}
	if err := between("max_volume_mm3", rule.MaxVolumeMM3, 0, 1<<50); err != nil {
		return err
	}
	if err := between("max_weight_g", rule.MaxWeightG, 0, 1<<40); err != nil {
		return err
	}
	if !slices.Contains([]wms.Temperature{"", wms.Ambient, wms.Chilled, wms.Frozen}, rule.Temperature) {
		return wms.Refuse(wms.Invalid, "invalid_temperature", "temperature must be ambient, chilled or frozen, not %q", rule.Temperature)
	}
	if len(rule.Hazards) > 50 || len(rule.Classes) > 50 {
		return wms.Refuse(wms.Invalid, "invalid_rule", "a place lists at most 50 hazards and 50 classes")
	}
	tx.Emit(wms.Event{Type: "location.put", Subject: string(id), Data: map[string]any{"blocked": rule.Blocked}})
	return rules.Put(tx, rule, string(id))
}

// Block takes a place out of use for new goods, or back into it.
func Block(tx store.Tx, id wms.LocationID, reason string) error {
	rule, err := RuleOf(tx, tx.Partition(), id)
	if err != nil || rule.Blocked == reason {
		return err
	}
	rule.Blocked = reason
	tx.Emit(wms.Event{Type: "location.put", Subject: string(id), Data: map[string]any{"blocked": reason}})
	return rules.Put(tx, rule, string(id))
}

// Bill notes that something was done with an owner's goods; no owner, no note.
func Bill(tx store.Tx, owner, kind string, qty int64) error {
	if owner == "" {
		return nil
	}
	day := wms.DayOf(tx.Now())
	a, _, err := acts.Get(tx, tx.Partition(), owner, day, kind)
	if err != nil {
		return err
	}
	a.Owner, a.Warehouse, a.Day, a.Kind = owner, wms.WarehouseID(tx.Partition()), day, kind
	a.Count++
	a.Qty += qty
	return acts.Put(tx, a, owner, day, kind)
}

// Store notes what each owner has on hand, once a day: later calls of the day
// change nothing. It says whether it noted anything.
func Store(tx store.Tx, onHand map[string]int64) (bool, error) {
	day, noted := wms.DayOf(tx.Now()), false
	for _, owner := range sortedKeys(onHand) {
		_, had, err := acts.Get(tx, tx.Partition(), owner, day, wms.ActStorageDay)
		if err != nil {
			return noted, err
		}
		if had {
			continue
		}
		noted = true
		a := wms.Activity{Owner: owner, Warehouse: wms.WarehouseID(tx.Partition()), Day: day, Kind: wms.ActStorageDay, Count: 1, Qty: onHand[owner]}
		if err := acts.Put(tx, a, owner, day, wms.ActStorageDay); err != nil {
			return noted, err
		}
	}
	return noted, nil
}

func sortedKeys(m map[string]int64) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// ActivitiesOf lists what was done for an owner in a warehouse from one day
// to another, both included.
func ActivitiesOf(r store.Reader, p store.Partition, o wms.Owner, from, to string) ([]wms.Activity, error) {
	var out []wms.Activity
	err := acts.ScanFrom(r, p, []any{o.ID}, []any{o.ID, from}, func(_ store.KeyParts, a wms.Activity) (bool, error) {
		if a.Day > to {
			return false, nil
		}
		per := a.Count
		if a.Kind == wms.ActStorageDay {
			per = a.Qty
		}
		a.Amount = per * o.Rates[a.Kind]
		out = append(out, a)
		return true, nil
	})
	return out, err
}
