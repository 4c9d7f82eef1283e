package world

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// Tx is one look at, or one change of, the world. Changed things are copies
// until the Update that made them succeeded.
type Tx struct {
	w      *World
	write  bool
	places map[string]*Place
	units  map[string]*HandlingUnit // nil: removed
	blobs  map[string][]byte        // nil: removed
	counts map[string]int64
}

func (tx *Tx) mutable() {
	if !tx.write {
		panic("world: change inside View")
	}
}

// AddPlace builds a place, or changes the capacity of one that is there.
func (tx *Tx) AddPlace(id string, capacity int) {
	tx.mutable()
	if p, ok := tx.Place(id); ok {
		if p.Capacity == capacity {
			return
		}
		c := *p
		c.Capacity = capacity
		tx.places[id] = &c
		return
	}
	tx.places[id] = &Place{ID: id, Capacity: capacity}
}

// Place looks at a place; the result must not be changed.
func (tx *Tx) Place(id string) (*Place, bool) {
	if p, ok := tx.places[id]; ok {
		return p, true
	}
	p, ok := tx.w.places[id]
	return p, ok
}

// HandlingUnit looks at a handling unit; the result must not be changed.
func (tx *Tx) HandlingUnit(id string) (*HandlingUnit, bool) {
	if u, ok := tx.units[id]; ok {
		return u, u != nil
	}
	u, ok := tx.w.units[id]
	return u, ok
}

// ByLabel finds the handling unit whose barcode is label.
func (tx *Tx) ByLabel(place, label string) (*HandlingUnit, bool) {
	for _, id := range tx.At(place) {
		if u, ok := tx.HandlingUnit(id); ok && u.Barcode() == label {
			return u, true
		}
	}
	return nil, false
}

// Barcode is what a scanner reads on the unit.
func (u *HandlingUnit) Barcode() string {
	if u.Label != "" {
		return u.Label
	}
	return u.ID
}

