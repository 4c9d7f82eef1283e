// Package asrs plans the motion of stacker cranes: how long a move takes, what
// a mean cycle is by FEM 9.851, into which cell a load goes and which waiting
// store is best done together with which waiting retrieve.
//
// The nouns: a Rack is one aisle with its crane; a Point is where the crane
// stands, in mm along and up the aisle; a Cell is a place for a load; a Move
// is a store or a retrieve that waits. All is pure: no clock, no I/O.
//
// Caveats. Times are those of trapezoid speed profiles on both axes at once;
// creep, positioning and sway are part of the fork time. The FEM model holds
// for an input/output point at the rack's lower corner and a rack whose
// height/speed and length/speed differ by less than a factor of two.
package asrs
