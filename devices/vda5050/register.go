package vda5050

import (
	"context"
	"fmt"
	"strings"

	"github.com/aisle-wms/aisle/devices"
)

// Protocol is the name that the registry knows it by.
const Protocol = "vda5050"

func init() { devices.Register(Protocol, open) }

// connection is a Fleet behind the registry: one client of the broker for all
// vehicles.
type connection struct{ *Fleet }

func open(l devices.Link) (devices.Connection, error) {
	f, err := New(Config{URL: l.URL, User: l.User, Password: l.Password, TLS: l.TLS, Logger: l.Logger})
	return connection{f}, err
}

// Address is how a Spec names a vehicle: VERSION/MANUFACTURER/SERIAL, as in
// its topics.
func Address(version, manufacturer, serial string) string {
	return version + "/" + manufacturer + "/" + serial
}

// Add implements devices.Connection.
func (c connection) Add(d devices.Spec) (devices.Device, error) {
	if d.Class != devices.ClassVehicle {
		return nil, fmt.Errorf("device %s: no %s speaks VDA 5050", d.ID, d.Class)
	}
	parts := strings.Split(d.Address, "/")
	if len(parts) != 3 {
		return nil, fmt.Errorf("vehicle %s: its address %q must be VERSION/MANUFACTURER/SERIAL", d.ID, d.Address)
	}
	return c.Vehicle(d.ID, parts[1], parts[2], Version(parts[0]))
}

// Run implements devices.Connection. The client is open while a vehicle runs.
func (c connection) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
