package labels

import (
	"strings"

	"github.com/aisle-wms/aisle/wms/gs1"
)

// waybill is the carton's label in the style of Chinese express carriers: the
// destination mark (大头笔) on top, for people who sort, then sort code and
// route, the carrier's number as a code, receiver and sender, and our SSCC.
func waybill(l Label, c Carton) (Label, error) {
	l.text(40, 30, 44, 500, true, c.Carrier)
	l.text(560, 30, 44, 400, false, c.Service)
	l.rule(90)
	l.centred(105, 150, true, c.Mark)
	l.rule(270)
	l.text(40, 285, 30, 300, false, "SORT 分拣码")
	l.text(40, 320, 90, 560, true, c.SortCode)
	l.text(640, 285, 30, 300, false, "ROUTE 路由")
	l.text(640, 320, 90, 320, true, c.Route)
	l.rule(425)
	if c.Tracking != "" {
		l.Codes = append(l.Codes, Code{X: 40, Y: 440, Width: 920, Height: 150, Module: 375, Symbology: Code128, Data: c.Tracking})
		l.centred(596, 48, true, c.Tracking)
	}
	l.rule(660)
	l.text(40, 672, 30, 200, false, "TO 收件")
	l.text(220, 668, 64, 500, true, c.To.Name)
	l.text(720, 676, 48, 240, false, c.To.Phone)
	y := 745
	for _, line := range wrap(c.To.Street, 40, 3) {
		l.text(40, y, 50, 920, false, line)
		y += 58
	}
	l.text(40, y, 50, 920, true, strings.TrimSpace(c.To.Postcode+"  "+c.To.Country))
	l.rule(990)
	l.text(40, 1002, 30, 200, false, "FROM 寄件")
	l.text(220, 1000, 40, 460, false, c.From)
	if c.Of > 0 {
		l.text(720, 1000, 40, 120, true, itoa(int64(c.Number))+" / "+itoa(int64(c.Of)))
	}
	if c.WeightG > 0 {
		l.text(840, 1000, 40, 130, false, kilograms(c.WeightG))
	}
	l.text(40, 1052, 36, 920, false, strings.TrimSpace("Order "+c.Order+"   Shipment "+c.Shipment))
	l.rule(1105)
	return l, l.gs1Code(1125, 290, 590, []gs1.Element{{AI: "00", Value: c.SSCC}})
}
