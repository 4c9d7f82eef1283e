// Package localca is a certificate authority of our own, for sites whose
// devices no public one can serve: service workers and cameras work on trusted
// pages only. A site makes one at its first start with --tls local; a device
// learns to trust it by scanning a code at /enrol.
//
// The nouns: an Authority has a key (DIR/tls/ca.key, mode 0600) and a
// certificate for ten years; with it it makes the server's certificate, which
// lives 90 days, in memory only, and is renewed while the program runs. A code
// lets one device fetch the certificate, once, within ten minutes.
//
// Whoever has the key can make certificates that the enrolled devices believe:
// it belongs into no backup that others read.
package localca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	authorityLife = 10 * 365 * 24 * time.Hour
	serverLife    = 90 * 24 * time.Hour
	clientLife    = 2 * 365 * 24 * time.Hour
	renewBefore   = 30 * 24 * time.Hour
	backdated     = time.Hour // clocks of devices differ
)

// Authority makes the server's certificates.
type Authority struct {
	hosts []string
	now   func() time.Time
	cert  *x509.Certificate
	key   *ecdsa.PrivateKey
	pem   []byte

	mu     sync.Mutex
	server *tls.Certificate
	codes  map[string]time.Time // until when each is good
}

// Open reads the authority in dir/tls, or makes it. hosts are the names and
// addresses that the server is reached by.
func Open(dir string, hosts []string, now func() time.Time) (*Authority, error) {
	if len(hosts) == 0 {
		return nil, errors.New("local CA: name the server with --host")
	}
	a := &Authority{hosts: hosts, now: now, codes: map[string]time.Time{}}
	folder := filepath.Join(dir, "tls")
	certFile, keyFile := filepath.Join(folder, "ca.crt"), filepath.Join(folder, "ca.key")
	err := a.read(certFile, keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		err = a.make(folder, certFile, keyFile)
	}
	if err != nil {
		return nil, fmt.Errorf("local CA: %w", err)
	}
	if !a.now().Before(a.cert.NotAfter) {
		return nil, fmt.Errorf("local CA: %s ended on %s; delete %s to have a new one made, and enrol the devices again",
			certFile, a.cert.NotAfter.Format(time.DateOnly), folder)
	}
	_, err = a.Certificate(nil)
	return a, err
}

func (a *Authority) read(certFile, keyFile string) error {
	rawKey, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	rawCert, err := os.ReadFile(certFile)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there, %s is not: restore it, or delete both", keyFile, certFile)
	}
	if err != nil {
		return err
	}
	pair, err := tls.X509KeyPair(rawCert, rawKey)
	if err != nil {
		return fmt.Errorf("%s and %s: %w", certFile, keyFile, err)
	}
	key, is := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !is || !pair.Leaf.IsCA {
		return fmt.Errorf("%s and %s are no authority of ours", certFile, keyFile)
	}
	a.key, a.cert, a.pem = key, pair.Leaf, rawCert
	return os.Chmod(keyFile, 0o600)
}

func (a *Authority) make(folder, certFile, keyFile string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := serialNumber()
	if err != nil {
		return err
	}
	now := a.now()
	template := &x509.Certificate{SerialNumber: serial, NotBefore: now.Add(-backdated), NotAfter: now.Add(authorityLife),
		Subject:               pkix.Name{CommonName: "Aisle local CA " + now.UTC().Format("2006-01-02"), Organization: []string{"Aisle"}},
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	a.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	// The key comes last: without it, the next start makes both anew.
	if err := writeFile(certFile, a.pem, 0o644); err != nil {
		return err
	}
	if err := writeFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}), 0o600); err != nil {
		return err
	}
	a.key = key
	a.cert, err = x509.ParseCertificate(der)
	return err
}

// writeFile writes a file that is complete once it has its name.
func writeFile(name string, data []byte, mode os.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func serialNumber() (*big.Int, error) {
	return rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
}

// Certificate is the server's, for tls.Config.GetCertificate. It makes another
// one before the present one ends.
func (a *Authority) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if a.server != nil && now.Before(a.server.Leaf.NotAfter.Add(-renewBefore)) {
		return a.server, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	end := now.Add(serverLife)
	if a.cert.NotAfter.Before(end) {
		end = a.cert.NotAfter
	}
	template := &x509.Certificate{SerialNumber: serial, NotBefore: now.Add(-backdated), NotAfter: end,
		Subject: pkix.Name{CommonName: a.hosts[0]}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true}
	for _, h := range a.hosts {
		if ip := net.ParseIP(h); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	a.server = &tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key, Leaf: leaf}
	return a.server, nil
}

// Authority is the authority's certificate and its SHA-256 fingerprint, to be
// compared with what the device shows.
func (a *Authority) Authority() (certificate []byte, fingerprint string) {
	sum := sha256.Sum256(a.cert.Raw)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return a.pem, strings.Join(parts, ":")
}
