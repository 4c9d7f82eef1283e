// Package problems keeps what people reported that does not work, with the
// photos they took of it, for who has to decide.
//
// The nouns: a report is open until a supervisor closes it. A photo is
// announced by the report, by the hash of its bytes, and comes after it, so
// that a handheld can send both once it has network again, in order and as
// often as it likes: awaited → kept → erased.
//
// Caveats: photos are private rows, outside the journal, and in backups. A
// warehouse keeps the latest MaxPhotos of them, none longer than PhotoDays,
// and the latest MaxReports reports; a report that goes takes its photos with
// it. Only who made a report can send its photos, and only once.
package problems

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/pictures"
	"github.com/aisle-wms/aisle/wms/store"
)

// What is kept of a warehouse.
const (
	MaxPhotos  = 200
	PhotoDays  = 30
	MaxReports = 2000
	// PerReport is how many photos a report may have.
	PerReport = 3
	// tidied bounds what one command erases.
	tidied = 50
)

var (
	table   = store.NewTable[wms.ProblemReport]("problem", 1)        // id
	photos  = store.NewTable[wms.Photo]("problemphoto", 1).Private() // id, hash
	awaited = store.NewTable[bool]("problemawaited", 1)              // hash, id
	kept    = store.NewTable[keptPhoto]("problemkept", 1)            // n, in the order in which they came
)

type keptPhoto struct {
	Report string    `cbor:"1,keyasint"`
	Hash   string    `cbor:"2,keyasint"`
	At     time.Time `cbor:"3,keyasint"`
}

// Report records a problem. Its id, time, and states of photos are set here.
func Report(tx store.Tx, p wms.ProblemReport, hashes []string) (wms.ProblemReport, error) {
	if len(hashes) > PerReport {
		return p, wms.Refuse(wms.Invalid, "too_many_photos", "a report has at most %d photos, not %d", PerReport, len(hashes))
	}
	n, err := tx.NextID("problem")
	if err != nil {
		return p, err
	}
	p.ID, p.At, p.Photos = fmt.Sprintf("%s-Q%08d", tx.Partition(), n), tx.Now(), []wms.ProblemPhoto{}
	for i, h := range hashes {
		if raw, err := hex.DecodeString(h); err != nil || len(raw) != sha256.Size || hex.EncodeToString(raw) != h || slices.Contains(hashes[:i], h) {
			return p, wms.Refuse(wms.Invalid, "invalid_hash", "a photo is announced once, by the SHA-256 of its bytes as 64 lower-case hexadecimal digits, not %q", h)
		}
		p.Photos = append(p.Photos, wms.ProblemPhoto{Hash: h, State: wms.PhotoAwaited})
		if err := awaited.Put(tx, true, h, p.ID); err != nil {
			return p, err
		}
	}
	tx.Emit(wms.Event{Type: "problem.reported", Subject: p.ID, Data: map[string]any{"code": p.Code, "task": string(p.Task), "photos": len(hashes)}})
	if err := table.Put(tx, p, p.ID); err != nil {
		return p, err
	}
	if n > MaxReports {
		return p, erase(tx, fmt.Sprintf("%s-Q%08d", tx.Partition(), n-MaxReports), "old")
	}
	return p, nil
}

// Keep takes in a photo that the same person announced. One that is kept
// already, or was erased since, changes nothing.
func Keep(tx store.Tx, data []byte, by wms.UserID) (wms.ProblemReport, error) {
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	var found []wms.ProblemReport
	err := awaited.Scan(tx, tx.Partition(), []any{hash}, func(k store.KeyParts, _ bool) (bool, error) {
		k.Str()
		p, err := Get(tx, tx.Partition(), k.Str())
		if err == nil && p.By == by {
			found = append(found, p)
		}
		return true, err
	})
	if err != nil {
		return wms.ProblemReport{}, err
	}
	if len(found) == 0 {
		return wms.ProblemReport{}, wms.Refuse(wms.Conflict, "photo_not_awaited", "no report of yours awaits this photo: report the problem first, with the photo's hash")
	}
	clean, err := pictures.Clean(data)
	if err != nil {
		return wms.ProblemReport{}, err
	}
	for i := range found {
		if err := keep(tx, &found[i], hash, clean); err != nil {
			return found[i], err
		}
	}
	return found[0], Tidy(tx)
}

