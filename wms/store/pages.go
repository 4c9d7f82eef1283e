package store

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// The walk over the file's pages, before bbolt is trusted with them: bbolt
// maps the file and follows what it finds there, so a wild page number can end
// the process. The layout is bbolt's version 2 (internal/common/page.go and
// meta.go of go.etcd.io/bbolt): little-endian on all machines we build for.
const (
	pageHeader   = 16
	pageElement  = 16
	pageBranch   = 0x01
	pageLeaf     = 0x02
	pageFreelist = 0x10
	leafBucket   = 0x01
	metaMagic    = 0xED0CDAED
	metaVersion  = 2
	metaSize     = 64
	noFreelist   = ^uint64(0)
	maxPageDepth = 64
)

type pageMeta struct {
	pageSize             uint32
	root, freelist, high uint64
	txid                 uint64
}

type pageWalk struct {
	file  io.ReaderAt
	meta  pageMeta
	seen  []bool // by page number
	pages int
}

// checkPages reads the tree of pages and faults whatever points out of it.
// Both meta pages must be whole: with one damaged bbolt falls back to the
// other, which is the state before the last commit.
func checkPages(name string) (pages int, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	first, err := readMeta(f, 0)
	if err != nil {
		return 0, err
	}
	second, err := readMeta(f, int64(first.pageSize))
	if err != nil {
		return 0, err
	}
	w := pageWalk{file: f, meta: first}
	if second.txid > first.txid {
		w.meta = second
	}
	if w.meta.high > uint64(info.Size())/uint64(w.meta.pageSize) {
		return 0, fmt.Errorf("%w: the file is cut: %d bytes for %d pages of %d", ErrCorrupt, info.Size(), w.meta.high, w.meta.pageSize)
	}
	w.seen = make([]bool, w.meta.high)
	if w.meta.freelist != noFreelist {
		if err := w.freelist(w.meta.freelist); err != nil {
			return w.pages, err
		}
	}
	return w.pages, w.tree(w.meta.root, 0)
}

func readMeta(f io.ReaderAt, at int64) (m pageMeta, err error) {
	raw := make([]byte, pageHeader+metaSize)
	if _, err := f.ReadAt(raw, at); err != nil {
		return m, fmt.Errorf("%w: meta page at byte %d: %v", ErrCorrupt, at, err)
	}
	raw = raw[pageHeader:]
	h := fnv.New64a()
	h.Write(raw[:metaSize-8])
	if binary.LittleEndian.Uint32(raw) != metaMagic || binary.LittleEndian.Uint32(raw[4:]) != metaVersion ||
		h.Sum64() != binary.LittleEndian.Uint64(raw[metaSize-8:]) {
		return m, fmt.Errorf("%w: meta page at byte %d does not match its checksum; the last commit may be lost", ErrCorrupt, at)
	}
	m = pageMeta{pageSize: binary.LittleEndian.Uint32(raw[8:]), root: binary.LittleEndian.Uint64(raw[16:]),
		freelist: binary.LittleEndian.Uint64(raw[32:]), high: binary.LittleEndian.Uint64(raw[40:]), txid: binary.LittleEndian.Uint64(raw[48:])}
	if m.pageSize < 512 || m.pageSize > 1<<16 {
		return m, fmt.Errorf("%w: meta page at byte %d: page size %d", ErrCorrupt, at, m.pageSize)
	}
	return m, nil
}

// checkMeta says whether both meta pages are whole.
func checkMeta(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	first, err := readMeta(f, 0)
	if err == nil {
		_, err = readMeta(f, int64(first.pageSize))
	}
	return err
}

// read gives a page with its overflow, once.
func (w *pageWalk) read(id uint64) (page []byte, kind uint16, count int, err error) {
	size := uint64(w.meta.pageSize)
	if id < 2 || id >= w.meta.high {
		return nil, 0, 0, fmt.Errorf("%w: a page number %d, of %d", ErrCorrupt, id, w.meta.high)
	}
	header := make([]byte, pageHeader)
	if _, err := w.file.ReadAt(header, int64(id*size)); err != nil {
		return nil, 0, 0, fmt.Errorf("%w: page %d: %v", ErrCorrupt, id, err)
	}
	overflow := uint64(binary.LittleEndian.Uint32(header[12:]))
	if own := binary.LittleEndian.Uint64(header); own != id || id+overflow >= w.meta.high {
		return nil, 0, 0, fmt.Errorf("%w: page %d calls itself %d and spans %d more of %d", ErrCorrupt, id, own, overflow, w.meta.high)
	}
	for i := id; i <= id+overflow; i++ {
		if w.seen[i] {
			return nil, 0, 0, fmt.Errorf("%w: page %d is used twice", ErrCorrupt, i)
		}
		w.seen[i] = true
	}
	page = make([]byte, (overflow+1)*size)
	if _, err := w.file.ReadAt(page, int64(id*size)); err != nil {
		return nil, 0, 0, fmt.Errorf("%w: page %d: %v", ErrCorrupt, id, err)
	}
	w.pages += int(overflow) + 1
	return page, binary.LittleEndian.Uint16(header[8:]), int(binary.LittleEndian.Uint16(header[10:])), nil
}

