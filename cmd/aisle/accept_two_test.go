package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/check"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms/store"
)

// The site in one process, its machines, people and customers in another, and
// mosquitto between them; each is killed once.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	twoProcesses(t, 10, stockedFolder, "simulate", "serve")
}

func TestSoakTwoProcesses(t *testing.T) {
	onlySoak(t)
	for _, victim := range []string{"serve", "simulate"} {
		t.Run("kill "+victim, func(t *testing.T) {
			twoProcesses(t, 100, func(t *testing.T) string { return filepath.Join(t.ArtifactDir(), "data") }, victim)
		})
	}
}

// twoProcesses ships n orders and kills the victims at even distances.
func twoProcesses(t *testing.T, n int, folder func(*testing.T) string, victims ...string) {
	program, ok := found("mosquitto")
	skipUnless(t, ok, "mosquitto")
	at := freePorts(t)
	site, twin, network := folder(t), filepath.Join(t.ArtifactDir(), "twin"), externalNetwork(t, at.mqtt)
	broker := launch(t, "mosquitto", program, "-c", mosquittoConfig(t, at.mqtt))
	broker.until(readyLimit, "it listened", func() bool { return listens(at.mqtt) })

	common := []string{"--config", network, "--http", at.http, "--mqtt", at.mqtt, "--opcua", at.opcua, "--speed", demoSpeed, "-v"}
	serve := func() *process {
		p := start(t, append([]string{"serve", "--data", site}, common...)...)
		p.until(readyLimit, "it was ready", func() bool { return ready(at.http) })
		return p
	}
	simulate := func() *process {
		return start(t, append([]string{"simulate", "--data", twin, "--people", "on", "--demand", "on", "--orders", fmt.Sprint(n), "--seed", "7",
			"--url", "http://" + at.http, "--token", filepath.Join(site, "admin.token")}, common...)...)
	}
	running := map[string]*process{"serve": serve()}
	enroll(t, site, twin)
	again := map[string]func() *process{"serve": serve, "simulate": simulate}
	running["simulate"] = simulate()

	s := siteAt(t, at.http, site)
	alive := func(until string, there func() bool) {
		t.Helper()
		running["serve"].explain = s.explain
		running["serve"].until(soakLimit, until, func() bool {
			if running["simulate"].over(0) {
				t.Fatalf("simulate ended with status %d before %s", running["simulate"].status(), until)
			}
			return there()
		})
	}
	for i, victim := range victims {
		after := n * (i + 1) / (len(victims) + 1)
		alive(fmt.Sprintf("%d orders were shipped", after), func() bool { return s.orders("shipped") >= after })
		running[victim].kill()
		t.Logf("%s killed with %d orders shipped", victim, after)
		running[victim] = again[victim]()
	}
	alive("all orders were shipped", func() bool { return s.orders("shipped") >= n })
	alive("the floor was quiet", func() bool { return s.quiet() })
	running["simulate"].interrupt()
	running["serve"].interrupt()
	verify(t, site)
	compare(t, network, site, twin, n)
}

// enroll gives the twin's folder the enrolment of the site's, and what the
// twin's own past left in it.
func enroll(t *testing.T, site, twin string) {
	t.Helper()
	if err := os.MkdirAll(twin, 0o700); err != nil {
		t.Fatal(err)
	}
	if past := filepath.Join(site, "twin"); exists(past) {
		if err := os.Rename(past, filepath.Join(twin, "twin")); err != nil {
			t.Fatal(err)
		}
	}
	if status, _, errs := command(t, "enroll", "--from", site, "--to", twin); status != 0 {
		t.Fatalf("enroll: status %d: %s", status, errs)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// externalNetwork is the demo network on a broker that is not ours.
func externalNetwork(t *testing.T, mqtt string) string {
	t.Helper()
	dir := copyDemo(t)
	edit(t, filepath.Join(dir, "network.yaml"), "mqtt: {mode: embedded}", fmt.Sprintf("mqtt: {mode: external, url: %q}", "tcp://"+mqtt))
	return filepath.Join(dir, "network.yaml")
}

// copyDemo copies the files of the demo network to a folder of the test.
func copyDemo(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	if err := os.CopyFS(dir, os.DirFS("../../config/demo")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// edit replaces one piece of a file; it must be there once.
func edit(t *testing.T, file, old, new string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(raw), old) != 1 {
		t.Fatalf("%s has %q %d times", file, old, strings.Count(string(raw), old))
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(raw), old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mosquittoConfig(t *testing.T, addr string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mosquitto.conf")
	host, port, _ := strings.Cut(addr, ":")
	conf := fmt.Sprintf("listener %s %s\nallow_anonymous true\npersistence false\n", port, host)
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// quiet says whether no machine carries anything and nobody is at work.
func (s httpSite) quiet() bool {
	var tasks, transports struct {
		Data []struct {
			Status string `json:"status"`
		} `json:"data"`
	}
	if !s.get("/v1/tasks?status=assigned", &tasks) || !s.get("/v1/transports?limit=500", &transports) {
		return false
	}
	for _, x := range transports.Data {
		if x.Status != "done" && x.Status != "cancelled" && x.Status != "failed" {
			return false
		}
	}
	return len(tasks.Data) == 0
}

// compare holds the twin's building against the site's books and journal.
func compare(t *testing.T, network, site, twin string, n int) {
	t.Helper()
	net, err := config.Load(network)
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.Open(filepath.Join(twin, "twin", "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	s, err := store.Open(store.Options{File: filepath.Join(site, store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	journal, err := check.CountJournal(s.Records)
	if err != nil {
		t.Fatal(err)
	}
	var rep check.Report
	err = s.View(func(r store.Reader) (err error) {
		rep, err = check.Compare(r, net, w, check.Options{Journal: journal})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range rep.Violations {
		t.Error("violation:", v)
	}
	lines, units := ordered(t, n)
	if rep.OrdersShipped != int64(n) || rep.LinesShipped != lines || rep.UnitsShipped != units {
		t.Errorf("%d orders, %d lines, %d units have left; ordered were %d, %d and %d", rep.OrdersShipped, rep.LinesShipped, rep.UnitsShipped, n, lines, units)
	}
	rep.Violations = nil
	t.Logf("%+v", rep)
}
