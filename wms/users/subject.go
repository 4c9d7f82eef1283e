package users

import (
	"context"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Subject is somebody whom a log-in provider (OIDC) vouches for.
type Subject struct {
	Issuer, Subject string
	Name            string
	// Roles, when not nil, replace those of the user at every log-in.
	Roles []string
	// Create adds a user for a subject that nobody has yet; else it is refused.
	Create bool
}

// SubjectKey is how a subject is stored: a hash, since providers use addresses
// and names as subjects.
func SubjectKey(issuer, subject string) string { return hashed("subject", issuer+"\x00"+subject) }

// SubjectLogin opens a session for whom a provider vouches for.
func (u *Users) SubjectLogin(ctx context.Context, s Subject, from string) (wms.Session, error) {
	key := SubjectKey(s.Issuer, s.Subject)
	if s.Roles != nil && len(s.Roles) == 0 {
		return wms.Session{}, wms.Refuse(wms.Forbidden, "no_role", "the log-in provider gives you no role here; ask an administrator")
	}
	id := wms.UserID("oidc-" + key[:16])
	_, err := u.store.Do(ctx, store.Command{Partition: store.Network, Kind: "user.subject", Actor: wms.Actor{User: id, From: from},
		Run: func(tx store.Tx) ([]byte, error) {
			known, err := adopt(tx, id, key, s)
			return []byte(known), err
		}})
	if err != nil {
		return wms.Session{}, err
	}
	u.forget()
	var who Identity
	var hash string
	err = u.store.View(func(r store.Reader) error {
		var err error
		if id, _, err = subjects.Get(r, store.Network, key); err != nil {
			return err
		}
		p, _, err := privates.Get(r, store.Network, id)
		if err != nil {
			return err
		}
		hash = p.PINHash
		if who, err = identityOf(r, id); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return wms.Session{}, err
	}
	if len(who.Roles) == 0 {
		return wms.Session{}, wms.Refuse(wms.Forbidden, "no_role", "the log-in provider gives you no role here; ask an administrator")
	}
	return u.openSession(ctx, id, who, hash, from, "")
}

// adopt finds or adds the subject's user and brings the roles up to date.
func adopt(tx store.Tx, id wms.UserID, key string, s Subject) (wms.UserID, error) {
	owner, known, err := subjects.Get(tx, store.Network, key)
	if err != nil {
		return "", err
	}
	if !known && !s.Create {
		return "", wms.Refuse(wms.Forbidden, "unknown_subject", "the log-in provider knows you, this program does not; ask an administrator")
	}
	if !known && len(s.Roles) == 0 {
		return "", wms.Refuse(wms.Forbidden, "no_role", "the log-in provider gives you no role here; ask an administrator")
	}
	if !known {
		name := s.Name[:min(len(s.Name), maxName)]
		if _, err := change(tx, id, account{Origin: "oidc"}, Change{Name: ptr(strings.ToValidUTF8(name, "")), Roles: &s.Roles, Subject: &key}); err != nil {
			return "", err
		}
		tx.Emit(wms.Event{Type: "user.created", Subject: string(id)})
		return id, nil
	}
	a, _, err := accounts.Get(tx, store.Network, owner)
	if err != nil {
		return "", err
	}
	if a.Disabled {
		return "", wms.Refuse(wms.Forbidden, "unknown_subject", "the log-in provider knows you, this program does not; ask an administrator")
	}
	if s.Roles == nil || slices.Equal(a.Roles, s.Roles) {
		return owner, nil
	}
	a.Roles = s.Roles
	tx.Emit(wms.Event{Type: "user.changed", Subject: string(owner), Data: map[string]any{"fields": []string{"roles"}}})
	return owner, accounts.Put(tx, a, owner)
}

func ptr[T any](v T) *T { return &v }
