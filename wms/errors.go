package wms

import (
	"errors"
	"fmt"
)

// Error is a refusal that is safe to show: a stable Code that programs match,
// and words for a person that say what, where and what would be right. Every
// other error is internal and its text is never shown outside.
type Error struct {
	Code    string // stable, snake_case
	Message string // English; faces translate by Code and Args
	Args    map[string]any
	Kind    ErrorKind
}

// ErrorKind groups refusals by what the caller can do about them.
type ErrorKind uint8

const (
	Invalid      ErrorKind = iota // the request itself is wrong: 400 or 422
	NotFound                      // names something that does not exist: 404
	Conflict                      // right request, wrong moment or too little stock: 409
	Forbidden                     // this user may not: 403
	Unauthorized                  // nobody known: 401
	Unavailable                   // try again later: 503
)

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Refuse makes an Error. Args are pairs of name and value that the message
// speaks of: Refuse(NotFound, "unknown_sku", "no item %q", sku).
func Refuse(kind ErrorKind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// With adds a named value that a face may show or translate with.
func (e *Error) With(name string, value any) *Error {
	if e.Args == nil {
		e.Args = map[string]any{}
	}
	e.Args[name] = value
	return e
}

// CodeOf is the code of a refusal anywhere in err's chain, or "internal".
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "internal"
}
