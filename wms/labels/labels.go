// Package labels draws the labels that people and scanners read: logistic
// units (SSCC), cartons for a carrier, locations, totes and pallets (licence
// plates), items and badges. A Label is a drawing in tenths of a millimetre;
// PNG, PDF and ZPL are three ways to put the same drawing on something.
//
// Text goes into ZPL as a picture, because printers' own fonts have no Chinese;
// in PDF the letters used are embedded. The fonts cover ASCII, Latin
// and the Chinese of GB 2312; a character they lack is drawn as a box.
//
// Bars are drawn in whole dots of the printer: a module is a number of dots,
// so that no bar is a fraction wider than another.
package labels

import (
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/gs1"
)

// Symbology of a code.
type Symbology string

// Symbologies that can be drawn.
const (
	Code128    Symbology = "code128"
	GS1128     Symbology = "gs1-128"
	DataMatrix Symbology = "datamatrix"
	GS1Matrix  Symbology = "gs1-datamatrix"
	QR         Symbology = "qr"
)

// Text is a line of text: X, Y the upper left corner of a box of Size high
// (of the letters' line), all in 1/10 mm. It is made smaller where it would be
// wider than Width; 0: as wide as it is.
type Text struct {
	X, Y, Size, Width int
	Bold, Centre      bool
	Text              string
}

// Code is a barcode. Module is the wish for its narrowest element in 1/1000
// mm; Height is of a linear code's bars. Width is the room it has, quiet zones
// included, for it is centred in that.
type Code struct {
	X, Y, Width, Height, Module int
	Symbology                   Symbology
	Data                        string // an element string for the GS1 ones
}

// Box is a filled rectangle: a rule, a bar, a field.
type Box struct{ X, Y, Width, Height int }

// Label is a drawing.
type Label struct {
	Name          string
	Width, Height int // 1/10 mm
	Texts         []Text
	Codes         []Code
	Boxes         []Box
}

func (l *Label) text(x, y, size, width int, bold bool, s string) {
	if s = clean(s); s != "" {
		l.Texts = append(l.Texts, Text{X: x, Y: y, Size: size, Width: width, Bold: bold, Text: s})
	}
}

func (l *Label) centred(y, size int, bold bool, s string) {
	if s = clean(s); s != "" {
		l.Texts = append(l.Texts, Text{X: 30, Y: y, Size: size, Width: l.Width - 60, Bold: bold, Centre: true, Text: s})
	}
}

func (l *Label) rule(y int) { l.Boxes = append(l.Boxes, Box{30, y, l.Width - 60, 4}) }

// clean takes line ends and other unprintable characters out.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s))
}

// Address is where a carton goes. It is personal: a label with one is made
// when it is printed and kept nowhere.
type Address struct {
	Name, Street, Postcode, Country, Phone string
}

// Carton is what a logistic or shipping label shows.
type Carton struct {
	SSCC            string
	From            string
	To              Address
	Carrier, Route  string
	Tracking        string // the carrier's number; a code of its own where there is one
	Service         string
	Mark, SortCode  string // where the carrier's system sends it; Mark is the 大头笔
	Order, Shipment string
	Number, Of      int
	WeightG         int64
	GTIN, Lot       string // content of one item, as a logistic label shows it
	Count           int64
	BestBefore      time.Time
}

// Logistic is the GS1 logistic label of a handling unit with an SSCC: 105 by
// 148 mm, text on top, codes below, the SSCC last.
func Logistic(c Carton) (Label, error) {
	l := Label{Name: "sscc", Width: 1050, Height: 1480}
	if err := checkSSCC(c.SSCC); err != nil {
		return l, err
	}
	l.text(40, 40, 60, 970, true, c.From)
	l.rule(120)
	caption := func(x, y int, name, value string, width int) {
		if clean(value) == "" {
			return
		}
		l.text(x, y, 30, width, false, name)
		l.text(x, y+36, 60, width, true, value)
	}
	caption(40, 145, "SSCC", c.SSCC, 970)
	caption(40, 265, "CONTENT (GTIN)", c.GTIN, 600)
	caption(680, 265, "COUNT", numberOf(c.Count), 330)
	caption(40, 385, "BATCH/LOT", c.Lot, 600)
	if !c.BestBefore.IsZero() {
		caption(680, 385, "BEST BEFORE", c.BestBefore.Format("2006-01-02"), 330)
	}
	if c.GTIN == "" {
		caption(40, 265, "ORDER", c.Order, 970)
		caption(40, 385, "SHIPMENT", c.Shipment, 600)
		caption(680, 385, "CARRIER", c.Carrier, 330)
	}
	l.rule(520)
	if c.GTIN != "" {
		es := []gs1.Element{{AI: "02", Value: c.GTIN}}
		if !c.BestBefore.IsZero() {
			es = append(es, gs1.Element{AI: "15", Value: c.BestBefore.Format("060102")})
		}
		es = append(es, gs1.Element{AI: "37", Value: numberOf(c.Count)})
		if err := l.gs1Code(560, 320, 495, es); err != nil {
			return l, err
		}
	}
	return l, l.gs1Code(1010, 340, 660, []gs1.Element{{AI: "00", Value: c.SSCC}})
}

