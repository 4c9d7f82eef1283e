package labels

import (
	"image"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/datamatrix"
	"github.com/boombuler/barcode/qr"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/gs1"
)

// pattern is a code as dark modules, one row for a linear code.
type pattern struct {
	wide, high int
	dark       []bool
}

func (p pattern) at(x, y int) bool { return p.dark[y*p.wide+x] }

func (c Code) linear() bool { return c.Symbology == Code128 || c.Symbology == GS1128 }

// quiet is how many modules stay empty beside a code.
func (c Code) quiet() int {
	switch c.Symbology {
	case Code128, GS1128:
		return 10
	case QR:
		return 4
	}
	return 2
}

// encode makes the modules of a code.
func encode(c Code) (pattern, error) {
	var code barcode.Barcode
	var err error
	switch c.Symbology {
	case Code128:
		code, err = code128.Encode(c.Data)
	case GS1128:
		code, err = code128.Encode(string(code128.FNC1) + strings.ReplaceAll(c.Data, gs1.Separator, string(code128.FNC1)))
	case DataMatrix:
		code, err = datamatrix.Encode(c.Data)
	case GS1Matrix:
		code, err = datamatrix.Encode(string([]byte{datamatrix.FNC1}) + c.Data)
	default:
		code, err = qr.Encode(c.Data, qr.M, qr.Unicode)
	}
	if err != nil {
		return pattern{}, wms.Refuse(wms.Invalid, "not_encodable", "%q can't be a %s code", c.Data, c.Symbology)
	}
	b := code.Bounds()
	p := pattern{wide: b.Dx(), high: b.Dy()}
	if c.linear() {
		p.high = 1
	}
	p.dark = make([]bool, p.wide*p.high)
	for y := range p.high {
		for x := range p.wide {
			r, _, _, _ := code.At(b.Min.X+x, b.Min.Y+y).RGBA()
			p.dark[y*p.wide+x] = r < 0x8000
		}
	}
	return p, nil
}

// placed is a code in dots: where it begins and how big a module is.
type placed struct {
	pattern
	origin image.Point
	dots   int // of a module
	height int // of a module of a matrix, or of the bars
}

// place fits a code into its room at a resolution. A module is whole dots.
func place(c Code, dpi int) (placed, error) {
	p, err := encode(c)
	if err != nil {
		return placed{}, err
	}
	room, high := dots(c.Width, dpi), dots(c.Height, dpi)
	wish := max(1, (c.Module*dpi+12700)/25400)
	n := min(wish, room/(p.wide+2*c.quiet()))
	if !c.linear() {
		n = min(n, high/p.high)
	}
	if n < 1 || c.linear() && n*25400/dpi < 150 {
		return placed{}, wms.Refuse(wms.Invalid, "code_too_long", "%q does not fit as a %s code into %d mm", c.Data, c.Symbology, c.Width/10)
	}
	out := placed{pattern: p, dots: n, height: high,
		origin: image.Pt(dots(c.X, dpi)+(room-n*p.wide)/2, dots(c.Y, dpi))}
	if !c.linear() {
		out.height = n
		out.origin.Y += (high - n*p.high) / 2
	}
	return out, nil
}

// dots of tenths of a millimetre.
func dots(tenths, dpi int) int { return (tenths*dpi + 127) / 254 }

// bars calls draw for each run of dark modules.
func (p placed) bars(draw func(image.Rectangle)) {
	for y := range p.high {
		for x := 0; x < p.wide; x++ {
			from := x
			for x < p.wide && p.at(x, y) {
				x++
			}
			if x > from {
				draw(image.Rect(p.origin.X+from*p.dots, p.origin.Y+y*p.height, p.origin.X+x*p.dots, p.origin.Y+(y+1)*p.height))
			}
		}
	}
}
