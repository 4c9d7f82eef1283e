package api

import (
	"cmp"
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/aisle-wms/aisle/wms"
)

// Options are what the face is made of. A nil port answers 501
// not_available; without Login nobody gets in.
type Options struct {
	InventoryPorts
	Audit        Audit
	Items        Items
	Sites        Sites
	Stock        Stock
	Orders       Orders
	Inbound      Inbound
	MasterData   MasterData
	Returns      Returns
	Scans        Scans
	PickFaces    PickFaces
	Empties      Empties
	Labels       Labels
	Problems     Problems
	Vision       Vision
	PickPolicies PickPolicies
	Slotting     Slotting
	Boards       Boards
	Twin         Twin
	Work         Work
	Transports   Transports
	Machines     Machines
	Events       Events
	Figures      Figures
	Login        Login
	Tokens       Tokens
	Security     // users, and what a caller may ask for
	Imports      Imports
	Systems
	Privacy Privacy
	Support Support
	Ready   Ready
	Web     fs.FS        // the built pages: index.html, assets/ …
	Metrics http.Handler // /metrics
	Logger  *slog.Logger // default: discards

	// Blind keys the fingerprints of requests with a secret: they are kept for
	// ever, and a short body, a PIN or a name, could be guessed by a bare hash.
	Blind func([32]byte) [32]byte

	// RequestTimeout bounds every request but streams; default 30 s.
	RequestTimeout time.Duration
	// LiveInterval is the time between two live pictures; default 100 ms,
	// the least that is allowed.
	LiveInterval time.Duration
	// Heartbeat is the time between two comments on a quiet stream; default
	// 15 s.
	Heartbeat time.Duration
	// MaxStreams bounds the event streams open at once; default 256.
	MaxStreams int
	// SecureCookie marks the session cookie for TLS only.
	SecureCookie bool
}

const minLiveInterval = 100 * time.Millisecond

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.RequestTimeout <= 0 {
		o.RequestTimeout = 30 * time.Second
	}
	o.LiveInterval = max(o.LiveInterval, minLiveInterval)
	if o.Heartbeat <= 0 {
		o.Heartbeat = 15 * time.Second
	}
	o.RequestsPerS, o.RequestsAtOnce = cmp.Or(o.RequestsPerS, 5000), cmp.Or(o.RequestsAtOnce, 1024)
	if o.BodyTimeout <= 0 {
		o.BodyTimeout = bodyWait
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MaxStreams <= 0 {
		o.MaxStreams = 256
	}
	return o
}

// face is the handler's state: its options and what it counts.
type face struct {
	Options
	streams chan struct{} // a place per open event stream
	running chan struct{} // a place per request that is no stream
	callers *pace         // by who calls
	strange *pace         // by address, of those who are not known
	small   sync.Map      // files of the web, compressed, by name
}

// New makes the handler of everything under /v1, the open pages and the
// embedded web.
func New(o Options) http.Handler {
	o = o.withDefaults()
	f := newFace(o)
	return f.engine()
}

func newFace(o Options) *face {
	return &face{Options: o, streams: make(chan struct{}, o.MaxStreams), running: make(chan struct{}, o.RequestsAtOnce),
		callers: newPace(o.RequestsPerS, 2*o.RequestsPerS), strange: newPace(strangersPerS, strangersAtOnce)}
}

func (f *face) engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.RedirectTrailingSlash = false
	e.HandleMethodNotAllowed = true
	e.UseEscapedPath = true      // an id may hold an escaped slash
	e.UnescapePathValues = false // gin would make a space of '+'; id unescapes
	e.ForwardedByClientIP = false
	_ = e.SetTrustedProxies(nil) // nil can't fail to parse
	e.Use(f.guard)
	for _, r := range f.routes() {
		e.Handle(r.method, r.path, f.handler(r))
	}
	f.open(e)
	e.NoMethod(func(c *gin.Context) {
		f.fail(c, invalid(codeMethod, "%s does not take %s", c.Request.URL.Path, c.Request.Method))
	})
	e.NoRoute(f.noRoute)
	return e
}

// guard sets the headers that hold for every answer and turns a panic into a
// problem that shows nothing.
func (f *face) guard(c *gin.Context) {
	h := c.Writer.Header()
	h.Set(requestIDHeader, requestID(c.Request))
	if c.Request.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if cause == http.ErrAbortHandler {
			panic(cause)
		}
		f.Logger.Error("handler panicked", "request", h.Get(requestIDHeader), "method", c.Request.Method, "path", c.Request.URL.Path,
			"cause", cause, "stack", string(debug.Stack()))
		if !c.Writer.Written() {
			f.fail(c, errPanicked)
		}
		c.Abort()
	}()
	c.Next()
}

const contentSecurityPolicy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; " +
	"script-src 'self' 'wasm-unsafe-eval'; " + // the camera's reader of barcodes
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func (f *face) fail(c *gin.Context, err error) {
	if wms.CodeOf(err) == codeUnauthenticated && c.Request.ContentLength != 0 {
		c.Header("Connection", "close") // a stranger's body is not waited for
		_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(time.Second))
	}
	writeProblem(c.Writer, c.Request, f.Logger, err)
	c.Abort()
}

// open registers what needs no log-in.
func (f *face) open(e *gin.Engine) {
	e.GET("/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "ok"}) })
	e.GET("/readyz", f.readyz)
	e.GET("/metrics", func(c *gin.Context) {
		if f.Metrics == nil {
			f.fail(c, notAvailable("metrics"))
			return
		}
		f.Metrics.ServeHTTP(c.Writer, c.Request)
	})
	e.GET("/openapi.yaml", func(c *gin.Context) {
		c.Header("Cache-Control", "no-cache")
		c.Data(http.StatusOK, "application/yaml", OpenAPI)
	})
	e.POST("/v1/login", f.login)
	e.POST("/v1/inbox/:host", f.inbox)
	e.POST("/v1/tracking/:carrier", f.trackingInbox)
	f.enrolling(e)
	f.signingOn(e)
	f.pages(e)
}

func (f *face) readyz(c *gin.Context) {
	if f.Ready != nil {
		if err := f.Ready(); err != nil {
			f.fail(c, notReady(err))
			return
		}
	}
	c.JSON(http.StatusOK, gin.H{"status": "ready"})
}

// withTimeout bounds a request that is no stream.
func (f *face) withTimeout(c *gin.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(c.Request.Context(), f.RequestTimeout)
}
