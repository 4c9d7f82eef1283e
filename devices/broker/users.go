package broker

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// User of the broker: somebody who logs in with a password, with a
// certificate, or with either. Publish, Subscribe and Will are exact topics,
// no wildcards; a Master needs none.
type User struct {
	Name string
	// Password in clear text, or Hash of it (Hashed): at most one of the two.
	Password, Hash string
	// Certificates are the thumbprints (Thumbprint) of those that the user may
	// come with; their common name must be Name.
	Certificates []string
	Master       bool
	// Will are the topics that a last will may go to. Only on them, and on
	// those in Keep, the broker keeps a message for later subscribers.
	Publish, Subscribe, Will, Keep []string
}

// VehicleUser is the user of the vehicle whose topics begin with root, such
// as "uagv/v2/aisle/C001".
func VehicleUser(name, password, root string) User {
	return User{
		Name: name, Password: password,
		Publish:   []string{root + "/state", root + "/visualization", root + "/connection", root + "/factsheet"},
		Subscribe: []string{root + "/order", root + "/instantActions", root + "/responses", root + "/zoneSet"},
		Will:      []string{root + "/connection"}, Keep: []string{root + "/factsheet"},
	}
}

const (
	hashRounds = 4096
	hashBytes  = 32
)

// Hashed is what to keep of a password instead of it.
func Hashed(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // crypto/rand never fails
	return hex.EncodeToString(salt) + "$" + hex.EncodeToString(hashOf(password, salt))
}

func hashOf(password string, salt []byte) []byte {
	key, err := pbkdf2.Key(sha256.New, password, salt, hashRounds, hashBytes)
	if err != nil {
		panic(err) // only for lengths that are not given here
	}
	return key
}

// Thumbprint names a certificate: the SHA-256 of it, in hex.
func Thumbprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}

// account is a User as the rules use it.
type account struct {
	user                      User
	plain                     [sha256.Size]byte
	salt, hash                []byte
	publish, subscribe        map[string]bool
	will, keep                map[string]bool
	pace                      pace
	hasPassword, hasHashedOne bool
}

func newAccount(u User) (*account, error) {
	switch {
	case u.Name == "":
		return nil, fmt.Errorf("MQTT broker: a user has no name")
	case u.Password == "" && u.Hash == "" && len(u.Certificates) == 0:
		return nil, fmt.Errorf("MQTT broker: user %q has no password and no certificate", u.Name)
	case u.Password != "" && u.Hash != "":
		return nil, fmt.Errorf("MQTT broker: user %q has a password in clear text and a hashed one", u.Name)
	}
	a := &account{user: u, publish: set(u.Publish), subscribe: set(u.Subscribe), will: set(u.Will), keep: set(slices.Concat(u.Will, u.Keep))}
	for _, t := range slices.Concat(u.Publish, u.Subscribe, u.Will, u.Keep) {
		if t == "" || strings.ContainsAny(t, "+#") {
			return nil, fmt.Errorf("MQTT broker: user %q: %q is no exact topic", u.Name, t)
		}
	}
	if u.Hash != "" {
		salt, hash, _ := strings.Cut(u.Hash, "$")
		var err, err2 error
		a.salt, err = hex.DecodeString(salt)
		a.hash, err2 = hex.DecodeString(hash)
		if err != nil || err2 != nil || len(a.hash) != hashBytes {
			return nil, fmt.Errorf("MQTT broker: user %q: the hash of the password is damaged", u.Name)
		}
		a.hasHashedOne = true
	}
	if u.Password != "" {
		a.plain, a.hasPassword = sha256.Sum256([]byte(u.Password)), true
	}
	return a, nil
}

func set(all []string) map[string]bool {
	out := map[string]bool{}
	for _, x := range all {
		out[x] = true
	}
	return out
}

// opens says whether a password is the account's.
func (a *account) opens(password []byte) bool {
	if a.hasPassword {
		given := sha256.Sum256(password)
		return subtle.ConstantTimeCompare(given[:], a.plain[:]) == 1
	}
	return a.hasHashedOne && subtle.ConstantTimeCompare(hashOf(string(password), a.salt), a.hash) == 1
}

// same says whether who came in under a may stay under b.
func (a *account) same(b *account) bool {
	return b != nil && a.user.Password == b.user.Password && a.user.Hash == b.user.Hash && a.user.Master == b.user.Master &&
		slices.Equal(a.user.Certificates, b.user.Certificates) && slices.Equal(a.user.Publish, b.user.Publish) && slices.Equal(a.user.Subscribe, b.user.Subscribe)
}
