package plant

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/layouts"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

// Why a saved layout is not taken.
const (
	fileChanged = "file_changed" // the site file has another layout than when it was saved
	badNow      = "faulty"       // the site file's other parts changed so that it does not fit
	losesPlaces = "orphans"      // a place would be gone that holds something
	losesRoads  = "missions"     // vehicles are on their way, and roads would be gone
)

// takeLayouts lets each warehouse run with the newest layout that was saved
// for it. One that would lose something now is set aside: the warehouse runs
// with what it had.
func (p *Plant) takeLayouts(ctx context.Context) error {
	p.fileLayouts = map[wms.WarehouseID][]byte{}
	for _, w := range p.Network.Warehouses {
		p.fileLayouts[wms.WarehouseID(w.ID)] = w.Layout.JSON()
	}
	for _, w := range slices.Clone(p.Network.Warehouses) {
		if err := p.takeLayout(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plant) takeLayout(ctx context.Context, w *config.Warehouse) error {
	part := store.Partition(w.ID)
	newest, err := view(p, func(r store.Reader) (layouts.Saved, error) {
		s, _, err := layouts.Newest(r, part)
		return s, err
	})
	if err != nil {
		return err
	}
	had, err := view(p, func(r store.Reader) (layouts.Force, error) { return layouts.InForce(r, part) })
	if err != nil {
		return err
	}
	before, now := p.Network, layouts.Force{}
	if had.Version > 0 {
		if now, err = p.tryLayout(w, had.Version, now); err != nil {
			return err
		}
	}
	if newest.Version > 0 && newest.Version != had.Version {
		if now, err = p.tryLayout(w, newest.Version, now); err != nil {
			return err
		}
	}
	if now.Aside != 0 {
		p.Logger.Warn("a saved layout is not used", "warehouse", w.ID, "version", now.Aside, "why", now.Why, "text", now.WhyText)
	}
	if p.Network != before {
		p.Logger.Info("saved layout", "warehouse", w.ID, "version", now.Version)
	}
	if now == had {
		return nil
	}
	_, err = p.do(ctx, part, "layout.take", func(tx store.Tx) error { return layouts.Take(tx, now) })
	return err
}

// tryLayout makes a version that of the network, or says why not. What was in
// force at the last start holds everything already.
func (p *Plant) tryLayout(file *config.Warehouse, version int64, now layouts.Force) (layouts.Force, error) {
	aside := func(why, text string) (layouts.Force, error) {
		now.Aside, now.Why, now.WhyText = version, why, text
		return now, nil
	}
	part := store.Partition(file.ID)
	s, err := view(p, func(r store.Reader) (layouts.Saved, error) { return layouts.Get(r, part, version) })
	if wms.CodeOf(err) == "unknown_layout" {
		return now, nil // so old that it is not kept
	}
	if err != nil {
		return now, err
	}
	if s.File != hashOf(p.fileLayouts[wms.WarehouseID(file.ID)]) {
		return aside(fileChanged, "the layout of the site file was changed after this one was saved")
	}
	draft, findings := p.Network.Draft(file.ID, s.Layout)
	if draft == nil {
		return aside(badNow, findings[0].Text)
	}
	had, err := view(p, func(r store.Reader) (layouts.Force, error) { return layouts.InForce(r, part) })
	if err != nil {
		return now, err
	}
	if version != had.Version {
		was, next := placedIn(p.Network, file.ID), placedIn(draft, file.ID)
		why, text, err := p.wouldLose(part, was, next)
		if err != nil {
			return now, err
		}
		if why != "" {
			return aside(why, text)
		}
	}
	p.Network = draft
	return layouts.Force{Version: version}, nil
}

// wouldLose says what a start with another layout would lose.
func (p *Plant) wouldLose(part store.Partition, was, next *config.Warehouse) (why, text string, err error) {
	lost, err := view(p, func(r store.Reader) ([]layouts.Orphan, error) { return orphans(r, part, was, next) })
	if err != nil {
		return "", "", err
	}
	if len(lost) > 0 {
		return losesPlaces, orphanText(lost[0]), nil
	}
	if keepsRoads(was.Layout.Roadmap, next.Layout.Roadmap) {
		return "", "", nil
	}
	open, err := view(p, func(r store.Reader) ([]wms.Transport, error) { return transports.Open(r, part) })
	for _, t := range open {
		for _, m := range t.Missions {
			if m.Class == "vehicle" && (m.Status == "assigned" || m.Status == "loaded") {
				return losesRoads, fmt.Sprintf("%s carries %s from %s to %s, and roads would be gone", m.Device, t.HandlingUnit, m.From, m.To), err
			}
		}
	}
	return "", "", err
}

// orphans finds what would be lost with the places that another layout has not,
// or has as something else.
func orphans(r store.Reader, part store.Partition, was, next *config.Warehouse) ([]layouts.Orphan, error) {
	var gone []wms.LocationID
	for _, l := range was.Locations() {
		if n, ok := next.Location(l.ID); !ok || n.Kind != l.Kind {
			gone = append(gone, wms.LocationID(l.ID))
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	open, err := transports.Open(r, part)
	if err != nil {
		return nil, err
	}
	return layouts.Orphans(r, part, gone, open)
}

var orphanWords = map[string]string{
	"holds_stock":   "%s holds %s: move it first",
	"holds_unit":    "%s holds handling unit %s: move it first",
	"has_transport": "%s is an end of transport %s: let it end first",
	"has_task":      "%s is an end of task %s: let it end first",
}

func orphanText(o layouts.Orphan) string {
	return fmt.Sprintf(orphanWords[o.Code], o.Location, o.What)
}

// keepsRoads says whether a roadmap only got more: vehicles on their way may go
// on.
func keepsRoads(was, next *config.Roadmap) bool {
	if was == nil || next == nil {
		return was == nil
	}
	nodes := map[string]config.Node{}
	for _, n := range next.Nodes {
		nodes[n.ID] = n
	}
	for i := range was.Nodes {
		n := &was.Nodes[i]
		if m, ok := nodes[n.ID]; !ok || m.XMM != n.XMM || m.YMM != n.YMM || next.Floor(&m) != was.Floor(n) {
			return false
		}
	}
	edges := map[string]bool{}
	for _, e := range next.Edges {
		edges[e.ID] = true
	}
	for _, e := range was.Edges {
		if !edges[e.ID] {
			return false
		}
	}
	return true
}

func placedIn(n *config.Network, id string) *config.Warehouse {
	for _, w := range n.Warehouses {
		if w.ID == id {
			return w
		}
	}
	return nil
}

func hashOf(layout []byte) string {
	sum := sha256.Sum256(layout)
	return hex.EncodeToString(sum[:])
}
