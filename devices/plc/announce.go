package plc

import (
	"fmt"
	"time"
)

// announcement is what somebody is about to put on or take from a station.
type announcement struct {
	unit    string
	pending bool // is to be written
}

// announcements of a conveyor by station number, from 1; nil for devices that
// are not told.
type announcements []announcement

func newAnnouncements(stations int) announcements { return make(announcements, stations+1) }

func (a announcements) announce(station int32, unit string) error {
	if station < 1 || int(station) >= len(a) {
		return fmt.Errorf("announce %q: there is no station %d", unit, station)
	}
	if len(unit) > 20 {
		return fmt.Errorf("announce %q: it has %d bytes, at most 20 fit", unit, len(unit))
	}
	if x := &a[station]; x.unit != unit {
		*x = announcement{unit: unit, pending: true}
	}
	return nil
}

func announceSeq(station int) string { return fmt.Sprintf("Station[%d].AnnounceSeq", station) }

// nodes that are read when reconciling: the counters go on where they were.
func (a announcements) nodes() (out []string) {
	for n := 1; n < len(a); n++ {
		out = append(out, announceSeq(n))
	}
	return out
}

// again writes all of them once more: a PLC that restarted may have lost them.
func (a announcements) again() {
	for n := range a {
		a[n].pending = a[n].unit != ""
	}
}

// write sends what is pending: the units, then the Seqs.
func (a announcements) write(pic picture, out *output) {
	var fields, last batch
	var written []int
	for n := 1; n < len(a); n++ {
		if !a[n].pending {
			continue
		}
		fields.set = append(fields.set, setting{fmt.Sprintf("Station[%d].AnnounceHandlingUnit", n), a[n].unit})
		last.set = append(last.set, setting{announceSeq(n), next(pic.u32(announceSeq(n)))})
		written = append(written, n)
	}
	if len(written) == 0 {
		return
	}
	last.then = func(time.Time) {
		for i, n := range written {
			pic[announceSeq(n)] = last.set[i].value
			a[n].pending = a[n].unit != fields.set[i].value
		}
	}
	out.write = append(out.write, fields, last)
}
