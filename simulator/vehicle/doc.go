// Package vehicle is the twin's AGV: it speaks VDA 5050 2.1 or 3.0 over MQTT from the
// vehicle's side and carries handling units through the twin's world.
//
// The nouns: a core is the vehicle without I/O, on virtual time: motion,
// actions, orders and what the standard says about refusing them; a Vehicle is
// a core with its own MQTT client, last will and memory. What a vehicle must
// not forget (order, position, actions, battery) is a blob in the world,
// written in the same change as the physical effect it speaks of, and before
// the state that tells of it is published. A vehicle whose process was killed
// goes on where its blob says.
//
// Time. Motion, handling and battery run Speed times faster than the wall
// clock. Everything of the protocol (state once a second while driving, at
// least every ten while idle, positions for display at 5 Hz) is wall time.
//
// How this vehicle behaves where the standard leaves a choice: it drives
// forward in straight lines between nodes that all have positions, turns on
// the spot, and stops only where it must (a corner, an action, the end of its
// base). cancelOrder stops it at the first node where it can still brake, or
// where it stands. startPause stops it between nodes; a running action goes
// on. Actions of a node run one after another. A vehicle that charges refuses
// an order that drives off without stopCharging.
package vehicle
