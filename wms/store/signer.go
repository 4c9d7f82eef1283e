package store

import (
	"cmp"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// signer signs checkpoints.
type signer struct{ key ed25519.PrivateKey }

func (s signer) public() []byte { return s.key.Public().(ed25519.PublicKey) }

// loadSigner reads the private key (PEM, PKCS #8), or makes one.
func loadSigner(file string) (signer, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSigner(file)
	}
	if err != nil {
		return signer{}, fmt.Errorf("store: signing key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return signer{}, fmt.Errorf("store: signing key %s is not PEM", file)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return signer{}, fmt.Errorf("store: signing key %s: %w", file, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return signer{}, fmt.Errorf("store: signing key %s is %T, not ed25519", file, key)
	}
	return signer{private}, nil
}

func makeSigner(file string) (signer, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return signer{}, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return signer{}, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := writeFile(file, text, 0o600); err != nil {
		return signer{}, fmt.Errorf("store: signing key: %w", err)
	}
	return signer{key}, nil
}

// writeFile writes a whole file durably: under another name, then renamed.
func writeFile(file string, data []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	err = cmp.Or(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return err
	}
	return syncDir(filepath.Dir(file))
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
