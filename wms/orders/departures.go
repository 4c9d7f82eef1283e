package orders

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Departures says when carriers leave warehouses, and with how much. Dates
// are YYYY-MM-DD at the warehouse.
type Departures interface {
	// Next is the first departure after a date.
	Next(w wms.WarehouseID, carrier, date string) string
	// PerDay bounds a day's shipments: all of the warehouse, and those of the
	// carrier; 0: no bound.
	PerDay(w wms.WarehouseID, carrier string) (all, ofCarrier int64)
	// Leaves is when what is promised for a date leaves.
	Leaves(w wms.WarehouseID, carrier, date string) time.Time
}

// Departure is one day's lot of a carrier at a warehouse.
type Departure struct {
	Warehouse wms.WarehouseID `cbor:"1,keyasint"`
	Date      string          `cbor:"2,keyasint"`
	Carrier   string          `cbor:"3,keyasint,omitempty"`
}

var (
	departing = store.NewTable[int64]("departing", 1)   // warehouse, date, carrier: shipments
	roomFrom  = store.NewTable[string]("departroom", 1) // warehouse, carrier: the days before are full
)

// maxDelay is how many departures a promise looks ahead for room; then the
// last is taken however full it is.
const maxDelay = 60

// fit moves an offer to the first departure that has room, and counts the days
// that this and the wanted date cost.
func (b Book) fit(r store.Reader, of *Offer, shipBy *time.Time) error {
	if b.Departures == nil {
		return nil
	}
	w, first := wms.WarehouseID(of.Warehouse), of.ShipDate
	from, known, err := roomFrom.Get(r, store.Network, of.Warehouse, of.Carrier)
	if err != nil {
		return err
	}
	if known && from > first {
		of.ShipDate = from
	}
	for range maxDelay {
		room, err := b.hasRoom(r, Departure{w, of.ShipDate, of.Carrier})
		if err != nil {
			return err
		}
		if room {
			break
		}
		of.ShipDate = b.Departures.Next(w, of.Carrier, of.ShipDate)
	}
	of.Late = daysBetween(first, of.ShipDate)
	if shipBy != nil {
		of.Late = max(of.Late, daysBetween(shipBy.UTC().Format(time.DateOnly), of.ShipDate))
	}
	return nil
}

// leaves is when a shipment must be ready; zero if no date is known.
func (b Book) leaves(w wms.WarehouseID, carrier, date string) time.Time {
	if b.Departures == nil || date == "" {
		return time.Time{}
	}
	return b.Departures.Leaves(w, carrier, date).UTC()
}

// urgency sorts shipments by departure, then by the orders' sequence. Both
// stay exact in a float64 until the year 2190.
func urgency(leaves time.Time, seq uint64) int64 {
	const orders = 100_000_000
	minutes := int64(0)
	if since := leaves.Unix() - 1_577_836_800; since > 0 { // from 2020 on
		minutes = since / 60
	}
	return minutes*orders + int64(seq%orders)
}

func daysBetween(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return max(0, int(b.Sub(a).Hours()/24))
}

// hasRoom says whether one more shipment can leave.
func (b Book) hasRoom(r store.Reader, d Departure) (bool, error) {
	all, ofCarrier := b.Departures.PerDay(d.Warehouse, d.Carrier)
	sum, mine, err := departs(r, d)
	return (all == 0 || sum < all) && (ofCarrier == 0 || mine < ofCarrier), err
}

// departs is how many shipments leave a warehouse on a day, and how many of
// them with the carrier.
func departs(r store.Reader, d Departure) (all, ofCarrier int64, err error) {
	err = departing.Scan(r, store.Network, []any{string(d.Warehouse), d.Date}, func(k store.KeyParts, n int64) (bool, error) {
		all += n
		k.Str()
		k.Str()
		if k.Str() == d.Carrier {
			ofCarrier = n
		}
		return true, nil
	})
	return all, ofCarrier, err
}

// leaving lists the departures that an order's shipments need, those that a
// move shall bring among them.
func (o *Order) leaving() (out []Departure) {
	if o.To != "" {
		return nil
	}
	for i := range o.Shipments {
		if s := &o.Shipments[i]; s.Status != wms.ShipmentCancelled {
			out = append(out, Departure{s.Warehouse, s.ShipDate, s.Carrier})
		}
	}
	if o.Move != nil {
		for _, t := range o.Move.Targets {
			out = append(out, Departure{t.Warehouse, t.ShipDate, t.Carrier})
		}
	}
	return out
}

// bookDepartures counts an order's departures as they are now.
func (b Book) bookDepartures(tx store.Tx, o *Order) error {
	need := o.leaving()
	if slices.Equal(need, o.Booked) {
		return nil
	}
	count := map[Departure]int64{}
	for _, d := range need {
		count[d]++
	}
	for _, d := range o.Booked {
		count[d]--
	}
	for _, d := range slices.Concat(need, o.Booked) { // in an order that is the same each time
		by := count[d]
		delete(count, d)
		if err := b.bookDeparture(tx, d, by); err != nil {
			return err
		}
	}
	o.Booked = need
	return nil
}

func (b Book) bookDeparture(tx store.Tx, d Departure, by int64) error {
	if by == 0 {
		return nil
	}
	n, _, err := departing.Get(tx, store.Network, string(d.Warehouse), d.Date, d.Carrier)
	if err != nil {
		return err
	}
	if err := departing.Put(tx, n+by, string(d.Warehouse), d.Date, d.Carrier); err != nil || b.Departures == nil {
		return err
	}
	if by < 0 {
		return reopen(tx, d)
	}
	room, err := b.hasRoom(tx, d)
	if err != nil || room {
		return err
	}
	return roomFrom.Put(tx, b.Departures.Next(d.Warehouse, d.Carrier, d.Date), string(d.Warehouse), d.Carrier)
}

// reopen forgets what was said to be full: the next offer looks again.
func reopen(tx store.Tx, d Departure) error {
	var carriers []string
	err := roomFrom.Scan(tx, store.Network, []any{string(d.Warehouse)}, func(k store.KeyParts, from string) (bool, error) {
		k.Str()
		if carrier := k.Str(); from > d.Date {
			carriers = append(carriers, carrier)
		}
		return true, nil
	})
	for _, c := range carriers {
		if err == nil {
			err = roomFrom.Put(tx, d.Date, string(d.Warehouse), c)
		}
	}
	return err
}
