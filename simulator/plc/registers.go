package plc

import (
	"fmt"
	"time"

	"github.com/awcullen/opcua/server"
	"github.com/awcullen/opcua/ua"
)

// kind is the type of a scalar node.
type kind uint8

const (
	i32 kind = iota
	u32
	u16
	boolean
	text
	stamp
)

// register is one node of a device.
type register struct {
	path  string // below the device's prefix
	kind  kind
	wcs   bool // written by the WCS, else by the PLC
	max   int  // bytes of a text; 0: no limit
	value any
	node  *server.VariableNode // nil while no server shows it
}

// zero is the value before anybody wrote one.
func (k kind) zero() any {
	switch k {
	case i32:
		return int32(0)
	case u32:
		return uint32(0)
	case u16:
		return uint16(0)
	case boolean:
		return false
	case text:
		return ""
	default:
		return time.Time{}
	}
}

// fits says whether a value has the kind's type.
func (k kind) fits(v any) bool {
	switch v.(type) {
	case int32:
		return k == i32
	case uint32:
		return k == u32
	case uint16:
		return k == u16
	case bool:
		return k == boolean
	case string:
		return k == text
	case time.Time:
		return k == stamp
	}
	return false
}

func (k kind) dataType() ua.NodeID {
	switch k {
	case i32:
		return ua.DataTypeIDInt32
	case u32:
		return ua.DataTypeIDUInt32
	case u16:
		return ua.DataTypeIDUInt16
	case boolean:
		return ua.DataTypeIDBoolean
	case text:
		return ua.DataTypeIDString
	default:
		return ua.DataTypeIDDateTime
	}
}

// registers are the nodes of one device, in the order they were declared.
type registers struct {
	list   []*register
	byPath map[string]*register
}

func (r *registers) declare(wcs bool, k kind, max int, paths ...string) {
	if r.byPath == nil {
		r.byPath = map[string]*register{}
	}
	for _, p := range paths {
		if r.byPath[p] != nil {
			panic("plc: node " + p + " declared twice")
		}
		reg := &register{path: p, kind: k, wcs: wcs, max: max, value: k.zero()}
		r.list = append(r.list, reg)
		r.byPath[p] = reg
	}
}

// plc declares nodes the PLC writes, wcs those the WCS writes.
func (r *registers) plc(k kind, paths ...string) { r.declare(false, k, 0, paths...) }
func (r *registers) wcs(k kind, paths ...string) { r.declare(true, k, 0, paths...) }

func (r *registers) at(path string) *register {
	reg := r.byPath[path]
	if reg == nil {
		panic("plc: no node " + path)
	}
	return reg
}

// set writes a node; one that did not change is left alone.
func (r *registers) set(path string, v any) {
	reg := r.at(path)
	if !reg.kind.fits(v) {
		panic(fmt.Sprintf("plc: node %s does not take a %T", path, v))
	}
	if reg.value == v {
		return
	}
	reg.value = v
	if reg.node != nil {
		now := time.Now()
		reg.node.SetValue(ua.NewDataValue(v, ua.Good, now, 0, now, 0))
	}
}

func (r *registers) u32(path string) uint32  { return r.at(path).value.(uint32) }
func (r *registers) i32(path string) int32   { return r.at(path).value.(int32) }
func (r *registers) text(path string) string { return r.at(path).value.(string) }

// next counter value: 1 to the largest UInt32, then 1 again; 0 means none.
func next(n uint32) uint32 {
	if n == ^uint32(0) {
		return 1
	}
	return n + 1
}

// ahead is how far head is beyond tail on such a counter.
func ahead(head, tail uint32) uint32 {
	if head >= tail {
		return head - tail
	}
	return head - tail - 1
}
