package carriers

import (
	"fmt"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Carton is one that gets a label.
type Carton struct {
	Unit      wms.HandlingUnitID
	Shipment  wms.ShipmentID
	Order     wms.OrderID
	Carrier   string // what the promise says, or an earlier carton was given
	Service   string
	Country   string
	WeightG   int64
	VolumeMM3 int64
	Due       string // the promised day at the customer's, YYYY-MM-DD
}

// Begin chooses the service of a shipment when its first carton gets a label,
// and gives the carton its waybill: at once from a range, or waiting for the
// carrier's system. It answers the carrier and service; where there are no
// rates, those of the carton stay. Nothing waits here.
func Begin(tx store.Tx, c Carton) (carrier, service string, err error) {
	ch, err := choose(tx, c)
	if err != nil {
		return "", "", err
	}
	if ch.Carrier != "" {
		c.Carrier, c.Service = ch.Carrier, ch.Service
	}
	return c.Carrier, c.Service, want(tx, c)
}

// choose is a shipment's choice: the one made for it, or a new one.
func choose(tx store.Tx, c Carton) (wms.CarrierChoice, error) {
	ch, had, err := choices.Get(tx, tx.Partition(), string(c.Shipment))
	if err != nil || had {
		return ch, err
	}
	all, err := Services(tx)
	if err != nil || len(all) == 0 {
		return ch, err
	}
	ch = Choose(all, Parcel{Warehouse: wms.WarehouseID(tx.Partition()), Country: c.Country, WeightG: c.WeightG, VolumeMM3: c.VolumeMM3,
		Day: tx.Now().Format("2006-01-02"), Due: c.Due})
	ch.Shipment, ch.At = c.Shipment, tx.Now()
	tx.Emit(wms.Event{Type: "shipment.carrier", Subject: string(c.Shipment), Data: map[string]any{"order": string(c.Order),
		"carrier": ch.Carrier, "service": ch.Service, "price": ch.Price, "late": ch.Late}})
	return ch, choices.Put(tx, ch, string(c.Shipment))
}

// Chosen is the choice that was made for a shipment; false if there is none.
func Chosen(r store.Reader, p store.Partition, id wms.ShipmentID) (wms.CarrierChoice, bool, error) {
	return choices.Get(r, p, string(id))
}

// Force sets a shipment's carrier and service for a person: the waybills it
// has are void, and its cartons get new ones. Without rates any carrier that
// is known will do.
func Force(tx store.Tx, order wms.OrderID, id wms.ShipmentID, f wms.ForcedService, by wms.UserID) (wms.CarrierChoice, error) {
	if strings.TrimSpace(f.Reason) == "" || !goodText(f.Reason, 200) {
		return wms.CarrierChoice{}, wms.Refuse(wms.Invalid, "missing_reason", "say in at most 200 bytes why this service and not the one that was chosen").With("field", "reason")
	}
	s, had, err := services.Get(tx, store.Network, f.Carrier, f.Service)
	if err != nil {
		return wms.CarrierChoice{}, err
	}
	if !had {
		return wms.CarrierChoice{}, wms.Refuse(wms.NotFound, "unknown_service", "carrier %q has no service %q", f.Carrier, f.Service)
	}
	if s.Inactive {
		return wms.CarrierChoice{}, wms.Refuse(wms.Conflict, "service_inactive", "%s/%s is out of use", f.Carrier, f.Service)
	}
	ch, _, err := choices.Get(tx, tx.Partition(), string(id))
	if err != nil {
		return ch, err
	}
	ch.Shipment, ch.Carrier, ch.Service, ch.ForcedBy, ch.Reason, ch.At = id, f.Carrier, f.Service, by, f.Reason, tx.Now()
	ch.Price, ch.Currency, ch.Arrives, ch.Late = 0, "", "", false
	for _, c := range ch.Considered {
		if c.Carrier == f.Carrier && c.Service == f.Service {
			ch.Price, ch.Currency, ch.Arrives, ch.Late = c.Price, s.Currency, c.Arrives, ch.Due != "" && c.Arrives > ch.Due
		}
	}
	tx.Emit(wms.Event{Type: "shipment.carrier", Subject: string(id), Data: map[string]any{"order": string(order), "carrier": f.Carrier, "service": f.Service, "forced": true}})
	if err := choices.Put(tx, ch, string(id)); err != nil {
		return ch, err
	}
	all, err := OfShipment(tx, tx.Partition(), id)
	if err != nil {
		return ch, err
	}
	for _, w := range all {
		if ended(w.Status) {
			continue
		}
		if err := void(tx, w); err != nil {
			return ch, err
		}
		if err := want(tx, Carton{Unit: w.Unit, Shipment: id, Order: w.Order, Carrier: f.Carrier, Service: f.Service, WeightG: w.WeightG}); err != nil {
			return ch, err
		}
	}
	return ch, nil
}

func ended(s wms.WaybillStatus) bool { return s == wms.WaybillVoiding || s == wms.WaybillVoid }

// want gives a carton a waybill, unless it has one, or its carrier numbers
// nothing.
func want(tx store.Tx, c Carton) error {
	if w, had, err := OfUnit(tx, tx.Partition(), c.Unit); err != nil || had && !ended(w.Status) {
		return err
	}
	l, linked, err := Link(tx, c.Carrier)
	if err != nil {
		return err
	}
	ask := linked && l.URL != ""
	if !ask {
		have, err := Ranges(tx, tx.Partition(), c.Carrier)
		if err != nil || len(have) == 0 {
			return err
		}
	}
	n, err := tx.NextID("waybill")
	if err != nil {
		return err
	}
	w := wms.Waybill{ID: fmt.Sprintf("%s-B%08d", tx.Partition(), n), Warehouse: wms.WarehouseID(tx.Partition()), Unit: c.Unit, Shipment: c.Shipment,
		Order: c.Order, Carrier: c.Carrier, Service: c.Service, WeightG: c.WeightG, Status: wms.WaybillWaiting, AskedAt: tx.Now(), Ask: ask}
	if err := ofUnit.Put(tx, w.ID, string(w.Unit)); err != nil {
		return err
	}
	if err := ofShip.Put(tx, w.ID, string(w.Shipment), w.ID); err != nil {
		return err
	}
	if !ask {
		return fromRange(tx, w)
	}
	tx.Emit(wms.Event{Type: "waybill.asked", Subject: w.ID, Data: facts(w)})
	return put(tx, w)
}

func facts(w wms.Waybill) map[string]any {
	data := map[string]any{"shipment": string(w.Shipment), "order": string(w.Order), "handling_unit": string(w.Unit), "carrier": w.Carrier}
	if w.Number != "" {
		data["number"], data["source"] = w.Number, w.Source
	}
	return data
}

// put writes a waybill and keeps the desk's list right.
func put(tx store.Tx, w wms.Waybill) error {
	if w.Status == wms.WaybillWaiting || w.Status == wms.WaybillVoiding || w.Stray {
		if err := open.Put(tx, w.ID, w.ID); err != nil {
			return err
		}
	} else if err := open.Delete(tx, w.ID); err != nil {
		return err
	}
	if w.Status == wms.WaybillRefused {
		if err := refused.Put(tx, w.ID, w.ID); err != nil {
			return err
		}
	} else if err := refused.Delete(tx, w.ID); err != nil {
		return err
	}
	return waybills.Put(tx, w, w.ID)
}

// fromRange gives a waybill the next number of a range; if there is none it
// waits for one, and says so.
func fromRange(tx store.Tx, w wms.Waybill) error {
	number, err := take(tx, w.Carrier)
	if wms.CodeOf(err) == "no_tracking_numbers" {
		if w.Error == noNumbers {
			return nil
		}
		w.Error = noNumbers
		tx.Emit(wms.Event{Type: "waybill.asked", Subject: w.ID, Data: facts(w)})
		return put(tx, w)
	}
	if err != nil {
		return err
	}
	w.Number, w.Source = number, "range"
	return issue(tx, w)
}

// noNumbers is why a waybill waits whose range is empty.
const noNumbers = "no tracking numbers left"

// issue makes a waybill valid with the number it holds.
func issue(tx store.Tx, w wms.Waybill) error {
	if id, used, err := numbers.Get(tx, tx.Partition(), w.Carrier, w.Number); err != nil {
		return err
	} else if used {
		return wms.Refuse(wms.Conflict, "duplicate_number", "number %s of carrier %s is that of waybill %s already", w.Number, w.Carrier, id).With("waybill", id)
	}
	now := tx.Now()
	w.Status, w.Error, w.IssuedAt = wms.WaybillIssued, "", &now
	tx.Emit(wms.Event{Type: "waybill.issued", Subject: w.ID, Data: facts(w)})
	if err := numbers.Put(tx, w.ID, w.Carrier, w.Number); err != nil {
		return err
	}
	return put(tx, w)
}

// Type gives a waybill that has no number the one that a person read off the
// carrier's paper.
func Type(tx store.Tx, id, number string) (wms.Waybill, error) {
	w, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return w, err
	}
	if w.Status != wms.WaybillWaiting && w.Status != wms.WaybillRefused {
		return w, wms.Refuse(wms.Conflict, "waybill_ended", "waybill %s is %s: only one without a number is given one", id, w.Status)
	}
	if !numberForm.MatchString(number) {
		return w, wms.Refuse(wms.Invalid, "invalid_number", "a tracking number has 4 to 40 capitals, digits or dashes; %q has not", number).With("field", "number")
	}
	w.Number, w.Source, w.Stray = number, "manual", w.Ask
	if err := issue(tx, w); err != nil {
		return w, err
	}
	return Get(tx, tx.Partition(), id)
}

