package labels

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const anSSCC = "095211010000000016"

// samples are one label of each kind, with the codes that a reader must find.
func samples(t *testing.T) map[string]struct {
	l     Label
	codes []string
} {
	t.Helper()
	must := func(l Label, err error) Label {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	type sample = struct {
		l     Label
		codes []string
	}
	carton := Carton{SSCC: anSSCC, From: "Aisle Demo, Ningbo 宁波北仑", Carrier: "SF", Route: "N-12", Tracking: "SF1234567890123", Order: "O-000123", Shipment: "O-000123-S1",
		Number: 1, Of: 3, WeightG: 12345, To: Address{Name: "王小明 Erika Mustermann", Street: "浙江省杭州市余杭区文一西路969号 3号楼 1201室", Postcode: "311121", Country: "China 中国", Phone: "+86 571 8502 2088"}}
	unit := Carton{SSCC: anSSCC, From: "Aisle Demo 示范仓库", GTIN: "09521101530001", Lot: "L7-2026", Count: 240, BestBefore: time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)}
	plain := carton
	plain.Tracking = ""
	return map[string]sample{
		"sscc":         {must(Logistic(unit)), []string{"00" + anSSCC, "0209521101530001" + "15270331" + "37240"}},
		"sscc-order":   {must(Logistic(carton)), []string{"00" + anSSCC}},
		"carton":       {must(Shipping(carton)), []string{"00" + anSSCC, "SF1234567890123"}},
		"carton-plain": {must(Shipping(plain)), []string{"00" + anSSCC}},
		"location":     {Location("S01-12-3A", "Zone A 拣选区"), []string{"S01-12-3A"}},
		"lpn":          {Plate("T-CENTRAL-00017", "TOTE 料箱"), []string{"T-CENTRAL-00017"}},
		"item":         {must(Item("SKU-22423", "不锈钢保温杯 500 ml, brushed steel, with lid", "9521101530001", "L7", time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC))), []string{"0109521101530001" + "17270331" + "10L7"}},
		"badge":        {Badge("P-01", "王小明", "Aisle Demo 示范仓库"), []string{"P-01"}},
	}
}

// skip says so where a program is missing; CI makes that a failure.
func skip(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("AISLE_NO_SKIP") != "" {
		t.Fatalf("%s is missing", what)
	}
	t.Skipf("SKIP: %s is missing", what)
}

// Every label as PNG, PDF and ZPL at 203 and 300 dpi is turned into a picture
// by programs that are not ours, and its codes are read by zxing.
func TestCodesAreReadByAnother(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		skip(t, "node")
	}
	if _, err := os.Stat("interop/node_modules/zxing-wasm"); err != nil {
		skip(t, "interop/node_modules (npm ci in wms/labels/interop)")
	}
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		skip(t, "pdftoppm")
	}
	dir := t.TempDir()
	if keep := os.Getenv("AISLE_LABELS_OUT"); keep != "" {
		dir = keep
	}
	write := func(name string, raw []byte, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(name, err)
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	type job struct {
		File, Kind, Out string
		DPI             int
		Width, Height   float64 // mm
	}
	var jobs []job
	want := map[string][]string{}
	for name, s := range samples(t) {
		for _, dpi := range []int{203, 300} {
			if dpi == 300 && name != "sscc" && name != "item" {
				continue // pictures of 300 dpi are slow to read
			}
			raw, err := ZPL(s.l, dpi)
			base := name + map[int]string{203: "-203", 300: "-300"}[dpi]
			file := write(base+".zpl", raw, err)
			jobs = append(jobs, job{file, "zpl", file + ".png", dpi, float64(s.l.Width) / 10, float64(s.l.Height) / 10})
			want[file] = s.codes
			if name != "badge" {
				continue
			}
			raw, err = PNG(s.l, dpi)
			file = write(base+".png", raw, err)
			jobs = append(jobs, job{File: file, Kind: "png"})
			want[file] = s.codes
		}
		raw, err := PDF(s.l)
		file := write(name+".pdf", raw, err)
		if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-png", "-r", "200", "-singlefile", file, file).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		jobs = append(jobs, job{File: file + ".png", Kind: "png"})
		want[file+".png"] = s.codes
	}
	in, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "interop/read.mjs")
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v %s", err, stderr.Bytes())
	}
	var found map[string][]struct{ Text, Format, ID string }
	if err := json.Unmarshal(raw, &found); err != nil {
		t.Fatal(err)
	}
	for file, codes := range want {
		for _, code := range codes {
			ok := false
			for _, f := range found[file] {
				ok = ok || strings.ReplaceAll(f.Text, "\x1d", "") == code
			}
			if !ok {
				t.Errorf("%s: %q is not read; %+v", filepath.Base(file), code, found[file])
			}
		}
	}
	t.Logf("%d pictures, all codes read", len(want))
}

func TestSymbologyIdentifiersSayGS1(t *testing.T) {
	for _, c := range []Code{{Symbology: GS1128, Data: "00" + anSSCC}, {Symbology: Code128, Data: "00" + anSSCC}} {
		p, err := encode(c)
		if err != nil {
			t.Fatal(err)
		}
		// Start C is 11 modules; FNC1 of the first position follows it.
		fnc1 := ""
		for x := 11; x < 22; x++ {
			fnc1 += map[bool]string{true: "1", false: "0"}[p.at(x, 0)]
		}
		if is := fnc1 == "11110101110"; is != (c.Symbology == GS1128) {
			t.Errorf("%s begins with %s", c.Symbology, fnc1)
		}
	}
}

func TestRefusals(t *testing.T) {
	if _, err := Logistic(Carton{SSCC: "095211010000000017"}); err == nil {
		t.Error("a wrong SSCC passed")
	}
	if _, err := Item("A", "a", "9521101530002", "", time.Time{}); err == nil {
		t.Error("a wrong GTIN passed")
	}
	if _, err := ZPL(Location(strings.Repeat("A1b", 40), ""), 203); err == nil {
		t.Error("a code without room passed")
	}
}

func TestZPLCanNotBeInjected(t *testing.T) {
	raw, err := ZPL(Plate("T-1", "^XZ^XA~JR"), 203)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(raw), "^XA"); n != 1 || strings.Contains(string(raw), "~") {
		t.Errorf("a text became a command: %d labels", n)
	}
}
