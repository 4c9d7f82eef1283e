package gs1

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
)

var today = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// sample is a right value of an identifier.
func sample(id *identifier) string {
	var b strings.Builder
	for _, p := range id.parts {
		n := max(p.min, min(p.max, 6))
		switch p.check {
		case "mod10":
			b.WriteString(wms.WithCheckDigit("09521101530001234567"[:p.max-1]))
		case "grai":
			b.WriteString("0" + wms.WithCheckDigit("095211015300"))
		case "date", "date0":
			b.WriteString("260228")
		case "time":
			b.WriteString("2359")
		case "hours":
			b.WriteString("26022823")
		case "minsec":
			b.WriteString("5959")
		case "pieces":
			b.WriteString("0102")
		case "yesno":
			b.WriteString("1")
		case "minus":
			b.WriteString("-")
		case "pair":
			b.WriteString("1987654Ad4X4bL5ttr2310c2K")
		case "iban":
			b.WriteString("GB82WEST12345698765432")
		case "day":
			b.WriteString("20240229")
		case "place":
			b.WriteString("1/2")
		case "media":
			b.WriteString("10")
		case "latitude", "longitude":
			b.WriteString("1234567890")
		default:
			b.WriteString(strings.Repeat("1", n))
		}
	}
	return b.String()
}

func with(id *identifier) []Element {
	es := []Element{{AI: id.ai, Value: sample(id)}}
	for _, pair := range [][2]string{{"02", "37"}, {"37", "02"}, {"8020", "415"}, {"8011", "8010"}} {
		if id.ai == pair[0] {
			es = append(es, Element{AI: pair[1], Value: sample(identifiers[pair[1]])})
		}
	}
	return es
}

func TestEveryIdentifierInEveryForm(t *testing.T) {
	if len(identifiers) < 536 {
		t.Fatalf("only %d identifiers", len(identifiers))
	}
	for _, id := range identifiers {
		es := with(id)
		s, err := Compose(es)
		if err != nil {
			t.Fatal(id.ai, err)
		}
		for _, payload := range []string{"]C1" + s, "]d2" + s, "]Q3" + s, "]C1" + Separator + s, "  " + Bracket(es) + "\r\n"} {
			got, err := Parse(payload, today)
			if err != nil || len(got) != 1 {
				t.Fatalf("%q: %v %v", payload, got, err)
			}
			if again, err := Compose(got[0].Elements); err != nil || again != s || got[0].Bracketed != Bracket(es) {
				t.Errorf("%q came back as %q (%v)", s, again, err)
			}
		}
	}
}

// The identifiers as the figures of the General Specifications show them,
// with numbers of the prefixes for examples.
func TestExamples(t *testing.T) {
	for payload, want := range map[string]string{
		"]C100095211010000000016":                              "(00)095211010000000016",
		"]C1010952110153000115210630310300125010ABC123":        "(01)09521101530001(15)210630(3103)001250(10)ABC123",
		"]d20109521101530001" + "17261231" + "10LOT7\x1d21S-1": "(01)09521101530001(17)261231(10)LOT7(21)S-1",
		"]C1020952110153000137000012":                          "(02)09521101530001(37)000012",
		"]C1400ORDER1\x1d4109521101530001":                     "(400)ORDER1(410)9521101530001",
		"]Q3https":                                             "",
		"]E09521101530001":                                     "(01)09521101530001",
		"]E0629104150021":                                      "",
		"]E0614141000036":                                      "(01)00614141000036",
		"]E495050003":                                          "(01)00000095050003",
		"]I109521101530001":                                    "(01)09521101530001",
		"https://id.gs1.org/01/09521101530001/10/A%2FB?17=261200":   "(01)09521101530001(10)A/B(17)261200",
		"https://example.org/shop/01/9521101530001/21/7?linkType=x": "(01)09521101530001(21)7",
		"]Q1https://id.gs1.org/00/095211010000000016":               "(00)095211010000000016",
		"(01)09521101530001(10)a\\(21)b":                            "(01)09521101530001(10)a\\(21)b",
		"(01)09521101530001{GS}":                                    "",
		"0109521101530001" + "10L1{GS}17260131":                     "(01)09521101530001(10)L1(17)260131",
		"0109521101530001" + "10L1|17260131":                        "(01)09521101530001(10)L1(17)260131",
		"0109521101530001":                                          "(01)09521101530001",
		"]C18003" + "09521101530001S77":                             "(8003)09521101530001S77",
	} {
		got, err := Parse(payload, today)
		if want == "" {
			if err == nil {
				t.Errorf("%q: %+v, a refusal is right", payload, got)
			}
			continue
		}
		if err != nil || len(got) != 1 || got[0].Bracketed != want {
			t.Errorf("%q: %+v %v, want %s", payload, got, err, want)
		}
	}
}

