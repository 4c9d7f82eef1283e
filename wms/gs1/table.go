package gs1

import (
	"fmt"
	"strconv"
	"strings"
)

// part is one component of an element's value.
type part struct {
	set      byte // N digits, X the 82 characters, Y the 39, Z base64url
	min, max int
	check    string // rule over the part; see checks
}

// identifier is an application identifier of the General Specifications.
type identifier struct {
	ai    string
	parts []part
	title string
	// fixed: its length is predefined, so no FNC1 stands behind it.
	fixed bool
	// decimals: the last digit of the identifier says how many there are.
	decimals bool
}

func (i *identifier) lengths() (least, most int) {
	for _, p := range i.parts {
		least, most = least+p.min, most+p.max
	}
	return least, most
}

// table of identifiers: identifier or range, format, data title. A format is
// parts with blanks between: the set, then its length ("6"), or ".." and its
// greatest length; "?" marks a part that may be absent; behind ":" a rule.
// Facts from the GS1 General Specifications, section 3.2, and the GS1 Syntax
// Dictionary.
const table = `
00|N18:mod10|SSCC
01|N14:mod10|GTIN
02|N14:mod10|CONTENT
03|N14:mod10|MTO GTIN
10|X..20|BATCH/LOT
11|N6:date0|PROD DATE
12|N6:date0|DUE DATE
13|N6:date0|PACK DATE
15|N6:date0|BEST BEFORE
16|N6:date0|SELL BY
17|N6:date0|USE BY
20|N2|VARIANT
21|X..20|SERIAL
22|X..20|CPV
235|X..28|TPX
240|X..30|ADDITIONAL ID
241|X..30|CUST. PART No.
242|N..6|MTO VARIANT
243|X..20|PCN
250|X..30|SECONDARY SERIAL
251|X..30|REF. TO SOURCE
253|N13:mod10 X..17?|GDTI
254|X..20|GLN EXTENSION COMPONENT
255|N13:mod10 N..12?|GCN
30|N..8|VAR. COUNT
3100-3105|N6|NET WEIGHT (kg)
3110-3115|N6|LENGTH (m)
3120-3125|N6|WIDTH (m)
3130-3135|N6|HEIGHT (m)
3140-3145|N6|AREA (m²)
3150-3155|N6|NET VOLUME (l)
3160-3165|N6|NET VOLUME (m³)
3200-3205|N6|NET WEIGHT (lb)
3210-3215|N6|LENGTH (in)
3220-3225|N6|LENGTH (ft)
3230-3235|N6|LENGTH (yd)
3240-3245|N6|WIDTH (in)
3250-3255|N6|WIDTH (ft)
3260-3265|N6|WIDTH (yd)
3270-3275|N6|HEIGHT (in)
3280-3285|N6|HEIGHT (ft)
3290-3295|N6|HEIGHT (yd)
3300-3305|N6|GROSS WEIGHT (kg)
3310-3315|N6|LENGTH (m), log
3320-3325|N6|WIDTH (m), log
3330-3335|N6|HEIGHT (m), log
3340-3345|N6|AREA (m²), log
3350-3355|N6|VOLUME (l), log
3360-3365|N6|VOLUME (m³), log
3370-3375|N6|KG PER m²
3400-3405|N6|GROSS WEIGHT (lb)
3410-3415|N6|LENGTH (in), log
3420-3425|N6|LENGTH (ft), log
3430-3435|N6|LENGTH (yd), log
3440-3445|N6|WIDTH (in), log
3450-3455|N6|WIDTH (ft), log
3460-3465|N6|WIDTH (yd), log
3470-3475|N6|HEIGHT (in), log
3480-3485|N6|HEIGHT (ft), log
3490-3495|N6|HEIGHT (yd), log
3500-3505|N6|AREA (in²)
3510-3515|N6|AREA (ft²)
3520-3525|N6|AREA (yd²)
3530-3535|N6|AREA (in²), log
3540-3545|N6|AREA (ft²), log
3550-3555|N6|AREA (yd²), log
3560-3565|N6|NET WEIGHT (troy oz)
3570-3575|N6|NET VOLUME (oz)
3600-3605|N6|NET VOLUME (qt)
3610-3615|N6|NET VOLUME (gal US)
3620-3625|N6|VOLUME (qt), log
3630-3635|N6|VOLUME (gal US), log
3640-3645|N6|VOLUME (in³)
3650-3655|N6|VOLUME (ft³)
3660-3665|N6|VOLUME (yd³)
3670-3675|N6|VOLUME (in³), log
3680-3685|N6|VOLUME (ft³), log
3690-3695|N6|VOLUME (yd³), log
37|N..8|COUNT
3900-3909|N..15|AMOUNT
3910-3919|N3 N..15|AMOUNT, currency
3920-3929|N..15|PRICE
3930-3939|N3 N..15|PRICE, currency
3940-3943|N4|PRCNT OFF
3950-3955|N6|PRICE/UoM
400|X..30|ORDER NUMBER
401|X..30|GINC
402|N17:mod10|GSIN
403|X..30|ROUTE
410|N13:mod10|SHIP TO LOC
411|N13:mod10|BILL TO
412|N13:mod10|PURCHASE FROM
413|N13:mod10|SHIP FOR LOC
414|N13:mod10|LOC No.
415|N13:mod10|PAY TO
416|N13:mod10|PROD/SERV LOC
417|N13:mod10|PARTY
420|X..20|SHIP TO POST
421|N3 X..9|SHIP TO POST, country
422|N3|ORIGIN
423|N3 N..12?:threes|COUNTRY - INITIAL PROCESS
424|N3|COUNTRY - PROCESS
425|N3 N..12?:threes|COUNTRY - DISASSEMBLY
426|N3|COUNTRY - FULL PROCESS
427|X..3|ORIGIN SUBDIVISION
4300|X..35|SHIP TO COMP
4301|X..35|SHIP TO NAME
4302|X..70|SHIP TO ADD1
4303|X..70|SHIP TO ADD2
4304|X..70|SHIP TO SUB
4305|X..70|SHIP TO LOC
4306|X..70|SHIP TO REG
4307|X2|SHIP TO COUNTRY
4308|X..30|SHIP TO PHONE
4309|N10:latitude N10:longitude|SHIP TO GEO
4310|X..35|RTN TO COMP
4311|X..35|RTN TO NAME
4312|X..70|RTN TO ADD1
4313|X..70|RTN TO ADD2
4314|X..70|RTN TO SUB
4315|X..70|RTN TO LOC
4316|X..70|RTN TO REG
4317|X2|RTN TO COUNTRY
4318|X..20|RTN TO POST
4319|X..30|RTN TO PHONE
4320|X..35|SRV DESCRIPTION
4321|N1:yesno|DANGEROUS GOODS
4322|N1:yesno|AUTH TO LEAVE
4323|N1:yesno|SIG REQUIRED
4324|N6:date0 N4:time|NOT BEF DEL DT
4325|N6:date0 N4:time|NOT AFT DEL DT
4326|N6:date|REL DATE
4330|N6 X1?:minus|MAX TEMP F
4331|N6 X1?:minus|MAX TEMP C
4332|N6 X1?:minus|MIN TEMP F
4333|N6 X1?:minus|MIN TEMP C
7001|N13|NSN
7002|X..30|MEAT CUT
7003|N6:date N4:time|EXPIRY TIME
7004|N..4|ACTIVE POTENCY
7005|X..12|CATCH AREA
7006|N6:date|FIRST FREEZE DATE
7007|N6:date N6?:date|HARVEST DATE
7008|X..3|AQUATIC SPECIES
7009|X..10|FISHING GEAR TYPE
7010|X..2|PROD METHOD
7011|N6:date N4?:time|TEST BY DATE
7020|X..20|REFURB LOT
7021|X..20|FUNC STAT
7022|X..20|REV STAT
7023|X..30|GIAI - ASSEMBLY
7030-7039|N3 X..27|PROCESSOR
7040|N1 X3|UIC+EXT
7041|X..4|UFRGT UNIT TYPE
710-716|X..20|NHRN
7230-7239|X2 X..28|CERT
7240|X..20|PROTOCOL
7241|N2:media|AIDC MEDIA TYPE
7242|X..25|VCN
7250|N8:day|DOB
7251|N8:day N4:time|DOB TIME
7252|N1:sex|BIO SEX
7253|X..40|FAMILY NAME
7254|X..40|GIVEN NAME
7255|X..10|SUFFIX
7256|X..90|FULL NAME
7257|X..70|PERSON ADDR
7258|X3:place|BIRTH SEQUENCE
7259|X..40|BABY
8001|N4:nonzero N5:nonzero N3:nonzero N1:winding N1|DIMENSIONS
8002|X..20|CMT No.
8003|N14:grai X..16?|GRAI
8004|X..30|GIAI
8005|N6|PRICE PER UNIT
8006|N14:mod10 N4:pieces|ITIP
8007|X..34:iban|IBAN
8008|N8:hours N..4?:minsec|PROD TIME
8009|X..50|OPTSEN
8010|Y..30|CPID
8011|N..12:nozero|CPID SERIAL
8012|X..20|VERSION
8013|X..25:pair|GMN
8014|X..25:pair|MUDI
8017|N18:mod10|GSRN - PROVIDER
8018|N18:mod10|GSRN - RECIPIENT
8019|N..10|SRIN
8020|X..25|REF No.
8026|N14:mod10 N4:pieces|ITIP CONTENT
8030|Z..90|DIGSIG
8110|X..70|COUPON
8111|N4|POINTS
8112|X..70|PAPERLESS COUPON
8200|X..70|PRODUCT URL
90|X..30|INTERNAL
91-99|X..90|INTERNAL
`

