package config

import (
	"math"
	"slices"
	"strings"
)

func (n *Network) checkTariffs() error {
	carriers, err := n.checkCarriers()
	if err != nil {
		return err
	}
	regions, err := n.checkRegions()
	if err != nil {
		return err
	}
	lanes, served := &ids{what: "lane"}, map[string]bool{}
	for _, l := range n.Lanes {
		if err := lanes.add(l.ID, l.At); err != nil {
			return err
		}
		if !carriers[l.Carrier] {
			return l.At.Errorf("lane %q: carrier %q is unknown: add it to carriers", l.ID, l.Carrier)
		}
		if !regions[l.To] {
			return l.At.Errorf("lane %q: region %q is unknown: add it to regions", l.ID, l.To)
		}
		if i := slices.IndexFunc(n.Regions, func(r Region) bool { return r.ID == l.To }); n.Regions[i].PricedAs != "" {
			return l.At.Errorf("lane %q never delivers: region %q is priced as %q, so no lane of its own is used", l.ID, l.To, n.Regions[i].PricedAs)
		}
		served[l.To] = true
		for _, from := range l.From {
			if _, ok := n.byID[from]; !ok {
				return l.At.Errorf("lane %q: warehouse %q is unknown: name one of the sites", l.ID, from)
			}
		}
		if err := n.checkLane(l); err != nil {
			return err
		}
	}
	for _, r := range n.Regions {
		if r.PricedAs == "" && !served[r.ID] {
			return r.At.Errorf("no lane goes to region %q: add one, or take the region out", r.ID)
		}
	}
	return n.checkSupply()
}

// checkLane finds holes: weights, distances and days without a price.
func (n *Network) checkLane(l Lane) error {
	if l.PerKG == 0 && n.WeightStep.FreeG > 0 && n.WeightStep.PerKG == 0 {
		return l.At.Errorf("lane %q: weight above %d g has no price: give the lane per_kg, or weight_step a per_kg", l.ID, n.WeightStep.FreeG)
	}
	for i, from := range l.From {
		if slices.Contains(l.From[:i], from) {
			return l.At.Errorf("lane %q: warehouse %q stands twice in from", l.ID, from)
		}
	}
	last := int64(0)
	for i, b := range l.Bands {
		switch {
		case last < 0:
			return b.At.Errorf("lane %q: the band before has no max_km, so this one is never used", l.ID)
		case b.MaxKM == 0:
			last = -1
		case b.MaxKM <= last:
			return b.At.Errorf("lane %q: band %d ends at %d km, the one before at %d km: order them by distance", l.ID, i+1, b.MaxKM, last)
		default:
			last = b.MaxKM
		}
		if b.Days == 0 && (b.MaxKM == 0 || b.MaxKM > sameDayKM) {
			return b.At.Errorf("lane %q: band %d has days 0 without a max_km of at most %d: nothing is delivered that far on the day it leaves", l.ID, i+1, sameDayKM)
		}
	}
	return nil
}

// sameDayKM is how far a delivery on the day of departure may go.
const sameDayKM = 1000

func (n *Network) checkCarriers() (map[string]bool, error) {
	seen, known := &ids{what: "carrier"}, map[string]bool{}
	for _, c := range n.Carriers {
		if err := seen.add(c.ID, c.At); err != nil {
			return nil, err
		}
		known[c.ID] = true
	}
	return known, nil
}

func (n *Network) checkRegions() (map[string]bool, error) {
	seen, countries, known := &ids{what: "region"}, &ids{what: "country"}, map[string]bool{}
	n.regionOf, n.others = map[string]*Region{}, nil
	for i := range n.Regions {
		r := &n.Regions[i]
		if err := seen.add(r.ID, r.At); err != nil {
			return nil, err
		}
		known[r.ID] = true
		for _, c := range r.Countries {
			code, ok := Country(c)
			if !ok {
				return nil, r.At.Errorf("region %q: country %q is unknown: write its ISO 3166-1 code or English name, or put it under places", r.ID, c)
			}
			if err := countries.add(code, r.At); err != nil {
				return nil, err
			}
			n.regionOf[code] = r
		}
		for _, c := range r.Places {
			if code, ok := Country(c); ok || c == "" {
				return nil, r.At.Errorf("region %q: place %q is a country (%s): put it under countries", r.ID, c, code)
			}
			if err := countries.add(c, r.At); err != nil {
				return nil, err
			}
			n.regionOf[c] = r
		}
		if r.Others && n.others != nil {
			return nil, r.At.Errorf("region %q: only one region can take all other countries", r.ID)
		}
		if r.Others {
			n.others = r
		}
		if len(r.Countries)+len(r.Places) == 0 && !r.Others {
			return nil, r.At.Errorf("region %q has no countries: name them, or write others: true", r.ID)
		}
	}
	for _, r := range n.Regions {
		if i := slices.IndexFunc(n.Regions, func(o Region) bool { return o.ID == r.PricedAs }); r.PricedAs != "" &&
			(i < 0 || n.Regions[i].PricedAs != "") {
			return nil, r.At.Errorf("region %q: priced_as %q is not a region with lanes of its own", r.ID, r.PricedAs)
		}
	}
	return known, nil
}

func (n *Network) checkSupply() error {
	for _, t := range n.Transfers {
		for _, id := range []string{t.From, t.To} {
			if _, ok := n.byID[id]; !ok {
				return t.At.Errorf("transfer: warehouse %q is unknown: name one of the sites", id)
			}
		}
		if t.From == t.To {
			return t.At.Errorf("transfer from %q to itself", t.From)
		}
	}
	seen, share := &ids{what: "supplier"}, 0.0
	for _, s := range n.Suppliers {
		if err := seen.add(s.ID, s.At); err != nil {
			return err
		}
		share += s.ShareOfItems
	}
	if len(n.Suppliers) > 0 && math.Abs(share-1) > 1e-6 {
		return n.Suppliers[0].At.Errorf("the suppliers' share_of_items add up to %g: they must add up to 1", share)
	}
	if n.MQTT.Mode == "external" && n.MQTT.URL == "" {
		return n.MQTT.At.Errorf("an external broker needs a url such as tcp://host:1883")
	}
	if (n.MQTT.CertFile == "") != (n.MQTT.KeyFile == "") {
		return n.MQTT.At.Errorf("cert_file and key_file belong together")
	}
	if n.MQTT.CAFile+n.MQTT.CertFile != "" && !strings.HasPrefix(n.MQTT.URL, "ssl://") {
		return n.MQTT.At.Errorf("ca_file and cert_file need a broker with TLS: ssl://host:8883")
	}
	return nil
}
