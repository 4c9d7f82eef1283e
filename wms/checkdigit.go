package wms

// CheckDigit is the last digit of a GTIN, SSCC or GLN whose others are given:
// weights 3 and 1 alternating from the right (GS1 General Specifications,
// section 7.9). The text must be digits.
func CheckDigit(digits string) string {
	sum := 0
	for i := range len(digits) {
		w := 1
		if (len(digits)-i)%2 == 1 {
			w = 3
		}
		sum += w * int(digits[i]-'0')
	}
	return string(rune('0' + (10-sum%10)%10))
}

// WithCheckDigit appends the check digit.
func WithCheckDigit(digits string) string { return digits + CheckDigit(digits) }