var identifiers = readTable(table)

// fixedPrefixes are the beginnings of identifiers whose length is predefined.
var fixedPrefixes = []string{"00", "01", "02", "03", "04", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20",
	"31", "32", "33", "34", "35", "36", "41"}

func readTable(text string) map[string]*identifier {
	out := map[string]*identifier{}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		first, last, ranged := strings.Cut(cells[0], "-")
		if !ranged {
			last = first
		}
		parts := readParts(cells[1])
		from, _ := strconv.Atoi(first)
		to, _ := strconv.Atoi(last)
		for n := from; n <= to; n++ {
			id := &identifier{ai: fmt.Sprintf("%0*d", len(first), n), parts: parts, title: cells[2]}
			for _, p := range fixedPrefixes {
				id.fixed = id.fixed || strings.HasPrefix(id.ai, p)
			}
			id.decimals = id.ai[0] == '3' && len(id.ai) == 4
			out[id.ai] = id
		}
	}
	return out
}

func readParts(text string) []part {
	var out []part
	for _, word := range strings.Fields(text) {
		word, rule, _ := strings.Cut(word, ":")
		word, absent := strings.CutSuffix(word, "?")
		p := part{set: word[0], check: rule}
		length, upTo := strings.CutPrefix(word[1:], "..")
		p.max, _ = strconv.Atoi(length)
		p.min = p.max
		if upTo {
			p.min = 1
		}
		if absent {
			p.min = 0
		}
		out = append(out, p)
	}
	return out
}

// identifierAt finds the identifier that s begins with; nil if there is none.
// No identifier is the beginning of another.
func identifierAt(s string) *identifier {
	for n := 2; n <= 4 && n <= len(s); n++ {
		if id := identifiers[s[:n]]; id != nil {
			return id
		}
	}
	return nil
}
