package asrs

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// demo is the rack of the demo site's central warehouse.
func demo() Rack {
	return Rack{Crane: Crane{XSpeed: 3500, XAccel: 1200, YSpeed: 1200, YAccel: 1000, ForkS: 6}, Bays: 40, Levels: 8, BayPitch: 1000, LevelPitch: 1500,
		In: Point{-800, 0}, Out: Point{-800, 0}}
}

// The mean over all cells is within 5 % of FEM 9.851 for the demo's rack, and
// within 10 % for every rack that the model speaks of.
func TestFEMModelMatchesTheMeanOverAllCells(t *testing.T) {
	if d := math.Abs(demo().Cycle()/demo().SingleCycle() - 1); d > 0.05 {
		t.Errorf("demo rack: mean %.2f s, model %.2f s", demo().Cycle(), demo().SingleCycle())
	}
	t.Logf("demo rack: mean %.2f s, model %.2f s, dual %.2f s", demo().Cycle(), demo().SingleCycle(), demo().DualCycle())
	rapid.Check(t, func(t *rapid.T) {
		r := demo()
		r.Bays, r.Levels = rapid.IntRange(25, 90).Draw(t, "bays"), rapid.IntRange(8, 24).Draw(t, "levels")
		l, h := float64(r.Bays)*r.BayPitch/r.Crane.XSpeed, float64(r.Levels)*r.LevelPitch/r.Crane.YSpeed
		if h > 2*l || l > 2*h {
			t.Skip("the model does not speak of such racks")
		}
		if d := math.Abs(r.Cycle()/r.SingleCycle() - 1); d > 0.10 {
			t.Fatalf("%d bays, %d levels: mean %.2f s, model %.2f s", r.Bays, r.Levels, r.Cycle(), r.SingleCycle())
		}
	})
}

func TestTravelIsADistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := demo().Crane
		point := func(name string) Point {
			return Point{rapid.Float64Range(-3000, 60_000).Draw(t, name+"x"), rapid.Float64Range(0, 20_000).Draw(t, name+"y")}
		}
		a, b := point("a"), point("b")
		if ab, ba := c.Travel(a, b), c.Travel(b, a); math.Abs(ab-ba) > 1e-9 || ab < 0 || c.Travel(a, a) != 0 {
			t.Fatalf("%v %v", ab, ba)
		}
		further := Point{b.X + math.Copysign(1000, b.X-a.X), b.Y}
		if c.Travel(a, further) < c.Travel(a, b)-1e-9 {
			t.Fatal("a longer way takes less time")
		}
	})
}

// A chosen cell is one of those offered and no other is cheaper; fast loads
// lie nearer than slow ones, heavy ones lower than light ones, and an item
// spreads over the aisles.
func TestChoose(t *testing.T) {
	g := NewGround([]Rack{demo(), demo()})
	var cells []Cell
	for rack := range 2 {
		for bay := 1; bay <= 40; bay++ {
			for level := 1; level <= 8; level++ {
				cells = append(cells, Cell{Rack: rack, Bay: bay, Level: level})
			}
		}
	}
	calm := []Aisle{{}, {}}
	way := func(l Load, a []Aisle) (float64, Cell) {
		c := cells[g.Choose(l, cells, a)]
		return demo().Crane.Travel(demo().In, demo().At(c.Bay, c.Level)), c
	}
	fast, _ := way(Load{Class: Fast}, calm)
	medium, _ := way(Load{Class: Medium}, calm)
	slow, light := way(Load{Class: Slow}, calm)
	if !(fast < medium && medium < slow) {
		t.Errorf("ways %v, %v, %v", fast, medium, slow)
	}
	if _, heavy := way(Load{Class: Slow, WeighG: 500_000}, calm); heavy.Level > light.Level {
		t.Errorf("a heavy load goes to level %d, a light one to %d", heavy.Level, light.Level)
	}
	if _, c := way(Load{}, []Aisle{{Same: 1}, {}}); c.Rack != 1 {
		t.Error("the second load of an item lies beside the first")
	}
	if _, c := way(Load{}, []Aisle{{}, {Bound: 3}}); c.Rack != 0 {
		t.Error("a load goes to the busier aisle")
	}
	if g.Choose(Load{}, nil, calm) != -1 {
		t.Error("a cell was chosen where there is none")
	}
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.SampledFrom(cells), 1, 30).Draw(t, "cells")
		l := Load{Class: Class(rapid.IntRange(0, 2).Draw(t, "class")), WeighG: rapid.Int64Range(0, 900_000).Draw(t, "weight")}
		a := []Aisle{{Bound: rapid.IntRange(0, 5).Draw(t, "bound")}, {Same: rapid.IntRange(0, 3).Draw(t, "same")}}
		best := g.Cost(l, some[g.Choose(l, some, a)], a[some[g.Choose(l, some, a)].Rack])
		for _, c := range some {
			if g.Cost(l, c, a[c.Rack]) < best {
				t.Fatalf("%+v is better", c)
			}
		}
	})
}

// Pair answers what waits, pairs where it can, never takes longer than the
// most urgent pair, and passes nobody over for ever.
func TestPair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := demo()
		moves := func(name string, store bool) (out []Move) {
			for range rapid.IntRange(0, 12).Draw(t, name) {
				m := Move{From: r.In, To: r.At(rapid.IntRange(1, 40).Draw(t, "bay"), rapid.IntRange(1, 8).Draw(t, "level"))}
				if !store {
					m.From, m.To = m.To, r.Out
				}
				out = append(out, m)
			}
			return out
		}
		stores, retrieves := moves("stores", true), moves("retrieves", false)
		s, f := r.Crane.Pair(r.In, stores, retrieves)
		if (s >= 0) != (len(stores) > 0) || (f >= 0) != (len(retrieves) > 0) || s >= LookAhead || f >= LookAhead {
			t.Fatalf("%d of %d, %d of %d", s, len(stores), f, len(retrieves))
		}
		if s >= 0 && f >= 0 {
			way := func(i, j int) float64 {
				return r.Crane.Travel(stores[i].From, stores[i].To) + r.Crane.Travel(stores[i].To, retrieves[j].From) + r.Crane.Travel(retrieves[j].From, r.Out)
			}
			if way(s, f) > way(0, 0)+1e-9 {
				t.Fatal("a longer pair than the first was chosen")
			}
		}
		if len(retrieves) > 1 {
			retrieves[min(len(retrieves), LookAhead)-1].WaitS = 1e6
			if _, f := r.Crane.Pair(r.In, stores, retrieves); f != min(len(retrieves), LookAhead)-1 {
				t.Fatal("one that waits for ever is passed over")
			}
		}
	})
}

// A day ends, keeps every load and is the same for the same seed.
func TestDayIsRepeatable(t *testing.T) {
	d := Day{Ground: NewGround([]Rack{demo(), demo()}), Open: 10, AwaySeconds: 120, Seed: 3}
	for i := range 300 {
		d.Loads, d.Classes = append(d.Loads, i%100), append(d.Classes, ClassOf(float64(i%100)/100))
		d.Requests = append(d.Requests, (i*i)%100)
	}
	alone := d.Run()
	if again := d.Run(); again != alone || alone.Moves < 300 || alone.Duals != 0 {
		t.Errorf("%+v, then %+v", alone, again)
	}
	d.Planned = true
	if paired := d.Run(); paired.MovesPerHour <= alone.MovesPerHour || paired.Duals == 0 {
		t.Errorf("planned %+v, alone %+v", paired, alone)
	}
}
