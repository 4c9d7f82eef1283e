package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/cmd/localca"
	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/simulator/vehicle"
	"github.com/aisle-wms/aisle/simulator/world"
)

const mqttPatience = 60 * time.Second

// until waits for what must happen.
func until(t *testing.T, what string, there func() bool) {
	t.Helper()
	for end := time.Now().Add(mqttPatience); !there(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}

// ask runs a command of the program within this process.
func ask(t *testing.T, args ...string) string {
	t.Helper()
	root := newRoot()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetArgs(args)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out.String()
}

// TestVehiclesAreEnrolledRotatedAndRevoked does so while the broker runs.
func TestVehiclesAreEnrolledRotatedAndRevoked(t *testing.T) {
	s := &site{data: t.TempDir(), mqtt: "127.0.0.1:0", mqtts: "127.0.0.1:0", log: slog.New(slog.DiscardHandler)}
	var err error
	if s.net, err = config.Demo(); err != nil {
		t.Fatal(err)
	}
	if s.secrets, err = enrolment.Ensure(s.data, s.net); err != nil {
		t.Fatal(err)
	}
	b, err := startBroker(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var agv *config.Device
	for _, w := range s.net.Warehouses {
		for _, d := range w.DevicesOf("vehicle") {
			agv = d
		}
	}
	dial := func(cert *tls.Certificate, password string) (paho.Client, error) {
		t.Helper()
		secure, err := s.vehicleTLS()
		if err != nil {
			t.Fatal(err)
		}
		if cert != nil {
			secure.Certificates = []tls.Certificate{*cert}
		}
		c := paho.NewClient(paho.NewClientOptions().AddBroker(s.vehicleURL()).SetClientID("x").SetAutoReconnect(false).SetTLSConfig(secure).
			SetUsername(agv.ID).SetPassword(password).SetConnectTimeout(mqttPatience).SetWill(plant.TopicRoot(agv)+"/connection", "gone", 1, true))
		token := c.Connect()
		if !token.WaitTimeout(mqttPatience) {
			t.Fatal("no answer")
		}
		t.Cleanup(func() { c.Disconnect(10) })
		return c, token.Error()
	}
	twin, err := dial(nil, s.secrets.MQTT[agv.ID])
	if err != nil {
		t.Fatalf("the twin: %v", err)
	}
	words := strings.Fields(ask(t, "vehicle", "enrol", agv.ID, "--data", s.data))
	password := words[len(words)-1]
	until(t, "the twin is sent away", func() bool { return !twin.IsConnected() })
	if raw, err := os.ReadFile(enrolment.AccessFile(s.data)); err != nil || bytes.Contains(raw, []byte(password)) {
		t.Errorf("the password lies in a file: %v", err)
	}
	real, err := dial(nil, password)
	if err != nil {
		t.Fatalf("the new password: %v", err)
	}
	if _, err := dial(nil, s.secrets.MQTT[agv.ID]); err == nil {
		t.Error("the old password was taken")
	}

	out := filepath.Join(t.TempDir(), "papers")
	ask(t, "vehicle", "rotate", agv.ID, "--data", s.data, "--certificate", "--out", out)
	until(t, "whoever has the old password is sent away", func() bool { return !real.IsConnected() })
	cert, err := tls.LoadX509KeyPair(filepath.Join(out, agv.ID+".crt"), filepath.Join(out, agv.ID+".key"))
	if err != nil {
		t.Fatal(err)
	}
	with, err := dial(&cert, "")
	if err != nil {
		t.Fatalf("the certificate: %v", err)
	}
	if list := ask(t, "vehicle", "list", "--data", s.data); !strings.Contains(list, agv.ID+" certificate since") {
		t.Errorf("list: %s", list)
	}
	ask(t, "vehicle", "revoke", agv.ID, "--data", s.data)
	until(t, "the revoked vehicle is sent away", func() bool { return !with.IsConnected() })
	if _, err := dial(&cert, ""); err == nil {
		t.Error("a revoked certificate was taken")
	}
}

// TestMosquittoWithTLS has master and a twin vehicle talk over a mosquitto
// that demands TLS and certificates.
func TestMosquittoWithTLS(t *testing.T) {
	program, ok := found("mosquitto")
	skipUnless(t, ok, "mosquitto")
	dir := t.TempDir()
	ca, err := localca.Open(dir, []string{"127.0.0.1"}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, raw []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	authority, _ := ca.Authority()
	root := file("ca.pem", authority)
	server, err := ca.Certificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	serverKey, err := x509.MarshalPKCS8PrivateKey(server.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	_, masterCert, masterKey, err := ca.Client("aisle")
	if err != nil {
		t.Fatal(err)
	}
	_, agvCert, agvKey, err := ca.Client("C001")
	if err != nil {
		t.Fatal(err)
	}
	number := freePort(t)
	at, port := address(number), fmt.Sprint(number)
	acl := "user aisle\ntopic readwrite uagv/#\nuser C001\ntopic write uagv/v2/aisle/C001/state\ntopic write uagv/v2/aisle/C001/connection\n" +
		"topic write uagv/v2/aisle/C001/visualization\ntopic write uagv/v2/aisle/C001/factsheet\ntopic read uagv/v2/aisle/C001/order\ntopic read uagv/v2/aisle/C001/instantActions\n"
	text := fmt.Sprintf("listener %s 127.0.0.1\ncafile %s\ncertfile %s\nkeyfile %s\nrequire_certificate true\nuse_identity_as_username true\nacl_file %s\npersistence false\n",
		port, root, file("server.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate[0]})),
		file("server.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: serverKey})), file("acl", []byte(acl)))
	if os.Getuid() == 0 {
		text += "user root\n" // it would become somebody who cannot read these files
	}
	conf := file("mosquitto.conf", []byte(text))
	cmd := exec.Command(program, "-c", conf)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	until(t, "mosquitto listens", func() bool { return listens(at) })

	external := config.Broker{Mode: "external", URL: "ssl://" + at, CAFile: root, CertFile: file("m.crt", masterCert), KeyFile: file("m.key", masterKey)}
	masterTLS, err := enrolment.BrokerTLS(&external)
	if err != nil {
		t.Fatal(err)
	}
	vehicleTLS, err := enrolment.BrokerTLS(&config.Broker{CAFile: root, CertFile: file("v.crt", agvCert), KeyFile: file("v.key", agvKey)})
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.Open(filepath.Join(dir, "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	twin, err := vehicle.New(vehicle.Config{ID: "C001", Manufacturer: "aisle", Serial: "C001", Broker: external.URL, TLS: vehicleTLS, Warehouse: "W", Speed: 60,
		StartNode: "N0", Map: "floor", Kinematics: vehicle.Carrier}, w, nil)
	if err != nil {
		t.Fatal(err)
	}
	fleet, err := vda5050.New(vda5050.Config{URL: external.URL, TLS: masterTLS})
	if err != nil {
		t.Fatal(err)
	}
	agv, err := fleet.Vehicle("C001", "aisle", "C001", vda5050.Version21)
	if err != nil {
		t.Fatal(err)
	}
	run, stop := context.WithCancel(t.Context())
	done := make(chan error, 2)
	go func() { done <- twin.Run(run) }()
	go func() { done <- agv.Run(run, func(devices.Report) {}) }()
	defer func() { stop(); <-done; <-done }()
	until(t, "the vehicle is online", func() bool { return agv.State().Online })
	if err := agv.Start(devices.Order{ID: "M1", Steps: []devices.Step{{Node: "N0", Map: "floor", AllowedDeviation: 200}, {Node: "N1", Edge: "N0-N1", X: 2000, Map: "floor", AllowedDeviation: 200}}}); err != nil {
		t.Fatal(err)
	}
	until(t, "the order is driven", func() bool { s := agv.State(); return s.OrderID == "M1" && s.Idle })

	// Without its certificate nobody gets in; the settings say what is wrong.
	plain := paho.NewClient(paho.NewClientOptions().AddBroker(external.URL).SetAutoReconnect(false).SetTLSConfig(&tls.Config{RootCAs: ca.Pool(), MinVersion: tls.VersionTLS12}))
	if token := plain.Connect(); token.WaitTimeout(mqttPatience) && token.Error() == nil {
		t.Error("mosquitto let somebody in without a certificate")
	}
	if _, err := enrolment.BrokerTLS(&config.Broker{CAFile: conf}); err == nil || !strings.Contains(err.Error(), "holds no certificate") {
		t.Errorf("an authority that is none: %v", err)
	}
}
