// Package users knows who may call: people with a badge and a PIN, their
// sessions, the API tokens of programs, and the token of the administrator.
//
// The nouns: a Person of the site file becomes a user (Seed); BadgeLogin opens
// a session, which ends when it is old or was not used for a while; a Token is
// a program's, with roles, warehouses, owners and scopes, until it is revoked,
// and never with more than whoever made it has now; Authenticate says which
// Identity a session or token belongs to. What a role may do is not known here.
//
// Secrets are 256 random bits, stored as their SHA-256. PINs are stored as
// argon2id hashes, names and hashes in a table that the journal does not hold.
// A PIN of four digits does not withstand somebody who has the data file: its
// hash, like the lock-out after five wrong ones, only slows the search down.
// A badge that nobody has is locked, and takes as long, as any other.
package users

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"runtime"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

const (
	sessionLife = 12 * time.Hour
	sessionIdle = 4 * time.Hour
	maxSessions = 10 // per user; the oldest goes
	cacheFor    = 15 * time.Second
	cacheRoom   = 4096
	maxWaiting  = 512 // log-ins that wait for a PIN to be checked
	maxTokens   = 1000
)

// Options of New. Only Store must be set.
type Options struct {
	Store store.Store
	// AdminToken, when set, has all rights; see AdminTokenFile.
	AdminToken string
	Now        func() time.Time // wall time; default time.Now
	Random     io.Reader        // default crypto/rand
	// HashMemoryKiB is what a new PIN hash costs; default 19 MiB. Less is for
	// tests, which would otherwise do little else.
	HashMemoryKiB uint32
	// SessionLife is how long a session lives, SessionIdle how long without
	// being used; defaults 12 h and 4 h of wall time.
	SessionLife, SessionIdle time.Duration
}

// Users is safe for use by several goroutines.
type Users struct {
	store     store.Store
	now       func() time.Time
	random    io.Reader
	memoryKiB uint32
	admin     *[sha256.Size]byte // nil: there is none

	checking chan struct{} // a place per PIN being checked
	dummy    string        // the hash that an unknown badge's PIN is checked against

	mu      sync.Mutex
	cache   map[[sha256.Size]byte]known
	changes uint64 // counts what made cache entries wrong
	waiting int

	life, idle time.Duration
	turns      [64]chan struct{} // one log-in at a time per badge; see turnOf
	pruning    pruning
}

// Identity is who calls, and what with.
type Identity struct {
	User       wms.UserID
	Name       string
	Roles      []string
	Warehouses []wms.WarehouseID // empty: all
	Owners     []string          // of goods; empty: all
	Scopes     []string          // what a token is for; empty: whatever its roles may
	Supplier   string            // whom a supplier's token speaks for
	Language   string            // "" if not chosen
	MustChange bool              // may only set another PIN
}

// AdminUser is the user of the administrator's token.
const AdminUser wms.UserID = "admin"

var (
	errWrongLogin = wms.Refuse(wms.Unauthorized, "wrong_badge_or_pin", "badge and PIN do not belong together")
	errUnknown    = wms.Refuse(wms.Unauthorized, "unauthenticated", "the session or token is not known, has ended or was revoked")
	errBusy       = wms.Refuse(wms.Unavailable, "login_busy", "too many people log in at this moment; try again in a few seconds")
	errNoSession  = wms.Refuse(wms.Conflict, "not_a_session", "an API token does not log out; revoke it instead")
)

// New makes Users over a store.
func New(o Options) (*Users, error) {
	if o.Store == nil {
		return nil, errors.New("users: no store")
	}
	u := &Users{store: o.Store, now: o.Now, random: o.Random,
		checking: make(chan struct{}, runtime.GOMAXPROCS(0)),
		cache:    map[[sha256.Size]byte]known{}, life: cmp.Or(o.SessionLife, sessionLife), idle: cmp.Or(o.SessionIdle, sessionIdle)}
	for i := range u.turns {
		u.turns[i] = make(chan struct{}, 1)
	}
	if u.now == nil {
		u.now = time.Now
	}
	if u.random == nil {
		u.random = rand.Reader
	}
	if u.memoryKiB = o.HashMemoryKiB; u.memoryKiB == 0 {
		u.memoryKiB = argonMemoryKiB
	}
	if o.AdminToken != "" {
		sum := sha256.Sum256([]byte(o.AdminToken))
		u.admin = &sum
	}
	var err error
	u.dummy, err = u.HashPIN("nobody's")
	return u, err
}

