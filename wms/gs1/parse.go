package gs1

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

const (
	maxPayload  = 512
	maxReadings = 8
	maxSteps    = 4096 // of the search for readings
)

// symbologies whose content is an element string, and those whose content is
// the digits of a GTIN. Others carry text or an address.
var (
	elementSymbols = []string{"C1", "e0", "e1", "e2", "d2", "Q3", "J1"}
	gtinSymbols    = []string{"E0", "E4", "I1"}
)

// separators that scanners are set to send for FNC1. None of them belongs to
// a set of the General Specifications, but for <GS>, which nobody means
// otherwise.
var separators = []string{Separator, "{GS}", "<GS>", "{FNC1}", "<FNC1>", "␝", `\x1d`, `\u001d`, "^]", "|", "~1", "^"}

// text is a payload with separators made plain; from maps its bytes to those
// of the payload as it came.
type text struct {
	s    string
	from []int
}

func plain(raw string, start int) text {
	var b strings.Builder
	var from []int
	for i := start; i < len(raw); {
		n := 1
		c := raw[i : i+1]
		for _, s := range separators {
			if strings.HasPrefix(raw[i:], s) {
				c, n = Separator, len(s)
				break
			}
		}
		b.WriteString(c)
		from = append(from, i)
		i += n
	}
	return text{b.String(), append(from, len(raw))}
}

// Parse lists the readings of a payload, the most literal first. today decides
// the century of dates. A payload that is clearly meant as GS1 and wrong is
// refused with the position of its first fault.
func Parse(raw string, today time.Time) ([]Reading, error) {
	trimmed := strings.TrimRight(raw, " \t\r\n")
	start := len(trimmed) - len(strings.TrimLeft(trimmed, " \t\r\n"))
	switch {
	case start >= len(trimmed):
		return nil, wms.Refuse(wms.Invalid, "empty_payload", "nothing was scanned").With("position", 1)
	case len(raw) > maxPayload:
		return nil, wms.Refuse(wms.Invalid, "payload_too_long", "the payload has %d bytes, more than %d", len(raw), maxPayload).With("position", maxPayload+1)
	}
	symbol := ""
	if len(trimmed) > start+3 && trimmed[start] == ']' {
		symbol = trimmed[start+1 : start+3]
		start += 3
	}
	p := parser{today: today}
	body := trimmed[start:]
	switch {
	case slices.Contains(gtinSymbols, symbol):
		return p.retail(trimmed, start, symbol)
	case slices.Contains(elementSymbols, symbol):
		return p.sure(plain(trimmed, start))
	case strings.HasPrefix(strings.ToLower(body), "https://") || strings.HasPrefix(strings.ToLower(body), "http://"):
		return p.link(body, start)
	case symbol != "":
		return []Reading{{Kind: Text, Text: body}}, nil
	case body[0] == '(' && len(body) > 3 && identifierAt(body[1:]) != nil:
		return p.bracketed(trimmed, start)
	}
	t := plain(trimmed, start)
	if strings.Contains(t.s, Separator) {
		return p.separated(t, body)
	}
	return p.bare(t, body)
}

type parser struct {
	today time.Time
	steps int
}

func at(t text, f *fault, i int) error { return f.refuse(t.from[min(i+f.at, len(t.from)-1)]) }

func (p *parser) reading(elements []Element) Reading {
	return Reading{Kind: Elements, Elements: elements, Bracketed: Bracket(elements)}
}

// retail reads the digits of an EAN, UPC or ITF-14 code.
func (p *parser) retail(raw string, start int, symbol string) ([]Reading, error) {
	t := plain(raw, start)
	want := map[string]int{"E0": 13, "E4": 8, "I1": 14}[symbol]
	for i := range len(t.s) {
		if t.s[i] < '0' || t.s[i] > '9' {
			return nil, at(t, &fault{0, "wrong_character", wms.Say("%q is no digit", t.s[i:i+1])}, i)
		}
	}
	if len(t.s) != want && (symbol != "E0" || len(t.s) != 12) {
		return nil, at(t, &fault{0, "wrong_length", wms.Say("the code has %d digits, %d are right", len(t.s), want)}, min(len(t.s), want))
	}
	if f := checkDigit(t.s); f != nil {
		return nil, at(t, f, 0)
	}
	return []Reading{p.gtin(t.s)}, nil
}

func (p *parser) gtin(digits string) Reading {
	long := strings.Repeat("0", 14-len(digits)) + digits
	r := p.reading([]Element{element(identifiers["01"], long, p.today)})
	r.Kind, r.Text = GTIN, digits
	return r
}

