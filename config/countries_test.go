package config

import (
	"strings"
	"testing"
)

func TestCountry(t *testing.T) {
	for name, want := range map[string]string{"GB": "GB", "gb": "GB", "UK": "GB", "United Kingdom": "GB", "EIRE": "IE", "Ireland": "IE",
		"USA": "US", "RSA": "ZA", "Hong Kong": "HK", "United Arab Emirates": "AE", "côte d'ivoire": "CI", "Türkiye": "TR", "Turkey": "TR", " DE ": "DE"} {
		if got, ok := Country(name); !ok || got != want {
			t.Errorf("%q is %q, want %s", name, got, want)
		}
	}
	for _, name := range []string{"", "Narnia", "XX", "ZZ", "EU", "Unspecified", "GBR1", "G", "Channel Islands"} {
		if got, ok := Country(name); ok {
			t.Errorf("%q is taken for %s", name, got)
		}
	}
	codes := map[string]bool{}
	for row := range strings.Lines(countries) {
		code, name, _ := strings.Cut(strings.TrimSpace(row), " ")
		if got, _ := Country(name); len(code) != 2 || codes[code] || got != code {
			t.Errorf("row %q", row)
		}
		codes[code] = true
	}
	if len(codes) != 249 {
		t.Errorf("%d codes, ISO 3166-1 has 249", len(codes))
	}
	for row := range strings.Lines(otherNames) {
		if code, _, _ := strings.Cut(row, " "); !codes[code] {
			t.Errorf("other name of unknown code %q", row)
		}
	}
}

func TestRegionsOfTheDemo(t *testing.T) {
	n, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	for country, want := range map[string]string{"GB": "GB", "United Kingdom": "GB", "EIRE": "EU", "Channel Islands": "NEAR-EU", "JE": "NEAR-EU",
		"Norway": "NEAR-EU", "RSA": "WORLD", "JP": "WORLD", "Unspecified": "WORLD", "Narnia": "", "": ""} {
		got := ""
		if r := n.RegionOf(country); r != nil {
			got = r.ID
		}
		if got != want {
			t.Errorf("%q is delivered by the lanes of %q, want %q", country, got, want)
		}
	}
}
