// Package message holds the messages of VDA 5050 as Go values: a lenient
// reader and a strict writer. The values are those of version 2.1; version 3.0
// is read into them and written from them, on the master's side.
//
// The nouns are the standard's: an Order is a path of Nodes and Edges, the
// released part of it is the base, the rest the horizon; InstantActions go
// beside it; a vehicle answers with State, Visualization, Connection and
// Factsheet.
//
// Reading is lenient, because vehicles in the field break the schema: unknown
// fields are ignored, a missing list is an empty one, a whole number may come
// as 4.0 or "4", a field of a wrong type is left out if the protocol can do
// without it. Writing is strict: what a Marshal function returns validates
// against the published schema, or it returns an error that names the field.
//
// Lengths are metres and angles radians here, as on the wire; the rest of the
// program counts in millimetres and milliradians.
package message
