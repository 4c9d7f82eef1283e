package plc

import (
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// Years outside which a PLC's DateTime is not believed; before them it counts
// as none, for PLCs show 1601 or 1970 for a time they don't have.
const (
	firstYear = 1990
	lastYear  = 2199
)

// leastWithin is the shortest answer time a ring device may ask for.
const leastWithin = 500

// implausible says why a value of the right type cannot be, "" if it can. It
// judges what the whole device hangs on; of a ring's entry or a Done only that
// entry is doubted (doubt).
func implausible(path string, v any) string {
	n, isNumber := v.(int32)
	switch {
	case !isNumber:
	case path == "PackML.StateCurrent" && (n < 0 || n > 17):
		return "is no state of PackML, 1 to 17"
	case path == "PackML.ModeCurrent" && (n < 0 || n > 3):
		return "is no mode, 1 to 3"
	case strings.HasSuffix(path, "WithinMS") && n < leastWithin:
		return fmt.Sprintf("is too short, at least %d ms are due", leastWithin)
	}
	return ""
}

// believed is a PLC's time, or none where it has none.
func believed(t time.Time) (time.Time, error) {
	t = t.UTC()
	switch y := t.Year(); {
	case y < firstYear:
		return time.Time{}, nil
	case y > lastYear:
		return time.Time{}, fmt.Errorf("DateTime of the year %d", y)
	}
	return t, nil
}

// doubt looks at what stands in a slot. Negative sizes are taken as none, and
// the entry as not read, so that it goes to a person; the device shows why
// until a good entry comes.
func (h *health) doubt(p string, read devices.ReadStatus, sizes ...*int32) devices.ReadStatus {
	h.doubtful = ""
	if read < devices.ReadOK || read > devices.MultiRead {
		h.doubtful = fmt.Sprintf("%sReadStatus is %d, want 1 to 3", p, read)
	}
	for _, s := range sizes {
		if *s < 0 {
			h.doubtful = fmt.Sprintf("a measure in %s is %d", strings.TrimSuffix(p, "."), *s)
			*s = 0
		}
	}
	if h.doubtful != "" {
		return devices.NoRead
	}
	return read
}

// doubtDone turns results that do not exist into failures, for a person to
// look at.
func (h *health) doubtDone(d *devices.JobDone) {
	h.doubtful = ""
	for _, r := range []*devices.JobResult{&d.Result, &d.Result2} {
		if *r < devices.ResultNone || *r > devices.ResultBlocked {
			h.doubtful = fmt.Sprintf("Done of job %.40q has result %d, want 0 to 8", d.JobID, *r)
			*r = devices.ResultFailed
		}
	}
}
