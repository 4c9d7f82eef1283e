// Package tours plans the walk of one picker through parallel aisles: from the
// start past every stop to the end, as short as can be.
//
// The nouns: a Layout has aisles (vertical, at x positions) and cross aisles
// (horizontal, at y positions); the piece of an aisle between two cross aisles
// is a block's sub-aisle; a Stop is a place on an aisle, [aisle index, y].
// A Solver finds exact tours by the dynamic programme of Ratliff and Rosenthal
// (Operations Research 31(3), 1983), in the form that works for any number of
// cross aisles (Roodbergen and de Koster, EJOR 133(1), 2001, for three; Pansart,
// Catusse and Cambazard, EJOR 2018, for more): aisle by aisle it keeps, for each
// way in which the corners of the aisle can be joined and have odd or even
// degree, the cheapest part of a tour to the left. Strategies that sites ask for
// (S-shape, return, midpoint, largest gap, combined) are here for comparison,
// and FreeForm finds good tours where there is only a distance function.
//
// Everything is pure: no clock, no random numbers. Lengths are in whatever unit
// the layout's positions are in (mm on a site). At most six cross aisles; the
// work grows with the number of aisles, hardly with the number of stops, but by
// about four times with each cross aisle. A Solver keeps buffers and is for one
// goroutine at a time.
package tours
