package plant

import (
	"context"
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/vision"
)

// visionPass is the way on in a vision station's confirms; 2 is to check.
const visionPass = 1

// scanKey names a scan whose confirm is awaited.
type scanKey struct {
	device wms.DeviceID
	seq    uint32
}

// maxScansOpen bounds the verdicts whose time is remembered: a station's ring.
const maxScansOpen = 64

// scanned passes a unit that is known, stands where it can have come from, and
// is as the master says; anything else goes to the check place. That it stands
// at the station is booked first. A scan that comes again, after a restart, is
// answered as before.
func (l *Line) scanned(ctx context.Context, id wms.DeviceID, v devices.VisionScan) error {
	seen := time.Now()
	var check wms.VisionCheck
	_, err := l.plant.do(ctx, l.house.Partition(), "vision.scan", func(tx store.Tx) error {
		known, again, err := vision.Known(tx, tx.Partition(), id, v.Seq)
		if check = known; err != nil || again && known.Place == "" && known.Barcode == v.Barcode {
			return err
		}
		check, err = l.view(tx, id, v)
		return err
	})
	if err != nil {
		return err
	}
	if len(check.Held) > 0 {
		l.plant.alarms.raise(l.plant.Clock.Now(), string(id)+"/weight/"+v.Barcode, string(id), "unit_differs",
			wms.Say("%s is in quarantine: %s", v.Barcode, check.Reason), "warning")
	}
	if err := l.visions[id].Verdict(v.Seq, check.Result == wms.VisionPassed); err != nil {
		return fmt.Errorf("verdict for %d on %s: %w", v.Seq, id, err)
	}
	if len(l.verdicts) >= maxScansOpen {
		clear(l.verdicts)
	}
	l.verdicts[scanKey{id, v.Seq}] = time.Since(seen)
	l.visions[id].ScanHandled(v.Seq)
	return nil
}

// view judges a scan, books where the unit stands, and records the check.
func (l *Line) view(tx store.Tx, id wms.DeviceID, v devices.VisionScan) (wms.VisionCheck, error) {
	c := wms.VisionCheck{Warehouse: l.house.Site.ID, Device: id, Seq: v.Seq, Barcode: v.Barcode, LengthMM: int64(v.LengthMM), WidthMM: int64(v.WidthMM),
		HeightMM: int64(v.HeightMM), WeightG: int64(v.WeightG), ConfidencePermille: int64(v.ConfidencePermille), Picture: v.ImageRef, Result: wms.VisionPassed}
	place := l.visionPlace(id, wms.KindVision)
	u, known, err := ledger.Unit(tx, tx.Partition(), wms.HandlingUnitID(v.Barcode))
	if err != nil {
		return c, err
	}
	switch {
	case v.Read == devices.MultiRead:
		c.Result, c.Reason = wms.VisionMultiRead, "two codes were read"
	case v.Read != devices.ReadOK:
		c.Result, c.Reason = wms.VisionNoRead, "its code was not read"
	case !known:
		c.Result, c.Reason = wms.VisionUnknown, fmt.Sprintf("no handling unit %q is in the building", v.Barcode)
	case l.house.Site.Kind(u.Location) == wms.KindRackCell:
		c.Result, c.Reason = wms.VisionElsewhere, fmt.Sprintf("%s stands at %s by the books: is its label on another unit?", u.ID, u.Location)
	default:
		c.HandlingUnit = u.ID
		if err := l.weighed(tx, &c, v); err != nil {
			return c, err
		}
		tx.Emit(wms.Event{Type: "vision.scanned", Subject: string(u.ID), Data: map[string]any{"device": string(id),
			"weight_g": v.WeightG, "length_mm": v.LengthMM, "width_mm": v.WidthMM, "height_mm": v.HeightMM, "image": v.ImageRef}})
		if err := ledger.MoveUnit(tx, u.ID, u.Location, place, "vision"); err != nil {
			return c, err
		}
	}
	if c.HandlingUnit == "" { // what a person put there is what stands there
		at, err := ledger.UnitsAt(tx, tx.Partition(), place)
		if err != nil {
			return c, err
		}
		if len(at) == 1 {
			c.HandlingUnit = at[0]
		}
	}
	return vision.Record(tx, c)
}

// weighed compares what the station measured with the master; a unit that
// differs goes to the check place, its content into quarantine.
func (l *Line) weighed(tx store.Tx, c *wms.VisionCheck, v devices.VisionScan) error {
	if right, err := vision.Cleared(tx, c.HandlingUnit); err != nil || right {
		return err
	}
	settings, err := masterdata.SettingsOf(tx, tx.Partition())
	if err != nil {
		return err
	}
	f, freed, err := l.plant.hall(l.house).Weigh(tx, c.HandlingUnit, inbound.Measured{WeightG: int64(v.WeightG), LengthMM: int64(v.LengthMM),
		WidthMM: int64(v.WidthMM), HeightMM: int64(v.HeightMM)}, settings)
	if err != nil {
		return err
	}
	if f.Result != "" {
		c.Result, c.Reason, c.Differs, c.Held, c.Correction = f.Result, f.Why, f.Differs, f.Held, f.Correction
	}
	return l.house.Floor.Freed(tx, freed)
}

// passed books where a vision station let a unit go.
func (l *Line) passed(ctx context.Context, id wms.DeviceID, d devices.DivertDone) error {
	to := l.visionPlace(id, wms.KindStaging)
	if d.Chute != visionPass || d.Result != devices.Diverted {
		to = l.visionPlace(id, wms.KindCheck)
	}
	key := scanKey{id, d.InductSeq}
	var why string
	_, err := l.plant.do(ctx, l.house.Partition(), "vision.confirm", func(tx store.Tx) error {
		if err := vision.Placed(tx, id, d.InductSeq, to, d.Result == devices.DecidedLate, l.verdicts[key]); err != nil {
			return err
		}
		c, _, err := vision.Known(tx, tx.Partition(), id, d.InductSeq)
		if err != nil {
			return err
		}
		why = c.Reason
		from := l.visionPlace(id, wms.KindVision)
		at, err := ledger.UnitsAt(tx, tx.Partition(), from)
		if err != nil || len(at) == 0 {
			return err
		}
		return ledger.MoveUnit(tx, at[0], from, to, "vision")
	})
	if err != nil {
		return err
	}
	delete(l.verdicts, key)
	if to == l.visionPlace(id, wms.KindCheck) {
		if why == "" {
			why = "its code was not read or is not known"
		}
		l.plant.alarms.raise(l.plant.Clock.Now(), fmt.Sprintf("%s/check/%d", id, d.Seq), string(id), "unit_to_check",
			wms.Say("%s diverted a unit to %s: %s", id, to, why), "warning")
	}
	l.visions[id].ConfirmHandled(d.Seq)
	return nil
}

func (l *Line) visionPlace(id wms.DeviceID, kind wms.LocationKind) wms.LocationID {
	for _, loc := range l.house.Site.Of(kind) {
		if x, _ := l.house.Site.Location(loc); x.Device == id {
			return loc
		}
	}
	return ""
}
