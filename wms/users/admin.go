package users

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Call says who changes users, and what makes a repeated change the same one.
type Call struct {
	Actor       wms.Actor
	Key         string
	Fingerprint [32]byte
}

// User is an account as an administrator sees it; never its PIN.
type User struct {
	ID            wms.UserID
	Name          string
	Badge         string
	Roles         []string
	Warehouses    []wms.WarehouseID // empty: all
	Owners        []string          // empty: all
	Language      string
	Active        bool
	MustChangePIN bool
	HasPIN        bool
	Origin        string // site, api, oidc
	Sessions      int
	LockedUntil   *time.Time
}

// Change is what an administrator sets of a user; what is nil stays.
type Change struct {
	Name       *string
	Badge      *string // "" takes the badge away
	Roles      *[]string
	Warehouses *[]wms.WarehouseID
	Owners     *[]string
	Language   *string
	Active     *bool
	Subject    *string // of the log-in provider, see SubjectKey; "" takes it away
}

// OpenSession is a session as an administrator sees it.
type OpenSession struct {
	ID        string
	From      string
	OpenedAt  time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

const (
	maxPINBytes = 64
	minPINBytes = 4
	maxName     = 100
	maxUsers    = 10000
)

func unknownUser(id wms.UserID) *wms.Error {
	return wms.Refuse(wms.NotFound, "unknown_user", "there is no user %q", id)
}

// do runs a change of one account; what changed is said by field names only.
func (u *Users) do(ctx context.Context, c Call, kind string, run func(tx store.Tx) error) error {
	_, err := u.store.Do(ctx, store.Command{Partition: store.Network, Kind: kind, Actor: c.Actor,
		IdempotencyKey: c.Key, Fingerprint: c.Fingerprint,
		Run: func(tx store.Tx) ([]byte, error) { return nil, run(tx) }})
	u.forget()
	return err
}

// NewUser adds a user, who has no PIN yet.
func (u *Users) NewUser(ctx context.Context, c Call, id wms.UserID, n Change) (User, error) {
	err := u.do(ctx, c, "user.create", func(tx store.Tx) error {
		if _, there, err := accounts.Get(tx, store.Network, id); err != nil {
			return err
		} else if there {
			return wms.Refuse(wms.Conflict, "user_exists", "user %q exists already", id)
		}
		switch {
		case id == "" || len(id) > 64 || strings.ContainsAny(string(id), " \t\r\n"):
			return wms.Refuse(wms.Invalid, "invalid_field", "a user's id has 1 to 64 bytes and no blanks").With("field", "id")
		case id == AdminUser || id == "system" || strings.HasPrefix(string(id), "token-"):
			return wms.Refuse(wms.Invalid, "invalid_field", "the id %q is the program's own", id).With("field", "id")
		case n.Roles == nil:
			return wms.Refuse(wms.Invalid, "invalid_field", "roles must name at least one role").With("field", "roles")
		}
		if count, err := tx.NextID("user"); err != nil {
			return err
		} else if count > maxUsers {
			return wms.Refuse(wms.Conflict, "too_many_users", "there are %d users; that is the most", maxUsers)
		}
		_, err := change(tx, id, account{Origin: "api"}, n)
		if err != nil {
			return err
		}
		tx.Emit(wms.Event{Type: "user.created", Subject: string(id)})
		return nil
	})
	if err != nil {
		return User{}, err
	}
	return u.User(id)
}

// ChangeUser changes what c names. Less rights hold at once; who is not active
// any more, or lost the badge, loses the open sessions.
func (u *Users) ChangeUser(ctx context.Context, c Call, id wms.UserID, n Change) (User, error) {
	err := u.do(ctx, c, "user.change", func(tx store.Tx) error {
		a, there, err := accounts.Get(tx, store.Network, id)
		if err != nil {
			return err
		}
		if !there {
			return unknownUser(id)
		}
		fields, err := change(tx, id, a, n)
		if err == nil && len(fields) > 0 {
			tx.Emit(wms.Event{Type: "user.changed", Subject: string(id), Data: map[string]any{"fields": fields}})
		}
		return err
	})
	if err != nil {
		return User{}, err
	}
	return u.User(id)
}

// change checks and writes; it names the fields that were given.
func change(tx store.Tx, id wms.UserID, a account, n Change) (fields []string, err error) {
	set := func(name string) { fields = append(fields, name) }
	if n.Name != nil {
		if len(*n.Name) > maxName {
			return nil, wms.Refuse(wms.Invalid, "invalid_field", "name must be at most %d bytes", maxName).With("field", "name")
		}
		p, _, err := privates.Get(tx, store.Network, id)
		if err != nil {
			return nil, err
		}
		p.Name = *n.Name
		if err := privates.Put(tx, p, id); err != nil {
			return nil, err
		}
		set("name")
	}
	if n.Roles != nil {
		if len(*n.Roles) == 0 {
			return nil, wms.Refuse(wms.Invalid, "invalid_field", "roles must name at least one role").With("field", "roles")
		}
		a.Roles = *n.Roles
		set("roles")
	}
	if n.Warehouses != nil {
		a.Warehouses = *n.Warehouses
		set("warehouses")
	}
	if n.Owners != nil {
		a.Owners = *n.Owners
		set("owners")
	}
	if n.Language != nil {
		if !slices.Contains([]string{"", "en", "zh"}, *n.Language) {
			return nil, wms.Refuse(wms.Invalid, "invalid_field", "language must be en or zh").With("field", "language")
		}
		a.Language = *n.Language
		set("language")
	}
	if n.Badge != nil && *n.Badge != a.Badge {
		if err := giveBadge(tx, id, &a, *n.Badge); err != nil {
			return nil, err
		}
		set("badge")
	}
	if n.Subject != nil && *n.Subject != a.Subject {
		if err := giveSubject(tx, id, &a, *n.Subject); err != nil {
			return nil, err
		}
		set("subject")
	}
	if n.Active != nil && *n.Active == a.Disabled {
		if a.Disabled = !*n.Active; a.Disabled {
			if err := endSessions(tx, a.Sessions); err != nil {
				return nil, err
			}
			a.Sessions = nil
		}
		set("active")
	}
	return fields, accounts.Put(tx, a, id)
}

func giveBadge(tx store.Tx, id wms.UserID, a *account, badge string) error {
	if len(badge) > 64 {
		return wms.Refuse(wms.Invalid, "invalid_field", "badge must be at most 64 bytes").With("field", "badge")
	}
	if badge != "" {
		if other, taken, err := badges.Get(tx, store.Network, badge); err != nil {
			return err
		} else if taken && other != id {
			return wms.Refuse(wms.Conflict, "badge_taken", "user %s has this badge", other)
		}
	}
	if a.Badge != "" {
		if err := badges.Delete(tx, a.Badge); err != nil {
			return err
		}
	}
	if err := endSessions(tx, a.Sessions); err != nil {
		return err
	}
	a.Badge, a.Sessions = badge, nil
	if badge == "" {
		return nil
	}
	return badges.Put(tx, id, badge)
}

func giveSubject(tx store.Tx, id wms.UserID, a *account, subject string) error {
	if subject != "" {
		if other, taken, err := subjects.Get(tx, store.Network, subject); err != nil {
			return err
		} else if taken && other != id {
			return wms.Refuse(wms.Conflict, "subject_taken", "user %s logs in with this subject", other)
		}
	}
	if a.Subject != "" {
		if err := subjects.Delete(tx, a.Subject); err != nil {
			return err
		}
	}
	if a.Subject = subject; subject == "" {
		return nil
	}
	return subjects.Put(tx, id, subject)
}

// SetPIN gives a user another PIN and ends the open sessions and the badge's
// lock. With mustChange it is good for nothing but to set one's own.
func (u *Users) SetPIN(ctx context.Context, by wms.Actor, id wms.UserID, pin string, mustChange bool) error {
	hash, err := u.newPIN(pin)
	if err != nil {
		return err
	}
	return u.do(ctx, Call{Actor: by}, "user.set_pin", func(tx store.Tx) error { return putPIN(tx, id, hash, mustChange, "") })
}

func (u *Users) newPIN(pin string) (string, error) {
	if len(pin) < minPINBytes || len(pin) > maxPINBytes || strings.Count(pin, pin[:1]) == len(pin) {
		return "", wms.Refuse(wms.Invalid, "weak_pin", "a PIN has %d to %d characters, not all the same", minPINBytes, maxPINBytes)
	}
	return u.HashPIN(pin)
}

func putPIN(tx store.Tx, id wms.UserID, hash string, mustChange bool, keep string) error {
	a, there, err := accounts.Get(tx, store.Network, id)
	if err != nil {
		return err
	}
	if !there {
		return unknownUser(id)
	}
	p, _, err := privates.Get(tx, store.Network, id)
	if err != nil {
		return err
	}
	p.PINHash = hash
	if err := privates.Put(tx, p, id); err != nil {
		return err
	}
	ended := slices.DeleteFunc(slices.Clone(a.Sessions), func(key string) bool { return key == keep })
	if err := endSessions(tx, ended); err != nil {
		return err
	}
	a.Sessions = slices.DeleteFunc(a.Sessions, func(key string) bool { return key != keep })
	a.MustChange = mustChange
	if err := forgetWrongs(tx, hashed("badge", a.Badge)); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "user.pin_set", Subject: string(id)})
	return accounts.Put(tx, a, id)
}

