package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms"
)

// What a record says was done to a key.
const (
	opPut     = 0
	opDelete  = 1
	opPrivate = 2 // put, of a value that the journal does not hold
	opSealed  = 3 // moved as it was into the archive whose number is the value
)

// write is one entry of a record's write-set: the last that the command did to
// the key.
type write struct {
	_     struct{} `cbor:",toarray"`
	Op    uint8
	Key   []byte
	Value []byte
}

// record is one command in the journal. It is stored as its CBOR followed by
// the SHA-256 of it; Prev is the hash of the partition's record before, so
// that the records of a partition are a chain.
type record struct {
	Seq       uint64      `cbor:"1,keyasint"`
	Partition string      `cbor:"2,keyasint"`
	TimeMicro int64       `cbor:"3,keyasint"` // site time
	Kind      string      `cbor:"4,keyasint"`
	Actor     wms.Actor   `cbor:"5,keyasint"`
	Idem      *remembered `cbor:"6,keyasint,omitempty"`
	Events    []wms.Event `cbor:"7,keyasint,omitempty"`
	Writes    []write     `cbor:"8,keyasint,omitempty"`
	Prev      []byte      `cbor:"9,keyasint"`
	Cause     uint64      `cbor:"10,keyasint,omitempty"`
}

// recordHead is record without the parts that readers of events don't need.
type recordHead struct {
	Seq       uint64      `cbor:"1,keyasint"`
	Partition string      `cbor:"2,keyasint"`
	TimeMicro int64       `cbor:"3,keyasint"`
	Kind      string      `cbor:"4,keyasint"`
	Actor     wms.Actor   `cbor:"5,keyasint"`
	Events    []wms.Event `cbor:"7,keyasint"`
	Cause     uint64      `cbor:"10,keyasint"`
}

func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

// noRecord is what the first record of a partition has for Prev.
var noRecord = make([]byte, sha256.Size)

// chain stores a record behind the last of its partition.
func chain(journal *bbolt.Bucket, s *state, r record) (size int, err error) {
	r.Prev = noRecord
	if h, ok := s.Heads[r.Partition]; ok {
		r.Prev = h.Hash
	}
	raw, err := Encode(r)
	if err != nil {
		return 0, fmt.Errorf("store: journal record of %s: %w", r.Kind, err)
	}
	hash := sha256.Sum256(raw)
	if err := journal.Put(seqKey(r.Seq), append(raw, hash[:]...)); err != nil {
		return 0, err
	}
	s.Heads[r.Partition] = head{Seq: r.Seq, Hash: hash[:]}
	s.Seq, s.TimeMicro = r.Seq, r.TimeMicro
	return len(raw), nil
}

// openRecord checks a stored record's hash and decodes it into v.
func openRecord(key, raw []byte, v any) (hash []byte, err error) {
	n := len(raw) - sha256.Size
	if len(key) != 8 || n < 0 {
		return nil, fmt.Errorf("%w: journal record %x has %d bytes", ErrCorrupt, key, len(raw))
	}
	if got := sha256.Sum256(raw[:n]); !bytes.Equal(got[:], raw[n:]) {
		return nil, fmt.Errorf("%w: journal record %d does not match its hash", ErrCorrupt, binary.BigEndian.Uint64(key))
	}
	if err := decoder.Unmarshal(raw[:n], v); err != nil {
		return nil, fmt.Errorf("%w: journal record %d: %v", ErrCorrupt, binary.BigEndian.Uint64(key), err)
	}
	return raw[n:], nil
}

// Records implements Store.
func (b *Bolt) Records(after uint64, limit int) ([]Record, error) {
	var out []Record
	if limit <= 0 || after == ^uint64(0) {
		return nil, nil
	}
	err := b.db.View(func(tx *bbolt.Tx) error {
		return b.sealed.Load().each(tx.Bucket(bucketJournal), after+1, func(k, raw []byte) (bool, error) {
			var h recordHead
			if _, err := openRecord(k, raw, &h); err != nil {
				return false, err
			}
			out = append(out, Record{Seq: h.Seq, Partition: Partition(h.Partition), Time: time.UnixMicro(h.TimeMicro).UTC(),
				Kind: h.Kind, Actor: h.Actor, Events: h.Events, Cause: h.Cause})
			return len(out) < limit, nil
		})
	})
	return out, closed(err)
}
