package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/aisle-wms/aisle/replenish"
)

func solveEOQ(in *policyInputs) (policyAnswer, error) {
	fixed, holding, demand := in.positive("fixed_cost"), in.positive("holding_cost"), in.positive("demand_rate")
	q, cost := replenish.EOQ(fixed, holding, demand)
	return policyAnswer{"Q": q, "cost": cost}, nil
}

func solveEOQBackorders(in *policyInputs) (policyAnswer, error) {
	fixed, holding := in.positive("fixed_cost"), in.positive("holding_cost")
	q, share, cost := replenish.EOQBackorders(fixed, holding, in.positive("stockout_cost"), in.positive("demand_rate"))
	return policyAnswer{"Q": q, "stockout_fraction": share, "cost": cost}, nil
}

func solveEPQ(in *policyInputs) (policyAnswer, error) {
	fixed, holding, demand := in.positive("fixed_cost"), in.positive("holding_cost"), in.positive("demand_rate")
	production := in.positive("production_rate")
	if production <= demand {
		in.fail("production_rate", "is %v, must be above demand_rate %v", production, demand)
	}
	q, cost := replenish.EPQ(fixed, holding, demand, production)
	return policyAnswer{"Q": q, "cost": cost}, nil
}

type discountSolver func(fixed, rate, demand float64, breakpoints, unitCosts []float64) (float64, int, float64)

func solveEOQDiscount(solve discountSolver) func(*policyInputs) (policyAnswer, error) {
	return func(in *policyInputs) (policyAnswer, error) {
		fixed, rate, demand := in.positive("fixed_cost"), in.positive("holding_cost_rate"), in.positive("demand_rate")
		breaks, prices := in.list("breakpoints"), in.list("unit_costs")
		if in.bad() {
			return nil, nil
		}
		if len(prices) != len(breaks) {
			in.fail("unit_costs", "has %d values, must have one for each of the %d breakpoints", len(prices), len(breaks))
		}
		if breaks[0] != 0 {
			in.fail("breakpoints", "[0] is %v, must be 0: the first price holds from the first unit", breaks[0])
		}
		for i := 1; i < len(breaks); i++ {
			if breaks[i] <= breaks[i-1] {
				in.fail("breakpoints", "[%d] is %v, must be above the one before, %v", i, breaks[i], breaks[i-1])
			}
		}
		for i := range prices {
			if i > 0 && prices[i] >= prices[i-1] || prices[i] <= 0 {
				in.fail("unit_costs", "[%d] is %v, must be above 0 and below the one before", i, prices[i])
			}
		}
		if in.bad() {
			return nil, nil
		}
		q, region, cost := solve(fixed, rate, demand, breaks, prices)
		return policyAnswer{"Q": q, "region": region, "cost": cost}, nil
	}
}

func solveWagnerWhitin(in *policyInputs) (policyAnswer, error) {
	demand := in.list("demand")
	n := len(demand)
	if n > 5000 {
		in.fail("demand", "has %d periods, must have at most 5000", n)
	}
	if in.has("num_periods") {
		if p := in.positive("num_periods"); p != float64(n) && !in.bad() {
			in.fail("num_periods", "is %v, must be the %d values that demand has", p, n)
		}
	}
	fixed, holding := in.perPeriod("fixed_cost", n), in.perPeriod("holding_cost", n)
	var unit []float64
	if in.has("purchase_cost") {
		unit = in.perPeriod("purchase_cost", n)
	}
	if in.bad() {
		return nil, nil
	}
	orders, cost := replenish.WagnerWhitin(fixed, holding, unit, demand)
	return policyAnswer{"order_quantities": orders, "cost": cost}, nil
}

func solveNewsvendor(read func(*policyInputs) replenish.Demand) func(*policyInputs) (policyAnswer, error) {
	return func(in *policyInputs) (policyAnswer, error) {
		holding, stockout := in.positive("holding_cost"), in.positive("stockout_cost")
		demand := read(in)
		if in.bad() {
			return nil, nil
		}
		s, cost := replenish.Newsvendor(holding, stockout, demand)
		return policyAnswer{"S": s, "cost": cost}, nil
	}
}

// cover is the time from one review to the arrival of the next order.
func cover(in *policyInputs) float64 { return 1 + in.option("lead_time", 0) }

