package outbound

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

var (
	waves  = store.NewTable[wms.Wave]("wave", 1)
	inWave = store.NewTable[wms.ShipmentID]("waveix", 1) // wave, shipment
)

// Where promised shipments stand in the queue: free to go, in a planned wave,
// or waiting for one.
const (
	queueHeld    = "held"
	queueUnwaved = "unwaved"
)

// maxWave is how many shipments one wave takes.
const maxWave = 1000

// queue is the part of the index by state that a shipment stands in.
func (s *Shipment) queue(status wms.ShipmentStatus) string {
	switch {
	case status != wms.ShipmentPromised || !s.Held:
		return string(status)
	case s.Wave == "":
		return queueUnwaved
	}
	return queueHeld
}

// keep holds a promised shipment back, with or without a wave, or lets it go.
func keep(tx store.Tx, s Shipment, wave string, held bool) error {
	if err := shipmentsBy.Delete(tx, s.queue(s.Status), s.Priority, string(s.ID)); err != nil {
		return err
	}
	if s.Wave != wave && s.Wave != "" {
		if err := inWave.Delete(tx, s.Wave, string(s.ID)); err != nil {
			return err
		}
	}
	s.Wave, s.Held = wave, held
	if err := shipmentsBy.Put(tx, s.ID, s.queue(s.Status), s.Priority, string(s.ID)); err != nil {
		return err
	}
	return shipments.Put(tx, s, string(s.ID))
}

