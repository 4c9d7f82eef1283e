package config

import (
	"slices"
	"strings"
)

func (w *Warehouse) checkControllers() error {
	controllers := &ids{what: "controller"}
	for _, c := range w.Controllers {
		if err := controllers.add(c.ID, c.At); err != nil {
			return err
		}
		switch c.Protocol {
		case "telegram":
			if !strings.HasPrefix(c.URL, "tcp://") {
				return c.At.Errorf("controller %q: url %q must look like tcp://host:2000", c.ID, c.URL)
			}
		case "fleetapi":
			if !strings.HasPrefix(c.URL, "https://") {
				return c.At.Errorf("controller %q: url %q must look like https://host:8443", c.ID, c.URL)
			}
			if c.ThumbprintFile == "" || c.TokenFile == "" {
				return c.At.Errorf("controller %q: a fleet controller needs thumbprint_file and token_file", c.ID)
			}
		}
	}
	return nil
}

// checkControlled checks a device that is reached through a controller: such a
// controller has one crane, or one fleet.
func (w *Warehouse) checkControlled(d *Device, taken *ids) error {
	if class := map[string]string{"telegram": "crane", "fleetapi": "fleet"}[d.Protocol]; d.Class != class {
		return d.At.Errorf("device %q: a %s does not speak %s: only a %s does", d.ID, d.Class, d.Protocol, class)
	}
	if !slices.ContainsFunc(w.Controllers, func(c Controller) bool { return c.ID == d.Controller && c.Protocol == d.Protocol }) {
		return d.At.Errorf("device %q: controller %q is unknown: add it to controllers", d.ID, d.Controller)
	}
	if d.Class == "fleet" {
		if d.Vehicles < 1 || len(d.Places) < 2 {
			return d.At.Errorf("device %q: a fleet needs the number of its vehicles and at least two places that they serve", d.ID)
		}
		for _, p := range d.Places {
			if _, ok := w.Location(p); !ok {
				return d.At.Errorf("device %q: place %q is not a location of %s", d.ID, p, w.ID)
			}
		}
	}
	return taken.add(d.Controller, d.At)
}