func keep(tx store.Tx, p *wms.ProblemReport, hash string, clean pictures.Picture) error {
	i := slices.IndexFunc(p.Photos, func(x wms.ProblemPhoto) bool { return x.Hash == hash })
	if i < 0 || p.Photos[i].State != wms.PhotoAwaited {
		return nil
	}
	p.Photos = slices.Clone(p.Photos)
	p.Photos[i] = wms.ProblemPhoto{Hash: hash, State: wms.PhotoKept, Type: clean.Type, Width: int64(clean.Width), Height: int64(clean.Height), Bytes: int64(len(clean.Data))}
	n, err := tx.NextID("problemkept")
	if err != nil {
		return err
	}
	if err := kept.Put(tx, keptPhoto{p.ID, hash, tx.Now()}, n); err != nil {
		return err
	}
	if err := photos.Put(tx, wms.Photo{Type: clean.Type, Data: clean.Data}, p.ID, hash); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "problem.photo_kept", Subject: p.ID, Data: map[string]any{"hash": hash}})
	return table.Put(tx, *p, p.ID)
}

// Tidy erases photos that are old or too many, the oldest first.
func Tidy(tx store.Tx) error {
	var all []uint64
	var rows []keptPhoto
	err := kept.Scan(tx, tx.Partition(), nil, func(k store.KeyParts, x keptPhoto) (bool, error) {
		all, rows = append(all, k.Uint()), append(rows, x)
		return true, nil
	})
	if err != nil {
		return err
	}
	before := tx.Now().AddDate(0, 0, -PhotoDays)
	for i, n := range all {
		if i == tidied || len(all)-i <= MaxPhotos && !rows[i].At.Before(before) {
			break
		}
		if err := kept.Delete(tx, n); err != nil {
			return err
		}
		if err := erasePhoto(tx, rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func erasePhoto(tx store.Tx, x keptPhoto) error {
	p, ok, err := table.Get(tx, tx.Partition(), x.Report)
	if err != nil || !ok {
		return err // went with its report
	}
	p.Photos = slices.Clone(p.Photos)
	for i := range p.Photos {
		if p.Photos[i].Hash == x.Hash {
			p.Photos[i].State = wms.PhotoErased
		}
	}
	if err := cmp.Or(awaited.Delete(tx, x.Hash, p.ID), photos.Delete(tx, p.ID, x.Hash), table.Put(tx, p, p.ID)); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "problem.photo_erased", Subject: p.ID, Data: map[string]any{"hash": x.Hash}})
	return nil
}

// Close says that it was looked after.
func Close(tx store.Tx, id, answer string, by wms.UserID) (wms.ProblemReport, error) {
	p, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return p, err
	}
	if p.ClosedAt != nil {
		return p, wms.Refuse(wms.Conflict, "problem_closed", "report %s was closed by %s", id, p.ClosedBy)
	}
	now := tx.Now()
	p.ClosedBy, p.ClosedAt, p.Answer = by, &now, answer
	tx.Emit(wms.Event{Type: "problem.closed", Subject: id})
	return p, table.Put(tx, p, id)
}

// Erase removes a report with its photos.
func Erase(tx store.Tx, id string) error {
	if _, err := Get(tx, tx.Partition(), id); err != nil {
		return err
	}
	return erase(tx, id, "asked")
}

func erase(tx store.Tx, id, why string) error {
	p, ok, err := table.Get(tx, tx.Partition(), id)
	if err != nil || !ok {
		return err
	}
	for _, x := range p.Photos {
		if err := cmp.Or(awaited.Delete(tx, x.Hash, id), photos.Delete(tx, id, x.Hash)); err != nil {
			return err
		}
	}
	tx.Emit(wms.Event{Type: "problem.erased", Subject: id, Data: map[string]any{"why": why}})
	return table.Delete(tx, id)
}

// Get reads a report or refuses with unknown_problem.
func Get(r store.Reader, part store.Partition, id string) (wms.ProblemReport, error) {
	p, ok, err := table.Get(r, part, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_problem", "no report of a problem %q", id)
	}
	return listed(p), err
}

// Photo reads a photo of a report.
func Photo(r store.Reader, part store.Partition, id, hash string) (wms.Photo, error) {
	p, ok, err := photos.Get(r, part, id, hash)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_photo", "report %s has no such photo, not yet or not any more", id)
	}
	return p, err
}

// List reads up to limit reports, the last first: those that are open, or all.
func List(r store.Reader, part store.Partition, all bool, limit int) ([]wms.ProblemReport, error) {
	out := []wms.ProblemReport{}
	err := table.ScanBack(r, part, nil, func(_ store.KeyParts, p wms.ProblemReport) (bool, error) {
		if all || p.ClosedAt == nil {
			out = append(out, listed(p))
		}
		return len(out) < limit, nil
	})
	return out, err
}

// listed has a list of photos where there are none.
func listed(p wms.ProblemReport) wms.ProblemReport {
	if p.Photos == nil {
		p.Photos = []wms.ProblemPhoto{}
	}
	return p
}
