// Package channels keeps how stock is shared between ways to sell: fences,
// which keep stock for a channel, and buffers, which a channel is not told of.
//
// The nouns: a Fence binds nothing; it says that the last so many free units
// of an item in a warehouse go to its channel's orders only, and stays as it
// is when they are sold. Blocked is stock out of everybody's reach for now.
// Published is what a channel was told last.
package channels

import (
	"regexp"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	table     = store.NewTable[wms.Channel]("channel", 1)
	fences    = store.NewTable[int64]("fence", 1)     // sku, warehouse, channel
	blocked   = store.NewTable[int64]("blocked", 1)   // sku, warehouse
	published = store.NewTable[int64]("published", 1) // channel, sku
)

// MaxRows bounds the fences, and the buffers, of a channel.
const MaxRows = 5000

const maxQty = 1_000_000_000

var channelID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_. -]{0,39}$`)

// Put records a channel and says which items it fences now or did before.
// known refuses an item that does not exist.
func Put(tx store.Tx, c wms.Channel, known func(wms.SKU) error, place func(wms.WarehouseID) error) (wms.Channel, []wms.SKU, error) {
	if err := check(c, known, place); err != nil {
		return c, nil, err
	}
	old, _, err := table.Get(tx, store.Network, c.ID)
	if err != nil {
		return c, nil, err
	}
	touched := map[wms.SKU]bool{}
	for _, f := range old.Fences {
		touched[f.SKU] = true
		if err := fences.Delete(tx, string(f.SKU), string(f.Warehouse), c.ID); err != nil {
			return c, nil, err
		}
	}
	for _, f := range c.Fences {
		touched[f.SKU] = true
		if err := fences.Put(tx, f.Qty, string(f.SKU), string(f.Warehouse), c.ID); err != nil {
			return c, nil, err
		}
	}
	tx.Emit(wms.Event{Type: "channel.put", Subject: c.ID, Data: map[string]any{"fences": len(c.Fences), "buffer": c.Buffer}})
	skus := make([]wms.SKU, 0, len(touched))
	for _, f := range append(old.Fences, c.Fences...) { // in their order, so that a replay does the same
		if touched[f.SKU] {
			skus, touched[f.SKU] = append(skus, f.SKU), false
		}
	}
	return c, skus, table.Put(tx, c, c.ID)
}

func check(c wms.Channel, known func(wms.SKU) error, place func(wms.WarehouseID) error) error {
	if !channelID.MatchString(c.ID) {
		return wms.Refuse(wms.Invalid, "invalid_id", "a channel's id is 1 to 40 letters, digits, blanks, dots, dashes or underscores, not %q", c.ID)
	}
	if len(c.Fences) > MaxRows || len(c.Buffers) > MaxRows {
		return wms.Refuse(wms.Invalid, "too_many", "a channel has at most %d fences and %d buffers", MaxRows, MaxRows)
	}
	if c.Buffer < 0 || c.Buffer > maxQty {
		return wms.Refuse(wms.Invalid, "invalid_qty", "buffer must be 0 to %d, not %d", maxQty, c.Buffer)
	}
	seen := map[wms.Fence]bool{}
	for i, f := range c.Fences {
		if f.Qty < 1 || f.Qty > maxQty {
			return wms.Refuse(wms.Invalid, "invalid_qty", "fence %d: qty must be 1 to %d, not %d", i+1, maxQty, f.Qty)
		}
		if err := known(f.SKU); err != nil {
			return err
		}
		if err := place(f.Warehouse); err != nil {
			return err
		}
		f.Qty = 0
		if seen[f] {
			return wms.Refuse(wms.Invalid, "fenced_twice", "fence %d: %s in %s is there twice", i+1, f.SKU, f.Warehouse)
		}
		seen[f] = true
	}
	for i, b := range c.Buffers {
		if b.Qty < 0 || b.Qty > maxQty {
			return wms.Refuse(wms.Invalid, "invalid_qty", "buffer %d: qty must be 0 to %d, not %d", i+1, maxQty, b.Qty)
		}
		if err := known(b.SKU); err != nil {
			return err
		}
	}
	return nil
}

func filled(c wms.Channel) wms.Channel {
	if c.Fences == nil {
		c.Fences = []wms.Fence{}
	}
	if c.Buffers == nil {
		c.Buffers = []wms.Buffer{}
	}
	return c
}

// Get reads a channel or refuses with unknown_channel.
func Get(r store.Reader, id string) (wms.Channel, error) {
	c, ok, err := table.Get(r, store.Network, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_channel", "no channel %q", id)
	}
	return filled(c), err
}

// All lists the channels.
func All(r store.Reader) ([]wms.Channel, error) {
	out := []wms.Channel{}
	err := table.Scan(r, store.Network, nil, func(_ store.KeyParts, c wms.Channel) (bool, error) {
		out = append(out, filled(c))
		return true, nil
	})
	return out, err
}

// KeepBack says how many of a warehouse's free units of an item may not be
// promised to a channel: what others have fenced, and what is out of reach.
func KeepBack(r store.Reader, sku wms.SKU, w wms.WarehouseID, channel string) (int64, error) {
	n, _, err := blocked.Get(r, store.Network, string(sku), string(w))
	if err != nil {
		return 0, err
	}
	err = fences.Scan(r, store.Network, []any{string(sku), string(w)}, func(k store.KeyParts, qty int64) (bool, error) {
		k.Str()
		k.Str()
		if k.Str() != channel {
			n += qty
		}
		return true, nil
	})
	return n, err
}

// Block handles wms.MsgBlocked; changed says whether anything did.
func Block(tx store.Tx, m wms.SupplyBlocked) (changed bool, err error) {
	old, _, err := blocked.Get(tx, store.Network, string(m.SKU), string(m.Warehouse))
	if err != nil || old == m.Qty {
		return false, err
	}
	if m.Qty == 0 {
		return true, blocked.Delete(tx, string(m.SKU), string(m.Warehouse))
	}
	return true, blocked.Put(tx, m.Qty, string(m.SKU), string(m.Warehouse))
}

// BufferOf an item in a channel.
func BufferOf(c wms.Channel, sku wms.SKU) int64 {
	for _, b := range c.Buffers {
		if b.SKU == sku {
			return b.Qty
		}
	}
	return c.Buffer
}

// Publish says what a channel can sell now, if that differs from what it was
// told last.
func Publish(tx store.Tx, a wms.Availability) (told bool, err error) {
	old, had, err := published.Get(tx, store.Network, a.Channel, string(a.SKU))
	if err != nil || (had && old == a.Available) {
		return false, err
	}
	tx.Emit(wms.Event{Type: "channel.availability", Subject: a.Channel + "/" + string(a.SKU), Data: map[string]any{
		"channel": a.Channel, "sku": string(a.SKU), "available": a.Available}})
	return true, published.Put(tx, a.Available, a.Channel, string(a.SKU))
}

// Published lists up to limit items that a channel was told of, behind sku.
func Published(r store.Reader, channel string, after wms.SKU, limit int) ([]wms.SKU, error) {
	var out []wms.SKU
	err := published.ScanFrom(r, store.Network, []any{channel}, []any{channel, string(after)}, func(k store.KeyParts, _ int64) (bool, error) {
		k.Str()
		if sku := wms.SKU(k.Str()); sku != after {
			out = append(out, sku)
		}
		return len(out) < limit, nil
	})
	return out, err
}
