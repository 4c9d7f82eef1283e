package personal

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// findBatch bounds the rows read on one snapshot.
const findBatch = 500

// Find lists the orders whose personal data matches, at most MaxOrders: if
// there are more it refuses. It opens every box there is, a part at a time;
// more is asked before each part and ends the search. unreadable counts the
// boxes whose key is damaged: nobody can say whose they are.
func (v *Vault) Find(c wms.Customer, more func() error) (found []wms.OrderID, unreadable int, err error) {
	w := wantedOf(c)
	if w == (wanted{}) {
		return nil, 0, wms.Refuse(wms.Invalid, "invalid_customer", "customer needs at least one of name, phone, postcode and email")
	}
	if c.Phone != "" && w.phone == "" {
		return nil, 0, wms.Refuse(wms.Invalid, "invalid_customer", "customer.phone has no digits")
	}
	err = inParts(more, func(after string) (last string, n int, err error) {
		err = v.store.View(func(r store.Reader) error {
			return boxes.ScanFrom(r, store.Network, nil, []any{after}, func(k store.KeyParts, b box) (bool, error) {
				id := k.Str()
				last, n = id, n+1
				if id == after {
					return true, nil
				}
				d, err := v.keys.open(wms.OrderID(id), b)
				switch {
				case errors.Is(err, store.ErrCorrupt):
					v.log.Error("personal data can't be searched", "order", id, "err", err)
					unreadable++
				case err != nil && !errors.Is(err, errErased):
					return false, err
				case err == nil && w.matches(d):
					found = append(found, wms.OrderID(id))
				}
				return n < findBatch, nil
			})
		})
		if err == nil && len(found) > MaxOrders {
			err = wms.Refuse(wms.Invalid, "too_many_orders", "more than %d orders match; narrow the search, or name the orders", MaxOrders)
		}
		return last, n, err
	})
	if err != nil {
		return nil, 0, err
	}
	return found, unreadable, nil
}

// wanted is a Customer in the form that is compared.
type wanted struct{ name, phone, postcode, email string }

func wantedOf(c wms.Customer) wanted {
	return wanted{name: plain(c.Name), phone: digits(c.Phone), postcode: solid(c.Postcode), email: solid(c.Email)}
}

func (w wanted) matches(d data) bool {
	return (w.name == "" || w.name == plain(d.Name)) &&
		(w.phone == "" || samePhone(w.phone, digits(d.Phone))) &&
		(w.postcode == "" || w.postcode == solid(d.Postcode)) &&
		(w.email == "" || w.email == solid(d.Email))
}

// plain brings a text into the form in which equal ones are equal: compatible
// characters (full width, ligatures, accents apart or not) made one, lower
// case, one space between words.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// solid is plain without spaces.
func solid(s string) string { return strings.ReplaceAll(plain(s), " ", "") }

// digits of a phone number, without the zeros it begins with: +44 (0)20 … is
// not told from +44020 …, so write one of them.
func digits(s string) string {
	only := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, norm.NFKC.String(s))
	return strings.TrimLeft(only, "0")
}

// phoneTail is how many last digits make a number with and one without its
// country's prefix the same.
const phoneTail = 9

func samePhone(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || len(a) >= phoneTail && strings.HasSuffix(b, a)
}

// MaxReason is how long a reason may be, in bytes.
const MaxReason = 300

// checkReason wants words that can stay for ever.
func checkReason(reason string) error {
	if strings.TrimSpace(reason) == "" || len(reason) > MaxReason || !utf8.ValidString(reason) ||
		strings.ContainsFunc(reason, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return wms.Refuse(wms.Invalid, "invalid_reason", "reason is needed: 1 to %d bytes of printable text; it is kept for ever and must name nobody", MaxReason).With("field", "reason")
	}
	return nil
}

// reasonNames refuses a reason that holds what it is a reason to protect: it
// is journalled, and the journal forgets nothing.
func (v *Vault) reasonNames(r store.Reader, id wms.OrderID, reason string) error {
	b, ok, err := boxes.Get(r, store.Network, string(id))
	if err != nil || !ok {
		return err
	}
	d, err := v.keys.open(id, b)
	if err != nil {
		return nil // nobody can compare: what is damaged may be erased
	}
	if names(plain(reason), d) {
		return wms.Refuse(wms.Invalid, "reason_names_person",
			"the reason holds personal data of order %s; it is kept for ever, so give one that names nobody, such as a case number", id).With("field", "reason")
	}
	return nil
}

func names(reason string, d data) bool {
	if words := strings.Fields(plain(d.Name)); len(words) > 1 {
		last := words[len(words)-1]
		if hasLetters(last) && utf8.RuneCountInString(last) >= 3 && containsWord(reason, last) {
			return true
		}
	}
	for _, text := range []string{plain(d.Name), plain(d.Address), plain(d.Email)} {
		if utf8.RuneCountInString(text) >= 2 && strings.Contains(reason, text) {
			return true
		}
	}
	phone := digits(d.Phone)
	return len(phone) >= 6 && strings.Contains(digits(reason), phone)
}

func hasLetters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

func containsWord(text, word string) bool {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if w == word {
			return true
		}
	}
	return false
}
