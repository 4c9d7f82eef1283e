// Package trade runs a network's orders in fast time against warehouses with
// limited stock, and adds up what a way of running them costs: cut-offs, lanes,
// tariffs, handling, transfers with their departures and pallets, suppliers
// with lead times, storage and late days.
//
// The nouns: a Book has the orders and items; a Setup is a book's orders with a
// network and the premises under which it is judged; a Policy says who serves,
// who places stock where, and who buys; a Result is what came of it. Planning
// is the product's own: lanes and tariffs as promises read them (cmd/plant),
// wms/allocation, wms/supply and replenish. What is written here are the world
// around them and the simple rules they are compared with.
//
// Caveats: times of the data count as UTC; every day is a working day; a
// shipment leaves on its ship date whatever the floor has to do; returns and
// damages do not happen. It is pure: the same setup, policy and seed give the
// same result.
package trade
