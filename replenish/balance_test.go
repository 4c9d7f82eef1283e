package replenish

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// drawBalance draws a small case; alike: all lots are of one size and lines
// cost nothing by themselves.
func drawBalance(t *rapid.T, alike bool) ([]BalanceItem, []BalanceLane, []BalanceRoom) {
	seed := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)) // even odds: most cases have something to gain
	between := func(low, high int) int { return low + seed.IntN(high-low+1) }
	places := between(2, 3)
	items := make([]BalanceItem, between(1, 4))
	for i := range items {
		it := &items[i]
		it.Pallets, it.Lot = float64(between(1, 6))/8, int64(between(0, 3))
		if alike {
			it.Pallets, it.Lot = 0.25, 1
		}
		it.Places = make([]BalancePlace, places)
		for w := range it.Places {
			p := &it.Places[w]
			if p.Kept = between(0, 1) > 0; between(0, 1) > 0 {
				p.Spare, p.Frees = int64(between(0, 6)), float64(between(0, 5))
				continue
			}
			worth := float64(between(5, 40))
			for k := between(1, 3); k > 0; k-- {
				p.Wants = append(p.Wants, BalanceStep{int64(between(1, 3)), worth})
				worth = math.Floor(worth * 0.6)
			}
		}
	}
	var lanes []BalanceLane
	for from := range places {
		for to := range places {
			if from != to && between(0, 2) > 0 {
				l := BalanceLane{From: from, To: to, Fixed: float64(between(0, 20)), PerPallet: float64(between(0, 30))}
				if !alike {
					l.PerLine = float64(between(0, 5))
				}
				lanes = append(lanes, l)
			}
		}
	}
	room := make([]BalanceRoom, places)
	for w := range room {
		room[w] = BalanceRoom{float64(between(-1, 4)), between(-1, 2)}
	}
	return items, lanes, room
}

func net(loads []BalanceLoad) (sum float64) {
	for _, l := range loads {
		sum += l.Gain - l.Cost
	}
	return sum
}

// TestBalanceKeepsItsPromises: nothing leaves that is not spare, lots are
// whole, no place takes more than it has room for, every transfer and every
// line of one is worth more than it costs, and the figures add up.
func TestBalanceKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, lanes, room := drawBalance(t, false)
		gone, seen := map[[2]int]int64{}, map[int]bool{}
		filled, kinds := map[int]float64{}, map[[2]int]bool{}
		for _, load := range Balance(items, lanes, room) {
			l := lanes[load.Lane]
			if seen[load.Lane] || len(load.Moves) == 0 || load.Gain <= load.Cost {
				t.Fatalf("load %+v", load)
			}
			seen[load.Lane] = true
			gain, cost, pallets := 0.0, 0.0, 0.0
			for _, m := range load.Moves {
				it := items[m.Item]
				if m.Units <= 0 || m.Units%max(1, it.Lot) != 0 || m.Gain <= l.PerLine {
					t.Fatalf("move %+v of %+v", m, it)
				}
				gone[[2]int{m.Item, l.From}] += m.Units
				gain, cost, pallets = gain+m.Gain, cost+m.Cost, pallets+float64(m.Units)*it.Pallets
				if !it.Places[l.To].Kept {
					kinds[[2]int{m.Item, l.To}] = true
				}
			}
			filled[l.To] += pallets
			if math.Abs(gain-load.Gain) > 1e-6 || math.Abs(cost-load.Cost) > 1e-6 || load.Pallets != int(math.Ceil(pallets-1e-9)) {
				t.Fatalf("sums %v %v %v of %+v", gain, cost, pallets, load)
			}
		}
		for k, n := range gone {
			if n > items[k[0]].Places[k[1]].Spare {
				t.Fatalf("%d of item %d leave place %d, which has %d to spare", n, k[0], k[1], items[k[0]].Places[k[1]].Spare)
			}
		}
		for w, r := range room {
			n := 0
			for k := range kinds {
				if k[1] == w {
					n++
				}
			}
			if r.Pallets >= 0 && filled[w] > r.Pallets+1e-6 || r.Kinds >= 0 && n > r.Kinds {
				t.Fatalf("place %d takes %v pallets and %d kinds, has room for %+v", w, filled[w], n, r)
			}
		}
	})
}

