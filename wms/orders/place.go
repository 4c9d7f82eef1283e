package orders

import (
	"fmt"
	"math"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
)

// Offer is a way to serve a destination from a warehouse, and when it would
// leave there.
type Offer struct {
	allocation.Offer
	ShipDate string // YYYY-MM-DD at the warehouse
	PerDay   int64  // shipments that the warehouse can send a day; 0: not known
	// Late is by how many days it leaves later than wanted, because earlier
	// departures are full or the customer wanted it sooner.
	Late int
}

// Lanes finds the offers for a destination at a moment, the cheapest lane per
// warehouse that gives the service. It refuses a country it does not know or
// that nothing delivers to.
type Lanes interface {
	Offers(country string, lat, lon *float64, service string, now time.Time) ([]Offer, error)
}

// Personal keeps what an order holds of people, apart from the order.
type Personal interface {
	// Keep stores the personal part of a destination.
	Keep(tx store.Tx, id wms.OrderID, to wms.ShipTo) error
	// Ended says that an order was shipped or cancelled.
	Ended(tx store.Tx, id wms.OrderID, at time.Time) error
}

// Book is where orders are placed.
type Book struct {
	// Item reads the item master, or refuses with unknown_sku.
	Item    func(r store.Reader, sku wms.SKU) (wms.Item, error)
	Lanes   Lanes
	Weights allocation.Weights
	// Departures bound what leaves a warehouse on a day. It may be nil.
	Departures Departures
	// LateDay is what a day that a shipment leaves later than wanted counts.
	LateDay float64
	// Personal is needed by all that changes an order.
	Personal Personal
	// KeepBack says how many of a warehouse's free units may not be promised
	// to a channel: fenced for other channels, or out of reach. Nil: none.
	KeepBack func(r store.Reader, sku wms.SKU, w wms.WarehouseID, channel string) (int64, error)
	// Prices gives the latest opportunity prices, or nil. It may be nil.
	Prices func() *Prices
	// Rules says what planners' rules make of an order. It may be nil, and so
	// may its answer.
	Rules func(r store.Reader, a wms.Asked) (Ruling, error)
}

// FreeFor is what a channel's orders may be promised of an item from a
// warehouse.
func (b Book) FreeFor(r store.Reader, sku wms.SKU, w wms.WarehouseID, channel string) (int64, error) {
	s, err := SupplyOf(r, sku, w)
	if err != nil || b.KeepBack == nil || s.Free() == 0 {
		return s.Free(), err
	}
	kept, err := b.KeepBack(r, sku, w, channel)
	return max(0, s.Free()-kept), err
}

// MaxLines and MaxQty bound one order.
const (
	MaxLines = 2000
	MaxQty   = 1_000_000_000
)

// Place checks, promises and records an order. What is not in stock stays
// open, unless the customer refuses that: then nothing is reserved.
func (b Book) Place(tx store.Tx, n wms.NewOrder) (wms.OrderView, error) {
	o, err := b.draft(tx, n)
	if err != nil {
		return wms.OrderView{}, err
	}
	if n.AllowBackorder != nil && !*n.AllowBackorder && !n.AllowSubstitutes {
		if err := b.enough(tx, o); err != nil {
			return wms.OrderView{}, err
		}
	}
	tx.Emit(wms.Event{Type: "order.placed", Subject: string(o.ID), Data: map[string]any{
		"lines": len(o.Lines), "country": o.Country, "channel": o.Channel}})
	if err := b.promiseOrReplace(tx, &o); err != nil {
		return wms.OrderView{}, err
	}
	if err := b.wait(tx, &o); err != nil {
		return wms.OrderView{}, err
	}
	if n.AllowBackorder != nil && !*n.AllowBackorder {
		for i := range o.Lines {
			if o.open(i) > 0 {
				return wms.OrderView{}, short(o.Lines[i].SKU, o.Lines[i].Qty, o.Lines[i].Promised)
			}
		}
	}
	if err := b.Personal.Keep(tx, o.ID, n.ShipTo); err != nil {
		return wms.OrderView{}, err
	}
	return o.View(), b.put(tx, o, "")
}

func short(sku wms.SKU, want, free int64) error {
	return wms.Refuse(wms.Conflict, "insufficient_stock", "%d of %s wanted, %d can be promised; nothing was reserved", want, sku, free).
		With("sku", sku).With("available", free)
}

// enough refuses an order whose items are not all in stock, before any work.
func (b Book) enough(r store.Reader, o Order) error {
	want := map[wms.SKU]int64{}
	for _, l := range o.Lines {
		want[l.SKU] += l.Qty
	}
	for _, l := range o.Lines {
		free := int64(0)
		err := EachSupply(r, l.SKU, func(_ wms.SKU, w wms.WarehouseID, _ Stock) (bool, error) {
			n, err := b.FreeFor(r, l.SKU, w, o.Channel)
			free += n
			return true, err
		})
		if err != nil {
			return err
		}
		if free < want[l.SKU] {
			return short(l.SKU, want[l.SKU], free)
		}
	}
	return nil
}

