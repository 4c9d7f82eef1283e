package main

import (
	"os"
	"testing"
	"time"
)

// TestFacesInABrowser drives the control room and the handheld of a running
// site in Chromium: the map moves, a pick is taken from the simulated people,
// a wrong barcode is refused in words, the right ones are confirmed, and the
// order ships. Set AISLE_SCREENS to a folder to keep the screenshots.
func TestFacesInABrowser(t *testing.T) {
	node := browserNode(t)
	p := freePorts(t)
	site := start(t, append([]string{"up", "--data", t.TempDir(), "--speed", "20", "--orders", "300"}, p.flags()...)...)
	site.until(3*time.Minute, "the site serves", func() bool { return ready(p.http) })
	args := []string{"../../web/e2e/run.mjs", "--url", "http://" + p.http, "--badge", "B-guest", "--pin", "9001",
		"--control-badge", "B-supervisor", "--control-pin", "9002", "--ship-timeout", "400"}
	if dir := os.Getenv("AISLE_SCREENS"); dir != "" {
		args = append(args, "--screens", dir)
	}
	browser := launch(t, "browser", node, args...)
	if status := browser.wait(10 * time.Minute); status != 0 {
		t.Fatalf("the browser run failed with status %d:\n%s", status, browser.out.tail(60))
	}
	t.Log(browser.out.tail(30))
}
