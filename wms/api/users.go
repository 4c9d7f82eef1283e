package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// User is an account as an administrator sees it.
type User struct {
	ID            wms.UserID        `json:"id"`
	Name          string            `json:"name"`
	Badge         string            `json:"badge"`
	Roles         []string          `json:"roles"`
	Warehouses    []wms.WarehouseID `json:"warehouses"` // empty: all
	Owners        []string          `json:"owners"`     // empty: all
	Language      string            `json:"language,omitempty"`
	Active        bool              `json:"active"`
	MustChangePIN bool              `json:"must_change_pin"`
	HasPIN        bool              `json:"has_pin"`
	Origin        string            `json:"origin"` // site, api, oidc
	Sessions      int               `json:"sessions"`
	LockedUntil   *time.Time        `json:"locked_until,omitempty"`
}

// UserChange is the body of PATCH /v1/users/{id}; what is absent stays.
type UserChange struct {
	Name       *string            `json:"name,omitempty"`
	Badge      *string            `json:"badge,omitempty"`
	Roles      *[]string          `json:"roles,omitempty"`
	Warehouses *[]wms.WarehouseID `json:"warehouses,omitempty"`
	Owners     *[]string          `json:"owners,omitempty"`
	Language   *string            `json:"language,omitempty"`
	Active     *bool              `json:"active,omitempty"`
	// Subject is the user's at the log-in provider; "" for none.
	Subject *string `json:"subject,omitempty"`
}

// NewUser is the body of POST /v1/users. The PIN is set by itself.
type NewUser struct {
	ID         wms.UserID        `json:"id"`
	Name       string            `json:"name,omitempty"`
	Badge      string            `json:"badge,omitempty"`
	Roles      []string          `json:"roles"`
	Warehouses []wms.WarehouseID `json:"warehouses,omitempty"`
	Owners     []string          `json:"owners,omitempty"`
	Language   string            `json:"language,omitempty"`
	Subject    string            `json:"subject,omitempty"`
}

// NewPIN is the body of POST /v1/users/{id}/pin.
type NewPIN struct {
	PIN        string `json:"pin"`
	MustChange bool   `json:"must_change,omitempty"`
}

// OwnPIN is the body of POST /v1/me/pin.
type OwnPIN struct {
	PIN    string `json:"pin"`
	NewPIN string `json:"new_pin"`
}

