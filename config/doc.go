// Package config reads the network file and the site files: what warehouses
// there are, how they are built, which machines and people work there, and
// which carriers, tariffs and transfers connect them.
//
// The nouns: a Network has Warehouses, Carriers and Lanes; a Warehouse has a
// Layout (geometry in mm, y to the north, origin in the south-west corner of
// the building), Devices, People and a Flow. A Location is a labelled place;
// its id is its barcode. A Roadmap is where vehicles may drive.
//
// Reading is strict: an unknown key, a wrong type or unit, a duplicate id, an
// unknown reference, something out of range, out of the building or out of
// reach is one error that says file, line, what is wrong and what would be
// right. A Network that was returned is complete and consistent, and must not
// be changed.
//
// All money is in minor units (pence), all lengths in mm unless the name says
// otherwise.
package config
