package plant

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/pictures"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/vision"
)

func (p *Plant) visionHouse(id string) (*House, error) { return p.houseByID(id, "-V", "vision_check") }

// ListVisionChecks implements api.Vision.
func (p *Plant) ListVisionChecks(_ context.Context, w wms.WarehouseID, all bool, limit int) ([]wms.VisionCheck, error) {
	return view(p, func(r store.Reader) ([]wms.VisionCheck, error) {
		out := []wms.VisionCheck{}
		for _, h := range p.Houses {
			if w != "" && h.Site.ID != w {
				continue
			}
			here, err := vision.List(r, h.Partition(), all, limit)
			if err != nil {
				return nil, err
			}
			for _, c := range here {
				out = append(out, vision.Shown(c, p.Clock.Now()))
			}
		}
		slices.SortStableFunc(out, func(a, b wms.VisionCheck) int { return b.At.Compare(a.At) })
		return out, nil
	})
}

// VisionStations implements api.Vision.
func (p *Plant) VisionStations(_ context.Context, w wms.WarehouseID) ([]wms.VisionStation, error) {
	return view(p, func(r store.Reader) ([]wms.VisionStation, error) {
		out := []wms.VisionStation{}
		for _, h := range p.Houses {
			if w != "" && h.Site.ID != w {
				continue
			}
			checks, err := vision.List(r, h.Partition(), true, vision.MaxChecks)
			if err != nil {
				return nil, err
			}
			for _, d := range h.Config.Devices {
				if d.Class == string(devices.ClassVision) {
					out = append(out, vision.Station(checks, wms.DeviceID(d.ID), h.Site.ID))
				}
			}
		}
		return out, nil
	})
}

// VisionCheck implements api.Vision.
func (p *Plant) VisionCheck(_ context.Context, id string) (wms.VisionCheck, error) {
	h, err := p.visionHouse(id)
	if err != nil {
		return wms.VisionCheck{}, err
	}
	c, err := view(p, func(r store.Reader) (wms.VisionCheck, error) { return vision.Get(r, h.Partition(), id) })
	return vision.Shown(c, p.Clock.Now()), err
}

// DecideVisionCheck implements api.Vision. A unit that goes on is put away
// from the check place.
func (p *Plant) DecideVisionCheck(ctx context.Context, c api.Call, id string, d wms.VisionDecision, note string) (wms.VisionCheck, error) {
	h, err := p.visionHouse(id)
	if err != nil {
		return wms.VisionCheck{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "vision.decide", func(tx store.Tx) (wms.VisionCheck, error) {
		return vision.Decide(tx, id, d, note, c.Actor.User, func(u wms.HandlingUnitID, at wms.LocationID) error {
			return inbound.AddDue(tx, inbound.Due{Dock: at, Unit: u, Why: "inspection"})
		})
	})
	return out, err
}

// pictureWait bounds how long a station may take to give a picture.
const pictureWait = 5 * time.Second

// cameras asks stations for pictures: it goes where the site file says and
// follows no station elsewhere.
var cameras = &http.Client{Timeout: pictureWait, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// VisionPicture implements api.Vision.
func (p *Plant) VisionPicture(ctx context.Context, id string) (wms.Photo, error) {
	h, err := p.visionHouse(id)
	if err != nil {
		return wms.Photo{}, err
	}
	c, err := p.VisionCheck(ctx, id)
	if err != nil {
		return wms.Photo{}, err
	}
	base := ""
	if i := slices.IndexFunc(h.Config.Layout.Vision, func(v config.Vision) bool { return v.Device == string(c.Device) }); i >= 0 {
		base = h.Config.Layout.Vision[i].Pictures
	}
	if base == "" || !fs.ValidPath(c.Picture) || c.Picture == "" || c.Picture == "." {
		return wms.Photo{}, wms.Refuse(wms.NotFound, "no_picture", "there is no picture of check %s, or not any more", id)
	}
	data, err := fetchPicture(ctx, base, c.Picture)
	if err != nil {
		p.Logger.Warn("picture", "device", c.Device, "check", id, "error", err)
		return wms.Photo{}, wms.Refuse(wms.Unavailable, "picture_unavailable", "%s does not give the picture of check %s now", c.Device, id)
	}
	clean, err := pictures.Clean(data)
	return wms.Photo{Type: clean.Type, Data: clean.Data}, err
}

func fetchPicture(ctx context.Context, base, ref string) ([]byte, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.JoinPath((&url.URL{Path: ref}).EscapedPath()).String(), nil)
	if err != nil {
		return nil, err
	}
	res, err := cameras.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, wms.Refuse(wms.Unavailable, "picture_unavailable", "the station answers %d", res.StatusCode)
	}
	return io.ReadAll(io.LimitReader(res.Body, pictures.MaxBytes+1))
}