func (b Book) draft(tx store.Tx, n wms.NewOrder) (Order, error) {
	var o Order
	if len(n.Lines) == 0 || len(n.Lines) > MaxLines {
		return o, wms.Refuse(wms.Invalid, "invalid_lines", "an order has 1 to %d lines, this one has %d", MaxLines, len(n.Lines))
	}
	if n.ShipTo.Country == "" {
		return o, wms.Refuse(wms.Invalid, "missing_country", "ship_to.country is needed, for example \"GB\"")
	}
	for i, l := range n.Lines {
		if l.Qty <= 0 || l.Qty > MaxQty {
			return o, wms.Refuse(wms.Invalid, "invalid_qty", "line %d: quantity must be 1 to %d, not %d", i+1, MaxQty, l.Qty).With("line", i+1)
		}
		line, err := b.line(tx, l)
		if err != nil {
			return o, err
		}
		o.Lines = append(o.Lines, line)
	}
	seq, err := tx.NextID("order")
	if err != nil {
		return o, err
	}
	o.Seq, o.ID = seq, n.ID
	if o.ID == "" {
		o.ID = wms.OrderID(fmt.Sprintf("O-%08d", seq))
	}
	if len(o.ID) > 64 {
		return o, wms.Refuse(wms.Invalid, "invalid_id", "an order's id has at most 64 bytes, %q has %d", o.ID, len(o.ID))
	}
	if _, had, err := table.Get(tx, store.Network, string(o.ID)); err != nil {
		return o, err
	} else if had {
		return o, wms.Refuse(wms.Conflict, "order_exists", "order %s exists already; to send it again use the Idempotency-Key of the first time", o.ID)
	}
	o.Channel, o.Country = n.Channel, n.ShipTo.Country
	o.Lat, o.Lon = coarse(n.ShipTo.Lat, 90), coarse(n.ShipTo.Lon, 180)
	o.Service, o.ShipBy, o.PlacedAt, o.Substitutes = n.Service, n.ShipBy, tx.Now(), n.AllowSubstitutes
	return o, nil
}

// maxDays bounds the shelf life that a customer may ask for.
const maxDays = 10_000

// line checks one line and counts it in base units.
func (b Book) line(r store.Reader, l wms.OrderLine) (Line, error) {
	it, err := b.Item(r, l.SKU)
	if err != nil {
		return Line{}, err
	}
	if len(l.Lot) > 64 || l.MinDays < 0 || l.MinDays > maxDays {
		return Line{}, wms.Refuse(wms.Invalid, "invalid_line", "a lot has at most 64 bytes and min_days are 0 to %d; %q and %d of %s are not",
			maxDays, l.Lot, l.MinDays, l.SKU)
	}
	qty, err := it.Base(l.Qty, l.Unit)
	if err == nil && qty > MaxQty {
		err = wms.Refuse(wms.Invalid, "invalid_qty", "%d %s of %s are more than %d base units", l.Qty, l.Unit, l.SKU, MaxQty)
	}
	return Line{SKU: l.SKU, Qty: qty, Lot: l.Lot, MinDays: max(l.MinDays, it.MinShipDays)}, err
}

// coarse is a coordinate to a hundredth of a degree, about a kilometre: near
// enough to choose a warehouse by, and not where somebody lives. One that is
// out of range stays, for the lanes to refuse.
func coarse(degrees *float64, most float64) *float64 {
	if degrees == nil || math.Abs(*degrees) > most {
		return degrees
	}
	rounded := math.Round(*degrees*100) / 100
	return &rounded
}

// promise binds supply to what is open, as cheaply as the offers allow, and
// sends each warehouse its shipment. Lines of the same item are one demand.
func (b Book) promise(tx store.Tx, o *Order) error {
	offers, err := b.offers(tx, o, tx.Now())
	if err != nil {
		return err
	}
	weigh, err := b.scales(tx, o.asked(), offers)
	if err != nil {
		return err
	}
	var demands []allocation.Demand
	var facts []wms.Item
	index := map[wms.SKU]int{}
	for i := range o.Lines {
		if o.open(i) <= 0 {
			continue
		}
		sku := o.Lines[i].SKU
		d, seen := index[sku]
		if !seen {
			it, err := b.Item(tx, sku)
			if err != nil {
				return err
			}
			demand, err := weigh.demand(tx, it)
			if err != nil {
				return err
			}
			d, index[sku] = len(demands), len(demands)
			demands = append(demands, demand)
			facts = append(facts, it)
		}
		demands[d].Qty += o.open(i)
	}
	choice := allocation.Promise(weigh.plain, demands, b.Weights)
	for i, offer := range offers {
		if err := b.ship(tx, o, offer, choice.Take[i], facts); err != nil {
			return err
		}
	}
	return nil
}

