package outbound

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Floor runs the outbound processes of one site.
type Floor struct {
	Site *wms.Site
	// LeaveOut, for trials of the end check only, counts down to the return of
	// an empty tote that is then not booked.
	LeaveOut *atomic.Int64
	// Down says that a machine is out of service, Shut that nobody may work at
	// a place for now. Nil: never.
	Down func(wms.DeviceID) bool
	Shut func(wms.Location) bool
	// Bench is what packing asks of other books; its parts may be nil.
	Bench Bench
	// Loaded keeps a shipment's packages on a manifest and answers its id; nil:
	// nobody does.
	Loaded func(store.Tx, wms.Loaded) (string, error)
	// Ship chooses the carrier and service when a carton gets its label, and
	// has the label's number made. Nil: as promised, no number.
	Ship func(tx store.Tx, s Shipment, carton wms.HandlingUnitID, weightG, volumeMM3 int64) (carrier, service string, err error)
}

// Release places every line of a promised shipment at locations and creates
// its tasks. If a line can't be placed whole, nothing is placed and the
// reason is kept with the shipment: goods may still be on their way in.
func (f Floor) Release(tx store.Tx, id wms.ShipmentID) (released bool, err error) {
	s, err := Get(tx, tx.Partition(), id)
	if err != nil || s.Status != wms.ShipmentPromised || s.Held {
		return false, err
	}
	plan, short, err := f.plan(tx, s, tx.Now())
	if err != nil {
		return false, err
	}
	if len(short) > 0 {
		waits := fmt.Sprintf("%d of %s are not at a location to pick from", short[0].Qty, short[0].SKU)
		if waits == s.Waits {
			return false, nil
		}
		s.Waits = waits
		tx.Emit(wms.Event{Type: "shipment.waiting", Subject: string(id), Data: map[string]any{"reason": waits}})
		return false, put(tx, s, s.Status)
	}
	for _, p := range plan {
		if err := f.place(tx, &s, p); err != nil {
			return false, err
		}
	}
	s.Status, s.ReleasedAt, s.Waits = wms.ShipmentReleased, tx.Now(), ""
	if err := put(tx, s, wms.ShipmentPromised); err != nil {
		return false, err
	}
	return true, tell(tx, s, nil)
}

// piece is a quantity of a line from one spot.
type piece struct {
	line int
	spot ledger.Spot
	qty  int64
	how  how
	at   wms.LocationID
}

type how uint8

const (
	fromShelf how = iota
	fromUnit      // at a goods-to-person station
	wholeUnit     // the pallet itself is shipped
)

// source is free stock that may be picked.
type source struct {
	ledger.Stock
	free int64
	kind wms.LocationKind
	at   wms.LocationID
	unit wms.HandlingUnit // zero for loose stock
}

// plan chooses spots for every line without writing. What can't be placed is
// in short.
func (f Floor) plan(r store.Reader, s Shipment, now time.Time) (plan []piece, short []wms.LineQty, err error) {
	taken := map[ledger.Spot]int64{}
	p := store.Partition(f.Site.ID)
	for _, l := range s.Lines {
		want := l.Qty - l.Placed - l.Picked
		if want <= 0 {
			continue
		}
		sources, err := f.sources(r, p, l.SKU, taken)
		if err != nil {
			return nil, nil, err
		}
		sources = slices.DeleteFunc(sources, func(s source) bool { return !l.takes(s, now) })
		f.sortSources(sources, l.Rotation, f.Site.BulkFrom > 0 && want >= f.Site.BulkFrom)
		for i := range sources {
			if want == 0 {
				break
			}
			src := &sources[i]
			take := min(want, src.free)
			h := fromShelf
			if src.unit.ID != "" {
				h = fromUnit
				if src.kind == wms.KindRackCell && src.Reserved == 0 && src.free == src.OnHand &&
					take == src.OnHand && l.PalletQty > 0 && 2*take > l.PalletQty {
					h = wholeUnit
				}
			}
			plan = append(plan, piece{line: l.Line, spot: src.Spot, qty: take, how: h, at: src.at})
			taken[src.Spot] += take
			want -= take
		}
		if want > 0 {
			short = append(short, wms.LineQty{Line: l.Line, SKU: l.SKU, Qty: want})
		}
	}
	return plan, short, nil
}

