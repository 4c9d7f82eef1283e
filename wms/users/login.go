package users

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// BadgeLogin opens a session. from is where the person logs in. It does the
// same, in the same time, for a badge that nobody has.
func (u *Users) BadgeLogin(ctx context.Context, badge, pin, from string) (wms.Session, error) {
	if err := u.enter(); err != nil {
		return wms.Session{}, err
	}
	defer u.leave()
	tried := attemptOf(badge, from)
	turn := u.turnOf(tried)
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return wms.Session{}, ctx.Err()
	}
	if wait, err := u.lockedFor(tried); err != nil {
		return wms.Session{}, err
	} else if wait > 0 {
		return wms.Session{}, lockedOut(wait)
	}
	id, who, hash, err := u.byBadge(badge)
	if errors.Is(err, errWrongLogin) {
		id, hash, err = "", u.dummy, nil
	}
	if err != nil {
		return wms.Session{}, err
	}
	right, err := u.checkPIN(ctx, hash, pin)
	if err != nil {
		return wms.Session{}, err
	}
	if !right || id == "" {
		return wms.Session{}, u.countWrong(ctx, tried, id, from)
	}
	return u.openSession(ctx, id, who, hash, from, tried.badge)
}

func lockedOut(wait time.Duration) *wms.Error {
	seconds := int64((wait + time.Second - 1) / time.Second)
	return wms.Refuse(wms.Forbidden, "locked_out", "too many wrong PINs; try again in %d seconds", seconds).
		With("retry_after_s", seconds)
}

func (u *Users) enter() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.waiting >= maxWaiting {
		return errBusy
	}
	u.waiting++
	return nil
}

func (u *Users) leave() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.waiting--
}

func (u *Users) byBadge(badge string) (id wms.UserID, who Identity, hash string, err error) {
	err = u.store.View(func(r store.Reader) error {
		var ok bool
		var err error
		if id, ok, err = badges.Get(r, store.Network, badge); err != nil {
			return err
		}
		if !ok {
			return errWrongLogin
		}
		p, _, err := privates.Get(r, store.Network, id)
		if err != nil {
			return err
		}
		hash = p.PINHash
		if who, err = identityOf(r, id); errors.Is(err, errUnknown) {
			return errWrongLogin
		}
		return err
	})
	return id, who, hash, err
}

// checkPIN hashes on at most as many cores as there are. A user without a PIN
// has a hash that nothing matches, which takes as long.
func (u *Users) checkPIN(ctx context.Context, hash, pin string) (bool, error) {
	select {
	case u.checking <- struct{}{}:
		defer func() { <-u.checking }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if hash == "" {
		pinMatches(u.dummy, pin)
		return false, nil
	}
	return pinMatches(hash, pin), nil
}

// openSession makes a session durable. It refuses when the user's PIN or
// rights were changed since they were read.
func (u *Users) openSession(ctx context.Context, id wms.UserID, who Identity, hash, from, badgeKey string) (wms.Session, error) {
	secret, sum, err := u.secret("ses_")
	if err != nil {
		return wms.Session{}, err
	}
	now := u.now().UTC()
	row := session{User: id, ExpiresAt: now.Add(u.life), OpenedAt: now, SeenAt: now, From: from}
	_, err = u.store.Do(ctx, store.Command{Partition: store.Network, Kind: "session.open", Actor: wms.Actor{User: id, From: from},
		Run: func(tx store.Tx) ([]byte, error) {
			a, ok, err := accounts.Get(tx, store.Network, id)
			if err != nil {
				return nil, err
			}
			p, _, err := privates.Get(tx, store.Network, id)
			if err != nil {
				return nil, err
			}
			if !ok || a.Disabled || p.PINHash != hash {
				return nil, errWrongLogin
			}
			if err := forgetWrongs(tx, badgeKey); err != nil {
				return nil, err
			}
			if a.Sessions, err = u.makeRoom(tx, a.Sessions, now); err != nil {
				return nil, err
			}
			a.Sessions = append(a.Sessions, keyOf(sum))
			if err := accounts.Put(tx, a, id); err != nil {
				return nil, err
			}
			tx.Emit(wms.Event{Type: "user.logged_in", Subject: string(id)})
			return nil, sessions.Put(tx, row, keyOf(sum))
		}})
	if err != nil {
		return wms.Session{}, err
	}
	return wms.Session{User: id, Name: who.Name, Roles: who.Roles, Warehouses: who.Warehouses, Owners: who.Owners,
		Language: who.Language, MustChangePIN: who.MustChange, Token: secret, ExpiresAt: row.ExpiresAt}, nil
}

// makeRoom drops a user's ended sessions, and the oldest beyond the bound. A
// session dropped so may be believed for some seconds more.
func (u *Users) makeRoom(tx store.Tx, keys []string, now time.Time) ([]string, error) {
	var kept []string
	for i, key := range keys {
		s, ok, err := sessions.Get(tx, store.Network, key)
		if err != nil {
			return nil, err
		}
		if ok && now.Before(u.endOf(s)) && len(keys)-i < maxSessions {
			kept = append(kept, key)
			continue
		}
		if err := sessions.Delete(tx, key); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// Logout ends a session. One that has ended already is no error.
func (u *Users) Logout(ctx context.Context, secret string) error {
	sum := sha256.Sum256([]byte(secret))
	key := keyOf(sum)
	defer u.forgetOne(sum)
	s, ok, err := u.sessionOf(key)
	if err != nil || !ok {
		return err
	}
	_, err = u.store.Do(ctx, store.Command{Partition: store.Network, Kind: "session.close", Actor: wms.Actor{User: s.User},
		Run: func(tx store.Tx) ([]byte, error) {
			a, ok, err := accounts.Get(tx, store.Network, s.User)
			if err != nil {
				return nil, err
			}
			if i := slices.Index(a.Sessions, key); ok && i >= 0 {
				a.Sessions = slices.Delete(a.Sessions, i, i+1)
				if err := accounts.Put(tx, a, s.User); err != nil {
					return nil, err
				}
				tx.Emit(wms.Event{Type: "user.logged_out", Subject: string(s.User)})
			}
			return nil, sessions.Delete(tx, key)
		}})
	return err
}

// sessionOf reads a session; a token's secret is errNoSession.
func (u *Users) sessionOf(key string) (s session, ok bool, err error) {
	err = u.store.View(func(r store.Reader) error {
		var err error
		if s, ok, err = sessions.Get(r, store.Network, key); err != nil || ok {
			return err
		}
		_, isToken, err := tokenHashes.Get(r, store.Network, key)
		if isToken || u.admin != nil && key == keyOf(*u.admin) {
			return errNoSession
		}
		return err
	})
	return s, ok, err
}

// keyOf is a secret's hash as a key.
func keyOf(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:]) }

// secret makes 256 random bits behind a prefix that says what they are, and
// their hash.
func (u *Users) secret(prefix string) (text string, sum [sha256.Size]byte, err error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(u.random, raw); err != nil {
		return "", sum, fmt.Errorf("users: no random bytes: %w", err)
	}
	text = prefix + base64.RawURLEncoding.EncodeToString(raw)
	return text, sha256.Sum256([]byte(text)), nil
}
