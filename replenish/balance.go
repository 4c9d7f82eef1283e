package replenish

import (
	"cmp"
	"math"
	"slices"
)

// BalanceItem is an item that lies in several places.
type BalanceItem struct {
	Pallets float64        // that a unit fills
	Lot     int64          // it moves in multiples of this; 0 and 1: any number
	Places  []BalancePlace // by place
}

// BalancePlace is what a place can give of an item, and what it lacks.
type BalancePlace struct {
	// Spare units may leave: what the place's own customers may ask for before
	// more could come is not among them.
	Spare int64
	Frees float64 // saved by a unit that leaves: storage, money tied up
	Kept  bool    // the item has a location there already
	// Wants is what further units are worth there, the first ones most.
	Wants []BalanceStep
}

// BalanceStep is so many units that are worth the same each.
type BalanceStep struct {
	Units int64
	Worth float64 // of a unit
}

// BalanceLane is a way from one place to another; what a transfer costs by
// itself, for every begun pallet and for every item.
type BalanceLane struct {
	From, To                  int
	Fixed, PerPallet, PerLine float64
}

// BalanceRoom is what a place can take in; less than 0: no limit.
type BalanceRoom struct {
	Pallets float64
	Kinds   int // of items it does not keep yet
}

// BalanceMove is a quantity of an item in a transfer: what it is worth, and its
// share of what the transfer costs.
type BalanceMove struct {
	Item       int
	Units      int64
	Gain, Cost float64
}

// BalanceLoad is one transfer on a lane.
type BalanceLoad struct {
	Lane       int
	Pallets    int
	Gain, Cost float64
	Moves      []BalanceMove
}

// Over is what is expected to be asked for in so many weeks, and its standard
// deviation.
func (d LineDemand) Over(weeks float64) (mean, sd float64) {
	first, second := 0.0, 0.0
	for _, s := range d.Sizes {
		first += s.Times * s.Units
		second += s.Times * s.Units * s.Units
	}
	n := d.PerWeek * max(0, weeks)
	mean = n * first
	return mean, math.Sqrt(n*second + d.strayOver(weeks)*mean*mean)
}

// Chance is how likely more than x is asked for.
func Chance(x, mean, sd float64) float64 {
	if sd <= 0 {
		if x < mean {
			return 1
		}
		return 0
	}
	return math.Erfc((x-mean)/(sd*math.Sqrt2)) / 2
}

// everyOrder is up to how many lanes all orders of loading them are tried.
const everyOrder = 4

