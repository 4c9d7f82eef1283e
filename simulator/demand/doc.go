// Package demand plays the shop's customers: real orders in their real
// sequence, sent over HTTP like any shop would.
//
// The nouns: an Order is one invoice of the data with every line as it is
// there; a Source knows all of them, and the item masters; Run sends them.
// What the data has is never changed. What it does not have (where a customer
// lives, how large an item is) is derived from it by fixed rules and a seed,
// so that two runs agree; docs/data.md says how.
//
// What each customer ordered is kept in the twin's world, not in the ledger:
// it is what the end check compares deliveries with.
package demand
