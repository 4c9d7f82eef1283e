// Package outbound brings promised goods out of one warehouse: shipments are
// released to the floor, picked from shelves and at goods-to-person stations,
// inducted, packed, labelled, loaded and shipped. All of it happens in the
// warehouse's own partition; the network learns of it through the outbox.
//
// The nouns: a Shipment is the part of an order that this warehouse serves; a
// task is one piece of a person's work; the task's id is also the id of the
// reservation it takes from, from release until the units are with the
// customer. States: promised → released → picking → packed → shipped, or
// cancelled.
package outbound

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Line of a shipment. Placed units have a reservation and a task; Picked ones
// lie in a tote, case or bound pallet.
type Line struct {
	wms.PromisedLine
	Placed int64 `cbor:"20,keyasint,omitempty"`
	Picked int64 `cbor:"21,keyasint,omitempty"`
}

// Shipment is stored under its id.
type Shipment struct {
	ID       wms.ShipmentID     `cbor:"1,keyasint"`
	Order    wms.OrderID        `cbor:"2,keyasint"`
	Status   wms.ShipmentStatus `cbor:"3,keyasint"`
	Carrier  string             `cbor:"4,keyasint,omitempty"`
	Route    string             `cbor:"5,keyasint,omitempty"`
	Priority int64              `cbor:"6,keyasint"` // smaller leaves first
	Lines    []Line             `cbor:"7,keyasint"`
	// Packages are the cartons, cases and pallets with their label, in the
	// order in which they were packed.
	Packages   []wms.HandlingUnitID `cbor:"8,keyasint,omitempty"`
	CreatedAt  time.Time            `cbor:"9,keyasint"`
	ReleasedAt time.Time            `cbor:"10,keyasint"`
	ShippedAt  time.Time            `cbor:"11,keyasint"`
	// Waits says why a promised shipment could not be released yet.
	Waits string `cbor:"12,keyasint,omitempty"`
	// To is the warehouse that a transfer goes to; empty for customers.
	To wms.WarehouseID `cbor:"20,keyasint,omitempty"`
	// Service of the carrier, once one is chosen; Country it goes to, and the
	// promised day there.
	Service string `cbor:"21,keyasint,omitempty"`
	Country string `cbor:"22,keyasint,omitempty"`
	Due     string `cbor:"23,keyasint,omitempty"`
	// Leaves is when it is to be on its way.
	Leaves time.Time `cbor:"24,keyasint,omitempty"`
	// Wave it is released with; Held until that is.
	Wave string `cbor:"25,keyasint,omitempty"`
	Held bool   `cbor:"26,keyasint,omitempty"`
}

func (s *Shipment) line(n int) *Line {
	for i := range s.Lines {
		if s.Lines[i].Line == n {
			return &s.Lines[i]
		}
	}
	return nil
}

var (
	shipments   = store.NewTable[Shipment]("shipment", 1)
	shipmentsBy = store.NewTable[wms.ShipmentID]("shipmentix", 1)
)

// Archivable are the rows of shipments that have ended.
var Archivable = []store.Archivable{
	shipments.Archivable(func(_ store.Reader, _ store.Partition, _ store.KeyParts, s Shipment) (time.Time, error) {
		return s.closed(), nil
	}),
	shipmentsBy.Archivable(func(r store.Reader, p store.Partition, _ store.KeyParts, id wms.ShipmentID) (time.Time, error) {
		return Closed(r, p, id)
	}),
	waves.Archivable(func(_ store.Reader, _ store.Partition, _ store.KeyParts, w wms.Wave) (time.Time, error) {
		return waveEnded(w), nil
	}),
	inWave.Archivable(func(r store.Reader, p store.Partition, _ store.KeyParts, id wms.ShipmentID) (time.Time, error) {
		return Closed(r, p, id)
	}),
	cartons.Archivable(func(r store.Reader, p store.Partition, _ store.KeyParts, c wms.PackedCarton) (time.Time, error) {
		return Closed(r, p, c.Shipment)
	}),
}

// closed says since when nothing changes a shipment any more; zero if it may.
func (s *Shipment) closed() time.Time {
	switch s.Status {
	case wms.ShipmentShipped:
		return s.ShippedAt
	case wms.ShipmentCancelled:
		if s.ReleasedAt.After(s.CreatedAt) {
			return s.ReleasedAt
		}
		return s.CreatedAt
	}
	return time.Time{}
}

