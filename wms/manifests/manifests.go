// Package manifests keeps what each truck took: which cartons of which
// shipments a carrier was given at a dock, what stayed behind and why, and who
// took it.
//
// The nouns: a Manifest is one load, of a carrier (perhaps of one route of it)
// at a dock; its cartons are those of shipments that were loaded whole; its
// proof is the driver's name, kept apart from the journal. States: open →
// loading → closed → handed_over, or cancelled while empty.
//
// Caveats: at most one manifest is open for a carrier, route and dock. Where
// nobody opened one, the first load opens one by itself; it ends with its day
// or when it is full, and may be handed over like any other.
package manifests

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	table  = store.NewTable[wms.Manifest]("manifest", 1)
	rows   = store.NewTable[wms.ManifestCarton]("manifestrow", 1)         // manifest, seq
	opened = store.NewTable[string]("manifestopen", 1)                    // carrier, dock, route
	proofs = store.NewTable[wms.ManifestProof]("manifestid", 1).Private() // manifest
)

const (
	// maxCartons of one manifest, maxAuto of one that opened by itself.
	maxCartons = 5000
	maxAuto    = 1000
	// maxLeft bounds the cartons that are listed as left behind.
	maxLeft = 1000
	// proofDays is how long a driver's name is kept.
	proofDays = 400
)

// Archivable are the rows of manifests that nothing changes any more.
var Archivable = []store.Archivable{
	table.Archivable(func(_ store.Reader, _ store.Partition, _ store.KeyParts, m wms.Manifest) (time.Time, error) {
		return ended(m), nil
	}),
	rows.Archivable(func(r store.Reader, p store.Partition, k store.KeyParts, _ wms.ManifestCarton) (time.Time, error) {
		m, err := Get(r, p, k.Str())
		return ended(m), err
	}),
}

// ended says since when nothing changes a manifest; zero if it may.
func ended(m wms.Manifest) time.Time {
	switch {
	case m.Status == wms.ManifestHanded:
		return *m.HandedAt
	case m.Status == wms.ManifestCancelled, m.Status == wms.ManifestClosed && m.Auto:
		return *m.ClosedAt
	}
	return time.Time{}
}

func running(m wms.Manifest) bool {
	return m.Status == wms.ManifestOpen || m.Status == wms.ManifestLoading
}

// Get reads a manifest or refuses with unknown_manifest.
func Get(r store.Reader, p store.Partition, id string) (wms.Manifest, error) {
	m, ok, err := table.Get(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_manifest", "no manifest %q", id)
	}
	return m, err
}

