package plc_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// TestInteropNodeOPCUA lets a client that is not ours browse and read the twin
// over Basic256Sha256 SignAndEncrypt with a user.
func TestInteropNodeOPCUA(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: node is not installed")
	}
	dir, err := filepath.Abs("../../devices/plc/interop")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "node-opcua")); err != nil {
		t.Skip("skipped: node-opcua is not installed (npm ci in devices/plc/interop)")
	}
	t.Parallel()
	r := newRig(t, 100)
	r.start()
	w := r.connect(r.config())
	r.put("HU1", "w/in")
	w.do(t, r.job(devices.JobStore, "j1", "HU1", pnd(1), at(1, 3, 2, 1)))
	r.put("T1", "w/ind1")
	in := receive(t, "induction", w.inducts)

	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	file := filepath.Join(t.TempDir(), "nodes.json")
	cmd := exec.CommandContext(ctx, node, "read.js", "--endpoint", "opc.tcp://"+r.addr, "--user", "guest", "--uri", "urn:aisle:twin:plc",
		"--cert", cert(t, "client.crt"), "--key", cert(t, "client.key"), "--pki", t.TempDir(), "--thumbprint", r.server.Thumbprint(),
		"--out", file, "Crane1", "Sorter1")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PLC_PASSWORD=guest")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		NamespaceIndex int
		Devices        map[string]map[string]any
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if got.NamespaceIndex < 2 {
		t.Errorf("namespace index %d", got.NamespaceIndex)
	}
	for _, want := range []struct {
		device, path string
		value        any
	}{
		{"Crane1", "Id.InterfaceVersion", "1.0"},
		{"Crane1", "PackML.StateCurrent", 4.0},
		{"Crane1", "Cmd.JobId", r.name("j1")},
		{"Crane1", "Cmd.Dst.X", 3.0},
		{"Crane1", "Ack.Result", 1.0},
		{"Crane1", "Done.Result", 1.0},
		{"Crane1", "Done.Seq", 1.0},
		{"Crane1", "DoneAck", 1.0},
		{"Crane1", "Station[2].Direction", 2.0},
		{"Crane1", "LoadPresent", false},
		{"Sorter1", "InductHead", float64(in.Seq)},
		{"Sorter1", "Induct[01].Barcode", "T1"},
		{"Sorter1", "DecideWithinMS", 15000.0},
		{"Sorter1", "Chute[12].Enabled", true},
		{"Sorter1", "Confirm[63].Seq", 0.0},
	} {
		if v, ok := got.Devices[want.device][want.path]; !ok || v != want.value {
			t.Errorf("%s.%s is %v, want %v", want.device, want.path, v, want.value)
		}
	}
	if n := len(got.Devices["Sorter1"]); n < 64*16 {
		t.Errorf("the sorter shows %d variables", n)
	}
}
