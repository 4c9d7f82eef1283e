package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"golang.org/x/net/netutil"
)

const (
	writeTimeout   = 60 * time.Second // streams move theirs on
	maxHeaderBytes = 32 << 10
	maxConnections = 8192
	shutdownWait   = 10 * time.Second
)

// patience is how long a server waits for a client.
type patience struct {
	header time.Duration // until the request's header is there
	read   time.Duration // until its body is there, if its route does not say less
	idle   time.Duration // between two requests
}

var usual = patience{header: 10 * time.Second, read: time.Minute, idle: 2 * time.Minute}

// streamsKey finds, in a request's context, the context that ends when the
// server begins to stop: event streams end then, other requests finish.
type streamsKey struct{}

func streamsContext(ctx context.Context) context.Context {
	if streams, ok := ctx.Value(streamsKey{}).(context.Context); ok {
		return streams
	}
	return ctx
}

// Listen opens addr, and says clearly what is wrong with it when it can't.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("http address %s is in use by another program; choose another with --http", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("http address %s needs rights that this user does not have; choose a port above 1023 with --http", addr)
	case err != nil:
		return nil, fmt.Errorf("http address %s: %w", addr, err)
	}
	return l, nil
}

// Serve listens on addr and serves h until ctx ends, then lets running
// requests finish, for at most 10 s.
func Serve(ctx context.Context, addr string, h http.Handler, log *slog.Logger) error {
	l, err := Listen(ctx, addr)
	if err != nil {
		return err
	}
	return ServeListener(ctx, l, h, log)
}

// ServeListener is Serve on a listener that it closes.
func ServeListener(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	return serveWith(ctx, netutil.LimitListener(l, maxConnections), h, log, usual)
}

// ServeTLS is ServeListener with TLS.
func ServeTLS(ctx context.Context, l net.Listener, c *tls.Config, h http.Handler, log *slog.Logger) error {
	c = c.Clone()
	c.MinVersion, c.NextProtos = tls.VersionTLS12, []string{"h2", "http/1.1"}
	return serveWith(ctx, tls.NewListener(netutil.LimitListener(l, maxConnections), c), h, log, usual)
}

func serveWith(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger, p patience) error {
	streams, endStreams := context.WithCancel(ctx)
	defer endStreams()
	base := context.WithValue(context.WithoutCancel(ctx), streamsKey{}, streams)
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: p.header,
		ReadTimeout:       p.read,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       p.idle,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return base },
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("http server on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	deadline, cancel := context.WithTimeout(base, shutdownWait)
	defer cancel()
	err := srv.Shutdown(deadline)
	if err != nil {
		_ = srv.Close() // what did not finish is cut off
		err = fmt.Errorf("http server: requests still ran %s after the stop: %w", shutdownWait, err)
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