// List reads up to limit manifests behind an id, of a state and carrier where
// they are given.
func List(r store.Reader, p store.Partition, status wms.ManifestStatus, carrier, after string, limit int) ([]wms.Manifest, error) {
	var out []wms.Manifest
	err := table.ScanFrom(r, p, nil, []any{after}, func(_ store.KeyParts, m wms.Manifest) (bool, error) {
		if m.ID != after && (status == "" || m.Status == status) && (carrier == "" || m.Carrier == carrier) {
			out = append(out, m)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Cartons reads all of a manifest, in the order in which they were loaded.
func Cartons(r store.Reader, p store.Partition, id string) ([]wms.ManifestCarton, error) {
	out := []wms.ManifestCarton{}
	err := rows.Scan(r, p, []any{id}, func(_ store.KeyParts, c wms.ManifestCarton) (bool, error) {
		out = append(out, c)
		return true, nil
	})
	return out, err
}

// For finds the manifest that a shipment is loaded on: that of its route
// before that of all routes.
func For(r store.Reader, p store.Partition, carrier, route string, dock wms.LocationID) (wms.Manifest, bool, error) {
	for _, of := range slices.Compact([]string{route, ""}) {
		id, had, err := opened.Get(r, p, carrier, string(dock), of)
		if err != nil {
			return wms.Manifest{}, false, err
		}
		if had {
			m, err := Get(r, p, id)
			return m, err == nil, err
		}
	}
	return wms.Manifest{}, false, nil
}

// Open begins a manifest.
func Open(tx store.Tx, site *wms.Site, n wms.NewManifest, by wms.UserID) (wms.Manifest, error) {
	if n.Carrier == "" || len(n.Carrier) > 64 || len(n.Route) > 64 {
		return wms.Manifest{}, wms.Refuse(wms.Invalid, "missing_carrier", "a manifest names its carrier, and perhaps a route, in at most 64 bytes each").With("field", "carrier")
	}
	if n.Dock == "" {
		n.Dock = site.DockFor(n.Carrier)
	}
	l, err := site.MustLocation(n.Dock)
	if err != nil {
		return wms.Manifest{}, err
	}
	if l.Kind != wms.KindDockOut {
		return wms.Manifest{}, wms.Refuse(wms.Invalid, "not_a_dock", "%s is a %s, not an outbound dock", n.Dock, l.Kind)
	}
	if err := plate(n.Vehicle, ""); err != nil {
		return wms.Manifest{}, err
	}
	if id, had, err := opened.Get(tx, tx.Partition(), n.Carrier, string(n.Dock), n.Route); err != nil {
		return wms.Manifest{}, err
	} else if had {
		m, err := Get(tx, tx.Partition(), id)
		if err != nil {
			return m, err
		}
		if !m.Auto {
			return m, wms.Refuse(wms.Conflict, "manifest_open", "manifest %s of %s is open at %s: close it first", id, n.Carrier, n.Dock).With("manifest", id)
		}
		if err := shut(tx, m, ""); err != nil {
			return m, err
		}
	}
	return begin(tx, wms.Manifest{Carrier: n.Carrier, Route: n.Route, Dock: n.Dock, DepartsAt: n.DepartsAt, Vehicle: n.Vehicle, OpenedBy: by})
}

func begin(tx store.Tx, m wms.Manifest) (wms.Manifest, error) {
	n, err := tx.NextID("manifest")
	if err != nil {
		return m, err
	}
	m.ID = fmt.Sprintf("%s-M%05d", tx.Partition(), n)
	m.Warehouse, m.Status, m.OpenedAt = wms.WarehouseID(tx.Partition()), wms.ManifestOpen, tx.Now()
	if err := opened.Put(tx, m.ID, m.Carrier, string(m.Dock), m.Route); err != nil {
		return m, err
	}
	tx.Emit(wms.Event{Type: "manifest.opened", Subject: m.ID, Data: facts(m)})
	return m, table.Put(tx, m, m.ID)
}

func facts(m wms.Manifest) map[string]any {
	return map[string]any{"carrier": m.Carrier, "route": m.Route, "dock": string(m.Dock), "cartons": m.Cartons, "shipments": m.Shipments,
		"weight_g": m.WeightG, "vehicle": m.Vehicle, "seal": m.Seal, "auto": m.Auto, "left_behind": len(m.LeftBehind)}
}

// Load puts a shipment's cartons on the manifest that is open for it; it
// opens one where there is none. It answers the manifest's id.
func Load(tx store.Tx, l wms.Loaded) (string, error) {
	m, had, err := For(tx, tx.Partition(), l.Carrier, l.Route, l.Dock)
	if err != nil {
		return "", err
	}
	if had && m.Auto && (m.Cartons >= maxAuto || wms.DayOf(m.OpenedAt) != wms.DayOf(tx.Now())) {
		if err := shut(tx, m, ""); err != nil {
			return "", err
		}
		had = false
	}
	if !had {
		if m, err = begin(tx, wms.Manifest{Carrier: l.Carrier, Dock: l.Dock, Auto: true}); err != nil {
			return "", err
		}
	}
	if !m.Auto && m.Cartons+int64(len(l.Cartons)) > maxCartons {
		return "", wms.Refuse(wms.Conflict, "manifest_full", "manifest %s holds %d cartons, the most one can: close it and open another", m.ID, m.Cartons)
	}
	for _, c := range l.Cartons {
		m.Cartons++
		c.Seq, c.Shipment, c.Order, c.LoadedBy, c.LoadedAt = m.Cartons, l.Shipment, l.Order, l.By, tx.Now()
		m.WeightG += c.WeightG
		if err := rows.Put(tx, c, m.ID, c.Seq); err != nil {
			return "", err
		}
	}
	m.Shipments++
	if m.Status == wms.ManifestOpen {
		m.Status = wms.ManifestLoading
		tx.Emit(wms.Event{Type: "manifest.loading", Subject: m.ID, Data: facts(m)})
	}
	tx.Emit(wms.Event{Type: "manifest.loaded", Subject: m.ID, Data: map[string]any{"shipment": string(l.Shipment), "order": string(l.Order), "cartons": len(l.Cartons)}})
	return m.ID, table.Put(tx, m, m.ID)
}

// Running refuses a manifest that nothing can be loaded on any more.
func Running(m wms.Manifest) error {
	if !running(m) {
		return wms.Refuse(wms.Conflict, "manifest_closed", "manifest %s is %s: nothing more goes on it", m.ID, m.Status)
	}
	return nil
}

// Close ends the loading. Every carton that stays behind must be explained.
func Close(tx store.Tx, id string, c wms.CloseManifest, waiting []wms.LeftBehind, by wms.UserID) (wms.Manifest, error) {
	m, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return m, err
	}
	if err := Running(m); err != nil {
		return m, err
	}
	if m.Cartons == 0 {
		return m, wms.Refuse(wms.Conflict, "manifest_empty", "nothing is loaded on manifest %s: cancel it", id)
	}
	if err := plate(c.Vehicle, c.Seal); err != nil {
		return m, err
	}
	if m.LeftBehind, err = explain(m, c, waiting); err != nil {
		return m, err
	}
	m.Vehicle, m.Seal = or(c.Vehicle, m.Vehicle), or(c.Seal, m.Seal)
	if err := shut(tx, m, by); err != nil {
		return m, err
	}
	return Get(tx, tx.Partition(), id)
}

// explain finds the reason of each carton that stays behind.
func explain(m wms.Manifest, c wms.CloseManifest, waiting []wms.LeftBehind) ([]wms.LeftBehind, error) {
	why := map[wms.HandlingUnitID]string{}
	for _, x := range c.LeftBehind {
		if !slices.ContainsFunc(waiting, func(w wms.LeftBehind) bool { return w.Carton == x.Carton }) {
			return nil, wms.Refuse(wms.Invalid, "not_left_behind", "carton %s does not wait for manifest %s: it needs no reason", x.Carton, m.ID)
		}
		why[x.Carton] = strings.TrimSpace(x.Reason)
	}
	var open []wms.HandlingUnitID
	out := []wms.LeftBehind{}
	for _, w := range waiting {
		w.Reason = or(why[w.Carton], strings.TrimSpace(c.Reason))
		if len(w.Reason) > 500 {
			return nil, wms.Refuse(wms.Invalid, "reason_too_long", "a reason has at most 500 bytes")
		}
		if w.Reason == "" {
			open = append(open, w.Carton)
		}
		out = append(out, w)
	}
	if len(open) > 0 {
		return nil, wms.Refuse(wms.Conflict, "left_behind_unexplained", "%d cartons for %s stay behind, the first is %s: load them, or say why", len(open), m.Carrier, open[0]).
			With("left_behind", open[:min(len(open), 50)])
	}
	return out[:min(len(out), maxLeft)], nil
}

// shut ends the loading; by nobody if it ended by itself.
func shut(tx store.Tx, m wms.Manifest, by wms.UserID) error {
	now := tx.Now()
	m.Status, m.ClosedAt, m.ClosedBy = wms.ManifestClosed, &now, by
	if err := opened.Delete(tx, m.Carrier, string(m.Dock), m.Route); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "manifest.closed", Subject: m.ID, Data: facts(m)})
	return table.Put(tx, m, m.ID)
}

// Cancel gives up a manifest that nothing was loaded on.
func Cancel(tx store.Tx, id string, by wms.UserID) (wms.Manifest, error) {
	m, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return m, err
	}
	if m.Status != wms.ManifestOpen {
		return m, wms.Refuse(wms.Conflict, "manifest_in_use", "manifest %s is %s: only an empty one can be cancelled", id, m.Status)
	}
	now := tx.Now()
	m.Status, m.ClosedAt, m.ClosedBy = wms.ManifestCancelled, &now, by
	if err := opened.Delete(tx, m.Carrier, string(m.Dock), m.Route); err != nil {
		return m, err
	}
	tx.Emit(wms.Event{Type: "manifest.cancelled", Subject: id, Data: facts(m)})
	return m, table.Put(tx, m, id)
}

