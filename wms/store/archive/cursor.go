package archive

import (
	"bytes"
	"encoding/binary"
)

// entry is one of a block.
type entry struct{ key, value []byte }

// entries takes a block's body apart. The slices share its memory.
func (r *Reader) entries(at ref, inner bool) ([]entry, error) {
	body, err := r.read(at)
	if err != nil {
		return nil, err
	}
	var out []entry
	for rest := body; len(rest) > 0; {
		var e entry
		var ok bool
		if e.key, rest, ok = part(rest); ok {
			e.value, rest, ok = part(rest)
		}
		if !ok || inner && len(e.value) != refSize {
			return nil, corrupt("%s: block at byte %d: entry %d is not whole", r.name, at.at, len(out))
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, corrupt("%s: block at byte %d is empty", r.name, at.at)
	}
	return out, nil
}

func part(b []byte) (p, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return nil, nil, false
	}
	b = b[size:]
	return b[:n:n], b[n:], true
}

// Row gives a row's value, nil if there is none.
func (r *Reader) Row(key []byte) ([]byte, error) {
	if !r.mayHave(key) {
		return nil, nil
	}
	return r.get(r.rows, key)
}

// Record gives a journal record, nil if there is none.
func (r *Reader) Record(key []byte) ([]byte, error) { return r.get(r.records, key) }

func (r *Reader) get(t root, key []byte) ([]byte, error) {
	c := Cursor{r: r, root: t}
	k, v, err := c.Seek(key)
	if err != nil || !bytes.Equal(k, key) {
		return nil, err
	}
	return v, nil
}

// Cursor walks the entries of a tree in order. Keys and values are good until
// its next move. A nil key is the end.
type Cursor struct {
	r    *Reader
	root root
	path []step
}

type step struct {
	entries []entry
	i       int
}

// RowCursor walks the rows, RecordCursor the records.
func (r *Reader) RowCursor() *Cursor    { return &Cursor{r: r, root: r.rows} }
func (r *Reader) RecordCursor() *Cursor { return &Cursor{r: r, root: r.records} }

// Seek goes to the first entry at or behind key.
func (c *Cursor) Seek(key []byte) (k, v []byte, err error) {
	c.path = c.path[:0]
	if err := c.down(c.root.ref, func(es []entry, inner bool) int {
		i := 0
		for i < len(es) && bytes.Compare(es[i].key, key) < 0 {
			i++
		}
		if inner && (i == len(es) || i > 0 && !bytes.Equal(es[i].key, key)) {
			i-- // what begins before key may hold it
		}
		return i
	}); err != nil || len(c.path) == 0 {
		return nil, nil, err
	}
	if top := &c.path[len(c.path)-1]; top.i == len(top.entries) {
		top.i--
		return c.Next()
	}
	return c.here()
}

// Last goes to the last entry.
func (c *Cursor) Last() (k, v []byte, err error) {
	c.path = c.path[:0]
	if err := c.down(c.root.ref, func(es []entry, _ bool) int { return len(es) - 1 }); err != nil || len(c.path) == 0 {
		return nil, nil, err
	}
	return c.here()
}

// down fills the path from a block to a leaf; choose picks an entry of each.
func (c *Cursor) down(at ref, choose func(es []entry, inner bool) int) error {
	if c.root.depth > maxDepth {
		return corrupt("%s: a tree %d deep", c.r.name, c.root.depth)
	}
	for len(c.path) < int(c.root.depth) {
		inner := len(c.path)+1 < int(c.root.depth)
		es, err := c.r.entries(at, inner)
		if err != nil {
			return err
		}
		s := step{es, choose(es, inner)}
		c.path = append(c.path, s)
		if inner {
			at = refOf(es[s.i].value)
		}
	}
	return nil
}

func (c *Cursor) here() (k, v []byte, err error) {
	s := c.path[len(c.path)-1]
	return s.entries[s.i].key, s.entries[s.i].value, nil
}

// Next goes to the entry behind, Prev to the one before.
func (c *Cursor) Next() (k, v []byte, err error) {
	return c.move(1, func([]entry, bool) int { return 0 })
}

func (c *Cursor) Prev() (k, v []byte, err error) {
	return c.move(-1, func(es []entry, _ bool) int { return len(es) - 1 })
}

func (c *Cursor) move(by int, end func([]entry, bool) int) (k, v []byte, err error) {
	for len(c.path) > 0 {
		s := &c.path[len(c.path)-1]
		s.i += by
		if s.i < 0 || s.i >= len(s.entries) {
			c.path = c.path[:len(c.path)-1]
			continue
		}
		if len(c.path) < int(c.root.depth) {
			if err := c.down(refOf(s.entries[s.i].value), end); err != nil {
				return nil, nil, err
			}
		}
		return c.here()
	}
	return nil, nil, nil
}
