package store

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms/store/archive"
)

// ArchiveDir is the folder of the archives beside the data file.
const ArchiveDir = "archive"

// Tables of the store itself in the network's partition: the archives by
// number, and in each partition the sealed rows that were deleted since.
const (
	tableArchive = "~archive"
	tableGone    = "~gone"
)

// Archive is the entry of a sealed file in the data file. Rows fall through to
// it from then on, records from when they are removed.
type Archive struct {
	Number  uint64    `cbor:"1,keyasint" json:"number"`
	Name    string    `cbor:"2,keyasint" json:"name"` // within the archive folder
	Digest  []byte    `cbor:"3,keyasint" json:"digest"`
	From    uint64    `cbor:"4,keyasint" json:"from"` // journal records; To is before From if it holds none
	To      uint64    `cbor:"5,keyasint" json:"to"`
	Rows    uint64    `cbor:"6,keyasint" json:"rows"`
	Until   time.Time `cbor:"7,keyasint" json:"until"` // what was closed before
	Cleared bool      `cbor:"8,keyasint,omitempty" json:"cleared"`
}

var archives = NewTable[Archive](tableArchive, 1)

// Seal is the signed statement at the end of an archive: what it holds, and
// where each partition's hash chain stood before and after its records.
type Seal struct {
	File      []byte                    `cbor:"1,keyasint" json:"file"`
	Number    uint64                    `cbor:"2,keyasint" json:"number"`
	From      uint64                    `cbor:"3,keyasint" json:"from"`
	To        uint64                    `cbor:"4,keyasint" json:"to"`
	Rows      uint64                    `cbor:"5,keyasint" json:"rows"`
	Until     time.Time                 `cbor:"6,keyasint" json:"until"`
	Before    map[string]CheckpointHead `cbor:"7,keyasint" json:"before"`
	After     map[string]CheckpointHead `cbor:"8,keyasint" json:"after"`
	Tables    []string                  `cbor:"9,keyasint" json:"tables"`   // partition and table of its rows, as keys begin
	Content   []byte                    `cbor:"10,keyasint" json:"content"` // SHA-256 of all blocks
	PublicKey []byte                    `cbor:"11,keyasint" json:"public_key"`
	Signature []byte                    `cbor:"12,keyasint,omitempty" json:"signature"`
}

func (s Seal) signed() ([]byte, error) {
	s.Signature = nil
	return Encode(s)
}

// Valid says whether the signature is that of PublicKey over the rest.
func (s Seal) Valid() bool {
	text, err := s.signed()
	return err == nil && len(s.PublicKey) == ed25519.PublicKeySize && ed25519.Verify(s.PublicKey, text, s.Signature)
}

// sealed are the open archives, oldest first. It does not change; the store
// takes another one when an archive is added.
type sealed struct {
	all    []sealedFile
	tables map[string]bool // what keys of sealed rows begin with
	to     uint64          // last sealed record
	gone   *atomic.Bool    // some sealed row was deleted
}

type sealedFile struct {
	*archive.Reader
	Archive
	seal Seal
}

// openSealed opens the archives that a data file names, and refuses what is
// not the one that was sealed.
func openSealed(r reader, file string) (*sealed, error) {
	s := &sealed{tables: map[string]bool{}, gone: &atomic.Bool{}}
	err := archives.Scan(r, Network, nil, func(_ KeyParts, a Archive) (bool, error) {
		return true, s.open(a, filepath.Join(filepath.Dir(file), ArchiveDir))
	})
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	for table := range s.tables {
		p, _, _ := strings.Cut(table, "\x00")
		from := []byte(p + "\x00" + tableGone + "\x00")
		err = errors.Join(err, r.Scan(from, End(from), func(_, _ []byte) (bool, error) {
			s.gone.Store(true)
			return false, nil
		}))
	}
	return s, err
}

