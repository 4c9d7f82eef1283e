package plant

import (
	"context"
	"path/filepath"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/replay"
)

// pictureEvery is the wall time between two kept pictures of a floor.
const pictureEvery = 500 * time.Millisecond

// openReplay makes the recorder, if pictures are kept.
func (p *Plant) openReplay() (err error) {
	if p.ReplayMB > 0 {
		p.recorder, err = replay.Open(filepath.Join(p.Dir, "replay"), p.ReplayMB<<20)
	}
	return err
}

// keepPictures records every floor. A full disk ends no work: it is said once,
// and tried again.
func (p *Plant) keepPictures(ctx context.Context) error {
	failing := false
	for ctx.Err() == nil {
		var err error
		for _, h := range p.Houses {
			picture, e := p.Live(h.Site.ID)
			if e == nil {
				e = p.recorder.Keep(picture)
			}
			if e != nil {
				err = e
			}
		}
		if (err != nil) != failing && ctx.Err() == nil {
			if failing = err != nil; failing {
				p.Logger.Warn("pictures of the floor can't be kept for replay", "err", err)
			}
		}
		pause(ctx, pictureEvery)
	}
	return p.recorder.Close()
}

// ReplaySpan implements api.Replay.
func (p *Plant) ReplaySpan(_ context.Context, w wms.WarehouseID) (from, to time.Time, ok bool, err error) {
	if p.recorder == nil {
		return from, to, false, nil
	}
	return p.recorder.Span(w)
}

// ReplayPictures implements api.Replay.
func (p *Plant) ReplayPictures(_ context.Context, w wms.WarehouseID, from, to time.Time, every time.Duration, limit int) ([]wms.Live, bool, error) {
	if p.recorder == nil {
		return nil, false, nil
	}
	return p.recorder.Read(w, from, to, every, limit)
}
