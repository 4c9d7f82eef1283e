package wms

// Replanned is what a replan did. Costs are minor units of what is promised
// and not released, without the part of orders that can't move, and with what
// stock and shipments are worth to expected orders.
type Replanned struct {
	Orders     int           `cbor:"1,keyasint"`
	CostBefore float64       `cbor:"2,keyasint"`
	CostAfter  float64       `cbor:"3,keyasint"`
	LowerBound float64       `cbor:"4,keyasint"` // no plan costs less
	Moved      []OrderID     `cbor:"5,keyasint,omitempty"`
	Skipped    []SkippedMove `cbor:"6,keyasint,omitempty"`
}

// SkippedMove is a change that did not hold when it was applied.
type SkippedMove struct {
	Order  OrderID `cbor:"1,keyasint" json:"order"`
	Reason string  `cbor:"2,keyasint" json:"reason"`
}

// JSON is the answer of POST /v1/allocations/replan.
func (r Replanned) JSON() map[string]any {
	gap := 0.0
	if r.CostAfter > 0 {
		gap = max(0, (r.CostAfter-r.LowerBound)/r.CostAfter)
	}
	moved, skipped := r.Moved, r.Skipped
	if moved == nil {
		moved = []OrderID{}
	}
	if skipped == nil {
		skipped = []SkippedMove{}
	}
	return map[string]any{"orders": r.Orders, "cost_before": r.CostBefore, "cost_after": r.CostAfter,
		"lower_bound": r.LowerBound, "gap": gap, "moved": moved, "skipped": skipped}
}
