package plc

import (
	"context"
	"fmt"

	"github.com/aisle-wms/aisle/devices"
)

func init() { devices.Register("plc", open) }

// connection is a Server behind the registry.
type connection struct{ *Server }

func open(l devices.Link) (devices.Connection, error) {
	s, err := New(Config{Endpoint: l.URL, ServerThumbprint: l.ServerThumbprint, User: l.User, Password: l.Password,
		ClientCert: l.ClientCert, ClientKey: l.ClientKey, Logger: l.Logger})
	return connection{s}, err
}

// Add implements devices.Connection; the address is the prefix of the node ids.
func (c connection) Add(d devices.Spec) (devices.Device, error) {
	switch d.Class {
	case devices.ClassCrane, devices.ClassGate: // a gate is driven over the job device (devices.NewJobGate)
		return c.Crane(d.ID, d.Address, d.Stations), nil
	case devices.ClassConveyor:
		return c.Conveyor(d.ID, d.Address, d.Stations), nil
	case devices.ClassSorter:
		return c.Sorter(d.ID, d.Address, d.Chutes), nil
	case devices.ClassVision:
		return c.Vision(d.ID, d.Address), nil
	}
	return nil, fmt.Errorf("device %s: no %s speaks the PLC interface", d.ID, d.Class)
}

// Run implements devices.Connection.
func (c connection) Run(ctx context.Context) error { return c.Server.Run(ctx) }
