package labels

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the fonts
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"strings"
	"sync"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/NotoSansSC-Regular.ttf.gz
var regularFile []byte

//go:embed fonts/NotoSansSC-Bold.ttf.gz
var boldFile []byte

type typeface struct {
	ttf  []byte
	font *opentype.Font
}

// faces are the two fonts, unpacked when the first label is drawn.
var faces = sync.OnceValue(func() [2]typeface {
	var out [2]typeface
	for i, packed := range [][]byte{regularFile, boldFile} {
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err == nil {
			out[i].ttf, err = io.ReadAll(z)
		}
		if err == nil {
			out[i].font, err = opentype.Parse(out[i].ttf)
		}
		if err != nil {
			panic(err) // embedded: it can not fail
		}
	}
	return out
})

func (t Text) typeface() typeface {
	if t.Bold {
		return faces()[1]
	}
	return faces()[0]
}

// letters are the share of a line's height that capital letters take.
const lettersPerMille = 780

// face is a font in the size that a text needs to fit.
func (t Text) face(dpi int) (font.Face, int, error) {
	f := t.typeface().font
	size := float64(dots(t.Size, dpi)*lettersPerMille) / 1000
	for range 2 {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: max(size, 4), DPI: 72, Hinting: font.HintingFull})
		if err != nil {
			return nil, 0, err
		}
		wide := font.MeasureString(face, t.Text).Ceil()
		room := dots(t.Width, dpi)
		if t.Width == 0 || wide <= room || size <= 4 {
			return face, wide, nil
		}
		size = size * float64(room) / float64(wide) * 0.995
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: max(size, 4), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, 0, err
	}
	return face, font.MeasureString(face, t.Text).Ceil(), nil
}

// Draw is the label in black and white dots.
func Draw(l Label, dpi int) (*image.Gray, error) {
	img := image.NewGray(image.Rect(0, 0, dots(l.Width, dpi), dots(l.Height, dpi)))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for _, b := range l.Boxes {
		draw.Draw(img, image.Rect(dots(b.X, dpi), dots(b.Y, dpi), dots(b.X+b.Width, dpi), dots(b.Y+b.Height, dpi)), image.Black, image.Point{}, draw.Src)
	}
	for _, c := range l.Codes {
		p, err := place(c, dpi)
		if err != nil {
			return nil, err
		}
		p.bars(func(r image.Rectangle) { draw.Draw(img, r, image.Black, image.Point{}, draw.Src) })
	}
	for _, t := range l.Texts {
		if err := drawText(img, t, dpi, image.Point{}); err != nil {
			return nil, err
		}
	}
	return img, nil
}

func drawText(img *image.Gray, t Text, dpi int, offset image.Point) error {
	face, wide, err := t.face(dpi)
	if err != nil {
		return err
	}
	x := dots(t.X, dpi)
	if t.Centre {
		x += (dots(t.Width, dpi) - wide) / 2
	}
	base := dots(t.Y, dpi) + dots(t.Size, dpi)*lettersPerMille/1000
	d := font.Drawer{Dst: img, Src: image.Black, Face: face, Dot: fixed.P(x-offset.X, base-offset.Y)}
	d.DrawString(t.Text)
	return nil
}

// PNG is the label as a picture.
func PNG(l Label, dpi int) ([]byte, error) {
	img, err := Draw(l, dpi)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = png.Encode(&b, img)
	return b.Bytes(), err
}

// pdfDPI is the grid that a PDF's bars lie on: the finer of the printers'.
const pdfDPI = 300

// PDF is the label as a page of its size: bars as areas, text as text, with
// the letters used embedded.
func PDF(l Label) ([]byte, error) {
	const point = 72.0 / 254
	doc := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "pt", Size: fpdf.SizeType{Wd: float64(l.Width) * point, Ht: float64(l.Height) * point}})
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.SetTitle(l.Name, true)
	doc.AddUTF8FontFromBytes("noto", "", faces()[0].ttf)
	doc.AddUTF8FontFromBytes("noto", "B", faces()[1].ttf)
	doc.AddPage()
	doc.SetFillColor(0, 0, 0)
	for _, b := range l.Boxes {
		doc.Rect(float64(b.X)*point, float64(b.Y)*point, float64(b.Width)*point, float64(b.Height)*point, "F")
	}
	for _, c := range l.Codes {
		p, err := place(c, pdfDPI)
		if err != nil {
			return nil, err
		}
		const unit = 72.0 / pdfDPI
		p.bars(func(r image.Rectangle) {
			doc.Rect(float64(r.Min.X)*unit, float64(r.Min.Y)*unit, float64(r.Dx())*unit, float64(r.Dy())*unit, "F")
		})
	}
	for _, t := range l.Texts {
		style := ""
		if t.Bold {
			style = "B"
		}
		size := float64(t.Size) * point * lettersPerMille / 1000
		doc.SetFont("noto", style, size)
		wide, room := doc.GetStringWidth(t.Text), float64(t.Width)*point
		if t.Width > 0 && wide > room {
			size *= room / wide
			doc.SetFont("noto", style, size)
			wide = doc.GetStringWidth(t.Text)
		}
		x := float64(t.X) * point
		if t.Centre {
			x += (room - wide) / 2
		}
		doc.Text(x, (float64(t.Y)+float64(t.Size)*lettersPerMille/1000)*point, t.Text)
	}
	var b bytes.Buffer
	err := doc.Output(&b)
	return b.Bytes(), err
}

