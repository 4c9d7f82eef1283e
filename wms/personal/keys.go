package personal

import (
	"bytes"
	"cmp"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/aisle-wms/aisle/wms/store"
)

// FileName of the keys in a data folder.
const FileName = "personal.keys"

// The file is a header (magic, id, pepper, checksum) and then slots of equal size, counted from 1. No slot
// crosses a sector of 512 bytes, so that none is torn. A slot holds a secret
// and the CRC-32C of its number and secret; one that is all zeros is erased.
const (
	headerBytes = 64
	slotBytes   = 32
	secretBytes = slotBytes - 4
	idBytes     = 16
	pepperBytes = 32
	// blockSlots are made at a time, so that an order almost never waits for a
	// second fsync.
	blockSlots = 4096
)

var (
	magic      = []byte("AISLEPK1")
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	erasedSlot = make([]byte, slotBytes)
)

var (
	errErased  = errors.New("personal: the key is erased")
	errNoSlot  = errors.New("personal: no such slot")
	errDamaged = fmt.Errorf("%w: the key is damaged", store.ErrCorrupt)
)

// keys is the open file.
type keys struct {
	name   string
	id     []byte
	pepper []byte     // hashes of requests are keyed with it
	mu     sync.Mutex // guards growth
	file   *os.File
	n      uint64 // slots there are
}

// openKeys opens the file; fs.ErrNotExist if there is none.
func openKeys(name string, flag int) (*keys, error) {
	f, err := os.OpenFile(name, flag, 0)
	if err != nil {
		return nil, fmt.Errorf("personal: %w", err)
	}
	k := &keys{name: name, file: f}
	if err := k.header(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return k, nil
}

func (k *keys) header() error {
	head := make([]byte, headerBytes)
	if _, err := k.file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("personal: %w", err)
	}
	body := head[:headerBytes-4]
	if !bytes.HasPrefix(head, magic) || crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(head[len(body):]) {
		return fmt.Errorf("%w: %s is not a file of keys of aisle, or its first %d bytes are damaged", store.ErrCorrupt, k.name, headerBytes)
	}
	k.id, k.pepper = ofHeader(head)
	info, err := k.file.Stat()
	if err != nil {
		return fmt.Errorf("personal: %w", err)
	}
	k.n = uint64(info.Size()-headerBytes) / slotBytes
	return nil
}

func ofHeader(head []byte) (id, pepper []byte) {
	head = head[len(magic):]
	return head[:idBytes:idBytes], head[idBytes:][:pepperBytes:pepperBytes]
}

// makeKeys makes the file, in which the first slots are erased. It has its name
// once publish was called, and is then complete and durable.
func makeKeys(name string, erased uint64) (k *keys, err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+FileName+".*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("personal: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	head := make([]byte, headerBytes)
	copy(head, magic)
	id, pepper := ofHeader(head)
	if _, err := rand.Read(head[len(magic):][:idBytes+pepperBytes]); err != nil {
		return nil, err
	}
	body := head[:headerBytes-4]
	binary.BigEndian.PutUint32(head[len(body):], crc32.Checksum(body, castagnoli))
	if _, err := f.WriteAt(head, 0); err != nil {
		return nil, fmt.Errorf("personal: %w", err)
	}
	k = &keys{name: name, id: id, pepper: pepper, file: f, n: erased}
	if err := f.Truncate(offset(erased + 1)); err != nil { // what it adds is zeros
		return nil, fmt.Errorf("personal: %w", err)
	}
	return k, k.grow(erased + 1)
}

// publish gives a file that was made its name.
func (k *keys) publish() error {
	if err := cmp.Or(os.Rename(k.file.Name(), k.name), syncDir(filepath.Dir(k.name))); err != nil {
		return fmt.Errorf("personal: %w", err)
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func (k *keys) close() error { return k.file.Close() }

// count is how many slots there are.
func (k *keys) count() uint64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.n
}

// grow makes random, durable slots in whole blocks until there are upTo.
func (k *keys) grow(upTo uint64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for k.n < upTo {
		block := make([]byte, blockSlots*slotBytes)
		if _, err := rand.Read(block); err != nil {
			return fmt.Errorf("personal: %w", err)
		}
		for i := range uint64(blockSlots) {
			seal(block[i*slotBytes:][:slotBytes], k.n+1+i)
		}
		if _, err := k.file.WriteAt(block, offset(k.n+1)); err != nil {
			return fmt.Errorf("personal: writing new keys: %w", err)
		}
		if err := k.file.Sync(); err != nil {
			return fmt.Errorf("personal: writing new keys: %w", err)
		}
		k.n += blockSlots
	}
	return nil
}

func offset(slot uint64) int64 { return headerBytes + int64(slot-1)*slotBytes }

func seal(raw []byte, slot uint64) {
	binary.BigEndian.PutUint32(raw[secretBytes:], slotSum(raw, slot))
}

func slotSum(raw []byte, slot uint64) uint32 {
	sum := crc32.Update(0, castagnoli, binary.BigEndian.AppendUint64(nil, slot))
	return crc32.Update(sum, castagnoli, raw[:secretBytes])
}

// secret reads a slot.
func (k *keys) secret(slot uint64) ([]byte, error) {
	if n := k.count(); slot == 0 || slot > n {
		return nil, fmt.Errorf("%w %d in %s, which has %d", errNoSlot, slot, k.name, n)
	}
	raw := make([]byte, slotBytes)
	if _, err := k.file.ReadAt(raw, offset(slot)); err != nil {
		return nil, fmt.Errorf("personal: %s: %w", k.name, err)
	}
	switch {
	case bytes.Equal(raw, erasedSlot):
		return nil, errErased
	case slotSum(raw, slot) != binary.BigEndian.Uint32(raw[secretBytes:]):
		return nil, fmt.Errorf("%w: slot %d of %s", errDamaged, slot, k.name)
	}
	return raw[:secretBytes], nil
}

// key is the AES-256 key of a slot: derived from the slot's secret, the file's
// id and the slot's number, so that a slot copied elsewhere opens nothing.
func (k *keys) key(slot uint64) ([]byte, error) {
	secret, err := k.secret(slot)
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, secret, k.id, fmt.Sprintf("aisle personal %d", slot), 32)
}

// erase destroys slots: each is overwritten where it lies, then all are made
// durable, then each is read back.
func (k *keys) erase(slots []uint64) error {
	for _, s := range slots {
		if s == 0 || s > k.count() {
			continue // there is nothing to destroy
		}
		if _, err := k.file.WriteAt(erasedSlot, offset(s)); err != nil {
			return fmt.Errorf("personal: erasing slot %d: %w", s, err)
		}
	}
	if err := k.file.Sync(); err != nil {
		return fmt.Errorf("personal: erasing: %w", err)
	}
	for _, s := range slots {
		if _, err := k.secret(s); !errors.Is(err, errErased) && !errors.Is(err, errNoSlot) {
			return fmt.Errorf("personal: slot %d still holds a key after it was erased (%v)", s, err)
		}
	}
	return nil
}

func exists(name string) (bool, error) {
	_, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
