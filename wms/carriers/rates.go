package carriers

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// elsewhere is the country of a zone that takes what no other has.
const elsewhere = "*"

func checkService(s wms.CarrierService) error {
	if err := checkID("service", s.Service); err != nil {
		return err
	}
	if !currencyForm.MatchString(s.Currency) {
		return wms.Refuse(wms.Invalid, "invalid_currency", "currency must be three capitals such as EUR, not %q", s.Currency)
	}
	if !goodText(s.Name, 80) {
		return wms.Refuse(wms.Invalid, "invalid_name", "a name has at most 80 bytes and no line ends")
	}
	if err := between("volumetric_divisor", s.VolumetricDivisor, 0, 1_000_000); err != nil {
		return err
	}
	if err := between("surcharge_permille", s.SurchargePermille, 0, 10_000); err != nil {
		return err
	}
	if len(s.Zones) == 0 || len(s.Zones) > maxZones {
		return wms.Refuse(wms.Invalid, "invalid_zones", "a service has 1 to %d zones, not %d", maxZones, len(s.Zones))
	}
	zoneOf := map[string]string{}
	for i, z := range s.Zones {
		if z.ID == "" || !goodText(z.ID, 40) || slices.ContainsFunc(s.Zones[:i], func(o wms.RateZone) bool { return o.ID == z.ID }) {
			return wms.Refuse(wms.Invalid, "invalid_zone", "zone %d needs an id of its own of at most 40 bytes, not %q", i+1, z.ID)
		}
		if len(z.Countries) == 0 {
			return wms.Refuse(wms.Invalid, "empty_zone", "zone %s has no countries; write \"*\" for all others", z.ID)
		}
		for _, c := range z.Countries {
			if c == "" || !goodText(c, 60) {
				return wms.Refuse(wms.Invalid, "invalid_country", "zone %s: a country has 1 to 60 bytes, not %q", z.ID, c)
			}
			if other, twice := zoneOf[c]; twice {
				return wms.Refuse(wms.Invalid, "zone_overlap", "%s is in zone %s and in zone %s", c, other, z.ID)
			}
			zoneOf[c] = z.ID
		}
		if err := between("days", z.Days, 0, 365); err != nil {
			return err
		}
		if err := between("surcharge", z.Surcharge, 0, maxPrice); err != nil {
			return err
		}
		if err := checkBreaks(z); err != nil {
			return err
		}
	}
	return nil
}

// checkBreaks: they begin at nothing and each where the one before ends.
func checkBreaks(z wms.RateZone) error {
	if len(z.Breaks) == 0 || len(z.Breaks) > maxBreaks {
		return wms.Refuse(wms.Invalid, "invalid_breaks", "zone %s has 1 to %d weight breaks, not %d", z.ID, maxBreaks, len(z.Breaks))
	}
	at := int64(0)
	for i, b := range z.Breaks {
		switch {
		case b.AboveG > at:
			return wms.Refuse(wms.Invalid, "rate_hole", "zone %s: nothing says what %d to %d g cost", z.ID, at+1, b.AboveG).With("zone", z.ID).With("break", i+1)
		case b.AboveG < at:
			return wms.Refuse(wms.Invalid, "rate_overlap", "zone %s: break %d begins above %d g, but the one before goes up to %d g", z.ID, i+1, b.AboveG, at).With("zone", z.ID).With("break", i+1)
		case b.UpToG <= b.AboveG || b.UpToG > maxGrams:
			return wms.Refuse(wms.Invalid, "invalid_break", "zone %s: break %d goes from above %d g up to %d g; up_to_g must be greater, and at most %d", z.ID, i+1, b.AboveG, b.UpToG, maxGrams)
		}
		if err := between("price", b.Price, 0, maxPrice); err != nil {
			return err
		}
		at = b.UpToG
	}
	return nil
}

// Parcel is what a price depends on.
type Parcel struct {
	Warehouse wms.WarehouseID
	Country   string
	WeightG   int64
	VolumeMM3 int64
	Day, Due  string // YYYY-MM-DD; Due may be empty
}

// chargeable is the greater of the weight and what the volume counts as: cm³
// per kg is mm³ per g.
func chargeable(s wms.CarrierService, p Parcel) int64 {
	if s.VolumetricDivisor == 0 {
		return max(1, p.WeightG)
	}
	return max(1, p.WeightG, (p.VolumeMM3+s.VolumetricDivisor-1)/s.VolumetricDivisor)
}

// rate prices one parcel with one service, or says why not.
func rate(s wms.CarrierService, p Parcel) wms.ConsideredService {
	c := wms.ConsideredService{Carrier: s.Carrier, Service: s.Service, ChargeableG: chargeable(s, p)}
	if s.Inactive {
		c.Verdict = "inactive"
		return c
	}
	if len(s.Warehouses) > 0 && !slices.Contains(s.Warehouses, p.Warehouse) {
		c.Verdict = "not_from_here"
		return c
	}
	zone := -1
	for i, z := range s.Zones {
		if slices.Contains(z.Countries, p.Country) {
			zone = i
			break
		}
		if slices.Contains(z.Countries, elsewhere) {
			zone = i
		}
	}
	if zone < 0 {
		c.Verdict = "no_zone"
		return c
	}
	z := s.Zones[zone]
	c.Zone = z.ID
	i := slices.IndexFunc(z.Breaks, func(b wms.WeightBreak) bool { return c.ChargeableG > b.AboveG && c.ChargeableG <= b.UpToG })
	if i < 0 {
		c.Verdict = "too_heavy"
		return c
	}
	base := z.Breaks[i].Price + z.Surcharge
	c.Price = base + (base*s.SurchargePermille+500)/1000
	c.Arrives = dayAfter(p.Day, z.Days)
	return c
}

func dayAfter(day string, days int64) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, int(days)).Format(time.DateOnly)
}

// Choose takes the cheapest service that meets the promised day; where none
// does, the one that arrives first, and says that it is late. Equal prices: the
// earlier, then by name.
func Choose(all []wms.CarrierService, p Parcel) wms.CarrierChoice {
	out := wms.CarrierChoice{Due: p.Due, Considered: make([]wms.ConsideredService, 0, len(all))}
	best := -1
	better := func(a, b wms.ConsideredService) bool {
		if in, other := onTime(a, p), onTime(b, p); in != other {
			return in
		} else if in && a.Price != b.Price {
			return a.Price < b.Price
		}
		if a.Arrives != b.Arrives {
			return a.Arrives < b.Arrives
		}
		return a.Price < b.Price
	}
	for _, s := range all {
		c := rate(s, p)
		out.Considered = append(out.Considered, c)
		if c.Verdict == "" && (best < 0 || better(c, out.Considered[best])) {
			best = len(out.Considered) - 1
			out.Currency = s.Currency
		}
	}
	if best < 0 {
		return out
	}
	won := out.Considered[best]
	out.Carrier, out.Service, out.Price, out.Arrives, out.Late = won.Carrier, won.Service, won.Price, won.Arrives, !onTime(won, p)
	for i := range out.Considered {
		c := &out.Considered[i]
		switch {
		case c.Verdict != "":
		case i == best:
			c.Verdict = "chosen"
		case !onTime(*c, p) && !out.Late:
			c.Verdict = "too_late"
		case !onTime(*c, p):
			c.Verdict = "late"
		default:
			c.Verdict = "dearer"
		}
	}
	return out
}

func onTime(c wms.ConsideredService, p Parcel) bool { return p.Due == "" || c.Arrives <= p.Due }
