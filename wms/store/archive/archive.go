// Package archive reads and writes sealed files: rows sorted by key and
// journal records sorted by number, written once, never changed, and covered
// to the last byte by one hash.
//
// A file is a run of blocks, a footer that says where the trees begin, a note
// of the caller and a tail. A block is its length and CRC-32C (4 bytes each,
// big-endian) and entries: length of key, key, length of value, value, lengths
// as unsigned varints. The leaves of a tree hold the entries themselves, in
// order; a block above holds, for each block below it, that one's first key
// and its place (offset 8 bytes, length 4). Filters (Bloom) over each 65,536
// keys say of most keys that they are not there.
//
// Readers use pread, not mmap, and believe no length that they read: a damaged
// file gives ErrCorrupt, and nothing worse.
package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
)

// ErrCorrupt: stored bytes are not what was written.
var ErrCorrupt = errors.New("store: data is damaged")

const (
	magic      = "aisle archive 1\n"
	endMagic   = "aisleEND"
	blockSize  = 8 << 10
	maxBlock   = 256 << 20
	blockHead  = 8
	refSize    = 12
	maxDepth   = 12
	rootSize   = refSize + 1 + 8 // place, depth, entries
	footerSize = 2*rootSize + refSize
	tailSize   = 4 + 2*sha256.Size + len(endMagic)
	maxNote    = 16 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ref is the place of a block.
type ref struct {
	at  uint64
	len uint32
}

func (r ref) append(b []byte) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(b, r.at), r.len)
}

func refOf(b []byte) ref {
	return ref{binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:])}
}

// root is where a tree begins; depth 0 is an empty one, 1 a single leaf.
type root struct {
	ref
	depth uint8
	count uint64
}

// Writer makes an archive. Rows and records may be mixed, each in ascending
// order of their keys.
type Writer struct {
	NoSync  bool // leave out fsync: only for tests
	f       *os.File
	out     *bufio.Writer
	sum     hash.Hash
	at      uint64
	rows    tree
	records tree
	filters []filterPart
	hashes  []uint64
	first   []byte // key of hashes[0]
	err     error
}

// Create begins a file, which must not exist.
func Create(name string) (*Writer, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	w := &Writer{f: f, out: bufio.NewWriterSize(f, 1<<20), sum: sha256.New()}
	w.rows.w, w.records.w = w, w
	w.write([]byte(magic))
	return w, w.err
}

func (w *Writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.out.Write(b)
		w.sum.Write(b)
		w.at += uint64(len(b))
	}
}

// block writes a block and says where it is.
func (w *Writer) block(body []byte) ref {
	r := ref{w.at, uint32(blockHead + len(body))}
	if len(body) > maxBlock-blockHead {
		w.err = cmp.Or(w.err, fmt.Errorf("archive: an entry of %d bytes is too large", len(body)))
		return r
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	w.write(binary.BigEndian.AppendUint32(head, crc32.Checksum(body, castagnoli)))
	w.write(body)
	return r
}

// Row adds a row.
func (w *Writer) Row(key, value []byte) error {
	if len(w.hashes) == filterKeys {
		w.closeFilter()
	}
	if len(w.hashes) == 0 {
		w.first = bytes.Clone(key)
	}
	w.hashes = append(w.hashes, hashKey(key))
	return w.rows.add(key, value)
}

// Record adds a journal record under its number.
func (w *Writer) Record(key, value []byte) error { return w.records.add(key, value) }

// Rows is how many rows there are so far.
func (w *Writer) Rows() uint64 { return w.rows.count }

// Records is how many records there are so far.
func (w *Writer) Records() uint64 { return w.records.count }

// Seal ends the file: note is given the hash of all before it and what it
// returns is kept. The file is durable when Seal returns. Digest stands for
// the whole file.
func (w *Writer) Seal(note func(content []byte) ([]byte, error)) (digest []byte, err error) {
	w.closeFilter()
	rows, records, filters := w.rows.finish(), w.records.finish(), w.writeFilters()
	var footer []byte
	for _, r := range []root{rows, records} {
		footer = binary.BigEndian.AppendUint64(append(r.append(footer), r.depth), r.count)
	}
	footer = filters.append(footer)
	if w.err != nil {
		return nil, w.err
	}
	content := w.sum.Sum(nil)
	text, err := note(content)
	if err != nil {
		return nil, err
	}
	digest = digestOf(content, footer, text)
	w.write(footer)
	w.write(text)
	tail := append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), content...)
	w.write(append(append(tail, digest...), endMagic...))
	err = cmp.Or(w.err, w.out.Flush())
	if err == nil && !w.NoSync {
		err = w.f.Sync()
	}
	return digest, cmp.Or(err, w.f.Close())
}

// Discard gives the file up.
func (w *Writer) Discard() error { return errors.Join(w.f.Close(), os.Remove(w.f.Name())) }

func digestOf(content, footer, note []byte) []byte {
	h := sha256.New()
	for _, b := range [][]byte{content, footer, note} {
		_, _ = h.Write(b)
	}
	return h.Sum(nil)
}

// tree writes sorted entries into blocks, and the blocks' places into blocks
// above them.
type tree struct {
	w      *Writer
	levels []*level
	count  uint64
	last   []byte
}

type level struct {
	body  []byte
	first []byte
	n     int
}

func (t *tree) add(key, value []byte) error {
	if t.count > 0 && bytes.Compare(key, t.last) <= 0 {
		return cmp.Or(t.w.err, fmt.Errorf("archive: key %x does not follow %x", key, t.last))
	}
	t.last = append(t.last[:0], key...)
	t.count++
	t.put(0, key, value)
	return t.w.err
}

