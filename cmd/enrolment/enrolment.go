// Package enrolment makes, once, what a site and its machines must know of
// each other before they talk: passwords of vehicles at the MQTT broker,
// passwords of PLCs, and the certificates of both ends of an OPC UA link with
// their thumbprints. All of it lies in the folder "enrolment" of a data
// folder. Copy that folder to the other machine (aisle enroll does it) and
// both sides are enrolled.
package enrolment

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
)

// MasterUser is the broker user of the WMS side.
const MasterUser = "aisle"

// Secrets of a network's machines.
type Secrets struct {
	Dir  string            // the enrolment folder
	MQTT map[string]string // password by broker user: MasterUser and every vehicle's device id
}

// Folder is the enrolment folder of a data folder.
func Folder(data string) string { return filepath.Join(data, "enrolment") }

// PLCCert and PLCKey are the server certificate of a PLC that the twin plays;
// ClientCert and ClientKey are the WMS side's.
func (s Secrets) PLCCert(id string) string { return filepath.Join(s.Dir, id+".crt") }
func (s Secrets) PLCKey(id string) string  { return filepath.Join(s.Dir, id+".key") }
func (s Secrets) ClientCert() string       { return filepath.Join(s.Dir, "client.crt") }
func (s Secrets) ClientKey() string        { return filepath.Join(s.Dir, "client.key") }

// PLCLogin reads the thumbprint and password of a PLC. Files named in the site
// file with a path of their own are taken from there.
func (s Secrets) PLCLogin(p *config.PLC) (thumbprint, password string, err error) {
	read := func(name string) string {
		if err != nil {
			return ""
		}
		var raw []byte
		raw, err = os.ReadFile(s.file(name))
		return strings.TrimSpace(string(raw))
	}
	thumbprint, password = read(p.ThumbprintFile), read(p.PasswordFile)
	if err != nil {
		err = fmt.Errorf("controller %s is not enrolled: %w; run aisle enroll, or put the file there", p.ID, err)
	}
	return thumbprint, password, err
}

// FleetLogin reads the thumbprint and token of a maker's fleet controller; both
// are "" for a controller whose protocol has neither.
func (s Secrets) FleetLogin(c *config.Controller) (thumbprint, token string, err error) {
	if c.TokenFile == "" {
		return "", "", nil
	}
	return s.PLCLogin(asPLC(c))
}

// asPLC is a controller with the names that enrolment knows.
func asPLC(c *config.Controller) *config.PLC {
	return &config.PLC{ID: c.ID, URL: c.URL, ThumbprintFile: c.ThumbprintFile, PasswordFile: c.TokenFile}
}

func (s Secrets) file(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.Dir, name)
}

// Ensure reads the enrolment of a data folder and makes what is missing. Two
// processes may call it at once.
func Ensure(data string, net *config.Network) (Secrets, error) {
	s := Secrets{Dir: Folder(data), MQTT: map[string]string{}}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return s, fmt.Errorf("enrolment: %w", err)
	}
	unlock, err := lock(filepath.Join(s.Dir, ".lock"))
	if err != nil {
		return s, fmt.Errorf("enrolment: %w", err)
	}
	defer unlock()
	if err := s.ensureMQTT(net); err != nil {
		return s, fmt.Errorf("enrolment: %w", err)
	}
	if err := s.ensurePLCs(net); err != nil {
		return s, fmt.Errorf("enrolment: %w", err)
	}
	return s, nil
}

func lock(file string) (unlock func(), err error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = f.Close() }, nil // closing unlocks
		}
		if time.Now().After(deadline) {
			_ = f.Close()
			return nil, fmt.Errorf("%s is held by another process: %w", file, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s Secrets) ensureMQTT(net *config.Network) error {
	file := filepath.Join(s.Dir, "mqtt-users.json")
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, &s.MQTT)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", file, err)
	}
	changed := false
	need := func(user string) {
		if s.MQTT[user] == "" {
			s.MQTT[user], changed = secret(), true
		}
	}
	byHand, err := ReadAccess(filepath.Dir(s.Dir))
	if err != nil {
		return err
	}
	need(MasterUser)
	for _, w := range net.Warehouses {
		for _, d := range w.MQTTVehicles() {
			if _, enrolled := byHand[d.ID]; !enrolled {
				need(d.ID)
			}
		}
	}
	if !changed {
		return nil
	}
	if raw, err = json.MarshalIndent(s.MQTT, "", "  "); err != nil {
		return err
	}
	return write(file, raw)
}

func (s Secrets) ensurePLCs(net *config.Network) error {
	any := false
	for _, w := range net.Warehouses {
		for i := range w.PLCs {
			any = true
			if err := s.ensurePLC(&w.PLCs[i]); err != nil {
				return err
			}
		}
	}
	for _, w := range net.Warehouses {
		for i := range w.Controllers {
			if c := &w.Controllers[i]; c.TokenFile != "" {
				if err := s.ensurePLC(asPLC(c)); err != nil {
					return err
				}
			}
		}
	}
	if !any {
		return nil
	}
	_, err := devices.EnsureCertificate(devices.Certificate{CertFile: s.ClientCert(), KeyFile: s.ClientKey(),
		ApplicationURI: "urn:aisle:wcs", Name: "Aisle WCS", Hosts: []string{"localhost", "127.0.0.1"}, Now: time.Now()})
	return err
}

// ensurePLC makes a server certificate only for a PLC whose thumbprint is not
// known: a real machine's is put there by hand.
func (s Secrets) ensurePLC(p *config.PLC) error {
	if _, err := os.Stat(s.file(p.PasswordFile)); errors.Is(err, fs.ErrNotExist) {
		if err := write(s.file(p.PasswordFile), []byte(secret()+"\n")); err != nil {
			return err
		}
	}
	if _, err := os.Stat(s.file(p.ThumbprintFile)); err == nil {
		return nil
	}
	u, err := url.Parse(p.URL)
	if err != nil {
		return err
	}
	thumb, err := devices.EnsureCertificate(devices.Certificate{CertFile: s.PLCCert(p.ID), KeyFile: s.PLCKey(p.ID),
		ApplicationURI: "urn:aisle:twin:plc", Name: "Aisle twin PLC", Hosts: []string{u.Hostname(), "localhost", "127.0.0.1"}, Now: time.Now()})
	if err != nil {
		return err
	}
	return write(s.file(p.ThumbprintFile), []byte(thumb+"\n"))
}

func secret() string {
	raw := make([]byte, 18)
	if _, err := rand.Read(raw); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// write makes a private file, whole or not at all.
func write(file string, raw []byte) error {
	tmp := file + ".new"
	if err := os.WriteFile(tmp, raw, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}

// Copy copies an enrolment to another data folder.
func Copy(from, to string) error {
	files, err := os.ReadDir(Folder(from))
	if err != nil {
		return fmt.Errorf("enroll: %w", err)
	}
	if err := os.MkdirAll(Folder(to), 0o700); err != nil {
		return fmt.Errorf("enroll: %w", err)
	}
	for _, f := range files {
		if f.IsDir() || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(Folder(from), f.Name()))
		if err != nil {
			return fmt.Errorf("enroll: %w", err)
		}
		if err := write(filepath.Join(Folder(to), f.Name()), raw); err != nil {
			return fmt.Errorf("enroll: %w", err)
		}
	}
	return nil
}
