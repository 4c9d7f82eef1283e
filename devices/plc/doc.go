// Package plc drives stacker cranes, sorters and vision stations through the
// PLC interface urn:aisle:plc:1 over OPC UA (docs/plc-interface.md).
//
// The nouns: a Server is one OPC UA connection that several devices share; a
// device has a core and a queue of reports. A core is a state machine without
// I/O: given the time and the picture of its nodes it answers which nodes it
// wants to read, which to write in which order, and what to report. mailbox is
// the core of job devices, rings those of sorters and vision stations.
//
// The connection is polled with batched Reads, for a subscription may be
// published too late for a sorter. A Read that does not answer within two
// seconds ends the connection; the next one reconciles before it commands.
//
// Caveats. The OPC UA library checks no certificate: the thumbprint of the
// server's certificate is compared here, before the password is sent.
// Everything is wall time.
package plc
