package supply

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Every forecast that a look used is kept for the weeks it told, one a week and
// item in a warehouse (whole weeks teach, so the looks of a week say the same), and
// judged when they have passed. Quantities are thousandths of a unit.
var (
	judged = store.NewTable[track]("forecastjudged", 1) // warehouse, sku
	totals = store.NewTable[Judged]("forecasttotal", 1) // warehouse, family, week
)

// AccuracyAhead is how many weeks of a forecast are judged, AccuracyWeeks how many
// weeks an item's judgements are kept, TotalWeeks those of families.
const (
	AccuracyAhead = 8
	AccuracyWeeks = 26
	TotalWeeks    = 104
)

// The tracking signal (sum of errors over their mean size; Brown 1959) beyond which
// a mean is corrected, and the weeks it takes at least.
const (
	signalLimit = 4
	signalWeeks = 6
)

// said is a forecast as it was used.
type said struct {
	Made int64   `cbor:"1,keyasint"` // the week it was made in, which is the first it tells
	Mean []int64 `cbor:"2,keyasint"`
	Low  int64   `cbor:"3,keyasint,omitempty"`
	High int64   `cbor:"4,keyasint,omitempty"`
	Step int64   `cbor:"5,keyasint,omitempty"` // mean error of the naive forecast in the past
}

// Judged sums up a week's forecasts against what was asked for.
type Judged struct {
	Week   int64 `cbor:"1,keyasint"`
	Count  int64 `cbor:"2,keyasint"`
	Off    int64 `cbor:"3,keyasint,omitempty"` // absolute
	Said   int64 `cbor:"4,keyasint,omitempty"`
	Came   int64 `cbor:"5,keyasint,omitempty"`
	Inside int64 `cbor:"6,keyasint,omitempty"`
	Scaled int64 `cbor:"7,keyasint,omitempty"` // off, in steps, of the Scales forecasts that have one
	Scales int64 `cbor:"8,keyasint,omitempty"`
	// Next and Asked are what was said a week ahead, if it was, and what came.
	Next  int64 `cbor:"9,keyasint,omitempty"`
	Asked int64 `cbor:"10,keyasint,omitempty"`
}

func (j *Judged) add(o Judged) {
	j.Count, j.Off, j.Said, j.Came = j.Count+o.Count, j.Off+o.Off, j.Said+o.Said, j.Came+o.Came
	j.Inside, j.Scaled, j.Scales = j.Inside+o.Inside, j.Scaled+o.Scaled, j.Scales+o.Scales
	j.Next, j.Asked = j.Next+o.Next, j.Asked+o.Asked
}

// track is what is kept of an item in a warehouse.
type track struct {
	Said   []said   `cbor:"1,keyasint"`
	Judged []Judged `cbor:"2,keyasint,omitempty"`
	Until  int64    `cbor:"3,keyasint"` // the first week not judged yet
	// Permille is what the mean is multiplied by, since the judgements of Since.
	Permille int64 `cbor:"4,keyasint"`
	Since    int64 `cbor:"5,keyasint"`
}

// Told is a new forecast of an item, before its bias is corrected, and what was
// asked for until now.
type Told struct {
	SKU             wms.SKU
	Family          string
	Mean            []float64
	Low, High, Step float64
	Past            []float64 // by week; the last is the week before now
}

type familyWeek struct {
	family string
	week   int64
}

// Missing tells which of these items have no forecast of a week yet.
func Missing(r store.Reader, w wms.WarehouseID, skus []wms.SKU, week int64) (out []int, err error) {
	for i, sku := range skus {
		t, _, err := judged.Get(r, store.Network, string(w), string(sku))
		if err != nil {
			return nil, err
		}
		if n := len(t.Said); n == 0 || t.Said[n-1].Made < week {
			out = append(out, i)
		}
	}
	return out, nil
}

