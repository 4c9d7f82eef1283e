package camera

import (
	"bytes"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAPictureIsThatOfItsName(t *testing.T) {
	s := httptest.NewServer(Handler())
	defer s.Close()
	get := func(path string) (int, []byte) {
		t.Helper()
		res, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, raw
	}
	_, a := get("/twin:vision-1/PAL-1")
	_, again := get("/twin:vision-1/PAL-1")
	_, b := get("/twin:vision-1/PAL-2")
	if _, err := png.Decode(bytes.NewReader(a)); err != nil || !bytes.Equal(a, again) || bytes.Equal(a, b) {
		t.Errorf("%v; the same for the same name: %v; another for another: %v", err, bytes.Equal(a, again), !bytes.Equal(a, b))
	}
	if code, _ := get("/"); code != http.StatusNotFound {
		t.Errorf("no name: %d", code)
	}
}
