package plant

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// sketched adds to a step the rack in which its place is, where there is one.
func (h *House) sketched(s wms.Step) wms.Step {
	if len(s.Expect) == 1 && slices.Contains([]string{tasks.ScanLocation, tasks.ScanPlace}, s.Step) {
		if v, ok := h.Site.View(wms.LocationID(s.Expect[0])); ok {
			s.Rack = &v
		}
	}
	return s
}

func (h *House) sketchedAll(c wms.Claimed) wms.Claimed {
	for i, s := range c.Script {
		c.Script[i] = h.sketched(s)
	}
	return c
}
