package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/me/pin"] = `{"pin":"1234","new_pin":"5678"}`
	bodies["POST /v1/users"] = `{"id":"bob","name":"Bob","badge":"P-02","roles":["picker"],"warehouses":["central"],"owners":["acme"]}`
	bodies["PATCH /v1/users/:id"] = `{"roles":["receiver"],"active":true}`
	bodies["POST /v1/users/:id/pin"] = `{"pin":"4711","must_change":true}`
}

func aUser(id wms.UserID) User {
	return User{ID: id, Name: "Bob", Badge: "P-02", Roles: []string{"picker"}, Active: true, Origin: "api"}
}

func (f *fake) ListUsers(_ context.Context, p Page) ([]User, string, error) {
	return []User{aUser("bob")}, "", f.saw("ListUsers", p)
}

func (f *fake) User(_ context.Context, id wms.UserID) (User, error) {
	return aUser(id), f.saw("User", id)
}

func (f *fake) NewUser(_ context.Context, c Call, n NewUser) (User, error) {
	return once(f, "NewUser", c, n, func() User { return aUser(n.ID) })
}

func (f *fake) ChangeUser(_ context.Context, c Call, id wms.UserID, n UserChange) (User, error) {
	return once(f, "ChangeUser", c, n, func() User { return aUser(id) })
}

func (f *fake) SetPIN(_ context.Context, c Call, _ wms.UserID, n NewPIN) error {
	_, err := once(f, "SetPIN", c, n, func() bool { return true })
	return err
}

func (f *fake) ChangePIN(_ context.Context, c Call, _ string, n OwnPIN) error {
	_, err := once(f, "ChangePIN", c, n, func() bool { return true })
	return err
}

func (f *fake) Sessions(_ context.Context, id wms.UserID) ([]OpenSession, error) {
	return []OpenSession{{ID: "0123456789abcdef", From: "192.0.2.1", OpenedAt: when, SeenAt: when, ExpiresAt: when}}, f.saw("Sessions", id)
}

func (f *fake) EndSessions(_ context.Context, c Call, _ wms.UserID, session string) error {
	_, err := once(f, "EndSessions", c, session, func() bool { return true })
	return err
}
