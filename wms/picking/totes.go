package picking

import (
	"cmp"
	"fmt"
	"slices"
)

// Totes splits lines to totes, shipment by shipment in the order in which they
// first appear. A line that is larger than a tote fills totes of its own; its
// rest is packed with the others. Lines are packed in walking order, so that a
// tote's stops lie near each other, unless packing the largest first (first fit
// decreasing) needs fewer totes.
func Totes(lines []Line, w Walker, c Capacity) (totes []Tote, refused []Refusal) {
	byShipment := map[string][]Part{}
	var shipments []string
	for i, l := range lines {
		if reason := refusal(l, w, c); reason != "" {
			refused = append(refused, Refusal{Line: i, Reason: reason})
			continue
		}
		if _, known := byShipment[l.Shipment]; !known {
			shipments = append(shipments, l.Shipment)
		}
		byShipment[l.Shipment] = append(byShipment[l.Shipment], Part{Line: i, Qty: l.Qty})
	}
	for _, name := range shipments {
		var full []Tote
		parts := byShipment[name]
		for i := range parts {
			full = append(full, fill(&parts[i], lines, c)...)
		}
		parts = slices.DeleteFunc(parts, func(p Part) bool { return p.Qty == 0 })
		slices.SortStableFunc(parts, func(a, b Part) int {
			at, bt := lines[a.Line].At, lines[b.Line].At
			return cmp.Or(cmp.Compare(at[0], bt[0]), cmp.Compare(at[1], bt[1]))
		})
		open := firstFit(parts, lines, c)
		if len(open) > 1 {
			slices.SortStableFunc(parts, func(a, b Part) int {
				return cmp.Compare(share(b, lines, c), share(a, lines, c))
			})
			if fewer := firstFit(parts, lines, c); len(fewer) < len(open) {
				open = fewer
			}
		}
		totes = append(totes, full...)
		totes = append(totes, open...)
	}
	return totes, refused
}

func refusal(l Line, w Walker, c Capacity) string {
	switch {
	case l.Qty <= 0:
		return fmt.Sprintf("line %s: quantity %d, must be positive", l.ID, l.Qty)
	case l.UnitVolumeMM3 < 0 || l.UnitWeightG < 0:
		return fmt.Sprintf("line %s: item %s has a negative volume or weight", l.ID, l.SKU)
	case c.VolumeMM3 > 0 && l.UnitVolumeMM3 > c.VolumeMM3:
		return fmt.Sprintf("line %s: one unit of item %s has %d mm³, a tote takes %d", l.ID, l.SKU, l.UnitVolumeMM3, c.VolumeMM3)
	case c.WeightG > 0 && l.UnitWeightG > c.WeightG:
		return fmt.Sprintf("line %s: one unit of item %s weighs %d g, a tote takes %d", l.ID, l.SKU, l.UnitWeightG, c.WeightG)
	}
	if err := w.Check(l.At); err != nil {
		return fmt.Sprintf("line %s: item %s: %v", l.ID, l.SKU, err)
	}
	return ""
}

// unitsPerTote is how many units of a line one empty tote takes.
func unitsPerTote(l Line, c Capacity) int64 {
	units := l.Qty
	if c.VolumeMM3 > 0 && l.UnitVolumeMM3 > 0 {
		units = min(units, c.VolumeMM3/l.UnitVolumeMM3)
	}
	if c.WeightG > 0 && l.UnitWeightG > 0 {
		units = min(units, c.WeightG/l.UnitWeightG)
	}
	return units
}

// fill takes totes full of one line off a part that is larger than a tote.
func fill(p *Part, lines []Line, c Capacity) []Tote {
	l := lines[p.Line]
	per := unitsPerTote(l, c)
	var full []Tote
	for p.Qty > per {
		full = append(full, toteOf(l, Part{Line: p.Line, Qty: per}))
		p.Qty -= per
	}
	return full
}

func toteOf(l Line, p Part) Tote {
	return Tote{Shipment: l.Shipment, Parts: []Part{p}, ShipBy: l.ShipBy,
		VolumeMM3: p.Qty * l.UnitVolumeMM3, WeightG: p.Qty * l.UnitWeightG}
}

// share is how much of a tote a part takes, in the scarcer of the two.
func share(p Part, lines []Line, c Capacity) float64 {
	l, most := lines[p.Line], 0.0
	if c.VolumeMM3 > 0 {
		most = float64(p.Qty*l.UnitVolumeMM3) / float64(c.VolumeMM3)
	}
	if c.WeightG > 0 {
		most = max(most, float64(p.Qty*l.UnitWeightG)/float64(c.WeightG))
	}
	return most
}

// firstFit puts each part into the first tote that takes it whole.
func firstFit(parts []Part, lines []Line, c Capacity) []Tote {
	var totes []Tote
next:
	for _, p := range parts {
		l := lines[p.Line]
		volume, weight := p.Qty*l.UnitVolumeMM3, p.Qty*l.UnitWeightG
		for i := range totes {
			t := &totes[i]
			if c.Lines > 0 && len(t.Parts) >= c.Lines || c.VolumeMM3 > 0 && t.VolumeMM3+volume > c.VolumeMM3 || c.WeightG > 0 && t.WeightG+weight > c.WeightG {
				continue
			}
			t.Parts = append(t.Parts, p)
			t.VolumeMM3 += volume
			t.WeightG += weight
			if earlier(l.ShipBy, t.ShipBy) < 0 {
				t.ShipBy = l.ShipBy
			}
			continue next
		}
		totes = append(totes, toteOf(l, p))
	}
	return totes
}
