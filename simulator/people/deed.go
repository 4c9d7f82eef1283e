package people

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// Move is one change of the world that can be undone.
type Move struct {
	Do    string              `json:"do"` // carry, loose, inside, create, remove, count, deliver
	Unit  string              `json:"unit,omitempty"`
	From  string              `json:"from,omitempty"`
	To    string              `json:"to,omitempty"` // place of carry and loose; name of count
	SKU   string              `json:"sku,omitempty"`
	Qty   int64               `json:"qty,omitempty"`
	What  *world.HandlingUnit `json:"what,omitempty"` // made or removed
	Goods *Delivery           `json:"goods,omitempty"`
}

// deed is a list of moves; all of them happen or none.
type deed []Move

func (d deed) apply(tx *world.Tx) error {
	for _, m := range d {
		if err := m.apply(tx); err != nil {
			return err
		}
	}
	return nil
}

func (d deed) undo(tx *world.Tx) error {
	for _, m := range slices.Backward(d) {
		if err := m.inverse().apply(tx); err != nil {
			return err
		}
	}
	return nil
}

func (m Move) apply(tx *world.Tx) error {
	switch m.Do {
	case "carry":
		return tx.MoveHandlingUnit(m.Unit, m.From, m.To)
	case "loose":
		return tx.AddLoose(m.To, m.SKU, m.Qty)
	case "inside":
		return tx.AddInside(m.Unit, m.SKU, m.Qty)
	case "create":
		return tx.Create(*m.What)
	case "remove":
		return tx.Remove(m.What.ID)
	case "count":
		tx.Count(m.To, m.Qty)
		return nil
	case "deliver", "recall":
		return m.Goods.note(tx, m.Do == "deliver")
	}
	return fmt.Errorf("no such move: %q", m.Do)
}

func (m Move) inverse() Move {
	m.From, m.To, m.Qty = m.To, m.From, -m.Qty
	switch m.Do {
	case "loose", "count":
		m.From, m.To = m.To, m.From
	case "create":
		m.Do = "remove"
	case "remove":
		m.Do = "create"
	case "deliver":
		m.Do = "recall"
	}
	return m
}

// Delivery is what left a building on a truck.
type Delivery struct {
	Warehouse string                      `json:"warehouse"`
	Task      wms.TaskID                  `json:"task"`
	Order     wms.OrderID                 `json:"order"`
	Shipment  wms.ShipmentID              `json:"shipment"`
	At        time.Time                   `json:"at"`    // wall time
	Units     map[string]map[string]int64 `json:"units"` // handling unit → item → units
}

const deliveryPrefix = "people/delivery/"

func (d *Delivery) note(tx *world.Tx, gone bool) error {
	key := deliveryPrefix + string(d.Task)
	if !gone {
		tx.SetBlob(key, nil)
		return nil
	}
	raw, err := json.Marshal(d)
	tx.SetBlob(key, raw)
	return err
}

// Deliveries lists what has left the buildings.
func Deliveries(tx *world.Tx) ([]Delivery, error) {
	var out []Delivery
	for _, key := range tx.Blobs(deliveryPrefix) {
		var d Delivery
		if err := json.Unmarshal(tx.Blob(key), &d); err != nil {
			return nil, fmt.Errorf("the world remembers nonsense under %s: %w", key, err)
		}
		out = append(out, d)
	}
	return out, nil
}

// PicksCounter is the world's counter of picks that people did.
const PicksCounter = "human_picks"

// errElsewhere: what a deed needs is not where it must be.
var errElsewhere = errors.New("it is not there")

// take lifts up to want units of an item out of a place: those that lie
// loose, then those on the pallets there.
func take(tx *world.Tx, place, sku string, want int64) (d deed, found int64) {
	if p, ok := tx.Place(place); ok {
		if found = min(want, p.Units[sku]); found > 0 {
			d = append(d, Move{Do: "loose", To: place, SKU: sku, Qty: -found})
		}
	}
	for _, id := range tx.At(place) {
		u, _ := tx.HandlingUnit(id)
		if n := min(want-found, u.Units[sku]); n > 0 && u.Kind == string(wms.Pallet) {
			d = append(d, Move{Do: "inside", Unit: id, SKU: sku, Qty: -n})
			found += n
		}
	}
	return d, found
}

// takeInside lifts up to want units of an item off a handling unit.
func takeInside(tx *world.Tx, unit, sku string, want int64) (d deed, found int64) {
	u, ok := tx.HandlingUnit(unit)
	if !ok {
		return nil, 0
	}
	if found = min(want, u.Units[sku]); found > 0 {
		d = deed{{Do: "inside", Unit: unit, SKU: sku, Qty: -found}}
	}
	return d, found
}

// putInto lays units into a tote or case, and counts it as one pick. An empty
// tote from the stack, or a new case, is taken into the hands first.
func putInto(tx *world.Tx, s *site, unit, hands, sku string, qty int64) deed {
	var d deed
	u, ok := tx.HandlingUnit(unit)
	switch {
	case !ok:
		d = deed{{Do: "create", What: &world.HandlingUnit{ID: unit, Kind: string(wms.Case), Place: hands,
			LengthMM: 400, WidthMM: 300, HeightMM: 300, TareG: 400}}}
	case s.kind(u.Place) == "tote_stack":
		d = deed{{Do: "carry", Unit: unit, From: u.Place, To: hands}}
	}
	return append(d, Move{Do: "inside", Unit: unit, SKU: sku, Qty: qty}, Move{Do: "count", To: PicksCounter, Qty: 1})
}

