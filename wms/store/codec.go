package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"reflect"

	"github.com/fxamacker/cbor/v2"
)

// The encoding is CBOR in its core deterministic form (RFC 8949, 4.2.1), so
// that equal values have equal bytes. Times are RFC 3339 text in UTC: exact,
// and readable in a dump.
var (
	encoder = must(encOptions().EncMode())
	decoder = must(cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IntDec:           cbor.IntDecConvertSignedOrFail,
		DefaultMapType:   reflect.TypeFor[map[string]any](),
		IndefLength:      cbor.IndefLengthForbidden,
		MaxArrayElements: 1 << 24,
		MaxMapPairs:      1 << 24,
	}.DecMode())
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

func encOptions() cbor.EncOptions {
	o := cbor.CoreDetEncOptions()
	o.Time = cbor.TimeRFC3339NanoUTC
	return o
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Encode gives the store's CBOR of v.
func Encode(v any) ([]byte, error) { return encoder.Marshal(v) }

// Decode reads what Encode wrote: a message's payload, a command's answer.
func Decode(data []byte, v any) error {
	if err := decoder.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%w: %v", ErrCorrupt, err)
	}
	return nil
}

// seal adds the CRC-32C over key and value that every stored value ends with.
func seal(key, value []byte) []byte {
	out := make([]byte, 0, len(value)+4)
	out = append(out, value...)
	return binary.BigEndian.AppendUint32(out, sum(key, value))
}

// unseal checks and takes off the checksum. The result shares raw's memory.
func unseal(key, raw []byte) ([]byte, error) {
	if len(raw) >= 4 {
		value := raw[:len(raw)-4]
		if binary.BigEndian.Uint32(raw[len(value):]) == sum(key, value) {
			return value[:len(value):len(value)], nil
		}
	}
	return nil, fmt.Errorf("%w: value of key %s does not match its checksum", ErrCorrupt, show(key))
}

func sum(key, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
}
