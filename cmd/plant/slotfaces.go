package plant

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
)

// Of pick faces: a pick from reserve takes so much longer, a top-up so long, it
// comes within so many weeks, of so many lines one may find too little, and a
// face covers so many weeks beyond its least.
const (
	reserveExtraS  = 25
	topUpS         = moveS
	topUpWeeks     = 1.0 / 14
	faceShort      = 0.02
	faceCoverWeeks = 1
	mostAdvice     = 500
	fillPercent    = 80 // of a place's room is filled
	mostFacePlaces = 4
	week           = 7 * 24 * time.Hour
)

// faceAdvice says which of the items picked here deserve a pick face, by what
// they save, the best and the worst.
func (f *slotFloor) faceAdvice() []wms.FaceAdvice {
	if len(f.lines) == 0 {
		return nil
	}
	last, first := f.lines[0].At, f.lines[len(f.lines)-1].At
	weeks := min(104, int(last.Sub(first)/week)+1)
	past := map[int32]*replenish.LinePast{}
	var numbers []int32
	for _, l := range f.lines {
		i, known := f.number[l.SKU]
		ago := int(last.Sub(l.At) / week)
		if !known || ago >= weeks {
			continue
		}
		if past[i] == nil {
			past[i] = &replenish.LinePast{Lines: make([]float64, weeks)}
			numbers = append(numbers, i)
		}
		past[i].Lines[weeks-1-ago]++
		past[i].Sizes = append(past[i].Sizes, replenish.LineSize{Units: float64(l.Qty), Times: 1})
	}
	slices.Sort(numbers)
	var panel []replenish.LinePast
	for _, i := range numbers {
		panel = append(panel, *past[i])
	}
	model := replenish.LearnLines(panel)
	var out []wms.FaceAdvice
	for n, i := range numbers {
		curve := model.Expect(panel[n]).Curve(replenish.Resupply{LeadWeeks: topUpWeeks, ReviewWeeks: topUpWeeks / 7})
		out = append(out, f.advise(f.items[i], curve))
	}
	slices.SortStableFunc(out, func(a, b wms.FaceAdvice) int { return cmp.Compare(b.SavesSAWeek, a.SavesSAWeek) })
	if len(out) > mostAdvice {
		out = append(out[:mostAdvice/2], out[len(out)-mostAdvice/2:]...)
	}
	return out
}

// advise sizes a face: its least leaves few lines short until a top-up is
// there, its most is a week more, in as many places as that takes.
func (f *slotFloor) advise(it wms.Item, curve replenish.StockCurve) wms.FaceAdvice {
	a := wms.FaceAdvice{SKU: it.SKU, LinesAWeek: curve.PerWeek, CubeMM3AWeek: curve.UnitsPerWeek * float64(it.VolumeMM3())}
	level := max(0, slices.IndexFunc(curve.ShortLines, func(short float64) bool { return short <= faceShort*curve.PerWeek }))
	a.Min = max(1, int64(float64(level)*curve.Step))
	a.Max = a.Min + int64(math.Ceil(curve.UnitsPerWeek*faceCoverWeeks))
	holds := f.holds(it)
	a.Places = min(mostFacePlaces, (a.Max+holds-1)/holds)
	a.Max = max(1, min(a.Max, a.Places*holds))
	a.Min = max(1, min(a.Min, a.Max-1))
	a.TopUpsAWeek = curve.UnitsPerWeek / float64(max(1, a.Max-a.Min))
	a.SavesSAWeek = curve.PerWeek*reserveExtraS - a.TopUpsAWeek*topUpS
	if a.Deserves = a.SavesSAWeek > 0; !a.Deserves {
		a.Min, a.Max, a.Places, a.TopUpsAWeek = 0, 0, 0, 0
	}
	return a
}

// holds is how many units of an item a place of the area has room for.
func (f *slotFloor) holds(it wms.Item) int64 {
	a := f.pp.area
	room := a.BayWidthMM / a.PositionsPerBay * a.ShelfDepthMM * a.LevelHeightMM * fillPercent / 100
	return min(100_000, max(1, room/it.VolumeMM3()))
}
