package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"go.etcd.io/bbolt"
)

// Check is what a process package adds to Verify: it reads its own tables and
// says what does not fit. An error is one of reading.
type Check func(r Reader, fail func(format string, args ...any)) error

// NamedCheck is a Check with the name it is reported under.
type NamedCheck struct {
	Name  string
	Check Check
}

// VerifyOptions of Verify; the zero value is good.
type VerifyOptions struct {
	// Checkpoint, when set, is an exported checkpoint that the journal must
	// still hold: only so can a cut tail be proved.
	Checkpoint *Checkpoint
	Checks     []NamedCheck
	// Progress is called now and then.
	Progress func(step string, done, total uint64)
	// KeysPerPass bounds memory: the replay compares so many keys at a time,
	// about 100 bytes each; default 2,000,000.
	KeysPerPass int
}

// Report is what Verify counted.
type Report struct {
	Pages       int      `json:"pages"`
	Partitions  int      `json:"partitions"`
	Records     uint64   `json:"records"`
	Events      uint64   `json:"events"`
	Writes      uint64   `json:"writes"` // replayed from the records
	Keys        uint64   `json:"keys"`   // stored, each equal to its last write
	Idempotency uint64   `json:"idempotency_keys"`
	Messages    uint64   `json:"messages_waiting"`
	Checkpoints uint64   `json:"checkpoints"`
	Archives    int      `json:"archives"`
	Sealed      uint64   `json:"sealed_rows"`      // in the archives
	Checks      []string `json:"checks,omitempty"` // of process packages, that ran
	// Faults are what the process packages' checks found, at most 100.
	Faults []string `json:"faults,omitempty"`
}

func (r Report) String() string {
	return fmt.Sprintf("%d records with %d events and %d writes in %d partitions, %d keys, %d archives with %d rows, %d idempotency keys, %d messages waiting, %d checkpoints, %d pages, checks %s",
		r.Records, r.Events, r.Writes, r.Partitions, r.Keys, r.Archives, r.Sealed, r.Idempotency, r.Messages, r.Checkpoints, r.Pages, strings.Join(r.Checks, " "))
}

// Verify recomputes everything that a data file claims: the structure of its
// pages, every checksum, the journal's numbers, hash chains and checkpoints,
// the state that its write-sets add up to, idempotency keys and messages, and
// what the process packages check. The error names the first fault; it is
// ErrCorrupt unless the file could not be read at all. No process may have the
// file open for writing.
func Verify(ctx context.Context, file string, o VerifyOptions) (Report, error) {
	v := &verifier{ctx: ctx, o: o, file: file}
	if o.KeysPerPass <= 0 {
		v.o.KeysPerPass = 2_000_000
	}
	if v.o.Progress == nil {
		v.o.Progress = func(string, uint64, uint64) {}
	}
	if _, err := os.Stat(file); err != nil {
		return v.report, fmt.Errorf("store: verify: %w", err)
	}
	db, err := openFile(Options{File: file}, true)
	if err != nil {
		return v.report, err
	}
	defer db.Close()
	err = guard(file, func() (err error) {
		if v.report.Pages, err = checkPages(file); err != nil {
			return err
		}
		return db.View(v.run)
	})
	if err != nil {
		err = fmt.Errorf("%s: %w", file, err)
	}
	return v.report, err
}

type verifier struct {
	ctx    context.Context
	file   string
	o      VerifyOptions
	report Report
	state  state
	data   *bbolt.Bucket
	jrnl   *bbolt.Bucket
	idem   *bbolt.Bucket
	signed *bbolt.Bucket
	old    *sealed
	ticks  uint64
}

func (v *verifier) run(tx *bbolt.Tx) (err error) {
	v.o.Progress("pages", 0, 1)
	if err := checkTree(tx); err != nil {
		return err
	}
	meta := tx.Bucket(bucketMeta)
	v.data, v.jrnl, v.idem, v.signed = tx.Bucket(bucketData), tx.Bucket(bucketJournal), tx.Bucket(bucketIdem), tx.Bucket(bucketSigned)
	if meta == nil || v.data == nil || v.jrnl == nil || v.idem == nil || v.signed == nil {
		return corrupt("a bucket is missing")
	}
	if v.state, err = readState(meta); err != nil {
		return err
	}
	if v.old, err = openSealed(reader{data: v.data}, v.file); err != nil {
		return err
	}
	defer v.old.close()
	for _, step := range []func() error{v.values, v.archives, v.journal, v.replay, v.idempotency, v.messages, v.checks} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrCorrupt}, args...)...)
}

