// Package gs1 reads and writes what scanners send: GS1-128, DataMatrix and QR
// element strings, the digits of EAN, UPC and ITF-14 codes, GS1 Digital Link
// addresses, and the form with brackets that people read and type.
//
// The nouns: an Element is an application identifier with its value; a Reading
// is one meaning of a payload. Parse lists every reading that the payload
// allows and never chooses: more than one is a question for whoever knows the
// line, the item or the person.
//
// What is sure and what is not: a symbology identifier in front (]C1, ]d2, ]Q3,
// ]E0 …) or a separator inside says that a scanner kept the structure, and
// then there is one reading. Bare digits with a right check digit may also be
// somebody's own number; a variable-length element without a separator behind
// it may go on or end.
//
// Positions in refusals count bytes of the payload as it came, from 1.
package gs1

import (
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Separator is what stands for FNC1 within a payload.
const Separator = "\x1d"

// Element is an application identifier and its value.
type Element struct {
	AI    string `json:"ai"`
	Title string `json:"title"`
	Value string `json:"value"`
	// Decimals of a measure or amount: the last digit of its identifier.
	Decimals int `json:"decimals,omitempty"`
	// Date of a value that is one (YYYY-MM-DD), with the century by the rule.
	Date string `json:"date,omitempty"`
}

// Kind says what a reading takes the payload for.
type Kind string

// Kinds of readings.
const (
	Elements Kind = "elements" // application identifiers and values
	GTIN     Kind = "gtin"     // the digits of an EAN, UPC or ITF-14 code
	SSCC     Kind = "sscc"     // 18 bare digits
	Text     Kind = "text"     // no GS1 payload: somebody's own code
)

// Reading is one meaning of a payload.
type Reading struct {
	Kind     Kind      `json:"kind"`
	Elements []Element `json:"elements,omitempty"`
	Text     string    `json:"text,omitempty"` // of kind text, and the digits of gtin and sscc
	// Bracketed is the reading in a form that has no other: who answers a
	// question by sending it is understood.
	Bracketed string `json:"bracketed,omitempty"`
}

// Value of an identifier, "" if the reading has none.
func (r Reading) Value(ai string) string {
	for _, e := range r.Elements {
		if e.AI == ai {
			return e.Value
		}
	}
	return ""
}

// GTIN that the reading is about, with 14 digits: an item's own or, on a
// logistic unit, that of its content. "" if it names none.
func (r Reading) GTIN() string {
	for _, ai := range []string{"01", "02", "03"} {
		if v := r.Value(ai); v != "" {
			return v
		}
	}
	if v := r.Value("8006"); v != "" {
		return v[:14]
	}
	return ""
}

// SSCC, or "".
func (r Reading) SSCC() string { return r.Value("00") }

// Lot, or "".
func (r Reading) Lot() string { return r.Value("10") }

// Serial, or "".
func (r Reading) Serial() string { return r.Value("21") }

// Expires is the day of the first of use by and best before; "" if neither is
// there.
func (r Reading) Expires() string {
	for _, ai := range []string{"17", "15"} {
		for _, e := range r.Elements {
			if e.AI == ai {
				return e.Date
			}
		}
	}
	return ""
}

// Count is how many pieces the reading says there are (37 or 30); 0 if it
// says nothing.
func (r Reading) Count() int64 {
	for _, ai := range []string{"37", "30"} {
		if v := r.Value(ai); v != "" {
			return int64(number(v))
		}
	}
	return 0
}

// WeightG is the net weight in grams (310n; fractions of a gram are cut); ok
// is false if there is none.
func (r Reading) WeightG() (g int64, ok bool) {
	for _, e := range r.Elements {
		if strings.HasPrefix(e.AI, "310") && len(e.AI) == 4 {
			g = int64(number(e.Value)) * 1000
			for range e.Decimals {
				g /= 10
			}
			return g, true
		}
	}
	return 0, false
}

// dated identifiers and the length of their date's beginning.
var dated = map[string]bool{"11": true, "12": true, "13": true, "15": true, "16": true, "17": true, "4326": true,
	"7003": true, "7006": true, "7007": true, "7011": true, "8008": true, "4324": true, "4325": true}

// element makes an Element of a value that has been judged.
func element(id *identifier, v string, today time.Time) Element {
	e := Element{AI: id.ai, Title: id.title, Value: v}
	if id.decimals {
		e.Decimals = int(id.ai[3] - '0')
	}
	if dated[id.ai] && v[:6] != "999999" {
		e.Date = Date(v, today).Format(time.DateOnly)
	}
	return e
}

// Date of YYMMDD by the rule of the General Specifications (7.12): a year 51
// to 99 ahead of this one is of the last century, one 50 to 99 behind of the
// next. Day 00 is the last of its month.
func Date(v string, today time.Time) time.Time {
	yy, month, day := number(v[:2]), number(v[2:4]), number(v[4:6])
	now := today.UTC().Year()
	year := now - now%100 + yy
	switch ahead := yy - now%100; {
	case ahead >= 51:
		year -= 100
	case ahead <= -50:
		year += 100
	}
	if day == 0 {
		return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// Bracket writes elements with brackets around their identifiers. A bracket
// within a value gets a backslash.
func Bracket(elements []Element) string {
	var b strings.Builder
	for _, e := range elements {
		b.WriteString("(" + e.AI + ")" + strings.ReplaceAll(e.Value, "(", `\(`))
	}
	return b.String()
}

// Compose writes an element string with a separator behind each value that
// needs one. A symbol's encoder puts FNC1 in front and for each separator.
func Compose(elements []Element) (string, error) {
	var b strings.Builder
	for i, e := range elements {
		id := identifiers[e.AI]
		if id == nil {
			return "", wms.Refuse(wms.Invalid, "unknown_identifier", "there is no application identifier %s", e.AI)
		}
		if f := id.checkValue(e.Value); f != nil {
			return "", f.refuse(b.Len() + len(e.AI) + f.at)
		}
		b.WriteString(e.AI + e.Value)
		if !id.fixed && i < len(elements)-1 {
			b.WriteString(Separator)
		}
	}
	if err := associated(elements); err != nil {
		return "", err
	}
	return b.String(), nil
}

// refuse says the fault with its place, counted from 0 here and from 1 to the
// outside.
func (f *fault) refuse(at int) *wms.Error {
	return wms.Refuse(wms.Invalid, f.code, "%s (at character %d)", f.why, at+1).With("position", at+1)
}

// associated refuses elements that may not stand together or alone.
func associated(elements []Element) *wms.Error {
	seen := map[string]string{}
	for _, e := range elements {
		if v, twice := seen[e.AI]; twice && v != e.Value {
			return wms.Refuse(wms.Invalid, "contradiction", "(%s) stands twice, as %s and as %s", e.AI, v, e.Value)
		}
		seen[e.AI] = e.Value
	}
	has := func(ai string) bool { _, ok := seen[ai]; return ok }
	for _, pair := range [][2]string{{"02", "37"}, {"8020", "415"}, {"8011", "8010"}} {
		if has(pair[0]) && !has(pair[1]) {
			return wms.Refuse(wms.Invalid, "missing_identifier", "(%s) needs (%s) beside it", pair[0], pair[1])
		}
	}
	if has("37") && !has("02") && !has("8026") {
		return wms.Refuse(wms.Invalid, "missing_identifier", "(%s) needs (%s) beside it", "37", "02")
	}
	for _, pair := range [][2]string{{"01", "02"}, {"01", "37"}, {"01", "03"}, {"02", "03"}, {"01", "8006"}, {"420", "421"}, {"8017", "8018"}} {
		if has(pair[0]) && has(pair[1]) {
			return wms.Refuse(wms.Invalid, "contradiction", "(%s) and (%s) exclude each other", pair[0], pair[1])
		}
	}
	return nil
}
