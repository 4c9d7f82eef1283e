package plc

import (
	"fmt"
	"time"

	"github.com/gopcua/opcua/ua"
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

func (k kind) String() string {
	return [...]string{"Int32", "UInt32", "UInt16", "Boolean", "String", "DateTime"}[k]
}

// textLimit bounds what is taken over from a PLC, in bytes.
const textLimit = 1024

// decode checks what a server answered for a node: the Go type, the size, the
// status. Nothing else of this package looks into a DataValue.
func decode(k kind, v *ua.DataValue) (any, error) {
	if v == nil {
		return nil, fmt.Errorf("no value, want %v", k)
	}
	if v.Status != ua.StatusOK {
		return nil, fmt.Errorf("status %v", v.Status)
	}
	if v.Value == nil {
		return nil, fmt.Errorf("empty value, want %v", k)
	}
	got := v.Value.Value()
	switch g := got.(type) {
	case int32:
		if k == i32 {
			return g, nil
		}
	case uint32:
		if k == u32 {
			return g, nil
		}
	case uint16:
		if k == u16 {
			return g, nil
		}
	case bool:
		if k == boolean {
			return g, nil
		}
	case string:
		if k == text && len(g) <= textLimit {
			return g, nil
		}
		if k == text {
			return nil, fmt.Errorf("String of %d bytes, at most %d are taken", len(g), textLimit)
		}
	case time.Time:
		if k == stamp {
			return believed(g)
		}
	}
	return nil, fmt.Errorf("%T, want %v", got, k)
}

// picture is what was read of a device's nodes, by path below its prefix.
type picture map[string]any

func (p picture) has(path string) bool { _, ok := p[path]; return ok }

func (p picture) u32(path string) uint32     { v, _ := p[path].(uint32); return v }
func (p picture) u16(path string) uint16     { v, _ := p[path].(uint16); return v }
func (p picture) i32(path string) int32      { v, _ := p[path].(int32); return v }
func (p picture) flag(path string) bool      { v, _ := p[path].(bool); return v }
func (p picture) text(path string) string    { v, _ := p[path].(string); return v }
func (p picture) time(path string) time.Time { v, _ := p[path].(time.Time); return v }

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
