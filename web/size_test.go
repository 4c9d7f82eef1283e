package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/web"
)

// firstLoadBytes is what a handheld may fetch, compressed, before it can be
// used: handhelds have bad Wi-Fi.
const firstLoadBytes = 250_000

// TestFirstLoadOfTheHandheld adds up the files that the built page loads before
// anything is pressed: scripts, styles, fonts.
func TestFirstLoadOfTheHandheld(t *testing.T) {
	if !web.Built() {
		if os.Getenv("AISLE_NO_SKIP") != "" {
			t.Fatal("the faces are not built (make web)")
		}
		t.Skip("the faces are not built (make web)")
	}
	app := web.Files()
	type chunk struct {
		File                 string
		Imports, CSS, Assets []string
	}
	var chunks map[string]chunk
	manifest, err := fs.ReadFile(app, "manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(manifest, &chunks); err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{"index.html": true}
	var load func(name string)
	load = func(name string) {
		c, known := chunks[name]
		if !known {
			t.Fatalf("the manifest has no %s", name)
		}
		if files[c.File] {
			return
		}
		files[c.File] = true
		for _, f := range append(c.CSS, c.Assets...) {
			files[f] = true
		}
		for _, other := range c.Imports {
			load(other)
		}
	}
	load("index.html")
	load("src/handheld/HandheldPage.vue")
	total, fonts := 0, 0
	for name := range files {
		data, err := fs.ReadFile(app, name)
		if err != nil {
			t.Fatal(err)
		}
		size := len(data)
		if strings.HasSuffix(name, ".woff2") { // compressed as it is
			fonts++
		} else {
			size = compressed(t, data)
		}
		t.Logf("%7d %s", size, name)
		total += size
	}
	if fonts == 0 || len(files) < 5 {
		t.Errorf("only %d files with %d fonts: does the search still fit the build?", len(files), fonts)
	}
	if total > firstLoadBytes {
		t.Errorf("the first load is %d bytes compressed, at most %d", total, firstLoadBytes)
	}
	t.Logf("%7d in all", total)
}

func compressed(t *testing.T, data []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
