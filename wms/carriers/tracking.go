package carriers

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// handed says to whom a parcel may have been given.
var handed = []string{"", "recipient", "neighbour", "reception", "locker", "safe_place"}

// maxEvents bounds the events of one carton.
const maxEvents = 500

// aheadOf is how far a carrier's clock may be ahead of ours.
const aheadOf = 24 * time.Hour

// Read is a carrier's event checked and understood: what it means, or a
// refusal.
func Read(l wms.CarrierLink, n wms.NewTracking, now time.Time) (wms.TrackStatus, error) {
	means, known := l.Codes[n.Code]
	if !known && slices.Contains(wms.TrackStatuses, wms.TrackStatus(n.Code)) {
		means, known = wms.TrackStatus(n.Code), true
	}
	switch {
	case !codeForm.MatchString(n.ID):
		return "", wms.Refuse(wms.Invalid, "invalid_event_id", "an event's id has 1 to 64 letters, digits or . _ : / -, not %.70q", n.ID)
	case !numberForm.MatchString(n.Number):
		return "", wms.Refuse(wms.Invalid, "invalid_number", "a tracking number has 4 to 40 capitals, digits or dashes; %q has not", n.Number)
	case !known:
		return "", wms.Refuse(wms.Invalid, "unknown_tracking_code", "nobody said what the code %.70q means: put it into the carrier's link", n.Code)
	case n.At.IsZero() || n.At.After(now.Add(aheadOf)):
		return "", wms.Refuse(wms.Invalid, "invalid_time", "an event's time must be there and not lie in the future, not %s", n.At.Format(time.RFC3339))
	case n.Place != "" && !codeForm.MatchString(n.Place):
		return "", wms.Refuse(wms.Invalid, "invalid_place", "a place is a depot's code of at most 64 letters, digits or . _ : / -, not %.70q", n.Place)
	case n.Proof != "" && !codeForm.MatchString(n.Proof):
		return "", wms.Refuse(wms.Invalid, "invalid_proof", "a proof is the carrier's reference, 1 to 64 letters, digits or . _ : / -; names are not kept")
	case !slices.Contains(handed, n.Handed):
		return "", wms.Refuse(wms.Invalid, "invalid_handed", "handed must be one of %v, not %.40q", handed[1:], n.Handed)
	}
	return means, nil
}

// Holder finds the warehouse that gave a number to a carton; "" if none did.
func Holder(r store.Reader, parts []store.Partition, carrier, number string) (store.Partition, error) {
	for _, p := range parts {
		if _, had, err := numbers.Get(r, p, carrier, number); err != nil || had {
			return p, err
		}
	}
	return "", nil
}

// Track takes an event in the warehouse that gave the number. An event's id
// is taken once; the state of the carton is that of its latest event by the
// carrier's clock, in whatever order they come.
func Track(tx store.Tx, l wms.CarrierLink, n wms.NewTracking) (shipment wms.ShipmentID, repeated bool, err error) {
	means, err := Read(l, n, tx.Now())
	if err != nil {
		return "", false, err
	}
	if s, had, err := seen.Get(tx, tx.Partition(), l.Carrier, n.ID); err != nil || had {
		return s, had, err
	}
	id, had, err := numbers.Get(tx, tx.Partition(), l.Carrier, n.Number)
	if err != nil {
		return "", false, err
	}
	if !had {
		return "", false, UnknownNumber(l.Carrier, n.Number)
	}
	w, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return "", false, err
	}
	e := wms.TrackingEvent{ID: n.ID, Number: n.Number, Status: means, Code: n.Code, At: n.At.UTC(), Place: n.Place, Proof: n.Proof, Handed: n.Handed, TakenAt: tx.Now()}
	count := 0
	err = events.ScanBack(tx, tx.Partition(), []any{id}, func(store.KeyParts, wms.TrackingEvent) (bool, error) { count++; return count < maxEvents, nil })
	if err != nil {
		return "", false, err
	}
	if count >= maxEvents {
		return w.Shipment, false, wms.Refuse(wms.Conflict, "too_many_tracking", "number %s has %d events already", n.Number, maxEvents)
	}
	if err := seen.Put(tx, w.Shipment, l.Carrier, n.ID); err != nil {
		return "", false, err
	}
	if err := events.Put(tx, e, id, e.At.UnixMilli(), e.ID); err != nil {
		return "", false, err
	}
	all, err := EventsOf(tx, tx.Partition(), id)
	if err != nil {
		return "", false, err
	}
	latest := all[len(all)-1]
	data := facts(w)
	data["status"], data["at"], data["now"] = string(means), e.At.Format(time.RFC3339), string(latest.Status)
	if e.Proof != "" {
		data["proof"] = e.Proof
	}
	tx.Emit(wms.Event{Type: "shipment.tracking", Subject: string(w.Shipment), Data: data})
	w.Tracking = latest.Status
	return w.Shipment, false, put(tx, w)
}

// UnknownNumber refuses an event of a parcel that is not ours.
func UnknownNumber(carrier, number string) error {
	return wms.Refuse(wms.NotFound, "unknown_number", "no carton has number %q of carrier %s", number, carrier)
}

// EventsOf lists what is known of a waybill by the carrier's clock.
func EventsOf(r store.Reader, p store.Partition, id string) ([]wms.TrackingEvent, error) {
	out := []wms.TrackingEvent{}
	err := events.Scan(r, p, []any{id}, func(_ store.KeyParts, e wms.TrackingEvent) (bool, error) {
		out = append(out, e)
		return true, nil
	})
	return out, err
}
