package slotting

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/routing/tours"
)

func floor(t testing.TB, crosses int) *tours.Solver {
	l, err := tours.Grid(6, crosses, 12, 5, 0)
	if err != nil {
		t.Fatal(err)
	}
	w, err := tours.NewSolver(l)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// shelves are 120 slots, two at each place.
func shelves() (slots []Stop) {
	for a := range 6 {
		for y := 1; y <= 10; y++ {
			slots = append(slots, Stop{a, y}, Stop{a, y})
		}
	}
	return slots
}

// families makes orders of three to five items; those of one family of four are
// ordered together, as far as loyal of 10 times say.
func families(rng *rand.Rand, orders, items, loyal int) [][]int32 {
	var list [][]int32
	for range orders {
		family := rng.IntN(items / 4)
		var o []int32
		for want := 3 + rng.IntN(3); len(o) < want; {
			i := int32(rng.IntN(items))
			if rng.IntN(10) < loyal && len(o) < 4 {
				i = int32(4*family + rng.IntN(4))
			}
			if !slices.Contains(o, i) {
				o = append(o, i)
			}
		}
		list = append(list, o)
	}
	return list
}

func TestFamiliesComeTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	w, slots := floor(t, 2), shelves()
	orders := families(rng, 1500, 120, 9)
	plan, err := Learn(Problem{Slots: slots, Items: 120, Orders: orders[:900], MaxMoves: -1}, w, Options{Budget: 300_000})
	if err != nil {
		t.Fatal(err)
	}
	later := orders[900:]
	random := make([]int32, 120)
	for i, s := range rng.Perm(120) {
		random[i] = int32(s)
	}
	got, lost := meanWalk(slots, plan.At, later, w), meanWalk(slots, random, later, w)
	if got > 0.8*lost {
		t.Errorf("later orders walk %.1f, at random %.1f: families are still apart", got, lost)
	}
	if plan.Warning != "" || plan.LaterRatio >= 1 {
		t.Errorf("ratio %.3f and warning %q though there is much to learn", plan.LaterRatio, plan.Warning)
	}
	if plan.Expected < 0.93*got || plan.Expected > 1.07*got {
		t.Errorf("expected %.1f of later orders, they walk %.1f", plan.Expected, got)
	}
}

func TestWarnsWhenThereIsNothingToLearn(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	orders := families(rng, 600, 120, 0)
	p := Problem{Slots: shelves(), Items: 120, Orders: orders, MaxMoves: -1}
	plan, err := Learn(p, floor(t, 2), Options{Budget: 80_000})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plan.Warning, "bought nothing") {
		t.Errorf("ratio %.3f, warning %q on pure chance", plan.LaterRatio, plan.Warning)
	}
}

// Every item gets a slot of its own, moves are as many as allowed and are the
// whole difference, and the same seed gives the same plan.
func TestPlanIsSound(t *testing.T) {
	walkers := map[int]*tours.Solver{2: floor(t, 2), 3: floor(t, 3)}
	all := shelves()
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		w := walkers[rapid.IntRange(2, 3).Draw(t, "cross aisles")]
		slots := all[:rapid.IntRange(1, 40).Draw(t, "slots")]
		p := Problem{Slots: slots, Items: rapid.IntRange(0, len(slots)).Draw(t, "items"),
			MaxMoves: rapid.IntRange(-1, 12).Draw(t, "max moves")}
		if p.Items >= 8 {
			p.Orders = families(rng, rapid.IntRange(0, 120).Draw(t, "orders"), p.Items, 5)
		}
		if rapid.Bool().Draw(t, "has current") {
			p.Current = make([]int32, p.Items)
			for i, s := range rng.Perm(len(slots))[:p.Items] {
				p.Current[i] = int32(s)
				if rng.IntN(8) == 0 {
					p.Current[i] = Nowhere
				}
			}
		}
		o := Options{Seed: 5, Budget: 2_000}
		plan, err := Learn(p, w, o)
		if err != nil {
			t.Fatal(err)
		}
		holds := map[int32]bool{}
		for i, s := range plan.At {
			if s < 0 || int(s) >= len(slots) || holds[s] {
				t.Fatalf("item %d in slot %d: %v", i, s, plan.At)
			}
			holds[s] = true
		}
		moves := 0
		for i, from := range p.Current {
			if from != Nowhere && plan.At[i] != from {
				if m := plan.Moves[moves]; m != (Move{Item: i, From: from, To: plan.At[i]}) {
					t.Fatalf("move %+v of item %d from %d to %d", m, i, from, plan.At[i])
				}
				moves++
			}
		}
		if moves != len(plan.Moves) || p.Current != nil && p.MaxMoves >= 0 && moves > p.MaxMoves {
			t.Fatalf("%d moves listed, %d made, %d allowed", len(plan.Moves), moves, p.MaxMoves)
		}
		if again, _ := Learn(p, w, o); !reflect.DeepEqual(plan, again) {
			t.Fatal("the same input and seed gave another plan")
		}
	})
}

// A few moves must buy more than their share of all moves.
func TestFewMovesBuyMuch(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	w, slots := floor(t, 2), shelves()
	orders := make([][]int32, 600)
	for k := range orders { // a tenth of the items makes most of the demand
		for len(orders[k]) < 3 {
			i := int32(rng.IntN(12))
			if rng.IntN(5) == 0 {
				i = int32(rng.IntN(120))
			}
			if !slices.Contains(orders[k], i) {
				orders[k] = append(orders[k], i)
			}
		}
	}
	start := make([]int32, 120)
	for i := range start {
		start[i] = int32(119 - i) // the popular ones stand farthest away
	}
	p := Problem{Slots: slots, Items: 120, Orders: orders, Current: start, MaxMoves: 24}
	few, err := Learn(p, w, Options{Budget: 150_000})
	if err != nil {
		t.Fatal(err)
	}
	p.MaxMoves = -1
	all, err := Learn(p, w, Options{Budget: 150_000})
	if err != nil {
		t.Fatal(err)
	}
	before := meanWalk(slots, start, orders, w)
	if len(few.Moves) > 24 || before-few.Learned < 0.5*(before-all.Learned) {
		t.Errorf("%d moves bring %.1f to %.1f, all moves to %.1f", len(few.Moves), before, few.Learned, all.Learned)
	}
}

func TestRefusals(t *testing.T) {
	w := floor(t, 2)
	two := []Stop{{0, 1}, {0, 2}}
	for _, c := range []struct {
		p    Problem
		says string
	}{
		{Problem{Slots: two, Items: 3}, "item 2 fits nowhere"},
		{Problem{Slots: []Stop{{9, 1}}, Items: 1}, "slot 0: aisle 9 does not exist"},
		{Problem{Slots: two, Items: 2, Orders: [][]int32{{0, 2}}}, "order 0: item 2 does not exist"},
		{Problem{Slots: two, Items: 2, Orders: [][]int32{{1, 1}}}, "order 0: item 1 stands in it twice"},
		{Problem{Slots: two, Items: 2, Current: []int32{0}}, "current has 1 entries for 2 items"},
		{Problem{Slots: two, Items: 2, Current: []int32{0, 0}}, "items 0 and 1 are both in slot 0"},
		{Problem{Slots: two, Items: 2, Current: []int32{0, 2}}, "item 1 is in slot 2"},
	} {
		if _, err := Learn(c.p, w, Options{}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, want %q", c.p, err, c.says)
		}
	}
}
