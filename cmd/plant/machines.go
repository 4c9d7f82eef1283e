package plant

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/broker"
	_ "github.com/aisle-wms/aisle/devices/fleetapi" // protocol fleetapi
	_ "github.com/aisle-wms/aisle/devices/plc"      // protocol plc
	_ "github.com/aisle-wms/aisle/devices/telegram" // protocol telegram
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/wms/control/fleet"
)

// Wires says how the machines are reached.
type Wires struct {
	Secrets enrolment.Secrets
	MQTT    string // broker URL: tcp://127.0.0.1:1883
	// OPCUA replaces the address of every PLC of the site file, if set.
	OPCUA string
}

// BrokerUsers are the logins of the embedded broker: one per vehicle, which
// reaches its own topics only, and the master. byHand are the vehicles that
// were enrolled one by one.
func BrokerUsers(net *config.Network, s enrolment.Secrets, byHand map[string]enrolment.Access) []broker.User {
	users := []broker.User{{Name: enrolment.MasterUser, Password: s.MQTT[enrolment.MasterUser], Master: true}}
	for _, w := range net.Warehouses {
		for _, d := range w.MQTTVehicles() {
			u := broker.VehicleUser(d.ID, s.MQTT[d.ID], TopicRoot(d))
			if a, enrolled := byHand[d.ID]; enrolled {
				if a.Revoked {
					continue
				}
				u.Password, u.Hash = "", a.Hash
				if a.Thumbprint != "" {
					u.Certificates = []string{a.Thumbprint}
				}
			}
			users = append(users, u)
		}
	}
	return users
}

// TopicRoot is what a vehicle's topics begin with (VDA 5050 2.1, section 6.4;
// 3.0, section 5.2).
func TopicRoot(d *config.Device) string {
	if d.Version == string(vda5050.Version30) {
		return "vda5050/v3/" + d.Manufacturer + "/" + d.Serial
	}
	return "uagv/v2/" + d.Manufacturer + "/" + d.Serial
}

// ConnectMachines makes the devices of every house that has some.
func (p *Plant) ConnectMachines(wires Wires) error {
	p.wires = wires
	broker, err := p.broker(wires)
	if err != nil {
		return err
	}
	vehicles, err := devices.Open(vda5050.Protocol, broker)
	if err != nil {
		return err
	}
	for _, h := range p.Houses {
		var all []devices.Device
		for _, d := range h.Config.MQTTVehicles() {
			v, err := vehicles.Add(devices.Spec{ID: d.ID, Class: devices.ClassVehicle, Address: vda5050.Address(d.Version, d.Manufacturer, d.Serial)})
			if err != nil {
				return d.At.Errorf("vehicle %s: %v", d.ID, err)
			}
			if err := tellZones(h.Config, d, v); err != nil {
				return d.At.Errorf("vehicle %s: its zones: %v", d.ID, err)
			}
			all = append(all, v)
		}
		plcs, err := p.linked(h, wires)
		if err != nil {
			return err
		}
		all = append(all, plcs...)
		fields, err := p.fields(h)
		if err != nil {
			return err
		}
		for _, f := range fields {
			all = append(all, f)
		}
		if len(all) == 0 {
			continue
		}
		f, err := newFleet(h.Config, p.Speed)
		if err != nil {
			return err
		}
		NewLine(p, h, all, f)
	}
	return nil
}

// broker is the link that all vehicles share.
func (p *Plant) broker(wires Wires) (devices.Link, error) {
	c := devices.Link{ID: "broker", URL: wires.MQTT, User: enrolment.MasterUser, Password: wires.Secrets.MQTT[enrolment.MasterUser], Logger: p.Logger}
	if b := p.Network.MQTT; b.Mode == "external" {
		c.User, c.Password = b.User, ""
		if b.PasswordFile != "" {
			raw, err := os.ReadFile(b.PasswordFile)
			if err != nil {
				return c, b.At.Errorf("password of the broker: %v", err)
			}
			c.Password = strings.TrimSpace(string(raw))
		}
		var err error
		if c.TLS, err = enrolment.BrokerTLS(&b); err != nil {
			return c, err
		}
	}
	return c, nil
}

// linked makes the devices of a house that are reached through PLCs and other
// controllers; those of one share its connection.
func (p *Plant) linked(h *House, wires Wires) ([]devices.Device, error) {
	var out []devices.Device
	for i := range h.Config.PLCs {
		c := &h.Config.PLCs[i]
		thumbprint, password, err := wires.Secrets.PLCLogin(c)
		if err != nil {
			return nil, c.At.Errorf("%v", err)
		}
		all, err := p.link(h, "plc", devices.Link{ID: c.ID, URL: Endpoint(c, wires.OPCUA), ServerThumbprint: thumbprint, User: c.User, Password: password,
			ClientCert: wires.Secrets.ClientCert(), ClientKey: wires.Secrets.ClientKey()}, func(d *config.Device) bool { return d.PLC == c.ID })
		if err != nil {
			return nil, c.At.Errorf("PLC %s: %v", c.ID, err)
		}
		out = append(out, all...)
	}
	for i := range h.Config.Controllers {
		c := &h.Config.Controllers[i]
		thumbprint, token, err := wires.Secrets.FleetLogin(c)
		if err != nil {
			return nil, c.At.Errorf("%v", err)
		}
		all, err := p.link(h, c.Protocol, devices.Link{ID: c.ID, URL: c.URL, ServerThumbprint: thumbprint, Password: token, Callback: c.Callback},
			func(d *config.Device) bool { return d.Controller == c.ID })
		if err != nil {
			return nil, c.At.Errorf("controller %s: %v", c.ID, err)
		}
		out = append(out, all...)
	}
	return out, nil
}

