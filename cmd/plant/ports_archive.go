package plant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/manifests"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
	"github.com/aisle-wms/aisle/wms/transports"
)

// Archivable are the tables whose closed rows are sealed.
func Archivable() []store.Archivable {
	return slices.Concat(orders.Archivable, outbound.Archivable, tasks.Archivable(outbound.Closed), transports.Archivable, inbound.Archivable, manifests.Archivable)
}

const (
	// archivePause is the wall time between two commits of a seal while the
	// site runs.
	archivePause = 20 * time.Millisecond
	// archiveLook is how often the loop looks at the site's clock.
	archiveLook = time.Second
)

// archiveDue is where sealing begins at a moment: the start of the month that
// holds the day so many days before. Months are sealed whole.
func archiveDue(now time.Time, days int) time.Time {
	y, m, _ := now.UTC().AddDate(0, 0, -days).Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}

// archiveDaily seals, once a day of site time, the months that ended so long
// ago.
func (p *Plant) archiveDaily(ctx context.Context) error {
	if p.ArchiveAfterDays <= 0 {
		return nil
	}
	var next time.Time
	for ctx.Err() == nil {
		if now := p.Store.Now(); !now.Before(next) {
			next = now.Add(24 * time.Hour)
			if _, err := p.Archive(ctx, archiveDue(now, p.ArchiveAfterDays), wms.System("archive")); err != nil && !errors.Is(err, store.ErrSealing) && ctx.Err() == nil {
				p.Logger.Warn("old orders and journal are not archived; tried again tomorrow", "error", err)
				p.alarms.raise(now, "archive", "", "archive_failed", said(err), "warning")
			}
		}
		pause(ctx, archiveLook)
	}
	return nil
}

// Archive seals what was closed before a time.
func (p *Plant) Archive(ctx context.Context, before time.Time, who wms.Actor) ([]store.Archive, error) {
	return p.Store.Seal(ctx, store.SealOptions{Before: before, Tables: Archivable(), Actor: who, Pause: archivePause, PerCommit: 300})
}

func (p *Plant) serveArchive(w http.ResponseWriter, r *http.Request) {
	before, err := time.Parse(time.RFC3339, r.URL.Query().Get("before"))
	if err == nil && before.After(p.Store.Now()) {
		err = fmt.Errorf("%s is in the future: the site's time is %s", before.Format(time.RFC3339), p.Store.Now().Format(time.RFC3339))
	}
	var made []store.Archive
	if err == nil {
		made, err = p.Archive(r.Context(), before, wms.System("aisle archive"))
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(made)
}

// ArchiveRunning asks the process that runs a data folder to seal what was
// closed before a time.
func ArchiveRunning(ctx context.Context, dir string, before time.Time) ([]store.Archive, error) {
	raw, err := askRunning(ctx, dir, "/archive?before="+url.QueryEscape(before.Format(time.RFC3339)))
	if err != nil {
		return nil, err
	}
	var made []store.Archive
	return made, json.Unmarshal(raw, &made)
}
