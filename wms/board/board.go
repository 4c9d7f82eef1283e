// Package board keeps the figures of the supply chain by warehouse and day. It
// follows the journal and counts each event once; a question reads days, never
// the journal.
//
// The nouns: a fact is a number that adds up over a day (units shipped, hours
// that orders took); a figure is made of facts (share of orders within 48
// hours) and says from which events it comes. docs/board.md has the formulas.
//
// Caveats. Days are UTC. Book is for one goroutine that applies records;
// others read under its lock. What has happened before the board was first
// kept is counted from the journal's beginning, as far as it was not archived.
package board

import (
	"math"
	"strings"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// Day is what happened in a warehouse on a day; the network's orders are under
// the empty warehouse.
type Day struct {
	Sum   map[string]float64 `cbor:"1,keyasint,omitempty"`
	Items map[wms.SKU]Moved  `cbor:"2,keyasint,omitempty"`
	// First and Last are the records of the day.
	First uint64 `cbor:"3,keyasint,omitempty"`
	Last  uint64 `cbor:"4,keyasint,omitempty"`
}

// Moved is what an item did on a day, in units.
type Moved struct {
	Shipped  int64 `cbor:"1,keyasint,omitempty"`
	Received int64 `cbor:"2,keyasint,omitempty"`
	Lost     int64 `cbor:"3,keyasint,omitempty"` // less what was found
	Returned int64 `cbor:"4,keyasint,omitempty"`
	Delta    int64 `cbor:"5,keyasint,omitempty"` // of what is on hand
}

// State is what the board must remember of what has not ended.
type State struct {
	Seq     uint64                                `cbor:"1,keyasint"`
	OnHand  map[wms.WarehouseID]map[wms.SKU]int64 `cbor:"2,keyasint"`
	Orders  map[string]openOrder                  `cbor:"3,keyasint"`
	Promise map[string]promise                    `cbor:"4,keyasint"`
	Opened  map[string]time.Time                  `cbor:"5,keyasint"` // receipts
	Seen    map[string]time.Time                  `cbor:"6,keyasint"` // people, at their last task
	Today   string                                `cbor:"7,keyasint"`
	// Missions under way by the machine that has them, and since when each
	// machine has had any.
	Missions map[string]string    `cbor:"8,keyasint,omitempty"`
	Busy     map[string]time.Time `cbor:"9,keyasint,omitempty"`
}

type openOrder struct {
	At        time.Time `cbor:"1,keyasint"`
	Shipments int       `cbor:"2,keyasint,omitempty"`
	Judged    bool      `cbor:"3,keyasint,omitempty"` // whether all was promised when it was placed is counted
	// Due is the day by which all of it was to leave, as promised when it was
	// placed; empty if not all was promised.
	Due string `cbor:"4,keyasint,omitempty"`
}

type promise struct {
	ShipDate string `cbor:"1,keyasint"`
	Order    string `cbor:"2,keyasint"`
}

// Key of a day.
type Key struct {
	Warehouse wms.WarehouseID
	Day       string // YYYY-MM-DD
}

// Book is the board.
type Book struct {
	// Zone of a warehouse, for the days on which things shall leave.
	Zone func(wms.WarehouseID) *time.Location

	mu    sync.Mutex
	state State
	days  map[Key]*Day
	dirty map[Key]bool
	first map[place]string // the day on which an item first moved in a warehouse
}

// New makes a book from what was kept.
func New(state State, days map[Key]Day, zone func(wms.WarehouseID) *time.Location) *Book {
	b := &Book{Zone: zone, state: state, days: map[Key]*Day{}, dirty: map[Key]bool{}, first: map[place]string{}}
	for k, d := range days {
		b.days[k] = &d
		for sku := range d.Items {
			if at, known := b.first[place{k.Warehouse, sku}]; !known || k.Day < at {
				b.first[place{k.Warehouse, sku}] = k.Day
			}
		}
	}
	s := &b.state
	if s.OnHand == nil {
		s.OnHand = map[wms.WarehouseID]map[wms.SKU]int64{}
	}
	if s.Orders == nil {
		s.Orders = map[string]openOrder{}
	}
	if s.Promise == nil {
		s.Promise = map[string]promise{}
	}
	if s.Opened == nil {
		s.Opened = map[string]time.Time{}
	}
	if s.Seen == nil {
		s.Seen = map[string]time.Time{}
	}
	if s.Missions == nil {
		s.Missions, s.Busy = map[string]string{}, map[string]time.Time{}
	}
	return b
}

// Seq is the last record that was counted.
func (b *Book) Seq() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state.Seq
}

// longestPause between two tasks that still counts as work.
const longestPause = 15 * time.Minute

