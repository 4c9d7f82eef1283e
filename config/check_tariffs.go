package config

import (
	"math"
	"slices"
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
		served[l.To] = true
		for _, from := range l.From {
			if _, ok := n.byID[from]; !ok {
				return l.At.Errorf("lane %q: warehouse %q is unknown: name one of the sites", l.ID, from)
			}
		}
		if err := l.checkBands(); err != nil {
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

func (l *Lane) checkBands() error {
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
	}
	return nil
}

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
	others := false
	for _, r := range n.Regions {
		if err := seen.add(r.ID, r.At); err != nil {
			return nil, err
		}
		known[r.ID] = true
		for _, c := range r.Countries {
			if err := countries.add(c, r.At); err != nil {
				return nil, err
			}
		}
		if r.Others && others {
			return nil, r.At.Errorf("region %q: only one region can take all other countries", r.ID)
		}
		others = others || r.Others
		if len(r.Countries) == 0 && !r.Others {
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
	return nil
}
