// Package telegram drives an old stacker crane whose controller speaks
// numbered telegrams over TCP, acknowledged in both directions (package wire;
// docs/adding-a-device.md lists the telegrams). It is the example to copy for
// a new protocol: a core without I/O (crane), an edge (link), a registration.
//
// The job comes first, whatever the line does: a job is said again after every
// connection until its end is known, and the controller answers one that it
// executed with the old end. What the machine reports is acknowledged to it
// (DONEACK) only when the caller has made it durable.
//
// Caveats. The protocol has neither passwords nor encryption: keep it on a
// network of its own. Everything is wall time.
package telegram
