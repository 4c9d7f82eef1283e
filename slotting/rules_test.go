package slotting

import "testing"

// Rules are kept whatever would be gained, and what is easier to reach counts.
func TestRulesAndReach(t *testing.T) {
	floor := line{}
	p := Problem{Slots: []Stop{{0, 10}, {0, 10}, {0, 500}, {0, 900}}, Items: 3, Current: []int32{2, 3, 0}, MaxMoves: 3}
	for range 200 {
		p.Orders = append(p.Orders, []int32{0}, []int32{0}, []int32{1})
	}
	p.May = func(item, slot int32) bool { return item != 0 || slot != 1 }
	plan, err := Learn(p, floor, Options{Seed: 1, Budget: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	if plan.At[0] == 1 || plan.At[0] != 0 || plan.At[1] != 1 {
		t.Errorf("items are at %v: item 0 may not be in slot 1, both are wanted at the front", plan.At)
	}
	p.May = nil
	p.Reach = func(_, slot int32) int { return []int{300, 0, 0, 0}[slot] }
	if plan, err = Learn(p, floor, Options{Seed: 1, Budget: 20_000}); err != nil || plan.At[0] != 1 {
		t.Errorf("items are at %v (%v): slot 1 is as near as 0 and easier to reach", plan.At, err)
	}
	p.MaxMoves, p.May = -1, func(_, _ int32) bool { return true }
	if _, err = Learn(p, floor, Options{Seed: 1, Budget: 10}); err == nil {
		t.Error("rules without a limit of moves are not refused")
	}
}

// line is one aisle from its front.
type line struct{}

func (line) Check(Stop) error { return nil }
func (line) Length(stops []Stop) int {
	far := 0
	for _, s := range stops {
		far = max(far, s[1])
	}
	return 2 * far
}
