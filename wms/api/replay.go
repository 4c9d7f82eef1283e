package api

import (
	"context"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Replay is how the floors were.
type Replay interface {
	ReplaySpan(ctx context.Context, w wms.WarehouseID) (from, to time.Time, ok bool, err error)
	// ReplayPictures gives up to limit pictures from a moment on and before
	// another, each at least every after the one before.
	ReplayPictures(ctx context.Context, w wms.WarehouseID, from, to time.Time, every time.Duration, limit int) ([]wms.Live, bool, error)
}

const (
	maxPictures  = 240 // of one answer
	maxReplay    = 24 * time.Hour
	maxEveryMS   = 3_600_000
	usualPeriod  = time.Minute
	usualEveryMS = 1000
)

func (f *face) replayRoutes() []route {
	none := f.Replay == nil
	return []route{
		{method: "GET", path: "/v1/replay", roles: lookers, query: []string{"warehouse", "from", "to", "every_ms"}, missing: none, do: replayPictures},
		{method: "GET", path: "/v1/replay/span", roles: lookers, query: []string{"warehouse"}, missing: none, do: replaySpan},
	}
}

func replaySpan(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	from, to, any, err := r.face.Replay.ReplaySpan(r.ctx, w)
	if err != nil {
		return answer{}, err
	}
	out := map[string]*time.Time{"from": nil, "to": nil}
	if any {
		out["from"], out["to"] = &from, &to
	}
	return ok(out), nil
}

func replayPictures(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	from, err := r.when("from", time.Time{})
	if err != nil {
		return answer{}, err
	}
	if from.IsZero() {
		return answer{}, badParameter("from", "must be a time such as 2026-03-02T09:00:00Z")
	}
	to, err := r.when("to", from.Add(usualPeriod))
	if err != nil {
		return answer{}, err
	}
	if !from.Before(to) || to.Sub(from) > maxReplay {
		return answer{}, badParameter("to", "must be after from, by at most 24 hours")
	}
	every := int64(usualEveryMS)
	if text := r.Query("every_ms"); text != "" {
		if every, err = strconv.ParseInt(text, 10, 64); err != nil || every < 0 || every > maxEveryMS {
			return answer{}, badParameter("every_ms", "must be 0 to 3600000")
		}
	}
	list, more, err := r.face.Replay.ReplayPictures(r.ctx, w, from, to, time.Duration(every)*time.Millisecond, maxPictures)
	if err != nil {
		return answer{}, err
	}
	for i := range list {
		list[i] = tidyLive(list[i])
	}
	next := ""
	if more {
		next = list[len(list)-1].Time.Add(time.Duration(max(1, every)) * time.Millisecond).Format(time.RFC3339Nano)
	}
	return listed(list, next), nil
}
