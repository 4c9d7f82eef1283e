package board

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
)

// Concerns tells whether an event of the types of a figure is one of those that
// it is made of: of moves of stock, those in and out, those of what was lost or
// found, or those of items that are sold out or lie dead at the end of a span.
func (b *Book) Concerns(code string, from, to time.Time, warehouses []wms.WarehouseID) func(w wms.WarehouseID, e wms.Event) bool {
	ends := func(e wms.Event) (from, to ledger.Place) {
		return ledger.Place(text(e, "from")), ledger.Place(text(e, "to"))
	}
	lost := func(p ledger.Place) bool { return p == ledger.Loss || p == ledger.Adjustment }
	switch code {
	case "turnover", "days_of_cover":
		return func(_ wms.WarehouseID, e wms.Event) bool {
			from, to := ends(e)
			return owned(from) != owned(to)
		}
	case "shrinkage":
		return func(_ wms.WarehouseID, e wms.Event) bool {
			from, to := ends(e)
			return e.Type != "stock.moved" || lost(from) || lost(to)
		}
	case "stock_out_rate", "dead_stock":
		b.mu.Lock()
		s := b.span(from, to, warehouses, false, "")
		b.mu.Unlock()
		which := s.empty
		if code == "dead_stock" {
			which = s.dead
		}
		return func(w wms.WarehouseID, e wms.Event) bool { return which[place{w, wms.SKU(e.Subject)}] }
	}
	return func(wms.WarehouseID, wms.Event) bool { return true }
}

// owned says that what lies there is ours and in the warehouse.
func owned(p ledger.Place) bool {
	_, road := p.Transfer()
	return !p.Virtual() && !road
}
