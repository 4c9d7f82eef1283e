package vision

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

const part = store.Partition("central")

func TestTheLatestChecksAreKept(t *testing.T) {
	s, _ := storetest.Open(t)
	const n = MaxChecks + 70
	for done := 0; done < n; {
		storetest.Do(t, s, part, func(tx store.Tx) error {
			for range 100 {
				if done == n {
					break
				}
				done++
				if _, err := Record(tx, wms.VisionCheck{Device: "v", Seq: uint32(done), Result: wms.VisionNoRead}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := s.View(func(r store.Reader) error {
		all, err := List(r, part, true, n)
		if err != nil || len(all) != MaxChecks || all[0].Seq != n || all[len(all)-1].Seq != n-MaxChecks+1 {
			t.Errorf("%d checks (%v)", len(all), err)
		}
		if _, ok, err := Known(r, part, "v", n-ring); ok || err != nil {
			t.Errorf("a scan of the last round is taken for one of this: %v", err)
		}
		if c, ok, err := Known(r, part, "v", n-1); !ok || err != nil || c.Seq != n-1 {
			t.Errorf("%+v, %v", c, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWhereAUnitIsPutIsSaidOnce(t *testing.T) {
	s, _ := storetest.Open(t)
	storetest.Do(t, s, part, func(tx store.Tx) error {
		c, err := Record(tx, wms.VisionCheck{Device: "v", Seq: 1, Result: wms.VisionUnknown})
		if err != nil {
			return err
		}
		never := func(wms.HandlingUnitID, wms.LocationID) error { t.Error("no unit goes on"); return nil }
		if _, err := Decide(tx, c.ID, wms.VisionRelease, "", "sue", never); wms.CodeOf(err) != "unit_on_its_way" {
			t.Errorf("decided before it was put anywhere: %v", err)
		}
		for _, at := range []wms.LocationID{"CHECK", "PASS"} {
			if err := Placed(tx, "v", 1, at, false, time.Millisecond); err != nil {
				return err
			}
		}
		if c, err = Decide(tx, c.ID, wms.VisionRelease, "", "sue", never); err != nil || c.Place != "CHECK" || c.VerdictUS != 1000 || c.Waits() {
			t.Errorf("%+v, %v", c, err)
		}
		if old := Shown(wms.VisionCheck{Picture: "x", At: tx.Now()}, tx.Now().AddDate(0, 0, PictureDays+1)); old.Picture != "" {
			t.Error("an old picture is shown")
		}
		return nil
	})
}

func TestAStationIsSummedUp(t *testing.T) {
	var all []wms.VisionCheck
	for n := range 100 {
		all = append(all, wms.VisionCheck{Device: "v", Result: wms.VisionPassed, VerdictUS: int64(100 - n)})
	}
	all = append(all, wms.VisionCheck{Device: "other", VerdictUS: 9000}, wms.VisionCheck{Device: "v", Result: wms.VisionLate})
	got := Station(all, "v", "central")
	if got.Checks != 101 || got.Waiting != 1 || got.Results[wms.VisionPassed] != 100 || got.VerdictP50US != 50 || got.VerdictP99US != 99 {
		t.Errorf("%+v", got)
	}
}
