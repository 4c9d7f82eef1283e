package plant

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Files of items, deliveries and orders do what their rows say, once, however
// often they come; a wrong one does nothing and says why.
func TestDropFolder(t *testing.T) {
	dir := t.TempDir()
	_, c := startWith(t, t.TempDir(), func(o *Options) { o.DropDir, o.DropLook = dir, 20*time.Millisecond })
	put := func(name, text string) {
		t.Helper()
		part := filepath.Join(dir, filepath.Dir(name), "."+filepath.Base(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(part), 0o750), os.WriteFile(part, []byte(text), 0o600), os.Rename(part, filepath.Join(dir, name))); err != nil {
			t.Fatal(err)
		}
	}
	in := func(folder string) int {
		found, _ := filepath.Glob(filepath.Join(dir, folder, "*"))
		return len(found)
	}
	put("items/new.csv", "sku,description\nDROP-1,a thing\nDROP-2,another\n")
	eventually(t, "items", func() bool { return in("items/done") == 1 })
	c.must("GET", "/v1/items/DROP-2", nil, nil)

	put("receipts/asn.csv", "id,warehouse,sku,qty\nASN-1,overseas,DROP-1,40\nASN-1,overseas,DROP-2,5\nASN-2,central,DROP-1,7\n")
	put("receipts/asn.json", `{"id":"ASN-3","warehouse":"overseas","lines":[{"sku":"DROP-1","qty":1}]}`)
	eventually(t, "deliveries", func() bool { return in("receipts/done") == 2 })
	var rec wms.Receipt
	c.must("GET", "/v1/receipts/ASN-1", nil, &rec)
	if len(rec.Lines) != 2 || rec.Lines[0].Qty != 40 {
		t.Errorf("%+v", rec)
	}
	c.must("GET", "/v1/receipts/ASN-2", nil, nil)
	c.must("GET", "/v1/receipts/ASN-3", nil, nil)

	orders := "id,sku,qty,country\nD-1,DROP-1,2,Germany\nD-2,DROP-2,1,Germany\n"
	put("orders/o.csv", orders)
	eventually(t, "orders", func() bool { return in("orders/done") == 1 })
	put("orders/o.csv", orders)
	put("orders/other-name.csv", orders)
	eventually(t, "again", func() bool { return in("orders/done") >= 2 && in("orders") == 2 })
	var list struct{ Data []wms.OrderView }
	c.must("GET", "/v1/orders", nil, &list)
	if len(list.Data) != 2 {
		t.Errorf("%d orders", len(list.Data))
	}

	put("orders/bad.csv", "id,sku,qty,country\nD-3,DROP-1,1,Germany\nD-4,NOTHING,1,Germany\n")
	eventually(t, "a report", func() bool { return in("orders/failed") == 2 })
	report, _ := filepath.Glob(filepath.Join(dir, "orders/failed/*.report.csv"))
	if raw, err := os.ReadFile(report[0]); err != nil || !strings.Contains(string(raw), "3,,unknown_sku") {
		t.Errorf("%s %v", raw, err)
	}
	if code := c.call("GET", "/v1/orders/D-3", nil, nil); code != 404 {
		t.Errorf("part of a wrong file stands: %d", code)
	}
	eventually(t, "an alarm", func() bool {
		var list struct{ Data []wms.AlarmCase }
		c.must("GET", "/v1/alarms", nil, &list)
		for _, a := range list.Data {
			if a.Code == "file_failed" {
				return true
			}
		}
		return false
	})
	var page struct{ Data []wms.Published }
	c.must("GET", "/v1/events?after=0&limit=1000", nil, &page)
	count := map[string]int{}
	for _, e := range page.Data {
		count[e.Type]++
	}
	if count["file.taken"] != 5 || count["file.failed"] != 1 {
		t.Errorf("events %v", count)
	}
}
