// Package opening computes what a site has in stock on its first morning:
// which items live where, on which pallets, in which shelves.
//
// The nouns: a Receipt is what the WMS receives and puts away through its
// real commands; LoadWorld puts the very same things into the twin's
// building, once. Neither knows of the other: when they differ later, that is
// a finding.
//
// The plan is deterministic. The own warehouse has all items: the most wanted
// ones and large quantities on pallets in the rack, all others in shelves;
// a front warehouse has the most popular ones, an overseas warehouse what
// customers of its continent buy.
package opening

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/wms"
)

const (
	// coverOrders is how many of the first orders the stock is made for, and
	// coverFactor how much more than they need there is.
	coverOrders = 3000
	coverFactor = 1.3
	// rackOrders and rackShare: the rack keeps the items with the most lines
	// in the first rackOrders, until they make up rackShare of these lines.
	rackOrders = 2000
	rackShare  = 0.13
	// minPallets is how many pallets a rack item has at least, so that both
	// cranes have some.
	minPallets = 4
	// frontShare is the part of the home country's demand that a front
	// warehouse keeps of its items.
	frontShare = 0.25
	// linesPerReceipt bounds one delivery.
	linesPerReceipt = 100
)

// Receipt is one delivery of the opening stock.
type Receipt struct {
	Warehouse wms.WarehouseID
	ID        wms.ReceiptID
	Lines     []Line
}

// Line is what comes off the truck: loose units, or one handling unit full of
// an item, and where it is put away.
type Line struct {
	SKU       wms.SKU
	Qty       int64
	Lot       string
	Expires   *time.Time
	Unit      wms.HandlingUnitID   // empty: loose
	UnitKind  wms.HandlingUnitKind // empty: loose
	PutAwayTo wms.LocationID
}

// Receipts computes the opening stock of a network.
func Receipts(n *config.Network, s *demand.Source) ([]Receipt, error) {
	d := study(n, s)
	var out []Receipt
	serial := int64(0)
	for _, w := range n.Warehouses {
		plan := sitePlan{w: w, source: s, serial: &serial}
		var err error
		switch w.Mode {
		case "own":
			err = plan.own(d)
		case "front":
			err = plan.shelves(d.front(w.Limits.Items))
		default:
			err = plan.shelves(d.overseas())
		}
		if err != nil {
			return nil, err
		}
		for part := range slices.Chunk(plan.lines, linesPerReceipt) {
			out = append(out, Receipt{Warehouse: wms.WarehouseID(w.ID), Lines: part,
				ID: wms.ReceiptID(fmt.Sprintf("OPEN-%s-%03d", w.ID, 1+countOf(out, w.ID)))})
		}
	}
	return out, nil
}

func countOf(receipts []Receipt, warehouse string) int {
	n := 0
	for _, r := range receipts {
		if string(r.Warehouse) == warehouse {
			n++
		}
	}
	return n
}

// sitePlan collects what one warehouse receives.
type sitePlan struct {
	w      *config.Warehouse
	source *demand.Source
	serial *int64 // of handling units, over the network
	lines  []Line
}

// stocked is how much of an item to keep.
type stocked struct {
	sku wms.SKU
	qty int64
}

// own fills racks and shelves of the main warehouse.
func (p *sitePlan) own(d *wants) error {
	var pallets [][]stocked // by round: the first pallet of each item first
	add := func(sku wms.SKU, units int64, atLeast int) {
		item, _ := p.source.Item(sku)
		count := max(atLeast, int(ceilDiv(units, item.PalletQty)))
		for i := range count {
			if len(pallets) <= i {
				pallets = append(pallets, nil)
			}
			pallets[i] = append(pallets[i], stocked{sku, item.PalletQty})
		}
	}
	var loose []stocked
	hasRack := len(p.w.Layout.Racks) > 0
	for _, sku := range d.popular {
		item, _ := p.source.Item(sku)
		bulk, all := d.bulkUnits[sku], d.units[sku]
		if hasRack && d.inRack[sku] {
			add(sku, covered(all), minPallets)
			continue
		}
		if hasRack && bulk > 0 {
			add(sku, covered(bulk), 1)
			all -= bulk
		}
		loose = append(loose, stocked{sku, max(2, ceilDiv(covered(all), item.CaseQty)) * item.CaseQty})
	}
	if err := p.racks(pallets); err != nil {
		return err
	}
	return p.shelves(loose)
}

// racks puts pallets into the cells that their crane reaches soonest, an
// item's pallets in turns into all racks.
func (p *sitePlan) racks(rounds [][]stocked) error {
	racks := p.w.Layout.Racks
	if len(racks) == 0 {
		return nil
	}
	free := make([][]*config.Location, len(racks))
	for i := range racks {
		free[i] = p.cellsByTravel(&racks[i])
	}
	for round, pallets := range rounds {
		for i, pallet := range pallets {
			at := (i + round) % len(racks)
			if len(free[at]) == 0 {
				at = slices.IndexFunc(free, func(f []*config.Location) bool { return len(f) > 0 })
			}
			if at < 0 {
				return racks[0].At.Errorf("the racks of %s have too few cells for the opening stock: make them longer", p.w.ID)
			}
			*p.serial++
			p.lines = append(p.lines, Line{SKU: pallet.sku, Qty: pallet.qty, Unit: sscc(*p.serial), UnitKind: wms.Pallet,
				PutAwayTo: wms.LocationID(free[at][0].ID)})
			free[at] = free[at][1:]
		}
	}
	return nil
}

// cellsByTravel sorts a rack's cells by the time from its P&D end; both axes
// move at once.
func (p *sitePlan) cellsByTravel(r *config.Rack) []*config.Location {
	device, _ := p.w.Device(r.Device)
	m := p.w.CraneModel(device)
	travelMS := func(l *config.Location) int64 {
		return max(1000*l.Bay*r.BayPitchMM/m.XSpeedMMPerS, 1000*l.Level*r.LevelPitchMM/m.YSpeedMMPerS)
	}
	var cells []*config.Location
	for _, l := range p.w.LocationsOf("rack_cell") {
		if l.Device == r.Device {
			cells = append(cells, l)
		}
	}
	slices.SortStableFunc(cells, func(a, b *config.Location) int {
		return cmp.Or(cmp.Compare(a.Depth, b.Depth)*-1, cmp.Compare(travelMS(a), travelMS(b)))
	})
	return cells
}

// shelves gives each item one location, in the order of the item numbers,
// spread over all shelves: a shop that grew. Better places are for slotting
// to find.
func (p *sitePlan) shelves(loose []stocked) error {
	places := p.w.LocationsOf("shelf")
	if len(loose) > len(places) {
		return p.w.Layout.At.Errorf("%s keeps %d items in shelves, but has %d shelf locations: add shelves", p.w.ID, len(loose), len(places))
	}
	slices.SortFunc(loose, func(a, b stocked) int { return cmp.Compare(a.sku, b.sku) })
	for i, l := range loose {
		p.lines = append(p.lines, Line{SKU: l.sku, Qty: l.qty, PutAwayTo: wms.LocationID(places[i*len(places)/len(loose)].ID)})
	}
	return nil
}

// covered is what units of demand need with the cover factor.
func covered(units int64) int64 { return int64(math.Ceil(float64(units) * coverFactor)) }

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

// sscc is a serial shipping container code of the opening's pallets: a GS1
// company prefix from the range for demonstrations (952).
func sscc(serial int64) wms.HandlingUnitID {
	digits := fmt.Sprintf("09520001%09d", serial)
	return wms.HandlingUnitID(wms.WithCheckDigit(digits))
}