func normalDemand(in *policyInputs) replenish.Demand {
	t := cover(in)
	return replenish.Normal{Mu: t * in.amount("demand_mean"), Sigma: math.Sqrt(t) * in.amount("demand_sd")}
}

func poissonMean(in *policyInputs, key string) float64 {
	return in.between(key, 1e-6, 1e6, "a number from 1e-6 to 1e6")
}

func poissonDemand(in *policyInputs) replenish.Demand {
	mean := cover(in) * poissonMean(in, "demand_mean")
	if in.bad() || mean > 1e6 {
		in.fail("lead_time", "makes the mean demand %v, must keep it at most 1e6", mean)
		return nil
	}
	return replenish.NewPoisson(mean)
}

// lognormalDemand takes mean and deviation of demand itself, or of its logarithm.
func lognormalDemand(in *policyInputs) replenish.Demand {
	if in.has("mu") || in.has("sigma") {
		return replenish.LogNormal{Mu: in.between("mu", -20, 25, "a number from -20 to 25"), Sigma: in.between("sigma", 1e-9, 10, "a number above 0 and at most 10")}
	}
	mean, sd := in.positive("demand_mean"), in.positive("demand_sd")
	v := math.Log1p(sd * sd / (mean * mean))
	return replenish.LogNormal{Mu: math.Log(mean) - v/2, Sigma: math.Sqrt(v)}
}

func uniformDemand(in *policyInputs) replenish.Demand {
	lo, hi := in.amount("lo"), in.amount("hi")
	if hi <= lo {
		in.fail("hi", "is %v, must be above lo %v", hi, lo)
	}
	return replenish.Uniform{Lo: lo, Hi: hi}
}

func exponentialDemand(in *policyInputs) replenish.Demand {
	return replenish.Exponential(in.positive("demand_mean"))
}

func discreteDemand(in *policyInputs) replenish.Demand {
	d, ok := chances(in)
	if !ok {
		return nil
	}
	return d
}

// chances reads demand_pmf: the chance of 0, 1, 2 … units.
func chances(in *policyInputs) (replenish.Discrete, bool) {
	p := in.list("demand_pmf")
	sum := 0.0
	for _, v := range p {
		sum += v
	}
	if math.Abs(sum-1) > 1e-6 {
		in.fail("demand_pmf", "sums to %v, must sum to 1", sum)
	}
	if in.bad() {
		return replenish.Discrete{}, false
	}
	return replenish.NewDiscrete(p), true
}

func solveOrderUpToPoisson(in *policyInputs) (policyAnswer, error) {
	holding, stockout, fixed := in.positive("holding_cost"), in.positive("stockout_cost"), in.amount("fixed_cost")
	mean := in.between("demand_mean", 1e-6, 1e4, "a number from 1e-6 to 1e4")
	lead := in.option("lead_time", 0)
	if lead > 1000 {
		in.fail("lead_time", "is %v, must be at most 1000", lead)
	}
	if in.bad() {
		return nil, nil
	}
	return orderUpTo(holding, stockout, fixed, replenish.NewPoisson(mean), replenish.NewPoisson(mean*(1+lead)))
}

func solveOrderUpToDiscrete(in *policyInputs) (policyAnswer, error) {
	holding, stockout, fixed := in.positive("holding_cost"), in.positive("stockout_cost"), in.amount("fixed_cost")
	d, ok := chances(in)
	if !ok {
		return nil, nil
	}
	return orderUpTo(holding, stockout, fixed, d, d)
}

func orderUpTo(holding, stockout, fixed float64, demand, cover replenish.Discrete) (policyAnswer, error) {
	s, S, cost, err := replenish.OrderUpTo(holding, stockout, fixed, demand, cover)
	return policyAnswer{"s": s, "S": S, "cost": cost}, err
}

func solvePower(in *policyInputs) (policyAnswer, error) {
	holding, stockout, fixed := in.positive("holding_cost"), in.positive("stockout_cost"), in.positive("fixed_cost")
	mean, sd := in.positive("demand_mean"), in.positive("demand_sd")
	t := cover(in)
	s, S := replenish.OrderUpToPower(holding, stockout, fixed, replenish.Normal{Mu: mean, Sigma: sd}, replenish.Normal{Mu: t * mean, Sigma: math.Sqrt(t) * sd})
	return policyAnswer{"s": s, "S": S}, nil
}

