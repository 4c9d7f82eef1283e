package plant

import (
	"math"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/orders"
)

// lanes finds offers in the network file's tariffs.
type lanes struct{ net *config.Network }

// Offers implements orders.Lanes: for each warehouse the cheapest lane that
// gives the service ("" is standard).
func (l lanes) Offers(country string, lat, lon *float64, service string, now time.Time) ([]orders.Offer, error) {
	region, err := l.region(country)
	if err != nil {
		return nil, err
	}
	if (lat == nil) != (lon == nil) || (lat != nil && (math.Abs(*lat) > 90 || math.Abs(*lon) > 180)) {
		return nil, wms.Refuse(wms.Invalid, "invalid_position", "ship_to.lat (-90 to 90) and ship_to.lon (-180 to 180) are given together or not at all")
	}
	if service == "" {
		service = "standard"
	}
	var out []orders.Offer
	for _, w := range l.net.Warehouses {
		if o, ok := l.offer(w, region, lat, lon, service); ok {
			o.ShipDate, o.PerDay = shipDate(w, o.Carrier, now), w.Limits.ShipmentsPerDay
			out = append(out, o)
		}
	}
	if len(out) == 0 {
		if end, lane := l.farthest(region, service); lane != "" {
			return nil, wms.Refuse(wms.Invalid, "tariff_hole", "no tariff reaches ship_to: of the lanes to %s by service %q, %s goes farthest and ends %d km from its warehouse",
				country, service, lane, end).With("country", country).With("lane", lane)
		}
		return nil, wms.Refuse(wms.Invalid, "no_lane", "no warehouse delivers to %s by service %q", country, service).With("country", country)
	}
	return out, nil
}

// region finds where a country's lanes go, or refuses with unknown_country.
func (l lanes) region(country string) (*config.Region, error) {
	if r := l.net.RegionOf(country); r != nil {
		return r, nil
	}
	if _, known := config.Country(country); known {
		return nil, wms.Refuse(wms.Invalid, "unknown_country", "no lane delivers to %q", country).With("country", country).With("field", "ship_to.country")
	}
	return nil, wms.Refuse(wms.Invalid, "unknown_country", "ship_to.country %.60q is no country of ISO 3166-1: write its code, such as GB, or its English name", country).
		With("country", country).With("field", "ship_to.country")
}

func (l lanes) offer(w *config.Warehouse, region *config.Region, lat, lon *float64, service string) (best orders.Offer, ok bool) {
	found, surcharge := l.net.LanesTo(w.ID, region)
	km := -1.0
	if lat != nil {
		km = GreatCircleKM(w.Lat, w.Lon, *lat, *lon)
	}
	for _, lane := range found {
		if lane.Service != service {
			continue
		}
		band, has := bandFor(lane, km)
		if !has {
			continue
		}
		o := orders.Offer{Offer: allocation.Offer{Warehouse: w.ID, Price: float64(band.Price + surcharge + lane.Customs),
			HandlingOrder: float64(w.Costs.HandlingOrder), HandlingLine: float64(w.Costs.HandlingLine), Days: int(band.Days),
			Carrier: lane.Carrier, Route: band.Route, KM: max(0, km), PerKG: float64(lane.PerKG)}}
		if lane.PerKG == 0 {
			o.FreeG, o.PerKG = l.net.WeightStep.FreeG, float64(l.net.WeightStep.PerKG)
		}
		if !ok || o.Price < best.Price {
			best, ok = o, true
		}
	}
	return best, ok
}

// farthest is the lane to a region that goes farthest by a service.
func (l lanes) farthest(region *config.Region, service string) (km int64, lane string) {
	for _, w := range l.net.Warehouses {
		found, _ := l.net.LanesTo(w.ID, region)
		for _, f := range found {
			if end := f.Bands[len(f.Bands)-1].MaxKM; f.Service == service && end > km {
				km, lane = end, f.ID
			}
		}
	}
	return km, lane
}

// bandFor is the band for a distance; for a destination whose place is not
// known the farthest, so that no promise is too good.
func bandFor(lane *config.Lane, km float64) (*config.Band, bool) {
	if km < 0 {
		return &lane.Bands[len(lane.Bands)-1], true
	}
	return lane.BandFor(km)
}

// GreatCircleKM is the distance on a sphere of 6371 km.
func GreatCircleKM(lat1, lon1, lat2, lon2 float64) float64 {
	rad := math.Pi / 180
	sin := func(d float64) float64 { s := math.Sin(d * rad / 2); return s * s }
	a := sin(lat2-lat1) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*sin(lon2-lon1)
	return 2 * 6371 * math.Asin(math.Sqrt(min(1, a)))
}

// shipDate is the first day on which a carrier leaves a warehouse with what is
// ordered now: today there, or a later day after its cut-off.
func shipDate(w *config.Warehouse, carrier string, now time.Time) string {
	local := now.In(w.Zone)
	if local.Hour()*60+local.Minute() >= int(w.CutOffFor(carrier)) {
		local = local.AddDate(0, 0, 1)
	}
	return w.DepartureFrom(carrier, local).Format(time.DateOnly)
}

// Next implements orders.Departures.
func (l lanes) Next(id wms.WarehouseID, carrier, date string) string {
	day, err := time.Parse(time.DateOnly, date)
	w, ok := l.net.Warehouse(string(id))
	if err != nil || !ok {
		return date
	}
	return w.DepartureFrom(carrier, day.AddDate(0, 0, 1)).Format(time.DateOnly)
}

// Leaves implements orders.Departures.
func (l lanes) Leaves(id wms.WarehouseID, carrier, date string) time.Time {
	day, err := time.Parse(time.DateOnly, date)
	w, ok := l.net.Warehouse(string(id))
	if err != nil || !ok {
		return time.Time{}
	}
	return w.DepartsAt(carrier, day)
}

// PerDay implements orders.Departures.
func (l lanes) PerDay(id wms.WarehouseID, carrier string) (site, ofCarrier int64) {
	if w, ok := l.net.Warehouse(string(id)); ok {
		return w.PerDay(carrier)
	}
	return 0, 0
}

// LanesOf finds offers in a network's tariffs, as promises do.
func LanesOf(net *config.Network) orders.Lanes { return lanes{net} }
