package tasks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
)

// Step codes of the scripts; a face has words for each in its languages.
const (
	ScanLocation = "scan_location" // the place to take from
	ScanItem     = "scan_item"     // the item, and how many
	ScanUnit     = "scan_unit"     // the handling unit to take or take from
	PutUnit      = "put_unit"      // the tote or case it goes into
	ScanLabel    = "scan_label"    // the label just printed, stuck on
	ScanPlace    = "scan_place"    // the place it is put
	ScanDock     = "scan_dock"     // the outbound dock
	CountDefects = "count_defects" // how many of the sample are defective, as quantity
	ScanSerial   = "scan_serial"   // the serial of the one unit taken
	ScanBox      = "scan_box"      // the box type of the next carton
	PackItem     = "pack_item"     // an item into the open carton, or its label to close it
	WeighCarton  = "weigh_carton"  // what the closed carton weighs in g, as quantity
	LayOn        = "lay_on"        // the next unit out of a tote, laid on the sorter
	Done         = "done"
)

// TakeApart is the note of the work that takes kits apart.
const TakeApart = "take apart"

// Line is one step of a script: its code, what may be scanned, and words.
type Line struct {
	Code   string
	Expect []string
	Qty    int64
	Prompt string
	Args   map[string]any
}

// Script is the list of steps of a task. It depends on the task alone, so
// that a handheld that lost the network can be told the same again. Places
// lists the ids that would do for the last step where several would.
func Script(t wms.Task, places []string) []Line {
	item := func(verb string) Line {
		expect := []string{string(t.SKU)}
		if t.GTIN != "" {
			expect = append(expect, t.GTIN)
		}
		return Line{ScanItem, expect, t.Qty, fmt.Sprintf("%s %d × %s and scan the item", verb, t.Qty, t.SKU),
			map[string]any{"qty": t.Qty, "sku": t.SKU}}
	}
	one := func(code, id, prompt, arg string) Line {
		return Line{code, []string{id}, 0, fmt.Sprintf(prompt, id), map[string]any{arg: id}}
	}
	place := func(code, prompt string) Line {
		l := Line{Code: code, Expect: places, Prompt: fmt.Sprintf(prompt, t.To), Args: map[string]any{"place": t.To}}
		if len(places) == 0 {
			l.Expect = []string{string(t.To)}
		}
		return l
	}
	withSerial := func(lines []Line) []Line {
		if t.Serial == "" {
			return lines
		}
		return slices.Insert(lines, 2, one(ScanSerial, t.Serial, "Scan the serial number of the one you took (reserved: %s)", "serial"))
	}
	switch t.Kind {
	case wms.TaskPick:
		return withSerial([]Line{one(ScanLocation, string(t.From), "Go to %s and scan the location", "location"), item("Take"),
			one(PutUnit, string(t.Unit), "Put them into tote %s and scan it", "unit")})
	case wms.TaskStation:
		return withSerial([]Line{one(ScanUnit, string(t.FromUnit), "Scan the pallet %s in front of you", "unit"), item("Take"),
			one(PutUnit, string(t.Unit), "Put them into %s and scan it", "unit")})
	case wms.TaskInspect:
		return []Line{item("Take a sample of"), {Code: CountDefects, Expect: []string{"OK"}, Qty: t.Qty,
			Prompt: fmt.Sprintf("Look at the %d: say how many are defective", t.Qty), Args: map[string]any{"qty": t.Qty}}}
	case wms.TaskPull:
		return []Line{one(ScanUnit, string(t.FromUnit), "Scan %s: something in it may not go on", "unit"), item("Take out"),
			place(ScanPlace, "Bring them to %s and scan the place")}
	case wms.TaskReplenish, wms.TaskEmpties:
		from := one(ScanLocation, string(t.From), "Go to %s and scan the location", "location")
		if t.FromUnit != "" {
			from = one(ScanUnit, string(t.FromUnit), "Scan the pallet %s in front of you", "unit")
		}
		return []Line{from, item("Take"), place(ScanPlace, "Bring it to %s and scan the place")}
	case wms.TaskAssemble:
		do := item("Take")
		if t.Line == 0 { // the work itself
			do = item("Assemble")
			if t.Note == TakeApart {
				do = item("Take apart")
			}
		}
		return withSerial([]Line{one(ScanLocation, string(t.From), "Go to %s and scan the location", "location"), do, place(ScanPlace, "Bring it to %s and scan the place")})
	case wms.TaskInduct, wms.TaskReject:
		if t.Sorts() {
			return sorting(t)
		}
		if t.SKU != "" { // a parcel
			l := one(ScanUnit, string(t.Unit), "Scan %s", "unit")
			l.Expect = append(l.Expect, item("Take").Expect...)
			l.Prompt, l.Args = fmt.Sprintf("Take the %s and scan it", t.SKU), map[string]any{"unit": t.SKU}
			return []Line{l, place(ScanPlace, "Put it on %s and scan the place")}
		}
		if t.Unit == "" {
			l := Line{Code: ScanUnit, Prompt: fmt.Sprintf("Scan what lies in %s: its code was not read", t.From), Args: map[string]any{"location": t.From}}
			for _, u := range t.Units {
				l.Expect = append(l.Expect, string(u))
			}
			return []Line{l, place(ScanPlace, "Put it on %s and scan the place")}
		}
		return []Line{one(ScanUnit, string(t.Unit), "Scan %s", "unit"), place(ScanPlace, "Put it on %s and scan the place")}
	case wms.TaskPack:
		lines := []Line{one(ScanUnit, string(t.Unit), "Take %s to the bench and scan it", "unit"), packing(t)}
		if len(t.Parcels) > 0 {
			lines[0] = one(ScanLocation, string(t.From), "Take all that lies in %s to the bench and scan the chute", "location")
		}
		if t.Pack != nil && t.Pack.Weigh {
			lines = append(lines, weighing(t))
		}
		if t.Pack != nil && len(t.Pack.Cartons) > 1 {
			return append(lines, place(ScanPlace, "Bring the cartons to %s and scan the place"))
		}
		return append(lines, place(ScanPlace, "Bring the carton to %s and scan the place"))
	case wms.TaskLoad:
		var lines []Line
		for _, u := range t.Units {
			lines = append(lines, one(ScanLabel, string(u), "Load %s: scan its label", "label"))
		}
		return append(lines, one(ScanDock, string(t.To), "All on the truck: scan dock %s", "dock"))
	case wms.TaskPutAway:
		first := item("Take")
		if t.Unit != "" {
			first = one(ScanUnit, string(t.Unit), "Scan %s", "unit")
		}
		return []Line{first, place(ScanPlace, "Bring it to %s and scan the place")}
	}
	return nil
}

