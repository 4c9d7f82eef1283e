package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/web"
)

// TestHandheldWithoutNetwork picks on the handheld in Chromium while the
// network is cut in the middle and the browser closed once: nothing is lost
// and nothing done twice.
func TestHandheldWithoutNetwork(t *testing.T) {
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

	p, data := freePorts(t), t.TempDir()
	site := start(t, append([]string{"up", "--data", data, "--speed", "20", "--people", "off", "--demand", "off"}, p.flags()...)...)
	site.until(3*time.Minute, "the site serves", func() bool { return ready(p.http) })
	token, err := os.ReadFile(filepath.Join(data, "admin.token"))
	if err != nil {
		t.Fatal(err)
	}
	browser := launch(t, "browser", node, "../../web/e2e/offline.mjs", "--url", "http://"+p.http, "--token", strings.TrimSpace(string(token)),
		"--badge", "B-guest", "--pin", "9001", "--warehouse", "central")
	if status := browser.wait(5 * time.Minute); status != 0 {
		t.Fatalf("the browser run failed with status %d:\n%s", status, browser.out.tail(60))
	}
	t.Log(browser.out.tail(20))
}