// known is a cached answer of Authenticate.
type known struct {
	who   Identity
	until time.Time
}

// Authenticate says whose a session's or a token's secret is. Answers are
// kept for some seconds; what ends a session or token here drops them at once.
func (u *Users) Authenticate(ctx context.Context, secret string) (Identity, error) {
	if err := ctx.Err(); err != nil {
		return Identity{}, err
	}
	sum := sha256.Sum256([]byte(secret))
	if u.admin != nil && subtle.ConstantTimeCompare(sum[:], u.admin[:]) == 1 {
		return Identity{User: AdminUser, Name: "Administrator", Roles: []string{"admin"}}, nil
	}
	now := u.now()
	u.mu.Lock()
	hit, found := u.cache[sum]
	changes := u.changes
	u.mu.Unlock()
	if found && now.Before(hit.until) {
		return hit.who, nil
	}
	who, ends, stale, err := u.lookUp(sum, now)
	if err != nil {
		return Identity{}, err
	}
	if stale {
		if err := u.touch(ctx, keyOf(sum), now); err != nil {
			return Identity{}, err
		}
	}
	until := now.Add(cacheFor)
	if !ends.IsZero() && ends.Before(until) {
		until = ends
	}
	u.remember(sum, known{who, until}, changes)
	return who, nil
}

// lookUp finds a secret's owner in the store; ends is zero for "never", stale
// says that a session's last use must be written down.
func (u *Users) lookUp(sum [sha256.Size]byte, now time.Time) (who Identity, ends time.Time, stale bool, err error) {
	err = u.store.View(func(r store.Reader) error {
		if s, ok, err := sessions.Get(r, store.Network, keyOf(sum)); err != nil {
			return err
		} else if ok {
			who, err = identityOf(r, s.User)
			ends = u.endOf(s)
			stale = now.Sub(s.SeenAt) > u.idle/8
			return err
		}
		id, ok, err := tokenHashes.Get(r, store.Network, keyOf(sum))
		if err != nil {
			return err
		}
		if !ok {
			return errUnknown
		}
		who, ends, err = tokenIdentity(r, id, now, 0)
		return err
	})
	if err == nil && !ends.IsZero() && !now.Before(ends) {
		return Identity{}, ends, false, errUnknown
	}
	return who, ends, stale, err
}

// endOf is when a session ends if it is not used any more.
func (u *Users) endOf(s session) time.Time {
	if idle := s.SeenAt.Add(u.idle); !s.SeenAt.IsZero() && idle.Before(s.ExpiresAt) {
		return idle
	}
	return s.ExpiresAt
}

// touch writes down that a session is in use. It is no event.
func (u *Users) touch(ctx context.Context, key string, now time.Time) error {
	_, err := u.store.Do(ctx, store.Command{Partition: store.Network, Kind: "session.touch", Actor: wms.System("session in use"),
		Run: func(tx store.Tx) ([]byte, error) {
			s, ok, err := sessions.Get(tx, store.Network, key)
			if err != nil || !ok || !s.SeenAt.Before(now) {
				return nil, err
			}
			s.SeenAt = now.UTC()
			return nil, sessions.Put(tx, s, key)
		}})
	return err
}

// remember caches an answer, unless something changed while it was found.
func (u *Users) remember(sum [sha256.Size]byte, k known, changes uint64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.changes != changes {
		return
	}
	if len(u.cache) >= cacheRoom {
		clear(u.cache) // rare, and a miss costs one read
	}
	u.cache[sum] = k
}

// forget drops all cached answers, because somebody's rights changed.
func (u *Users) forget() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.changes++
	clear(u.cache)
}

// forgetOne drops the cached answer of a secret that ended.
func (u *Users) forgetOne(sum [sha256.Size]byte) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.changes++
	delete(u.cache, sum)
}
