// Package replay keeps pictures of the floors as they were, so that a past
// minute can be looked at again. It is a memory for people, not a book: what
// was there is in the journal. The last second before a crash may be missing,
// and the oldest hours go when there is no more room.
//
// The nouns: a picture is one wms.Live, under its site time; a reel is the
// file with the pictures of one warehouse in one hour of site time.
//
// A reel is a row of records: unix milliseconds of the picture (8 bytes),
// length of what follows the header (4), CRC-32C of it (4), then the picture's
// JSON, deflated (RFC 1951). Integers are big-endian. What comes behind the
// first record that is damaged or cut is not read.
package replay

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

const (
	header     = 16
	maxPicture = 4 << 20 // bytes, packed or not
	suffix     = ".reel"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Recorder writes and reads the reels of a folder. Its methods may be called
// from any goroutine.
type Recorder struct {
	dir   string
	limit int64 // bytes of all reels

	mu   sync.Mutex
	open map[wms.WarehouseID]*reel
}

type reel struct {
	hour int64
	file *os.File
	last time.Time
}

// Open makes the folder. limit bounds the bytes of all reels together.
func Open(dir string, limit int64) (*Recorder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &Recorder{dir: dir, limit: limit, open: map[wms.WarehouseID]*reel{}}, nil
}

// Close ends all reels.
func (r *Recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for w, x := range r.open {
		errs = append(errs, x.file.Close())
		delete(r.open, w)
	}
	return errors.Join(errs...)
}

// Keep adds a picture. One that is not later than the warehouse's last is left
// out.
func (r *Recorder) Keep(p wms.Live) error {
	packed, err := pack(p)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	x, err := r.reelFor(p.Warehouse, p.Time)
	if err != nil || !p.Time.After(x.last) {
		return err
	}
	if _, err := x.file.Write(packed); err != nil {
		return err
	}
	x.last = p.Time
	return nil
}

func pack(p wms.Live) ([]byte, error) {
	var out bytes.Buffer
	out.Write(make([]byte, header))
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err == nil {
		err = json.NewEncoder(w).Encode(p)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, err
	}
	b := out.Bytes()
	if len(b) > maxPicture {
		return nil, fmt.Errorf("replay: a picture of %s has %d bytes, at most %d can be kept", p.Warehouse, len(b), maxPicture)
	}
	binary.BigEndian.PutUint64(b, uint64(p.Time.UnixMilli()))
	binary.BigEndian.PutUint32(b[8:], uint32(len(b)-header))
	binary.BigEndian.PutUint32(b[12:], crc32.Checksum(b[header:], castagnoli))
	return b, nil
}

// reelFor is the reel of an hour, ready to be written behind its last whole
// record. A new hour lets the oldest reels go.
func (r *Recorder) reelFor(w wms.WarehouseID, at time.Time) (*reel, error) {
	hour := at.Unix() / 3600
	x := r.open[w]
	if x != nil && x.hour == hour {
		return x, nil
	}
	if x != nil {
		if err := x.file.Close(); err != nil {
			return nil, err
		}
		delete(r.open, w)
	}
	if err := r.prune(); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(r.name(w, hour), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	x = &reel{hour: hour, file: f}
	whole := int64(0)
	err = records(f, func(at time.Time, packed []byte) (bool, error) {
		whole += int64(header + len(packed))
		x.last = at
		return true, nil
	})
	if err == nil {
		err = f.Truncate(whole)
	}
	if err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r.open[w] = x
	return x, nil
}

func (r *Recorder) name(w wms.WarehouseID, hour int64) string {
	return filepath.Join(r.dir, fmt.Sprintf("%x-%d%s", string(w), hour, suffix))
}

// hours lists a warehouse's reels, the oldest first; of all warehouses if it
// is empty.
func (r *Recorder) hours(w wms.WarehouseID) ([]reelFile, error) {
	entries, err := os.ReadDir(r.dir)
	var out []reelFile
	for _, e := range entries {
		place, rest, ok := strings.Cut(strings.TrimSuffix(e.Name(), suffix), "-")
		hour, bad := strconv.ParseInt(rest, 10, 64)
		if !ok || bad != nil || !strings.HasSuffix(e.Name(), suffix) || (w != "" && place != fmt.Sprintf("%x", string(w))) {
			continue
		}
		out = append(out, reelFile{filepath.Join(r.dir, e.Name()), hour})
	}
	slices.SortFunc(out, func(a, b reelFile) int { return int(a.hour - b.hour) })
	return out, err
}

type reelFile struct {
	path string
	hour int64
}

// prune lets the oldest reels go until the rest is below the limit.
func (r *Recorder) prune() error {
	all, err := r.hours("")
	if err != nil {
		return err
	}
	sizes, sum := make([]int64, len(all)), int64(0)
	for i, f := range all {
		if info, err := os.Stat(f.path); err == nil {
			sizes[i], sum = info.Size(), sum+info.Size()
		}
	}
	for i, f := range all {
		if sum <= r.limit {
			break
		}
		if err := os.Remove(f.path); err != nil {
			return err
		}
		sum -= sizes[i]
	}
	return nil
}

// records visits the whole records of a reel, without unpacking them.
func records(f io.Reader, fn func(at time.Time, packed []byte) (bool, error)) error {
	in := bufio.NewReaderSize(f, 1<<16)
	var head [header]byte
	for {
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return ignoreEnd(err)
		}
		n := binary.BigEndian.Uint32(head[8:])
		if n > maxPicture {
			return nil
		}
		packed := make([]byte, n)
		if _, err := io.ReadFull(in, packed); err != nil {
			return ignoreEnd(err)
		}
		if crc32.Checksum(packed, castagnoli) != binary.BigEndian.Uint32(head[12:]) {
			return nil
		}
		more, err := fn(time.UnixMilli(int64(binary.BigEndian.Uint64(head[:]))).UTC(), packed)
		if err != nil || !more {
			return err
		}
	}
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// Span is the time of a warehouse's first picture and that of its last; not
// ok if there is none.
func (r *Recorder) Span(w wms.WarehouseID) (from, to time.Time, ok bool, err error) {
	all, err := r.hours(w)
	for _, f := range all {
		err = errors.Join(err, each(f.path, func(at time.Time, _ []byte) (bool, error) {
			if !ok {
				from, ok = at, true
			}
			to = at
			// the first of the oldest and all of the newest are enough
			return f == all[len(all)-1], nil
		}))
	}
	return from, to, ok, err
}

func each(path string, fn func(at time.Time, packed []byte) (bool, error)) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil // it was let go
	} else if err != nil {
		return err
	}
	defer f.Close()
	return records(f, fn)
}

// Read gives up to limit pictures from a moment on and before another, each at
// least every after the one before. more says that there are others.
func (r *Recorder) Read(w wms.WarehouseID, from, to time.Time, every time.Duration, limit int) (out []wms.Live, more bool, err error) {
	all, err := r.hours(w)
	var last time.Time
	for _, f := range all {
		if err != nil || more || (f.hour+1)*3600 <= from.Unix() || f.hour*3600 >= to.Unix()+1 {
			continue
		}
		err = each(f.path, func(at time.Time, packed []byte) (bool, error) {
			if at.Before(from) || (len(out) > 0 && at.Sub(last) < every) {
				return true, nil
			}
			if !at.Before(to) {
				return false, nil
			}
			if len(out) == limit {
				more = true
				return false, nil
			}
			p, err := unpack(packed)
			out, last = append(out, p), at
			return true, err
		})
	}
	return out, more, err
}

func unpack(packed []byte) (p wms.Live, err error) {
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxPicture))
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	return p, err
}
