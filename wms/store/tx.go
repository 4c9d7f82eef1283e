package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms"
)

var errTxOver = errors.New("store: transaction used after its function returned")

// reader is a Reader over a snapshot of the data bucket.
type reader struct {
	data *bbolt.Bucket
	old  *sealed // rows that are not in data any more; may be nil
}

func (r reader) Get(key []byte) ([]byte, error) {
	v, err := r.peek(key)
	if v != nil && err == nil {
		v = append([]byte{}, v...)
	}
	return v, err
}

// peek is Get without the copy: the value is good until the next write or the
// end of the transaction.
func (r reader) peek(key []byte) ([]byte, error) {
	raw := r.data.Get(key)
	if raw == nil {
		return r.old.row(r.data, key)
	}
	return unseal(key, raw)
}

func peek(r Reader, key []byte) ([]byte, error) {
	if p, ok := r.(interface{ peek([]byte) ([]byte, error) }); ok {
		return p.peek(key)
	}
	return r.Get(key)
}

func (r reader) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	return scan(r.data, from, to, nil, fn)
}

func (r reader) ScanBack(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	return scanBack(r.data, from, to, nil, fn)
}

// scan visits [from, to). When writes moved during fn, the cursor is set anew:
// bbolt's own is not valid after a write.
func scan(data *bbolt.Bucket, from, to []byte, writes *int, fn func(key, value []byte) (bool, error)) error {
	c := data.Cursor()
	k, raw := c.Seek(from)
	if bytes.Equal(k, firstKey) {
		k, raw = c.Next()
	}
	var at []byte
	for k != nil && (to == nil || bytes.Compare(k, to) < 0) {
		v, err := unseal(k, raw)
		if err != nil {
			return err
		}
		before := 0
		if writes != nil {
			at, before = append(at[:0], k...), *writes
		}
		more, err := fn(k, v)
		if err != nil || !more {
			return err
		}
		if writes == nil || *writes == before {
			k, raw = c.Next()
			continue
		}
		c = data.Cursor()
		if k, raw = c.Seek(at); bytes.Equal(k, at) {
			k, raw = c.Next()
		}
	}
	return nil
}

func scanBack(data *bbolt.Bucket, from, to []byte, writes *int, fn func(key, value []byte) (bool, error)) error {
	c := data.Cursor()
	k, raw := seekBefore(c, to)
	var at []byte
	for bytes.Compare(k, from) >= 0 && !bytes.Equal(k, firstKey) {
		v, err := unseal(k, raw)
		if err != nil {
			return err
		}
		before := 0
		if writes != nil {
			at, before = append(at[:0], k...), *writes
		}
		more, err := fn(k, v)
		if err != nil || !more {
			return err
		}
		if writes == nil || *writes == before {
			k, raw = prev(c)
			continue
		}
		c = data.Cursor()
		k, raw = seekBefore(c, at)
	}
	return nil
}

// firstKey stands before all others and is never deleted. bbolt's cursor needs
// it: within a transaction that deleted much, Prev says nil at each page that
// has become empty, and Last never returns if all have (both in 1.5.0).
var firstKey = []byte{0}

// seekBefore is at the last key before limit, or the last of all for nil.
func seekBefore(c *bbolt.Cursor, limit []byte) (k, raw []byte) {
	if limit == nil {
		return c.Last()
	}
	if bytes.Compare(limit, firstKey) <= 0 {
		return firstKey, nil
	}
	if k, _ = c.Seek(limit); k == nil {
		return c.Last()
	}
	return prev(c)
}

// prev is at the key before, which is firstKey at the latest.
func prev(c *bbolt.Cursor) (k, raw []byte) {
	for k == nil {
		k, raw = c.Prev()
	}
	return k, raw
}

// tx is one command's view of the group's transaction. It writes straight
// through and keeps what it replaced, so that a failed command can be undone.
type tx struct {
	reader
	partition Partition
	prefix    []byte // of all keys it may write
	now       time.Time
	seq       uint64 // of its record, if it makes one
	origin    uint64 // record that set off the chain of messages it is part of
	over      bool
	writes    int // counts, for cursors
	touched   map[string]int
	changes   []change // in the order of each key's first write
	events    []wms.Event
	sent      []sentMessage
	handled   []handledMessage
	broken    error // bbolt itself failed: the group can not go on
}

// change is what a command did to one key: old and new are sealed values, nil
// for none.
type change struct {
	key      []byte
	old, new []byte
	private  bool
	archive  []byte // number of the one that the row went to
}

func (t *tx) Partition() Partition { return t.partition }
func (t *tx) Now() time.Time       { return t.now }
func (t *tx) Emit(e wms.Event)     { t.events = append(t.events, e) }

func (t *tx) Get(key []byte) ([]byte, error) {
	if t.over {
		return nil, errTxOver
	}
	return t.reader.Get(key)
}

func (t *tx) peek(key []byte) ([]byte, error) {
	if t.over {
		return nil, errTxOver
	}
	return t.reader.peek(key)
}

