package message

import (
	"encoding/json"
	"errors"
	"fmt"
)

// MaxBytes bounds what is read.
const MaxBytes = 1 << 20

// read decodes leniently: a field of a wrong type is left out; the returned
// note names the first one. An error means that the message cannot be used.
func read(what Topic, raw []byte, into any) (note string, err error) {
	if len(raw) > MaxBytes {
		return "", fmt.Errorf("%s: %d bytes, more than %d", what, len(raw), MaxBytes)
	}
	err = json.Unmarshal(raw, into)
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) && wrongType.Field != "" {
		return fmt.Sprintf("%s: field %s is a %s: left out", what, wrongType.Field, wrongType.Value), nil
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	return "", nil
}

// UnmarshalState reads a state. The note tells of a field that was left out.
func UnmarshalState(raw []byte) (s State, note string, err error) {
	note, err = read(TopicState, raw, &s)
	return s, note, err
}

// UnmarshalVisualization reads a visualization.
func UnmarshalVisualization(raw []byte) (v Visualization, err error) {
	_, err = read(TopicVisualization, raw, &v)
	return v, err
}

// UnmarshalConnection reads a connection message.
func UnmarshalConnection(raw []byte) (c Connection, err error) {
	if _, err = read(TopicConnection, raw, &c); err != nil {
		return c, err
	}
	return c, checkConnection(&c)
}

func checkConnection(c *Connection) error {
	switch c.ConnectionState {
	case ConnectionOnline, ConnectionOffline, ConnectionBroken:
		return nil
	}
	return fmt.Errorf("connection: state %q is not known", c.ConnectionState)
}

// UnmarshalFactsheet reads a factsheet; many vehicles break its schema.
func UnmarshalFactsheet(raw []byte) (f Factsheet, note string, err error) {
	note, err = read(TopicFactsheet, raw, &f)
	return f, note, err
}

// UnmarshalOrder reads an order, as a vehicle does.
func UnmarshalOrder(raw []byte) (o Order, err error) {
	note, err := read(TopicOrder, raw, &o)
	if err == nil && note != "" {
		err = errors.New(note)
	}
	return o, err
}

// UnmarshalInstantActions reads instant actions, as a vehicle does.
func UnmarshalInstantActions(raw []byte) (a InstantActions, err error) {
	note, err := read(TopicInstantActions, raw, &a)
	if err == nil && note != "" {
		err = errors.New(note)
	}
	return a, err
}
