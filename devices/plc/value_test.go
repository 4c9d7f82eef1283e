package plc

import (
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gopcua/opcua/ua"
)

var discard = slog.New(slog.DiscardHandler)

func value(v any) *ua.DataValue {
	return &ua.DataValue{EncodingMask: ua.DataValueValue, Value: ua.MustVariant(v)}
}

func TestDecode(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.FixedZone("", 3600))
	for _, c := range []struct {
		k    kind
		v    *ua.DataValue
		want any // nil: an error
	}{
		{i32, value(int32(-7)), int32(-7)},
		{u32, value(uint32(7)), uint32(7)},
		{u16, value(uint16(7)), uint16(7)},
		{boolean, value(true), true},
		{text, value("ä"), "ä"},
		{stamp, value(now), now.UTC()},
		{i32, value(uint32(7)), nil},
		{i32, value(int64(7)), nil},
		{i32, value(math.NaN()), nil},
		{u32, value(int32(-1)), nil},
		{u32, value([]uint32{1, 2}), nil},
		{u32, value(make([]uint32, 100_000)), nil},
		{text, value([]byte("x")), nil},
		{text, value(strings.Repeat("x", 1025)), nil},
		{boolean, value(int32(1)), nil},
		{u32, nil, nil},
		{u32, &ua.DataValue{}, nil},
		{u32, &ua.DataValue{Status: ua.StatusBadNodeIDUnknown}, nil},
		{u32, &ua.DataValue{Value: &ua.Variant{}}, nil},
	} {
		got, err := decode(c.k, c.v)
		if c.want == nil && err == nil || c.want != nil && (err != nil || got != c.want) {
			t.Errorf("%v %+v: %v, %v, want %v", c.k, c.v, got, err, c.want)
		}
	}
}

// FuzzDecode feeds whatever the OPC UA library makes of some bytes.
func FuzzDecode(f *testing.F) {
	for _, v := range []any{int32(-1), uint32(1), uint16(2), true, "text", time.Unix(0, 0), math.NaN(), []int32{1, 2, 3}, []string{"a", ""}} {
		raw, err := value(v).Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v := &ua.DataValue{}
		if !decoded(v, raw) {
			return
		}
		p := picture{}
		for k := i32; k <= stamp; k++ {
			got, err := decode(k, v)
			if (got == nil) == (err == nil) {
				t.Fatalf("%v: %v and %v", k, got, err)
			}
			if err == nil {
				p["x"] = got
				_, _, _, _, _, _ = p.i32("x"), p.u32("x"), p.u16("x"), p.flag("x"), p.text("x"), p.time("x")
			}
		}
	})
}

// decoded lets the library read; what it panics at is its own affair.
func decoded(v *ua.DataValue, raw []byte) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	_, err := v.Decode(raw)
	return err == nil
}

func TestCounters(t *testing.T) {
	top := ^uint32(0)
	for _, c := range [][3]uint32{{5, 5, 0}, {6, 5, 1}, {1, top, 1}, {3, top - 1, 4}, {1, 0, 1}} {
		if got := ahead(c[0], c[1]); got != c[2] {
			t.Errorf("ahead(%d, %d) = %d, want %d", c[0], c[1], got, c[2])
		}
	}
	if next(top) != 1 || next(0) != 1 {
		t.Error("counters wrap to 1")
	}
}

func TestEndpointChoice(t *testing.T) {
	user := []*ua.UserTokenPolicy{{TokenType: ua.UserTokenTypeUserName}}
	none := &ua.EndpointDescription{SecurityPolicyURI: ua.SecurityPolicyURINone, SecurityMode: ua.MessageSecurityModeNone, UserIdentityTokens: user}
	sign := &ua.EndpointDescription{SecurityPolicyURI: ua.SecurityPolicyURIBasic256Sha256, SecurityMode: ua.MessageSecurityModeSign, UserIdentityTokens: user}
	old := &ua.EndpointDescription{SecurityPolicyURI: ua.SecurityPolicyURIBasic256, SecurityMode: ua.MessageSecurityModeSignAndEncrypt, UserIdentityTokens: user}
	anonymous := &ua.EndpointDescription{SecurityPolicyURI: ua.SecurityPolicyURIBasic256Sha256, SecurityMode: ua.MessageSecurityModeSignAndEncrypt}
	s := &Server{}
	if e, err := s.endpoint([]*ua.EndpointDescription{none, nil, sign, old, anonymous}); err == nil {
		t.Fatalf("%+v was chosen", e)
	}
	for _, bad := range []string{"", "12", strings.Repeat("g", 64), strings.Repeat("a", 63)} {
		if _, err := parsePin(bad); err == nil {
			t.Errorf("thumbprint %q was taken", bad)
		}
	}
	if p, err := parsePin(strings.ToUpper(strings.Repeat("ab:", 19) + "ab")); err != nil || p.sum != strings.Repeat("ab", 20) {
		t.Errorf("%+v, %v", p, err)
	}
}
