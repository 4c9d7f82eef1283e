package plant

import (
	"context"
	"errors"
	"fmt"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// sortLoop answers the sorters and vision stations. What has a deadline comes
// first. A confirm comes after the induction it speaks of, which was queued
// before it.
func (l *Line) sortLoop(ctx context.Context) error {
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case r := <-l.inducting:
			err = l.sorted(ctx, r)
		case r := <-l.sorting:
			for urgent := true; urgent && err == nil; {
				select {
				case first := <-l.inducting:
					err = l.sorted(ctx, first)
				default:
					urgent = false
				}
			}
			if err == nil {
				err = l.sorted(ctx, r)
			}
		}
		if err != nil {
			return ignoreDone(ctx, err)
		}
	}
}

// sorted handles one report. A refusal by the business never stops the loop:
// what can't be decided goes to the reject lane.
func (l *Line) sorted(ctx context.Context, r devices.Report) (err error) {
	switch {
	case r.Induct != nil:
		err = l.inducted(ctx, wms.DeviceID(r.Device), *r.Induct)
	case r.Divert != nil && l.visions[wms.DeviceID(r.Device)] != nil:
		err = l.passed(ctx, wms.DeviceID(r.Device), *r.Divert)
	case r.Divert != nil:
		err = l.diverted(ctx, wms.DeviceID(r.Device), *r.Divert)
	case r.Scan != nil:
		err = l.scanned(ctx, wms.DeviceID(r.Device), *r.Scan)
	}
	var refusal *wms.Error
	if errors.As(err, &refusal) {
		l.log.Warn("sorting", "device", r.Device, "error", err)
		return nil
	}
	return err
}

func (l *Line) inducted(ctx context.Context, id wms.DeviceID, in devices.Induction) error {
	sorter := l.sorters[id]
	chutes := map[int64]devices.Chute{}
	for _, c := range sorter.Chutes() {
		chutes[int64(c.Number)] = c
	}
	load := func(n int64) (int64, bool) {
		c, known := chutes[n]
		return int64(c.Count), !known || (c.Enabled && !c.Full)
	}
	var d outbound.Decision
	err := l.plant.Store.View(func(r store.Reader) (err error) {
		code := in.Barcode
		if in.Read != devices.ReadOK {
			code = ""
		}
		d, err = l.house.Floor.Route(r, code, load)
		if in.Read == devices.MultiRead {
			d.Reason = "several codes were read"
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = l.plant.do(ctx, l.house.Partition(), "sorter.decide", func(tx store.Tx) (err error) {
		d, err = l.house.Floor.Inducted(tx, id, in.Seq, d)
		return err
	})
	if err != nil {
		return err
	}
	if err := sorter.Decide(in.Seq, int32(d.Chute), int32(d.Alternative)); err != nil {
		return fmt.Errorf("decision for %d on %s: %w", in.Seq, id, err)
	}
	sorter.InductHandled(in.Seq)
	return nil
}

var divertWords = map[devices.DivertResult]string{devices.Diverted: "diverted", devices.ChuteFull: "chute_full",
	devices.DecidedLate: "decided_late", devices.Recirculates: "recirculated", devices.RejectedByPLC: "rejected", devices.Lost: "lost"}

func (l *Line) diverted(ctx context.Context, id wms.DeviceID, d devices.DivertDone) error {
	to := wms.LocationID("")
	if d.Result != devices.Recirculates && d.Result != devices.Lost {
		to = l.chute(id, int64(d.Chute))
	}
	word := divertWords[d.Result]
	if word == "" {
		word = fmt.Sprintf("result_%d", d.Result)
	}
	_, err := l.plant.do(ctx, l.house.Partition(), "sorter.confirm", func(tx store.Tx) error {
		return l.house.Floor.Sorted(tx, id, d.InductSeq, word, to)
	})
	if err != nil {
		return err
	}
	if d.Result == devices.Lost {
		l.plant.alarms.raise(l.plant.Clock.Now(), fmt.Sprintf("%s/lost/%d", id, d.Seq), string(id), "item_lost",
			wms.Say("%s lost the item of induction %d; look for it along the belt", id, d.InductSeq), "critical")
	}
	l.sorters[id].ConfirmHandled(d.Seq)
	return nil
}

// chute finds the place of a sorter's chute; 0 is the reject lane.
func (l *Line) chute(id wms.DeviceID, number int64) wms.LocationID {
	kind := wms.KindChute
	if number == 0 {
		kind = wms.KindReject
	}
	for _, loc := range l.house.Site.Of(kind) {
		if x, _ := l.house.Site.Location(loc); x.Device == id && x.Chute == number {
			return loc
		}
	}
	return ""
}
