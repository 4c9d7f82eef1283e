package store

import (
	"errors"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store/archive"
)

// What stands in a file.
var (
	// ErrCorrupt: stored bytes are not what was written.
	ErrCorrupt = archive.ErrCorrupt
	// ErrNewer: the data was written by a newer program than this one.
	ErrNewer = errors.New("store: data of a newer version")
	// ErrLocked: another process has the file open.
	ErrLocked = errors.New("store: in use by another process")
)

// What happens to a command.
var (
	// ErrKeyReused: the idempotency key was used for another request.
	ErrKeyReused error = wms.Refuse(wms.Invalid, "idempotency_key_reused",
		"this idempotency key was already used for a different request")
	// ErrClosed: the store was closed before the command ran.
	ErrClosed error = wms.Refuse(wms.Unavailable, "store_closed", "the program is shutting down")
	// ErrCommit: writing to disk failed; nothing of the command remains.
	ErrCommit = errors.New("store: commit failed, nothing was changed")
	// ErrBroken: after a failed commit it is not known what the disk holds.
	// Every further command fails; reopen the store.
	ErrBroken = errors.New("store: state on disk is unknown after a failed commit, restart")
	// ErrPanic: the command's function panicked; nothing of it remains.
	ErrPanic = errors.New("store: command panicked")
	// ErrPartition: a command tried to write a key of another partition.
	ErrPartition = errors.New("store: key is not of the command's partition")
)
