package alarms

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// known is the certificate that this process takes for trusted.
var known, unknown tls.Certificate

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "alarms")
	if err != nil {
		panic(err)
	}
	known, unknown = selfSigned(), selfSigned()
	file := filepath.Join(dir, "roots.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: known.Certificate[0]}), 0o600); err != nil {
		panic(err)
	}
	os.Setenv("SSL_CERT_FILE", file) // read once, at the first use
	os.Setenv("SSL_CERT_DIR", dir)
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func selfSigned() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

// mailbox is a mail server that wants STARTTLS and a log-in, for one mail.
func mailbox(t *testing.T, cert tls.Certificate) (addr string, got chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	got = make(chan string, 1)
	go func() {
		defer close(got)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { conn.Close() }()
		_ = conn.SetDeadline(time.Now().Add(time.Minute))
		in, secure, in2 := bufio.NewReader(conn), false, false
		say := func(line string) { fmt.Fprint(conn, line+"\r\n") }
		say("220 mail")
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch {
			case verb == "EHLO" && !secure:
				say("250-mail\r\n250 STARTTLS")
			case verb == "EHLO":
				say("250-mail\r\n250 AUTH PLAIN")
			case verb == "STARTTLS":
				say("220 go on")
				over := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}})
				if over.Handshake() != nil {
					return
				}
				conn, secure, in = over, true, bufio.NewReader(over)
			case verb == "AUTH" && secure:
				login, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
				if in2 = string(login) == "\x00site\x00secret"; in2 {
					say("235 welcome")
				} else {
					say("535 who are you?")
				}
			case verb == "DATA" && in2:
				say("354 go on")
				text, err := textproto.NewReader(in).ReadDotBytes()
				if err != nil {
					return
				}
				say("250 kept")
				got <- string(text)
			case verb == "QUIT":
				say("221 bye")
				return
			case in2:
				say("250 fine")
			default:
				say("530 log in first")
			}
		}
	}()
	return l.Addr().String(), got
}

func send(addr, password string) error {
	r := wms.AlarmRule{ID: "night", Via: "email", SMTP: addr, User: "site", From: "aisle@example.org", To: []string{"chief@example.org"}}
	return Send(context.Background(), nil, r, password, wms.AlarmCase{Alarm: wms.Alarm{Level: "critical", Source: "asrs-1", Code: "device_fault", Message: "the fork is out"}})
}

func TestMailOverTLSWithALogIn(t *testing.T) {
	addr, got := mailbox(t, known)
	if err := send(addr, "secret"); err != nil {
		t.Fatal(err)
	}
	if mail := <-got; !strings.Contains(mail, "Subject: [critical] asrs-1: device_fault") || !strings.Contains(mail, "the fork is out") {
		t.Errorf("mail: %s", mail)
	}
}

func TestMailIsNotGivenToJustAnyone(t *testing.T) {
	addr, got := mailbox(t, unknown)
	if err := send(addr, "secret"); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("an unknown certificate: %v", err)
	}
	if mail, ok := <-got; ok {
		t.Errorf("mail: %s", mail)
	}
	addr, got = mailbox(t, known)
	if err := send(addr, "wrong"); err == nil || !strings.Contains(err.Error(), "535") {
		t.Errorf("a wrong password: %v", err)
	}
	if mail, ok := <-got; ok {
		t.Errorf("mail: %s", mail)
	}
}
