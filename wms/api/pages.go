package api

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// apps are the faces that the embedded web serves. Each has its own page,
// APP.html or APP/index.html, or shares index.html; paths below it are the
// page's own to understand.
var apps = []string{"control", "handheld", "planner", "admin", "supplier"}

func (f *face) pages(e *gin.Engine) {
	e.GET("/", func(c *gin.Context) { c.Redirect(http.StatusFound, "/control") })
	for _, app := range apps {
		page := func(c *gin.Context) { f.page(c, app) }
		e.GET("/"+app, page)
		e.GET("/"+app+"/*path", page)
	}
	e.GET("/assets/*path", func(c *gin.Context) {
		f.file(c, strings.TrimPrefix(c.Request.URL.Path, "/"), "public, max-age=31536000, immutable")
	})
}

// page serves the first of an app's pages that exists.
func (f *face) page(c *gin.Context, app string) {
	if f.Web == nil {
		f.fail(c, notAvailable("the web"))
		return
	}
	for _, name := range []string{app + ".html", app + "/index.html", "index.html"} {
		if isFile(f.Web, name) {
			f.file(c, name, "no-cache")
			return
		}
	}
	f.fail(c, notAvailable("the page "+app))
}

// noRoute serves the web's files that stand at its root, such as the icon and
// the service worker.
func (f *face) noRoute(c *gin.Context) {
	name := strings.TrimPrefix(c.Request.URL.Path, "/")
	read := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	if read && f.Web != nil && !strings.HasPrefix(name, "v1/") && isFile(f.Web, name) {
		f.file(c, name, "no-cache")
		return
	}
	f.fail(c, invalid(codeNoRoute, "there is nothing at %s %s; /openapi.yaml says what there is",
		c.Request.Method, c.Request.URL.Path))
}

func isFile(web fs.FS, name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(web, name)
	return err == nil && info.Mode().IsRegular()
}

// leastZipped is the size below which compressing a file gains nothing.
const leastZipped = 1000

// zipped is a text file of the web compressed, for a browser that takes it so;
// nil otherwise. The files never change, so each is compressed once.
func (f *face) zipped(c *gin.Context, name, kind string, data []byte) []byte {
	text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "javascript") || strings.Contains(kind, "svg")
	if !text || len(data) < leastZipped {
		return nil
	}
	c.Header("Vary", "Accept-Encoding")
	if !strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") || c.GetHeader("Range") != "" {
		return nil
	}
	if known, ok := f.small.Load(name); ok {
		return known.([]byte)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil || w.Close() != nil {
		return nil
	}
	f.small.Store(name, out.Bytes())
	return out.Bytes()
}

// file serves one file of the web.
func (f *face) file(c *gin.Context, name, caching string) {
	if f.Web == nil || !isFile(f.Web, name) {
		f.fail(c, invalid(codeNoRoute, "there is no file %s", name))
		return
	}
	data, err := fs.ReadFile(f.Web, name)
	if err != nil {
		f.fail(c, err)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if path.Ext(name) == ".webmanifest" {
		kind = "application/manifest+json"
	}
	if kind != "" {
		c.Header("Content-Type", kind)
	}
	c.Header("Cache-Control", caching)
	if small := f.zipped(c, name, kind, data); small != nil {
		c.Header("Content-Encoding", "gzip")
		c.Data(http.StatusOK, kind, small)
		return
	}
	http.ServeContent(c.Writer, c.Request, name, time.Time{}, bytes.NewReader(data))
}