func (w *pageWalk) freelist(id uint64) error {
	page, kind, n, err := w.read(id)
	if err != nil {
		return err
	}
	first := pageHeader
	if kind != pageFreelist {
		return fmt.Errorf("%w: page %d is not the free list", ErrCorrupt, id)
	}
	if n == 0xffff { // the count did not fit and stands first
		n, first = int(min(binary.LittleEndian.Uint64(page[first:]), 1<<40)), first+8
	}
	if first+8*n > len(page) {
		return fmt.Errorf("%w: the free list has %d entries and room for %d", ErrCorrupt, n, (len(page)-first)/8)
	}
	for i := range n {
		if free := binary.LittleEndian.Uint64(page[first+8*i:]); free < 2 || free >= w.meta.high {
			return fmt.Errorf("%w: the free list names page %d, of %d", ErrCorrupt, free, w.meta.high)
		}
	}
	return nil
}

func (w *pageWalk) tree(id uint64, depth int) error {
	page, kind, n, err := w.read(id)
	if err != nil {
		return err
	}
	if depth > maxPageDepth {
		return fmt.Errorf("%w: page %d is %d deep", ErrCorrupt, id, depth)
	}
	return w.elements(page, id, kind, n, depth)
}

// elements checks a branch or leaf page, or a bucket held inside a leaf.
func (w *pageWalk) elements(page []byte, id uint64, kind uint16, n, depth int) error {
	if kind != pageBranch && kind != pageLeaf || pageHeader+n*pageElement > len(page) {
		return fmt.Errorf("%w: page %d has kind %#x and %d elements", ErrCorrupt, id, kind, n)
	}
	for i := range n {
		at := pageHeader + i*pageElement
		e := page[at:]
		if kind == pageBranch {
			start := at + int(binary.LittleEndian.Uint32(e))
			if start+int(binary.LittleEndian.Uint32(e[4:])) > len(page) {
				return fmt.Errorf("%w: page %d: element %d ends outside", ErrCorrupt, id, i)
			}
			if err := w.tree(binary.LittleEndian.Uint64(e[8:]), depth+1); err != nil {
				return err
			}
			continue
		}
		flags := binary.LittleEndian.Uint32(e)
		start := at + int(binary.LittleEndian.Uint32(e[4:])) + int(binary.LittleEndian.Uint32(e[8:]))
		end := start + int(binary.LittleEndian.Uint32(e[12:]))
		if end > len(page) || flags > leafBucket {
			return fmt.Errorf("%w: page %d: element %d ends outside or has flags %#x", ErrCorrupt, id, i, flags)
		}
		if flags == leafBucket {
			if err := w.bucket(page[start:end], id, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *pageWalk) bucket(header []byte, id uint64, depth int) error {
	if len(header) < 16 {
		return fmt.Errorf("%w: page %d: a bucket of %d bytes", ErrCorrupt, id, len(header))
	}
	if root := binary.LittleEndian.Uint64(header); root != 0 {
		return w.tree(root, depth+1)
	}
	inline := header[16:]
	if len(inline) < pageHeader {
		return fmt.Errorf("%w: page %d: a bucket of %d bytes", ErrCorrupt, id, len(header))
	}
	return w.elements(inline, id, binary.LittleEndian.Uint16(inline[8:]), int(binary.LittleEndian.Uint16(inline[10:])), depth+1)
}

// checkTree has bbolt check order of keys, reachability and free list.
func checkTree(tx *bbolt.Tx) (first error) {
	for err := range tx.Check() {
		if first == nil {
			first = fmt.Errorf("%w: %v", ErrCorrupt, err)
		}
	}
	return first
}