// Shipping is the carton's label with its address: 100 by 150 mm.
func Shipping(c Carton) (Label, error) {
	l := Label{Name: "carton", Width: 1000, Height: 1500}
	if err := checkSSCC(c.SSCC); err != nil {
		return l, err
	}
	if c.Mark != "" || c.SortCode != "" {
		return waybill(l, c)
	}
	l.text(40, 40, 30, 560, false, "FROM 寄件")
	l.text(40, 78, 44, 560, false, c.From)
	if c.Of > 0 {
		l.text(640, 40, 30, 320, false, "CARTON 箱")
		l.text(640, 72, 70, 320, true, itoa(int64(c.Number))+" / "+itoa(int64(c.Of)))
	}
	l.rule(160)
	l.text(40, 180, 30, 900, false, "TO 收件")
	l.text(40, 216, 80, 920, true, c.To.Name)
	y := 316
	for _, line := range wrap(c.To.Street, 34, 3) {
		l.text(40, y, 60, 920, false, line)
		y += 70
	}
	l.text(40, y+6, 76, 920, true, strings.TrimSpace(c.To.Postcode+"  "+c.To.Country))
	l.text(40, y+96, 48, 920, false, c.To.Phone)
	l.rule(700)
	l.text(40, 720, 30, 300, false, "CARRIER 承运")
	l.text(40, 756, 80, 440, true, c.Carrier)
	l.text(500, 720, 30, 200, false, "ROUTE 路由")
	l.text(500, 756, 80, 240, true, c.Route)
	if c.WeightG > 0 {
		l.text(760, 720, 30, 200, false, "WEIGHT 重量")
		l.text(760, 764, 60, 200, true, kilograms(c.WeightG))
	}
	l.rule(866)
	l.text(40, 884, 40, 920, false, strings.TrimSpace("Order "+c.Order+"   Shipment "+c.Shipment+"   "+c.Service))
	if c.Tracking != "" {
		l.Codes = append(l.Codes, Code{X: 40, Y: 950, Width: 920, Height: 130, Module: 375, Symbology: Code128, Data: c.Tracking})
		l.centred(1086, 40, false, c.Tracking)
		return l, l.gs1Code(1150, 230, 590, []gs1.Element{{AI: "00", Value: c.SSCC}})
	}
	return l, l.gs1Code(980, 400, 590, []gs1.Element{{AI: "00", Value: c.SSCC}})
}

// gs1Code puts a GS1-128 with its text below, across the label.
func (l *Label) gs1Code(y, height, module int, es []gs1.Element) error {
	data, err := gs1.Compose(es)
	if err != nil {
		return err
	}
	l.Codes = append(l.Codes, Code{X: 20, Y: y, Width: l.Width - 40, Height: height, Module: module, Symbology: GS1128, Data: data})
	l.centred(y+height+8, 48, false, readable(es))
	return nil
}

// readable is the text below a GS1 code.
func readable(es []gs1.Element) string {
	words := make([]string, len(es))
	for i, e := range es {
		words[i] = "(" + e.AI + ") " + e.Value
	}
	return strings.Join(words, "  ")
}

func checkSSCC(sscc string) error {
	if len(sscc) != 18 || strings.Trim(sscc, "0123456789") != "" || wms.CheckDigit(sscc[:17]) != sscc[17:] {
		return wms.Refuse(wms.Invalid, "no_sscc", "a logistic label needs an SSCC of 18 digits, %q is none", sscc)
	}
	return nil
}

