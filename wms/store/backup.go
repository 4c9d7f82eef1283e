package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Backup implements Store. The copy gets its name once it is complete and
// durable; an existing file of that name is replaced.
func (b *Bolt) Backup(ctx context.Context, file string) error {
	err := publishFile(file, func(w io.Writer) error {
		return closed(b.db.View(func(tx *bbolt.Tx) error {
			_, err := tx.WriteTo(ctxWriter{ctx, w})
			return err
		}))
	})
	if err != nil {
		return fmt.Errorf("store: backup to %s: %w", file, err)
	}
	return nil
}

// Restore makes a data folder's file from a backup, after verifying it. It
// refuses to overwrite.
func Restore(ctx context.Context, backup, dir string) (Report, error) {
	target := filepath.Join(dir, FileName)
	if _, err := os.Lstat(target); err == nil {
		return Report{}, fmt.Errorf("store: %s exists already; restore into an empty data folder", target)
	}
	report, err := Verify(ctx, backup, VerifyOptions{})
	if err != nil {
		return report, fmt.Errorf("store: %s is not restored: %w", backup, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return report, fmt.Errorf("store: restore: %w", err)
	}
	in, err := os.Open(backup)
	if err != nil {
		return report, fmt.Errorf("store: restore: %w", err)
	}
	defer in.Close()
	err = publishFile(target, func(w io.Writer) error {
		_, err := io.Copy(ctxWriter{ctx, w}, in)
		return err
	})
	if err != nil {
		return report, fmt.Errorf("store: restore: %w", err)
	}
	return report, nil
}

// publishFile writes a file under a temporary name beside it, syncs it and
// then gives it its name.
func publishFile(file string, fill func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = fill(f)
	if err = errors.Join(err, cmp.Or(f.Sync(), f.Close())); err != nil {
		f.Close()
		return err
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return err
	}
	return syncDir(filepath.Dir(file))
}

// ctxWriter stops a long copy when its context ends.
type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c ctxWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}
