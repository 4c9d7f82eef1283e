package config

import "fmt"

// At is where in which file something stands.
type At struct {
	File string
	Line int
}

// Error is a fault of a file: where, and what is wrong and would be right.
type Error struct {
	At  At
	Msg string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.At.File, e.At.Line, e.Msg) }

// Errorf makes an Error at this place; who finds a fault later (an unreachable
// station, a device that does not answer to its name) names the line with it.
func (a At) Errorf(format string, args ...any) error {
	return &Error{At: a, Msg: fmt.Sprintf(format, args...)}
}
