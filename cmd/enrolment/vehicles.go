package enrolment

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/aisle-wms/aisle/cmd/localca"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices/broker"
)

// Access is how a vehicle that was enrolled by hand logs in to the embedded
// broker. It replaces the password that was made for the twin.
type Access struct {
	Hash       string    `json:"hash,omitempty"`        // of its password
	Thumbprint string    `json:"certificate,omitempty"` // of its certificate
	Since      time.Time `json:"since"`
	Until      time.Time `json:"until,omitzero"` // end of the certificate
	Revoked    bool      `json:"revoked,omitempty"`
}

// AccessFile holds the Access of vehicles by device id; no secrets.
func AccessFile(data string) string { return filepath.Join(Folder(data), "mqtt-access.json") }

// CAFile is the certificate of the site's authority, which vehicles and the
// twin trust.
func CAFile(data string) string { return filepath.Join(Folder(data), "ca.crt") }

// ReadAccess reads them; none if nobody was enrolled by hand.
func ReadAccess(data string) (map[string]Access, error) {
	all := map[string]Access{}
	raw, err := os.ReadFile(AccessFile(data))
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("enrolment: %s: %w", AccessFile(data), err)
	}
	return all, nil
}

// EnrolPassword gives a vehicle a new password, which is kept nowhere; what it
// logged in with before is worth nothing from now on.
func EnrolPassword(data string, net *config.Network, id string, now time.Time) (password string, err error) {
	password = secret()
	return password, changeAccess(data, net, id, func(map[string]Access) (Access, error) {
		return Access{Hash: broker.Hashed(password), Since: now.UTC()}, nil
	})
}

// Papers are a certificate, its key and the authority's certificate (PEM).
type Papers struct{ Cert, Key, CA []byte }

// EnrolCertificate gives a vehicle a new certificate of the site's authority
// in place of what it logged in with before. The key is kept nowhere.
func EnrolCertificate(data string, net *config.Network, id string, now time.Time) (p Papers, err error) {
	return p, changeAccess(data, net, id, func(map[string]Access) (Access, error) {
		ca, err := localca.Open(data, []string{"localhost"}, func() time.Time { return now })
		if err != nil {
			return Access{}, err
		}
		leaf, cert, key, err := ca.Client(id)
		if err != nil {
			return Access{}, err
		}
		p.Cert, p.Key = cert, key
		p.CA, _ = ca.Authority()
		return Access{Thumbprint: broker.Thumbprint(leaf), Since: now.UTC(), Until: leaf.NotAfter}, nil
	})
}

// Revoke lets a vehicle in no longer, until it is enrolled again.
func Revoke(data string, net *config.Network, id string, now time.Time) error {
	return changeAccess(data, net, id, func(map[string]Access) (Access, error) { return Access{Revoked: true, Since: now.UTC()}, nil })
}

// changeAccess writes one vehicle's access and forgets its old password.
func changeAccess(data string, net *config.Network, id string, change func(map[string]Access) (Access, error)) error {
	known := false
	for _, w := range net.Warehouses {
		for _, d := range w.MQTTVehicles() {
			known = known || d.ID == id
		}
	}
	if !known {
		return fmt.Errorf("enrolment: the network has no vehicle %q", id)
	}
	if err := os.MkdirAll(Folder(data), 0o700); err != nil {
		return fmt.Errorf("enrolment: %w", err)
	}
	unlock, err := lock(filepath.Join(Folder(data), ".lock"))
	if err != nil {
		return fmt.Errorf("enrolment: %w", err)
	}
	defer unlock()
	all, err := ReadAccess(data)
	if err != nil {
		return err
	}
	fresh, err := change(all)
	if err != nil {
		return fmt.Errorf("enrolment: %w", err)
	}
	all[id] = fresh
	raw, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := write(AccessFile(data), raw); err != nil {
		return fmt.Errorf("enrolment: %w", err)
	}
	return forgetPassword(filepath.Join(Folder(data), "mqtt-users.json"), id)
}

func forgetPassword(file, id string) error {
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	users := map[string]string{}
	if err == nil {
		err = json.Unmarshal(raw, &users)
	}
	if err == nil {
		delete(users, id)
		raw, err = json.MarshalIndent(users, "", "  ")
	}
	if err == nil {
		err = write(file, raw)
	}
	if err != nil {
		return fmt.Errorf("enrolment: %s: %w", file, err)
	}
	return nil
}

// KeepCA puts the authority's certificate where the twin and whoever enrols
// vehicles finds it.
func KeepCA(data string, certificate []byte) error {
	if err := write(CAFile(data), certificate); err != nil {
		return fmt.Errorf("enrolment: %w", err)
	}
	return nil
}

// TrustSite is the TLS of a client of the embedded broker.
func TrustSite(data string) (*tls.Config, error) {
	c, err := clientTLS(CAFile(data), "", "")
	if err != nil {
		return nil, fmt.Errorf("%w; start aisle serve with --mqtts once, then run aisle enroll", err)
	}
	return c, nil
}

// BrokerTLS is the TLS of a client of an external broker; nil if the network
// file asks for nothing special.
func BrokerTLS(b *config.Broker) (*tls.Config, error) {
	if b.CAFile == "" && b.CertFile == "" {
		return nil, nil
	}
	c, err := clientTLS(b.CAFile, b.CertFile, b.KeyFile)
	if err != nil {
		return nil, b.At.Errorf("%v", err)
	}
	return c, nil
}

func clientTLS(ca, cert, key string) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if ca != "" {
		raw, err := os.ReadFile(ca)
		if err != nil {
			return nil, fmt.Errorf("authority of the broker: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(raw) {
			return nil, fmt.Errorf("authority of the broker: %s holds no certificate (PEM)", ca)
		}
	}
	if cert != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return nil, fmt.Errorf("certificate for the broker: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}