func TestWhatIsInAReading(t *testing.T) {
	got, err := Parse("]C1010952110153000131030012501726020010L7\x1d3012\x1d21S1", today)
	if err != nil {
		t.Fatal(err)
	}
	r := got[0]
	g, _ := r.WeightG()
	if r.GTIN() != "09521101530001" || g != 1250 || r.Expires() != "2026-02-28" || r.Count() != 12 || r.Lot() != "L7" || r.Serial() != "S1" {
		t.Errorf("%+v", r)
	}
}

func TestCentury(t *testing.T) {
	for v, want := range map[string]string{"260301": "2026-03-01", "760101": "2076-01-01", "770101": "1977-01-01", "990101": "1999-01-01", "000229": "2000-02-29", "260200": "2026-02-28", "261200": "2026-12-31"} {
		if got := Date(v, today).Format(time.DateOnly); got != want {
			t.Errorf("%s is %s, want %s", v, got, want)
		}
	}
	if got := Date("010101", time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC)).Year(); got != 2101 {
		t.Errorf("01 seen from 2060 is %d", got)
	}
}

func TestAmbiguityIsAQuestion(t *testing.T) {
	for payload, want := range map[string][]string{
		"09521101530001":                {"gtin (01)09521101530001", "text"}, // or somebody's serial
		"9521101530001":                 {"gtin (01)09521101530001", "text"},
		"095211010000000016":            {"sscc (00)095211010000000016", "text"},
		"010952110153000110L2117261231": {"elements (01)09521101530001(10)L2117261231", "elements (01)09521101530001(10)L21(17)261231", "elements (01)09521101530001(10)L(21)17261231"},
		"10ABC":                         {"elements (10)ABC", "text"},
		"C-01-02":                       {"text"},
		"TOTE-00017":                    {"text"},
		"]C010ABC":                      {"text"},
	} {
		got, err := Parse(payload, today)
		if err != nil {
			t.Errorf("%q: %v", payload, err)
			continue
		}
		var have []string
		for _, r := range got {
			have = append(have, strings.TrimSpace(string(r.Kind)+" "+r.Bracketed))
			if r.Bracketed == "" {
				continue
			}
			if again, err := Parse(r.Bracketed, today); err != nil || len(again) != 1 || again[0].Bracketed != r.Bracketed {
				t.Errorf("the answer %s is a question again: %+v %v", r.Bracketed, again, err)
			}
		}
		if d := cmp.Diff(want, have); d != "" {
			t.Errorf("%q: %s", payload, d)
		}
	}
}

func position(err error) any {
	var e *wms.Error
	if !errors.As(err, &e) {
		return err
	}
	return e.Args["position"]
}

