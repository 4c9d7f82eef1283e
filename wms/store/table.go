package store

import "fmt"

// Table is a set of rows of one type under keys of one form, in every
// partition. A row's value is a version byte and the CBOR of T. Make it once,
// as a package variable:
//
//	var orders = store.NewTable[order]("orders", 1)
//
// A row of an older version passes through the table's migration when it is
// read, and is stored in the new form when it is next written. A row of a
// newer version is ErrNewer.
type Table[T any] struct {
	name    string
	version uint8
	private bool
	migrate func(old uint8, raw []byte) (T, error)
}

// NewTable names a table. The name is part of every key, so it can not change;
// names that begin with ~ belong to the store.
func NewTable[T any](name string, version uint8) *Table[T] {
	return &Table[T]{name: name, version: version}
}

// Migrate sets how rows of older versions are read. raw is their CBOR.
func (t *Table[T]) Migrate(fn func(old uint8, raw []byte) (T, error)) *Table[T] {
	t.migrate = fn
	return t
}

// Private keeps the rows' values out of the journal, which then knows only
// that there is one: for what must be erasable, such as personal data.
func (t *Table[T]) Private() *Table[T] {
	t.private = true
	return t
}

// Name is the table's name.
func (t *Table[T]) Name() string { return t.name }

// Get reads a row; false if there is none.
func (t *Table[T]) Get(r Reader, p Partition, parts ...any) (T, bool, error) {
	var v T
	key := Key(p, t.name, parts...)
	raw, err := peek(r, key)
	if err != nil || raw == nil {
		return v, false, err
	}
	v, err = t.decode(key, raw)
	return v, err == nil, err
}

// Put writes a row of the command's own partition.
func (t *Table[T]) Put(tx Tx, v T, parts ...any) error {
	body, err := Encode(v)
	if err != nil {
		return fmt.Errorf("store: table %s: %w", t.name, err)
	}
	value := make([]byte, 0, 1+len(body))
	value = append(append(value, t.version), body...)
	key := Key(tx.Partition(), t.name, parts...)
	if t.private {
		return tx.PutPrivate(key, value)
	}
	return tx.Put(key, value)
}

// Delete removes a row of the command's own partition; none is no error.
func (t *Table[T]) Delete(tx Tx, parts ...any) error {
	return tx.Delete(Key(tx.Partition(), t.name, parts...))
}

// Visit is what scans call for each row. k holds all parts of the row's key
// after the table, those of the prefix too.
type Visit[T any] func(k KeyParts, v T) (more bool, err error)

// Scan visits, in order, the rows whose first parts are prefix.
func (t *Table[T]) Scan(r Reader, p Partition, prefix []any, fn Visit[T]) error {
	from := Prefix(p, t.name, prefix...)
	return r.Scan(from, End(from), t.visit(fn))
}

// ScanFrom is Scan, beginning at the row with the parts start or the first
// behind it. start counts from the table on and so repeats prefix.
func (t *Table[T]) ScanFrom(r Reader, p Partition, prefix, start []any, fn Visit[T]) error {
	return r.Scan(Key(p, t.name, start...), End(Prefix(p, t.name, prefix...)), t.visit(fn))
}

// ScanBack visits the rows of Scan from the last to the first.
func (t *Table[T]) ScanBack(r Reader, p Partition, prefix []any, fn Visit[T]) error {
	from := Prefix(p, t.name, prefix...)
	return r.ScanBack(from, End(from), t.visit(fn))
}

// ScanBackFrom is ScanBack, beginning before the row with the parts start.
func (t *Table[T]) ScanBackFrom(r Reader, p Partition, prefix, start []any, fn Visit[T]) error {
	return r.ScanBack(Prefix(p, t.name, prefix...), Key(p, t.name, start...), t.visit(fn))
}

func (t *Table[T]) visit(fn Visit[T]) func(key, raw []byte) (bool, error) {
	return func(key, raw []byte) (bool, error) {
		v, err := t.decode(key, raw)
		if err != nil {
			return false, err
		}
		_, _, parts := PartsOf(key)
		return fn(parts, v)
	}
}

func (t *Table[T]) decode(key, raw []byte) (v T, err error) {
	if len(raw) == 0 {
		return v, fmt.Errorf("%w: value of key %s is empty", ErrCorrupt, show(key))
	}
	switch version := raw[0]; {
	case version > t.version:
		return v, fmt.Errorf("%w: key %s has version %d, this program knows %d", ErrNewer, show(key), version, t.version)
	case version < t.version:
		if t.migrate == nil {
			return v, fmt.Errorf("%w: key %s has version %d and table %s no migration to %d", ErrCorrupt, show(key), version, t.name, t.version)
		}
		if v, err = t.migrate(version, raw[1:]); err != nil {
			return v, fmt.Errorf("store: key %s: migrating version %d to %d: %w", show(key), version, t.version, err)
		}
		return v, nil
	}
	if err = decoder.Unmarshal(raw[1:], &v); err != nil {
		return v, fmt.Errorf("%w: key %s: %v", ErrCorrupt, show(key), err)
	}
	return v, nil
}
