package store

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// Checkpoint is a signed statement of where the journal stood. Kept elsewhere
// it proves that nothing up to Seq was changed or cut off since.
type Checkpoint struct {
	File      []byte                    `json:"file" cbor:"1,keyasint"` // which data file
	Seq       uint64                    `json:"seq" cbor:"2,keyasint"`
	Time      time.Time                 `json:"time" cbor:"3,keyasint"`  // site time
	Heads     map[string]CheckpointHead `json:"heads" cbor:"4,keyasint"` // by partition
	PublicKey []byte                    `json:"public_key" cbor:"5,keyasint"`
	Signature []byte                    `json:"signature" cbor:"6,keyasint,omitempty"`
}

// CheckpointHead is the last record of a partition and its hash.
type CheckpointHead struct {
	Seq  uint64 `json:"seq" cbor:"1,keyasint"`
	Hash []byte `json:"hash" cbor:"2,keyasint"`
}

// signed is what the signature is over.
func (c Checkpoint) signed() ([]byte, error) {
	c.Signature = nil
	return Encode(c)
}

// Valid says whether the signature is that of PublicKey over the rest.
func (c Checkpoint) Valid() bool {
	text, err := c.signed()
	return err == nil && len(c.PublicKey) == ed25519.PublicKeySize && ed25519.Verify(c.PublicKey, text, c.Signature)
}

// export is the form in which checkpoints leave the file: JSON.
func (c Checkpoint) export() ([]byte, error) {
	text, err := json.MarshalIndent(c, "", "  ")
	return append(text, '\n'), err
}

// ParseCheckpoint reads an exported checkpoint and checks its signature.
func ParseCheckpoint(text []byte) (c Checkpoint, err error) {
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("store: not a checkpoint: %w", err)
	}
	if !c.Valid() {
		return c, fmt.Errorf("store: the checkpoint of record %d has no valid signature", c.Seq)
	}
	return c, nil
}

func (b *Bolt) checkpointOf(s state) (c Checkpoint, err error) {
	c = Checkpoint{File: s.File, Seq: s.Seq, Time: time.UnixMicro(s.TimeMicro).UTC(), Heads: map[string]CheckpointHead{}, PublicKey: b.key.public()}
	for p, h := range s.Heads {
		c.Heads[p] = CheckpointHead(struct {
			Seq  uint64
			Hash []byte
		}{h.Seq, h.Hash})
	}
	text, err := c.signed()
	if err != nil {
		return c, err
	}
	c.Signature = ed25519.Sign(b.key.key, text)
	return c, nil
}

// sign adds a checkpoint to the group's transaction when one is due.
func (b *Bolt) sign(g *group) error {
	if g.state.Seq < g.state.Signed+b.opts.CheckpointEvery {
		return nil
	}
	c, err := b.checkpointOf(g.state)
	if err != nil {
		return err
	}
	raw, err := Encode(c)
	if err != nil {
		return err
	}
	g.state.Signed = c.Seq
	g.state.Marks++
	key := seqKey(c.Seq)
	return g.btx.Bucket(bucketSigned).Put(key, seal(key, raw))
}

// ExportCheckpoint signs where the journal stands now and writes it to file.
func (b *Bolt) ExportCheckpoint(file string) (Checkpoint, error) {
	var s state
	err := b.db.View(func(tx *bbolt.Tx) (err error) {
		s, err = readState(tx.Bucket(bucketMeta))
		return err
	})
	if err != nil {
		return Checkpoint{}, closed(err)
	}
	c, err := b.checkpointOf(s)
	if err != nil {
		return c, err
	}
	text, err := c.export()
	if err != nil {
		return c, err
	}
	return c, writeFile(file, text, 0o644)
}