// HandedOver records who took a closed load.
func HandedOver(tx store.Tx, id string, h wms.HandOver, by wms.UserID) (wms.Manifest, error) {
	m, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return m, err
	}
	if m.Status != wms.ManifestClosed {
		return m, wms.Refuse(wms.Conflict, "manifest_not_closed", "manifest %s is %s: a closed one is handed over, once", id, m.Status)
	}
	if h.Driver = strings.TrimSpace(h.Driver); h.Driver == "" || len(h.Driver) > 200 || len(h.Signature) > 2000 {
		return m, wms.Refuse(wms.Invalid, "missing_driver", "say who took the load, in 1 to 200 bytes, and sign in at most 2000").With("field", "driver")
	}
	if err := plate(h.Vehicle, h.Seal); err != nil {
		return m, err
	}
	m.Vehicle, m.Seal = or(h.Vehicle, m.Vehicle), or(h.Seal, m.Seal)
	if m.Vehicle == "" {
		return m, wms.Refuse(wms.Invalid, "missing_vehicle", "say the registration of the vehicle that takes manifest %s", id).With("field", "vehicle")
	}
	now := tx.Now()
	m.Status, m.HandedAt, m.HandedBy = wms.ManifestHanded, &now, by
	if err := forget(tx, now.AddDate(0, 0, -proofDays)); err != nil {
		return m, err
	}
	if err := proofs.Put(tx, wms.ManifestProof{Manifest: id, Driver: h.Driver, Signature: h.Signature, Vehicle: m.Vehicle, Seal: m.Seal, At: now, By: by}, id); err != nil {
		return m, err
	}
	tx.Emit(wms.Event{Type: "manifest.handed_over", Subject: id, Data: facts(m)})
	return m, table.Put(tx, m, id)
}

// forget removes the oldest proofs of before a moment, some at a time.
func forget(tx store.Tx, before time.Time) error {
	var old []string
	err := proofs.Scan(tx, tx.Partition(), nil, func(_ store.KeyParts, p wms.ManifestProof) (bool, error) {
		if !p.At.Before(before) || len(old) >= 10 {
			return false, nil
		}
		old = append(old, p.Manifest)
		return true, nil
	})
	for _, id := range old {
		if err == nil {
			err = proofs.Delete(tx, id)
		}
	}
	return err
}

// Proof says who took a load.
func Proof(r store.Reader, p store.Partition, id string) (wms.ManifestProof, error) {
	v, ok, err := proofs.Get(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "no_proof", "nobody signed for manifest %q, or it is too long ago", id)
	}
	return v, err
}

func plate(vehicle, seal string) error {
	if len(vehicle) > 64 || len(seal) > 64 {
		return wms.Refuse(wms.Invalid, "invalid_vehicle", "registration and seal have at most 64 bytes each")
	}
	return nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
