package replenish

import (
	"math"
	"math/rand/v2"
	"testing"
)

// balanceYear is 52 weeks of three places that each buy up to a level, in which
// one item in nine lies in one of them too many; with transfers or without.
type balanceYear struct {
	missed, lost, holding, freight, promised float64
	transfers                                int
}

const (
	yearItems, yearWeeks, yearLead = 400, 52, 2
	yearMissed                     = 400.0      // of a line that another place serves
	yearHolding                    = 0.24 / 52  // of the value, a week
	yearPallet                     = 1.0 / 3000 // of a unit
)

func liveBalanceYear(seed uint64, balanced bool) (out balanceYear) {
	r := rand.New(rand.NewPCG(seed, 1))
	type at struct {
		demand         LineDemand
		stock, level   int64
		coming         [yearLead]int64
		size           float64
		mean, sd, rate float64
	}
	items := make([][3]at, yearItems)
	value := make([]float64, yearItems)
	for i := range items {
		value[i] = math.Exp(5 + r.NormFloat64())
		rate, size := math.Exp(0.3+r.NormFloat64()), 1+math.Floor(math.Exp(1+0.8*r.NormFloat64()))
		for w, share := range []float64{0.6, 0.15, 0.25} {
			x := &items[i][w]
			x.rate, x.size = rate*share*math.Exp(0.5*r.NormFloat64()), size
			x.demand = LineDemand{PerWeek: x.rate, Sizes: []LineSize{{size, 1}}}
			x.mean, x.sd = x.demand.Over(yearLead + 1)
			x.level = int64(math.Ceil(x.mean + 1.3*x.sd))
			if x.stock = x.level; r.IntN(9) == 0 {
				x.stock += int64(math.Ceil(x.mean * float64(10+r.IntN(40)))) // bought wrongly
			}
		}
	}
	lanes := []BalanceLane{{From: 0, To: 1, PerPallet: 3900, PerLine: 40}, {From: 1, To: 0, PerPallet: 3900, PerLine: 40},
		{From: 0, To: 2, PerPallet: 14500, PerLine: 48}, {From: 2, To: 0, PerPallet: 14500, PerLine: 48}}
	asked := rand.New(rand.NewPCG(seed, 2)) // the same with transfers and without
	for range yearWeeks {
		if balanced {
			list := make([]BalanceItem, yearItems)
			for i := range items {
				list[i] = BalanceItem{Pallets: yearPallet, Places: make([]BalancePlace, 3)}
				for w := range items[i] {
					x, p := &items[i][w], &list[i].Places[w]
					keep := max(x.level, int64(math.Ceil(x.mean+2.33*x.sd)))
					if p.Spare = max(0, x.stock-keep); p.Spare > 0 {
						p.Frees = value[i] * yearHolding * min(26, float64(p.Spare)/2/(x.rate*x.size))
						continue
					}
					base := x.stock
					for _, n := range x.coming {
						base += n
					}
					mean, sd := x.demand.Over(yearLead)
					step := max(1, (x.level-base+5)/6)
					for b := base; b < x.level; b += step {
						n := min(step, x.level-b)
						p.Wants = append(p.Wants, BalanceStep{n, yearMissed / x.size * Chance(float64(b)+float64(n)/2, mean, sd)})
					}
				}
			}
			for _, load := range Balance(list, lanes, nil) {
				out.transfers++
				out.freight += load.Cost
				out.promised += load.Gain
				for _, m := range load.Moves {
					items[m.Item][lanes[load.Lane].From].stock -= m.Units
					items[m.Item][lanes[load.Lane].To].stock += m.Units
				}
			}
		}
		for i := range items {
			for w := range items[i] {
				x := &items[i][w]
				position := x.stock
				for _, n := range x.coming {
					position += n
				}
				x.stock += x.coming[0]
				copy(x.coming[:], x.coming[1:])
				x.coming[yearLead-1] = max(0, x.level-position)
			}
			for w := range items[i] {
				for n := arrivals(asked, items[i][w].rate); n > 0; n-- {
					size := int64(items[i][w].size)
					if items[i][w].stock >= size {
						items[i][w].stock -= size
						continue
					}
					from := -1
					for v := range items[i] {
						if items[i][v].stock >= size {
							from = v
						}
					}
					if from < 0 {
						out.lost++
						continue
					}
					items[i][from].stock -= size
					out.missed++
				}
				out.holding += float64(items[i][w].stock) * value[i] * yearHolding
			}
		}
	}
	return out
}

func arrivals(r *rand.Rand, mean float64) (n int) {
	for p, limit := r.Float64(), math.Exp(-mean); p > limit; p *= r.Float64() {
		n++
	}
	return n
}

func (h balanceYear) cost() float64 { return yearMissed*(h.missed+h.lost) + h.holding + h.freight }

// TestBalanceSavesOverAYear: whatever the plan promises, the weeks that
// follow must cost less with it than without. One seed after another, the same
// customers.
func TestBalanceSavesOverAYear(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		without, with := liveBalanceYear(seed, false), liveBalanceYear(seed, true)
		t.Logf("seed %d: lines missed %.0f → %.0f, lost %.0f → %.0f, holding %.0f → %.0f, freight and handling %.0f in %d transfers, cost %.0f → %.0f (%+.1f %%), promised %.0f", seed,
			without.missed, with.missed, without.lost, with.lost, without.holding, with.holding, with.freight, with.transfers, without.cost(), with.cost(), 100*(with.cost()/without.cost()-1), with.promised-with.freight)
		if with.transfers == 0 || with.cost() >= without.cost() {
			t.Errorf("seed %d: %+v with transfers, %+v without", seed, with, without)
		}
	}
}
