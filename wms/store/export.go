package store

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms"
)

// An exported journal is text, a JSON value per line: a head, the records, an
// end. Everything readable in a record's line can be made from its CBOR, which
// stands there too, so that a reader needs no CBOR and a verifier believes
// only what the hashes cover.
const (
	journalFormat  = "aisle journal"
	journalVersion = 1
	maxJournalLine = 256 << 20
)

type journalHead struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	File    []byte `json:"file"`
	From    uint64 `json:"from"`
}

type journalLine struct {
	Seq       uint64      `json:"seq"`
	Partition string      `json:"partition"`
	Time      time.Time   `json:"time"`
	Kind      string      `json:"kind"`
	Actor     wms.Actor   `json:"actor"`
	Events    []wms.Event `json:"events,omitempty"`
	Writes    int         `json:"writes"` // keys changed
	Hash      []byte      `json:"hash"`
	Record    []byte      `json:"record"` // its CBOR
}

type journalEnd struct {
	End        uint64     `json:"end"`
	Records    uint64     `json:"records"`
	Checkpoint Checkpoint `json:"checkpoint"`
}

// lineOf is the line of a record as it is stored.
func lineOf(key, raw []byte) (line []byte, r record, err error) {
	hash, err := openRecord(key, raw, &r)
	if err != nil {
		return nil, r, err
	}
	line, err = json.Marshal(journalLine{Seq: r.Seq, Partition: r.Partition, Time: time.UnixMicro(r.TimeMicro).UTC(), Kind: r.Kind, Actor: r.Actor,
		Events: r.Events, Writes: len(r.Writes), Hash: hash, Record: raw[:len(raw)-sha256.Size]})
	return append(line, '\n'), r, err
}

// ExportJournal writes the records from a number on to a file, with a signed
// checkpoint of the last one as its end.
func (b *Bolt) ExportJournal(ctx context.Context, file string, from uint64) (JournalReport, error) {
	var last state
	if err := b.view(func(_ reader, s state) error { last = s; return nil }); err != nil {
		return JournalReport{}, err
	}
	from = max(from, 1)
	if from > last.Seq {
		return JournalReport{}, fmt.Errorf("store: the journal ends at record %d, before %d", last.Seq, from)
	}
	report := JournalReport{From: from, To: last.Seq, Partitions: len(last.Heads)}
	err := publishFile(file, func(w io.Writer) error {
		out := bufio.NewWriterSize(ctxWriter{ctx, w}, 1<<20)
		if err := writeLine(out, journalHead{journalFormat, journalVersion, last.File, from}); err != nil {
			return err
		}
		for next := from; next <= last.Seq; {
			n := 0
			err := b.db.View(func(tx *bbolt.Tx) error {
				return b.sealed.Load().each(tx.Bucket(bucketJournal), next, func(k, raw []byte) (bool, error) {
					line, r, err := lineOf(k, raw)
					if err != nil {
						return false, err
					}
					next, n = r.Seq+1, n+1
					report.Records++
					report.Events += uint64(len(r.Events))
					_, err = out.Write(line)
					return n < viewRows && next <= last.Seq, err
				})
			})
			if err == nil && n == 0 {
				err = corrupt("journal record %d is missing", next)
			}
			if err != nil {
				return closed(err)
			}
		}
		c, err := b.checkpointOf(last)
		if err != nil {
			return err
		}
		report.Key = c.PublicKey
		return errors.Join(writeLine(out, journalEnd{last.Seq, report.Records, c}), out.Flush())
	})
	if err != nil {
		return report, fmt.Errorf("store: export to %s: %w", file, err)
	}
	return report, nil
}

func writeLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// JournalReport is what an exported journal holds.
type JournalReport struct {
	From, To   uint64
	Records    uint64
	Events     uint64
	Partitions int
	Key        []byte // public key that signed its end
}

func (r JournalReport) String() string {
	return fmt.Sprintf("records %d to %d with %d events in %d partitions, signed by key %x", r.From, r.To, r.Events, r.Partitions, r.Key)
}

// VerifyJournal checks an exported journal: that every line says what its
// record says, that the records are numbered without a gap and continue each
// other, and that the signed end is that of these records. Its own signature
// proves that nobody without the key changed it; that nothing was cut off
// before it was exported only a checkpoint from elsewhere proves.
func VerifyJournal(ctx context.Context, file string, given *Checkpoint) (JournalReport, error) {
	f, err := os.Open(file)
	if err != nil {
		return JournalReport{}, fmt.Errorf("store: verify: %w", err)
	}
	defer f.Close()
	v := journalVerifier{in: bufio.NewReaderSize(f, 1<<20), given: given, heads: map[string]head{}}
	if err := v.run(ctx); err != nil {
		return v.report, fmt.Errorf("%s: %w", file, err)
	}
	return v.report, nil
}

type journalVerifier struct {
	in     *bufio.Reader
	head   journalHead
	given  *Checkpoint
	heads  map[string]head
	last   record
	report JournalReport
}