// TestBalanceOfOneLaneIsTheBest: with lots of one size, no plan for a lane
// leaves more, by trying them all.
func TestBalanceOfOneLaneIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, lanes, _ := drawBalance(t, true)
		if len(lanes) == 0 {
			return
		}
		want := bruteBalance(items, lanes[:1])
		if got := net(Balance(items, lanes[:1], nil)); math.Abs(got-want) > 1e-6 {
			t.Fatalf("leaves %v, the best plan %v", got, want)
		}
	})
}

// bruteBalance tries every quantity of every item on every lane.
func bruteBalance(items []BalanceItem, lanes []BalanceLane) (best float64) {
	b := newBalance(items, lanes, nil)
	units := make([][]int64, len(lanes))
	for l := range units {
		units[l] = make([]int64, len(items))
	}
	judge := func() {
		sum := 0.0
		for i, it := range items {
			got := make([]int64, len(it.Places))
			for l, lane := range lanes {
				sum += float64(units[l][i]) * it.Places[lane.From].Frees
				got[lane.To] += units[l][i]
			}
			for w, n := range got {
				for _, s := range it.Places[w].Wants {
					sum += float64(min(n, s.Units)) * s.Worth
					n -= min(n, s.Units)
				}
			}
		}
		for l, lane := range lanes {
			pallets, lines := 0.0, 0.0
			for i, n := range units[l] {
				if pallets += float64(n) * items[i].Pallets; n > 0 {
					lines++
				}
			}
			if lines > 0 {
				sum -= lane.Fixed + lane.PerPallet*math.Ceil(pallets-1e-9) + lane.PerLine*lines
			}
		}
		best = max(best, sum)
	}
	var try func(at int)
	try = func(at int) {
		if at == len(lanes)*len(items) {
			judge()
			return
		}
		l, i := at/len(items), at%len(items)
		lot := max(1, items[i].Lot)
		wants := int64(0)
		for _, s := range items[i].Places[lanes[l].To].Wants {
			wants += s.Units
		}
		most := min(b.spare[i][lanes[l].From], (wants+lot-1)/lot*lot)
		for n := int64(0); n <= most; n += lot {
			units[l][i] = n
			b.spare[i][lanes[l].From] -= n
			try(at + 1)
			b.spare[i][lanes[l].From] += n
		}
		units[l][i] = 0
	}
	try(0)
	return best
}

// TestBalanceOfSeveralLanesIsNearTheBest: lanes that compete, lots of all
// sizes and lines that cost: over many cases nearly all that there is to gain
// is found, and never more than there is.
func TestBalanceOfSeveralLanesIsNearTheBest(t *testing.T) {
	sum, most, cases := 0.0, 0.0, 0
	rapid.Check(t, func(t *rapid.T) {
		items, lanes, _ := drawBalance(t, false)
		items, lanes = items[:min(len(items), 2)], lanes[:min(len(lanes), 3)]
		got, best := net(Balance(items, lanes, nil)), bruteBalance(items, lanes)
		if got > best+1e-6 {
			t.Fatalf("leaves %v, more than the best plan %v", got, best)
		}
		if sum, most = sum+got, most+best; best > 0 {
			cases++
		}
	})
	t.Logf("found %.1f %% of what there is to gain in %d cases", 100*sum/max(1e-9, most), cases)
	if sum < 0.9*most {
		t.Errorf("found %.1f of %.1f", sum, most)
	}
}

// TestBalanceSharesTheTransfer: two items that are not worth a transfer each
// are worth one together.
func TestBalanceSharesTheTransfer(t *testing.T) {
	item := BalanceItem{Pallets: 0.1, Places: []BalancePlace{{Spare: 4}, {Wants: []BalanceStep{{3, 10}}}}}
	lane := []BalanceLane{{From: 0, To: 1, Fixed: 20, PerPallet: 20}}
	if loads := Balance([]BalanceItem{item}, lane, nil); len(loads) > 0 {
		t.Errorf("one item: %+v", loads)
	}
	loads := Balance([]BalanceItem{item, item}, lane, nil)
	if len(loads) != 1 || loads[0].Gain != 60 || loads[0].Cost != 40 || len(loads[0].Moves) != 2 || math.Abs(loads[0].Moves[0].Cost-20) > 1e-9 {
		t.Errorf("two items: %+v", loads)
	}
}