// takes says whether stock will do for the line: its lot, and the shelf life
// that is left of it.
func (l Line) takes(s source, now time.Time) bool {
	if l.Lot != "" && s.Lot != l.Lot {
		return false
	}
	return s.Expires.IsZero() || (s.Expires.After(now) && !s.Expires.Before(now.AddDate(0, 0, int(l.MinDays))))
}

// sources lists what may be picked of an item: loose stock on shelves, stock
// on unbound pallets, and, last, what stands at a dock not yet put away.
// What is recalled is not among it.
func (f Floor) sources(r store.Reader, p store.Partition, sku wms.SKU, taken map[ledger.Spot]int64) ([]source, error) {
	stock, err := ledger.OfItem(r, p, sku)
	if err != nil {
		return nil, err
	}
	var out []source
	for _, st := range stock {
		free := st.Free() - taken[st.Spot]
		if free <= 0 || st.StatusOrAvailable() != wms.Available {
			continue
		}
		if _, had, err := ledger.Recalled(r, st.SKU, st.Lot); err != nil || had {
			if err != nil {
				return nil, err
			}
			continue
		}
		src := source{Stock: st, free: free}
		if id, ok := st.Place.Unit(); ok {
			if src.unit, err = ledger.MustUnit(r, p, id); err != nil {
				return nil, err
			}
			if src.unit.Kind != wms.Pallet || src.unit.Shipment != "" {
				continue
			}
			src.at = src.unit.Location
		} else {
			src.at, _ = st.Place.Location()
		}
		src.kind = f.Site.Kind(src.at)
		if f.shut(src.at) {
			continue
		}
		if src.unit.ID == "" && !pickable(src.kind) {
			continue
		}
		if src.unit.ID != "" && len(f.Site.Of(wms.KindStation)) == 0 {
			src.unit = wms.HandlingUnit{} // a site without stations picks pallets by hand where they stand
			if !pickable(src.kind) && src.kind != wms.KindRackCell {
				continue
			}
		}
		out = append(out, src)
	}
	return out, nil
}

func pickable(k wms.LocationKind) bool {
	return k == wms.KindShelf || k == wms.KindDockIn || k == wms.KindStaging || k == wms.KindCheck
}

