package vehicle

import (
	"errors"
	"time"

	"github.com/aisle-wms/aisle/simulator/world"
)

// Tray is what a sorting robot carries parcels on. Its pick takes the next
// parcel of a station, whichever that is, and waits for one if there is none;
// the scanner over the station reads it, and the load's id is what was read,
// empty if nothing was. Its drop lets the parcel slide into the station.
type Tray struct {
	NoReadPermille int64
	// Reject is the station whose parcels are not counted as sorted.
	Reject string
}

// parcelWait is how long a robot stands under an empty station before it looks
// again, by its own clock.
const parcelWait = 400 * time.Millisecond

// countDiverts is the twin's counter of what sorters put into chutes.
const countDiverts = "sorter_diverts"

var (
	errNoParcel  = errors.New("there is no parcel")
	errTrayTaken = errors.New("a parcel is on the tray already")
)

// handleTray is handle for a robot.
func (v *Vehicle) handleTray(tx *world.Tx, e *effect, station string) error {
	aboard := tx.At(v.deck)
	if !e.pick {
		if len(aboard) == 0 {
			v.core.settle(e, aboard, errNoParcel)
			return v.remember(tx)
		}
		failure := tx.MoveHandlingUnit(aboard[0], v.deck, station)
		if failure == nil {
			v.core.mem.Read = ""
			if station != v.cfg.Warehouse+"/"+v.cfg.Tray.Reject {
				tx.Count(countDiverts, 1)
			}
		}
		v.core.settle(e, tx.At(v.deck), failure)
		return v.remember(tx)
	}
	there := tx.At(station)
	switch {
	case len(aboard) > 0: // somebody has put one on it by hand
		v.core.settle(e, aboard, errTrayTaken)
		return v.remember(tx)
	case len(there) == 0 && v.core.mem.Cancel != "":
		v.core.settle(e, aboard, errNoParcel)
		return v.remember(tx)
	case len(there) == 0:
		e.task.Left, e.task.Waits = parcelWait, true
		return nil
	}
	failure := tx.MoveHandlingUnit(there[0], station, v.deck)
	if failure == nil {
		v.core.mem.Read = ""
		if u, ok := tx.HandlingUnit(there[0]); ok && v.dice.Int64N(1000) >= v.cfg.Tray.NoReadPermille {
			v.core.mem.Read = u.Barcode()
		}
	}
	v.core.settle(e, tx.At(v.deck), failure)
	return v.remember(tx)
}
