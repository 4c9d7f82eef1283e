// Package vda5050 drives vehicles by VDA 5050, 2.1 and 3.0, over MQTT: it is
// the master control's end of the talk.
//
// The nouns: a Fleet is one MQTT connection shared by all vehicles; a Vehicle
// is a devices.Vehicle on it; a session is the protocol's state machine for
// one vehicle, without I/O: (now, event) → actions. Package message holds the
// messages.
//
// How an order travels. Its released nodes are the base, which never changes;
// an update begins with the last node of the base, as it was sent before, and
// adds to it. Only one message is under way at a time: it is sent again, with
// the same content under a new header, until a state of the vehicle confirms
// its orderUpdateId; what is to be released meanwhile waits and goes out
// together. MQTT's own acknowledgements prove nothing and are not looked at.
//
// Steps and sequence ids. Step i of an order is its node with sequenceId 2i.
// New actions for a vehicle that stands on its last released node are a
// further Step with the same Node: a second node, reached by an edge of no
// length.
//
// After a restart of this side everything is taken from the vehicle's state:
// order, update id, last released node. Its actions and deviations are not in
// a state; the vehicle must use those it was given first, as the standard
// says. To resend them byte for byte, Start the same order again with all its
// released steps: it is not sent, but remembered.
//
// A vehicle is online while its states come, and its last will has not been
// heard since. Old header ids are used to drop states that arrive out of
// order, never to judge connection messages, whose last will is always old.
//
// Zones of 3.0 (permits, requests): a vehicle that asks for a RELEASE or
// COORDINATED_REPLANNING zone gets it when no other vehicle of the Fleet holds
// it, and keeps it until its own state no longer lists the request.
package vda5050
