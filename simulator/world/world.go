// Package world is the twin's own physical truth: which handling unit stands
// where and what is in it. Machines and people of the twin change it; nothing
// of it is read from, or written to, the ledger. When the two differ, that is
// a finding.
//
// The nouns: a Place holds loose units and handling units; a HandlingUnit
// stands in one place and holds units; a blob is what a machine or person
// remembers across a restart (its registers, its position, the confirmation
// it still owes). A change is a function over a Tx: all of it happens or
// nothing, and when Update returned it survives the death of the process.
// Physical effect and the blob that speaks of it belong in one Update.
//
// Durability is against a killed process, not against power loss: the twin
// stands in for matter, and matter is not lost in a power cut. The file is
// synced on Close.
package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Errors of physical impossibility.
var (
	ErrNoPlace  = errors.New("no such place")
	ErrNoUnit   = errors.New("no such handling unit")
	ErrNotThere = errors.New("not there")
	ErrFull     = errors.New("place is full")
	ErrTooFew   = errors.New("not enough units there")
)

// Place is a spot in a building: a shelf, a rack cell, a P&D station, a
// vehicle's deck, a chute, a truck. Ids are "<warehouse>/<location>"; a
// machine's own deck is "<warehouse>/@<device>".
type Place struct {
	ID       string           `json:"id"`
	Capacity int              `json:"cap,omitempty"` // handling units at once; 0 for no limit
	Units    map[string]int64 `json:"units,omitempty"`
}

// HandlingUnit is a pallet, tote, case or carton with what is in it.
type HandlingUnit struct {
	ID       string           `json:"id"`
	Kind     string           `json:"kind"` // pallet, tote, case, carton
	Place    string           `json:"place"`
	Units    map[string]int64 `json:"units,omitempty"`
	Label    string           `json:"label,omitempty"` // what is stuck on it now: its barcode, if not the ID
	LengthMM int64            `json:"l,omitempty"`
	WidthMM  int64            `json:"w,omitempty"`
	HeightMM int64            `json:"h,omitempty"`
	TareG    int64            `json:"g,omitempty"`
}

// World is the physical state of a site. Safe for concurrent use.
type World struct {
	mu     sync.RWMutex
	db     *bolt.DB
	places map[string]*Place
	units  map[string]*HandlingUnit
	at     map[string]map[string]struct{} // place → handling units
	blobs  map[string][]byte
	counts map[string]int64
}

var buckets = struct{ places, units, blobs, counts []byte }{[]byte("places"), []byte("units"), []byte("blobs"), []byte("counts")}

// Open reads the world kept in file, or starts an empty one.
func Open(file string) (*World, error) {
	db, err := bolt.Open(file, 0o600, &bolt.Options{Timeout: 2 * time.Second, NoSync: true})
	if err != nil {
		return nil, fmt.Errorf("twin's world %s: %w", file, err)
	}
	w := &World{db: db, places: map[string]*Place{}, units: map[string]*HandlingUnit{},
		at: map[string]map[string]struct{}{}, blobs: map[string][]byte{}, counts: map[string]int64{}}
	if err := db.Update(w.load); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("twin's world %s: %w", file, err)
	}
	return w, nil
}

func (w *World) load(tx *bolt.Tx) error {
	each := func(name []byte, fn func(k string, v []byte) error) error {
		b, err := tx.CreateBucketIfNotExists(name)
		if err != nil {
			return err
		}
		return b.ForEach(func(k, v []byte) error { return fn(string(k), v) })
	}
	return errors.Join(
		each(buckets.places, func(k string, v []byte) error {
			p := &Place{}
			w.places[k] = p
			return json.Unmarshal(v, p)
		}),
		each(buckets.units, func(k string, v []byte) error {
			u := &HandlingUnit{}
			if err := json.Unmarshal(v, u); err != nil {
				return err
			}
			w.units[k] = u
			w.index(u)
			return nil
		}),
		each(buckets.blobs, func(k string, v []byte) error { w.blobs[k] = slices.Clone(v); return nil }),
		each(buckets.counts, func(k string, v []byte) error {
			var n int64
			err := json.Unmarshal(v, &n)
			w.counts[k] = n
			return err
		}),
	)
}

func (w *World) index(u *HandlingUnit) {
	if w.at[u.Place] == nil {
		w.at[u.Place] = map[string]struct{}{}
	}
	w.at[u.Place][u.ID] = struct{}{}
}

// Close syncs and closes the file.
func (w *World) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.db.Sync(), w.db.Close())
}

// View runs fn on the current state. fn must not change anything.
func (w *World) View(fn func(tx *Tx) error) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return fn(&Tx{w: w})
}

// Update runs fn and makes its changes durable, or none of them if it or the
// write fails. fn must be quick: it holds the world still.
func (w *World) Update(fn func(tx *Tx) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	tx := &Tx{w: w, write: true, places: map[string]*Place{}, units: map[string]*HandlingUnit{},
		blobs: map[string][]byte{}, counts: map[string]int64{}}
	if err := fn(tx); err != nil {
		return err
	}
	if len(tx.places)+len(tx.units)+len(tx.blobs)+len(tx.counts) == 0 {
		return nil
	}
	if err := w.db.Update(tx.store); err != nil {
		return fmt.Errorf("twin's world: %w", err)
	}
	tx.apply()
	return nil
}

// Places lists all places, sorted by id.
func (tx *Tx) Places() []string { return slices.Sorted(maps.Keys(tx.w.places)) }
