package users

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Person is a user as the site file says. Exactly one of PIN and PINHash is
// set.
type Person struct {
	ID         wms.UserID
	Name       string
	Badge      string
	PIN        string
	PINHash    string // see HashPIN
	Roles      []string
	Warehouses []wms.WarehouseID // empty: all
}

// Seed makes the users be the people of the site file: new ones are added,
// changed ones changed, and who is no longer there can't log in any more. A
// person whose PIN changed loses the open sessions. Users that came otherwise
// stay; what an administrator changed of the list's people holds until the list
// changes.
//
// PINs are slow to hash, so a seal over the whole list, hashed as slowly as a
// PIN, tells at the next start that nothing changed; then nothing is written.
func (u *Users) Seed(ctx context.Context, people []Person) error {
	if err := checkPeople(people); err != nil {
		return err
	}
	list, err := store.Encode(people)
	if err != nil {
		return err
	}
	if same, err := u.sealed(string(list)); err != nil || same {
		return err
	}
	hashes, err := u.hashesOf(people)
	if err != nil {
		return err
	}
	seal, err := u.HashPIN(string(list))
	if err != nil {
		return err
	}
	_, err = u.store.Do(ctx, store.Command{Partition: store.Network, Kind: "users.seed", Actor: wms.System("site file"),
		Run: func(tx store.Tx) ([]byte, error) {
			if err := seed(tx, people, hashes); err != nil {
				return nil, err
			}
			return nil, seals.Put(tx, seal)
		}})
	u.forget()
	return err
}

// sealed says whether this list was the last one seeded.
func (u *Users) sealed(list string) (same bool, err error) {
	err = u.store.View(func(r store.Reader) error {
		seal, ok, err := seals.Get(r, store.Network)
		same = ok && pinMatches(seal, list)
		return err
	})
	return same, err
}

func checkPeople(people []Person) error {
	ids, taken := map[wms.UserID]bool{}, map[string]bool{}
	for _, p := range people {
		switch {
		case p.ID == "" || p.Badge == "":
			return fmt.Errorf("users: a person needs an id and a badge (id %q, badge %q)", p.ID, p.Badge)
		case p.ID == AdminUser || p.ID == "system":
			return fmt.Errorf("users: the id %q is the program's own", p.ID)
		case ids[p.ID]:
			return fmt.Errorf("users: the id %q is there twice", p.ID)
		case taken[p.Badge]:
			return fmt.Errorf("users: the badge %q is there twice", p.Badge)
		case (p.PIN == "") == (p.PINHash == ""):
			return fmt.Errorf("users: person %q needs either a PIN or a PIN hash", p.ID)
		}
		if p.PINHash != "" {
			if _, err := parsePINHash(p.PINHash); err != nil {
				return fmt.Errorf("users: person %q: %w", p.ID, err)
			}
		}
		ids[p.ID], taken[p.Badge] = true, true
	}
	return nil
}

// hashesOf finds each person's PIN hash: the stored one where it is still
// right, else a new one. It works on all cores: a hash is slow on purpose.
func (u *Users) hashesOf(people []Person) ([]string, error) {
	hashes := make([]string, len(people))
	err := u.store.View(func(r store.Reader) error {
		for i, p := range people {
			row, _, err := privates.Get(r, store.Network, p.ID)
			if err != nil {
				return err
			}
			hashes[i] = row.PINHash
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	errs := make([]error, len(people))
	var group sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				hashes[i], errs[i] = u.hashOf(people[i], hashes[i])
			}
		})
	}
	for i := range people {
		next <- i
	}
	close(next)
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

func (u *Users) hashOf(p Person, stored string) (string, error) {
	switch {
	case p.PINHash != "":
		return p.PINHash, nil
	case stored != "" && pinMatches(stored, p.PIN):
		return stored, nil
	default:
		return u.HashPIN(p.PIN)
	}
}

// seed writes what differs. Those who left, or have another badge now, give
// theirs back first, so that it is free for others.
func seed(tx store.Tx, people []Person, hashes []string) error {
	badgeOf := map[wms.UserID]string{}
	for _, p := range people {
		badgeOf[p.ID] = p.Badge
	}
	old := map[wms.UserID]account{}
	err := accounts.Scan(tx, store.Network, nil, func(k store.KeyParts, a account) (bool, error) {
		old[wms.UserID(k.Str())] = a
		return true, k.Err()
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		a := old[id]
		if a.Disabled || badgeOf[id] == a.Badge || a.Origin != "" && badgeOf[id] == "" {
			continue
		}
		if a.Badge != "" {
			if err := badges.Delete(tx, a.Badge); err != nil {
				return err
			}
		}
		if badgeOf[id] != "" {
			continue
		}
		if err := disable(tx, id, a); err != nil {
			return err
		}
	}
	for i, p := range people {
		if err := seedOne(tx, p, old[p.ID], hashes[i]); err != nil {
			return err
		}
	}
	return nil
}

func disable(tx store.Tx, id wms.UserID, a account) error {
	if err := endSessions(tx, a.Sessions); err != nil {
		return err
	}
	a.Sessions, a.Disabled = nil, true
	tx.Emit(wms.Event{Type: "user.disabled", Subject: string(id)})
	return accounts.Put(tx, a, id)
}

func endSessions(tx store.Tx, keys []string) error {
	for _, key := range keys {
		if err := sessions.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}

func seedOne(tx store.Tx, p Person, was account, hash string) error {
	row, _, err := privates.Get(tx, store.Network, p.ID)
	if err != nil {
		return err
	}
	want := account{Badge: p.Badge, Roles: p.Roles, Warehouses: p.Warehouses, Sessions: was.Sessions,
		Owners: was.Owners, Language: was.Language, Subject: was.Subject}
	if row.PINHash != hash {
		if err := endSessions(tx, was.Sessions); err != nil {
			return err
		}
		want.Sessions = nil
	}
	if secret := (private{Name: p.Name, PINHash: hash}); row != secret {
		if err := privates.Put(tx, secret, p.ID); err != nil {
			return err
		}
	}
	if !was.Disabled && was.Badge == want.Badge && slices.Equal(was.Roles, want.Roles) &&
		!was.MustChange && was.Origin == "" && slices.Equal(was.Warehouses, want.Warehouses) && len(was.Sessions) == len(want.Sessions) {
		return nil
	}
	if other, taken, err := badges.Get(tx, store.Network, p.Badge); err != nil {
		return err
	} else if taken && other != p.ID {
		return fmt.Errorf("users: the badge %q of %q belongs to user %q, who is not of the site file", p.Badge, p.ID, other)
	}
	if err := badges.Put(tx, p.ID, p.Badge); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "user.seeded", Subject: string(p.ID)})
	return accounts.Put(tx, want, p.ID)
}