// ScansSerial says which of n scans, given now, would be the serial; -1 if
// none of them, or if the serial has been scanned.
func ScansSerial(t wms.Task, n int) int {
	if t.Serial == "" || (t.Kind != wms.TaskPick && t.Kind != wms.TaskStation) || t.Step > 2 || 2-t.Step >= n {
		return -1
	}
	return 2 - t.Step
}

// StepOf is what the handheld shows for a task in its present state.
func StepOf(t wms.Task, places []string) wms.Step {
	script := Script(t, places)
	s := wms.Step{Task: t.ID, Kind: t.Kind, Step: Done, Prompt: "Done", Expect: []string{}, Done: true}
	if Ended(t.Status) || t.Step >= len(script) {
		return s
	}
	l := script[t.Step]
	return wms.Step{Task: t.ID, Kind: t.Kind, Step: l.Code, Prompt: l.Prompt, Args: l.Args, Expect: l.Expect, Qty: l.Qty}
}

// Whole is a task's script as its person will see it, step by step.
func Whole(t wms.Task, places []string) wms.Claimed {
	c := wms.Claimed{Task: t, At: t.Step, Script: []wms.Step{}}
	for i := range Script(t, places) {
		at := t
		at.Step = i
		c.Script = append(c.Script, StepOf(at, places))
	}
	return c
}

// Advance walks the script by the scans of one confirmation. It refuses the
// whole confirmation at the first wrong scan, in words. last is what was
// scanned at the final step, finished that the script is at its end.
func Advance(t *wms.Task, f wms.Confirmation, places []string) (last string, finished bool, err error) {
	script := Script(*t, places)
	if len(f.Scans) == 0 && f.To == "" {
		return "", false, wms.Refuse(wms.Invalid, "nothing_scanned", "the step asks for a scan and nothing was scanned")
	}
	scans := f.Scans
	if f.To != "" {
		scans = append(slices.Clone(scans), string(f.To))
	}
	for _, raw := range scans {
		if t.Step >= len(script) {
			return "", false, wms.Refuse(wms.Invalid, "too_many_scans", "task %s has no step left for %q", t.ID, raw)
		}
		l := script[t.Step]
		scan := Payload(raw)
		ok := slices.Contains(l.Expect, scan)
		if !ok && t.Kind == wms.TaskLoad && l.Code == ScanLabel {
			ok = swapUnit(t, scan) // cartons may be loaded in any order
		}
		if !ok {
			return "", false, WrongScan(l, scan)
		}
		if l.Code == ScanItem && f.Qty != nil && *f.Qty != t.Qty {
			return "", false, wms.Refuse(wms.Invalid, "qty_differs",
				"%d of %s are asked for, you said %d; if there are fewer, report the pick as short", t.Qty, t.SKU, *f.Qty).
				With("expected_qty", t.Qty)
		}
		t.Step++
		last = scan
	}
	return last, t.Step >= len(script), nil
}

// Payload strips what a scanner adds: blanks, line ends, a symbology
// identifier (]C1, ]d2 …) and the application identifier 00 of an SSCC.
func Payload(raw string) string {
	s := strings.TrimSpace(raw)
	if len(s) > 3 && s[0] == ']' {
		s = s[3:]
	}
	if len(s) == 20 && strings.HasPrefix(s, "00") {
		s = s[2:]
	}
	return strings.TrimPrefix(s, "(00)")
}

func swapUnit(t *wms.Task, scan string) bool {
	for i := t.Step + 1; i < len(t.Units); i++ {
		if string(t.Units[i]) == scan {
			t.Units[t.Step], t.Units[i] = t.Units[i], t.Units[t.Step]
			return true
		}
	}
	return false
}

var things = map[string]wms.Words{ScanLocation: wms.Say("location"), ScanItem: wms.Say("item"), ScanUnit: wms.Say("handling unit"),
	PutUnit: wms.Say("tote"), ScanLabel: wms.Say("label"), ScanPlace: wms.Say("place"), ScanDock: wms.Say("dock"),
	ScanSerial: wms.Say("serial"), ScanBox: wms.Say("box type"), PackItem: wms.Say("item or label"), LayOn: wms.Say("item"), WeighCarton: wms.Say("weight")}

// WrongScan refuses a scan that a step does not expect.
func WrongScan(l Line, scan string) error {
	want := strings.Join(l.Expect, " or ")
	if len(l.Expect) > 3 {
		want = strings.Join(l.Expect[:3], ", ") + " …"
	}
	return wms.Refuse(wms.Invalid, "wrong_scan", "Scanned %s, expected %s %s.", scan, things[l.Code], want).
		With("scanned", scan).With("expected", l.Expect).With("step", l.Code)
}
