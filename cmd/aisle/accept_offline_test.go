package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/web"
)

// browserNode skips the test where what it needs is missing, and answers node.
func browserNode(t *testing.T) string {
	node, there := found("node")
	skipUnless(t, there, "node")
	_, there = found("chromium")
	skipUnless(t, there, "chromium")
	modules, err := filepath.Abs("../../web/node_modules/playwright-core")
	if err != nil {
		t.Fatal(err)
	}
	skipUnless(t, exists(modules), "web/node_modules (npm ci in web)")
	skipUnless(t, web.Built(), "the built faces (make web)")
	return node
}

// TestHandheld works on handhelds in Chromium against one site without people:
// a whole day from the delivery to the count, and a pick while the network is
// cut in its middle and the browser closed once. Nothing is lost and nothing
// done twice. Then every page of all faces is looked at, and a layout is drawn
// and saved.
func TestHandheld(t *testing.T) {
	node := browserNode(t)
	p, data := freePorts(t), stockedFolder(t)
	site := start(t, append([]string{"up", "--data", data, "--speed", "20", "--people", "off", "--demand", "off"}, p.flags()...)...)
	site.until(3*time.Minute, "the site serves", func() bool { return ready(p.http) })
	token, err := os.ReadFile(filepath.Join(data, "admin.token"))
	if err != nil {
		t.Fatal(err)
	}
	worker := []string{"--token", strings.TrimSpace(string(token)), "--badge", "B-guest", "--pin", "9001", "--warehouse", "central"}
	for _, trial := range []struct {
		script string
		flags  []string
	}{
		{"day.mjs", append(worker, "--chief", "B-supervisor", "--chief-pin", "9002")},
		{"offline.mjs", worker},
		{"pages.mjs", []string{"--badge", "B-admin", "--pin", "9004"}},
		{"layout.mjs", []string{"--badge", "B-admin", "--pin", "9004"}},
	} {
		t.Run(trial.script, func(t *testing.T) {
			args := []string{"../../web/e2e/" + trial.script, "--url", "http://" + p.http}
			browser := launch(t, "browser", node, slices.Concat(args, trial.flags)...)
			if status := browser.wait(8 * time.Minute); status != 0 {
				t.Fatalf("the browser run failed with status %d:\n%s", status, browser.out.tail(60))
			}
			t.Log(browser.out.tail(20))
		})
	}
}
