// Package camera is the twin of what holds the pictures of vision stations: it
// answers GET with a picture for any name, the same one for the same name.
//
// The nouns: a picture shows a pallet with its load, drawn from its name.
//
// Caveats: nothing is kept; a picture shows no state of the twin's world.
package camera

import (
	"bytes"
	"context"
	"errors"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net"
	"net/http"
	"time"
)

// Draw makes the picture of a name.
func Draw(name string) []byte {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	n := h.Sum64()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	fill := func(r image.Rectangle, c color.RGBA) {
		draw.Draw(img, r, &image.Uniform{C: c}, image.Point{}, draw.Src)
	}
	fill(img.Bounds(), color.RGBA{72, 78, 84, 255})
	fill(image.Rect(0, 200, 320, 240), color.RGBA{54, 58, 62, 255})
	wood := color.RGBA{176, 138, 92, 255}
	fill(image.Rect(60, 188, 260, 196), wood)
	for _, x := range []int{60, 150, 240} {
		fill(image.Rect(x, 196, x+20, 210), wood)
	}
	rows := 2 + int(n%4)
	for row := range rows {
		for col := range 4 {
			x, y := 64+col*48, 188-(row+1)*30
			shade := uint8(150 + n>>(4*(row*4+col)%60)%60)
			fill(image.Rect(x, y, x+46, y+28), color.RGBA{shade, shade - 30, shade - 70, 255})
		}
	}
	fill(image.Rect(190, 150, 240, 180), color.RGBA{245, 245, 240, 255}) // the label
	for i := range 20 {
		if n>>i&1 == 1 {
			fill(image.Rect(195+2*i, 155, 197+2*i, 175), color.RGBA{20, 20, 20, 255})
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // to memory: it can not fail
	return b.Bytes()
}

// Handler answers any name below its root with a picture.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path == "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(Draw(r.URL.Path[1:]))
	})
}

// Serve answers on an address until ctx ends.
func Serve(ctx context.Context, addr string) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	s := &http.Server{Handler: Handler(), ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
