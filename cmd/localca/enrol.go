package localca

import (
	"crypto/rand"
	"encoding/base32"
	"time"

	"rsc.io/qr"
)

const (
	codeLife = 10 * time.Minute
	maxCodes = 200
)

// NewCode makes a code for one device; until says when it ends.
func (a *Authority) NewCode() (code string, until time.Time) {
	var raw [10]byte
	_, _ = rand.Read(raw[:]) // crypto/rand never fails
	code = base32.StdEncoding.EncodeToString(raw[:])
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	until = now.Add(codeLife)
	var oldest string
	for c, end := range a.codes {
		if !now.Before(end) {
			delete(a.codes, c)
		} else if oldest == "" || end.Before(a.codes[oldest]) {
			oldest = c
		}
	}
	if len(a.codes) >= maxCodes {
		delete(a.codes, oldest)
	}
	a.codes[code] = until
	return code, until
}

// Valid says whether a code is still good.
func (a *Authority) Valid(code string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now().Before(a.codes[code])
}

// Use uses a code up; false if it was not good.
func (a *Authority) Use(code string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	good := a.now().Before(a.codes[code])
	delete(a.codes, code)
	return good
}

// QR is a text as a picture (PNG) that cameras read.
func (a *Authority) QR(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	code.Scale = 6
	return code.PNG(), nil
}
