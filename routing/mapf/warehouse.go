package mapf

import (
	"fmt"
	"strings"
)

// WarehouseMap draws a map in the manner of the MovingAI benchmark's warehouses
// ("warehouse-20-40-10-2-2"): so many columns and rows of shelves, each so long
// and wide, with aisles between that are so many cells wide, and open ground on
// either side of a quarter of a shelf's length for each column. The text is
// what ReadMap reads.
func WarehouseMap(columns, rows, length, width, aisle int) string {
	margin := 1 + columns*length/4
	w, h := 2*margin+columns*(length+aisle)-aisle, rows*(width+aisle)+aisle+2
	var b strings.Builder
	fmt.Fprintf(&b, "type octile\nheight %d\nwidth %d\nmap\n", h, w)
	for y := range h {
		down := y - 1 - aisle
		for x := range w {
			across := x - margin
			shelf := down >= 0 && down%(width+aisle) < width && y < h-1 &&
				across >= 0 && across < w-2*margin && across%(length+aisle) < length
			if shelf || y == 0 || y == h-1 || x == 0 || x == w-1 {
				b.WriteByte('T')
			} else {
				b.WriteByte('.')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
