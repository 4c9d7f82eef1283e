package supply

import (
	"fmt"
	"math"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
)

// Kept is an item that a warehouse keeps in stock: by what rule, what is
// expected to be asked for, and what a unit is worth (0: unknown).
type Kept struct {
	SKU    wms.SKU
	Rule   wms.SupplyRule
	Demand replenish.LineDemand
	Value  int64
}

// Level is what position an item is ordered up to, and why.
type Level struct {
	Qty             int64
	PerWeek         float64 // units expected
	Lines           float64 // a week
	Usual, Large    int64   // units of a line: in the middle, and of one in ten
	Found           float64 // share of its lines that find all they want
	Stock           float64 // mean, in units
	Shared          bool    // its level was chosen together with others'
	Value           int64   // of a unit
	OthersFound     float64 // of all that share
	SavesPerFurther float64 // lines a year that the next steps would save, per step
	Step            int64
}

// unitsCount is how much the share of units short counts beside that of lines:
// without it whoever orders much would be the last to find all.
const unitsCount = 0.5

// Levels chooses the levels of items of one warehouse. Those under the rule
// for all, and those whose own rule leaves the service to it, share its aim:
// stock goes where it saves most per value (replenish.Allot). An item with a
// service of its own is by itself.
func Levels(items []Kept, all wms.SupplyRule) []Level {
	out := make([]Level, len(items))
	value := meanValue(items)
	var shared []replenish.Stocked
	var who []int
	for i := range items {
		k := &items[i]
		s := replenish.Stocked{Value: float64(k.Value), Curve: k.Demand.Curve(resupply(k.Rule))}
		if k.Value <= 0 {
			s.Value = value
		}
		if k.Rule.SKU == "" || k.Rule.ServicePermille == 0 {
			shared, who = append(shared, s), append(who, i)
			continue
		}
		out[i] = levelOf(k, []replenish.Stocked{s}, replenish.Allot([]replenish.Stocked{s}, aimOf(k.Rule)), 0)
	}
	a := replenish.Allot(shared, aimOf(all))
	for n, i := range who {
		out[i] = levelOf(&items[i], shared, a, n)
		out[i].Shared = len(shared) > 1
	}
	return out
}

// defaultService is wanted where no rule says.
const defaultService = 950

func aimOf(r wms.SupplyRule) replenish.Aim {
	service := r.ServicePermille
	if service == 0 {
		service = defaultService
	}
	return replenish.Aim{Budget: float64(r.BudgetMinor), Service: float64(service) / 1000, Units: unitsCount, Drop: r.DropSlow}
}

func resupply(r wms.SupplyRule) replenish.Resupply {
	return replenish.Resupply{LeadWeeks: float64(r.LeadDays) / 7, LeadSDWeeks: float64(r.LeadSDDays) / 7, ReviewWeeks: float64(r.ReviewDays) / 7,
		Lot: float64(max(r.MinQty, r.Multiple))}
}

// meanValue stands for what is not known.
func meanValue(items []Kept) float64 {
	sum, n := 0.0, 0.0
	for i := range items {
		if items[i].Value > 0 {
			sum, n = sum+float64(items[i].Value), n+1
		}
	}
	if n == 0 {
		return 1
	}
	return sum / n
}

func levelOf(k *Kept, all []replenish.Stocked, a replenish.Allotment, n int) Level {
	c := all[n].Curve
	step := a.Steps[n]
	l := Level{Qty: int64(math.Ceil(a.Level(all, n))), PerWeek: c.UnitsPerWeek, Lines: c.PerWeek, Stock: c.Stock[step], Found: 1,
		Value: k.Value, OthersFound: a.Service, Usual: int64(k.Demand.Size(0.5)), Large: int64(k.Demand.Size(0.9))}
	if c.PerWeek > 0 {
		l.Found = 1 - c.ShortLines[step]/c.PerWeek
	}
	if next := min(step+max(1, len(c.Stock)/20), len(c.Stock)-1); next > step {
		l.Step = int64(float64(next-step) * c.Step)
		l.SavesPerFurther = 52 * (c.ShortLines[step] - c.ShortLines[next])
	}
	return l
}

// explain is a level in a sentence.
func (l Level) explain() string {
	if l.Qty == 0 {
		return "It is not kept: what is asked for does not earn the stock of one order."
	}
	out := fmt.Sprintf("%.1f lines a week are expected, of usually %d units, one in ten of %d or more; at a level of %d, %.1f %% of them find all they want", l.Lines, l.Usual, l.Large, l.Qty, 100*l.Found)
	if l.Step > 0 {
		out += fmt.Sprintf(", and %d more would save %.1f lines a year", l.Step, l.SavesPerFurther)
	}
	if l.Shared {
		out += fmt.Sprintf(", less per value than elsewhere: %.1f %% of all items' lines", 100*l.OthersFound)
	}
	return out + "."
}
