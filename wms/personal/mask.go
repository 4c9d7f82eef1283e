package personal

import (
	"strings"
	"unicode/utf8"

	"github.com/aisle-wms/aisle/wms"
)

// Masked leaves of personal data what helps to recognise it, and no more:
// the first letters of the name's words, the phone's country and last three
// digits, the first half of the postcode. Nothing of address and place.
func Masked(to wms.ShipTo) wms.ShipTo {
	return wms.ShipTo{Name: maskWords(to.Name), Address: hide(to.Address), Postcode: maskPostcode(to.Postcode),
		Phone: maskPhone(to.Phone), Email: hide(to.Email), Country: to.Country}
}

const stars = "***"

func hide(s string) string {
	if s == "" {
		return ""
	}
	return stars
}

func maskWords(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		words[i] = string(first) + stars
		if utf8.RuneCountInString(w) < 2 {
			words[i] = stars // a single character would be the whole word
		}
	}
	return strings.Join(words, " ")
}

func maskPhone(s string) string {
	d := digits(s)
	if len(d) < 8 {
		return hide(s)
	}
	tail := d[len(d)-3:]
	prefix := ""
	if s = strings.TrimSpace(s); strings.HasPrefix(s, "+") {
		// Where the country's prefix ends is known only if a space says so.
		if code, _, cut := strings.Cut(s, " "); cut && len(code) <= 4 {
			prefix = code + " "
		}
	}
	return prefix + stars + " " + tail
}

func maskPostcode(s string) string {
	r := []rune(s)
	if len(r) < 4 {
		return hide(s)
	}
	return string(r[:len(r)/2]) + stars
}
