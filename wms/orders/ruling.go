package orders

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
)

// Ruling is what planners' rules say of one order.
type Ruling interface {
	// Forbids names the rule that keeps a warehouse from serving an item.
	Forbids(w wms.WarehouseID, sku wms.SKU) string
	// Handicap is how much more a shipment counts because another warehouse is
	// preferred, and the rule that says so.
	Handicap(w wms.WarehouseID) (cost int64, rule string)
	// Keeps names the rule that keeps most of an item from this order.
	Keeps(w wms.WarehouseID, sku wms.SKU) string
}

// scales weigh the offers to an order, with rules and opportunity prices.
type scales struct {
	book    Book
	channel string
	offers  []Offer
	plain   []allocation.Offer // with what sways the choice as their tolls
	prices  *Prices
	ruling  Ruling // nil: no rules
}

func (b Book) scales(r store.Reader, a wms.Asked, offers []Offer) (*scales, error) {
	s := &scales{book: b, channel: a.Channel, offers: offers, prices: b.prices()}
	if b.Rules != nil {
		var err error
		if s.ruling, err = b.Rules(r, a); err != nil {
			return nil, err
		}
	}
	s.plain = s.prices.plain(offers)
	for i := range s.plain {
		s.plain[i].Toll += s.handicap(i) + s.late(i)
	}
	return s, nil
}

func (s *scales) handicap(offer int) float64 {
	if s.ruling == nil {
		return 0
	}
	cost, _ := s.ruling.Handicap(wms.WarehouseID(s.offers[offer].Warehouse))
	return float64(cost)
}

// late is what an offer's days behind the wanted date count.
func (s *scales) late(offer int) float64 { return s.book.LateDay * float64(s.offers[offer].Late) }

// forbids names the rule that keeps an offer from serving an item.
func (s *scales) forbids(offer int, sku wms.SKU) string {
	if s.ruling == nil {
		return ""
	}
	return s.ruling.Forbids(wms.WarehouseID(s.offers[offer].Warehouse), sku)
}

// demand is an item with what each offer may give of it.
func (s *scales) demand(r store.Reader, it wms.Item) (allocation.Demand, error) {
	free, err := s.book.freeBy(r, it.SKU, s.channel, s.offers)
	if err != nil {
		return allocation.Demand{}, err
	}
	for i := range free {
		if free[i] > 0 && s.forbids(i, it.SKU) != "" {
			free[i] = 0
		}
	}
	return allocation.Demand{WeightG: it.WeightG, Available: free, Worth: s.prices.worth(it.SKU, s.offers)}, nil
}

// blame names the rule for which an offer does not give an item: empty if it
// is none's.
func (s *scales) blame(offer int, sku wms.SKU) string {
	if s.ruling == nil {
		return ""
	}
	if id := s.forbids(offer, sku); id != "" {
		return id
	}
	return s.ruling.Keeps(wms.WarehouseID(s.offers[offer].Warehouse), sku)
}

// asked is what rules look at of an order.
func (o *Order) asked() wms.Asked {
	return wms.Asked{Channel: o.Channel, Country: o.Country, Service: o.Service}
}
