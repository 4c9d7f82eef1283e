package archive

import (
	"bytes"
	"encoding/binary"
	"sort"
)

// A Bloom filter (Bloom 1970; two hashes make all, Kirsch and Mitzenmacher
// 2006) over each so many keys: 10 bits a key and 6 probes let about one key
// in a hundred pass that is not there.
const (
	filterKeys   = 1 << 16
	filterBits   = 10
	filterProbes = 6
)

type filterPart struct {
	first []byte // key
	bits  []byte
}

// hashKey is FNV-1a with a last mixing (Appleby's), so that its halves are
// independent enough.
func hashKey(key []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range key {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func probes(bits []byte, h uint64, fn func(at, bit int) bool) bool {
	a, b := h>>32, h&0xffffffff|1
	for range filterProbes {
		at := int(a % uint64(8*len(bits)))
		if !fn(at/8, at%8) {
			return false
		}
		a += b
	}
	return true
}

func (w *Writer) closeFilter() {
	if len(w.hashes) == 0 {
		return
	}
	p := filterPart{w.first, make([]byte, len(w.hashes)*filterBits/8+1)}
	for _, h := range w.hashes {
		probes(p.bits, h, func(at, bit int) bool { p.bits[at] |= 1 << bit; return true })
	}
	w.filters = append(w.filters, p)
	w.hashes = w.hashes[:0]
}

// writeFilters writes each part as a block of its own and their places into
// one more.
func (w *Writer) writeFilters() ref {
	var list []byte
	for _, p := range w.filters {
		body := binary.AppendUvarint(nil, uint64(len(p.first)))
		r := w.block(append(append(body, p.first...), p.bits...))
		list = r.append(list)
	}
	return w.block(list)
}

func (r *Reader) readFilters(at ref) error {
	list, err := r.read(at)
	if err != nil {
		return err
	}
	for ; len(list) >= refSize; list = list[refSize:] {
		body, err := r.read(refOf(list))
		if err != nil {
			return err
		}
		first, bits, ok := part(body)
		if !ok || len(bits) == 0 {
			return corrupt("%s: a filter is not whole", r.name)
		}
		r.filters = append(r.filters, filterPart{first, bits})
	}
	return nil
}

// mayHave is false for most keys that are not there, and for no other.
func (r *Reader) mayHave(key []byte) bool {
	i := sort.Search(len(r.filters), func(i int) bool { return bytes.Compare(r.filters[i].first, key) > 0 })
	if i == 0 {
		return false
	}
	bits := r.filters[i-1].bits
	return probes(bits, hashKey(key), func(at, bit int) bool { return bits[at]&(1<<bit) != 0 })
}