// Retry asks again for a waybill that the carrier refused, or that waits.
func Retry(tx store.Tx, id string) (wms.Waybill, error) {
	w, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return w, err
	}
	switch {
	case w.Status != wms.WaybillWaiting && w.Status != wms.WaybillRefused:
		return w, wms.Refuse(wms.Conflict, "waybill_ended", "waybill %s is %s: only one without a number is given one", id, w.Status)
	case !w.Ask:
		err = fromRange(tx, w)
	default:
		w.Status, w.Error, w.AskedAt = wms.WaybillWaiting, "", tx.Now()
		err = put(tx, w)
	}
	if err != nil {
		return w, err
	}
	return Get(tx, tx.Partition(), id)
}

// Void ends the waybills of a shipment that is not sent; the carrier is told
// of those that its system gave, or may have given.
func Void(tx store.Tx, id wms.ShipmentID) error {
	all, err := OfShipment(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	for _, w := range all {
		if !ended(w.Status) {
			if err := void(tx, w); err != nil {
				return err
			}
		}
	}
	return nil
}

func void(tx store.Tx, w wms.Waybill) error {
	now := tx.Now()
	w.Status, w.VoidedAt, w.Error = wms.WaybillVoid, &now, ""
	if w.Ask && (w.Source == "" || w.Source == "carrier") {
		w.Status = wms.WaybillVoiding
	}
	tx.Emit(wms.Event{Type: "waybill.void", Subject: w.ID, Data: facts(w)})
	return put(tx, w)
}

// PartitionOf is the warehouse in a waybill's id.
func PartitionOf(id string) (store.Partition, error) {
	if i := strings.LastIndex(id, "-B"); i > 0 {
		return store.Partition(id[:i]), nil
	}
	return "", Unknown(id)
}

// Unknown refuses a waybill's id.
func Unknown(id string) error {
	return wms.Refuse(wms.NotFound, "unknown_waybill", "no waybill %q", id)
}

// Get reads a waybill or refuses with unknown_waybill.
func Get(r store.Reader, p store.Partition, id string) (wms.Waybill, error) {
	w, ok, err := waybills.Get(r, p, id)
	if err == nil && !ok {
		err = Unknown(id)
	}
	return w, err
}

// OfUnit is a carton's last waybill; false if it has none.
func OfUnit(r store.Reader, p store.Partition, unit wms.HandlingUnitID) (wms.Waybill, bool, error) {
	id, had, err := ofUnit.Get(r, p, string(unit))
	if err != nil || !had {
		return wms.Waybill{}, false, err
	}
	w, err := Get(r, p, id)
	return w, err == nil, err
}

// OfShipment lists a shipment's waybills, in the order in which they were
// wanted.
func OfShipment(r store.Reader, p store.Partition, id wms.ShipmentID) ([]wms.Waybill, error) {
	out := []wms.Waybill{}
	err := ofShip.Scan(r, p, []any{string(id)}, func(_ store.KeyParts, id string) (bool, error) {
		w, err := Get(r, p, id)
		out = append(out, w)
		return true, err
	})
	return out, err
}

// List reads waybills behind an id; a status of "" is any.
func List(r store.Reader, p store.Partition, status wms.WaybillStatus, after string, limit int) ([]wms.Waybill, error) {
	out := []wms.Waybill{}
	err := waybills.ScanFrom(r, p, nil, []any{after}, func(_ store.KeyParts, w wms.Waybill) (bool, error) {
		if w.ID != after && (status == "" || w.Status == status) {
			out = append(out, w)
		}
		return len(out) < limit, nil
	})
	return out, err
}