// Apply counts a record; one that was counted before changes nothing.
func (b *Book) Apply(rec store.Record) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if rec.Seq <= b.state.Seq {
		return
	}
	b.state.Seq = rec.Seq
	w := wms.WarehouseID(rec.Partition)
	if rec.Partition == store.Network {
		w = ""
	}
	c := count{b, w, rec}
	c.begin()
	for _, e := range rec.Events {
		c.event(e)
	}
}

// count is one record being counted.
type count struct {
	*Book
	w   wms.WarehouseID
	rec store.Record
}

// begin notes the record in its day, and closes the day before.
func (c count) begin() {
	if len(c.rec.Events) == 0 {
		return
	}
	day := c.rec.Time.UTC().Format(time.DateOnly)
	if day > c.state.Today {
		c.state.Today = day
	}
	d := c.day(c.w)
	if d.First == 0 {
		d.First = c.rec.Seq
	}
	d.Last = c.rec.Seq
}

func (c count) day(w wms.WarehouseID) *Day {
	k := Key{w, c.rec.Time.UTC().Format(time.DateOnly)}
	c.dirty[k] = true
	d := c.days[k]
	if d == nil {
		d = &Day{Sum: map[string]float64{}, Items: map[wms.SKU]Moved{}}
		c.days[k] = d
	}
	if d.Sum == nil {
		d.Sum = map[string]float64{}
	}
	if d.Items == nil {
		d.Items = map[wms.SKU]Moved{}
	}
	return d
}

func (c count) add(w wms.WarehouseID, fact string, n float64) { c.day(w).Sum[fact] += n }

func (b *Book) units(w wms.WarehouseID) (n int64) {
	for _, v := range b.state.OnHand[w] {
		n += v
	}
	return n
}

func text(e wms.Event, key string) string {
	s, _ := e.Data[key].(string)
	return s
}

