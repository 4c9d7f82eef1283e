package config

import (
	"net/url"
	"slices"
	"strings"
)

// check proves a site. Devices come before all else: what follows relies on
// their models.
func (w *Warehouse) check(n *Network, people, badges, devices *ids, f *faults) {
	if f.add(w.checkDevices(devices)) {
		return
	}
	for _, step := range []func() error{
		w.checkMachines,
		func() error { return w.checkChutes(n) },
		w.checkDocks,
		func() error { return w.checkDepartures(n) },
		func() error { return w.checkPeople(people, badges) },
	} {
		if f.add(step()) {
			return
		}
	}
	if w.checkGeometry(f); f.full() {
		return
	}
	w.checkRoadmap(f)
}

func (w *Warehouse) checkDevices(devices *ids) error {
	plcs, prefixes := &ids{what: "plc"}, &ids{what: "prefix"}
	for _, p := range w.PLCs {
		if err := plcs.add(p.ID, p.At); err != nil {
			return err
		}
		if !strings.HasPrefix(p.URL, "opc.tcp://") {
			return p.At.Errorf("plc %q: url %q must look like opc.tcp://host:4840", p.ID, p.URL)
		}
	}
	if err := w.checkControllers(); err != nil {
		return err
	}
	taken := &ids{what: "device of controller"}
	for i := range w.Devices {
		d := &w.Devices[i]
		if err := devices.add(d.ID, d.At); err != nil {
			return err
		}
		if (d.Class == "vehicle" || d.Class == "robot") != (d.Protocol == "vda5050") {
			return d.At.Errorf("device %q: a %s does not speak %s: vehicles speak vda5050, a maker's fleet fleetapi, other machines plc or telegram", d.ID, d.Class, d.Protocol)
		}
		if d.Protocol == "vda5050" {
			if d.Manufacturer == "" || d.Serial == "" || d.Version == "" || d.Start == "" {
				return d.At.Errorf("device %q: a vda5050 vehicle needs manufacturer, serial, version and start", d.ID)
			}
		} else if d.Protocol == "telegram" || d.Protocol == "fleetapi" || d.Class == "fleet" {
			if err := w.checkControlled(d, taken); err != nil {
				return err
			}
		} else if d.Protocol == "field" {
			if d.Class != "sorter" {
				return d.At.Errorf("device %q: a %s does not speak field: sorters of robots do", d.ID, d.Class)
			}
		} else {
			if _, ok := w.PLC(d.PLC); !ok {
				return d.At.Errorf("device %q: plc %q is unknown: add it to plcs", d.ID, d.PLC)
			}
			if d.Prefix == "" {
				return d.At.Errorf("device %q: a plc device needs a prefix, the beginning of its node ids", d.ID)
			}
			if err := prefixes.add(d.PLC+" "+d.Prefix, d.At); err != nil {
				return err
			}
		}
		if w.noModel(d) {
			return d.At.Errorf("device %q: model %q is not among models of %ss", d.ID, d.Model, d.Class)
		}
	}
	return nil
}

func (w *Warehouse) noModel(d *Device) bool {
	switch d.Class {
	case "vehicle", "robot", "fleet":
		return w.VehicleModel(d) == nil
	case "crane", "gate":
		return w.CraneModel(d) == nil
	case "sorter":
		return d.Protocol != "field" && w.SorterModel(d) == nil
	case "conveyor":
		return w.ConveyorModel(d) == nil
	}
	return false
}

// checkMachines proves that each machine has its place in the building and
// each place its machine.
func (w *Warehouse) checkMachines() error {
	placed := &ids{what: "the place of device"}
	place := func(device, class string, at At) error {
		d, ok := w.Device(device)
		if !ok || d.Class != class {
			return at.Errorf("%q is not a device of class %s: add it to devices", device, class)
		}
		return placed.add(device, at)
	}
	for i := range w.Layout.Racks {
		r := &w.Layout.Racks[i]
		if err := place(r.Device, "crane", r.At); err != nil {
			return err
		}
		if err := r.checkPnDs(); err != nil {
			return err
		}
	}
	for _, s := range w.Layout.Sorters {
		if err := place(s.Device, "sorter", s.At); err != nil {
			return err
		}
	}
	if err := w.checkFields(); err != nil {
		return err
	}
	if err := w.checkConveyors(place); err != nil {
		return err
	}
	for _, v := range w.Layout.Vision {
		if err := place(v.Device, "vision", v.At); err != nil {
			return err
		}
		if u, err := url.Parse(v.Pictures); v.Pictures != "" && (err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Port() == "") {
			return v.At.Errorf("vision %q: pictures %q must look like http://host:8090/path", v.ID, v.Pictures)
		}
	}
	if err := w.checkGates(place); err != nil {
		return err
	}
	for _, d := range w.Devices {
		if _, ok := placed.seen[d.ID]; !ok && d.Class != "vehicle" && d.Class != "robot" && d.Class != "fleet" {
			return d.At.Errorf("device %q has no place in the layout: a %s needs one", d.ID, d.Class)
		}
	}
	return nil
}

