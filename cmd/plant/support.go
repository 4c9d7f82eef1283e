package plant

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms/store"
)

// LogTail keeps the last lines that were logged, for the support bundle.
type LogTail struct {
	mu   sync.Mutex
	text []byte
}

// logTailBytes is how much of the log is kept.
const logTailBytes = 256 << 10

// Write implements io.Writer.
func (l *LogTail) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, line...)
	if over := len(l.text) - 2*logTailBytes; over > 0 {
		l.text = append([]byte(nil), l.text[len(l.text)-logTailBytes:]...)
	}
	return len(line), nil
}

// Last gives a copy of what is kept.
func (l *LogTail) Last() []byte {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]byte(nil), l.text[max(0, len(l.text)-logTailBytes):]...)
}

// supportRecords is how many records of the journal the bundle looks at.
const supportRecords = 5000

// Support implements api.Support: a zip file of what helps to find a fault.
// It holds no values of events, because words in them may be personal, and of
// the configuration nothing that is named like a secret.
func (p *Plant) Support(_ context.Context, out io.Writer) error {
	z := zip.NewWriter(out)
	for _, part := range []struct {
		name string
		make func(w io.Writer) error
	}{
		{"about.json", p.supportAbout},
		{"configuration.json", func(w io.Writer) error { return asJSON(w, withoutSecrets(reflect.ValueOf(p.Network))) }},
		{"metrics.txt", func(w io.Writer) error {
			rec := httptest.NewRecorder()
			p.metrics().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
			_, err := w.Write(rec.Body.Bytes())
			return err
		}},
		{"devices.json", func(w io.Writer) error { return asJSON(w, p.Devices()) }},
		{"alarms.json", func(w io.Writer) error { return asJSON(w, p.alarms.list()) }},
		{"journal.json", p.supportJournal},
		{"checks.txt", p.supportChecks},
		{"log.txt", func(w io.Writer) error { _, err := w.Write(scrubbed(p.Tail.Last())); return err }},
		{"goroutines.txt", func(w io.Writer) error { return pprof.Lookup("goroutine").WriteTo(w, 1) }},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			return err
		}
		if err := part.make(w); err != nil {
			return fmt.Errorf("support: %s: %w", part.name, err)
		}
	}
	return z.Close()
}

func asJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (p *Plant) supportAbout(w io.Writer) error {
	about := map[string]any{"go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH, "processors": runtime.NumCPU(),
		"speed": p.Speed, "site_time": p.Clock.Now(), "wall_time": time.Now().UTC(), "journal_seq": p.Store.Seq()}
	if info, ok := debug.ReadBuildInfo(); ok {
		about["version"] = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
				about[s.Key] = s.Value
			}
		}
	}
	files := map[string]int64{}
	entries, err := os.ReadDir(p.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			files[e.Name()] = info.Size()
		}
	}
	about["files"] = files
	return asJSON(w, about)
}

// supportJournal counts what the last records were, and lists the very last
// without the values of their events.
func (p *Plant) supportJournal(w io.Writer) error {
	seq := p.Store.Seq()
	after := seq - min(seq, supportRecords)
	kinds, types := map[string]int{}, map[string]int{}
	type line struct {
		Seq, Cause uint64
		Time       time.Time
		Partition  store.Partition
		Kind       string
		Events     []string
	}
	var last []line
	for after < seq {
		records, err := p.Store.Records(after, 1000)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			break
		}
		for _, r := range records {
			after = r.Seq
			kinds[r.Kind]++
			l := line{r.Seq, r.Cause, r.Time, r.Partition, r.Kind, nil}
			for _, e := range r.Events {
				types[e.Type]++
				l.Events = append(l.Events, e.Type)
			}
			if last = append(last, l); len(last) > 300 {
				last = last[1:]
			}
		}
	}
	return asJSON(w, map[string]any{"kinds": kinds, "events": types, "last": last})
}

// supportChecks recomputes what verify does, on a snapshot of the running site.
func (p *Plant) supportChecks(w io.Writer) error {
	return p.Store.View(func(r store.Reader) error {
		for _, c := range Checks(p.Dir) {
			faults := 0
			err := c.Check(r, func(format string, args ...any) {
				faults++
				fmt.Fprintf(w, "%s: %s\n", c.Name, fmt.Sprintf(format, args...))
			})
			if err != nil {
				fmt.Fprintf(w, "%s: %v\n", c.Name, err)
			} else if faults == 0 {
				fmt.Fprintf(w, "%s: no fault found\n", c.Name)
			}
		}
		return nil
	})
}

var secretName = regexp.MustCompile(`(?i)password|secret|token|pin$|user$|badge|credential|private`)

const leftOut = "left out"

// withoutSecrets copies a configuration into plain values; what is named like
// a secret is left out.
func withoutSecrets(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return withoutSecrets(v.Elem())
	case reflect.Struct:
		out := map[string]any{}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch {
			case !f.IsExported() || f.Name == "At":
			case secretName.MatchString(f.Name):
				out[f.Name] = leftOut
			default:
				out[f.Name] = withoutSecrets(v.Field(i))
			}
		}
		return out
	case reflect.Slice, reflect.Array:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = withoutSecrets(v.Index(i))
		}
		return out
	case reflect.Map:
		out := map[string]any{}
		for _, k := range v.MapKeys() {
			name := fmt.Sprint(k.Interface())
			if secretName.MatchString(name) {
				out[name] = leftOut
				continue
			}
			out[name] = withoutSecrets(v.MapIndex(k))
		}
		return out
	case reflect.Func, reflect.Chan:
		return nil
	}
	return v.Interface()
}

var bearer = regexp.MustCompile(`(?i)(bearer\s+|(?:password|secret|token|pin)["']?\s*[=:]\s*["']?)[^\s"'&]+`)

// scrubbed takes what looks like a secret out of log lines.
func scrubbed(text []byte) []byte { return bearer.ReplaceAll(text, []byte("${1}"+leftOut)) }

func (p *Plant) serveSupport(w http.ResponseWriter, r *http.Request) {
	f, err := os.OpenFile(r.URL.Query().Get("file"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = p.Support(r.Context(), f)
		if e := f.Close(); err == nil {
			err = e
		}
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
