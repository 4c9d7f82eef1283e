package hosts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Headers of a signed call, ours and the host's alike.
const (
	HeaderTimestamp = "Aisle-Timestamp" // seconds since 1970
	HeaderSignature = "Aisle-Signature" // v1= and the hex of HMAC-SHA256(secret, timestamp "." body)
)

// Window is how old or how far ahead a signed call may be.
const Window = 5 * time.Minute

const scheme = "v1="

// Sign is the signature of a body sent at a moment.
func Sign(secret string, at time.Time, body []byte) (timestamp, signature string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	return timestamp, scheme + hex.EncodeToString(sum(secret, timestamp, body))
}

func sum(secret, timestamp string, body []byte) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(timestamp))
	m.Write([]byte{'.'})
	m.Write(body)
	return m.Sum(nil)
}

// Verify checks a signed call. Several signatures, separated by commas, may
// stand in the header while a host changes its secret; one must be right.
func Verify(secret string, now time.Time, timestamp, signature string, body []byte) error {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return wms.Refuse(wms.Unauthorized, "bad_signature", "%s must be the seconds since 1970, not %.40q", HeaderTimestamp, timestamp)
	}
	want := sum(secret, timestamp, body)
	right := false
	for _, s := range strings.Split(signature, ",") {
		given, known := strings.CutPrefix(strings.TrimSpace(s), scheme)
		raw, err := hex.DecodeString(given)
		if known && err == nil && hmac.Equal(raw, want) {
			right = true
		}
	}
	if !right || secret == "" {
		return wms.Refuse(wms.Unauthorized, "bad_signature", "%s must be v1= and the hex of HMAC-SHA256(secret, timestamp + \".\" + body) for a host we know", HeaderSignature)
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > Window || age < -Window {
		return wms.Refuse(wms.Unauthorized, "stale_signature", "the call was signed at %s; it must be within %s of now, %s: sign it anew",
			time.Unix(seconds, 0).UTC().Format(time.RFC3339), Window, now.UTC().Format(time.RFC3339))
	}
	return nil
}
