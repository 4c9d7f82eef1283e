package store

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Compact rewrites a data file without its free pages, so that nothing of
// what was deleted is left in it and its size is what it holds. No process may
// have it open. Until the new file is whole and durable the old one stays.
func Compact(file string) (before, after int64, err error) {
	old, err := os.Stat(file)
	if err != nil {
		return 0, 0, fmt.Errorf("store: compact: %w", err)
	}
	src, err := openFile(Options{File: file}, false) // for writing, so that nobody else has it
	if err != nil {
		return 0, 0, err
	}
	tmp := file + ".compact"
	defer os.Remove(tmp)
	err = guard(file, func() error { return compact(src, tmp) })
	if err = errors.Join(err, src.Close()); err != nil {
		return 0, 0, fmt.Errorf("store: compact %s: %w", file, err)
	}
	now, err := os.Stat(tmp)
	if err == nil {
		err = cmp.Or(os.Rename(tmp, file), syncDir(filepath.Dir(file)))
	}
	if err != nil {
		return 0, 0, fmt.Errorf("store: compact %s: %w", file, err)
	}
	return old.Size(), now.Size(), nil
}

// compactTx is how many bytes one transaction of the copy writes.
const compactTx = 16 << 20

func compact(src *bbolt.DB, tmp string) error {
	if err := os.RemoveAll(tmp); err != nil {
		return err
	}
	if err := src.View(checkTree); err != nil {
		return err
	}
	dst, err := bbolt.Open(tmp, 0o600, &bbolt.Options{NoSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	return errors.Join(bbolt.Compact(dst, src, compactTx), dst.Sync(), dst.Close())
}
