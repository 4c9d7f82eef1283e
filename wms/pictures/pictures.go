// Package pictures takes in pictures from outside without decoding a pixel: it
// finds out by the content what a picture is (JPEG, PNG or WebP), walks its
// parts, bounds its size, and leaves out what is not picture: where and with
// what it was taken, comments, embedded previews.
//
// The nouns: a Picture is one that may be kept and shown; its Type is what the
// content is, never what somebody said it is.
//
// Caveats: the pixels themselves are not looked at. A picture with sound
// structure and nonsense inside is taken in and shown as broken.
package pictures

import (
	"bytes"
	"encoding/binary"

	"github.com/aisle-wms/aisle/wms"
)

// Limits of a picture: bytes, and pixels along an edge and in all, so that
// whoever shows it is not made to hold more than that.
const (
	MaxBytes  = 400 << 10
	MaxEdge   = 4096
	MaxPixels = 8 << 20
)

// Picture is a picture that may be kept.
type Picture struct {
	Type          string // image/jpeg, image/png, image/webp
	Width, Height int
	Data          []byte
}

// Clean checks a picture and answers it without what is not picture.
func Clean(data []byte) (Picture, error) {
	if len(data) > MaxBytes {
		return Picture{}, wms.Refuse(wms.Invalid, "picture_too_large", "the picture has %d bytes; at most %d are taken", len(data), MaxBytes)
	}
	var p Picture
	var ok bool
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}):
		p, ok = jpeg(data)
	case bytes.HasPrefix(data, pngMagic):
		p, ok = png(data)
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		p, ok = webp(data)
	default:
		return Picture{}, wms.Refuse(wms.Invalid, "not_a_picture", "the content is no JPEG, PNG or WebP picture")
	}
	if !ok {
		return Picture{}, wms.Refuse(wms.Invalid, "picture_damaged", "the picture is damaged or cut short")
	}
	if p.Width < 1 || p.Height < 1 || p.Width > MaxEdge || p.Height > MaxEdge || p.Width*p.Height > MaxPixels {
		return Picture{}, wms.Refuse(wms.Invalid, "picture_dimensions", "the picture is %d by %d pixels; at most %d along an edge and %d in all are taken",
			p.Width, p.Height, MaxEdge, MaxPixels)
	}
	return p, nil
}

// jpeg keeps the segments that decoders need: not the application's (but the
// plain JFIF and Adobe ones, which say what the colours are) nor comments.
func jpeg(in []byte) (p Picture, ok bool) {
	p = Picture{Type: "image/jpeg"}
	out := append(make([]byte, 0, len(in)), 0xff, 0xd8)
	for at := 2; ; {
		for at+1 < len(in) && in[at] == 0xff && in[at+1] == 0xff {
			at++ // padding
		}
		if at+4 > len(in) || in[at] != 0xff {
			return p, false
		}
		marker, size := in[at+1], int(binary.BigEndian.Uint16(in[at+2:]))
		end := at + 2 + size
		if marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || size < 2 || end > len(in) {
			return p, false
		}
		body := in[at+4 : end]
		switch {
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc: // frame
			if len(body) < 6 || p.Width != 0 {
				return p, false
			}
			p.Height, p.Width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
		case marker == 0xda: // scan: all that follows, to the end of the picture
			last := bytes.LastIndex(in[end:], []byte{0xff, 0xd9})
			if last < 0 || p.Width == 0 {
				return p, false
			}
			tail, clean := scans(in[at : end+last+2])
			p.Data = append(out, tail...)
			return p, clean
		}
		private := (marker >= 0xe0 && marker <= 0xef && !keepsColour(marker, body)) || marker == 0xfe
		if !private {
			out = append(out, in[at:end]...)
		}
		at = end
	}
}

func keepsColour(marker byte, body []byte) bool {
	return marker == 0xe0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) == 14 || // without its preview
		marker == 0xee && bytes.HasPrefix(body, []byte("Adobe")) && len(body) == 12
}

