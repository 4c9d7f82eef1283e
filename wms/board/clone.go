package board

import (
	"maps"

	"github.com/aisle-wms/aisle/wms"
)

func (d *Day) clone() Day {
	return Day{Sum: maps.Clone(d.Sum), Items: maps.Clone(d.Items), First: d.First, Last: d.Last}
}

func (s State) clone() State {
	hands := map[wms.WarehouseID]map[wms.SKU]int64{}
	for w, m := range s.OnHand {
		hands[w] = maps.Clone(m)
	}
	return State{Seq: s.Seq, OnHand: hands, Orders: maps.Clone(s.Orders), Promise: maps.Clone(s.Promise), Opened: maps.Clone(s.Opened), Seen: maps.Clone(s.Seen), Today: s.Today,
		Missions: maps.Clone(s.Missions), Busy: maps.Clone(s.Busy)}
}
