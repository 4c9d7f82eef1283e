package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store/archive"
)

// Archivable is a table whose closed rows may be sealed.
type Archivable interface {
	// Name is the table's.
	Name() string
	// closed says since when nothing changes a row any more; the zero time
	// for a row that is not closed.
	closed(r Reader, key, raw []byte) (since time.Time, err error)
}

type archivable[T any] struct {
	*Table[T]
	fn func(r Reader, p Partition, k KeyParts, v T) (time.Time, error)
}

func (a archivable[T]) closed(r Reader, key, raw []byte) (time.Time, error) {
	if a.private {
		return time.Time{}, fmt.Errorf("store: table %s is private; what must be erasable is not sealed", a.name)
	}
	v, err := a.decode(key, raw)
	if err != nil {
		return time.Time{}, err
	}
	p, _, parts := PartsOf(key)
	return a.fn(r, p, parts, v)
}

// Archivable declares which rows are closed, and since when; the zero time for
// a row that is not. Rows that belong together (an order and its place in an
// index) give the same time. r also reads other rows.
func (t *Table[T]) Archivable(closed func(r Reader, p Partition, k KeyParts, v T) (since time.Time, err error)) Archivable {
	return archivable[T]{t, closed}
}

// SealOptions of Seal. Before and Tables must be set.
type SealOptions struct {
	Before time.Time // site time: what was closed and journalled before is sealed
	Tables []Archivable
	Actor  wms.Actor
	// Pause between two commits, so that others have their turn.
	Pause time.Duration
	// PerCommit bounds the rows or records removed in one commit; default 500.
	PerCommit int
	Progress  func(step string, done, total uint64)
}

// ErrSealing: another seal is at work.
var ErrSealing = errors.New("store: archives are being written already")

// Seal moves what was closed before a time, month by month, from the data file
// into archives, and gives those it made. It may be killed at any moment: an
// archive is durable under its name before the data file names it, and the
// data file names it before anything is removed. What was interrupted after
// that goes on at the next call.
func (b *Bolt) Seal(ctx context.Context, o SealOptions) (made []Archive, err error) {
	if !b.sealing.TryLock() {
		return nil, ErrSealing
	}
	defer b.sealing.Unlock()
	if o.PerCommit <= 0 {
		o.PerCommit = 500
	}
	if o.Progress == nil {
		o.Progress = func(string, uint64, uint64) {}
	}
	s := sealer{b: b, o: o, ctx: ctx}
	for _, f := range b.sealed.Load().all {
		if !f.Cleared {
			if err := s.clear(f); err != nil {
				return nil, err
			}
		}
	}
	months, err := s.months()
	if err != nil {
		return nil, err
	}
	for _, m := range months {
		until := m.AddDate(0, 1, 0)
		if until.After(o.Before) {
			until = o.Before
		}
		f, err := s.seal(m, until)
		if err != nil {
			return made, err
		}
		if f != nil {
			if err := s.clear(*f); err != nil {
				return made, err
			}
			f.Cleared = true
			made = append(made, f.Archive)
		}
	}
	return made, nil
}

type sealer struct {
	b   *Bolt
	o   SealOptions
	ctx context.Context
}

// viewRows bounds the rows of one View, so that it stays short.
const viewRows = 2000

type closedRow struct {
	key, value []byte
	since      time.Time
}