// scans walks a picture's scans, between which further segments may stand, and
// leaves out the application's and comments there too.
func scans(in []byte) (out []byte, ok bool) {
	out = make([]byte, 0, len(in))
	for at := 0; at+1 < len(in); {
		if in[at] != 0xff || in[at+1] == 0 || in[at+1] >= 0xd0 && in[at+1] <= 0xd7 || in[at+1] == 0xff {
			out = append(out, in[at])
			if in[at] == 0xff && in[at+1] != 0xff {
				out = append(out, in[at+1])
				at++
			}
			at++
			continue
		}
		if in[at+1] == 0xd9 {
			return append(out, 0xff, 0xd9), true // what follows is not picture
		}
		if at+4 > len(in) {
			return out, false
		}
		end := at + 2 + int(binary.BigEndian.Uint16(in[at+2:]))
		if end < at+4 || end > len(in) {
			return out, false
		}
		if m := in[at+1]; m != 0xfe && (m < 0xe0 || m > 0xef) {
			out = append(out, in[at:end]...)
		}
		at = end
	}
	return out, false
}

var pngMagic = []byte("\x89PNG\r\n\x1a\n")

// pngParts are the parts of a PNG that are picture.
var pngParts = map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "sRGB": true, "cHRM": true}

func png(in []byte) (p Picture, ok bool) {
	p = Picture{Type: "image/png"}
	out := append(make([]byte, 0, len(in)), pngMagic...)
	for at, first := len(pngMagic), true; at+12 <= len(in); first = false {
		size := uint64(binary.BigEndian.Uint32(in[at:]))
		if size > uint64(len(in)-at-12) {
			return p, false
		}
		end := at + 12 + int(size)
		kind := string(in[at+4 : at+8])
		if first != (kind == "IHDR") || first && size != 13 {
			return p, false
		}
		if first {
			w, h := binary.BigEndian.Uint32(in[at+8:]), binary.BigEndian.Uint32(in[at+12:])
			p.Width, p.Height = int(min(w, 1<<20)), int(min(h, 1<<20))
		}
		if pngParts[kind] {
			out = append(out, in[at:end]...)
		}
		if kind == "IEND" {
			p.Data = out
			return p, true
		}
		at = end
	}
	return p, false
}

// webp keeps one still picture: VP8, VP8L, or VP8X with its alpha. Animations
// are refused.
func webp(in []byte) (p Picture, ok bool) {
	p = Picture{Type: "image/webp"}
	size := uint64(binary.LittleEndian.Uint32(in[4:])) + 8
	if size > uint64(len(in)) || size < 12 {
		return p, false
	}
	in = in[:size]
	out := append(make([]byte, 0, len(in)), in[:12]...)
	drawn := false
	for at := 12; at+8 <= len(in); {
		n := uint64(binary.LittleEndian.Uint32(in[at+4:]))
		whole := n + n&1
		if whole > uint64(len(in)-at-8) {
			return p, false
		}
		body := in[at+8 : at+8+int(n)]
		end := at + 8 + int(whole)
		kind := string(in[at : at+4])
		part := append([]byte(nil), in[at:end]...)
		switch kind {
		case "VP8X":
			if len(body) < 10 || body[0]&2 != 0 {
				return p, false
			}
			p.Width, p.Height = 1+le24(body[4:]), 1+le24(body[7:])
			part[8] &^= 0x20 | 0x08 | 0x04 // it has no profile, EXIF or XMP any more
		case "VP8 ", "VP8L":
			w, h, sound := frame(kind, body)
			if !sound || drawn || p.Width != 0 && (w != p.Width || h != p.Height) {
				return p, false
			}
			p.Width, p.Height, drawn = w, h, true
		case "ALPH":
		default:
			part = nil
		}
		out = append(out, part...)
		at = end
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8)) //nolint:gosec // bounded by MaxBytes
	p.Data = out
	return p, drawn
}

// frame reads a WebP frame's size.
func frame(kind string, b []byte) (w, h int, ok bool) {
	if kind == "VP8L" {
		if len(b) < 5 || b[0] != 0x2f {
			return 0, 0, false
		}
		bits := binary.LittleEndian.Uint32(b[1:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff), true
	}
	if len(b) < 10 || b[3] != 0x9d || b[4] != 0x01 || b[5] != 0x2a {
		return 0, 0, false
	}
	return int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff), true
}

func le24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
