// Package fleetapi drives the vehicles of a maker through the maker's own
// fleet controller, over HTTPS with JSON (package wire; docs/adding-a-device.md
// lists the calls). The controller routes its vehicles; we give it transports
// and answer at stations.
//
// The controller's own word is the only truth: it is asked for all open
// transports several times a second, and a signed callback is no more than a
// reason to ask at once. So a callback may be lost, late, repeated, out of
// order or forged, and nothing comes of it. A transport is sent only after the
// controller said that it does not know its id, which is ours and stays for
// ever: an answer that was lost costs a question, not a second ride. A
// controller that forgot everything is asked where the load is (its vehicles
// and the readers of its stations know) and gets the rest of the transport.
//
// Caveats. The controller must refuse a second transport of an id (409). Its
// certificate is pinned by thumbprint; who may issue it does not matter.
// Everything is wall time.
package fleetapi
