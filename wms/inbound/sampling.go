package inbound

// Single sampling by attributes, normal inspection, general level II, as in
// ISO 2859-1 (tables 1 and 2-A), for the AQLs that receiving uses.

// Plan of a sample: with up to Accept defective units the lot is accepted,
// with Reject or more it is not.
type Plan struct {
	Letter                 string
	Sample, Accept, Reject int64
}

// letters are the sample size code letters of general level II, by the
// largest lot of each; a larger lot has the last.
var letters = []struct {
	upTo   int64
	letter string
}{{8, "A"}, {15, "B"}, {25, "C"}, {50, "D"}, {90, "E"}, {150, "F"}, {280, "G"}, {500, "H"}, {1200, "J"}, {3200, "K"},
	{10_000, "L"}, {35_000, "M"}, {150_000, "N"}, {500_000, "P"}, {1 << 62, "Q"}}

// plans of an AQL by code letter. Where the table has an arrow, the plan it
// points at stands here, with its own letter and sample size.
var plans = map[string]map[string]Plan{
	"1.0": {
		"A": {"E", 13, 0, 1}, "B": {"E", 13, 0, 1}, "C": {"E", 13, 0, 1}, "D": {"E", 13, 0, 1}, "E": {"E", 13, 0, 1},
		"F": {"E", 13, 0, 1}, "G": {"H", 50, 1, 2}, "H": {"H", 50, 1, 2}, "J": {"J", 80, 2, 3}, "K": {"K", 125, 3, 4},
		"L": {"L", 200, 5, 6}, "M": {"M", 315, 7, 8}, "N": {"N", 500, 10, 11}, "P": {"P", 800, 14, 15}, "Q": {"Q", 1250, 21, 22},
	},
	"2.5": {
		"A": {"C", 5, 0, 1}, "B": {"C", 5, 0, 1}, "C": {"C", 5, 0, 1}, "D": {"C", 5, 0, 1}, "E": {"F", 20, 1, 2},
		"F": {"F", 20, 1, 2}, "G": {"G", 32, 2, 3}, "H": {"H", 50, 3, 4}, "J": {"J", 80, 5, 6}, "K": {"K", 125, 7, 8},
		"L": {"L", 200, 10, 11}, "M": {"M", 315, 14, 15}, "N": {"N", 500, 21, 22}, "P": {"N", 500, 21, 22}, "Q": {"N", 500, 21, 22},
	},
}

// AQLs that there are plans for.
var AQLs = []string{"1.0", "2.5"}

// PlanFor is the sampling plan of a lot; ok is false for an unknown AQL. A
// sample as large as the lot, or larger, is the whole lot.
func PlanFor(lot int64, aql string) (p Plan, ok bool) {
	table, ok := plans[aql]
	if !ok {
		return p, false
	}
	for _, l := range letters {
		if lot <= l.upTo {
			p = table[l.letter]
			break
		}
	}
	p.Sample = min(p.Sample, lot)
	return p, true
}
