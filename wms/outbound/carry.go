package outbound

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// shipBy has the carrier chosen for a carton that will hold what lies in a
// tote, a case or parcels, and notes it with the shipment. A transfer has no carrier.
func (f Floor) shipBy(tx store.Tx, s Shipment, carton wms.HandlingUnitID, from ...wms.HandlingUnitID) (Shipment, error) {
	if f.Ship == nil || s.To != "" {
		return s, nil
	}
	weightG, volumeMM3 := int64(0), int64(0)
	for _, unit := range from {
		inside, err := ledger.ReservedIn(tx, tx.Partition(), ledger.In(unit))
		if err != nil {
			return s, err
		}
		for _, res := range inside {
			if l := s.line(res.Line); l != nil {
				weightG, volumeMM3 = weightG+res.Qty*l.WeightG, volumeMM3+res.Qty*l.VolumeMM3
			}
		}
	}
	carrier, service, err := f.Ship(tx, s, carton, weightG, volumeMM3)
	if err != nil {
		return s, err
	}
	err = assign(tx, &s, carrier, service)
	return s, err
}

// shipNext has the number of a further carton of a packing made; it is reckoned
// to hold what lies in the tote still.
func (f Floor) shipNext(tx store.Tx, t wms.Task, carton wms.HandlingUnitID) error {
	s, err := Get(tx, tx.Partition(), t.Shipment)
	if err != nil || f.Ship == nil || s.To != "" {
		return err
	}
	weightG, volumeMM3 := int64(0), int64(0)
	for _, c := range t.Pack.Left {
		for _, l := range s.Lines {
			if l.SKU == c.SKU {
				weightG, volumeMM3 = weightG+c.Qty*l.WeightG, volumeMM3+c.Qty*l.VolumeMM3
				break
			}
		}
	}
	_, _, err = f.Ship(tx, s, carton, weightG, volumeMM3)
	return err
}

func assign(tx store.Tx, s *Shipment, carrier, service string) error {
	if s.Carrier == carrier && s.Service == service {
		return nil
	}
	s.Carrier, s.Service = carrier, service
	return put(tx, *s, s.Status)
}

// MaySetCarrier refuses when a shipment's cartons stand at a carrier's dock,
// or have left.
func MaySetCarrier(s Shipment) error {
	switch s.Status {
	case wms.ShipmentPacked, wms.ShipmentShipped, wms.ShipmentCancelled:
		return wms.Refuse(wms.Conflict, "shipment_ended", "shipment %s is %s: its carrier can't be changed any more", s.ID, s.Status)
	}
	if len(s.Packages) > 0 {
		return wms.Refuse(wms.Conflict, "shipment_ended", "carton %s of shipment %s stands packed for %s already: its carrier can't be changed any more", s.Packages[0], s.ID, s.Carrier)
	}
	if s.To != "" {
		return wms.Refuse(wms.Conflict, "is_transfer", "shipment %s is a transfer to %s, which no carrier's service is chosen for", s.ID, s.To)
	}
	return nil
}

// SetCarrier is a person's word on who carries a shipment. What is being packed
// goes to that carrier's dock.
func (f Floor) SetCarrier(tx store.Tx, id wms.ShipmentID, carrier, service string) error {
	s, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	if err := MaySetCarrier(s); err != nil {
		return err
	}
	if err := assign(tx, &s, carrier, service); err != nil {
		return err
	}
	all, err := tasks.OfShipment(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Kind != wms.TaskPack || tasks.Ended(t.Status) {
			continue
		}
		t.To = f.Site.StagingFor(carrier)
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
	}
	return nil
}
