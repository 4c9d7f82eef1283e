package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// Idempotency keys are kept in windows of wall time, so that new ones stand
// close together and old ones go away as a whole. An entry is the number of
// the journal record that holds fingerprint and answer.
const (
	idemWindow = 10 * time.Minute
	idemLife   = 24 * time.Hour
	idemHash   = 16 // bytes of SHA-256 over partition and key
)

// remembered is what a record keeps of a command with an idempotency key.
type remembered struct {
	Window      uint32 `cbor:"1,keyasint"`
	Hash        []byte `cbor:"2,keyasint"`
	Fingerprint []byte `cbor:"3,keyasint"`
	Answer      []byte `cbor:"4,keyasint,omitempty"`
}

func hashIdem(p Partition, key string) []byte {
	h := sha256.Sum256(Key(p, key))
	return h[:idemHash]
}

func idemKey(window uint32, hash []byte) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+idemHash), window), hash...)
}

// idemWindows lists the windows that hold keys, oldest first.
type idemWindows struct{ all []uint32 }

func (w *idemWindows) load(idem *bbolt.Bucket) {
	w.all = nil
	c := idem.Cursor()
	for k, _ := c.First(); len(k) > 4; {
		window := binary.BigEndian.Uint32(k)
		w.all = append(w.all, window)
		k, _ = c.Seek(binary.BigEndian.AppendUint32(nil, window+1))
	}
}

// current is the window for a new key: that of the wall clock, but never
// before one that was used already.
func (w *idemWindows) current(wall time.Time) uint32 {
	now := uint32(max(0, wall.Unix()) / int64(idemWindow/time.Second))
	if n := len(w.all); n > 0 {
		now = max(now, w.all[n-1])
	}
	return now
}

func (w *idemWindows) add(window uint32) {
	if n := len(w.all); n == 0 || w.all[n-1] < window {
		w.all = append(w.all, window)
	}
}

// find looks a key up, in the newest window first; 0 if it is not known.
func (w *idemWindows) find(idem *bbolt.Bucket, hash []byte) (seq uint64, err error) {
	for i := len(w.all) - 1; i >= 0; i-- {
		key := idemKey(w.all[i], hash)
		raw := idem.Get(key)
		if raw == nil {
			continue
		}
		v, err := unseal(key, raw)
		if err != nil {
			return 0, err
		}
		if len(v) != 8 {
			return 0, fmt.Errorf("%w: idempotency entry %x has %d bytes, not 8", ErrCorrupt, key, len(v))
		}
		return binary.BigEndian.Uint64(v), nil
	}
	return 0, nil
}

// idemFloor is the first window whose keys must still be kept.
func idemFloor(wall time.Time) uint32 {
	return uint32(max(0, wall.Add(-idemLife).Unix()) / int64(idemWindow/time.Second))
}

// prune deletes up to limit entries of windows before floor, and says whether
// that was all of them.
func (w *idemWindows) prune(idem *bbolt.Bucket, floor uint32, limit int) (done bool, err error) {
	var keys [][]byte
	c := idem.Cursor()
	for k, _ := c.First(); len(k) > 4 && binary.BigEndian.Uint32(k) < floor; k, _ = c.Next() {
		if len(keys) == limit {
			break
		}
		keys = append(keys, append([]byte{}, k...))
	}
	for _, k := range keys {
		if err := idem.Delete(k); err != nil {
			return false, err
		}
	}
	return len(keys) < limit, nil
}
