// Package traffic decides which vehicle may drive on to which node and when,
// so that no two vehicles ever overlap and no set of them ever blocks itself,
// whatever their delays. It is pure: (now, what was reported) → grants.
//
// Nouns. The territory of a vehicle is the last node it reached, the nodes
// granted to it beyond that, and the edges between; the last node of it is its
// end. A bay is a node that is not a lane (station, park, charge). Every
// vehicle has a refuge of its own, a bay that it could get to. A claim gives a
// bay to the vehicle that goes there next. A grant appends one node to a
// territory.
//
// Never a collision: a node is granted only when neither it nor the edge to it
// comes too near (routing.Conflicts) to any part of another's territory, and a
// part leaves a territory only when the vehicle reported the next node. So
// only the order at each place matters, not the clock: a grant is an edge of
// an action dependency graph (Hönig et al., "Persistent and Robust Execution of
// MAPF Schedules in Warehouses", 2019) whose order is found on line.
//
// Never a deadlock: a grant is given only if afterwards everybody could still
// get to its refuge, one vehicle after the other, the rest standing at their
// ends. That is the safety test of Dijkstra's banker (EWD-623). For given
// refuges it is exact: a vehicle in its refuge only frees room, so any order
// of trying finds an order if there is one. Where the present refuges do not
// do, others are tried, nearest first, before the grant is refused. From a
// safe state the first of that order may always move on, so there is always a
// way out. It does not depend on speeds, and a vehicle may stand in a bay for
// any time.
//
// Narrows: a single lane driven both ways is crossed in convoys, those who wait
// on one side in their turn, then those who wait on the other. A turn belongs
// to who waited when it began or came soon after; it is over when they are in.
// Until then the others stay in bays, and nobody stands where those who come
// out must pass. Who crosses towards a taken target goes to a place to park
// near it, so lanes stay free (claims.go, narrow.go).
//
// Never starved: who stands in somebody's way and cannot drive on makes way
// (giveWay); and a vehicle that waits longer than Patience for others that
// wait themselves, or comes no nearer to its target for 15 times that, is
// favoured: all others go to their refuges until it has arrived. They can
// (safety), and then its way is free (Check).
//
// A laden vehicle never drives on an edge that is for others only: neither its
// way nor a way out that the safety test finds for it leads there.
//
// Stuck vehicles (offline, paused, fault, manual) keep their territory; ways
// are planned around them; where there is no way, Waiting says so and for
// whom. Two safety tests then hold: as if the stuck were well, and as if they
// stood for ever (no grant may shut in one more vehicle behind them).
//
// Caveats: what a vehicle that is not placed does is unknown and unguarded.
// Cost: a grant tries up to vehicles² searches of the roadmap; meant for up to
// some dozens of vehicles per roadmap.
package traffic
