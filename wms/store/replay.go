package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
)

// keyHash stands for a key or a value while the journal is replayed.
type keyHash [16]byte

func hashOf(b []byte) (h keyHash) {
	s := sha256.Sum256(b)
	copy(h[:], s[:])
	return h
}

// lastWrite is what the journal says a key holds.
type lastWrite struct {
	value   keyHash
	seq     uint64
	private bool // value unknown
}

// replay adds up all write-sets and compares the result with the keys and
// values stored. To bound memory it takes the keys in several passes, each
// over those whose hash falls in its share.
func (v *verifier) replay() error {
	passes := 1 + (v.report.Keys+v.report.Sealed)/uint64(v.o.KeysPerPass)
	for pass := range passes {
		mine := func(h keyHash) bool { return binary.BigEndian.Uint64(h[:])%passes == pass }
		state, away, err := v.addUp(mine)
		if err != nil {
			return err
		}
		if err := v.compare(state, mine); err != nil {
			return err
		}
		if err := v.compareSealed(away, mine); err != nil {
			return err
		}
	}
	return nil
}

// sealedKey is a key in the archive of a number.
type sealedKey struct {
	archive uint64
	key     keyHash
}

func (v *verifier) addUp(mine func(keyHash) bool) (map[keyHash]lastWrite, map[sealedKey]lastWrite, error) {
	state, away := map[keyHash]lastWrite{}, map[sealedKey]lastWrite{}
	err := v.eachRecord("replay", func(k, raw []byte) error {
		r := struct {
			Seq    uint64  `cbor:"1,keyasint"`
			Writes []write `cbor:"8,keyasint"`
		}{}
		if err := decoder.Unmarshal(raw[:len(raw)-sha256.Size], &r); err != nil {
			return corrupt("journal record %x: %v", k, err)
		}
		for _, w := range r.Writes {
			h := hashOf(w.Key)
			if !mine(h) {
				continue
			}
			if w.Op != opDelete && w.Op != opSealed {
				state[h] = lastWrite{value: hashOf(w.Value), seq: r.Seq, private: w.Op == opPrivate}
				continue
			}
			last, ok := state[h]
			if !ok {
				return corrupt("journal record %d deletes key %s, which was not there", r.Seq, show(w.Key))
			}
			delete(state, h)
			if w.Op == opSealed && len(w.Value) == 8 {
				away[sealedKey{binary.BigEndian.Uint64(w.Value), h}] = last
			}
		}
		return nil
	})
	return state, away, err
}

