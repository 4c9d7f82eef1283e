package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/simulator/demand"
)

// Limits are for a slow machine that others use as well; nothing here
// measures time.
const (
	readyLimit = 3 * time.Minute
	runLimit   = 6 * time.Minute
	soakLimit  = 60 * time.Minute
)

// demoSeed is the seed of all runs, and demoSpeed their speed.
const (
	demoSeed  = 7
	demoSpeed = "30"
)

// ports of one site.
type ports struct{ http, mqtt, opcua string }

func freePorts(t *testing.T) ports {
	return ports{http: address(freePort(t)), mqtt: address(freePort(t)), opcua: address(freePort(t))}
}

func (p ports) flags() []string {
	return []string{"--http", p.http, "--mqtt", p.mqtt, "--opcua", p.opcua}
}

// upFlags are those of a run that ends when n orders are shipped.
func upFlags(data string, p ports, orders string, more ...string) []string {
	all := append([]string{"up", "-v", "--data", data, "--orders", orders, "--exit", "--speed", demoSpeed, "--seed", "7"}, p.flags()...)
	return append(all, more...)
}

// result is the line of JSON at the end of a run.
func (p *process) result() runReport {
	p.t.Helper()
	var r runReport
	line := p.out.tail(1)
	d := json.NewDecoder(strings.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		p.t.Fatalf("%s: the last line is no result: %v\n%s", p.name, err, line)
	}
	return r
}

// wantShipped wants the end of a run without a fault: the first n orders, all
// their lines and units, once each.
func wantShipped(t *testing.T, p *process, n int) runReport {
	t.Helper()
	if status := p.status(); status != 0 {
		t.Fatalf("%s: status %d\n%s\n%s", p.name, status, p.out.tail(3), p.stderr.tail(10))
	}
	r := p.result()
	lines, units := ordered(t, n)
	if r.OrdersShipped != int64(n) || r.LinesShipped != lines || r.UnitsShipped != units || r.Violations != 0 {
		t.Errorf("shipped %d orders, %d lines, %d units with %d violations; ordered were %d, %d and %d",
			r.OrdersShipped, r.LinesShipped, r.UnitsShipped, r.Violations, n, lines, units)
	}
	t.Logf("%+v", r)
	return r
}

// ordered counts what the first n customers ask for.
func ordered(t *testing.T, n int) (lines, units int64) {
	t.Helper()
	source, err := demand.NewSource(demoSeed)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		for _, l := range source.Order(i).Lines {
			lines, units = lines+1, units+l.Qty
		}
	}
	return lines, units
}

// stocked is a data folder in which the opening stock has been delivered: it
// takes a while, so the tests that don't look at it begin with a copy.
var stocked struct {
	once sync.Once
	dir  string
}

func stockedFolder(t *testing.T) string {
	t.Helper()
	aisle(t)
	stocked.once.Do(func() {
		dir := filepath.Join(built.dir, "stocked")
		p := start(t, append([]string{"up", "-v", "--data", dir, "--demand", "off", "--speed", demoSpeed, "--seed", "7"}, freePorts(t).flags()...)...)
		p.until(readyLimit, "the opening stock was delivered", func() bool { return strings.Contains(p.stderr.String(), "opening stock is delivered") })
		p.interrupt()
		stocked.dir = dir
	})
	if stocked.dir == "" {
		t.Fatal("no opening stock; another test says why")
	}
	data := filepath.Join(t.ArtifactDir(), "data")
	if err := os.CopyFS(data, os.DirFS(stocked.dir)); err != nil {
		t.Fatal(err)
	}
	return data
}

// site is a running one, seen over HTTP.
type httpSite struct {
	t          *testing.T
	url, token string
}

func siteAt(t *testing.T, addr, data string) httpSite {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(data, "admin.token"))
	if err != nil {
		t.Fatal(err)
	}
	return httpSite{t, "http://" + addr, strings.TrimSpace(string(raw))}
}

var client = &http.Client{Timeout: 20 * time.Second}

// ready says whether the site at an address answers.
func ready(addr string) bool {
	res, err := client.Get("http://" + addr + "/readyz")
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// get reads JSON; false if the site does not answer, as one that was killed.
func (s httpSite) get(path string, to any) bool {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return false
	}
	if res.StatusCode != http.StatusOK {
		s.t.Errorf("GET %s: %s %s", path, res.Status, raw)
		return false
	}
	if err := json.Unmarshal(raw, to); err != nil {
		s.t.Errorf("GET %s: %v", path, err)
		return false
	}
	return true
}

// orders counts those with a status; -1 if the site does not answer.
func (s httpSite) orders(status string) int {
	s.t.Helper()
	all, ok := s.list("/v1/orders?status=" + status)
	if !ok {
		return -1
	}
	return len(all)
}

// list reads all pages; false if the site does not answer.
func (s httpSite) list(path string) (all []json.RawMessage, ok bool) {
	s.t.Helper()
	cursor := ""
	for {
		var page struct {
			Data []json.RawMessage `json:"data"`
			Next *string           `json:"next"`
		}
		if !s.get(path+"&limit=200&cursor="+url.QueryEscape(cursor), &page) {
			return nil, false
		}
		all = append(all, page.Data...)
		if page.Next == nil {
			return all, true
		}
		cursor = *page.Next
	}
}

// explain logs what a site that does not come to its end is waiting for.
func (s httpSite) explain() {
	s.t.Helper()
	show := func(what, path string) {
		if all, ok := s.list(path); ok && len(all) > 0 {
			s.t.Logf("%d %s, such as", len(all), what)
			for _, one := range all[:min(4, len(all))] {
				s.t.Logf("   %.700s", one)
			}
		}
	}
	for _, status := range []string{"backordered", "partly_promised", "promised", "released", "picking", "packed", "partly_shipped", "cancelled"} {
		show("orders "+status, "/v1/orders?status="+status)
	}
	for _, status := range []string{"waiting", "open", "assigned", "failed"} {
		show("tasks "+status, "/v1/tasks?status="+status)
	}
	for _, status := range []string{"waiting", "active", "failed"} {
		show("transports "+status, "/v1/transports?status="+status)
	}
	var devices struct{ Data []json.RawMessage }
	if s.get("/v1/devices", &devices) {
		s.t.Logf("devices: %s", devices.Data)
	}
}
