package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Keys are tuples whose bytes sort as the tuples do: the partition, the table,
// then the parts. A string ends with 0x00; a 0x00 or 0x01 inside it becomes
// two bytes. Integers are 8 bytes, big-endian, signed ones with the sign bit
// flipped; a time is its microseconds since 1970 as a signed integer.

// Key makes the key of a row. Parts are strings, integers and times, or types
// made from them; any other type is a mistake of the program and panics.
func Key(p Partition, table string, parts ...any) []byte {
	k := make([]byte, 0, len(p)+len(table)+2+20*len(parts))
	k = appendString(k, string(p))
	k = appendString(k, table)
	for _, part := range parts {
		k = appendPart(k, part)
	}
	return k
}

// Prefix is what all keys begin with whose first parts are the given ones.
// With End it bounds a scan: r.Scan(prefix, End(prefix), fn).
func Prefix(p Partition, table string, parts ...any) []byte { return Key(p, table, parts...) }

// End is the first key behind all that begin with prefix; nil if there is no
// such key, which Scan takes as "to the last".
func End(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}

func appendString(k []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 2 {
			k = append(k, 1, c+1)
		} else {
			k = append(k, c)
		}
	}
	return append(k, 0)
}

func appendInt(k []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(k, uint64(v)^(1<<63))
}

func appendPart(k []byte, part any) []byte {
	switch v := part.(type) {
	case string:
		return appendString(k, v)
	case uint64:
		return binary.BigEndian.AppendUint64(k, v)
	case int64:
		return appendInt(k, v)
	case int:
		return appendInt(k, int64(v))
	case time.Time:
		return appendInt(k, v.UnixMicro())
	}
	switch v := reflect.ValueOf(part); v.Kind() {
	case reflect.String:
		return appendString(k, v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return appendInt(k, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.BigEndian.AppendUint64(k, v.Uint())
	}
	panic(fmt.Sprintf("store: a key part must be a string, an integer or a time, not %T", part))
}

var errKey = errors.New("store: key is not of the form expected")

// KeyParts takes a key apart again, in the order in which it was made. After
// a part that is not there, Err says so and every later part is zero.
type KeyParts struct {
	rest []byte
	err  error
}

// PartsOf takes apart what follows partition and table of a key.
func PartsOf(key []byte) (Partition, string, KeyParts) {
	k := KeyParts{rest: key}
	p := Partition(k.Str())
	return p, k.Str(), k
}

// Str takes a string part.
func (k *KeyParts) Str() string {
	end := bytes.IndexByte(k.rest, 0)
	if end < 0 {
		return k.fail()
	}
	raw := k.rest[:end]
	k.rest = k.rest[end+1:]
	if bytes.IndexByte(raw, 1) < 0 {
		return string(raw)
	}
	var b strings.Builder
	for i := 0; i < len(raw); i++ {
		if raw[i] != 1 {
			b.WriteByte(raw[i])
			continue
		}
		if i++; i == len(raw) || raw[i] < 1 || raw[i] > 2 {
			return k.fail()
		}
		b.WriteByte(raw[i] - 1)
	}
	return b.String()
}

// Uint takes an unsigned part.
func (k *KeyParts) Uint() uint64 {
	if len(k.rest) < 8 {
		k.fail()
		return 0
	}
	v := binary.BigEndian.Uint64(k.rest)
	k.rest = k.rest[8:]
	return v
}

// Int takes a signed part.
func (k *KeyParts) Int() int64 {
	v := k.Uint()
	if k.err != nil {
		return 0
	}
	return int64(v ^ (1 << 63))
}

// Time takes a time part, in UTC.
func (k *KeyParts) Time() time.Time {
	v := k.Int()
	if k.err != nil {
		return time.Time{}
	}
	return time.UnixMicro(v).UTC()
}

// More says whether parts are left.
func (k *KeyParts) More() bool { return len(k.rest) > 0 }

// Err is set when a part was asked for that is not there.
func (k *KeyParts) Err() error { return k.err }

func (k *KeyParts) fail() string {
	k.err, k.rest = errKey, nil
	return ""
}

// show makes a key readable in errors: partition/table/rest.
func show(key []byte) string {
	p, table, rest := PartsOf(key)
	if rest.err != nil {
		return fmt.Sprintf("%q", key)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%s/", p, table)
	for _, c := range rest.rest {
		switch {
		case c > 0x20 && c < 0x7f && c != '\\':
			b.WriteByte(c)
		case c == 0:
			b.WriteByte('/')
		default:
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return strings.TrimSuffix(b.String(), "/")
}