// ZPL is the label in Zebra's language for a printer of 203 or 300 dpi: bars
// as areas, text and matrices as pictures, so that it looks the same on every
// printer, whatever fonts and firmware that has.
func ZPL(l Label, dpi int) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "^XA^CI28^LH0,0^PW%d^LL%d\n", dots(l.Width, dpi), dots(l.Height, dpi))
	for _, x := range l.Boxes {
		w, h := dots(x.Width, dpi), dots(x.Height, dpi)
		fmt.Fprintf(&b, "^FO%d,%d^GB%d,%d,%d^FS\n", dots(x.X, dpi), dots(x.Y, dpi), w, h, min(w, h))
	}
	for _, c := range l.Codes {
		if err := zplCode(&b, c, dpi); err != nil {
			return nil, err
		}
	}
	for _, t := range l.Texts {
		if err := zplText(&b, t, dpi); err != nil {
			return nil, err
		}
	}
	b.WriteString("^XZ\n")
	return []byte(b.String()), nil
}

func zplCode(b *strings.Builder, c Code, dpi int) error {
	p, err := place(c, dpi)
	if err != nil {
		return err
	}
	if !c.linear() {
		r := image.Rect(p.origin.X, p.origin.Y, p.origin.X+p.wide*p.dots, p.origin.Y+p.high*p.dots)
		img := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
		draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
		p.bars(func(bar image.Rectangle) { draw.Draw(img, bar.Sub(r.Min), image.Black, image.Point{}, draw.Src) })
		graphic(b, r.Min, img)
		return nil
	}
	p.bars(func(bar image.Rectangle) {
		fmt.Fprintf(b, "^FO%d,%d^GB%d,%d,%d^FS\n", bar.Min.X, bar.Min.Y, bar.Dx(), bar.Dy(), min(bar.Dx(), bar.Dy()))
	})
	return nil
}

func zplText(b *strings.Builder, t Text, dpi int) error {
	face, wide, err := t.face(dpi)
	if err != nil {
		return err
	}
	high := dots(t.Size, dpi) * 5 / 4
	at := image.Pt(dots(t.X, dpi), dots(t.Y, dpi))
	if t.Centre {
		at.X += (dots(t.Width, dpi) - wide) / 2
	}
	m := face.Metrics()
	img := image.NewGray(image.Rect(0, 0, wide+2, max(high, (m.Ascent+m.Descent).Ceil())))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	base := dots(t.Size, dpi) * lettersPerMille / 1000
	up := min(at.Y, max(0, m.Ascent.Ceil()-base))
	d := font.Drawer{Dst: img, Src: image.Black, Face: face, Dot: fixed.P(0, base+up)}
	d.DrawString(t.Text)
	graphic(b, image.Pt(at.X, at.Y-up), img)
	return nil
}

// graphic writes a picture as ^GFA with runs of equal digits shortened.
func graphic(b *strings.Builder, at image.Point, img *image.Gray) {
	size := img.Bounds().Size()
	row := (size.X + 7) / 8
	fmt.Fprintf(b, "^FO%d,%d^GFA,%d,%d,%d,", at.X, at.Y, row*size.Y, row*size.Y, row)
	for y := range size.Y {
		line := make([]byte, row)
		for x := range size.X {
			if img.GrayAt(x, y) == (color.Gray{}) || img.GrayAt(x, y).Y < 128 {
				line[x/8] |= 0x80 >> (x % 8)
			}
		}
		b.WriteString(packed(fmt.Sprintf("%X", line)))
	}
	b.WriteString("^FS\n")
}

// packed writes a line of hex digits by ZPL's run lengths: G to Y for 1 to 19,
// g to z for 20 to 400 in twenties; a comma for zeros to the end.
func packed(hex string) string {
	short := strings.TrimRight(hex, "0")
	if short == "" {
		return ","
	}
	var b strings.Builder
	for i := 0; i < len(short); {
		n := 1
		for i+n < len(short) && short[i+n] == short[i] && n < 400 {
			n++
		}
		for rest := n; rest > 0; {
			switch {
			case rest >= 20:
				b.WriteByte(byte('f' + rest/20))
				rest %= 20
			case rest > 1 || n > 1:
				b.WriteByte(byte('F' + rest))
				rest = 0
			default:
				rest = 0
			}
		}
		b.WriteByte(short[i])
		i += n
	}
	if len(short) < len(hex) {
		b.WriteByte(',')
	}
	return b.String()
}
