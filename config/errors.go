package config

import (
	"errors"
	"fmt"
)

// At is where in which file something stands.
type At struct {
	File string
	Line int
}

// Error is a fault of a file: where, and what is wrong and would be right.
type Error struct {
	At  At
	Msg string
	// What an editor shows it with; the zero Code is a rule without one.
	Code           string
	Parts          []string // ids
	Point          *[2]int64
	HaveMM, NeedMM int64
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.At.File, e.At.Line, e.Msg) }

// Errorf makes an Error at this place; who finds a fault later (an unreachable
// station, a device that does not answer to its name) names the line with it.
func (a At) Errorf(format string, args ...any) error {
	return &Error{At: a, Msg: fmt.Sprintf(format, args...)}
}

// mark is what an editor shows a fault with.
type mark struct {
	code       string
	parts      []string
	x, y       int64
	here       bool // x, y is the place
	have, need float64
}

// errorf is Errorf with a mark.
func (m mark) errorf(a At, format string, args ...any) error {
	e := &Error{At: a, Msg: fmt.Sprintf(format, args...), Code: m.code, Parts: m.parts, HaveMM: int64(m.have), NeedMM: int64(m.need)}
	if m.here {
		e.Point = &[2]int64{m.x, m.y}
	}
	return e
}

// of puts the mark on an error that was made without one.
func (m mark) of(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	return m.errorf(e.At, "%s", e.Msg)
}

// faults gathers what checks find: at a load the first, for an editor many.
type faults struct {
	most int
	list []error
}

// add takes what a check found and tells whether that is enough.
func (f *faults) add(err error) bool {
	if err != nil {
		f.list = append(f.list, err)
	}
	return f.full()
}

func (f *faults) full() bool { return len(f.list) >= f.most }

func (f *faults) first() error {
	if len(f.list) == 0 {
		return nil
	}
	return f.list[0]
}