// reorderInputs reads what all (r,Q) cases have.
func reorderInputs(in *policyInputs) (holding, stockout, fixed, demand float64, lead replenish.Normal) {
	holding, stockout, fixed = in.positive("holding_cost"), in.positive("stockout_cost"), in.positive("fixed_cost")
	demand = in.positive("demand_mean")
	sd, t := in.positive("demand_sd"), in.positive("lead_time")
	return holding, stockout, fixed, demand, replenish.Normal{Mu: demand * t, Sigma: sd * math.Sqrt(t)}
}

func solveReorderEIL(in *policyInputs) (policyAnswer, error) {
	holding, stockout, fixed, demand, lead := reorderInputs(in)
	if in.bad() {
		return nil, nil
	}
	r, q, cost, err := replenish.ReorderEIL(holding, stockout, fixed, demand, lead)
	if err != nil {
		in.fail("stockout_cost", "is %v, must be above holding_cost · Q / demand_mean, or it never pays to keep stock", stockout)
	}
	return policyAnswer{"r": r, "Q": q, "cost": cost}, nil
}

func solveReorder(solve func(holding, stockout, fixed, demand float64, lead replenish.Normal) (float64, float64)) func(*policyInputs) (policyAnswer, error) {
	return func(in *policyInputs) (policyAnswer, error) {
		holding, stockout, fixed, demand, lead := reorderInputs(in)
		if in.bad() {
			return nil, nil
		}
		r, q := solve(holding, stockout, fixed, demand, lead)
		return policyAnswer{"r": r, "Q": q}, nil
	}
}

func solveReorderExact(in *policyInputs) (policyAnswer, error) {
	holding, stockout, fixed := in.positive("holding_cost"), in.positive("stockout_cost"), in.positive("fixed_cost")
	demand := poissonMean(in, "demand_mean")
	t := in.positive("lead_time")
	if in.bad() || demand*t > 1e6 {
		in.fail("lead_time", "is %v, must keep demand in it at most 1e6", t)
		return nil, nil
	}
	r, q, cost := replenish.ReorderExact(holding, stockout, fixed, demand, replenish.NewPoisson(demand*t))
	return policyAnswer{"r": r, "Q": q, "cost": cost}, nil
}

// stageLinks reads ids and what each stage feeds, as indices.
func stageLinks(stages []*policyInputs) (ids []string, feeds [][]int) {
	index := map[string]int{}
	for i, s := range stages {
		id := s.text("id", "")
		if _, twice := index[id]; twice || id == "" {
			s.fail("id", "is %q, must be a text that no other stage has", id)
		}
		index[id] = i
		ids = append(ids, id)
	}
	feeds = make([][]int, len(stages))
	for i, s := range stages {
		var to []string
		if s.has("feeds") && json.Unmarshal(s.raw["feeds"], &to) != nil {
			s.fail("feeds", "is %.40s, must be a list of stage ids", s.raw["feeds"])
		}
		for _, id := range to {
			j, known := index[id]
			if !known {
				s.fail("feeds", "stage %q does not exist; the stages are %s", id, strings.Join(ids, ", "))
			}
			feeds[i] = append(feeds[i], j)
		}
	}
	return ids, feeds
}

func solveSafetyStock(in *policyInputs) (policyAnswer, error) {
	list := in.objects("stages")
	ids, feeds := stageLinks(list)
	scale, times := 1.0, make([][3]float64, len(list))
	stages := make([]replenish.Stage, len(list))
	for i, s := range list {
		const bound = "a number from 0 to 10000"
		time := func(key string, otherwise float64) float64 {
			if !s.has(key) {
				return otherwise
			}
			return s.between(key, 0, 1e4, bound)
		}
		last := len(feeds[i]) == 0
		outbound := -1.0
		if last {
			outbound = 0
		}
		times[i] = [3]float64{s.between("processing_time", 0, 1e4, bound), time("external_inbound_service_time", 0), time("external_outbound_service_time", outbound)}
		stages[i] = replenish.Stage{ID: ids[i], Feeds: feeds[i], Holding: s.amount("holding_cost"), Bound: s.option("demand_bound_constant", 1)}
		if s.option("demand_mean", 0); last || s.has("demand_sd") {
			stages[i].DemandSD = s.amount("demand_sd")
		}
	}
	if in.bad() {
		return nil, nil
	}
	for ; scale < 1000; scale *= 10 { // whole units of time
		fine := true
		for _, t := range times {
			for _, v := range t {
				fine = fine && math.Abs(v*scale-math.Round(v*scale)) < 1e-9*scale
			}
		}
		if fine {
			break
		}
	}
	sum := 0.0
	for i, t := range times {
		s := &stages[i]
		s.Time, s.Inbound, s.Outbound = int(math.Round(t[0]*scale)), int(math.Round(t[1]*scale)), -1
		if t[2] >= 0 {
			s.Outbound = int(math.Round(t[2] * scale))
		}
		sum += (t[0] + t[1]) * scale
	}
	if sum > 2e4 {
		in.fail("stages", "take %v units of time together, must take at most 20000 in the smallest unit used", sum)
		return nil, nil
	}
	got, cost, err := replenish.PlaceSafetyStock(stages)
	if err != nil {
		in.fail("stages", "%v", err)
		return nil, nil
	}
	committed := map[string]float64{}
	for i, t := range got {
		committed[ids[i]] = float64(t) / scale
	}
	return policyAnswer{"total_holding_cost": cost, "committed_service_times": committed}, nil
}