// parcelOf is one unit on its way over a sorter.
func parcelOf(label, sku, place string) Move {
	return Move{Do: "create", What: &world.HandlingUnit{ID: label, Kind: string(wms.Parcel), Place: place, Units: map[string]int64{sku: 1},
		LengthMM: 250, WidthMM: 200, HeightMM: 100, TareG: 50}}
}

// putDown carries a unit from where it is to a place.
func putDown(tx *world.Tx, unit, to string) (deed, error) {
	u, ok := tx.HandlingUnit(unit)
	if !ok {
		return nil, fmt.Errorf("%s: %w", unit, world.ErrNoUnit)
	}
	return deed{{Do: "carry", Unit: unit, From: u.Place, To: to}}, nil
}

// pack lays the content of a tote or case, or of a chute's parcels, into a new carton at its staging
// place. The tote goes back to the stack, the case is thrown away.
func pack(tx *world.Tx, s *site, t wms.Task) (deed, error) {
	from := []wms.HandlingUnitID{t.Unit}
	if len(t.Parcels) > 0 {
		from = t.Parcels
	}
	var d deed
	carton := world.HandlingUnit{Kind: string(wms.Carton), Place: s.placeID(t.To), Units: map[string]int64{}, TareG: 350}
	for _, id := range from {
		u, ok := tx.HandlingUnit(string(id))
		if !ok || len(t.Units) == 0 {
			return nil, fmt.Errorf("%s: %w", id, world.ErrNoUnit)
		}
		for sku, n := range u.Units {
			carton.Units[sku] += n
		}
		carton.ID = string(t.Units[0])
		carton.LengthMM, carton.WidthMM, carton.HeightMM = max(carton.LengthMM, u.LengthMM), max(carton.WidthMM, u.WidthMM), max(carton.HeightMM, u.HeightMM)
		d = append(d, emptied(s, u)...)
	}
	return append(d, Move{Do: "create", What: &carton}), nil
}

// emptied takes everything out of a tote, which goes to the stack, or removes
// a case.
func emptied(s *site, u *world.HandlingUnit) deed {
	if u.Kind != string(wms.Tote) {
		gone := *u
		return deed{{Do: "remove", What: &gone}}
	}
	var d deed
	for _, sku := range slices.Sorted(maps.Keys(u.Units)) {
		d = append(d, Move{Do: "inside", Unit: u.ID, SKU: sku, Qty: -u.Units[sku]})
	}
	return append(d, Move{Do: "carry", Unit: u.ID, From: u.Place, To: s.stack})
}

// putAway brings a tote's content back to a shelf, or a pallet to where it
// goes, or loose units.
func putAway(tx *world.Tx, s *site, t wms.Task) (deed, error) {
	to := s.placeID(t.To)
	if t.Unit == "" {
		if err := supply(tx, s, t, t.Qty); err != nil { // received by a guest
			return nil, err
		}
		d, found := take(tx, s.placeID(t.From), string(t.SKU), t.Qty)
		if found < t.Qty {
			return nil, fmt.Errorf("%d of %s in %s: %w", found, t.SKU, t.From, world.ErrTooFew)
		}
		return append(d, Move{Do: "loose", To: to, SKU: string(t.SKU), Qty: t.Qty}), nil
	}
	u, ok := tx.HandlingUnit(string(t.Unit))
	if !ok {
		return nil, fmt.Errorf("%s: %w", t.Unit, world.ErrNoUnit)
	}
	if u.Kind == string(wms.Pallet) {
		return putDown(tx, u.ID, to)
	}
	d := emptied(s, u)
	for _, sku := range slices.Sorted(maps.Keys(u.Units)) {
		d = append(d, Move{Do: "loose", To: to, SKU: sku, Qty: u.Units[sku]})
	}
	return d, nil
}

// load puts a shipment on its truck: the cartons and pallets leave the
// building, and the world remembers what was in them.
func load(tx *world.Tx, s *site, t wms.Task, at time.Time) (d deed, labels []string, err error) {
	goods := &Delivery{Warehouse: s.ID, Task: t.ID, Order: t.Order, Shipment: t.Shipment, At: at, Units: map[string]map[string]int64{}}
	for _, id := range t.Units {
		u, ok := tx.HandlingUnit(string(id))
		if !ok {
			return nil, nil, fmt.Errorf("%s: %w", id, world.ErrNoUnit)
		}
		if !s.reachable(u.Place) {
			return nil, nil, fmt.Errorf("%s in %s: %w", id, u.Place, errElsewhere)
		}
		gone := *u
		goods.Units[u.ID] = maps.Clone(u.Units)
		labels = append(labels, u.Barcode())
		d = append(d, Move{Do: "remove", What: &gone})
	}
	return append(d, Move{Do: "deliver", Goods: goods}), labels, nil
}
