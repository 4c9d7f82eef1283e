package api

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// receiptColumns are those of a file of announced deliveries: a row is a line.
var receiptColumns = []column[wms.Receipt]{
	{"id", true, text(func(x *wms.Receipt) *wms.ReceiptID { return &x.ID })},
	{"warehouse", true, text(func(x *wms.Receipt) *wms.WarehouseID { return &x.Warehouse })},
	{"supplier", false, text(func(x *wms.Receipt) *string { return &x.Supplier })},
	{"expected_at", false, moment(func(x *wms.Receipt) **time.Time { return &x.ExpectedAt })},
	{"sku", true, text(func(x *wms.Receipt) *wms.SKU { return &receiptLine(x).SKU })},
	{"qty", true, number(1, func(x *wms.Receipt) *int64 { return &receiptLine(x).Qty })},
	{"lot", false, text(func(x *wms.Receipt) *string { return &receiptLine(x).Lot })},
	{"expires", false, moment(func(x *wms.Receipt) **time.Time { return &receiptLine(x).Expires })},
}

// receiptLine is the one line that a row holds.
func receiptLine(x *wms.Receipt) *wms.ReceiptLine {
	if len(x.Lines) == 0 {
		x.Lines = make([]wms.ReceiptLine, 1)
	}
	return &x.Lines[0]
}

// moment reads a day or a time.
func moment[T any](field func(*T) **time.Time) func(*T, string) error {
	return func(row *T, s string) error {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t, err = time.Parse(time.RFC3339, s)
		}
		if err != nil {
			return invalid(codeInvalidField, "%q must be a day or an RFC 3339 time such as 2026-03-01T08:00:00Z", s)
		}
		t = t.UTC()
		*field(row) = &t
		return nil
	}
}

// joinReceipts makes deliveries of the rows with the same id, which agree on
// everything but their lines.
func joinReceipts(rows []wms.Receipt, at []int) (out []wms.Receipt, first []int, wrong []RowError) {
	index := map[wms.ReceiptID]int{}
	for i, row := range rows {
		n, seen := index[row.ID]
		if !seen {
			index[row.ID] = len(out)
			out, first = append(out, row), append(first, at[i])
			continue
		}
		a, b := out[n], row
		sameTime := a.ExpectedAt == nil && b.ExpectedAt == nil || a.ExpectedAt != nil && b.ExpectedAt != nil && a.ExpectedAt.Equal(*b.ExpectedAt)
		if a.Warehouse != b.Warehouse || a.Supplier != b.Supplier || !sameTime {
			wrong = append(wrong, wrongRow(at[i], "id", codeInvalidField,
				"receipt %s has other values here than in row %d; only its lines may differ", row.ID, first[n]))
			continue
		}
		out[n].Lines = append(out[n].Lines, row.Lines...)
	}
	return out, first, wrong
}