func (r *Rack) checkPnDs() error {
	numbers, directions := map[int64]bool{}, map[string]bool{}
	for _, p := range r.PnDs {
		if numbers[p.Number] {
			return p.At.Errorf("rack %q: P&D number %d is there already: numbers are unique in a rack", r.ID, p.Number)
		}
		numbers[p.Number], directions[p.Direction] = true, true
	}
	if !directions["in"] || !directions["out"] {
		return r.At.Errorf("rack %q needs at least one P&D in and one out", r.ID)
	}
	return nil
}

func (w *Warehouse) checkChutes(n *Network) error {
	chutes, routes := map[int64]At{}, map[string]bool{}
	for _, s := range w.Layout.Sorters {
		if s.Reject.Number != 0 {
			return s.Reject.At.Errorf("sorter %q: the reject lane is number 0, not %d", s.ID, s.Reject.Number)
		}
		for _, c := range s.Chutes {
			if _, dup := chutes[c.Number]; dup || c.Number == 0 {
				return c.At.Errorf("sorter %q: chute number %d is taken: number them from 1, each once", s.ID, c.Number)
			}
			chutes[c.Number] = c.At
			for _, r := range c.Routes {
				if !n.hasRoute(w.ID, r) {
					return c.At.Errorf("chute %d: no lane from %s has route %q", c.Number, w.ID, r)
				}
				routes[r] = true
			}
		}
	}
	if len(chutes) == 0 {
		if w.Flow.ToBench == "sorter" {
			return w.Flow.At.Errorf("to_bench is sorter, but the layout has none: write vehicle or carry")
		}
		return nil
	}
	for _, l := range n.Lanes {
		for _, b := range l.Bands {
			if slices.Contains(l.From, w.ID) && !routes[b.Route] {
				return b.At.Errorf("lane %q: route %q has no chute in %s", l.ID, b.Route, w.ID)
			}
		}
	}
	benches := map[int64]string{}
	for _, b := range w.Layout.Benches {
		for _, c := range b.Chutes {
			if _, ok := chutes[c]; !ok {
				return b.At.Errorf("bench %q: chute %d is unknown", b.ID, c)
			}
			if other, dup := benches[c]; dup {
				return b.At.Errorf("bench %q: chute %d ends at bench %q already", b.ID, c, other)
			}
			benches[c] = b.ID
		}
	}
	for c, at := range chutes {
		if benches[c] == "" {
			return at.Errorf("chute %d ends at no bench: name it in the chutes of one", c)
		}
	}
	return nil
}

func (n *Network) hasRoute(warehouse, route string) bool {
	for _, l := range n.Lanes {
		for _, b := range l.Bands {
			if b.Route == route && slices.Contains(l.From, warehouse) {
				return true
			}
		}
	}
	return false
}

func (w *Warehouse) checkDocks() error {
	for _, kind := range []string{"dock_in", "dock_out", "tote_stack", "staging"} {
		if len(w.LocationsOf(kind)) == 0 {
			return w.Layout.At.Errorf("%s has no %s: every site needs one", w.ID, kind)
		}
	}
	for _, s := range w.Layout.ShelfAreas {
		if s.DepotAisle > s.Aisles {
			return s.At.Errorf("shelf area %q: depot_aisle %d, but there are %d aisles", s.ID, s.DepotAisle, s.Aisles)
		}
	}
	return nil
}

func (w *Warehouse) checkPeople(people, badges *ids) error {
	for _, p := range w.People {
		if err := people.add(p.ID, p.At); err != nil {
			return err
		}
		if err := badges.add(p.Badge, p.At); err != nil {
			return err
		}
		if len(p.PIN) < 4 || strings.Trim(p.PIN, "0123456789") != "" {
			return p.At.Errorf("person %q: pin must be at least 4 digits in quotes", p.ID)
		}
		if _, ok := w.Location(p.Place); p.Place != "" && !ok {
			return p.At.Errorf("person %q: place %q is not a location of %s", p.ID, p.Place, w.ID)
		}
	}
	return nil
}
