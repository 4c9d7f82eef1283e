// Package people plays the people of the site files that are marked
// simulated: they log in with badge and PIN, ask for work over the same HTTP
// calls that a handheld makes, walk, take and put things in the twin's world,
// and confirm with what they scan there. They never read the ledger: a person
// knows the task and step that the WMS told them and what they see.
//
// The nouns: a deed is what a person does to the world in one go, as a list
// of moves that can be undone; an owed answer is a confirmation (or a report
// of a problem) whose deed is done and that the WMS has not answered yet. Deed
// and owed answer are one change of the world, and the answer is sent, under
// one idempotency key, until it is answered: so a person who dies anywhere
// goes on exactly there, and nothing is moved twice. If the WMS refuses the
// confirmation because the task has ended meanwhile, the deed is undone: the
// goods go back.
//
// A guest, somebody who is not simulated, may take work through a handheld.
// They have no hands in the twin, so the twin lends them some: it follows the
// event stream, and what a guest confirmed happens in the world, once (see
// hands.go). Stock that somebody books by hand (adjustments, moves) is not
// followed: there the ledger speaks about the world, not the reverse.
//
// Simplifications, each on purpose: empty totes travel between packing, tote
// stack and stations by themselves; a carton is packed at the bench and
// appears at its staging place; what a colleague carries can be taken from
// their cart when the WMS asks for it.
package people
