package plant

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/users"
)

type login struct{ *users.Users }

// Authenticate implements api.Login.
func (l login) Authenticate(ctx context.Context, token string) (api.Identity, error) {
	id, err := l.Users.Authenticate(ctx, token)
	return api.Identity(id), err
}

type tokens struct{ u *users.Users }

// NewToken implements api.Tokens.
func (t tokens) NewToken(ctx context.Context, c api.Call, n api.NewToken) (api.Token, error) {
	out, err := t.u.NewToken(ctx, c.Actor, users.NewToken(n))
	return api.Token(out), err
}

// ListTokens implements api.Tokens.
func (t tokens) ListTokens(_ context.Context, page api.Page) ([]api.Token, string, error) {
	list, next, err := t.u.ListTokens(page.After, page.Limit)
	out := make([]api.Token, len(list))
	for i := range list {
		out[i] = api.Token(list[i])
	}
	return out, next, err
}

// RevokeToken implements api.Tokens.
func (t tokens) RevokeToken(ctx context.Context, c api.Call, id string) error {
	return t.u.RevokeToken(ctx, c.Actor, id)
}

// accounts are the users, for their administrators. issuer is the log-in
// provider's, whose subjects the outside speaks of.
type accounts struct {
	u      *users.Users
	issuer string
}

// ListUsers implements api.Users.
func (a accounts) ListUsers(_ context.Context, page api.Page) ([]api.User, string, error) {
	list, next, err := a.u.ListUsers(page.After, page.Limit)
	out := make([]api.User, len(list))
	for i := range list {
		out[i] = api.User(list[i])
	}
	return out, next, err
}

// User implements api.Users.
func (a accounts) User(_ context.Context, id wms.UserID) (api.User, error) {
	u, err := a.u.User(id)
	return api.User(u), err
}

// NewUser implements api.Users.
func (a accounts) NewUser(ctx context.Context, c api.Call, n api.NewUser) (api.User, error) {
	change := users.Change{Name: &n.Name, Badge: &n.Badge, Warehouses: &n.Warehouses, Owners: &n.Owners, Language: &n.Language,
		Subject: a.subject(&n.Subject)}
	if n.Roles != nil {
		change.Roles = &n.Roles
	}
	u, err := a.u.NewUser(ctx, users.Call(c), n.ID, change)
	return api.User(u), err
}

// ChangeUser implements api.Users.
func (a accounts) ChangeUser(ctx context.Context, c api.Call, id wms.UserID, n api.UserChange) (api.User, error) {
	n.Subject = a.subject(n.Subject)
	u, err := a.u.ChangeUser(ctx, users.Call(c), id, users.Change(n))
	return api.User(u), err
}

func (a accounts) subject(of *string) *string {
	if of == nil || *of == "" {
		return of
	}
	key := users.SubjectKey(a.issuer, *of)
	return &key
}

// SetPIN implements api.Users.
func (a accounts) SetPIN(ctx context.Context, c api.Call, id wms.UserID, n api.NewPIN) error {
	return a.u.SetPIN(ctx, c.Actor, id, n.PIN, n.MustChange)
}

// ChangePIN implements api.Users.
func (a accounts) ChangePIN(ctx context.Context, c api.Call, token string, n api.OwnPIN) error {
	return a.u.ChangePIN(ctx, c.Actor, token, n.PIN, n.NewPIN)
}

// Sessions implements api.Users.
func (a accounts) Sessions(_ context.Context, id wms.UserID) ([]api.OpenSession, error) {
	list, err := a.u.Sessions(id)
	out := make([]api.OpenSession, len(list))
	for i := range list {
		out[i] = api.OpenSession(list[i])
	}
	return out, err
}

// EndSessions implements api.Users.
func (a accounts) EndSessions(ctx context.Context, c api.Call, id wms.UserID, session string) error {
	return a.u.EndSessions(ctx, users.Call(c), id, session)
}