func (s *sealed) open(a Archive, dir string) error {
	if a.Name != filepath.Base(a.Name) {
		return fmt.Errorf("%w: an archive called %q", ErrCorrupt, a.Name)
	}
	r, err := archive.Open(filepath.Join(dir, a.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: archive %s is missing; bring it back from a backup", ErrCorrupt, filepath.Join(dir, a.Name))
	}
	if err != nil {
		return err
	}
	f := sealedFile{Reader: r, Archive: a}
	if err := Decode(r.Note, &f.seal); err != nil {
		return errors.Join(err, r.Close())
	}
	if !bytes.Equal(r.Digest, a.Digest) || f.seal.Number != a.Number || !bytes.Equal(f.seal.Content, r.Content()) ||
		f.seal.From != a.From || f.seal.To != a.To || f.seal.Rows != a.Rows {
		_ = r.Close()
		return fmt.Errorf("%w: %s is not the archive that was sealed under this name", ErrCorrupt, r.Name())
	}
	s.add(f)
	return nil
}

func (s *sealed) add(f sealedFile) {
	s.all = append(s.all, f)
	for _, t := range f.seal.Tables {
		s.tables[t] = true
	}
	s.to = max(s.to, f.To)
}

// with is a copy with one archive more.
func (s *sealed) with(f sealedFile) *sealed {
	c := &sealed{all: append([]sealedFile{}, s.all...), tables: map[string]bool{}, gone: s.gone, to: s.to}
	for t := range s.tables {
		c.tables[t] = true
	}
	c.add(f)
	return c
}

func (s *sealed) close() (err error) {
	for _, f := range s.all {
		err = errors.Join(err, f.Close())
	}
	return err
}

// covers says whether there may be sealed rows of a key's table.
func (s *sealed) covers(key []byte) bool {
	if s == nil || len(s.all) == 0 {
		return false
	}
	n := bytes.IndexByte(key, 0) + 1
	n += bytes.IndexByte(key[n:], 0) + 1
	return s.tables[string(key[:n])]
}

// row is the last sealed value of a key, nil if there is none or it was
// deleted since. data says what was deleted.
func (s *sealed) row(data *bbolt.Bucket, key []byte) ([]byte, error) {
	if !s.covers(key) {
		return nil, nil
	}
	for i := len(s.all) - 1; i >= 0; i-- {
		v, err := s.all[i].Row(key)
		if err != nil {
			return nil, err
		}
		if v != nil {
			if s.gone.Load() && data.Get(goneKey(key)) != nil {
				return nil, nil
			}
			return v, nil
		}
	}
	return nil, nil
}

// goneKey is where the deletion of a sealed row is kept.
func goneKey(key []byte) []byte {
	n := bytes.IndexByte(key, 0) + 1
	return append(append(append(make([]byte, 0, len(key)+len(tableGone)+1), key[:n]...), tableGone+"\x00"...), key[n:]...)
}

// record gives a sealed journal record, nil if none is sealed under its number.
func (s *sealed) record(seq uint64) ([]byte, error) {
	if s == nil || seq > s.to {
		return nil, nil
	}
	for i := len(s.all) - 1; i >= 0; i-- {
		if f := s.all[i]; f.From <= seq && seq <= f.To {
			return f.Record(seqKey(seq))
		}
	}
	return nil, nil
}

// each visits the journal records from a number on: those sealed that the
// journal bucket no longer holds, then those in it.
func (s *sealed) each(jrnl *bbolt.Bucket, from uint64, fn func(k, raw []byte) (bool, error)) error {
	c := jrnl.Cursor()
	hot, raw := c.First()
	first := ^uint64(0)
	if len(hot) == 8 {
		first = binary.BigEndian.Uint64(hot)
	}
	if s != nil && from < first {
		for _, f := range s.all {
			if f.To < f.From || f.To < from {
				continue
			}
			more, err := f.eachRecord(from, first, fn)
			if err != nil || !more {
				return err
			}
		}
	}
	if from > first {
		hot, raw = c.Seek(seqKey(from))
	}
	for ; hot != nil; hot, raw = c.Next() {
		if more, err := fn(hot, raw); err != nil || !more {
			return err
		}
	}
	return nil
}

func (f sealedFile) eachRecord(from, before uint64, fn func(k, raw []byte) (bool, error)) (more bool, err error) {
	c := f.RecordCursor()
	k, raw, err := c.Seek(seqKey(from))
	for ; k != nil && err == nil && bytes.Compare(k, seqKey(before)) < 0; k, raw, err = c.Next() {
		if more, err := fn(k, raw); err != nil || !more {
			return false, err
		}
	}
	return true, err
}

// rawRecord is a journal record as stored, wherever it is; nil for none.
func (s *sealed) rawRecord(jrnl *bbolt.Bucket, seq uint64) ([]byte, error) {
	if raw := jrnl.Get(seqKey(seq)); raw != nil {
		return raw, nil
	}
	return s.record(seq)
}

// Archives lists the sealed files, oldest first.
func (b *Bolt) Archives() []Archive {
	var out []Archive
	for _, f := range b.sealed.Load().all {
		out = append(out, f.Archive)
	}
	return out
}

// dropUnfinished removes what a seal left that did not come to its end: no
// entry names it.
func dropUnfinished(file string) error {
	dir := filepath.Join(filepath.Dir(file), ArchiveDir)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unfinished) {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

// unfinished is what the name of an archive begins with while it is written.
const unfinished = ".unfinished-"
