package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/aisle-wms/aisle/cmd/enrolment"
)

// What goes over the wires while a site works is what the standards say, in
// the eyes of clients that are not ours.
func TestStandardsOnTheWire(t *testing.T) {
	t.Parallel()
	const orders = 10
	data, at := stockedFolder(t), freePorts(t)
	args := append([]string{"up", "-v", "--data", data, "--orders", fmt.Sprint(orders), "--speed", demoSpeed, "--seed", "7"}, at.flags()...)
	p := start(t, args...)
	capture := captureMQTT(t, p, at.mqtt)
	p.until(readyLimit, "people worked", func() bool { return strings.Contains(p.stderr.String(), peopleStart) })

	t.Run("node-opcua reads the twin", func(t *testing.T) { browsePLCs(t, data, at.opcua) })

	s := siteAt(t, at.http, data)
	p.explain = s.explain
	p.until(runLimit, "all orders were shipped", func() bool { return s.orders("shipped") == orders })
	p.interrupt()
	for _, want := range []string{"http://" + at.http + "/control", at.mqtt, at.opcua, "demo logins"} {
		if !strings.Contains(p.out.String(), want) {
			t.Errorf("up does not print %s:\n%s", want, p.out.String())
		}
	}
	t.Run("mosquitto_sub hears VDA 5050", func(t *testing.T) {
		skipUnless(t, capture != nil, "mosquitto_sub")
		capture.kill()
		validateMQTT(t, capture.out.String())
	})
}

// captureMQTT starts mosquitto_sub on all topics as soon as the broker is
// there; nil if it is missing.
func captureMQTT(t *testing.T, p *process, addr string) *process {
	t.Helper()
	program, ok := found("mosquitto_sub")
	if !ok {
		return nil
	}
	p.until(readyLimit, "the broker listened", func() bool { return listens(addr) })
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	return launch(t, "mosquitto_sub", program, "-h", host, "-p", port, "-t", "#", "-F", "%t %x")
}

func listens(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}

// validateMQTT holds every captured message against the published schema of
// VDA 5050 2.1.0; lines are "topic payload-in-hex".
func validateMQTT(t *testing.T, captured string) {
	schemas, count, vehicles, failures := map[string]*jsonschema.Schema{}, map[string]int{}, map[string]bool{}, 0
	for line := range strings.Lines(captured) {
		topic, payload, _ := strings.Cut(strings.TrimSpace(line), " ")
		parts := strings.Split(topic, "/")
		if len(parts) != 5 || parts[0] != "uagv" || parts[1] != "v2" {
			t.Errorf("topic %q is none of VDA 5050 2.1", topic)
			continue
		}
		kind := parts[4]
		if schemas[kind] == nil {
			schemas[kind] = schema(t, kind)
		}
		raw, err := hex.DecodeString(payload)
		if err != nil {
			t.Fatalf("mosquitto_sub: %v in %.200q", err, line)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err == nil {
			err = schemas[kind].Validate(doc)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", topic, err, raw)
			if failures++; failures > 20 {
				t.FailNow() // the same again and again
			}
		}
		count[kind]++
		vehicles[parts[3]] = true
	}
	t.Log("validated: ", count, "of", len(vehicles), "vehicles")
	for kind, least := range map[string]int{"order": 10, "instantActions": 1, "state": 100, "connection": len(vehicles)} {
		if count[kind] < least {
			t.Errorf("%d messages %s, fewer than %d", count[kind], kind, least)
		}
	}
}

func schema(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../../devices/vda5050/testdata/schema-2.1.0", kind+".schema"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(kind, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(kind)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// browsePLCs reads a crane and the sorter with node-opcua over Basic256Sha256,
// signed and encrypted, with the login and certificate of the site's enrolment.
func browsePLCs(t *testing.T, data, addr string) {
	node, ok := found("node")
	skipUnless(t, ok, "node")
	script, err := filepath.Abs("../../devices/plc/interop/read.js")
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stat(filepath.Join(filepath.Dir(script), "node_modules", "node-opcua"))
	skipUnless(t, err == nil, "node-opcua (npm ci in devices/plc/interop)")

	dir := enrolment.Folder(data)
	secret := func(name string) string {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(raw))
	}
	s := enrolment.Secrets{Dir: dir}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	file := filepath.Join(t.TempDir(), "nodes.json")
	cmd := exec.CommandContext(ctx, node, script, "--out", file, "--endpoint", "opc.tcp://"+addr, "--user", "wcs", "--cert", s.ClientCert(), "--key", s.ClientKey(),
		"--uri", "urn:aisle:wcs", "--pki", t.TempDir(), "--thumbprint", secret("plc-central.thumbprint"), "Crane1", "Sorter1")
	cmd.Env = append(os.Environ(), "PLC_PASSWORD="+secret("plc-central.password"))
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	out, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Devices map[string]map[string]any `json:"devices"`
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatalf("%v\n%.500s", err, out)
	}
	crane, sorter := read.Devices["Crane1"], read.Devices["Sorter1"]
	t.Logf("nodes: crane %d, sorter %d", len(crane), len(sorter))
	for path, want := range map[string]any{"Id.InterfaceVersion": "1.0", "PackML.ModeCurrent": 1.0, "Fault.Active": false} {
		if crane[path] != want || sorter[path] != want {
			t.Errorf("%s: crane %v, sorter %v, want %v", path, crane[path], sorter[path], want)
		}
	}
	for _, path := range []string{"Cmd.Seq", "Cmd2.JobId", "Ack.Result", "Done.Ts", "DoneAck", "Pos.X", "Station[1].Grant", "LoadHandlingUnit"} {
		if _, ok := crane[path]; !ok {
			t.Errorf("the crane has no node %s", path)
		}
	}
	for _, path := range []string{"InductHead", "Induct[00].Barcode", "Induct[63].Seq", "Decide[07].AltChute", "Confirm[63].Result", "Chute[00].Full", "Chute[12].Count"} {
		if _, ok := sorter[path]; !ok {
			t.Errorf("the sorter has no node %s", path)
		}
	}
}
