package gs1

import (
	"strings"

	"github.com/aisle-wms/aisle/wms"
)

const (
	set39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
	set64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
)

var sets = map[byte]string{'N': "0123456789", 'X': set82, 'Y': set39, 'Z': set64}

var setNames = map[byte]wms.Words{'N': wms.Say("digits"), 'X': wms.Say("characters of GS1 set 82"),
	'Y': wms.Say("characters of GS1 set 39"), 'Z': wms.Say("base64 characters")}

// fault is what is wrong with a value: where in it, and the refusal.
type fault struct {
	at   int
	code string
	why  wms.Words
}

// checkValue judges a value by its identifier; nil if it is right.
func (i *identifier) checkValue(v string) *fault {
	at := 0
	for n, p := range i.parts {
		rest := v[at:]
		if len(rest) == 0 && p.min == 0 {
			break
		}
		take := min(len(rest), p.max)
		for k := range take {
			if !strings.ContainsRune(sets[p.set], rune(rest[k])) {
				return &fault{at + k, "wrong_character", wms.Say("%q does not belong in (%s) %s: only %s", rest[k:k+1], i.ai, i.title, setNames[p.set])}
			}
		}
		optional := p.min == 0 && p.max == 6 || p.min == 0 && p.max == 4 && p.check == "time"
		if take < p.min || optional && take < p.max {
			return &fault{at + take, "too_short", wms.Say("(%s) %s has %d characters, at least %d are needed", i.ai, i.title, len(v), least(i, n))}
		}
		if f := check(p.check, rest[:take]); f != nil {
			f.at += at
			return f
		}
		at += take
	}
	if at < len(v) {
		_, most := i.lengths()
		return &fault{at, "too_long", wms.Say("(%s) %s has %d characters, at most %d are allowed", i.ai, i.title, len(v), most)}
	}
	return nil
}

func least(i *identifier, upTo int) int {
	n := 0
	for k, p := range i.parts {
		if k < upTo && p.min > 0 || k >= upTo && p.min > 0 {
			n += p.min
		}
	}
	if p := i.parts[upTo]; p.min == 0 {
		n += p.max
	}
	return n
}

func number(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

// check runs a rule over a part of the right set and length.
func check(rule, v string) *fault {
	switch rule {
	case "mod10":
		return checkDigit(v)
	case "grai":
		if v[0] != '0' {
			return &fault{0, "wrong_character", wms.Say("a GRAI begins with 0, not %s", v[:1])}
		}
		f := checkDigit(v[1:])
		if f != nil {
			f.at++
		}
		return f
	case "date", "date0":
		return checkDate(v, rule == "date0")
	case "time":
		if number(v[:2]) > 23 && v != "9999" {
			return &fault{0, "wrong_date", wms.Say("%s is no hour", v[:2])}
		}
		if number(v[2:4]) > 59 && v != "9999" {
			return &fault{2, "wrong_date", wms.Say("%s is no minute", v[2:4])}
		}
	case "hours":
		if f := checkDate(v[:6], false); f != nil {
			return f
		}
		if number(v[6:]) > 23 {
			return &fault{6, "wrong_date", wms.Say("%s is no hour", v[6:])}
		}
	case "minsec":
		if len(v)%2 != 0 {
			return &fault{len(v), "too_short", wms.Say("minutes and seconds have two digits each")}
		}
		for k := 0; k < len(v); k += 2 {
			if number(v[k:k+2]) > 59 {
				return &fault{k, "wrong_date", wms.Say("%s is no minute", v[k:k+2])}
			}
		}
	case "pieces":
		if piece, of := number(v[:2]), number(v[2:]); piece == 0 || piece > of {
			return &fault{0, "wrong_pieces", wms.Say("piece %d of %d does not exist", piece, of)}
		}
	case "yesno":
		if v != "0" && v != "1" {
			return &fault{0, "wrong_character", wms.Say("1 means yes and 0 no; %s means nothing", v)}
		}
	case "minus":
		if v != "" && v != "-" {
			return &fault{0, "wrong_character", wms.Say("only a minus sign may stand behind a temperature, not %q", v)}
		}
	case "pair":
		return checkPair(v)
	case "iban":
		return checkIBAN(v)
	case "day":
		return checkDay(v)
	case "nonzero", "nozero", "winding", "media", "sex", "place", "latitude", "longitude":
		return checkCode(rule, v)
	case "threes":
		if len(v)%3 != 0 {
			return &fault{len(v), "too_short", wms.Say("countries have three digits each")}
		}
	}
	return nil
}

func checkDigit(v string) *fault {
	want := wms.CheckDigit(v[:len(v)-1])
	if got := v[len(v)-1:]; got != want {
		return &fault{len(v) - 1, "wrong_check_digit", wms.Say("the check digit of %s should be %s, not %s", v, want, got)}
	}
	return nil
}

var monthDays = [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// checkDate knows no century, so it lets any 29 February pass whose year has
// one in either.
func checkDate(v string, dayZero bool) *fault {
	year, month, day := number(v[:2]), number(v[2:4]), number(v[4:6])
	switch {
	case month < 1 || month > 12:
		return &fault{2, "wrong_date", wms.Say("%s is no month", v[2:4])}
	case day == 0 && !dayZero:
		return &fault{4, "wrong_date", wms.Say("a day is needed here, 00 does not do")}
	case day > monthDays[month-1] || month == 2 && day == 29 && year%4 != 0:
		return &fault{4, "wrong_date", wms.Say("month %s has no day %s", v[2:4], v[4:6])}
	}
	return nil
}
