// Package field runs a field of sorting robots: vehicles with a tilting tray
// that carry one parcel each from an induction to a chute. It is the fleet for
// hundreds of vehicles on a grid, where wms/control/fleet is for dozens on a
// roadmap. No I/O, no clock: whoever drives it says what happened and gets
// what to do.
//
// The nouns: a Field plans on cells: which robot goes where and who drives
// first at each cell; it has a robot take a parcel (Load) and let it slide
// into a chute (Tilt). A Control is a Field whose robots are vehicles of
// package devices: it follows their states, gives them orders, and says like a
// sorter what was scanned (Scanned) and where it went (Diverted). Which chute
// is decided as for the sorter, by whoever is told of the scan: the chute or,
// if that is full or shut, its alternative, else the reject; a robot on its
// way turns round when its chute fills up.
//
// Ways are planned by mapf.Lifelong one step ahead of the slowest, without
// rings, and kept as a mapf.Schedule: a cell is granted when those before have
// left it. So robots that are late or still loading delay others, but never
// meet them and never wait for each other in a circle. What was granted is
// never taken back. A robot that fails, falls silent or is stopped for longer
// than Settings.AwayAfter is planned around: its cells count as walls until it
// moves again; so is one that is not heard of at all.
//
// A parcel has a number from before it is picked until what became of it is
// durable. It is part of the ids of the robot's actions, so that a restart of
// either side finds it again; a robot does not leave before its scan was
// decided, nor its chute before the confirm was booked.
//
// Caveats: all robots of a field have one size and speed; one parcel each. A
// robot that somebody carried to another cell is believed when it says so
// standing still, and only if that cell is nobody's. One that is not heard of
// when a control begins is where the last control said it stands, or, if that
// said nothing, taken to be off the field after Settings.WaitForStates, for
// nobody knows where it is.
package field