func (t *tx) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	if t.over {
		return errTxOver
	}
	return scan(t.data, from, to, &t.writes, fn)
}

func (t *tx) ScanBack(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	if t.over {
		return errTxOver
	}
	return scanBack(t.data, from, to, &t.writes, fn)
}

func (t *tx) Put(key, value []byte) error { return t.set(key, seal(key, value), false) }

func (t *tx) PutPrivate(key, value []byte) error { return t.set(key, seal(key, value), true) }

func (t *tx) Delete(key []byte) error { return t.set(key, nil, false) }

func (t *tx) set(key, sealed []byte, private bool) error {
	switch {
	case t.over:
		return errTxOver
	case t.broken != nil:
		return t.broken
	case !bytes.HasPrefix(key, t.prefix) || len(key) == len(t.prefix):
		return fmt.Errorf("%w: key %s, partition %s", ErrPartition, show(key), t.partition)
	case len(key) > bbolt.MaxKeySize:
		return fmt.Errorf("store: key of %d bytes is longer than %d: %.80s", len(key), bbolt.MaxKeySize, show(key))
	}
	if err := t.setGone(key, sealed == nil); err != nil {
		return err
	}
	return t.put(key, sealed, private)
}

// setGone keeps whether a row that is also sealed was deleted.
func (t *tx) setGone(key []byte, deleted bool) error {
	if !t.old.covers(key) {
		return nil
	}
	gone := goneKey(key)
	if !deleted {
		if t.old.gone.Load() && t.data.Get(gone) != nil {
			return t.put(gone, nil, false)
		}
		return nil
	}
	if v, err := t.old.row(t.data, key); err != nil || v == nil {
		return err
	}
	t.old.gone.Store(true)
	return t.put(gone, seal(gone, []byte{1}), false)
}

// sealAway takes out a row that an archive holds, if it is still the same.
func (t *tx) sealAway(key, value []byte, archive uint64) error {
	raw := t.data.Get(key)
	if raw == nil {
		return nil
	}
	now, err := unseal(key, raw)
	if err != nil || !bytes.Equal(now, value) {
		return err
	}
	if err := t.put(key, nil, false); err != nil {
		return err
	}
	t.changes[t.touched[string(key)]].archive = seqKey(archive)
	return nil
}

func (t *tx) put(key, sealed []byte, private bool) error {
	old := t.data.Get(key)
	if bytes.Equal(old, sealed) && (old == nil) == (sealed == nil) && !private {
		return nil
	}
	i, again := t.touched[string(key)]
	if !again {
		i = len(t.changes)
		key = bytes.Clone(key)
		t.touched[string(key)] = i
		t.changes = append(t.changes, change{key: key, old: old})
	}
	t.changes[i].new, t.changes[i].private = sealed, private
	return t.apply(key, sealed)
}

func (t *tx) apply(key, sealed []byte) (err error) {
	t.writes++
	if sealed == nil {
		err = t.data.Delete(key)
	} else {
		err = t.data.Put(key, sealed)
	}
	if err != nil {
		t.broken = fmt.Errorf("store: key %s: %w", show(key), err)
	}
	return t.broken
}

// undo puts back what the command replaced.
func (t *tx) undo() {
	for i := len(t.changes) - 1; i >= 0; i-- {
		_ = t.apply(t.changes[i].key, t.changes[i].old) // kept in t.broken
	}
	t.changes, t.events, t.sent, t.handled = nil, nil, nil, nil
}

// writeSet is the journal's form of the changes that remain.
func (t *tx) writeSet() []write {
	out := make([]write, 0, len(t.changes))
	for _, c := range t.changes {
		switch {
		case c.new == nil && c.old == nil:
		case c.archive != nil:
			out = append(out, write{Key: c.key, Value: c.archive, Op: opSealed})
		case c.new == nil:
			out = append(out, write{Key: c.key, Op: opDelete})
		case c.private:
			out = append(out, write{Key: c.key, Op: opPrivate})
		default:
			out = append(out, write{Key: c.key, Value: c.new[:len(c.new)-4], Op: opPut})
		}
	}
	return out
}

func (t *tx) NextID(name string) (uint64, error) {
	return t.count(Key(t.partition, tableID, name))
}

// LastID is the last number that NextID gave under a name; 0 if none.
func LastID(r Reader, p Partition, name string) (uint64, error) {
	return getUint(r, Key(p, tableID, name))
}

// count adds one to a stored counter.
func (t *tx) count(key []byte) (uint64, error) {
	n, err := getUint(t, key)
	if err != nil {
		return 0, err
	}
	n++
	return n, t.Put(key, binary.BigEndian.AppendUint64(nil, n))
}

// getUint reads a stored counter, 0 if there is none.
func getUint(r Reader, key []byte) (uint64, error) {
	raw, err := peek(r, key)
	if err != nil || raw == nil {
		return 0, err
	}
	if len(raw) != 8 {
		return 0, fmt.Errorf("%w: counter %s has %d bytes, not 8", ErrCorrupt, show(key), len(raw))
	}
	return binary.BigEndian.Uint64(raw), nil
}
