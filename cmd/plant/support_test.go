package plant

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestSupportBundleHoldsNoSecret places an order for a person with a name,
// logs secrets on purpose, and reads every file of the bundle.
func TestSupportBundleHoldsNoSecret(t *testing.T) {
	p, c := start(t, t.TempDir())
	p.Tail = &LogTail{}
	fmt.Fprintln(p.Tail, `level=WARN msg="call" header="Bearer `+c.token+`" password=hunter2-top`)
	c.stockUp("overseas", "SUP", 3)
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "GB", "name": "Wilhelmina Quux", "address": "Lane 7", "phone": "+44 5550100"},
		"lines": []map[string]any{line("SUP", 1)}}, nil)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url+"/v1/support", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.StatusCode, err)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadFile(p.Dir + "/journal.key")
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{c.token, "hunter2-top", "Wilhelmina", "Quux", "Lane 7", "5550100", "9001", string(keys)}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || len(text) == 0 {
			t.Errorf("%s: %d bytes, %v", f.Name, len(text), err)
		}
		for _, s := range secrets {
			numbers := f.Name == "metrics.txt" || f.Name == "goroutines.txt" && s == "9001" // addresses and counts may look like a PIN
			if !numbers && bytes.Contains(text, []byte(s)) {
				t.Errorf("%s holds the secret %q", f.Name, s)
			}
		}
		if f.Name == "checks.txt" && (strings.Count(string(text), "no fault found") < 3) {
			t.Errorf("%s: %s", f.Name, text)
		}
	}
	for _, want := range []string{"about.json", "configuration.json", "journal.json", "log.txt", "goroutines.txt"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is missing in %v", want, names)
		}
	}
}
