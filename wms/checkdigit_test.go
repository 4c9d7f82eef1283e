package wms

import "testing"

func TestCheckDigit(t *testing.T) {
	// Examples of the GS1 General Specifications and of a printed EAN.
	for digits, want := range map[string]string{"629104150021": "3", "37610425002123456": "9", "400638133393": "1"} {
		if got := CheckDigit(digits); got != want || WithCheckDigit(digits) != digits+want {
			t.Errorf("%s: %s, want %s", digits, got, want)
		}
	}
}
