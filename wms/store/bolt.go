package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// FileName is the data file's usual name within a data folder.
const FileName = "aisle.db"

// format is the layout of the file that this program writes. A file of a
// higher one is refused.
const format = 1

// The file's buckets, and the one key of meta.
var (
	bucketMeta    = []byte("meta")
	bucketData    = []byte("data")    // partition, table, parts → value
	bucketJournal = []byte("journal") // seq → record, SHA-256
	bucketIdem    = []byte("idem")    // window, hash of partition and key → seq
	bucketSigned  = []byte("signed")  // seq → checkpoint
	keyState      = []byte("state")
)

// Options of Open. Only File must be set.
type Options struct {
	File string
	// Clock is the site's time; default the wall clock. Commands see it
	// clamped so that it never goes back, not even over restarts; LastTime
	// says where it stood.
	Clock func() time.Time
	// Wall is the wall clock, which the life of idempotency keys is measured
	// by; default time.Now.
	Wall   func() time.Time
	Logger *slog.Logger // default discards
	// InitialMmapSize is address space, not memory: as long as the file is
	// smaller, a reader never makes the writer wait. Default 64 GiB.
	InitialMmapSize int
	MaxBatch        int // commands per commit; default 1024
	QueueLen        int // commands that wait for the writer; default 1024
	// KeyFile holds the private key that signs checkpoints, and is made if
	// there is none; default journal.key beside File.
	KeyFile string
	// CheckpointEvery is how many records may follow the last signed
	// checkpoint before there is another; default 10,000.
	CheckpointEvery uint64
	// Extras are files beside File that belong to it: a backup holds them too.
	Extras []string
	// NoSync leaves out fsync: only for tests and throw-away sites.
	NoSync bool
}

func (o *Options) setDefaults() {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.InitialMmapSize == 0 {
		o.InitialMmapSize = 64 << 30
	}
	if o.MaxBatch == 0 {
		o.MaxBatch = 1024
	}
	if o.QueueLen == 0 {
		o.QueueLen = 1024
	}
	if o.KeyFile == "" {
		o.KeyFile = filepath.Join(filepath.Dir(o.File), "journal.key")
	}
	if o.CheckpointEvery == 0 {
		o.CheckpointEvery = 10_000
	}
}

// state is the file's own record, written with every commit.
type state struct {
	Format    uint32          `cbor:"1,keyasint"`
	File      []byte          `cbor:"2,keyasint"` // random, names the file for ever
	Seq       uint64          `cbor:"3,keyasint"` // last record
	TimeMicro int64           `cbor:"4,keyasint"` // site time
	Heads     map[string]head `cbor:"5,keyasint"` // last record per partition
	// IdemFloor is the first window whose idempotency keys are still kept.
	IdemFloor uint32 `cbor:"6,keyasint"`
	Signed    uint64 `cbor:"7,keyasint"` // seq of the last checkpoint
	// Keys are the public keys that sign its checkpoints, oldest first.
	Keys [][]byte `cbor:"8,keyasint,omitempty"`
	// Marks is how many checkpoints are stored; 0 in files that did not count.
	Marks uint64 `cbor:"9,keyasint,omitempty"`
}

type head struct {
	_    struct{} `cbor:",toarray"`
	Seq  uint64
	Hash []byte
}

func (s state) clone() state {
	s.Heads = maps.Clone(s.Heads)
	return s
}

// Bolt is the Store in one bbolt file with one writer goroutine.
type Bolt struct {
	opts   Options
	db     *bbolt.DB
	log    *slog.Logger
	key    signer
	queue  chan *request
	chores chan chore
	quit   chan struct{} // closed by Close
	dead   chan struct{} // closed when the writer has ended
	// filters has room for the one that is being built.
	filters chan builtFilter
	beside  sync.WaitGroup // what reads beside the writer
	close   sync.Once

	clockMicro atomic.Int64 // latest site time given out
	stats      counters
	sealed     atomic.Pointer[sealed]
	sealing    sync.Mutex

	// Owned by the writer goroutine.
	state      state // as committed
	idem       idemWindows
	building   bool // a filter of idem
	broken     error
	lastCommit time.Time // wall time

	mu      sync.Mutex
	seq     uint64        // last durable record
	changed chan struct{} // closed and replaced at each commit
	lanes   map[lane]*laneState
	newLane chan struct{} // has room for one
	pending pendingMessages
}

