package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/aisle-wms/aisle/wms"
)

// customers of the test; each word of 4 bytes or more, and each number, must
// be gone in the end.
var customers = []wms.ShipTo{
	{Name: "Siobhán Przybyłowska", Address: "17 Quarrymoss Lane", Postcode: "ZX9Q 7WK", Phone: "+44 7700 913864", Email: "s.przy@quarrymoss.example", Country: "United Kingdom"},
	{Name: "欧阳建国", Address: "青鸾路四百一十二号", Postcode: "917354", Phone: "+86 139 7246 8135", Country: "Germany"},
	{Name: "Grünwald \"Quibble\" Ö'Táng", Address: "Zwölfkläfferweg\t3\nHinterhaus", Phone: "0049 171 5550173", Country: "Austria"},
}

// TestNothingIsLeftOfACustomer has customers order in every way there is,
// right and wrong, erases them, and then looks for them in every byte the
// program ever wrote: data, logs, and a backup.
func TestNothingIsLeftOfACustomer(t *testing.T) {
	t.Parallel()
	data, at := filepath.Join(t.ArtifactDir(), "data"), freePorts(t)
	flags := append([]string{"up", "-v", "--data", data, "--demand", "off", "--people", "off"}, at.flags()...)
	p := start(t, flags...)
	p.until(readyLimit, "it was ready", func() bool { return ready(at.http) })
	h := &httpClient{t: t, url: "http://" + at.http, token: strings.TrimSpace(string(mustRead(t, filepath.Join(data, "admin.token"))))}

	h.want(200, "PUT", "/v1/items/PRIV", `{"description":"x","weight_g":100,"length_mm":10,"width_mm":10,"height_mm":10}`)
	for i, c := range customers {
		for n := range 2 {
			h.want(201, "POST", "/v1/orders", order(fmt.Sprintf("c%d-%d", i, n), c))
		}
		h.want(201, "POST", "/v1/orders", order(fmt.Sprintf("c%d-0", i), c)) // the same key again
		h.want(200, "POST", fmt.Sprintf("/v1/orders/c%d-1/cancel", i), "")
		h.want(200, "GET", fmt.Sprintf("/v1/orders/c%d-0/ship-to?reason=phone+call", i), "")
		h.refusedWith(c, i)
	}
	kept := wms.ShipTo{Name: "Someone Else", Country: "Germany"}
	h.want(201, "POST", "/v1/orders", order("kept", kept))
	p.kill()
	killed := p
	p = start(t, flags...)
	p.until(readyLimit, "it was ready again", func() bool { return ready(at.http) })
	h.want(201, "POST", "/v1/orders", order("c1-2", customers[1]))

	for i, c := range customers[:2] {
		body := mustJSON(t, map[string]any{"customer": map[string]string{"name": c.Name}, "reason": "case " + fmt.Sprint(i)})
		if out := h.want(200, "POST", "/v1/privacy/erasures?dry_run=true", body); !strings.Contains(out, fmt.Sprintf("c%d-0", i)) {
			t.Errorf("dry run: %s", out)
		}
		if out := h.want(201, "POST", "/v1/privacy/erasures", body); !strings.Contains(out, `"done"`) || !strings.Contains(out, fmt.Sprintf("c%d-1", i)) {
			t.Errorf("erasure: %s", out)
		}
	}
	h.want(410, "GET", "/v1/orders/c1-0/ship-to", "")
	h.want(201, "POST", "/v1/orders", order("c1-0", customers[1])) // answered from memory, kept nowhere
	h.want(410, "GET", "/v1/orders/c1-0/ship-to", "")
	p.interrupt()
	status, out, errs := command(t, "erase", "--data", data, "--name", customers[2].Name, "--reason", "case 2")
	if status != 0 || !strings.Contains(out, "2 orders") {
		t.Errorf("aisle erase: status %d: %s%s", status, out, errs)
	}
	verify(t, data)

	backup := filepath.Join(t.TempDir(), "backup")
	if status, _, errs := command(t, "backup", "--data", data, backup); status != 0 {
		t.Errorf("backup: %s", errs)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	if status, _, errs := command(t, "restore", backup, "--data", restored); status != 0 {
		t.Fatalf("restore: %s", errs)
	}
	verify(t, restored)
	logs := t.TempDir()
	for i, text := range []string{killed.out.String(), killed.stderr.String(), p.out.String(), p.stderr.String(), out, errs} {
		must(t, os.WriteFile(filepath.Join(logs, fmt.Sprint("log", i)), []byte(text), 0o600))
	}
	for _, needle := range needles() {
		for _, where := range []string{data, filepath.Dir(backup), restored, logs} {
			if file := holds(t, where, needle); file != "" {
				t.Errorf("%s holds %q", file, needle)
			}
		}
	}
	if holds(t, data, []byte("c1-0")) == "" || holds(t, filepath.Dir(backup), []byte("c1-0")) == "" {
		t.Error("the order's id should be found: this search finds nothing at all")
	}

	p = start(t, append([]string{"up", "-v", "--data", restored, "--demand", "off", "--people", "off"}, at.flags()...)...)
	p.until(readyLimit, "the restored site was ready", func() bool { return ready(at.http) })
	h.token = strings.TrimSpace(string(mustRead(t, filepath.Join(restored, "admin.token"))))
	h.want(410, "GET", "/v1/orders/c2-0/ship-to", "")
	h.want(200, "GET", "/v1/orders/c2-0", "")
	if out := h.want(200, "GET", "/v1/orders/kept/ship-to", ""); !strings.Contains(out, "Someone Else") {
		t.Errorf("others are read as before: %s", out)
	}
	p.interrupt()

	must(t, os.Remove(filepath.Join(restored, "personal.keys")))
	if status, _, errs := command(t, "erase", "--data", restored, "--order", "kept", "--reason", "x"); status != 2 || !strings.Contains(errs, "--lost-keys") {
		t.Errorf("without keys: status %d: %s", status, errs)
	}
	if status, out, errs := command(t, "erase", "--data", restored, "--lost-keys", "--reason", "the disk broke"); status != 0 || !strings.Contains(out, "of 1 orders") {
		t.Errorf("new keys: status %d: %s%s", status, out, errs)
	}
	verify(t, restored)
}

func order(id string, to wms.ShipTo) string {
	raw, _ := json.Marshal(wms.NewOrder{ID: wms.OrderID(id), ShipTo: to, Lines: []wms.OrderLine{{SKU: "PRIV", Qty: 1}}})
	return string(raw)
}

// refusedWith sends requests that hold personal data where it is wrong, so
// that the program has something to complain of.
func (h *httpClient) refusedWith(c wms.ShipTo, i int) {
	name := mustJSON(h.t, c.Name)
	for _, body := range []string{
		`{"ship_to":` + name, `{"ship_to":` + name + `}`, `{` + name + `:1}`, `{"ship_to":{"country":"GB","` + "lat" + `":` + name + `}}`,
		`{"ship_to":{"name":` + name + `,"country":"GB"},"lines":[{"sku":"UNKNOWN","qty":1}]}`,
		`{"ship_to":{"name":` + name + `,"country":"GB"},"lines":[{"sku":"PRIV","qty":1}],"ship_by":` + name + `}`,
		`{"ship_to":{"name":` + name + `,"country":"GB"},"lines":[{"sku":"PRIV","qty":1}],"allow_backorder":false}`,
	} {
		if code, out := h.call("POST", "/v1/orders", body); code < 400 || code >= 500 {
			h.t.Errorf("%s: %d %s", body, code, out)
		}
	}
	h.call("GET", "/v1/orders?status="+url.QueryEscape(c.Name), "")
	h.call("GET", "/v1/orders/"+url.PathEscape(c.Name), "")
	h.call("GET", "/v1/"+url.PathEscape(c.Name), "")
	h.want(422, "GET", fmt.Sprintf("/v1/orders/c%d-0/ship-to?reason=%s", i, url.QueryEscape(c.Name)), "")
	h.want(422, "POST", "/v1/privacy/erasures", mustJSON(h.t, map[string]any{"order": fmt.Sprintf("c%d-0", i), "reason": "letter of " + c.Name}))
	sheet := "id,sku,qty,country,name,address,phone\n"
	row := func(id, sku string) string {
		cells := []string{c.Name, strings.Join(strings.Fields(c.Address), " "), c.Phone}
		for k := range cells {
			cells[k] = `"` + strings.ReplaceAll(cells[k], `"`, `""`) + `"`
		}
		return id + "," + sku + ",1,Germany," + strings.Join(cells, ",") + "\n"
	}
	if code, out := h.call("POST", "/v1/imports/orders", sheet+row(fmt.Sprintf("i%d", i), "UNKNOWN")); code != 422 {
		h.t.Errorf("a wrong import: %d %s", code, out)
	}
	if code, out := h.call("POST", "/v1/imports/orders", sheet+row(fmt.Sprintf("i%d-dry", i), "PRIV")+row(fmt.Sprintf("i%d", i), "PRIV")); code != 200 && code != 201 {
		h.t.Errorf("import: %d %s", code, out)
	}
	for _, id := range []string{fmt.Sprintf("i%d", i), fmt.Sprintf("i%d-dry", i)} {
		h.want(201, "POST", "/v1/privacy/erasures", mustJSON(h.t, map[string]any{"order": id, "reason": "test"}))
	}
}

// needles are the words of all customers, as UTF-8, as UTF-16 in either order,
// and as JSON escapes.
func needles() [][]byte {
	var all [][]byte
	for _, c := range customers {
		words := append(strings.Fields(c.Name), strings.Fields(c.Address)...)
		words = append(words, strings.ReplaceAll(c.Postcode, " ", ""), c.Postcode, c.Phone, c.Email, c.Name, c.Address)
		for _, w := range words {
			if w = strings.Trim(w, `"`); len(w) < 4 || w == "Lane" {
				continue
			}
			all = append(all, []byte(w))
			var escaped, big, little []byte
			for _, u := range utf16.Encode([]rune(w)) {
				if u < 128 {
					escaped = append(escaped, byte(u))
				} else {
					escaped = fmt.Appendf(escaped, `\u%04x`, u)
				}
				big, little = append(big, byte(u>>8), byte(u)), append(little, byte(u), byte(u>>8))
			}
			all = append(all, escaped, bytes.ToUpper(escaped), big, little, []byte(url.QueryEscape(w)), []byte(fmt.Sprintf("%+q", w))[1:len(fmt.Sprintf("%+q", w))-1])
		}
	}
	return all
}

// holds names a file below a folder that holds some bytes.
func holds(t *testing.T, dir string, needle []byte) (file string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if bytes.Contains(mustRead(t, path), needle) {
			file = path
			return fs.SkipAll
		}
		return nil
	})
	must(t, err)
	return file
}

// httpClient calls the program as its administrator.
type httpClient struct {
	t          *testing.T
	url, token string
}

func (h *httpClient) call(method, path, body string) (int, string) {
	h.t.Helper()
	req, err := http.NewRequest(method, h.url+path, strings.NewReader(body))
	must(h.t, err)
	req.Header.Set("Authorization", "Bearer "+h.token)
	if strings.HasPrefix(body, `{"id"`) {
		var o struct{ ID string }
		must(h.t, json.Unmarshal([]byte(body), &o))
		req.Header.Set("Idempotency-Key", "key-"+o.ID)
	}
	res, err := http.DefaultClient.Do(req)
	must(h.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	must(h.t, err)
	return res.StatusCode, string(raw)
}

func (h *httpClient) want(status int, method, path, body string) string {
	h.t.Helper()
	code, out := h.call(method, path, body)
	if code != status {
		h.t.Errorf("%s %s: %d, want %d: %s", method, path, code, status, out)
	}
	return out
}

func mustRead(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	must(t, err)
	return raw
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	must(t, err)
	return string(raw)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