// ChangePIN lets a person set another PIN; secret is the session's, which
// stays open while the others end. A wrong old PIN counts like a wrong log-in.
func (u *Users) ChangePIN(ctx context.Context, by wms.Actor, secret, old, pin string) error {
	if err := u.enter(); err != nil {
		return err
	}
	defer u.leave()
	var badge string
	var stored string
	err := u.store.View(func(r store.Reader) error {
		a, there, err := accounts.Get(r, store.Network, by.User)
		if err != nil {
			return err
		}
		if !there {
			return errNoSession
		}
		badge = a.Badge
		p, _, err := privates.Get(r, store.Network, by.User)
		stored = p.PINHash
		return err
	})
	if err != nil {
		return err
	}
	tried := attemptOf(badge, by.From)
	turn := u.turnOf(tried)
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if wait, err := u.lockedFor(tried); err != nil {
		return err
	} else if wait > 0 {
		return lockedOut(wait)
	}
	right, err := u.checkPIN(ctx, stored, old)
	if err != nil {
		return err
	}
	if !right {
		return u.countWrong(ctx, tried, by.User, by.From)
	}
	if old == pin {
		return wms.Refuse(wms.Invalid, "weak_pin", "the new PIN must differ from the old one")
	}
	hash, err := u.newPIN(pin)
	if err != nil {
		return err
	}
	return u.do(ctx, Call{Actor: by}, "user.change_pin", func(tx store.Tx) error {
		return putPIN(tx, by.User, hash, false, keyOf(sumOf(secret)))
	})
}
