// Package personal keeps what orders hold of people: name, address, postcode,
// phone, e-mail and the exact place. Each order's data is encrypted with a key
// of its own, and the keys lie outside the store, in one file of small slots
// (FileName): destroying a slot destroys the data in every copy of the store,
// its journal and its backups, while order, stock and chain stay whole.
//
// The nouns: a Vault is the store and the keys together; a slot is one order's
// key; an Erasure is the record that orders' data was destroyed, an Access
// that somebody saw some in clear. Neither holds personal data.
//
// Caveats: a backup of the keys made before an erasure still has the keys
// erased since. Overwriting in place reaches the file system's blocks, not
// what a disk or a copy-on-write file system keeps behind them.
package personal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// data is what is encrypted.
type data struct {
	Name     string   `cbor:"1,keyasint,omitempty"`
	Address  string   `cbor:"2,keyasint,omitempty"`
	Postcode string   `cbor:"3,keyasint,omitempty"`
	Phone    string   `cbor:"4,keyasint,omitempty"`
	Email    string   `cbor:"5,keyasint,omitempty"`
	Lat      *float64 `cbor:"6,keyasint,omitempty"`
	Lon      *float64 `cbor:"7,keyasint,omitempty"`
}

// box is an order's data as it is stored: nonce and ciphertext.
type box struct {
	Slot uint64 `cbor:"1,keyasint"`
	Box  []byte `cbor:"2,keyasint"`
}

// mark stands where a box was.
type mark struct {
	Slot    uint64 `cbor:"1,keyasint"`
	Erasure uint64 `cbor:"2,keyasint"`
}

// link ties the store to its file of keys.
type link struct {
	Keys []byte `cbor:"1,keyasint"` // id of the file
	// Scrub: plain data was deleted, and may still lie in the data file's free
	// pages.
	Scrub bool `cbor:"2,keyasint,omitempty"`
}

// All rows are in the partition of the network.
var (
	links    = store.NewTable[link]("personalkeys", 1)
	boxes    = store.NewTable[box]("shipto", 1).Private()
	marks    = store.NewTable[mark]("shiptoerased", 1)
	erasures = store.NewTable[wms.Erasure]("erasure", 1)
	pending  = store.NewTable[bool]("erasing", 1) // erasure
	due      = store.NewTable[bool]("personaldue", 1)
	accesses = store.NewTable[wms.Access]("access", 1)
	accessOf = store.NewTable[bool]("accessix", 1) // order, access
)

// slotCounter names the counter that slots are taken from.
const slotCounter = "personal"

// MaxField is how long, in bytes, each of the texts may be.
const MaxField = 1000

// Store is what a Vault needs of the store.
type Store interface {
	Do(ctx context.Context, c store.Command) (store.Result, error)
	View(fn func(r store.Reader) error) error
	Scrub(ctx context.Context) error
}

// Options of Open.
type Options struct {
	Dir    string // the data folder
	Store  Store
	Logger *slog.Logger // default discards
	// Ended says when an order of an older data folder was shipped or
	// cancelled; it may be nil.
	Ended func(r store.Reader, id wms.OrderID) (time.Time, bool)
}

// Vault keeps and destroys personal data.
type Vault struct {
	keys  *keys
	store Store
	log   *slog.Logger
}