// Balance says what to bring from where it is spare to where it is lacked: at
// most one transfer for each lane, and only transfers that are worth more than
// they cost. Items share a transfer's fixed part and its begun pallets, so each
// lane is loaded as a whole: what is worth most per pallet first, for the
// number of pallets that leaves most. Lanes compete for what is spare: the
// order in which they are loaded is the best of all with up to four, else the
// most worthwhile goes first. room may be nil: no limits.
func Balance(items []BalanceItem, lanes []BalanceLane, room []BalanceRoom) []BalanceLoad {
	if len(lanes) > everyOrder {
		b := newBalance(items, lanes, room)
		left := upTo(len(lanes))
		for len(left) > 0 {
			best, at := BalanceLoad{}, -1
			for k, l := range left {
				if load := b.load(l); load.Gain-load.Cost > best.Gain-best.Cost+1e-9 {
					best, at = load, k
				}
			}
			if at < 0 {
				break
			}
			b.take(best)
			left = slices.Delete(left, at, at+1)
		}
		return b.loads
	}
	var best []BalanceLoad
	most := 0.0
	permute(upTo(len(lanes)), 0, func(order []int) {
		b, net := newBalance(items, lanes, room), 0.0
		for _, l := range order {
			if load := b.load(l); len(load.Moves) > 0 {
				b.take(load)
				net += load.Gain - load.Cost
			}
		}
		if net > most+1e-9 {
			best, most = b.loads, net
		}
	})
	slices.SortFunc(best, func(a, b BalanceLoad) int { return cmp.Compare(a.Lane, b.Lane) })
	return best
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func permute(list []int, from int, fn func([]int)) {
	if from >= len(list)-1 {
		fn(list)
		return
	}
	for i := from; i < len(list); i++ {
		list[from], list[i] = list[i], list[from]
		permute(list, from+1, fn)
		list[from], list[i] = list[i], list[from]
	}
}

// balance is a plan under way: what is still spare and lacked.
type balance struct {
	items []BalanceItem
	lanes []BalanceLane
	room  []BalanceRoom
	spare [][]int64 // by item, place
	taken [][]int64 // of the wants
	loads []BalanceLoad
}

func newBalance(items []BalanceItem, lanes []BalanceLane, room []BalanceRoom) *balance {
	b := &balance{items: items, lanes: lanes, room: slices.Clone(room), spare: make([][]int64, len(items)), taken: make([][]int64, len(items))}
	for i, it := range items {
		b.spare[i], b.taken[i] = make([]int64, len(it.Places)), make([]int64, len(it.Places))
		for w, p := range it.Places {
			b.spare[i][w] = max(0, p.Spare)
		}
	}
	return b
}

// piece is a run of units of one item with the same worth per pallet.
type piece struct {
	item  int
	units int64
	dense float64 // what it leaves after the cost of its line, per pallet
	first bool
	kind  bool // takes up a location for an item that the place does not keep
}

// worth is what so many further units of an item are worth on a lane.
func (b *balance) worth(item int, l BalanceLane, units int64) float64 {
	sum := float64(units) * b.items[item].Places[l.From].Frees
	skip := b.taken[item][l.To]
	for _, s := range b.items[item].Places[l.To].Wants {
		n := max(0, s.Units-skip)
		skip = max(0, skip-s.Units)
		n = min(n, units)
		units -= n
		sum += float64(n) * s.Worth
	}
	return sum
}

// pieces lists what of an item could go, in whole lots: first the beginning
// that is worth most per pallet with the cost of its line.
func (b *balance) pieces(item int, l BalanceLane) (out []piece) {
	it := &b.items[item]
	lot := max(1, it.Lot)
	can := b.spare[item][l.From] / lot * lot
	if can <= 0 || it.Pallets <= 0 {
		return nil
	}
	var ends []int64 // after whole lots, where the worth changes
	skip, sum := b.taken[item][l.To], int64(0)
	for _, s := range it.Places[l.To].Wants {
		n := max(0, s.Units-skip)
		skip = max(0, skip-s.Units)
		sum += n
		for _, end := range [2]int64{sum / lot * lot, (sum + lot - 1) / lot * lot} {
			if end = min(end, can); n > 0 && end > 0 && !slices.Contains(ends, end) {
				ends = append(ends, end)
			}
		}
	}
	slices.Sort(ends)
	begin, most := 0, 0.0
	for k, end := range ends {
		if d := (b.worth(item, l, end) - l.PerLine) / (float64(end) * it.Pallets); d > most+1e-12 {
			begin, most = k, d
		}
	}
	if most <= 0 {
		return nil
	}
	out = append(out, piece{item: item, units: ends[begin], dense: most, first: true, kind: !it.Places[l.To].Kept && b.taken[item][l.To] == 0})
	for k := begin + 1; k < len(ends); k++ {
		n := ends[k] - ends[k-1]
		d := (b.worth(item, l, ends[k]) - b.worth(item, l, ends[k-1])) / (float64(n) * it.Pallets)
		if d <= 0 {
			break
		}
		out = append(out, piece{item: item, units: n, dense: d})
	}
	return out
}

// tried is how many numbers of pallets are tried on each side of the likely one.
const tried = 16

// load is the best transfer on a lane, or none.
func (b *balance) load(lane int) BalanceLoad {
	l := b.lanes[lane]
	var list []piece
	for i := range b.items {
		list = append(list, b.pieces(i, l)...)
	}
	slices.SortStableFunc(list, func(x, y piece) int { return cmp.Compare(y.dense, x.dense) })
	likely, all := 0.0, 0.0
	for _, p := range list {
		n := float64(p.units) * b.items[p.item].Pallets
		if all += n; p.dense >= l.PerPallet {
			likely += n
		}
	}
	limit := math.Inf(1)
	if b.room != nil && b.room[l.To].Pallets >= 0 {
		limit = b.room[l.To].Pallets
	}
	most := int(math.Ceil(min(all, limit) - 1e-9))
	best := BalanceLoad{Lane: lane}
	for k := max(1, int(likely)-tried); k <= min(most, int(likely)+tried); k++ {
		if x := b.fill(lane, list, k, min(float64(k), limit)); x.Gain-x.Cost > best.Gain-best.Cost+1e-9 {
			best = x
		}
	}
	return best
}

// fill loads so many pallets.
func (b *balance) fill(lane int, list []piece, pallets int, space float64) BalanceLoad {
	l := b.lanes[lane]
	out := BalanceLoad{Lane: lane, Cost: l.Fixed + l.PerPallet*float64(pallets)}
	kinds := -1
	if b.room != nil {
		kinds = b.room[l.To].Kinds
	}
	at, full := map[int]int{}, map[int]bool{}
	left := space
	for _, p := range list {
		it := &b.items[p.item]
		k, had := at[p.item]
		if full[p.item] || p.first == had || p.kind && kinds == 0 {
			full[p.item] = true
			continue
		}
		lot := max(1, it.Lot)
		n := min(p.units, int64(math.Floor(left/it.Pallets+1e-9))/lot*lot)
		if n < p.units {
			full[p.item] = true // what is worth less does not go before this
		}
		if n <= 0 || p.first && b.worth(p.item, l, n) <= l.PerLine {
			full[p.item] = true
			continue
		}
		if left -= float64(n) * it.Pallets; !had {
			k = len(out.Moves)
			at[p.item] = k
			out.Moves = append(out.Moves, BalanceMove{Item: p.item})
			if p.kind && kinds > 0 {
				kinds--
			}
		}
		out.Moves[k].Units += n
	}
	used := space - left
	out.Pallets = int(math.Ceil(used - 1e-9))
	out.Cost = l.Fixed + l.PerPallet*float64(out.Pallets)
	freight := out.Cost
	for k := range out.Moves {
		m := &out.Moves[k]
		m.Gain = b.worth(m.Item, l, m.Units)
		m.Cost = l.PerLine + freight*float64(m.Units)*b.items[m.Item].Pallets/used
		out.Gain += m.Gain
		out.Cost += l.PerLine
	}
	return out
}

// take makes a load part of the plan.
func (b *balance) take(load BalanceLoad) {
	l := b.lanes[load.Lane]
	for _, m := range load.Moves {
		b.spare[m.Item][l.From] -= m.Units
		if b.room != nil {
			r := &b.room[l.To]
			if !b.items[m.Item].Places[l.To].Kept && b.taken[m.Item][l.To] == 0 && r.Kinds > 0 {
				r.Kinds--
			}
			if r.Pallets >= 0 {
				r.Pallets = max(0, r.Pallets-float64(m.Units)*b.items[m.Item].Pallets)
			}
		}
		b.taken[m.Item][l.To] += m.Units
	}
	b.loads = append(b.loads, load)
}
