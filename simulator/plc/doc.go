// Package plc is the twin of the heavy machines: stacker cranes, sorters and
// vision stations, each behind the PLC interface urn:aisle:plc:1 on a real
// OPC UA server (docs/plc-interface.md).
//
// The nouns: a Server listens and holds devices; a device has registers (its
// nodes), a memory (what survives a restart) and a core that is stepped with
// the time. Cores open no socket and read no clock: they see the time they are
// given, their registers and the world. A physical effect and the memory that
// speaks of it are one world.Update. Motion is scaled by Speed; heartbeats,
// deadlines and every protocol timer are wall time.
//
// Caveats. The OPC UA library would listen on all interfaces and take three
// seconds to close; listen.go calls its loop past that. What a WCS writes is
// judged in the moment it is written, before its Good goes out; everything
// else happens in scan cycles of 10 ms.
package plc
