package vda5050

import (
	"testing"

	"github.com/aisle-wms/aisle/devices"
)

// TestVehiclesThroughTheRegistry: a vehicle is added by its address; another
// class, half an address, an unknown version and a second of the same topics
// are refused.
func TestVehiclesThroughTheRegistry(t *testing.T) {
	if _, err := devices.Open(Protocol, devices.Link{ID: "broker"}); err == nil {
		t.Error("a link without an address was taken")
	}
	c, err := devices.Open(Protocol, devices.Link{ID: "broker", URL: "tcp://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		spec devices.Spec
		ok   bool
	}{
		{devices.Spec{ID: "a", Class: devices.ClassVehicle, Address: Address("2.1", "maker", "0001")}, true},
		{devices.Spec{ID: "b", Class: devices.ClassVehicle, Address: Address("3.0", "maker", "0002")}, true},
		{devices.Spec{ID: "c", Class: devices.ClassVehicle, Address: Address("2.1", "maker", "0001")}, false},
		{devices.Spec{ID: "d", Class: devices.ClassVehicle, Address: "maker/0003"}, false},
		{devices.Spec{ID: "e", Class: devices.ClassVehicle, Address: Address("9.9", "maker", "0004")}, false},
		{devices.Spec{ID: "f", Class: devices.ClassVehicle, Address: Address("2.1", "ma ker", "0005")}, false},
		{devices.Spec{ID: "g", Class: devices.ClassCrane, Address: Address("2.1", "maker", "0006")}, false},
	} {
		d, err := c.Add(x.spec)
		if (err == nil) != x.ok {
			t.Errorf("%+v: %v", x.spec, err)
		}
		if x.ok && (d.ID() != x.spec.ID || d.Class() != devices.ClassVehicle) {
			t.Errorf("%+v became %s, %s", x.spec, d.ID(), d.Class())
		}
	}
}
