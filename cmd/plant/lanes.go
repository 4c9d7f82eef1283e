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

// isoNames are the names in the network file of countries that orders may
// also give by their ISO 3166-1 code.
var isoNames = map[string]string{"GB": "United Kingdom", "UK": "United Kingdom", "IE": "EIRE", "Ireland": "EIRE",
	"AT": "Austria", "BE": "Belgium", "CY": "Cyprus", "DK": "Denmark", "FI": "Finland", "FR": "France", "DE": "Germany",
	"GR": "Greece", "IT": "Italy", "LT": "Lithuania", "MT": "Malta", "NL": "Netherlands", "PL": "Poland", "PT": "Portugal",
	"ES": "Spain", "SE": "Sweden", "CH": "Switzerland", "NO": "Norway", "IS": "Iceland", "JE": "Channel Islands", "GG": "Channel Islands"}

// Offers implements orders.Lanes: for each warehouse the cheapest lane that
// gives the service ("" is standard).
func (l lanes) Offers(country string, lat, lon *float64, service string, now time.Time) ([]orders.Offer, error) {
	if name, ok := isoNames[country]; ok {
		country = name
	}
	region := l.net.RegionOf(country)
	if region == nil {
		return nil, wms.Refuse(wms.Invalid, "unknown_country", "no lane delivers to %q", country).With("country", country)
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
			o.ShipDate = shipDate(w, now)
			out = append(out, o)
		}
	}
	if len(out) == 0 {
		return nil, wms.Refuse(wms.Invalid, "no_lane", "no warehouse delivers to %s by service %q", country, service).With("country", country)
	}
	return out, nil
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

// shipDate is today at the warehouse, or tomorrow after its cut-off.
func shipDate(w *config.Warehouse, now time.Time) string {
	local := now.In(w.Zone)
	if local.Hour()*60+local.Minute() >= int(w.CutOff) {
		local = local.AddDate(0, 0, 1)
	}
	return local.Format(time.DateOnly)
}
