// Package drops takes files that other systems put into a folder: orders,
// announced deliveries, items.
//
// The nouns: a Watcher looks at one folder per kind; a File that is whole is
// taken, all of it or nothing, and then moved to done or, with a report by row,
// to failed.
//
// Caveats: a file is known by its content: the same content is taken once,
// whatever it is called and however often it comes; that it was taken is
// written in the command that takes it. A file counts as whole when its size
// and time have not changed for Settle, so who writes slower than that writes
// under another name (.part, .tmp or a leading dot) and renames.
package drops

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// taken is a file's content that was taken.
type taken struct {
	Name string    `cbor:"1,keyasint"`
	Kind string    `cbor:"2,keyasint"`
	Rows int64     `cbor:"3,keyasint"`
	At   time.Time `cbor:"4,keyasint"`
}

var files = store.NewTable[taken]("dropfile", 1) // kind, hash

// Taken says under which name a content was taken, "" if it was not.
func Taken(r store.Reader, p store.Partition, kind, hash string) (string, error) {
	f, _, err := files.Get(r, p, kind, hash)
	return f.Name, err
}

// Take marks a content as taken, in the command that takes it.
func Take(tx store.Tx, f File, rows int) error {
	tx.Emit(wms.Event{Type: "file.taken", Subject: f.Hash, Data: map[string]any{"name": f.Name, "kind": f.Kind, "rows": rows}})
	return files.Put(tx, taken{f.Name, f.Kind, int64(rows), tx.Now()}, f.Kind, f.Hash)
}

// Fail tells of a file that could not be taken.
func Fail(tx store.Tx, f File, wrong []Wrong) {
	tx.Emit(wms.Event{Type: "file.failed", Subject: f.Hash, Data: map[string]any{"name": f.Name, "kind": f.Kind, "errors": len(wrong), "code": wrong[0].Code}})
}
