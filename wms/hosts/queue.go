package hosts

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

func messageID(seq uint64) string { return "msg-" + strconv.FormatUint(seq, 10) }

// outcome of one message's turn.
type outcome struct {
	message  wms.HostMessage
	parked   bool // refused by the host, or behind one that was
	status   int
	attempts int64
	err      string
}

// record makes outcomes durable and the cursor with them, unless a replay
// came in between. to is how far the host then is.
func record(tx store.Tx, id wms.HostID, generation uint64, to uint64, list []outcome) error {
	c, _, err := cursors.Get(tx, store.Network, string(id))
	if err != nil {
		return err
	}
	for _, o := range list {
		d := wms.Delivery{Seq: o.message.Seq, Key: o.message.Key, Type: o.message.Type, Result: "delivered", Status: int64(o.status),
			Attempts: o.attempts, LagMS: max(0, tx.Now().Sub(o.message.Time).Milliseconds()), Again: o.message.Seq <= c.High, Error: o.err}
		if o.parked {
			d.Result = "parked"
			if err := parkedBy.Put(tx, parked{Message: o.message, Attempts: o.attempts, Error: o.err}, string(id), o.message.Key, o.message.Seq); err != nil {
				return err
			}
		}
		if err := write(tx, id, d); err != nil {
			return err
		}
		c.High = max(c.High, o.message.Seq)
	}
	if c.Generation == generation {
		c.Seq = max(c.Seq, to)
	}
	if len(list) > 0 {
		c.At = tx.Now()
	}
	return cursors.Put(tx, c, string(id))
}

// write adds to the delivery log and takes its oldest entry away when it is
// full.
func write(tx store.Tx, id wms.HostID, d wms.Delivery) error {
	n, err := tx.NextID("hostlog/" + string(id))
	if err != nil {
		return err
	}
	d.N, d.At = n, tx.Now()
	if len(d.Error) > 300 {
		d.Error = strings.ToValidUTF8(d.Error[:300], "")
	}
	if n > LogLength {
		if err := log.Delete(tx, string(id), n-LogLength); err != nil {
			return err
		}
	}
	return log.Put(tx, d, string(id), n)
}

// retried makes durable what became of a parked message: delivered, or tried
// once more in vain.
func retried(tx store.Tx, id wms.HostID, p parked, o outcome) error {
	key := []any{string(id), p.Message.Key, p.Message.Seq}
	if o.parked {
		p.Attempts, p.Error = p.Attempts+1, o.err
		return parkedBy.Put(tx, p, key...)
	}
	if err := parkedBy.Delete(tx, key...); err != nil {
		return err
	}
	return write(tx, id, wms.Delivery{Seq: p.Message.Seq, Key: p.Message.Key, Type: p.Message.Type, Result: "delivered",
		Status: int64(o.status), Attempts: p.Attempts + 1, LagMS: max(0, tx.Now().Sub(p.Message.Time).Milliseconds())})
}

// Replay sends everything from a sequence number on again.
func Replay(tx store.Tx, id wms.HostID, from uint64) error {
	if _, err := Get(tx, id); err != nil {
		return err
	}
	c, _, err := cursors.Get(tx, store.Network, string(id))
	if err != nil {
		return err
	}
	if from > c.Seq {
		return wms.Refuse(wms.Conflict, "nothing_to_replay", "host %s has been sent nothing from %d on yet; it stands at %d", id, from, c.Seq)
	}
	c.Generation++
	c.Seq = from - min(1, from)
	tx.Emit(wms.Event{Type: "host.replayed", Subject: string(id), Data: map[string]any{"from": from}})
	return cursors.Put(tx, c, string(id))
}

// DropParked gives a parked message up.
func DropParked(tx store.Tx, id wms.HostID, d wms.Drop) error {
	if d.Reason == "" {
		return wms.Refuse(wms.Invalid, "missing_reason", "say why host %s need not know message %d", id, d.Seq)
	}
	var found *parked
	err := parkedBy.Scan(tx, store.Network, []any{string(id)}, func(_ store.KeyParts, p parked) (bool, error) {
		if p.Message.Seq == d.Seq {
			found = &p
		}
		return found == nil, nil
	})
	if err != nil {
		return err
	}
	if found == nil {
		return wms.Refuse(wms.NotFound, "not_parked", "no message %d is parked for host %s", d.Seq, id)
	}
	tx.Emit(wms.Event{Type: "host.dropped", Subject: string(id), Data: map[string]any{"seq": d.Seq, "reason": d.Reason}})
	if err := parkedBy.Delete(tx, string(id), found.Message.Key, d.Seq); err != nil {
		return err
	}
	return write(tx, id, wms.Delivery{Seq: d.Seq, Key: found.Message.Key, Type: found.Message.Type, Result: "dropped",
		Attempts: found.Attempts, Error: d.Reason})
}

// Parked lists up to limit messages that a host refuses and what waits behind
// them, by key and in order.
func Parked(r store.Reader, id wms.HostID, limit int) ([]wms.HostMessage, error) {
	out := []wms.HostMessage{}
	err := parkedBy.Scan(r, store.Network, []any{string(id)}, func(_ store.KeyParts, p parked) (bool, error) {
		out = append(out, p.Message)
		return len(out) < limit, nil
	})
	return out, err
}

// Log lists up to limit entries of a host's delivery log behind number after.
func Log(r store.Reader, id wms.HostID, after uint64, limit int) ([]wms.Delivery, error) {
	if _, err := Get(r, id); err != nil {
		return nil, err
	}
	out := []wms.Delivery{}
	err := log.ScanFrom(r, store.Network, []any{string(id)}, []any{string(id), after + 1}, func(_ store.KeyParts, d wms.Delivery) (bool, error) {
		out = append(out, d)
		return len(out) < limit, nil
	})
	return out, err
}

// Bounds of one turn with what is parked: so many keys, and messages of each.
const (
	parkedKeys  = 50
	parkedOfKey = 20
)

// firsts lists the first parked messages of a host's first keys.
func firsts(r store.Reader, id wms.HostID) (map[string][]parked, error) {
	out := map[string][]parked{}
	start := []any{string(id)}
	for len(out) < parkedKeys {
		key := ""
		err := parkedBy.ScanFrom(r, store.Network, []any{string(id)}, start, func(_ store.KeyParts, p parked) (bool, error) {
			if key == "" && len(out[p.Message.Key]) > 0 {
				return true, nil // the last of the key before
			}
			if key != "" && p.Message.Key != key {
				return false, nil
			}
			key = p.Message.Key
			out[key] = append(out[key], p)
			return len(out[key]) < parkedOfKey, nil
		})
		if err != nil || key == "" {
			return out, err
		}
		start = []any{string(id), key, uint64(math.MaxUint64)}
	}
	return out, nil
}

// behind is the id of a host's first parked message of a key; "" if none is.
func behind(r store.Reader, id wms.HostID, key string) (first string, err error) {
	err = parkedBy.Scan(r, store.Network, []any{string(id), key}, func(_ store.KeyParts, p parked) (bool, error) {
		first = p.Message.ID
		return false, nil
	})
	return first, err
}

func words(status int, body []byte) string {
	return strings.TrimSpace(fmt.Sprintf("status %d %s", status, strings.ToValidUTF8(string(body[:min(len(body), 200)]), "?")))
}