func (b Book) freeBy(r store.Reader, sku wms.SKU, channel string, offers []Offer) ([]int64, error) {
	out := make([]int64, len(offers))
	for i, of := range offers {
		free, err := b.FreeFor(r, sku, wms.WarehouseID(of.Warehouse), channel)
		if err != nil {
			return nil, err
		}
		out[i] = free
	}
	return out, nil
}

// ship records one offer's part of a choice as a shipment and sends it to its
// warehouse. take is by item, as facts are.
func (b Book) ship(tx store.Tx, o *Order, offer Offer, take []int64, facts []wms.Item) error {
	w := wms.WarehouseID(offer.Warehouse)
	s := Shipment{Warehouse: w, Status: wms.ShipmentPromised, Carrier: offer.Carrier, ShipDate: offer.ShipDate, Days: offer.Days}
	msg := wms.PromisedShipment{Order: o.ID, Carrier: offer.Carrier, Route: offer.Route, To: o.To, Country: o.Country, Due: s.due()}
	msg.Leaves = b.leaves(w, s.Carrier, s.ShipDate)
	msg.Priority = urgency(msg.Leaves, o.Seq)
	for i, qty := range take {
		if qty == 0 {
			continue
		}
		it := facts[i]
		if err := bind(tx, o, w, it.SKU, qty); err != nil {
			return err
		}
		for l := range o.Lines {
			n := min(qty, o.open(l))
			if o.Lines[l].SKU != it.SKU || n <= 0 {
				continue
			}
			qty -= n
			o.Lines[l].Promised += n
			s.Lines = append(s.Lines, Part{l + 1, n})
			msg.Lines = append(msg.Lines, wms.PromisedLine{Line: l + 1, SKU: it.SKU, Qty: n, VolumeMM3: it.VolumeMM3(),
				WeightG: it.WeightG, CaseQty: it.CaseQty, PalletQty: it.PalletQty, GTIN: it.GTIN,
				Lot: o.Lines[l].Lot, MinDays: o.Lines[l].MinDays, Rotation: it.Rotation})
		}
	}
	if len(s.Lines) == 0 {
		return nil
	}
	s.ID = o.newShipmentID()
	msg.ID = s.ID
	o.Shipments = append(o.Shipments, s)
	tx.Emit(wms.Event{Type: "shipment.promised", Subject: string(s.ID), Data: map[string]any{
		"order": string(o.ID), "warehouse": string(w), "carrier": s.Carrier, "ship_date": s.ShipDate}})
	return tx.Send(store.Partition(w), wms.MsgPromise, msg)
}

// bind takes units of a warehouse's supply for an order.
func bind(tx store.Tx, o *Order, w wms.WarehouseID, sku wms.SKU, qty int64) error {
	st, err := SupplyOf(tx, sku, w)
	if err != nil {
		return err
	}
	if st.Free() < qty {
		return fmt.Errorf("promise of %d %s from %s: only %d free", qty, sku, w, st.Free())
	}
	st.Promised += qty
	if err := putSupply(tx, sku, w, st); err != nil {
		return err
	}
	return promises.Put(tx, o.ID, string(w), string(sku), o.Seq)
}

// wait keeps the order in the queue of each item that it still needs.
func (b Book) wait(tx store.Tx, o *Order) error {
	for i, l := range o.Lines {
		var err error
		if o.open(i) > 0 {
			err = waiting.Put(tx, o.ID, string(l.SKU), o.Seq)
		} else if !o.needs(l.SKU) {
			err = waiting.Delete(tx, string(l.SKU), o.Seq)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (o *Order) needs(sku wms.SKU) bool {
	for i, l := range o.Lines {
		if l.SKU == sku && o.open(i) > 0 {
			return true
		}
	}
	return false
}

// Cancel gives an order up if nothing of it has left: its shipments are asked
// back from their warehouses, which answer. One that is being loaded is too
// late: then the order stands as it was.
func (b Book) Cancel(tx store.Tx, id wms.OrderID) (wms.OrderView, error) {
	o, err := Get(tx, id)
	if err != nil {
		return wms.OrderView{}, err
	}
	if o.Cancelled {
		return o.View(), nil
	}
	for _, s := range o.Shipments {
		if s.Status == wms.ShipmentShipped {
			return wms.OrderView{}, wms.Refuse(wms.Conflict, "order_in_progress",
				"order %s can't be cancelled: shipment %s is %s; send it back as a return", id, s.ID, s.Status)
		}
	}
	before := o.Status
	o.Cancelled = true
	if err := b.dropMove(tx, &o); err != nil {
		return wms.OrderView{}, err
	}
	for i, l := range o.Lines {
		if o.open(i) > 0 {
			if err := waiting.Delete(tx, string(l.SKU), o.Seq); err != nil {
				return wms.OrderView{}, err
			}
		}
	}
	for _, s := range o.Shipments {
		if s.Status != wms.ShipmentCancelled {
			if err := tx.Send(store.Partition(s.Warehouse), wms.MsgCancel, wms.CancelShipment{Shipment: s.ID}); err != nil {
				return wms.OrderView{}, err
			}
		}
	}
	return o.View(), b.put(tx, o, before)
}
