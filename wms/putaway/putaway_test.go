package putaway

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func shelf(id string, mm int64) Place { return Place{ID: id, DistanceMM: mm} }

func load(sku string, qty int64) Load {
	return Load{ID: "l", Content: []Content{{SKU: sku}}, Qty: qty, VolumeMM3: 10, WeightG: 100}
}

func TestRules(t *testing.T) {
	near, far := shelf("near", 1000), shelf("far", 9000)
	with := func(p Place, fn func(*Place)) Place { fn(&p); return p }
	ask := func(l Load, fn func(*Load)) Load { fn(&l); return l }
	for name, c := range map[string]struct {
		places []Place
		load   Load
		want   string // places and quantities
	}{
		"unknown class: nearest":    {[]Place{far, near}, load("a", 5), "near:5"},
		"class A near":              {[]Place{far, near}, ask(load("a", 5), func(l *Load) { l.Class = "A" }), "near:5"},
		"class C far":               {[]Place{far, near}, ask(load("a", 5), func(l *Load) { l.Class = "C" }), "far:5"},
		"same item first":           {[]Place{near, with(far, func(p *Place) { p.Content = []Content{{SKU: "a"}} })}, load("a", 5), "far:5"},
		"another item":              {[]Place{with(near, func(p *Place) { p.Content = []Content{{SKU: "b"}} }), far}, load("a", 5), "far:5"},
		"another lot":               {[]Place{with(near, func(p *Place) { p.Content = []Content{{SKU: "a", Lot: "1"}} }), far}, load("a", 5), "far:5"},
		"another item, mixed":       {[]Place{with(near, func(p *Place) { p.Content = []Content{{SKU: "b"}}; p.Mixed = true }), far}, load("a", 5), "near:5"},
		"blocked":                   {[]Place{with(near, func(p *Place) { p.Blocked = true }), far}, load("a", 5), "far:5"},
		"no room by volume":         {[]Place{with(near, func(p *Place) { p.MaxVolumeMM3 = 40 }), far}, load("a", 5), "far:5"},
		"no room by weight":         {[]Place{with(near, func(p *Place) { p.MaxWeightG = 499 }), far}, load("a", 5), "far:5"},
		"split":                     {[]Place{with(near, func(p *Place) { p.MaxVolumeMM3 = 40 }), with(far, func(p *Place) { p.MaxWeightG = 200 })}, load("a", 5), "near:4 far:1"},
		"nothing fits":              {[]Place{with(near, func(p *Place) { p.MaxVolumeMM3 = 9 })}, load("a", 5), ""},
		"chilled":                   {[]Place{near, with(far, func(p *Place) { p.Temperature = "chilled" })}, ask(load("a", 5), func(l *Load) { l.Temperature = "chilled" }), "far:5"},
		"ambient not in the cooler": {[]Place{with(near, func(p *Place) { p.Temperature = "chilled" }), far}, load("a", 5), "far:5"},
		"hazard":                    {[]Place{near, with(far, func(p *Place) { p.Hazards = []string{"3"} })}, ask(load("a", 5), func(l *Load) { l.Content[0].Hazard = "3" }), "far:5"},
		"hazards apart": {[]Place{with(near, func(p *Place) {
			p.Hazards, p.Mixed, p.Content = []string{"3", "5.1"}, true, []Content{{SKU: "b", Hazard: "5.1"}}
		}),
			with(far, func(p *Place) { p.Hazards = []string{"3"} })}, ask(load("a", 5), func(l *Load) { l.Content[0].Hazard = "3" }), "far:5"},
		"class not allowed": {[]Place{with(near, func(p *Place) { p.Classes = []string{"A"} }), far}, ask(load("a", 5), func(l *Load) { l.Class = "B" }), "far:5"},
		"a pallet needs a place for pallets": {[]Place{near, with(far, func(p *Place) { p.TakesUnits, p.MaxUnits = true, 1 })},
			Load{ID: "l", Unit: true, Qty: 1, Content: []Content{{SKU: "a"}}}, "far:1"},
		"full by units": {[]Place{with(near, func(p *Place) { p.TakesUnits, p.MaxUnits, p.Units = true, 1, 1 }), with(far, func(p *Place) { p.TakesUnits = true })},
			Load{ID: "l", Unit: true, Qty: 1, Content: []Content{{SKU: "a"}}}, "far:1"},
	} {
		parts, left := Plan(c.places, []Load{c.load})
		got, sum := "", int64(0)
		for _, p := range parts {
			got += fmt.Sprintf(" %s:%d", p.Place, p.Qty)
			sum += p.Qty
		}
		if got != "" {
			got = got[1:]
		}
		if got != c.want || (sum < c.load.Qty) != (len(left) == 1) {
			t.Errorf("%s: %q, want %q; left %v", name, got, c.want, left)
		}
	}
}

// TestPlanKeepsEveryLimit draws places and loads; whatever is planned, no
// place holds more than it may, nothing forbidden, and nothing gets lost.
func TestPlanKeepsEveryLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var places []Place
		for i := range rapid.IntRange(1, 12).Draw(t, "places") {
			places = append(places, Place{ID: fmt.Sprint(i), DistanceMM: int64(rapid.IntRange(0, 5).Draw(t, "mm")),
				MaxVolumeMM3: int64(rapid.IntRange(0, 60).Draw(t, "volume")), MaxWeightG: int64(rapid.IntRange(0, 600).Draw(t, "weight")),
				Mixed: rapid.Bool().Draw(t, "mixed"), Temperature: rapid.SampledFrom([]string{"", "chilled"}).Draw(t, "temperature")})
		}
		var loads []Load
		total := int64(0)
		for i := range rapid.IntRange(1, 8).Draw(t, "loads") {
			l := Load{ID: fmt.Sprint(i), Qty: int64(rapid.IntRange(1, 9).Draw(t, "qty")), VolumeMM3: int64(rapid.IntRange(1, 10).Draw(t, "v")),
				WeightG: int64(rapid.IntRange(1, 90).Draw(t, "g")), Temperature: rapid.SampledFrom([]string{"", "chilled"}).Draw(t, "needs"),
				Content: []Content{{SKU: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "sku")}}}
			total += l.Qty
			loads = append(loads, l)
		}
		parts, left := Plan(places, loads)
		volume, weight, skus := map[string]int64{}, map[string]int64{}, map[string]map[string]bool{}
		for _, p := range parts {
			var l Load
			for _, x := range loads {
				if x.ID == p.Load {
					l = x
				}
			}
			total -= p.Qty
			volume[p.Place] += p.Qty * l.VolumeMM3
			weight[p.Place] += p.Qty * l.WeightG
			if skus[p.Place] == nil {
				skus[p.Place] = map[string]bool{}
			}
			skus[p.Place][l.Content[0].SKU] = true
			for _, x := range places {
				if x.ID == p.Place && ambient(x.Temperature) != ambient(l.Temperature) {
					t.Fatalf("%+v stands in %+v", l, x)
				}
			}
		}
		for _, l := range left {
			total -= l.Qty
		}
		if total != 0 {
			t.Fatalf("%d units are lost", total)
		}
		for _, p := range places {
			if p.MaxVolumeMM3 > 0 && volume[p.ID] > p.MaxVolumeMM3 || p.MaxWeightG > 0 && weight[p.ID] > p.MaxWeightG || !p.Mixed && len(skus[p.ID]) > 1 {
				t.Fatalf("place %+v holds %d mm³, %d g, %v", p, volume[p.ID], weight[p.ID], skus[p.ID])
			}
		}
	})
}