// link prepares one connection and the devices behind it.
func (p *Plant) link(h *House, protocol string, l devices.Link, behind func(*config.Device) bool) ([]devices.Device, error) {
	l.Logger = p.Logger
	connection, err := devices.Open(protocol, l)
	if err != nil {
		return nil, err
	}
	h.links = append(h.links, connection)
	var out []devices.Device
	for i := range h.Config.Devices {
		c := &h.Config.Devices[i]
		if !behind(c) {
			continue
		}
		d, err := connection.Add(devices.Spec{ID: c.ID, Class: devices.Class(c.Class), Address: c.Prefix,
			Stations: stations(h.Config, c), Chutes: chutes(h.Config, c.ID)})
		if err == nil && c.Class == "gate" {
			d, err = gateOver(h.Config, d)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// Endpoint is a PLC's address, or the one that stands in for all.
func Endpoint(c *config.PLC, instead string) string {
	if instead == "" {
		return c.URL
	}
	return (&url.URL{Scheme: "opc.tcp", Host: instead}).String()
}

// stations of a job device.
func stations(w *config.Warehouse, d *config.Device) int {
	if g, ok := w.GateOf(d.ID); ok {
		return g.Stops
	}
	for _, r := range w.Layout.Racks {
		if r.Device == d.ID {
			return len(r.PnDs)
		}
	}
	for _, c := range w.Layout.Conveyors {
		if c.Device == d.ID {
			return len(c.Stations)
		}
	}
	return 0
}

// chutes is the highest number there is; the reject lane is number 0.
func chutes(w *config.Warehouse, sorter string) int {
	most := int64(0)
	for _, s := range w.Layout.Sorters {
		if s.Device == sorter {
			for _, c := range s.Chutes {
				most = max(most, c.Number)
			}
		}
	}
	return int(most)
}

// Roadmap builds the roadmap of a warehouse; an error names the line of the
// site file.
func Roadmap(w *config.Warehouse) (*routing.Roadmap, error) {
	rm := w.Layout.Roadmap
	station := map[string]string{}
	for _, s := range rm.Stations {
		station[s.Node] = s.Location
	}
	var nodes []routing.NodeSpec
	for i, n := range rm.Nodes {
		spec := routing.NodeSpec{ID: n.ID, XMM: n.XMM, YMM: n.YMM, Station: station[n.ID], Map: rm.Floor(&rm.Nodes[i])}
		switch {
		case slices.Contains(rm.Parking, n.ID):
			spec.Kind = routing.Park
		case slices.Contains(rm.Charging, n.ID):
			spec.Kind = routing.Charge
		}
		nodes = append(nodes, spec)
	}
	var edges []routing.EdgeSpec
	for _, e := range rm.Edges {
		edges = append(edges, routing.EdgeSpec{ID: e.ID, From: e.From, To: e.To, MaxSpeedMMPerS: e.MaxSpeedMMPerS, LengthMM: e.LengthMM, DetourPercent: e.DetourPercent,
			UnladenOnly: e.UnladenOnly, MaxHeightMM: e.MaxHeightMM})
	}
	out, err := routing.NewRoadmap(nodes, edges)
	if err != nil {
		return nil, rm.At.Errorf("%v", err)
	}
	return out, nil
}

// waitForVehicles is the wall time for which the fleet waits, at a start, for
// vehicles that say nothing, before it plans without them.
const waitForVehicles = 30 * time.Second

func newFleet(w *config.Warehouse, speed float64) (*fleet.Fleet, error) {
	vehicles := w.DevicesOf("vehicle")
	if len(vehicles) == 0 || w.Layout.Roadmap == nil {
		return nil, nil
	}
	rm, err := Roadmap(w)
	if err != nil {
		return nil, err
	}
	c := fleet.Config{Map: w.Layout.Roadmap.Map, Gates: gateSpecs(w, speed), NewID: uuid.NewString, WaitForStates: time.Duration(speed * float64(waitForVehicles))}
	for _, d := range vehicles {
		c.Vehicles = append(c.Vehicles, d.ID)
		m := w.VehicleModel(d)
		c.Footprint.LengthMM = max(c.Footprint.LengthMM, m.LengthMM)
		c.Footprint.WidthMM = max(c.Footprint.WidthMM, m.WidthMM)
		c.ChargeBelow = int32(m.ChargeAtPermille)
	}
	f, err := fleet.New(rm, c)
	if err != nil {
		return nil, fmt.Errorf("fleet of %s: %w", w.ID, err)
	}
	return f, nil
}
