package store

import (
	"bytes"

	"github.com/aisle-wms/aisle/wms/store/archive"
)

// Everything is a Reader whose scans see sealed rows too, as if nothing had
// ever been sealed. Of others only Get does: their scans see what is in the
// data file. It costs a few reads more per archive.
func Everything(r Reader) Reader {
	switch v := r.(type) {
	case reader:
		return everything{v}
	case *tx:
		return everything{v.reader}
	}
	return r
}

type everything struct{ reader }

// walk is one of the sources of a merged scan.
type walk struct {
	k, v []byte
	step func() (k, v []byte, err error)
}

func (w *walk) move() (err error) {
	w.k, w.v, err = w.step()
	return err
}

// Scan implements Reader.
func (e everything) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	hot := e.data.Cursor()
	return e.merge(from, to, 1, fn, func() (k, raw []byte) {
		k, raw = hot.Seek(from)
		if bytes.Equal(k, firstKey) {
			k, raw = hot.Next()
		}
		return k, raw
	}, hot.Next, func(c *archive.Cursor) ([]byte, []byte, error) { return c.Seek(from) }, (*archive.Cursor).Next)
}

// ScanBack implements Reader.
func (e everything) ScanBack(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	hot := e.data.Cursor()
	return e.merge(from, to, -1, fn, func() (k, raw []byte) { return seekBefore(hot, to) }, func() (k, raw []byte) { return prev(hot) },
		func(c *archive.Cursor) (k, v []byte, err error) {
			if to != nil {
				if k, _, err = c.Seek(to); err != nil {
					return nil, nil, err
				}
				if k != nil {
					return c.Prev()
				}
			}
			return c.Last()
		}, (*archive.Cursor).Prev)
}

// merge visits the keys of [from, to) of all sources in one order; of equal
// keys the data file's, else the youngest archive's, counts.
func (e everything) merge(from, to []byte, order int, fn func(key, value []byte) (bool, error),
	first, next func() (k, raw []byte), begin, step func(*archive.Cursor) ([]byte, []byte, error)) error {
	inside := func(k []byte) bool {
		return k != nil && bytes.Compare(k, from) >= 0 && (to == nil || bytes.Compare(k, to) < 0) && !bytes.Equal(k, firstKey)
	}
	var walks []*walk
	hot := &walk{}
	hot.k, hot.v = first()
	hot.step = func() (k, v []byte, err error) { k, v = next(); return k, v, nil }
	if inside(hot.k) {
		walks = append(walks, hot)
	}
	if e.old != nil {
		for i := len(e.old.all) - 1; i >= 0; i-- {
			c := e.old.all[i].RowCursor()
			w := &walk{step: func() ([]byte, []byte, error) { return step(c) }}
			var err error
			if w.k, w.v, err = begin(c); err != nil {
				return err
			}
			if inside(w.k) {
				walks = append(walks, w)
			}
		}
	}
	for len(walks) > 0 {
		at := walks[0]
		for _, w := range walks[1:] {
			if bytes.Compare(w.k, at.k)*order < 0 {
				at = w
			}
		}
		key, value := at.k, at.v
		var err error
		switch {
		case at == hot:
			if value, err = unseal(key, value); err != nil {
				return err
			}
		case e.data.Get(goneKey(key)) != nil:
			value = nil
		}
		if value != nil {
			if more, err := fn(key, value); err != nil || !more {
				return err
			}
		}
		if walks, err = pass(walks, bytes.Clone(key), inside); err != nil {
			return err
		}
	}
	return nil
}

// pass moves every walk that stands at a key behind it, and drops those that
// have ended.
func pass(walks []*walk, key []byte, inside func([]byte) bool) ([]*walk, error) {
	kept := walks[:0]
	for _, w := range walks {
		if bytes.Equal(w.k, key) {
			if err := w.move(); err != nil {
				return nil, err
			}
		}
		if inside(w.k) {
			kept = append(kept, w)
		}
	}
	return kept, nil
}
