package users

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Parameters of argon2id: the second choice of the OWASP Password Storage
// Cheat Sheet (19 MiB, two passes, one lane), about 20 ms on one core.
const (
	argonMemoryKiB = 19 * 1024
	argonPasses    = 2
	argonLanes     = 1
	argonSaltBytes = 16
	argonKeyBytes  = 32
)

// HashPIN makes the hash of a PIN, in the PHC string format. A site file may
// hold it instead of the PIN.
func (u *Users) HashPIN(pin string) (string, error) {
	salt := make([]byte, argonSaltBytes)
	if _, err := io.ReadFull(u.random, salt); err != nil {
		return "", fmt.Errorf("users: no random bytes: %w", err)
	}
	key := argon2.IDKey([]byte(pin), salt, argonPasses, u.memoryKiB, argonLanes, argonKeyBytes)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, u.memoryKiB, argonPasses, argonLanes,
		enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

// pinHash is a hash taken apart.
type pinHash struct {
	memoryKiB, passes uint32
	lanes             uint8
	salt, key         []byte
}

// parsePINHash reads a PHC string with parameters that this program is
// willing to compute.
func parsePINHash(text string) (h pinHash, err error) {
	bad := func(why string) (pinHash, error) { return pinHash{}, fmt.Errorf("users: PIN hash: %s", why) }
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return bad("it must look like $argon2id$v=19$m=19456,t=2,p=1$SALT$KEY")
	}
	if parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad("its version must be v=19")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memoryKiB, &h.passes, &h.lanes); err != nil {
		return bad("its parameters must look like m=19456,t=2,p=1")
	}
	if h.memoryKiB < 8 || h.memoryKiB > 256*1024 || h.passes < 1 || h.passes > 16 || h.lanes < 1 || h.lanes > 16 {
		return bad("its parameters must be at most m=262144,t=16,p=16")
	}
	enc := base64.RawStdEncoding.Strict()
	if h.salt, err = enc.DecodeString(parts[4]); err != nil || len(h.salt) < 8 || len(h.salt) > 64 {
		return bad("its salt must be 8 to 64 bytes of base64")
	}
	if h.key, err = enc.DecodeString(parts[5]); err != nil || len(h.key) < 16 || len(h.key) > 64 {
		return bad("its key must be 16 to 64 bytes of base64")
	}
	return h, nil
}

// matches checks a PIN in a time that does not depend on it.
func (h pinHash) matches(pin string) bool {
	key := argon2.IDKey([]byte(pin), h.salt, h.passes, h.memoryKiB, h.lanes, uint32(len(h.key)))
	return subtle.ConstantTimeCompare(key, h.key) == 1
}

// pinMatches is false for a hash that can't be read, too.
func pinMatches(text, pin string) bool {
	h, err := parsePINHash(text)
	return err == nil && h.matches(pin)
}
