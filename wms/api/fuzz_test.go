package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/aisle-wms/aisle/wms"
)

// FuzzDecodeJSON: what is accepted is JSON that means the same when it is
// written again; nothing makes it panic.
func FuzzDecodeJSON(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	for _, body := range []string{"", "null", "[]", `{"lines":[{"qty":1e400}]}`, `{"ship_by":"2026-03-02T08:00:00Z"}`,
		`{"lines":[[[[[[`, `{"id":"\ud800"}`, `{"":1}`, `{"id":1}{}`, `{"lines":[null]}`, `{"ship_to":{"lat":-0.0}}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, into := range []any{new(wms.NewOrder), new(wms.Receipt), new(wms.Confirmation), new(NewToken), new(wms.Item)} {
			if decodeJSON(body, into) != nil {
				continue
			}
			if !utf8.Valid(body) || !json.Valid(body) {
				t.Fatalf("%q was accepted as %T", body, into)
			}
			text, err := json.Marshal(into)
			if err != nil {
				t.Fatal(err)
			}
			again := reflect.New(reflect.TypeOf(into).Elem()).Interface()
			if err := decodeJSON(text, again); err != nil {
				t.Fatalf("%s, from %q: %v", text, body, err)
			}
		}
	})
}

// FuzzSheet: no file makes an import panic, and rows stay what they say.
func FuzzSheet(f *testing.F) {
	f.Add([]byte("sku,qty\nS1,1\n"))
	f.Add([]byte("\xef\xbb\xbfid;sku;qty;country\n1;S1;1;GB\n"))
	f.Add([]byte("sku\n\"a\nb\"\n"))
	f.Add([]byte(workbook(f, []any{"sku"}, []any{"S1"})))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := readSheet(bytes.Clone(data))
		if err != nil {
			return
		}
		for kind, decode := range importDecoders {
			batch, wrong := decode(rows)
			if n := len(batch.Items) + len(batch.Locations) + len(batch.Stock) + len(batch.Orders) + len(batch.Receipts); len(wrong) == 0 && n != len(batch.Rows) {
				t.Fatalf("%s: %d entries, %d rows", kind, n, len(batch.Rows))
			}
		}
	})
}