// values checks every stored value against its checksum, and counts them.
func (v *verifier) values() error {
	if v.data.Get(firstKey) == nil {
		return corrupt("the first key is missing")
	}
	return v.each("values", v.data, 0, func(k, raw []byte) error {
		if raw == nil {
			return corrupt("key %s has no value", show(k))
		}
		if !bytes.Equal(k, firstKey) {
			v.report.Keys++
		}
		_, err := unseal(k, raw)
		return err
	})
}

// each visits a bucket; it stops when the context ends.
func (v *verifier) each(step string, b *bbolt.Bucket, total uint64, fn func(k, raw []byte) error) error {
	n := uint64(0)
	c := b.Cursor()
	for k, raw := c.First(); k != nil; k, raw = c.Next() {
		if n%4096 == 0 {
			if err := v.ctx.Err(); err != nil {
				return err
			}
			v.o.Progress(step, n, max(n, total))
		}
		n++
		if err := fn(k, raw); err != nil {
			return err
		}
	}
	return nil
}

// journal checks that the records are numbered without a gap, that each
// partition's are a chain that ends at the head stored, and that they passed
// every checkpoint.
func (v *verifier) journal() error {
	heads := map[string]head{}
	marks := v.signed.Cursor()
	markKey, mark := marks.First()
	last := record{}
	next := 0 // archive with records
	err := v.eachRecord("journal", func(k, raw []byte) error {
		var r record
		hash, err := openRecord(k, raw, &r)
		if err != nil {
			return err
		}
		if err := v.link(k, &r, &last, heads); err != nil {
			return err
		}
		heads[r.Partition] = head{Seq: r.Seq, Hash: bytes.Clone(hash)}
		last = record{Seq: r.Seq, TimeMicro: r.TimeMicro}
		v.report.Records++
		v.report.Events += uint64(len(r.Events))
		v.report.Writes += uint64(len(r.Writes))
		for ; next < len(v.old.all) && v.old.all[next].To <= r.Seq; next++ {
			if err := v.sealHeads(v.old.all[next], heads); err != nil {
				return err
			}
		}
		if bytes.Equal(markKey, k) {
			if err := v.mark(markKey, mark, heads); err != nil {
				return err
			}
			markKey, mark = marks.Next()
		}
		if c := v.o.Checkpoint; c != nil && c.Seq == r.Seq {
			return v.compareHeads("the checkpoint given", *c, heads)
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.report.Partitions = len(heads)
	return v.journalEnd(last, heads, markKey)
}

// archives checks that every archive is as it was sealed, to the last byte.
func (v *verifier) archives() error {
	v.report.Archives = len(v.old.all)
	last := uint64(0)
	for i, f := range v.old.all {
		v.report.Sealed += f.Archive.Rows
		known := false
		for _, k := range v.state.Keys {
			known = known || bytes.Equal(k, f.seal.PublicKey)
		}
		switch {
		case !bytes.Equal(f.seal.File, v.state.File):
			return corrupt("archive %s is of another data file", f.Archive.Name)
		case !f.seal.Valid() || !known:
			return corrupt("archive %s has no valid signature of this data file", f.Archive.Name)
		case f.Number != uint64(i)+1 || f.From != last+1 || f.To+1 < f.From:
			return corrupt("archive %s holds records %d to %d, before it is %d", f.Archive.Name, f.From, f.To, last)
		case f.Reader.Rows() != f.Archive.Rows || f.Reader.Records() != f.To+1-f.From:
			return corrupt("archive %s holds %d rows and %d records, not %d and %d", f.Archive.Name, f.Reader.Rows(), f.Reader.Records(), f.Archive.Rows, f.To+1-f.From)
		}
		last = f.To
		if err := f.Check(func() error { return v.tick("archives", uint64(len(v.old.all))) }); err != nil {
			return err
		}
	}
	return nil
}

// sealHeads compares where an archive says the chains stand with where they do.
func (v *verifier) sealHeads(f sealedFile, heads map[string]head) error {
	for p, h := range f.seal.After {
		if got := heads[p]; got.Seq != h.Seq || !bytes.Equal(got.Hash, h.Hash) {
			return corrupt("archive %s ends partition %s with another record %d than the journal", f.Archive.Name, p, h.Seq)
		}
	}
	return nil
}

// eachRecord visits all journal records, sealed ones first. What stands both
// in the data file and in an archive must be the same.
func (v *verifier) eachRecord(step string, fn func(k, raw []byte) error) error {
	first, _ := v.jrnl.Cursor().First()
	return v.old.each(v.jrnl, 0, func(k, raw []byte) (bool, error) {
		if err := v.tick(step, v.state.Seq); err != nil {
			return false, err
		}
		if len(k) == 8 && len(first) == 8 && bytes.Compare(k, first) >= 0 {
			if seq := binary.BigEndian.Uint64(k); seq <= v.old.to {
				sealed, err := v.old.record(seq)
				if err != nil || !bytes.Equal(sealed, raw) {
					return false, corrupt("journal record %d is not the one that is sealed (%v)", seq, err)
				}
			}
		}
		return true, fn(k, raw)
	})
}

// tick stops a long walk when the context ends, and tells of it now and then.
func (v *verifier) tick(step string, total uint64) error {
	if v.ticks++; v.ticks%4096 != 0 {
		return nil
	}
	v.o.Progress(step, v.ticks, total)
	return v.ctx.Err()
}

func (v *verifier) link(k []byte, r, last *record, heads map[string]head) error {
	prev := noRecord
	if h, ok := heads[r.Partition]; ok {
		prev = h.Hash
	}
	switch {
	case !bytes.Equal(k, seqKey(r.Seq)):
		return corrupt("journal record %d stands under key %x", r.Seq, k)
	case r.Seq != last.Seq+1:
		return corrupt("journal record %d is missing: after %d comes %d", last.Seq+1, last.Seq, r.Seq)
	case r.TimeMicro < last.TimeMicro:
		return corrupt("journal record %d is older than the one before it", r.Seq)
	case !bytes.Equal(prev, r.Prev):
		return corrupt("journal record %d does not continue the chain of partition %s", r.Seq, r.Partition)
	}
	prefix := appendString(nil, r.Partition)
	for _, w := range r.Writes {
		if !bytes.HasPrefix(w.Key, prefix) || w.Op > opSealed {
			return corrupt("journal record %d of partition %s: write %d of key %s", r.Seq, r.Partition, w.Op, show(w.Key))
		}
	}
	return nil
}

func (v *verifier) journalEnd(last record, heads map[string]head, markKey []byte) error {
	if last.Seq != v.state.Seq {
		return corrupt("the journal ends at record %d, not at %d", last.Seq, v.state.Seq)
	}
	if last.TimeMicro > v.state.TimeMicro {
		return corrupt("the stored site time is before that of record %d", last.Seq)
	}
	if len(heads) != len(v.state.Heads) {
		return corrupt("the journal has %d partitions, not %d", len(heads), len(v.state.Heads))
	}
	for p, h := range v.state.Heads {
		if got := heads[p]; got.Seq != h.Seq || !bytes.Equal(got.Hash, h.Hash) {
			return corrupt("the chain of partition %s ends at record %d, which is not the head stored (record %d)", p, got.Seq, h.Seq)
		}
	}
	if n := v.state.Marks; n > 0 && n != v.report.Checkpoints {
		return corrupt("%d checkpoints are stored, there were %d", v.report.Checkpoints, n)
	}
	if markKey != nil {
		return corrupt("checkpoint %x is of no record", markKey)
	}
	if c := v.o.Checkpoint; c != nil && c.Seq > last.Seq {
		return corrupt("the journal is cut: it ends at record %d, the checkpoint given is of record %d", last.Seq, c.Seq)
	}
	return nil
}

// mark checks a checkpoint stored in the file.
func (v *verifier) mark(key, raw []byte, heads map[string]head) error {
	body, err := unseal(key, raw)
	if err != nil {
		return err
	}
	var c Checkpoint
	if err := Decode(body, &c); err != nil {
		return err
	}
	v.report.Checkpoints++
	return v.compareHeads(fmt.Sprintf("the stored checkpoint of record %d", c.Seq), c, heads)
}

func (v *verifier) compareHeads(what string, c Checkpoint, heads map[string]head) error {
	known := false
	for _, k := range v.state.Keys {
		known = known || bytes.Equal(k, c.PublicKey)
	}
	switch {
	case !bytes.Equal(c.File, v.state.File):
		return corrupt("%s is of another data file", what)
	case !c.Valid():
		return corrupt("%s has no valid signature", what)
	case !known:
		return corrupt("%s is signed by a key that this file does not know", what)
	case len(c.Heads) != len(heads):
		return corrupt("%s knows %d partitions, the journal %d", what, len(c.Heads), len(heads))
	}
	for p, h := range c.Heads {
		if got := heads[p]; got.Seq != h.Seq || !bytes.Equal(got.Hash, h.Hash) {
			return corrupt("%s has another record %d of partition %s than the journal", what, h.Seq, p)
		}
	}
	return nil
}

func (v *verifier) checks() error {
	var first error
	r := Everything(reader{v.data, v.old})
	for _, c := range v.o.Checks {
		v.report.Checks = append(v.report.Checks, c.Name)
		err := c.Check(r, func(format string, args ...any) {
			fault := c.Name + ": " + fmt.Sprintf(format, args...)
			if len(v.report.Faults) < 100 {
				v.report.Faults = append(v.report.Faults, fault)
			}
			if first == nil {
				first = corrupt("%s", fault)
			}
		})
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		if err := v.ctx.Err(); err != nil {
			return err
		}
	}
	return first
}
