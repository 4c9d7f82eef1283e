package localca

import (
	"bytes"
	"crypto/x509"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func TestDevicesThatTrustTheAuthorityTrustTheServer(t *testing.T) {
	dir := t.TempDir()
	c := &clock{time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	a, err := Open(dir, []string{"wms.local", "192.0.2.7"}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "tls", "ca.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("key: %v, %v", info, err)
	}
	pem, fingerprint := a.Authority()
	if len(fingerprint) != 95 {
		t.Errorf("fingerprint %q", fingerprint)
	}
	trusted := func(a *Authority, host string) error {
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		server, err := a.Certificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = server.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: c.at})
		return err
	}
	for range 12 { // years
		for _, host := range []string{"wms.local", "192.0.2.7"} {
			if err := trusted(a, host); err != nil && c.at.Year() < 2036 {
				t.Fatalf("%s on %s: %v", host, c.at, err)
			}
		}
		c.at = c.at.Add(300 * 24 * time.Hour)
	}
	if err := trusted(a, "evil.example"); err == nil {
		t.Error("a name that was not given is trusted")
	}

	c.at = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	again, err := Open(dir, []string{"other.local"}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	if same, _ := again.Authority(); !bytes.Equal(same, pem) {
		t.Error("a restart made another authority")
	}
	if err := trusted(again, "other.local"); err != nil {
		t.Error(err)
	}
	c.at = c.at.Add(11 * 365 * 24 * time.Hour)
	if _, err := Open(dir, []string{"x"}, c.now); err == nil || !strings.Contains(err.Error(), "ended on") {
		t.Errorf("an ended authority: %v", err)
	}
}

func TestServerCertificatesAreRenewedBeforeTheyEnd(t *testing.T) {
	c := &clock{time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	a, err := Open(t.TempDir(), []string{"wms.local"}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	first, _ := a.Certificate(nil)
	c.at = c.at.Add(59 * 24 * time.Hour)
	if same, _ := a.Certificate(nil); same != first {
		t.Error("renewed a month too early")
	}
	c.at = c.at.Add(2 * 24 * time.Hour)
	second, _ := a.Certificate(nil)
	if second == first || !second.Leaf.NotAfter.After(first.Leaf.NotAfter) {
		t.Error("not renewed 29 days before its end")
	}
}

func TestDamagedFilesAreSaid(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(dir, []string{"x"}, time.Now); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "tls", "ca.crt")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, []string{"x"}, time.Now); err == nil || !strings.Contains(err.Error(), "restore it") {
		t.Errorf("without its certificate: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tls", "ca.crt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, []string{"x"}, time.Now); err == nil {
		t.Error("a damaged certificate is taken")
	}
}

func TestCodesAreGoodOnceAndForAWhile(t *testing.T) {
	c := &clock{time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	a, err := Open(t.TempDir(), []string{"wms.local"}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	code, until := a.NewCode()
	if !until.Equal(c.at.Add(10*time.Minute)) || !a.Valid(code) || !a.Use(code) || a.Valid(code) || a.Use(code) || a.Use("") {
		t.Error("a code is not good exactly once")
	}
	late, _ := a.NewCode()
	c.at = c.at.Add(10 * time.Minute)
	if a.Valid(late) || a.Use(late) {
		t.Error("a code is good after its end")
	}
	for range 2 * maxCodes {
		a.NewCode()
	}
	if len(a.codes) > maxCodes {
		t.Errorf("%d codes are kept", len(a.codes))
	}
	picture, err := a.QR("http://wms.local/enrol?code=" + code)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(picture)); err != nil {
		t.Error(err)
	}
}
