package plant

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// document fetches what is no JSON.
func (c *client) document(path string) (status int, kind string, doc []byte) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), "GET", c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	if doc, err = io.ReadAll(res.Body); err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), doc
}

func TestLabelsOfEverything(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/TEA", map[string]any{"description": "Tea 茶", "gtin": "9521101530001"}, nil)
	shelf := firstShelf(c, "overseas")
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "TEA", "delta": 5, "reason": "test"}, nil)
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "Germany", "name": "Erika", "address": "Weg 1"},
		"lines": []map[string]any{{"sku": "TEA", "qty": 2}}}, &o)
	var tote wms.HandlingUnitID
	var carton string
	c.workAll("overseas", func() bool {
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?warehouse=overseas&kind=load&status=open", nil, &list)
		for _, x := range list.Data {
			carton = string(x.Units[0])
		}
		c.must("GET", "/v1/tasks?warehouse=overseas&kind=pack&status=done", nil, &list)
		for _, x := range list.Data {
			tote = x.Unit
		}
		return carton != ""
	})
	paths := map[string]string{
		"location": "/v1/labels/location/" + shelf + "?warehouse=overseas", "item": "/v1/labels/item/TEA?warehouse=overseas",
		"badge": "/v1/labels/badge/" + p.Houses[0].Config.People[0].Badge + "?warehouse=overseas",
		"lpn":   "/v1/labels/lpn/" + string(tote) + "?warehouse=overseas",
		"sscc":  "/v1/labels/sscc/" + carton + "?warehouse=overseas", "carton": "/v1/labels/carton/" + carton + "?warehouse=overseas",
	}
	for kind, path := range paths {
		for format, begins := range map[string]string{"png": "\x89PNG", "pdf": "%PDF", "zpl": "^XA"} {
			status, mime, doc := c.document(path + "&format=" + format)
			if status != 200 || !bytes.HasPrefix(doc, []byte(begins)) || mime == "" {
				t.Errorf("%s as %s: %d %s %.80q", kind, format, status, mime, doc)
			}
		}
	}
	var log struct{ Data []wms.Access }
	c.must("GET", "/v1/privacy/accesses?order="+string(o.ID), nil, &log)
	if len(log.Data) == 0 {
		t.Error("three labels with an address, and no line in the access log")
	}
	for path, want := range map[string]int{
		"/v1/labels/location/NOWHERE?warehouse=overseas": 404, "/v1/labels/sscc/NONE": 404, "/v1/labels/ring/1": 404,
		"/v1/labels/badge/NOBODY": 404, "/v1/labels/item/NONE": 404, "/v1/labels/sscc/" + string(tote) + "?warehouse=overseas": 422,
		"/v1/labels/carton/" + string(tote) + "?warehouse=overseas": 409, "/v1/labels/item/TEA?format=doc": 422,
	} {
		if status, _, doc := c.document(path); status != want {
			t.Errorf("%s: %d %s, want %d", path, status, doc, want)
		}
	}
	picker := c.as("picker", "overseas")
	if status, _, _ := picker.document(paths["badge"]); status != 403 {
		t.Errorf("a picker prints badges: %d", status)
	}
	if status, _, _ := c.as("picker", "front").document(paths["carton"]); status != 403 {
		t.Errorf("a picker of another warehouse gets the carton's label: %d", status)
	}
}
