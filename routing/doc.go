// Package routing knows the floor that vehicles drive on: a roadmap of nodes
// and one-way edges, the shortest ways on it, and which of its parts are too
// near to each other for two vehicles. It is pure: no I/O, no clock.
//
// Nouns. A Node is a point where a vehicle can stand; an edge leads from one
// node to another in one direction (a two-way aisle is two edges). A node may
// be a bay: a station (where loads change hands), a park or a charge place.
// All others are lanes. Lengths are millimetres, costs milliseconds of travel.
//
// What a roadmap must fulfil, checked by NewRoadmap: every id is given once,
// edges join known nodes, every station id is at one node, and from every node
// there is a way to every other (else a vehicle would be trapped there).
//
// What traffic (package routing/traffic) needs beyond that, checked there,
// because it depends on the vehicles' size: as many park (or charge) places as
// vehicles, and every bay off the lanes: a vehicle standing in a bay must
// leave all other bays reachable from each other. In practice: put each bay
// at the end of a short spur (one edge in, one edge out) or on a siding, its
// node at least the turning diameter plus clearance away from every lane node
// and every other bay, that is sqrt(length² + width²) + clearance of the
// vehicle (for 1200 x 800 mm and 100 mm clearance: 1543 mm), and at least
// half of that diameter plus half the width plus clearance away from every
// edge that is not its own (1222 mm). One-way loops with a few shortcuts give
// the best flow; two-way edges are allowed. Nodes on lanes nearer to each
// other than the turning diameter are allowed, they only hold each other.
//
// Caveats: edges are straight lines for the geometry, whatever their stated
// length; a vehicle may turn on the spot at any node and drives within its
// width along an edge. Roadmap values are immutable but for a cache of
// distances: one goroutine at a time.
package routing
