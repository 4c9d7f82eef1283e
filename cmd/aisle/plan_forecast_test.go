package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPlanForecastWritesMeanAndMedian(t *testing.T) {
	dir := t.TempDir()
	in, out, metrics := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.csv"), filepath.Join(dir, "metrics.csv")
	rows := "sku,w0,w1,w2,w3,w4,w5,w6,w7,w8,w9\nA,5,5,5,5,5,5,5,5,5,5\nB,0,0,0,0,0,0,0,0,0,0\nC,,,,,,,,,,4\nD,3,,3,3,-1,3,3,3,3,3\n"
	if err := os.WriteFile(in, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := planForecast(in, out, metrics, 2, 52, true); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(got)), "\n")
	if lines[0] != "sku,method,h1,h2,m1,m2,l1,l2,u1,u2" || len(lines) != 5 ||
		lines[1] != "A,capped-ses+median-13,5,5,5,5,5,5,5,5" || lines[2] != "B,none,0,0,0,0,0,0,0,0" || lines[3] != "C,capped-ses+median-13,4,4,4,4,4,4,4,4" {
		t.Errorf("%s", got)
	}
	if got, err := os.ReadFile(metrics); err != nil || !strings.HasPrefix(string(got), "method,wape,mase,bias,origins,covered80\nchoice-median,") {
		t.Errorf("%s (%v)", got, err)
	}
}

func TestPlanForecastNamesWhatIsWrong(t *testing.T) {
	for rows, want := range map[string]string{
		"":                        "1: cannot be read as CSV",
		"item,w0\nA,1\n":          "1: the header begins with \"item\"",
		"sku,w0,w2\nA,1,2\n":      "1: column 3 is \"w2\", must be w1",
		"sku,w0\nA,x\n":           "2: sku \"A\": w0 is \"x\", must be a quantity",
		"sku,w0\nA,NaN\n":         "2: sku \"A\": w0 is \"NaN\"",
		"sku,w0,w1\nA,1\n":        "2: wrong number of fields; must have 3 columns",
		"sku,w0\nA,1\nA,2\n":      "3: sku \"A\" stands in line 2 already",
		"sku,w0\n,1\n":            "2: sku is empty",
		"sku,w0,w1\nA,1,2\nB,,\n": "3: sku \"B\": has no week at all",
	} {
		in := filepath.Join(t.TempDir(), "in.csv")
		if err := os.WriteFile(in, []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := planForecast(in, filepath.Join(t.TempDir(), "o.csv"), "", 8, 52, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", rows, err, want)
		}
	}
}
