package twin

import (
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/vehicle"
	"github.com/aisle-wms/aisle/wms"
)

func skuOf(s string) wms.SKU { return wms.SKU(s) }

func kinematics(m *config.VehicleModel) vehicle.Kinematics {
	return vehicle.Kinematics{SpeedMMPerS: m.SpeedMMPerS, AccelMMPerS2: m.AccelMMPerS2, TurnMradPerS: m.TurnMradPerS,
		LoadMS: m.LoadMS, UnloadMS: m.UnloadMS, LengthMM: m.LengthMM, WidthMM: m.WidthMM, MaxLoadG: m.MaxLoadG,
		BatteryWh: m.BatteryWh, DrivingW: m.DrivingW, IdleW: m.IdleW, ChargingW: m.ChargingW}
}

// barcode is what is printed on a unit of an item: its GTIN.
func (t *Twin) barcode(sku string) string {
	if it, ok := t.source.Item(skuOf(sku)); ok && it.GTIN != "" {
		return it.GTIN
	}
	return sku
}
