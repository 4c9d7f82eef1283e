package users

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Wrong log-ins are counted per badge and per address, also for badges that
// nobody has, and the count survives a restart. Each lock of a badge lasts
// twice as long as the one before.
const (
	wrongPerBadge   = 5
	wrongPerAddress = 50 // a whole shift may come from one address
	lockedFirst     = 5 * time.Minute
	lockedMost      = time.Hour
	wrongForgotten  = time.Hour // after the last one, if it locked nothing
	locksForgotten  = 24 * time.Hour
	pruneEvery      = 64 // wrong log-ins
	pruneAtOnce     = 512
)

// attempt is what a log-in is counted under: keys that say nothing.
type attempt struct {
	badge, address string
}

func attemptOf(badge, from string) attempt {
	a := attempt{badge: hashed("badge", badge)}
	if from != "" {
		a.address = hashed("address", from)
	}
	return a
}

func hashed(what, value string) string {
	sum := sha256.Sum256([]byte(what + "\x00" + value))
	return hex.EncodeToString(sum[:16])
}

// turnOf lets one log-in per badge in at a time, so that those sent at once
// are counted like those sent one by one. Badges share a few turns.
func (u *Users) turnOf(a attempt) chan struct{} {
	sum := sha256.Sum256([]byte(a.badge))
	return u.turns[int(sum[0])%len(u.turns)]
}

// lockedFor is how long the badge or the address is still locked.
func (u *Users) lockedFor(a attempt) (wait time.Duration, err error) {
	now := u.now()
	err = u.store.View(func(r store.Reader) error {
		for _, key := range []string{a.badge, a.address} {
			if key == "" {
				continue
			}
			w, _, err := wrongs.Get(r, store.Network, key)
			if err != nil {
				return err
			}
			wait = max(wait, w.Until.Sub(now))
		}
		return nil
	})
	return wait, err
}

// countWrong writes a wrong log-in down and says what it is answered with. id
// is empty when nobody has the badge.
func (u *Users) countWrong(ctx context.Context, a attempt, id wms.UserID, from string) error {
	now := u.now().UTC()
	var wait time.Duration
	_, err := u.store.Do(ctx, store.Command{Partition: store.Network, Kind: "user.wrong_login",
		Actor: wms.Actor{User: id, From: from, Reason: "wrong PIN"},
		Run: func(tx store.Tx) ([]byte, error) {
			wait = 0
			for _, one := range []struct {
				key   string
				limit int
			}{{a.badge, wrongPerBadge}, {a.address, wrongPerAddress}} {
				if one.key == "" {
					continue
				}
				locked, err := countOne(tx, one.key, one.limit, now)
				if err != nil {
					return nil, err
				}
				if locked > 0 && one.key == a.badge && id != "" {
					tx.Emit(wms.Event{Type: "user.locked", Subject: string(id), Data: map[string]any{"seconds": int64(locked / time.Second)}})
				}
				wait = max(wait, locked)
			}
			return nil, u.pruneWrongs(tx, now)
		}})
	switch {
	case err != nil:
		return err
	case wait > 0:
		return lockedOut(wait)
	default:
		return errWrongLogin
	}
}

func (w wrong) forgotten(now time.Time) bool {
	after := wrongForgotten
	if w.Locks > 0 {
		after = locksForgotten
	}
	return now.After(w.Last.Add(after)) && now.After(w.Until)
}

// countOne counts one more; locked is set when that was one too many.
func countOne(tx store.Tx, key string, limit int, now time.Time) (locked time.Duration, err error) {
	w, _, err := wrongs.Get(tx, store.Network, key)
	if err != nil {
		return 0, err
	}
	if w.forgotten(now) {
		w = wrong{}
	}
	w.Count++
	w.Last = now
	if w.Count >= limit {
		locked = min(lockedFirst<<min(w.Locks, 10), lockedMost)
		w = wrong{Locks: w.Locks + 1, Until: now.Add(locked), Last: now}
	}
	return locked, wrongs.Put(tx, w, key)
}

// forgetWrongs drops a badge's count after a right PIN.
func forgetWrongs(tx store.Tx, key string) error {
	if key == "" {
		return nil
	}
	if _, counted, err := wrongs.Get(tx, store.Network, key); err != nil || !counted {
		return err
	}
	return wrongs.Delete(tx, key)
}

// pruning is where the search for forgotten counts goes on. Only commands,
// which run one by one, touch it.
type pruning struct {
	since int
	at    string
}

// pruneWrongs drops counts that are forgotten, a part of the table at a time.
func (u *Users) pruneWrongs(tx store.Tx, now time.Time) error {
	p := &u.pruning
	if p.since++; p.since < pruneEvery {
		return nil
	}
	p.since = 0
	start := []any{}
	if p.at != "" {
		start = append(start, p.at)
	}
	p.at = ""
	var old []string
	seen := 0
	err := wrongs.ScanFrom(tx, store.Network, nil, start, func(k store.KeyParts, w wrong) (bool, error) {
		key := k.Str()
		if w.forgotten(now) {
			old = append(old, key)
		}
		if seen++; seen >= pruneAtOnce {
			p.at = key
			return false, k.Err()
		}
		return true, k.Err()
	})
	if err != nil {
		return err
	}
	for _, key := range old {
		if err := wrongs.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}
