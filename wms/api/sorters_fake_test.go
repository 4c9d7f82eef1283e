package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/sorters/:id/chutes/:n"] = `{"routes":["near"],"reason":"the big one is full","version":1}`
	systemNouns["ChuteAssignment"], systemNouns["ChuteHistory"] = wms.ChuteAssignment{}, wms.ChuteHistory{}
	systemNouns["SorterChute"], systemNouns["NewChuteAssignment"] = wms.SorterChute{}, chuteBody{}
}

func assigned(d wms.DeviceID, n int64) wms.ChuteAssignment {
	return wms.ChuteAssignment{Sorter: d, Chute: n, Routes: []string{"near"}, Version: 2, By: "ann", At: when}
}

func (f *fake) SorterChutes(_ context.Context, d wms.DeviceID) ([]wms.SorterChute, error) {
	return []wms.SorterChute{{ChuteAssignment: assigned(d, 1), Location: "C1", Enabled: true}}, f.saw("SorterChutes", d)
}

func (f *fake) SorterChute(_ context.Context, d wms.DeviceID, n int64) (wms.ChuteHistory, error) {
	return wms.ChuteHistory{ChuteAssignment: assigned(d, n), History: []wms.ChuteAssignment{assigned(d, n)}}, f.saw("SorterChute", n)
}

func (f *fake) AssignChute(_ context.Context, c Call, a wms.ChuteAssignment, _ *int64) (wms.ChuteAssignment, error) {
	return once(f, "AssignChute", c, a, func() wms.ChuteAssignment { return assigned(a.Sorter, a.Chute) })
}
