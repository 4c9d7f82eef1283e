package devices

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Certificate names a self-signed application certificate: both ends of an
// OPC UA link have one, and know the other by its thumbprint.
type Certificate struct {
	CertFile, KeyFile string   // PEM
	ApplicationURI    string   // urn:…, goes into the subject alternative name
	Name              string   // common name
	Hosts             []string // names and addresses it is reached by
	Now               time.Time
}

// EnsureCertificate makes the certificate and its key at first use and leaves
// them alone afterwards. It answers the certificate's thumbprint.
func EnsureCertificate(c Certificate) (string, error) {
	_, certErr := os.Stat(c.CertFile)
	_, keyErr := os.Stat(c.KeyFile)
	switch {
	case certErr == nil && keyErr == nil:
		return CertificateThumbprint(c.CertFile)
	case !errors.Is(certErr, fs.ErrNotExist) && certErr != nil:
		return "", certErr
	case certErr == nil || keyErr == nil:
		return "", fmt.Errorf("certificate %s and key %s belong together, and one of them is missing", c.CertFile, c.KeyFile)
	}
	key, err := fullKey()
	if err != nil {
		return "", err
	}
	der, err := c.selfSign(key)
	if err != nil {
		return "", fmt.Errorf("certificate %s: %w", c.CertFile, err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	if err := writePEM(c.KeyFile, "PRIVATE KEY", pkcs8, 0o600); err != nil {
		return "", err
	}
	if err := writePEM(c.CertFile, "CERTIFICATE", der, 0o644); err != nil {
		return "", err
	}
	return Thumbprint(der), nil
}

// fullKey is an RSA key whose private exponent is as long as its modulus. Of
// some OPC UA stacks (awcullen/opcua v1.4.0) the server takes the length of the
// one for that of the other, and no password reaches it with a shorter
// exponent: one key in fifteen.
func fullKey() (*rsa.PrivateKey, error) {
	for {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil || len(key.D.Bytes()) == key.Size() {
			return key, err
		}
	}
}

func (c Certificate) selfSign(key *rsa.PrivateKey) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	uri, err := url.Parse(c.ApplicationURI)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: c.Name, Organization: []string{"Aisle"}},
		NotBefore:             c.Now.Add(-time.Hour),
		NotAfter:              c.Now.AddDate(20, 0, 0),
		BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment | x509.KeyUsageKeyEncipherment |
			x509.KeyUsageDataEncipherment | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		URIs:        []*url.URL{uri},
	}
	for _, h := range c.Hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else if h != "" {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	return x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
}

func writePEM(file, kind string, der []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	tmp := file + ".new"
	if err := os.WriteFile(tmp, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}

// Thumbprint of a certificate in DER form: its SHA-256, 64 lower-case hex
// digits.
func Thumbprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// CertificateThumbprint reads the thumbprint of a PEM file's first
// certificate.
func CertificateThumbprint(certFile string) (string, error) {
	raw, err := os.ReadFile(certFile)
	if err != nil {
		return "", err
	}
	block, _ := pem.Decode(raw)
	if block == nil || block.Type != "CERTIFICATE" {
		return "", fmt.Errorf("%s: no PEM certificate in it", certFile)
	}
	return Thumbprint(block.Bytes), nil
}
