package trade

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/replenish"
)

// Setup is a trade to run, for one goroutine.
type Setup struct {
	Net   *config.Network
	Items []Item
	// Past is known before the first order, Orders are served, and Next are
	// those after them: only a supply that knows what will be invoiced reads it.
	Past, Orders, Next []Order
	// Counts is when costs and figures begin to count; orders before it let
	// stock come to rest.
	Counts   time.Time
	Premises Premises
	Seed     uint64 // of lead times

	// learned are models of demand by how many weeks they know: what is asked for is
	// the same under all policies and tariffs.
	learned map[int64]*replenish.LineModel
}

// Due says against which day an order is late.
type Due string

const (
	DueCentral Due = "central" // the day it would come from the first warehouse, were all there
	DueFastest Due = "fastest" // the day the fastest standard lane of the network would bring it
	DueAtOnce  Due = "at-once" // the day it was placed: every day counts
)

// Premises are readings of the data that a critic may doubt.
type Premises struct {
	WeightShare  float64 // item weights are multiplied by it
	LaneFree     bool    // a lane's own per_kg counts above the network's free weight, else from the first gram
	MasterPallet bool    // a pallet of a transfer holds an item's pallet quantity, else PalletML and PalletG
	Due          Due
	Lost         bool // what is not there is not sold, else the customer waits
}

// Pallets of a transfer: 1.2 × 0.8 m, 1.3 m of goods, four fifths filled.
const (
	PalletML = 1_000_000
	PalletG  = 700_000
)

// Defended are the premises that docs/network-simulation.md argues for.
func Defended() Premises { return Premises{WeightShare: 1, Due: DueCentral} }

// Serving, Placing and Buying are the decisions of a policy.
type (
	Serving string
	Placing string
	Buying  string
)

const (
	ServeCentral Serving = "central" // the first warehouse serves all
	ServeNearest Serving = "nearest" // the nearest with stock, then the next
	ServePromise Serving = "promise" // as allocation.Promise chooses

	PlaceNone     Placing = "none"
	PlaceFixed    Placing = "fixed"    // a fixed share of weeks of past demand of the place's own customers
	PlaceForecast Placing = "forecast" // to the levels of supply.Levels

	BuyInvoiced Buying = "invoiced" // what will be invoiced arrives Cover weeks before: the same stock under all policies
	BuyMinMax   Buying = "min-max"  // at a fixed number of weeks' cover, up to another
	BuyForecast Buying = "forecast" // to the levels of supply.Levels
)

// Policy is a way to run a network.
type Policy struct {
	Name  string
	Serve Serving
	Place Placing
	Buy   Buying
	// Prices adds opportunity prices to promises.
	Prices bool
	// DayValue is what a day earlier is worth when lanes are chosen, faster
	// services among them; 0: standard lanes by cost alone.
	DayValue float64
	// Usual is the quantile of an item's past lines that each place keeps at
	// least, of what was asked for in the last quarter; 0: none.
	Usual float64
	// Service is in how many of 1000 cases stock shall last.
	Service int64
	// Drop lets items run out that don't earn the stock of one order.
	Drop bool
	// Slack is how many weeks of past demand lie above that as safety stock,
	// under BuyInvoiced.
	Slack float64
	// Keep is for how many weeks the first warehouse keeps its own level before
	// anything leaves for other places; Empty are places that get no stock.
	Keep  int64
	Empty []string
	// Cover is in weeks: of supply under BuyInvoiced; what is kept above the
	// lead time, and half of what is bought at a time, under BuyMinMax.
	Cover float64
}

// Check names what is wrong with a setup.
func (s *Setup) Check() error {
	if s.Net == nil || len(s.Net.Warehouses) == 0 {
		return fmt.Errorf("a trade needs a network with warehouses")
	}
	for n, list := range [][]Order{s.Past, s.Orders, s.Next} {
		for i, o := range list {
			if i > 0 && o.Placed.Before(list[i-1].Placed) {
				return fmt.Errorf("order %s was placed before the one it stands behind", o.ID)
			}
			for _, l := range o.Lines {
				if l.Item < 0 || l.Item >= len(s.Items) || l.Qty < 1 {
					return fmt.Errorf("order %s (list %d): item %d, quantity %d", o.ID, n, l.Item, l.Qty)
				}
			}
		}
	}
	if len(s.Orders) == 0 {
		return fmt.Errorf("a trade needs orders")
	}
	if !(s.Premises.WeightShare >= 0) {
		return fmt.Errorf("weights are multiplied by %v", s.Premises.WeightShare)
	}
	return nil
}
