// Package fleetapi is the twin of a maker's fleet: its vehicles in the world,
// and the controller that takes transports over HTTPS and routes them
// (devices/fleetapi/wire has the messages, docs/adding-a-device.md the calls).
//
// It is a controller as makers have them: transports have the caller's id and
// a second one of an id is refused; vehicles ask leave before each hand-over;
// changes are told by signed callbacks that may be lost. Faults makes it one
// on a bad day. A vehicle drives straight and at one speed, and vehicles do
// not get in each other's way: that is the maker's business.
package fleetapi
