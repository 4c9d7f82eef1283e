// Package wire is the telegram format of an old crane controller, and the
// numbered exchange of telegrams with acknowledgements in both directions.
//
// A telegram is one line of ASCII: a number, a type, and fields.
//
//	0042 JOB dst=1,1,3,2,1 hu=P-17 id=job-9 src=2,0,1,0,0 type=1
//	0042 ACK
//
// Each side numbers its own telegrams 1 to 9999 and on with 1, from 1 at each
// connection, and has one under way at a time: it is repeated every second
// until the other side acknowledges its number. A repeated one is acknowledged
// again and not acted upon. Pure: no clock, no sockets.
package wire

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// LineLimit is the longest telegram in bytes.
const LineLimit = 512

// Ack is the type of acknowledgements.
const Ack = "ACK"

const (
	highest     = 9999
	repeatAfter = time.Second
	queueLimit  = 64
)

// Telegram is one message.
type Telegram struct {
	Number int
	Type   string
	Fields map[string]string
}

// String is the line without its end.
func (t Telegram) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%04d %s", t.Number, t.Type)
	for _, k := range slices.Sorted(maps.Keys(t.Fields)) {
		b.WriteString(" " + k + "=" + t.Fields[k])
	}
	return b.String()
}

// Int is a field as a number, 0 if it is none.
func (t Telegram) Int(field string) int64 {
	n, _ := strconv.ParseInt(t.Fields[field], 10, 64)
	return n
}

// Parse reads a line without its end.
func Parse(line string) (Telegram, error) {
	if len(line) > LineLimit {
		return Telegram{}, fmt.Errorf("telegram of %d bytes, at most %d", len(line), LineLimit)
	}
	part := strings.Split(line, " ")
	if len(part) < 2 || len(part[0]) != 4 || !word(part[1]) {
		return Telegram{}, fmt.Errorf("telegram %.40q: want a number of four digits and a type", line)
	}
	n, err := strconv.ParseUint(part[0], 10, 16)
	if err != nil || n < 1 || n > highest {
		return Telegram{}, fmt.Errorf("telegram %.40q: its number is not 0001 to %d", line, highest)
	}
	t := Telegram{Number: int(n), Type: part[1], Fields: map[string]string{}}
	for _, f := range part[2:] {
		k, v, ok := strings.Cut(f, "=")
		if _, twice := t.Fields[k]; !ok || k == "" || twice || !printable(v) {
			return Telegram{}, fmt.Errorf("telegram %.40q: field %.20q", line, f)
		}
		t.Fields[k] = v
	}
	return t, nil
}

func word(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// Talk is one side of a conversation over one connection.
type Talk struct {
	number int // of the telegram said last
	heard  int // of the telegram heard last
	queue  []Telegram
	sentAt time.Time // the first of the queue; zero: not yet
}

// Say queues a telegram; one of the same type that is not sent yet is
// replaced if latest says that only the newest counts. Values with blanks are
// not sayable: they are sent with underscores.
func (k *Talk) Say(latest bool, typ string, fields map[string]string) error {
	clean := make(map[string]string, len(fields))
	for name, v := range fields {
		clean[name] = strings.Map(func(r rune) rune {
			if r <= ' ' || r > '~' {
				return '_'
			}
			return r
		}, v)
	}
	t := Telegram{Type: typ, Fields: clean}
	if n := len(t.String()); n > LineLimit {
		return fmt.Errorf("telegram %s of %d bytes, at most %d", typ, n, LineLimit)
	}
	if latest {
		for i := range k.queue {
			if k.queue[i].Type == typ && (i > 0 || k.sentAt.IsZero()) {
				t.Number = k.queue[i].Number
				k.queue[i] = t
				return nil
			}
		}
	}
	if len(k.queue) >= queueLimit {
		return fmt.Errorf("telegram %s: %d wait for an acknowledgement", typ, len(k.queue))
	}
	if k.number++; k.number > highest {
		k.number = 1
	}
	t.Number = k.number
	k.queue = append(k.queue, t)
	return nil
}

// Due is the line to send now, "" if none is.
func (k *Talk) Due(now time.Time) string {
	if len(k.queue) == 0 || !k.sentAt.IsZero() && now.Sub(k.sentAt) < repeatAfter {
		return ""
	}
	k.sentAt = now
	return k.queue[0].String()
}

// Hear takes a line from the other side: fresh is a telegram to act upon,
// answer an acknowledgement to send at once.
func (k *Talk) Hear(line string) (t Telegram, fresh bool, answer string, err error) {
	if t, err = Parse(line); err != nil {
		return t, false, "", err
	}
	if t.Type == Ack {
		if len(k.queue) > 0 && k.queue[0].Number == t.Number {
			k.queue, k.sentAt = k.queue[1:], time.Time{}
		}
		return t, false, "", nil
	}
	fresh = t.Number != k.heard
	k.heard = t.Number
	return t, fresh, Telegram{Number: t.Number, Type: Ack}.String(), nil
}
