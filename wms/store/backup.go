package store

import (
	"archive/tar"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// A backup is a tar: the data file, its archives and the extra files, under
// their names within the data folder. (Early ones were the data file alone.)

// Backup implements Store. The copy gets its name once it is complete and
// durable; an existing file of that name is replaced.
func (b *Bolt) Backup(ctx context.Context, file string) error {
	err := publishFile(file, func(w io.Writer) error {
		tw := tar.NewWriter(ctxWriter{ctx, w})
		names, err := b.backupData(tw)
		if err != nil {
			return err
		}
		for _, name := range append(names, b.opts.Extras...) { // after the data, so that none is older
			if err := addFile(tw, filepath.Dir(b.opts.File), name); err != nil {
				return err
			}
		}
		return tw.Close()
	})
	if err != nil {
		return fmt.Errorf("store: backup to %s: %w", file, err)
	}
	return nil
}

// backupData adds the data file as it stands and lists the archives it names.
func (b *Bolt) backupData(tw *tar.Writer) (names []string, err error) {
	err = b.db.View(func(tx *bbolt.Tx) error {
		if err := tw.WriteHeader(header(FileName, tx.Size())); err != nil {
			return err
		}
		if _, err := tx.WriteTo(tw); err != nil {
			return err
		}
		return archives.Scan(reader{data: tx.Bucket(bucketData)}, Network, nil, func(_ KeyParts, a Archive) (bool, error) {
			names = append(names, path.Join(ArchiveDir, a.Name))
			return true, nil
		})
	})
	return names, closed(err)
}

func header(name string, size int64) *tar.Header {
	return &tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: time.Unix(0, 0), Format: tar.FormatPAX}
}

// addFile adds a file with the size it has now; one that is not there is left
// out, which Restore finds if it is an archive.
func addFile(tw *tar.Writer, dir, name string) error {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := tw.WriteHeader(header(name, info.Size())); err != nil {
		return err
	}
	_, err = io.CopyN(tw, f, info.Size())
	return err
}

// Restore makes a data folder's files from a backup, after verifying them. It
// refuses to overwrite.
func Restore(ctx context.Context, backup, dir string) (Report, error) {
	if err := absent(dir, FileName); err != nil {
		return Report{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Report{}, fmt.Errorf("store: restore: %w", err)
	}
	tmp, err := os.MkdirTemp(dir, ".restore-*")
	if err != nil {
		return Report{}, fmt.Errorf("store: restore: %w", err)
	}
	defer os.RemoveAll(tmp)
	names, err := unpack(ctx, backup, tmp)
	if err != nil {
		return Report{}, fmt.Errorf("store: %s is not restored: %w", backup, err)
	}
	report, err := Verify(ctx, filepath.Join(tmp, FileName), VerifyOptions{})
	if err != nil {
		return report, fmt.Errorf("store: %s is not restored: %w", backup, err)
	}
	for _, name := range names {
		if err := absent(dir, name); err != nil {
			return report, err
		}
	}
	for _, name := range names { // the data file last
		if err := place(tmp, dir, name); err != nil {
			return report, fmt.Errorf("store: restore: %w", err)
		}
	}
	return report, nil
}

func absent(dir, name string) error {
	if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
		return fmt.Errorf("store: %s exists already; restore into an empty data folder", filepath.Join(dir, name))
	}
	return nil
}

func place(from, to, name string) error {
	target := filepath.Join(to, name)
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(from, name), target); err != nil {
		return err
	}
	return cmp.Or(syncDir(filepath.Dir(target)), syncDir(to))
}

// unpack writes a backup's files into a folder and lists them, the data file
// last.
func unpack(ctx context.Context, backup, dir string) (names []string, err error) {
	in, err := os.Open(backup)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	magic := make([]byte, 5)
	if _, err := in.ReadAt(magic, 257); err != nil || string(magic) != "ustar" {
		return []string{FileName}, writeTo(ctx, filepath.Join(dir, FileName), in)
	}
	tr := tar.NewReader(in)
	data := false
	for {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %v", ErrCorrupt, err)
		}
		name := h.Name
		sealed, inArchive := strings.CutPrefix(name, ArchiveDir+"/")
		if base := path.Base(sealed); h.Typeflag != tar.TypeReg || base != sealed || base == "." || base == ".." || strings.Contains(base, `\`) || !inArchive && name == ArchiveDir {
			return nil, fmt.Errorf("%w: the backup holds %q", ErrCorrupt, name)
		}
		if err := writeTo(ctx, filepath.Join(dir, filepath.FromSlash(name)), tr); err != nil {
			return nil, err
		}
		if name == FileName {
			data = true
		} else {
			names = append(names, filepath.FromSlash(name))
		}
	}
	if !data {
		return nil, fmt.Errorf("%w: the backup has no data file", ErrCorrupt)
	}
	return append(names, FileName), nil
}

func writeTo(ctx context.Context, file string, in io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(ctxWriter{ctx, f}, in)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: the backup is cut", ErrCorrupt)
	}
	return errors.Join(err, f.Sync(), f.Close())
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
