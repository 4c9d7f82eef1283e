package inbound

import (
	"math"
	"strconv"
	"testing"
)

// TestSamplingPlans compares plans with the published tables, at both ends of
// the lots of a letter, arrows followed.
func TestSamplingPlans(t *testing.T) {
	for _, c := range []struct {
		lot  int64
		aql  string
		want Plan
	}{
		{5, "2.5", Plan{"C", 5, 0, 1}}, {9, "2.5", Plan{"C", 5, 0, 1}}, {25, "2.5", Plan{"C", 5, 0, 1}}, {50, "2.5", Plan{"C", 5, 0, 1}},
		{51, "2.5", Plan{"F", 20, 1, 2}}, {150, "2.5", Plan{"F", 20, 1, 2}}, {151, "2.5", Plan{"G", 32, 2, 3}}, {280, "2.5", Plan{"G", 32, 2, 3}},
		{500, "2.5", Plan{"H", 50, 3, 4}}, {1200, "2.5", Plan{"J", 80, 5, 6}}, {3200, "2.5", Plan{"K", 125, 7, 8}}, {10_000, "2.5", Plan{"L", 200, 10, 11}},
		{35_000, "2.5", Plan{"M", 315, 14, 15}}, {150_000, "2.5", Plan{"N", 500, 21, 22}}, {1_000_000, "2.5", Plan{"N", 500, 21, 22}},
		{13, "1.0", Plan{"E", 13, 0, 1}}, {90, "1.0", Plan{"E", 13, 0, 1}}, {150, "1.0", Plan{"E", 13, 0, 1}}, {151, "1.0", Plan{"H", 50, 1, 2}},
		{500, "1.0", Plan{"H", 50, 1, 2}}, {1200, "1.0", Plan{"J", 80, 2, 3}}, {3200, "1.0", Plan{"K", 125, 3, 4}}, {10_000, "1.0", Plan{"L", 200, 5, 6}},
		{35_000, "1.0", Plan{"M", 315, 7, 8}}, {150_000, "1.0", Plan{"N", 500, 10, 11}}, {500_000, "1.0", Plan{"P", 800, 14, 15}}, {500_001, "1.0", Plan{"Q", 1250, 21, 22}},
		{3, "2.5", Plan{"C", 3, 0, 1}}, {12, "1.0", Plan{"E", 12, 0, 1}}, // the sample is the whole lot
	} {
		if got, ok := PlanFor(c.lot, c.aql); !ok || got != c.want {
			t.Errorf("lot of %d at %s: %+v, want %+v", c.lot, c.aql, got, c.want)
		}
	}
	if _, ok := PlanFor(10, "4.0"); ok {
		t.Error("a plan for an AQL that has none")
	}
}

// TestPlansFitTheirAQL reckons, apart from the tables, how likely a lot whose
// quality is just the AQL is accepted: in the standard's normal inspection
// that is between 0.87 and 0.995 for every plan.
func TestPlansFitTheirAQL(t *testing.T) {
	for aql, table := range plans {
		percent, err := strconv.ParseFloat(aql, 64)
		if err != nil || len(table) != len(letters) {
			t.Fatal(aql, err, len(table))
		}
		for letter, p := range table {
			if ok := accepted(p, percent/100); ok < 0.87 || ok > 0.995 || p.Reject != p.Accept+1 {
				t.Errorf("AQL %s, letter %s, %+v: accepted with %.3f", aql, letter, p, ok)
			}
		}
	}
}

func accepted(p Plan, defective float64) (sum float64) {
	for k := range p.Accept + 1 {
		lg := func(n int64) float64 { v, _ := math.Lgamma(float64(n) + 1); return v }
		sum += math.Exp(lg(p.Sample) - lg(k) - lg(p.Sample-k) + float64(k)*math.Log(defective) + float64(p.Sample-k)*math.Log1p(-defective))
	}
	return sum
}