// sure reads an element string whose separators can be relied on.
func (p *parser) sure(t text) ([]Reading, error) {
	var out []Element
	i := 0
	if strings.HasPrefix(t.s, Separator) {
		i = 1 // FNC1 of the first position
	}
	if i == len(t.s) {
		return nil, at(t, &fault{0, "empty_payload", wms.Say("there is no element")}, i)
	}
	for i < len(t.s) {
		id := identifierAt(t.s[i:])
		if id == nil {
			return nil, at(t, &fault{0, "unknown_identifier", wms.Say("no application identifier begins with %q", head(t.s[i:]))}, i)
		}
		i += len(id.ai)
		_, most := id.lengths()
		end := strings.Index(t.s[i:], Separator)
		if end < 0 {
			end = len(t.s) - i
		}
		if id.fixed {
			end = min(end, most)
		}
		v := t.s[i : i+end]
		if v == "" {
			return nil, at(t, &fault{0, "too_short", wms.Say("(%s) %s has no value", id.ai, id.title)}, i)
		}
		if f := id.checkValue(v); f != nil {
			return nil, at(t, f, i)
		}
		out = append(out, element(id, v, p.today))
		if i += end; i < len(t.s) && t.s[i:i+1] == Separator {
			i++
		}
	}
	if err := associated(out); err != nil {
		return nil, err.With("position", t.from[0]+1)
	}
	return []Reading{p.reading(out)}, nil
}

func head(s string) string { return s[:min(len(s), 4)] }

// separated reads a payload without a symbology identifier that has a
// separator in it.
func (p *parser) separated(t text, body string) ([]Reading, error) {
	first := identifierAt(strings.TrimPrefix(t.s, Separator))
	if first == nil && !strings.Contains(body, Separator) {
		return []Reading{{Kind: Text, Text: body}}, nil // a text with | or ^ in it
	}
	out, err := p.sure(t)
	if err != nil && !strings.Contains(body, Separator) && !keyed(first) {
		return []Reading{{Kind: Text, Text: body}}, nil
	}
	return out, err
}

// keyed identifiers carry a check digit at a fixed place: who begins with one
// hardly means anything else.
func keyed(id *identifier) bool {
	return id != nil && (id.ai == "00" || id.ai == "01" || id.ai == "02" || id.ai == "03")
}

// bare reads what came without any mark of its structure.
func (p *parser) bare(t text, body string) ([]Reading, error) {
	s := t.s
	digits := strings.Trim(s, "0123456789") == ""
	var out []Reading
	if digits && checkDigit1(s) {
		switch len(s) {
		case 8, 12, 13, 14:
			out = append(out, p.gtin(s))
		case 18:
			r := p.reading([]Element{element(identifiers["00"], s, p.today)})
			r.Kind, r.Text = SSCC, s
			out = append(out, r)
		}
	}
	id := identifierAt(s)
	var all []Reading
	if id != nil && s[0] != '9' { // company-internal ones (90 to 99) are believed only with a mark
		var err error
		if all, err = p.splits(t, 0); err != nil {
			return nil, err
		}
	}
	out = append(out, all...)
	sure := keyed(id) && len(all) > 0
	if !sure && keyed(id) && len(s) >= 16 && digits && len(out) == 0 {
		// Long digits that begin as a key of GS1 and are none: say what is wrong.
		if _, err := p.sure(t); err != nil {
			return nil, err
		}
	}
	if !sure {
		out = append(out, Reading{Kind: Text, Text: body})
	}
	return out, nil
}

func checkDigit1(s string) bool { return checkDigit(s) == nil }

// splits lists the ways in which an element string without separators can be
// cut, a value as long as possible first.
func (p *parser) splits(t text, from int) ([]Reading, error) {
	dead := map[int]bool{} // nothing readable begins there
	var out []Reading
	var sofar []Element
	var walk func(i int) bool
	walk = func(i int) bool {
		if i == len(t.s) {
			if associated(sofar) == nil && len(out) < maxReadings+1 {
				out = append(out, p.reading(slices.Clone(sofar)))
			}
			return true
		}
		if p.steps++; p.steps > maxSteps || dead[i] || len(out) > maxReadings {
			return false
		}
		id := identifierAt(t.s[i:])
		any := false
		if id != nil {
			i := i + len(id.ai)
			least, most := id.lengths()
			for n := min(most, len(t.s)-i); n >= max(least, 1); n-- {
				if id.checkValue(t.s[i:i+n]) != nil {
					continue
				}
				sofar = append(sofar, element(id, t.s[i:i+n], p.today))
				any = walk(i+n) || any
				sofar = sofar[:len(sofar)-1]
			}
		}
		dead[i] = !any
		return any
	}
	walk(from)
	if p.steps > maxSteps || len(out) > maxReadings {
		return nil, wms.Refuse(wms.Invalid, "too_ambiguous", "the payload can be read in more than %d ways; set the scanner to send separators, or type it with brackets", maxReadings).
			With("position", 1)
	}
	return out, nil
}

