// Package store keeps all state of Aisle: ordered keys, one writer, commands
// that are durable before they are acknowledged, and a hash-chained journal of
// every command's events and write-set.
//
// The nouns: a Partition (the network or one warehouse) owns every key that
// begins with its name; a Command is a function over a Tx of one partition
// that checks everything and then writes; commands that arrive together share
// one fsync (group commit) and are isolated from each other; a message to
// another partition goes through the durable outbox and is handled there
// exactly once, in order.
//
// The contract must also fit a PostgreSQL-wire database, so no bbolt type
// leaves this package.
package store

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Partition is "net" for the network, or the id of a warehouse.
type Partition string

// Network is the partition of orders, promises, items and users.
const Network Partition = "net"

// Reader reads a consistent state. Values are checked against their checksum;
// a mismatch is ErrCorrupt. Keys and values given out are copies or must not
// be kept beyond the callback where it says so.
type Reader interface {
	// Get returns nil for a key that is not there.
	Get(key []byte) ([]byte, error)
	// Scan visits keys in [from, to) in order until fn says stop. fn must not
	// keep key or value. fn may write through the same Tx: the scan then goes
	// on behind the key it was at.
	Scan(from, to []byte, fn func(key, value []byte) (more bool, err error)) error
	// ScanBack visits the same keys from the last to the first.
	ScanBack(from, to []byte, fn func(key, value []byte) (more bool, err error)) error
}

// Tx is what a Command's function works on. It may read every partition and
// write its own only. It is not safe for use by several goroutines and not
// valid after the function returned.
type Tx interface {
	Reader
	// Put and Delete fail for a key of another partition. Put of what is
	// already there and Delete of what is not there change nothing.
	Put(key, value []byte) error
	Delete(key []byte) error
	// PutPrivate is Put of a value that the journal must not hold, so that
	// deleting it erases it; the journal knows only that there is one.
	PutPrivate(key, value []byte) error
	// Partition is the one that this command writes.
	Partition() Partition
	// Now is the site time of the command. It never goes back.
	Now() time.Time
	// NextID counts up durably per partition and name: 1, 2, 3 …
	NextID(name string) (uint64, error)
	// Emit adds an event to the command's journal record.
	Emit(e wms.Event)
	// Send puts a message for another partition (or this one) into the
	// outbox. payload is encoded with the store's CBOR.
	Send(to Partition, kind string, payload any) error
}

// Command is one change. Run is called at most once; if it returns an error
// nothing of it remains and only its own caller sees the error.
type Command struct {
	Partition Partition
	Kind      string // noun.verb of the intent: "order.place"
	Actor     wms.Actor
	// IdempotencyKey, when set, makes the command happen once: a second call
	// with the same key and Fingerprint is given the first answer; with
	// another Fingerprint it is refused (ErrKeyReused). What was refused is
	// not remembered. Kept for at least 24 h of wall time.
	IdempotencyKey string
	Fingerprint    [32]byte
	// Run may return an answer, which is remembered under the key.
	Run func(tx Tx) (answer []byte, err error)
}

// Result says where a command landed.
type Result struct {
	Seq      uint64 // of its journal record; 0 if it wrote nothing
	Answer   []byte
	Replayed bool // the answer of an earlier command with the same key
}

// Record is one journalled command, as readers of events see it.
type Record struct {
	Seq       uint64 // counts over all partitions of the file
	Partition Partition
	Time      time.Time
	Kind      string
	Actor     wms.Actor
	Events    []wms.Event
	// Cause is the record whose messages led to this one; 0 if it is a
	// caller's own command.
	Cause uint64
}

// Message is an entry of the outbox.
type Message struct {
	From    Partition
	Seq     uint64 // counts per From and To; the three are the message's identity
	To      Partition
	Kind    string
	Payload []byte // decode with Decode
}

// Handler applies a message inside the command that marks it as handled, so
// its effect happens exactly once. It must not refuse for reasons of the
// business: an error is retried with back-off and holds up what is behind it.
type Handler func(tx Tx, m Message) error

// Store is the contract; Open gives the bbolt one.
type Store interface {
	// Do runs a command and returns when it is durable. When the queue is
	// full it waits until ctx ends (back-pressure).
	Do(ctx context.Context, c Command) (Result, error)
	// View runs fn on a consistent snapshot. Keep it short.
	View(fn func(r Reader) error) error
	// Records returns up to limit journal records with Seq > after, in order.
	Records(after uint64, limit int) ([]Record, error)
	// Seq is the last durable record's.
	Seq() uint64
	// Wait returns when a record with Seq > after is durable, or ctx ends.
	Wait(ctx context.Context, after uint64) error
	// Deliver pumps the outboxes into handlers (by message kind) until ctx
	// ends. One call per store.
	Deliver(ctx context.Context, handlers map[string]Handler) error
	// Settled returns when every message sent by records up to seq has been
	// handled (and the messages those sent in turn), or ctx ends.
	Settled(ctx context.Context, seq uint64) error
	// SettledOne is Settled for what the record seq alone set off, so that a
	// message stuck elsewhere does not hold up the caller.
	SettledOne(ctx context.Context, seq uint64) error
	// Backup writes a consistent copy of everything to file, archives and
	// extra files included.
	Backup(ctx context.Context, file string) error
	Close() error
}
