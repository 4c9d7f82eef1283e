package drops

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// MaxBytes bounds a file.
const MaxBytes = 16 << 20

// KeepFiles is how long files stay in done and failed: orders hold addresses.
const KeepFiles = 30 * 24 * time.Hour

// maxFiles bounds what one look takes of a folder.
const maxFiles = 1000

// File is one that is whole.
type File struct {
	Kind, Name, Hash string
	Data             []byte
}

// Wrong is what is wrong with a row; row 0 is the file.
type Wrong struct {
	Row                   int
	Column, Code, Message string
}

// Watcher looks at the folders Dir/KIND.
type Watcher struct {
	Dir    string
	Kinds  []string
	Logger *slog.Logger
	// Look is between two looks (default 1 s), Settle how long a file must not
	// have changed (default 3 s), Retry how long one rests that could not be
	// dealt with (default 20 s).
	Look, Settle, Retry time.Duration
	// Take takes a file, all of it or nothing: wrong says why not. again is the
	// name under which the same content was taken before. An error is tried
	// again.
	Take func(ctx context.Context, f File) (again string, wrong []Wrong, err error)
	// Alarm tells of a file in failed; no words end it.
	Alarm func(id string, words wms.Words)

	seen   map[string]seen // by path
	alarms map[string]bool
}

// seen is how a file looked, and since when so.
type seen struct {
	size  int64
	at    time.Time
	since time.Time
	done  bool // could not be moved away
}

// Run looks until ctx ends.
func (w *Watcher) Run(ctx context.Context) error {
	w.Look, w.Settle, w.Retry = cmp.Or(w.Look, time.Second), cmp.Or(w.Settle, 3*time.Second), cmp.Or(w.Retry, 20*time.Second)
	w.seen, w.alarms = map[string]seen{}, map[string]bool{}
	for _, kind := range w.Kinds {
		for _, sub := range []string{"done", "failed"} {
			if err := os.MkdirAll(path.Join(w.Dir, kind, sub), 0o750); err != nil {
				return fmt.Errorf("drop folder: %w", err)
			}
		}
	}
	root, err := os.OpenRoot(w.Dir) // a link in it leads nowhere else
	if err != nil {
		return fmt.Errorf("drop folder: %w", err)
	}
	defer root.Close()
	for {
		for _, kind := range w.Kinds {
			if err := w.look(ctx, root, kind); err != nil && ctx.Err() == nil {
				w.Logger.Warn("drop folder", "kind", kind, "error", err)
			}
		}
		t := time.NewTimer(w.Look)
		select {
		case <-ctx.Done():
			t.Stop()
			return nil
		case <-t.C:
		}
	}
}

func entries(root *os.Root, folder string) ([]fs.DirEntry, error) {
	d, err := root.Open(folder)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	all, err := d.ReadDir(maxFiles)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}

func skipped(name string) bool {
	ext := path.Ext(name)
	return strings.HasPrefix(name, ".") || ext == ".part" || ext == ".tmp" || ext == ".filepart"
}

func (w *Watcher) look(ctx context.Context, root *os.Root, kind string) error {
	all, err := entries(root, kind)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, e := range all {
		at := path.Join(kind, e.Name())
		if !e.Type().IsRegular() || skipped(e.Name()) {
			continue
		}
		there[at] = true
		info, err := e.Info()
		if err != nil {
			continue // gone already
		}
		now := seen{size: info.Size(), at: info.ModTime(), since: time.Now()}
		before, known := w.seen[at]
		if !known || before.size != now.size || !before.at.Equal(now.at) {
			w.seen[at] = now
			continue
		}
		if before.done || now.size == 0 || time.Since(before.since) < w.Settle {
			continue
		}
		if err := w.take(ctx, root, kind, e.Name()); err != nil {
			before.since = time.Now().Add(w.Retry)
			w.seen[at] = before
			return fmt.Errorf("%s: %w", at, err)
		}
		before.done = true
		w.seen[at] = before
	}
	for at := range w.seen {
		if path.Dir(at) == kind && !there[at] {
			delete(w.seen, at)
		}
	}
	return w.tidy(root, kind)
}

// take reads a file, has it taken and moves it away.
func (w *Watcher) take(ctx context.Context, root *os.Root, kind, name string) error {
	in, err := root.Open(path.Join(kind, name))
	if err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err = errors.Join(err, in.Close()); err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	f := File{Kind: kind, Name: name, Hash: hex.EncodeToString(sum[:]), Data: data}
	var wrong []Wrong
	again := ""
	if len(data) > MaxBytes {
		e := wms.Refuse(wms.Invalid, "file_too_large", "the file has more than %d MiB", MaxBytes>>20)
		wrong = []Wrong{{Code: e.Code, Message: e.Message}}
	} else if again, wrong, err = w.Take(ctx, f); err != nil {
		return err
	}
	to := path.Join(kind, "done", time.Now().UTC().Format("20060102T150405Z")+"-"+f.Hash[:8]+"-"+name)
	switch {
	case len(wrong) > 0:
		to = path.Join(kind, "failed", path.Base(to))
		if err := root.WriteFile(to+".report.csv", report(wrong), 0o640); err != nil {
			return err
		}
		w.Logger.Warn("file not taken", "file", name, "kind", kind, "errors", len(wrong), "first", wrong[0].Message)
	case again != "":
		w.Logger.Info("file was taken before", "file", name, "as", again)
	}
	return root.Rename(path.Join(kind, name), to)
}

// report is the errors of a file by row.
func report(wrong []Wrong) []byte {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	_ = out.Write([]string{"row", "column", "code", "message"}) // a buffer never fails
	for _, x := range wrong {
		_ = out.Write([]string{strconv.Itoa(x.Row), x.Column, x.Code, harmless(x.Message)})
	}
	out.Flush()
	return b.Bytes()
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// tidy removes old files, and keeps an alarm per file in failed.
func (w *Watcher) tidy(root *os.Root, kind string) error {
	failed := map[string]bool{}
	for _, sub := range []string{"done", "failed"} {
		all, err := entries(root, path.Join(kind, sub))
		if err != nil {
			return err
		}
		for _, e := range all {
			at := path.Join(kind, sub, e.Name())
			if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > KeepFiles {
				_ = root.Remove(at) // looked at again
				continue
			}
			if sub == "failed" && !strings.HasSuffix(e.Name(), ".report.csv") {
				failed["drop/"+at] = true
			}
		}
	}
	for id := range failed {
		if !w.alarms[id] {
			w.alarms[id] = true
			w.Alarm(id, wms.Say("the file %s could not be taken: see its report beside it, and remove both when that is settled", strings.TrimPrefix(id, "drop/")))
		}
	}
	for id := range w.alarms {
		if strings.HasPrefix(id, "drop/"+kind+"/") && !failed[id] {
			delete(w.alarms, id)
			w.Alarm(id, wms.Words{})
		}
	}
	return nil
}