var _ Store = (*Bolt)(nil)

// Open opens or makes the data file and starts its writer.
func Open(o Options) (*Bolt, error) {
	o.setDefaults()
	b := &Bolt{
		opts: o, log: o.Logger,
		queue: make(chan *request, o.QueueLen), chores: make(chan chore), quit: make(chan struct{}), dead: make(chan struct{}), filters: make(chan builtFilter, 1),
		changed: make(chan struct{}), lanes: map[lane]*laneState{}, newLane: make(chan struct{}, 1),
	}
	var err error
	if b.db, err = openFile(o, false); err != nil {
		return nil, err
	}
	if err = guard(o.File, b.load); err != nil {
		b.db.Close()
		return nil, err
	}
	if err := checkMeta(o.File); err != nil {
		b.log.Warn("the data file was damaged or its last commit interrupted; going on from the commit before", "file", o.File, "err", err)
	}
	b.lastCommit = o.Wall()
	go b.write()
	b.beside.Go(b.warm)
	return b, nil
}

// openFile opens the bbolt file, with errors that say what to do.
func openFile(o Options, readOnly bool) (db *bbolt.DB, err error) {
	err = guard(o.File, func() (err error) {
		db, err = bbolt.Open(o.File, 0o600, &bbolt.Options{
			Timeout: time.Second, InitialMmapSize: o.InitialMmapSize,
			FreelistType: bbolt.FreelistMapType, NoSync: o.NoSync, ReadOnly: readOnly,
		})
		return err
	})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("%w: %s: is aisle already running on this data folder?", ErrLocked, o.File)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, berrors.ErrChecksum):
		return nil, fmt.Errorf("%w: %s is not a data file of aisle: %v", ErrCorrupt, o.File, err)
	case err != nil:
		if pathErr := (*fs.PathError)(nil); !errors.As(err, &pathErr) && !errors.Is(err, ErrCorrupt) {
			err = fmt.Errorf("%w: %v", ErrCorrupt, err) // bbolt's own words for a file it can not read
		}
		return nil, fmt.Errorf("store: open %s: %w", o.File, err)
	}
	return db, nil
}

// guard turns the panics and memory faults that a damaged file can cause in
// bbolt into an error.
func guard(file string, fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %s: %v", ErrCorrupt, file, r)
		}
	}()
	return fn()
}

// load reads the state of the file, or writes that of a new one.
func (b *Bolt) load() error {
	if err := b.db.View(b.loadState); err != nil {
		return fmt.Errorf("%w (%s)", err, b.opts.File)
	}
	key, err := loadSigner(b.opts.KeyFile)
	if err != nil {
		return err
	}
	b.key = key
	if b.state.Format == 0 {
		if err := b.create(); err != nil {
			return err
		}
	}
	if last := b.state.Keys[len(b.state.Keys)-1]; !bytes.Equal(last, b.key.public()) {
		b.log.Warn("a new key signs the journal's checkpoints", "file", b.opts.KeyFile)
		b.state.Keys = append(b.state.Keys, b.key.public()) // stored with the next commit
	}
	b.clockMicro.Store(b.state.TimeMicro)
	b.seq = b.state.Seq
	return b.db.View(func(tx *bbolt.Tx) error {
		b.idem.load(tx.Bucket(bucketIdem))
		old, err := openSealed(reader{data: tx.Bucket(bucketData)}, b.opts.File)
		if err != nil {
			return err
		}
		b.sealed.Store(old)
		if b.state.Marks == 0 && b.state.Signed > 0 {
			b.state.Marks = uint64(tx.Bucket(bucketSigned).Stats().KeyN) // stored with the next commit
		}
		return errors.Join(dropUnfinished(b.opts.File), b.loadPending(tx))
	})
}

