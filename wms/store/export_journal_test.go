package store_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// exported is a journal of which a part is sealed, and a checkpoint of its end.
func exported(t *testing.T, dir string, from uint64) (file string, c store.Checkpoint) {
	t.Helper()
	s, _ := sealSite(t, filepath.Join(dir, "a.db"))
	file = filepath.Join(dir, "journal")
	report, err := s.ExportJournal(context.Background(), file, from)
	if err != nil || report.To != s.Seq() {
		t.Fatal(report, err)
	}
	c, err = s.ExportCheckpoint(filepath.Join(dir, "checkpoint"))
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return file, c
}

// TestExportedJournal reads every record with what an outsider has: JSON,
// base64 and SHA-256.
func TestExportedJournal(t *testing.T) {
	t.Parallel()
	for _, from := range []uint64{0, 40} {
		file, c := exported(t, t.TempDir(), from)
		report, err := store.VerifyJournal(context.Background(), file, &c)
		if err != nil || report.Records != c.Seq+1-max(from, 1) || report.Events < 40 {
			t.Fatal(report, err)
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
		var line struct {
			Seq    uint64
			Actor  struct{ User, From, Reason string }
			Events []struct{ Type, Subject string }
			Record string
		}
		if err := json.Unmarshal([]byte(lines[5]), &line); err != nil {
			t.Fatal(err)
		}
		if body, err := base64.StdEncoding.DecodeString(line.Record); err != nil || len(body) < 50 || line.Seq != max(from, 1)+4 ||
			line.Actor.User != "u" || line.Actor.Reason != "why" || len(line.Events) != 1 || !strings.HasPrefix(line.Events[0].Subject, "S") {
			t.Errorf("line 5: %+v %v", line, err)
		}
	}
}

// TestForgedExport puts well-formed lies into an exported journal.
func TestForgedExport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, c := exported(t, dir, 1)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(good, []byte("\n"))
	n := len(lines) - 2 // the end; behind it the empty rest
	join := func(parts ...[][]byte) []byte {
		var out []byte
		for _, p := range parts {
			out = append(out, bytes.Join(p, nil)...)
		}
		return out
	}
	for name, forged := range map[string]struct {
		text []byte
		want string
	}{
		"a record taken out":       {join(lines[:20], lines[21:]), "is missing"},
		"the last record":          {join(lines[:n-1], lines[n:]), "it is cut"},
		"no end":                   {join(lines[:n]), "it has no end"},
		"no end and a cut line":    {good[:len(good)-700], "it has no end"},
		"two records swapped":      {join(lines[:20], lines[21:22], lines[20:21], lines[22:]), "is missing"},
		"another user":             {bytes.Replace(good, []byte(`"user":"u"`), []byte(`"user":"v"`), 1), "something else"},
		"a space":                  {bytes.Replace(good, []byte(`"kind":`), []byte(`"kind": `), 1), "something else"},
		"a number in the head":     {bytes.Replace(good, []byte(`"from":1}`), []byte(`"from":2}`), 1), "is missing"},
		"text behind the end":      {append(bytes.Clone(good), '\n'), "follows the end"},
		"an end for fewer records": {bytes.Replace(good, []byte(`{"end":`), []byte(`{"end":1`), 1), "it is cut"},
		"nothing":                  {nil, "it has no end"},
	} {
		bad := filepath.Join(dir, "bad")
		if err := os.WriteFile(bad, forged.text, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.VerifyJournal(context.Background(), bad, &c)
		if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), forged.want) {
			t.Errorf("%s: %v, want %q", name, err, forged.want)
		}
	}
}

// TestExportOfACutJournal exports an older copy of the data: sound and signed,
// and shorter than the checkpoint says.
func TestExportOfACutJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, _ := exported(t, dir, 1)
	s := open(t, filepath.Join(dir, "a.db"))
	storetest.Do(t, s, "net", func(tx store.Tx) error { return rows.Put(tx, row{N: 1}, 1000) })
	c, err := s.ExportCheckpoint(filepath.Join(dir, "c"))
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := store.VerifyJournal(context.Background(), file, nil); err != nil {
		t.Error(err)
	}
	if _, err := store.VerifyJournal(context.Background(), file, &c); !errors.Is(err, store.ErrCorrupt) {
		t.Error("a cut tail:", err)
	}
}