// Open opens the file of keys, or makes it in a folder that has none yet,
// encrypts what an older program left plain, and finishes erasures that were
// interrupted. Keys that do not belong to the store, or are fewer than its
// orders need, are refused.
func Open(ctx context.Context, o Options) (*Vault, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	v := &Vault{store: o.Store, log: o.Logger}
	if err := v.openKeys(ctx, filepath.Join(o.Dir, FileName)); err != nil {
		return nil, err
	}
	if err := v.migrate(ctx, o.Ended); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	if err := v.FinishAll(ctx); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// Close closes the file of keys.
func (v *Vault) Close() error { return v.keys.close() }

func (v *Vault) openKeys(ctx context.Context, file string) error {
	var l link
	var linked bool
	var used uint64
	err := v.store.View(func(r store.Reader) (err error) {
		if l, linked, err = links.Get(r, store.Network); err != nil {
			return err
		}
		used, err = store.LastID(r, store.Network, slotCounter)
		return err
	})
	if err != nil {
		return err
	}
	there, err := exists(file)
	if err != nil {
		return fmt.Errorf("personal: %w", err)
	}
	switch {
	case there:
		if err := os.Chmod(file, 0o600); err != nil {
			return fmt.Errorf("personal: %w", err)
		}
		v.keys, err = openKeys(file, os.O_RDWR)
	case linked:
		return fmt.Errorf("%w: %s is missing; it holds the keys of the customers' personal data: put it back from the backup that the data file comes from (if there is none: aisle erase --lost-keys)", store.ErrCorrupt, file)
	default:
		if v.keys, err = makeKeys(file, 0); err == nil {
			err = v.keys.publish()
		}
	}
	if err != nil {
		return err
	}
	if err = fits(v.keys, l, linked, used); err == nil && !linked {
		_, err = v.do(ctx, "personal.link", func(tx store.Tx) error { return links.Put(tx, link{Keys: v.keys.id}) })
	}
	if err != nil {
		return errors.Join(err, v.Close())
	}
	return nil
}

// fits refuses keys that are not those of the store.
func fits(k *keys, l link, linked bool, used uint64) error {
	if linked && string(l.Keys) != string(k.id) {
		return fmt.Errorf("%w: %s is of another data folder: put back the one from the backup that the data file comes from", store.ErrCorrupt, k.name)
	}
	if n := k.count(); n < used {
		return fmt.Errorf("%w: %s is too old or was cut: it has %d keys and %d were given to orders; put back the one from the backup that the data file comes from",
			store.ErrCorrupt, k.name, n, used)
	}
	return nil
}

// do runs a command of the vault itself.
func (v *Vault) do(ctx context.Context, kind string, fn func(tx store.Tx) error) (store.Result, error) {
	return v.store.Do(ctx, store.Command{Partition: store.Network, Kind: kind, Actor: wms.System(kind),
		Run: func(tx store.Tx) ([]byte, error) { return nil, fn(tx) }})
}

// Blind keys the hash of a request with a secret of the file of keys. The
// journal keeps such hashes for ever; without the secret nobody can guess at
// the request, a name in it say, and prove the guess by its hash.
func (v *Vault) Blind(hash [32]byte) (blind [32]byte) {
	mac := hmac.New(sha256.New, v.keys.pepper)
	mac.Write(hash[:])
	mac.Sum(blind[:0])
	return blind
}

// Keep stores an order's personal data, in the command that places the order.
// What is empty is not kept.
func (v *Vault) Keep(tx store.Tx, id wms.OrderID, to wms.ShipTo) error {
	d := data{Name: to.Name, Address: to.Address, Postcode: to.Postcode, Phone: to.Phone, Email: to.Email, Lat: to.Lat, Lon: to.Lon}
	for _, f := range []struct{ name, text string }{{"name", d.Name}, {"address", d.Address}, {"postcode", d.Postcode}, {"phone", d.Phone}, {"email", d.Email}} {
		if len(f.text) > MaxField {
			return wms.Refuse(wms.Invalid, "invalid_ship_to", "ship_to.%s has %d bytes, at most %d are kept", f.name, len(f.text), MaxField).With("field", "ship_to."+f.name)
		}
	}
	return v.keep(tx, id, d)
}

func (v *Vault) keep(tx store.Tx, id wms.OrderID, d data) error {
	if d == (data{}) {
		return nil
	}
	plain, err := store.Encode(d)
	if err != nil {
		return err
	}
	slot, key, err := v.newKey(tx)
	if err != nil {
		return err
	}
	gcm, err := gcmOf(key)
	if err != nil {
		return err
	}
	nonce := make([]byte, gcm.NonceSize(), gcm.NonceSize()+len(plain)+gcm.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return err
	}
	return boxes.Put(tx, box{Slot: slot, Box: gcm.Seal(nonce, nonce, plain, []byte(id))}, string(id))
}

// maxSkipped bounds how many slots are passed over that hold no good key: ones
// erased after the backup was made that the store comes from, or torn when the
// file grew.
const maxSkipped = 100_000

func (v *Vault) newKey(tx store.Tx) (slot uint64, key []byte, err error) {
	for range maxSkipped {
		if slot, err = tx.NextID(slotCounter); err != nil {
			return 0, nil, err
		}
		if err = v.keys.grow(slot); err != nil {
			return 0, nil, err
		}
		key, err = v.keys.key(slot)
		if !errors.Is(err, errErased) && !errors.Is(err, errDamaged) {
			return slot, key, err
		}
	}
	return 0, nil, fmt.Errorf("personal: %s holds no good key up to slot %d: %w", v.keys.name, slot, err)
}

// Ahead makes the next block of keys before it is needed.
func (v *Vault) Ahead() error {
	var used uint64
	err := v.store.View(func(r store.Reader) (err error) {
		used, err = store.LastID(r, store.Network, slotCounter)
		return err
	})
	if err != nil {
		return err
	}
	return v.keys.grow(used + blockSlots/2)
}

func gcmOf(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// open decrypts a box.
func (k *keys) open(id wms.OrderID, b box) (d data, err error) {
	key, err := k.key(b.Slot)
	if err != nil {
		return d, err
	}
	gcm, err := gcmOf(key)
	if err != nil {
		return d, err
	}
	if len(b.Box) < gcm.NonceSize() {
		return d, fmt.Errorf("%w: the personal data of order %s is cut", store.ErrCorrupt, id)
	}
	plain, err := gcm.Open(nil, b.Box[:gcm.NonceSize()], b.Box[gcm.NonceSize():], []byte(id))
	if err != nil {
		return d, fmt.Errorf("%w: the personal data of order %s does not fit its key in slot %d", store.ErrCorrupt, id, b.Slot)
	}
	return d, store.Decode(plain, &d)
}

// Read gives an order's personal data in clear. False: the order has none.
// Data that was erased is refused with personal_erased.
func (v *Vault) Read(r store.Reader, id wms.OrderID) (wms.ShipTo, bool, error) {
	b, ok, err := boxes.Get(r, store.Network, string(id))
	if err != nil {
		return wms.ShipTo{}, false, err
	}
	if !ok {
		m, erased, err := marks.Get(r, store.Network, string(id))
		if err == nil && erased {
			err = erasedRefusal(id).With("erasure", m.Erasure)
		}
		return wms.ShipTo{}, false, err
	}
	d, err := v.keys.open(id, b)
	switch {
	case errors.Is(err, errErased):
		return wms.ShipTo{}, false, erasedRefusal(id)
	case errors.Is(err, store.ErrCorrupt):
		v.log.Error("personal data can't be read", "order", id, "err", err)
		return wms.ShipTo{}, false, wms.Refuse(wms.Unavailable, "personal_damaged",
			"the personal data of order %s is damaged; run aisle verify, and put %s back from a backup", id, FileName)
	case err != nil:
		return wms.ShipTo{}, false, err
	}
	return wms.ShipTo{Name: d.Name, Address: d.Address, Postcode: d.Postcode, Phone: d.Phone, Email: d.Email, Lat: d.Lat, Lon: d.Lon}, true, nil
}

func erasedRefusal(id wms.OrderID) *wms.Error {
	return wms.Refuse(wms.NotFound, "personal_erased", "the personal data of order %s was erased", id)
}

// Has says whether personal data of an order is kept or was erased.
func (v *Vault) Has(r store.Reader, id wms.OrderID) (kept, erased bool, err error) {
	if _, kept, err = boxes.Get(r, store.Network, string(id)); err != nil || kept {
		return kept, false, err
	}
	_, erased, err = marks.Get(r, store.Network, string(id))
	return false, erased, err
}