// KeepForecasts judges what earlier forecasts said of the weeks before now,
// corrects means whose bias shows, and keeps the new forecasts.
func KeepForecasts(tx store.Tx, w wms.WarehouseID, now int64, list []Told) error {
	sums := map[familyWeek]*Judged{}
	for _, n := range list {
		t, had, err := judged.Get(tx, store.Network, string(w), string(n.SKU))
		if err != nil {
			return err
		}
		if last := len(t.Said) - 1; had && last >= 0 && t.Said[last].Made >= now {
			continue
		}
		if !had {
			t.Permille, t.Until, t.Since = 1000, now, now
		}
		for _, j := range t.judge(now, n.Past) {
			k := familyWeek{n.Family, j.Week}
			if sums[k] == nil {
				sums[k] = &Judged{Week: j.Week}
			}
			sums[k].add(j)
		}
		t.correct(now)
		t.keep(now, n)
		if err := judged.Put(tx, t, string(w), string(n.SKU)); err != nil {
			return err
		}
	}
	keys := make([]familyWeek, 0, len(sums))
	for k := range sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b familyWeek) int { return cmp.Or(cmp.Compare(a.family, b.family), cmp.Compare(a.week, b.week)) })
	weeks := map[int64]Judged{}
	for _, k := range keys {
		all := weeks[k.week]
		all.add(*sums[k])
		weeks[k.week] = all
		had, _, err := totals.Get(tx, store.Network, string(w), k.family, k.week)
		if err != nil {
			return err
		}
		had.Week = k.week
		had.add(*sums[k])
		if err := totals.Put(tx, had, string(w), k.family, k.week); err != nil {
			return err
		}
		if err := totals.Delete(tx, string(w), k.family, k.week-TotalWeeks); err != nil {
			return err
		}
	}
	for _, week := range slices.Sorted(maps.Keys(weeks)) {
		j := weeks[week]
		tx.Emit(wms.Event{Type: "forecast.judged", Subject: Monday(week).Format(time.DateOnly), Data: map[string]any{"warehouse": string(w), "forecasts": j.Count,
			"off_milli": j.Off, "said_milli": j.Said, "came_milli": j.Came}})
	}
	return nil
}

// judge looks at the weeks that have passed since the last time.
func (t *track) judge(now int64, past []float64) (out []Judged) {
	for week := t.Until; week < now; week++ {
		i := int64(len(past)) - (now - week)
		if i < 0 {
			continue // too long ago to know
		}
		came := milli(past[i])
		j := Judged{Week: week}
		for _, s := range t.Said {
			ahead := week - s.Made
			if ahead < 0 || ahead >= int64(len(s.Mean)) {
				continue
			}
			off := abs(s.Mean[ahead] - came)
			one := Judged{Count: 1, Off: off, Said: s.Mean[ahead], Came: came}
			if came >= s.Low && came <= s.High {
				one.Inside = 1
			}
			if s.Step > 0 {
				one.Scaled, one.Scales = milli(float64(off)/float64(s.Step)), 1
			}
			if ahead == 0 {
				one.Next, one.Asked = s.Mean[0], came
			}
			j.add(one)
		}
		if j.Count > 0 {
			out = append(out, j)
		}
	}
	t.Until = now
	t.Judged = append(t.Judged, out...)
	t.Judged = t.Judged[max(0, len(t.Judged)-AccuracyWeeks):]
	return out
}

// signal is the sum of the errors of a week ahead over their mean size, since the
// last correction.
func (t *track) signal() (signal float64, weeks int, next, asked int64) {
	off := int64(0)
	for _, j := range t.Judged {
		if j.Week >= t.Since {
			weeks++
			next, asked = next+j.Next, asked+j.Asked
			off += abs(j.Next - j.Asked)
		}
	}
	if off == 0 {
		return 0, weeks, next, asked
	}
	return float64(next-asked) * float64(weeks) / float64(off), weeks, next, asked
}

// correct moves the mean halfway (on a logarithm) to what came, where the signal
// says that it is off to one side, and watches anew from there.
func (t *track) correct(now int64) {
	signal, weeks, next, asked := t.signal()
	if weeks < signalWeeks || math.Abs(signal) <= signalLimit || next <= 0 {
		return
	}
	by := min(2, max(0.5, math.Sqrt(float64(asked)/float64(next))))
	t.Permille = min(2000, max(500, int64(math.Round(float64(t.Permille)*by))))
	t.Since = now
}

func (t *track) keep(now int64, n Told) {
	s := said{Made: now, Low: milli(n.Low), High: milli(n.High), Step: milli(n.Step)}
	for _, v := range n.Mean[:min(len(n.Mean), AccuracyAhead)] {
		s.Mean = append(s.Mean, milli(v*float64(t.Permille)/1000))
	}
	t.Said = append(slices.DeleteFunc(t.Said, func(s said) bool { return s.Made+AccuracyAhead <= now }), s)
}

// Correction is what an item's mean is multiplied by because of its bias.
func Correction(r store.Reader, w wms.WarehouseID, sku wms.SKU) (float64, error) {
	t, had, err := judged.Get(r, store.Network, string(w), string(sku))
	if err != nil || !had {
		return 1, err
	}
	return float64(t.Permille) / 1000, nil
}

func milli(v float64) int64 { return int64(math.Round(min(v, 1e12) * 1000)) }

func abs(n int64) int64 { return max(n, -n) }
