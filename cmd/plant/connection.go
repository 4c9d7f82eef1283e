package plant

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
)

// reachWithin is how long a test waits for an address to answer.
const reachWithin = 3 * time.Second

// TestConnection implements api.Machines: it dials the address where a machine
// is reached and tells what the connection in use says. Nothing is sent.
func (p *Plant) TestConnection(ctx context.Context, id wms.DeviceID) (wms.ConnectionTest, error) {
	h, d, err := p.device(id)
	if err != nil {
		return wms.ConnectionTest{}, err
	}
	out := wms.ConnectionTest{Device: id, Good: true}
	step := func(name string, good bool, detail string, took time.Duration) {
		out.Steps = append(out.Steps, wms.ConnectionStep{Step: name, Good: good, Detail: detail, MS: took.Milliseconds()})
		out.Good = out.Good && good
	}
	if at := p.addressOf(h.Config, string(id)); at != "" {
		began := time.Now()
		conn, err := (&net.Dialer{Timeout: reachWithin}).DialContext(ctx, "tcp", at)
		detail := at
		if err == nil {
			err = conn.Close()
		}
		if err != nil {
			detail = fmt.Sprintf("%s: %v", at, err)
		}
		step("reach", err == nil, detail, time.Since(began))
	}
	s := d.Status()
	step("session", s.Online, s.Protocol, 0)
	heard := "never"
	if !s.LastSeen.IsZero() {
		heard = s.LastSeen.UTC().Format(time.RFC3339)
	}
	step("heard", s.Online && !s.LastSeen.IsZero(), heard, 0)
	detail := s.Mode
	if s.Fault != "" {
		detail = s.Fault
	}
	step("ready", s.Fault == "", detail, 0)
	return out, nil
}

// addressOf is host:port where a device is reached: its PLC, its controller, or
// the broker that it logs in to; "" if that is not known.
func (p *Plant) addressOf(w *config.Warehouse, id string) string {
	link := p.wires.MQTT
	if i := slices.IndexFunc(w.Devices, func(d config.Device) bool { return d.ID == id }); i >= 0 {
		d := w.Devices[i]
		for _, c := range w.PLCs {
			if c.ID == d.PLC && d.PLC != "" {
				if link = c.URL; p.wires.OPCUA != "" {
					return p.wires.OPCUA
				}
			}
		}
		for _, c := range w.Controllers {
			if c.ID == d.Controller && d.Controller != "" {
				link = c.URL
			}
		}
	}
	u, err := url.Parse(link)
	if err != nil || u.Port() == "" {
		return ""
	}
	return u.Host
}
