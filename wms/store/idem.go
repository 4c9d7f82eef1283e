package store

import (
	"bytes"
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

// idemWindows lists the windows that hold keys, oldest first. Only the last
// still grows; of the others a filter says, mostly, that a key is not there.
type idemWindows struct{ all []window }

type window struct {
	number uint32
	filter filter // nil until filter is built
}

func (w *idemWindows) load(idem *bbolt.Bucket) {
	w.all = nil
	c := idem.Cursor()
	for k, _ := c.First(); len(k) > 4; {
		number := binary.BigEndian.Uint32(k)
		w.all = append(w.all, window{number: number})
		k, _ = c.Seek(idemKey(number+1, nil))
	}
}

// current is the window for a new key: that of the wall clock, but never
// before one that was used already.
func (w *idemWindows) current(wall time.Time) uint32 {
	now := uint32(max(0, wall.Unix()) / int64(idemWindow/time.Second))
	if n := len(w.all); n > 0 {
		now = max(now, w.all[n-1].number)
	}
	return now
}

func (w *idemWindows) add(number uint32) {
	if n := len(w.all); n == 0 || w.all[n-1].number < number {
		w.all = append(w.all, window{number: number})
	}
}

// find looks a key up, in the newest window first; 0 if it is not known.
func (w *idemWindows) find(idem *bbolt.Bucket, hash []byte) (seq uint64, err error) {
	for i := len(w.all) - 1; i >= 0; i-- {
		if w.all[i].filter != nil && !w.all[i].filter.mayHave(hash) {
			continue
		}
		key := idemKey(w.all[i].number, hash)
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

// lacksFilter finds a window that has no filter and grows no more, the newest
// first.
func (w *idemWindows) lacksFilter() (number uint32, ok bool) {
	for i := len(w.all) - 2; i >= 0; i-- {
		if w.all[i].filter == nil {
			return w.all[i].number, true
		}
	}
	return 0, false
}

// setFilter gives a window its filter, if it is still there.
func (w *idemWindows) setFilter(number uint32, f filter) {
	for i := range w.all {
		if w.all[i].number == number {
			w.all[i].filter = f
		}
	}
}

// builtFilter is a window's filter for the writer, nil if it was not built.
type builtFilter struct {
	number uint32
	filter filter
}

// buildFilter reads the keys of a window that grows no more, beside the
// writer: of a busy day that are hundreds of thousands.
func (b *Bolt) buildFilter(number uint32) {
	var hashes []byte
	from, end := idemKey(number, nil), idemKey(number+1, nil)
	for from != nil {
		err := b.db.View(func(tx *bbolt.Tx) error {
			c := tx.Bucket(bucketIdem).Cursor()
			k, _ := c.Seek(from)
			from = nil
			for n := 0; k != nil && bytes.Compare(k, end) < 0; k, _ = c.Next() {
				if n++; n > viewRows {
					from = bytes.Clone(k)
					break
				}
				if len(k) == 4+idemHash {
					hashes = append(hashes, k[4:]...)
				}
			}
			return nil
		})
		if err != nil || b.closing() {
			b.filters <- builtFilter{number: number}
			return
		}
	}
	b.filters <- builtFilter{number, newFilter(hashes)}
}

// filter is a Bloom filter (Bloom 1970; two hashes make all, Kirsch and
// Mitzenmacher 2006): with 10 bits a key and 6 probes about one lookup in a
// hundred of a key that is not there goes on to the file.
type filter []uint64

const (
	filterBitsPerKey = 10
	filterProbes     = 6
)

func newFilter(hashes []byte) filter {
	f := make(filter, 1+len(hashes)/idemHash*filterBitsPerKey/64)
	for ; len(hashes) >= idemHash; hashes = hashes[idemHash:] {
		f.probe(hashes[:idemHash], func(word *uint64, bit uint64) bool { *word |= bit; return true })
	}
	return f
}

func (f filter) mayHave(hash []byte) bool {
	return f.probe(hash, func(word *uint64, bit uint64) bool { return *word&bit != 0 })
}

func (f filter) probe(hash []byte, fn func(word *uint64, bit uint64) bool) bool {
	a, b := binary.BigEndian.Uint64(hash), binary.BigEndian.Uint64(hash[8:])
	for range filterProbes {
		at := a % uint64(64*len(f))
		if !fn(&f[at/64], 1<<(at%64)) {
			return false
		}
		a += b
	}
	return true
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
