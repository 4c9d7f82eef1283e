package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"
)

// Scrub overwrites the free pages of the data file with zeros: a deleted value
// lies in them until they are used again. Commands wait meanwhile. Nothing may
// read: an open reader may still need pages that are free for all others.
func (b *Bolt) Scrub(ctx context.Context) error {
	if n := b.db.Stats().OpenTxN; n > 0 {
		return fmt.Errorf("store: scrub: %d readers are at work", n)
	}
	// After two commits neither meta page leads to what was freed before them.
	for range 2 {
		if err := b.db.Update(func(*bbolt.Tx) error { return nil }); err != nil {
			return closed(fmt.Errorf("store: scrub: %w", err))
		}
	}
	tx, err := b.db.Begin(true)
	if err != nil {
		return closed(fmt.Errorf("store: scrub: %w", err))
	}
	defer func() { _ = tx.Rollback() }()
	f, err := os.OpenFile(b.opts.File, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("store: scrub: %w", err)
	}
	if err := errors.Join(scrubPages(ctx, tx, f), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("store: scrub: %w", err)
	}
	return nil
}

func scrubPages(ctx context.Context, tx *bbolt.Tx, f *os.File) error {
	size := tx.DB().Info().PageSize
	zeros := make([]byte, size)
	for id := 2; ; id++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		page, err := tx.Page(id)
		if err != nil || page == nil {
			return err
		}
		if page.Type != "free" {
			id += page.OverflowCount
			continue
		}
		if _, err := f.WriteAt(zeros, int64(id)*int64(size)); err != nil {
			return err
		}
	}
}
