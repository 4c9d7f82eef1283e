package pictures

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	gojpeg "image/jpeg"
	gopng "image/png"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

const secret = "GPS 51.5N 0.1W, taken by E. Mustermann"

func drawn() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for x := range 60 {
		for y := range 40 {
			m.Set(x, y, color.RGBA{uint8(4 * x), uint8(6 * y), 90, 255})
		}
	}
	return m
}

func asJPEG(t testing.TB) []byte {
	var b bytes.Buffer
	if err := gojpeg.Encode(&b, drawn(), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment is a JPEG segment.
func segment(marker byte, body string) []byte {
	out := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(out[2:], uint16(2+len(body)))
	return append(out, body...)
}

func told(t testing.TB) map[string][]byte {
	jpeg := asJPEG(t)
	jpeg = bytes.Join([][]byte{jpeg[:2], segment(0xe1, "Exif\x00\x00"+secret), segment(0xfe, secret), segment(0xed, secret), jpeg[2:], []byte(secret)}, nil)
	var b bytes.Buffer
	if err := gopng.Encode(&b, drawn()); err != nil {
		t.Fatal(err)
	}
	png := b.Bytes()
	text := append([]byte{0, 0, 0, byte(len(secret))}, "tEXt"+secret+"\x00\x00\x00\x00"...)
	png = bytes.Join([][]byte{png[:33], text, png[33:], []byte(secret)}, nil)
	// One pixel, lossless, with EXIF behind it.
	webp, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("EXIF"), byte(len(secret)), 0, 0, 0)
	webp = append(append(webp, exif...), secret...)
	binary.LittleEndian.PutUint32(webp[4:], uint32(len(webp)-8))
	return map[string][]byte{"image/jpeg": jpeg, "image/png": png, "image/webp": webp}
}

func TestOnlyThePictureIsLeft(t *testing.T) {
	for kind, in := range told(t) {
		if !bytes.Contains(in, []byte(secret)) {
			t.Fatal("the sample tells nothing")
		}
		p, err := Clean(in)
		if err != nil || p.Type != kind {
			t.Fatalf("%s: %v, %+v", kind, err, p)
		}
		if bytes.Contains(p.Data, []byte(secret)) {
			t.Errorf("%s still tells where it was taken", kind)
		}
		again, err := Clean(p.Data)
		if err != nil || !bytes.Equal(again.Data, p.Data) {
			t.Errorf("%s cleaned twice is another: %v", kind, err)
		}
		if kind == "image/webp" {
			continue
		}
		m, _, err := image.Decode(bytes.NewReader(p.Data))
		if err != nil || m.Bounds().Dx() != p.Width || p.Width != 60 || p.Height != 40 {
			t.Errorf("%s: %v, %+v", kind, err, p)
		}
	}
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	huge := asJPEG(t)
	at := bytes.Index(huge, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(huge[at+5:], 60000)
	for code, in := range map[string][]byte{
		"not_a_picture":      []byte("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
		"picture_too_large":  append(asJPEG(t), make([]byte, MaxBytes)...),
		"picture_damaged":    asJPEG(t)[:200],
		"picture_dimensions": huge,
	} {
		if _, err := Clean(in); wms.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	for kind, in := range told(t) {
		for cut := 12; cut < 40; cut++ {
			if _, err := Clean(in[:cut]); wms.CodeOf(err) == "" {
				t.Errorf("%s cut at %d is taken: %v", kind, cut, err)
			}
		}
	}
}

// FuzzClean: nothing makes it panic, what is taken is within the limits, no
// longer than before, and cleaning it again changes nothing.
func FuzzClean(f *testing.F) {
	for _, in := range told(f) {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		p, err := Clean(bytes.Clone(in))
		if err != nil {
			if wms.CodeOf(err) == "" {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if len(p.Data) > len(in) || p.Width < 1 || p.Height < 1 || p.Width*p.Height > MaxPixels {
			t.Fatalf("%d bytes became %d, %d by %d", len(in), len(p.Data), p.Width, p.Height)
		}
		again, err := Clean(bytes.Clone(p.Data))
		if err != nil || !bytes.Equal(again.Data, p.Data) || again.Width != p.Width {
			t.Fatalf("cleaned again it is another: %v", err)
		}
	})
}