// number of an event's data, which may have come back from the journal in
// another type.
func number(e wms.Event, key string) float64 {
	switch n := e.Data[key].(type) {
	case int:
		return float64(n)
	case int64:
		return float64(n)
	case uint64:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

// event counts one event.
func (c count) event(e wms.Event) {
	switch e.Type {
	case "stock.moved":
		c.stock(e)
	case "task.done":
		c.task(e)
	case "task.exception":
		c.add(c.w, exceptions, 1)
	case "receipt.opened":
		c.state.Opened[e.Subject] = c.rec.Time
	case "receipt.closed":
		if at, known := c.state.Opened[e.Subject]; known {
			c.add(c.w, receiptHours, c.rec.Time.Sub(at).Hours())
			c.add(c.w, receiptsClosed, 1)
			delete(c.state.Opened, e.Subject)
		}
	case "return.closed":
		c.add(c.w, returnsClosed, 1)
		c.add(c.w, returnHours, number(e, "turnaround_s")/3600)
	case "count.counted":
		c.add(c.w, counted, 1)
		if number(e, "differences") == 0 {
			c.add(c.w, countedRight, 1)
		}
	case "mission.planned", "mission.assigned":
		c.mission(e, text(e, "device"))
	case "mission.done":
		c.add(c.w, missionsDone, 1)
		c.mission(e, "")
	case "mission.failed", "mission.cancelled":
		c.mission(e, "")
	case "transport.stuck":
		c.add(c.w, transportsStuck, 1)
	case "transfer.requested":
		c.add("", transfers, 1)
	case "shipment.shipped":
		c.shipped(e)
	default:
		c.order(e)
	}
}

// stock counts what came, went and was lost, and keeps what is on hand.
func (c count) stock(e wms.Event) {
	sku, qty := wms.SKU(e.Subject), int64(number(e, "qty"))
	from, to := ledger.Place(text(e, "from")), ledger.Place(text(e, "to"))
	d := c.day(c.w)
	m := d.Items[sku]
	switch {
	case to == ledger.Customer:
		m.Shipped += qty
		d.Sum[unitsShipped] += float64(qty)
	case from == ledger.Customer:
		m.Returned += qty
	case from == ledger.Supplier:
		m.Received += qty
		d.Sum[unitsReceived] += float64(qty)
	case to == ledger.Loss || to == ledger.Adjustment:
		m.Lost += qty
		d.Sum[unitsLost] += float64(qty)
	case from == ledger.Loss || from == ledger.Adjustment:
		m.Lost -= qty
		d.Sum[unitsFound] += float64(qty)
	}
	delta := int64(0)
	if owned(to) {
		delta += qty
	}
	if owned(from) {
		delta -= qty
	}
	if delta != 0 {
		m.Delta += delta
		if c.state.OnHand[c.w] == nil {
			c.state.OnHand[c.w] = map[wms.SKU]int64{}
		}
		c.state.OnHand[c.w][sku] += delta
	}
	if m != (Moved{}) {
		d.Items[sku] = m
		if _, known := c.first[place{c.w, sku}]; !known {
			c.first[place{c.w, sku}] = c.rec.Time.UTC().Format(time.DateOnly)
		}
	}
}

// task counts work and the time that people were at it.
func (c count) task(e wms.Event) {
	kind := text(e, "kind")
	if kind == string(wms.TaskPick) || kind == string(wms.TaskStation) {
		c.add(c.w, linesPicked, 1)
	}
	c.add(c.w, tasksDone, 1)
	who := text(e, "assignee")
	if who == "" {
		return
	}
	if at, known := c.state.Seen[who]; known {
		if gap := c.rec.Time.Sub(at); gap > 0 && gap <= longestPause {
			c.add(c.w, labourHours, gap.Hours())
		}
	}
	c.state.Seen[who] = c.rec.Time
}

// shipped judges a shipment by the day on which it was to leave.
func (c count) shipped(e wms.Event) {
	p, known := c.state.Promise[e.Subject]
	if !known {
		return
	}
	delete(c.state.Promise, e.Subject)
	o, known := c.state.Orders[p.Order]
	if !known {
		return // a transfer's; or its order was placed before the board began
	}
	c.add(c.w, shipmentsShipped, 1)
	if p.ShipDate == "" || c.rec.Time.In(c.Zone(c.w)).Format(time.DateOnly) <= p.ShipDate {
		c.add(c.w, shipmentsOnTime, 1)
	}
	o.Shipments++
	c.state.Orders[p.Order] = o
}

// mission counts how long machines are at work: from the first mission that a
// machine has until it has none. No device: the mission is nobody's any more.
func (c count) mission(e wms.Event, device string) {
	had := c.state.Missions[e.Subject]
	if had == device {
		return
	}
	if device == "" {
		delete(c.state.Missions, e.Subject)
	} else {
		c.state.Missions[e.Subject] = device
		if _, busy := c.state.Busy[device]; !busy {
			c.state.Busy[device] = c.rec.Time
		}
		c.day(c.w).Sum[machineDay+device] = 1
	}
	if had == "" {
		return
	}
	for _, other := range c.state.Missions {
		if other == had {
			return
		}
	}
	c.add(c.w, machineHours, c.rec.Time.Sub(c.state.Busy[had]).Hours())
	c.day(c.w).Sum[machineDay+had] = 1
	delete(c.state.Busy, had)
}

// order counts what becomes of customers' orders.
func (c count) order(e wms.Event) {
	o, known := c.state.Orders[e.Subject]
	switch {
	case e.Type == "order.placed":
		c.state.Orders[e.Subject] = openOrder{At: c.rec.Time}
		c.add("", ordersPlaced, 1)
		return
	case e.Type == "shipment.promised":
		p := promise{ShipDate: text(e, "ship_date"), Order: text(e, "order")}
		c.state.Promise[e.Subject] = p
		if o, known := c.state.Orders[p.Order]; known && !o.Judged {
			o.Due = max(o.Due, p.ShipDate)
			c.state.Orders[p.Order] = o
		}
		return
	case e.Type == "shipment.cancelled":
		delete(c.state.Promise, e.Subject)
		return
	case e.Type == "promise.freed" || e.Type == "promise.delayed" || e.Type == "order.substituted":
		c.add("", strings.ReplaceAll(e.Type, ".", "_"), 1)
		return
	case !known || !strings.HasPrefix(e.Type, "order."):
		return
	}
	state := wms.OrderStatus(strings.TrimPrefix(e.Type, "order."))
	if !o.Judged {
		o.Judged = true
		switch state {
		case wms.OrderBackordered, wms.OrderPartlyPromised:
			c.add("", ordersShort, 1)
			o.Due = ""
		default:
			c.add("", ordersWhole, 1)
		}
		c.state.Orders[e.Subject] = o
	}
	switch state {
	case wms.OrderShipped:
		hours := c.rec.Time.Sub(o.At).Hours()
		c.add("", ordersShipped, 1)
		c.add("", cycleHours, hours)
		c.add("", cycleBucket(hours), 1)
		if o.Due != "" {
			c.add("", ordersDue, 1)
			if c.rec.Time.UTC().Format(time.DateOnly) <= o.Due {
				c.add("", ordersFirst, 1)
			}
		}
		if hours <= 48 {
			c.add("", ordersIn48, 1)
		}
		c.add("", orderShipments, math.Max(1, float64(o.Shipments)))
		if o.Shipments > 1 {
			c.add("", ordersSplit, 1)
		}
		delete(c.state.Orders, e.Subject)
	case wms.OrderCancelled:
		c.add("", ordersCancelled, 1)
		delete(c.state.Orders, e.Subject)
	}
}
