package asrs

// Move is a store or a retrieve that waits: the crane fetches at From and sets
// down at To. WaitS is how long it has waited.
type Move struct {
	From, To Point
	WaitS    float64
}

// LookAhead is how many of each kind of move are considered for a pair.
const LookAhead = 12

// patience is how many seconds of crane time a second of waiting outweighs, so
// that no move is passed over for ever.
const patience = 0.005

// Pair chooses the store and the retrieve to do next, together where both
// wait: a dual command, which saves an empty run. It answers the indices, -1
// where there is none. Moves come most urgent first; the first LookAhead of
// each count. At is where the crane stands.
func (c Crane) Pair(at Point, stores, retrieves []Move) (store, retrieve int) {
	stores, retrieves = stores[:min(len(stores), LookAhead)], retrieves[:min(len(retrieves), LookAhead)]
	store, retrieve = -1, -1
	least := 0.0
	consider := func(s, r int, cost float64) {
		if store < 0 && retrieve < 0 || cost < least {
			store, retrieve, least = s, r, cost
		}
	}
	for i, s := range stores {
		for j, r := range retrieves {
			consider(i, j, c.Travel(at, s.From)+c.Travel(s.From, s.To)+c.Travel(s.To, r.From)+c.Travel(r.From, r.To)-patience*(s.WaitS+r.WaitS))
		}
		if len(retrieves) == 0 {
			consider(i, -1, c.Travel(at, s.From)+c.Travel(s.From, s.To)-patience*s.WaitS)
		}
	}
	if len(stores) == 0 {
		for j, r := range retrieves {
			consider(-1, j, c.Travel(at, r.From)+c.Travel(r.From, r.To)-patience*r.WaitS)
		}
	}
	return store, retrieve
}