// sortSources puts the stock to take first in front: by the item's rotation
// (the earliest expiry, the oldest or the newest; by default the earliest
// expiry), then shelf before pallet for small lines and the reverse for bulk,
// then the pallet that others wait for too, then the oldest; of pallets of one
// day the one next to the crane's aisle, before which nothing stands. Stock that
// is not put away yet comes last. A rotation that is asked for goes by the day of
// arrival, so that within a day the way is still short.
func (f Floor) sortSources(sources []source, rotation wms.Rotation, bulk bool) {
	rank := func(s source) int {
		switch {
		case s.unit.ID == "" && s.kind != wms.KindShelf:
			return 2
		case (s.unit.ID != "") == bulk:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(sources, func(a, b source) int {
		if c := byRotation(rotation, a, b); c != 0 {
			return c
		}
		waited := func(s source) int {
			if s.unit.ID != "" && s.Reserved > 0 {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(waited(a), waited(b)),
			a.Since.Truncate(day).Compare(b.Since.Truncate(day)), cmp.Compare(f.deep(a), f.deep(b)),
			a.Since.Compare(b.Since), cmp.Compare(a.at, b.at))
	})
}

// deep is how many cells may stand before a pallet in its rack.
func (f Floor) deep(s source) int64 {
	loc, _ := f.Site.Location(s.at)
	return loc.Depth
}

const day = 24 * time.Hour

func byRotation(rotation wms.Rotation, a, b source) int {
	switch rotation {
	case wms.FIFO:
		return a.Since.Truncate(day).Compare(b.Since.Truncate(day))
	case wms.LIFO:
		return b.Since.Truncate(day).Compare(a.Since.Truncate(day))
	}
	if a.Expires.IsZero() != b.Expires.IsZero() {
		return map[bool]int{true: 1, false: -1}[a.Expires.IsZero()]
	}
	return a.Expires.Compare(b.Expires)
}

// place reserves a piece and creates its tasks.
func (f Floor) place(tx store.Tx, s *Shipment, p piece) error {
	l := s.line(p.line)
	l.Placed += p.qty
	if p.how == wholeUnit {
		return f.placeWhole(tx, s, l, p)
	}
	t := wms.Task{Kind: wms.TaskPick, Status: wms.TaskWaiting, Priority: s.Priority, Order: s.Order, Shipment: s.ID,
		Line: p.line, SKU: l.SKU, Lot: p.spot.Lot, Serial: p.spot.Serial, From: p.at, GTIN: l.GTIN}
	if loc, ok := f.Site.Location(p.at); ok {
		t.Zone = loc.Zone
	}
	if p.how == fromUnit {
		t.Kind, t.FromUnit = wms.TaskStation, mustUnit(p.spot.Place)
	}
	for _, qty := range f.portions(*l, p) {
		t.Qty = qty
		created, err := tasks.New(tx, t)
		if err != nil {
			return err
		}
		if err := ledger.Reserve(tx, ledger.Reservation{ID: string(created.ID), Spot: p.spot, Qty: qty,
			Shipment: s.ID, Line: p.line}); err != nil {
			return err
		}
	}
	if p.how == fromUnit {
		return f.openAtStation(tx, t.FromUnit)
	}
	return nil
}

func mustUnit(p ledger.Place) wms.HandlingUnitID {
	u, _ := p.Unit()
	return u
}

// portions cuts a piece into what one tote takes; at a station whole cases
// are portions of their own, because a case is not opened.
func (f Floor) portions(l Line, p piece) []int64 {
	var out []int64
	left := p.qty
	if p.how == fromUnit && l.CaseQty > 1 {
		for left >= l.CaseQty && len(out) < maxCasesPerPiece {
			out = append(out, l.CaseQty)
			left -= l.CaseQty
		}
	}
	most := f.perTote(l)
	for left > 0 {
		n := min(left, most)
		out = append(out, n)
		left -= n
	}
	return out
}

// maxCasesPerPiece bounds the number of tasks that one line makes; beyond it
// units are counted into totes.
const maxCasesPerPiece = 200

// perTote is how many units of a line fit an empty tote, at least one: an item
// larger than a tote travels alone on it.
func (f Floor) perTote(l Line) int64 {
	n := f.Site.ToteVolumeMM3 * toteFillPercent / 100 / max(1, l.VolumeMM3)
	if l.WeightG > 0 {
		n = min(n, f.Site.ToteMaxG/l.WeightG)
	}
	return max(1, n)
}

// toteFillPercent is how full a tote may be reckoned: boxes don't pack solid.
const toteFillPercent = 85

// placeWhole binds a full pallet to the shipment: machines bring it to a
// pallet staging place, a person from there to the dock; its own id is its
// label.
func (f Floor) placeWhole(tx store.Tx, s *Shipment, l *Line, p piece) error {
	id := mustUnit(p.spot.Place)
	t, err := tasks.New(tx, wms.Task{Kind: wms.TaskPutAway, Status: wms.TaskWaiting, Priority: s.Priority, Order: s.Order,
		Shipment: s.ID, Line: p.line, SKU: l.SKU, Lot: p.spot.Lot, Qty: p.qty, From: p.at, Unit: id, To: f.Site.StagingFor(s.Carrier),
		Note: wholePallet})
	if err != nil {
		return err
	}
	if err := ledger.Reserve(tx, ledger.Reservation{ID: string(t.ID), Spot: p.spot, Qty: p.qty, Shipment: s.ID, Line: p.line}); err != nil {
		return err
	}
	return ledger.BindUnit(tx, id, s.ID, string(id))
}

// wholePallet marks the work of a pallet that is shipped as it is.
const wholePallet = "whole pallet"

// WholePallets lists the pallets that machines have to bring out as they are.
func (f Floor) WholePallets(r store.Reader) ([]wms.HandlingUnitID, error) {
	var out []wms.HandlingUnitID
	_, err := tasks.With(r, store.Partition(f.Site.ID), wms.TaskWaiting, wms.TaskPutAway, 0, func(t wms.Task) bool {
		if t.Note == wholePallet {
			out = append(out, t.Unit)
		}
		return false
	})
	return out, err
}
