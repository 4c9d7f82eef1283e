package gs1

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// examples has one value of each identifier of the table, or of one in each of
// its ranges, in the form that the General Specifications give in the figure of
// that identifier; the numbers are of the prefixes for examples.
const examples = `
00 106141411234567897
01 09506000134352
02 09506000134352
03 09506000134352
10 ABC123
11 210630
12 210731
13 210600
15 261231
16 261130
17 261200
20 01
21 12345ABC
22 2A
235 TPX-77
240 A-7731/9
241 CP.0077
242 123456
243 PCN-9
250 SEC/7
251 REF77
253 9521101530001DOC17
254 GATE-12
255 9521101530001000001
30 144
3103 001250
3113 001250
3123 001250
3133 001250
3143 001250
3153 001250
3163 001250
3203 001250
3213 001250
3223 001250
3233 001250
3243 001250
3253 001250
3263 001250
3273 001250
3283 001250
3293 001250
3303 001250
3313 001250
3323 001250
3333 001250
3343 001250
3353 001250
3363 001250
3373 001250
3403 001250
3413 001250
3423 001250
3433 001250
3443 001250
3453 001250
3463 001250
3473 001250
3483 001250
3493 001250
3503 001250
3513 001250
3523 001250
3533 001250
3543 001250
3553 001250
3563 001250
3573 001250
3603 001250
3613 001250
3623 001250
3633 001250
3643 001250
3653 001250
3663 001250
3673 001250
3683 001250
3693 001250
37 12
3902 1999
3912 9781999
3922 1999
3932 9781999
3941 0010
3953 001250
400 PO-2026-0117
401 9521101CONS77
402 95211015300000018
403 HUB7+B12
410 9521101530001
411 9521101530001
412 9521101530001
413 9521101530001
414 9521101530001
415 9521101530001
416 9521101530001
417 9521101530001
420 10115
421 27610115
422 276
423 056276
424 056
425 056276
426 056
427 BY
4300 Aisle+GmbH
4301 Mustermann
4302 Weg+1
4303 Hof+2
4304 Mitte
4305 Berlin
4306 BE
4307 DE
4308 +4930123456
4309 14238500001934000000
4310 Aisle+GmbH
4311 Returns
4312 Weg+1
4313 Gate+2
4314 Mitte
4315 Berlin
4316 BE
4317 DE
4318 10115
4319 +4930123457
4320 EXPRESS
4321 0
4322 1
4323 1
4324 2606300800
4325 2606309999
4326 260630
4330 001234
4331 000850-
4332 000320
4333 001800-
7001 1005123456789
7002 E-4401
7003 2612311730
7004 125
7005 27.3.b
7006 260115
7007 260115260120
7008 COD
7009 01.1.1
7010 02
7011 2606301200
7020 RF-12
7021 FS1
7022 RS2
7023 952110153A1
7030 276PLANT7
7040 1A2B
7041 PX
710 NHRN-710
7230 EMCERT7
7240 PROT-7
7241 10
7242 VCN-7
7250 19850228
7251 198502281215
7252 2
7253 Muster
7254 Erika
7255 Jr
7256 Erika%20Muster
7257 Weg%201
7258 1/3
7259 Baby+1
8001 01200085007610
8002 490154203237518
8003 09521101530001CAGE7
8004 95211015ASSET7
8005 000299
8006 095060001343520102
8007 DE89370400440532013000
8008 2606301430
8009 12AB
8010 9521101CP7
8011 17
8012 V2.17
8013 1987654Ad4X4bL5ttr2310c2K
8014 1987654Ad4X4bL5ttr2310c2K
8017 952110153000000070
8018 952110153000000179
8019 7
8020 INV-77
8026 095060001343520203
8030 aGVsbG8_-
8110 106141416543213150110120
8111 0500
8112 106141416543213150110120
8200 https://aisle.example/7
90 DI-7
91 INT-1
`

// needs are identifiers that may not stand alone, with one they stand with.
var needs = map[string]string{"02": "37", "37": "02", "8020": "415", "8011": "8010"}

func exampleOf(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(examples)) {
		ai, v, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || out[ai] != "" {
			t.Fatalf("example %q", line)
		}
		out[ai] = v
	}
	return out
}

// Each row of the table has an example, which is read from a symbol and from
// its bracketed form to the same element, with a value the figure means.
func TestFigureOfEachIdentifier(t *testing.T) {
	all := exampleOf(t)
	for line := range strings.Lines(strings.TrimSpace(table)) {
		cell, _, _ := strings.Cut(line, "|")
		first, last, ranged := strings.Cut(cell, "-")
		if !ranged {
			last = first
		}
		from, _ := strconv.Atoi(first)
		to, _ := strconv.Atoi(last)
		has := false
		for ai := range all {
			n, _ := strconv.Atoi(ai)
			has = has || len(ai) == len(first) && n >= from && n <= to
		}
		if !has {
			t.Errorf("(%s) has no example", cell)
		}
	}
	for ai, v := range all {
		es := []Element{{AI: ai, Value: v}}
		if other := needs[ai]; other != "" {
			es = append(es, Element{AI: other, Value: all[other]})
		}
		s, err := Compose(es)
		if err != nil {
			t.Errorf("(%s)%s: %v", ai, v, err)
			continue
		}
		for _, payload := range []string{"]C1" + s, "]d2" + s, "]Q3" + s, Bracket(es)} {
			got, err := Parse(payload, today)
			if err != nil || len(got) != 1 || !slices.ContainsFunc(got[0].Elements, func(e Element) bool { return e.AI == ai && e.Value == v }) || len(got[0].Elements) != len(es) {
				t.Errorf("%q: %+v %v", payload, got, err)
			}
		}
	}
	t.Logf("%d examples", len(all))
}

// Each example is cut short and made too long, and one of its digits is
// spoiled: what is refused says where, and a check digit or a length that is
// wrong is never passed over.
func TestSpoiledFigures(t *testing.T) {
	refused, count := 0, 0
	for ai, v := range exampleOf(t) {
		id := identifierAt(ai)
		least, most := id.lengths()
		for what, bad := range map[string]string{
			"empty": "", "cut": v[:min(least, len(v))-1], "long": v + strings.Repeat("1", most-len(v)+1), "blank": " " + v[1:],
		} {
			payload := "(" + ai + ")" + bad
			count++
			got, err := Parse(payload, today)
			at, _ := position(err).(int)
			if err == nil || at < 1 || at > len(payload)+1 || wms.CodeOf(err) == "internal" {
				t.Errorf("%s %q: %+v %v at %d", what, payload, got, err, at)
				continue
			}
			refused++
			if what == "long" && at != len(ai)+2+most+1 && wms.CodeOf(err) == "too_long" {
				t.Errorf("%q is too long from %d, not %d", payload, len(ai)+2+most+1, at)
			}
		}
		if id.parts[0].check == "mod10" {
			n := id.parts[0].max
			bad := v[:n-1] + strconv.Itoa((int(v[n-1]-'0')+1)%10) + v[n:]
			count++
			if _, err := Parse("("+ai+")"+bad, today); wms.CodeOf(err) != "wrong_check_digit" || position(err) != len(ai)+2+n {
				t.Errorf("(%s)%s: %v at %v, want %d", ai, bad, err, position(err), len(ai)+2+n)
			}
		}
	}
	if count < 200 {
		t.Errorf("only %d", count)
	}
	t.Logf("%d malformed payloads, %d refused", count, refused)
}
