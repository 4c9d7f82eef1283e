package wire

import (
	"testing"
	"time"
)

func TestSignature(t *testing.T) {
	now := time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)
	body := []byte(`{"id":"a"}`)
	stamp, sign := Sign("secret", now, body)
	for name, c := range map[string]struct {
		secret, stamp, sign, body string
		at                        time.Time
		want                      bool
	}{
		"as sent":         {"secret", stamp, sign, string(body), now, true},
		"a minute late":   {"secret", stamp, sign, string(body), now.Add(time.Minute), true},
		"an hour late":    {"secret", stamp, sign, string(body), now.Add(time.Hour), false},
		"from the future": {"secret", stamp, sign, string(body), now.Add(-time.Hour), false},
		"other secret":    {"secreT", stamp, sign, string(body), now, false},
		"no secret":       {"", stamp, sign, string(body), now, false},
		"other body":      {"secret", stamp, sign, `{"id":"b"}`, now, false},
		"other time":      {"secret", "1", sign, string(body), now, false},
		"no time":         {"secret", "", sign, string(body), now, false},
		"no signature":    {"secret", stamp, "", string(body), now, false},
	} {
		if got := Signed(c.secret, c.at, c.stamp, c.sign, []byte(c.body)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"boot":"b1","transports":[{"id":"a","state":"carrying","vehicle":"v","revision":3}]}`,
		`{"boot":"b1","vehicles":[{"id":"v","x_mm":1,"battery_permille":1000}],"stations":[{"id":"s","load":"P"}]}`,
		`{"boot":"b","transports":[{"id":"a","state":"flying"}]}`, `{"boot":"b","vehicles":[{"id":"v","battery_permille":-1}]}`, `[]`, `{"boot":1e999}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if l, err := ParseList(raw); err == nil {
			for _, x := range l.Transports {
				if !Name(x.ID) || !phases[x.State] {
					t.Fatalf("believed %+v", x)
				}
			}
		}
		if s, err := ParseStatus(raw); err == nil {
			for _, v := range s.Vehicles {
				if v.Battery < 0 || v.Battery > 1000 || !Name(v.ID) {
					t.Fatalf("believed %+v", v)
				}
			}
		}
	})
}
