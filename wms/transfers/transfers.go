// Package transfers receives what another warehouse of the network sent. The
// sending side is a shipment like any other; when its truck leaves, the goods
// become stock in transit in the destination's books: owned, never sold,
// never lost. Receiving moves them to the dock, unit by unit or counted;
// closing books what did not come as lost on the road.
package transfers

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// States of the receiving side.
const (
	OnTheRoad = "in_transit"
	Receiving = "receiving"
	Received  = "received"
)

// Arrival is the destination's record of a transfer.
type Arrival struct {
	ID     string             `cbor:"1,keyasint"`
	From   wms.WarehouseID    `cbor:"2,keyasint"`
	Status string             `cbor:"3,keyasint"`
	Units  []wms.TransferUnit `cbor:"4,keyasint,omitempty"`
	Lines  []Line             `cbor:"5,keyasint"`
	SentAt time.Time          `cbor:"6,keyasint"`
	Back   bool               `cbor:"7,keyasint,omitempty"` // it was turned round
}

// Line counts an item of a transfer.
type Line struct {
	SKU      wms.SKU `cbor:"1,keyasint"`
	Sent     int64   `cbor:"2,keyasint"`
	Received int64   `cbor:"3,keyasint,omitempty"`
	Damaged  int64   `cbor:"4,keyasint,omitempty"`
	Short    int64   `cbor:"5,keyasint,omitempty"`
	Over     int64   `cbor:"6,keyasint,omitempty"`
}

var table = store.NewTable[Arrival]("transfer", 1)

// Get reads a warehouse's record; ok is false before anything left for it.
func Get(r store.Reader, p store.Partition, id string) (a Arrival, ok bool, err error) {
	return table.Get(r, p, id)
}

func (a *Arrival) line(sku wms.SKU) *Line {
	for i := range a.Lines {
		if a.Lines[i].SKU == sku {
			return &a.Lines[i]
		}
	}
	a.Lines = append(a.Lines, Line{SKU: sku})
	return &a.Lines[len(a.Lines)-1]
}

// Sent handles wms.MsgTransit at the destination.
func Sent(tx store.Tx, m wms.TransferSent) error {
	a, _, err := table.Get(tx, tx.Partition(), m.Transfer)
	if err != nil {
		return err
	}
	a.ID, a.From, a.SentAt, a.Back = m.Transfer, m.From, tx.Now(), m.Back
	if a.Status != Receiving {
		a.Status = OnTheRoad
	}
	total := int64(0)
	for _, row := range m.Rows {
		to := ledger.Spot{SKU: row.SKU, Place: ledger.InTransit(m.Transfer), Lot: row.Lot, Serial: row.Serial, Owner: row.Owner}
		if _, had, err := ledger.Recalled(tx, row.SKU, row.Lot); err != nil {
			return err
		} else if had {
			to.Status = wms.Recalled
		}
		if err := ledger.ReceiveFrom(tx, ledger.Sent, to, row.Qty, row.Expires, "transfer.transit"); err != nil {
			return err
		}
		a.line(row.SKU).Sent += row.Qty
		total += row.Qty
		a.note(row)
	}
	tx.Emit(wms.Event{Type: "transfer.in_transit", Subject: m.Transfer, Data: map[string]any{"from": string(m.From), "units": len(a.Units), "qty": total}})
	return table.Put(tx, a, a.ID)
}

func (a *Arrival) note(row wms.TransferRow) {
	if row.Unit == "" {
		return
	}
	line := wms.TransferLine{SKU: row.SKU, Qty: row.Qty}
	for i := range a.Units {
		if a.Units[i].ID == row.Unit {
			a.Units[i].Content = append(a.Units[i].Content, line)
			return
		}
	}
	a.Units = append(a.Units, wms.TransferUnit{ID: row.Unit, Kind: string(row.Kind), Content: []wms.TransferLine{line}})
}

func arrival(tx store.Tx, id string) (Arrival, error) {
	a, ok, err := table.Get(tx, tx.Partition(), id)
	if err != nil {
		return a, err
	}
	if !ok {
		return a, wms.Refuse(wms.Conflict, "not_sent", "transfer %s has not left its source yet", id)
	}
	if a.Status == Received {
		return a, wms.Refuse(wms.Conflict, "transfer_closed", "transfer %s is received already", id)
	}
	return a, nil
}

// Receive books what came off the truck: a whole unit as it was sent, or
// units of an item, damaged or not, also more than was sent.
func Receive(tx store.Tx, site *wms.Site, id string, in wms.TransferReceive) error {
	a, err := arrival(tx, id)
	if err != nil {
		return err
	}
	if in.Location == "" {
		in.Location = site.First(wms.KindDockIn)
	}
	if l, err := site.MustLocation(in.Location); err != nil {
		return err
	} else if l.Kind != wms.KindDockIn && l.Kind != wms.KindStaging {
		return wms.Refuse(wms.Invalid, "not_a_dock", "%s is a %s; goods are received at an inbound dock", in.Location, l.Kind)
	}
	if (in.HandlingUnit == "") == (in.SKU == "") || (in.SKU != "" && in.Qty <= 0) {
		return wms.Refuse(wms.Invalid, "invalid_receive", "receive either a handling_unit, whole, or qty of a sku")
	}
	if in.SKU != "" {
		err = a.take(tx, in, in.SKU, in.Qty, ledger.At(in.Location))
	} else {
		err = a.unit(tx, in)
	}
	if err != nil {
		return err
	}
	a.Status = Receiving
	tx.Emit(wms.Event{Type: "transfer.receiving", Subject: id, Data: map[string]any{"unit": string(in.HandlingUnit), "sku": string(in.SKU), "qty": in.Qty, "damaged": in.Damaged}})
	return table.Put(tx, a, id)
}

