package tasks

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/gs1"
)

// Understand turns the GS1 payloads of a confirmation into what the task's
// script expects: a GTIN of the item (its own or that of a packaging) into its
// SKU, a serial number into itself, an SSCC into its 18 digits. What else a
// payload says (lot, expiry, weight …) is returned as captured.
//
// It refuses another item's GTIN, another lot than the line's, a quantity that
// is not the line's, and a payload with two readings of which only one is
// right. What is no GS1 payload stays as it is: Advance judges it.
func Understand(t wms.Task, item wms.Item, f wms.Confirmation, places []string, today time.Time) ([]string, map[string]string, error) {
	script := Script(t, places)
	var out []string
	captured := map[string]string{}
	for n, raw := range f.Scans {
		at := t.Step + len(out)
		if at >= len(script) || slices.Contains(script[at].Expect, Payload(raw)) {
			out = append(out, raw)
			continue
		}
		if prev := at - 1; prev >= 0 && script[prev].Code == ScanSerial && n > 0 && raw == f.Scans[n-1] {
			continue // the same code again, for the serial that it brought already
		}
		scans, err := understand(t, item, f, script[at:], raw, today, captured)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, scans...)
	}
	return out, captured, nil
}

func understand(t wms.Task, item wms.Item, f wms.Confirmation, steps []Line, raw string, today time.Time, captured map[string]string) ([]string, error) {
	unchanged := []string{raw}
	readings, err := gs1.Parse(raw, today)
	if err != nil {
		return nil, err
	}
	readings = slices.DeleteFunc(readings, func(r gs1.Reading) bool { return r.Kind == gs1.Text })
	if len(readings) == 0 {
		return unchanged, nil
	}
	var right []string
	var fits []gs1.Reading
	var refused error
	for _, r := range readings {
		scans, err := fit(t, item, f, steps, r)
		switch {
		case err != nil && refused == nil:
			refused = err
		case err == nil && scans != nil:
			right, fits = scans, append(fits, r)
		}
	}
	switch {
	case len(fits) == 0 && refused != nil:
		return nil, refused
	case len(fits) == 0:
		return unchanged, nil
	case len(fits) < len(readings):
		candidates := make([]string, len(readings))
		for i, r := range readings {
			candidates[i] = r.Bracketed
		}
		return nil, wms.Refuse(wms.Invalid, "ambiguous_scan", "%s can be read as %s; send the one that stands on the label", raw, strings.Join(candidates, ", or ")).
			With("candidates", candidates)
	}
	capture(captured, fits[0])
	return right, nil
}

// fit says what a reading scans at the first of the steps: nil if the step
// asks for something that GS1 codes do not name.
func fit(t wms.Task, item wms.Item, f wms.Confirmation, steps []Line, r gs1.Reading) ([]string, error) {
	switch steps[0].Code {
	case ScanItem:
		if err := fitItem(t, item, f, r); err != nil {
			return nil, err
		}
		scans := []string{string(t.SKU)}
		if r.Serial() != "" && len(steps) > 1 && steps[1].Code == ScanSerial {
			scans = append(scans, r.Serial())
		}
		return scans, nil
	case ScanSerial:
		if r.Serial() == "" {
			return nil, nil
		}
		if r.GTIN() != "" {
			if _, ok := packagingOf(t, item, r.GTIN()); !ok {
				return nil, notTheLines(t, r)
			}
		}
		return []string{r.Serial()}, nil
	case ScanUnit, PutUnit, ScanLabel:
		if sscc := r.SSCC(); sscc != "" {
			return []string{sscc}, nil
		}
	}
	return nil, nil
}

func fitItem(t wms.Task, item wms.Item, f wms.Confirmation, r gs1.Reading) error {
	if r.GTIN() == "" {
		return wms.Refuse(wms.Invalid, "no_item_in_scan", "Scanned %s, which names no item: scan the code with the item's GTIN.", r.Bracketed).
			With("scanned", r.Bracketed)
	}
	per, ok := packagingOf(t, item, r.GTIN())
	if !ok {
		return notTheLines(t, r)
	}
	if lot := r.Lot(); lot != "" && t.Lot != "" && lot != t.Lot {
		return wms.Refuse(wms.Invalid, "wrong_lot", "Scanned lot %s of %s, expected lot %s.", lot, t.SKU, t.Lot).
			With("scanned", lot).With("expected", []string{t.Lot})
	}
	if s := r.Serial(); s != "" && t.Serial != "" && t.Qty == 1 && per > 1 {
		return notTheLines(t, r)
	}
	qty := per * max(1, r.Count())
	says := per > 1 || r.Count() > 0
	if says && qty != t.Qty && f.Qty == nil {
		return wms.Refuse(wms.Invalid, "qty_differs",
			"the code says %d of %s, %d are asked for; take what is asked for and say the quantity", qty, t.SKU, t.Qty).
			With("expected_qty", t.Qty)
	}
	return nil
}

func notTheLines(t wms.Task, r gs1.Reading) error {
	return wms.Refuse(wms.Invalid, "wrong_scan", "Scanned GTIN %s, which is not that of %s.", r.GTIN(), t.SKU).
		With("scanned", r.Bracketed).With("expected", []string{string(t.SKU)})
}

// packagingOf says how many base units a GTIN stands for, if it is the
// item's.
func packagingOf(t wms.Task, item wms.Item, gtin string) (int64, bool) {
	if gtin == long(t.GTIN) || gtin == long(item.GTIN) {
		return 1, true
	}
	for _, p := range item.Packagings {
		if p.GTIN != "" && gtin == long(p.GTIN) {
			return max(1, p.BaseQty/max(1, p.Per)), true
		}
	}
	return 0, false
}

// long is a GTIN with 14 digits; "" of none.
func long(gtin string) string {
	if gtin == "" || len(gtin) > 14 {
		return gtin
	}
	return strings.Repeat("0", 14-len(gtin)) + gtin
}

func capture(into map[string]string, r gs1.Reading) {
	put := func(name, v string) {
		if v != "" {
			into[name] = v
		}
	}
	put("gtin", r.GTIN())
	put("lot", r.Lot())
	put("serial", r.Serial())
	put("expires", r.Expires())
	if g, ok := r.WeightG(); ok {
		put("weight_g", strconv.FormatInt(g, 10))
	}
}