// rows visits the closed rows in the order of their keys.
func (s *sealer) rows(fn func(closedRow) error) error {
	prefixes := map[string]Archivable{}
	err := s.b.view(func(_ reader, st state) error {
		for p := range st.Heads {
			for _, t := range s.o.Tables {
				prefixes[string(Prefix(Partition(p), t.Name()))] = t
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, prefix := range sortedKeys(prefixes) {
		end := End([]byte(prefix))
		for from := []byte(prefix); from != nil; {
			if err := s.ctx.Err(); err != nil {
				return err
			}
			batch, next, err := s.batch(from, end, prefixes[prefix])
			if err != nil {
				return err
			}
			for _, row := range batch {
				if err := fn(row); err != nil {
					return err
				}
			}
			from = next
		}
	}
	return nil
}

func (s *sealer) batch(from, end []byte, t Archivable) (batch []closedRow, next []byte, err error) {
	err = s.b.View(func(r Reader) error {
		n := 0
		return r.Scan(from, end, func(k, v []byte) (bool, error) {
			if n++; n > viewRows {
				next = bytes.Clone(k)
				return false, nil
			}
			since, err := t.closed(r, k, v)
			if err == nil && !since.IsZero() && since.Before(s.o.Before) {
				batch = append(batch, closedRow{bytes.Clone(k), bytes.Clone(v), since})
			}
			return true, err
		})
	})
	return batch, next, err
}

func monthOf(t time.Time) time.Time {
	y, m, _ := t.UTC().Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}

// months lists those that have something to seal.
func (s *sealer) months() ([]time.Time, error) {
	seen := map[time.Time]bool{}
	if err := s.rows(func(r closedRow) error { seen[monthOf(r.since)] = true; return nil }); err != nil {
		return nil, err
	}
	var last time.Time
	err := s.records(func(_, _ []byte, h recordHead) error {
		if m := monthOf(time.UnixMicro(h.TimeMicro)); m != last {
			seen[m], last = true, m
		}
		return nil
	}, s.o.Before)
	out := make([]time.Time, 0, len(seen))
	for m := range seen {
		out = append(out, m)
	}
	slices.SortFunc(out, time.Time.Compare)
	return out, err
}

// records visits the journal records before a time that are not sealed.
func (s *sealer) records(fn func(k, raw []byte, h recordHead) error, until time.Time) error {
	after := s.b.sealed.Load().to
	for done := false; !done; {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		done = true
		err := s.b.db.View(func(tx *bbolt.Tx) error {
			n, c := 0, tx.Bucket(bucketJournal).Cursor()
			for k, raw := c.Seek(seqKey(after + 1)); k != nil; k, raw = c.Next() {
				var h recordHead
				if _, err := openRecord(k, raw, &h); err != nil {
					return err
				}
				if !time.UnixMicro(h.TimeMicro).Before(until) {
					return nil
				}
				if n++; n > viewRows {
					done = false
					return nil
				}
				after = h.Seq
				if err := fn(k, raw, h); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return closed(err)
		}
	}
	return nil
}

// name is YYYY-MM.aisle, or YYYY-MM.2.aisle and so on for the next part of a
// month.
func (s *sealer) name(month time.Time) string {
	stem, part := month.Format("2006-01"), 1
	for _, f := range s.b.sealed.Load().all {
		if strings.HasPrefix(f.Archive.Name, stem) {
			part++
		}
	}
	if part > 1 {
		stem += fmt.Sprint(".", part)
	}
	return stem + ".aisle"
}

// seal writes and registers one archive; nil if there was nothing for it.
func (s *sealer) seal(month, until time.Time) (*sealedFile, error) {
	old := s.b.sealed.Load()
	a := Archive{Number: uint64(len(old.all)) + 1, Name: s.name(month), Until: until, From: old.to + 1, To: old.to}
	dir := filepath.Join(filepath.Dir(s.b.opts.File), ArchiveDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: archive: %w", err)
	}
	tmp := filepath.Join(dir, unfinished+a.Name)
	if err := os.RemoveAll(tmp); err != nil {
		return nil, fmt.Errorf("store: archive: %w", err)
	}
	w, err := archive.Create(tmp)
	if err != nil {
		return nil, fmt.Errorf("store: archive: %w", err)
	}
	w.NoSync = s.b.opts.NoSync
	if err := s.fill(w, &a); err != nil || w.Rows()+w.Records() == 0 {
		return nil, errors.Join(err, w.Discard())
	}
	if err := os.Rename(tmp, filepath.Join(dir, a.Name)); err != nil {
		return nil, fmt.Errorf("store: archive: %w", err)
	}
	if !s.b.opts.NoSync {
		if err := syncDir(dir); err != nil {
			return nil, err
		}
	}
	return s.register(a)
}

// fill writes rows, records and seal.
func (s *sealer) fill(w *archive.Writer, a *Archive) error {
	seal := Seal{Number: a.Number, Until: a.Until, Before: map[string]CheckpointHead{}, After: map[string]CheckpointHead{}, PublicKey: s.b.key.public()}
	old := s.b.sealed.Load()
	if n := len(old.all); n > 0 { // heads go from archive to archive
		for p, h := range old.all[n-1].seal.After {
			seal.Before[p], seal.After[p] = h, h
		}
	}
	tables := map[string]bool{}
	err := s.rows(func(r closedRow) error {
		if !r.since.Before(a.Until) {
			return nil
		}
		n := bytes.IndexByte(r.key, 0) + 1
		tables[string(r.key[:n+bytes.IndexByte(r.key[n:], 0)+1])] = true
		s.o.Progress("rows of "+a.Name, w.Rows(), 0)
		return w.Row(r.key, r.value)
	})
	if err != nil {
		return err
	}
	err = s.records(func(k, raw []byte, h recordHead) error {
		a.To = h.Seq
		seal.After[h.Partition] = CheckpointHead{Seq: h.Seq, Hash: bytes.Clone(raw[len(raw)-len(noRecord):])}
		s.o.Progress("records of "+a.Name, w.Records(), 0)
		return w.Record(k, raw)
	}, a.Until)
	if err != nil || w.Rows()+w.Records() == 0 {
		return err
	}
	a.Rows = w.Rows()
	seal.From, seal.To, seal.Rows, seal.Tables = a.From, a.To, a.Rows, sortedKeys(tables)
	err = s.b.view(func(_ reader, st state) error { seal.File = st.File; return nil })
	if err != nil {
		return err
	}
	a.Digest, err = w.Seal(func(content []byte) ([]byte, error) {
		seal.Content = content
		text, err := seal.signed()
		if err != nil {
			return nil, err
		}
		seal.Signature = ed25519.Sign(s.b.key.key, text)
		return Encode(seal)
	})
	return err
}

// register names an archive in the data file; from then on rows that are not
// there are looked for in it.
func (s *sealer) register(a Archive) (*sealedFile, error) {
	one := &sealed{tables: map[string]bool{}}
	if err := one.open(a, filepath.Join(filepath.Dir(s.b.opts.File), ArchiveDir)); err != nil {
		return nil, err
	}
	_, err := s.b.Do(s.ctx, Command{Partition: Network, Kind: "archive.seal", Actor: s.o.Actor, Run: func(tx Tx) ([]byte, error) {
		tx.Emit(wms.Event{Type: "archive.sealed", Subject: a.Name, Data: map[string]any{
			"number": a.Number, "digest": fmt.Sprintf("%x", a.Digest), "from": a.From, "to": a.To, "rows": a.Rows}})
		return nil, archives.Put(tx, a, a.Number)
	}})
	if err != nil {
		return nil, errors.Join(err, one.close())
	}
	s.b.sealed.Store(s.b.sealed.Load().with(one.all[0]))
	return &one.all[0], nil
}

// clear removes from the data file what an archive holds.
func (s *sealer) clear(f sealedFile) error {
	if err := s.clearRows(f); err != nil {
		return err
	}
	for done := f.To < f.From; !done; {
		err := s.b.chore(s.ctx, func(tx *bbolt.Tx, _ *state) error {
			c := tx.Bucket(bucketJournal).Cursor()
			var keys [][]byte
			k, _ := c.First()
			for ; k != nil && bytes.Compare(k, seqKey(f.To)) <= 0 && len(keys) < s.o.PerCommit; k, _ = c.Next() {
				keys = append(keys, bytes.Clone(k))
			}
			done = len(keys) < s.o.PerCommit
			for _, k := range keys {
				if err := tx.Bucket(bucketJournal).Delete(k); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		s.pause()
	}
	f.Cleared = true
	_, err := s.b.Do(s.ctx, Command{Partition: Network, Kind: "archive.cleared", Actor: s.o.Actor,
		Run: func(tx Tx) ([]byte, error) { return nil, archives.Put(tx, f.Archive, f.Number) }})
	if err == nil {
		s.b.sealed.Store(s.b.sealed.Load().cleared(f.Number))
	}
	return err
}

func (s *sealed) cleared(number uint64) *sealed {
	c := *s
	c.all = slices.Clone(s.all)
	c.all[number-1].Cleared = true
	return &c
}

// clearRows removes the rows, a bounded number of one partition per commit.
func (s *sealer) clearRows(f sealedFile) error {
	c := f.RowCursor()
	var batch []closedRow
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		p, _, _ := PartsOf(batch[0].key)
		_, err := s.b.Do(s.ctx, Command{Partition: p, Kind: "archive.clear", Actor: s.o.Actor, Run: func(x Tx) ([]byte, error) {
			for _, row := range batch {
				if err := x.(*tx).sealAway(row.key, row.value, f.Number); err != nil {
					return nil, err
				}
			}
			return nil, nil
		}})
		batch = batch[:0]
		s.pause()
		return err
	}
	n := uint64(0)
	k, v, err := c.Seek(nil)
	for ; k != nil && err == nil; k, v, err = c.Next() {
		i := bytes.IndexByte(k, 0) + 1
		if len(batch) >= s.o.PerCommit || len(batch) > 0 && !bytes.HasPrefix(batch[0].key, k[:i]) {
			if err := flush(); err != nil {
				return err
			}
		}
		batch = append(batch, closedRow{key: k, value: v})
		n++
		s.o.Progress("clearing", n, f.Archive.Rows)
	}
	return errors.Join(err, flush())
}

// pause lets others have their turn.
func (s *sealer) pause() {
	if s.o.Pause > 0 {
		sleep(s.ctx, s.b.quit, s.o.Pause)
	}
}