func TestMalformedByHand(t *testing.T) {
	for _, c := range []struct {
		payload, code string
		at            int
	}{
		{"", "empty_payload", 1}, {" \r\n", "empty_payload", 1}, {"]C1\x1d", "empty_payload", 5},
		{strings.Repeat("1", 600), "payload_too_long", 513},
		{"]C1ABC", "unknown_identifier", 4}, {"]C10509521101530001", "unknown_identifier", 4}, {"]C1\x1d\x1d01", "unknown_identifier", 5},
		{"]C10109521101530002", "wrong_check_digit", 19}, {"(01)09521101530002", "wrong_check_digit", 18},
		{"]C1010952110153000", "too_short", 19}, {"]C101095211015300A1", "wrong_character", 18},
		{"]C117261301", "wrong_date", 8}, {"]C117260230", "wrong_date", 10}, {"]C117250229", "wrong_date", 10}, {"]C1700626020012", "wrong_date", 12},
		{"]C110" + strings.Repeat("A", 21), "too_long", 26}, {"]C110", "too_short", 6}, {"]C110\x1d17260101", "too_short", 6},
		{"]C110A\x00B", "wrong_character", 7}, {"]C110A B", "wrong_character", 7}, {"]C110Ä", "wrong_character", 6},
		{"]C10209521101530001", "missing_identifier", 4}, {"]C13712", "missing_identifier", 4},
		{"]C10109521101530001020952110153000137000012", "contradiction", 4}, {"(10)A(10)B", "contradiction", 1},
		{"]E09521101530002", "wrong_check_digit", 16}, {"]E0952110153000", "wrong_check_digit", 15}, {"]E095211015300019", "wrong_length", 17}, {"]E495050004", "wrong_check_digit", 11},
		{"]I109521101530002", "wrong_check_digit", 17}, {"]E09521101A30001", "wrong_character", 11},
		{"(01)0952110153000", "too_short", 18}, {"(17)261301", "wrong_date", 7}, {"(10)", "too_short", 5}, {"(01)09521101530001(10)", "too_short", 23},
		{"https://id.gs1.org/01/09521101530002", "wrong_check_digit", 36}, {"https://id.gs1.org/01/09521101530001/10/", "too_short", 41},
		{"https://id.gs1.org/01/09521101530001?17=261301", "wrong_date", 43}, {"https://id.gs1.org/01/09521101530001/77/x", "unknown_identifier", 41},
		{"0109521101530002", "wrong_check_digit", 16}, {"00095211010000000011", "wrong_check_digit", 20},
		{"(8006)095211015300010302", "wrong_pieces", 21}, {"(8003)19521101530001", "wrong_character", 7}, {"(4321)2", "wrong_character", 7},
		{"(423)0561", "too_short", 10}, {"(7003)2602282460", "wrong_date", 13}, {"(7003)2602282360", "wrong_date", 15}, {"(8008)2602282399", "wrong_date", 15},
		{"(8013)1987654Ad4X4bL5ttr2310c2J", "wrong_check_digit", 30}, {"(8013)AB", "too_short", 9}, {"(8014)1987654Bd4X4bL5ttr2310c2K", "wrong_check_digit", 30},
		{"(8007)GB83WEST12345698765432", "wrong_check_digit", 9}, {"(8007)GB82west12345698765432", "wrong_character", 11}, {"(8007)GB8", "too_short", 10},
		{"(7250)20230229", "wrong_date", 13}, {"(7250)20231301", "wrong_date", 11}, {"(7251)202301012460", "wrong_date", 15}, {"(7252)3", "wrong_value", 7},
		{"(7258)2/1", "wrong_value", 7}, {"(7241)11", "wrong_value", 7}, {"(4309)18000000010000000000", "wrong_value", 7}, {"(4309)18000000003600000001", "wrong_value", 17},
		{"(8001)00000100010011", "wrong_value", 7}, {"(8001)00010000100121", "wrong_value", 19}, {"(8010)A(8011)01", "wrong_value", 14},
	} {
		got, err := Parse(c.payload, today)
		if wms.CodeOf(err) != c.code || position(err) != c.at {
			t.Errorf("%q: %v %v at %v, want %s at %d", c.payload, got, err, position(err), c.code, c.at)
		}
	}
}

