package carriers

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Check digits of tracking numbers.
const (
	checkNone = "none"
	checkGS1  = "gs1" // modulo 10, as in an SSCC
	checkS10  = "s10" // of the Universal Postal Union, over 8 digits
)

// PutRange records numbers that a carrier gave to this warehouse. One of which
// numbers were used may grow, warn otherwise, and nothing else. parts are all
// warehouses: no number may be in two ranges.
func PutRange(tx store.Tx, n wms.NumberRange, parts []store.Partition) (wms.NumberRange, error) {
	n.Warehouse = wms.WarehouseID(tx.Partition())
	if n.Check == "" {
		n.Check = checkNone
	}
	if err := checkRange(n); err != nil {
		return n, err
	}
	old, had, err := ranges.Get(tx, tx.Partition(), n.Carrier, n.ID)
	if err != nil {
		return n, err
	}
	n.Next = n.From
	if had && old.Next > old.From {
		if old.Prefix != n.Prefix || old.Suffix != n.Suffix || old.Width != n.Width || old.Check != n.Check || old.From != n.From || n.To < old.Next-1 {
			return n, wms.Refuse(wms.Conflict, "range_in_use", "of range %s numbers up to %d are used: it can grow or end at %d, its form stays", n.ID, old.Next-1, old.Next-1)
		}
		n.Next = old.Next
	}
	count := 0
	for _, p := range parts {
		err := ranges.Scan(tx, p, []any{n.Carrier}, func(_ store.KeyParts, o wms.NumberRange) (bool, error) {
			if p == tx.Partition() {
				count++
				if o.ID == n.ID {
					return true, nil
				}
			}
			if o.Prefix == n.Prefix && o.Suffix == n.Suffix && o.Width == n.Width && o.From <= n.To && n.From <= o.To {
				return false, wms.Refuse(wms.Conflict, "range_overlap", "range %s of warehouse %s has numbers %d to %d of this form already", o.ID, o.Warehouse, o.From, o.To)
			}
			return true, nil
		})
		if err != nil {
			return n, err
		}
	}
	if count >= maxRanges && !had {
		return n, wms.Refuse(wms.Conflict, "too_many_ranges", "a carrier has at most %d ranges in a warehouse", maxRanges)
	}
	tx.Emit(wms.Event{Type: "carrier.range_put", Subject: n.Carrier, Data: map[string]any{"range": n.ID, "left": n.To - n.Next + 1}})
	if err := ranges.Put(tx, n, n.Carrier, n.ID); err != nil {
		return n, err
	}
	return counted(n), nil
}

func checkRange(n wms.NumberRange) error {
	if err := checkID("range", n.ID); err != nil {
		return err
	}
	if err := between("width", n.Width, 1, 18); err != nil {
		return err
	}
	most, _ := strconv.ParseInt(strings.Repeat("9", int(n.Width)), 10, 64)
	if n.From < 0 || n.To < n.From || n.To > most {
		return wms.Refuse(wms.Invalid, "invalid_range", "numbers %d to %d do not fit %d digits in rising order", n.From, n.To, n.Width)
	}
	if n.Check != checkNone && n.Check != checkGS1 && n.Check != checkS10 {
		return wms.Refuse(wms.Invalid, "invalid_check", "check must be none, gs1 or s10, not %q", n.Check)
	}
	if n.Check == checkS10 && n.Width != 8 {
		return wms.Refuse(wms.Invalid, "invalid_check", "an S10 number has 8 digits before its check digit, not %d", n.Width)
	}
	if n.Check == checkGS1 && strings.Trim(n.Prefix, "0123456789") != "" {
		return wms.Refuse(wms.Invalid, "invalid_check", "a gs1 check digit counts the prefix too, so %q must be digits", n.Prefix)
	}
	if err := between("warn_below", n.WarnBelow, 0, 1_000_000_000); err != nil {
		return err
	}
	if first := numberOf(n, n.From); !numberForm.MatchString(first) {
		return wms.Refuse(wms.Invalid, "invalid_number", "a tracking number has 4 to 40 capitals, digits or dashes; %q has not", first)
	}
	return nil
}

// numberOf is the number at a counter of a range.
func numberOf(n wms.NumberRange, at int64) string {
	digits := fmt.Sprintf("%0*d", int(n.Width), at)
	switch n.Check {
	case checkGS1:
		return wms.WithCheckDigit(n.Prefix+digits) + n.Suffix
	case checkS10:
		return n.Prefix + digits + s10(digits) + n.Suffix
	}
	return n.Prefix + digits + n.Suffix
}

// s10 is the check digit of UPU standard S10.
func s10(digits string) string {
	sum := 0
	for i, weight := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += weight * int(digits[i]-'0')
	}
	switch d := 11 - sum%11; d {
	case 10:
		return "0"
	case 11:
		return "5"
	default:
		return strconv.Itoa(d)
	}
}

func counted(n wms.NumberRange) wms.NumberRange {
	n.Left = n.To - n.Next + 1
	return n
}

// Ranges lists those of a carrier in a warehouse, in the order of their use.
func Ranges(r store.Reader, p store.Partition, carrier string) ([]wms.NumberRange, error) {
	out := []wms.NumberRange{}
	err := ranges.Scan(r, p, []any{carrier}, func(_ store.KeyParts, n wms.NumberRange) (bool, error) {
		out = append(out, counted(n))
		return true, nil
	})
	return out, err
}

// Low is a carrier whose numbers are nearly used up in a warehouse.
type Low struct {
	Carrier string
	Left    int64
}

// LowRanges lists carriers with no more numbers left than one of their ranges
// says is enough.
func LowRanges(r store.Reader, p store.Partition) ([]Low, error) {
	left, warn := map[string]int64{}, map[string]int64{}
	var order []string
	err := ranges.Scan(r, p, nil, func(_ store.KeyParts, n wms.NumberRange) (bool, error) {
		if _, known := left[n.Carrier]; !known {
			order = append(order, n.Carrier)
		}
		left[n.Carrier] += n.To - n.Next + 1
		warn[n.Carrier] = max(warn[n.Carrier], n.WarnBelow)
		return true, nil
	})
	var out []Low
	for _, c := range order {
		if left[c] <= warn[c] {
			out = append(out, Low{c, left[c]})
		}
	}
	return out, err
}

// take uses the next number of a carrier. Every number is used once: a range
// only counts up.
func take(tx store.Tx, carrier string) (string, error) {
	var found wms.NumberRange
	had := false
	err := ranges.Scan(tx, tx.Partition(), []any{carrier}, func(_ store.KeyParts, n wms.NumberRange) (bool, error) {
		if n.Next <= n.To {
			found, had = n, true
		}
		return !had, nil
	})
	if err != nil {
		return "", err
	}
	if !had {
		return "", wms.Refuse(wms.Conflict, "no_tracking_numbers", "carrier %s has no tracking numbers left in %s: put a new range", carrier, tx.Partition())
	}
	number := numberOf(found, found.Next)
	found.Next++
	if _, used, err := numbers.Get(tx, tx.Partition(), carrier, number); err != nil {
		return "", err
	} else if used { // typed by hand before
		if err := ranges.Put(tx, found, carrier, found.ID); err != nil {
			return "", err
		}
		return take(tx, carrier)
	}
	if left := found.To - found.Next + 1; left == found.WarnBelow {
		tx.Emit(wms.Event{Type: "carrier.range_low", Subject: carrier, Data: map[string]any{"range": found.ID, "left": left}})
	}
	return number, ranges.Put(tx, found, carrier, found.ID)
}