func (b *Bolt) loadState(tx *bbolt.Tx) (err error) {
	meta := tx.Bucket(bucketMeta)
	if meta == nil {
		if k, _ := tx.Cursor().First(); k != nil {
			return fmt.Errorf("%w: a bbolt file of another program", ErrCorrupt)
		}
		return nil
	}
	b.state, err = readState(meta)
	if err != nil {
		return err
	}
	for _, name := range [][]byte{bucketData, bucketJournal, bucketIdem, bucketSigned} {
		if tx.Bucket(name) == nil {
			return fmt.Errorf("%w: bucket %s is missing", ErrCorrupt, name)
		}
	}
	if tx.Bucket(bucketData).Get(firstKey) == nil {
		return fmt.Errorf("%w: the first key is missing", ErrCorrupt)
	}
	return nil
}

func readState(meta *bbolt.Bucket) (s state, err error) {
	raw, err := unseal(keyState, meta.Get(keyState))
	if err != nil {
		return s, err
	}
	if err := Decode(raw, &s); err != nil {
		return s, err
	}
	if s.Format > format {
		return s, fmt.Errorf("%w: file format %d, this program knows up to %d", ErrNewer, s.Format, format)
	}
	if len(s.Keys) == 0 || s.Format == 0 {
		return s, fmt.Errorf("%w: the file's own record is incomplete", ErrCorrupt)
	}
	if s.Heads == nil {
		s.Heads = map[string]head{}
	}
	return s, nil
}

func (b *Bolt) create() error {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return err
	}
	b.state = state{Format: format, File: id, TimeMicro: b.opts.Clock().UnixMicro(), Heads: map[string]head{}, Keys: [][]byte{b.key.public()}}
	err := b.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketMeta, bucketData, bucketJournal, bucketIdem, bucketSigned} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		if err := tx.Bucket(bucketData).Put(firstKey, seal(firstKey, nil)); err != nil {
			return err
		}
		return writeState(tx, b.state)
	})
	if err != nil {
		return fmt.Errorf("store: create %s: %w", b.opts.File, err)
	}
	return syncDir(filepath.Dir(b.opts.File))
}

func writeState(tx *bbolt.Tx, s state) error {
	raw, err := Encode(s)
	if err != nil {
		return err
	}
	return tx.Bucket(bucketMeta).Put(keyState, seal(keyState, raw))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// closing says whether Close was called.
func (b *Bolt) closing() bool {
	select {
	case <-b.quit:
		return true
	default:
		return false
	}
}

// LastTime is the stored site time: a clock that is to go on where the site
// stopped starts here.
func (b *Bolt) LastTime() time.Time { return time.UnixMicro(b.clockMicro.Load()).UTC() }

// Now is the site time. It never goes back.
func (b *Bolt) Now() time.Time {
	now := b.opts.Clock().UnixMicro()
	for {
		last := b.clockMicro.Load()
		if now <= last {
			return time.UnixMicro(last).UTC()
		}
		if b.clockMicro.CompareAndSwap(last, now) {
			return time.UnixMicro(now).UTC()
		}
	}
}

// Seq implements Store.
func (b *Bolt) Seq() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.seq
}

// Wait implements Store.
func (b *Bolt) Wait(ctx context.Context, after uint64) error {
	return b.until(ctx, func() bool { return b.seq > after })
}

// until returns when cond, asked under the lock after each commit, holds.
func (b *Bolt) until(ctx context.Context, cond func() bool) error {
	for {
		b.mu.Lock()
		ok, changed := cond(), b.changed
		b.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-b.quit:
			return ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// View implements Store.
func (b *Bolt) View(fn func(r Reader) error) error {
	err := b.db.View(func(tx *bbolt.Tx) error { return fn(reader{tx.Bucket(bucketData), b.sealed.Load()}) })
	return closed(err)
}

// view is View with the file's own record.
func (b *Bolt) view(fn func(r reader, s state) error) error {
	return closed(b.db.View(func(tx *bbolt.Tx) error {
		s, err := readState(tx.Bucket(bucketMeta))
		if err != nil {
			return err
		}
		return fn(reader{tx.Bucket(bucketData), b.sealed.Load()}, s)
	}))
}

// Close ends the writer after the commit it is at, stores the site time and
// closes the file. Commands still queued fail with ErrClosed.
func (b *Bolt) Close() (err error) {
	b.close.Do(func() {
		close(b.quit)
		<-b.dead
		b.beside.Wait()
		err = errors.Join(b.db.Close(), b.sealed.Load().close())
	})
	return err
}
