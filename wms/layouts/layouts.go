// Package layouts keeps the layouts that were drawn for a warehouse: each save
// is the next version, of which the site takes the newest at its next start.
//
// The nouns: a Saved is a version with its layout, as a site file has it; Force
// is which of them the site runs with. What is checked of a layout itself is
// for the site file's own rules; this package finds only what would be lost
// with a place: stock, handling units, tasks and transports (Orphans).
package layouts

import (
	"fmt"
	"unicode/utf8"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

const (
	maxNote = 200
	// maxVersions bounds what is kept; the oldest go first.
	maxVersions = 200
	// maxOrphans bounds what is named.
	maxOrphans = 50
)

// Saved is a version with its layout.
type Saved struct {
	wms.LayoutVersion `cbor:"1,keyasint"`
	Layout            []byte `cbor:"2,keyasint"` // JSON with the keys of a site file
	// File is the hash of the site file's layout when it was saved: a site file
	// that changed since then counts more.
	File string `cbor:"3,keyasint"`
}

// Force is what a warehouse runs with.
type Force struct {
	Version int64 `cbor:"1,keyasint"`
	// Aside is a version that was not taken at the last start, and why.
	Aside   int64  `cbor:"2,keyasint,omitempty"`
	Why     string `cbor:"3,keyasint,omitempty"`
	WhyText string `cbor:"4,keyasint,omitempty"`
}

var (
	versions = store.NewTable[Saved]("layouts", 1)
	force    = store.NewTable[Force]("layout_force", 1)
)

// Get reads a version or refuses with unknown_layout.
func Get(r store.Reader, p store.Partition, version int64) (Saved, error) {
	s, ok, err := versions.Get(r, p, uint64(max(0, version)))
	if err == nil && (!ok || version < 1) {
		err = wms.Refuse(wms.NotFound, "unknown_layout", "the layout has no version %d", version)
	}
	return s, err
}

// List lists the versions, the newest first.
func List(r store.Reader, p store.Partition) ([]wms.LayoutVersion, error) {
	var out []wms.LayoutVersion
	err := versions.ScanBack(r, p, nil, func(_ store.KeyParts, s Saved) (bool, error) {
		out = append(out, s.LayoutVersion)
		return true, nil
	})
	return out, err
}

// Newest is the newest version; ok is false if none was ever saved.
func Newest(r store.Reader, p store.Partition) (s Saved, ok bool, err error) {
	err = versions.ScanBack(r, p, nil, func(_ store.KeyParts, v Saved) (bool, error) {
		s, ok = v, true
		return false, nil
	})
	return s, ok, err
}

// Save keeps a draft as the next version. base is the one that it was drawn
// upon: with a newer one there it is refused.
func Save(tx store.Tx, by wms.UserID, base int64, s Saved) (wms.LayoutVersion, error) {
	newest, _, err := Newest(tx, tx.Partition())
	switch {
	case err != nil:
		return wms.LayoutVersion{}, err
	case newest.Version != base:
		return wms.LayoutVersion{}, wms.Refuse(wms.Conflict, "layout_changed", "version %d was drawn upon, but %d is there since: load it and draw again", base, newest.Version).
			With("newest", newest.Version)
	case utf8.RuneCountInString(s.Note) > maxNote:
		return wms.LayoutVersion{}, wms.Refuse(wms.Invalid, "invalid_note", "a note has at most %d letters", maxNote)
	}
	s.Version, s.SavedAt, s.SavedBy = newest.Version+1, tx.Now(), by
	s.State, s.Why, s.WhyText, s.InForce = "", "", "", 0
	if err := versions.Put(tx, s, uint64(s.Version)); err != nil {
		return wms.LayoutVersion{}, err
	}
	if old := s.Version - maxVersions; old > 0 {
		if err := versions.Delete(tx, uint64(old)); err != nil {
			return wms.LayoutVersion{}, err
		}
	}
	tx.Emit(wms.Event{Type: "layout.saved", Subject: fmt.Sprint(s.Version), Data: map[string]any{"places": s.Places, "nodes": s.Nodes}})
	return s.LayoutVersion, nil
}

// InForce is what the warehouse ran with at its last start.
func InForce(r store.Reader, p store.Partition) (Force, error) {
	f, _, err := force.Get(r, p)
	return f, err
}

// Take notes what the warehouse runs with.
func Take(tx store.Tx, f Force) error {
	was, err := InForce(tx, tx.Partition())
	if err != nil {
		return err
	}
	switch {
	case f.Version != was.Version:
		tx.Emit(wms.Event{Type: "layout.taken", Subject: fmt.Sprint(f.Version), Data: map[string]any{"before": was.Version}})
	case f.Aside != 0:
		tx.Emit(wms.Event{Type: "layout.set_aside", Subject: fmt.Sprint(f.Aside), Data: map[string]any{"why": f.Why}})
	}
	return force.Put(tx, f)
}

// Orphan is what stands, or is meant to come, where no place would be any more.
type Orphan struct {
	Location wms.LocationID
	Code     string // holds_stock, holds_unit, has_task, has_transport
	What     string // an item, a handling unit, a task, a transport
}

// Orphans finds what a warehouse without some of its places would lose. Open
// are its transports that have not ended.
func Orphans(r store.Reader, p store.Partition, gone []wms.LocationID, open []wms.Transport) (out []Orphan, err error) {
	if len(gone) == 0 {
		return nil, nil
	}
	lost := make(map[wms.LocationID]bool, len(gone))
	for _, l := range gone {
		lost[l] = true
		units, err := ledger.UnitsAt(r, p, l)
		if err != nil {
			return nil, err
		}
		stock, err := ledger.InPlace(r, p, ledger.At(l))
		if err != nil {
			return nil, err
		}
		switch {
		case len(units) > 0:
			out = append(out, Orphan{l, "holds_unit", string(units[0])})
		case len(stock) > 0:
			out = append(out, Orphan{l, "holds_stock", string(stock[0].Spot.SKU)})
		}
		if len(out) >= maxOrphans {
			return out, nil
		}
	}
	for _, t := range open {
		for _, l := range []wms.LocationID{t.From, t.To} {
			if lost[l] {
				out = append(out, Orphan{l, "has_transport", string(t.ID)})
			}
		}
	}
	for _, status := range []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned, wms.TaskWaiting} {
		work, err := tasks.WithStatus(r, p, status, maxOrphans, func(t wms.Task) bool { return lost[t.From] || lost[t.To] })
		if err != nil {
			return nil, err
		}
		for _, t := range work {
			l := t.From
			if !lost[l] {
				l = t.To
			}
			out = append(out, Orphan{l, "has_task", string(t.ID)})
		}
	}
	return out[:min(len(out), maxOrphans)], nil
}