// Closed says since when nothing changes a shipment any more; zero if it may.
func Closed(r store.Reader, p store.Partition, id wms.ShipmentID) (time.Time, error) {
	s, err := Get(r, p, id)
	return s.closed(), err
}

// Get reads a shipment or refuses.
func Get(r store.Reader, p store.Partition, id wms.ShipmentID) (Shipment, error) {
	s, ok, err := shipments.Get(r, p, string(id))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_shipment", "no shipment %q in %s", id, p)
	}
	return s, err
}

func put(tx store.Tx, s Shipment, before wms.ShipmentStatus) error {
	if before != s.Status {
		if before != "" {
			if err := shipmentsBy.Delete(tx, s.queue(before), s.Priority, string(s.ID)); err != nil {
				return err
			}
		}
		if err := shipmentsBy.Put(tx, s.ID, s.queue(s.Status), s.Priority, string(s.ID)); err != nil {
			return err
		}
		if s.Wave != "" && (s.Status == wms.ShipmentShipped || s.Status == wms.ShipmentCancelled) {
			if err := leftWave(tx, s); err != nil {
				return err
			}
		}
		if err := leftSorting(tx, s); err != nil {
			return err
		}
		tx.Emit(wms.Event{Type: "shipment." + string(s.Status), Subject: string(s.ID), Data: s.facts(tx.Partition())})
	}
	return shipments.Put(tx, s, string(s.ID))
}

// facts of a shipment for its events; what left is told with the last one.
func (s *Shipment) facts(p store.Partition) map[string]any {
	data := map[string]any{"order": string(s.Order), "warehouse": string(p), "carrier": s.Carrier}
	if s.Status != wms.ShipmentShipped {
		return data
	}
	lines := make([]any, 0, len(s.Lines))
	for _, l := range s.Lines {
		lines = append(lines, map[string]any{"line": l.Line, "sku": string(l.SKU), "qty": l.Picked})
	}
	packages := make([]any, len(s.Packages))
	for i, u := range s.Packages {
		packages[i] = string(u)
	}
	data["lines"], data["packages"] = lines, packages
	return data
}

func tell(tx store.Tx, s Shipment, lines []wms.LineQty) error {
	return tx.Send(store.Network, wms.MsgProgress, wms.ShipmentProgress{Order: s.Order, Shipment: s.ID,
		Warehouse: wms.WarehouseID(tx.Partition()), Status: s.Status, Packages: s.Packages, Lines: lines, At: tx.Now(), Carrier: s.Carrier})
}

// With lists the ids of shipments in a state, most urgent first; limit 0 for
// all. Promised ones that wait for a wave stand behind those that don't.
func With(r store.Reader, p store.Partition, status wms.ShipmentStatus, limit int) ([]wms.ShipmentID, error) {
	out, err := queued(r, p, string(status), limit)
	if status != wms.ShipmentPromised {
		return out, err
	}
	for _, more := range []string{queueHeld, queueUnwaved} {
		if err != nil || limit > 0 && len(out) >= limit {
			break
		}
		var ids []wms.ShipmentID
		ids, err = queued(r, p, more, max(0, limit-len(out)))
		out = append(out, ids...)
	}
	return out, err
}

// ToRelease lists the shipments that may go to the floor, most urgent first.
func ToRelease(r store.Reader, p store.Partition, limit int) ([]wms.ShipmentID, error) {
	return queued(r, p, string(wms.ShipmentPromised), limit)
}

func queued(r store.Reader, p store.Partition, queue string, limit int) ([]wms.ShipmentID, error) {
	var out []wms.ShipmentID
	err := shipmentsBy.Scan(r, p, []any{queue}, func(_ store.KeyParts, id wms.ShipmentID) (bool, error) {
		out = append(out, id)
		return limit <= 0 || len(out) < limit, nil
	})
	return out, err
}

// Promised handles wms.MsgPromise: the shipment waits for its release, or
// where shipments are released in waves for one of them.
func Promised(tx store.Tx, m wms.PromisedShipment, waved bool) error {
	if _, had, err := shipments.Get(tx, tx.Partition(), string(m.ID)); err != nil || had {
		return err
	}
	s := Shipment{ID: m.ID, Order: m.Order, Status: wms.ShipmentPromised, Carrier: m.Carrier, Route: m.Route,
		Priority: m.Priority, CreatedAt: tx.Now(), To: m.To, Country: m.Country, Due: m.Due, Leaves: m.Leaves, Held: waved}
	for _, l := range m.Lines {
		s.Lines = append(s.Lines, Line{PromisedLine: l})
	}
	return put(tx, s, "")
}
