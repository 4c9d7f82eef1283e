package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestScrubLeavesNothingOfWhatWasDeleted writes values small and large,
// deletes them, and looks for them in the file.
func TestScrubLeavesNothingOfWhatWasDeleted(t *testing.T) {
	file := filepath.Join(t.TempDir(), FileName)
	b, err := Open(Options{File: file, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	run := func(fn func(tx Tx) error) {
		t.Helper()
		_, err := b.Do(t.Context(), Command{Partition: Network, Kind: "test", Run: func(tx Tx) ([]byte, error) { return nil, fn(tx) }})
		if err != nil {
			t.Fatal(err)
		}
	}
	key := func(i int) []byte { return Key(Network, "t", i) }
	secret := []byte("Erika Mustermann")
	const rows = 1000
	run(func(tx Tx) error {
		for i := range rows {
			value := append([]byte(fmt.Sprint(i)), secret...)
			if i%50 == 0 { // longer than a page
				value = append(make([]byte, 9000), secret...)
			}
			if err := tx.PutPrivate(key(i), value); err != nil {
				return err
			}
		}
		return tx.Put(Key(Network, "t", rows), []byte("stays"))
	})
	run(func(tx Tx) error {
		for i := range rows {
			if err := tx.Delete(key(i)); err != nil {
				return err
			}
		}
		return nil
	})
	left := func() int {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(raw, secret)
	}
	if left() == 0 {
		t.Fatal("the deleted values are gone already: this test shows nothing")
	}
	if err := b.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := left(); n > 0 {
		t.Errorf("%d deleted values are left", n)
	}
	run(func(tx Tx) error { return tx.Put(Key(Network, "t", rows+1), []byte("goes on")) })
	err = b.View(func(r Reader) error {
		v, err := r.Get(Key(Network, "t", rows))
		if string(v) != "stays" {
			t.Errorf("another value is %q", v)
		}
		if err := b.Scrub(t.Context()); err == nil {
			t.Error("scrubbed under a reader")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(context.Background(), file, VerifyOptions{}); err != nil {
		t.Error(err)
	}
}
