package gs1

import (
	"strings"

	"github.com/aisle-wms/aisle/wms"
)

// pairPrimes weigh the characters of a value from its end on, for a pair of
// check characters (General Specifications, 7.9.5).
var pairPrimes = [...]int{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83}

const set32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// checkPair judges the two check characters of a global model number.
func checkPair(v string) *fault {
	if len(v) < 3 {
		return &fault{len(v), "too_short", wms.Say("%s has no check characters", v)}
	}
	body, got := v[:len(v)-2], v[len(v)-2:]
	sum := 0
	for i := range len(body) {
		sum += strings.IndexByte(set82, body[i]) * pairPrimes[len(body)-1-i]
	}
	sum %= 1021
	if want := string([]byte{set32[sum>>5], set32[sum&31]}); got != want {
		return &fault{len(v) - 2, "wrong_check_digit", wms.Say("the check digit of %s should be %s, not %s", v, want, got)}
	}
	return nil
}

// checkIBAN judges a bank account number by ISO 13616: the first four
// characters go to the end, letters count from 10, and the rest by 97 is 1.
func checkIBAN(v string) *fault {
	if len(v) < 5 {
		return &fault{len(v), "too_short", wms.Say("%s is too short for an IBAN", v)}
	}
	rest := 0
	for i, c := range []byte(v[4:] + v[:4]) {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return &fault{(i + 4) % len(v), "wrong_character", wms.Say("an IBAN has capital letters and digits, not %s", string(c))}
		}
	}
	if rest != 1 {
		return &fault{2, "wrong_check_digit", wms.Say("the check digits of the IBAN %s are wrong", v)}
	}
	return nil
}

// checkDay judges YYYYMMDD.
func checkDay(v string) *fault {
	year, month, day := number(v[:4]), number(v[4:6]), number(v[6:8])
	leap := year%4 == 0 && (year%100 != 0 || year%400 == 0)
	switch {
	case month < 1 || month > 12:
		return &fault{4, "wrong_date", wms.Say("%s is no month", v[4:6])}
	case day < 1 || day > monthDays[month-1] || month == 2 && day == 29 && !leap:
		return &fault{6, "wrong_date", wms.Say("month %s has no day %s", v[4:6], v[6:8])}
	}
	return nil
}

// checkCode judges values of a list or range.
func checkCode(rule, v string) *fault {
	right := true
	switch rule {
	case "nonzero":
		right = number(v) > 0
	case "nozero":
		right = len(v) == 1 || v[0] != '0'
	case "winding":
		right = strings.Contains("019", v)
	case "media":
		n := number(v)
		right = n >= 1 && n <= 10 || n >= 80
	case "sex":
		right = strings.Contains("0129", v)
	case "latitude":
		right = number(v) <= 1_800_000_000
	case "longitude":
		right = number(v) <= 3_600_000_000
	case "place": // the n-th of so many, as 1/2
		right = v[1] == '/' && v[0] >= '1' && v[0] <= v[2] && v[2] <= '9'
	}
	if !right {
		return &fault{0, "wrong_value", wms.Say("%s is no value that is allowed here", v)}
	}
	return nil
}
