package personal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Check compares the store with the file of keys in a data folder: all that is
// kept opens with its key, each key is one order's, and nothing erased has a
// key left. What an erasure has begun and not finished is no fault: the next
// start finishes it.
func Check(dir string) store.Check {
	return func(r store.Reader, fail func(format string, args ...any)) error {
		l, linked, err := links.Get(r, store.Network)
		if err != nil || !linked {
			return err // a folder of an older program
		}
		used, err := store.LastID(r, store.Network, slotCounter)
		if err != nil {
			return err
		}
		k, err := openKeys(filepath.Join(dir, FileName), os.O_RDONLY)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fail("%s is missing", FileName)
			return nil
		case errors.Is(err, store.ErrCorrupt):
			fail("%v", err)
			return nil
		case err != nil:
			return err
		}
		defer k.close()
		if err := fits(k, l, linked, used); err != nil {
			fail("%v", err)
			return nil
		}
		c := checker{r: r, k: k, fail: fail, used: used, taken: make([]uint64, used/64+1), begun: map[wms.OrderID]bool{}}
		return errors.Join(c.intents(), c.boxes(), c.marks())
	}
}

type checker struct {
	r     store.Reader
	k     *keys
	fail  func(format string, args ...any)
	used  uint64
	taken []uint64 // a bit per slot
	begun map[wms.OrderID]bool
}

func (c *checker) intents() error {
	return pending.Scan(c.r, store.Network, nil, func(k store.KeyParts, _ bool) (bool, error) {
		e, ok, err := erasures.Get(c.r, store.Network, k.Uint())
		if err == nil && !ok {
			c.fail("an erasure was begun that is not recorded")
		}
		for _, id := range e.Orders {
			c.begun[id] = true
		}
		return true, err
	})
}

// take notes a slot as an order's own.
func (c *checker) take(id string, slot uint64) {
	if slot == 0 || slot > c.used {
		c.fail("order %s has slot %d, of %d given out", id, slot, c.used)
		return
	}
	if c.taken[slot/64]&(1<<(slot%64)) != 0 {
		c.fail("order %s shares slot %d with another order", id, slot)
	}
	c.taken[slot/64] |= 1 << (slot % 64)
}

func (c *checker) boxes() error {
	return boxes.Scan(c.r, store.Network, nil, func(k store.KeyParts, b box) (bool, error) {
		id := k.Str()
		c.take(id, b.Slot)
		_, err := c.k.open(wms.OrderID(id), b)
		switch {
		case errors.Is(err, errErased) && !c.begun[wms.OrderID(id)]:
			c.fail("the key of order %s in slot %d is erased, and no erasure says so", id, b.Slot)
		case errors.Is(err, errErased):
		case errors.Is(err, store.ErrCorrupt), errors.Is(err, errNoSlot):
			c.fail("%v", err)
		case err != nil:
			return false, err
		}
		return true, nil
	})
}

func (c *checker) marks() error {
	return marks.Scan(c.r, store.Network, nil, func(k store.KeyParts, m mark) (bool, error) {
		id := k.Str()
		c.take(id, m.Slot)
		if _, err := c.k.key(m.Slot); !errors.Is(err, errErased) {
			c.fail("order %s was erased by erasure %d, and its key is still in slot %d", id, m.Erasure, m.Slot)
		}
		return true, nil
	})
}
