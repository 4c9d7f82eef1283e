// Package web holds the three faces — handheld, control room, planner console —
// as files ready to be served. Vite builds them into dist/app, which is not
// committed; dist/index.html is a committed page that stands in for them, so
// that Go builds and tests without npm.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the built application (index.html, assets/…), or the page that says
// that it was not built. An unknown path is the application's own: serve
// index.html for it.
func Files() fs.FS { return pick(dist) }

// Built says whether the application itself is embedded.
func Built() bool { return built(dist) }

func pick(all fs.FS) fs.FS {
	dir := "dist"
	if built(all) {
		dir = "dist/app"
	}
	sub, err := fs.Sub(all, dir)
	if err != nil {
		panic("web: " + err.Error()) // only for an invalid path, and both are constants
	}
	return sub
}

func built(all fs.FS) bool {
	_, err := fs.Stat(all, "dist/app/index.html")
	return err == nil
}
