package outbound

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Due lists up to limit shipments that leave before a time and have not, the
// first first, with what each waits for.
func Due(r store.Reader, p store.Partition, now, before time.Time, limit int) ([]wms.DueShipment, error) {
	out := []wms.DueShipment{}
	var found []Shipment
	for _, queue := range []string{string(wms.ShipmentPromised), queueHeld, queueUnwaved, string(wms.ShipmentReleased), string(wms.ShipmentPicking), string(wms.ShipmentPacked)} {
		n := 0
		err := shipmentsBy.Scan(r, p, []any{queue}, func(_ store.KeyParts, id wms.ShipmentID) (bool, error) {
			s, err := Get(r, p, id)
			if err != nil || s.Leaves.IsZero() {
				return true, err
			}
			if s.Leaves.After(before) {
				return false, nil // the queue is sorted by departure
			}
			found = append(found, s)
			n++
			return n < limit, nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, byUrgency)
	for _, s := range found[:min(len(found), limit)] {
		d, err := s.due(r, p, now)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

func (s *Shipment) due(r store.Reader, p store.Partition, now time.Time) (wms.DueShipment, error) {
	d := wms.DueShipment{Shipment: s.ID, Order: s.Order, Status: s.Status, Carrier: s.Carrier, Leaves: s.Leaves, Late: now.After(s.Leaves), Lines: len(s.Lines), Wave: s.Wave}
	switch {
	case s.Status == wms.ShipmentPromised && s.Held:
		d.Reason = wms.DueWave
		return d, nil
	case s.Status == wms.ShipmentPromised && s.Waits != "":
		d.Reason, d.Note = wms.DueStock, s.Waits
		return d, nil
	case s.Status == wms.ShipmentPromised:
		d.Reason = wms.DueRelease
		return d, nil
	}
	all, err := tasks.OfShipment(r, p, s.ID)
	if err != nil {
		return d, err
	}
	count := map[wms.DueReason]int{}
	for _, t := range all {
		reason := waitsFor(t)
		if count[reason]++; reason == wms.DueInWork && d.Who == "" {
			d.Who = t.Assignee
		}
	}
	d.Reason = wms.DueSorting
	if s.Status == wms.ShipmentPacked {
		d.Reason = wms.DueLoading
	}
	// What nobody does comes before what is being done.
	for _, reason := range []wms.DueReason{wms.DueMachines, wms.DueCart, wms.DueWork, wms.DueInWork} {
		if count[reason] > 0 && (reason != wms.DueWork || s.Status != wms.ShipmentPacked) {
			d.Reason, d.Tasks = reason, count[reason]
			break
		}
	}
	if d.Reason != wms.DueInWork {
		d.Who = ""
	}
	return d, nil
}

// waitsFor says what a task waits for; empty if it has ended.
func waitsFor(t wms.Task) wms.DueReason {
	switch {
	case tasks.Ended(t.Status):
		return ""
	case t.Status == wms.TaskAssigned:
		return wms.DueInWork
	case t.Status == wms.TaskOpen:
		return wms.DueWork
	case t.Kind == wms.TaskPart:
		return wms.DueWork
	case t.Kind == wms.TaskPick:
		return wms.DueCart
	case t.Kind == wms.TaskStation || t.Kind == wms.TaskLoad || t.Note == wholePallet:
		return wms.DueMachines
	}
	return wms.DueSorting
}