// bracketed reads the form with brackets. "\(" is a bracket within a value.
func (p *parser) bracketed(raw string, start int) ([]Reading, error) {
	t := text{s: raw, from: make([]int, len(raw)+1)}
	for i := range t.from {
		t.from[i] = i
	}
	var out []Element
	for i := start; i < len(raw); {
		id, n := opening(raw[i:])
		if id == nil {
			return nil, at(t, &fault{0, "unknown_identifier", wms.Say("no application identifier begins with %q", head(raw[min(i+1, len(raw)):]))}, i)
		}
		i += n
		value, from := strings.Builder{}, i
		var places []int
		for i < len(raw) {
			if next, _ := opening(raw[i:]); next != nil {
				break
			}
			if strings.HasPrefix(raw[i:], `\(`) {
				i++
			}
			value.WriteByte(raw[i])
			places = append(places, i)
			i++
		}
		places = append(places, i)
		v := strings.TrimRight(value.String(), " ")
		if v == "" {
			return nil, at(t, &fault{0, "too_short", wms.Say("(%s) %s has no value", id.ai, id.title)}, from)
		}
		if f := id.checkValue(v); f != nil {
			f.at = places[min(f.at, len(places)-1)]
			return nil, at(t, f, 0)
		}
		out = append(out, element(id, v, p.today))
	}
	if err := associated(out); err != nil {
		return nil, err.With("position", start+1)
	}
	return []Reading{p.reading(out)}, nil
}

// opening finds "(AI)" at the beginning of s, and how long it is.
func opening(s string) (*identifier, int) {
	if len(s) < 4 || s[0] != '(' {
		return nil, 0
	}
	end := strings.IndexByte(s, ')')
	if end < 3 || end > 5 || identifiers[s[1:end]] == nil {
		return nil, 0
	}
	return identifiers[s[1:end]], end + 1
}

// linkKeys are the identifiers that a Digital Link's path may begin with.
var linkKeys = []string{"00", "01", "253", "255", "401", "402", "414", "415", "417", "8003", "8004", "8006", "8010", "8013", "8017", "8018"}

// link reads a GS1 Digital Link: pairs of identifier and value in the path
// from the first key on, then in the query. Another address is a text.
func (p *parser) link(body string, start int) ([]Reading, error) {
	asText := []Reading{{Kind: Text, Text: body}}
	u, err := url.Parse(body)
	if err != nil {
		return asText, nil
	}
	segments := strings.Split(strings.TrimSuffix(u.EscapedPath(), "/"), "/")
	first := slices.IndexFunc(segments, func(s string) bool { return slices.Contains(linkKeys, s) })
	if first < 0 || first == len(segments)-1 {
		return asText, nil
	}
	place := func(part string) int { return start + max(0, strings.Index(body, part)) }
	// Within a value with escapes the place is that of its decoded character.
	at := func(f *fault, where int) error { return f.refuse(min(where+max(0, f.at), start+len(body))) }
	var out []Element
	add := func(ai, escaped string, where int) error {
		id := identifiers[ai]
		if id == nil {
			return at(&fault{0, "unknown_identifier", wms.Say("no application identifier begins with %q", head(ai))}, where)
		}
		v, err := url.PathUnescape(escaped)
		if err != nil || v == "" {
			return at(&fault{0, "too_short", wms.Say("(%s) %s has no value", id.ai, id.title)}, where)
		}
		if ai == "01" && (len(v) == 8 || len(v) == 12 || len(v) == 13) {
			where -= 14 - len(v)
			v = strings.Repeat("0", 14-len(v)) + v
		}
		if f := id.checkValue(v); f != nil {
			return at(f, where)
		}
		out = append(out, element(id, v, p.today))
		return nil
	}
	for i := first; i < len(segments); i += 2 {
		value := ""
		if i+1 < len(segments) {
			value = segments[i+1]
		}
		where := place("/"+segments[i]+"/"+value) + len(segments[i]) + 2
		if err := add(segments[i], value, where); err != nil {
			return nil, err
		}
	}
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if identifiers[name] == nil {
			continue // linkType, context and others are not ours
		}
		if err := add(name, value, place(pair)+len(name)+1); err != nil {
			return nil, err
		}
	}
	if err := associated(out); err != nil {
		return nil, err.With("position", start+1)
	}
	return []Reading{p.reading(out)}, nil
}
