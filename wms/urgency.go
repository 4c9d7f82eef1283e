package wms

import "time"

// ordersAMinute is how many orders Urgency tells apart.
const ordersAMinute = 100_000_000

// Urgency is the priority of what leaves then: the earlier the more urgent, and
// of one minute the order that came first. Exact in a float64 until 2190.
func Urgency(leaves time.Time, seq uint64) int64 {
	minutes := int64(0)
	if since := leaves.Unix() - 1_577_836_800; since > 0 { // from 2020 on
		minutes = since / 60
	}
	return minutes*ordersAMinute + int64(seq%ordersAMinute)
}

// DepartureOf is the minute in which work of an urgency leaves: equal for what
// leaves together.
func DepartureOf(urgency int64) int64 { return urgency / ordersAMinute }
