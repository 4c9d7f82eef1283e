package problems

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

const part = store.Partition("central")

// shot is the n-th photo and its hash.
func shot(t *testing.T, n int) ([]byte, string) {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8+n, 8)), nil); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(sum[:])
}

type bench struct {
	t *testing.T
	store.Store
}

func (b bench) report(hashes ...string) (p wms.ProblemReport) {
	b.t.Helper()
	storetest.Do(b.t, b, part, func(tx store.Tx) (err error) {
		p, err = Report(tx, wms.ProblemReport{Warehouse: "central", Code: "damaged", By: "ana"}, hashes)
		return err
	})
	return p
}

func (b bench) keep(data []byte, by wms.UserID) error {
	_, err := storetest.Try(b, part, func(tx store.Tx) error { _, err := Keep(tx, data, by); return err })
	return err
}

func (b bench) state(id string) (p wms.ProblemReport) {
	b.t.Helper()
	if err := b.View(func(r store.Reader) (err error) { p, err = Get(r, part, id); return err }); err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b bench) photo(id, hash string) (x wms.Photo, err error) {
	err = b.View(func(r store.Reader) (err error) { x, err = Photo(r, part, id, hash); return err })
	return x, err
}

func TestAPhotoFollowsItsReport(t *testing.T) {
	s, _ := storetest.Open(t)
	b := bench{t, s}
	data, hash := shot(t, 0)
	if err := b.keep(data, "ana"); wms.CodeOf(err) != "photo_not_awaited" {
		t.Fatalf("nobody announced it: %v", err)
	}
	p := b.report(hash)
	if _, err := b.photo(p.ID, hash); wms.CodeOf(err) != "unknown_photo" {
		t.Errorf("it has not come: %v", err)
	}
	if err := b.keep(data, "ben"); wms.CodeOf(err) != "photo_not_awaited" {
		t.Errorf("it is ana's to send: %v", err)
	}
	for range 3 { // an answer was lost
		if err := b.keep(data, "ana"); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.state(p.ID); len(got.Photos) != 1 || got.Photos[0].State != wms.PhotoKept || got.Photos[0].Width != 8 {
		t.Errorf("report %+v", got)
	}
	if x, err := b.photo(p.ID, hash); err != nil || x.Type != "image/jpeg" || len(x.Data) == 0 {
		t.Errorf("%v, %d bytes of %q", err, len(x.Data), x.Type)
	}
	// The journal knows that there is one, and not what it shows.
	records, err := b.Records(0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, rec := range records {
		for _, e := range rec.Events {
			if e.Type == "problem.photo_kept" {
				kept++
			}
		}
	}
	if kept != 1 {
		t.Errorf("kept %d times", kept)
	}
	storetest.Do(t, b, part, func(tx store.Tx) error { return Erase(tx, p.ID) })
	if _, err := b.photo(p.ID, hash); wms.CodeOf(err) != "unknown_photo" {
		t.Errorf("it went with its report: %v", err)
	}
	if err := b.keep(data, "ana"); wms.CodeOf(err) != "photo_not_awaited" {
		t.Errorf("it does not come back: %v", err)
	}
}

func TestWhatIsNoPhotoIsRefused(t *testing.T) {
	s, _ := storetest.Open(t)
	b := bench{t, s}
	sum := sha256.Sum256([]byte("<svg/>"))
	p := b.report(hex.EncodeToString(sum[:]))
	if err := b.keep([]byte("<svg/>"), "ana"); wms.CodeOf(err) != "not_a_picture" {
		t.Errorf("announced, but no picture: %v", err)
	}
	if got := b.state(p.ID).Photos[0].State; got != wms.PhotoAwaited {
		t.Errorf("it is %s", got)
	}
	hash := func(n int) string { _, h := shot(t, n); return h }
	for code, hashes := range map[string][]string{
		"too_many_photos": {hash(0), hash(1), hash(2), hash(3)},
		"invalid_hash":    {hash(0), hash(0)},
	} {
		_, err := storetest.Try(b, part, func(tx store.Tx) error {
			_, err := Report(tx, wms.ProblemReport{}, hashes)
			return err
		})
		if wms.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
}

func TestPhotosAreBoundedByNumberAndAge(t *testing.T) {
	s, clock := storetest.Open(t)
	b := bench{t, s}
	data, hash := shot(t, 0)
	first := b.report(hash)
	if err := b.keep(data, "ana"); err != nil {
		t.Fatal(err)
	}
	clock.Add(time.Hour)
	var last wms.ProblemReport
	for n := 1; n <= MaxPhotos; n++ {
		data, hash := shot(t, n)
		last = b.report(hash)
		if err := b.keep(data, "ana"); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.state(first.ID).Photos[0].State; got != wms.PhotoErased {
		t.Errorf("one too many: the oldest is %s", got)
	}
	if _, err := b.photo(first.ID, hash); wms.CodeOf(err) != "unknown_photo" {
		t.Errorf("%v", err)
	}
	if err := b.keep(data, "ana"); wms.CodeOf(err) != "photo_not_awaited" {
		t.Errorf("what is erased does not come back: %v", err)
	}
	clock.Add(PhotoDays * 24 * time.Hour)
	for range MaxPhotos/tidied + 1 {
		storetest.Do(t, b, part, Tidy)
	}
	if got := b.state(last.ID).Photos[0].State; got != wms.PhotoKept {
		t.Errorf("on its last day it is %s", got)
	}
	clock.Add(time.Minute)
	for range MaxPhotos/tidied + 1 {
		storetest.Do(t, b, part, Tidy)
	}
	if got := b.state(last.ID).Photos[0].State; got != wms.PhotoErased {
		t.Errorf("older than %d days it is %s", PhotoDays, got)
	}
}

func TestTheOldestReportGoesWithItsPhotos(t *testing.T) {
	s, _ := storetest.Open(t)
	b := bench{t, s}
	data, hash := shot(t, 0)
	first := b.report(hash)
	if err := b.keep(data, "ana"); err != nil {
		t.Fatal(err)
	}
	storetest.Do(t, b, part, func(tx store.Tx) error {
		for range MaxReports {
			if _, err := Report(tx, wms.ProblemReport{By: "ben"}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	err := b.View(func(r store.Reader) error { _, err := Get(r, part, first.ID); return err })
	if wms.CodeOf(err) != "unknown_problem" {
		t.Errorf("report 1 of %d: %v", MaxReports+1, err)
	}
	if _, err := b.photo(first.ID, hash); wms.CodeOf(err) != "unknown_photo" {
		t.Errorf("its photo: %v", err)
	}
	bare := b.report()
	if got := b.state(bare.ID); got.Photos == nil {
		t.Error("a report without photos has no list of them")
	}
	storetest.Do(t, b, part, func(tx store.Tx) error { return Erase(tx, bare.ID) })
	var all []wms.ProblemReport
	if err := b.View(func(r store.Reader) (err error) { all, err = List(r, part, false, 5); return err }); err != nil || len(all) != 5 {
		t.Fatal(err, len(all))
	}
	if want := fmt.Sprintf("central-Q%08d", MaxReports+1); all[0].ID != want || all[0].Photos == nil {
		t.Errorf("the last is %s, want %s", all[0].ID, want)
	}
}