// Each identifier is spoiled at a known place: a character of no set, and a
// value cut short, each must be refused with that place.
func TestMalformedOfEachIdentifier(t *testing.T) {
	count := 0
	for _, id := range identifiers {
		v := sample(id)
		for at := range len(v) {
			bad := v[:at] + "\x7f" + v[at+1:]
			for form, prefix := range map[string]string{"]C1" + id.ai + bad: "]C1" + id.ai, "(" + id.ai + ")" + bad: "(" + id.ai + ")"} {
				count++
				if got, err := Parse(form, today); position(err) != len(prefix)+at+1 {
					t.Fatalf("%q: %v %v at %v, want %d", form, got, err, position(err), len(prefix)+at+1)
				}
			}
		}
		least, most := id.lengths()
		if least == most && !id.fixed {
			count++
			if _, err := Parse("]C1"+id.ai+v+"1", today); wms.CodeOf(err) != "too_long" || position(err) != 3+len(id.ai)+len(v)+1 {
				t.Errorf("(%s) one too long: %v", id.ai, err)
			}
		}
		count++
		if _, err := Parse("]C1"+id.ai+v[:least-1], today); err == nil {
			t.Errorf("(%s) one too short passed", id.ai)
		}
	}
	if count < 200 {
		t.Errorf("only %d", count)
	}
	t.Logf("%d malformed payloads", count)
}

// What is written can be read, in any order of any identifiers.
func TestRoundTrip(t *testing.T) {
	names := make([]string, 0, len(identifiers))
	for ai := range identifiers {
		names = append(names, ai)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		var es []Element
		for _, ai := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 6, rapid.ID[string]).Draw(t, "ai") {
			id := identifiers[ai]
			v := sample(id)
			if len(id.parts) == 1 && id.parts[0].set == 'X' && id.parts[0].check == "" && id.parts[0].min == 1 {
				v = rapid.StringOfN(rapid.SampledFrom([]rune(set82)), 1, id.parts[0].max, -1).Draw(t, "value")
			}
			es = append(es, Element{AI: ai, Value: v})
		}
		s, err := Compose(es)
		if err != nil {
			t.Skip(err) // they exclude each other
		}
		for _, form := range []string{"]d2" + s, Bracket(es)} {
			if strings.HasPrefix(form, "(") && strings.Contains(s, `\`) {
				continue
			}
			got, err := Parse(form, today)
			if err != nil || len(got) != 1 || got[0].Bracketed != Bracket(es) {
				t.Fatalf("%q: %+v %v", form, got, err)
			}
		}
		// Without any mark the reading is among the candidates, or it is said
		// that there are too many.
		if plain := strings.ReplaceAll(s, Separator, ""); !strings.HasPrefix(plain, "(") {
			if got, err := Parse(plain, today); err == nil && !slices.ContainsFunc(got, func(r Reading) bool {
				again, _ := Compose(r.Elements)
				return r.Kind == Text || strings.ReplaceAll(again, Separator, "") == plain
			}) {
				t.Fatalf("%q: %+v", plain, got)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"]C10109521101530001" + "10A\x1d21B", "(01)09521101530001(10)a\\(21)b", "https://id.gs1.org/01/09521101530001/10/A%2FB?17=261200",
		"010952110153000110L2117261231", "]E09521101530001", "9521101530001", "30{GS}1", "10|^]~1", "]I1", "(8003)0", "]Q1https://x/01//%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		got, err := Parse(payload, today)
		if err != nil {
			at, ok := position(err).(int)
			if !ok || at < 1 || at > len(payload)+1 {
				t.Fatalf("%q: %v at %v", payload, err, position(err))
			}
			return
		}
		if len(got) == 0 {
			t.Fatalf("%q: neither read nor refused", payload)
		}
		for _, r := range got {
			if r.Kind == Text {
				continue
			}
			s, err := Compose(r.Elements)
			if err != nil {
				t.Fatalf("%q: %+v does not compose: %v", payload, r, err)
			}
			again, err := Parse("]C1"+s, today)
			if err != nil || len(again) != 1 || again[0].Bracketed != r.Bracketed {
				t.Fatalf("%q: %q again is %+v %v", payload, s, again, err)
			}
			byHand, err := Parse(r.Bracketed, today)
			if err != nil || len(byHand) != 1 || fmt.Sprint(byHand[0].Elements) != fmt.Sprint(r.Elements) {
				t.Fatalf("%q: %q again is %+v %v", payload, r.Bracketed, byHand, err)
			}
		}
	})
}
