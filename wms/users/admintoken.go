package users

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const adminTokenMin = 32 // characters

// AdminTokenFile reads the administrator's token from a file, which it makes
// if there is none: mode 0600, complete or not there at all. A file that
// others can read is made private again.
func AdminTokenFile(file string) (string, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeAdminToken(file)
	}
	if err != nil {
		return "", fmt.Errorf("admin token: %w", err)
	}
	token := strings.TrimSpace(string(data))
	if len(token) < adminTokenMin || strings.ContainsAny(token, " \t\r\n") {
		return "", fmt.Errorf("admin token: %s must hold one token of at least %d characters; delete it to have a new one made",
			file, adminTokenMin)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return "", fmt.Errorf("admin token: %w", err)
	}
	return token, nil
}

func makeAdminToken(file string) (token string, err error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("admin token: %w", err)
	}
	token = "adm_" + base64.RawURLEncoding.EncodeToString(raw)
	if err := writePrivate(file, token+"\n"); err != nil {
		return "", fmt.Errorf("admin token: %w", err)
	}
	return token, nil
}

// writePrivate writes a file that is complete once it has its name.
func writePrivate(file, text string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".admin.token-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
