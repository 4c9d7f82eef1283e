package plant

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// holdAtOnce bounds the shipments that one command holds or frees when the way
// of release has changed.
const holdAtOnce = 200

// waved says whether a warehouse releases in waves only.
func waved(r store.Reader, part store.Partition) (bool, error) {
	s, err := masterdata.SettingsOf(r, part)
	return s.Release == wms.ReleaseWaves, err
}

func promised(tx store.Tx, m wms.PromisedShipment) error {
	held, err := waved(tx, tx.Partition())
	if err != nil {
		return err
	}
	return outbound.Promised(tx, m, held)
}

// settleWaves holds or frees the shipments without a wave after the way of
// release has changed.
func (p *Plant) settleWaves(ctx context.Context, h *House) error {
	todo, err := view(p, func(r store.Reader) (bool, error) {
		held, err := waved(r, h.Partition())
		if err != nil {
			return false, err
		}
		return outbound.Unsettled(r, h.Partition(), held)
	})
	if err != nil || !todo {
		return ignoreDone(ctx, err)
	}
	_, err = p.do(ctx, h.Partition(), "shipment.hold", func(tx store.Tx) error {
		held, err := waved(tx, tx.Partition())
		if err == nil {
			_, err = outbound.Hold(tx, held, holdAtOnce)
		}
		return err
	})
	return ignoreDone(ctx, err)
}

// PlanWave implements api.Waves.
func (p *Plant) PlanWave(ctx context.Context, c api.Call, n wms.NewWave) (wms.Wave, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return wms.Wave{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "wave.plan", func(tx store.Tx) (wms.Wave, error) {
		return h.Floor.PlanWave(tx, n, c.Actor.User)
	})
	return out, err
}

// ReleaseWave implements api.Waves.
func (p *Plant) ReleaseWave(ctx context.Context, c api.Call, id string) (wms.Wave, error) {
	return p.decideWave(ctx, c, id, "wave.release", func(tx store.Tx, h *House) (wms.Wave, error) { return h.Floor.ReleaseWave(tx, id) })
}

// CancelWave implements api.Waves.
func (p *Plant) CancelWave(ctx context.Context, c api.Call, id string) (wms.Wave, error) {
	return p.decideWave(ctx, c, id, "wave.cancel", func(tx store.Tx, h *House) (wms.Wave, error) {
		held, err := waved(tx, tx.Partition())
		if err != nil {
			return wms.Wave{}, err
		}
		return h.Floor.CancelWave(tx, id, held)
	})
}

func (p *Plant) decideWave(ctx context.Context, c api.Call, id, kind string, fn func(store.Tx, *House) (wms.Wave, error)) (wms.Wave, error) {
	h, err := p.houseByID(id, "-W", "wave")
	if err != nil {
		return wms.Wave{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), kind, func(tx store.Tx) (wms.Wave, error) { return fn(tx, h) })
	return out, err
}

// ListWaves implements api.Waves.
func (p *Plant) ListWaves(_ context.Context, w wms.WarehouseID, status wms.WaveStatus, page api.Page) ([]wms.Wave, string, error) {
	id := func(x wms.Wave) string { return x.ID }
	out, err := listAll(p, w, page, func(r store.Reader, part store.Partition, after string, limit int) ([]wms.Wave, error) {
		return outbound.Waves(r, part, status, after, limit)
	}, id)
	return out, nextCursor(out, page, id), err
}

// Wave implements api.Waves.
func (p *Plant) Wave(_ context.Context, id string) (wms.WaveView, error) {
	h, err := p.houseByID(id, "-W", "wave")
	if err != nil {
		return wms.WaveView{}, err
	}
	return view(p, func(r store.Reader) (wms.WaveView, error) {
		v, list, err := h.Floor.LookAtWave(r, id)
		if err == nil && v.EndedAt == nil {
			v.Forecast, err = h.forecast(r, list, v.Leaves, p.Clock.Now())
		}
		return v, err
	})
}

// dueShown bounds the shipments that are listed as due.
const dueShown = 200

// Due implements api.Waves.
func (p *Plant) Due(_ context.Context, w wms.WarehouseID, minutes int) ([]wms.DueShipment, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, err
	}
	now := p.Clock.Now()
	return view(p, func(r store.Reader) ([]wms.DueShipment, error) {
		return outbound.Due(r, h.Partition(), now, now.Add(time.Duration(minutes)*time.Minute), dueShown)
	})
}