// compareSealed takes what every archive holds out of away; what is left was
// sealed and is not there.
func (v *verifier) compareSealed(away map[sealedKey]lastWrite, mine func(keyHash) bool) error {
	for _, f := range v.old.all {
		c := f.RowCursor()
		k, value, err := c.Seek(nil)
		for ; k != nil && err == nil; k, value, err = c.Next() {
			h := hashOf(k)
			if !mine(h) {
				continue
			}
			at := sealedKey{f.Number, h}
			if w, ok := away[at]; ok && !w.private && w.value != hashOf(value) {
				return corrupt("archive %s: key %s does not hold what journal record %d wrote", f.Archive.Name, show(k), w.seq)
			}
			delete(away, at)
			if err := v.tick("sealed rows", v.report.Sealed); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
	for at, w := range away {
		return corrupt("archive %d lacks %d rows that were sealed into it, one of them written by journal record %d", at.archive, len(away), w.seq)
	}
	return nil
}

// compare takes every stored key out of state; what is left is not stored.
func (v *verifier) compare(state map[keyHash]lastWrite, mine func(keyHash) bool) error {
	err := v.each("compare", v.data, v.report.Keys, func(k, raw []byte) error {
		h := hashOf(k)
		if !mine(h) || bytes.Equal(k, firstKey) {
			return nil
		}
		value, err := unseal(k, raw)
		if err != nil {
			return err
		}
		w, ok := state[h]
		if !ok {
			return corrupt("key %s is stored, but by the journal it is not there", show(k))
		}
		if !w.private && w.value != hashOf(value) {
			return corrupt("key %s does not hold what journal record %d wrote", show(k), w.seq)
		}
		delete(state, h)
		return nil
	})
	if err != nil {
		return err
	}
	return v.missing(state)
}

// missing names the first key, by record, that should be stored and is not.
func (v *verifier) missing(state map[keyHash]lastWrite) error {
	if len(state) == 0 {
		return nil
	}
	first := uint64(0)
	for _, w := range state {
		if first == 0 || w.seq < first {
			first = w.seq
		}
	}
	var r record
	raw, err := v.old.rawRecord(v.jrnl, first)
	if err != nil {
		return err
	}
	if _, err := openRecord(seqKey(first), raw, &r); err != nil {
		return err
	}
	for _, w := range r.Writes {
		if left, ok := state[hashOf(w.Key)]; ok && left.seq == first {
			return corrupt("key %s, written by journal record %d, is not stored (%d keys are missing)", show(w.Key), first, len(state))
		}
	}
	return corrupt("%d keys are missing, the first written by record %d", len(state), first)
}

// idempotency checks that the entries kept are those of the records, and that
// every record whose entry must still be there has one.
func (v *verifier) idempotency() error {
	err := v.each("idempotency", v.idem, 0, func(k, raw []byte) error {
		body, err := unseal(k, raw)
		if err != nil {
			return err
		}
		if len(k) != 4+idemHash || len(body) != 8 {
			return corrupt("idempotency entry %x has %d bytes", k, len(body))
		}
		seq := binary.BigEndian.Uint64(body)
		memory, err := v.remembered(seq)
		if err != nil {
			return err
		}
		if memory == nil || string(idemKey(memory.Window, memory.Hash)) != string(k) {
			return corrupt("idempotency entry %x is not that of journal record %d", k, seq)
		}
		if memory.Window >= v.state.IdemFloor {
			v.report.Idempotency++
		}
		return nil
	})
	if err != nil {
		return err
	}
	due := uint64(0)
	err = v.eachRecord("idempotency", func(k, raw []byte) error {
		seq := binary.BigEndian.Uint64(k)
		memory, err := rememberedIn(seq, raw)
		if err != nil || memory == nil || memory.Window < v.state.IdemFloor {
			return err
		}
		due++
		if v.idem.Get(idemKey(memory.Window, memory.Hash)) == nil {
			return corrupt("the idempotency key of journal record %d is not stored", seq)
		}
		return nil
	})
	if err == nil && due != v.report.Idempotency {
		err = corrupt("%d idempotency keys are stored, the journal has %d", v.report.Idempotency, due)
	}
	return err
}

func (v *verifier) remembered(seq uint64) (*remembered, error) {
	raw, err := v.old.rawRecord(v.jrnl, seq)
	if err != nil {
		return nil, err
	}
	if len(raw) < sha256.Size {
		return nil, corrupt("an idempotency key points at journal record %d, which is not there", seq)
	}
	return rememberedIn(seq, raw)
}

func rememberedIn(seq uint64, raw []byte) (*remembered, error) {
	var r struct {
		Idem *remembered `cbor:"6,keyasint"`
	}
	if err := decoder.Unmarshal(raw[:len(raw)-sha256.Size], &r); err != nil {
		return nil, corrupt("journal record %d: %v", seq, err)
	}
	return r.Idem, nil
}

// messages checks for each lane that what was sent is either handled or still
// in the outbox, in one piece.
func (v *verifier) messages() error {
	r := reader{data: v.data}
	for name := range v.state.Heads {
		from := Partition(name)
		err := r.Scan(Prefix(from, tableSent), End(Prefix(from, tableSent)), func(k, _ []byte) (bool, error) {
			_, _, parts := PartsOf(k)
			return true, v.lane(r, lane{from, Partition(parts.Str())})
		})
		if err != nil {
			return err
		}
		err = r.Scan(Prefix(from, tableIn), End(Prefix(from, tableIn)), func(k, _ []byte) (bool, error) {
			_, _, parts := PartsOf(k)
			return true, v.lane(r, lane{Partition(parts.Str()), from})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) lane(r Reader, l lane) error {
	sent, err := getUint(r, Key(l.from, tableSent, l.to))
	if err != nil {
		return err
	}
	handled, err := getUint(r, Key(l.to, tableIn, l.from))
	if err != nil {
		return err
	}
	if handled > sent {
		return corrupt("partition %s handled message %d from %s, which sent %d", l.to, handled, l.from, sent)
	}
	next := uint64(0)
	err = outTable.Scan(r, l.from, []any{l.to}, func(k KeyParts, _ outMessage) (bool, error) {
		k.Str()
		seq := k.Uint()
		if next == 0 && seq > handled+1 || next != 0 && seq != next {
			return false, corrupt("message %d from %s to %s is missing", max(next, handled+1), l.from, l.to)
		}
		next = seq + 1
		return true, k.Err()
	})
	if err == nil && sent > handled && next != sent+1 {
		err = corrupt("message %d from %s to %s is missing", max(next, handled+1), l.from, l.to)
	}
	return err
}
