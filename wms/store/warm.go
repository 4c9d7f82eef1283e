package store

import (
	"errors"
	"io"
	"os"
)

const (
	// warmBytes bounds how much of the file is read ahead at the start: a
	// larger file would push out of the system's cache what it read before.
	warmBytes = 4 << 30
	warmBlock = 1 << 20
)

// warm reads the data file once from front to back, so that its pages are in
// the system's cache before commands want them one by one: bbolt maps the file
// for random access, where each page that is not there yet costs a wait of its
// own, and the writer waits for all.
func (b *Bolt) warm() {
	f, err := os.Open(b.opts.File)
	if err != nil {
		return // the pages come one by one
	}
	defer f.Close()
	block := make([]byte, warmBlock)
	for at := int64(0); at < warmBytes; at += warmBlock {
		if b.closing() {
			return
		}
		if _, err := f.ReadAt(block, at); err != nil {
			if !errors.Is(err, io.EOF) {
				b.log.Warn("store: reading the data file ahead failed", "file", b.opts.File, "err", err)
			}
			return
		}
	}
}
