package api

import "slices"

// Systems are the ports of systemRoutes.
type Systems struct {
	Hosts           Hosts
	Channels        Channels
	Comparisons     Comparisons
	Access          Access
	Alarms          Alarms
	EPCIS           EPCIS
	Paper           Paper
	Printing        Printing
	Packing         Packing
	Manifests       Manifests
	Supply          Supply
	VMI             VMI
	Alerts          Alerts
	StockCare       StockCare
	Occasions       Occasions
	Forecasts       Forecasts
	Stuck           Stuck
	Sorters         Sorters
	Carriers        Carriers
	AllocationRules AllocationRules
	Plans           Plans
	Replay          Replay
	Heats           Heats
	Layouts         Layouts
	Waves           Waves
}

// systemRoutes are the other systems, and what helps when things stop.
func (f *face) systemRoutes() []route {
	return slices.Concat(
		f.hostRoutes(),
		f.channelRoutes(),
		f.comparisonRoutes(),
		f.accessRoutes(),
		f.alarmRoutes(),
		f.exportRoutes(),
		f.paperRoutes(),
		f.printingRoutes(),
		f.packingRoutes(),
		f.manifestRoutes(),
		f.supplyRoutes(),
		f.vmiRoutes(),
		f.alertRoutes(),
		f.careRoutes(),
		f.occasionRoutes(),
		f.forecastRoutes(),
		f.stuckRoutes(),
		f.sorterRoutes(),
		f.carrierRoutes(),
		f.allocationRuleRoutes(),
		f.planRoutes(),
		f.replayRoutes(),
		f.heatRoutes(),
		f.layoutRoutes(),
		f.waveRoutes(),
	)
}
