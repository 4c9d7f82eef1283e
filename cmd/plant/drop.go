package plant

import (
	"context"
	"errors"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/drops"
	"github.com/aisle-wms/aisle/wms/store"
)

// dropKinds are the folders that files are taken from.
var dropKinds = []string{"items", "orders", "receipts"}

// watchDrops takes files until ctx ends, if there is a folder for them.
func (p *Plant) watchDrops(ctx context.Context) error {
	if p.DropDir == "" {
		return nil
	}
	w := &drops.Watcher{Dir: p.DropDir, Kinds: dropKinds, Logger: p.Logger, Look: p.DropLook, Settle: 3 * p.DropLook, Take: p.takeFile}
	w.Alarm = func(id string, words wms.Words) {
		if words.IsZero() {
			p.alarms.clear(id)
			return
		}
		p.alarms.raise(p.Clock.Now(), id, "drop folder", "file_failed", words, "warning")
	}
	return w.Run(ctx)
}

// takeFile imports a file, unless its content is in already.
func (p *Plant) takeFile(ctx context.Context, f drops.File) (again string, wrong []drops.Wrong, err error) {
	call := api.Call{Actor: wms.System("file " + f.Kind + " " + f.Hash[:8])}
	marked := 0
	also := imported{
		done: func(r store.Reader, part store.Partition) (bool, error) {
			before, err := drops.Taken(r, part, f.Kind, f.Hash)
			if before != "" {
				again = before
			}
			return before != "", err
		},
		mark: func(tx store.Tx, rows int) error { marked++; return drops.Take(tx, f, rows) },
	}
	b, _, rows, err := api.ReadImport(f.Kind, f.Data)
	if err == nil && len(rows) == 0 {
		rows, err = p.importBatch(ctx, call, b, false, also)
	}
	var no *wms.Error
	switch {
	case errors.As(err, &no):
		rows = []api.RowError{{Code: no.Code, Message: no.Message}}
	case err != nil:
		return "", nil, err
	}
	if len(rows) == 0 {
		if marked > 0 {
			again = "" // the rest of one that was begun before
		}
		return again, nil, nil
	}
	for _, e := range rows {
		wrong = append(wrong, drops.Wrong{Row: e.Row, Column: e.Column, Code: e.Code, Message: e.Message})
	}
	_, err = p.do(ctx, store.Network, "file.fail", func(tx store.Tx) error { drops.Fail(tx, f, wrong); return nil })
	return "", wrong, err
}