func solveSerial(in *policyInputs) (policyAnswer, error) {
	list := in.objects("stages")
	_, feeds := stageLinks(list)
	levels := in.option("x_num", float64(replenish.PublishedGrid.Levels))
	demands := in.option("d_num", float64(replenish.PublishedGrid.Demands))
	if levels < 10 || levels > 1e4 || demands < 2 || demands > 1000 {
		in.fail("x_num", "is %v and d_num %v, must be 10 to 10000 and 2 to 1000", levels, demands)
	}
	if in.bad() {
		return nil, nil
	}
	line, err := customerFirst(list, feeds)
	if err != nil {
		in.fail("stages", "%v", err)
		return nil, nil
	}
	stages := make([]replenish.Echelon, len(line))
	for i, at := range line {
		s := list[at]
		stages[i] = replenish.Echelon{Holding: s.positive("echelon_holding_cost"), LeadTime: s.between("lead_time", 0, 1e4, "a number from 0 to 10000")}
		if i > 0 && s.option("stockout_cost", 0) != 0 {
			s.fail("stockout_cost", "must be 0 or left out: only the last stage has customers")
		}
	}
	last := list[line[0]]
	stockout := last.positive("stockout_cost")
	var d replenish.StageDemand
	switch kind := last.text("type", "N"); kind {
	case "N":
		d.Mean, d.SD = last.amount("demand_mean"), last.amount("demand_sd")
	case "P":
		d.Mean, d.Poisson = last.between("demand_mean", 1e-6, 1e3, "a number from 1e-6 to 1000"), true
	case "UC":
		d.Lo, d.Hi = last.amount("lo"), last.amount("hi")
		if d.Hi <= d.Lo {
			last.fail("hi", "is %v, must be above lo %v", d.Hi, d.Lo)
		}
	default:
		last.fail("type", "is %q, must be N (normal), P (Poisson) or UC (uniform)", kind)
	}
	if in.bad() {
		return nil, nil
	}
	s, cost, err := replenish.EchelonBaseStock(stages, stockout, d, replenish.SerialGrid{Levels: int(levels), Demands: int(demands)})
	return policyAnswer{"S": s, "cost": cost}, err
}

// customerFirst orders the stages of a line, the one that feeds nobody first.
func customerFirst(list []*policyInputs, feeds [][]int) ([]int, error) {
	above := make([]int, len(list))
	end := -1
	for i := range above {
		above[i] = -1
	}
	for i, f := range feeds {
		switch {
		case len(f) > 1:
			return nil, fmt.Errorf("stage %s feeds %d stages, must feed one: this kind is a line", list[i].raw["id"], len(f))
		case len(f) == 0 && end >= 0:
			return nil, fmt.Errorf("stages %s and %s both feed nobody: the line must have one end", list[end].raw["id"], list[i].raw["id"])
		case len(f) == 0:
			end = i
		case above[f[0]] >= 0:
			return nil, fmt.Errorf("stage %s is fed by two stages: this kind is a line", list[f[0]].raw["id"])
		default:
			above[f[0]] = i
		}
	}
	var line []int
	for at := end; at >= 0; at = above[at] {
		line = append(line, at)
	}
	if len(line) < len(list) {
		return nil, fmt.Errorf("the stages close a cycle: they must form a line that ends at the customer")
	}
	return line, nil
}