func (v *journalVerifier) run(ctx context.Context) error {
	line, err := v.line()
	if err != nil {
		return err
	}
	if err := same(line, &v.head); err != nil || v.head.Format != journalFormat || v.head.From == 0 {
		return corrupt("the first line is not the head of an exported journal (%v)", err)
	}
	if v.head.Version != journalVersion {
		return fmt.Errorf("%w: an exported journal of version %d, this program knows %d", ErrNewer, v.head.Version, journalVersion)
	}
	v.report.From, v.last.Seq = v.head.From, v.head.From-1
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if line, err = v.line(); err != nil {
			return err
		}
		if bytes.HasPrefix(line, []byte(`{"end":`)) {
			return v.end(line)
		}
		if err := v.record(line); err != nil {
			return err
		}
	}
}

// line reads one, without its newline.
func (v *journalVerifier) line() ([]byte, error) {
	var long []byte
	for {
		part, err := v.in.ReadSlice('\n')
		if err == nil && long == nil {
			return part[:len(part)-1], nil
		}
		long = append(long, part...)
		switch {
		case err == nil:
			return long[:len(long)-1], nil
		case err == io.EOF:
			return nil, corrupt("the exported journal is cut after record %d: it has no end", v.last.Seq)
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(long) > maxJournalLine:
			return nil, corrupt("a line of more than %d bytes after record %d", maxJournalLine, v.last.Seq)
		}
	}
}

// same decodes a line into v and says whether v would be written so.
func same(line []byte, v any) error {
	if err := json.Unmarshal(line, v); err != nil {
		return corrupt("%v", err)
	}
	again, err := json.Marshal(v)
	if err == nil && !bytes.Equal(again, line) {
		err = corrupt("the line is not as it was written")
	}
	return err
}

func (v *journalVerifier) record(line []byte) error {
	var l struct {
		Record []byte `json:"record"`
	}
	if err := json.Unmarshal(line, &l); err != nil {
		return corrupt("the line after record %d: %v", v.last.Seq, err)
	}
	hash := sha256.Sum256(l.Record)
	want, r, err := lineOf(seqKey(v.last.Seq+1), append(l.Record, hash[:]...))
	if err != nil {
		return err
	}
	switch {
	case r.Seq != v.last.Seq+1:
		return corrupt("record %d is missing: after %d comes %d", v.last.Seq+1, v.last.Seq, r.Seq)
	case !bytes.Equal(want[:len(want)-1], line):
		return corrupt("the line of record %d says something else than the record", r.Seq)
	case r.TimeMicro < v.last.TimeMicro:
		return corrupt("record %d is older than the one before it", r.Seq)
	}
	before, known := v.heads[r.Partition]
	if !known && v.head.From == 1 {
		before, known = head{Hash: noRecord}, true
	}
	if known && !bytes.Equal(before.Hash, r.Prev) {
		return corrupt("record %d does not continue the chain of partition %s", r.Seq, r.Partition)
	}
	v.heads[r.Partition] = head{Seq: r.Seq, Hash: hash[:]}
	v.last = record{Seq: r.Seq, TimeMicro: r.TimeMicro}
	v.report.Records++
	v.report.Events += uint64(len(r.Events))
	if c := v.given; c != nil && c.Seq == r.Seq {
		return v.compare("the checkpoint given", *c)
	}
	return nil
}

func (v *journalVerifier) end(line []byte) error {
	var e journalEnd
	if err := same(line, &e); err != nil {
		return err
	}
	if _, err := v.in.ReadByte(); err != io.EOF {
		return corrupt("something follows the end of the exported journal")
	}
	if e.End != v.last.Seq || e.Checkpoint.Seq != e.End || e.Records != v.report.Records {
		return corrupt("the exported journal ends at record %d after %d, not at %d after %d: it is cut", v.last.Seq, v.report.Records, e.End, e.Records)
	}
	if err := v.compare("the signed end", e.Checkpoint); err != nil {
		return err
	}
	if c := v.given; c != nil && (c.Seq > v.last.Seq || c.Seq < v.head.From) {
		return corrupt("the exported journal holds records %d to %d, the checkpoint given is of record %d", v.head.From, v.last.Seq, c.Seq)
	}
	v.report.To, v.report.Partitions, v.report.Key = v.last.Seq, len(e.Checkpoint.Heads), e.Checkpoint.PublicKey
	return nil
}

// compare says whether a checkpoint is one of the records read so far.
func (v *journalVerifier) compare(what string, c Checkpoint) error {
	switch {
	case !bytes.Equal(c.File, v.head.File):
		return corrupt("%s is of another data file", what)
	case !c.Valid():
		return corrupt("%s has no valid signature", what)
	}
	for p, got := range v.heads {
		if h := c.Heads[p]; got.Seq != h.Seq || !bytes.Equal(got.Hash, h.Hash) {
			return corrupt("%s has another record %d of partition %s than the exported journal", what, h.Seq, p)
		}
	}
	for p, h := range c.Heads {
		if _, seen := v.heads[p]; !seen && h.Seq >= v.head.From {
			return corrupt("%s has record %d of partition %s, which the exported journal lacks", what, h.Seq, p)
		}
	}
	return nil
}