// At lists the handling units in a place, sorted.
func (tx *Tx) At(place string) []string {
	var ids []string
	for id := range tx.w.at[place] {
		if u, changed := tx.units[id]; !changed || (u != nil && u.Place == place) {
			ids = append(ids, id)
		}
	}
	for id, u := range tx.units {
		if u != nil && u.Place == place {
			if _, had := tx.w.at[place][id]; !had {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// HandlingUnits lists the ids of all handling units, sorted.
func (tx *Tx) HandlingUnits() []string {
	set := maps.Clone(tx.w.units)
	if set == nil {
		set = map[string]*HandlingUnit{}
	}
	for id, u := range tx.units {
		if u == nil {
			delete(set, id)
		} else {
			set[id] = u
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Create puts a new handling unit into its place.
func (tx *Tx) Create(u HandlingUnit) error {
	tx.mutable()
	if _, ok := tx.HandlingUnit(u.ID); ok {
		return fmt.Errorf("handling unit %s exists already", u.ID)
	}
	if err := tx.room(u.Place); err != nil {
		return err
	}
	u.Units = maps.Clone(u.Units)
	tx.units[u.ID] = &u
	return nil
}

// Remove takes a handling unit out of the world (an emptied carton, a truck
// that left).
func (tx *Tx) Remove(id string) error {
	tx.mutable()
	if _, ok := tx.HandlingUnit(id); !ok {
		return fmt.Errorf("remove %s: %w", id, ErrNoUnit)
	}
	tx.units[id] = nil
	return nil
}

func (tx *Tx) room(place string) error {
	p, ok := tx.Place(place)
	if !ok {
		return fmt.Errorf("%s: %w", place, ErrNoPlace)
	}
	if p.Capacity > 0 && len(tx.At(place)) >= p.Capacity {
		return fmt.Errorf("%s holds %d: %w", place, p.Capacity, ErrFull)
	}
	return nil
}

// MoveHandlingUnit carries a unit from one place to another.
func (tx *Tx) MoveHandlingUnit(id, from, to string) error {
	tx.mutable()
	u, ok := tx.HandlingUnit(id)
	if !ok {
		return fmt.Errorf("move %s: %w", id, ErrNoUnit)
	}
	if u.Place != from {
		return fmt.Errorf("move %s from %s: it is in %s: %w", id, from, u.Place, ErrNotThere)
	}
	if from == to {
		return nil
	}
	if err := tx.room(to); err != nil {
		return fmt.Errorf("move %s: %w", id, err)
	}
	c := *u
	c.Place = to
	tx.units[id] = &c
	return nil
}

// SetLabel sticks another barcode on a unit.
func (tx *Tx) SetLabel(id, label string) error {
	tx.mutable()
	u, ok := tx.HandlingUnit(id)
	if !ok {
		return fmt.Errorf("label %s: %w", id, ErrNoUnit)
	}
	c := *u
	c.Label = label
	tx.units[id] = &c
	return nil
}

// AddLoose changes the loose units of an item in a place by delta.
func (tx *Tx) AddLoose(place, sku string, delta int64) error {
	tx.mutable()
	p, ok := tx.Place(place)
	if !ok {
		return fmt.Errorf("%s: %w", place, ErrNoPlace)
	}
	units, err := add(p.Units, sku, delta)
	if err != nil {
		return fmt.Errorf("%s in %s: %w", sku, place, err)
	}
	c := *p
	c.Units = units
	tx.places[place] = &c
	return nil
}

// AddInside changes the units of an item in a handling unit by delta.
func (tx *Tx) AddInside(unit, sku string, delta int64) error {
	tx.mutable()
	u, ok := tx.HandlingUnit(unit)
	if !ok {
		return fmt.Errorf("%s: %w", unit, ErrNoUnit)
	}
	units, err := add(u.Units, sku, delta)
	if err != nil {
		return fmt.Errorf("%s in %s: %w", sku, unit, err)
	}
	c := *u
	c.Units = units
	tx.units[unit] = &c
	return nil
}

func add(units map[string]int64, sku string, delta int64) (map[string]int64, error) {
	have := units[sku] + delta
	if have < 0 {
		return nil, fmt.Errorf("%d there, %d wanted: %w", units[sku], -delta, ErrTooFew)
	}
	out := maps.Clone(units)
	if out == nil {
		out = map[string]int64{}
	}
	if have == 0 {
		delete(out, sku)
	} else {
		out[sku] = have
	}
	return out, nil
}

// Blob reads what a machine or person remembers; nil if nothing.
func (tx *Tx) Blob(key string) []byte {
	if b, ok := tx.blobs[key]; ok {
		return b
	}
	return tx.w.blobs[key]
}

// SetBlob remembers value; nil forgets it. The value must not be changed
// afterwards.
func (tx *Tx) SetBlob(key string, value []byte) {
	tx.mutable()
	tx.blobs[key] = value
}

// Blobs lists the keys with a prefix, sorted.
func (tx *Tx) Blobs(prefix string) []string {
	var keys []string
	for k := range tx.w.blobs {
		if _, changed := tx.blobs[k]; !changed && len(k) >= len(prefix) && k[:len(prefix)] == prefix {
			keys = append(keys, k)
		}
	}
	for k, v := range tx.blobs {
		if v != nil && len(k) >= len(prefix) && k[:len(prefix)] == prefix {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// Count adds n to what a machine counted itself ("asrs_cycles", …).
func (tx *Tx) Count(name string, n int64) {
	tx.mutable()
	tx.counts[name] = tx.Counted(name) + n
}

// Counted reads a counter.
func (tx *Tx) Counted(name string) int64 {
	if n, ok := tx.counts[name]; ok {
		return n
	}
	return tx.w.counts[name]
}

func (tx *Tx) store(b *bolt.Tx) error {
	put := func(bucket []byte, key string, value any) error {
		raw, err := json.Marshal(value)
		if err != nil {
			return err
		}
		return b.Bucket(bucket).Put([]byte(key), raw)
	}
	for id, p := range tx.places {
		if err := put(buckets.places, id, p); err != nil {
			return err
		}
	}
	for id, u := range tx.units {
		if u == nil {
			if err := b.Bucket(buckets.units).Delete([]byte(id)); err != nil {
				return err
			}
		} else if err := put(buckets.units, id, u); err != nil {
			return err
		}
	}
	for key, v := range tx.blobs {
		var err error
		if v == nil {
			err = b.Bucket(buckets.blobs).Delete([]byte(key))
		} else {
			err = b.Bucket(buckets.blobs).Put([]byte(key), v)
		}
		if err != nil {
			return err
		}
	}
	for name, n := range tx.counts {
		if err := put(buckets.counts, name, n); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) apply() {
	w := tx.w
	maps.Copy(w.places, tx.places)
	for id, u := range tx.units {
		if old, ok := w.units[id]; ok {
			delete(w.at[old.Place], id)
		}
		if u == nil {
			delete(w.units, id)
			continue
		}
		w.units[id] = u
		w.index(u)
	}
	for key, v := range tx.blobs {
		if v == nil {
			delete(w.blobs, key)
		} else {
			w.blobs[key] = v
		}
	}
	maps.Copy(w.counts, tx.counts)
}
