// Package fleet runs the vehicles of one warehouse: which vehicle carries what
// (dispatch), where each may drive next (through routing/traffic: never a
// collision, never a deadlock), where idle ones park and charge, and what goes
// on after a restart of either side. It is pure: no I/O, no goroutines, no
// wall clock; the same calls give the same actions.
//
// Nouns. A Mission is one handling unit to be taken from one station to
// another by one vehicle; its id is the id of the vehicle's order, and its
// actions at the stations are "<mission>-pick" and "<mission>-drop". A move
// without load (parking, charging, making way) is an order with an id from
// Config.NewID. An Action is what the caller shall do or note.
//
// How to drive it: call Update with every state of a vehicle, AddMission and
// Commit as things happen, then Step, and carry out the actions it returns in
// their order. Assigned must be made durable and then confirmed by Commit;
// only then a Start for the mission follows. PickedUp, Delivered and Failed
// must be durable before the actions after them are carried out, so that a
// restart never meets a vehicle that has forgotten a mission we still hold
// for open. They may come again after a restart; a mission ends once.
//
// Time is any clock that does not go back (site time makes waiting scale with
// the speed of the simulation).
//
// Restart: give open missions back by AddMission with FixedVehicle (and
// PickedUp, if that was durable), then Update and Step as always. Nothing is
// planned before the first state of every vehicle, or Config.WaitForStates.
// What a vehicle reports wins: its released nodes are its territory, its
// action states say what was done, and if it remembers nothing, its loads do.
//
// Caveats: one footprint for all vehicles of a fleet, the largest. One load
// per vehicle. A vehicle that is offline keeps its mission: nobody can tell
// what it will still do.
package fleet
