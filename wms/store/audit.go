package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sort"
	"time"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms"
)

// AuditQuery of Audit. Empty fields ask for all.
type AuditQuery struct {
	From, To time.Time // site time, From included, To not
	User     wms.UserID
	// Subject is whom an event is about, or a text in its data: records with
	// such an event are wanted.
	Subject string
	After   uint64 // records behind this one
	Limit   int    // records given at most
	Scan    int    // records looked at, at most
}

// Audit gives the records that a query asks for, in order, and behind which
// record to go on; 0 when there are no more. A piece may be empty and yet not
// the last: it looks at so many records only.
func (b *Bolt) Audit(ctx context.Context, q AuditQuery) (out []Record, next uint64, err error) {
	after := q.After
	if !q.From.IsZero() {
		first, err := b.SeqAt(q.From)
		if err != nil {
			return nil, 0, err
		}
		if first > 0 {
			after = max(after, first-1)
		} else {
			return nil, 0, nil
		}
	}
	looked, end := 0, false
	for !end && looked < q.Scan && len(out) < q.Limit {
		if err := ctx.Err(); err != nil {
			return out, after, err
		}
		n := 0
		err := b.db.View(func(tx *bbolt.Tx) error {
			end = true
			return b.sealed.Load().each(tx.Bucket(bucketJournal), after+1, func(k, raw []byte) (bool, error) {
				if n == viewRows || looked == q.Scan || len(out) == q.Limit {
					end = false
					return false, nil
				}
				n, looked = n+1, looked+1
				r, wanted, past, err := q.wants(k, raw)
				if err != nil || past {
					return false, err
				}
				after = binary.BigEndian.Uint64(k)
				if wanted {
					out = append(out, r)
				}
				return true, nil
			})
		})
		if err != nil {
			return out, after, closed(err)
		}
	}
	if end {
		after = 0
	}
	return out, after, nil
}

// wants decodes only records that can be wanted: what a record speaks of
// stands in its bytes as it is.
func (q AuditQuery) wants(k, raw []byte) (r Record, wanted, past bool, err error) {
	if len(k) != 8 {
		return r, false, false, corrupt("a journal record under key %x", k)
	}
	may := bytes.Contains(raw, []byte(q.User)) && bytes.Contains(raw, []byte(q.Subject))
	if !may && q.To.IsZero() {
		return r, false, false, nil
	}
	var h recordHead
	if _, err := openRecord(k, raw, &h); err != nil {
		return r, false, false, err
	}
	at := time.UnixMicro(h.TimeMicro).UTC()
	if !q.To.IsZero() && !at.Before(q.To) {
		return r, false, true, nil
	}
	if q.User != "" && h.Actor.User != q.User || q.Subject != "" && !speaksOf(h.Events, q.Subject) {
		return r, false, false, nil
	}
	return Record{Seq: h.Seq, Partition: Partition(h.Partition), Time: at, Kind: h.Kind, Actor: h.Actor, Events: h.Events, Cause: h.Cause}, true, false, nil
}

func speaksOf(events []wms.Event, subject string) bool {
	for _, e := range events {
		if e.Subject == subject {
			return true
		}
		for _, v := range e.Data {
			if text, ok := v.(string); ok && text == subject {
				return true
			}
		}
	}
	return false
}

// SeqAt is the first record at or after a time; 0 if there is none.
func (b *Bolt) SeqAt(at time.Time) (seq uint64, err error) {
	err = b.db.View(func(tx *bbolt.Tx) error {
		s, err := readState(tx.Bucket(bucketMeta))
		if err != nil {
			return err
		}
		old, jrnl := b.sealed.Load(), tx.Bucket(bucketJournal)
		n := sort.Search(int(s.Seq), func(i int) bool {
			raw, err2 := old.rawRecord(jrnl, uint64(i)+1)
			var h recordHead
			if err2 == nil {
				_, err2 = openRecord(seqKey(uint64(i)+1), raw, &h)
			}
			if err2 != nil {
				err = err2
				return true
			}
			return h.TimeMicro >= at.UnixMicro()
		})
		if uint64(n) < s.Seq {
			seq = uint64(n) + 1
		}
		return err
	})
	return seq, closed(err)
}

// MaxStateKeys bounds what one ViewAsOf may gather.
const MaxStateKeys = 200_000

// ErrTooMuch: more keys than ViewAsOf gathers.
var ErrTooMuch error = wms.Refuse(wms.Invalid, "too_much", "more than %d rows; ask for less", MaxStateKeys)

// ViewAsOf runs fn on the keys that begin with prefix as they stood after a
// record, recomputed from the write-sets. It reads the journal up to there, so
// it costs time in proportion to its length, and stops when the context ends.
// Values that the journal does not hold are not there.
func (b *Bolt) ViewAsOf(ctx context.Context, seq uint64, prefix []byte, fn func(r Reader) error) error {
	state, gone := map[string][]byte{}, goneKey(prefix)
	for after := uint64(0); after < seq; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := 0
		err := b.db.View(func(tx *bbolt.Tx) error {
			return b.sealed.Load().each(tx.Bucket(bucketJournal), after+1, func(k, raw []byte) (bool, error) {
				n, after = n+1, binary.BigEndian.Uint64(k)
				if after <= seq && (bytes.Contains(raw, prefix) || bytes.Contains(raw, gone)) {
					if err := apply(state, k, raw, prefix, gone); err != nil {
						return false, err
					}
				}
				return n < viewRows && after < seq, nil
			})
		})
		if err != nil {
			return closed(err)
		}
		if n == 0 {
			break // seq is of the future
		}
	}
	return fn(newPast(state))
}

// apply adds a record's write-set to the state of the keys under prefix. What
// was sealed is still there.
func apply(state map[string][]byte, k, raw, prefix, gone []byte) error {
	r := struct {
		Writes []write `cbor:"8,keyasint"`
	}{}
	if len(raw) < sha256.Size {
		return corrupt("journal record %x has %d bytes", k, len(raw))
	}
	if _, err := openRecord(k, raw, &r); err != nil {
		return err
	}
	for _, w := range r.Writes {
		switch {
		case bytes.HasPrefix(w.Key, gone) && w.Op == opPut:
			delete(state, string(prefix)+string(w.Key[len(gone):]))
		case !bytes.HasPrefix(w.Key, prefix), w.Op == opSealed:
		case w.Op == opPut:
			state[string(w.Key)] = w.Value
		default:
			delete(state, string(w.Key))
		}
	}
	if len(state) > MaxStateKeys {
		return ErrTooMuch
	}
	return nil
}

// past is a Reader over recomputed keys.
type past struct {
	keys   []string
	values map[string][]byte
}

func newPast(state map[string][]byte) past { return past{sortedKeys(state), state} }

// Get implements Reader.
func (p past) Get(key []byte) ([]byte, error) { return p.values[string(key)], nil }

func (p past) between(from, to []byte) []string {
	i := sort.SearchStrings(p.keys, string(from))
	j := len(p.keys)
	if to != nil {
		j = max(i, sort.SearchStrings(p.keys, string(to)))
	}
	return p.keys[i:j]
}

// Scan implements Reader.
func (p past) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	for _, k := range p.between(from, to) {
		if more, err := fn([]byte(k), p.values[k]); err != nil || !more {
			return err
		}
	}
	return nil
}

// ScanBack implements Reader.
func (p past) ScanBack(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	keys := p.between(from, to)
	for i := len(keys) - 1; i >= 0; i-- {
		if more, err := fn([]byte(keys[i]), p.values[keys[i]]); err != nil || !more {
			return err
		}
	}
	return nil
}
