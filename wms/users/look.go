package users

import (
	"context"
	"crypto/sha256"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

func sumOf(secret string) [sha256.Size]byte { return sha256.Sum256([]byte(secret)) }

// sessionName is how a session is spoken of: a part of its secret's hash, of
// which the secret can't be found.
func sessionName(key string) string { return key[:min(16, len(key))] }

// User looks one account up.
func (u *Users) User(id wms.UserID) (out User, err error) {
	err = u.store.View(func(r store.Reader) error {
		a, there, err := accounts.Get(r, store.Network, id)
		if err != nil {
			return err
		}
		if !there {
			return unknownUser(id)
		}
		out, err = u.shown(r, id, a)
		return err
	})
	return out, err
}

// ListUsers lists accounts in the order of their ids, behind the id after.
func (u *Users) ListUsers(after string, limit int) (found []User, next string, err error) {
	err = u.store.View(func(r store.Reader) error {
		start := []any{}
		if after != "" {
			start = append(start, after)
		}
		return accounts.ScanFrom(r, store.Network, nil, start, func(k store.KeyParts, a account) (bool, error) {
			id := k.Str()
			if err := k.Err(); err != nil || id == after {
				return true, err
			}
			if len(found) == limit {
				next = string(found[limit-1].ID)
				return false, nil
			}
			one, err := u.shown(r, wms.UserID(id), a)
			found = append(found, one)
			return true, err
		})
	})
	return found, next, err
}

func (u *Users) shown(r store.Reader, id wms.UserID, a account) (User, error) {
	p, _, err := privates.Get(r, store.Network, id)
	if err != nil {
		return User{}, err
	}
	out := User{ID: id, Name: p.Name, Badge: a.Badge, Roles: a.Roles, Warehouses: a.Warehouses, Owners: a.Owners,
		Language: a.Language, Active: !a.Disabled, MustChangePIN: a.MustChange, HasPIN: p.PINHash != "", Origin: a.Origin}
	if out.Origin == "" {
		out.Origin = "site"
	}
	now := u.now()
	for _, key := range a.Sessions {
		s, there, err := sessions.Get(r, store.Network, key)
		if err != nil {
			return out, err
		}
		if there && now.Before(u.endOf(s)) {
			out.Sessions++
		}
	}
	if a.Badge == "" {
		return out, nil
	}
	w, _, err := wrongs.Get(r, store.Network, hashed("badge", a.Badge))
	if until := w.Until; now.Before(until) {
		out.LockedUntil = &until
	}
	return out, err
}

// Sessions lists a user's open sessions, the oldest first.
func (u *Users) Sessions(id wms.UserID) (found []OpenSession, err error) {
	err = u.store.View(func(r store.Reader) error {
		a, there, err := accounts.Get(r, store.Network, id)
		if err != nil {
			return err
		}
		if !there {
			return unknownUser(id)
		}
		for _, key := range a.Sessions {
			s, there, err := sessions.Get(r, store.Network, key)
			if err != nil {
				return err
			}
			if there && u.now().Before(u.endOf(s)) {
				found = append(found, OpenSession{ID: sessionName(key), From: s.From, OpenedAt: s.OpenedAt, SeenAt: s.SeenAt, ExpiresAt: s.ExpiresAt})
			}
		}
		return nil
	})
	return found, err
}

// EndSessions ends a user's session of that name, or with "" all of them.
func (u *Users) EndSessions(ctx context.Context, c Call, id wms.UserID, name string) error {
	return u.do(ctx, c, "session.end", func(tx store.Tx) error {
		a, there, err := accounts.Get(tx, store.Network, id)
		if err != nil {
			return err
		}
		if !there {
			return unknownUser(id)
		}
		ended := func(key string) bool { return name == "" || sessionName(key) == name }
		if name != "" && !slices.ContainsFunc(a.Sessions, ended) {
			return wms.Refuse(wms.NotFound, "unknown_session", "user %q has no session %q", id, name)
		}
		for _, key := range a.Sessions {
			if ended(key) {
				if err := sessions.Delete(tx, key); err != nil {
					return err
				}
			}
		}
		before := len(a.Sessions)
		if a.Sessions = slices.DeleteFunc(a.Sessions, ended); len(a.Sessions) == before {
			return nil
		}
		tx.Emit(wms.Event{Type: "user.logged_out", Subject: string(id), Data: map[string]any{"sessions": int64(before - len(a.Sessions))}})
		return accounts.Put(tx, a, id)
	})
}