// Hold settles the shipments without a wave when the way of release has
// changed: held where waves rule, free where not. It does up to limit of them
// and says how many.
func Hold(tx store.Tx, waved bool, limit int) (n int, err error) {
	from := queueUnwaved
	if waved {
		from = string(wms.ShipmentPromised)
	}
	ids, err := queued(tx, tx.Partition(), from, limit)
	for _, id := range ids {
		s, err := Get(tx, tx.Partition(), id)
		if err != nil {
			return n, err
		}
		if s.Wave == "" && s.Held != waved {
			if err := keep(tx, s, "", waved); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, err
}

// Unsettled says whether Hold has something to do.
func Unsettled(r store.Reader, p store.Partition, waved bool) (bool, error) {
	if !waved {
		ids, err := queued(r, p, queueUnwaved, 1)
		return len(ids) > 0, err
	}
	found := false
	err := shipmentsBy.Scan(r, p, []any{string(wms.ShipmentPromised)}, func(_ store.KeyParts, id wms.ShipmentID) (bool, error) {
		s, err := Get(r, p, id)
		found = err == nil && s.Wave == ""
		return !found, err
	})
	return found, err
}

// GetWave reads a wave or refuses with unknown_wave.
func GetWave(r store.Reader, p store.Partition, id string) (wms.Wave, error) {
	w, ok, err := waves.Get(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_wave", "no wave %q", id)
	}
	return w, err
}

// Waves lists up to limit waves behind an id, of a state where it is given.
func Waves(r store.Reader, p store.Partition, status wms.WaveStatus, after string, limit int) ([]wms.Wave, error) {
	var out []wms.Wave
	err := waves.ScanFrom(r, p, nil, []any{after}, func(_ store.KeyParts, w wms.Wave) (bool, error) {
		if w.ID != after && (status == "" || w.Status == status) {
			out = append(out, w)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// PlanWave makes a wave of promised shipments that are in none.
func (f Floor) PlanWave(tx store.Tx, n wms.NewWave, who wms.UserID) (wms.Wave, error) {
	w := wms.Wave{Warehouse: f.Site.ID, Name: n.Name, Status: wms.WavePlanned, By: who, CreatedAt: tx.Now()}
	if err := checkWave(n); err != nil {
		return w, err
	}
	list, err := candidates(tx, tx.Partition(), n)
	if err != nil {
		return w, err
	}
	if len(list) == 0 {
		return w, wms.Refuse(wms.Conflict, "empty_wave", "no shipment of this kind waits for its release in %s outside of a wave", f.Site.ID)
	}
	seq, err := tx.NextID("wave")
	if err != nil {
		return w, err
	}
	w.ID = fmt.Sprintf("%s-W%05d", tx.Partition(), seq)
	for _, s := range list {
		w.Shipments, w.Open, w.Lines = w.Shipments+1, w.Open+1, w.Lines+len(s.Lines)
		for _, l := range s.Lines {
			w.Units += l.Qty
		}
		if leaves := s.Leaves; !leaves.IsZero() && (w.Leaves == nil || leaves.Before(*w.Leaves)) {
			w.Leaves = &leaves
		}
		if err := keep(tx, s, w.ID, true); err != nil {
			return w, err
		}
		if err := inWave.Put(tx, s.ID, w.ID, string(s.ID)); err != nil {
			return w, err
		}
	}
	tx.Emit(wms.Event{Type: "wave.planned", Subject: w.ID, Data: map[string]any{"name": w.Name, "shipments": w.Shipments, "lines": w.Lines}})
	if err := waves.Put(tx, w, w.ID); err != nil || !n.Release {
		return w, err
	}
	return f.ReleaseWave(tx, w.ID)
}

func checkWave(n wms.NewWave) error {
	switch {
	case len(n.Name) > 80:
		return wms.Refuse(wms.Invalid, "invalid_wave", "name has at most 80 bytes, not %d", len(n.Name))
	case n.MaxShipments < 0 || n.MaxShipments > maxWave || n.MaxLines < 0:
		return wms.Refuse(wms.Invalid, "invalid_wave", "max_shipments must be 0 to %d, and max_lines 0 or more (0: no bound of its own)", maxWave)
	case len(n.Orders) > maxWave:
		return wms.Refuse(wms.Invalid, "invalid_wave", "a wave takes at most %d orders, not %d", maxWave, len(n.Orders))
	}
	return nil
}

// candidates are the shipments for a wave, the most urgent first. An order that
// is named and has none here is refused.
func candidates(r store.Reader, p store.Partition, n wms.NewWave) (out []Shipment, err error) {
	most, lines := n.MaxShipments, 0
	if most == 0 {
		most = maxWave
	}
	wanted := map[wms.OrderID]bool{}
	for _, id := range n.Orders {
		wanted[id] = false
	}
	for _, from := range []string{string(wms.ShipmentPromised), queueUnwaved} {
		err := shipmentsBy.Scan(r, p, []any{from}, func(_ store.KeyParts, id wms.ShipmentID) (bool, error) {
			s, err := Get(r, p, id)
			if err != nil {
				return false, err
			}
			_, named := wanted[s.Order]
			if s.Wave != "" || len(n.Orders) > 0 && !named || n.Carrier != "" && s.Carrier != n.Carrier || n.Route != "" && s.Route != n.Route ||
				n.LeavesBy != nil && s.Leaves.After(*n.LeavesBy) {
				return true, nil
			}
			if named {
				wanted[s.Order] = true
			}
			out = append(out, s)
			return true, nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, id := range n.Orders {
		if !wanted[id] {
			return nil, wms.Refuse(wms.Conflict, "not_for_wave", "order %s has no shipment in %s that waits for its release outside of a wave", id, p).With("order", id)
		}
	}
	slices.SortFunc(out, func(a, b Shipment) int { return byUrgency(a, b) })
	for i, s := range out {
		if lines += len(s.Lines); i == most || n.MaxLines > 0 && lines > n.MaxLines && i > 0 {
			return out[:i], nil
		}
	}
	return out, nil
}

func byUrgency(a, b Shipment) int {
	switch {
	case a.Priority != b.Priority && a.Priority < b.Priority, a.Priority == b.Priority && a.ID < b.ID:
		return -1
	case a.ID == b.ID:
		return 0
	}
	return 1
}

// members reads the shipments of a wave.
func members(r store.Reader, p store.Partition, id string) (out []Shipment, err error) {
	err = inWave.Scan(r, p, []any{id}, func(_ store.KeyParts, sh wms.ShipmentID) (bool, error) {
		s, err := Get(r, p, sh)
		out = append(out, s)
		return true, err
	})
	return out, err
}

// ReleaseWave lets a wave's shipments go to the floor.
func (f Floor) ReleaseWave(tx store.Tx, id string) (wms.Wave, error) {
	return f.endPlanning(tx, id, wms.WaveReleased, func(s Shipment) error { return keep(tx, s, id, false) })
}

// CancelWave gives up a wave that is not released; held says whether its
// shipments then wait for another wave.
func (f Floor) CancelWave(tx store.Tx, id string, held bool) (wms.Wave, error) {
	return f.endPlanning(tx, id, wms.WaveCancelled, func(s Shipment) error { return keep(tx, s, "", held) })
}

func (f Floor) endPlanning(tx store.Tx, id string, to wms.WaveStatus, each func(Shipment) error) (wms.Wave, error) {
	w, err := GetWave(tx, tx.Partition(), id)
	if err != nil {
		return w, err
	}
	if w.Status != wms.WavePlanned {
		return w, wms.Refuse(wms.Conflict, "wave_not_planned", "wave %s is %s: only a planned one can become %s", id, w.Status, to)
	}
	list, err := members(tx, tx.Partition(), id)
	if err != nil {
		return w, err
	}
	for _, s := range list {
		if s.Status == wms.ShipmentPromised {
			if err := each(s); err != nil {
				return w, err
			}
		}
	}
	now := tx.Now()
	if w.Status = to; to == wms.WaveReleased {
		w.ReleasedAt = &now
	} else {
		w.EndedAt = &now
	}
	tx.Emit(wms.Event{Type: "wave." + string(to), Subject: id})
	return w, waves.Put(tx, w, id)
}

// leftWave notes that a shipment of a wave has ended; the last one ends it.
func leftWave(tx store.Tx, s Shipment) error {
	w, err := GetWave(tx, tx.Partition(), s.Wave)
	if err != nil {
		return err
	}
	if w.Open--; w.Open == 0 {
		now := tx.Now()
		w.Status, w.EndedAt = wms.WaveDone, &now
		tx.Emit(wms.Event{Type: "wave.done", Subject: w.ID})
	}
	return waves.Put(tx, w, w.ID)
}

// maxWaitsTold bounds the shipments that a view names.
const maxWaitsTold = 50

// LookAtWave says how far a wave is.
func (f Floor) LookAtWave(r store.Reader, id string) (v wms.WaveView, list []Shipment, err error) {
	p := store.Partition(f.Site.ID)
	if v.Wave, err = GetWave(r, p, id); err != nil {
		return v, nil, err
	}
	if list, err = members(r, p, id); err != nil {
		return v, nil, err
	}
	v.States, v.Waiting = map[wms.ShipmentStatus]int{}, []wms.WaveWaits{}
	for _, s := range list {
		v.States[s.Status]++
		for _, l := range s.Lines {
			if l.Picked >= l.Qty || s.Status == wms.ShipmentPacked || s.Status == wms.ShipmentShipped {
				v.LinesDone++
			}
		}
		if s.Waits != "" && s.Status == wms.ShipmentPromised && len(v.Waiting) < maxWaitsTold {
			v.Waiting = append(v.Waiting, wms.WaveWaits{Shipment: s.ID, Order: s.Order, Reason: s.Waits})
		}
	}
	return v, list, nil
}

// WorkOf counts the work that is left for people on shipments: what there is,
// and what will come of it.
func WorkOf(r store.Reader, p store.Partition, list []Shipment) (map[wms.TaskKind]int, error) {
	out := map[wms.TaskKind]int{}
	for _, s := range list {
		switch s.Status {
		case wms.ShipmentShipped, wms.ShipmentCancelled:
			continue
		case wms.ShipmentPromised:
			out[wms.TaskPick] += len(s.Lines)
			out[wms.TaskInduct]++
			out[wms.TaskPack]++
			out[wms.TaskLoad]++
			continue
		}
		all, err := tasks.OfShipment(r, p, s.ID)
		if err != nil {
			return nil, err
		}
		had := map[wms.TaskKind]bool{}
		for _, t := range all {
			had[t.Kind] = true
			if !tasks.Ended(t.Status) {
				if t.Kind == wms.TaskPart {
					t.Kind = wms.TaskPick
				}
				out[t.Kind]++
			}
		}
		for _, k := range []wms.TaskKind{wms.TaskPack, wms.TaskLoad} {
			if !had[k] {
				out[k]++
			}
		}
	}
	return out, nil
}

// Ahead lists the released shipments that are not of a wave and more urgent
// than its last.
func Ahead(r store.Reader, p store.Partition, of []Shipment) (out []Shipment, err error) {
	last, wave := int64(0), ""
	for _, s := range of {
		if s.Priority > last {
			last, wave = s.Priority, s.Wave
		}
	}
	for _, status := range []wms.ShipmentStatus{wms.ShipmentReleased, wms.ShipmentPicking, wms.ShipmentPacked} {
		ids, err := With(r, p, status, maxWave)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			s, err := Get(r, p, id)
			if err != nil {
				return nil, err
			}
			if s.Priority <= last && (s.Wave == "" || s.Wave != wave) {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// waveEnded says since when nothing changes a wave; zero if it may.
func waveEnded(w wms.Wave) time.Time {
	if w.EndedAt == nil {
		return time.Time{}
	}
	return *w.EndedAt
}
