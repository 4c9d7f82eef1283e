package printing

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/aisle-wms/aisle/wms"
)

// AskStatus is the command that a printer answers with a Status. (Commands and
// answers: ZPL II Programming Guide, ~HS.)
const AskStatus = "~HS\r\n"

// Status is a printer's answer to ~HS, as far as it matters here.
type Status struct {
	PaperOut, Paused, HeadOpen, RibbonOut bool
	BufferFull, TooCold, TooHot, RAMLost  bool
	Formats                               int // in the receive buffer
	Partial                               bool
	Remaining                             int // labels of the running batch
}

// Done says that the printer has nothing left to print.
func (s Status) Done() bool { return s.Formats == 0 && s.Remaining == 0 && !s.Partial }

// Trouble is what keeps it from printing, as a code and in words; "" if
// nothing does.
func (s Status) Trouble() (code string, words wms.Words) {
	for _, t := range []struct {
		is    bool
		code  string
		words wms.Words
	}{
		{s.PaperOut, "paper_out", wms.Say("it has no labels left: put a new roll in")},
		{s.HeadOpen, "head_open", wms.Say("its head is open: close it")},
		{s.RibbonOut, "ribbon_out", wms.Say("its ribbon is used up: put a new one in")},
		{s.TooHot, "too_hot", wms.Say("it is too hot: let it cool down")},
		{s.TooCold, "too_cold", wms.Say("it is too cold to print")},
		{s.RAMLost, "memory_lost", wms.Say("its memory is damaged: switch it off and on")},
		{s.Paused, "paused", wms.Say("it is paused: press its pause key")},
		{s.BufferFull, "buffer_full", wms.Say("its memory is full: it has too much to print")},
	} {
		if t.is {
			return t.code, t.words
		}
	}
	return "", wms.Words{}
}

var errNoStatus = errors.New("the printer's answer to ~HS is none")

// maxStatus bounds what is read for an answer.
const maxStatus = 1024

// ReadStatus reads the three strings that answer ~HS: each between STX and
// ETX, fields between commas.
func ReadStatus(r *bufio.Reader) (Status, error) {
	var lines [3][]string
	left := maxStatus
	for i := range lines {
		text, err := frame(r, &left)
		if err != nil {
			return Status{}, err
		}
		lines[i] = strings.Split(text, ",")
	}
	first, second := lines[0], lines[1]
	if len(first) < 12 || len(second) < 11 {
		return Status{}, errNoStatus
	}
	var s Status
	var wrong bool
	flag := func(v string) bool {
		wrong = wrong || v != "0" && v != "1"
		return v == "1"
	}
	count := func(v string) int {
		n, err := strconv.Atoi(strings.TrimSpace(v))
		wrong = wrong || err != nil || n < 0
		return n
	}
	s.PaperOut, s.Paused, s.Formats, s.BufferFull, s.Partial = flag(first[1]), flag(first[2]), count(first[4]), flag(first[5]), flag(first[7])
	s.RAMLost, s.TooCold, s.TooHot = flag(first[9]), flag(first[10]), flag(first[11])
	s.HeadOpen, s.RibbonOut, s.Remaining = flag(second[2]), flag(second[3]), count(second[8])
	if wrong {
		return Status{}, errNoStatus
	}
	return s, nil
}

// frame reads one string; what stands before its STX is skipped.
func frame(r io.ByteReader, left *int) (string, error) {
	var b strings.Builder
	inside := false
	for ; *left > 0; *left-- {
		c, err := r.ReadByte()
		switch {
		case err != nil:
			return "", err
		case c == 0x02:
			inside = true
			b.Reset()
		case c == 0x03 && inside:
			return b.String(), nil
		case inside:
			b.WriteByte(c)
		}
	}
	return "", errNoStatus
}