// OpenSession is a session as an administrator sees it.
type OpenSession struct {
	ID        string    `json:"id"`
	From      string    `json:"from"`
	OpenedAt  time.Time `json:"opened_at"`
	SeenAt    time.Time `json:"seen_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Users is the administration of accounts.
type Users interface {
	ListUsers(ctx context.Context, p Page) ([]User, string, error)
	User(ctx context.Context, id wms.UserID) (User, error)
	NewUser(ctx context.Context, c Call, n NewUser) (User, error)
	ChangeUser(ctx context.Context, c Call, id wms.UserID, n UserChange) (User, error)
	SetPIN(ctx context.Context, c Call, id wms.UserID, n NewPIN) error
	ChangePIN(ctx context.Context, c Call, token string, n OwnPIN) error
	Sessions(ctx context.Context, id wms.UserID) ([]OpenSession, error)
	EndSessions(ctx context.Context, c Call, id wms.UserID, session string) error
}

// userRoutes are the administration of accounts, by administrators who are
// limited to nothing.
func (f *face) userRoutes() []route {
	none := f.Users == nil
	admin := func(method, path string, do func(*request) (answer, error)) route {
		return route{method: method, path: path, roles: adminOnly, unlimited: true, missing: none, do: do}
	}
	list := admin("GET", "/v1/users", listUsers)
	list.paged = true
	return []route{
		{method: "POST", path: "/v1/me/pin", roles: everybody, owned: true, unscoped: true, missing: none, do: ownPIN},
		list,
		admin("POST", "/v1/users", newUser),
		admin("GET", "/v1/users/:id", getUser),
		admin("PATCH", "/v1/users/:id", changeUser),
		admin("POST", "/v1/users/:id/pin", setPIN),
		admin("GET", "/v1/users/:id/sessions", listSessions),
		admin("DELETE", "/v1/users/:id/sessions", endSessions),
		admin("DELETE", "/v1/users/:id/sessions/:session", endSession),
	}
}

func tidyUser(u User) User {
	u.Roles, u.Warehouses, u.Owners = filled(u.Roles), filled(u.Warehouses), filled(u.Owners)
	return u
}

func listUsers(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	users, next, err := r.face.Users.ListUsers(r.ctx, p)
	if err != nil {
		return answer{}, err
	}
	for i := range users {
		users[i] = tidyUser(users[i])
	}
	return listed(users, next), nil
}

// user answers a user, or the error.
func user(u User, err error, answered func(any) answer) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return answered(tidyUser(u)), nil
}

func getUser(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	u, err := r.face.Users.User(r.ctx, wms.UserID(id))
	return user(u, err, ok)
}

// knownRights refuses roles and warehouses that there are not.
func (r *request) knownRights(roles []string, warehouses []wms.WarehouseID) error {
	for _, role := range roles {
		if !slices.Contains(everybody, role) {
			return invalid(codeInvalidField, "there is no role %q; known are %s", role, strings.Join(everybody, ", ")).With("field", "roles")
		}
	}
	for _, w := range warehouses {
		if err := r.face.knownWarehouse(w); err != nil {
			return err
		}
	}
	return nil
}

func newUser(r *request) (answer, error) {
	var in NewUser
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	for _, text := range []string{string(in.ID), in.Name, in.Badge, in.Subject} {
		if len(text) > maxCursorBytes || !printable(text) {
			return answer{}, invalid(codeInvalidField, "id, name, badge and subject must be printable characters").With("field", "id")
		}
	}
	if err := r.knownRights(in.Roles, in.Warehouses); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	u, err := r.face.Users.NewUser(r.ctx, call, in)
	return user(u, err, created)
}

func changeUser(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in UserChange
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	for _, text := range []*string{in.Name, in.Badge, in.Subject} {
		if text != nil && (len(*text) > maxCursorBytes || !printable(*text)) {
			return answer{}, invalid(codeInvalidField, "id, name, badge and subject must be printable characters").With("field", "id")
		}
	}
	var roles []string
	var warehouses []wms.WarehouseID
	if in.Roles != nil {
		roles = *in.Roles
	}
	if in.Warehouses != nil {
		warehouses = *in.Warehouses
	}
	if err := r.knownRights(roles, warehouses); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	u, err := r.face.Users.ChangeUser(r.ctx, call, wms.UserID(id), in)
	return user(u, err, ok)
}

// keyless is the call of a write whose body is a secret: what is kept under an
// Idempotency-Key would help to guess it.
func (r *request) keyless() (Call, error) {
	call, err := r.call()
	if err == nil && call.Key != "" {
		err = invalid(codeInvalidKey, "what is kept under an Idempotency-Key would help to guess a PIN: send none")
	}
	return call, err
}

func setPIN(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in NewPIN
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.keyless()
	if err != nil {
		return answer{}, err
	}
	if err := r.face.Users.SetPIN(r.ctx, call, wms.UserID(id), in); err != nil {
		return answer{}, err
	}
	return nothing, nil
}

func ownPIN(r *request) (answer, error) {
	var in OwnPIN
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.keyless()
	if err != nil {
		return answer{}, err
	}
	if err := r.face.Users.ChangePIN(r.ctx, call, r.token, in); err != nil {
		return answer{}, err
	}
	return nothing, nil
}

func listSessions(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	found, err := r.face.Users.Sessions(r.ctx, wms.UserID(id))
	if err != nil {
		return answer{}, err
	}
	return listed(found, ""), nil
}

func endSessions(r *request) (answer, error) { return r.endSessions("") }

func endSession(r *request) (answer, error) {
	name, err := r.id("session")
	if err != nil {
		return answer{}, err
	}
	return r.endSessions(name)
}

func (r *request) endSessions(name string) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	if err := r.face.Users.EndSessions(r.ctx, call, wms.UserID(id), name); err != nil {
		return answer{}, err
	}
	return nothing, nil
}