// Location is a place's label, 100 by 50 mm: its name large, to be read from
// the aisle, and its code.
func Location(id, zone string) Label {
	l := Label{Name: "location", Width: 1000, Height: 500}
	l.centred(30, 170, true, id)
	l.Codes = append(l.Codes, Code{X: 20, Y: 225, Width: 960, Height: 200, Module: 500, Symbology: Code128, Data: id})
	l.centred(436, 44, false, zone)
	return l
}

// Plate is the licence plate of a tote, case or pallet, 100 by 60 mm: a linear
// code and a matrix of the same.
func Plate(id, kind string) Label {
	l := Label{Name: "lpn", Width: 1000, Height: 600}
	l.text(40, 30, 44, 600, false, kind)
	l.text(40, 84, 110, 920, true, id)
	l.Codes = append(l.Codes,
		Code{X: 20, Y: 230, Width: 660, Height: 300, Module: 375, Symbology: Code128, Data: id},
		Code{X: 690, Y: 230, Width: 290, Height: 300, Module: 1200, Symbology: DataMatrix, Data: id})
	return l
}

// Item is the label of a unit of an item, 70 by 40 mm.
func Item(sku, description, gtin, lot string, expires time.Time) (Label, error) {
	l := Label{Name: "item", Width: 700, Height: 400}
	l.text(30, 25, 60, 640, true, sku)
	for i, line := range wrap(description, 22, 2) {
		l.text(30, 100+i*46, 40, 640, false, line)
	}
	es := []gs1.Element{}
	if gtin != "" {
		es = append(es, gs1.Element{AI: "01", Value: strings.Repeat("0", max(0, 14-len(gtin))) + gtin})
	}
	if !expires.IsZero() {
		es = append(es, gs1.Element{AI: "17", Value: expires.Format("060102")})
	}
	if lot != "" {
		es = append(es, gs1.Element{AI: "10", Value: lot})
	}
	if gtin == "" {
		l.Codes = append(l.Codes, Code{X: 480, Y: 190, Width: 200, Height: 190, Module: 600, Symbology: DataMatrix, Data: sku})
		return l, nil
	}
	data, err := gs1.Compose(es)
	if err != nil {
		return l, err
	}
	l.Codes = append(l.Codes, Code{X: 480, Y: 190, Width: 200, Height: 190, Module: 600, Symbology: GS1Matrix, Data: data})
	for i, e := range es {
		l.text(30, 215+i*52, 42, 440, false, "("+e.AI+") "+e.Value)
	}
	return l, nil
}

// Badge is a person's card, 86 by 54 mm.
func Badge(badge, name, site string) Label {
	l := Label{Name: "badge", Width: 856, Height: 540}
	l.Boxes = append(l.Boxes, Box{0, 0, 856, 24})
	l.text(40, 50, 44, 770, false, site)
	l.text(40, 130, 96, 500, true, name)
	l.text(40, 440, 56, 500, false, badge)
	l.Codes = append(l.Codes, Code{X: 530, Y: 170, Width: 310, Height: 340, Module: 1300, Symbology: QR, Data: badge})
	return l
}

func itoa(n int64) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func numberOf(n int64) string {
	if n == 0 {
		return ""
	}
	return itoa(n)
}

func kilograms(g int64) string {
	tens := (g + 5) / 10
	return itoa(tens/100) + "." + itoa(tens/10%10) + itoa(tens%10) + " kg"
}

// wrap breaks a text into at most so many lines of about width half-width
// characters; what is left is on the last, which is drawn smaller.
func wrap(s string, width, lines int) []string {
	var out []string
	line, used := "", 0
	flush := func() { out, line, used = append(out, strings.TrimSpace(line)), "", 0 }
	for _, word := range words(clean(s)) {
		w := 0
		for _, r := range word {
			w++
			if r > 0x2e80 {
				w++
			}
		}
		if used > 0 && used+w > width && len(out) < lines-1 {
			flush()
		}
		line, used = line+word, used+w
	}
	if strings.TrimSpace(line) != "" {
		flush()
	}
	return out
}

// words splits behind blanks and at each Chinese character.
func words(s string) []string {
	var out []string
	word := ""
	for _, r := range s {
		if r > 0x2e80 {
			if word != "" {
				out = append(out, word)
			}
			out, word = append(out, string(r)), ""
			continue
		}
		word += string(r)
		if r == ' ' {
			out, word = append(out, word), ""
		}
	}
	if word != "" {
		out = append(out, word)
	}
	return out
}
