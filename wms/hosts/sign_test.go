package hosts_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/hosts"
)

// The example that host programmers test with is right.
func TestWorkedExample(t *testing.T) {
	doc, err := os.ReadFile("../../docs/integration.md")
	if err != nil {
		t.Fatal(err)
	}
	timestamp, signature := hosts.Sign("0123456789abcdef", time.Unix(1767225600, 0), []byte(`{"id":"W-1"}`))
	if timestamp != "1767225600" || !strings.Contains(string(doc), "`"+signature+"`") {
		t.Errorf("docs/integration.md does not have %s", signature)
	}
}

func TestVerify(t *testing.T) {
	at := time.Unix(1767225600, 0)
	timestamp, signature := hosts.Sign("0123456789abcdef", at, []byte("body"))
	for off, want := range map[time.Duration]string{0: "", hosts.Window: "", -hosts.Window: "", hosts.Window + time.Second: "stale_signature", -hosts.Window - time.Second: "stale_signature"} {
		err := hosts.Verify("0123456789abcdef", at.Add(off), timestamp, signature, []byte("body"))
		if (err == nil) != (want == "") || (err != nil && wms.CodeOf(err) != want) {
			t.Errorf("%s off: %v", off, err)
		}
	}
	if hosts.Verify("", at, timestamp, signature, []byte("body")) == nil {
		t.Error("an unknown host's empty secret signs nothing")
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("1767225600", "v1=00", []byte("x"))
	f.Fuzz(func(t *testing.T, timestamp, signature string, body []byte) {
		if hosts.Verify("0123456789abcdef", time.Unix(1767225600, 0), timestamp, signature, body) == nil {
			t.Skip("guessed")
		}
	})
}