func (a *Arrival) unit(tx store.Tx, in wms.TransferReceive) error {
	for i := range a.Units {
		u := &a.Units[i]
		if u.ID != in.HandlingUnit {
			continue
		}
		if u.Received {
			return wms.Refuse(wms.Conflict, "received_already", "handling unit %s is received already", u.ID)
		}
		u.Received = true
		place := ledger.At(in.Location)
		if u.Kind == string(wms.Pallet) {
			if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: u.ID, Kind: wms.Pallet, Location: in.Location}); err != nil {
				return err
			}
			place = ledger.In(u.ID)
		}
		for _, c := range u.Content {
			if err := a.take(tx, in, c.SKU, c.Qty, place); err != nil {
				return err
			}
		}
		return nil
	}
	return wms.Refuse(wms.Invalid, "not_in_transfer", "handling unit %s is not of transfer %s; receive its content by sku and qty", in.HandlingUnit, a.ID)
}

// take moves units from the road to a place; what was not sent is over.
func (a *Arrival) take(tx store.Tx, in wms.TransferReceive, sku wms.SKU, qty int64, to ledger.Place) error {
	rows, err := ledger.InPlace(tx, tx.Partition(), ledger.InTransit(a.ID))
	if err != nil {
		return err
	}
	l, left := a.line(sku), qty
	for _, st := range rows {
		n := min(left, st.OnHand)
		if n <= 0 || st.SKU != sku || (in.Lot != "" && st.Lot != in.Lot) {
			continue
		}
		goal := st.Spot.In(to)
		switch _, recalled, err := ledger.Recalled(tx, sku, st.Lot); {
		case err != nil:
			return err
		case recalled:
			goal.Status = wms.Recalled
		case in.Damaged:
			goal.Status = wms.Damaged
		case goal.Status == "" && !st.Expires.IsZero() && !st.Expires.After(tx.Now()):
			goal.Status = wms.Expired
		}
		if err := ledger.Move(tx, st.Spot, goal, n, "transfer.receive"); err != nil {
			return err
		}
		left -= n
	}
	l.Received += qty
	if in.Damaged {
		l.Damaged += qty
	}
	if left == 0 {
		return nil
	}
	l.Over += left
	over := ledger.Spot{SKU: sku, Place: to, Lot: in.Lot}
	if in.Damaged {
		over.Status = wms.Damaged
	}
	return ledger.ReceiveFrom(tx, ledger.Adjustment, over, left, time.Time{}, "transfer.over")
}

// Close ends the receiving: what is still on the road is lost.
func Close(tx store.Tx, id string) error {
	a, err := arrival(tx, id)
	if err != nil {
		return err
	}
	rows, err := ledger.InPlace(tx, tx.Partition(), ledger.InTransit(id))
	if err != nil {
		return err
	}
	short, over := int64(0), int64(0)
	for _, st := range rows {
		if err := ledger.Move(tx, st.Spot, st.In(ledger.Loss), st.OnHand, "transfer.short"); err != nil {
			return err
		}
		a.line(st.SKU).Short += st.OnHand
		short += st.OnHand
	}
	for _, l := range a.Lines {
		over += l.Over
	}
	a.Status = Received
	tx.Emit(wms.Event{Type: "transfer.received", Subject: id, Data: map[string]any{"short": short, "over": over}})
	return table.Put(tx, a, id)
}

// TurnBack sends a transfer on the road back to where it came from, as long
// as nothing of it was received: the source receives it then.
func TurnBack(tx store.Tx, id string) error {
	a, err := arrival(tx, id)
	if err != nil {
		return err
	}
	if a.Back {
		return wms.Refuse(wms.Conflict, "turned_back", "transfer %s is on its way back already", id)
	}
	if a.Status != OnTheRoad {
		return wms.Refuse(wms.Conflict, "arrived_already", "transfer %s is being received; receive it and send it back by another one", id)
	}
	rows, err := ledger.InPlace(tx, tx.Partition(), ledger.InTransit(id))
	if err != nil {
		return err
	}
	back := wms.TransferSent{Transfer: id, From: wms.WarehouseID(tx.Partition()), To: a.From, Back: true}
	for _, st := range rows {
		if err := ledger.Move(tx, st.Spot, st.In(ledger.Sent), st.OnHand, "transfer.back"); err != nil {
			return err
		}
		back.Rows = append(back.Rows, wms.TransferRow{SKU: st.SKU, Lot: st.Lot, Serial: st.Serial, Owner: st.Owner, Qty: st.OnHand, Expires: st.Expires})
	}
	tx.Emit(wms.Event{Type: "transfer.turned_back", Subject: id})
	if err := table.Delete(tx, id); err != nil {
		return err
	}
	return tx.Send(store.Partition(a.From), wms.MsgTransit, back)
}
