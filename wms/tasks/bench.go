package tasks

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
)

// packing is the step of a pack task that fills cartons: the label alone, for
// all into one; or box type, items and label, carton by carton.
func packing(t wms.Task) Line {
	label := labelOf(t)
	last := t.Pack.Last()
	switch {
	case last != nil && !last.Closed:
		l := Line{Code: PackItem, Prompt: fmt.Sprintf("Carton %d: scan each item you put in, then its label %s; the label alone takes all that is left", len(t.Pack.Cartons), label),
			Args: map[string]any{"label": label, "carton": len(t.Pack.Cartons), "box": last.Box, "left": unitsOf(t.Pack.Left)}}
		seen := map[wms.SKU]bool{}
		for _, c := range t.Pack.Left {
			if !seen[c.SKU] {
				l.Expect = append(l.Expect, string(c.SKU))
			}
			seen[c.SKU] = true
		}
		l.Expect = append(l.Expect, label)
		return l
	case last != nil && len(t.Pack.Left) > 0:
		return Line{Code: ScanBox, Expect: t.Pack.Boxes, Prompt: fmt.Sprintf("Scan the box type of carton %d", len(t.Pack.Cartons)+1),
			Args: map[string]any{"carton": len(t.Pack.Cartons) + 1, "left": unitsOf(t.Pack.Left)}}
	}
	return Line{ScanLabel, []string{label}, 0, fmt.Sprintf("Pack it, stick the label %s on the carton and scan it", label),
		map[string]any{"label": label}}
}

// weighing asks for what the carton just closed weighs.
func weighing(t wms.Task) Line {
	label := labelOf(t)
	return Line{Code: WeighCarton, Expect: []string{"OK"}, Prompt: fmt.Sprintf("Put carton %s on the scale and say what it weighs in g", label),
		Args: map[string]any{"label": label}}
}

func unitsOf(list []wms.Content) (n int64) {
	for _, c := range list {
		n += c.Qty
	}
	return n
}

// labelOf is the label of the carton that is packed now.
func labelOf(t wms.Task) string {
	if last := t.Pack.Last(); last != nil {
		return string(last.Label)
	}
	if len(t.Units) > 0 {
		return string(t.Units[0])
	}
	return ""
}

// sorting empties a tote of a batch: whatever it still holds for orders may
// come next, one unit at a time.
func sorting(t wms.Task) []Line {
	l := Line{Code: LayOn, Qty: 1, Prompt: fmt.Sprintf("Take one unit out of %s, scan it and lay it on %s", t.Unit, t.To),
		Args: map[string]any{"unit": t.Unit, "place": t.To, "left": unitsOf(t.Goods), "goods": t.Goods}}
	if t.To == "" {
		l.Prompt = fmt.Sprintf("Take one unit out of %s and scan it: you will be told its chute", t.Unit)
	}
	if len(t.Units) > 0 {
		l.Args["label"] = t.Units[0]
	}
	seen := map[wms.SKU]bool{}
	for _, c := range t.Goods {
		if !seen[c.SKU] {
			l.Expect = append(l.Expect, string(c.SKU))
		}
		seen[c.SKU] = true
	}
	return []Line{{Code: ScanUnit, Expect: []string{string(t.Unit)}, Prompt: fmt.Sprintf("Bring tote %s to the sorter and scan it", t.Unit), Args: map[string]any{"unit": t.Unit}}, l}
}