func (t *tree) put(depth int, key, value []byte) {
	if depth == len(t.levels) {
		t.levels = append(t.levels, &level{})
	}
	l := t.levels[depth]
	if l.n > 0 && len(l.body)+len(key)+len(value) > blockSize && (depth == 0 || l.n > 1) {
		t.flush(depth)
	}
	if l.n == 0 {
		l.first = append(l.first[:0], key...)
	}
	l.body = binary.AppendUvarint(l.body, uint64(len(key)))
	l.body = append(l.body, key...)
	l.body = binary.AppendUvarint(l.body, uint64(len(value)))
	l.body = append(l.body, value...)
	l.n++
}

func (t *tree) flush(depth int) {
	l := t.levels[depth]
	r := t.w.block(l.body)
	t.put(depth+1, l.first, r.append(nil))
	l.body, l.n = l.body[:0], 0
}

// finish writes what is left, from the leaves up; the last block is the root.
func (t *tree) finish() root {
	for depth := 0; depth < len(t.levels); depth++ {
		l := t.levels[depth]
		if depth == len(t.levels)-1 {
			return root{t.w.block(l.body), uint8(depth + 1), t.count}
		}
		if l.n > 0 {
			t.flush(depth)
		}
	}
	return root{}
}

// Reader reads an archive; several goroutines may use it.
type Reader struct {
	name    string
	f       *os.File
	size    uint64 // of the blocks
	rows    root
	records root
	filters []filterPart
	content []byte
	// Note is what the caller gave to Seal, Digest stands for the whole file.
	Note, Digest []byte
}

// Open reads the ends of a file: that nothing between them was changed is
// known only after Check.
func Open(name string) (*Reader, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r := &Reader{name: name, f: f}
	if err := r.open(); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrCorrupt}, args...)...)
}

func (r *Reader) open() error {
	info, err := r.f.Stat()
	if err != nil {
		return err
	}
	least := int64(len(magic) + footerSize + tailSize)
	if !info.Mode().IsRegular() || info.Size() < least {
		return corrupt("the archive is cut: %d bytes", info.Size())
	}
	tail := make([]byte, tailSize)
	if _, err := r.f.ReadAt(tail, info.Size()-int64(tailSize)); err != nil {
		return corrupt("tail: %v", err)
	}
	n := int64(binary.BigEndian.Uint32(tail))
	if string(tail[tailSize-len(endMagic):]) != endMagic || n > maxNote || n > info.Size()-least {
		return corrupt("the archive has no end: it is cut or not an archive")
	}
	end := make([]byte, footerSize+int(n))
	r.size = uint64(info.Size()) - uint64(tailSize) - uint64(len(end))
	if _, err := r.f.ReadAt(end, int64(r.size)); err != nil {
		return corrupt("footer: %v", err)
	}
	footer := end[:footerSize]
	r.content, r.Digest, r.Note = tail[4:4+sha256.Size], tail[4+sha256.Size:4+2*sha256.Size], end[footerSize:]
	if !bytes.Equal(r.Digest, digestOf(r.content, footer, r.Note)) {
		return corrupt("the archive's end does not match its digest")
	}
	for _, to := range []*root{&r.rows, &r.records} {
		*to = root{refOf(footer), footer[refSize], binary.BigEndian.Uint64(footer[refSize+1:])}
		footer = footer[rootSize:]
	}
	start := make([]byte, len(magic))
	if _, err := r.f.ReadAt(start, 0); err != nil || string(start) != magic {
		return corrupt("not an archive of a form that this program knows")
	}
	return r.readFilters(refOf(footer))
}

// Close closes the file.
func (r *Reader) Close() error { return r.f.Close() }

// Name is the file's.
func (r *Reader) Name() string { return r.name }

// Rows and Records say how many there are.
func (r *Reader) Rows() uint64    { return r.rows.count }
func (r *Reader) Records() uint64 { return r.records.count }

// Content is the hash over all blocks.
func (r *Reader) Content() []byte { return r.content }

// Check reads the whole file and compares its hash.
func (r *Reader) Check(each func() error) error {
	h := sha256.New()
	in := io.NewSectionReader(r.f, 0, int64(r.size))
	buf := make([]byte, 1<<20)
	for {
		n, err := in.Read(buf)
		h.Write(buf[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			return corrupt("%s: %v", r.name, err)
		}
		if err := each(); err != nil {
			return err
		}
	}
	if !bytes.Equal(h.Sum(nil), r.content) {
		return corrupt("%s: the archive does not match its hash: it was changed", r.name)
	}
	return nil
}

// read gives the body of a block.
func (r *Reader) read(at ref) ([]byte, error) {
	if at.len < blockHead || at.len > maxBlock || at.at > r.size || uint64(at.len) > r.size-at.at {
		return nil, corrupt("%s: a block at byte %d of %d bytes", r.name, at.at, at.len)
	}
	raw := make([]byte, at.len)
	if _, err := r.f.ReadAt(raw, int64(at.at)); err != nil {
		return nil, corrupt("%s: block at byte %d: %v", r.name, at.at, err)
	}
	body := raw[blockHead:]
	if binary.BigEndian.Uint32(raw) != uint32(len(body)) || binary.BigEndian.Uint32(raw[4:]) != crc32.Checksum(body, castagnoli) {
		return nil, corrupt("%s: block at byte %d does not match its checksum", r.name, at.at)
	}
	return body, nil
}
