package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/waves"] = `{"warehouse":"central","name":"noon","carrier":"dhl","route":"R1","max_shipments":50}`
	systemNouns["Wave"], systemNouns["WaveView"], systemNouns["NewWave"] = wms.Wave{}, wms.WaveView{}, wms.NewWave{}
	systemNouns["DueShipment"] = wms.DueShipment{}
	systemNouns["WaveWaits"], systemNouns["WorkForecast"], systemNouns["WorkLeft"] = wms.WaveWaits{}, wms.WorkForecast{}, wms.WorkLeft{}
}

func fakeWave(id string) wms.Wave {
	return wms.Wave{ID: id, Warehouse: "central", Status: wms.WavePlanned, Shipments: 1, Open: 1, CreatedAt: when}
}

func (f *fake) PlanWave(_ context.Context, c Call, n wms.NewWave) (wms.Wave, error) {
	return once(f, "PlanWave", c, n, func() wms.Wave { return fakeWave("central-W00001") })
}

func (f *fake) ReleaseWave(_ context.Context, c Call, id string) (wms.Wave, error) {
	return once(f, "ReleaseWave", c, id, func() wms.Wave { return fakeWave(id) })
}

func (f *fake) CancelWave(_ context.Context, c Call, id string) (wms.Wave, error) {
	return once(f, "CancelWave", c, id, func() wms.Wave { return fakeWave(id) })
}

func (f *fake) ListWaves(_ context.Context, w wms.WarehouseID, _ wms.WaveStatus, _ Page) ([]wms.Wave, string, error) {
	return []wms.Wave{fakeWave("central-W00001")}, "", f.saw("ListWaves", w)
}

func (f *fake) Wave(_ context.Context, id string) (wms.WaveView, error) {
	return wms.WaveView{Wave: fakeWave(id), States: map[wms.ShipmentStatus]int{wms.ShipmentPromised: 1}, Waiting: []wms.WaveWaits{},
		Forecast: &wms.WorkForecast{At: when, Kinds: map[wms.TaskKind]wms.WorkLeft{wms.TaskPick: {Tasks: 1, SecondsEach: 25}}}}, f.saw("Wave", id)
}

func (f *fake) Due(_ context.Context, w wms.WarehouseID, _ int) ([]wms.DueShipment, error) {
	return []wms.DueShipment{{Shipment: "O-1-1", Order: "O-1", Status: wms.ShipmentPicking, Leaves: when, Lines: 1, Reason: wms.DueWork, Tasks: 1}}, f.saw("Due", w)
}
