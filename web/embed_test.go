package web

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFilesAlwaysHaveAPage(t *testing.T) {
	page, err := fs.ReadFile(Files(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "Aisle") {
		t.Fatalf("index.html does not name Aisle:\n%s", page)
	}
}

func TestBuiltApplicationWinsOverThePlaceholder(t *testing.T) {
	all := fstest.MapFS{"dist/index.html": {Data: []byte("placeholder")}}
	if built(all) {
		t.Fatal("says built, but only the placeholder is there")
	}
	if got, _ := fs.ReadFile(pick(all), "index.html"); string(got) != "placeholder" {
		t.Fatalf("index.html is %q, want the placeholder", got)
	}
	all["dist/app/index.html"] = &fstest.MapFile{Data: []byte("app")}
	if got, _ := fs.ReadFile(pick(all), "index.html"); string(got) != "app" {
		t.Fatalf("index.html is %q, want the application", got)
	}
}
