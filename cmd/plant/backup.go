package plant

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/personal"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// A running site holds its data file, so backups, archives and exports go
// through it: over a socket in the data folder that only its owner can reach.

func socketFile(dir string) string { return filepath.Join(dir, "aisle.sock") }

// Running says whether a process answers for a data folder.
func Running(dir string) bool {
	c, err := net.DialTimeout("unix", socketFile(dir), time.Second)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// ServeBackups answers BackupRunning until ctx ends.
func (p *Plant) ServeBackups(ctx context.Context) error {
	file := socketFile(p.Dir)
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("backup socket: %w", err)
	}
	l, err := net.Listen("unix", file)
	if err != nil {
		p.Logger.Warn("backups of the running site are not possible", "error", err)
		return nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) {
		if err := p.Store.Backup(r.Context(), r.URL.Query().Get("file")); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST /archive", p.serveArchive)
	mux.HandleFunc("POST /checkpoint", p.serveCheckpoint)
	mux.HandleFunc("POST /export", p.serveExport)
	mux.HandleFunc("POST /support", p.serveSupport)
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// BackupRunning asks the process that runs a data folder for a backup.
func BackupRunning(ctx context.Context, dir, target string) error {
	_, err := askRunning(ctx, dir, "/backup?file="+url.QueryEscape(target))
	return err
}

// SupportRunning asks the process that runs a data folder for its support
// bundle.
func SupportRunning(ctx context.Context, dir, target string) error {
	_, err := askRunning(ctx, dir, "/support?file="+url.QueryEscape(target))
	return err
}

// maxAnswer bounds what the running process may answer.
const maxAnswer = 1 << 20

// askRunning sends a request to the process that runs a data folder.
func askRunning(ctx context.Context, dir, path string) ([]byte, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socketFile(dir))
	}}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://aisle"+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err == nil && res.StatusCode != http.StatusOK {
		err = errors.New(strings.TrimSpace(string(text)))
	}
	return text, err
}

func (p *Plant) serveCheckpoint(w http.ResponseWriter, r *http.Request) {
	if _, err := p.Store.ExportCheckpoint(r.URL.Query().Get("file")); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// CheckpointRunning asks the process that runs a data folder for a signed
// checkpoint.
func CheckpointRunning(ctx context.Context, dir, target string) error {
	_, err := askRunning(ctx, dir, "/checkpoint?file="+url.QueryEscape(target))
	return err
}

func (p *Plant) serveExport(w http.ResponseWriter, r *http.Request) {
	from, err := strconv.ParseUint(r.URL.Query().Get("from"), 10, 64)
	var report store.JournalReport
	if err == nil {
		report, err = p.Store.ExportJournal(r.Context(), r.URL.Query().Get("file"), from)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprint(w, report)
}

// ExportRunning asks the process that runs a data folder to export its
// journal, and gives a line that says what was exported.
func ExportRunning(ctx context.Context, dir, target string, from uint64) (string, error) {
	text, err := askRunning(ctx, dir, fmt.Sprintf("/export?from=%d&file=%s", from, url.QueryEscape(target)))
	return string(text), err
}

// Extras are the files of a data folder that a backup must hold.
var Extras = []string{personal.FileName}

// Checks are what verify recomputes of a data folder beyond the store itself.
func Checks(dir string) []store.NamedCheck {
	each := func(fn func(r store.Reader, p store.Partition) error) store.Check {
		return func(r store.Reader, fail func(format string, args ...any)) error {
			return eachPartition(r, func(p store.Partition) error {
				if p == store.Network {
					return nil
				}
				if err := fn(r, p); err != nil {
					fail("%v", err)
				}
				return nil
			})
		}
	}
	return []store.NamedCheck{
		{Name: "personal data", Check: personal.Check(dir)},
		{Name: "ledger", Check: each(func(r store.Reader, p store.Partition) error { _, err := ledger.Check(r, p); return err })},
		{Name: "tasks", Check: each(func(r store.Reader, p store.Partition) error { _, err := tasks.Check(r, p); return err })},
		{Name: "promises", Check: func(r store.Reader, fail func(format string, args ...any)) error {
			if _, err := orders.Check(r); err != nil {
				fail("%v", err)
			}
			return nil
		}},
	}
}

// eachPartition visits the partitions that hold keys.
func eachPartition(r store.Reader, fn func(p store.Partition) error) error {
	from := []byte{}
	for from != nil {
		var found store.Partition
		err := r.Scan(from, nil, func(key, _ []byte) (bool, error) {
			found, _, _ = store.PartsOf(key)
			return false, nil
		})
		if err != nil || found == "" {
			return err
		}
		if err := fn(found); err != nil {
			return err
		}
		from = store.End(append([]byte(found), 0))
	}
	return nil
}
