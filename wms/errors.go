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
	Message string // English
	Words   Words  // what Message was made of; faces translate it
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

// Words is a phrase with its values apart from it, so that another language
// can say it: wms/messages finds the translation by the English Format.
type Words struct {
	Format string
	Values []any // a value may be Words itself
}

// Say makes Words. The format is a constant: a test finds it in the source and
// asks for its translation.
func Say(format string, values ...any) Words { return Words{format, values} }

// IsZero: there is nothing to say.
func (w Words) IsZero() bool { return w.Format == "" }

func (w Words) String() string { return fmt.Sprintf(w.Format, w.Values...) }

// Refuse makes an Error. Its format is a constant, as Say's is:
// Refuse(NotFound, "unknown_sku", "no item %q", sku).
func Refuse(kind ErrorKind, code, format string, args ...any) *Error {
	words := Say(format, args...)
	return &Error{Kind: kind, Code: code, Message: words.String(), Words: words}
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
