package labels

import (
	"bytes"
	"fmt"
	"image"

	"github.com/go-pdf/fpdf"
)

// Sheet is a list on A4 pages with its number as a code.
type Sheet struct {
	Title, Note, Foot string
	Columns           []Column
	Rows              [][]string
}

// Column of a sheet; Width is its share of the page.
type Column struct {
	Name  string
	Width float64
}

const (
	sheetWide, sheetHigh = 595.0, 842.0 // points
	sheetEdge            = 36.0
	sheetRow             = 22.0
)

// SheetPDF is the sheet as a document: bars as areas, letters embedded.
func SheetPDF(s Sheet) ([]byte, error) {
	doc := fpdf.New("P", "pt", "A4", "")
	doc.SetMargins(sheetEdge, sheetEdge, sheetEdge)
	doc.SetAutoPageBreak(false, 0)
	doc.SetTitle(s.Title, true)
	doc.AddUTF8FontFromBytes("noto", "", faces()[0].ttf)
	doc.AddUTF8FontFromBytes("noto", "B", faces()[1].ttf)
	code := Code{X: 1290, Y: 90, Width: 680, Height: 120, Module: 254, Symbology: Code128, Data: s.Title}
	bars, err := place(code, pdfDPI)
	if err != nil {
		return nil, err
	}
	all := 0.0
	for _, c := range s.Columns {
		all += c.Width
	}
	wide := func(c Column) float64 { return c.Width / all * (sheetWide - 2*sheetEdge) }
	perPage := int((sheetHigh - 2*sheetEdge - 110) / sheetRow)
	pages := max(1, (len(s.Rows)+perPage-1)/perPage)
	for page := range pages {
		doc.AddPage()
		doc.SetFillColor(0, 0, 0)
		bars.bars(func(r image.Rectangle) {
			const unit = 72.0 / pdfDPI
			doc.Rect(float64(r.Min.X)*unit, float64(r.Min.Y)*unit, float64(r.Dx())*unit, float64(r.Dy())*unit, "F")
		})
		doc.SetFont("noto", "B", 18)
		doc.Text(sheetEdge, sheetEdge+14, s.Title)
		doc.SetFont("noto", "", 10)
		doc.Text(sheetEdge, sheetEdge+32, s.Note)
		doc.SetXY(sheetEdge, sheetEdge+48)
		doc.SetFont("noto", "B", 9)
		for _, c := range s.Columns {
			doc.CellFormat(wide(c), sheetRow, c.Name, "1", 0, "L", false, 0, "")
		}
		doc.SetFont("noto", "", 10)
		for i := page * perPage; i < min(len(s.Rows), (page+1)*perPage); i++ {
			doc.SetXY(sheetEdge, sheetEdge+48+sheetRow*float64(1+i-page*perPage))
			for k, c := range s.Columns {
				text := ""
				if k < len(s.Rows[i]) {
					text = clean(s.Rows[i][k])
				}
				size := 10.0
				if w := doc.GetStringWidth(text); w > wide(c)-6 {
					size *= (wide(c) - 6) / w
				}
				doc.SetFontSize(size)
				doc.CellFormat(wide(c), sheetRow, text, "1", 0, "L", false, 0, "")
				doc.SetFontSize(10)
			}
		}
		doc.Text(sheetEdge, sheetHigh-sheetEdge, s.Foot)
		doc.Text(sheetWide-sheetEdge-40, sheetHigh-sheetEdge, fmt.Sprintf("%d / %d", page+1, pages))
	}
	var b bytes.Buffer
	err = doc.Output(&b)
	return b.Bytes(), err
}
